"""Chances of each number of people reconvicted, where years differ and where a baseline is the worst of several."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.special import bdtr

REACH_IN_SD = 12.0
"""How far around its mean a binomial count is followed; what lies beyond is less than 1e-30."""

YEARS_REACH = 6.0
FINEST_YEARS = 601
MOST_COUNTS = 2000
"""Of a count that years move; a longer range is taken in steps, far finer than its spread."""

NO_WEIGHT = 1e-13
"""Of a baseline count below which it is left out: all that are left out weigh less than 1e-9 together."""


@dataclass(frozen=True, eq=False)
class CountChances:
    """Chances of a count among `n` people: `up_to[i]` is that of at most `counts[i]`; the counts rise."""

    n: int
    counts: np.ndarray
    up_to: np.ndarray

    @property
    def chances(self) -> np.ndarray:
        """The chance of each count, with those since the one before it; adds up to 1."""
        return np.diff(self.up_to, prepend=0.0)

    def at_most(self, limits: np.ndarray) -> np.ndarray:
        """The chance of at most each limit; 0 below the lowest count, 1 from the highest on."""
        return np.interp(limits, self.counts, self.up_to, left=0.0, right=1.0)

    def worst_of(self, years: int) -> CountChances:
        """The same for the highest of so many independent counts, by F(x)^years."""
        return CountChances(self.n, self.counts, self.up_to**years)


def count_chances(n: int, rate: float, *, year_sd_points: float = 0.0) -> CountChances:
    """Chances of the number reconvicted among `n` at a long-run `rate` that moves from year to year.

    Args:
        n: people.
        rate: the chance of each, a share of 1.
        year_sd_points: standard deviation, in percentage points, of a normal year effect that all of them share; rates
            are kept within 0 and 1.

    Returns:
        The binomial distribution itself without year effect; with one, its mixture by the trapezium rule at a spacing
        of at most 0.5 year SD and 0.8 binomial SD, where the rule errs by less than 1e-10.
    """
    years, weights = _years(n, rate, year_sd_points)
    rates = np.clip(rate + years * year_sd_points / 100, 0.0, 1.0)
    room = REACH_IN_SD * np.sqrt(n) / 2 + REACH_IN_SD
    low = max(0, int(np.floor(n * rates.min() - room)))
    high = min(n, int(np.ceil(n * rates.max() + room)))
    step = 1 if year_sd_points == 0 else max(1, (high - low) // MOST_COUNTS)
    counts = np.append(np.arange(low, high, step, dtype=np.int64), high)
    up_to = weights @ bdtr(counts[None, :].astype(float), n, rates[:, None])
    up_to[-1] = 1.0
    return CountChances(n, counts, np.minimum(up_to, 1.0))


def _years(n: int, rate: float, year_sd_points: float) -> tuple[np.ndarray, np.ndarray]:
    """Year effects in standard deviations, and their weights."""
    if year_sd_points == 0:
        return np.zeros(1), np.ones(1)
    binomial_sd = 100 * np.sqrt(max(rate * (1 - rate), 1 / n) / n)
    spacing = min(0.5, 0.8 * binomial_sd / year_sd_points)
    years = np.linspace(-YEARS_REACH, YEARS_REACH, min(FINEST_YEARS, int(np.ceil(2 * YEARS_REACH / spacing)) + 1))
    weights = np.exp(-(years**2) / 2)
    return years, weights / weights.sum()


@dataclass(frozen=True, eq=False)
class BaselineChances:
    """The baseline rates that may be counted, exact shares of 1, and the chance of each."""

    rates: tuple[Fraction, ...]
    chances: np.ndarray

    @property
    def mean(self) -> float:
        """The expected baseline rate."""
        return float(np.dot([float(rate) for rate in self.rates], self.chances))


def fixed_baseline(rate: Fraction) -> BaselineChances:
    """A baseline that the contract takes as a number."""
    return BaselineChances((rate,), np.ones(1))


def counted_baseline(n: int, rate: float, *, year_sd_points: float, worst_of: int) -> BaselineChances:
    """A baseline counted on `n` people in the worst (highest) of `worst_of` years; rates of no weight are left out."""
    counted = count_chances(n, rate, year_sd_points=year_sd_points).worst_of(worst_of)
    chances = counted.chances
    kept = chances > NO_WEIGHT
    rates = tuple(Fraction(int(count), n) for count in counted.counts[kept])
    return BaselineChances(rates, chances[kept] / chances[kept].sum())
