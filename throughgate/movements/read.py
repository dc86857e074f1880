"""From one standpoint to another: the levels between them, and the movements of each cohort."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from throughgate.movements.levels import Level, Values, is_given, level_on, moved_on, told_values
from throughgate.movements.model import (
    BY_VOLUME,
    ELIGIBLE,
    LATE,
    MEASURES,
    NOBODY_BEFORE,
    NOT_AFTER,
    NOT_BEFORE,
    OTHER_PEOPLE,
    PARTS,
    RESCORED,
    CohortMovement,
    Movement,
    Movements,
    Standpoint,
    parts_of,
)
from throughgate.projection import SEED, Projection, project
from throughgate.projection.counts import Moment, on
from throughgate.results import AsAtError, cohort_rates
from throughgate.store.mixed import Between, Compared, SideBySide, side_by_side
from throughgate.terms import Cohort, Contract


@dataclass(frozen=True, eq=False)
class _Way:
    """The levels from the earlier standpoint, as worked out anew, to the later one; one fewer than there are parts."""

    levels: tuple[Level, ...]
    names: tuple[str, ...]
    shares_people: bool


def read_movements(
    before: Standpoint,
    after: Standpoint,
    *,
    told: Mapping[str, Mapping[str, str]] | None = None,
    projection: Projection | None = None,
) -> Movements:
    """Every movement between two standpoints of a contract, of each cohort that is paid on, split by its causes.

    What changed is taken one after the other, in the order of PARTS: what was told at the time against the same worked out
    anew, and the method of adjustment; the rest of the terms; then, all on the earlier day, the scores, the convictions and
    the people as the later file knows them by the later day; then what happened since to people released before; then
    people released since; and what is left is the mix and the baseline's own movement. Another order would share the
    movement out a little differently.

    Args:
        before: the earlier standpoint; its day is not after the other's.
        after: the later one, of the same contract.
        told: what was printed at the earlier standpoint, as figures_of gives it.
        projection: that of the later standpoint by its own terms, where it is at hand: it is then not made once more.

    Raises:
        AsAtError: the earlier standpoint's day is the later.
    """
    if before.as_at > after.as_at:
        raise AsAtError(
            f"{before.as_at} is after {after.as_at}: set the earlier day against the later, so choose a day up to that"
        )
    is_volume = "volume" in (before.contract.terms.outcome.headline, after.contract.terms.outcome.headline)
    way = None if is_volume else _way(before, after, projection)
    cohorts = _cohorts(before.contract.terms, after.contract.terms)
    return Movements(
        before.as_at,
        after.as_at,
        before.reader.snapshot_id,
        after.reader.snapshot_id,
        tuple(_cohort_movement(cohort, way, told) for cohort in cohorts),
        _projection(before, way.levels[0] if way else None),
        _projection(after, way.levels[-1] if way else None),
        cohort_rates(before.reader, before.contract.terms, before.as_at),
        cohort_rates(after.reader, after.contract.terms, after.as_at),
        shares_people=way is None or way.shares_people,
    )


def _cohorts(before: Contract, after: Contract) -> list[Cohort]:
    """The cohorts that are paid on by either terms, in order of their windows."""
    held = {cohort.id: cohort for cohort in (*before.paid_on, *after.paid_on)}
    return sorted(held.values(), key=lambda cohort: (cohort.discharged_from, cohort.id))


def _projection(standpoint: Standpoint, level: Level | None) -> Projection:
    contract, as_at = standpoint.contract, standpoint.as_at
    if level is None:
        return project(standpoint.reader, contract, as_at)
    told = tuple(level.projected.values())
    return Projection(contract, contract.terms, as_at, SEED, standpoint.reader.snapshot_id, told)


def _way(before: Standpoint, after: Standpoint, projection: Projection | None) -> _Way:
    old, new = before.contract.terms, after.contract.terms
    by_method = old.model_copy(update={"adjustment": new.adjustment})
    is_relaid = _laid_down(old) != _laid_down(new)
    between = Between(
        before.reader.path, after.reader.path, new.id, before.as_at, after.as_at, new if is_relaid else None
    )
    levels = [level_on(before.reader, old, before.as_at)]
    levels.append(levels[0] if old.adjustment == new.adjustment else level_on(before.reader, by_method, before.as_at))
    with side_by_side(between) as both:
        same = both.compare()
        levels.extend(_levels_between(both, same, levels[-1], (old, new)))
    levels.append(level_on(after.reader, new, after.as_at, projection))
    return _Way(tuple(levels), PARTS if same.people else _names_without_people(), same.people > 0)


def _levels_between(
    both: SideBySide, same: Compared, before: Level, terms: tuple[Contract, Contract]
) -> Iterator[Level]:
    """From the earlier file by the later method of adjustment to what the later file says of people released since."""
    between, (old, new) = both.between, terms
    if between.terms is not None:
        before = _staged(both, new, "relaid")
    elif old != new:
        before = level_on(before.evidence.reader, new, between.before)
    yield before
    if same.people:
        yield _staged(both, new, "rescored") if same.rescored else before
        yield _staged(both, new, "reconvicted")
    learned = _staged(both, new, "learned")
    followed = moved_on(learned, Moment(between.after, between.after, between.before, between.after))
    yield from (learned, followed, moved_on(followed, on(between.after)))


def _staged(both: SideBySide, terms: Contract, name: str) -> Level:
    return level_on(both.stage(name), terms, both.between.before)


def _names_without_people() -> tuple[str, ...]:
    names = [OTHER_PEOPLE if name == RESCORED else name for name in PARTS if name not in (LATE, ELIGIBLE)]
    return tuple(names)


def _laid_down(terms: Contract) -> tuple[object, ...]:
    """Of the terms, all that says who is in a cohort of the data file and which convictions count."""
    cohorts = [(c.id, c.discharged_from, c.discharged_to, c.establishments) for c in terms.cohorts]
    who, what = terms.eligibility, terms.outcome
    return (
        sorted(cohorts), sorted(who.custody_types), who.sentence_days_below, who.sex, what.follow_up_months,
        what.conviction_months, what.counts_out_of_court,
    )  # fmt: skip


def _cohort_movement(cohort: Cohort, way: _Way | None, told: Mapping[str, Mapping[str, str]] | None) -> CohortMovement:
    if way is None:
        return CohortMovement(cohort, (), BY_VOLUME)
    held = [cohort.id in level.projected for level in (way.levels[0], way.levels[-1])]
    if not all(held):
        return CohortMovement(cohort, (), NOT_BEFORE if not held[0] else NOT_AFTER)
    if way.levels[0].projected[cohort.id].n == 0:
        return CohortMovement(cohort, (), NOBODY_BEFORE)
    values = told_values(told, cohort.id)
    found = (_movement(cohort, measure, way, values) for measure in MEASURES)
    return CohortMovement(cohort, tuple(movement for movement in found if movement is not None))


def _movement(cohort: Cohort, measure: str, way: _Way, told: Values) -> Movement | None:
    """One measure; None where it is not given on both standpoints."""
    ends = (way.levels[0], way.levels[-1])
    if not all(measure in end.values[cohort.id] and is_given(end.projected[cohort.id], measure) for end in ends):
        return None
    here: list[Decimal | None] = [level.values.get(cohort.id, {}).get(measure) for level in way.levels]
    levels = [told.get(measure, here[0]), *here[1:]]
    counts = [level.counts.get(cohort.id, ()) for level in way.levels[1:]]
    # The same worked out anew and the method of adjustment are one part. What was told and the same anew are of the same
    # counts: changed software is nobody's movement.
    return Movement(measure, levels[0], levels[-1], parts_of(levels, _filled([counts[0], *counts]), names=way.names))


def _filled(counts: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Counts with those of the level before where a level does not know the cohort."""
    known: list[tuple[int, ...]] = []
    for held in counts:
        known.append(held or (known[-1] if known else ()))
    return known
