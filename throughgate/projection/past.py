"""Projections as they would have been made on earlier days, and how they did."""

from __future__ import annotations

from datetime import date

import pandas as pd

from throughgate.methods.nowcast.backtest import BackTest, Past, back_test
from throughgate.projection.evidence import Evidence, gather
from throughgate.projection.model import FINAL, PROJECTED, SEED, CohortProjection
from throughgate.projection.project import project_cohort
from throughgate.results import ContractData
from throughgate.store.reader import Reader
from throughgate.terms import Cohort, Contract


def project_one(evidence: Evidence, cohort: Cohort) -> CohortProjection:
    """One cohort as known on the evidence's day, after the contract's earlier ones where its rule looks back at them."""
    terms = evidence.terms
    before: list[CohortProjection] = []
    if terms.payment is not None and terms.payment.rule == "events":
        for earlier in terms.cohorts:
            if earlier.kind == "cohort" and earlier.discharged_to < cohort.discharged_from:
                before.append(project_cohort(evidence, earlier, before=tuple(before)))
    return project_cohort(evidence, cohort, before=before)


def history(
    reader: Reader,
    contract: ContractData,
    cohort_id: str,
    as_at: date,
    *,
    seed: int = SEED,
    terms: Contract | None = None,
) -> tuple[tuple[date, CohortProjection], ...]:
    """The cohort's projection as it would have been made at each month end up to `as_at`, oldest first.

    It stops with the first on which the cohort is final; empty for a contract paid by volume.
    """
    terms = terms or contract.terms
    if terms.outcome.headline == "volume":
        return ()
    cohort = terms.cohort(cohort_id)
    days = [day.date() for day in pd.date_range(cohort.discharged_from, as_at, freq="ME")]
    told: list[tuple[date, CohortProjection]] = []
    for day in sorted({*days, as_at} if as_at >= cohort.discharged_from else ()):
        projection = project_one(gather(reader, terms, day, seed=seed), cohort)
        told.append((day, projection))
        if projection.status == FINAL:
            break
    return tuple(told)


def past_projections(reader: Reader, contract: ContractData, as_at: date, *, seed: int = SEED) -> BackTest | None:
    """How the projections of every cohort that is final by `as_at` did, month by month; None where there is none."""
    pasts: list[Past] = []
    for cohort in contract.terms.cohorts:
        if cohort.kind == "cohort":
            pasts.extend(_pasts(history(reader, contract, cohort.id, as_at, seed=seed)))
    return back_test(pasts)


def _pasts(told: tuple[tuple[date, CohortProjection], ...]) -> list[Past]:
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
        for day, then in told[:-1]
        if then.nowcast is not None
    ]
