"""Counts as they stand in a file that is passed on: rounded, and rates computed from the rounded counts."""

from __future__ import annotations

from throughgate.methods.disclosure.small import ROUNDED_TO


def round_count(count: int) -> int:
    """The nearest multiple of ROUNDED_TO (people), halves up.

    Source: data/disclosure.toml, rounded-to.
    """
    return (2 * count + ROUNDED_TO) // (2 * ROUNDED_TO) * ROUNDED_TO


def is_low(count: int) -> bool:
    """Whether a count that is not 0 rounds to 0, which must not be read as nobody."""
    return count > 0 and round_count(count) == 0


def rounded_rate(count: int, n: int) -> float | None:
    """The share (of 1) that the rounded count is of the rounded number of people; None where that number is 0.

    Since both are rounded the same way, the rounded count is never above the rounded number.
    """
    people = round_count(n)
    return round_count(count) / people if people else None
