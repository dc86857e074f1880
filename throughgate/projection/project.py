"""The projection of a contract: every cohort that is paid on, as known on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from throughgate.methods.nowcast import DRAWS, POUNDS_POINTS, TOO_EARLY_POINTS
from throughgate.methods.payment import Outcome
from throughgate.projection.baseline import in_force
from throughgate.projection.counts import on
from throughgate.projection.evidence import Evidence, Outlook, expected_people, gather, outlook
from throughgate.projection.model import (
    FINAL,
    NO_COMPLETED_GROUP,
    NOBODY_YET,
    PROJECTED,
    RANGE_TOO_WIDE,
    SEED,
    TOO_EARLY,
    WINDOW_OPEN,
    CohortProjection,
    InForce,
    Projection,
)
from throughgate.projection.settle import (
    Draws,
    against,
    change_points,
    drawn_from,
    has_events,
    outcome_of,
    pay,
    pay_volume,
    quantiles,
    relative_change,
    volume_of,
)
from throughgate.results import ContractData
from throughgate.rules import MEASURED_AGAINST
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
        else project_cohorts(gather(reader, terms, as_at, seed=seed, own=contract.terms))
    )
    return Projection(contract, terms, as_at, seed, reader.snapshot_id, tuple(cohorts))


def project_cohorts(evidence: Evidence) -> list[CohortProjection]:
    """Every cohort that is paid on, as known on the evidence's day."""
    projected: list[CohortProjection] = []
    for cohort in evidence.terms.paid_on:
        projected.append(project_cohort(evidence, cohort, before=tuple(projected)))
    return projected


def project_cohort(evidence: Evidence, cohort: Cohort, *, before: Sequence[CohortProjection] = ()) -> CohortProjection:
    """One cohort as known on the evidence's day; `before` are the contract's earlier ones."""
    counted = evidence.counts[cohort.id]
    completed = evidence.completed_for(cohort)
    ahead = outlook(evidence, cohort, completed, on(evidence.as_at)) if completed else None
    drawn = _draws(evidence, cohort, ahead)
    baseline = in_force(evidence, cohort)
    rule = outcome_of(evidence.terms, cohort, baseline, before=before)
    is_final = _is_final(evidence, cohort)
    why_too_early = None if is_final else _why_too_early(evidence, cohort, drawn, baseline, ahead)
    today = {"n": counted.by_risk.people, "reconvicted": counted.reconvicted, "events": counted.events}
    found = CohortProjection(
        cohort=cohort,
        status=FINAL if is_final else TOO_EARLY if why_too_early else PROJECTED,
        why_too_early=why_too_early,
        n_expected=expected_people(evidence, cohort, evidence.as_at, counted.by_risk.people),
        mature=counted.mature,
        baseline=baseline,
        outcome=replace(rule, **today) if rule and counted.by_risk.people else None,
        **today,
    )
    if ahead is not None:
        found = replace(
            found, nowcast=ahead.people, event_nowcast=ahead.events, simple=ahead.simple, delay=ahead.delay,
            oe=_observed_over_expected(ahead),
        )  # fmt: skip
    return found if drawn is None else replace(found, **_landing(evidence, found, drawn, ahead, rule))


def _landing(
    evidence: Evidence, found: CohortProjection, drawn: Draws, ahead: Outlook | None, rule: Outcome | None
) -> dict[str, object]:
    """Where the draws say that a cohort ends, and what that pays."""
    baseline = found.baseline
    paid = pay(evidence.terms, rule, drawn, baseline) if rule else None
    payment = evidence.terms.payment
    is_relative = payment is not None and payment.rule == "events" and baseline is not None and has_events(baseline)
    has_pounds = paid is not None and _width(evidence, found.cohort, drawn, baseline, ahead) <= POUNDS_POINTS
    return {
        "n_expected": drawn.n,
        "final_rate": quantiles(drawn.reconvicted / drawn.n),
        "final_events": quantiles(100 * drawn.events / drawn.n) if evidence.terms.outcome.has_frequency else None,
        "change_points": quantiles(change_points(drawn, baseline)) if baseline else None,
        "relative_change": quantiles(relative_change(drawn, baseline)) if is_relative else None,
        "p_threshold_met": float(paid.payments.is_met.mean()) if paid and paid.payments.has_target else None,
        "payment": paid if has_pounds else None,
    }


def _draws(evidence: Evidence, cohort: Cohort, ahead: Outlook | None) -> Draws | None:
    """Draws of the final counts: those of the outlook; what was counted where that is final; None where neither is."""
    if evidence.is_complete(cohort):
        counted = evidence.counts[cohort.id]
        return Draws(counted.by_risk.people, np.full(DRAWS, counted.reconvicted), np.full(DRAWS, counted.events))
    return drawn_from(ahead) if ahead else None


def _why_too_early(
    evidence: Evidence, cohort: Cohort, drawn: Draws | None, baseline: InForce | None, ahead: Outlook | None
) -> str | None:
    if evidence.counts[cohort.id].by_risk.people == 0:
        return NOBODY_YET
    if drawn is None or (baseline is None and _set_against(evidence, cohort) is not None):
        return NO_COMPLETED_GROUP
    return RANGE_TOO_WIDE if _width(evidence, cohort, drawn, baseline, ahead) > TOO_EARLY_POINTS else None


def _is_final(evidence: Evidence, cohort: Cohort) -> bool:
    """Once the follow-up of the cohort, and of what it is paid against, is complete."""
    measured = _set_against(evidence, cohort)
    return evidence.is_complete(cohort) and (measured is None or evidence.is_complete(measured))


def _set_against(evidence: Evidence, cohort: Cohort) -> Cohort | None:
    """The group without which the rule cannot pay; None where it pays without one."""
    payment = evidence.terms.payment
    return evidence.terms.measured_against(cohort) if payment and payment.rule in MEASURED_AGAINST else None


def _width(evidence: Evidence, cohort: Cohort, drawn: Draws, baseline: InForce | None, ahead: Outlook | None) -> float:
    """Width of the 95% range of the headline figure, in percentage points; of its change against a control that is
    followed up itself.

    Where events are the headline they are brought to the scale of a rate: divided by the events for each person
    reconvicted in the completed group, so that one rule of when it is too early serves both.
    """
    is_of_events = evidence.terms.outcome.headline == "frequency"
    values = (drawn.events if is_of_events else drawn.reconvicted) / drawn.n
    if baseline is not None and baseline.possible:
        values = values - against(drawn, baseline)[:, int(is_of_events)]
    each = ahead.events_each if ahead else max(1.0, evidence.counts[cohort.id].events_each)
    low, high = np.quantile(values / each if is_of_events else values, [0.025, 0.975])
    return 100 * float(high - low)


def _observed_over_expected(ahead: Outlook | None) -> float | None:
    """First convictions so far over those expected of the same people by the reference's hazards."""
    if ahead is None or not ahead.people.expected.sum() > 0:
        return None
    return float(ahead.people.observed.sum() / ahead.people.expected.sum())


def _volumes(reader: Reader, terms: Contract, as_at: date) -> list[CohortProjection]:
    """Cohorts of a contract paid by volume: counted, never projected."""
    rows = query(reader, "projection/volume", contract_id=terms.id, as_at=as_at)
    projected: list[CohortProjection] = []
    for cohort in terms.paid_on:
        volume = volume_of(terms, rows[rows["cohort_id"] == cohort.id])
        rule = outcome_of(terms, cohort, None, before=projected)
        outcome = replace(rule, n=volume.referrals, volume=volume) if rule and volume.referrals else None
        projected.append(
            CohortProjection(
                cohort=cohort,
                status=FINAL if as_at >= cohort.discharged_to else TOO_EARLY,
                why_too_early=None if as_at >= cohort.discharged_to else WINDOW_OPEN,
                n=volume.referrals,
                n_expected=volume.referrals,
                payment=pay_volume(terms, outcome) if outcome else None,
                outcome=outcome,
            )
        )
    return projected
