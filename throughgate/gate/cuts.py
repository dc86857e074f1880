"""Every way to cut people into groups that somebody might work out: by up to three factors, of a cohort, a kind or all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from throughgate.gate.question import MOST_FACTORS

MOST_BINS = 1 << 21
"""Labels; more are numbered anew without gaps, which takes longer than to add up over empty ones."""
SAME_TIME = {"quarter", "released_month"}
"""A month lies within one quarter: groups by both are groups by month."""

Cut = tuple[int, tuple[str, ...]]


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
        yield from _cut_further(_cut(labels, code), codes[place + 1 :], more - 1, together)


def _cut(labels: np.ndarray, code: np.ndarray) -> np.ndarray:
    cut = labels * (int(code.max(initial=0)) + 1) + code
    if cut.max(initial=0) > MOST_BINS:
        cut = np.unique(cut, return_inverse=True)[1] + (cut.min() > 0)
    return cut


@dataclass(frozen=True, eq=False)
class NestedCuts:
    """Ways to cut and the coarser ones of each: by fewer of its factors, or of more people together.

    `wholes` are bases as in `Cuts`; one is coarser than another where they are of the same people and day, and each label of
    the other lies within one of its own. A way to cut is the place of its base and its factors.
    """

    wholes: Sequence[tuple[np.ndarray, Mapping[str, np.ndarray]]]

    @cached_property
    def cuts(self) -> tuple[Cut, ...]:
        """Every way to cut, those by fewer factors first."""
        return tuple(
            (place, names)
            for size in range(MOST_FACTORS + 1)
            for place, (_, codes) in enumerate(self.wholes)
            for names in combinations(codes, size)
            if not set(names) >= SAME_TIME
        )

    def coarser(self, cut: Cut) -> Iterator[Cut]:
        """The ways to cut within whose groups the groups of this one lie, but for itself."""
        place, names = cut
        for size in range(len(names) + 1):
            for of in combinations(names, size):
                yield from ((at, of) for at in self._coarser_bases[place] if (at, of) != cut)

    def labels(self, cut: Cut) -> np.ndarray:
        """A label from 1 up for each column, 0 outside."""
        place, names = cut
        labels, codes = self.wholes[place]
        for name in names:
            labels = _cut(labels, codes[name] * (labels > 0))
        return labels

    @cached_property
    def _coarser_bases(self) -> tuple[tuple[int, ...], ...]:
        places = range(len(self.wholes))
        return tuple(tuple(at for at in places if self._is_coarser(at, place)) for place in places)

    def _is_coarser(self, coarse: int, fine: int) -> bool:
        (ours, codes), (theirs, others) = self.wholes[coarse], self.wholes[fine]
        if codes is not others or not np.array_equal(ours > 0, theirs > 0):
            return False
        pairs = ours.astype(np.int64) * (int(theirs.max(initial=0)) + 1) + theirs
        return len(np.unique(pairs)) == len(np.unique(theirs))
