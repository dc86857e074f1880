"""Projections as they would have been made on earlier days, and how they did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from throughgate.methods.nowcast.backtest import BackTest, Past, back_test
from throughgate.projection.evidence import Evidence, gather
from throughgate.projection.model import FINAL, PROJECTED, SEED, CohortProjection
from throughgate.projection.project import project_cohort
from throughgate.results import ContractData
from throughgate.store.reader import Reader
from throughgate.terms import Cohort

History = tuple[tuple[date, CohortProjection], ...]
"""A cohort's projections by the day they would have been made on."""


def project_one(evidence: Evidence, cohort: Cohort) -> CohortProjection:
    """One cohort as known on the evidence's day, after the contract's earlier ones where its rule looks back at them."""
    terms = evidence.terms
    before: list[CohortProjection] = []
    if terms.payment is not None and terms.payment.rule == "events":
        for earlier in terms.cohorts:
            if earlier.kind == "cohort" and earlier.discharged_to < cohort.discharged_from:
                before.append(project_cohort(evidence, earlier, before=tuple(before)))
    return project_cohort(evidence, cohort, before=before)


def project_past(
    reader: Reader, contract: ContractData, cohort_id: str, day: date, *, seed: int = SEED
) -> CohortProjection:
    """A cohort's projection as it would have been made on a day: only what was known then counts."""
    return project_one(gather(reader, contract.terms, day, seed=seed), contract.terms.cohort(cohort_id))


ProjectOn = Callable[[str, date], CohortProjection]
"""How a past projection is come by, from a cohort's id and a day: worked out, or remembered from before."""


def history(contract: ContractData, cohort_id: str, as_at: date, project_on: ProjectOn) -> History:
    """The cohort's projection as it would have been made at each month end up to `as_at`, oldest first.

    From the first on which the cohort is final only `as_at` follows, with what was recorded late since; empty for a
    contract paid by volume.
    """
    if contract.terms.outcome.headline == "volume":
        return ()
    cohort = contract.terms.cohort(cohort_id)
    days = [day.date() for day in pd.date_range(cohort.discharged_from, as_at, freq="ME")]
    told: list[tuple[date, CohortProjection]] = []
    for day in sorted({*days, as_at} if as_at >= cohort.discharged_from else ()):
        if not told or told[-1][1].status != FINAL or day == as_at:
            told.append((day, project_on(cohort_id, day)))
    return tuple(told)


def past_projections(contract: ContractData, as_at: date, project_on: ProjectOn) -> BackTest | None:
    """How the projections of every cohort that is final by `as_at` did, month by month; None where there is none."""
    pasts: list[Past] = []
    for cohort in contract.terms.cohorts:
        if cohort.kind == "cohort":
            pasts.extend(_pasts(history(contract, cohort.id, as_at, project_on)))
    return back_test(pasts)


def _pasts(told: History) -> list[Past]:
    if not told or told[-1][1].status != FINAL:
        return []
    final = told[-1][1]
    started = final.cohort.discharged_from
    return [
        Past(
            cohort_id=final.cohort.id,
            as_at=day,
            months_since_start=12 * (day.year - started.year) + day.month - started.month + 1,
            rates=then.nowcast.rates,
            final_rate=final.reconvicted / final.n,
            is_projected=then.status == PROJECTED,
        )
        for day, then in told
        if then.nowcast is not None and then.status != FINAL
    ]
