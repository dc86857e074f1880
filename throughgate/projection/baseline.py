"""The baseline that a cohort is set against, as the contract adjusts it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from throughgate.methods.casemix import Adjusted, Reweighted, adjust, compare_scores, diagnose, reweighted
from throughgate.methods.counts import RiskCounts
from throughgate.projection.counts import on
from throughgate.projection.evidence import Evidence, Outlook, outlook
from throughgate.projection.model import InForce
from throughgate.rules import REWEIGHTED_CONTROL
from throughgate.terms import Cohort

MILLIONTH = 10**6
"""A projected control is rounded to a millionth, so that the payment starts from an exact number."""
POSSIBLE = tuple((k + 0.5) / 20 for k in range(20))
"""Quantiles that stand for the draws of a control still followed up, each for a twentieth; its 95% range lies between the
first and the last.
"""


def in_force(evidence: Evidence, cohort: Cohort) -> InForce | None:
    """The baseline of a cohort; None where the contract has none or its follow-up is not complete."""
    terms = evidence.terms
    measured = terms.measured_against(cohort)
    if measured is None or evidence.counts[cohort.id].by_risk.people == 0:
        return None
    if terms.has_control:
        return _control(evidence, cohort, measured)
    if not evidence.is_complete(measured):
        return None
    base, own = evidence.counts[measured.id], evidence.counts[cohort.id]
    counted = Fraction(base.reconvicted, base.by_risk.people)
    figure = terms.figures.get("baseline-rate") if measured.kind == "baseline" else None
    rate = counted if figure is None else Fraction(figure.value) / 100
    casemix = adjust(base.by_risk, own.by_risk, rate=rate)
    adjusted = casemix.by_method[terms.adjustment.method if terms.adjustment else "none"]
    return InForce(
        cohort=measured,
        rate=rate,
        counted=counted,
        is_from_terms=figure is not None,
        adjusted=adjusted.rate,
        method=adjusted.method,
        se=_se(evidence, adjusted.se),
        casemix=casemix,
        diagnostics=diagnose(base.by_risk, casemix.model),
        scores=compare_scores(base.by_risk, own.by_risk),
        control_events=Fraction(base.events, base.reconvicted) if base.reconvicted else None,
    )


def _control(evidence: Evidence, cohort: Cohort, control: Cohort) -> InForce | None:
    """A control released at the same time, weighted to the cohort's mix."""
    own, compared = evidence.counts[cohort.id].by_risk, evidence.counts[control.id].by_risk
    if compared.people == 0:
        return None
    if evidence.is_complete(control):
        return _complete(evidence, control, compared, own)
    completed = evidence.completed_for(control)
    ahead = outlook(evidence, control, completed, on(evidence.as_at)) if completed else None
    if ahead is None:
        return None
    before = evidence.counts[completed.id].by_risk
    possible = _possible(ahead, reweighted(before, own), reweighted(before, compared))
    rate, events = (sum(ends) / len(possible) for ends in zip(*possible, strict=True))
    return InForce(
        cohort=control,
        rate=Fraction(round(MILLIONTH * float(ahead.people.rates.mean())), MILLIONTH),
        counted=None,
        is_from_terms=False,
        adjusted=rate,
        method=REWEIGHTED_CONTROL,
        se=0.0,
        casemix=None,
        diagnostics=None,
        control_events=events,
        scores=compare_scores(compared, own),
        possible=possible,
    )


def _complete(evidence: Evidence, control: Cohort, compared: RiskCounts, own: RiskCounts) -> InForce:
    """A control whose follow-up is complete."""
    weighted, casemix = reweighted(compared, own), adjust(compared, own)
    counted = casemix.baseline_rate
    moved = Adjusted(REWEIGHTED_CONTROL, weighted.rate, 100 * (weighted.rate - counted), weighted.rate_se)
    return InForce(
        cohort=control,
        rate=counted,
        counted=counted,
        is_from_terms=False,
        adjusted=weighted.rate,
        method=REWEIGHTED_CONTROL,
        se=_se(evidence, weighted.rate_se),
        casemix=replace(casemix, by_method=casemix.by_method | {REWEIGHTED_CONTROL: moved}),
        diagnostics=diagnose(compared, casemix.model),
        control_events=weighted.events,
        control_events_se=weighted.events_se,
        scores=compare_scores(compared, own),
    )


def _possible(ahead: Outlook, to_cohort: Reweighted, to_control: Reweighted) -> tuple[tuple[Fraction, Fraction], ...]:
    """Where a control still followed up may end, its rate and events per person weighted to the cohort's mix.

    Each is that of the completed group weighted to the cohort's mix, times how the control is doing against that group
    weighted to the control's own mix. Of the draws of either the quantiles of POSSIBLE are taken in their order: the
    control's people and events rise and fall together.
    """
    ends = [
        [of_cohort * _ratio(end, ahead.n_expected * of_control) for end in np.quantile(drawn, POSSIBLE)]
        for of_cohort, of_control, drawn in (
            (to_cohort.rate, to_control.rate, ahead.people.final),
            (to_cohort.events, to_control.events, ahead.events.final),
        )
    ]
    return tuple((min(rate, Fraction(1)), events) for rate, events in zip(*ends, strict=True))


def _ratio(doing: float, expected: Fraction) -> Fraction:
    return Fraction(round(MILLIONTH * doing / float(expected)), MILLIONTH) if expected else Fraction(1)


def _se(evidence: Evidence, se: float) -> float:
    """Of a baseline that the contract takes as an estimate; 0 of one that it takes as a fixed number."""
    adjustment = evidence.terms.adjustment
    return se if adjustment is not None and adjustment.baseline == "estimated" else 0.0
