"""Each group's reconviction events against what the OGRS of its people leads one to expect."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logit, ndtr
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from throughgate.methods.casemix.recalibration import split
from throughgate.methods.counts import RiskCounts
from throughgate.methods.reconviction import PER, Z_95, Frequency, frequency
from throughgate.methods.subgroups.shrinking import benjamini_hochberg

FARTHEST = 15.0
"""Log events. A coefficient beyond this is no estimate."""


@dataclass(frozen=True)
class EventsEffect:
    """A group's events for each 100 people, those expected of it, and the difference with its 95% limits, p and q."""

    frequency: Frequency
    expected_per_100: float
    difference_per_100: float
    low: float
    high: float
    p: float
    q: float


@dataclass(frozen=True, eq=False)
class _Model:
    """Events a person = exp(coefficients . design); `dispersion` is the variance for each event expected."""

    coefficients: np.ndarray
    covariance: np.ndarray
    dispersion: float
    centre: float
    has_slope: bool
    has_unknown: bool


def compare_events(groups: Sequence[RiskCounts], reference: RiskCounts) -> tuple[EventsEffect, ...]:
    """Observed less expected reconviction events for each 100 people of each group.

    Expected by a quasi-Poisson regression on the reference: log(events a person) = a + b logit(OGRS) + c [no score], on
    grouped counts, so that the events expected of the reference itself are those it had. Dispersion phi is Pearson's,
    sum (y - mu)^2 / mu over people / (people - coefficients), not below 1. The limits join those of the observed frequency
    with 1.96 standard errors of the expected one by the square-root rule of `compare_groups`; p is from a normal test with
    variance phi sum mu / n^2 + g'Vg, n the group's people and V the covariance with phi in it. People without a score, where
    those of the reference had no event, are taken to be at its mean logit.

    Args:
        groups: People by risk, one element a group.
        reference: The people compared with.

    Returns:
        One effect a group; none at all where the reference holds nobody or no event, so that nothing can be expected.

    Raises:
        ValueError: A group holds nobody, or counts are not usable.

    Source: McCullagh and Nelder 1989, chapter 9, doi:10.1007/978-1-4899-3242-6.
    """
    if not groups or not reference.people or not reference.events.sum():
        return ()
    model = _fit(reference)
    raw = [_compare(group, model) for group in groups]
    q = benjamini_hochberg([p for *_, p in raw])
    return tuple(
        EventsEffect(of, expected, difference, low, high, p, float(q[i]))
        for i, (of, expected, difference, low, high, p) in enumerate(raw)
    )


def _fit(reference: RiskCounts) -> _Model:
    known, unknown = split(reference)
    centre = float(logit(known.risk) @ known.n / known.people) if known.people else 0.0
    has_unknown = bool(known.events.sum() and unknown.events.sum())
    has_slope = np.unique(known.risk[known.events > 0]).size > 1
    for slope in (True, False) if has_slope else (False,):
        model = _fitted(reference, _Model(np.zeros(0), np.zeros((0, 0)), 1.0, centre, slope, has_unknown))
        if model is not None:
            return model
    raise ValueError("no expected events can be had from the reference")


def _fitted(reference: RiskCounts, shape: _Model) -> _Model | None:
    used = reference.n > 0
    n, events, squared = (of[used].astype(float) for of in (reference.n, reference.events, reference.events_squared))
    z = _design(shape, reference.risk[used])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # As many coefficients as rows meet them exactly, and leave statsmodels no scale of its own.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fit = GLM(events, z, family=Poisson(), exposure=n).fit(tol=1e-10, tol_criterion="params")
    coefficients = np.asarray(fit.params)
    if not fit.converged or np.abs(coefficients).max() > FARTHEST:
        return None
    mean = np.exp(z @ coefficients)
    pearson = float(np.sum((squared - 2 * mean * events + n * mean**2) / mean))
    dispersion = max(1.0, pearson / max(float(n.sum()) - coefficients.size, 1.0))
    covariance = dispersion * np.linalg.inv((z.T * (n * mean)) @ z)
    return _Model(coefficients, covariance, dispersion, shape.centre, shape.has_slope, shape.has_unknown)


def _design(model: _Model, risk: np.ndarray) -> np.ndarray:
    is_unknown = np.isnan(risk)
    columns = [np.ones(risk.size)]
    if model.has_slope:
        columns.append(np.where(is_unknown, 0.0, logit(np.where(is_unknown, 0.5, risk)) - model.centre))
    if model.has_unknown:
        columns.append(is_unknown.astype(float))
    return np.column_stack(columns)


def _compare(group: RiskCounts, model: _Model) -> tuple[Frequency, float, float, float, float, float]:
    """Frequency, expected, difference, low, high (each for 100 people) and p."""
    of = frequency(group.people, int(group.events.sum()), int(group.events_squared.sum()))
    if of.events_per_100 is None or of.low is None or of.high is None:
        raise ValueError("a group holds nobody, so that it has no events to compare: leave it out")
    used = group.n > 0
    n, z = group.n[used], _design(model, group.risk[used])
    mean = np.exp(z @ model.coefficients)
    expected, gradient = float(n @ mean) / of.n, (n * mean) @ z / of.n
    fixed = float(gradient @ model.covariance @ gradient)
    difference = of.events_per_100 - PER * expected
    low = difference - math.hypot(of.events_per_100 - of.low, PER * Z_95 * math.sqrt(fixed))
    high = difference + math.hypot(of.high - of.events_per_100, PER * Z_95 * math.sqrt(fixed))
    se = PER * math.sqrt(model.dispersion * expected / of.n + fixed)
    return of, PER * expected, difference, low, high, float(2 * ndtr(-abs(difference) / se))
