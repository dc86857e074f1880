"""Every way to cut people into groups that somebody might work out: by up to three factors, of a cohort, a kind or all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from throughgate.gate.question import MOST_FACTORS

MOST_BINS = 1 << 21
"""Labels; more are numbered anew without gaps, which takes longer than to add up over empty ones."""
SAME_TIME = {"quarter", "released_month"}
"""A month lies within one quarter: groups by both are groups by month."""


@dataclass(frozen=True, eq=False)
class Cuts:
    """Families for `disclosure.People`, made anew each time, since together they would fill the memory.

    Attributes:
        bases: People to cut: a label from 1 up for each column, 0 outside, with the codes of that day.
        wholes: Of these bases all of a cohort or kind: there also everybody but the people of one value is a group.
    """

    columns: int
    bases: Sequence[tuple[np.ndarray, Mapping[str, np.ndarray]]]
    wholes: Sequence[tuple[np.ndarray, Mapping[str, np.ndarray]]]

    def __iter__(self) -> Iterator[np.ndarray]:
        """Single columns, groups by up to three factors, and all but one value of a factor."""
        yield np.arange(1, self.columns + 1)
        for base, codes in self.bases:
            inside = base > 0
            yield from _cut_further(base, [(name, code * inside) for name, code in codes.items()], MOST_FACTORS)
        for base, codes in self.wholes:
            for code in codes.values():
                for value in np.unique(code[base > 0]):
                    yield base * (code != value)


def _cut_further(
    labels: np.ndarray, codes: Sequence[tuple[str, np.ndarray]], more: int, by: frozenset[str] = frozenset()
) -> Iterator[np.ndarray]:
    yield labels
    if not more:
        return
    for place, (name, code) in enumerate(codes):
        together = by | {name}
        if together >= SAME_TIME:
            continue
        cut = labels * (int(code.max(initial=0)) + 1) + code
        if cut.max(initial=0) > MOST_BINS:
            cut = np.unique(cut, return_inverse=True)[1] + (cut.min() > 0)
        yield from _cut_further(cut, codes[place + 1 :], more - 1, together)
