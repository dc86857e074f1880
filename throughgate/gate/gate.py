"""The one gate between groups of people and whoever asks about them: what a role was shown before, and what it may see now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path

from throughgate.gate.deciding import Values, decide, groups_of
from throughgate.gate.gathering import Gathered, read_day
from throughgate.gate.question import FACTORS, Measure, Question, QuestionError, check, column, kinds_of
from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP
from throughgate.store import releases
from throughgate.store.publish import utc_now
from throughgate.store.reader import Reader
from throughgate.store.releases import Release
from throughgate.terms import Contract

MOST_GROUPS = 150
"""Groups of one question: more would be mostly hidden, and nobody reads them."""
FEWEST_SHOWN = 2


class RefusedError(ValueError):
    """A question that is not answered, since its answer and what was shown before would tell of a few people."""


@dataclass(frozen=True)
class Allowed:
    """Which groups a role may see: by their values, in the order of the question's factors.

    `hidden` are too small, or follow from the table itself; `withheld` would follow from what was shown to the role before, and
    `because` says from what. `detailed` are those of `shown` whose severity, custody or curve may be shown too, where it was asked for.
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
    asked = _Asked(reader, data_dir, terms, replace(question, by=tuple(sorted(question.by))), role)
    allowed = _allowed(asked, _answer(asked, "reconviction", clock))
    if question.measure != "reconviction":
        detail = _answer(asked, question.measure, clock, within=allowed.shown)
        kept = tuple(values for values in detail.shown if values in allowed.shown)
        allowed = replace(allowed, detailed=kept, because=allowed.because or detail.because)
    return _in_order(allowed, question)


@dataclass(frozen=True)
class _Asked:
    """A question, of which data, and by whom."""

    reader: Reader
    data_dir: Path
    terms: Contract
    question: Question
    role: str

    def is_of(self, release: Release) -> bool:
        """Whether a release answered this question, maybe from another data file."""
        asked = self.question
        return (release.as_at, release.scope, release.by) == (asked.as_at, asked.scope, asked.by)

    def before(self, measure: Measure) -> tuple[Release, ...]:
        """What the role was shown of the contract."""
        return releases.read(self.data_dir, self.role, self.terms.id, measure)


def _answer(
    asked: _Asked, measure: Measure, clock: Callable[[], datetime], within: Sequence[Values] | None = None
) -> Release:
    """What may be shown by one measure: what was, where the same was asked of the same file; else what is decided now.

    The register is not held while a question is decided: where somebody was answered meanwhile it is decided again.
    """
    while True:
        before = asked.before(measure)
        said = [r for r in before if asked.is_of(r) and r.snapshot_id == asked.reader.snapshot_id]
        if said:
            return said[0]
        release = _decide(asked, measure, before, clock, within)
        with releases.writing(asked.data_dir) as register:
            if releases.read_of(register, asked.role, asked.terms.id, measure) == before:
                releases.add(register, release)
                return release


def _decide(
    asked: _Asked, measure: Measure, before: Sequence[Release], clock: Callable[[], datetime], within: Sequence[Values] | None
) -> Release:  # fmt: skip
    question, gather = asked.question, partial(_gather, asked.reader, asked.terms, asked.question, measure)
    people, groups = (plain := gather(())).people, groups_of(plain, asked.terms, question)
    _refuse_unusable(question, len(groups))
    numbers = {
        v: tuple(int(round(each)) for each in (row @ people.n, *(people.counts[0] @ row))) for v, row in groups.items()
    }
    shown, withheld, because = decide(gather, asked.terms, question, before, measure, within)
    if changed := [v for v in shown if _is_changed(asked, before, v, numbers[v])]:
        shown, because = tuple(v for v in shown if v not in changed), because or OTHER_FILE
        withheld = (*withheld, *changed)
    if measure == "reconviction" and len(shown) < min(FEWEST_SHOWN, len(groups)):
        raise RefusedError(because or _TOO_SMALL)
    return Release(
        asked.role, asked.terms.id, clock(), measure, question.as_at, question.scope, question.by, shown, withheld, because,
        asked.reader.snapshot_id, tuple(numbers[v] for v in shown),
    )  # fmt: skip


def _is_changed(asked: _Asked, before: Sequence[Release], values: Values, now: tuple[int, ...]) -> bool:
    """Whether another data file answered the same with numbers that are few apart."""
    told = [
        dict(zip(r.shown, r.numbers, strict=True)).get(values, now)
        for r in before
        if asked.is_of(r) and r.snapshot_id != asked.reader.snapshot_id
    ]
    return any(
        0 < abs(then[0] - now[0]) < SMALLEST_GROUP
        or any(0 < abs(a - b) < SMALLEST_COUNT for a, b in zip(then[1:], now[1:], strict=True))
        for then in told
    )


def _refuse_unusable(question: Question, groups: int) -> None:
    if not groups:
        raise RefusedError("nobody's follow-up is complete on this day: choose another cohort, or a later day")
    if groups > MOST_GROUPS:
        raise QuestionError(
            f"{', '.join(FACTORS[f] for f in question.by)} make {groups} groups, of which most would be hidden: "
            f"choose factors that make at most {MOST_GROUPS}"
        )


_TOO_SMALL = "Nearly every group is too small to be shown: choose fewer factors, or more cohorts together."
OTHER_FILE = "set beside the same answer from another data file, which this role was shown before, they would tell of a few people"


def _allowed(asked: _Asked, release: Release) -> Allowed:
    groups = groups_of(
        _gather(asked.reader, asked.terms, asked.question, "reconviction", ()), asked.terms, asked.question
    )
    told = {*release.shown, *release.withheld}
    hidden = tuple(values for values in groups if values not in told)
    return Allowed(asked.question, asked.role, release.shown, hidden, release.withheld, release.because)


def _gather(
    reader: Reader, terms: Contract, question: Question, measure: Measure, before: Sequence[Release]
) -> Gathered:
    days = dict.fromkeys([question.as_at, *(release.as_at for release in before)])
    factors = sorted({column(factor) for used in (question, *before) for factor in used.by})
    return _gathered(
        str(reader.path), terms.id, kinds_of(terms), tuple(days), tuple(factors), measure,
        terms.outcome.conviction_months,
    )  # fmt: skip


@lru_cache(maxsize=8)
def _gathered(
    path: str,
    contract_id: str,
    kinds: tuple[tuple[str, tuple[str, ...]], ...],
    days: tuple[date, ...],
    columns: tuple[str, ...],
    measure: Measure,
    conviction_months: int,
) -> Gathered:
    people = {day: read_day(path, contract_id, day, conviction_months) for day in days}
    return Gathered(people, dict(kinds), columns, measure)


def _in_order(allowed: Allowed, question: Question) -> Allowed:
    """The same with values in the order in which the factors were asked for."""
    places = [sorted(question.by).index(factor) for factor in question.by]
    turned = {
        name: tuple(tuple(values[place] for place in places) for values in getattr(allowed, name))
        for name in ("shown", "hidden", "withheld", "detailed")
    }
    return replace(allowed, question=question, **turned)
