"""Groups and scopes in words, the same on every page and in commands: what a value of a factor and whose people it is of are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from throughgate.gate import ALL, BEFORE, FACTORS
from throughgate.results import NOT_KNOWN
from throughgate.results import place_of as place_of_value
from throughgate.show import words
from throughgate.subgroups import Groups

NEED, AGED = "need-", "aged "
KEEPS_ITS_CAPITAL = ("ethnicity", "ogrs-band", "release-area", "quarter")
MANY = 3
"""Factors whose values are joined by strokes, each as short as it can be."""
MOST_LISTED = 6
SAID = {
    ("sex", "M"): "Men", ("sex", "F"): "Women",
    ("local", "local"): "Released locally", ("local", "not local"): "Not released locally",
    ("first-time", "first time"): "First time in custody", ("first-time", "not the first time"): "Not the first time in custody",
}  # fmt: skip
TWICE = "{} is chosen twice: choose another {} factor"


def value_name(factor: str, value: str) -> str:
    """A group of one factor, where the factor is named beside it: Men, 21 to 24, January to March 2012, Age not known."""
    label = FACTORS[factor]
    if value == NOT_KNOWN:
        return f"{label} not known"
    if factor.startswith(NEED):
        return label if value == "need" else f"No {words.in_sentence(label)}"
    if factor == "quarter":
        start = date.fromisoformat(value)
        return words.months(start, (pd.Timestamp(start) + pd.DateOffset(months=3, days=-1)).date())
    before = {"ogrs-band": "OGRS ", "pathway": "pathway "}.get(factor, "")
    said = SAID.get((factor, value)) or f"{before}{value.lower() if factor == 'ogrs-band' else value}"
    return said[:1].upper() + said[1:]


def name_of(by: Sequence[str], values: Sequence[str]) -> str:
    """A group by the values of its factors: Men, aged 21 to 24; of three factors Men / 21 to 24 / OGRS low."""
    if len(by) >= MANY:
        return " / ".join(value_name(factor, value) for factor, value in zip(by, values, strict=True))
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
    is_age = factor == "age-band" and value != NOT_KNOWN
    return f"{AGED}{value}" if is_age else value_name(factor, value)


def place_of(values: Sequence[str]) -> tuple[tuple[bool, int, str], ...]:
    """What groups are sorted by: each value in its place."""
    return tuple(map(place_of_value, values))


def factors_in_words(by: Sequence[str]) -> str:
    """Factors as they stand within a sentence: sex and age."""
    named = [
        label if label.startswith("OGRS") else words.in_sentence(label) for label in (FACTORS[factor] for factor in by)
    ]
    *first, last = named
    return f"{', '.join(first)} and {last}" if first else last


def scope_name(groups: Groups) -> str:
    """Whose people the groups are of, within a sentence."""
    scope = groups.question.scope
    named = {ALL: "all cohorts together", BEFORE: "everybody compared with"}.get(scope)
    return named or words.in_sentence(groups.terms.cohort(scope).name)


def listed(by: Sequence[str], groups: Sequence[Sequence[str]]) -> str:
    """Groups by name, the first few of many: Men, aged 21 to 24; Women, aged 50 and over; and 64 more."""
    names = [name_of(by, values) for values in groups]
    if len(names) <= MOST_LISTED + 1:
        return "; ".join(names)
    return "; ".join([*names[:MOST_LISTED], f"and {len(names) - MOST_LISTED} more"])


def chosen_twice(by: Sequence[str]) -> str:
    """What to say of a factor that is chosen twice; empty where each is chosen once."""
    for place, factor in enumerate(by):
        if factor in by[:place] and factor in FACTORS:
            return TWICE.format(FACTORS[factor], "second" if place == 1 else "third")
    return ""
