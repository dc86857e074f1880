"""What is unusual as patterns in words, without the number of anybody: whoever knows the staff list knows whose it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from throughgate.fairness import series_of
from throughgate.show import words
from throughgate.show.fairness.signal import Signal

MANAGER = re.compile(r"-case-manager-\d+")
"""What stands in the id of a check of one case manager."""
FEW = {1: "one case manager", 2: "two case managers", 3: "three case managers", 4: "four case managers"}
"""In words: a figure would read as the number of one."""
MANY = "several case managers"
MOVED = {"transfers-out": "moved out", "transfers-in": "brought in", "transfers-held": "kept"}


def patterns(odd: Sequence[Signal]) -> list[str]:
    """Each pattern once: case managers of one cohort together, and the stretches of one series."""
    alike: dict[str, list[Signal]] = {}
    for signal in odd:
        alike.setdefault(MANAGER.sub("-case-manager", series_of(signal.check)), []).append(signal)
    return [_said(signals) for signals in alike.values()]


def _said(alike: Sequence[Signal]) -> str:
    first = alike[0]
    series = series_of(first.check)
    if found := MANAGER.search(series):
        cohort = series[found.end() + 1 :].replace("-", " ")
        return f"contact of {FEW.get(len(alike), MANY)} in {cohort} against risk"
    if series in MOVED:
        return f"risk of people {MOVED[series]}"
    return words.in_sentence(first.name if series == first.check.id else first.name.split(", from ", maxsplit=1)[0])
