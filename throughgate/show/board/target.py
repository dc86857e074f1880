"""What a cohort has to reach to be paid by its contract: how far from what it is set against, and as a level of the headline."""

from __future__ import annotations

from dataclasses import dataclass

from throughgate.methods.payment.limits import fall_needed
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
    """The target of a cohort; None where the contract has none, or where it cannot be worked out yet."""
    needed = fall_needed(seen.terms, seen.now.outcome, seen.now.n_expected)
    if needed is None or seen.reference is None:
        return None
    fall = float(needed)
    level = seen.reference * (1 - fall / 100) if seen.is_events else seen.reference - fall
    return Target(fall, level)


def side(seen: Seen, found: Target) -> int:
    """Where the 95% range of the projection lies: 1 wholly where the target is met, -1 wholly where it is missed, 0 on both."""
    if seen.is_events:
        least, most = seen.fewer_percent.p2_5, seen.fewer_percent.p97_5
    else:
        least, most = -seen.now.change_points.p97_5, -seen.now.change_points.p2_5
    if least >= found.fall - HAIR:
        return 1
    return -1 if most < found.fall - HAIR else 0
