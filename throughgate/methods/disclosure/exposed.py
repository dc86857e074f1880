"""Which small groups would follow if everything asked for were shown, and so may never all be."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from throughgate.methods.disclosure.small import SMALLEST_COUNT, are_small
from throughgate.methods.disclosure.span import DIRECTIONS, SEED, TOUCHED, Atoms, find_basis, take_beside

if TYPE_CHECKING:
    from throughgate.methods.disclosure.known import People


class Span:
    """What was known, and where each group asked for stands beside it; rows over atoms.

    `at` are the groups asked for in the coordinates of `into`, orthonormal rows at right angles to what was known: a set made
    of groups asked for follows from some of them exactly where its coordinates are in the span of theirs.
    """

    def __init__(self, known: np.ndarray, asked: np.ndarray) -> None:
        self.basis = find_basis(np.unique(known, axis=0))
        beside = take_beside(asked, self.basis)
        self.into = find_basis(beside)
        self.at = beside @ self.into.T

    def place(self, rows: np.ndarray) -> np.ndarray:
        """Coordinates of sets that follow from all that is known and asked for."""
        return take_beside(rows, self.basis) @ self.into.T

    def is_known(self, rows: np.ndarray) -> np.ndarray:
        """Whether sets follow from what was known before."""
        return np.abs(take_beside(rows, self.basis)).max(axis=1, initial=0) < TOUCHED

    def follow(self, at: np.ndarray, shown: np.ndarray) -> np.ndarray:
        """Whether sets at these coordinates follow from the shown groups, and did not before."""
        left = take_beside(at, find_basis(self.at[shown]))
        return (np.abs(left).max(axis=1, initial=0) < TOUCHED) & (np.abs(at).max(axis=1, initial=0) > TOUCHED)


class Nested(Protocol):
    """Ways to cut people into groups, the coarser before the finer, with those that are coarser than each."""

    cuts: Sequence[Hashable]

    def coarser(self, cut: Hashable) -> Iterable[Hashable]:
        """Within whose groups those of this one lie."""

    def labels(self, cut: Hashable) -> np.ndarray:
        """A label from 1 up for each column, 0 outside."""


@dataclass(frozen=True, eq=False)
class _Follows:
    """Which labels' groups follow from what is known and shown, and whether any did not from what was known."""

    groups: np.ndarray
    is_new: bool


class _Unknown:
    """Random directions at right angles to what was known before, and to that with the groups that may be shown."""

    def __init__(self, atoms: Atoms, span: Span, may_show: np.ndarray) -> None:
        drawn = _draw(atoms)
        before = take_beside(drawn, span.basis)
        after = take_beside(before, find_basis(span.at[may_show]) @ span.into)
        self.before, self.after = atoms.over_columns(before), atoms.over_columns(after)


def find_exposed(
    people: People, atoms: Atoms, spans: Sequence[Span], known: np.ndarray, day: np.ndarray, may_show: np.ndarray
) -> tuple[np.ndarray, ...]:
    """For each span the small sets, by columns, that would follow newly if all that may be shown were.

    The last span is the day asked about; where there are other days the first is that of all.

    A set follows exactly where its sum over each direction is 0, but for one chance in billions.
    """
    unknown = [_Unknown(atoms, span, may_show) for span in spans]
    others = [
        (place, atoms.over_columns(take_beside(_draw(atoms), find_basis(np.unique(known[day == place], axis=0)))))
        for place in range(1, len(people.counts))
        if len(spans) > 1 and (day == place).any()
    ]
    found: list[dict[bytes, np.ndarray]] = [{} for _ in spans]
    for labels in people.families:
        for place, label in _exposed_labels(people, labels, unknown, others):
            row = labels == label
            found[place][np.packbits(row).tobytes()] = row
    return tuple(np.array(list(rows.values()), dtype=float).reshape(len(rows), people.n.size) for rows in found)


def find_left_of_coarser(
    people: People, atoms: Atoms, spans: Sequence[Span], shown: np.ndarray
) -> tuple[np.ndarray, ...]:
    """For each span, by columns, the small sets left newly of a group that follows less the finer groups in it that do."""
    unknown = [_Unknown(atoms, span, shown) for span in spans]
    found: list[dict[bytes, np.ndarray]] = [{} for _ in spans]
    told: dict[Hashable, list[_Follows]] = {}
    kept: dict[Hashable, np.ndarray] = {}
    for cut in people.nested.cuts if people.nested else ():
        labels = people.nested.labels(cut)
        # Nothing follows on one day that does not by all days: most ways to cut are done with here.
        if (first := _following(labels, unknown[0])).groups.any():
            told[cut], kept[cut] = [first, *(_following(labels, each) for each in unknown[1:])], labels
    for fine, labels in kept.items():
        coarser = [cut for cut in people.nested.coarser(fine) if cut in kept]
        for place, each in enumerate(unknown):
            rest = (labels > 0) & ~told[fine][place].groups[labels]
            for coarse in coarser:
                pair = told[fine][place], told[coarse][place]
                # Where neither tells anything new, what is left is none either.
                if all(one.groups.any() for one in pair) and any(one.is_new for one in pair):
                    for row in _small_rests(people, kept[coarse], rest, each):
                        found[place][np.packbits(row).tobytes()] = row
    return tuple(np.array(list(rows.values()), dtype=float).reshape(len(rows), people.n.size) for rows in found)


def _following(labels: np.ndarray, unknown: _Unknown) -> _Follows:
    bins = int(labels.max(initial=0)) + 1
    now = _near_nil(labels, bins, unknown.after[0])
    now[0] = False
    if now.any():
        now &= _is_nil(labels, bins, unknown.after)
    is_new = bool(now.any() and (now & ~_near_nil(labels, bins, unknown.before[0])).any())
    return _Follows(now, is_new)


def _small_rests(people: People, coarse: np.ndarray, rest: np.ndarray, unknown: _Unknown) -> Iterator[np.ndarray]:
    labels = coarse * rest
    bins = int(coarse.max(initial=0)) + 1
    n = np.bincount(labels, people.n, bins)
    counts = np.array([np.bincount(labels, row, bins) for row in people.counts[0]])
    small = are_small(n, counts)
    small[0] = False
    # What is left follows exactly where its sum over every direction is 0: where the whole group follows it does.
    if small.any():
        for label in np.flatnonzero(small & _newly(labels, bins, unknown)):
            yield labels == label


def find_exposed_unions(
    people: People, asked: np.ndarray, margins: Sequence[np.ndarray], hidden: np.ndarray
) -> np.ndarray:
    """The hidden groups of one label of a margin together, where they are small."""
    unions = [
        asked[hidden & (labels == label)].sum(axis=0) for labels in margins for label in np.unique(labels[hidden])
    ]
    rows = np.array(unions).reshape(len(unions), people.n.size)
    return rows[are_small(rows @ people.n, people.counts[0] @ rows.T)]


def _draw(atoms: Atoms) -> np.ndarray:
    return np.random.default_rng(SEED + 1).normal(size=(DIRECTIONS, len(atoms.first)))


def _exposed_labels(
    people: People, labels: np.ndarray, unknown: Sequence[_Unknown], others: Sequence[tuple[int, np.ndarray]]
) -> Iterator[tuple[int, int]]:
    """Place of the span, and label, of each small group of one family that would follow newly."""
    bins = int(labels.max(initial=0)) + 1
    # Nothing follows on one day that does not by all days: most families are done with here.
    if not _near_nil(labels, bins, unknown[0].after[0])[1:].any():
        return
    newly = [np.flatnonzero(_newly(labels, bins, each)) for each in unknown]
    if not any(hit.size for hit in newly):
        return
    n = np.bincount(labels, people.n, bins)
    counts = np.array([[np.bincount(labels, row, bins) for row in rows] for rows in people.counts])
    small = are_small(n, counts[0])
    for label in newly[0][small[newly[0]]]:
        yield 0, int(label)
    if len(unknown) == 1:
        return
    on_both = np.zeros(bins, dtype=bool)
    for place, directions in others:
        told = np.abs(counts[place] - counts[0])
        on_both |= ((told > 0) & (told < SMALLEST_COUNT)).any(axis=0) & _is_nil(labels, bins, directions)
    for label in newly[-1][(small | on_both)[newly[-1]]]:
        yield len(unknown) - 1, int(label)


def _newly(labels: np.ndarray, bins: int, unknown: _Unknown) -> np.ndarray:
    """Whether each label's columns add up to 0 over what is unknown now, and did not before; never label 0, the others."""
    found = _near_nil(labels, bins, unknown.after[0]) & ~_near_nil(labels, bins, unknown.before[0])
    found[0] = False
    return found & _is_nil(labels, bins, unknown.after) if found.any() else found


def _near_nil(labels: np.ndarray, bins: int, direction: np.ndarray) -> np.ndarray:
    return np.abs(np.bincount(labels, direction, bins)) < TOUCHED


def _is_nil(labels: np.ndarray, bins: int, directions: np.ndarray) -> np.ndarray:
    """Whether each label's columns add up to 0 over every direction."""
    return np.array([_near_nil(labels, bins, row) for row in directions]).all(axis=0)
