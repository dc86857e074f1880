"""What is left of sets that were shown when groups shown beside them are taken away: a remainder need be no group of any factor.

Of people released to Hull in all cohorts, less those of cohort 1 by need, a few of cohort 2 and of hidden needs remain.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from throughgate.methods.disclosure.small import SMALLEST_COUNT, SMALLEST_GROUP, are_small

SEED = 20261123
FURTHER_BELOW = 400
"""People. Of a larger remainder no further table is taken away: what were left would have to be made of many more sets."""
MOST_FURTHER = 6000
"""Remainders from which further tables are taken away, the smallest first."""


def find_remainders(
    n: np.ndarray, counts: np.ndarray, known: tuple[np.ndarray, np.ndarray], asked: np.ndarray, margins: Sequence[np.ndarray]
) -> np.ndarray:  # fmt: skip
    """Small remainders that need a group asked for, as rows over atoms: 0 and 1, or with -1 where a set takes too much away.

    From each set, and each sum of a table's groups by a margin, the groups of another table are taken away: those within it,
    those most of which are in it, or it from all that meet it and cover it; then, of what is left of those within it, the
    groups of a further table; and it from any two that cover it. For two tables no smaller remainder exists; for three and more
    there might be.

    Args:
        n: people of each atom.
        counts: outcomes by atoms (people), which must not be few.
        known: sets shown before by atoms, and for each the table that it is of; the sets of one table share nobody.
        asked: groups by atoms that would be shown.
        margins: for each margin of the table asked for a label for each group.
    """
    before, table = known
    cells = [before[table == each] for each in np.unique(table)]
    wholes = np.vstack([before, *(each.sum(axis=0, keepdims=True) for each in cells if len(each) > 1)])
    ours = np.vstack([asked, *(_sums(asked, labels) for labels in margins), asked.sum(axis=0, keepdims=True)])
    of_theirs = _distinct(np.vstack([_within(wholes, each, n) for each in cells] or [wholes[:0]]))
    first = [_taken_away(wholes, asked, n), *(_taken_away(ours, each, n) for each in cells)]
    inner = [_within(np.vstack([wholes, of_theirs]), asked, n), *(_within(ours, each, n) for each in cells)]
    further = _smallest(_distinct(np.vstack(inner)), n)
    pairs = _covered_by_two(np.vstack([ours, wholes]), len(ours), n, counts)
    rows = np.vstack([*first, *inner, *(_within(further, each, n) for each in (asked, *cells)), pairs])
    return _distinct(rows[_are_telling(rows, n, counts)])


def _sums(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.array([rows[labels == label].sum(axis=0) for label in np.unique(labels)])


def _within(wholes: np.ndarray, cells: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Each set less the groups within it; none where no group is."""
    inside = ((wholes * n) @ cells.T >= cells @ n - 0.5).astype(wholes.dtype)
    some = inside.any(axis=1)
    return wholes[some] - inside[some] @ cells


def _taken_away(wholes: np.ndarray, cells: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Each set less the groups most of which are in it; and all the groups that meet it, where they cover it, less the set."""
    both, size = (wholes * n) @ cells.T, cells @ n
    most = (both > size / 2).astype(wholes.dtype)
    covered = both.sum(axis=1) >= wholes @ n - 0.5
    return np.vstack([wholes - most @ cells, (both[covered] > 0.5).astype(wholes.dtype) @ cells - wholes[covered]])


def _covered_by_two(sets: np.ndarray, ours: int, n: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Two sets that share nobody less a third, where they cover it but for a few or leave a few; one of the first `ours` is in it."""
    both, people, told = (sets * n) @ sets.T, sets @ n, sets @ counts.T
    found = []
    for place in range(len(sets)):
        parts = np.flatnonzero((both[place] > 0.5) & (both[place] < people[place] - 0.5))
        firsts = parts if place < ours else parts[parts < ours]
        covered = both[place, firsts][:, None] + both[place, parts][None, :]
        total = people[firsts][:, None] + people[parts][None, :]
        apart = people[place] + total - 2 * covered
        left = told[firsts][:, None] + told[parts][None, :] - told[place]
        few = ((left > 0.5) & (left < SMALLEST_COUNT - 0.5)).any(axis=2) & (covered > people[place] - 0.5)
        telling = (apart > 0.5) & ((apart < SMALLEST_GROUP - 0.5) | few) & (both[np.ix_(firsts, parts)] < 0.5)
        for one, other in zip(*np.nonzero(telling), strict=True):
            found.append(sets[firsts[one]] + sets[parts[other]] - sets[place])
    return np.array(found).reshape(len(found), sets.shape[1])


def _are_telling(rows: np.ndarray, n: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Small sets; and differences of two sets that are few people together."""
    people = np.abs(rows) @ n
    is_set = (rows >= -0.5).all(axis=1)
    small = are_small(np.rint(people), np.rint(counts @ rows.T))
    return (people > 0.5) & np.where(is_set, small, people < SMALLEST_GROUP - 0.5)


def _distinct(rows: np.ndarray) -> np.ndarray:
    """Each row once, told by a random number."""
    if not len(rows):
        return rows
    key = np.round(rows @ np.random.default_rng(SEED).normal(size=rows.shape[1]), 6)
    return rows[np.unique(key, return_index=True)[1]]


def _smallest(rows: np.ndarray, n: np.ndarray) -> np.ndarray:
    people = rows @ n
    kept = rows[(people > 0.5) & (people < FURTHER_BELOW)]
    return kept[np.argsort(kept @ n, kind="stable")[:MOST_FURTHER]]
