"""The mean of a few values with its 95% interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t


@dataclass(frozen=True)
class Mean:
    """The mean of `n` values with its 95% limits, in the unit of the values; the limits are None of a single value."""

    n: int
    mean: float
    low: float | None
    high: float | None


def mean_interval(values: Sequence[float]) -> Mean | None:
    """The mean with its 95% interval by Student's t: mean -/+ t(0.975, n - 1) sd / sqrt(n); None of no values.

    It takes the values as independent and of one mean. Monthly figures that drift or lean on the month before vary less
    within a year than between years, so that their interval is too narrow.

    Args:
        values: finite values, all of one unit.

    Raises:
        ValueError: A value is missing or infinite.
    """
    found = np.asarray(values, dtype=float)
    if not np.isfinite(found).all():
        raise ValueError("a value is missing or infinite: leave it out before the mean is taken")
    if found.size == 0:
        return None
    mean = float(found.mean())
    if found.size == 1:
        return Mean(1, mean, None, None)
    half = float(t.ppf(0.975, found.size - 1) * found.std(ddof=1) / np.sqrt(found.size))
    return Mean(found.size, mean, mean - half, mean + half)
