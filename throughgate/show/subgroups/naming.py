"""Groups in words: what a value of a factor is called, and in which order groups stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from throughgate.gate import FACTORS
from throughgate.results import GROUP_ORDER, NOT_KNOWN
from throughgate.show import words

NEED = "need-"
KEEPS_ITS_CAPITAL = ("ethnicity", "ogrs-band", "release-area", "quarter")
SAID = {
    ("sex", "M"): "Men", ("sex", "F"): "Women",
    ("local", "local"): "Released locally", ("local", "not local"): "Not released locally",
    ("first-time", "first time"): "First time in custody", ("first-time", "not the first time"): "Not the first time in custody",
}  # fmt: skip


def name_of(by: Sequence[str], values: Sequence[str]) -> str:
    """A group by the values of its factors: Men, aged 21 to 24."""
    first, *others = [_said(factor, value) for factor, value in zip(by, values, strict=True)]
    rest = [
        said if factor in KEEPS_ITS_CAPITAL else words.in_sentence(said)
        for factor, said in zip(by[1:], others, strict=True)
    ]
    return ", ".join([first[:1].upper() + first[1:], *rest])


def within_sentence(by: Sequence[str], values: Sequence[str]) -> str:
    """The same within a sentence: men, aged 21 to 24; OGRS high."""
    name = name_of(by, values)
    return name if by[0] in KEEPS_ITS_CAPITAL else words.in_sentence(name)


def _said(factor: str, value: str) -> str:
    label = FACTORS[factor]
    if value == NOT_KNOWN:
        return f"{label} not known"
    if factor.startswith(NEED):
        return label if value == "need" else f"No {words.in_sentence(label)}"
    if factor == "quarter":
        start = date.fromisoformat(value)
        return words.months(start, (pd.Timestamp(start) + pd.DateOffset(months=3, days=-1)).date())
    before = {"ogrs-band": "OGRS ", "age-band": "aged ", "pathway": "pathway "}.get(factor, "")
    said = SAID.get((factor, value)) or f"{before}{value.lower() if factor == 'ogrs-band' else value}"
    return said[:1].upper() + said[1:]


def place_of(values: Sequence[str]) -> tuple[tuple[bool, int, str], ...]:
    """What groups are sorted by: bands as they rise, others by name, those not known last."""
    return tuple(
        (value == NOT_KNOWN, GROUP_ORDER.index(value) if value in GROUP_ORDER else len(GROUP_ORDER), value)
        for value in values
    )


def factors_in_words(by: Sequence[str]) -> str:
    """Factors as they stand within a sentence: sex and age."""
    named = [
        label if label.startswith("OGRS") else words.in_sentence(label) for label in (FACTORS[factor] for factor in by)
    ]
    *first, last = named
    return f"{', '.join(first)} and {last}" if first else last
