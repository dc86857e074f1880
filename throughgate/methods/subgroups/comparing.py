"""Each group's rate against what the case mix of its people leads one to expect."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from throughgate.methods.casemix import Recalibration, mean_chance, predict
from throughgate.methods.casemix.recalibration import variance
from throughgate.methods.counts import RiskCounts
from throughgate.methods.reconviction import Z_95, Rate, binary_rate
from throughgate.methods.subgroups.shrinking import Spread, benjamini_hochberg, shrink

NEGLIGIBLE = 1e-12
"""Variance of a share below which the model holds the outcome for certain, and says nothing of chance."""


@dataclass(frozen=True)
class GroupEffect:
    """A group: its rate, the rate expected of it (0 to 1), and how far the first lies from the second.

    `points` is observed less expected with 95% limits `low` and `high`, `se` its standard error where nothing is different
    (all percentage points), `p` two-sided, `q` Benjamini and Hochberg's over the groups given. `shrunk` is the empirical-Bayes
    estimate with its 95% limits (percentage points). `people_needed` is how many people of such a group it would take
    for the difference seen to be told from none; None where no number would.
    """

    rate: Rate
    expected: float
    points: float
    low: float
    high: float
    se: float
    p: float
    q: float
    shrunk: float
    shrunk_low: float
    shrunk_high: float
    people_needed: int | None


@dataclass(frozen=True)
class Comparison:
    """Groups in the order given, and how far they differ from each other beyond chance; `spread` is None of one group."""

    effects: tuple[GroupEffect, ...]
    spread: Spread | None


@dataclass(frozen=True)
class _Raw:
    """A group before the others are looked at; `expected_se` is a share of 1, all else as in GroupEffect."""

    rate: Rate
    expected: float
    points: float
    low: float
    high: float
    se: float
    expected_se: float


def compare_groups(groups: Sequence[RiskCounts], model: Recalibration, reference: RiskCounts | None) -> Comparison:
    """Observed less expected reconviction of each group, raw and drawn towards the mean of the groups.

    O = x / n; E = the mean of m over the group's people, m the model's chance at their OGRS (of people without a score,
    the rate of such people in the reference). With Wilson's l and u of O and v = g'Vg + ... the variance of E
    (`casemix.recalibration.variance`; 0 without reference):

    - limits O - E - sqrt((O - l)^2 + 1.96^2 v) and O - E + sqrt((u - O)^2 + 1.96^2 v);
    - se = sqrt(sum m(1 - m) / n^2 + v), the error there would be if nothing were different, and p from (O - E) / se. As
      OGRS explains part of the outcome it is smaller than what Wilson allows for, so that p may lie a little below 5%
      where the limits still hold 0. Where the model is certain of everybody (m = 0 or 1) Wilson's width stands in.

    The errors of E are shared by the groups, which shrinking and q leave aside: they are small where the reference is
    large.

    Args:
        groups: People by risk, one element a group; nobody in two of them.
        model: The chance of reconviction by risk, fitted on the reference.
        reference: The people it was fitted on; None where it is given and not estimated.

    Raises:
        ValueError: A group holds nobody, or counts are not usable.

    Source: Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, and Zou and Donner 2008,
        doi:10.1002/sim.3095 (limits from limits).
    """
    if not groups:
        return Comparison((), None)
    raw = [_compare(group, model, reference) for group in groups]
    p = np.array([2 * ndtr(-abs(of.points) / of.se) for of in raw])
    q, shrunk = benjamini_hochberg(p), shrink([of.points for of in raw], [of.se for of in raw])
    effects = (
        GroupEffect(
            of.rate, of.expected, of.points, of.low, of.high, of.se, float(p[i]), float(q[i]),
            float(shrunk.value[i]), float(shrunk.low[i]), float(shrunk.high[i]),
            people_needed(of.points, of.se, of.rate.n, fixed_se=100 * of.expected_se),
        )
        for i, of in enumerate(raw)
    )  # fmt: skip
    return Comparison(tuple(effects), shrunk.spread)


def people_needed(points: float, se: float, n: int, *, fixed_se: float = 0.0) -> int | None:
    """How many people of such a group it would take for a 95% interval to leave out no difference, were it to stay as seen.

    The part of the error that is the group's own shrinks with the root of its people, the other stays: with s the error,
    f its fixed part and d the difference, the least whole N with N >= n (s^2 - f^2) / ((d / 1.96)^2 - f^2).

    Args:
        points: d, the difference seen (percentage points, or any unit that the errors share).
        se: s, its standard error with n people.
        n: people of the group.
        fixed_se: f, the part of s that more people of the group would not make smaller.

    Returns:
        The number of people; None where no number would do, since nothing was seen or the fixed part alone is too large.
    """
    room = (points / Z_95) ** 2 - fixed_se**2
    needed = n * (se**2 - fixed_se**2) / room if room > 0 else math.inf
    # So small a difference that no float holds its square, or the number of people, is none.
    return max(1, math.ceil(needed - 1e-9)) if math.isfinite(needed) else None


def _compare(group: RiskCounts, model: Recalibration, reference: RiskCounts | None) -> _Raw:
    rate = binary_rate(group.people, int(group.reconvicted.sum()))
    if rate.rate is None or rate.low is None or rate.high is None:
        raise ValueError("a group holds nobody, so that it has no rate to compare: leave it out")
    expected, used = mean_chance(model, group), group.n > 0
    chance = predict(model, group.risk[used])
    own = float(group.n[used] @ (chance * (1 - chance))) / rate.n**2
    own = own if own > NEGLIGIBLE else ((rate.high - rate.low) / (2 * Z_95)) ** 2
    of_expected = variance(model, reference, group) if reference is not None and reference.people else 0.0
    fixed = Z_95 * math.sqrt(of_expected)
    difference = rate.rate - expected
    return _Raw(
        rate, expected, 100 * difference,
        low=100 * (difference - math.hypot(rate.rate - rate.low, fixed)),
        high=100 * (difference + math.hypot(rate.high - rate.rate, fixed)),
        se=100 * math.sqrt(own + of_expected),
        expected_se=math.sqrt(of_expected),
    )  # fmt: skip
