"""The record of past projections: small cases by hand, boundaries, and draws of a known law."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughgate.methods.nowcast.backtest import Past, back_test, crps


def past(rates, final, *, month=12, is_projected=True):
    return Past("cohort", date(2014, 1, 1), month, np.asarray(rates, dtype=float), final, is_projected)


EVEN = np.arange(101) / 100  # its quantiles are its shares: 95% from 0.025 to 0.975, 80% from 0.1 to 0.9


@pytest.mark.parametrize(
    ("final", "in_80", "in_95"),
    [(0.5, 1, 1), (0.1, 1, 1), (0.09, 0, 1), (0.9, 1, 1), (0.91, 0, 1), (0.025, 0, 1), (0.0249, 0, 0), (0.976, 0, 0)],
)
def test_the_ends_of_a_range_lie_in_it(final, in_80, in_95):
    found = back_test([past(EVEN, final)])
    assert (found.in_80, found.in_95) == (in_80, in_95)


def test_by_hand():
    # Draws 0.4 and 0.6: the median is 0.5, mean |X - X'| is 0.1. Against 0.5: mean |X - y| = 0.1, CRPS 0.05. Against
    # 0.8: 0.3, CRPS 0.25. Errors 0 and 30 points.
    found = back_test([past([0.4, 0.6], 0.5, month=6), past([0.4, 0.6], 0.8, month=12)])
    assert found.projections == 2
    assert found.mean_absolute_error_points == pytest.approx(15)
    assert found.crps_points == pytest.approx((5 + 25) / 2)
    assert found.by_month == ((6, 1, pytest.approx(0)), (12, 1, pytest.approx(30)))
    assert found.pit.tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0, 1]  # half the draws lie below 0.5, all below 0.8


def test_one_draw_scores_its_distance():
    assert crps(np.array([0.3]), 0.5) == pytest.approx(0.2)


def test_only_what_was_shown_counts():
    shown, hidden = past(EVEN, 0.5), past(EVEN, 2.0, is_projected=False)
    assert back_test([shown, hidden]).projections == 1
    assert back_test([hidden]) is None
    assert back_test([]) is None


def test_widening_is_what_would_have_held():
    # 20 projections of half-width 0.475; 19 held, so 19 in 20 is 95%: nothing to widen. Of two beyond, at 0.95 from the
    # middle, twice the width is needed.
    inside, beyond = past(EVEN, 0.5), past(EVEN, 0.5 + 0.95)
    assert back_test([inside] * 19 + [beyond]).widen_by == 1
    assert back_test([inside] * 18 + [beyond] * 2).widen_by == pytest.approx(2)


def test_a_range_of_no_width_is_not_widened():
    found = back_test([past([0.5, 0.5], 0.5), past([0.5, 0.5], 0.6)])
    assert found.widen_by == 1
    assert (found.in_80, found.in_95) == (1, 1)


def test_honest_draws_have_an_even_record():
    rng = np.random.default_rng(1)
    middles = rng.normal(0.5, 0.1, 2000)
    pasts = [past(rng.normal(middle, 0.02, 400), rng.normal(middle, 0.02)) for middle in middles]
    found = back_test(pasts)
    # Four standard errors of 2,000 projections: 3.6 points at 80%, 1.9 at 95%, 54 of the 200 in a tenth.
    assert found.in_80 / 2000 == pytest.approx(0.80, abs=0.036)
    assert found.in_95 / 2000 == pytest.approx(0.95, abs=0.022)
    assert np.all(np.abs(found.pit - 200) < 54)
    assert found.widen_by == pytest.approx(1, abs=0.12)
    # The CRPS of a normal law is sd / sqrt(pi) on average: 2 / 1.772 points.
    assert found.crps_points == pytest.approx(2 / np.sqrt(np.pi), rel=0.06)


@given(
    st.lists(
        st.tuples(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.floats(0, 1), st.integers(0, 30)),
        min_size=1,
        max_size=8,
    )
)
def test_any_record_is_finite_and_adds_up(drawn):
    found = back_test([past(rates, final, month=month) for rates, final, month in drawn])
    assert found.in_80 <= found.in_95 <= found.projections == len(drawn)
    assert found.pit.sum() == len(drawn)
    assert found.crps_points >= -1e-9
    assert 1 <= found.widen_by < np.inf
    assert sum(count for _, count, _ in found.by_month) == len(drawn)
