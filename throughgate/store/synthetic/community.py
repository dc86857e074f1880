"""People who start supervision in the community in Northshire, an area that does not exist.

Three contracts measure them, and count cautions as well as convictions, so their outcome is calibrated on every dated
event. They have random streams of their own: nothing else in the file moves with them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from throughgate.store.synthetic import figures
from throughgate.store.synthetic.calibration import Cell, Group, calibrate
from throughgate.store.synthetic.convictions import all_convictions, make_convictions
from throughgate.store.synthetic.histories import make_histories, one_year_percent
from throughgate.store.synthetic.outcomes import Chance, draw_chance, happen, part_of
from throughgate.store.synthetic.people import COUNTED, Batch, make_all
from throughgate.store.synthetic.population import SHORT_ONLY, Population
from throughgate.store.synthetic.rows import Rows, constant, days_later, pick, share_mask

ORDER_DAYS = {182: 15, 365: 60, 547: 15, 730: 10}
"""Length of the order, in days (assumed)."""

MOST_DAYS_TO_START = 15
"""Supervision starts within so many days of the sentence (assumed)."""

AREAS = {"Northshire Coast": 30, "Northshire Vale": 25, "Northshire City": 45}
"""Made up, like Northshire."""

MOST_REPEAT = 6.0
"""The rate of offences after the first may be this many times the rate before it: far more than after release from
custody, since the figures met here count every reoffence of those who reoffend."""


def make_community(rng: np.random.Generator) -> tuple[Rows, Rows]:
    """Starts of supervision, one a person, and the rows of the conviction table that belong to these people.

    A start has the columns of a release (`releases.make_releases`); `received_on` is the day of sentence, for nobody
    is received into custody.
    """
    of_people, of_histories, of_chance, of_starts, of_outcomes, of_index = rng.spawn(6)
    people = make_all(of_people, _batches())
    count = len(people["person"])
    wait = days_later(of_starts.integers(0, MOST_DAYS_TO_START + 1, size=count))
    people["received_on"] = people["sentenced_on"] = people["discharged_on"] - wait
    people["sentence_days"] = pick(of_starts, count, ORDER_DAYS).astype(float)
    people["release_type"] = constant(count, "other")
    people |= make_histories(of_histories, people)
    percent = one_year_percent(people)
    population = Population(people, percent, _appearances(of_chance, people, percent), {})
    convictions = make_convictions(of_outcomes, population)
    lost = share_mask(of_starts.random(count), figures.MISSING_HISTORY, people["group"])
    area = pick(of_starts, count, AREAS)
    starts = people | {
        "discharge": np.arange(count),
        "percent": percent,
        "is_repeat": constant(count, False),
        "is_recall": constant(count, False),
        "has_history": ~lost,
        "release_area": area,
        "home_area": np.where(of_starts.random(count) < 0.9, area, ""),
        "is_local": constant(count, np.nan),
    }
    return starts, all_convictions(of_index, population, convictions, disposal="community order")


def _batches() -> list[Batch]:
    return [
        Batch(
            group, COUNTED, people, date(year, 1, 1), date(year, 12, 31), (figures.NORTHSHIRE,), SHORT_ONLY,
            ((figures.NORTHSHIRE_LOGIT[0] + shift, figures.NORTHSHIRE_LOGIT[1]),),
        )
        for group, (year, people, shift) in enumerate(
            zip(figures.NORTHSHIRE_YEARS, figures.NORTHSHIRE_PEOPLE, figures.NORTHSHIRE_RISK_SHIFT, strict=True)
        )
    ]  # fmt: skip


def _appearances(rng: np.random.Generator, people: Rows, percent: np.ndarray):
    """What happens to everyone, under hazards that meet the figures of each year with cautions counted."""
    chance = draw_chance(rng, percent, people["discharged_on"], most_repeat=MOST_REPEAT)
    count = len(percent)
    hazard, repeat = np.zeros(count), np.ones(count)
    for group, target in enumerate(figures.NORTHSHIRE_OUTCOME):
        members = people["group"] == group
        hazard[members], repeat[members] = _calibrate(part_of(chance, members), target)
    return happen(chance, hazard, repeat)


def _calibrate(chance: Chance, target: figures.Outcome) -> tuple[np.ndarray, float]:
    count = len(chance.risk)
    every_event = replace(chance, in_court=np.ones(len(chance.in_court), dtype=bool))
    everyone = Cell(np.ones(count, dtype=bool), round(target.reconvicted / 100 * count))
    wanted = target.events / 100 * count
    group = Group(every_event, (everyone,), wanted, np.zeros(count), np.ones(count), np.ones(count), MOST_REPEAT)
    return calibrate(group)
