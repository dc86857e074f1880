"""The projection of a contract: every cohort that is paid on, as known on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from throughgate.methods.nowcast import DRAWS, POUNDS_POINTS, TOO_EARLY_POINTS
from throughgate.projection.baseline import in_force
from throughgate.projection.counts import Moment, on
from throughgate.projection.evidence import Evidence, Outlook, gather, outlook
from throughgate.projection.model import (
    FINAL,
    PROJECTED,
    SEED,
    TOO_EARLY,
    CohortProjection,
    InForce,
    PaymentProjection,
    Projection,
)
from throughgate.projection.settle import Draws, outcome_of, pay, pay_volume, quantiles, volume_of
from throughgate.results import ContractData
from throughgate.store.reader import Reader, query
from throughgate.terms import Cohort, Contract


def project(
    reader: Reader, contract: ContractData, as_at: date, *, seed: int = SEED, terms: Contract | None = None
) -> Projection:
    """Projections of every cohort that is paid on, as known on `as_at`.

    Args:
        reader: the open data.
        contract: the contract as stored with them.
        as_at: only what was known on this day counts.
        seed: of the draws.
        terms: other terms than those stored, to try them.
    """
    terms = terms or contract.terms
    cohorts = (
        _volumes(reader, terms, as_at)
        if terms.outcome.headline == "volume"
        else _cohorts(gather(reader, terms, as_at, seed=seed))
    )
    return Projection(contract, terms, as_at, seed, reader.snapshot_id, tuple(cohorts))


def _cohorts(evidence: Evidence) -> list[CohortProjection]:
    projected: list[CohortProjection] = []
    for cohort in evidence.terms.cohorts:
        if cohort.kind == "cohort":
            projected.append(project_cohort(evidence, cohort, before=tuple(projected)))
    return projected


def project_cohort(
    evidence: Evidence, cohort: Cohort, *, before: Sequence[CohortProjection] = (), moment: Moment | None = None
) -> CohortProjection:
    """One cohort; `before` are the contract's earlier ones, and `moment` where not all is looked at from one day."""
    counted = evidence.counts[cohort.id]
    completed = evidence.completed_for(cohort)
    ahead = outlook(evidence, cohort, completed, moment or on(evidence.as_at)) if completed else None
    drawn = _draws(evidence, cohort, ahead)
    baseline = in_force(evidence, cohort)
    status = _status(evidence, cohort, drawn, baseline, ahead)
    rule = outcome_of(evidence.terms, cohort, baseline, before=before)
    paid = pay(evidence.terms, rule, drawn) if rule and drawn else None
    people = counted.by_risk.people
    return CohortProjection(
        cohort=cohort,
        status=status,
        n=people,
        n_expected=drawn.n if drawn else people,
        reconvicted=counted.reconvicted,
        events=counted.events,
        mature=counted.mature,
        final_rate=quantiles(drawn.reconvicted / drawn.n) if drawn else None,
        final_events=quantiles(100 * drawn.events / drawn.n)
        if drawn and evidence.terms.outcome.has_frequency
        else None,
        nowcast=ahead.people if ahead else None,
        event_nowcast=ahead.events if ahead else None,
        simple=ahead.simple if ahead else None,
        delay=ahead.delay if ahead else None,
        baseline=baseline,
        change_points=quantiles(100 * (drawn.reconvicted / drawn.n - float(baseline.adjusted)))
        if drawn and baseline
        else None,
        p_threshold_met=_chance_met(paid),
        payment=paid if paid and _width(evidence, drawn, ahead) <= POUNDS_POINTS else None,
        oe=_observed_over_expected(ahead),
        outcome=replace(rule, n=people, reconvicted=counted.reconvicted, events=counted.events)
        if rule and people
        else None,
    )


def _draws(evidence: Evidence, cohort: Cohort, ahead: Outlook | None) -> Draws | None:
    """Draws of the final counts: those of the outlook; what was counted where that is final; None where neither is."""
    if evidence.is_complete(cohort):
        counted = evidence.counts[cohort.id]
        return Draws(counted.by_risk.people, np.full(DRAWS, counted.reconvicted), np.full(DRAWS, counted.events))
    return Draws(ahead.n_expected, ahead.people.final, ahead.events.final) if ahead else None


def _status(
    evidence: Evidence, cohort: Cohort, drawn: Draws | None, baseline: InForce | None, ahead: Outlook | None
) -> str:
    if evidence.is_complete(cohort):
        return FINAL
    if drawn is None or (baseline is None and evidence.terms.measured_against(cohort) is not None):
        return TOO_EARLY
    return TOO_EARLY if _width(evidence, drawn, ahead) > TOO_EARLY_POINTS else PROJECTED


def _width(evidence: Evidence, drawn: Draws, ahead: Outlook | None) -> float:
    """Width of the 95% range of the headline figure, in percentage points.

    Where events are the headline they are brought to the scale of a rate: divided by the events for each person
    reconvicted in the completed group, so that one rule of when it is too early serves both.
    """
    if evidence.terms.outcome.headline == "frequency" and ahead is not None:
        values = drawn.events / (drawn.n * ahead.events_each)
    else:
        values = drawn.reconvicted / drawn.n
    low, high = np.quantile(values, [0.025, 0.975])
    return 100 * float(high - low)


def _chance_met(paid: PaymentProjection | None) -> float | None:
    if paid is None or not paid.payments.has_target:
        return None
    return float(paid.payments.is_met.mean())


def _observed_over_expected(ahead: Outlook | None) -> float | None:
    """First convictions so far over those expected of the same people by the reference's hazards."""
    if ahead is None or not ahead.people.expected.sum() > 0:
        return None
    return float(ahead.people.observed.sum() / ahead.people.expected.sum())


def _volumes(reader: Reader, terms: Contract, as_at: date) -> list[CohortProjection]:
    """Cohorts of a contract paid by volume: counted, never projected."""
    rows = query(reader, "projection/volume", contract_id=terms.id, as_at=as_at)
    projected: list[CohortProjection] = []
    for cohort in terms.cohorts:
        volume = volume_of(terms, rows[rows["cohort_id"] == cohort.id])
        rule = outcome_of(terms, cohort, None, before=projected)
        outcome = replace(rule, n=volume.referrals, volume=volume) if rule and volume.referrals else None
        projected.append(
            CohortProjection(
                cohort=cohort,
                status=FINAL if as_at >= cohort.discharged_to else TOO_EARLY,
                n=volume.referrals,
                n_expected=volume.referrals,
                reconvicted=0,
                events=0,
                mature=0,
                final_rate=None,
                final_events=None,
                nowcast=None,
                event_nowcast=None,
                simple=None,
                delay=None,
                baseline=None,
                change_points=None,
                p_threshold_met=None,
                payment=pay_volume(terms, outcome) if outcome else None,
                oe=None,
                outcome=outcome,
            )  # fmt: skip
        )
    return projected
