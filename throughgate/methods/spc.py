"""Has a monthly series changed by more than chance? The XmR chart of Making Data Count.

A signal prompts a question; it never decides a payment. The rules are those NHSRplotthedots 0.2.2 codes
(https://github.com/nhs-r-community/NHSRplotthedots, R/ptd_spc_standard.R, R/ptd_calculate_point_type.R).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# The standard deviation of a normal series is its mean moving range over d2 = 1.128, the expected range of
# two standard normal values (2 / sqrt(pi)). Three of them: 3 / 1.128 = 2.66, rounded as published.
LIMIT_FACTOR = 2.66
# D4 for ranges of two: (d2 + 3 d3) / d2 = (1.128 + 3 x 0.853) / 1.128 = 3.267.
RANGE_FACTOR = 3.267
NEAR_SHARE = 2 / 3  # beyond two thirds of the way to a limit a point is near it
RUN_LENGTH = 7  # points, of the run and of the trend
ENOUGH_POINTS = 12  # below it NHSRplotthedots calls the limits trial limits (ptd_add_short_group_warnings)
ROUNDING = 1e-12  # share of the largest value below which a difference is rounding, not a change

Rule = Literal["outside", "trend", "two_of_three", "run"]
Signal = Literal["improvement", "concern", "common_cause"]
RULE_WORDS: dict[Rule, str] = {
    "outside": "outside the process limits",
    "trend": f"{RUN_LENGTH} points all rising or all falling",
    "two_of_three": "2 of 3 points near a process limit, all 3 on one side of the mean",
    "run": f"{RUN_LENGTH} points on one side of the mean",
}


@dataclass(frozen=True)
class Xmr:
    """An XmR chart: the limits of chance variation and the points that break a rule.

    Attributes:
        values: The series, in time order (unit of the series).
        mean, lower, upper: Centre line and process limits (unit of the series); None when too few points.
            A limit is not cut at 0 or 1: a rate's lower limit may be negative.
        moving_ranges: Each point's absolute change from the one before (unit of the series), from the second.
        mean_range, range_upper: Mean moving range and the upper limit of a moving range (unit of the series).
        rules: For each point, the rules that flag it, weightiest first.
        signals: For each point, improvement, concern or common_cause.
        limits_from: Number of points the limits rest on (points).
        enough: Whether those are at least ENOUGH_POINTS; if not, call the limits provisional.
    """

    values: tuple[float, ...]
    mean: float | None
    lower: float | None
    upper: float | None
    moving_ranges: tuple[float, ...]
    mean_range: float | None
    range_upper: float | None
    rules: tuple[tuple[Rule, ...], ...]
    signals: tuple[Signal, ...]
    limits_from: int
    enough: bool


def xmr(
    values: Sequence[float],
    *,
    baseline: int | None = None,
    improvement: Literal["low", "high"] = "low",
    screen_outliers: bool = False,
    stretches: Sequence[int] | None = None,
) -> Xmr:
    """Tell the points of a series that chance variation does not explain.

    Limits are mean +/- 2.66 x mean moving range. Rules: a point outside them; 7 points all rising or all
    falling (six differences of one sign; an equal pair breaks it); 2 of 3 points beyond two thirds of the way
    to a limit but inside it, with all 3 on the same side of the mean (the near points are flagged); 7 points
    on one side of the mean (a point on the mean breaks it). Every point of a run or trend is flagged.

    Args:
        values: The series in time order, without gaps (any one unit).
        baseline: Take the limits from this many first points; None takes them all.
        improvement: The direction that is good: "low" for reconviction.
        screen_outliers: First leave out, once, moving ranges at or above 3.267 times their mean, as
            NHSRplotthedots does by default; the methods note, and its false-signal figure, do not.
        stretches: Where time is missing between points, the number of points in each unbroken stretch: no run,
            trend or 2 of 3 reaches from one into the next. The baseline must lie in the first. None: no gap.

    Returns:
        The chart. mean is None with no points; the limits with fewer than two.

    Raises:
        ValueError: A value is missing or infinite, the baseline or the stretches do not fit, or the direction is
            unknown.
    """
    series = np.asarray(values, dtype=float)
    fixed = _baseline_of(series, baseline)
    _check_direction(improvement)
    check_stretches(stretches, series.size, fixed.size)
    mean = float(fixed.mean()) if fixed.size else None
    mean_range = _mean_range(fixed, screen_outliers)
    spread = None if mean_range is None else LIMIT_FACTOR * mean_range
    rules, direction = _flags(series, mean, spread, stretches or (series.size,))
    good = 1 if improvement == "high" else -1
    words: dict[int, Signal] = {1: "improvement", 0: "common_cause", -1: "concern"}
    return Xmr(
        values=tuple(series.tolist()),
        mean=mean,
        lower=None if mean is None or spread is None else mean - spread,
        upper=None if mean is None or spread is None else mean + spread,
        moving_ranges=tuple(np.abs(np.diff(series)).tolist()),
        mean_range=mean_range,
        range_upper=None if mean_range is None else RANGE_FACTOR * mean_range,
        rules=rules,
        signals=tuple(words[step * good] for step in direction.tolist()),
        limits_from=fixed.size,
        enough=fixed.size >= ENOUGH_POINTS,
    )


def _baseline_of(series: np.ndarray, baseline: int | None) -> np.ndarray:
    """The points the limits rest on, once the series is seen to be usable."""
    if series.ndim != 1:
        raise ValueError(f"an XmR chart takes one series, but this has {series.ndim} dimensions: pass a flat list")
    missing = np.flatnonzero(~np.isfinite(series))
    if missing.size:
        raise ValueError(
            f"point {missing[0] + 1} of the series is {series[missing[0]]}: an XmR chart needs every point, "
            "so start the series after the gap or widen the period"
        )
    if baseline is not None and not 2 <= baseline <= series.size:
        raise ValueError(f"baseline is {baseline} points, but it must be 2 to {series.size}, the points there are")
    return series[:baseline]


def _check_direction(improvement: str) -> None:
    if improvement not in ("low", "high"):
        raise ValueError(f"improvement is {improvement!r}, but it must be 'low' or 'high'")


def check_stretches(stretches: Sequence[int] | None, points: int, fixed: int) -> None:
    """Refuse stretches that do not make up the series, or of which the first does not hold what the limits rest on."""
    if stretches is None:
        return
    if sum(stretches) != points or min(stretches, default=1) < 1:
        raise ValueError(
            f"stretches are {list(stretches)}, but they must be 1 or more and add up to the {points} points"
        )
    if stretches and stretches[0] < fixed:
        raise ValueError(
            f"the limits would rest on {fixed} points, but the first stretch has {stretches[0]}: a moving range "
            "cannot cross a gap, so take the baseline from the first stretch"
        )


def _mean_range(fixed: np.ndarray, screen_outliers: bool) -> float | None:
    """The mean moving range (unit of the series); None with fewer than two points."""
    if fixed.size < 2:
        return None
    ranges = np.abs(np.diff(fixed))
    kept = ranges[ranges < RANGE_FACTOR * ranges.mean()] if screen_outliers else ranges
    return float(kept.mean()) if kept.size else 0.0


def _flags(
    series: np.ndarray, mean: float | None, spread: float | None, stretches: Sequence[int]
) -> tuple[tuple[tuple[Rule, ...], ...], np.ndarray]:
    """For each point the rules that flag it, and where it points: 1 up, -1 down, 0 nowhere.

    The weightiest rule decides the direction, in NHSRplotthedots' order (outside, trend, two of three, run):
    the trend's own direction for a trend, the side of the mean for the rest.
    """
    if mean is None or spread is None:
        return ((),) * series.size, np.zeros(series.size, dtype=int)
    by_rule = broken_rules(series, mean, spread, stretches)
    rules = tuple(tuple(rule for rule, at in by_rule.items() if at[i]) for i in range(series.size))
    direction = [by_rule[broken[0]][i] if broken else 0 for i, broken in enumerate(rules)]
    return rules, np.array(direction, dtype=int)


def broken_rules(series: np.ndarray, mean, spread, stretches: Sequence[int]) -> dict[Rule, np.ndarray]:
    """For each rule where each point points: 1 up, -1 down, 0 where it does not break it. Time is the last axis."""
    tolerance = ROUNDING * np.abs(series).max()
    away = series - mean
    side = _sign(away, tolerance)
    outside = np.abs(away) > spread + tolerance
    near = ~outside & (np.abs(away) > NEAR_SHARE * spread + tolerance)
    trend, two, run = (np.zeros_like(side) for _ in range(3))
    for start, end in pairwise(np.cumsum((0, *stretches))):
        at = (..., slice(start, end))
        trend[at] = _trend(_sign(np.diff(series[at]), tolerance))
        two[at] = side[at] * _two_of_three(near[at], side[at])
        run[at] = _run(side[at])
    return {"outside": side * outside, "trend": trend, "two_of_three": two, "run": run}


def _sign(difference: np.ndarray, tolerance: float) -> np.ndarray:
    """1, -1, or 0 where the difference is only rounding."""
    return np.where(np.abs(difference) <= tolerance, 0, np.sign(difference)).astype(int)


def _run(side: np.ndarray) -> np.ndarray:
    """The side of the mean of every point in a run of 7 on that side; 0 elsewhere."""
    return _spread_over(side, RUN_LENGTH, RUN_LENGTH)


def _trend(steps: np.ndarray) -> np.ndarray:
    """The direction of the trend of 7 points each point is in; 0 elsewhere.

    A turning point is in two trends and takes the later, as in NHSRplotthedots. The last point of a trend
    just before another keeps its trend's direction; NHSRplotthedots gives it that of the step after it.
    """
    return _spread_over(steps, RUN_LENGTH - 1, RUN_LENGTH)


def _spread_over(signs: np.ndarray, same: int, points: int) -> np.ndarray:
    """Mark with its sign every point of each window of `same` equal signs, which covers `points` points.

    A point in two windows takes the sign of the later. Time is the last axis.
    """
    length = signs.shape[-1]
    marked = np.zeros((*signs.shape[:-1], length + points - same), dtype=int)
    if length < same:
        return marked
    totals = sliding_window_view(signs, same, axis=-1).sum(axis=-1)
    found = np.where(np.abs(totals) == same, np.sign(totals), 0)
    for offset in reversed(range(points)):  # a window that starts later stands nearer to the point
        np.copyto(marked[..., offset : offset + found.shape[-1]], found, where=found != 0)
    return marked


def _two_of_three(near: np.ndarray, side: np.ndarray) -> np.ndarray:
    """Whether each point is near a limit and in 3 points, two of them near, all on one side of the mean."""
    found = np.zeros(near.shape, dtype=bool)
    if near.shape[-1] < 3:
        return found
    near_ones = sliding_window_view(near, 3, axis=-1).sum(axis=-1)
    sides = sliding_window_view(side, 3, axis=-1).sum(axis=-1)
    windows = (near_ones >= 2) & (np.abs(sides) == 3)
    for offset in range(3):
        found[..., offset : offset + windows.shape[-1]] |= windows
    return found & near
