"""Criminal histories from which OGRS can be computed, solved so that the score is the one wanted."""

from __future__ import annotations

import csv
from functools import cache

import numpy as np

from throughgate import PROJECT
from throughgate.methods.ogrs import COPAS_YEARS, category_indexes, score_ogrs3
from throughgate.methods.ogrs_coefficients import OGRS3_AGE_STARTS, OGRS3_CATEGORIES, OGRS3_OFFICIAL
from throughgate.store.synthetic.rows import Rows, completed_years

CODES_FILE = PROJECT / "data" / "ogrs" / "offence_codes.csv"

YOUNGEST_SANCTION = 10
MOST_SANCTIONS = 150

# Home Office code: how common after a short sentence, after a longer one, and how it may be tried (mix assumed).
OFFENCES = {
    "04600": (20, 4, "either way"),
    "03900": (6, 2, "either way"),
    "10501": (12, 2, "summary"),
    "00801": (8, 8, "either way"),
    "00501": (1, 10, "indictable"),
    "02801": (4, 18, "either way"),
    "03001": (5, 4, "either way"),
    "03400": (0, 10, "indictable"),
    "09250": (1, 4, "either way"),
    "09300": (4, 3, "either way"),
    "09201": (2, 16, "either way"),
    "05400": (3, 2, "either way"),
    "05310": (3, 2, "either way"),
    "08301": (4, 1, "either way"),
    "04801": (3, 1, "summary"),
    "04510": (3, 1, "either way"),
    "80200": (5, 1, "summary"),
    "80301": (4, 1, "summary"),
    "14900": (5, 1, "summary"),
    "12509": (5, 1, "summary"),
    "06601": (2, 3, "either way"),
    "01700": (0, 3, "indictable"),
    "19500": (3, 1, "summary"),
}
CODES = np.array(list(OFFENCES))
TRIAL = np.array([offence[2] for offence in OFFENCES.values()])


@cache
def _table() -> tuple[np.ndarray, np.ndarray]:
    """OGRS3 category and violence flag of each of `CODES`."""
    with CODES_FILE.open(encoding="utf-8") as lines:
        known = {row["ho_code"]: row for row in csv.DictReader(lines)}
    category = category_indexes([known[code]["ogrs3_category"] for code in CODES], OGRS3_CATEGORIES)
    return category, np.array([known[code]["is_violent_sanction"] == "Y" for code in CODES])


def draw_offences(rng: np.random.Generator, long_sentence: np.ndarray) -> np.ndarray:
    """Places in `CODES`, drawn from the mix of short or of longer sentences."""
    weights = np.array([offence[:2] for offence in OFFENCES.values()], dtype=float).T
    reached = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    drawn = rng.random(len(long_sentence))
    short, longer = (np.searchsorted(line, drawn, side="right") for line in reached)
    return np.where(long_sentence, longer, short).clip(max=len(CODES) - 1)


def make_histories(rng: np.random.Generator, people: Rows) -> Rows:
    """The sanction history of every person at the sentence they are first released from.

    Returns:
        offence (place in `CODES`), age_at_first_sanction, sanctions_total, violent_sanctions.
    """
    offence = draw_offences(rng, people["band"] > 0)
    category, is_violent = _table()
    at_conviction = completed_years(people["birth_month"], people["sentenced_on"])
    at_release = completed_years(people["birth_month"], people["discharged_on"])
    copas = _copas_wanted(people["wanted"], at_release, category[offence], OGRS3_OFFICIAL.later_sanction)
    career = _career(rng, at_conviction)
    total = np.clip(np.round(np.exp(copas) * career), 2, MOST_SANCTIONS)
    # The count is whole, so the years since the first sanction take up what rounding it left over.
    career = np.clip(np.round(total / np.exp(copas)), COPAS_YEARS, at_conviction)
    first_time = _first_time_is_nearer(people["wanted"], at_release, category[offence], total, career)
    total = np.where(first_time, 1, total).astype(int)
    first = np.where(first_time, at_conviction, COPAS_YEARS + at_conviction - career).astype(int)
    violent = rng.binomial(total - is_violent[offence], 0.22) + is_violent[offence]
    return {
        "offence": offence,
        "age_at_first_sanction": first,
        "sanctions_total": total,
        "violent_sanctions": np.minimum(violent, total),
    }


def one_year_percent(releases: Rows) -> np.ndarray:
    """OGRS3 one-year official whole percent of every release, -1 where it cannot be scored."""
    category, _ = _table()
    return score_ogrs3(
        sex=np.full(len(releases["offence"]), "M"),
        age_at_conviction=completed_years(releases["birth_month"], releases["sentenced_on"]),
        age_at_first_sanction=releases["age_at_first_sanction"],
        age_at_follow_up=completed_years(releases["birth_month"], releases["discharged_on"]),
        sanctions_total=releases["sanctions_total"],
        category=category[releases["offence"]],
    ).one_year_percent


def _career(rng: np.random.Generator, at_conviction: np.ndarray) -> np.ndarray:
    """Ten years more than the years since a first sanction in the teens or, for some, later."""
    first = YOUNGEST_SANCTION + rng.gamma(2.2, 3.0, size=len(at_conviction))
    return np.clip(COPAS_YEARS + at_conviction - first, COPAS_YEARS, at_conviction)


def _constant_terms(at_release: np.ndarray, category: np.ndarray) -> np.ndarray:
    age = np.array(OGRS3_OFFICIAL.male)[np.searchsorted(OGRS3_AGE_STARTS, at_release, side="right") - 1]
    return OGRS3_OFFICIAL.one_year + age + np.array(OGRS3_OFFICIAL.offence)[category]


def _copas_wanted(wanted: np.ndarray, at_release: np.ndarray, category: np.ndarray, history: float) -> np.ndarray:
    return (wanted - _constant_terms(at_release, category) - history) / OGRS3_OFFICIAL.copas


def _first_time_is_nearer(
    wanted: np.ndarray, at_release: np.ndarray, category: np.ndarray, total: np.ndarray, career: np.ndarray
) -> np.ndarray:
    """True where a first sanction, which has no career, comes nearer the score wanted than the history solved."""
    terms = _constant_terms(at_release, category)
    solved = terms + OGRS3_OFFICIAL.later_sanction + OGRS3_OFFICIAL.copas * np.log(total / career)
    alone = terms + OGRS3_OFFICIAL.first_sanction - OGRS3_OFFICIAL.copas * np.log(COPAS_YEARS)
    return np.abs(alone - wanted) < np.abs(solved - wanted)
