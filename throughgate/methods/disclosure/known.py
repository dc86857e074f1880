"""What may be shown of the groups asked for, after all that was shown before.

Whoever has seen numbers of people, or of people reconvicted, in some groups can add and subtract them: what follows is every
set of people in the linear span of the sets shown. A small group must not be in it. People whom no group tells apart are
one column, so that a set is a row of 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from throughgate.methods.disclosure.exposed import Nested, Span, find_exposed, find_exposed_unions, find_left_of_coarser
from throughgate.methods.disclosure.remainders import find_remainders
from throughgate.methods.disclosure.small import SMALLEST_COUNT, SMALLEST_GROUP, are_small
from throughgate.methods.disclosure.span import Atoms, join_columns

Reason = Literal["", "small", "near", "follows", "given"]


@dataclass(frozen=True, eq=False)
class People:
    """The people that groups are made of; a column is people whom nothing asked tells apart.

    Attributes:
        n: People of each column (people).
        counts: Days by outcomes by columns (people): what must not be small, as known on each day, the day asked about first.
            Reconvicted and not reconvicted are two of them.
        families: Ways to cut people into groups, a label from 1 up for each column and 0 outside: a small group of any must
            not follow. It is gone through once for each decision.
        nested: Families with the coarser ones that the groups of each lie within: what is left of a coarser group that
            follows, less the finer ones in it that do, is a set of its own.
    """

    n: np.ndarray
    counts: np.ndarray
    families: Iterable[np.ndarray]
    nested: Nested | None = None


@dataclass(frozen=True, eq=False)
class Known:
    """Sets whose numbers have been shown: `members` is sets by columns, `day` the place in `counts` of each set's day.

    `table` numbers the tables that the sets were shown in; the sets of one share nobody.
    """

    members: np.ndarray
    day: np.ndarray
    table: np.ndarray


@dataclass(frozen=True, eq=False)
class Part:
    """What may be shown: for each group asked for whether, and why not.

    `small` is small by itself; `near` differs from a set shown before by a small set or by a small count; `follows` would,
    with what else is shown, let a small group be worked out; `given` was hidden by the caller. `near_to` is the place in what
    was known of a set that a group is too near to, -1 where there is none; `targets` are small sets, by columns, that would
    have followed.
    """

    shown: np.ndarray
    reasons: tuple[Reason, ...]
    near_to: np.ndarray
    targets: np.ndarray


@dataclass(frozen=True, eq=False)
class _Rest:
    """What is decided by: the groups asked for, what was known, and for each span the small sets with their coordinates."""

    asked: np.ndarray
    margins: Sequence[np.ndarray]
    spans: tuple[Span, ...]
    targets: Sequence[tuple[np.ndarray, np.ndarray]]
    first: np.ndarray


def choose_shown(
    people: People, before: Known, asked: np.ndarray, margins: Sequence[np.ndarray], hidden: np.ndarray | None = None
) -> Part:
    """Which of the groups asked for may be shown, so that no small set follows that did not follow before.

    Groups that are small, or too near to what was shown, are hidden. While a small group of `families`, or a small union of
    hidden groups within a margin, is a linear combination of what would be shown, the smallest group that it rests on is
    hidden too, and so while one is left of what is shown when groups of other answers are taken away. People are added up over the sets of all days, since a person is the same on every day; counts of an outcome
    over those of the day asked about, and, as if no outcome had changed in between, over all. On several days also no group
    follows on both whose outcome differs by a small count.

    Args:
        people: The columns.
        before: What was shown before, and what every page shows anyway.
        asked: Groups by columns (0 or 1), of the first day; no two of them share people.
        margins: For each margin of the table a label for each group: hidden groups of one label are looked at together.
        hidden: Groups that are hidden already.

    Source: Chin and Özsoyoglu 1982, doi:10.1109/TSE.1982.236161 (auditing sums by the span of what was answered).
    """
    asked, known = (np.asarray(rows, dtype=float) for rows in (asked, before.members))
    atoms = join_columns(np.vstack([known, asked]))
    joined, known, at = _joined(people, atoms), known[:, atoms.first], asked[:, atoms.first]
    spans = _spans(known, before.day, at)
    reasons: list[Reason] = [""] * len(asked)
    _mark(reasons, np.zeros(len(asked), bool) if hidden is None else hidden, "given")
    _mark(reasons, are_small(asked @ people.n, people.counts[0] @ asked.T), "small")
    near_to = _near_to(joined, known, before.day, at)
    _mark(reasons, near_to >= 0, "near")
    exposed = find_exposed(people, atoms, spans, known, before.day, _unhidden(reasons))
    targets = [(rows, span.place(rows[:, atoms.first])) for span, rows in zip(spans, exposed, strict=True)]
    rest = _Rest(asked, [np.zeros(len(asked), int), *margins], spans, targets, atoms.first)
    hit = _hide_followed(people, rest, reasons)
    # What is hidden changes what is left of sets that were shown, so it is looked for until nothing more is found.
    while targets := _left_over(people, joined, atoms, before, rest, _unhidden(reasons)):
        hidden_now = _hide_followed(people, replace(rest, targets=targets), reasons)
        if not hidden_now:
            break
        hit += hidden_now
    return Part(_unhidden(reasons), tuple(reasons), near_to, np.array(hit).reshape(len(hit), people.n.size))


def _hide_followed(people: People, rest: _Rest, reasons: list[Reason]) -> list[np.ndarray]:
    """Hide groups until none of the targets follows; the targets that would have."""
    hit = []
    while (found := _next_to_hide(people, rest, _unhidden(reasons))) is not None:
        reasons[found[0]] = "follows"
        hit.append(found[1])
    return hit


def _left_over(
    people: People, joined: People, atoms: Atoms, before: Known, rest: _Rest, shown: np.ndarray
) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each span the small sets left of sets known when others are taken away, not known before; empty where there are none."""
    if not shown.any():
        return []
    found = [*find_left_of_coarser(people, atoms, rest.spans, shown)]
    known, margins = np.asarray(before.members, dtype=float)[:, rest.first], [labels[shown] for labels in rest.margins]
    left = find_remainders(joined.n, joined.counts[0], (known, before.table), rest.asked[shown][:, rest.first], margins)
    found[0] = np.vstack([found[0], left[~rest.spans[0].is_known(left)][:, atoms.of]])
    if not any(map(len, found)):
        return []
    return [(rows, span.place(rows[:, rest.first])) for span, rows in zip(rest.spans, found, strict=True)]


def _spans(known: np.ndarray, day: np.ndarray, asked: np.ndarray) -> tuple[Span, ...]:
    """What was known by all days, and by the day asked about alone; one where nothing is of another day."""
    everything = Span(known, asked)
    return (everything,) if (day == 0).all() else (everything, Span(known[day == 0], asked))


def _unhidden(reasons: Sequence[str]) -> np.ndarray:
    return np.array([not reason for reason in reasons], dtype=bool)


def _mark(reasons: list[Reason], which: np.ndarray, reason: Reason) -> None:
    for place in np.flatnonzero(which):
        reasons[place] = reasons[place] or reason


def _joined(people: People, atoms: Atoms) -> People:
    """The people of each atom: of a million people with many factors there are a hundred times fewer atoms than columns."""
    n, *rows = (np.bincount(atoms.of, row, len(atoms.first)) for row in (people.n, *np.concatenate(people.counts)))
    return People(n, np.array(rows).reshape(*people.counts.shape[:2], len(n)), ())


def _near_to(people: People, known: np.ndarray, day: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """For each group a set known before that differs by a small set, or of which one holds the other with counts few apart."""
    if not len(known) or not len(asked):
        return np.full(len(asked), -1)
    ours_n, theirs_n, both = asked @ people.n, known @ people.n, (asked * people.n) @ known.T
    apart = ours_n[:, None] + theirs_n[None, :] - 2 * both
    near = (apart > 0) & (apart < SMALLEST_GROUP)
    nested = (both == ours_n[:, None]) | (both == theirs_n[None, :])
    ours = people.counts[0] @ asked.T
    theirs = _counted(people, known, day)
    told = np.abs(theirs[:, None, :] - ours[:, :, None])
    near |= nested & ((told > 0) & (told < SMALLEST_COUNT)).any(axis=0)
    # The very set shown before on the same day: it tells nothing new.
    near[((apart == 0) & (day == 0)).any(axis=1)] = False
    # The last one: of several the latest shown is the one that somebody remembers.
    last = near.shape[1] - 1 - near[:, ::-1].argmax(axis=1)
    return np.where(near.any(axis=1), last, -1)


def _counted(people: People, known: np.ndarray, day: np.ndarray) -> np.ndarray:
    theirs = np.zeros((people.counts.shape[1], len(known)))
    for place, now in enumerate(people.counts):
        theirs[:, day == place] = now @ known[day == place].T
    return theirs


def _next_to_hide(people: People, rest: _Rest, shown: np.ndarray) -> tuple[int, np.ndarray] | None:
    """The group asked for whose hiding keeps a small set unknown, and that set; None where none follows."""
    if not shown.any():
        return None
    unions = find_exposed_unions(people, rest.asked, rest.margins, ~shown)
    found: list[tuple[float, Span, np.ndarray, np.ndarray]] = []
    for span, (rows, at) in zip(rest.spans, rest.targets, strict=True):
        rows, at = np.vstack([rows, unions]), np.vstack([at, span.place(unions[:, rest.first])])
        found += [
            (row @ people.n, span, row, place)
            for row, place in zip(rows, at, strict=True)
            if span.follow(place[None], shown)[0]
        ]
    if not found:
        return None
    _, span, target, at = min(found, key=lambda each: each[0])
    rests_on = np.linalg.lstsq(span.at[shown].T, at, rcond=None)[0]
    involved = np.flatnonzero(shown)[np.abs(rests_on) > 1e-6]
    return int(min(involved, key=lambda place: (rest.asked[place] @ people.n, place))), target
