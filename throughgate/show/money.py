"""Pence on screen: in full, short for a narrow box, and in words for a sentence.

Amounts are whole pence from the department to the provider; below zero they are reclaimed from it. Every rounding is to
the nearest, halves away from zero, and is of the screen only: nothing is worked out with a rounded amount.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

PENCE = 100
MINUS = "\N{MINUS SIGN}"
JOINED = MINUS + "\N{WORD JOINER}"
"""A minus that stays with its pound sign: a line may otherwise break between the two and leave the amount without it."""

HYPHEN_FOR_MINUS = re.compile(r"(?<![\w-])-(?=£?\d)")

MILLION = 1_000_000
"""Pounds from which an amount is written in millions where room is short."""

THOUSAND = 1_000
ROUGHLY_FROM = 10_000
"""Pounds from which a sentence gives an amount to the thousand; the statement holds its pence."""


def in_full(pence: int) -> str:
    """To the penny, as in a statement: £1,940,000.00, −£0.50."""
    return f"{_sign(pence)}£{abs(pence) // PENCE:,}.{abs(pence) % PENCE:02d}"


def pounds(pence: float) -> str:
    """To the pound: £1,940,000, −£13."""
    whole = _rounded(abs(pence), PENCE, "1")
    return f"{_sign(pence) if whole else ''}£{whole:,}"


def short(pence: float) -> str:
    """For a narrow box: −£1.94m from a million pounds, else to the pound."""
    return alike(pence)[0]


def in_words(pence: float) -> str:
    """The size of an amount within a sentence that says which way it goes: £2.0 million, £198,000, £612."""
    return alike_in_words(abs(pence))[0]


def alike_in_words(*amounts: float) -> list[str]:
    """Amounts that are read in one sentence, in one unit, that of the largest: £0, £600,000 and £850,000; £0.6 million and £1.0 million.

    Millions have one decimal, or two where the least and the most would else read the same though they differ.
    """
    largest = max(abs(pence) for pence in amounts)
    if _rounded(largest, PENCE * THOUSAND, "1") * THOUSAND >= MILLION:
        for step in ("0.1", "0.01"):
            said = [_said(pence, PENCE * MILLION, step) for pence in amounts]
            if len(set(said)) > 1:
                return said
        return [_said(pence, PENCE * MILLION, "0.1") for pence in amounts]
    if largest >= PENCE * ROUGHLY_FROM:
        return [_said(pence, PENCE * THOUSAND, "1") for pence in amounts]
    return [pounds(pence) for pence in amounts]


def span_in_words(low: float, high: float) -> str:
    """Two amounts of a sentence as a range, the unit once: £0.3 to £6.1 million; the one where both read the same."""
    here, there = alike_in_words(*sorted((low, high)))
    return here if here == there else f"{here.removesuffix(' million')} to {there}"


def signed(number: Decimal, places: int = 2) -> str:
    """A movement with its sign: +0.10, −0.25, and 0.00 without one."""
    said = f"{number:+.{places}f}".replace("-", MINUS)
    return said if number.quantize(Decimal(1).scaleb(-places)) else said[1:]


def true_minus(text: str) -> str:
    """Words with a minus before each amount or number below zero, where they have a hyphen; other hyphens stay."""
    return HYPHEN_FOR_MINUS.sub(JOINED, text)


def span(low: float, high: float) -> str:
    """Two amounts as a range, the lower first, or the one where both read the same: −£2.00m to −£1.60m."""
    ends = alike(*sorted((low, high)))
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def in_80(low: float, high: float) -> str:
    """The 80% range of an amount, or where nearly every draw pays one: 80% range £1.20m to £1.90m."""
    said = span(low, high)
    return f"80% range {said}" if " to " in said else f"{said} in at least 80 of 100 cases"


def alike(*amounts: float) -> list[str]:
    """Short amounts that are read side by side, in one unit: in millions where the largest is a million pounds or more."""
    if max(_rounded(abs(pence), PENCE, "1") for pence in amounts) < MILLION:
        return [pounds(pence) for pence in amounts]
    return [_in_millions(pence) if pence else pounds(pence) for pence in amounts]


def _in_millions(pence: float) -> str:
    millions = _rounded(abs(pence), PENCE * MILLION, "0.01")
    return f"{_sign(pence) if millions else ''}£{millions:,}m"


def _said(pence: float, unit: int, step: str) -> str:
    """In millions or to the thousand; nought as £0."""
    rounded = _rounded(abs(pence), unit, step)
    if not rounded:
        return "£0"
    return f"{_sign(pence)}£{f'{rounded:,} million' if unit == PENCE * MILLION else f'{rounded * THOUSAND:,}'}"


def _sign(pence: float) -> str:
    return JOINED if pence < 0 else ""


def _rounded(amount: float, unit: int, step: str) -> Decimal:
    return (Decimal(amount) / unit).quantize(Decimal(step), ROUND_HALF_UP)
