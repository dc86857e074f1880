"""What the fan of a cohort's projections shows: the projections that may be drawn, and the lines that money turns on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from throughgate.methods.payment.falls import trigger_events
from throughgate.projection import CohortProjection
from throughgate.show.payment.seen import HIDDEN, NOBODY, Seen, quantile_values

NOT_KNOWN = float("nan")
LINES = {
    "threshold": (("Target", "threshold"), ("Cap", "cap")),
    "balancing": (("Paid in full", "full-fall"),),
}
"""Of the rules that turn on points below the baseline: the levels drawn in, by the figure of the terms that holds each."""


@dataclass(frozen=True)
class Point:
    """A projection made on a day: its state, its quantiles on the scale of the axis, and the lines in force that day.

    `is_counted` says that nothing was projected any more: everybody was followed up.
    """

    day: date
    state: str
    values: tuple[float, float, float, float, float]
    lines: tuple[float, ...]
    why_early: str | None = None
    is_counted: bool = False


@dataclass(frozen=True, eq=False)
class Fan:
    """The projections to draw, and the names of the lines beside them."""

    seen: Seen
    points: tuple[Point, ...]
    line_names: tuple[str, ...]


def fan(seen: Seen, history: Sequence[tuple[date, CohortProjection]]) -> Fan | None:
    """What the chart shows of a cohort's history; None where there is nothing that may be drawn."""
    dated = [replace(seen, now=then, as_at=day) for day, then in history]
    shown = [at for at in dated if at.state not in (NOBODY, HIDDEN) and at.headline is not None]
    names = tuple(dict.fromkeys(name for at in shown for name, _ in reference_lines(at)))
    points = tuple(_point(at, names) for at in shown)
    return Fan(seen, points, names) if points else None


def _point(at: Seen, names: tuple[str, ...]) -> Point:
    lines = dict(reference_lines(at))
    levels = tuple(lines.get(name, NOT_KNOWN) for name in names)
    return Point(at.as_at, at.state, quantile_values(at.headline), levels, at.now.why_too_early, at.is_counted)


def reference_lines(seen: Seen) -> tuple[tuple[str, float], ...]:
    """What the headline is set against, and the levels at which the money changes, by name, in its unit."""
    reference = seen.reference
    if reference is None:
        return ()
    named = [(seen.reference_name[:1].upper() + seen.reference_name[1:], reference)]
    if seen.rule == "events":
        trigger = float(seen.terms.figure("trigger-cohort"))
        named.append((f"Trigger, {seen.terms.figure('trigger-cohort')}% fewer", reference * (1 - trigger / 100)))
        named.extend(_pooled_line(seen))
    for name, figure in LINES.get(seen.rule or "", ()):
        points = seen.terms.figure(figure)
        named.append((f"{name}, {points} points lower", reference - float(points)))
    return tuple(named)


def _pooled_line(seen: Seen) -> list[tuple[str, float]]:
    """Where the last cohort brings the mean fall of all of them to their trigger, the earlier ones being as they are settled."""
    outcome = seen.now.outcome
    if outcome is None or not outcome.is_last or not outcome.control_events:
        return []
    pooled, whole = seen.terms.figure("trigger-pooled"), replace(outcome, n=seen.now.n_expected)
    events = trigger_events(whole, Fraction(pooled), earlier=outcome.earlier)
    return [(f"All cohorts' trigger, {pooled}% over all", 100 * float(events / whole.n))] if events >= 0 else []
