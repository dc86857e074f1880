"""Does contact change once somebody has been reconvicted, beyond its ebbing with time since release?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from throughgate.methods.fairness.slopes import LIMIT_Z
from throughgate.methods.reconviction import Z_95


@dataclass(frozen=True)
class Day:
    """A day since release on a pathway: days at risk and kept contacts, of people not yet and already reconvicted."""

    pathway: int
    day: int
    days_before: int
    days_after: int
    contacts_before: int
    contacts_after: int


@dataclass(frozen=True)
class Ratio:
    """The rate of contact of people already reconvicted over that of people not yet, with its 95% interval.

    `limit_low` and `limit_high` are the 99.8% limits around 1.
    """

    ratio: float
    low: float
    high: float
    limit_low: float
    limit_high: float

    @property
    def is_unusual(self) -> bool:
        """Whether the ratio lies outside its 99.8% limits."""
        return not self.limit_low <= self.ratio <= self.limit_high


def rate_ratio(days: Sequence[Day]) -> float | None:
    """The Mantel-Haenszel rate ratio over days since release, so that each day is compared with the same day of the same pathway.

    ratio = sum_d A_d S_d / T_d over sum_d B_d R_d / T_d, with on day d of a pathway A contacts in R days at risk of people already reconvicted,
    B in S of people not yet, T = R + S.

    Returns:
        The ratio; None where either sum is nil.

    Source: Mantel and Haenszel 1959, doi:10.1093/jnci/22.4.719; for rates Rothman, Greenland and Lash 2008, Modern
        Epidemiology, 3rd edition, chapter 15.
    """
    after, before = _sums(days)
    return after / before if after > 0 and before > 0 else None


def ratio_limits(days: Sequence[Day], residuals_squared: float) -> Ratio | None:
    """The ratio with its interval and limits, its error counted over people, for a person's contacts are not independent.

    The ratio r solves sum A S / T - r sum B R / T = 0. A person's part in it is the sum over their days of (c - r e) S / T once
    reconvicted, and -r (c - e) R / T before, with c contacts and e = (A + B) / (r R + S) expected. Then
    se(log r) = sqrt(sum of the squares of these parts) / sum A S / T; the interval is r exp(-/+ 1.96 se), the limits
    exp(-/+ 3.09 se).

    Args:
        days: counts by day since release and pathway.
        residuals_squared: the sum over people of the squares of their parts (contacts squared).

    Returns:
        The ratio; None where `rate_ratio` gives none or nothing varies.

    Source: Liang and Zeger 1986, doi:10.1093/biomet/73.1.13, applied to the estimating equation of Mantel and Haenszel.
    """
    ratio = rate_ratio(days)
    if ratio is None or residuals_squared <= 0:
        return None
    error = math.sqrt(residuals_squared) / _sums(days)[0]
    half, limit = math.exp(Z_95 * error), math.exp(LIMIT_Z * error)
    return Ratio(ratio, ratio / half, ratio * half, 1 / limit, limit)


def _sums(days: Sequence[Day]) -> tuple[float, float]:
    """Sum A S / T and sum B R / T over the days."""
    held = [(day, day.days_before + day.days_after) for day in days if day.days_before and day.days_after]
    return (
        sum(day.contacts_after * day.days_before / total for day, total in held),
        sum(day.contacts_before * day.days_after / total for day, total in held),
    )
