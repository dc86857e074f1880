"""Cox regression: how much sooner people with a characteristic are first reconvicted, the others held alike."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr
from statsmodels.duration.hazard_regression import PHReg

from throughgate.methods.reconviction import Z_95, whole_counts

FARTHEST = 15.0
"""Log hazards for each standard deviation. A coefficient beyond this grows without end: there is no finite estimate."""
SOLVED = 1e-6
"""Largest score left (events, for covariates of sd 1) for a fit to count as found."""
REMEDY = "leave it out, merge its categories, or wait for more people"


@dataclass(frozen=True, eq=False)
class CoxFit:
    """A fitted Cox model; one element of each array is one covariate.

    Attributes:
        names: The covariates.
        coefficients, se: Log hazards for each unit, and their standard errors.
        ratio, low, high: Hazard ratio for each unit with its 95% limits; above 1 is sooner.
        p: Two-sided, of a ratio of 1 (Wald).
        log_likelihood: Efron's partial log-likelihood at its maximum.
        n, events: People, and of these reconvicted.
    """

    names: tuple[str, ...]
    coefficients: np.ndarray
    se: np.ndarray
    ratio: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    log_likelihood: float
    n: int
    events: int


def indicators(factor: str, groups: Sequence[str], *, against: str | None = None) -> tuple[tuple[str, ...], np.ndarray]:
    """A category as its indicators but one: names "factor: group", and a column for each with 1 where a row is in it.

    Args:
        factor: What the groups are of.
        groups: The group of each row.
        against: The group left out, that the others are compared with; the largest where None (the first by name of two).

    Raises:
        ValueError: Nobody is in the group left out.
    """
    values = np.asarray(groups, dtype=str)
    names, rows = np.unique(values, return_counts=True)
    left_out = str(names[np.argmax(rows)]) if against is None and names.size else against
    if left_out not in names:
        raise ValueError(f"no row of {factor!r} is {left_out!r}, so nothing can be compared with it")
    kept = [str(name) for name in names if name != left_out]
    columns = (values[:, None] == np.array(kept, dtype=str)[None, :]).astype(float)
    return tuple(f"{factor}: {name}" for name in kept), columns


def fit_cox(
    names: Sequence[str], covariates: ArrayLike, day: ArrayLike, is_event: ArrayLike, people: ArrayLike | None = None
) -> CoxFit:
    """Fits h(t | x) = h0(t) exp(b'x) by partial likelihood, ties by Efron's method.

    Args:
        names: One name for each covariate, used in what is refused.
        covariates: Rows by covariates (any units; a category by `indicators`), no value missing.
        day: When each row was first reconvicted, or last followed (days).
        is_event: Whether it was reconvicted then (0 or 1).
        people: How many people each row stands for (people); one each where None.

    Raises:
        ValueError: Shapes differ, a value is missing, nobody was reconvicted, or a covariate is constant, follows from
            others, or parts those reconvicted from the rest at every time, so that no finite estimate exists; names it.

    Source: Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x; Efron 1977, doi:10.1080/01621459.1977.10480613; R survival
        3.5.3, coxph.
    """
    names = tuple(names)
    x, day, event = _people(names, covariates, day, is_event, people)
    _refuse_unusable(names, x, event)
    _refuse_separation(names, x, day, event)
    spread = x.std(axis=0)
    scaled = (x - x.mean(axis=0)) / spread
    model = PHReg(day, scaled, status=event.astype(int), ties="efron")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        fit = model.fit(disp=0)
        at, is_found = _far(fit.params), bool(np.abs(model.score(fit.params)).max() < SOLVED * event.sum())
    if at is not None:
        _refuse(names[at], "with the others, parts")
    if not is_found:
        raise ValueError(f"the Cox model of {', '.join(names)} did not settle: use fewer covariates")
    return _told(names, fit.params / spread, np.sqrt(np.diag(fit.cov_params())) / spread, float(fit.llf), event)


def _told(names: tuple[str, ...], b: np.ndarray, se: np.ndarray, log_likelihood: float, event: np.ndarray) -> CoxFit:
    low, high = (np.exp(b + side * Z_95 * se) for side in (-1, 1))
    p = 2 * ndtr(-np.abs(b / se))
    return CoxFit(names, b, se, np.exp(b), low, high, p, log_likelihood, event.size, int(event.sum()))


def _people(
    names: tuple[str, ...], covariates: ArrayLike, day: ArrayLike, is_event: ArrayLike, people: ArrayLike | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Covariates, day and whether reconvicted, one row a person."""
    x, days, event = (np.asarray(of, dtype=float) for of in (covariates, day, is_event))
    if days.ndim != 1 or event.shape != days.shape or x.shape != (days.size, len(names)):
        raise ValueError(
            f"covariates have shape {x.shape}, day {days.shape} and is_event {event.shape}, but rows by {len(names)} names "
            "and one day and event for each row are wanted"
        )
    if not (np.isfinite(days).all() and np.isin(event, (0, 1)).all()):
        raise ValueError("every day must be a number, and is_event 0 or 1")
    if people is not None:
        times = whole_counts("people", people)
        if times.shape != days.shape:
            raise ValueError(f"people has shape {times.shape}, but one number for each of {days.size} rows is wanted")
        x, days, event = (np.repeat(of, times.astype(int), axis=0) for of in (x, days, event))
    return x, days, event.astype(bool)


def _refuse_unusable(names: tuple[str, ...], x: np.ndarray, event: np.ndarray) -> None:
    if not event.any():
        raise ValueError("nobody was reconvicted, so nothing can be said of how soon")
    if not names:
        raise ValueError("no covariates are given: name at least one")
    for name, column in zip(names, x.T, strict=True):
        if not np.isfinite(column).all():
            raise ValueError(f"values of {name!r} are missing: leave out the people or the covariate")
        if column.min() == column.max():
            raise ValueError(f"{name!r} is the same for everybody, so it cannot tell people apart: leave it out")
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    for j, name in enumerate(names):
        if np.linalg.matrix_rank(scaled[:, : j + 1]) <= j:
            raise ValueError(f"{name!r} follows from {', '.join(map(repr, names[:j]))}: leave one of them out")


def _refuse_separation(names: tuple[str, ...], x: np.ndarray, day: np.ndarray, event: np.ndarray) -> None:
    """Refuses a covariate of which those reconvicted always had the most, or always the least, of all still at risk."""
    order = np.argsort(-day, kind="stable")
    last = np.searchsorted(-day[order], -day[event], side="right") - 1
    for name, column in zip(names, x.T, strict=True):
        most, least = (running.accumulate(column[order])[last] for running in (np.maximum, np.minimum))
        if np.all(column[event] >= most) or np.all(column[event] <= least):
            _refuse(name, "alone parts")


def _refuse(name: str, how: str) -> None:
    raise ValueError(
        f"{name!r} {how} those reconvicted from everybody else at every time (as where nobody of a group was), so that it "
        f"has no finite estimate: {REMEDY}"
    )


def _far(coefficients: np.ndarray) -> int | None:
    """The covariate whose coefficient is largest, where it is no estimate."""
    size = np.where(np.isfinite(coefficients), np.abs(coefficients), np.inf)
    return int(size.argmax()) if size.max() > FARTHEST else None
