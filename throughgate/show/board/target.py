"""What a cohort has to reach to be paid by its contract: how far from what it is set against, and as a level of the headline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from throughgate.methods.payment.amounts import significant
from throughgate.methods.payment.falls import fallen_people
from throughgate.show.payment.seen import Seen

TURNING = ("threshold", "events", "three-way")
"""Rules that turn on a target; the others pay by degrees, or for volume."""
HAIR = 1e-9
"""An outcome on the target's very edge meets it, as the rules count it, whatever the last digit of a float."""


@dataclass(frozen=True)
class Target:
    """A target: `fall` below what the cohort is set against, in percentage points or per cent of events; `level` on the
    headline's own scale, None where what it is set against is not known yet.
    """

    fall: float
    level: float | None


def has_target(seen: Seen) -> bool:
    """Whether the contract turns on a target at all."""
    return seen.rule in TURNING


def target(seen: Seen) -> Target | None:
    """The target of a cohort; None where the contract has none, or where it cannot be worked out yet.

    Of the rule events the last cohort also earns by all cohorts together: fallen f, n people, earlier cohorts' people x fall
    summed to s, needs n f + s >= (all people) x trigger-pooled, and the easier of the two counts.
    """
    if not has_target(seen) or seen.reference is None:
        return None
    fall = _fall(seen)
    if fall is None:
        return None
    level = seen.reference * (1 - fall / 100) if seen.is_events else seen.reference - fall
    return Target(fall, level)


def _fall(seen: Seen) -> float | None:
    if seen.rule == "threshold":
        return float(seen.terms.figure("threshold"))
    if seen.now.outcome is None:
        return None
    return _fewer_events(seen) if seen.rule == "events" else _significant_fall(seen)


def _fewer_events(seen: Seen) -> float:
    outcome, own = seen.now.outcome, Fraction(seen.terms.figure("trigger-cohort"))
    if not outcome.is_last or not outcome.earlier:
        return float(own)
    n = seen.now.n_expected
    people = n + sum(settled.n for settled in outcome.earlier)
    pooled = Fraction(seen.terms.figure("trigger-pooled")) * people - 100 * fallen_people(outcome.earlier)
    return float(min(own, pooled / n))


def _significant_fall(seen: Seen) -> float:
    """How far the rate has to fall to differ significantly, by as many people as the cohort will have."""
    outcome = replace(seen.now.outcome, n=seen.now.n_expected)
    most, _ = significant(outcome, Fraction(seen.terms.figure("confidence")))
    return float(100 * (outcome.baseline - Fraction(most, outcome.n)))


def side(seen: Seen, found: Target) -> int:
    """Where the 95% range of the projection lies: 1 wholly where the target is met, -1 wholly where it is missed, 0 on both."""
    if seen.is_events:
        least, most = seen.fewer_percent.p2_5, seen.fewer_percent.p97_5
    else:
        least, most = -seen.now.change_points.p97_5, -seen.now.change_points.p2_5
    if least >= found.fall - HAIR:
        return 1
    return -1 if most < found.fall - HAIR else 0
