"""The one gate between groups of people and whoever asks about them: what a role was shown before, and what it may see now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations
from pathlib import Path

import numpy as np

from throughgate.gate.gathering import STANDING, Gathered
from throughgate.gate.question import ALL, BEFORE, FACTORS, Measure, Question, QuestionError, check, cohorts_of, column
from throughgate.methods.disclosure import Known, choose_shown
from throughgate.store import releases
from throughgate.store.publish import utc_now
from throughgate.store.reader import Reader
from throughgate.store.releases import Release
from throughgate.terms import Contract

MOST_GROUPS = 150
"""Groups of one question: more would be mostly hidden, and nobody reads them."""
FEWEST_SHOWN = 2

Values = tuple[str, ...]


class RefusedError(ValueError):
    """A question that is not answered, since its answer and what was shown before would tell of a few people."""


@dataclass(frozen=True)
class Allowed:
    """Which groups a role may see: by their values, in the order of the question's factors.

    `hidden` are too small, or follow from the table itself; `withheld` would follow from what was shown to the role before, and
    `because` says from what. `detailed` are those of `shown` whose severity or custody may be shown too.
    """

    question: Question
    role: str
    shown: tuple[Values, ...]
    hidden: tuple[Values, ...]
    withheld: tuple[Values, ...] = ()
    because: str = ""
    detailed: tuple[Values, ...] = ()


def ask(
    reader: Reader,
    data_dir: Path,
    terms: Contract,
    question: Question,
    role: str,
    *,
    clock: Callable[[], datetime] = utc_now,
) -> Allowed:
    """Decide which groups of a question the role may see, and remember it.

    Raises:
        QuestionError: the question cannot be asked.
        RefusedError: fewer than two groups could be shown without isolating a few people.
        ReleasesFileError: what was shown cannot be read or remembered; then nothing is shown.
    """
    check(question, terms)
    ordered = replace(question, by=tuple(sorted(question.by)))
    with releases.writing(data_dir) as register:
        allowed = _decide(reader, terms, ordered, role, "reconviction", register, clock)
        if question.measure != "reconviction":
            detail = _decide(reader, terms, ordered, role, question.measure, register, clock, within=allowed.shown)
            allowed = replace(allowed, detailed=detail.shown, because=allowed.because or detail.because)
    return _in_order(allowed, question)


def _decide(
    reader: Reader, terms: Contract, question: Question, role: str, measure: Measure, register: object,
    clock: Callable[[], datetime], within: Sequence[Values] | None = None,
) -> Allowed:  # fmt: skip
    before = releases.read_of(register, role, terms.id, measure)
    said = next((r for r in before if (r.as_at, r.scope, r.by) == (question.as_at, question.scope, question.by)), None)
    gathered = _gather(reader, terms, question, measure, () if said else before)
    groups = gathered.groups(cohorts_of(terms, question.scope), [column(f) for f in question.by], question.as_at)
    if said:
        # The same again, whatever was shown since: what a role has seen it may see.
        return _allowed(question, role, groups, [v for v in said.shown if v in groups], said.withheld, said.because)
    if not groups:
        raise RefusedError("nobody's follow-up is complete on this day: choose another cohort, or a later day")
    if len(groups) > MOST_GROUPS:
        raise QuestionError(
            f"{', '.join(FACTORS[f] for f in question.by)} make {len(groups)} groups, of which most would be hidden: "
            f"choose factors that make at most {MOST_GROUPS}"
        )
    possible = {values: row for values, row in groups.items() if within is None or values in within}
    alone = _shown(gathered, terms, possible, ())
    shown = _shown(gathered, terms, possible, before, alone)
    withheld = tuple(values for values in alone if values not in shown)
    because = _because(gathered, terms, possible, before, withheld) if withheld else ""
    if measure == "reconviction" and len(shown) < min(FEWEST_SHOWN, len(groups)):
        raise RefusedError(because or _TOO_SMALL)
    now = Release(
        role, terms.id, clock(), measure, question.as_at, question.scope, question.by, shown, withheld, because
    )
    releases.add(register, now)
    return _allowed(question, role, groups, shown, withheld, because)


_TOO_SMALL = "Nearly every group is too small to be shown: choose fewer factors, or more cohorts together."


def _allowed(question: Question, role: str, groups, shown, withheld, because: str) -> Allowed:
    hidden = tuple(values for values in groups if values not in shown and values not in withheld)
    return Allowed(question, role, tuple(shown), hidden, tuple(withheld), because)


def _gather(
    reader: Reader, terms: Contract, question: Question, measure: Measure, before: Sequence[Release]
) -> Gathered:
    days = dict.fromkeys([question.as_at, *(release.as_at for release in before)])
    factors = [*question.by, *(factor for release in before for factor in release.by)]
    return Gathered(reader, terms.id, list(days), factors, measure)


def _shown(
    gathered: Gathered,
    terms: Contract,
    groups: dict[Values, np.ndarray],
    before: Sequence[Release],
    of: Sequence[Values] | None = None,
) -> tuple[Values, ...]:
    asked = {values: row for values, row in groups.items() if of is None or values in of}
    if not asked:
        return ()
    keys = list(asked)
    margins = [
        np.unique(["\x1f".join(key[place] for place in places) for key in keys], return_inverse=True)[1]
        for size in range(1, len(keys[0]))
        for places in combinations(range(len(keys[0])), size)
    ]
    part = choose_shown(gathered.people, _known(gathered, terms, before), np.array(list(asked.values())), margins)
    return tuple(key for key, is_shown in zip(keys, part.shown, strict=True) if is_shown)


def _known(gathered: Gathered, terms: Contract, before: Sequence[Release]) -> Known:
    """What pages show of whole cohorts on every day that was asked about, and what was shown to the role before."""
    rows: list[np.ndarray] = []
    days: list[int] = []
    for place, day in enumerate(gathered.days):
        standing = [
            row
            for cohorts, by in _standing(terms)
            for is_complete in (True, False)
            for row in gathered.groups(cohorts, by, day, is_complete=is_complete).values()
        ]
        told = [row for release in before if release.as_at == day for row in _rows(gathered, terms, release)]
        rows += [*standing, *told]
        days += [place] * (len(standing) + len(told))
    return Known(np.array(rows).reshape(len(rows), gathered.people.n.size), np.array(days, dtype=int))


def _standing(terms: Contract) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    single = [(cohort.id,) for cohort in terms.cohorts]
    own = tuple(cohort.id for cohort in terms.cohorts if cohort.kind == "cohort")
    by_time = [(cohorts, by) for cohorts in single for by in ((), ("quarter",), ("released_month",))]
    return [*by_time, *((own, by) for by in ((), ("pathway",), ("engagement",)))]


def _rows(gathered: Gathered, terms: Contract, release: Release) -> list[np.ndarray]:
    groups = gathered.groups(cohorts_of(terms, release.scope), [column(f) for f in release.by], release.as_at)
    return [groups[values] for values in release.shown if values in groups]


def _because(gathered: Gathered, terms: Contract, groups, before: Sequence[Release], withheld: Sequence[Values]) -> str:
    """What was shown before that keeps groups from being shown: one answer where one alone does."""
    wanted = set(withheld)
    for release in reversed(before):
        alone = _shown(gathered, terms, groups, ())
        if wanted & (set(alone) - set(_shown(gathered, terms, groups, (release,), alone))):
            return f"taken from {described(release)}, which this role was shown before, they would tell of a few people"
    return "taken from several answers that this role was shown before, they would tell of a few people"


def described(release: Release) -> str:
    """A release in words: by which factors, of whom, on which day."""
    whose = {ALL: "all cohorts", BEFORE: "everybody compared with"}.get(release.scope, release.scope)
    day = f"{release.as_at.day} {release.as_at:%B %Y}"
    return f"the answer by {', '.join(FACTORS[f].lower() for f in release.by)} ({whose}, as at {day})"


def _in_order(allowed: Allowed, question: Question) -> Allowed:
    """The same with values in the order in which the factors were asked for."""
    places = [sorted(question.by).index(factor) for factor in question.by]
    turned = {
        name: tuple(tuple(values[place] for place in places) for values in getattr(allowed, name))
        for name in ("shown", "hidden", "withheld", "detailed")
    }
    return replace(allowed, question=question, **turned)
