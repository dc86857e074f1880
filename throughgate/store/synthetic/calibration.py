"""Finding the hazards under which the sample at hand gives the published figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from throughgate.store.synthetic.outcomes import HAZARD_RANGE, REPEAT_RANGE, Chance, counts, happen, part_of

STEPS = 24
NEAR = 0.5
"""People or events, by weight, within which a figure is met."""

ROUNDS = 4


@dataclass(frozen=True)
class Cell:
    """People of a group, as a mask of it, of whom so many (by weight) are to be reconvicted."""

    members: np.ndarray
    reconvicted: float


@dataclass(frozen=True)
class Group:
    """People whose outcome is calibrated together.

    The log hazard sought is `base` and an effect that reaches each person in proportion to `gain`; each person
    counts with `weight`. `events` is the weighted number of reconviction events wanted; the rate of offences after
    the first that gives it is sought up to `most_repeat`, for which the chance must have been drawn.
    """

    chance: Chance
    cells: tuple[Cell, ...]
    events: float
    base: np.ndarray
    gain: np.ndarray
    weight: np.ndarray
    most_repeat: float = REPEAT_RANGE[1]


def calibrate(group: Group) -> tuple[np.ndarray, float]:
    """The effect on each person's cell and the rate of offences after the first that meet the group's figures."""
    effect, repeat = _effects(group, 1.0), 1.0
    for _ in range(ROUNDS):
        repeat = _repeat(group, effect)
        # The share has the last word: it is the figure that was published.
        effect = _effects(group, repeat)
    return effect, repeat


def _effects(group: Group, repeat: float) -> np.ndarray:
    effect = np.zeros(len(group.base))
    for cell in group.cells:
        effect[cell.members] = _effect(group, cell, repeat)
    return effect


def _effect(group: Group, cell: Cell, repeat: float) -> float:
    chance = part_of(group.chance, cell.members)
    base, gain, weight = (column[cell.members] for column in (group.base, group.gain, group.weight))

    def reconvicted(effect: float) -> float:
        return float((weight * counts(chance, happen(chance, base + effect * gain, repeat))[1]).sum())

    return _bisect(reconvicted, cell.reconvicted, HAZARD_RANGE)


def _repeat(group: Group, effect: np.ndarray) -> float:
    hazard = group.base + effect * group.gain

    def events(value: float) -> float:
        return float((group.weight * counts(group.chance, happen(group.chance, hazard, value))[0]).sum())

    return _bisect(events, group.events, (REPEAT_RANGE[0], group.most_repeat))


def weights_like(percent: np.ndarray, wanted: np.ndarray, width: int = 5) -> np.ndarray:
    """Weights that give `percent` the distribution of `wanted` over bands of OGRS `width` points wide."""
    bands = 100 // width + 1
    have = np.bincount(percent // width, minlength=bands) / len(percent)
    want = np.bincount(wanted // width, minlength=bands) / len(wanted)
    return np.divide(want, have, out=np.zeros(bands), where=have > 0)[percent // width]


def _bisect(count: Callable[[float], float], target: float, between: tuple[float, float]) -> float:
    """Where a rising step function comes nearest its target."""
    low, high = between
    best = (np.inf, low)
    for _ in range(STEPS):
        middle = (low + high) / 2
        reached = count(middle)
        best = min(best, (abs(reached - target), middle))
        if abs(reached - target) <= NEAR:
            break
        low, high = (low, middle) if reached > target else (middle, high)
    return best[1]
