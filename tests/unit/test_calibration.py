"""How well a score does, and what could overturn an adjusted baseline, by hand."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from risk_counts import BASELINE, UNKNOWN, counts, year_2009

from throughgate.methods.casemix import (
    compare_scores,
    diagnose,
    tipping_points,
)
from throughgate.methods.casemix.recalibration import recalibrate


def test_diagnostics_by_hand():
    baseline = counts((0.2, 100, 20), (0.8, 100, 50), (UNKNOWN, 10, 4))
    found = diagnose(baseline, recalibrate(baseline))
    # 70 x 130 pairs; above 80 + 50 / 2 of those free for 50 people, level with half of 80 for 20.
    assert found.auc == pytest.approx((50 * 105 + 20 * 40) / 9100, rel=1e-12)
    low, high = found.calibration  # each risk stays whole: the tenths of a quarter and of three quarters
    assert (low.n, low.risk, low.observed) == (100, pytest.approx(0.2), pytest.approx(0.2))
    assert (high.expected, high.observed) == (pytest.approx(0.5, abs=1e-9), 0.5)
    assert (high.low, high.high) == (pytest.approx(0.4038, abs=5e-5), pytest.approx(0.5962, abs=5e-5))  # Wilson, 50/100


def test_scores_of_two_groups_by_hand():
    baseline = counts((0.2, 100, 20), (0.8, 100, 50), (UNKNOWN, 10, 4))
    found = compare_scores(baseline, counts((0.05, 1, 0), (0.8, 3, 0), (UNKNOWN, 2, 0)))
    assert (found.baseline_mean, found.baseline_sd) == (pytest.approx(0.5), pytest.approx(0.3))
    assert (found.cohort_mean, found.cohort_sd) == (pytest.approx(0.6125), pytest.approx(0.75 * math.sqrt(3) / 4))
    assert (found.baseline_unknown, found.cohort_unknown) == (10, 2)
    assert np.flatnonzero(found.baseline_shares).tolist() == [4, 16]
    assert found.cohort_shares[[1, 16]].tolist() == [0.25, 0.75]


def test_tenths_hold_everybody_with_a_score_in_order_of_risk():
    baseline = year_2009()
    found = diagnose(baseline, recalibrate(baseline)).calibration
    assert len(found) == 10
    assert sum(d.n for d in found) == 1540
    assert all(a.risk < b.risk for a, b in pairwise(found))
    assert sum(d.n * d.expected for d in found) == pytest.approx(sum(d.n * d.observed for d in found), abs=1e-8)


def test_ten_risks_of_as_many_people_are_ten_tenths():
    baseline = counts(*((0.09 * (place + 1), 10, place) for place in range(10)))
    tenths = diagnose(baseline, recalibrate(baseline)).calibration
    assert [d.observed for d in tenths] == [place / 10 for place in range(10)]


def test_a_risk_is_in_the_tenth_of_its_middle_person():
    # Middles at 7, 15 and 58 of 100 people: three different tenths, though the last begins in the second one.
    baseline = counts((0.2, 14, 2), (0.4, 2, 1), (0.6, 84, 50))
    assert [d.n for d in diagnose(baseline, recalibrate(baseline)).calibration] == [14, 2, 84]


def test_the_chance_that_the_higher_risk_is_reconvicted_at_its_ends():
    model = recalibrate(BASELINE)
    assert diagnose(counts((0.2, 5, 0), (0.8, 5, 5)), model).auc == 1
    assert diagnose(counts((0.2, 5, 5), (0.8, 5, 0)), model).auc == 0
    assert diagnose(counts((0.2, 5, 2)), model).auc == 0.5
    assert diagnose(counts((0.2, 5, 5)), model).auc == 0.5


def test_tipping_points_by_hand():
    found = {(t.prevalence_baseline, t.prevalence_cohort): t.odds_ratio for t in tipping_points(0.5, -10, (0.2, 0.6))}
    # From 0.6 to 0.2 of people: q1 - q0 = 0.1 / 0.4 = 0.25, q0 = 0.5 - 0.6 x 0.25 = 0.35, q1 = 0.6;
    # from 0.2 to 0.6: q1 - q0 = -0.25, q0 = 0.55, q1 = 0.3.
    assert found[0.6, 0.2] == pytest.approx(0.6 * 0.65 / (0.35 * 0.4), rel=1e-12)
    assert found[0.2, 0.6] == pytest.approx(0.3 * 0.45 / (0.55 * 0.7), rel=1e-12)
    assert len(found) == 2


@pytest.mark.parametrize(
    "arguments", [(0.5, -10, (0.2, 0.3)), (0.5, 0, (0.2, 0.6)), (0.5, -5, (0.3,)), (0, -5, (0.1, 0.9))]
)
def test_no_tipping_point_where_no_factor_could(arguments):
    # A tenth more or fewer people cannot move ten points unless all of them and none of the others are reconvicted.
    assert tipping_points(*arguments) == ()


@given(st.floats(0.05, 0.95), st.floats(-10, 10), st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.5, 0.8]), max_size=4))
def test_a_tipping_point_moves_the_baseline_by_what_was_asked(rate, points, prevalences):
    for point in tipping_points(rate, points, tuple(prevalences)):
        # The rate without the factor, found by halving, at which the baseline comes out; then the cohort's prevalence.
        low, high = 0.0, 1.0
        for _ in range(200):
            without = (low + high) / 2
            odds = point.odds_ratio * without / (1 - without) if without < 1 else math.inf
            with_it = odds / (1 + odds) if odds < math.inf else 1.0
            mixed = without + point.prevalence_baseline * (with_it - without)
            low, high = (low, without) if mixed > rate else (without, high)
        moved = (point.prevalence_cohort - point.prevalence_baseline) * (with_it - without)
        assert 100 * moved == pytest.approx(points, abs=1e-6)
