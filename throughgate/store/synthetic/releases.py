"""Releases: the one each person is in the data for, and the second one of some after going back to custody."""

from __future__ import annotations

import numpy as np

from throughgate.store.synthetic import figures
from throughgate.store.synthetic.convictions import Convictions
from throughgate.store.synthetic.histories import one_year_percent
from throughgate.store.synthetic.people import (
    BASELINE,
    BOND_1,
    BOND_2,
    COHORT_1,
    COHORT_2,
    COHORT_3,
    COUNTED,
    EXCLUDED,
    POOL_1,
    POOL_2,
    REMAND,
)
from throughgate.store.synthetic.population import Population
from throughgate.store.synthetic.rows import Rows, days_later, pick, share_mask, stack, take, to_weekday
from throughgate.terms import TERMS_FOLDER, read_terms

SOUTH_YORKSHIRE = {"Doncaster": 40, "Sheffield": 28, "Rotherham": 17, "Barnsley": 15}
AWAY = {
    "Leeds": 16, "Kingston upon Hull": 14, "Wakefield": 13, "North Lincolnshire": 10, "Bassetlaw": 10, "Kirklees": 8,
    "Nottingham": 8, "Bradford": 8, "Manchester": 7, "North East Lincolnshire": 6,
}  # fmt: skip
AROUND_PETERBOROUGH = {"Peterborough": 55, "Fenland": 15, "South Kesteven": 12, "Huntingdonshire": 12, "Northampton": 6}
AROUND_OTHERS = {"Bedford": 10, "Leicester": 20, "Lincoln": 12, "Norwich": 15, "Nottingham": 23, "Islington": 20}
"""Where people go; the four authorities are RS 18/12, section 3.2, the shares assumed."""

DONCASTER_GROUPS = (BASELINE, COHORT_1, COHORT_2, COHORT_3)
SHORT_RETURN = (12, 75)
"""Days of custody of those released a second time (assumed)."""

SCORE_NOISE = 0.03
"""Recorded scores that differ from the recomputed one by a point or two (assumed)."""

RECALL_AFTER, RECALL_DAYS = (15, 240), 28
"""Days from release on licence to a recall, and the days of a fixed-term one (the latter set by statute)."""

RISK_SCHEME = "OGRS3 one year, recorded"


def make_releases(streams: list[np.random.Generator], population: Population, convictions: Convictions) -> Rows:
    """Every release, with its number, its person, and all that is known of it.

    Args:
        streams: three generators: repeats, places, scores.
        population: the people.
        convictions: their appearances after release.
    """
    first = dict(population.people)
    once = np.zeros(len(first["person"]), dtype=bool)
    first |= {"is_repeat": once, "is_recall": once, "percent": population.percent}
    again = _repeats(streams[0], first, convictions)
    releases = stack([first, again])
    count = len(releases["person"])
    releases["discharge"] = np.arange(count)
    releases["percent"][len(first["person"]) :] = one_year_percent(again)
    _places(streams[1], releases)
    _missing_histories(streams[2], releases)
    return releases


def recorded_score(rng: np.random.Generator, releases: Rows, *, planted: bool) -> np.ndarray:
    """The OGRS percent that Doncaster recorded, NaN elsewhere and where there is no history to score."""
    count = len(releases["percent"])
    slip = np.where(rng.random(count) < SCORE_NOISE, rng.choice([-2, -1, 1, 2], size=count), 0)
    if planted:
        first, last = (np.datetime64(day) for day in figures.OVERSCORED)
        inside = (releases["discharged_on"] >= first) & (releases["discharged_on"] <= last)
        slip = slip + np.where(inside, figures.OVERSCORED_BY, 0)
    has_score = (releases["establishment"] == figures.DONCASTER) & releases["has_history"]
    return np.where(has_score, np.clip(releases["percent"] + slip, 1, 99), np.nan)


def window_ends() -> dict[int, np.datetime64]:
    """Last day of the window of each group."""
    cohorts = read_terms(TERMS_FOLDER / "doncaster.toml").cohorts
    ends = {group: np.datetime64(cohort.discharged_to) for group, cohort in enumerate(cohorts)}
    bond = {cohort.id: cohort for cohort in read_terms(TERMS_FOLDER / "peterborough.toml").cohorts}
    named = {BOND_1: "cohort-1", BOND_2: "cohort-2", POOL_1: "pool-1", POOL_2: "pool-2"}
    return ends | {group: np.datetime64(bond[name].discharged_to) for group, name in named.items()}


def _repeats(rng: np.random.Generator, first: Rows, convictions: Convictions) -> Rows:
    """Second releases within the same window: after a new sentence where there is one, else after a recall."""
    back = convictions.first_custody(len(first["person"]))
    resentenced, count = convictions.rows["convicted_on"][back], len(back)
    recalled = first["discharged_on"] + days_later(rng.integers(*RECALL_AFTER, size=count))
    served = rng.integers(*SHORT_RETURN, size=count)
    ends, group = window_ends(), first["group"]
    last = np.array([ends.get(value, np.datetime64("1900-01-01")) for value in range(group.max() + 1)])[group]
    returns = (first["standing"] == COUNTED) & ~np.isin(group, (POOL_1, POOL_2))
    on_sentence = returns & (back >= 0) & (to_weekday(resentenced + days_later(served)) <= last)
    on_recall = (
        returns & (first["release_type"] == "licence") & (to_weekday(recalled + days_later(RECALL_DAYS)) <= last)
    )
    order = np.where(on_sentence, 1 + rng.random(count), np.where(on_recall, rng.random(count), -1.0))
    chosen = share_mask(order, figures.REPEAT_SHARE * returns, group) & (order >= 0)
    again = take(first, chosen)
    new = on_sentence[chosen]
    again |= {"is_repeat": np.full(len(new), True), "is_recall": ~new}
    again["received_on"] = np.where(new, resentenced[chosen], recalled[chosen])
    again["served"] = np.where(new, served[chosen], RECALL_DAYS)
    again["discharged_on"] = to_weekday(again["received_on"] + days_later(again["served"]))
    _new_sentence(again, new, convictions, back[chosen])
    return again


def _new_sentence(again: Rows, new: np.ndarray, convictions: Convictions, back: np.ndarray) -> None:
    """What a new sentence changes: its day, length, offence and the count of sanctions; a recall changes none."""
    since = convictions.sanctions_until(again["person"], again["received_on"])
    changes = {
        "sentenced_on": again["received_on"],
        "band": np.zeros(len(new), dtype=int),
        "sentence_days": 2.0 * again["served"],
        "custody_type": "sentenced",
        "release_type": "automatic",
        "offence": convictions.rows["offence"][back],
        "sanctions_total": again["sanctions_total"] + since,
    }
    for name, value in changes.items():
        again[name] = np.where(new, value, again[name]).astype(again[name].dtype)


def _places(rng: np.random.Generator, releases: Rows) -> None:
    """Where people are released to: local or not, and the authority."""
    group, band, count = releases["group"], releases["band"], len(releases["group"])
    doncaster = releases["establishment"] == figures.DONCASTER
    cells = (group * 3 + band) * 4 + releases["is_repeat"] * 2 + (releases["standing"] == COUNTED)
    # The published share is of nine months, so those nine months are a cell of their own.
    cells = cells * 2 + (releases["discharged_on"] <= np.datetime64(figures.FIRST_NINE_MONTHS_END))
    local = share_mask(rng.random(count), np.array(figures.LOCAL_BY_BAND)[band], cells)
    bond = releases["establishment"] == figures.PETERBOROUGH
    near = np.where(doncaster, pick(rng, count, SOUTH_YORKSHIRE), pick(rng, count, AROUND_PETERBOROUGH))
    area = np.where(local, near, pick(rng, count, AWAY))
    area = np.where(np.isin(group, (POOL_1, POOL_2)), pick(rng, count, AROUND_OTHERS), area).astype("U32")
    releases["release_area"] = np.where(releases["standing"] == EXCLUDED, np.where(_leaves(releases), "", area), area)
    releases["is_local"] = np.where(doncaster | bond, local & (releases["release_area"] != ""), np.nan)
    releases["home_area"] = np.where(rng.random(count) < 0.9, area, np.where(rng.random(count) < 0.5, near, ""))


def _leaves(releases: Rows) -> np.ndarray:
    return np.isin(releases["exclusion"], ("deported", "immigration removal"))


def _missing_histories(rng: np.random.Generator, releases: Rows) -> None:
    """About two in a hundred sentenced people have no sanction history on file; nobody on remand has one."""
    people = int(releases["person"].max()) + 1
    lost = share_mask(rng.random(people), figures.MISSING_HISTORY, releases["group"][:people])
    releases["has_history"] = ~lost[releases["person"]] & (releases["standing"] != REMAND)


def correct_some(rng: np.random.Generator, releases: Rows, discharge: Rows) -> Rows:
    """Rows that correct earlier ones: an exclusion learnt late, and a release area put right.

    The late exclusions are of people already left out of every published count, so no count moves in the end.
    """
    settled = (releases["discharged_on"] < np.datetime64("2013-09-01")) & np.isin(releases["group"], DONCASTER_GROUPS)
    excluded = np.flatnonzero(settled & (releases["standing"] == EXCLUDED))
    moved = np.flatnonzero(settled & (releases["standing"] == COUNTED) & (releases["is_local"] == 1))
    late = np.concatenate([rng.choice(excluded, 12, replace=False), rng.choice(moved, 8, replace=False)])
    corrected = take(discharge, late)
    corrected["known_on"] = corrected["known_on"] + days_later(rng.integers(30, 200, size=len(late)))
    discharge["exclusion"][late[:12]] = ""
    areas = np.array(list(SOUTH_YORKSHIRE))
    other = (np.searchsorted(np.sort(areas), corrected["release_area"][12:]) + 1) % len(areas)
    corrected["release_area"][12:] = np.sort(areas)[other]
    return corrected
