"""What a movement is: two values of a measure, and the parts between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from throughgate.projection import Projection
from throughgate.results import CohortRates, ContractData
from throughgate.store.reader import Reader
from throughgate.terms import Cohort

PEOPLE, SO_FAR, FINAL_RATE, CHANGE, PAYMENT = MEASURES = ("people", "so-far", "final-rate", "change", "payment")
"""People (whole); reconvicted so far and the projected final rate, the median of its draws (per cent of people, or events for each 100 where
those are judged on); that against the adjusted baseline (percentage points, or per cent of the control's events), the
median of its draws; the expected payment, their mean (whole pence).
"""

COUNTED = (PEOPLE, SO_FAR)
"""Measures that are counted, not projected."""

METHOD, TERMS, RESCORED, LATE, ELIGIBLE, FOLLOWED, RELEASED, MIX = PARTS = (
    "Changed method",
    "Changed terms",
    "Case-mix re-scoring",
    "Late-recorded convictions",
    "Eligibility corrections",
    "New follow-up",
    "New releases",
    "Case mix and baseline",
)
"""The parts of every movement, in the order in which they are taken one after the other."""

OTHER_PEOPLE = "Other people in the file"
"""In the place of RESCORED, LATE and ELIGIBLE where two files have nobody in common: their people cannot be told apart."""

NOT_BEFORE, NOT_AFTER, NOBODY_BEFORE, BY_VOLUME = "not-before", "not-after", "nobody-before", "by-volume"
"""Why a cohort has no movements: it is not in the terms of one standpoint, nobody was released by the earlier one, or the
contract is paid by volume and measures no reconviction.
"""

PLACES = Decimal("0.0001")
"""Every level is rounded to this, so that parts, which are differences of levels, add up to the last digit."""


@dataclass(frozen=True, eq=False)
class Standpoint:
    """A data file, a contract as that file holds it, and the day it is looked at from."""

    reader: Reader
    contract: ContractData
    as_at: date


@dataclass(frozen=True)
class Part:
    """By how much one cause moved a measure, in the measure's unit.

    `moved` tells by how much it moved the counts behind it (people, reconvicted and events of the cohort, then of each
    group that it is set against or projected with), for whoever shows it to see whether it is of too few people.
    """

    name: str
    by: Decimal
    moved: tuple[int, ...] = ()


@dataclass(frozen=True)
class Movement:
    """A measure of a cohort on two standpoints; the parts add up to `after` less `before` exactly."""

    measure: str
    before: Decimal
    after: Decimal
    parts: tuple[Part, ...]

    @property
    def by(self) -> Decimal:
        """The whole movement."""
        return self.after - self.before


@dataclass(frozen=True, eq=False)
class CohortMovement:
    """What moved of a cohort; `why_none` says why nothing is told where there are no movements."""

    cohort: Cohort
    movements: tuple[Movement, ...]
    why_none: str = ""


@dataclass(frozen=True, eq=False)
class Movements:
    """What moved between two standpoints of a contract.

    The projections and the counts of either standpoint say what may be shown, and how wide a projection's range is.
    `shares_people` is false where two files have nobody in common.
    """

    before_at: date
    after_at: date
    before_snapshot_id: str
    after_snapshot_id: str
    cohorts: tuple[CohortMovement, ...]
    projection_before: Projection | None = None
    projection_after: Projection | None = None
    rates_before: tuple[CohortRates, ...] = ()
    rates_after: tuple[CohortRates, ...] = ()
    shares_people: bool = True

    @property
    def is_of_two_files(self) -> bool:
        """Whether the two standpoints are of two data snapshots."""
        return self.before_snapshot_id != self.after_snapshot_id


def parts_of(
    levels: Sequence[Decimal | None], counts: Sequence[tuple[int, ...]] = (), *, names: Sequence[str] = PARTS
) -> tuple[Part, ...]:
    """The steps between levels, one more than there are names; where a level is not known, that of the one before it.

    Raises:
        ValueError: the first or the last level is not known, or there are not as many levels as names ask for.
    """
    if levels[0] is None or levels[-1] is None:
        raise ValueError("the first and the last level must be known: leave the measure out where one is not")
    known: list[Decimal] = []
    for level in levels:
        known.append(known[-1] if level is None else level)
    moved = [tuple(b - a for a, b in zip(*pair, strict=True)) for pair in pairwise(counts)] or [()] * len(names)
    steps = [there - here for here, there in pairwise(known)]
    return tuple(Part(*part) for part in zip(names, steps, moved, strict=True))
