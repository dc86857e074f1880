"""The two sides of a movement, always named with their day and their data."""

from __future__ import annotations

from decimal import Decimal

from throughgate.movements import Movements
from throughgate.show import words
from throughgate.show.changes.shown import Shown

SNAPSHOT_LETTERS = 8


def names_of_sides(movements: Movements) -> tuple[str, str]:
    """How the two sides are called: by their days and, where these are of two data snapshots, by those too."""
    sides = (
        (movements.before_at, movements.before_snapshot_id),
        (movements.after_at, movements.after_snapshot_id),
    )
    if not movements.is_of_two_files:
        return words.day(movements.before_at), words.day(movements.after_at)
    earlier, later = (f"{words.day(day)}, data {snapshot[:SNAPSHOT_LETTERS]}" for day, snapshot in sides)
    return earlier, later


def sides_words(movements: Movements) -> str:
    """Both sides in a sentence."""
    before, after = movements.before_snapshot_id[:SNAPSHOT_LETTERS], movements.after_snapshot_id[:SNAPSHOT_LETTERS]
    days = words.day(movements.before_at), words.day(movements.after_at)
    if movements.is_of_two_files:
        said = f"Before is {days[0]} in data snapshot {before}; after is {days[1]} in data snapshot {after}."
    else:
        said = f"Before is {days[0]} and after is {days[1]}, both in data snapshot {after}."
    if movements.shares_people:
        return said
    return (
        f"{said} The two data files have nobody in common: they are of other people, or name them by other pseudonyms, so what was corrected "
        "and what was recorded late cannot be told apart between them."
    )


def side_cell(shown: Shown, value: Decimal, span: str) -> str:
    """A value with its range where it has one."""
    return f"{shown.how.say(value)} ({span})" if span else shown.how.say(value)
