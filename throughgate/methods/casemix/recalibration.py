"""The chance of reconviction at each risk, fitted on a baseline's counts: logistic on the logit of risk, straight or bent.

One row a risk is enough: people of one risk have one chance, so the likelihood of the counts is, up to a factor without
the coefficients, that of the people.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

import numpy as np
from scipy.special import expit, logit
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from throughgate.methods.counts import RiskCounts

KNOT_SHARES = (0.05, 0.35, 0.65, 0.95)
"""Of the people lie below each of the four knots: Harrell's recommendation."""
FARTHEST = 40.0
"""The logit that stands for a rate of 0 or 1: expit(-40) is 4e-18, so no rate shows it and nothing is infinite."""
SOLVED = 1e-9
"""Share of the people by which the fitted and the seen reconvictions may differ for a fit to count as found."""


@dataclass(frozen=True, eq=False)
class Recalibration:
    """expit(intercept + slope x + bends . s(x)), x = logit risk, fitted on the baseline.

    s are the restricted cubic terms at `knots` (logits of risk); both are empty for the straight curve. People without
    a score have a rate of their own, `unknown_rate`; the baseline's where nobody there is without one. `covariance` is of
    the coefficients in this order, on the log-odds scale. `is_flat` says that no slope could be had, so that the slope
    is 0 and everybody with a score has the same rate.
    """

    intercept: float
    slope: float
    covariance: np.ndarray
    unknown_rate: float
    is_flat: bool = False
    knots: tuple[float, ...] = ()
    bends: np.ndarray = field(default_factory=lambda: np.zeros(0))


def recalibrate(baseline: RiskCounts) -> Recalibration:
    """Fits the straight curve; the sum of fitted chances over the baseline's people is the people reconvicted.

    No finite slope exists where the scored people have fewer than two risks, where nobody or everybody of them was
    reconvicted, or where a risk divides them (nobody above it who was not, nobody below it who was). The slope is then
    0, the rate theirs, everybody's where nobody has a score, and `is_flat` says so. So it is on the rare counts, far from
    any logistic curve, on which the iteration does not settle.

    Raises:
        ValueError: The baseline holds nobody, a risk is not inside 0 to 1, or more are reconvicted than there are people.

    Source: Albert and Anderson 1984, doi:10.1093/biomet/71.1.1 (when a fit exists); Cox 1958, doi:10.1093/biomet/45.3-4.562.
    """
    known, unknown = split(baseline)
    unknown_rate = _rate(unknown if unknown.people else baseline)
    fitted = None if _is_separated(known) else _fit(known, ())
    if fitted is not None:
        return Recalibration(float(fitted[0]), float(fitted[1]), _covariance(known, (), fitted), unknown_rate)
    pooled = known if known.people else baseline
    return level(_rate(pooled), pooled.people, unknown_rate)


def level(rate: float, people: int, unknown_rate: float) -> Recalibration:
    """The flat curve at a rate (0 to 1) that was seen on so many people; 0 of them where it is given and not estimated."""
    information = people * rate * (1 - rate)
    covariance = np.array([[1 / information if information > 0 else 0.0, 0.0], [0.0, 0.0]])
    return Recalibration(float(np.clip(logit(rate), -FARTHEST, FARTHEST)), 0.0, covariance, unknown_rate, is_flat=True)


def bend(baseline: RiskCounts, straight: Recalibration) -> Recalibration | None:
    """The same with a restricted cubic spline: four knots, straight beyond the outer two, two more coefficients.

    The knots are the 5th, 35th, 65th and 95th percentiles of the scored people's logit risk (linear between two people,
    as R's quantile does). None where it cannot be fitted: knots that coincide, fewer than four risks, no finite fit.

    Source: Harrell, Regression Modeling Strategies, 2nd edition 2015, section 2.4.5,
        doi:10.1007/978-3-319-19425-7.
    """
    known, _ = split(baseline)
    if straight.is_flat:
        return None
    knots = tuple(float(k) for k in _percentiles(logit(known.risk), known.n, KNOT_SHARES))
    if np.unique(knots).size < len(knots) or np.linalg.matrix_rank(design(known.risk, knots)) < len(knots):
        return None
    fitted = _fit(known, knots)
    if fitted is None:
        return None
    return Recalibration(
        float(fitted[0]),
        float(fitted[1]),
        _covariance(known, knots, fitted),
        straight.unknown_rate,
        knots=knots,
        bends=fitted[2:],
    )


def predict(model: Recalibration, risk: np.ndarray) -> np.ndarray:
    """The chance of reconviction (0 to 1) at each risk (0 to 1; NaN for people without a score)."""
    coefficients = np.concatenate([[model.intercept, model.slope], model.bends])
    return np.where(np.isnan(risk), model.unknown_rate, expit(design(risk, model.knots) @ coefficients))


def mean_chance(model: Recalibration, counts: RiskCounts) -> float:
    """The rate (0 to 1) that the model expects of these people; 0 of nobody."""
    return float(predict(model, counts.risk) @ counts.n / max(counts.people, 1))


def variance(model: Recalibration, baseline: RiskCounts, cohort: RiskCounts) -> float:
    """Variance of the rate expected of the cohort (share squared) from the baseline being a sample: g' V g + w^2 u(1-u)/n_u.

    g = sum over the cohort's scored people of m(1-m) z / n_c, V the covariance of the coefficients, w the share of the
    cohort without a score, u and n_u the rate and number of such people in the baseline. Where the baseline has none,
    u is the baseline's mean, and w times its own g comes in place of the last term. Source: the delta method.
    """
    gradient, share = _gradient(model, cohort)
    _, unknown = split(baseline)
    own = 0.0
    if unknown.people:
        own = share**2 * model.unknown_rate * (1 - model.unknown_rate) / unknown.people
    else:
        gradient = gradient + share * _gradient(model, baseline)[0]
    return float(gradient @ model.covariance @ gradient + own)


def split(counts: RiskCounts) -> tuple[RiskCounts, RiskCounts]:
    """People with a score and people without; risks that nobody has are left out.

    Raises:
        ValueError: A risk is not inside 0 to 1, or more are reconvicted than there are people.
    """
    has_score, used = ~np.isnan(counts.risk), counts.n > 0
    known, unknown = (_select(counts, used & which) for which in (has_score, ~has_score))
    outside = (known.risk <= 0) | (known.risk >= 1)
    if outside.any():
        raise ValueError(f"risk is {known.risk[outside][0]}, but must lie inside 0 to 1: clip it to 0.005 to 0.995")
    if np.any(counts.reconvicted > counts.n):
        at = int(np.argmax(counts.reconvicted > counts.n))
        raise ValueError(
            f"{counts.reconvicted[at]} of {counts.n[at]} people are reconvicted: it cannot be more than all"
        )
    return known, unknown


def design(risk: np.ndarray, knots: tuple[float, ...]) -> np.ndarray:
    """1, x = logit risk, and for each inner term the restricted cubic of x, divided by the squared width of the knots.

    s_j = [(x-t_j)+^3 - (x-t_k-1)+^3 (t_k-t_j)/(t_k-t_k-1) + (x-t_k)+^3 (t_k-1-t_j)/(t_k-t_k-1)] / (t_k-t_1)^2.
    """
    x = logit(risk)
    columns = [np.ones_like(x), x]
    if knots:
        *inner, before, last = knots
        cubic = [np.maximum(x - t, 0) ** 3 for t in (before, last)]
        for t in inner:
            bent = np.maximum(x - t, 0) ** 3
            bent = bent - (cubic[0] * (last - t) - cubic[1] * (before - t)) / (last - before)
            columns.append(bent / (last - knots[0]) ** 2)
    return np.column_stack(columns)


def _select(counts: RiskCounts, where: np.ndarray) -> RiskCounts:
    arrays = (counts.risk, counts.n, counts.reconvicted, counts.events, counts.events_squared)
    return RiskCounts(*(array[where] for array in arrays))


def _rate(counts: RiskCounts) -> float:
    if not counts.people:
        raise ValueError("the baseline holds nobody, so that it has no rate to recalibrate")
    return int(counts.reconvicted.sum()) / counts.people


def _is_separated(known: RiskCounts) -> bool:
    """Whether the likelihood has no maximum at a finite slope."""
    again, free = (known.risk[count > 0] for count in (known.reconvicted, known.n - known.reconvicted))
    return not (again.size and free.size) or bool(again.max() <= free.min() or free.max() <= again.min())


def _fit(known: RiskCounts, knots: tuple[float, ...]) -> np.ndarray | None:
    """Maximum-likelihood coefficients by iteratively reweighted least squares; None where none are found."""
    z = design(known.risk, knots)
    counts = np.column_stack([known.reconvicted, known.n - known.reconvicted])
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            # It also warns of two risks, which a line always meets exactly.
            warnings.simplefilter("ignore", PerfectSeparationWarning)
            found = GLM(counts, z, family=Binomial()).fit(tol=1e-10, tol_criterion="params")
    except (ValueError, np.linalg.LinAlgError):
        return None
    coefficients = np.asarray(found.params)
    score = z.T @ (known.reconvicted - known.n * expit(z @ coefficients))
    is_found = found.converged and np.isfinite(coefficients).all() and np.abs(score).max() < SOLVED * known.people
    return coefficients if is_found else None


def _covariance(known: RiskCounts, knots: tuple[float, ...], coefficients: np.ndarray) -> np.ndarray:
    z = design(known.risk, knots)
    chance = expit(z @ coefficients)
    return np.linalg.pinv((z.T * (known.n * chance * (1 - chance))) @ z, hermitian=True)


def _gradient(model: Recalibration, counts: RiskCounts) -> tuple[np.ndarray, float]:
    """Of the rate expected of these people by the coefficients, and the share of them without a score."""
    known, unknown = split(counts)
    chance = predict(model, known.risk)
    people = max(counts.people, 1)
    return (known.n * chance * (1 - chance)) @ design(known.risk, model.knots) / people, unknown.people / people


def _percentiles(x: np.ndarray, n: np.ndarray, shares: tuple[float, ...]) -> np.ndarray:
    """Percentiles of people of whom n have each x, linear between neighbours."""
    order = np.argsort(x)
    last = np.cumsum(n[order])
    place = np.asarray(shares) * (last[-1] - 1)
    lower, upper = (x[order][np.searchsorted(last, p, side="right")] for p in (np.floor(place), np.ceil(place)))
    return lower + (place - np.floor(place)) * (upper - lower)
