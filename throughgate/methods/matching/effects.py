"""What the treated did against their comparison group, with 95% intervals, and what hidden difference would undo it."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from throughgate.methods.matching.pairing import Matching
from throughgate.methods.reconviction import Z_95

POINTS = 100  # percentage points in a share of 1
FEWEST = 2  # people on a side, without whom it has no spread


@dataclass(frozen=True)
class Effect:
    """One outcome of the treated against their weighted controls.

    Attributes:
        scale: "points": difference of two shares, in percentage points; "ratio": of two means; "difference": of two
            means, in the outcome's unit.
        estimate, low, high: Treated against controls, with its 95% limits (unit of the scale).
        se: Standard error: of the estimate, or for a ratio of its natural logarithm.
        p: Two-sided, by the normal distribution; None where the standard error is 0.
        treated, controls: The two weighted means (outcome's own unit: a share of 1, events for each person, days).
        n_treated, n_controls: People with an outcome on each side (people).
        dispersion: Of a ratio, how often the variance is the mean (quasi-Poisson); else None.
    """

    scale: Literal["points", "ratio", "difference"]
    estimate: float
    se: float
    low: float
    high: float
    p: float | None
    treated: float
    controls: float
    n_treated: int
    n_controls: int
    dispersion: float | None = None


@dataclass(frozen=True)
class EValue:
    """How strongly something unmeasured would have to go with both service and outcome (risk ratios) to undo an effect.

    `estimate` would leave no effect, `limit` would let the 95% interval touch it; 1 where it does already.
    """

    estimate: float
    limit: float


@dataclass(frozen=True, eq=False)
class _Sides:
    """Those kept and with an outcome: outcome, weight, flag, matched set; weighted means and sums of weights."""

    outcome: np.ndarray
    weight: np.ndarray
    is_treated: np.ndarray
    sets: np.ndarray | None
    means: tuple[float, float]
    totals: tuple[float, float]

    @property
    def residual(self) -> np.ndarray:
        return self.outcome - np.where(self.is_treated, *self.means)


def compare_rates(outcome: ArrayLike, matching: Matching) -> Effect | None:
    """The difference of two shares, treated less controls, in percentage points, by weighted least squares.

    The standard error is robust: clustered by matched set without replacement, with factors G / (G - 1) and
    (n - 1) / (n - 2) for G sets and n people; HC1, with n / (n - 2), with replacement.

    Args:
        outcome: 0 or 1 for each person, in the order the matching was given; NaN where it does not apply (custody of
            those not reconvicted), who are left out.
        matching: Who was matched, with their weights.

    Returns:
        The effect; None with fewer than two people on a side.

    Raises:
        ValueError: The outcome has another length, or a value other than 0, 1 and NaN.

    Source: MacKinnon and White 1985, doi:10.1016/0304-4076(85)90158-7 (HC1); Abadie and Spiess 2022,
        doi:10.1080/01621459.2020.1840383 (matched sets).
    """
    outcome = np.asarray(outcome, dtype=float)
    if not np.isin(outcome[~np.isnan(outcome)], (0, 1)).all():
        raise ValueError("a rate compares outcomes of 0 and 1, but there are other values")
    return _difference(outcome, matching, "points", POINTS)


def compare_means(outcome: ArrayLike, matching: Matching) -> Effect | None:
    """The difference of two weighted means, treated less controls, such as days to the first reconviction.

    As `compare_rates`, for any number. NaN, as for those not reconvicted, is left out: the two groups left are then no
    longer matched to each other, which a reader must be told.
    """
    return _difference(np.asarray(outcome, dtype=float), matching, "difference", 1)


def compare_counts(outcome: ArrayLike, matching: Matching) -> Effect | None:
    """The ratio of two weighted means of counts, treated over controls: the weighted quasi-Poisson rate ratio.

    The estimate is exp(b) of a log-linear model. Its interval is exp(b -/+ z se), with the same robust error as
    `compare_rates`: the model's own, which rests on the dispersion, takes the weights for exact numbers of people and
    is too small where controls serve several times. Of an outcome of 0 and 1 it is the risk ratio.

    Args:
        outcome: A count for each person (events in the follow-up, the same for all); NaN is left out.
        matching: Who was matched, with their weights.

    Returns:
        The effect; None with fewer than two people on a side, or where a side has no events.

    Raises:
        ValueError: The outcome has another length or a negative value.

    Source: McCullagh and Nelder 1989, chapter 9 (quasi-likelihood); Zou 2004, doi:10.1093/aje/kwh090 (robust error).
    """
    outcome = np.asarray(outcome, dtype=float)
    if (outcome < 0).any():
        raise ValueError(f"a count is {outcome[outcome < 0][0]}, but it cannot be negative")
    sides = _sides(outcome, matching)
    if sides is None or min(sides.means) == 0:
        return None
    ours, theirs = sides.means
    se = _robust_se(sides, (ours * sides.totals[0], theirs * sides.totals[1]))
    log_ratio = math.log(ours / theirs)
    fitted = np.where(sides.is_treated, ours, theirs)
    people = sides.outcome.size
    dispersion = float(np.sum(sides.weight * sides.residual**2 / fitted)) / (people - 2)
    low, high = math.exp(log_ratio - Z_95 * se), math.exp(log_ratio + Z_95 * se)
    return Effect("ratio", ours / theirs, se, low, high, _p(log_ratio, se), ours, theirs, *_people(sides), dispersion)


def e_value(ratio: float, low: float, high: float) -> EValue:
    """The E-value of a risk ratio and of the limit of its interval nearer no effect.

    E = r + sqrt(r (r - 1)), with r the ratio, or 1 / ratio below 1. The binary effect's ratio is that of
    `compare_counts` on the same outcome.

    Raises:
        ValueError: Not 0 < low <= ratio <= high.

    Source: VanderWeele and Ding 2017, doi:10.7326/M16-2607.
    """
    if not 0 < low <= ratio <= high:
        raise ValueError(f"an E-value needs 0 < low <= ratio <= high, but these are {low}, {ratio} and {high}")
    nearer = low if low > 1 else high if high < 1 else 1.0
    return EValue(_e(ratio), _e(nearer))


def _e(ratio: float) -> float:
    ratio = max(ratio, 1 / ratio)
    return ratio + math.sqrt(ratio * (ratio - 1))


def _difference(
    outcome: np.ndarray, matching: Matching, scale: Literal["points", "difference"], unit: int
) -> Effect | None:
    sides = _sides(outcome, matching)
    if sides is None:
        return None
    difference, se = sides.means[0] - sides.means[1], _robust_se(sides, sides.totals)
    low, high = difference - Z_95 * se, difference + Z_95 * se
    scaled = (unit * value for value in (difference, se, low, high))
    return Effect(scale, *scaled, _p(difference, se), *sides.means, *_people(sides))


def _sides(outcome: np.ndarray, matching: Matching) -> _Sides | None:
    if outcome.shape != matching.weights.shape:
        raise ValueError(f"outcome has shape {outcome.shape}, but the matching is of {matching.weights.size} people")
    kept = (matching.weights > 0) & ~np.isnan(outcome)
    is_treated = np.zeros(outcome.size, dtype=bool)
    is_treated[matching.treated] = True
    y, w, ours = outcome[kept], matching.weights[kept], is_treated[kept]
    if min(ours.sum(), (~ours).sum()) < FEWEST:
        return None
    totals = float(w[ours].sum()), float(w[~ours].sum())
    means = float(w[ours] @ y[ours]) / totals[0], float(w[~ours] @ y[~ours]) / totals[1]
    sets = matching.sets
    return _Sides(y, w, ours, None if sets is None else sets[kept], means, totals)


def _robust_se(sides: _Sides, scales: tuple[float, float]) -> float:
    """Sandwich error of treated less controls: each person moves its side by weight x residual / the side's scale."""
    people = sides.outcome.size
    moved = sides.weight * sides.residual * np.where(sides.is_treated, 1 / scales[0], -1 / scales[1])
    if sides.sets is None:
        return math.sqrt(float(moved @ moved) * people / (people - 2))
    moved = np.bincount(sides.sets, weights=moved)
    clusters = np.unique(sides.sets).size
    return math.sqrt(float(moved @ moved) * clusters / (clusters - 1) * (people - 1) / (people - 2))


def _p(estimate: float, se: float) -> float | None:
    return float(2 * ndtr(-abs(estimate) / se)) if se > 0 else None


def _people(sides: _Sides) -> tuple[int, int]:
    return int(sides.is_treated.sum()), int((~sides.is_treated).sum())
