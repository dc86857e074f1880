"""How well a score foretells reconviction on the baseline, how two groups' scores lie, and what could overturn the result."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from throughgate.methods.casemix.recalibration import Recalibration, predict, split
from throughgate.methods.casemix.risk_bands import FIVE_POINTS, millionths
from throughgate.methods.counts import RiskCounts
from throughgate.methods.reconviction import wilson

TENTHS = 10


@dataclass(frozen=True)
class Decile:
    """A tenth of the people by risk: mean risk, expected and observed rate with its 95% interval, shares of 1."""

    n: int
    risk: float
    expected: float
    observed: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Diagnostics:
    """How well the score does on the baseline, by people with a score.

    `calibration` is of the fitted model on the baseline, by tenths; `slope` and `intercept` of logit outcome on logit
    risk; `auc` the chance that somebody reconvicted had the higher risk.
    """

    calibration: tuple[Decile, ...]
    slope: float
    intercept: float
    auc: float


@dataclass(frozen=True, eq=False)
class Scores:
    """How the scores of two groups lie; nothing in it depends on what became of anybody.

    The shares are of people by twentieths of risk. All but the two `unknown` are of people with a score; a mean and a
    standard deviation of nobody are 0.
    """

    baseline_shares: np.ndarray
    cohort_shares: np.ndarray
    baseline_mean: float
    cohort_mean: float
    baseline_sd: float
    cohort_sd: float
    baseline_unknown: int
    cohort_unknown: int


@dataclass(frozen=True)
class TippingPoint:
    """An unmeasured factor that would move the adjusted baseline by as much as was asked.

    Of the cohort `prevalence_cohort` have it, of the baseline `prevalence_baseline` (shares of 1); it multiplies the odds
    of reconviction by `odds_ratio`.
    """

    prevalence_baseline: float
    prevalence_cohort: float
    odds_ratio: float


def diagnose(baseline: RiskCounts, model: Recalibration) -> Diagnostics:
    """Calibration and discrimination.

    Slope and intercept are the model's own: 1 and 0 for a score that is right as it stands. Only the chance that
    outcomes follow the fitted curve on the sample it was fitted on is shown: that is no test on other people.
    """
    known, _ = split(baseline)
    return Diagnostics(_by_tenth(known, model), model.slope, model.intercept, _area_under_curve(known))


def compare_scores(baseline: RiskCounts, cohort: RiskCounts) -> Scores:
    """The two distributions of risk."""
    known, unknown = split(baseline)
    of, of_unknown = split(cohort)
    (mean, sd), (of_mean, of_sd) = _mean_and_sd(known), _mean_and_sd(of)
    return Scores(
        baseline_shares=_by_twentieth(known),
        cohort_shares=_by_twentieth(of),
        baseline_mean=mean,
        cohort_mean=of_mean,
        baseline_sd=sd,
        cohort_sd=of_sd,
        baseline_unknown=unknown.people,
        cohort_unknown=of_unknown.people,
    )


def tipping_points(rate: float, points: float, prevalences: tuple[float, ...]) -> tuple[TippingPoint, ...]:
    """What an unmeasured factor would have to be like to move the adjusted baseline `rate` by `points`.

    With the factor in a share b of the baseline and c of the cohort, and rates q0 without it and q1 with it,
    rate = (1-b) q0 + b q1, and a baseline with the cohort's share has (1-c) q0 + c q1. The two differ by points / 100
    where q1 - q0 = D = points / 100 / (c - b), hence q0 = rate - b D, q1 = q0 + D, and the odds ratio is
    q1 (1-q0) / (q0 (1-q1)). All of one chance within each kind, at every score: with risks that differ the odds ratio at
    a given score would have to be somewhat farther from 1.

    Args:
        rate: The adjusted baseline (0 to 1).
        points: By how much it should move (percentage points); below zero for a cohort of lower risk than it seems.
        prevalences: Shares of 1; every ordered pair of two different ones is tried.

    Returns:
        One for each pair, baseline's first, for which both rates lie inside 0 to 1; none where points is 0. Factors that
        raise the odds and factors that lower them are both there.

    Source: Rosenbaum and Rubin 1983, doi:10.1111/j.2517-6161.1983.tb01242.x, with one stratum.
    """
    found = []
    for before, after in permutations(sorted(set(prevalences)), 2):
        difference = points / 100 / (after - before)
        without = rate - before * difference
        with_it = without + difference
        if difference and 0 < without < 1 and 0 < with_it < 1:
            odds_ratio = with_it * (1 - without) / (without * (1 - with_it))
            found.append(TippingPoint(before, after, odds_ratio))
    return tuple(found)


def _by_tenth(known: RiskCounts, model: Recalibration) -> tuple[Decile, ...]:
    """People of one risk stay together, in the tenth that their middle falls in; a tenth without anybody is left out."""
    if not known.people:
        return ()
    order = np.argsort(known.risk, kind="stable")
    risk, n, again = known.risk[order], known.n[order], known.reconvicted[order]
    _, same = np.unique(risk, return_inverse=True)
    people = np.bincount(same, weights=n)
    middle = (np.cumsum(people) - people / 2) / known.people
    tenth = np.minimum((TENTHS * middle).astype(int), TENTHS - 1)[same]
    totals = (np.bincount(tenth, weights=n * what, minlength=TENTHS) for what in (1, risk, predict(model, risk)))
    size, risks, expected = totals
    seen = np.bincount(tenth, weights=again, minlength=TENTHS)
    low, high = wilson(size, seen)
    return tuple(
        Decile(int(size[k]), *(float(v[k] / size[k]) for v in (risks, expected, seen)), float(low[k]), float(high[k]))
        for k in range(TENTHS)
        if size[k]
    )


def _area_under_curve(known: RiskCounts) -> float:
    """Chance that of two people, one reconvicted and one not, the first had the higher risk, ties half; 0.5 without both.

    Source: Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747.
    """
    _, same = np.unique(known.risk, return_inverse=True)
    again = np.bincount(same, weights=known.reconvicted)
    free = np.bincount(same, weights=known.n - known.reconvicted)
    pairs = again.sum() * free.sum()
    return float(again @ (np.cumsum(free) - free / 2) / pairs) if pairs else 0.5


def _by_twentieth(known: RiskCounts) -> np.ndarray:
    """Share of the people in each twentieth of risk, 0.00 up to 0.05 first; zeros of nobody."""
    place = np.searchsorted(FIVE_POINTS, millionths(known.risk), side="right")
    return np.bincount(place, weights=known.n, minlength=len(FIVE_POINTS) + 1) / max(known.people, 1)


def _mean_and_sd(known: RiskCounts) -> tuple[float, float]:
    """Of these people, who are the whole group: the squares are divided by n."""
    if not known.people:
        return 0.0, 0.0
    mean = float(known.risk @ known.n) / known.people
    return mean, math.sqrt(float((known.risk - mean) ** 2 @ known.n) / known.people)
