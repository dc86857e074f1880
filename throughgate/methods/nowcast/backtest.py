"""How past projections did: coverage, error and CRPS against the final rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

TENTHS = 10
SLACK = 1e-12
"""A final rate that stands on the end of a range lies within it, whatever the last digit of a quotient."""


@dataclass(frozen=True, eq=False)
class Past:
    """A projection as it would have been made on a day, as draws of the final rate, and the rate that came."""

    cohort_id: str
    as_at: date
    months_since_start: int
    rates: np.ndarray
    final_rate: float
    is_projected: bool


@dataclass(frozen=True, eq=False)
class BackTest:
    """Of `projections` made, how many held the final rate in their 80% and 95% range; errors in percentage points.

    `pit` counts projections by tenths of their probability integral transform. `widen_by` is what the projections'
    spread would have to be multiplied by for 95 in 100 to hold, 1 where they do. `by_month` holds, for each number of
    months since the start of the cohort: the months, the projections made, and their mean absolute error in percentage
    points.
    """

    projections: int
    in_80: int
    in_95: int
    mean_absolute_error_points: float
    crps_points: float
    pit: np.ndarray
    widen_by: float
    by_month: tuple[tuple[int, int, float], ...]


def back_test(pasts: Sequence[Past]) -> BackTest | None:
    """The record of those past projections that would have been shown; None where there is none.

    The error is of the median draw x; ranges run between quantiles of the draws, their ends included. With X and X'
    two draws and y what came, CRPS = mean |X - y| - mean |X - X'| / 2, and the transform is P(X < y) + P(X = y) / 2.
    `widen_by` is the least factor on both half-widths of the 95% range, about x, with which 95 in 100 hold y.

    Args:
        pasts: Past projections (shares of 1), shown or not.

    Source: Gneiting and Raftery 2007, doi:10.1198/016214506000001437; Vovk and others on conformal prediction 2005,
        doi:10.1007/b106715.
    """
    shown = [past for past in pasts if past.is_projected]
    if not shown:
        return None
    final = np.array([past.final_rate for past in shown])
    low_95, low_80, middle, high_80, high_95 = np.array(
        [np.quantile(past.rates, [0.025, 0.1, 0.5, 0.9, 0.975]) for past in shown]
    ).T
    in_80, in_95 = _within(final, low_80, high_80), _within(final, low_95, high_95)
    error = 100 * np.abs(middle - final)
    return BackTest(
        projections=len(shown),
        in_80=int(in_80.sum()),
        in_95=int(in_95.sum()),
        mean_absolute_error_points=float(error.mean()),
        crps_points=100 * float(np.mean([crps(past.rates, past.final_rate) for past in shown])),
        pit=_pit(shown),
        widen_by=_widen_by(final, low_95, middle, high_95),
        by_month=_by_month(np.array([past.months_since_start for past in shown]), error),
    )


def _within(final: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return (low - SLACK <= final) & (final <= high + SLACK)


def crps(rates: np.ndarray, final: float) -> float:
    """Continuous ranked probability score of draws: mean |X - y| less half of mean |X - X'|, in their unit."""
    draws = np.sort(rates)
    place = 2 * np.arange(1, draws.size + 1) - draws.size - 1
    return float(np.abs(draws - final).mean() - place @ draws / draws.size**2)


def _pit(shown: Sequence[Past]) -> np.ndarray:
    below = [np.mean(past.rates < past.final_rate - SLACK) for past in shown]
    at = [np.mean(np.abs(past.rates - past.final_rate) <= SLACK) for past in shown]
    tenth = np.minimum(TENTHS * (np.array(below) + np.array(at) / 2) + SLACK, TENTHS - 1).astype(np.int64)
    return np.bincount(tenth, minlength=TENTHS)


def _widen_by(final: np.ndarray, low: np.ndarray, middle: np.ndarray, high: np.ndarray) -> float:
    """At least 1; a range of no width, which nothing widens, is left out."""
    off = np.abs(final - middle)
    half = np.where(final < middle, middle - low, high - middle)
    usable = half > SLACK
    needed = np.sort(off[usable] / half[usable])
    if not needed.size:
        return 1.0
    return max(1.0, float(needed[math.ceil(0.95 * needed.size) - 1]))


def _by_month(month: np.ndarray, error: np.ndarray) -> tuple[tuple[int, int, float], ...]:
    return tuple((int(m), int((month == m).sum()), float(error[month == m].mean())) for m in np.unique(month))
