"""An axis of a figure as numbers: what kind it is, where a value stands on it, how far it goes and where its ticks are."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

_ISO_DAY = re.compile(r"\d{4}-\d\d(-\d\d.*)?")
PADDED = 0.05
"""Of an axis's length: the room that Plotly leaves beyond the outermost values."""


@dataclass(frozen=True)
class Scale:
    """An axis: its letter and kind, its categories in order, and the values at its start (left, bottom) and end.

    A day is counted in days since 1970-01-01, a category by its place from 0; an axis that is reversed starts high.
    """

    letter: str
    axis: object
    kind: str
    categories: tuple[str, ...] = ()
    start: float = 0
    end: float = 1

    def number(self, value: object) -> float:
        """Where a value stands, NaN where there is none."""
        if self.kind == "category":
            return float(self.categories.index(str(value))) if str(value) in self.categories else _plain(value)
        return _day(value) if self.kind == "date" else _plain(value)

    def numbers(self, values: Iterable) -> np.ndarray:
        """Where values stand, NaN for gaps."""
        return np.array([self.number(value) for value in values], dtype=float)


def scale_of(figure: go.Figure, letter: str) -> Scale:
    """The kind of the x or y axis, named by the figure or told by its values, with its categories; not yet its range."""
    axis = figure.layout.xaxis if letter == "x" else figure.layout.yaxis
    values = [value for trace in figure.data for value in values_of(trace, letter) if not _is_gap(value)]
    kind = axis.type if axis.type not in (None, "-") else _kind(values)
    order = [] if axis.categoryarray is None else list(axis.categoryarray)
    categories = tuple(dict.fromkeys(map(str, [*order, *values]))) if kind == "category" else ()
    return Scale(letter, axis, kind, categories)


def values_of(trace, letter: str) -> Sequence:
    """A trace's coordinates along an axis, as it holds them."""
    return unpacked(trace[letter])


def unpacked(held: object) -> list:
    """A list of what a figure holds, which packs its numbers where it was read from JSON."""
    if isinstance(held, Mapping):
        numbers = np.frombuffer(base64.b64decode(held["bdata"]), dtype=held["dtype"])
        return numbers.reshape([int(side) for side in str(held.get("shape", -1)).split(",")]).tolist()
    return [] if held is None else list(held)


def _kind(values: Sequence) -> str:
    if any(isinstance(value, date | np.datetime64) for value in values):
        return "date"
    words = [value for value in values if isinstance(value, str)]
    if words and all(_ISO_DAY.fullmatch(word) for word in words):
        return "date"
    return "category" if any(not _is_number(word) for word in words) else "linear"


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _is_gap(value: object) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and value != value)


def _plain(value: object) -> float:
    return float("nan") if _is_gap(value) else float(value)


def _day(value: object) -> float:
    if _is_gap(value):
        return float("nan")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value / 86_400_000
    return (pd.Timestamp(value) - pd.Timestamp(0)) / pd.Timedelta(days=1)


@dataclass(frozen=True)
class Extreme:
    """A value that must lie on the axis, with pixels to keep free on either side and whether Plotly's room is added."""

    value: float
    before: float = 0
    after: float = 0
    is_padded: bool = True


def with_range(scale: Scale, extremes: Sequence[Extreme], length: float) -> Scale:
    """The scale over the range that its axis names, or over these values as Plotly would choose it for so many pixels."""
    axis = scale.axis
    if axis.range is not None:
        low, high = (scale.number(value) for value in axis.range)
    else:
        low, high = _around(extremes, length, is_from_zero=axis.rangemode == "tozero")
        if scale.kind == "category" and not extremes:
            low, high = -0.5, len(scale.categories) - 0.5
    if axis.autorange == "reversed" and low < high:
        low, high = high, low
    return replace(scale, start=low, end=high)


def _around(extremes: Sequence[Extreme], length: float, *, is_from_zero: bool) -> tuple[float, float]:
    """The narrowest range in which every value has its room: the largest of the slopes that two of them ask for."""
    there = [one for one in extremes if one.value == one.value]
    if is_from_zero:
        there.append(Extreme(0, is_padded=False))
    if not there:
        return -1, 6
    extra = PADDED * length
    lows = [(one.value, one.before + (extra if one.is_padded else 0)) for one in there]
    highs = [(one.value, one.after + (extra if one.is_padded else 0)) for one in there]
    least, most = min(value for value, _ in lows), max(value for value, _ in highs)
    if least == most:
        return (least - 1, most + 1) if not is_from_zero else (min(0, least), max(least, 1))
    slopes = [
        (high - low) / max(length - below - above, 0.2 * length)
        for low, below in _outer(lows)
        for high, above in _outer(highs)
    ]
    slope = max(slopes)
    low, high = min(value - slope * room for value, room in lows), max(value + slope * room for value, room in highs)
    return (0.0 if is_from_zero and least >= 0 else low), high


def _outer(of: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """For each amount of room the two values furthest apart: no other can ask for more."""
    ends: dict[float, list[float]] = {}
    for value, room in of:
        ends.setdefault(round(room, 3), []).append(value)
    return [(value, room) for room, values in ends.items() for value in {min(values), max(values)}]
