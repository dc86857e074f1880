"""Where an axis has its ticks, and what stands at them: as Plotly chooses them where the figure does not say."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, timedelta

from throughgate.show.still.errors import StillError
from throughgate.show.still.scales import Scale, unpacked

Tick = tuple[float, str]
_EPOCH = date(1970, 1, 1)
_MONTH, _YEAR = 30.4375, 365.25
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DIGITS = re.compile(r"(,?)\.(\d)(f|%)")
_PART = re.compile(r"%(-?)(\w)")


def ticks_of(scale: Scale, length: float) -> list[Tick]:
    """Places along the axis within its range, each with what is written there."""
    axis = scale.axis
    if axis.tickvals is not None:
        places = [scale.number(value) for value in unpacked(axis.tickvals)]
        words = list(axis.ticktext) if axis.ticktext is not None else _words(scale, places, unpacked(axis.tickvals))
        found = list(zip(places, map(str, words), strict=False))
    elif scale.kind == "category":
        found = [(float(at), name) for at, name in enumerate(scale.categories)]
    else:
        places = _places(scale, length)
        found = list(zip(places, _words(scale, places, places), strict=True))
    low, high = sorted((scale.start, scale.end))
    slack = 1e-6 * (high - low)
    return [(place, word) for place, word in found if low - slack <= place <= high + slack]


def _places(scale: Scale, length: float) -> list[float]:
    axis, (low, high) = scale.axis, sorted((scale.start, scale.end))
    least = 80 if scale.letter == "x" else 40
    rough = (high - low) / (axis.nticks or min(max(length / least, 4), 9) + 1)
    if scale.kind == "date":
        return _days(low, high, rough)
    step = float(axis.dtick) if axis.dtick is not None else _rounded(rough)
    first = math.ceil(low / step - 1e-9)
    return [step * at for at in range(first, math.floor(high / step + 1e-9) + 1)]


def _rounded(rough: float, base: float | None = None) -> float:
    """The least of 2, 5 and 10 times a power of ten that is no less."""
    ten = 10.0 ** math.floor(math.log10(rough)) if base is None else base
    return next(step * ten for step in (1, 2, 5, 10) if step * ten >= rough * (1 - 1e-9))


def _days(low: float, high: float, rough: float) -> list[float]:
    if rough > _MONTH:
        months = (
            12 * _rounded(rough / _YEAR) if rough > _YEAR else next(n for n in (1, 2, 3, 6, 12) if n >= rough / _MONTH)
        )
        return _month_starts(low, high, int(max(months, 1)))
    step = next((n for n in (1, 2, 3, 7, 14) if n >= rough), None)
    if step is None:
        return _month_starts(low, high, 1)
    sunday = float((date(2000, 1, 2) - _EPOCH).days)
    first = math.ceil((low - sunday) / step)
    return [sunday + step * at for at in range(first, math.floor((high - sunday) / step) + 1)]


def _month_starts(low: float, high: float, step: int) -> list[float]:
    first, last = (_EPOCH + timedelta(days=math.floor(end)) for end in (low, high))
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    starts = [float((date(at // 12, at % 12 + 1, 1) - _EPOCH).days) for at in months if (at - 24_000) % step == 0]
    return [start for start in starts if low <= start <= high]


def _words(scale: Scale, places: Sequence[float], written: Sequence) -> list[str]:
    axis = scale.axis
    if scale.kind == "category":
        return [str(value) for value in written]
    if scale.kind == "date":
        return [_day_words(_EPOCH + timedelta(days=math.floor(place)), axis.tickformat or "%b %Y") for place in places]
    digits = max((_digits(place) for place in places), default=0)
    before, after = axis.tickprefix or "", axis.ticksuffix or ""
    return [f"{before}{_number(place, axis.tickformat, digits)}{after}" for place in places]


def _digits(value: float) -> int:
    """Decimals that a tick needs."""
    written = f"{value:.6f}".rstrip("0")
    return len(written.partition(".")[2])


def _number(value: float, form: str | None, digits: int) -> str:
    if form and form != ",":  # Thousands apart, and as many decimals as are needed: so it is without a format.
        found = _DIGITS.fullmatch(form)
        if not found:
            raise StillError(f"tickformat '{form}' cannot be drawn: use a comma, .1f, ,.0f or .0%")
        text = f"{value:{found[1]}.{found[2]}{found[3]}}"
    else:
        text = f"{value:,.{digits}f}"
    return text.replace("-", "−") if value and float(f"{value:.6f}") else text.replace("-", "")


def _day_words(day: date, form: str) -> str:
    """A day by a date format of Plotly, in English whatever the machine speaks."""
    name = _MONTHS[day.month - 1]
    parts = {
        "Y": f"{day.year}",
        "y": f"{day.year % 100:02d}",
        "b": name[:3],
        "B": name,
        "d": f"{day.day:02d}",
        "m": f"{day.month:02d}",
    }

    def part(found: re.Match) -> str:
        if found[2] not in parts:
            raise StillError(f"tickformat '{form}' cannot be drawn: use %Y, %y, %B, %b, %m and %d")
        return parts[found[2]].lstrip("0") if found[1] else parts[found[2]]

    return _PART.sub(part, form)
