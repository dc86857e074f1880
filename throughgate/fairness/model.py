"""What is looked at for fair play, and what each look says: unusual, as usual, or too few to tell. Never an accusation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["parking", "cherry-picking", "transfers", "definition"]
Standing = Literal["unusual", "as usual", "cannot tell"]
RECORDING_DAYS = 7
"""Days allowed for a release to be recorded (assumed): what is to be told from releases is told once these are over too."""


@dataclass(frozen=True)
class Check:
    """One look at the data for something unusual.

    Attributes:
        id: Names the check and what it looks at, the same on every as-at day: parking-case-manager-3-cohort-2. A note is
            kept under it, so it never changes its meaning. Lower-case letters, digits and hyphens; it begins with the first
            word of its kind, by which notes find their charts.
        kind: What it would be a sign of.
        standing: unusual, as usual, or cannot tell (too few people, or nothing recorded).
        starts_on, ends_on: The days that it is about, both inclusive; of something unusual the days on which it shows.
            None where it cannot tell.
        false_alarm: Chance, in a file of this size in which nothing is unusual, that this check shows unusual at least once
            in the whole of its days, at one look: a share of 1. Alarms of one series each have an equal share of the
            chance of the series, such that together, 1 - prod(1 - share), they have just that. None where it cannot tell.
    """

    id: str
    kind: Kind
    standing: Standing
    starts_on: date | None
    ends_on: date | None
    false_alarm: float | None


def standing_of(p: float, *, below: float) -> Standing:
    """What a test says whose chance `p`, where nothing is unusual, is unusual below that much."""
    return "unusual" if p < below else "as usual"
