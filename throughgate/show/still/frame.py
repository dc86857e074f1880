"""Where things stand on the page: its size, the area that is drawn in, and the two scales on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from throughgate.show.still.errors import StillError
from throughgate.show.still.scales import Scale, unpacked


@dataclass(frozen=True)
class Frame:
    """A page so many pixels wide and high with its plot area between these edges, counted from the left and the bottom."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    top: float
    x: Scale
    y: Scale

    def across(self, number: float) -> float:
        """Pixels from the left of a number of the x scale."""
        low, high = self.span("x")
        return low + (high - low) * (number - self.x.start) / (self.x.end - self.x.start)

    def up(self, number: float) -> float:
        """Pixels from the bottom of a number of the y scale."""
        low, high = self.span("y")
        return low + (high - low) * (number - self.y.start) / (self.y.end - self.y.start)

    def span(self, letter: str) -> tuple[float, float]:
        """The pixels between which an axis lies: its domain's share of the plot area."""
        scale, (low, high) = (self.x, (self.left, self.right)) if letter == "x" else (self.y, (self.bottom, self.top))
        first, last = scale.axis.domain or (0, 1)
        return low + (high - low) * first, low + (high - low) * last

    def place(self, letter: str, value: object, ref: str | None) -> float:
        """Pixels of a coordinate of a shape or annotation, which counts by the axis, by its domain or by the plot area."""
        if ref in (None, letter):
            scale, at = (self.x, self.across) if letter == "x" else (self.y, self.up)
            return at(scale.number(value))
        if ref == f"{letter} domain":
            low, high = self.span(letter)
        elif ref == "paper":
            low, high = (self.left, self.right) if letter == "x" else (self.bottom, self.top)
        else:
            raise StillError(f"{letter}ref '{ref}' cannot be drawn: use {letter}, {letter} domain or paper")
        return low + (high - low) * float(value)

    def holds(self, x: float, y: float) -> bool:
        """Whether pixels lie within both axes."""
        slack = 0.5
        return all(low - slack <= at <= high + slack for at, (low, high) in ((x, self.span("x")), (y, self.span("y"))))


def each(held: object, count: int) -> Sequence:
    """One value for each point, of a property that names one for all or one for each."""
    if held is None or isinstance(held, str) or not hasattr(held, "__len__"):
        return [held] * count
    return unpacked(held)
