"""How often an XmR chart gives a signal where nothing has changed, by simulation of the chart at hand."""

from functools import lru_cache

import numpy as np

from throughgate.methods.spc import LIMIT_FACTOR, broken_rules, check_stretches

SIMULATED_CHARTS = 10_000  # standard error of a share near a half: 0.5 percentage points
SEED = 20261121


@lru_cache(maxsize=256)
def false_signal_share(stretches: tuple[int, ...], baseline: int | None = None, *, seed: int = SEED) -> float:
    """The share of charts on which a series that has not changed gives a signal all the same (0 to 1).

    Simulated: independent normal months of one mean and spread, judged by the rules of `xmr` on SIMULATED_CHARTS
    charts. A real series with more people in some months than in others, or seasons, gives more.

    Args:
        stretches: The points in each unbroken stretch of months (points).
        baseline: Limits from this many first points, and only the points after them are judged; None takes the
            limits from all points and judges all.
        seed: Of the simulation: the same seed gives the same share.

    Raises:
        ValueError: The stretches or the baseline do not fit, or there are fewer than two points.
    """
    points = sum(stretches)
    first = points if baseline is None else baseline
    if not 2 <= first <= points:
        raise ValueError(f"limits from {first} of {points} points: they need 2 or more, and no more than there are")
    check_stretches(stretches, points, first)
    series = np.random.default_rng(seed).standard_normal((SIMULATED_CHARTS, points))
    fixed = series[:, :first]
    spread = LIMIT_FACTOR * np.abs(np.diff(fixed)).mean(axis=1, keepdims=True)
    broken = broken_rules(series, fixed.mean(axis=1, keepdims=True), spread, stretches)
    signals = np.any([at != 0 for at in broken.values()], axis=0)
    return float(signals[:, baseline or 0 :].any(axis=1).mean())
