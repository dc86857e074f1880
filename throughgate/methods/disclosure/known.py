"""What may be shown of the groups asked for, after all that was shown before.

Whoever has seen numbers of people, or of people reconvicted, in some groups can add and subtract them: what follows is every
set of people in the linear span of the sets shown. A small group must not be in it. People whom no group tells apart are
one column, so that a set is a row of 0 and 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.linalg import qr

from throughgate.methods.disclosure.small import SMALLEST_COUNT, SMALLEST_GROUP

TOUCHED = 1e-7
"""A sum over a random direction below it is 0: rounding leaves some 1e-12, a set that does not follow some 0.1."""
SEED = 20261122
DIRECTIONS = 2

Reason = Literal["", "small", "near", "follows"]


@dataclass(frozen=True, eq=False)
class People:
    """The people that groups are made of; a column is people whom nothing asked tells apart.

    Attributes:
        n: People of each column (people).
        counts: Days by outcomes by columns (people): what must not be small, as known on each day, the day asked about first.
            Reconvicted and not reconvicted are two of them.
        families: Ways to cut people into groups, a label for each column and -1 outside: a small group of any must not follow.
    """

    n: np.ndarray
    counts: np.ndarray
    families: tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class Known:
    """Sets whose numbers have been shown: `members` is sets by columns, `day` the place in `counts` of each set's day."""

    members: np.ndarray
    day: np.ndarray


@dataclass(frozen=True, eq=False)
class Part:
    """What may be shown: for each group asked for whether, and why not.

    `small` is small by itself; `near` differs from a set shown before by a small set, or in its outcome by a small count;
    `follows` would, with what else is shown, let a small group be worked out.
    """

    shown: np.ndarray
    reasons: tuple[Reason, ...]


def are_small(n: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Whether groups could point to somebody: fewer people than the smallest group, or an outcome of a few; not of nobody.

    Args:
        n: people of each group.
        counts: outcomes by groups (people).
    """
    return (n > 0) & ((n < SMALLEST_GROUP) | ((counts > 0) & (counts < SMALLEST_COUNT)).any(axis=0))


def choose_shown(people: People, before: Known, asked: np.ndarray, margins: Sequence[np.ndarray]) -> Part:
    """Which of the groups asked for may be shown, so that no small set follows that did not follow before.

    Groups that are small, or too near to what was shown, are hidden. While a small group of `families`, or a small union of
    hidden groups within a margin, is a linear combination of what would be shown, the smallest group that it rests on is
    hidden too. What follows is found by random directions at right angles to all that is known: a set follows exactly
    where its sum over each is 0, but for one chance in billions.

    Args:
        people: The columns.
        before: What was shown before, and what every page shows anyway.
        asked: Groups by columns (0 or 1), of the first day.
        margins: For each margin of the table a label for each group: hidden groups of one label are looked at together.

    Source: Chin and Özsoyoglu 1982, doi:10.1109/TSE.1982.236161 (auditing sums by the span of what was answered).
    """
    asked = np.asarray(asked, dtype=float)
    reasons: list[Reason] = [""] * len(asked)
    _mark(reasons, are_small(asked @ people.n, people.counts[0] @ asked.T), "small")
    _mark(reasons, _are_near(people, before, asked), "near")
    rest = _Rest(people, np.asarray(before.members, dtype=float), asked, [np.zeros(len(asked), int), *margins])
    while (place := rest.next_to_hide(np.array([not reason for reason in reasons]))) is not None:
        reasons[place] = "follows"
    return Part(np.array([not reason for reason in reasons], dtype=bool), tuple(reasons))


def _mark(reasons: list[Reason], which: np.ndarray, reason: Reason) -> None:
    for place in np.flatnonzero(which):
        reasons[place] = reasons[place] or reason


def _are_near(people: People, before: Known, asked: np.ndarray) -> np.ndarray:
    """Groups that differ from a set known before by a small set, or on another day by a small count of the same people."""
    theirs = np.asarray(before.members, dtype=float)
    if not len(theirs) or not len(asked):
        return np.zeros(len(asked), dtype=bool)
    ours_n, theirs_n, both = asked @ people.n, theirs @ people.n, (asked * people.n) @ theirs.T
    apart = ours_n[:, None] + theirs_n[None, :] - 2 * both
    near = (apart > 0) & (apart < SMALLEST_GROUP)
    nested = (both == ours_n[:, None]) | (both == theirs_n[None, :])
    ours = people.counts[0] @ asked.T
    for day, now in enumerate(people.counts):
        on_day = before.day == day
        told = (now @ theirs.T)[:, None, :] - ours[:, :, None]
        few = ((np.abs(told) > 0) & (np.abs(told) < SMALLEST_COUNT)).any(axis=0)
        # Of another day only the same people can be compared; on one day what lies between two sets is a set of its own.
        near |= few & on_day & (nested if day == 0 else apart == 0)
    return near.any(axis=1)


class _Rest:
    """What is left unknown by what was shown before, and by which of the groups asked for it would become known."""

    def __init__(self, people: People, before: np.ndarray, asked: np.ndarray, margins: Sequence[np.ndarray]) -> None:
        self.people, self.asked, self.margins = people, asked, margins
        self.known = _basis(before)
        drawn = np.random.default_rng(SEED).normal(size=(DIRECTIONS, people.n.size))
        self.directions, self.new = _beside(drawn, self.known), _beside(asked, self.known)
        self.guarded = [(labels, self._small_unknown(labels)) for labels in people.families]

    def next_to_hide(self, shown: np.ndarray) -> int | None:
        """The group asked for whose hiding keeps a small set unknown; None where none follows."""
        free = _beside(self.directions, _basis(self.new[shown]))
        exposed = [*self._exposed_groups(free), *self._exposed_unions(free, ~shown)]
        if not exposed or not shown.any():
            return None
        target = _beside(min(exposed, key=lambda found: found @ self.people.n)[None, :], self.known)[0]
        rests_on = np.linalg.lstsq(self.new[shown].T, target, rcond=None)[0]
        involved = np.flatnonzero(shown)[np.abs(rests_on) > 1e-6]
        return int(min(involved, key=lambda place: (self.asked[place] @ self.people.n, place)))

    def _small_unknown(self, labels: np.ndarray) -> np.ndarray:
        """Whether each label's people are a small group that does not follow from what was shown before."""
        inside, groups = labels >= 0, labels.max(initial=-1) + 1
        sums = [
            np.bincount(labels[inside], row[inside], minlength=groups)
            for row in (self.people.n, *self.people.counts[0])
        ]
        return are_small(sums[0], np.array(sums[1:])) & ~_is_touched(labels, self.directions)

    def _exposed_groups(self, free: np.ndarray) -> list[np.ndarray]:
        found = []
        for labels, guarded in self.guarded:
            if guarded.any():
                found += [
                    (labels == label).astype(float) for label in np.flatnonzero(guarded & _is_touched(labels, free))
                ]
        return found

    def _exposed_unions(self, free: np.ndarray, hidden: np.ndarray) -> list[np.ndarray]:
        found = []
        for labels in self.margins:
            for label in np.unique(labels[hidden]):
                union = self.asked[hidden & (labels == label)].sum(axis=0)
                if not are_small(np.array([union @ self.people.n]), (self.people.counts[0] @ union)[:, None])[0]:
                    continue
                was_known = (np.abs(self.directions @ union) < TOUCHED).all()
                if not was_known and (np.abs(free @ union) < TOUCHED).all():
                    found.append(union)
        return found


def _is_touched(labels: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Whether each label's columns sum to 0 over every direction, so that their people follow from what is known."""
    inside, groups = labels >= 0, labels.max(initial=-1) + 1
    sums = [np.bincount(labels[inside], row[inside], minlength=groups) for row in directions]
    return (np.abs(sums) < TOUCHED).all(axis=0)


def _basis(rows: np.ndarray) -> np.ndarray:
    """Orthonormal rows that span the same: by QR with pivoting, which tells the rank."""
    if not rows.size:
        return np.zeros((0, rows.shape[1]))
    q, r, _ = qr(rows.T, mode="economic", pivoting=True, check_finite=False)
    size = np.abs(np.diag(r))
    return q[:, size > 1e-9 * max(size[0], 1.0)].T


def _beside(rows: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """What of each row is at right angles to the basis; taken away twice, since once leaves rounding behind."""
    for _ in range(2):
        rows = rows - (rows @ basis.T) @ basis
    return rows
