"""How a look at who gets what is put into words: what was found, with n, estimate and interval, never a reason for it."""

from __future__ import annotations

from throughgate.fairness.model import Standing
from throughgate.methods.fairness.slopes import ENOUGH_PEOPLE

STANDING: dict[Standing, str] = {
    "unusual": "unusual, look into it",
    "as usual": "as usual",
    "cannot tell": "cannot tell yet",
}
TOO_FEW = f"fewer than {ENOUGH_PEOPLE} people can be compared, or nothing differs between them"


def change(value: float, low: float, high: float, unit: str, *, down: str = "fewer", up: str = "more") -> str:
    """A change with its 95% interval: 2.1 minutes fewer (95% interval 1.8 fewer to 2.4 fewer)."""
    size = f"{abs(value):.1f}"
    if unit == "percentage points" and size == "1.0":
        unit = "percentage point"
    said = f"{size} {unit}" if float(size) == 0 else f"{size} {unit} {down if value < 0 else up}"
    return f"{said} ({interval(low, high, down=down, up=up)})"


def interval(low: float, high: float, *, down: str = "fewer", up: str = "more") -> str:
    """95% interval 1.8 to 2.4 fewer; or 0.3 fewer to 0.2 more, where it holds no change."""
    ends = [(f"{abs(end):.1f}", down if end < 0 else up) for end in (low, high)]
    if ends[0][1] == ends[1][1]:
        sizes = " to ".join(sorted((size for size, _ in ends), key=float))
        return f"95% interval {sizes} {ends[0][1]}"
    return f"95% interval {ends[0][0]} {ends[0][1]} to {ends[1][0]} {ends[1][1]}"


def signed(value: float, decimals: int = 2) -> str:
    """A number with its sign; a true minus, and none before a nought."""
    said = f"{abs(value):.{decimals}f}"
    if float(said) == 0:
        return said
    return f"{'−' if value < 0 else '+'}{said}"
