"""Case-mix adjustment: every rule by hand, reweighting a control, and what no data set should be like."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from risk_counts import BASELINE, COHORT, UNKNOWN, counts, year_2009

from throughgate.methods.casemix import (
    METHODS,
    adjust,
    change_se,
    compare_scores,
    diagnose,
    mean_chance,
    predict,
    reweighted,
)
from throughgate.methods.casemix.adjusting import _to_a_millionth
from throughgate.methods.counts import RiskCounts


def test_every_method_by_hand():
    by_method = adjust(BASELINE, COHORT).by_method
    assert tuple(by_method) == METHODS
    # mean p: 0.5 before, 0.35 now. m is 0.2 and 0.5: the cohort's mean is (3 x 0.2 + 0.5) / 4 = 0.275, and with one risk
    # a band the bands give the same.
    expected = {"none": "0.35", "mean-ogrs": "0.2", "mean-ogrs-one-way": "0.2", "recalibration": "0.275"}
    expected |= {"spline": "0.275", "bands": "0.275"}
    assert {m: a.rate for m, a in by_method.items()} == {m: Fraction(v) for m, v in expected.items()}
    assert by_method["recalibration"].moved_points == Fraction("-7.5")
    assert [m for m, a in by_method.items() if a.fallback] == ["spline"]  # two risks carry no spline


def test_a_fixed_baseline_is_moved_by_the_same_points():
    found = adjust(BASELINE, COHORT, rate=Fraction("0.582"))
    assert found.baseline_rate == found.by_method["none"].rate == Fraction("0.582")
    assert found.by_method["recalibration"].rate == Fraction("0.507")
    assert found.by_method["mean-ogrs"].rate == Fraction("0.432")


def test_the_one_way_rule_moves_only_for_a_cohort_of_lower_risk():
    riskier = adjust(BASELINE, counts((0.2, 100, 0), (0.8, 300, 0))).by_method
    assert riskier["mean-ogrs"].moved_points == 15
    assert (riskier["mean-ogrs-one-way"].moved_points, riskier["mean-ogrs-one-way"].se) == (0, riskier["none"].se)
    # A single person a hundredth of risk lower among 400 moves it by 0.01 / 400 of 1, exactly.
    hair = adjust(counts((0.5, 1, 1)), counts((0.5, 399, 0), (0.49, 1, 0))).by_method["mean-ogrs-one-way"]
    assert hair.moved_points == Fraction(-1, 400)


def test_standard_errors_by_hand():
    se = {m: a.se for m, a in adjust(BASELINE, COHORT).by_method.items()}
    assert se["none"] == pytest.approx(math.sqrt(0.35 * 0.65 / 200), rel=1e-12)
    # A curve through two risks is two rates: 0.75^2 x 0.2 x 0.8 / 100 + 0.25^2 x 0.5 x 0.5 / 100 = 0.0325^2.
    assert se["recalibration"] == pytest.approx(0.0325, rel=1e-9)
    assert se["bands"] == pytest.approx(0.0325, rel=1e-12)
    # (y - 0.35) - (p - 0.5): 20 of 0.95, 80 of -0.05, 50 of 0.35, 50 of -0.65; squares 18.05 + 0.2 + 6.125 + 21.125.
    assert se["mean-ogrs"] == pytest.approx(math.sqrt(45.5) / 200, rel=1e-12)


def test_the_mean_rules_error_counts_people_without_a_score_by_hand():
    # B = 74/210; the means hang on 200 of 210, so risks pull by 0.3 x 1.05 = 0.315. Squares: 20 x 0.962619^2 +
    # 80 x 0.037381^2 + 50 x 0.332619^2 + 50 x 0.667381^2 + 4 x 0.647619^2 + 6 x 0.352381^2 = 48.86881.
    baseline = counts((0.2, 100, 20), (0.8, 100, 50), (UNKNOWN, 10, 4))
    found = adjust(baseline, COHORT).by_method["mean-ogrs"]
    assert found.se == pytest.approx(math.sqrt(48.86881) / 210, rel=1e-6)


def test_the_one_way_rule_that_does_not_move_is_no_rule():
    level = adjust(year_2009(), year_2009()).by_method
    assert level["mean-ogrs-one-way"].se == level["none"].se != level["mean-ogrs"].se


def test_change_se_by_hand():
    model = adjust(BASELINE, COHORT).model
    # In the cohort: (300 x 0.16 + 100 x 0.25) / 400^2 = 0.00045625; of the baseline 0.0325^2 = 0.00105625.
    assert change_se(BASELINE, COHORT, model, is_fixed=True) == pytest.approx(math.sqrt(0.00045625), rel=1e-9)
    assert change_se(BASELINE, COHORT, model, is_fixed=False) == pytest.approx(math.sqrt(0.0015125), rel=1e-9)
    assert change_se(BASELINE, counts(), model, is_fixed=False) == math.inf


def test_people_without_a_score_have_a_rate_of_their_own():
    baseline = counts((0.2, 100, 20), (0.8, 100, 50), (UNKNOWN, 10, 4))
    cohort = counts((0.2, 300, 0), (0.8, 100, 0), (UNKNOWN, 100, 0))
    found = adjust(baseline, cohort)
    # 0.6 x 0.2 + 0.2 x 0.5 + 0.2 x 0.4 = 0.3, less 74 / 210 = 0.352380952...: -0.052381 to a millionth.
    assert found.by_method["recalibration"].rate == Fraction(74, 210) - Fraction("0.052381")
    assert found.by_method["bands"].rate == Fraction("0.3")
    assert found.by_method["mean-ogrs"].moved_points == -15  # the means are of people with a score
    spread = 0.36 * 0.0016 + 0.04 * 0.0025 + 0.04 * 0.4 * 0.6 / 10
    assert found.by_method["recalibration"].se == pytest.approx(math.sqrt(spread), rel=1e-9)


def test_people_without_a_score_whom_the_baseline_lacks_get_its_rate():
    found = adjust(BASELINE, counts((0.2, 300, 0), (0.8, 100, 0), (UNKNOWN, 100, 0)))
    # 0.6 x 0.2 + 0.2 x 0.5 + 0.2 x 0.35 = 0.29; half of 0.35 hangs on each risk, so weights are 0.7 and 0.3.
    assert found.by_method["recalibration"].rate == found.by_method["bands"].rate == Fraction("0.29")
    for method in ("recalibration", "bands"):
        assert found.by_method[method].se == pytest.approx(math.sqrt(0.49 * 0.0016 + 0.09 * 0.0025), rel=1e-9)


@pytest.mark.parametrize(
    ("share", "millionths"),
    [(1 / 128, 7813), (-1 / 128, -7813), (0.0078124, 7812), (-0.0078124, -7812), (1e-13, 0), (-1e-13, 0)],
)
def test_a_models_shift_is_rounded_half_up_to_a_millionth(share, millionths):
    # 1 / 128 is 7,812.5 millionths and stands exactly in a float.
    assert _to_a_millionth(share) == Fraction(millionths, 10**6)


def test_reweighted_by_hand():
    control = counts((0.52, 10, 5), (0.57, 20, 15), (0.9, 70, 70), events=(8, 40, 700))
    cohort = counts((0.54, 3, 0), (0.55, 1, 0))  # 0.55 opens a band
    found = reweighted(control, cohort)
    assert (found.rate, found.events) == (Fraction("0.5625"), Fraction("1.1"))


def test_the_standard_errors_of_a_reweighted_control_by_hand():
    """Half of the cohort in either band. Squares about the mean: of 5 in 10 people 10 x 0.25 = 2.5, over 9; of 15 in 20
    20 x 0.1875 = 3.75, over 19. Events: 10 people with 10 events whose squares add up to 20: 20 - 10 = 10, over 9; 20 with 40
    events whose squares add up to 160: 160 - 80 = 80, over 19.
    """
    control = RiskCounts(*(np.array(v) for v in ((0.52, 0.72), (10, 20), (5, 15), (10, 40), (20, 160))))
    found = reweighted(control, counts((0.5, 7, 0), (0.7, 7, 0)))
    assert found.rate_se == pytest.approx(math.sqrt((2.5 / 9 / 10 + 3.75 / 19 / 20) / 4), rel=1e-12)
    assert found.events_se == pytest.approx(math.sqrt((10 / 9 / 10 + 80 / 19 / 20) / 4), rel=1e-12)


@pytest.mark.parametrize(("few", "spread"), [(9, (8 / 9 + 3.75) / 27), (10, 0.9 / 9)])
def test_a_band_of_few_controls_has_the_spread_of_all(few, spread):
    """One of 9 reconvicted: squares about the mean 1 - 1 / 9, with the 3.75 of the other band over 8 + 19. One of 10: 0.9."""
    found = reweighted(counts((0.52, few, 1), (0.72, 20, 15)), counts((0.5, 7, 0), (0.7, 7, 0)))
    assert found.rate_se == pytest.approx(math.sqrt((spread / few + 3.75 / 19 / 20) / 4), rel=1e-12)


def test_one_control_has_no_spread_to_go_by():
    assert reweighted(counts((0.5, 1, 1)), counts((0.5, 7, 0))).rate_se == 0


@pytest.mark.parametrize(
    ("cohort", "rate"),
    [
        ((0.30, 1), "0.5"),  # nearest: 0.10
        ((0.57, 1), "0.75"),  # nearest: 0.90
        ((0.50, 1), "0.5"),  # eight bands above 0.10's and eight below 0.90's: the lower
        ((0.995, 1), "0.75"),
        ((0.005, 1), "0.5"),
        ((UNKNOWN, 1), "0.6"),  # none in the control: its own rate
    ],
)
def test_a_band_without_controls_joins_the_nearest(cohort, rate):
    control = counts((0.10, 60, 30), (0.90, 40, 30))
    assert reweighted(control, counts((*cohort, 0))).rate == Fraction(rate)


def test_reweighting_to_itself_or_to_nobody_changes_nothing():
    control = counts((0.1, 7, 2), (0.4, 9, 5), (UNKNOWN, 3, 2))
    for cohort in (control, counts()):
        found = reweighted(control, cohort)
        assert (found.rate, found.events) == (Fraction(9, 19), Fraction(9, 19))
    with pytest.raises(ValueError, match="control holds nobody"):
        reweighted(counts(), control)


def test_controls_without_a_score_weigh_for_such_people_alone():
    control = counts((0.1, 10, 1), (UNKNOWN, 10, 9))
    assert reweighted(control, counts((0.1, 4, 0))).rate == Fraction("0.1")
    assert reweighted(control, counts((0.1, 3, 0), (UNKNOWN, 1, 0))).rate == Fraction("0.3")
    assert reweighted(control, counts((0.995, 4, 0))).rate == Fraction("0.1")  # never those without a score
    assert reweighted(counts((UNKNOWN, 10, 9)), counts((0.1, 3, 0))).rate == Fraction("0.9")


@pytest.mark.parametrize(
    ("baseline", "rate"),
    [
        (counts((0.3, 10, 4)), 0.4),  # one risk
        (counts((0.2, 10, 0), (0.8, 10, 0)), 0),  # nobody
        (counts((0.2, 10, 10), (0.8, 10, 10)), 1),  # everybody
        (counts((0.2, 10, 0), (0.8, 10, 10)), 0.5),  # divided by risk
        (counts((0.2, 10, 0), (0.5, 10, 5), (0.8, 10, 10)), 0.5),  # divided but for one risk
        (counts((0.2, 10, 10), (0.5, 10, 5), (0.8, 10, 0)), 0.5),  # divided the other way
        (counts((0.3, 1, 1)), 1),  # one person
        (counts((UNKNOWN, 10, 3)), 0.3),  # nobody with a score
    ],
)
def test_without_a_slope_everybody_with_a_score_has_their_rate(baseline, rate):
    found = adjust(baseline, COHORT)
    assert found.model.is_flat
    assert found.model.slope == 0
    assert predict(found.model, np.array([0.1, 0.9])) == pytest.approx([rate, rate], abs=1e-12)
    assert found.by_method["recalibration"].rate == found.baseline_rate
    assert found.by_method["recalibration"].fallback
    assert math.isfinite(found.model.intercept)
    # As for a plain rate: r (1 - r) / n.
    assert found.by_method["recalibration"].se == pytest.approx(found.by_method["none"].se, abs=1e-9)


def test_a_cohort_of_nobody_moves_nothing():
    by_method = adjust(BASELINE, counts()).by_method
    assert {a.moved_points for a in by_method.values()} == {0}
    assert all(a.fallback for m, a in by_method.items() if m != "none")


def test_without_people_in_the_baseline_the_fixed_rate_stands():
    found = adjust(counts(), COHORT, rate=Fraction("0.582"))
    assert {(a.rate, a.se) for a in found.by_method.values()} == {(Fraction("0.582"), 0)}
    assert change_se(counts(), COHORT, found.model, is_fixed=True) == pytest.approx(math.sqrt(0.582 * 0.418 / 400))
    assert diagnose(counts(), found.model).calibration == ()
    with pytest.raises(ValueError, match="fix no rate"):
        adjust(counts(), COHORT)


def test_an_adjusted_rate_stays_between_0_and_1():
    up = adjust(counts((0.1, 10, 9)), counts((0.9, 10, 0))).by_method["mean-ogrs"]
    assert (up.rate, up.moved_points) == (1, 10)
    down = adjust(counts((0.9, 10, 1)), counts((0.1, 10, 0))).by_method["mean-ogrs"]
    assert (down.rate, down.moved_points) == (0, -10)


@pytest.mark.parametrize(("row", "words"), [((1.0, 5, 1), "inside 0 to 1"), ((0.5, 5, 6), "6 of 5 people")])
def test_counts_that_cannot_be_are_refused(row, words):
    with pytest.raises(ValueError, match=words):
        adjust(counts((0.4, 5, 2), row), COHORT)


ROWS = st.lists(
    st.tuples(
        st.sampled_from([0.005, 0.2, 0.33, 0.5, 0.6, 0.61, 0.9, 0.995, UNKNOWN]),
        st.sampled_from([0, 1, 2, 17, 1000]),
        st.sampled_from([0, 0.001, 0.3, 0.5, 0.999, 1]),
    ).map(lambda row: (row[0], row[1], round(row[1] * row[2]))),
    max_size=9,
)


@given(ROWS.filter(lambda rows: any(n for _, n, _ in rows)), ROWS)
def test_no_counts_give_anything_but_a_rate(baseline, cohort):
    before, after = counts(*baseline), counts(*cohort)
    found = adjust(before, after)
    for adjusted in found.by_method.values():
        assert 0 <= adjusted.rate <= 1
        assert math.isfinite(adjusted.se)
        assert adjusted.se >= 0
    assert abs(mean_chance(found.model, before) - before.reconvicted.sum() / before.people) < 1e-12
    assert not math.isnan(change_se(before, after, found.model, is_fixed=False))
    shown, scores = diagnose(before, found.model), compare_scores(before, after)
    assert np.isfinite([shown.slope, shown.intercept, shown.auc, scores.cohort_mean, scores.cohort_sd]).all()
    assert np.isfinite([[d.expected, d.observed, d.low, d.high] for d in shown.calibration]).all()
    assert 0 <= reweighted(before, after).rate <= 1


@given(ROWS.filter(lambda rows: any(n for _, n, _ in rows)))
def test_the_baseline_itself_is_never_moved(rows):
    found = adjust(counts(*rows), counts(*rows), rate=Fraction("0.582"))
    assert {a.rate for a in found.by_method.values()} == {Fraction("0.582")}
