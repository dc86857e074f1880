"""Effects of a matched comparison: by hand, against statsmodels' own models, and published E-values."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import norm

from throughgate.methods.matching import compare_counts, compare_means, compare_rates, e_value, match

PAIRS = match([0, 5, 0, 5], [1, 1, 0, 0])
"""Rows 0 and 2, and rows 1 and 3."""

AGAIN = match([0, 5, 0, 5], [1, 1, 0, 0], replace=True)


def test_a_difference_of_rates_by_hand():
    # Half against none: 50 points. Each treated person is 1/2 off its mean, over 2 people 1/4; two sets of 1/4 give
    # 2/16 x 2/1 x 3/2 = 3/8 by sets and 2/16 x 4/2 = 1/4 by HC1.
    effect = compare_rates([1, 0, 0, 0], PAIRS)
    assert (effect.scale, effect.estimate, effect.treated, effect.controls) == ("points", 50, 0.5, 0)
    assert effect.se == pytest.approx(100 * math.sqrt(3 / 8))
    assert (effect.low, effect.high) == pytest.approx(
        (50 - 196 * math.sqrt(3 / 8), 50 + 196 * math.sqrt(3 / 8)), rel=1e-4
    )
    assert effect.p == pytest.approx(2 * norm.sf(0.5 / math.sqrt(3 / 8)))
    assert compare_rates([1, 0, 0, 0], AGAIN).se == pytest.approx(50)
    assert (effect.n_treated, effect.n_controls, effect.dispersion) == (2, 2, None)


def test_pairs_that_agree_have_a_smaller_error_by_sets():
    # Both of the first pair reconvicted: within a set the two deviations cancel.
    effect = compare_rates([1, 0, 1, 0], PAIRS)
    assert (effect.estimate, effect.se, effect.p) == (0, 0, None)
    assert compare_rates([1, 0, 1, 0], AGAIN).se == pytest.approx(100 * math.sqrt(4 / 16 * 2))


def test_a_ratio_of_counts_by_hand():
    # 2 and 4 events against 1 and 1: 3 times as many. Deviations -1 and +1 over 6 events: 2/36 x 2 x 3/2 = 1/6.
    # Dispersion: (1/3 + 1/3) / (4 - 2) = 1/3.
    effect = compare_counts([2, 4, 1, 1], PAIRS)
    assert (effect.scale, effect.treated, effect.controls) == ("ratio", 3, 1)
    assert (effect.estimate, effect.se, effect.dispersion) == pytest.approx((3, math.sqrt(1 / 6), 1 / 3))
    assert (effect.low, effect.high) == pytest.approx(
        (3 * math.exp(-1.959964 / math.sqrt(6)), 3 * math.exp(1.959964 / math.sqrt(6))), rel=1e-6
    )
    assert effect.p == pytest.approx(2 * norm.sf(math.log(3) * math.sqrt(6)))


def test_days_leave_out_those_without_any():
    # Of eight people in four pairs the third treated and the fourth control were not reconvicted.
    pairs = match([0, 5, 9, 14] * 2, [1] * 4 + [0] * 4, caliper=0.01)
    effect = compare_means([100, 120, math.nan, 140, 80, 90, 130, math.nan], pairs)
    assert (effect.scale, effect.estimate, effect.n_treated, effect.n_controls) == ("difference", 20, 3, 3)
    # Deviations -20, 0, 20 and -20, -10, 30 over 3; by pair -20 + 20, 0 + 10, -30 and 20: (100 + 900 + 400) / 9 for
    # four pairs, x 4/3 x 5/4.
    assert effect.se == pytest.approx(math.sqrt(1400 / 9 * 4 / 3 * 5 / 4))


def test_nothing_is_said_of_fewer_than_two_on_a_side():
    for compare in (compare_rates, compare_means, compare_counts):
        assert compare([1, math.nan, 0, 1], PAIRS) is None
        assert compare([1, 0, math.nan, 1], PAIRS) is None
        assert compare([1, 1], match([0, 9], [1, 0], caliper=0.1)) is None
        assert compare([1, 0, 1, 1], PAIRS) is not None


def test_a_side_without_events_has_no_ratio():
    assert compare_counts([0, 0, 1, 2], PAIRS) is None
    assert compare_counts([1, 2, 0, 0], PAIRS) is None


@pytest.mark.parametrize(
    ("compare", "outcome", "words"),
    [
        (compare_rates, [0, 1, 2, 0], "other values"),
        (compare_counts, [0, 1, -1, 0], "-1"),
        (compare_means, [0, 1, 2], "shape"),
    ],
)
def test_unusable_outcomes_are_refused(compare, outcome, words):
    with pytest.raises(ValueError, match=words):
        compare(outcome, PAIRS)


@pytest.mark.parametrize("replaced", [False, True])
def test_statsmodels_own_models_say_the_same(replaced):
    rng = np.random.default_rng(11)
    x = rng.normal(size=900)
    treated = rng.random(900) < 1 / (1 + np.exp(1.5 - x))
    counts = rng.poisson(np.exp(0.2 + 0.4 * x)).astype(float)
    found = match(x, treated, ratio=4, replace=replaced)
    kept = found.weights > 0
    design = sm.add_constant(treated[kept].astype(float))
    robust = {"cov_type": "HC1"}
    if not replaced:
        robust = {"cov_type": "cluster", "cov_kwds": {"groups": found.sets[kept]}}
    line = sm.WLS(counts[kept], design, weights=found.weights[kept]).fit(use_t=False, **robust)
    ours = compare_means(counts, found)
    assert (ours.estimate, ours.se, ours.p) == pytest.approx((line.params[1], line.bse[1], line.pvalues[1]), rel=1e-10)
    assert (ours.low, ours.high) == pytest.approx(tuple(line.conf_int()[1]), rel=1e-10)
    ratio, poisson = compare_counts(counts, found), sm.families.Poisson()
    quasi = sm.GLM(counts[kept], design, family=poisson, var_weights=found.weights[kept]).fit(scale="X2", tol=1e-14)
    assert ratio.estimate == pytest.approx(math.exp(quasi.params[1]), rel=1e-10)
    assert ratio.dispersion == pytest.approx(quasi.scale, rel=1e-10)
    # GEE's sandwich has no factor for small samples: that is ours, from R's by-set and HC1 errors of a straight line.
    n = int(kept.sum())
    groups = np.arange(n) if replaced else found.sets[kept]
    sandwich = sm.GEE(counts[kept], design, groups, family=poisson, weights=found.weights[kept]).fit(ctol=1e-12)
    factor = n / (n - 2) if replaced else (found.n_treated / (found.n_treated - 1)) * (n - 1) / (n - 2)
    assert ratio.se == pytest.approx(sandwich.bse[1] * math.sqrt(factor), rel=1e-8)


# --- E-values


@pytest.mark.parametrize(
    ("ratio", "low", "high", "estimate", "limit", "tolerance"),
    [
        # Smoking and lung cancer (Hammond and Horn): the vignette of R's EValue, "unmeasured-confounding".
        (10.73, 8.02, 14.36, 20.94777, 15.52336, 5e-6),
        # Breastfeeding and infant deaths, VanderWeele and Ding 2017: 3.9 + sqrt(3.9 x 2.9), 1.8 + sqrt(1.8 x 0.8) = 3.
        (3.9, 1.8, 8.7, 7.26, 3.0, 0.005),
        # Documentation of R's tipr: 0.9 gives 1.462475, 1.3 gives 1.9245 (either side of no effect).
        (0.9, 0.5, 1.3, 1.462475, 1, 5e-7),
        (1.3, 0.9, 1.9, 1.9245, 1, 5e-5),
        # By hand: 10/7 x 3/7 = 30/49 under the root.
        (0.7, 0.5, 0.9, 10 / 7 + math.sqrt(30) / 7, 1.462475, 5e-7),
        (1, 1, 1, 1, 1, 0),
        (2, 1, 4, 2 + math.sqrt(2), 1, 1e-12),
    ],
)
def test_e_values(ratio, low, high, estimate, limit, tolerance):
    found = e_value(ratio, low, high)
    assert found.estimate == pytest.approx(estimate, abs=tolerance)
    assert found.limit == pytest.approx(limit, abs=tolerance)


def test_e_values_of_a_ratio_and_its_reverse_agree():
    assert e_value(0.8, 0.71, 0.91).limit == pytest.approx(e_value(1 / 0.8, 1 / 0.91, 1 / 0.71).limit)


@pytest.mark.parametrize("given", [(0, 0, 1), (2, 3, 4), (2, 1, 1.5), (math.nan, 1, 2)])
def test_ratios_that_are_none_are_refused(given):
    with pytest.raises(ValueError, match="0 < low"):
        e_value(*given)
