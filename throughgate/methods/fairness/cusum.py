"""CUSUM of a series in order: where a small lasting rise shows, and how often it would show for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

K = 0.25
"""Drift that the sum forgives at every step, in the units of the series; methods.md 6d."""
H = 10.0
"""Height that the sum must exceed to alarm, in the same units; methods.md 6d."""
SIMULATED = 1_000
"""Series; the standard error of a chance of 0.4 is 1.5 percentage points."""


@dataclass(frozen=True)
class Alarm:
    """Places in the series (from 0): the first step of the climb, after the sum last stood at 0, and that of the alarm."""

    started: int
    at: int


@dataclass(frozen=True)
class Cusum:
    """The sum after every step, and its alarms. At an alarm the path shows the height reached; the next step starts from 0."""

    path: tuple[float, ...]
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True)
class FalseAlarms:
    """How often a series in which nothing happens alarms.

    Attributes:
        chance: Of at least one alarm in the whole series (0 to 1), never given as 0: (series with one + 1) / (series + 1).
        run_length: Steps to an alarm, on average; None where no simulated series had any.
    """

    chance: float
    run_length: float | None


def run_cusum(z: ArrayLike, *, k: float = K, h: float = H) -> Cusum:
    """The one-sided upper CUSUM S = max(0, S + z - k), which alarms where S > h and then starts again from 0.

    Args:
        z: The series in order; negate it to look for a fall.
        k: Allowance for each step (units of z).
        h: Decision limit (units of z); S equal to h is no alarm.

    Returns:
        The path and its alarms.

    Raises:
        ValueError: k is negative, h is not above 0, or a value is not finite.

    Source: Page 1954, doi:10.1093/biomet/41.1-2.100; Steiner, Cook, Farewell and Treasure 2000,
        doi:10.1093/biostatistics/1.4.441.
    """
    steps = _checked(z, k, h)
    level, started = 0.0, 0
    path: list[float] = []
    alarms: list[Alarm] = []
    for place, step in enumerate(steps):
        if level == 0.0:
            started = place
        level = max(0.0, level + float(step) - k)
        path.append(level)
        if level > h:
            alarms.append(Alarm(started, place))
            level = 0.0
    return Cusum(tuple(path), tuple(alarms))


def _checked(z: ArrayLike, k: float, h: float) -> np.ndarray:
    steps = np.asarray(z, dtype=float)
    if k < 0 or h <= 0 or not np.isfinite(steps).all():
        raise ValueError(f"a CUSUM needs k of 0 or more, h above 0 and finite values, but k is {k} and h {h}")
    return steps


def count_alarms(series: np.ndarray, *, k: float = K, h: float = H) -> np.ndarray:
    """Alarms of many series at once, by the rule of `run_cusum`.

    Args:
        series: One series a column (steps x series).
        k: Allowance for each step.
        h: Decision limit.

    Returns:
        Alarms of each series.
    """
    steps = _checked(series, k, h)
    level = np.zeros(steps.shape[1])
    alarms = np.zeros(steps.shape[1], dtype=int)
    for step in steps:
        level = np.maximum(0.0, level + step - k)
        over = level > h
        alarms += over
        level[over] = 0.0
    return alarms


def false_alarms(series: np.ndarray, *, k: float = K, h: float = H) -> FalseAlarms:
    """How often series alarm in which nothing happens (steps x series), from series simulated to be so."""
    alarms = count_alarms(series, k=k, h=h)
    steps, many = series.shape
    chance = (int((alarms > 0).sum()) + 1) / (many + 1)
    return FalseAlarms(chance, steps * many / int(alarms.sum()) if alarms.any() else None)


def drawn_from_pools(
    pools: Sequence[np.ndarray], pool_of: np.ndarray, *, seed: int, series: int = SIMULATED
) -> np.ndarray:
    """Series in which who is taken from each pool is chance alone.

    Args:
        pools: Values of everybody in each pool.
        pool_of: The pool that each step takes somebody from, without putting anybody back.
        seed: Of the simulation: the same seed gives the same series.
        series: How many series.

    Returns:
        Values (steps x series).

    Raises:
        ValueError: More steps take from a pool than it holds.
    """
    rng = np.random.default_rng(seed)
    drawn = np.empty((len(pool_of), series))
    for number, pool in enumerate(pools):
        steps = np.flatnonzero(pool_of == number)
        if len(steps) > len(pool):
            raise ValueError(f"{len(steps)} are taken from a pool of {len(pool)}")
        if len(steps):
            drawn[steps] = rng.permuted(np.tile(pool, (series, 1)), axis=1)[:, : len(steps)].T
    return drawn


def drawn_either_sign(
    differences: np.ndarray, steps: int, *, seed: int, series: int = SIMULATED
) -> np.ndarray:  # fmt: skip
    """Series of differences drawn with replacement, each with a sign at even odds (steps x series).

    Under it errors are as likely up as down, and no time differs from another.
    """
    rng = np.random.default_rng(seed)
    drawn = rng.choice(differences, size=(steps, series))
    return drawn * rng.choice((-1.0, 1.0), size=drawn.shape)


def within_days(days: np.ndarray) -> np.ndarray:
    """An order by day that is arbitrary within a day, and the same whatever other days there are.

    Sorting within a day by the value would let the sum climb for nothing, so the order is drawn, with the day as seed.

    Args:
        days: Days of the series (datetime64[D]), rows alike in any order that does not change from call to call.

    Returns:
        Places in order.
    """
    order = np.argsort(days, kind="stable")
    _, starts = np.unique(days[order], return_index=True)
    parts = np.split(order, starts[1:])
    return np.concatenate([np.random.default_rng(int(days[part[0]].astype(int))).permutation(part) for part in parts])
