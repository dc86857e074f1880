"""What happens after release: offences, their convictions, and the hazards that make the published rates come out.

Offences come at random, more for higher OGRS and at a falling rate, and are convicted after a court lag
(methods.md, section 8). All chance is drawn once; calibration only moves the hazards under it, so the rate of the
very sample that is written, not of an average one, meets its target. Known limits: nobody is kept from offending
by being back in custody, and late convictions are a little rarer than in the national series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from throughgate.store.synthetic import figures
from throughgate.store.synthetic.rows import add_months

DISPERSION = 2.5
DECLINE = 0.80
YEAR = 365
HORIZON = 730
"""Days after release over which offences are made."""

MOST_OFFENCES = 72
LAG_SLOW_SHARE = 0.15
LAG = ((52.0, 0.85), (205.0, 0.45))
"""Court lag: medians in days and spreads on the log scale, ordinary and slow cases (Recipe)."""

HAZARD_RANGE = (-1.0, 0.6)
REPEAT_RANGE = (0.3, 1.9)


@dataclass(frozen=True)
class Chance:
    """All that chance decides: candidate offences, in order within each person.

    `first` is the unit-rate time of the person's first offence, `rest` the further time to this one.
    """

    person: np.ndarray
    first: np.ndarray
    rest: np.ndarray
    lag: np.ndarray
    in_court: np.ndarray
    frailty: np.ndarray
    risk: np.ndarray
    offence_limit: np.ndarray
    conviction_limit: np.ndarray


@dataclass(frozen=True)
class Appearances:
    """Offences that happen: whose, and days from release to offence and to conviction."""

    person: np.ndarray
    offence_day: np.ndarray
    convicted_day: np.ndarray
    in_court: np.ndarray


def draw_chance(
    rng: np.random.Generator, percent: np.ndarray, discharged_on: np.ndarray, *, most_repeat: float = REPEAT_RANGE[1]
) -> Chance:
    """Draw everything random about the offences of people with these OGRS percents.

    `most_repeat` is the highest rate of offences after the first that will be asked for.
    """
    people = len(percent)
    frailty = rng.gamma(DISPERSION, 1 / DISPERSION, size=people)
    arrival = np.cumsum(rng.standard_exponential((people, MOST_OFFENCES)), axis=1)
    risk = -np.log1p(-percent / 100)
    most = _load(risk, HAZARD_RANGE[1], frailty) * (HORIZON / YEAR) ** DECLINE
    rest = arrival - arrival[:, :1]
    person, place = np.nonzero(arrival[:, :1] + rest / most_repeat <= most[:, None])
    count = len(person)
    slow = rng.random(count) < LAG_SLOW_SHARE
    (median, spread), (slow_median, slow_spread) = LAG
    normal = rng.standard_normal(count)
    lag = np.where(slow, slow_median * np.exp(slow_spread * normal), median * np.exp(spread * normal))
    return Chance(
        person=person,
        first=arrival[person, 0],
        rest=rest[person, place],
        lag=np.maximum(1, np.round(lag)).astype(int),
        in_court=rng.random(count) >= figures.OUT_OF_COURT,
        frailty=frailty,
        risk=risk,
        offence_limit=(add_months(discharged_on, 12) - discharged_on).astype(int),
        conviction_limit=(add_months(discharged_on, 18) - discharged_on).astype(int),
    )


def part_of(chance: Chance, members: np.ndarray) -> Chance:
    """The chance of the members (a mask of people) alone, renumbered from 0."""
    place = np.cumsum(members) - 1
    kept = members[chance.person]
    people = {name: getattr(chance, name)[members] for name in ("frailty", "risk", "offence_limit", "conviction_limit")}
    rows = {name: getattr(chance, name)[kept] for name in ("first", "rest", "lag", "in_court")}
    return Chance(person=place[chance.person[kept]], **rows, **people)


def happen(chance: Chance, hazard: np.ndarray | float, repeat: np.ndarray | float = 1.0) -> Appearances:
    """The offences that happen under these log hazards and these rates after the first offence."""
    load = np.broadcast_to(_load(chance.risk, hazard, chance.frailty), chance.risk.shape)[chance.person]
    rate = np.broadcast_to(repeat, chance.risk.shape)[chance.person]
    with np.errstate(divide="ignore"):
        day = YEAR * ((chance.first + chance.rest / rate) / load) ** (1 / DECLINE)
    kept = day < HORIZON
    offence_day = np.floor(day[kept]).astype(int)
    return Appearances(chance.person[kept], offence_day, offence_day + chance.lag[kept], chance.in_court[kept])


def counts(chance: Chance, seen: Appearances) -> tuple[np.ndarray, np.ndarray]:
    """Qualifying court dates of each person, and whether there is any."""
    qualifies = (
        seen.in_court
        & (seen.offence_day < chance.offence_limit[seen.person])
        & (seen.convicted_day < chance.conviction_limit[seen.person])
    )
    key = np.sort(seen.person[qualifies] * 4096 + seen.convicted_day[qualifies])
    dates = key[np.diff(key, prepend=-1) > 0] // 4096
    events = np.bincount(dates, minlength=len(chance.risk))
    return events, events > 0


def _load(risk: np.ndarray, hazard: np.ndarray | float, frailty: np.ndarray) -> np.ndarray:
    """Mean offences in the first year, given the person's frailty."""
    return DISPERSION * np.expm1(risk * np.exp(hazard) / DISPERSION) * frailty
