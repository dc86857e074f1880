"""What `throughgate project` prints for people."""

from __future__ import annotations

from throughgate.projection import (
    FINAL,
    NO_COMPLETED_GROUP,
    NOBODY_YET,
    RANGE_TOO_WIDE,
    WINDOW_OPEN,
    CohortProjection,
    PaymentProjection,
    Projection,
    Quantiles,
)
from throughgate.show import words
from throughgate.show.money import in_full
from throughgate.show.payment.amounts import decided
from throughgate.show.payment.lead import volume_final
from throughgate.show.text import aligned


def projection_table(projection: Projection) -> str:
    """Every cohort's projection, baseline and payment, with what is assumed."""
    terms, contract = projection.terms, projection.contract
    parts = [
        f"{terms.name}, as at {projection.as_at}, data {projection.snapshot_id}, seed {projection.seed}"
        + (", synthetic people" if contract.is_synthetic else ""),
    ]
    parts.extend("\n".join(_cohort(cohort, projection)) for cohort in projection.cohorts)
    assumed = [f"{name} {figure.value}" for name, figure in terms.figures.items() if figure.status != "published"]
    if assumed:
        parts.append("Assumed, not published: " + "; ".join(assumed) + ".")
    parts.append("Management information, not official statistics. Small groups are not hidden here: not for release.")
    return "\n\n".join(parts)


def _cohort(cohort: CohortProjection, projection: Projection) -> list[str]:
    lines = [
        f"{cohort.cohort.name} ({cohort.cohort.discharged_from} to {cohort.cohort.discharged_to}): {_state(cohort, projection)}"
    ]
    if projection.terms.outcome.headline == "volume":
        return [*lines, *_paid(cohort)]
    counted = projection.terms.outcome.counted_as
    rows = [
        ("people so far, expected", f"{cohort.n:,}, {cohort.n_expected:,}", ""),
        (f"{counted} so far; fully followed", f"{cohort.reconvicted:,}; {cohort.mature:,}", ""),
    ]
    if cohort.final_rate:
        rows.append(("final rate (95% range)", _range(cohort.final_rate, by=100, unit="%"), ""))
    if cohort.final_events:
        rows.append(("final events per 100", _range(cohort.final_events), ""))
    if cohort.baseline:
        base = cohort.baseline
        rows.append(
            (
                "baseline, adjusted",
                f"{words.percent(float(base.rate))}, {words.percent(float(base.adjusted), 2)} ({base.method})",
                "",
            )
        )
    if cohort.change_points:
        rows.append((f"change, {words.PERCENTAGE_POINTS}", _range(cohort.change_points), ""))
    if cohort.relative_change:
        rows.append(("events against the control's, per cent", _range(cohort.relative_change), ""))
    if cohort.p_threshold_met is not None:
        rows.append(("chance that the target is met", words.percent(cohort.p_threshold_met, 0), ""))
    if cohort.oe is not None:
        rows.append(("pace of first convictions against expected", f"{cohort.oe:.2f} times", ""))
    if cohort.delay is not None:
        rows.append(("court delay against the baseline", f"{cohort.delay.overall:.2f} times", ""))
    return [*lines, *(f"  {line}" for line in aligned(rows)), *_paid(cohort)]


TOO_EARLY_WORDS = {
    WINDOW_OPEN: "referrals so far: its window is open",
    NOBODY_YET: "nobody released yet",
    NO_COMPLETED_GROUP: "too early to project: no completed group to go by",
    RANGE_TOO_WIDE: "too early to project: the range is too wide",
}


def _state(cohort: CohortProjection, projection: Projection) -> str:
    if cohort.n == 0 and projection.terms.outcome.headline == "volume":
        return "no referral yet"
    if cohort.status == FINAL and projection.terms.outcome.headline == "volume":
        return f"window over: {volume_final(projection.terms.payment.bands_on)}"
    return TOO_EARLY_WORDS[cohort.why_too_early] if cohort.why_too_early else cohort.status


def _paid(cohort: CohortProjection) -> list[str]:
    payment = cohort.payment
    if payment is None:
        return ["  no payment is projected"]
    rows = [
        (line.label, "" if line.amount_pence is None else in_full(line.amount_pence), f"{line.working} ({line.status})")
        for line in payment.statement.lines
    ]
    return [f"  {_expected(payment, cohort)}", *(f"    {line}" for line in aligned(rows))]


def _expected(payment: PaymentProjection, cohort: CohortProjection) -> str:
    total = in_full(payment.statement.total_pence)
    if cohort.why_too_early == WINDOW_OPEN:
        return f"{total} by the referrals so far"
    if cohort.status == FINAL:
        return f"payment {total}: {decided(payment.statement)}"
    low, high = in_full(payment.p10_pence), in_full(payment.p90_pence)
    span = f"{low} in at least 80 of 100 cases" if low == high else f"{low} to {high} in 80 of 100 cases"
    return f"expected payment {in_full(payment.expected_pence)} ({span}); at the middle of the projection:"


def _range(of: Quantiles, *, by: float = 1, unit: str = "") -> str:
    """The middle with its 95% range; a figure that is final has none."""
    middle, low, high = (f"{by * value:.1f}{unit}" for value in (of.p50, of.p2_5, of.p97_5))
    return f"{middle}, final" if of.p2_5 == of.p97_5 else f"{middle} ({low} to {high})"
