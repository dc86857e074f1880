"""Convictions and out-of-court disposals: those that led to the index release, and all that follow it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from throughgate.store.synthetic.histories import CODES, TRIAL, draw_offences
from throughgate.store.synthetic.people import REMAND
from throughgate.store.synthetic.population import Population
from throughgate.store.synthetic.rows import Rows, constant, days_later, pick, stack, take

COURT_MIX = {
    "custody": 30,
    "suspended sentence": 11,
    "community order": 20,
    "fine": 24,
    "discharge": 9,
    "other court disposal": 6,
}
OUT_OF_COURT_MIX = {"caution": 70, "penalty notice": 24, "reprimand or warning": 6}
"""What is imposed (assumed)."""

LATE_SHARE = 0.04
PROMPT_DAYS, LATE_DAYS = (0, 22), (30, 121)
"""Days until a conviction is on record: 0 to 21 (Recipe), a few in a hundred 30 to 120 (assumed)."""


@dataclass(frozen=True)
class Convictions:
    """Appearances after release, ordered by person and date of conviction."""

    rows: Rows

    def first_custody(self, people: int) -> np.ndarray:
        """Place of each person's first court date that ended in custody; -1 where none did."""
        place = np.full(people, -1)
        custody = np.flatnonzero(self.rows["disposal"] == "custody")
        person, first = np.unique(self.rows["person"][custody], return_index=True)
        place[person] = custody[first]
        return place

    def sanctions_until(self, person: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Sanctions of each person since the index release, up to and including a day."""
        key = _key(self.rows["person"], self.rows["convicted_on"])
        before = np.searchsorted(key, _key(person, day), side="right")
        return before - np.searchsorted(key, _key(person, np.datetime64("1900-01-01")), side="left")


def make_convictions(rng: np.random.Generator, population: Population) -> Convictions:
    """Every appearance after release that the population's offences lead to."""
    seen, released = population.appearances, population.people["discharged_on"]
    rows: Rows = {
        "person": seen.person,
        "offence_on": released[seen.person] + days_later(seen.offence_day),
        "convicted_on": released[seen.person] + days_later(seen.convicted_day),
        "in_court": seen.in_court,
    }
    rows = _one_a_day(rows)
    count = len(rows["person"])
    rows["disposal"] = np.where(rows["in_court"], pick(rng, count, COURT_MIX), pick(rng, count, OUT_OF_COURT_MIX))
    rows["offence"] = draw_offences(rng, rng.random(count) < 0.1)
    rows["known_on"] = rows["convicted_on"] + days_later(_recording_lag(rng, count))
    return Convictions(rows)


def all_convictions(
    rng: np.random.Generator, population: Population, convictions: Convictions, *, disposal: str = "custody"
) -> Rows:
    """The rows of the conviction table: the index convictions, which ended in `disposal`, and everything after."""
    people = take(population.people, population.people["standing"] != REMAND)
    count = len(people["person"])
    index: Rows = {
        "person": people["person"],
        "offence_on": people["received_on"] - days_later(np.minimum(400, 1 + rng.lognormal(4.0, 0.8, size=count))),
        "convicted_on": people["received_on"],
        "in_court": constant(count, True),
        "disposal": constant(count, disposal),
        "offence": people["offence"],
        "known_on": people["received_on"] + days_later(_recording_lag(rng, count)),
    }
    rows = stack([index, convictions.rows])
    rows["conviction"] = np.arange(len(rows["person"]))
    rows["offence_code"] = CODES[rows["offence"]]
    rows["severity"] = TRIAL[rows["offence"]]
    rows["is_custodial"] = rows["disposal"] == "custody"
    return rows


def _one_a_day(rows: Rows) -> Rows:
    """Offences dealt with on one day are one appearance, dated by the first of them."""
    order = np.lexsort((rows["offence_on"], ~rows["in_court"], rows["convicted_on"], rows["person"]))
    rows = take(rows, order)
    key = _key(rows["person"], rows["convicted_on"])
    return take(rows, np.concatenate([[True], key[1:] != key[:-1]]))


def _recording_lag(rng: np.random.Generator, count: int) -> np.ndarray:
    late = rng.random(count) < LATE_SHARE
    return np.where(late, rng.integers(*LATE_DAYS, size=count), rng.integers(*PROMPT_DAYS, size=count))


def _key(person: np.ndarray, day: np.ndarray) -> np.ndarray:
    return person * 100_000 + day.astype("datetime64[D]").astype(int)
