"""The population: every group of people, their histories and risks, and hazards that meet the published rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from throughgate.store.synthetic import figures
from throughgate.store.synthetic.hazards import calibrate_population
from throughgate.store.synthetic.histories import make_histories, one_year_percent
from throughgate.store.synthetic.outcomes import Appearances, draw_chance, happen
from throughgate.store.synthetic.people import (
    BOND_1,
    COHORT_1,
    COHORT_3,
    COUNTED,
    ELSEWHERE,
    EXCLUDED,
    LONG,
    MIXED_MIX,
    MOVED,
    POOL_1,
    REMAND,
    Batch,
    make_all,
)
from throughgate.store.synthetic.rows import Rows
from throughgate.terms import TERMS_FOLDER, Cohort, read_terms

ELSEWHERE_PRISONS = ("HMP Moorland", "HMP Lindholme", "HMP Everthorpe", "HMP Hatfield")
"""Where people moved out of Doncaster shortly before release are released from (assumed)."""

SHORT_ONLY = (1.0, 0.0, 0.0)
LONG_ONLY = (0.0, 0.8, 0.2)


@dataclass(frozen=True)
class Population:
    """People, their OGRS percent, the offences they go on to, and the calibrated hazards by group."""

    people: Rows
    percent: np.ndarray
    appearances: Appearances
    hazards: dict[int, float]


def make_population(streams: list[np.random.Generator], *, planted: bool) -> Population:
    """Everyone in the file.

    Args:
        streams: three generators: people, histories, chance.
        planted: whether the service works differently for different people.
    """
    people = make_all(streams[0], _batches())
    people |= make_histories(streams[1], people)
    percent = one_year_percent(people)
    chance = draw_chance(streams[2], percent, people["discharged_on"])
    hazard, repeat, hazards = calibrate_population(people, percent, chance, planted=planted)
    return Population(people, percent, happen(chance, hazard, repeat), hazards)


def _batches() -> list[Batch]:
    doncaster = read_terms(TERMS_FOLDER / "doncaster.toml").cohorts
    bond = read_terms(TERMS_FOLDER / "peterborough.toml").cohorts
    batches = [batch for group, cohort in enumerate(doncaster) for batch in _doncaster(group, cohort)]
    by_id = {cohort.id: cohort for cohort in bond}
    for place in (0, 1):
        batches += _peterborough(BOND_1 + place, by_id[f"cohort-{place + 1}"], figures.PETERBOROUGH_PEOPLE[place])
        batches += _pool(POOL_1 + place, by_id[f"pool-{place + 1}"], figures.POOL_PEOPLE[place])
    first, last = doncaster[COHORT_1].discharged_from, doncaster[COHORT_3].discharged_to
    odd_first, odd_last = figures.ODD_TRANSFERS
    return [
        *batches,
        _elsewhere(first, last, 2.5 * figures.TRANSFERS_A_MONTH),
        _elsewhere(odd_first, odd_last + timedelta(60), 3 * figures.TRANSFERS_A_MONTH),
    ]


def _doncaster(group: int, cohort: Cohort) -> list[Batch]:
    shift = figures.COHORT_RISK_SHIFT.get(cohort.id, 0.0)
    risk = tuple((mean + shift, spread) for mean, spread in figures.OGRS_LOGIT)
    where = (cohort.establishments, figures.SENTENCE_BANDS, risk)
    window = (cohort.discharged_from, cohort.discharged_to)
    if group == COHORT_1:
        turn = figures.FIRST_NINE_MONTHS_END
        counted = [
            Batch(group, COUNTED, figures.FIRST_NINE_MONTHS, window[0], turn, *where),
            Batch(
                group,
                COUNTED,
                figures.ELIGIBLE_A_YEAR - figures.FIRST_NINE_MONTHS,
                turn + timedelta(1),
                window[1],
                *where,
            ),
        ]
    else:
        counted = [Batch(group, COUNTED, figures.ELIGIBLE_A_YEAR, *window, *where)]
    return [
        *counted,
        Batch(group, EXCLUDED, figures.EXCLUDED_A_YEAR, *window, *where),
        Batch(group, REMAND, figures.REMAND_A_YEAR, *window, *where),
    ]


def _peterborough(group: int, cohort: Cohort, people: int) -> list[Batch]:
    window = (cohort.discharged_from, cohort.discharged_to, cohort.establishments)
    risk = (figures.PETERBOROUGH_LOGIT, *figures.OGRS_LOGIT[1:])
    return [
        Batch(group, COUNTED, people, *window, SHORT_ONLY, risk),
        Batch(group, LONG, figures.PETERBOROUGH_LONG, *window, LONG_ONLY, risk),
    ]


def _pool(group: int, cohort: Cohort, people: int) -> list[Batch]:
    window = (cohort.discharged_from, cohort.discharged_to, cohort.establishments)
    risk = (figures.POOL_LOGIT, *figures.OGRS_LOGIT[1:])
    mix = tuple(MIXED_MIX.items())
    return [
        Batch(group, COUNTED, people, *window, SHORT_ONLY, risk, mix),
        Batch(group, LONG, figures.POOL_LONG, *window, LONG_ONLY, risk, mix),
    ]


def _elsewhere(first: date, last: date, a_month: float) -> Batch:
    """Releases from prisons nearby, more than were ever moved out of Doncaster."""
    people = round((last - first).days / 30.44 * a_month)
    return Batch(ELSEWHERE, MOVED, people, first, last, ELSEWHERE_PRISONS, figures.SENTENCE_BANDS, figures.OGRS_LOGIT)
