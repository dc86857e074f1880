"""Does what people get rise or fall with predicted risk, among people who are otherwise alike?

Each stratum holds people who are alike in what the service's own rules look at (a pathway, a length of stay, the needs found).
Within it x (OGRS, or the needs found) and y (minutes, hours, or 1 for yes) are taken less their means: u and v. The sums of their products, one
row a stratum, are all that is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri
from scipy.stats import t as student

FALSE_ALARM = 0.002
"""Chance that a look at people among whom nothing is unusual falls outside its 99.8% limits."""

LIMIT_Z = float(ndtri(1 - FALSE_ALARM / 2))
ENOUGH_PEOPLE = 30
"""People below whom a look cannot tell (assumed, after the practice of not reading a rate on fewer)."""

ENOUGH_OF_EACH = 10
"""People with and people without something, below whom a look at shares cannot tell: the normal limits of few are too narrow
(assumed)."""

ROUNDING = 1e-10
"""Sum of squares below which nothing differs: OGRS is whole percent, so two people who differ give 5e-5."""


@dataclass(frozen=True)
class Stratum:
    """People who are alike: how many, and the sums over them of the products of u and v."""

    n: int
    uu: float
    uv: float
    vv: float
    uuvv: float
    uuuv: float
    uuuu: float


@dataclass(frozen=True)
class Slope:
    """How y changes with x within strata.

    Attributes:
        n: People who can be compared with another of their stratum.
        slope: y for each 1.0 of x.
        low, high: Its 95% interval.
        limit: The slope lies within -limit and +limit in all but two of a thousand files in which y has nothing to do with x.
        chance_error: Standard error of the slope in such files.
    """

    n: int
    slope: float
    low: float
    high: float
    limit: float
    chance_error: float

    @property
    def is_unusual(self) -> bool:
        """Whether the slope lies outside the 99.8% limits around 0."""
        return abs(self.slope) > self.limit


def slope(strata: Sequence[Stratum]) -> Slope | None:
    """The slope of y on x, with its 95% interval and the 99.8% limits around no slope.

    b = sum uv / sum uu. Its standard error holds where y spreads more in one place than in another:
    se^2 = (d + 1) / d sum_s n_s / (n_s - 1) sum_i u_i^2 (v_i - b u_i)^2 / (sum uu)^2, with d = sum_s (n_s - 1) - 1 degrees of
    freedom; the interval is b -/+ t_d se.
    The limits ask how large b would come out were x dealt at random among the people of each stratum:
    se0^2 = sum_s uu_s vv_s / (n_s - 1) / (sum uu)^2, which is exact, and limit = 3.09 se0. For a y of 0 and 1 that is the extended
    Mantel-Haenszel test of trend.

    Args:
        strata: one for each group of like people; one with a single person says nothing.

    Returns:
        The slope; None where fewer than three people can be compared, or all have the same x or the same y.

    Source: White 1980, doi:10.2307/1912934; Mantel 1963, doi:10.1080/01621459.1963.10500879.
    """
    used = [stratum for stratum in strata if stratum.n > 1]
    n, freedom = sum(s.n for s in used), sum(s.n - 1 for s in used) - 1
    uu, uv = sum(s.uu for s in used), sum(s.uv for s in used)
    by_chance = sum(s.uu * s.vv / (s.n - 1) for s in used)
    if freedom < 1 or uu < ROUNDING or by_chance < ROUNDING**2:
        return None
    b = uv / uu
    spread = sum(s.n / (s.n - 1) * (s.uuvv - 2 * b * s.uuuv + b * b * s.uuuu) for s in used)
    error = np.sqrt(max(spread, 0.0) * (freedom + 1) / freedom) / uu
    half = float(student.ppf(0.975, freedom)) * error
    chance_error = np.sqrt(by_chance) / uu
    return Slope(n, float(b), float(b - half), float(b + half), float(LIMIT_Z * chance_error), float(chance_error))
