"""Funnel limits against the binomial law and the tables of the methods note, over-dispersion by hand and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom

from throughgate.methods.funnel import LEVELS, WINSORISED_MEAN, exact_limits, funnel

TARGET = 0.582


def at_target(n, observed, **how):
    n = np.asarray(n, dtype=float)
    return funnel(observed, n * TARGET, n * TARGET * (1 - TARGET), n, **how)


# --- limits


@pytest.mark.parametrize(
    ("n", "at_95", "at_998"),
    [(10, 5.3, 0.46), (20, 4.7, 0.28), (50, 4.7, 0.32), (100, 4.4, 0.23), (300, 5.4, 0.19), (1000, 5.1, 0.21)],
)
def test_false_alarms_are_those_of_the_note(n, at_95, at_998):
    """Table 6a, exact interpolated: every number of people that could be seen, and its probability."""
    number, limits = np.arange(n + 1), at_target([n], [0]).limits
    ratio = number / (n * TARGET)
    for low, high, share, digits in (
        (limits.low_95, limits.high_95, at_95, 0.051),
        (limits.low_998, limits.high_998, at_998, 0.0051),
    ):
        outside = (ratio < low) | (ratio > high)
        assert 100 * binom.pmf(number, n, TARGET)[outside].sum() == pytest.approx(share, abs=digits)


def test_a_limit_by_hand():
    # Ten people at one half: F(1) = 11 / 1024 and F(2) = 56 / 1024, so 0.025 is met at r = 2, and the limit lies
    # (56 - 25.6) / 45 below it. The law is symmetric but the rule is not: F(8) = 1013 / 1024, F(7) = 968 / 1024.
    assert exact_limits(10, 0.5, 0.025) == pytest.approx(2 - (56 - 25.6) / 45)
    assert exact_limits(10, 0.5, 0.975) == pytest.approx(8 - (1013 - 998.4) / 45)
    assert exact_limits(10, 0.5, 0.0001) == 0


@pytest.mark.parametrize("share", [0.001, 0.025, 0.5, 0.975, 0.999])
@pytest.mark.parametrize("n", [1, 7, 60, 1570])
def test_limits_hold_the_share(n, share):
    limit = float(exact_limits(n, 0.37, share))
    assert binom.cdf(math.floor(limit) - 1, n, 0.37) < share <= binom.cdf(math.ceil(limit), n, 0.37) + 1e-12


def test_sizes_that_are_not_whole_lie_between():
    below, between, above = exact_limits([59, 59.5, 60], 0.4, 0.975)
    assert below < between < above


def test_units_of_mixed_risk_have_limits_of_their_own():
    """Half at 0.2 and half at 0.8: variance 0.16 a person where one chance of 0.5 for all would give 0.25."""
    mixed = funnel([500], [500], [160], [1000]).limits
    alike = funnel([500], [500], [250], [1000]).limits
    assert mixed.high_95[0] - 1 == pytest.approx(1.96 * math.sqrt(160) / 500, rel=0.03)
    assert alike.high_95[0] - 1 == pytest.approx(1.96 * math.sqrt(250) / 500, rel=0.03)
    number = np.arange(1001)
    chance = np.convolve(binom.pmf(np.arange(501), 500, 0.2), binom.pmf(np.arange(501), 500, 0.8))
    for low, high, share in ((mixed.low_95, mixed.high_95, 0.05), (mixed.low_998, mixed.high_998, 0.002)):
        outside = (number < 500 * low[0]) | (number > 500 * high[0])
        assert chance[outside].sum() == pytest.approx(share, rel=0.12)


def test_at_and_beyond_a_limit():
    limits = at_target([100], [58]).limits
    low, high = (math.ceil(100 * TARGET * limits.low_95[0]), math.floor(100 * TARGET * limits.high_95[0]))
    found = [bool(at_target([100], [k]).is_outside_95[0]) for k in (low - 1, low, high, high + 1)]
    assert found == [True, False, False, True]


def test_the_curve_meets_the_units():
    units = at_target([60, 300, 1500], [30, 200, 900])
    for name in ("low_95", "high_95", "low_998", "high_998"):
        on_curve = np.interp(units.expected, units.grid, getattr(units.curve, name))
        assert on_curve == pytest.approx(getattr(units.limits, name), abs=0.02)
    assert np.all(units.curve.low_998 < units.curve.low_95)
    assert np.all(units.curve.high_998 > units.curve.high_95)


# --- over-dispersion


def test_mean_of_a_winsorised_square():
    z, density = 1.2815515655, 0.1754983319  # of the standard normal at its 90th percentile
    assert pytest.approx(0.2 * z**2 + 0.8 - 2 * z * density, abs=5e-5) == WINSORISED_MEAN


def test_overdispersion_by_hand():
    """Eleven units of E = 100, V = 25 with z = -5, -4 ... 5: winsorised at the second and tenth, so at 4."""
    z = np.arange(-5, 6)
    ours = funnel(100 + 5 * z, [100] * 11, [25] * 11, [200] * 11)
    published = funnel(100 + 5 * z, [100] * 11, [25] * 11, [200] * 11, is_as_published=True)
    mean = (2 * (1 + 4 + 9 + 16) + 2 * 16) / 11
    # w = 100^2 / 25 = 400 each, so that sum w - sum w^2 / sum w = 4000.
    assert published.phi == pytest.approx(mean)
    assert published.tau2 == pytest.approx((11 * mean - 10) / 4000)
    assert ours.phi == pytest.approx(mean / 0.6787)
    assert ours.tau2 == pytest.approx((11 * mean / 0.6787 - 10) / 4000)
    assert ours.z == pytest.approx(0.05 * z / np.sqrt(0.0025 + ours.tau2))
    narrow = funnel([100], [100], [25], [200]).limits
    wider = math.sqrt(1 + 400 * ours.tau2)
    assert ours.limits.high_95 - 1 == pytest.approx(wider * (narrow.high_95[0] - 1))
    assert 1 - ours.limits.low_95 == pytest.approx(wider * (1 - narrow.low_95[0]))


@pytest.mark.parametrize(("units", "is_widened"), [(9, False), (10, True), (11, True)])
def test_units_enough_for_overdispersion(units, is_widened):
    found = at_target([400] * units, [180, 290] * (units // 2) + [233] * (units % 2))
    assert (found.tau2 > 0) is is_widened
    assert (found.phi is not None) is is_widened


def test_units_that_are_alike_are_not_widened():
    found = at_target([400] * 12, [233] * 12)
    assert found.tau2 == 0
    assert found.phi == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    ("sd_points", "corrected", "published"),
    [
        (0, (3.6, 0.1), (4.8, 0.2)),
        (1, (4.2, 0.2), (6.3, 0.4)),
        (2, (4.8, 0.3), (8.7, 1.0)),
        (4, (5.6, 0.4), (10.6, 1.5)),
    ],
)
def test_false_alarms_of_thirty_units(sd_points, corrected, published):
    """Table 6b, per cent of units of 60 to 1,500 people outside, and target 21: at most 0.5% at 99.8%."""
    rng, n, rounds = np.random.default_rng(21), np.linspace(60, 1500, 30).round().astype(int), 150
    for as_published, expected in ((False, corrected), (True, published)):
        outside = np.zeros(2)
        for _ in range(rounds):
            observed = rng.binomial(n, np.clip(TARGET + rng.normal(0, sd_points / 100, 30), 0, 1))
            found = at_target(n, observed, is_as_published=as_published)
            outside += found.is_outside_95.mean(), found.is_outside_998.mean()
        shares = 100 * outside / rounds
        assert shares[0] == pytest.approx(expected[0], abs=1.3)
        assert shares[1] == pytest.approx(expected[1], abs=0.5)
        assert as_published or shares[1] <= 0.5


# --- what is refused


@pytest.mark.parametrize(
    ("observed", "expected", "variance", "n", "said"),
    [
        ([], [], [], [], "one unit or more"),
        ([1, 2], [1], [0.5], [9], "one length"),
        ([11], [5], [2], [10], "observed"),
        ([5], [5], [0], [10], "variance"),
        ([5], [5], [5], [10], "variance"),
        ([5], [0], [0], [10], "expected"),
        ([5], [math.nan], [2], [10], "expected"),
    ],
)
def test_what_is_no_unit(observed, expected, variance, n, said):
    with pytest.raises(ValueError, match=said):
        funnel(observed, expected, variance, n)


def test_levels_are_those_drawn():
    assert LEVELS == (0.95, 0.998)
