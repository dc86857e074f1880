"""The XmR chart, by hand and against the test vectors and snapshots of NHSRplotthedots."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughgate.methods import spc
from throughgate.methods.false_signals import SEED, false_signal_share
from throughgate.methods.spc import xmr

# From a simulation apart from this code (131 discharges a month, limits from 24 months, 24 more without a change, all four
# rules). With these very rules 40,000 charts give 37.9%; counting only runs wholly inside the new months, 35.2%.
FALSE_SIGNAL_CHARTS = 0.37

# Mean 0.5 and every moving range 1: limits -2.16 and 3.16, near beyond 0.5 -/+ 1.7733: -1.2733 and 2.2733.
BASE = [1, 0] * 6
SERIES = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), max_size=40)
# R: set.seed(123); rnorm(20), rounded to 8 decimals as R prints it (the NHSRplotthedots test data).
R_NORMAL = [-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123,
            -0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314,
            0.49785048, -1.96661716, 0.70135590, -0.47279141]  # fmt: skip


def after_base(*points: float, improvement: str = "low"):
    """The rules and signals of points that follow the base."""
    chart = xmr([*BASE, *points], baseline=len(BASE), improvement=improvement)
    assert not any(chart.rules[: len(BASE) - 1])
    return [" ".join(rules) for rules in chart.rules[len(BASE) :]], list(chart.signals[len(BASE) :])


def test_limits_by_hand():
    # Sum 78 over 12 = 6.5; moving ranges sum to 15 over 11 = 1.3636; x 2.66 = 3.6273, x 3.267 = 4.455.
    chart = xmr([5, 7, 6, 8, 7, 6, 5, 7, 8, 6, 7, 6])
    assert chart.moving_ranges == (2, 1, 2, 1, 1, 1, 2, 1, 2, 1, 1)
    assert (chart.mean, chart.mean_range) == pytest.approx((6.5, 15 / 11))
    assert (chart.lower, chart.upper) == pytest.approx((2.872727, 10.127273), abs=1e-6)
    assert chart.range_upper == pytest.approx(4.455, abs=1e-9)
    assert set(chart.signals) == {"common_cause"}


@pytest.mark.parametrize(
    ("replace", "screen", "mean", "lower", "upper"),
    # NHSRplotthedots tests/testthat/_snaps/ptd_spc_standard.md: r1, r2 and r3.
    [
        (None, True, 0.1416238, -3.01138, 3.294627),
        (10, True, 0.6694159, -2.383666, 3.722497),
        (10, False, 0.6694159, -4.596625, 5.935457),
    ],
)
def test_limits_are_nhsrplotthedots_snapshots(replace, screen, mean, lower, upper):
    series = list(R_NORMAL)
    if replace is not None:
        series[14] = replace
    chart = xmr(series, screen_outliers=screen)
    assert (chart.mean, chart.lower, chart.upper) == pytest.approx((mean, lower, upper), rel=1e-6)


def test_later_points_do_not_move_the_baselines_limits():
    chart = xmr([*BASE, 50, -50], baseline=12)
    assert (chart.lower, chart.upper) == pytest.approx((-2.16, 3.16))
    assert chart.limits_from == 12


@pytest.mark.parametrize(("points", "enough"), [(11, False), (12, True)])
def test_twelve_points_are_enough(points, enough):
    chart = xmr(([1, 0] * 6)[:points])
    assert chart.enough is enough
    assert chart.upper is not None
    assert xmr([1, 0] * 6, baseline=11).enough is False


def test_no_points_and_one_point_have_no_limits():
    assert (xmr([]).mean, xmr([]).rules) == (None, ())
    one = xmr([0.4])
    assert (one.mean, one.lower, one.upper, one.range_upper) == (0.4, None, None, None)
    assert (one.rules, one.signals) == (((),), ("common_cause",))


@pytest.mark.parametrize(
    ("values", "arguments", "words"),
    [
        ([1, math.nan], {}, "point 2"),
        ([1, math.inf], {}, "point 2"),
        ([1, 2], {"baseline": 3}, "baseline is 3"),
        ([1, 2], {"baseline": 1}, "baseline is 1"),
        ([1, 2], {"improvement": "down"}, "'down'"),
        ([[1, 2]], {}, "2 dimensions"),
        ([1, 2, 3], {"stretches": (2, 2)}, "add up to the 3 points"),
        ([1, 2, 3], {"stretches": (3, 0)}, "1 or more"),
        ([1, 2, 3], {"stretches": (1, 2), "baseline": 2}, "rest on 2 points"),
    ],
)
def test_unusable_series_are_refused(values, arguments, words):
    with pytest.raises(ValueError, match=words):
        xmr(values, **arguments)


@pytest.mark.parametrize(
    ("point", "rule", "signal"),
    [
        (3.16, "", "common_cause"),
        (3.17, "outside", "concern"),
        (-2.16, "", "common_cause"),
        (-2.17, "outside", "improvement"),
    ],
)
def test_a_point_must_pass_the_limit(point, rule, signal):
    assert after_base(point) == ([rule], [signal])


def test_seven_points_on_one_side_are_a_run_and_six_are_not():
    six = [0.6, 0.7, 0.6, 0.7, 0.6, 0.7]
    assert after_base(*six) == ([""] * 6, ["common_cause"] * 6)
    assert after_base(*six, 0.6) == (["run"] * 7, ["concern"] * 7)
    assert after_base(*six, 0.6, 0.4)[0] == ["run"] * 7 + [""]
    assert after_base(0.6, 0.7, 0.6, 0.5, 0.6, 0.7, 0.6, 0.7)[0] == [""] * 8  # a point on the mean breaks it


def test_seven_rising_points_are_a_trend_and_six_are_not():
    six = [-0.5, -0.3, -0.1, 0.2, 0.4, 0.7]  # the base ends at 0, so the first step is down
    assert after_base(*six)[0] == [""] * 6
    assert after_base(*six, 0.9) == (["trend"] * 7, ["concern"] * 7)
    assert after_base(*six, 0.7, 0.9)[0] == [""] * 8  # an equal pair breaks it


def test_a_trend_is_judged_by_its_direction_not_its_side_of_the_mean():
    # NHSRplotthedots issue 171: a falling trend that starts above the mean is improvement throughout.
    rules, signals = after_base(1.5, 1.3, 1.1, 0.9, 0.7, 0.3, 0.1)
    assert rules[1:] == ["trend"] * 6
    assert signals == ["improvement"] * 7


def test_a_turning_point_takes_the_later_trend():
    rising = [-0.5, -0.3, -0.1, 0.2, 0.4, 0.7, 0.9]
    _, signals = after_base(*rising, 0.8, 0.6, 0.3, 0.1, -0.1, -0.2)
    assert signals == ["concern"] * 6 + ["improvement"] * 7


@pytest.mark.parametrize(
    ("points", "rules"),
    [
        ((2.5, 0.7, 2.5), ["two_of_three", "", "two_of_three"]),
        ((2.5, 2.5, 0.7), ["two_of_three", "two_of_three", ""]),
        ((2.27, 0.7, 2.5), ["", "", ""]),  # 2.27 is not beyond 2.2733
        ((2.5, 0.3, 2.5), ["", "", ""]),  # the third lies on the other side
        ((2.5, 0.5, 2.5), ["", "", ""]),  # the third lies on the mean
        ((2.5, -1.5, 0.7), ["", "", ""]),
        ((2.5, 3.5, 0.7), ["", "outside", ""]),  # a point outside is not near
        ((2.5, 3.5, 2.5), ["two_of_three", "outside", "two_of_three"]),
        ((-1.5, 0.2, -1.5), ["two_of_three", "", "two_of_three"]),
        ((2.5, 0.7, 0.7, 2.5), ["", "", "", ""]),
    ],
)
def test_two_of_three_near_a_limit(points, rules):
    assert after_base(0.4, *points)[0] == ["", *rules]


def test_the_weightiest_rule_judges_a_point_that_breaks_several():
    # Falling from above the upper limit: the first point is outside and high, the rest of the trend falls.
    rules, signals = after_base(4, 2, 1.8, 1.6, 1.4, 1.2, 1.0)
    assert rules == ["outside trend run"] + ["trend run"] * 6
    assert signals == ["concern"] + ["improvement"] * 6


def test_a_constant_series_has_no_signal():
    for value in (0.1, 0.582, 1 / 3, 1e9 / 7):
        assert set(xmr([value] * 24).signals) == {"common_cause"}


# --- NHSRplotthedots 0.2.2, tests/testthat/test-ptd_calculate_point_type.R and test-ptd_spc_standard.R


@pytest.mark.parametrize(
    ("side", "part"),
    # Its run test and its part-of-seven test joined: a run complete at point 7 (8) marks points 1 to 7 (8).
    [
        ([1] * 6, [0] * 6),
        ([1] * 6 + [-1], [0] * 7),
        ([1] * 8 + [-1], [1] * 8 + [0]),
        ([-1] * 8 + [1], [-1] * 8 + [0]),
    ],
)
def test_run_vectors(side, part):
    assert spc._run(np.array(side)).tolist() == part


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ([1, 2, 3, 4, 5, 6], [0] * 6),
        ([1, 2, 3, 3, 4, 5, 6], [0] * 7),
        ([1, 2, 3, 4, 5, 6, 7], [1] * 7),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], [0] + [1] * 7 + [0]),
        ([7, 6, 5, 4, 3, 2, 1], [-1] * 7),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], [0] + [-1] * 7 + [0]),
    ],
)
def test_trend_vectors(values, part):
    assert spc._trend(np.sign(np.diff(values)).astype(int)).tolist() == part


@pytest.mark.parametrize(
    ("near", "side", "part"),
    [
        ([0, 0, 0], [1, 1, 1], [0, 0, 0]),
        ([1, 0, 1], [1, 1, 1], [1, 0, 1]),
        ([0, 1, 1], [1, 1, 1], [0, 1, 1]),
        ([1, 1, 0], [1, 1, 1], [1, 1, 0]),
        ([0, 0, 1, 0, 1, 0, 0], [1] * 7, [0, 0, 1, 0, 1, 0, 0]),
        ([0, 0, 1, 1, 0, 0, 0], [1] * 7, [0, 0, 1, 1, 0, 0, 0]),
        ([1, 0, 0, 1], [1] * 4, [0, 0, 0, 0]),
        ([1, 0, 0, 1, 1], [1] * 5, [0, 0, 0, 1, 1]),
        ([1, 0, 1], [1, -1, 1], [0, 0, 0]),
        ([0, 1, 1], [1, -1, 1], [0, 0, 0]),
        ([1, 1, 0], [1, -1, 1], [0, 0, 0]),
        ([0, 0, 1, 0, 1, 0, 0], [1, -1, 1, -1, 1, -1, 1], [0] * 7),
        ([0, 0, 1, 1, 0, 0, 0], [-1, 1, -1, 1, -1, 1, -1], [0] * 7),
    ],
)
def test_two_of_three_vectors(near, side, part):
    assert spc._two_of_three(np.array(near, dtype=bool), np.array(side)).tolist() == [bool(p) for p in part]


def test_two_near_points_on_opposite_sides_are_common_cause():
    chart = xmr([1, -1] * 7 + [5.5, -5.5], screen_outliers=True)
    assert chart.signals[-2:] == ("common_cause", "common_cause")


def test_share_of_stable_charts_with_a_signal():
    random = np.random.default_rng(20261121)
    rates = random.binomial(131, 0.582, (2000, 48)) / 131
    signalled = [any(xmr(series, baseline=24).rules[24:]) for series in rates]
    assert np.mean(signalled) == pytest.approx(FALSE_SIGNAL_CHARTS, abs=0.03)


def test_the_share_is_that_of_the_methods_note():
    # methods.md, 6c: 37% with 24 + 24 months; 35.2% where only runs wholly inside the new months count.
    assert false_signal_share((48,), 24) == pytest.approx(FALSE_SIGNAL_CHARTS, abs=0.025)
    assert false_signal_share((24, 24), 24) == pytest.approx(0.352, abs=0.025)


def test_the_share_of_simulated_charts_is_that_of_the_charts_one_by_one():
    random = np.random.default_rng(7)
    series = random.standard_normal((1500, 36))
    signalled = [any(xmr(one, baseline=12, stretches=(12, 24)).rules[12:]) for one in series]
    # Standard error of the difference: sqrt(0.44 x 0.56 (1 / 1500 + 1 / 10000)) = 1.4 points; three of them.
    assert np.mean(signalled) == pytest.approx(false_signal_share((12, 24), 12), abs=0.042)


def test_fewer_baseline_months_and_more_months_to_judge_give_more_false_signals():
    assert false_signal_share((12, 24), 12) > false_signal_share((24, 24), 24) + 0.05
    assert false_signal_share((24, 24), 24) > false_signal_share((24, 12), 24) + 0.05
    assert false_signal_share((12, 24), 12) == false_signal_share((12, 24), 12, seed=SEED)


@pytest.mark.parametrize(("stretches", "baseline"), [((1,), None), ((12,), 13), ((12,), 1), ((6, 18), 12)])
def test_a_chart_that_cannot_be_is_not_simulated(stretches, baseline):
    with pytest.raises(ValueError, match="limits"):
        false_signal_share(stretches, baseline)


def test_no_rule_reaches_across_a_gap():
    four = [0.6, 0.7, 0.6, 0.7]
    assert xmr([*BASE, *four, *four], baseline=12).rules[12:] == (("run",),) * 8
    assert not any(xmr([*BASE, *four, *four], baseline=12, stretches=(16, 4)).rules)
    rising = [-0.5, -0.3, -0.1, 0.2, 0.4, 0.7, 0.9]
    assert any(xmr([*BASE, *rising], baseline=12, stretches=(12, 7)).rules)
    assert not any(xmr([*BASE, *rising], baseline=12, stretches=(15, 4)).rules)
    near = [2.5, 0.7, 2.5]
    assert any(xmr([*BASE, *near], baseline=12, stretches=(12, 3)).rules)
    assert not any(xmr([*BASE, *near], baseline=12, stretches=(14, 1)).rules)


@given(SERIES)
def test_one_stretch_is_no_gap(series):
    assert xmr(series, stretches=(len(series),) if series else ()) == xmr(series)


@given(SERIES)
def test_turning_the_chart_over_swaps_improvement_and_concern(series):
    chart, mirror = xmr(series), xmr([-value for value in series])
    swap = {"improvement": "concern", "concern": "improvement", "common_cause": "common_cause"}
    assert mirror.rules == chart.rules
    assert mirror.signals == tuple(swap[signal] for signal in chart.signals)
    assert xmr(series, improvement="high").signals == mirror.signals


@given(SERIES)
def test_a_point_is_flagged_exactly_when_it_signals(series):
    chart = xmr(series)
    assert len(chart.rules) == len(chart.signals) == len(series)
    assert [bool(rules) for rules in chart.rules] == [signal != "common_cause" for signal in chart.signals]
    assert chart.lower is None or chart.lower <= chart.mean <= chart.upper
