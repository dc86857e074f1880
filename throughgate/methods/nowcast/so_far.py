"""A maturing cohort in groups of risk and age: what was seen, what was followed, and what is left to follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from throughgate.methods.counts import FollowUp
from throughgate.methods.nowcast.clock import DAYS_IN_MONTH, Clock
from throughgate.methods.nowcast.hazards import Hazard, Reference, by_day, by_month

CELLS = 24
"""Groups of risk, of about equal numbers of people, in which draws are made."""

REFERENCE_WEIGHT = 20.0
"""What the reference's mix of risks weighs, in people, against the cohort's own, for people still to be discharged."""


@dataclass(frozen=True, eq=False)
class SoFar:
    """A cohort so far: `n` people; `observed` events and those `expected` at a multiplier of 1, by month.

    `relative` is the risk of each cell over the reference's centre and `people` everybody in it. `waiting` counts, by
    group of age and cell, those whom a conviction may still count for, and `left` the months they have left, by group
    of age and month of the clock.
    """

    n: int
    observed: np.ndarray
    expected: np.ndarray
    relative: np.ndarray
    people: np.ndarray
    waiting: np.ndarray
    left: np.ndarray


def first_so_far(reference: Reference, cohort: FollowUp, base: np.ndarray, known: np.ndarray) -> SoFar:
    """First convictions: people are at risk until theirs, and those without one are waiting for it.

    `base` is the hazard by month, `known` the share of convictions recorded within so many days (empty: all).
    """
    clock = Clock(reference.months)
    risk, table = by_day(cohort, clock)
    shares = reference.first.shares
    at_risk = table["first_convictions"] @ clock.followed(shares) + table["censored"] @ clock.followed(shares, known)
    relative = reference.first.relative(risk)
    expected = relative @ at_risk * base
    return _grouped(
        relative, table, "first_convictions", "censored", expected, left=clock.remaining(shares, known), clock=clock
    )


def events_so_far(reference: Reference, cohort: FollowUp, base: np.ndarray, known: np.ndarray) -> SoFar:
    """Events: everybody is at risk, convicted before or not, until their follow-up ends."""
    clock = Clock(reference.months)
    risk, table = by_day(cohort, clock)
    relative, shares = reference.events.relative(risk), reference.events.shares
    expected = relative @ (table["followed"] @ clock.followed(shares, known)) * base
    return _grouped(relative, table, "events", "followed", expected, left=clock.remaining(shares, known), clock=clock)


def mix_to_come(
    rng: np.random.Generator, hazard: Hazard, reference: Reference, so_far: SoFar, draws: int
) -> tuple[np.ndarray, np.ndarray]:
    """Relative risks, and draws of the shares in which people yet to be discharged will have them (draws by risks).

    Dirichlet: the people so far, and REFERENCE_WEIGHT people of the reference's mix, who stand in while few are out.
    """
    from_reference, people = cells(hazard.relative(reference.risk), reference.n)
    weight = np.append(so_far.people, REFERENCE_WEIGHT * people / people.sum())
    share = rng.standard_gamma(weight, size=(draws, weight.size))
    total = share.sum(axis=1, keepdims=True)
    share = np.where(total > 0, share / np.maximum(total, 1e-300), weight / weight.sum())
    return np.append(so_far.relative, from_reference), share


def cells(relative: np.ndarray, people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Relative risks and people in at most CELLS cells of about equal numbers: the mean risk of each, and its people."""
    place = _cell(relative, people)
    count = np.bincount(place, weights=people, minlength=CELLS)
    total = np.bincount(place, weights=people * relative, minlength=CELLS)
    return (total / np.maximum(count, 1))[count > 0], count[count > 0]


def _cell(relative: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Cell of each risk, by the place of its people's middle among all people in order of risk."""
    order = np.argsort(relative, kind="stable")
    middle = np.cumsum(people[order]) - people[order] / 2
    place = np.empty(relative.size, dtype=np.int64)
    place[order] = np.minimum(CELLS * middle / max(people.sum(), 1), CELLS - 1).astype(np.int64)
    return place


def _grouped(
    relative: np.ndarray,
    table: dict[str, np.ndarray],
    seen: str,
    waiting: str,
    expected: np.ndarray,
    *,
    left: np.ndarray,
    clock: Clock,
) -> SoFar:
    people = table["followed"].sum(axis=1)
    place = _cell(relative, people)
    mean, count = cells(relative, people)
    used = np.unique(place[people > 0])
    into_cell = (used[:, None] == place).astype(float)
    age = np.minimum((np.arange(clock.days) + 1) / DAYS_IN_MONTH, clock.months - 1).astype(np.int64)
    into_age = ((age[:, None] == np.arange(clock.months)) & ~clock.complete[:, None]).astype(float)
    by_age = table[waiting].sum(axis=0)[:, None] * into_age
    months_left = by_age.T @ left / np.maximum(by_age.sum(axis=0), 1)[:, None]
    return SoFar(
        n=int(people.sum()), observed=by_month(table[seen].sum(axis=0), clock), expected=expected,
        relative=mean, people=count, waiting=(into_cell @ table[waiting] @ into_age).T, left=months_left,
    )  # fmt: skip
