"""Hazards of conviction by risk and month of the conviction clock, from a cohort whose follow-up is complete."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from throughgate.methods.counts import FollowUp, RiskCounts
from throughgate.methods.nowcast.clock import Clock

SLOPE_SD = 0.5
"""Prior spread of the slope on log(-log(1 - risk)) about 1, its value where the score is a probability."""

UNKNOWN_EVENTS = 2.0
"""What an average risk weighs, in events, against what the people without a score did themselves."""

LOCAL_MONTHS = 2
RISK_DECIMALS = 3
"""Scores come in whole per cent; of a finer one a thousand values are enough, and keep the tables small."""

ROUNDS = 50
MOST_STEP = 0.5


@dataclass(frozen=True, eq=False)
class Hazard:
    """A hazard per month, `by_month` exp(slope (x - centre)) with x = log(-log(1 - risk)).

    `unknown` is the factor for people without a score. `observed` events and `exposure` (person-months, times the
    relative risk) by month are what it rests on, and `information` what the slope does. `shares` is the part of its
    month's hazard that falls on each day.
    """

    by_month: np.ndarray
    slope: float
    centre: float
    unknown: float
    observed: np.ndarray
    exposure: np.ndarray
    information: float
    shares: np.ndarray

    def relative(self, risk: ArrayLike) -> np.ndarray:
        """The hazard of people of each risk over that of the centre; people without a score have a level of their own."""
        x = cloglog(risk)
        return np.where(np.isnan(x), self.unknown, np.exp(self.slope * (np.nan_to_num(x) - self.centre)))


@dataclass(frozen=True, eq=False)
class Reference:
    """Hazards of a cohort whose follow-up is complete; what a maturing cohort is projected with.

    `first` is the hazard of the first conviction, `events` of every court date (per person, convicted before or not).
    `dispersion` is the variance of a person's events over their expected number, Pearson's. `risk` and `n` are the
    people it was found on, by risk.
    """

    months: int
    people: int
    first: Hazard
    events: Hazard
    dispersion: float
    risk: np.ndarray
    n: np.ndarray


def cloglog(risk: ArrayLike) -> np.ndarray:
    """log(-log(1 - risk)): where risk is the chance of an event within the year, the log of its cumulative hazard."""
    return np.log(-np.log1p(-np.clip(np.asarray(risk, dtype=float), 1e-6, 1 - 1e-6)))


def by_day(follow_up: FollowUp, clock: Clock) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """The distinct risks, ascending and no score last, and each count of the follow-up as risks by days."""
    rounded = np.round(np.asarray(follow_up.risk, dtype=float), RISK_DECIMALS)
    risk, row = np.unique(rounded, return_inverse=True, equal_nan=True)
    names = ("first_convictions", "censored", "events", "followed")
    return risk, {
        name: clock.lay_out(row.ravel(), follow_up.day, getattr(follow_up, name), risk.size) for name in names
    }


def by_month(table: np.ndarray, clock: Clock) -> np.ndarray:
    """Counts by day, in the last dimension, as counts by month."""
    starts = np.searchsorted(clock.month, np.arange(clock.months))
    return np.add.reduceat(table, starts, axis=-1)


def fit_reference(follow_up: FollowUp, counts: RiskCounts, *, months: int) -> Reference:
    """Hazards of first convictions and of events, by risk and month of the conviction clock, of a completed cohort.

    lambda_m(x) = exp(alpha_m + beta x), x = log(-log(1 - risk)): a grouped Poisson likelihood over risks and months,
    by Newton's method on beta with alpha_m in closed form. Each month holds one pseudo-event at the mean hazard of the
    five months about it, so that a month without events has a finite variance; beta has a prior N(1, 0.5^2).

    Args:
        follow_up: First convictions, events and follow-up (people, court dates) by risk and day since discharge.
        counts: The same people by risk, with events and their squares, for the dispersion.
        months: Length of the conviction clock.

    Returns:
        The reference.

    Raises:
        ValueError: Nobody in it, or no month.

    Source: grouped proportional hazards by Poisson regression, Holford 1980, doi:10.2307/2529982; Laird and Olivier
        1981 (Journal of the American Statistical Association 76, 231-240).
    """
    if months < 1:
        raise ValueError(f"months is {months}: a conviction clock lasts one month at least")
    if follow_up.people < 1 or counts.people < 1:
        raise ValueError("the reference holds nobody: give a cohort whose follow-up is complete")
    clock = Clock(months)
    risk, table = by_day(follow_up, clock)
    at_risk = table["first_convictions"] + table["censored"]
    first = _fit(risk, table["first_convictions"], at_risk, clock)
    events = _fit(risk, table["events"], table["followed"], clock)
    return Reference(
        months=months, people=follow_up.people, first=first, events=events,
        dispersion=_dispersion(counts, events), risk=np.asarray(counts.risk, dtype=float), n=np.asarray(counts.n),
    )  # fmt: skip


def _fit(risk: np.ndarray, events: np.ndarray, ended: np.ndarray, clock: Clock) -> Hazard:
    """The hazard of one kind of event, from events and ends of follow-up by risk and day.

    Fitted twice: the first hazards, taken as even within a month, say how the second rise and fall within it.
    """
    observed = by_month(events, clock)
    even = _fit_months(risk, observed, ended, clock.shares(), clock)
    return _fit_months(risk, observed, ended, clock.shares(even.by_month), clock)


def _fit_months(risk: np.ndarray, observed: np.ndarray, ended: np.ndarray, shares: np.ndarray, clock: Clock) -> Hazard:
    exposure, known = ended @ clock.followed(shares), ~np.isnan(risk)
    x = cloglog(risk[known])
    weight = exposure[known].sum(axis=1)
    if not weight.sum() > 0:  # nobody has a score: everybody is of one level
        seen, at_risk = observed.sum(axis=0), exposure.sum(axis=0)
        return Hazard(_with_pseudo_event(seen, at_risk), 0.0, 0.0, 1.0, seen, at_risk, 0.0, shares)
    centre = float(weight @ x / weight.sum())
    months, slope, at_risk, information = _newton(x - centre, observed[known], exposure[known])
    mean = float(weight @ np.exp(slope * (x - centre)) / weight.sum())
    seen, expected = observed[~known].sum(), float((exposure[~known] @ months).sum())
    unknown = float((seen + UNKNOWN_EVENTS) / (expected + UNKNOWN_EVENTS / mean))
    return Hazard(months, slope, centre, unknown, observed[known].sum(axis=0), at_risk, information, shares)


def _newton(x: np.ndarray, observed: np.ndarray, exposure: np.ndarray) -> tuple[np.ndarray, float, np.ndarray, float]:
    """Hazard by month, slope, relative-risk-weighted exposure by month, and the information on the slope."""
    months, slope = observed.sum(axis=0), 1.0
    for _ in range(ROUNDS):
        weighted = np.exp(slope * x)[:, None] * exposure
        at_risk = weighted.sum(axis=0)
        rate = _with_pseudo_event(months, at_risk)
        mean = x @ weighted / np.maximum(at_risk, 1e-300)
        spread = np.maximum((x * x) @ weighted - at_risk * mean**2, 0.0)
        information = float(rate @ spread + 1 / SLOPE_SD**2)
        score = float(x @ observed.sum(axis=1) - rate @ (x @ weighted) - (slope - 1) / SLOPE_SD**2)
        step = float(np.clip(score / information, -MOST_STEP, MOST_STEP))
        if abs(step) < 1e-10:
            break
        slope += step
    return rate, slope, at_risk, information


def _with_pseudo_event(observed: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """(observed + 1) / (exposure + 1 / h) by month, h the mean hazard of the five months about it."""
    overall = (observed.sum() + 0.5) / (exposure.sum() + 0.5)
    near = np.ones(2 * LOCAL_MONTHS + 1)
    window = slice(LOCAL_MONTHS, LOCAL_MONTHS + observed.size)
    events, months = np.convolve(observed, near)[window], np.convolve(exposure, near)[window]
    local = (events + 0.5) / (months + 0.5 / overall)
    return (observed + 1) / (exposure + 1 / local)


def _dispersion(counts: RiskCounts, events: Hazard) -> float:
    """Pearson's sum of (events - expected)^2 / expected over people, for each person; at least 1."""
    expected = events.relative(counts.risk) * events.by_month.sum()
    squares = counts.events_squared - 2 * expected * counts.events + counts.n * expected**2
    return float(max(1.0, np.sum(squares / expected) / max(counts.people - 1, 1)))
