"""Staying in touch and outcome: how often reviews are kept, and reconviction by engagement with OGRS taken into account.

Whoever engages chose to. What is left after OGRS is an association, not an effect of the service.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit

from throughgate.methods.change import Change, change
from throughgate.methods.reconviction import Z_95, Rate, binary_rate

LEAST_RISK, MOST_RISK = 0.005, 0.995
"""OGRS is clipped to these shares before its logit, as for the case-mix adjustment."""

MOST_STEPS, SETTLED = 50, 1e-10
"""Newton's method gives up after so many steps, and stops once no coefficient moves by more than this (logits)."""

FARTHEST = 20.0
"""Logits. A coefficient beyond this means that the outcome is foretold without fail: there is no finite estimate."""


@dataclass(frozen=True)
class Reviews:
    """Review periods kept, with the 95% limits of the share (0 to 1); share and limits are None of nobody."""

    people: int
    periods: int
    kept: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Association:
    """Reconviction of people who engaged beside the others, whose OGRS is known.

    `mean_ogrs` are of the engaged and of the others (per cent), `gap` the first less the second (OGRS points) and
    `standardised_gap` the same in standard deviations. `raw` and `adjusted` are engaged less others, in percentage
    points; `adjusted` is None where no logistic regression can be fitted.
    """

    engaged: Rate
    others: Rate
    mean_ogrs: tuple[float, float]
    gap: Change
    standardised_gap: float | None
    raw: Change
    adjusted: Change | None


def reviews(people_by_kept: Mapping[int, int], periods: int) -> Reviews:
    """The share of review periods that had a contact, with an interval from the differences between people.

    The periods of one person are alike, so they are not counted as independent. With k_i of J periods kept by person i
    of N: p = sum k_i / (N J), se(p) = sd(k_i) / (J sqrt N), with N - 1 below the variance; limits on the logit scale,
    expit(logit p -/+ 1.96 se(p) / (p (1 - p))), which cannot leave 0 to 1. None where p is 0 or 1, or N is 1.

    Args:
        people_by_kept: people by how many of their periods they kept (people).
        periods: J, the periods everybody had.

    Raises:
        ValueError: somebody kept more periods than there are, or fewer than none.

    Source: the delta method.
    """
    if any(not 0 <= kept <= periods for kept in people_by_kept):
        raise ValueError(f"periods kept are {sorted(people_by_kept)}, but must lie between 0 and {periods}")
    kept, people = (np.array(list(of), dtype=float) for of in (people_by_kept.keys(), people_by_kept.values()))
    n, total = int(people.sum()), int(kept @ people)
    if n == 0:
        return Reviews(0, 0, 0, None, None, None)
    share = total / (n * periods)
    if n == 1 or share in (0, 1):
        return Reviews(n, n * periods, total, share, None, None)
    variance = float(people @ (kept - total / n) ** 2) / (n - 1)
    reach = Z_95 * math.sqrt(variance / n) / periods / (share * (1 - share))
    low, high = (float(expit(logit(share) + side * reach)) for side in (-1, 1))
    return Reviews(n, n * periods, total, share, low, high)


def association(
    ogrs_percent: ArrayLike, is_engaged: ArrayLike, n: ArrayLike, reconvicted: ArrayLike
) -> Association | None:
    """Reconviction by engagement, raw and adjusted for OGRS; None where nobody engaged, or everybody did.

    raw: Newcombe's interval (`change`). gap: Welch's, m_1 - m_0 -/+ 1.96 sqrt(s_1^2 / n_1 + s_0^2 / n_0); in standard
    deviations (m_1 - m_0) / sqrt((s_1^2 + s_0^2) / 2). adjusted: see `adjusted_difference`.

    Args:
        ogrs_percent: OGRS3, one year (per cent), one entry a row of counts.
        is_engaged: whether the people of the row engaged.
        n: people of the row.
        reconvicted: of these, reconvicted.

    Raises:
        ValueError: an OGRS is missing, or more are reconvicted than there are people.
    """
    ogrs, engaged, people, hits = _rows(ogrs_percent, is_engaged, n, reconvicted)
    rates = [binary_rate(int(people[of].sum()), int(hits[of].sum())) for of in (engaged, ~engaged)]
    if any(rate.n == 0 for rate in rates):
        return None
    (mean, spread), (other_mean, other_spread) = (_moments(ogrs[of], people[of]) for of in (engaged, ~engaged))
    gap, pooled = mean - other_mean, math.sqrt((spread + other_spread) / 2)
    reach = Z_95 * math.sqrt(spread / rates[0].n + other_spread / rates[1].n)
    return Association(
        engaged=rates[0],
        others=rates[1],
        mean_ogrs=(mean, other_mean),
        gap=Change(gap, gap - reach, gap + reach),
        standardised_gap=gap / pooled if pooled else None,
        raw=change(*rates),
        adjusted=adjusted_difference(ogrs, engaged, people, hits),
    )


def adjusted_difference(
    ogrs_percent: ArrayLike, is_engaged: ArrayLike, n: ArrayLike, reconvicted: ArrayLike
) -> Change | None:
    """How much more or less often people of the same OGRS are reconvicted who engaged, on average over everybody.

    logit P(reconvicted) = a + b logit(OGRS) + c engaged, by maximum likelihood on the counts. With p_1 and p_0 the
    chances of each row had everybody, and had nobody, engaged, and w its share of all people, the difference is
    d = sum w (p_1 - p_0): everybody's mean, with the mix of OGRS as it is. Its variance is g' V g, with V the inverse
    of the information and g = sum w [p_1 (1 - p_1) (1, x, 1) - p_0 (1 - p_0) (1, x, 0)], x the logit of OGRS.

    Args:
        ogrs_percent: OGRS3, one year (per cent), one entry a row of counts; clipped to 0.5 to 99.5.
        is_engaged: whether the people of the row engaged.
        n: people of the row.
        reconvicted: of these, reconvicted.

    Returns:
        The difference with its 95% interval (percentage points); None where there is no finite fit.

    Raises:
        ValueError: an OGRS is missing, or more are reconvicted than there are people.

    Source: the delta method; average marginal effects as in Stata's margins, Williams 2012,
        doi:10.1177/1536867X1201200209.
    """
    ogrs, engaged, people, hits = _rows(ogrs_percent, is_engaged, n, reconvicted)
    risk = logit(np.clip(ogrs / 100, LEAST_RISK, MOST_RISK))
    as_was, had, had_not = (
        np.column_stack([np.ones(risk.size), risk, np.broadcast_to(who, risk.shape)]) for who in (engaged, 1.0, 0.0)
    )
    fitted = _fit(as_was, people, hits)
    if fitted is None:
        return None
    coefficients, covariance = fitted
    share = people / people.sum()
    chances, others = expit(had @ coefficients), expit(had_not @ coefficients)
    gradient = (share * chances * (1 - chances)) @ had - (share * others * (1 - others)) @ had_not
    difference = float(share @ (chances - others))
    reach = Z_95 * math.sqrt(float(gradient @ covariance @ gradient))
    return Change(100 * difference, 100 * (difference - reach), 100 * (difference + reach))


def _rows(
    ogrs_percent: ArrayLike, is_engaged: ArrayLike, n: ArrayLike, reconvicted: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    ogrs, people, hits = (np.asarray(values, dtype=float) for values in (ogrs_percent, n, reconvicted))
    if np.isnan(ogrs).any():
        raise ValueError("an OGRS is missing: leave out the people without one")
    if np.any(hits > people):
        raise ValueError("more people are reconvicted than there are")
    return ogrs, np.asarray(is_engaged, dtype=bool), people, hits


def _moments(values: np.ndarray, people: np.ndarray) -> tuple[float, float]:
    """Mean and variance over people; one person has no variance."""
    mean = float(values @ people / people.sum())
    return mean, float(people @ (values - mean) ** 2) / max(float(people.sum()) - 1, 1.0)


def _fit(design: np.ndarray, people: np.ndarray, hits: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Coefficients of a logistic regression on counts and their covariance, by Newton's method; None without a finite fit."""
    coefficients = np.zeros(design.shape[1])
    for _ in range(MOST_STEPS):
        chances = expit(design @ coefficients)
        information = (design * (people * chances * (1 - chances))[:, None]).T @ design
        if np.linalg.matrix_rank(information) < design.shape[1]:
            return None
        step = np.linalg.solve(information, design.T @ (hits - people * chances))
        coefficients = coefficients + step
        if np.abs(coefficients).max() > FARTHEST:
            return None
        if np.abs(step).max() <= SETTLED:
            return coefficients, np.linalg.inv(information)
    return None
