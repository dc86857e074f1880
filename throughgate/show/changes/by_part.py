"""What moved a cohort, part by part, in one table: every measure that is given, from the one side to the other."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from throughgate.show import words
from throughgate.show.changes.measured import OF_POINTS, Measured
from throughgate.show.changes.shown import Shown, ShownCohort
from throughgate.show.changes.sides import side_cell

TOGETHER = "t"
TOGETHER_ROW = "Parts marked t, together"
NOT_MARKED = "not marked"
TOGETHER_KEY = (
    "t: not told apart from the other parts marked t, as one of them is of 1 to 4 people or events; their sum stands in the row "
    f"'{TOGETHER_ROW}'. The whole movement may be told: it is the difference of two figures that stand on every page."
)


def table(cohort: ShownCohort, sides: tuple[str, str]) -> pd.DataFrame:
    """One row a part that moved anything, between the two sides; one column a measure."""
    before, after = sides
    rows = [[f"**{before}**", *(side_cell(m, m.before, m.range_before) for m in cohort.movements)]]
    rows += [[cohort.names[place], *(_cell(m, place) for m in cohort.movements)] for place in rows_of(cohort)]
    if any(map(_together, cohort.movements)):
        rows.append([TOGETHER_ROW, *(_together_cell(m) for m in cohort.movements)])
    rows.append([f"**{after}**", *(side_cell(m, m.after, m.range_after) for m in cohort.movements)])
    return pd.DataFrame(rows, columns=["Part", *(m.in_box for m in cohort.movements)])


def key(cohort: ShownCohort) -> str:
    """The key to what stands in the table: parts that are not told apart, and pp."""
    found = (TOGETHER_KEY if cohort.has_together else "", points_key(shown.how for shown in cohort.movements))
    return " ".join(part for part in found if part)


def points_key(measures: Iterable[Measured]) -> str:
    """What pp is, where a measure has it."""
    return f"pp: {words.PERCENTAGE_POINTS}." if any(how.by_unit == OF_POINTS for how in measures) else ""


def rows_of(cohort: ShownCohort) -> tuple[int, ...]:
    """The places of the parts that have a row.

    One that stands together with others has one whatever it is: left out it would be known to be nought, and so would be
    what the others are.
    """
    return tuple(place for place in range(len(cohort.names)) if any(_is_told(m, place) for m in cohort.movements))


def still_parts(cohort: ShownCohort) -> str:
    """In words the parts that moved nothing, which have no row."""
    told = rows_of(cohort)
    still = [words.in_sentence(name) for place, name in enumerate(cohort.names) if place not in told]
    return f"Nothing was moved by {words.listed(still)}" if still else "Every part moved something"


def _is_told(shown: Shown, place: int) -> bool:
    (first, end), part = _standing(shown, place)
    return end - first > 1 or bool(part.by)


def _cell(shown: Shown, place: int) -> str:
    (first, end), part = _standing(shown, place)
    return TOGETHER if end - first > 1 else shown.how.say_by(part.by)


def _together(shown: Shown) -> list[Decimal]:
    """By how much parts that are not told apart moved a measure."""
    held = zip(shown.spans, shown.parts, strict=True)
    return [part.by for (first, end), part in held if end - first > 1]


def _together_cell(shown: Shown) -> str:
    found = _together(shown)
    return shown.how.say_by(sum(found, Decimal(0))) if found else NOT_MARKED


def _standing(shown: Shown, place: int):
    """The parts that one stands with, from the first to before the second place, and what they moved."""
    return next((span, part) for span, part in zip(shown.spans, shown.parts, strict=True) if span[0] <= place < span[1])
