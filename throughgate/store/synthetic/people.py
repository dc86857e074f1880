"""Who is released, from where, when, after what sentence and with what risk of reconviction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import stats

from throughgate.store.synthetic import figures
from throughgate.store.synthetic.rows import (
    Rows,
    constant,
    days_later,
    logistic,
    pick,
    release_days,
    share_mask,
    spread_uniform,
    stack,
)

COUNTED, EXCLUDED, REMAND, LONG, MOVED = range(5)
"""What a person is in the data for: counted, excluded by name, on remand, too long a sentence, moved out."""

BASELINE, COHORT_1, COHORT_2, COHORT_3, BOND_1, BOND_2, POOL_1, POOL_2, ELSEWHERE = range(9)
"""Groups: Doncaster's four windows, Peterborough's two, its comparison prisons' two, and prisons nearby."""

SERVED_GROUPS = (COHORT_1, COHORT_2, COHORT_3)
"""Doncaster groups released under the contract."""

SHORT_MEDIAN, SHORT_SPREAD = 110, 0.7
MEDIUM_MEDIAN, MEDIUM_SPREAD = 730, 0.35
LONG_MEDIAN, LONG_SPREAD = 2000, 0.3
"""Days of sentence in each band: median and spread on the log scale (assumed)."""

BAND_LIMITS = ((14, 364), (365, 1460), (1461, 5475))
AGE_SHAPE, AGE_SCALE, YOUNGEST, OLDEST = 1.9, 7.5, 18, 78
"""Ages at release: 18 and a gamma, mean about 32 (assumed)."""

AGE_BY_RISK = -0.25
"""Correlation of age and risk (assumed)."""

IPP_SHARE = 0.04
"""Of sentences of four years and over, those indeterminate for public protection (assumed)."""

HIGH_RISK_BY_BAND = (0.06, 0.15, 0.35)
"""Assessed as high or very high risk of harm: 12% of those interviewed (RS 18/12, Appendix E), by band assumed."""

WHITE_MIX = {"White": 86, "Asian": 4, "Black": 5, "Mixed": 3, "Other": 1, "": 1}
MIXED_MIX = {"White": 70, "Asian": 9, "Black": 13, "Mixed": 5, "Other": 2, "": 1}
"""Ethnicity at Doncaster and Peterborough, and in the comparison prisons (assumed)."""


@dataclass(frozen=True)
class Batch:
    """People of one standing released in one window."""

    group: int
    standing: int
    count: int
    first: date
    last: date
    establishments: tuple[str, ...]
    bands: tuple[float, float, float]
    risk: tuple[tuple[float, float], ...]
    ethnicity: tuple[tuple[str, float], ...] = tuple(WHITE_MIX.items())


def make_people(rng: np.random.Generator, batch: Batch) -> Rows:
    """One row a person of the batch, with the release they are in the data for."""
    count = batch.count
    people: Rows = {
        "group": constant(count, batch.group),
        "standing": constant(count, batch.standing),
        "establishment": np.array(batch.establishments, dtype="U24")[
            rng.integers(len(batch.establishments), size=count)
        ],
        "discharged_on": release_days(rng, count, batch.first, batch.last),
        "band": _bands(rng, count, batch.bands),
        "ethnicity": pick(rng, count, dict(batch.ethnicity)).astype("U8"),
    }
    people["wanted"] = _risk(rng, people["band"], batch.risk)
    _sentence(rng, people)
    _risk_of_harm(rng, people)
    _birth(rng, people)
    mix = figures.EXCLUSION_MIX if batch.standing == EXCLUDED else {"": 1}
    people["exclusion"] = pick(rng, count, mix).astype("U24")
    return people


def make_all(rng: np.random.Generator, batches: list[Batch]) -> Rows:
    """The people of every batch; their number is their place."""
    people = stack([make_people(rng, batch) for batch in batches])
    return people | {"person": np.arange(len(people["group"]))}


def _bands(rng: np.random.Generator, count: int, shares: tuple[float, float, float]) -> np.ndarray:
    cuts = np.cumsum(shares)[:-1]
    return np.searchsorted(cuts, spread_uniform(rng, count), side="right")


def _risk(rng: np.random.Generator, band: np.ndarray, risk: tuple[tuple[float, float], ...]) -> np.ndarray:
    """Log odds of reconviction that the history is to be solved for; kept from the ends of the scale."""
    wanted = np.empty(len(band))
    for value, (mean, spread) in enumerate(risk):
        inside = band == value
        wanted[inside] = mean + spread * stats.norm.ppf(spread_uniform(rng, int(inside.sum())))
    return np.clip(wanted, -3.2, 3.2)


def _sentence(rng: np.random.Generator, people: Rows) -> None:
    """Sentence, time served, day of reception and kind of release."""
    band, count = people["band"], len(people["band"])
    median = np.array([SHORT_MEDIAN, MEDIUM_MEDIAN, LONG_MEDIAN])[band]
    spread = np.array([SHORT_SPREAD, MEDIUM_SPREAD, LONG_SPREAD])[band]
    low, high = np.array(BAND_LIMITS)[band].T
    days = np.clip(np.round(median * np.exp(spread * rng.standard_normal(count))), low, high)
    early = (rng.random(count) < 0.12) & (days >= 90) & (band < 2)
    served = np.ceil(days / 2) - np.where(early, np.minimum(135, days / 6), 0)
    remand = people["standing"] == REMAND
    served = np.where(remand, rng.integers(5, 130, size=count), served).astype(int)
    ipp = (band == 2) & (rng.random(count) < IPP_SHARE) & (people["standing"] == COUNTED)
    people["served"] = served
    people["sentence_days"] = np.where(remand | ipp, np.nan, days)
    people["custody_type"] = np.where(remand, "remand", np.where(ipp, "IPP", "sentenced"))
    people["received_on"] = people["sentenced_on"] = people["discharged_on"] - days_later(served)
    kind = np.where(band == 0, "automatic", "licence")
    kind = np.where(
        early & ~remand, "home detention curfew", np.where(rng.random(count) < 0.01, "end of sentence", kind)
    )
    people["release_type"] = np.where(remand, "other", kind).astype("U24")


def _risk_of_harm(rng: np.random.Generator, people: Rows) -> None:
    band, count = people["band"], len(people["band"])
    high = share_mask(rng.random(count), np.array(HIGH_RISK_BY_BAND)[band], band)
    very = high & (rng.random(count) < 0.1)
    lower = np.where(rng.random(count) < logistic(people["wanted"] + 0.6), "medium", "low")
    people["risk_of_harm"] = np.where(very, "very high", np.where(high, "high", lower))


def _birth(rng: np.random.Generator, people: Rows) -> None:
    """Month of birth: younger people carry more risk; nobody was sentenced below seventeen."""
    count = len(people["wanted"])
    noise = stats.norm.ppf(spread_uniform(rng, count))
    spread = people["wanted"].std() or 1.0
    place = AGE_BY_RISK * (people["wanted"] - people["wanted"].mean()) / spread + np.sqrt(1 - AGE_BY_RISK**2) * noise
    age = YOUNGEST + stats.gamma.ppf(stats.norm.cdf(place), AGE_SHAPE, scale=AGE_SCALE)
    age = np.clip(np.maximum(age, 17.1 + people["served"] / 365.25), YOUNGEST, OLDEST)
    people["birth_month"] = (people["discharged_on"] - days_later(age * 365.25)).astype("datetime64[M]")
    people["birth_month"] = people["birth_month"].astype("datetime64[D]")


def young(people: Rows) -> np.ndarray:
    """True where the person is under 25 on release."""
    months = (people["discharged_on"].astype("datetime64[M]") - people["birth_month"].astype("datetime64[M]")).astype(
        int
    )
    return months // 12 < figures.UNMOVED_BELOW_AGE
