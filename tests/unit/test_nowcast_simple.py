"""The simple methods, worked by hand."""

import numpy as np
import pytest

from throughgate.methods.counts import FollowUp
from throughgate.methods.nowcast import simple_estimates


def follow_up(rows):
    """Rows of day, first convictions, censored, followed; of one risk."""
    day, first, censored, followed = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return FollowUp(np.full(day.size, 0.5), day, first, censored, first, followed)


# Clock of 2 months (60.9 days). Reference: of 100 people 20 are convicted on day 10, 20 more on day 50: B = 0.4.
REFERENCE = follow_up([(10, 20, 0, 0), (50, 20, 0, 0), (60, 0, 60, 100)])
# Then: 50 of them followed to day 40 (10 convicted on day 10), nobody else out yet.
THEN = follow_up([(10, 10, 0, 0), (40, 0, 40, 50)])
# Cohort: 40 people followed to day 40, 4 of them convicted on day 10; 10 more to come.
COHORT = follow_up([(10, 4, 0, 0), (40, 0, 36, 40)])
NOBODY = follow_up([(0, 0, 0, 0)])


def test_each_by_hand():
    found = simple_estimates(REFERENCE, THEN, COHORT, n_expected=50, months=2)
    assert found.raw == pytest.approx(0.1)  # 4 of 40
    assert found.same_elapsed_ratio == pytest.approx(0.2)  # 0.4 x 0.1 / 0.2
    assert found.same_elapsed_difference == pytest.approx(0.3)  # 0.4 + 0.1 - 0.2
    assert found.chain_ladder == pytest.approx(0.2)  # by day 40 the reference stood at 0.2 of 0.4: 4 x 2 of 40
    assert found.bornhuetter_ferguson == pytest.approx(0.32)  # (4 + 40 x 0.2 + 10 x 0.4) of 50
    assert found.baseline == pytest.approx(0.4)


def test_complete_follow_up_needs_no_development():
    found = simple_estimates(REFERENCE, REFERENCE, REFERENCE, n_expected=100, months=2)
    assert list(vars(found).values()) == pytest.approx([0.4] * 6)


def test_nobody_discharged_leaves_the_baseline():
    found = simple_estimates(REFERENCE, NOBODY, NOBODY, n_expected=50, months=2)
    assert found.raw is None
    assert found.same_elapsed_ratio is None
    assert found.same_elapsed_difference is None
    assert found.chain_ladder is None
    assert found.bornhuetter_ferguson == found.baseline == pytest.approx(0.4)


def test_no_conviction_then_gives_no_ratio():
    nothing_yet = follow_up([(5, 0, 50, 50)])
    found = simple_estimates(REFERENCE, nothing_yet, COHORT, n_expected=50, months=2)
    assert found.same_elapsed_ratio is None
    assert found.same_elapsed_difference == pytest.approx(0.5)


def test_less_than_a_month_of_follow_up_is_no_rung():
    early = follow_up([(10, 4, 0, 0), (20, 0, 36, 40)])
    assert simple_estimates(REFERENCE, THEN, early, n_expected=50, months=2).chain_ladder is None


def test_an_estimate_never_leaves_0_to_1():
    all_ = follow_up([(10, 40, 0, 0), (40, 0, 0, 40)])
    found = simple_estimates(REFERENCE, THEN, all_, n_expected=50, months=2)
    assert found.same_elapsed_ratio == found.same_elapsed_difference == found.chain_ladder == 1
    none = follow_up([(40, 0, 40, 40)])
    high_then = follow_up([(10, 45, 0, 0), (40, 0, 5, 50)])
    assert simple_estimates(REFERENCE, high_then, none, n_expected=50, months=2).same_elapsed_difference == 0
