"""Exact amounts in pence, and exact numbers in words.

Every amount is rounded once, to the nearest penny and halves away from zero: half a penny to be paid is paid, half a
penny to be reclaimed is reclaimed.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm

import numpy as np

PENCE = 100
MONTHS = 12
SAFE = 2**62
"""Up to which whole numbers are worked out in 64 bits; beyond it in Python's own, as exact and slower."""

MOST_PLACES = 12


def nearest(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return size if value >= 0 else -size


def in_pence(pounds: Fraction) -> int:
    """Pounds in whole pence."""
    return nearest(PENCE * pounds)


def linear_pence(constant: Fraction, *terms: tuple[Fraction, np.ndarray]) -> np.ndarray:
    """Pounds that are linear in counts, in whole pence: the same as rounding each sum of fractions, only fast.

    Args:
        constant: pounds whatever the counts.
        terms: pounds for each one counted, with the counts (whole numbers, all of one shape).

    Returns:
        `in_pence(constant + sum of pounds x count)` for each place, int64.
    """
    values = [PENCE * constant, *(PENCE * pounds for pounds, _ in terms)]
    scale = lcm(*(value.denominator for value in values))
    first, *rest = (int(value * scale) for value in values)
    reach = abs(first) + sum(abs(f) * int(np.abs(c).max(initial=0)) for f, (_, c) in zip(rest, terms, strict=True))
    kind = np.int64 if 2 * reach + scale < SAFE else object
    total = first + sum(factor * counts.astype(kind) for factor, (_, counts) in zip(rest, terms, strict=True))
    size = (2 * abs(total) + scale) // (2 * scale)
    return np.where(total < 0, -size, size).astype(np.int64)


def monthly_payments(pence: int) -> tuple[int, ...]:
    """A year's amount in twelve equal payments; the pence that twelve does not divide come with the last."""
    each = pence // MONTHS
    return (each,) * (MONTHS - 1) + (pence - (MONTHS - 1) * each,)


def pounds_text(pence: int) -> str:
    """An amount in words: £20,000,000, -£0.50; pence only where there are any."""
    whole, rest = divmod(abs(pence), PENCE)
    return f"{'-' if pence < 0 else ''}£{whole:,}" + (f".{rest:02d}" if rest else "")


def number_text(value: Fraction, places: int = 2, *, unlike: Iterable[Fraction] = (), keeps_zeros: bool = False) -> str:
    """A number to `places` decimals, with as many more as it takes not to read like one of `unlike` that it is not.

    So 4.9987 points missed against a threshold of 5 never read as 5.00.
    """
    others = [other for other in unlike if other != value]
    while places < MOST_PLACES and Fraction(nearest(value * 10**places), 10**places) in others:
        places += 1
    scaled = nearest(value * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    decimals = f"{rest:0{places}d}" if places else ""
    decimals = decimals if keeps_zeros else decimals.rstrip("0")
    return f"{'-' if scaled < 0 else ''}{whole:,}" + (f".{decimals}" if decimals else "")
