"""A cohort's hazard over that of its reference, month by month of the conviction clock, as a smooth random curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

LEVEL_SD = 0.12
"""Prior spread of the log of a cohort's level against the reference: two cohorts in three are within 12%."""

EVENTS_LEVEL_SD = 0.18
"""The same of events, which what moves offending moves further than it moves who is reconvicted at all."""

MONTH_SD = 0.06
"""Spread of a month's own departure (log) from the level, with correlation MONTH_CORRELATION to the next month's."""

MONTH_CORRELATION = 0.8

ROUNDS = 100
MOST_STEP = 1.0


@dataclass(frozen=True, eq=False)
class Multiplier:
    """The log of the multiplier by month: normal with this mean and covariance."""

    mean: np.ndarray
    covariance: np.ndarray

    @property
    def sd(self) -> np.ndarray:
        """Standard deviation by month."""
        return np.sqrt(np.diag(self.covariance))

    def draw(self, rng: np.random.Generator, draws: int) -> np.ndarray:
        """Draws of the multiplier: draws by months."""
        root = np.linalg.cholesky(self.covariance)
        return np.exp(self.mean + np.einsum("dk,mk->dm", rng.standard_normal((draws, self.mean.size)), root))


def multiplier(
    observed: np.ndarray,
    expected: np.ndarray,
    *,
    reference_events: np.ndarray,
    spread: np.ndarray,
    dispersion: float = 1,
    level_sd: float = LEVEL_SD,
) -> Multiplier:
    """What the convictions so far say of every month's multiplier, those not reached included.

    observed_m ~ Poisson(expected_m exp(z_m)) and z ~ N(-v / 2, K), where v_m = dispersion / (reference events + 1) is the
    reference's own chance in month m, and K the sum of level_sd^2 (the level, common to all months),
    MONTH_SD^2 MONTH_CORRELATION^|m - k| (each month's own departure), v on the diagonal, and the outer product of
    `spread`. The posterior is taken as normal at its mode (Laplace), found by Newton's method. A month that has not been
    reached keeps its own uncertainty however large the cohort.

    Args:
        observed: Events so far, by month.
        expected: What the reference's hazards and the follow-up so far would give, by month.
        reference_events: Events that the reference's hazards rest on, by month.
        spread: Standard error of the log hazard by month that the delay ratio brings.
        dispersion: Variance over mean of the events, 1 for first convictions.
        level_sd: Prior spread of the level.

    Returns:
        The multiplier's law.

    Source: log-Gaussian Cox process, Moller, Syversveen and Waagepetersen 1998, doi:10.1111/1467-9469.00115; Laplace's
        approximation as in Rasmussen and Williams 2006, chapter 3.
    """
    month = np.arange(observed.size)
    prior = level_sd**2 + MONTH_SD**2 * MONTH_CORRELATION ** np.abs(month[:, None] - month) + np.outer(spread, spread)
    chance = dispersion / (reference_events + 1)
    prior += np.diag(chance)
    start = -chance / 2  # the reference's hazard is a mean, and the mean of a log-normal lies above its middle
    precision = cho_solve(cho_factor(prior), np.eye(month.size))
    seen, mean = observed / dispersion, start
    for _ in range(ROUNDS):
        rate = expected / dispersion * np.exp(mean)
        step = np.linalg.solve(precision + np.diag(rate), seen - rate - precision @ (mean - start))
        step *= min(1.0, MOST_STEP / max(np.abs(step).max(), 1e-300))
        mean = mean + step
        if np.abs(step).max() < 1e-9:
            break
    information = precision + np.diag(expected / dispersion * np.exp(mean))
    return Multiplier(mean, cho_solve(cho_factor((information + information.T) / 2), np.eye(month.size)))
