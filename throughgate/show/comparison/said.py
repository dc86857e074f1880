"""How figures of a comparison are said: whole points, whole per cent, two decimals for events, whole days."""

from __future__ import annotations

import math

from throughgate.methods.matching import Effect
from throughgate.show.money import true_minus

CLEAR_AT = 0.05
NO_P = 1.0
"""Stands where no test can be made, since there is no spread."""


def whole(number: float) -> int:
    """A number to the nearest whole one, halves away from nought."""
    return int(math.copysign(math.floor(abs(number) + 0.5), number))


def signed(number: float, decimals: int = 0) -> str:
    """A difference with its sign, minus nought as nought: -6, or +0.13."""
    text = f"{whole(number):+d}" if decimals == 0 else f"{number:+.{decimals}f}"
    return text[1:] if float(text) == 0 else true_minus(text)


def percent(share: float) -> str:
    """A share of 1 in whole per cent."""
    return f"{whole(100 * share)}%"


def between(low: float, high: float, decimals: int = 0) -> str:
    """Limits with their signs: -9 to -2."""
    return f"{signed(low, decimals)} to {signed(high, decimals)}"


def limits(effect: Effect, decimals: int = 0) -> str:
    """Limits of an effect. One that a clear effect's rounding would make 0, as if it could not be told, has a decimal more."""
    ends = (effect.low, effect.high)
    told = [decimals + (is_clear(effect) and signed(end, decimals)[0] == "0") for end in ends]
    return " to ".join(signed(end, places) for end, places in zip(ends, told, strict=True))


def is_clear(effect: Effect) -> bool:
    """Whether chance alone seldom gives such a difference: p of 0.05 or less."""
    return effect.p is not None and effect.p <= CLEAR_AT


def p_value(effect: Effect) -> str:
    """The p-value with two decimals, as the Justice Data Lab gives it."""
    if effect.p is None:
        return "none"
    return "under 0.01" if effect.p < 0.005 else f"{effect.p:.2f}"
