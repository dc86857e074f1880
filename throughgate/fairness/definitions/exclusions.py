"""Who is left out of the measure by a named exclusion: how many, when, for what reason, and of what risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from throughgate.fairness.model import Check, standing_of
from throughgate.fairness.runs import FEWEST
from throughgate.methods.fairness.edges import LEVEL, MeanDifference, Ratio, compare_odds, stratified_difference
from throughgate.store.schema import EXCLUSIONS as REASONS
from throughgate.terms import Cohort

FEWEST_EXCLUDED = 10
"""People left out, below which neither their number nor their OGRS is tested (assumed; as methods.disclosure hides)."""


@dataclass(frozen=True)
class Quarter:
    """Discharges of a cohort in a quarter that count or would but for a named exclusion; of them left out, by reason.

    `reasons` are in the order of store.schema.EXCLUSIONS.
    """

    cohort: str
    starts_on: date
    n: int
    reasons: tuple[int, ...]

    @property
    def out(self) -> int:
        """Left out for any of the reasons."""
        return sum(self.reasons)


@dataclass(frozen=True)
class Reason:
    """Discharges of a cohort left out for one named reason, and how far their mean OGRS lies from that of people who count.

    `ogrs` is in points within sentence bands; None of fewer than FEWEST_EXCLUDED, or where it cannot be told.
    """

    reason: str
    out: int
    ogrs: MeanDifference | None


@dataclass(frozen=True)
class Excluded:
    """Discharges of a cohort: left out by a named exclusion, of those by reason, and all that count or would but for one.

    `ogrs` says how far the mean OGRS of those left out lies from the others' (points) within sentence bands; `share` how
    the odds of being left out compare with those in the contract's other cohorts, of whose `others` discharges
    `others_out` are left out. Either is None where it cannot be told.
    """

    cohort: Cohort
    out: int
    n: int
    ogrs: MeanDifference | None
    others_out: int
    others: int
    share: Ratio | None
    reasons: tuple[Reason, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        """Of their number and of their OGRS."""
        return tuple(
            _check(f"definition-exclusions-{name}-{self.cohort.id}", found.p if found else None, self.cohort)
            for name, found in (("share", self.share), ("risk", self.ogrs))
        )


def read_quarters(counted: pd.DataFrame, cohorts: Sequence[Cohort]) -> tuple[Quarter, ...]:
    """The quarters of each cohort, of the rows of fairness/exclusions."""
    found = []
    for cohort in cohorts:
        for quarter, rows in counted[counted["cohort_id"] == cohort.id].groupby("quarter"):
            reasons = tuple(int(rows.loc[rows["reason"] == reason, "people"].sum()) for reason in REASONS)
            found.append(Quarter(cohort.name, quarter.date(), int(rows["people"].sum()), reasons))
    return tuple(found)


def _check(name: str, p: float | None, cohort: Cohort) -> Check:
    if p is None:
        return Check(name, "definition", "cannot tell", None, None, None)
    return Check(name, "definition", standing_of(p, below=LEVEL), cohort.discharged_from, cohort.discharged_to, LEVEL)


def read_excluded(counted: pd.DataFrame, cohort: Cohort) -> Excluded:
    """What is left out of a cohort, of the rows of fairness/exclusions."""
    of = counted["cohort_id"] == cohort.id
    here, elsewhere = counted[of], counted[~of]
    out, n = _out_of(here)
    others_out, others = _out_of(elsewhere)
    enough = min(n, others) >= FEWEST and out + others_out >= FEWEST_EXCLUDED
    share = compare_odds((out, n - out), (others_out, others - others_out)) if enough else None
    ogrs = stratified_difference(_strata(here)) if out >= FEWEST_EXCLUDED else None
    return Excluded(cohort, out, n, ogrs, others_out, others, share, tuple(_reason(here, reason) for reason in REASONS))


def _reason(counted: pd.DataFrame, reason: str) -> Reason:
    of = counted[counted["reason"].isin(["", reason])]
    out, _ = _out_of(of)
    return Reason(reason, out, stratified_difference(_strata(of)) if out >= FEWEST_EXCLUDED else None)


def _out_of(counted: pd.DataFrame) -> tuple[int, int]:
    return int(counted.loc[counted["reason"] != "", "people"].sum()), int(counted["people"].sum())


def _strata(counted: pd.DataFrame) -> list[tuple[np.ndarray, np.ndarray]]:
    """OGRS of discharges left out and of the others, by sentence band."""
    scored = counted.dropna(subset=["ogrs_percent"])
    return [
        tuple(
            np.repeat(part["ogrs_percent"].to_numpy(dtype=float), part["people"])
            for part in (band[band["reason"] != ""], band[band["reason"] == ""])
        )
        for _, band in scored.groupby("sentence_band")
    ]  # type: ignore[return-value]
