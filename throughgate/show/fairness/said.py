"""How a look at who gets what is put into words: what was found, with n, estimate and interval, never a reason for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from throughgate.fairness.model import Standing
from throughgate.methods.disclosure import hide_small
from throughgate.methods.fairness.slopes import ENOUGH_OF_EACH, ENOUGH_PEOPLE, Slope
from throughgate.show import words

STANDING: dict[Standing, str] = {
    "unusual": "unusual, look into it",
    "as usual": "as usual",
    "cannot tell": "cannot tell yet",
}
TOO_FEW = f"fewer than {ENOUGH_PEOPLE} people can be compared, or nothing differs between them"
TOO_FEW_OF_EACH = (
    f"fewer than {ENOUGH_PEOPLE} people can be compared, fewer than {ENOUGH_OF_EACH} of them got it, fewer than {ENOUGH_OF_EACH} "
    "did not, or nothing differs between them"
)
TOO_FEW_RECONVICTED = (
    f"fewer than {ENOUGH_PEOPLE} people were reconvicted while followed, or fewer than {ENOUGH_PEOPLE} were not"
)
TEN_POINTS = 0.1
"""Ten points of OGRS, as a share of 1: what a slope is told for."""


def told(found: Slope, scale: float) -> tuple[float, float, float]:
    """A slope and its interval, each times `scale`: the step of x that it is told for, in the unit of the screen."""
    return found.slope * scale, found.low * scale, found.high * scale


def change(value: float, low: float, high: float, unit: str, *, down: str, up: str) -> str:
    """A change with its 95% interval: 2.1 minutes shorter (95% interval 1.8 to 2.4 shorter)."""
    size = f"{abs(value):.1f}"
    one = unit.removesuffix("s") if size == "1.0" else unit
    said = words.SAME if float(size) == 0 else f"{size} {one} {down if value < 0 else up}"
    return f"{said} ({interval(low, high, down=down, up=up)})"


def interval(low: float, high: float, *, down: str, up: str) -> str:
    """95% interval 1.8 to 2.4 shorter, 0.3 shorter to 0.2 longer, or 0.0 to 0.7 longer: a nought goes neither way."""
    sizes = [f"{abs(end):.1f}" for end in (low, high)]
    ways = [(down if end < 0 else up) for end, size in zip((low, high), sizes, strict=True) if float(size) > 0]
    if len(set(ways)) > 1:
        return f"95% interval {sizes[0]} {down} to {sizes[1]} {up}"
    return " ".join(("95% interval", " to ".join(sorted(sizes, key=float)), *ways[:1]))


def signed(value: float, decimals: int = 2) -> str:
    """A number with its sign; a true minus, and none before a nought."""
    said = f"{abs(value):.{decimals}f}"
    if float(said) == 0:
        return said
    return f"{'−' if value < 0 else '+'}{said}"


def hide_parts(*parts: Sequence[int]) -> np.ndarray:
    """Which groups to hide where each is shown in parts: those with a small part, and enough beside them in every part."""
    return np.any([hide_small(part, [0] * len(part)) for part in parts], axis=0)
