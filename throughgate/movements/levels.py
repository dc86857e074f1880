"""The levels between two standpoints: every measure of every cohort, as each stage of the way has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from throughgate.movements.model import CHANGE, FINAL_RATE, PAYMENT, PEOPLE, PLACES, SO_FAR, Standpoint
from throughgate.projection import SEED, TOO_EARLY, CohortProjection, Projection
from throughgate.projection.counts import Counted, Moment
from throughgate.projection.evidence import Evidence, gather, outlook
from throughgate.projection.project import project_cohorts
from throughgate.projection.settle import (
    change_points,
    drawn_from,
    expected_pence,
    has_events,
    quantiles,
    relative_change,
)
from throughgate.store.reader import Reader
from throughgate.terms import Cohort, Contract

Values = dict[str, Decimal]
"""By measure."""


@dataclass(frozen=True, eq=False)
class Level:
    """A stage of the way: each cohort's measures, what they are worked out from, and the counts behind them."""

    evidence: Evidence
    projected: dict[str, CohortProjection]
    values: dict[str, Values]
    counts: dict[str, tuple[int, ...]]


def figures_of(standpoint: Standpoint, projection: Projection | None = None) -> dict[str, dict[str, str]]:
    """Every measure of each cohort that is not too early, as text, by cohort: what a pack keeps, to be told later.

    Of cohorts too small to be shown as well: whoever keeps them leaves those out. `projection` is the standpoint's own, where
    it is at hand.
    """
    terms = standpoint.contract.terms
    if terms.outcome.headline == "volume":
        return {}
    level = level_on(standpoint.reader, terms, standpoint.as_at, projection)
    return {
        cohort_id: {
            measure: str(value) for measure, value in values.items() if is_given(level.projected[cohort_id], measure)
        }
        for cohort_id, values in level.values.items()
    }


def is_given(projected: CohortProjection, measure: str) -> bool:
    """Whether a measure may be given of a cohort: nothing that is projected while it is too early to."""
    return measure in (PEOPLE, SO_FAR) or projected.status != TOO_EARLY


def level_on(reader: Reader, terms: Contract, day: date, projection: Projection | None = None) -> Level:
    """What the data say on a day by these terms; `projection` is what they say of it, where it is at hand."""
    evidence = gather(reader, terms, day, seed=SEED)
    known = projection.cohorts if projection is not None and projection.seed == SEED else None
    by_id = {p.cohort.id: p for p in known or project_cohorts(evidence)}
    return Level(
        evidence,
        by_id,
        {cohort_id: values_of(p, terms) for cohort_id, p in by_id.items()},
        {cohort_id: _counts(evidence, p.cohort) for cohort_id, p in by_id.items()},
    )


def values_of(projected: CohortProjection, terms: Contract) -> Values:
    """The measures of a projected cohort, each rounded once; those that cannot be worked out are left out."""
    is_of_events = terms.outcome.headline == "frequency"
    values: Values = {PEOPLE: Decimal(projected.n)}
    if projected.n:
        values[SO_FAR] = _share(projected.events if is_of_events else projected.reconvicted, projected.n)
    final = projected.final_events if is_of_events else projected.final_rate
    change = projected.relative_change if is_of_events else projected.change_points
    if final is not None:
        values[FINAL_RATE] = rounded(final.p50 if is_of_events else 100 * final.p50)
    if change is not None:
        values[CHANGE] = rounded(change.p50)
    if projected.payment is not None:
        values[PAYMENT] = Decimal(projected.payment.expected_pence)
    return values


def moved_on(level: Level, moment: Moment) -> Level:
    """The same level with each cohort seen at a later moment, against the baselines and hazards of the level."""
    values, counts = dict(level.values), dict(level.counts)
    for cohort_id, projected in level.projected.items():
        seen = level.evidence.follow_up(projected.cohort, moment)
        own = (seen.people, seen.reconvicted, int(seen.events.sum()))
        counts[cohort_id] = (*own, *level.counts[cohort_id][3:])
        values[cohort_id] = values[cohort_id] | _values_at(level, projected, moment, own)
    return Level(level.evidence, level.projected, values, counts)


def _values_at(level: Level, projected: CohortProjection, moment: Moment, own: tuple[int, int, int]) -> Values:
    evidence, terms = level.evidence, level.evidence.terms
    people, reconvicted, events = own
    is_of_events = terms.outcome.headline == "frequency"
    values: Values = {PEOPLE: Decimal(people)}
    if people:
        values[SO_FAR] = _share(events if is_of_events else reconvicted, people)
    completed = evidence.completed_for(projected.cohort)
    if evidence.is_complete(projected.cohort) or completed is None:
        return values
    ahead = outlook(evidence, projected.cohort, completed, moment)
    if ahead is None:
        return values
    drawn, baseline, rule = drawn_from(ahead), projected.baseline, projected.outcome
    final = drawn.events if is_of_events else drawn.reconvicted
    values[FINAL_RATE] = rounded(100 * quantiles(final / drawn.n).p50)
    if baseline is not None and (has_events(baseline) or not is_of_events):
        change = relative_change if is_of_events else change_points
        values[CHANGE] = rounded(quantiles(change(drawn, baseline)).p50)
    if rule is not None and PAYMENT in level.values[projected.cohort.id]:
        values[PAYMENT] = Decimal(expected_pence(terms, rule, drawn, baseline))
    return values


def rounded(value: float) -> Decimal:
    """A value to the places that levels are kept to."""
    return Decimal(repr(float(value))).quantize(PLACES)


def _share(number: int, people: int) -> Decimal:
    return (Decimal(100 * number) / people).quantize(PLACES)


def _counts(evidence: Evidence, cohort: Cohort) -> tuple[int, ...]:
    """People, reconvicted and events of a cohort, of the group it is set against, and of the one it is projected with."""
    groups = (cohort, evidence.terms.measured_against(cohort), evidence.completed_for(cohort))
    return tuple(number for group in groups for number in _three(evidence.counts[group.id] if group else None))


def _three(counted: Counted | None) -> tuple[int, int, int]:
    if counted is None:
        return 0, 0, 0
    return counted.by_risk.people, counted.reconvicted, counted.events


def told_values(told: Mapping[str, Mapping[str, str]] | None, cohort_id: str) -> Values:
    """What was told of a cohort at the time."""
    return {measure: Decimal(value) for measure, value in (told or {}).get(cohort_id, {}).items()}
