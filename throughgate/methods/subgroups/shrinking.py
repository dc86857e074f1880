"""Many estimates at once: how far they truly differ, each drawn towards their mean, and false discoveries held down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import chdtrc

from throughgate.methods.reconviction import Z_95


@dataclass(frozen=True)
class Spread:
    """How far groups differ beyond chance.

    `mean_points` is the mean effect and `sd_points` the standard deviation of true effects about it (percentage points);
    `chi_square`, `df` and `p` test that all groups share one effect (Cochran's Q).
    """

    mean_points: float
    sd_points: float
    chi_square: float
    df: int
    p: float


@dataclass(frozen=True, eq=False)
class Shrunk:
    """Estimates drawn towards their mean, with 95% limits (unit of the estimates); `spread` is None of one estimate."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    spread: Spread | None


def shrink(estimate: ArrayLike, se: ArrayLike) -> Shrunk:
    """Empirical Bayes: what each true effect is likely to be, given how far all of them differ.

    y_i ~ N(theta_i, s_i^2), theta_i ~ N(mu, tau^2). tau^2 is Paule and Mandel's, w_i = 1 / (s_i^2 + tau^2), mu = sum w y /
    sum w, B_i = tau^2 w_i, and theta_i = mu + B_i (y_i - mu). Its variance is B_i s_i^2 + (1 - B_i)^2 / sum w +
    2 s_i^4 w_i^4 (y_i - mu)^2 / sum w^2: the last term holds that tau is itself an estimate, without which the limits
    would be too narrow. Without spread (tau = 0) everybody has the mean; one estimate stays as it is.

    Args:
        estimate: One estimate a group (any unit).
        se: Their standard errors, above 0 (same unit); taken as independent.

    Raises:
        ValueError: Nothing is given, lengths differ, or a standard error is not above 0.

    Source: Paule and Mandel 1982, doi:10.6028/jres.087.022; Kass and Steffey 1989, doi:10.1080/01621459.1989.10478825.
    """
    y, s = np.asarray(estimate, dtype=float), np.asarray(se, dtype=float)
    if y.ndim != 1 or y.size == 0 or y.shape != s.shape or not np.all(s > 0):
        raise ValueError("give a flat list of estimates, and a standard error above 0 for each")
    tau2 = between(y, s)
    w = 1 / (s**2 + tau2)
    mean = float(w @ y / w.sum())
    kept = tau2 * w
    variance = kept * s**2 + (1 - kept) ** 2 / w.sum()
    if y.size > 1:
        variance = variance + 2 * s**4 * w**4 * (y - mean) ** 2 / (w @ w)
    value, reach = mean + kept * (y - mean), Z_95 * np.sqrt(variance)
    return Shrunk(value, value - reach, value + reach, _spread(y, s, mean, tau2))


def between(estimate: np.ndarray, se: np.ndarray) -> float:
    """tau^2 of Paule and Mandel: where sum w (y - mu)^2 = k - 1; 0 where it is no more than that at tau = 0."""

    def excess(tau2: float) -> float:
        w = 1 / (se**2 + tau2)
        return float(w @ (estimate - w @ estimate / w.sum()) ** 2) - (estimate.size - 1)

    if estimate.size < 2 or excess(0.0) <= 0:
        return 0.0
    # At this tau^2 every weight is below (k - 1) / sum (y - mean)^2, so the sum is below k - 1.
    most = float(np.sum((estimate - estimate.mean()) ** 2)) / (estimate.size - 1)
    return float(brentq(excess, 0.0, most, xtol=1e-14 * max(most, 1.0), rtol=1e-13))


def benjamini_hochberg(p: ArrayLike) -> np.ndarray:
    """The q of each p: the least share of false discoveries at which it would be called one.

    q_(i) = min over j >= i of k p_(j) / j, at most 1, in the order of the p given.

    Raises:
        ValueError: A p is not within 0 to 1.

    Source: Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    values = np.asarray(p, dtype=float)
    if not np.all((values >= 0) & (values <= 1)):
        raise ValueError("every p must lie within 0 to 1")
    order = np.argsort(values)
    scaled = values[order] * values.size / np.arange(1, values.size + 1)
    q = np.empty_like(values)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return q


def _spread(y: np.ndarray, s: np.ndarray, mean: float, tau2: float) -> Spread | None:
    if y.size < 2:
        return None
    w = 1 / s**2
    chi_square, df = float(w @ (y - w @ y / w.sum()) ** 2), y.size - 1
    return Spread(mean, float(np.sqrt(tau2)), chi_square, df, float(chdtrc(df, chi_square)))
