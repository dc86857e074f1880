"""Made-up releases of the scenarios on which projections are judged, and what is known of them at a given age.

A stand-in for real people, which shows how a method behaves and not how releases do. Risk of a discharged person is drawn
for three lengths of sentence; offences come at a rate that falls with time, differ between people of one risk (gamma),
and are convicted after a delay with a long tail. All days count from the start of the cohort's window.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from throughgate.methods.counts import Delays, FollowUp, RiskCounts

Scenario = Literal["S0", "S1", "S2", "S3", "S4", "S5", "S6"]
SCENARIOS: tuple[Scenario, ...] = get_args(Scenario)
SCENARIO_NAMES = {
    "S0": "no change",
    "S1": "hazard 14% lower",
    "S2": "effect in the first 3 months only",
    "S3": "court delay x1.4, no effect",
    "S4": "less risky people, hazard 10% lower",
    "S5": "offending 20% lower from calendar month 12",
    "S6": "mixture of effect, delay, case mix, months",
}
DAYS_IN_MONTH = 365.25 / 12
WINDOW_DAYS, OFFENCE_DAYS, CLOCK_DAYS = 365, 365, 548
MONTHS = 18
FINAL_MONTH = 30
COHORT = 1570

SENTENCES = (0.60, 0.31, 0.09)
LOGIT_RISK = ((0.56, 1.02), (-0.15, 1.05), (-0.95, 1.05))
OVERDISPERSION = 2.5
DECLINE = 0.80
LOG_LEVEL = 0.2158
OUT_OF_COURT = 0.06
DELAYS = ((0.85, 52.0, 0.85), (0.15, 205.0, 0.45))
"""Share, median days and log sd of the two kinds of delay from offence to conviction."""


@dataclass(frozen=True)
class World:
    """What differs from no change: factors on offending (by month since discharge, by calendar month), delay and risk."""

    effect: float = 1.0
    early_effect: float = 1.0
    delay: float = 1.0
    risk_shift: float = 0.0
    calendar: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class People:
    """People in order of discharge, and their qualifying convictions (`person` points into them)."""

    discharged: np.ndarray
    risk: np.ndarray
    person: np.ndarray
    offence_day: np.ndarray
    convicted_day: np.ndarray
    recorded_after: np.ndarray


def world(scenario: Scenario, rng: np.random.Generator) -> World:
    """The scenario's world; S6 draws one."""
    plain = World()
    if scenario == "S6":
        shock, months = 0.0, []
        for _ in range(FINAL_MONTH + 1):
            shock = 0.7 * shock + rng.normal(0, 0.05 * np.sqrt(1 - 0.7**2))
            months.append(float(np.exp(shock)))
        return World(
            rng.uniform(0.80, 1.0), 1.0, float(np.exp(rng.normal(0, 0.12))), rng.normal(0, 0.02), tuple(months)
        )
    return {
        "S0": plain,
        "S1": replace(plain, effect=0.86),
        "S2": replace(plain, early_effect=0.72),
        "S3": replace(plain, delay=1.4),
        "S4": replace(plain, effect=0.90, risk_shift=-0.04),
        "S5": replace(plain, calendar=(1.0,) * 12 + (0.8,) * (FINAL_MONTH - 11)),
    }[scenario]


def people(rng: np.random.Generator, n: int, of: World | None = None, *, is_late: bool = False) -> People:
    """People of a world over a window of a year; `is_late` records convictions late, as records are."""
    of = of or World()
    discharged = np.sort(rng.integers(0, WINDOW_DAYS, n))
    risk = _risk(rng, n, of.risk_shift)
    hazard = -np.log1p(-risk) * np.exp(LOG_LEVEL) * of.effect
    frailty = rng.gamma(OVERDISPERSION, 1 / OVERDISPERSION, n)
    number = rng.poisson(OVERDISPERSION * np.expm1(hazard / OVERDISPERSION) * frailty)
    person = np.repeat(np.arange(n), number)
    offence = np.minimum(OFFENCE_DAYS * rng.random(person.size) ** (1 / DECLINE), OFFENCE_DAYS - 1).astype(np.int64)
    delay = np.round(_delay(rng, person.size) * of.delay).astype(np.int64)
    kept = rng.random(person.size) < (1 - OUT_OF_COURT) * _factor(of, discharged[person], offence)
    kept &= offence + delay < CLOCK_DAYS
    lag = _recording_lag(rng, person.size) if is_late else np.zeros(person.size, dtype=np.int64)
    return People(discharged, np.round(risk, 2), person[kept], offence[kept], (offence + delay)[kept], lag[kept])


def _risk(rng: np.random.Generator, n: int, shift: float) -> np.ndarray:
    mean, sd = np.array(LOGIT_RISK)[rng.choice(3, n, p=SENTENCES)].T
    return np.clip(1 / (1 + np.exp(-rng.normal(mean, sd))) + shift, 0.01, 0.99)


def _delay(rng: np.random.Generator, size: int) -> np.ndarray:
    _, median, sd = np.array(DELAYS)[(rng.random(size) < DELAYS[1][0]).astype(int)].T
    return median * np.exp(rng.normal(0, sd))


def _recording_lag(rng: np.random.Generator, size: int) -> np.ndarray:
    return np.where(rng.random(size) < 0.04, rng.integers(30, 121, size), rng.integers(0, 22, size))


def _factor(of: World, discharged: np.ndarray, offence: np.ndarray) -> np.ndarray:
    factor = np.where(offence < 3 * DAYS_IN_MONTH, of.early_effect, 1.0)
    if of.calendar:
        month = ((discharged + offence) / DAYS_IN_MONTH).astype(int)
        factor = factor * np.array(of.calendar)[np.minimum(month, len(of.calendar) - 1)]
    return factor


def followed_up(of: People, day: int, *, known_on: int | None = None) -> tuple[FollowUp, Delays]:
    """Follow-up and delays of those discharged up to `day`, up to it, as known on it or on `known_on`."""
    n = int(np.searchsorted(of.discharged, day, side="right"))
    last = np.minimum(day - of.discharged[:n], CLOCK_DAYS - 1)
    seen = (of.person < n) & (of.discharged[of.person] + of.convicted_day <= day)
    seen &= of.discharged[of.person] + of.convicted_day + of.recorded_after <= (day if known_on is None else known_on)
    dates = np.unique(np.stack([of.person[seen], of.convicted_day[seen], of.offence_day[seen]]), axis=1)
    _, events = np.unique(dates[:2], axis=1, return_index=True)
    person, convicted, offence = dates[:, events]
    who, first = np.unique(person, return_index=True)
    free = np.ones(n, dtype=bool)
    free[who] = False
    days = [convicted[first], last[free], convicted, last]
    risks = [of.risk[who], of.risk[:n][free], of.risk[person], of.risk[:n]]
    counts = np.repeat(np.eye(4, dtype=np.int64), [len(d) for d in days], axis=1)
    follow_up = FollowUp(*_grouped(np.concatenate(risks), np.concatenate(days), counts))
    delay = convicted[first] - offence[first]
    delays = Delays(delay, last[who] - offence[first], offence[first], np.ones(who.size, dtype=np.int64))
    return follow_up, delays


def _grouped(risk: np.ndarray, day: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, ...]:
    """Counts by risk and day, one row each, as the query gives them."""
    risks, code = np.unique(risk, return_inverse=True)
    place, row = np.unique(code * (CLOCK_DAYS + 1) + day, return_inverse=True)
    summed = [np.bincount(row, weights=count, minlength=place.size).astype(np.int64) for count in counts]
    return (risks[place // (CLOCK_DAYS + 1)], place % (CLOCK_DAYS + 1), *summed)


def by_risk(of: People) -> RiskCounts:
    """Final counts by risk."""
    dates = np.unique(np.stack([of.person, of.convicted_day]), axis=1)[0]
    events = np.bincount(dates, minlength=of.risk.size)
    risk, row = np.unique(of.risk, return_inverse=True)
    sums = (np.ones_like(events), events > 0, events, events**2)
    return RiskCounts(risk, *(np.bincount(row, weights=w, minlength=risk.size).astype(np.int64) for w in sums))


def as_at(month: float) -> int:
    """The day on which so many months of the window and after have passed."""
    return round(month * DAYS_IN_MONTH) - 1
