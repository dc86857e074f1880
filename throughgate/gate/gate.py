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
    groups = groups_of(_gather(reader, terms, question, measure, ()), terms, question)
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
    gather = partial(_gather, reader, terms, question, measure)
    shown, withheld, because = decide(gather, terms, question, before, within)
    if measure != "reconviction":
        # Pages do not tell of severity and custody: what they show of people must not make those seem known already.
        more = decide(gather, terms, question, before, shown, are_pages_known=False)
        withheld, because = (*withheld, *(values for values in shown if values not in more[0])), because or more[2]
        shown = more[0]
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
    factors = sorted({column(factor) for used in (question, *before) for factor in used.by})
    return _gathered(str(reader.path), terms.id, kinds_of(terms), tuple(days), tuple(factors), measure)


@lru_cache(maxsize=8)
def _gathered(
    path: str,
    contract_id: str,
    kinds: tuple[tuple[str, tuple[str, ...]], ...],
    days: tuple[date, ...],
    columns: tuple[str, ...],
    measure: Measure,
) -> Gathered:
    return Gathered({day: read_day(path, contract_id, day) for day in days}, dict(kinds), columns, measure)


def _in_order(allowed: Allowed, question: Question) -> Allowed:
    """The same with values in the order in which the factors were asked for."""
    places = [sorted(question.by).index(factor) for factor in question.by]
    turned = {
        name: tuple(tuple(values[place] for place in places) for values in getattr(allowed, name))
        for name in ("shown", "hidden", "withheld", "detailed")
    }
    return replace(allowed, question=question, **turned)
