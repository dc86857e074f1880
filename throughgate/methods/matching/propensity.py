"""How likely each person was to receive the service: a propensity score by logistic regression."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from throughgate.methods.matching.separation import refuse_separation, refuse_unusable

DECIMALS = 12
"""Decimals to which a logit is kept: arithmetic that differs in the last digit must not decide between two people."""

STEP = 1e-10
"""Newton's method stops once no coefficient moves by more than this (logits for each sd of its covariate)."""

MOST_STEPS = 30
AT_ONCE = 200
"""People summed at a time: so few that BLAS keeps to one thread. Where processors are shared its threads wait for each
other fifty times as long as they add, and sums by one thread do not depend on how many processors there are."""


@dataclass(frozen=True, eq=False)
class Propensity:
    """A fitted propensity score: one element of `logit` and `score` is one person, in the order given.

    Attributes:
        names: The covariates.
        intercept, intercept_se: Logit at covariates of 0, and its standard error.
        coefficients, se: Logits for each unit of each covariate, and their standard errors.
        logit: Logit of each person's chance of the service, rounded to 12 decimals: the distance that is matched on.
        score: The chance itself (0 to 1).
        deviance: -2 times the log-likelihood.
    """

    names: tuple[str, ...]
    intercept: float
    intercept_se: float
    coefficients: np.ndarray
    se: np.ndarray
    logit: np.ndarray
    score: np.ndarray
    deviance: float


def fit_propensity(names: Sequence[str], covariates: ArrayLike, treated: ArrayLike) -> Propensity:
    """Fits logit P(treated) = a + b'x by maximum likelihood.

    Covariates are history and demographics, never outcomes: the caller's duty, since numbers do not say what they are.

    Args:
        names: One name for each covariate, used in what is refused.
        covariates: People by covariates (any units; a category as its indicators but one), no value missing.
        treated: Whether each person received the service (0 or 1).

    Raises:
        ValueError: Shapes differ, a value is missing, nobody or everybody is treated, a covariate is constant, follows
            from others, or separates the treated from the rest, so that no finite estimate exists.

    Source: Rosenbaum and Rubin 1983, doi:10.1093/biomet/70.1.41; Albert and Anderson 1984, doi:10.1093/biomet/71.1.1
        (separation).
    """
    names, x, treated = tuple(names), np.asarray(covariates, dtype=float, order="F"), as_treated(treated)
    if x.shape != (treated.size, len(names)):
        raise ValueError(f"covariates have shape {x.shape}, but {treated.size} people by {len(names)} names are given")
    refuse_unusable(names, x, treated)
    centre, spread = x.mean(axis=0), x.std(axis=0)
    scaled = x - centre
    scaled /= spread
    fitted = _maximum(scaled, treated)
    if fitted is None:
        refuse_separation(names, scaled, treated)
        raise ValueError(f"the propensity model of {', '.join(names)} did not settle in {MOST_STEPS} steps: use fewer")
    # From sds about the mean back to the units given: each row of `back` is one coefficient in those units.
    back = np.vstack([np.append(1, -centre / spread), np.column_stack([np.zeros(len(names)), np.diag(1 / spread)])])
    coefficients, se = back @ fitted[0], np.sqrt(np.diag(back @ fitted[1] @ back.T))
    logit = _logits(x, coefficients)
    deviance = 2 * float(np.logaddexp(0, np.where(treated, -logit, logit)).sum())
    return Propensity(names, coefficients[0], se[0], coefficients[1:], se[1:], logit, expit(logit), deviance)


def as_treated(treated: ArrayLike) -> np.ndarray:
    """Flags from 0 and 1 or booleans, one for each person.

    Raises:
        ValueError: Not a flat list of 0 and 1.
    """
    flags = np.asarray(treated)
    if flags.ndim != 1 or not np.isin(flags, (0, 1)).all():
        raise ValueError("treated must be a flat list of 0 and 1, one for each person")
    return flags.astype(bool)


def _maximum(scaled: np.ndarray, treated: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """The coefficients (intercept first) and their covariance, the inverse information; None where the steps do not end."""
    coefficients, step = np.zeros(scaled.shape[1] + 1), np.inf
    with np.errstate(all="ignore"):
        for _ in range(MOST_STEPS):
            gradient, information = _slopes(scaled, treated, coefficients)
            if np.abs(step).max() <= STEP:
                return coefficients, np.linalg.inv(information)
            try:
                step = np.linalg.solve(information, gradient)
            except np.linalg.LinAlgError:
                return None
            coefficients = coefficients + step
    return None


def _slopes(scaled: np.ndarray, treated: np.ndarray, coefficients: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gradient of the log-likelihood and its information, summed over a few people at a time."""
    gradient, information = np.zeros(coefficients.size), np.zeros((coefficients.size, coefficients.size))
    for first in range(0, treated.size, AT_ONCE):
        people = slice(first, first + AT_ONCE)
        block = np.column_stack([np.ones(treated[people].size), scaled[people]])
        chance = expit(block @ coefficients)
        weighted = block * np.sqrt(chance * (1 - chance))[:, None]
        gradient += block.T @ (treated[people] - chance)
        information += weighted.T @ weighted
    return gradient, information


def _logits(x: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """The rounded logits, summed covariate by covariate: a matrix product may give equal people unequal last digits."""
    total = np.full(len(x), coefficients[0])
    for column, coefficient in zip(x.T, coefficients[1:], strict=True):
        total += column * coefficient
    return np.round(total, DECIMALS)
