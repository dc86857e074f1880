"""Why a projection moved between two days, in steps that add up exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from throughgate.methods.payment import Outcome
from throughgate.projection.baseline import in_force
from throughgate.projection.counts import Moment, on
from throughgate.projection.evidence import Evidence, gather, outlook
from throughgate.projection.model import FINAL, SEED, Bridge, CohortProjection, InForce, Step
from throughgate.projection.past import project_one
from throughgate.projection.settle import change_points, drawn_from, pay, relative_change
from throughgate.results import ContractData
from throughgate.store.reader import Reader
from throughgate.terms import Cohort, Contract

STEPS = (
    "Convictions recorded late",
    "Corrections of who is eligible",
    "New follow-up of people released before",
    "New releases",
    "Case mix and baseline",
    "Terms of the contract",
)
PLACES = Decimal("0.0001")
"""Percentage points are rounded to this at each level, so that the steps between levels add up to the last digit."""


@dataclass(frozen=True, eq=False)
class _Stand:
    """What a level of the bridge is worked out from."""

    evidence: Evidence
    moment: Moment
    baseline: InForce
    rule: Outcome | None


def bridge(
    reader: Reader,
    contract: ContractData,
    cohort_id: str,
    before: date,
    after: date,
    *,
    seed: int = SEED,
    terms_before: Contract | None = None,
) -> Bridge | None:
    """Why a cohort's projection moved between two days; None where on either day there is none, or the cohort was final.

    What changed is taken one after the other: first convictions that had happened but were not yet on record, then who
    counts, then what happened since to people released before, then people released since, then the mix and the baseline
    itself, then the terms. Another order would share the movement out a little differently.
    """
    cohort = contract.terms.cohort(cohort_id)
    old, new = (
        gather(reader, terms_before or contract.terms, before, seed=seed),
        gather(reader, contract.terms, after, seed=seed),
    )
    changed = gather(reader, old.terms, after, seed=seed) if terms_before else new
    first, last = project_one(old, cohort), project_one(new, cohort)
    is_of_events = contract.terms.outcome.headline == "frequency"
    if first.status == FINAL or not all(_can_be_set_against(p, is_of_events=is_of_events) for p in (first, last)):
        return None
    start = _stand(old, cohort, first)
    end = _stand(changed, cohort, project_one(changed, cohort) if terms_before else last)
    moments = (
        Moment(before, after, before, before),
        Moment(after, after, before, before),
        Moment(after, after, before, after),
        on(after),
    )
    stands = [start, *(replace(start, moment=moment) for moment in moments), end, _stand(new, cohort, last)]
    levels = [_level(stand, cohort) for stand in stands]
    has_pounds = first.payment is not None and last.payment is not None
    return Bridge(
        is_of_events=is_of_events,
        before=before,
        after=after,
        points_before=levels[0][0],
        points_after=levels[-1][0],
        pence_before=levels[0][1] if has_pounds else None,
        pence_after=levels[-1][1] if has_pounds else None,
        steps=tuple(
            Step(name, here[0] - there[0], here[1] - there[1] if has_pounds else None)
            for name, (there, here) in zip(STEPS, pairwise(levels), strict=True)
        ),
    )


def _can_be_set_against(projection: CohortProjection, *, is_of_events: bool) -> bool:
    change = projection.relative_change if is_of_events else projection.change_points
    return projection.nowcast is not None and change is not None


def _stand(evidence: Evidence, cohort: Cohort, projection: CohortProjection) -> _Stand:
    return _Stand(evidence, on(evidence.as_at), in_force(evidence, cohort), projection.outcome)


def _level(stand: _Stand, cohort: Cohort) -> tuple[Decimal, int]:
    """The mean projected change, and the expected payment in pence (0 where nothing is paid)."""
    terms = stand.evidence.terms
    drawn = drawn_from(outlook(stand.evidence, cohort, stand.evidence.completed_for(cohort), stand.moment))
    if terms.outcome.headline == "frequency":
        change = float(relative_change(drawn, stand.baseline).mean())
    else:
        change = float(change_points(drawn, stand.baseline).mean())
    pence = pay(terms, stand.rule, drawn, stand.baseline).expected_pence if stand.rule else 0
    return Decimal(repr(change)).quantize(PLACES), pence
