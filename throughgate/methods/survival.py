"""How soon people are reconvicted: Kaplan-Meier curves and the log-rank test, from counts at each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from throughgate.methods.reconviction import Z_95, whole_counts

Limits = Literal["log-log", "log", "plain"]
# Share of the largest eigenvalue below which a direction of the log-rank covariance carries no information.
NEGLIGIBLE = 1e-10


@dataclass(frozen=True, eq=False)
class Survival:
    """A Kaplan-Meier curve: one element of each array is one time.

    Attributes:
        time: Time since the index discharge (unit of the times given), ascending.
        n_risk: People not yet reconvicted and still followed just before the time (people).
        n_event: People reconvicted at the time (people).
        survival: Share not reconvicted by the time, the time included (0 to 1).
        se: Greenwood standard error of survival (share); NaN once survival is 0, as in R.
        low, high: 95% limits of survival (0 to 1); NaN where undefined (see `survival`).
    """

    time: np.ndarray
    n_risk: np.ndarray
    n_event: np.ndarray
    survival: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def cumulative(self) -> np.ndarray:
        """Share reconvicted by each time (0 to 1)."""
        return 1 - self.survival

    @property
    def cumulative_low(self) -> np.ndarray:
        """Lower 95% limit of the share reconvicted (0 to 1)."""
        return 1 - self.high

    @property
    def cumulative_high(self) -> np.ndarray:
        """Upper 95% limit of the share reconvicted (0 to 1)."""
        return 1 - self.low


@dataclass(frozen=True)
class LogRank:
    """A log-rank test: chi-square, degrees of freedom and p; None where nothing can be compared."""

    chi_square: float | None
    df: int
    p: float | None


def survival(day: ArrayLike, reconvicted: ArrayLike, censored: ArrayLike, *, limits: Limits = "log-log") -> Survival:
    """The Kaplan-Meier share of people not yet reconvicted, with Greenwood errors and 95% limits.

    S(t) = product over times u <= t of (1 - d / r); se = S sqrt(sum of d / (r (r - d))). With V that sum, the
    limits are S^exp(-/+ z sqrt(V) / ln S) (log-log), S exp(-/+ z sqrt(V)) (log, R's own default) or
    S -/+ z se (plain), cut at 0 and 1. As in R, se and limits are NaN where S = 0, and the log-log limits
    where S = 1.

    Args:
        day: Times since the index discharge (any unit), in any order; repeats are summed.
        reconvicted: People reconvicted at each time (people).
        censored: People whose follow-up ends at, and just after, each time (people).
        limits: The scale of the limits.

    Returns:
        The curve, one element for each time with anyone reconvicted or censored; empty when there is nobody.

    Raises:
        ValueError: The lists differ in length, a time or count is not usable, or the scale is unknown.

    Source: Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452; Greenwood 1926; survfit of
        R survival 3.5.3.
    """
    time, events, lost = _by_time(day, reconvicted, censored)
    left = events + lost
    n_risk = left[::-1].cumsum()[::-1]
    share = np.cumprod(1 - events / n_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(np.cumsum(events / (n_risk * (n_risk - events))))
        se = share * root
    low, high = _limits(share, root, limits)
    return Survival(time, n_risk, events, share, se, low, high)


def read_at(curve: Survival, times: ArrayLike) -> Survival:
    """The curve at given times: a step function that holds its value until the next time.

    Args:
        curve: A curve from `survival`.
        times: Times to read at (unit of the curve), in the order wanted.

    Returns:
        A curve at those times. n_risk and n_event are those of the time itself. Before the first time
        everybody is at risk and survival, low and high are 1. After the last time nobody is followed: NaN,
        unless survival had reached 0, where it stays.
    """
    times = np.atleast_1d(np.asarray(times, dtype=float))
    before = np.searchsorted(curve.time, times, side="left")
    upto = np.searchsorted(curve.time, times, side="right")
    starts = {"survival": 1.0, "se": 0.0, "low": 1.0, "high": 1.0}
    read = {name: np.append(first, getattr(curve, name))[upto] for name, first in starts.items()}
    beyond = (before == curve.time.size) & (read["survival"] > 0)
    read = {name: np.where(beyond, np.nan, values) for name, values in read.items()}
    n_risk = np.append(curve.n_risk, 0)[before]
    n_event = np.where(upto > before, np.append(curve.n_event, 0)[before], 0)
    return Survival(time=times, n_risk=n_risk, n_event=n_event, **read)


def log_rank(groups: Sequence[tuple[ArrayLike, ArrayLike, ArrayLike]]) -> LogRank:
    """Whether groups are reconvicted at different speeds: the log-rank test.

    At each time d of r people are reconvicted, r_g of them in group g: expected E_g = d r_g / r, covariance
    d (r - d) / (r - 1) (r_g / r) (1[g = h] - r_h / r). chi-square = (O - E)' V^- (O - E), df = rank of V.

    Args:
        groups: For each group its (day, reconvicted, censored), as `survival` takes them.

    Raises:
        ValueError: Fewer than two groups, or counts that `survival` refuses.

    Source: Mantel 1966; Peto and Peto 1972, doi:10.2307/2344317; R survival 3.5.3, survdiff.
    """
    if len(groups) < 2:
        raise ValueError(f"a log-rank test compares two or more groups, but there are {len(groups)}")
    curves = [survival(*group) for group in groups]
    times = np.unique(np.concatenate([curve.time for curve in curves]))
    at = [read_at(curve, times) for curve in curves]
    r, d = np.array([c.n_risk for c in at], dtype=float), np.array([c.n_event for c in at], dtype=float)
    share = r / r.sum(axis=0)
    difference = (d - share * d.sum(axis=0)).sum(axis=1)
    spread = d.sum(axis=0) * (r.sum(axis=0) - d.sum(axis=0)) / np.maximum(r.sum(axis=0) - 1, 1)
    covariance = np.diag(share @ spread) - (share * spread) @ share.T
    size, axes = np.linalg.eigh(covariance)
    kept = size > NEGLIGIBLE * max(size.max(), NEGLIGIBLE)
    df = int(kept.sum())
    if df == 0:
        return LogRank(None, 0, None)
    chi_square = float(np.sum((axes.T @ difference)[kept] ** 2 / size[kept]))
    return LogRank(chi_square, df, float(chdtrc(df, chi_square)))


def _by_time(day: ArrayLike, reconvicted: ArrayLike, censored: ArrayLike) -> tuple[np.ndarray, ...]:
    """Distinct ascending times with anyone reconvicted or censored, and the counts of each (people)."""
    day = np.asarray(day, dtype=float)
    events, lost = whole_counts("reconvicted", reconvicted), whole_counts("censored", censored)
    if not (day.ndim == 1 and day.shape == events.shape == lost.shape):
        raise ValueError(
            f"day, reconvicted and censored have shapes {day.shape}, {events.shape} and {lost.shape}: "
            "pass three flat lists of one length"
        )
    if not np.isfinite(day).all():
        raise ValueError(f"day has the value {day[~np.isfinite(day)][0]}: every time must be a number")
    used = events + lost > 0
    time, place = np.unique(day[used], return_inverse=True)
    events, lost = (np.bincount(place, weights=w[used], minlength=time.size).astype(int) for w in (events, lost))
    return time, events, lost


def _limits(share: np.ndarray, root: np.ndarray, scale: Limits) -> tuple[np.ndarray, np.ndarray]:
    """95% limits of survival on a scale, given the root of Greenwood's sum."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale == "plain":
            low, high = share - Z_95 * share * root, share + Z_95 * share * root
        elif scale == "log":
            low, high = share * np.exp(-Z_95 * root), share * np.exp(Z_95 * root)
        elif scale == "log-log":
            width = Z_95 * root / -np.log(share)
            low, high = share ** np.exp(width), share ** np.exp(-width)
        else:
            raise ValueError(f"limits is {scale!r}, but it must be 'log-log', 'log' or 'plain'")
    undefined = (share == 0) | ((share == 1) & (scale == "log-log"))
    low, high = (np.where(undefined, np.nan, np.clip(limit, 0, 1)) for limit in (low, high))
    return low, high
