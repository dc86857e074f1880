"""What may bend the measure: exclusions, dates, scores and timing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np
import pandas as pd

from throughgate.fairness.model import Check, Standing
from throughgate.fairness.runs import FEWEST, SEED, Run, read_run
from throughgate.methods.fairness.cusum import Cusum, FalseAlarms, drawn_either_sign, false_alarms
from throughgate.methods.fairness.edges import (
    LEVEL,
    ONE_SIDED,
    MeanDifference,
    Ratio,
    chance_of_more_after,
    compare_odds,
    size_of_more_after,
    stratified_difference,
)
from throughgate.store.reader import Reader, query
from throughgate.store.schema import EXCLUSIONS as REASONS
from throughgate.terms import Cohort, Contract

EDGE_DAYS = 70
"""On either side of an edge: 14 near it and 56 beyond."""
RECORDING_DAYS = 7
"""Allowed for a release to be recorded (assumed)."""
ANNIVERSARY_DAYS = 28
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
class Excluded:
    """Discharges of a cohort: left out by a named exclusion, and all that count or would but for one.

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

    @property
    def checks(self) -> tuple[Check, ...]:
        """Of their number and of their OGRS."""
        return tuple(
            _check(f"definition-exclusions-{name}-{self.cohort.id}", found.p if found else None, self.cohort)
            for name, found in (("share", self.share), ("risk", self.ogrs))
        )


@dataclass(frozen=True)
class Edge:
    """Releases before and after a day on which a window starts, near it and further out; `ratio` of the odds of before."""

    edge_on: date
    near: tuple[int, int]
    far: tuple[int, int]
    ratio: Ratio | None

    @property
    def check(self) -> Check:
        """Of the releases near the edge."""
        name = f"definition-edge-{self.edge_on}"
        if self.ratio is None:
            return Check(name, "definition", "cannot tell", None, None, None)
        days = self.edge_on - timedelta(days=14), self.edge_on + timedelta(days=13)
        return Check(name, "definition", _standing(self.ratio.p < LEVEL), *days, LEVEL)


@dataclass(frozen=True)
class Anniversary:
    """Offences around the first anniversary of discharge in a cohort.

    `weeks` holds events by week, week 0 beginning on the anniversary; `before` and `after` are people with more of them in
    the 28 days on that side; `people` are those followed for long enough, and `p` the chance of so many after.
    """

    cohort: Cohort
    people: int
    weeks: tuple[tuple[int, int], ...]
    before: int
    after: int
    p: float | None

    @property
    def check(self) -> Check:
        """Of the people with more just after than just before."""
        name = f"definition-anniversary-{self.cohort.id}"
        if self.p is None:
            return Check(name, "definition", "cannot tell", None, None, None)
        days = self.cohort.discharged_from, self.cohort.discharged_to
        return Check(
            name, "definition", _standing(self.p < ONE_SIDED), *days, size_of_more_after(self.before + self.after)
        )


@dataclass(frozen=True)
class Definitions:
    """What may bend the measure: exclusions, dates, scores and timing."""

    quarters: tuple[Quarter, ...]
    excluded: tuple[Excluded, ...]
    edges: tuple[Edge, ...]
    scores_high: Run
    scores_low: Run
    anniversaries: tuple[Anniversary, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every check, in the order of the page."""
        return (
            *(check for each in self.excluded for check in each.checks),
            *(edge.check for edge in self.edges),
            *self.scores_high.checks("definition"),
            *self.scores_low.checks("definition"),
            *(each.check for each in self.anniversaries),
        )


def read_definitions(reader: Reader, contract: Contract, as_at: date) -> Definitions:
    """What may bend the measure: exclusions, dates, scores and timing, as known on `as_at`."""
    ask = partial(query, reader, contract_id=contract.id, as_at=as_at)
    counted = ask("fairness/exclusions", reasons=list(REASONS))
    scores = ask("fairness/scores")
    cohorts = _begun(contract, as_at)
    return Definitions(
        _quarters(counted, cohorts),
        tuple(_excluded(counted, cohort) for cohort in cohorts if (counted["cohort_id"] == cohort.id).any()),
        tuple(edge for row in ask("fairness/edges").itertuples() if any((edge := _edge(row, as_at)).near + edge.far)),
        _scores(scores, "definition-scores-high", sign=1),
        _scores(scores, "definition-scores-low", sign=-1),
        _anniversaries(ask("fairness/anniversary"), cohorts),
    )


def _begun(contract: Contract, as_at: date) -> list[Cohort]:
    """The contract's own cohorts that have begun, their windows as far as they have come."""
    return [
        cohort.model_copy(update={"discharged_to": min(cohort.discharged_to, as_at)})
        for cohort in contract.cohorts
        if cohort.kind == "cohort" and cohort.discharged_from <= as_at
    ]


def _quarters(counted: pd.DataFrame, cohorts: Sequence[Cohort]) -> tuple[Quarter, ...]:
    found = []
    for cohort in cohorts:
        for quarter, rows in counted[counted["cohort_id"] == cohort.id].groupby("quarter"):
            reasons = tuple(int(rows.loc[rows["reason"] == reason, "people"].sum()) for reason in REASONS)
            found.append(Quarter(cohort.name, quarter.date(), int(rows["people"].sum()), reasons))
    return tuple(found)


def _standing(is_unusual: bool) -> Standing:
    return "unusual" if is_unusual else "as usual"


def _check(name: str, p: float | None, cohort: Cohort) -> Check:
    if p is None:
        return Check(name, "definition", "cannot tell", None, None, None)
    return Check(name, "definition", _standing(p < LEVEL), cohort.discharged_from, cohort.discharged_to, LEVEL)


def _excluded(counted: pd.DataFrame, cohort: Cohort) -> Excluded:
    of = counted["cohort_id"] == cohort.id
    here, elsewhere = counted[of], counted[~of]
    out, n = _out_of(here)
    others_out, others = _out_of(elsewhere)
    enough = min(n, others) >= FEWEST and out + others_out >= FEWEST_EXCLUDED
    share = compare_odds((out, n - out), (others_out, others - others_out)) if enough else None
    ogrs = stratified_difference(_strata(here)) if out >= FEWEST_EXCLUDED else None
    return Excluded(cohort, out, n, ogrs, others_out, others, share)


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


def _edge(row, as_at: date) -> Edge:
    """An edge; it can be told once the days after it are over and recorded, and where each side holds releases further out."""
    edge_on = row.edge_on.date()
    near, far = (row.near_before, row.near_after), (row.far_before, row.far_after)
    is_over = edge_on + timedelta(days=EDGE_DAYS + RECORDING_DAYS) <= as_at
    enough = sum(near) >= FEWEST and min(far) >= FEWEST
    return Edge(edge_on, near, far, compare_odds(near, far) if is_over and enough else None)


def _scores(scores: pd.DataFrame, name: str, *, sign: int) -> Run:
    rows = scores.loc[scores.index.repeat(scores["people"])]
    days, differences = rows["day"].to_numpy().astype("datetime64[D]"), sign * rows["difference"].to_numpy(dtype=float)
    return read_run(name, days, differences, _simulate(differences))


def _simulate(differences: np.ndarray) -> Callable[[np.ndarray, Cusum], FalseAlarms]:
    """False alarms where errors are as likely up as down, and are those seen outside the climbs to an alarm."""

    def simulate(order: np.ndarray, found: Cusum) -> FalseAlarms:
        calm = np.ones(len(order), dtype=bool)
        for alarm in found.alarms:
            calm[alarm.started : alarm.at + 1] = False
        usual = differences[order][calm] if calm.sum() >= FEWEST else differences
        return false_alarms(drawn_either_sign(usual, len(order), seed=SEED))

    return simulate


def _anniversaries(counted: pd.DataFrame, cohorts: Sequence[Cohort]) -> tuple[Anniversary, ...]:
    found = []
    for cohort in cohorts:
        rows = counted[counted["cohort_id"] == cohort.id]
        if rows.empty:
            continue
        before, after = int(rows["more_before"].sum()), int(rows["more_after"].sum())
        weeks = tuple((int(week), int(events)) for week, events in zip(rows["week"], rows["events"], strict=True))
        p = chance_of_more_after(before, after) if before + after >= FEWEST else None
        found.append(Anniversary(cohort, int(rows["people"].iloc[0]), weeks, before, after, p))
    return tuple(found)
