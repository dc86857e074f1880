"""What may be shown of movements: cohorts that are large enough on both sides, parts of enough people, rounded to add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

import numpy as np

from throughgate.movements import CHANGE, COUNTED, FINAL_RATE, PAYMENT, CohortMovement, Movement, Movements, Part
from throughgate.projection import FINAL, CohortProjection, Projection, Quantiles
from throughgate.results import CohortRates
from throughgate.show import words
from throughgate.show.changes.few import Span, joined, spans_of
from throughgate.show.changes.measured import Measured, measured
from throughgate.show.payment.seen import HIDDEN, NOBODY, is_counted, seen_of
from throughgate.terms import Cohort

TOGETHER_IN_SENTENCE = "several parts together"
WHY_NONE = {
    "not-before": "it is not in the terms of the earlier data",
    "not-after": "it is not in the terms of the later data",
    "nobody-before": "nobody had been released in it by the earlier day",
    "by-volume": "the contract is paid for referrals, and nobody's reconviction counts",
    "": "no figure of it could be given on both days",
}


@dataclass(frozen=True)
class Shown:
    """A movement as on screen: every number rounded once, so that the parts still add up; ranges are of 95%, as said.

    `spans` says, for each part, which of all parts it stands for: one, or several that stand together.
    """

    measure: str
    how: Measured
    before: Decimal
    after: Decimal
    parts: tuple[Part, ...]
    range_before: str = ""
    range_after: str = ""
    spans: tuple[Span, ...] = ()
    is_final: bool = False

    @property
    def by(self) -> Decimal:
        """The whole movement, rounded."""
        return self.after - self.before

    @property
    def in_sentence(self) -> str:
        """How it stands within a sentence; where neither side has a range nothing is projected any more."""
        said = self.how.in_sentence
        return said if self.is_projected else said.removeprefix("projected ").removeprefix("expected ")

    @property
    def in_box(self) -> str:
        """The same at the head of a narrow box or column."""
        said = self.how.short
        if not self.is_projected:
            said = said.removeprefix("Projected ").removeprefix("Expected ").removesuffix(", projected")
        return said[:1].upper() + said[1:]

    @property
    def is_projected(self) -> bool:
        """Whether either side is a projection."""
        return bool(self.range_before or self.range_after) or (self.measure == PAYMENT and not self.is_final)

    @property
    def has_moved(self) -> bool:
        """Whether anything at all moved, also where the parts even out."""
        return any(part.by for part in self.parts)

    @property
    def largest_name(self) -> str:
        """The part that moved it most, within a sentence; none of those that are not told apart is named."""
        largest = self.largest
        if largest is None:
            return ""
        of_largest = [span for span, part in zip(self.spans, self.parts, strict=False) if part is largest]
        if any(end - first > 1 for first, end in of_largest):
            return TOGETHER_IN_SENTENCE
        return words.in_sentence(largest.name)

    @property
    def largest(self) -> Part | None:
        """The part that moved it most; None where none did."""
        moved = [part for part in self.parts if part.by]
        return max(moved, key=lambda part: abs(part.by)) if moved else None


@dataclass(frozen=True, eq=False)
class ShownCohort:
    """A cohort's movements as on screen, or in words why there are none; `names` are of all parts, `has_together` where some
    are not told apart in the measures that are counted.
    """

    cohort: Cohort
    movements: tuple[Shown, ...]
    why_none: str = ""
    names: tuple[str, ...] = ()
    has_together: bool = False

    def movement(self, measure: str) -> Shown | None:
        """The movement of a measure, None where it is not given on both sides."""
        return next((movement for movement in self.movements if movement.measure == measure), None)


def shown_cohorts(movements: Movements) -> tuple[ShownCohort, ...]:
    """Every cohort of the movements, as it may be shown."""
    return tuple(_shown(movements, cohort) for cohort in movements.cohorts)


def _shown(movements: Movements, moved: CohortMovement) -> ShownCohort:
    if not moved.movements:
        return ShownCohort(moved.cohort, (), WHY_NONE[moved.why_none])
    sides = (movements.projection_before, movements.projection_after)
    rates = (movements.rates_before, movements.rates_after)
    if any(_is_hidden(side, moved.cohort, held) for side, held in zip(sides, rates, strict=True)):
        return ShownCohort(moved.cohort, (), f"its figures are {words.HIDDEN}, on one of the two days or on both")
    both = tuple(side.cohort(moved.cohort.id) for side in sides)
    all_parts = moved.movements[0].parts
    together, apart = spans_of(all_parts), tuple((n, n + 1) for n in range(len(all_parts)))
    terms = movements.projection_after.terms
    return ShownCohort(
        moved.cohort,
        tuple(
            _on_screen(m, measured(m.measure, terms), together if _is_counted(m.measure, both) else apart, both)
            for m in moved.movements
        ),
        names=tuple(part.name for part in all_parts),
        has_together=together != apart,
    )


def _is_counted(measure: str, both: tuple[CohortProjection, ...]) -> bool:
    """Whether the counts behind a measure follow from it: of a cohort that was final on both days those of every measure do."""
    return measure in COUNTED or all(side.status == FINAL for side in both)


def _is_hidden(side: Projection | None, cohort: Cohort, rates: tuple[CohortRates, ...]) -> bool:
    return side is None or seen_of(side, cohort.id, rates).state in (NOBODY, HIDDEN)


def _on_screen(
    movement: Movement, how: Measured, spans: tuple[Span, ...], sides: tuple[CohortProjection, ...]
) -> Shown:
    """A movement with its levels rounded: a part is the difference of two of them."""
    parts = joined(movement.parts, spans)
    at = list(accumulate((part.by for part in parts), initial=movement.before))
    how = how.fitted(at)
    levels = [how.on_screen(level) for level in at]
    rounded = tuple(Part(part.name, levels[n + 1] - levels[n]) for n, part in enumerate(parts))
    ranges = (_range(movement.measure, how, side) for side in sides)
    return Shown(
        movement.measure,
        how,
        levels[0],
        levels[-1],
        rounded,
        *ranges,
        spans,
        all(side.status == FINAL for side in sides),
    )


def _range(measure: str, how: Measured, side: CohortProjection) -> str:
    """The 95% range of a projected measure, also where both ends are one; empty of one that is counted or final."""
    is_events = "events" in how.name.lower()
    if measure == PAYMENT and side.payment is not None and side.status != FINAL:
        ends = np.quantile(side.payment.payments.pence, [0.025, 0.975], method="inverted_cdf")
        return _said(how, (Decimal(int(end)) for end in ends))
    of: Quantiles | None = None
    if measure == FINAL_RATE and not is_counted(side):
        of = side.final_events if is_events else side.final_rate
    if measure == CHANGE and side.status != FINAL:
        of = side.relative_change if is_events else side.change_points
    if of is None:
        return ""
    by = 100 if measure == FINAL_RATE and not is_events else 1
    return _said(how, (Decimal(repr(by * float(end))) for end in (of.p2_5, of.p97_5)))


def _said(how: Measured, ends: Iterable[Decimal]) -> str:
    return " to ".join(how.say(how.on_screen(end)) for end in ends)
