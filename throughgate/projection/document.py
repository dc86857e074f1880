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
    """Standard errors are empty, and a 95% range is there, for a control that is followed up itself."""
    if baseline is None:
        return None
    is_control, ends = baseline.is_control, baseline.possible
    is_counted = is_control and baseline.control_events is not None
    return {
        "cohort": baseline.cohort.id,
        "rate": float(baseline.rate),
        "counted": None if baseline.counted is None else float(baseline.counted),
        "adjusted": float(baseline.adjusted),
        "method": baseline.method,
        "se": None if ends else baseline.se,
        "range": [float(end[0]) for end in (ends[0], ends[-1])] if ends else None,
        "by_method": {m: float(a.rate) for m, a in baseline.casemix.by_method.items()} if baseline.casemix else {},
        "control_events_per_100": 100 * float(baseline.control_events) if is_counted else None,
        "control_events_per_100_se": 100 * baseline.control_events_se if is_control and not ends else None,
        "control_events_per_100_range": [100 * float(end[1]) for end in (ends[0], ends[-1])] if ends else None,
    }


def _payment(cohort: CohortProjection) -> dict[str, object]:
    """Every key always there; nothing in it while the range is too wide for pounds or where nothing is paid, and only what
    stands so far, with its lines, while a window of referrals is open.
    """
    payment, is_open = cohort.payment, cohort.why_too_early == WINDOW_OPEN
    stated, known = payment.statement if payment else None, None if is_open else payment
    amounts = ("expected_pence", "p10_pence", "p50_pence", "p90_pence", "by_decision", "marginal_pence")
    return {name: getattr(known, name, None) for name in amounts} | {
        "decision": stated.decision if stated and known else None,
        "so_far_pence": stated.total_pence if stated and is_open else None,
        "lines": [asdict(line) for line in stated.lines] if stated else [],
        "passed_on": [asdict(line) for line in stated.passed_on] if stated else [],
    }
