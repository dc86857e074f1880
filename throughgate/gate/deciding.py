"""Which groups of a question may be shown beside what pages show anyway and what was shown before: reasoning alone, no file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from throughgate.gate.gathering import Gathered
from throughgate.gate.question import ALL, BEFORE, FACTORS, Question, cohorts_of, column
from throughgate.methods.disclosure import Known, Part, choose_shown, follows_from, hide_small
from throughgate.store.releases import Release
from throughgate.terms import Contract

Values = tuple[str, ...]
SEVERAL = "taken from several answers that this role was shown before, they would tell of a few people"


@dataclass(frozen=True, eq=False)
class _Told:
    """What is known: sets, and the release each was shown in, -1 for what pages show anyway."""

    known: Known
    release: np.ndarray


def decide(
    gather: Callable[[Sequence[Release]], Gathered], terms: Contract, asked: Question | Release, before: Sequence[Release],
    within: Sequence[Values] | None = None, *, are_pages_known: bool = True,
) -> tuple[tuple[Values, ...], tuple[Values, ...], str]:  # fmt: skip
    """Which groups may be shown, which are withheld for what the role was shown before, and what that was.

    The groups, those of `within` alone where it is given, are looked at first beside what pages show anyway: what is hidden
    then is hidden from everybody. `gather` gives the people by the factors and on the days of the question and of releases. Unless
    `are_pages_known` nothing is known but what was asked for.
    """
    plain = gather(())
    groups = groups_of(plain, terms, asked, within)
    if not groups:
        return (), (), ""
    keys, margins = list(groups), margins_of(list(groups))
    alone = choose_shown(plain.people, _told(plain, terms, (), are_pages_known).known, _stacked(groups), margins).shown
    part, told = None, None
    if before and alone.any():
        gathered = gather(before)
        told, rows = (
            _told(gathered, terms, before, are_pages_known),
            _stacked(groups_of(gathered, terms, asked, within)),
        )
        part = choose_shown(gathered.people, told.known, rows, margins, ~alone)
    is_shown = alone if part is None else part.shown
    shown = tuple(key for key, may in zip(keys, is_shown, strict=True) if may)
    withheld = tuple(keys[place] for place in np.flatnonzero(alone & ~is_shown))
    return shown, withheld, _because(told, part, rows, alone, before) if part and withheld else ""


def groups_of(
    gathered: Gathered, terms: Contract, asked: Question | Release, within: Sequence[Values] | None = None
) -> dict[Values, np.ndarray]:
    """The groups of a question by their values, as rows over the columns."""
    found = gathered.groups(cohorts_of(terms, asked.scope), [column(f) for f in asked.by], asked.as_at)
    return {values: row for values, row in found.items() if within is None or values in within}


def _stacked(groups: Mapping[Values, np.ndarray]) -> np.ndarray:
    return np.array(list(groups.values()), dtype=float)


def margins_of(keys: Sequence[Values]) -> list[np.ndarray]:
    """For each margin of a table a label for each group: groups by two factors have those by each of them."""
    return [
        np.unique(["\x1f".join(key[place] for place in places) for key in keys], return_inverse=True)[1]
        for size in range(1, len(keys[0]))
        for places in combinations(range(len(keys[0])), size)
    ]


def _told(gathered: Gathered, terms: Contract, before: Sequence[Release], are_pages_known: bool) -> _Told:
    """What pages show of whole cohorts on every day that was asked about, and what was shown to the role before."""
    rows: list[np.ndarray] = []
    days: list[int] = []
    releases: list[int] = []
    for place, day in enumerate(gathered.days):
        now = gathered.people.counts[place]
        for cohorts, by in _standing(terms) if are_pages_known else ():
            for is_complete in (True, False):
                parts = list(gathered.groups(cohorts, by, day, is_complete=is_complete).values())
                rows += (kept := _as_on_pages(parts, gathered.people.n, now[0]))
                days += [place] * len(kept)
                releases += [-1] * len(kept)
        for number, release in enumerate(before):
            if release.as_at == day:
                rows += (told := list(groups_of(gathered, terms, release, release.shown).values()))
                days += [place] * len(told)
                releases += [number] * len(told)
    members = np.array(rows, dtype=float).reshape(len(rows), gathered.people.n.size)
    return _Told(Known(members, np.array(days, dtype=int)), np.array(releases, dtype=int))


def _as_on_pages(parts: Sequence[np.ndarray], n: np.ndarray, again: np.ndarray) -> list[np.ndarray]:
    """Those of a page's groups that it shows: the minimum-count rule of one table hides the others."""
    if not parts:
        return []
    people, count = (np.rint(np.array([part @ row for part in parts])).astype(int) for row in (n, again))
    return [part for part, is_hidden in zip(parts, hide_small(people, count), strict=True) if not is_hidden]


def _standing(terms: Contract) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    single = [(cohort.id,) for cohort in terms.cohorts]
    own = tuple(cohort.id for cohort in terms.cohorts if cohort.kind == "cohort")
    by_time = [(cohorts, by) for cohorts in single for by in ((), ("quarter",), ("released_month",))]
    return [*by_time, *((own, by) for by in ((), ("pathway",), ("engagement",)))]


def _because(told: _Told, part: Part, asked: np.ndarray, may_show: np.ndarray, before: Sequence[Release]) -> str:
    """What was shown before that keeps groups from being shown: one answer where one alone does, the latest of several."""
    near = [told.release[place] for place in part.near_to if place >= 0 and told.release[place] >= 0]
    if near:
        return _taken_from(before[max(near)])
    open_ = asked[may_show & (part.near_to < 0)]
    for target in part.targets[:1]:
        for number in reversed(range(len(before))):
            rows = told.known.members[(told.release == -1) | (told.release == number)]
            if follows_from(np.vstack([rows, open_]), target):
                return _taken_from(before[number])
    return SEVERAL


def _taken_from(release: Release) -> str:
    return f"taken from {described(release)}, which this role was shown before, they would tell of a few people"


def described(release: Release) -> str:
    """A release in words: by which factors, of whom, on which day."""
    whose = {ALL: "all cohorts", BEFORE: "everybody compared with"}.get(release.scope, release.scope)
    day = f"{release.as_at.day} {release.as_at:%B %Y}"
    return f"the answer by {', '.join(FACTORS[f].lower() for f in release.by)} ({whose}, as at {day})"
