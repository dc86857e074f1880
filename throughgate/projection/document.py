"""What `throughgate project --json` prints."""

from __future__ import annotations

from dataclasses import asdict

from throughgate.projection.model import WINDOW_OPEN, CohortProjection, InForce, Projection, Quantiles


def projection_document(projection: Projection) -> dict[str, object]:
    """A projection for a machine: rates as shares of 1, changes in percentage points (below zero: lower), money in pence."""
    terms = projection.terms
    return {
        "contract": terms.id,
        "as_at": projection.as_at.isoformat(),
        "snapshot": projection.snapshot_id,
        "terms_sha256": terms.sha256,
        "seed": projection.seed,
        "cohorts": [_cohort(cohort) for cohort in projection.cohorts],
        "rule": terms.payment.rule if terms.payment else None,
        "assumed": sorted(name for name, figure in terms.figures.items() if figure.status != "published"),
        "is_synthetic": projection.contract.is_synthetic,
        "notes": list(terms.notes),
    }


def _cohort(cohort: CohortProjection) -> dict[str, object]:
    return {
        "cohort": cohort.cohort.id,
        "n": cohort.n,
        "n_expected": None if cohort.why_too_early == WINDOW_OPEN else cohort.n_expected,
        "reconvicted_so_far": cohort.reconvicted,
        "events_so_far": cohort.events,
        "mature": cohort.mature,
        "final_rate": _quantiles(cohort.final_rate),
        "final_events_per_100": _quantiles(cohort.final_events),
        "baseline": _baseline(cohort.baseline),
        "change_pp": _quantiles(cohort.change_points),
        "relative_change_percent": _quantiles(cohort.relative_change),
        "p_threshold_met": cohort.p_threshold_met,
        "payment": _payment(cohort),
        "status": cohort.status,
        "why_too_early": cohort.why_too_early,
        "oe": cohort.oe,
        "delay_ratio": cohort.delay.overall if cohort.delay else None,
    }


def _quantiles(quantiles: Quantiles | None) -> dict[str, float] | None:
    return None if quantiles is None else asdict(quantiles)


def _baseline(baseline: InForce | None) -> dict[str, object] | None:
    if baseline is None:
        return None
    return {
        "cohort": baseline.cohort.id,
        "rate": float(baseline.rate),
        "counted": None if baseline.counted is None else float(baseline.counted),
        "adjusted": float(baseline.adjusted),
        "method": baseline.method,
        "se": baseline.se,
        "by_method": {name: float(a.rate) for name, a in baseline.casemix.by_method.items()}
        if baseline.casemix
        else {},
        "control_events_per_100": 100 * float(baseline.control_events)
        if baseline.control_events is not None and baseline.method == "reweighted-control"
        else None,
    }


def _payment(cohort: CohortProjection) -> dict[str, object]:
    """Every key always there; no amount while the range is too wide for pounds, a window of referrals is open (then the
    lines are those of the referrals so far), or where nothing is paid.
    """
    payment = cohort.payment
    is_open = cohort.why_too_early == WINDOW_OPEN
    lines = [asdict(line) for line in payment.statement.lines] if payment else []
    if payment is None or is_open:
        return dict.fromkeys(("expected_pence", "p10_pence", "p50_pence", "p90_pence")) | {
            "lines": lines,
            "so_far_pence": payment.statement.total_pence if payment else None,
        }
    return {
        "expected_pence": payment.expected_pence,
        "p10_pence": payment.p10_pence,
        "p50_pence": payment.p50_pence,
        "p90_pence": payment.p90_pence,
        "lines": lines,
        "passed_on": [asdict(line) for line in payment.statement.passed_on],
        "decision": payment.statement.decision,
        "by_decision": payment.by_decision,
        "marginal_pence": payment.marginal_pence,
    }
