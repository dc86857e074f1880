"""How alike the treated and their comparison group are, before and after matching."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from throughgate.methods.matching.pairing import Matching

Reading = Literal["good", "reasonable", "poor"]
GOOD, REASONABLE = 0.05, 0.10
"""Largest standardised differences that the Justice Data Lab reads as a good and as a reasonable match."""


@dataclass(frozen=True)
class Covariate:
    """One covariate's means (its own units) and standardised differences, treated less controls, before and after.

    After matching all are NaN where nobody is matched, and the reading is None.
    """

    name: str
    treated_before: float
    controls_before: float
    treated_after: float
    controls_after: float
    before: float
    after: float
    reading_before: Reading | None
    reading_after: Reading | None


@dataclass(frozen=True)
class Balance:
    """Every covariate in the order given, and those furthest apart before and after (None where nobody is matched)."""

    covariates: tuple[Covariate, ...]
    worst_before: Covariate
    worst_after: Covariate | None


def check_balance(names: Sequence[str], covariates: ArrayLike, matching: Matching) -> Balance:
    """Standardised mean differences of each covariate before and after matching.

    d = (mean of the treated - mean of the controls) / s, weighted after matching. s is that of all the treated before
    matching, in both: sqrt(p (1 - p)) where the covariate has only the values 0 and 1, else the sd (n - 1). Where s is
    0, d is 0 for equal means and infinite otherwise.

    Args:
        names: One name for each covariate.
        covariates: People by covariates, in the order the matching was given.
        matching: Who was matched.

    Raises:
        ValueError: Shapes differ, nobody or everybody is treated, or there is no covariate.

    Source: Stuart 2010, doi:10.1214/09-STS313; R MatchIt 4.5.1, summary. Readings: Justice Data Lab.
    """
    x, weights = np.asarray(covariates, dtype=float, order="F"), matching.weights
    if x.shape != (weights.size, len(names)) or not names:
        raise ValueError(f"covariates have shape {x.shape}, but {weights.size} people by {len(names)} names are given")
    treated = np.zeros(weights.size, dtype=bool)
    treated[matching.treated] = True
    if not treated.any() or treated.all():
        raise ValueError("balance compares treated people with controls, but one of the two groups has nobody")
    means = [_means(x, w * side) for w in (np.ones(weights.size), weights) for side in (treated, ~treated)]
    spreads = [_spread(column, treated) for column in x.T]
    rows = tuple(map(_compared, names, zip(*means, strict=True), spreads))
    is_matched = matching.n_treated > 0
    return Balance(
        covariates=rows,
        worst_before=max(rows, key=lambda row: abs(row.before)),
        worst_after=max(rows, key=lambda row: abs(row.after)) if is_matched else None,
    )


def read_balance(difference: float) -> Reading | None:
    """The Justice Data Lab's reading of a standardised difference: good up to 0.05, reasonable up to 0.10, else poor."""
    if math.isnan(difference):
        return None
    return "good" if abs(difference) <= GOOD else "reasonable" if abs(difference) <= REASONABLE else "poor"


def _compared(name: str, means: Sequence[float], spread: float) -> Covariate:
    before, after = (_standardised(ours - theirs, spread) for ours, theirs in (means[:2], means[2:]))
    return Covariate(name, *means, before, after, read_balance(before), read_balance(after))


def _means(x: np.ndarray, weights: np.ndarray) -> list[float]:
    total = weights.sum()
    return (weights @ x / total).tolist() if total > 0 else [math.nan] * x.shape[1]


def _spread(column: np.ndarray, treated: np.ndarray) -> float:
    values = column[treated]
    if ((column == 0) | (column == 1)).all():
        share = values.mean()
        return math.sqrt(share * (1 - share))
    return float(values.std(ddof=1)) if values.size > 1 else 0.0


def _standardised(difference: float, spread: float) -> float:
    if difference == 0 or math.isnan(difference):
        return difference
    return difference / spread if spread > 0 else math.copysign(math.inf, difference)
