"""Slopes, ratios and differences against figures worked by hand, and their false alarms against their stated rate."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from figures import DONCASTER, cohort

from throughgate.fairness.support.trends import Trend, _trend
from throughgate.methods.fairness.decay import Day, rate_ratio, ratio_limits
from throughgate.methods.fairness.differences import Sums, mean, standardised
from throughgate.methods.fairness.slopes import FALSE_ALARM, Stratum, slope


def stratum(x, y) -> Stratum:
    """The sums of one stratum, from its people."""
    u, v = np.asarray(x) - np.mean(x), np.asarray(y) - np.mean(y)
    sums = (float(np.sum(product)) for product in (u * u, u * v, v * v, u * u * v * v, u**3 * v, u**4))
    return Stratum(len(u), *sums)


def test_slope_of_two_strata_by_hand():
    # First stratum: x -1, 0, 1 and y 1, 0, 2 about their means 0 and 1: uu = 2, uv = 1, vv = 2.
    # Second: x -1, 1 and y -1, 1: uu = 2, uv = 2, vv = 2. So b = 3 / 4.
    found = slope([stratum([0, 1, 2], [1, 0, 2]), stratum([5, 7], [0, 2])])
    assert found is not None
    assert (found.n, found.slope) == (5, 0.75)
    # By chance: 2 x 2 / 2 + 2 x 2 / 1 = 6, so se0 = sqrt(6) / 4; 3.0902 is the 99.9% point of the normal distribution.
    assert found.chance_error == pytest.approx(math.sqrt(6) / 4)
    assert found.limit == pytest.approx(3.0902 * math.sqrt(6) / 4, rel=1e-4)
    # Residuals v - b u are 0.75, -1, 0.25 and -0.25, 0.25; sum u^2 e^2 = 0.5625 + 0.0625 = 0.625 and 0.0625 + 0.0625 = 0.125;
    # 3/2 x 0.625 + 2 x 0.125 = 1.1875; d = 2 + 1 - 1 = 2; se = sqrt(1.1875 x 3 / 2) / 4; t of 2 degrees is 4.3027.
    half = 4.3027 * math.sqrt(1.1875 * 1.5) / 4
    assert (found.low, found.high) == pytest.approx((0.75 - half, 0.75 + half), rel=1e-4)


def test_a_level_that_differs_between_strata_is_no_slope():
    # Hours are twice as many on one pathway, whose people are of higher risk; within either there is nothing.
    found = slope([stratum([0.2, 0.3, 0.4, 0.3], [1, 1.1, 1, 0.9]), stratum([0.7, 0.8, 0.9, 0.8], [2, 2.1, 2, 1.9])])
    assert found is not None
    assert found.slope == pytest.approx(0)
    assert not found.is_unusual


@pytest.mark.parametrize(
    "people", [[], [([0.5], [1.0])], [([0.2, 0.2, 0.2], [1.0, 2.0, 3.0])], [([0.2, 0.3, 0.4], [1, 1, 1])]]
)
def test_nothing_to_compare_gives_no_slope(people):
    assert slope([stratum(x, y) for x, y in people]) is None


@pytest.mark.parametrize("people", [30, 100])
def test_false_alarms_come_at_no_more_than_the_stated_rate(people):
    """Minutes that spread the more the fewer contacts they are the mean of, and have nothing to do with OGRS."""
    rng = np.random.default_rng(41)
    files = 2500
    alarms = 0
    for _ in range(files):
        x, contacts, pathway = rng.beta(2.5, 2.1, people), rng.integers(1, 30, people), rng.integers(0, 3, people)
        y = 32 + 9 / np.sqrt(contacts) * rng.standard_normal(people)
        found = slope([stratum(x[pathway == p], y[pathway == p]) for p in range(3) if (pathway == p).any()])
        alarms += found is not None and found.is_unusual
    # 5 expected; 15 or more would come by chance once in 4,000.
    assert alarms <= FALSE_ALARM * files + 9


def looked(yes: int, n: int = 60) -> Trend:
    """A look at shares of `n` people of one stratum, of whom it holds of the first `yes`."""
    held = stratum(np.linspace(0.1, 0.9, n), np.arange(n) < yes)
    sums = {name: getattr(held, name) for name in ("n", "uu", "uv", "vv", "uuvv", "uuuv", "uuuu")}
    alone = dict.fromkeys(sums, 0.0) | {"n": 1, "yes": 1}
    return _trend(
        pd.DataFrame([sums | {"yes": yes}, alone]), "offered", cohort("cohort-1", DONCASTER), None, date(2014, 6, 30)
    )


@pytest.mark.parametrize(
    ("yes", "standing"), [(9, "cannot tell"), (10, "unusual"), (50, "unusual"), (51, "cannot tell")]
)
def test_a_look_at_shares_needs_enough_of_both_kinds(yes, standing):
    found = looked(yes)
    assert found.check.standing == standing
    # Somebody alone in a stratum can be compared with nobody, and is not counted.
    assert (found.n, found.yes) == (60, yes)


def test_a_share_of_few_raises_no_more_false_alarms_than_stated():
    # Ten of sixty, five of the sixty far out: what the stated rate was exceeded by with three.
    rng = np.random.default_rng(8)
    x = np.concatenate([rng.normal(0.3, 0.03, 55), np.full(5, 0.95)])
    files = 4000
    alarms = 0
    for _ in range(files):
        found = slope([stratum(x, rng.permutation(np.arange(60) < 10))])
        alarms += found is not None and found.is_unusual
    assert alarms <= FALSE_ALARM * files + 12


def test_the_interval_covers_the_true_slope():
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(1000):
        x = rng.beta(2.5, 2.1, 60)
        y = 32 - 20 * x + 9 / np.sqrt(rng.integers(1, 30, 60)) * rng.standard_normal(60)
        found = slope([stratum(x[:30], y[:30]), stratum(x[30:], y[30:])])
        assert found is not None
        held += found.low <= -20 <= found.high
    assert 0.92 <= held / 1000 <= 0.97


def test_a_planted_slope_is_found():
    rng = np.random.default_rng(6)
    x = rng.beta(2.5, 2.1, 85)
    found = slope([stratum(x, 32 - 20 * x + 3 * rng.standard_normal(85))])
    assert found is not None
    assert found.is_unusual
    assert found.slope < 0


DAYS = [Day(3, 28, 80, 20, 16, 2), Day(3, 29, 60, 40, 9, 5)]


def test_rate_ratio_by_hand():
    # (2 x 80 / 100 + 5 x 60 / 100) / (16 x 20 / 100 + 9 x 40 / 100) = 4.6 / 6.8.
    assert rate_ratio(DAYS) == pytest.approx(4.6 / 6.8)


def test_rate_ratio_compares_the_same_days():
    # On either day both are met alike; together people already reconvicted would seem to be met half as often.
    ebbing = [Day(3, 28, 90, 10, 36, 4), Day(3, 200, 10, 90, 1, 9)]
    assert rate_ratio(ebbing) == pytest.approx(1)


def test_rate_ratio_compares_the_same_pathway():
    # Pathway 1 is met four times as often as pathway 3, and more of it is reconvicted; on either nobody is met less.
    mixed = [Day(1, 28, 10, 90, 4, 36), Day(3, 28, 90, 10, 9, 1)]
    assert rate_ratio(mixed) == pytest.approx(1)


@pytest.mark.parametrize(
    "days", [[], [Day(3, 28, 100, 0, 9, 0)], [Day(3, 28, 50, 50, 9, 0)], [Day(3, 28, 50, 50, 0, 9)]]
)
def test_rate_ratio_of_nobody_or_nothing(days):
    assert rate_ratio(days) is None
    assert ratio_limits(days, 1.0) is None


def test_ratio_limits_by_hand():
    # se = sqrt(1.1664) / 4.6 = 1.08 / 4.6 = 0.23478; exp(1.96 se) = 1.5844, exp(3.0902 se) = 2.0659.
    found = ratio_limits(DAYS, 1.1664)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((4.6 / 6.8 / 1.5844, 4.6 / 6.8 * 1.5844), rel=1e-3)
    assert (found.limit_low, found.limit_high) == pytest.approx((1 / 2.0659, 2.0659), rel=1e-3)
    assert not found.is_unusual


def test_standardised_difference_by_hand():
    # 1, 2, 3 (mean 2, variance 1) against 2, 4, 6 (mean 4, variance 4): -2 / sqrt(2.5) = -1.2649;
    # se^2 = 6 / 9 + 1.6 / 12 = 0.8, so 1.96 se = 1.7530.
    found = standardised(Sums(3, 6, 14), Sums(3, 12, 56))
    assert found is not None
    assert (found.n, found.value) == (6, pytest.approx(-1.2649, abs=1e-4))
    assert found.high - found.value == pytest.approx(1.7530, abs=1e-4)


def test_mean_by_hand():
    # 1, 2, 3: mean 2, standard error 1 / sqrt(3).
    found = mean(Sums(3, 6, 14))
    assert found is not None
    assert (found.value, found.high) == pytest.approx((2, 2 + 1.959964 / math.sqrt(3)))
    assert mean(Sums(1, 2, 4)) is None
    assert standardised(Sums(1, 2, 4), Sums(3, 6, 14)) is None
