"""Case managers and other staff, and volunteers."""

from __future__ import annotations

import numpy as np

from throughgate.store.synthetic import figures
from throughgate.store.synthetic.rows import NO_DATE, Rows, days_later, pseudonyms, stack, take

PROBATION_OFFICERS = 6
BOND_STAFF = 8
BOND_VOLUNTEERS = 40
FULL_TIME_SHARE = 0.85
"""Assumed."""

LATER_VOLUNTEERS = 41
"""Volunteers recruited after the evaluation, and how long they stay (assumed)."""

STAY_DAYS = (150, 900)
FAR_OFF = np.datetime64("2014-09-30")


def worker_numbers(count: int) -> np.ndarray:
    """Numbers that say nothing of role or order, the same for every seed so that the data log can name them."""
    return (np.arange(count) * 617 + 283) % 997


def role_places() -> dict[str, np.ndarray]:
    """Places in the worker table of Doncaster's staff by role, and of Peterborough's."""
    sizes = {
        "custody case manager": figures.CUSTODY_CASE_MANAGERS,
        "community case manager": figures.COMMUNITY_CASE_MANAGERS,
        "orderly": figures.ORDERLIES,
        "probation": PROBATION_OFFICERS,
        "Peterborough": BOND_STAFF,
    }
    starts = np.cumsum([0, *sizes.values()])
    return {role: np.arange(starts[place], starts[place + 1]) for place, role in enumerate(sizes)}


def make_workers(rng: np.random.Generator) -> Rows:
    """The worker table; nobody leaves, so that a caseload changes with the people in custody alone."""
    places = role_places()
    count = sum(len(place) for place in places.values())
    role = np.concatenate([np.full(len(place), name, dtype="U24") for name, place in places.items()])
    bond = role == "Peterborough"
    role[bond] = np.where(np.arange(BOND_STAFF) % 2 == 0, "custody case manager", "community case manager")
    start = np.where(bond, np.datetime64(figures.PETERBOROUGH_START), np.datetime64(figures.CONTRACT_START))
    part_time = rng.choice([0.5, 0.6, 0.8], size=count)
    full_time = (rng.random(count) < FULL_TIME_SHARE) | (role == "custody case manager")
    return {
        "worker": np.arange(count),
        "worker_id": pseudonyms("W", worker_numbers(count), 3),
        "role": role,
        "establishment": np.where(bond, figures.PETERBOROUGH, figures.DONCASTER),
        "whole_time_equivalent": np.where(role == "orderly", np.nan, np.where(full_time, 1.0, part_time)),
        "started_on": start.astype("datetime64[D]"),
        "ended_on": np.full(count, NO_DATE),
        "known_on": start.astype("datetime64[D]"),
    }


def make_volunteers(rng: np.random.Generator) -> Rows:
    """The volunteer table: a row when recruited, a corrected one when trained, another when they leave."""
    evaluation = np.datetime64(figures.EVALUATION_DAY)
    early = figures.VOLUNTEERS_BY_EVALUATION
    # 25 trained and still there at the evaluation, 4 gone before it, 5 recruited but not yet trained.
    recruited = evaluation - days_later(
        np.concatenate([rng.integers(45, 260, early), rng.integers(200, 265, 4), rng.integers(5, 20, 5)])
    )
    trained = recruited + days_later(
        np.concatenate([rng.integers(7, 44, early), rng.integers(7, 44, 4), rng.integers(21, 44, 5)])
    )
    left = evaluation + days_later(rng.integers(*STAY_DAYS, size=len(recruited)))
    left[early : early + 4] = evaluation - days_later(rng.integers(10, 100, 4))
    later = evaluation + days_later(rng.integers(10, 730, LATER_VOLUNTEERS))
    bond = np.datetime64(figures.PETERBOROUGH_START) + days_later(rng.integers(10, 1300, BOND_VOLUNTEERS))
    more = np.concatenate([later, bond])
    recruited = np.concatenate([recruited, more])
    trained = np.concatenate([trained, more + days_later(rng.integers(7, 44, len(more)))])
    left = np.concatenate([left, more + days_later(rng.integers(*STAY_DAYS, size=len(more)))])
    left = np.where(left > FAR_OFF, NO_DATE, left)
    place = np.where(
        np.arange(len(recruited)) < len(recruited) - BOND_VOLUNTEERS, figures.DONCASTER, figures.PETERBOROUGH
    )
    return _versions(rng, recruited, trained, left, place)


def _versions(
    rng: np.random.Generator, recruited: np.ndarray, trained: np.ndarray, left: np.ndarray, place: np.ndarray
) -> Rows:
    """Each volunteer as first known, once trained, and once gone."""
    names = pseudonyms("V", rng.permutation(len(recruited)) + 1, 4)
    start: Rows = {
        "volunteer_id": names,
        "establishment": place,
        "recruited_on": recruited,
        "trained_on": np.full(len(recruited), NO_DATE),
        "is_active": np.zeros(len(recruited), dtype=bool),
        "left_on": np.full(len(recruited), NO_DATE),
        "known_on": recruited,
    }
    active = start | {"trained_on": trained, "is_active": np.ones(len(recruited), dtype=bool), "known_on": trained}
    gone = active | {"left_on": left, "is_active": np.zeros(len(recruited), dtype=bool), "known_on": left}
    return stack([start, active, take(gone, ~np.isnat(left))])
