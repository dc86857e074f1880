"""Which groups of a question may be shown beside what pages show anyway and what was shown before: reasoning alone, which opens no file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from throughgate.gate.gathering import Gathered
from throughgate.gate.question import ALL, BEFORE, FACTORS, Measure, Question, cohorts_of, column
from throughgate.methods.disclosure import (
    SMALLEST_GROUP,
    Known,
    Part,
    People,
    are_small,
    choose_shown,
    follows_from,
    hide_small,
    suppress_optimally,
)
from throughgate.store.releases import Release
from throughgate.terms import Contract
from throughgate.thresholds import THRESHOLDS

Values = tuple[str, ...]
Pages = Sequence[tuple[tuple[str, ...], tuple[str, ...]]]
"""What pages show anyway: of which cohorts together, by which columns."""
SUPPRESSION = THRESHOLDS.suppression
SEVERAL = "taken from several answers that this role was shown before, they would tell of a few people"


@dataclass(frozen=True, eq=False)
class _Told:
    """What is known: sets, and the release each was shown in, -1 for what pages show anyway."""

    known: Known
    release: np.ndarray


def decide(
    gather: Callable[[Sequence[Release]], Gathered], terms: Contract, asked: Question | Release, before: Sequence[Release],
    measure: Measure = "reconviction", within: Sequence[Values] | None = None,
) -> tuple[tuple[Values, ...], tuple[Values, ...], str]:  # fmt: skip
    """Which groups may be shown, which are withheld for what the role was shown before, and what that was.

    The groups, those of `within` alone where it is given, are looked at first beside what pages show anyway: what is hidden
    then is hidden from everybody. `gather` gives the people by the factors and on the days of the question and of releases.
    """
    shown, withheld, because = _decide_beside(_standing(terms), gather, terms, asked, before, within)
    if measure != "reconviction":
        # Pages tell less of severity, custody and time: what they show of people must not make those seem known already.
        curves = _curves(terms) if measure == "time" else []
        more = _decide_beside(curves, gather, terms, asked, before, shown)
        withheld, because = (*withheld, *(values for values in shown if values not in more[0])), because or more[2]
        shown = more[0]
    return shown, withheld, because


def _decide_beside(
    pages: Pages, gather: Callable[[Sequence[Release]], Gathered], terms: Contract, asked: Question | Release,
    before: Sequence[Release], within: Sequence[Values] | None,
) -> tuple[tuple[Values, ...], tuple[Values, ...], str]:  # fmt: skip
    plain = gather(())
    groups = groups_of(plain, terms, asked, within)
    if not groups:
        return (), (), ""
    keys, margins = list(groups), margins_of(list(groups))
    known = _told(plain, terms, (), pages).known
    further = _further(plain.people, _stacked(groups), margins) if SUPPRESSION == "optimal" else None
    alone = choose_shown(plain.people, known, _stacked(groups), margins, further).shown
    part, told = None, None
    if before and alone.any():
        gathered = gather(before)
        told, rows = _told(gathered, terms, before, pages), _stacked(groups_of(gathered, terms, asked, within))
        part = choose_shown(gathered.people, told.known, rows, margins, ~alone)
    is_shown = alone if part is None else part.shown
    shown = tuple(key for key, may in zip(keys, is_shown, strict=True) if may)
    withheld = tuple(keys[place] for place in np.flatnonzero(alone & ~is_shown))
    return shown, withheld, _because(told, part, rows, alone, before) if part and withheld else ""


def _further(people: People, asked: np.ndarray, margins: Sequence[np.ndarray]) -> np.ndarray:
    """The groups that optimal suppression hides where the total and the margins of the table are shown, as far as they are not small."""
    labels = [np.zeros(len(asked), dtype=int), *margins]
    sums = np.array([each == label for each in labels for label in np.unique(each)], dtype=float)
    whole = sums @ asked
    is_shown = ~are_small(whole @ people.n, people.counts[0] @ whole.T) & (sums.sum(axis=1) > 1)
    hidden = are_small(asked @ people.n, people.counts[0] @ asked.T)
    return suppress_optimally(asked @ people.n, sums[is_shown], hidden, SMALLEST_GROUP)


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


def _told(gathered: Gathered, terms: Contract, before: Sequence[Release], pages: Pages) -> _Told:
    """What pages show of whole cohorts on every day that was asked about, and what was shown to the role before."""
    rows: list[np.ndarray] = []
    days: list[int] = []
    releases: list[int] = []
    tables: list[int] = []
    for place, day in enumerate(gathered.days):
        now = gathered.people.counts[place]
        for cohorts, by in pages:
            for is_complete in (True, False):
                parts = list(gathered.groups(cohorts, by, day, is_complete=is_complete).values())
                rows += (kept := _as_on_pages(parts, gathered.people.n, now[0]))
                days += [place] * len(kept)
                releases += [-1] * len(kept)
                tables += [max(tables, default=-1) + 1] * len(kept)
        for number, release in enumerate(before):
            if release.as_at == day:
                rows += (told := list(groups_of(gathered, terms, release, release.shown).values()))
                days += [place] * len(told)
                releases += [number] * len(told)
                tables += [max(tables, default=-1) + 1] * len(told)
    members = np.array(rows, dtype=float).reshape(len(rows), gathered.people.n.size)
    known = Known(members, np.array(days, dtype=int), np.array(tables, dtype=int))
    return _Told(known, np.array(releases, dtype=int))


def _as_on_pages(parts: Sequence[np.ndarray], n: np.ndarray, again: np.ndarray) -> list[np.ndarray]:
    """Those of a page's groups that it shows: the minimum-count rule of one table hides the others."""
    if not parts:
        return []
    people, count = (np.rint(np.array([part @ row for part in parts])).astype(int) for row in (n, again))
    return [part for part, is_hidden in zip(parts, hide_small(people, count), strict=True) if not is_hidden]


def _curves(terms: Contract) -> Pages:
    """Whose daily curves pages show."""
    return [((cohort.id,), ()) for cohort in terms.cohorts]


def _standing(terms: Contract) -> Pages:
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
    return f"the answer by {', '.join(_within_sentence(FACTORS[f]) for f in release.by)} ({whose}, as at {day})"


def _within_sentence(name: str) -> str:
    """A name without its capital, but for an abbreviation."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]
