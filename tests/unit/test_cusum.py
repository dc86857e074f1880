"""The CUSUM against paths worked by hand, published run lengths, and the methods notes' table by its recipe."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from throughgate.fairness.runs import FEWEST, read_run
from throughgate.methods.fairness.cusum import (
    Alarm,
    FalseAlarms,
    count_alarms,
    drawn_either_sign,
    drawn_from_pools,
    false_alarms,
    run_cusum,
    within_days,
)
from throughgate.methods.fairness.pools import join_cells


def test_path_worked_by_hand():
    found = run_cusum([1, -2, 1.5, 2, 0.5, 3], k=0.5, h=3)
    # 0.5; 0; 1; 2.5; 2.5; 5 is above 3.
    assert found.path == (0.5, 0, 1, 2.5, 2.5, 5)
    assert found.alarms == (Alarm(started=2, at=5),)


def test_starts_again_from_0_after_an_alarm():
    found = run_cusum([2, 2, 2, 2], k=0, h=3)
    assert found.path == (2, 4, 2, 4)
    assert found.alarms == (Alarm(0, 1), Alarm(2, 3))


@pytest.mark.parametrize(("last", "alarms"), [(0.99, 0), (1.0, 0), (1.01, 1)])
def test_exactly_at_the_limit_is_no_alarm(last, alarms):
    assert len(run_cusum([2, last], k=0, h=3).alarms) == alarms


def test_nothing_and_nonsense():
    assert run_cusum([]) == run_cusum(np.array([]))
    assert run_cusum([]).alarms == ()
    for wrong in ({"k": -0.1}, {"h": 0}):
        with pytest.raises(ValueError, match="k of 0 or more"):
            run_cusum([1.0], **wrong)
    with pytest.raises(ValueError, match="finite"):
        run_cusum([float("nan")])


def test_many_series_alarm_as_each_alone():
    series = np.random.default_rng(1).standard_normal((400, 20)) + 0.3
    alone = [len(run_cusum(series[:, at]).alarms) for at in range(20)]
    assert count_alarms(series).tolist() == alone
    assert sum(alone) > 20


@pytest.mark.parametrize(
    ("k", "h", "shift", "published"),
    [(0.5, 4, 0, 335.4), (0.5, 5, 0, 930.9), (0.5, 4, 1, 8.38), (0.5, 5, 1, 10.38), (0.25, 8, 0, 736.7)],
)
def test_run_lengths_of_normal_steps_are_the_published_ones(k, h, shift, published):
    # Montgomery, Introduction to Statistical Quality Control, tables 9.3 and 9.4: two-sided 168, 465 and 370.4 (h = 8.01)
    # without a shift, so one-sided twice that; 8.38 and 10.38 with one of 1 sd.
    steps = np.random.default_rng(5).standard_normal((20_000, 40)) + shift
    found = false_alarms(steps, k=k, h=h)
    assert found.run_length == pytest.approx(published, rel=0.12 if shift == 0 else 0.01)


def test_run_lengths_of_moves_are_those_of_the_methods_notes():
    # methods.md 6d: no gaming 2,536 moves; odds x 3 for OGRS of .8 or more: 57. Its OGRS is bounded; here a beta with the
    # recipe's mean .543 and sd .227.
    rng = np.random.default_rng(8)
    pool = rng.beta(2.07, 1.74, size=100_000)
    z = (pool - pool.mean()) / pool.std()
    high = pool >= 0.8
    odds = np.where(high, 3.0, 1.0)
    moved = rng.choice(z, size=(20_000, 60), p=odds / odds.sum())
    assert false_alarms(rng.choice(z, size=(20_000, 60))).run_length == pytest.approx(2_536, rel=0.12)
    assert false_alarms(moved).run_length == pytest.approx(57, rel=0.25)


def test_a_chance_is_never_given_as_none():
    assert false_alarms(np.zeros((50, 99))) == FalseAlarms(0.01, None)
    assert false_alarms(np.full((50, 99), 5.0)).chance == 1.0


def test_people_are_drawn_from_their_own_pool_without_putting_back():
    drawn = drawn_from_pools([np.array([1.0, 2.0]), np.array([10.0])], np.array([0, 1, 0]), seed=1, series=200)
    assert (drawn[1] == 10).all()
    assert (drawn[0] + drawn[2] == 3).all()
    assert 60 < (drawn[0] == 1).sum() < 140
    with pytest.raises(ValueError, match="2 are taken from a pool of 1"):
        drawn_from_pools([np.array([1.0])], np.array([0, 0]), seed=1, series=2)


def test_signs_are_even_whatever_the_errors():
    drawn = drawn_either_sign(np.array([0.0, 2.0]), 500, seed=3, series=100)
    assert set(np.unique(drawn)) == {-2.0, 0.0, 2.0}
    assert abs(drawn.mean()) < 0.03


def test_order_within_a_day_does_not_depend_on_other_days():
    early, late = np.repeat(np.datetime64("2013-01-01"), 9), np.repeat(np.datetime64("2013-01-02"), 9)
    both = within_days(np.concatenate([late, early]))
    assert sorted(both[:9]) == list(range(9, 18))
    assert (both[9:] == within_days(late)).all()
    assert (within_days(late) != np.arange(9)).any()


def test_small_pools_join_their_neighbours():
    # Months of a band until ten are together; the last with what is left over.
    assert join_cells(np.array([[4, 6, 12, 3]]), fewest=10).tolist() == [[0, 0, 1, 1]]
    # A band of nine in all joins its neighbour; one of ten stands alone.
    assert join_cells(np.array([[20, 20], [4, 5]]), fewest=10).tolist() == [[0, 1], [0, 1]]
    assert join_cells(np.array([[20, 20], [4, 6]]), fewest=10).tolist() == [[0, 1], [2, 2]]
    assert join_cells(np.array([[4, 5], [20, 20]]), fewest=10).tolist() == [[0, 1], [0, 1]]
    assert join_cells(np.array([[1, 2], [3, 0]]), fewest=10).tolist() == [[0, 0], [0, 0]]


def daily(values, start: str = "2013-01-28"):
    days = np.datetime64(start) + np.arange(len(values))
    return read_run(
        "transfers-out", days, np.array(values, dtype=float), lambda order, found: FalseAlarms(0.19, 2_500.0)
    )


def test_a_climb_is_a_stretch_from_its_first_day_to_its_alarm():
    # 20 January days of nothing before: S stands at 0; ten days of 1.5 climb 1.25 each: above 10 on the ninth.
    run = daily([-1.0] * 20 + [1.5] * 9 + [-1.0] * 11, start="2013-01-12")
    assert [(each.starts_on, each.ends_on) for each in run.stretches] == [(date(2013, 2, 1), date(2013, 2, 9))]
    (check,) = run.checks("transfers")
    assert (check.id, check.standing) == ("transfers-out-2013-02", "unusual")
    assert check.false_alarm == pytest.approx(0.19)


def test_two_climbs_of_one_month_are_one_check_and_those_of_two_months_share_the_chance():
    up = [1.5] * 9 + [-1.0] * 3
    assert [check.id for check in daily(up + up + [0] * 10, "2013-02-01").checks("transfers")] == [
        "transfers-out-2013-02"
    ]
    two = daily(up + [-1.0] * 28 + up, "2013-02-01").checks("transfers")
    assert [check.id for check in two] == ["transfers-out-2013-02", "transfers-out-2013-03"]
    # Together 19%: 1 - 0.9 x 0.9.
    assert [check.false_alarm for check in two] == [pytest.approx(0.1)] * 2


@pytest.mark.parametrize(("quiet", "episodes"), [(0, 1), (6, 1), (7, 2)])
def test_climbs_that_begin_within_a_week_of_an_alarm_are_one_episode(quiet, episodes):
    """The first climb ends on 31 January; the second begins 1, 7 or 8 days later, in February."""
    run = daily([0.0] * 30 + [1.5] * 9 + [-1.0] * quiet + [1.5] * 9, "2012-12-24")
    assert run.stretches[0].ends_on == (date(2013, 1, 31) if episodes == 2 else date(2013, 2, 9 + quiet))
    assert len(run.stretches) == len(run.checks("transfers")) == episodes


def test_too_few_steps_cannot_tell_and_enough_are_as_usual():
    assert daily([5.0] * (FEWEST - 1)).checks("transfers")[0].standing == "cannot tell"
    (check,) = daily([0.0] * FEWEST).checks("transfers")
    assert (check.id, check.standing, check.starts_on) == ("transfers-out", "as usual", date(2013, 1, 28))


def test_a_week_of_few_steps_is_joined_with_the_next():
    # Seven steps a week from a Monday: 7, then 14, then 21; a point needs ten, and the last takes what is left over.
    run = daily([1.25] * 7 + [0.25] * 7 + [-9.0] * 16, start="2013-01-28")
    assert [week.starts_on for week in run.weeks] == [date(2013, 1, 28), date(2013, 2, 11)]
    assert [week.highest for week in run.weeks] == [7.0, 0.0]
    assert [(month.starts_on, month.n) for month in run.months] == [(date(2013, 1, 1), 4), (date(2013, 2, 1), 26)]
