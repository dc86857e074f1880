"""Funnel plots: observed over expected of many units, against the limits that chance sets units of their size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtrik, betainc

LEVELS = (0.95, 0.998)
FEWEST_UNITS = 10
"""Units below which over-dispersion is not estimated."""
WINSORISED = 0.10
"""Share of the z-scores at each end that is drawn in to the next one."""
WINSORISED_MEAN = 0.6787
"""Expected square of a standard normal that is winsorised so: without it over-dispersion comes out at half its size."""
GRID = 40


@dataclass(frozen=True, eq=False)
class Limits:
    """Control limits of observed over expected: one element is one unit, or one place of the grid."""

    low_95: np.ndarray
    high_95: np.ndarray
    low_998: np.ndarray
    high_998: np.ndarray


@dataclass(frozen=True, eq=False)
class Funnel:
    """Units against the limits of chance; the target of observed over expected is 1.

    Attributes:
        n, observed, expected: People, and of these reconvicted and expected to be, of each unit.
        ratio: Observed over expected.
        z: (ratio - 1) / sqrt(variance / expected^2 + tau2).
        is_outside_95, is_outside_998: Whether the ratio lies beyond the unit's own limits.
        limits: The limits of each unit.
        grid: Expected reconvictions at which the curves are drawn, ascending.
        curve: The limits there, for units whose variance is to the expected as that of all units together.
        tau2: Variance between units beyond chance (squared ratio); 0 where there is none or units are too few.
        phi: Mean square of the winsorised z-scores over its expectation: 1 where chance alone is at work. None of too few.
    """

    n: np.ndarray
    observed: np.ndarray
    expected: np.ndarray
    ratio: np.ndarray
    z: np.ndarray
    is_outside_95: np.ndarray
    is_outside_998: np.ndarray
    limits: Limits
    grid: np.ndarray
    curve: Limits
    tau2: float
    phi: float | None


def funnel(
    observed: ArrayLike, expected: ArrayLike, variance: ArrayLike, n: ArrayLike, *, is_as_published: bool = False
) -> Funnel:
    """Units against exact limits at 95% and 99.8%, widened where units differ more than chance explains.

    With E = sum m and V = sum m(1 - m) over a unit's people, m the expected chances, its number of reconvictions is taken
    as binomial with that mean and variance: p = 1 - V / E, size E / p (whole where everybody has one chance; the cdf by the
    incomplete beta function otherwise). Limits are `exact_limits` over E. Over-dispersion: z = (O - E) / sqrt V, winsorised
    at 10% each end; phi = mean z^2 / 0.6787; w = E^2 / V; with K >= 10 units tau^2 = max(0, (K phi - (K - 1)) / (sum w -
    sum w^2 / sum w)), and each limit's distance from 1 grows by sqrt(1 + tau^2 w).

    Args:
        observed: O, people reconvicted, one element a unit (people).
        expected: E (people), above 0.
        variance: V (people squared), above 0 and below E.
        n: People of the unit (people).
        is_as_published: Leave out the 0.6787, as the published recipe and FunnelPlotR do; tau is then about half.

    Raises:
        ValueError: No unit, lengths that differ, or values outside these ranges.

    Source: Spiegelhalter 2005, doi:10.1002/sim.1970 (limits, winsorising, additive over-dispersion); the mean of a winsorised
        square by integration.
    """
    o, e, v, people = _units(observed, expected, variance, n)
    w, ratio = e**2 / v, o / e
    tau2, phi = _overdispersion((o - e) / np.sqrt(v), w, is_as_published=is_as_published)
    limits = _limits(e, v, tau2)
    grid = np.linspace(0.8 * e.min(), 1.05 * e.max(), GRID)
    return Funnel(
        n=people,
        observed=o,
        expected=e,
        ratio=ratio,
        z=(ratio - 1) / np.sqrt(1 / w + tau2),
        is_outside_95=(ratio < limits.low_95) | (ratio > limits.high_95),
        is_outside_998=(ratio < limits.low_998) | (ratio > limits.high_998),
        limits=limits,
        grid=grid,
        curve=_limits(grid, grid * v.sum() / e.sum(), tau2),
        tau2=tau2,
        phi=phi,
    )


def exact_limits(size: ArrayLike, chance: ArrayLike, share: float) -> np.ndarray:
    """The number of people below which a share of all binomial numbers falls, interpolated between whole numbers.

    r is the least whole number with F(r) >= share, and the limit r - (F(r) - share) / (F(r) - F(r - 1)); at least 0.

    Args:
        size: People (need not be whole).
        chance: Of each (0 to 1, ends excluded).
        share: Share of numbers below the limit (0 to 1).

    Source: Spiegelhalter 2005, doi:10.1002/sim.1970, appendix A.1.1.
    """
    size, chance = np.broadcast_arrays(np.asarray(size, dtype=float), np.asarray(chance, dtype=float))
    # Where rounding finds the next whole number instead, both lead to the same limit.
    high = np.ceil(bdtrik(share, size, chance))
    at, before = _cdf(high, size, chance), _cdf(high - 1, size, chance)
    return np.maximum(high - (at - share) / (at - before), 0.0)


def _units(*given: ArrayLike) -> tuple[np.ndarray, ...]:
    o, e, v, n = (np.atleast_1d(np.asarray(values, dtype=float)) for values in given)
    if not (o.ndim == 1 and o.size and o.shape == e.shape == v.shape == n.shape):
        raise ValueError("observed, expected, variance and n must be flat lists of one length, with one unit or more")
    if not np.all((o >= 0) & (o <= n)):
        raise ValueError("observed must lie within 0 and n for every unit")
    if not np.all((v > 0) & (v < e) & (e < n)):
        raise ValueError("expected must lie below n and variance inside 0 to expected, for every unit")
    return o, e, v, n


def _limits(expected: np.ndarray, variance: np.ndarray, tau2: float) -> Limits:
    chance = 1 - variance / expected
    wider = np.sqrt(1 + tau2 * expected**2 / variance)
    found = []
    for level in LEVELS:
        for share in ((1 - level) / 2, (1 + level) / 2):
            exact = exact_limits(expected / chance, chance, share) / expected
            found.append(np.maximum(1 + wider * (exact - 1), 0.0))
    return Limits(*found)


def _overdispersion(z: np.ndarray, w: np.ndarray, *, is_as_published: bool) -> tuple[float, float | None]:
    if z.size < FEWEST_UNITS:
        return 0.0, None
    phi = float(np.mean(np.clip(z, *np.quantile(z, (WINSORISED, 1 - WINSORISED))) ** 2))
    phi = phi if is_as_published else phi / WINSORISED_MEAN
    return max(0.0, float((z.size * phi - (z.size - 1)) / (w.sum() - (w @ w) / w.sum()))), phi


def _cdf(at: np.ndarray, size: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Share of binomial numbers at or below a whole number; size need not be whole."""
    inside = np.clip(at, 0, None)
    left = np.maximum(size - inside, 1e-300)
    return np.where(at < 0, 0.0, np.where(at >= size, 1.0, betainc(left, inside + 1, 1 - chance)))
