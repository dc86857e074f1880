"""Means and standardised differences of groups, from counts and sums."""

from __future__ import annotations

import math
from dataclasses import dataclass

from throughgate.methods.reconviction import Z_95


@dataclass(frozen=True)
class Sums:
    """People, and the sum over them of something and of its square."""

    n: int
    total: float
    squares: float

    def __add__(self, other: Sums) -> Sums:
        """Both groups together."""
        return Sums(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float:
        """Mean over people."""
        return self.total / self.n

    @property
    def variance(self) -> float:
        """Variance over people, with n - 1."""
        return max(self.squares - self.total**2 / self.n, 0.0) / (self.n - 1) if self.n > 1 else 0.0


@dataclass(frozen=True)
class Estimate:
    """A number of `n` people with its 95% interval, in the unit of what is estimated."""

    n: int
    value: float
    low: float
    high: float


def mean(sums: Sums) -> Estimate | None:
    """The mean with its 95% interval, mean -/+ 1.96 s / sqrt(n); None of fewer than two people."""
    if sums.n < 2:
        return None
    half = Z_95 * math.sqrt(sums.variance / sums.n)
    return Estimate(sums.n, sums.mean, sums.mean - half, sums.mean + half)


def standardised(one: Sums, other: Sums) -> Estimate | None:
    """The standardised mean difference of one group less the other, with its 95% interval.

    d = (m1 - m2) / sqrt((s1^2 + s2^2) / 2), and se^2 = (n1 + n2) / (n1 n2) + d^2 / (2 (n1 + n2)). Below 0.1 in size two
    groups are commonly read as alike.

    Returns:
        The difference in standard deviations, n of both together; None where a group has fewer than two people or nothing varies.

    Source: Austin 2009, doi:10.1002/sim.3697; Hedges and Olkin 1985, equation 5.14 (variance).
    """
    if one.n < 2 or other.n < 2:
        return None
    spread = math.sqrt((one.variance + other.variance) / 2)
    if spread == 0:
        return None
    n = one.n + other.n
    d = (one.mean - other.mean) / spread
    half = Z_95 * math.sqrt(n / (one.n * other.n) + d * d / (2 * n))
    return Estimate(n, d, d - half, d + half)
