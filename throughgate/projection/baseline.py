"""The baseline that a cohort is set against, as the contract adjusts it."""

from __future__ import annotations

from fractions import Fraction

from throughgate.methods.casemix import adjust, diagnose, reweighted
from throughgate.projection.counts import on
from throughgate.projection.evidence import Evidence, outlook
from throughgate.projection.model import InForce
from throughgate.terms import Cohort

REWEIGHTED = "reweighted-control"
MILLIONTH = 10**6
"""A projected control is rounded to a millionth, so that the payment starts from an exact number."""


def in_force(evidence: Evidence, cohort: Cohort) -> InForce | None:
    """The baseline of a cohort; None where the contract has none or its follow-up is not complete."""
    terms = evidence.terms
    measured = terms.measured_against(cohort)
    if measured is None or evidence.counts[cohort.id].by_risk.people == 0:
        return None
    if terms.adjustment is not None and terms.adjustment.method == REWEIGHTED:
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
        se=adjusted.se if terms.adjustment and terms.adjustment.baseline == "estimated" else 0.0,
        casemix=casemix,
        diagnostics=diagnose(base.by_risk, own.by_risk, casemix.model),
        control_events=Fraction(base.events, base.reconvicted) if base.reconvicted else None,
    )


def _control(evidence: Evidence, cohort: Cohort, control: Cohort) -> InForce | None:
    """A control released at the same time, weighted to the cohort's mix.

    While the control is followed up itself, its rate is that of the last completed group, weighted to the cohort's mix,
    times how the control is doing against that group weighted to the control's own mix.
    """
    own, compared = evidence.counts[cohort.id].by_risk, evidence.counts[control.id]
    if compared.by_risk.people == 0:
        return None
    if evidence.is_complete(control):
        rate, events = reweighted(compared.by_risk, own)
        counted = Fraction(compared.reconvicted, compared.by_risk.people)
        return InForce(control, counted, counted, False, rate, REWEIGHTED, 0.0, None, None, events)
    completed = evidence.completed_for(control)
    seen = completed and outlook(evidence, control, completed, on(evidence.as_at))
    if not seen:
        return None
    before = evidence.counts[completed.id].by_risk
    rate, events = (
        of_cohort * _ratio(drawn.final.mean(), seen.n_expected * of_control)
        for of_cohort, of_control, drawn in zip(
            reweighted(before, own), reweighted(before, compared.by_risk), (seen.people, seen.events), strict=True
        )
    )
    ahead = Fraction(round(MILLIONTH * float(seen.people.rates.mean())), MILLIONTH)
    return InForce(control, ahead, None, False, rate, REWEIGHTED, 0.0, None, None, events)


def _ratio(doing: float, expected: Fraction) -> Fraction:
    return Fraction(round(MILLIONTH * doing / float(expected)), MILLIONTH) if expected else Fraction(1)
