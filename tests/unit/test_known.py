"""What follows from what was shown: small examples worked by hand, at, below and above the thresholds of 10 people and a count of 5."""

import numpy as np
import pytest

from throughgate.methods.disclosure import Known, People, choose_shown, follows_from


def people(n, reconvicted, *, later=None, families=()):
    """Columns by people and people reconvicted; `later` is what another day knows of the same columns."""
    n, days = np.array(n, dtype=float), [np.array(row, dtype=float) for row in (reconvicted, later) if row is not None]
    single = np.arange(1, len(n) + 1)
    return People(n, np.array([[row, n - row] for row in days]), (single, *map(np.array, families)))


def known(*rows, day=None, columns=4):
    """Sets shown before, each a table of its own."""
    members = np.array(rows, dtype=float).reshape(len(rows), columns)
    return Known(members, np.array(day or [0] * len(rows), dtype=int), np.arange(len(rows)))


def reasons(of, before, asked, margins=()):
    return choose_shown(of, before, np.array(asked, dtype=float), [np.array(m) for m in margins]).reasons


APART = np.eye(4)


@pytest.mark.parametrize(
    ("n", "count", "reason"),
    [(9, 5, "small"), (10, 5, ""), (10, 0, ""), (10, 10, ""), (40, 4, "small"), (40, 5, ""), (40, 36, "small"), (40, 35, "")],
)  # fmt: skip
def test_a_group_by_itself(n, count, reason):
    of = people([n, 50, 50, 50], [count, 20, 20, 20])
    assert reasons(of, known(), APART[:1]) == (reason,)


def test_a_two_by_two_table_with_its_total_hides_a_second_group():
    # Total 159 less the three others is the hidden 9: the smallest of the others, 40, goes too, and 49 remain unknown.
    of = people([9, 40, 50, 60], [4, 20, 25, 30])
    assert reasons(of, known([1, 1, 1, 1]), APART, [[0, 0, 1, 1], [0, 1, 0, 1]]) == ("small", "follows", "", "")


def test_without_a_total_the_hidden_group_follows_from_nothing():
    of = people([9, 40, 50, 60], [4, 20, 25, 30])
    assert reasons(of, known(), APART) == ("small", "", "", "")


def test_known_margins_of_a_two_by_two_table_leave_nothing_to_show():
    # Rows 49 and 110 and columns 59 and 100 are known: 49 less 40, or 59 less 50, is the hidden 9, and so is 60 less 110 less 59.
    of = people([9, 40, 50, 60], [4, 20, 25, 30])
    before = known([1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1])
    assert reasons(of, before, APART) == ("small", "near", "near", "follows")


@pytest.mark.parametrize(
    ("rest", "count", "reason"), [(9, 5, "near"), (10, 5, ""), (30, 4, "near"), (30, 5, ""), (30, 26, "near")]
)
def test_a_pool_less_a_cohort(rest, count, reason):
    of = people([60, rest, 50, 50], [30, count, 20, 20])
    assert reasons(of, known([1, 1, 0, 0]), [[1, 0, 0, 0]]) == (reason,)


@pytest.mark.parametrize(("one", "other", "reason"), [(4, 5, "near"), (5, 5, ""), (20, 20, "")])
def test_neighbouring_date_ranges_differ_by_those_at_both_ends(one, other, reason):
    # The first range holds column 0, the second column 2, both column 1.
    of = people([one, 60, other, 50], [0, 30, 0, 20])
    assert reasons(of, known([1, 1, 0, 0]), [[0, 1, 1, 0]]) == (reason,)


@pytest.mark.parametrize(
    ("new", "again", "reason"),
    [(4, 4, "near"), (5, 5, "near"), (9, 9, "near"), (10, 10, ""), (30, 4, "near"), (30, 5, ""), (30, 26, "near")],
)
def test_newcomers_between_two_days(new, again, reason):
    of = people([60, new, 50, 50], [30, again, 20, 20], later=[30, again, 20, 20])
    assert reasons(of, known([1, 0, 0, 0], day=[1]), [[1, 1, 0, 0]]) == (reason,)


@pytest.mark.parametrize(("more", "reason"), [(0, ""), (1, "near"), (4, "near"), (5, "")])
def test_the_same_people_on_two_days(more, reason):
    of = people([60, 50, 50, 50], [20 + more, 20, 20, 20], later=[20, 20, 20, 20])
    assert reasons(of, known([1, 0, 0, 0], day=[1]), [[1, 0, 0, 0]]) == (reason,)


@pytest.mark.parametrize(("more", "reason"), [(0, ""), (1, "follows"), (4, "follows"), (5, "")])
def test_the_same_people_on_two_days_worked_out_from_two_answers(more, reason):
    # The first column is known on the other day; today it follows from the first two less the second.
    of = people([60, 70, 50, 50], [20 + more, 60, 20, 20], later=[20, 30, 20, 20], families=[[1, 1, 2, 2]])
    before = known([1, 0, 0, 0], [1, 1, 0, 0], day=[1, 0])
    assert reasons(of, before, [[0, 1, 0, 0]]) == (reason,)


def test_a_group_whose_people_are_known_keeps_its_outcome_from_following():
    # On two days together the number of people in column 0 follows, 50; its 3 reconvicted are known on neither day.
    of = people([50, 60, 70, 50], [3, 30, 35, 20], later=[3, 20, 25, 20])
    before = known([1, 1, 0, 0], [0, 1, 0, 0], [1, 0, 1, 0], day=[0, 1, 0])
    assert reasons(of, before, [[0, 0, 1, 0]]) == ("near",)
    apart = known([1, 1, 1, 0], [0, 1, 0, 0], [0, 0, 1, 0], day=[0, 1, 1])
    # Today the sum of three is known: one of the other two may be shown, not both.
    assert reasons(of, apart, [[0, 1, 0, 0], [0, 0, 1, 0]]) == ("follows", "")


def test_the_very_set_shown_before_may_be_shown_again_and_one_beside_it_may_not():
    # 60 is 65 less 5, both shown before: it tells nothing new, and yet 65 less 60 must not stand on a screen.
    of = people([60, 5, 50, 50], [30, 2, 20, 20])
    before = known([1, 1, 0, 0], [0, 1, 0, 0])
    assert reasons(of, before, [[1, 1, 0, 0]]) == ("",)
    assert reasons(of, before, [[1, 0, 0, 0]]) == ("near",)


def test_a_pool_less_the_groups_of_one_cohort_leaves_nobody_few():
    # Hull: 12 and 28 of cohort 1 by need, and 8 others of 48 in the pool: 48 less 12 less 28.
    of = people([12, 28, 8, 50], [6, 14, 4, 20])
    pool = known([1, 1, 1, 0])
    assert reasons(of, pool, [[1, 0, 0, 0], [0, 1, 0, 0]]) == ("follows", "")
    of = people([12, 28, 10, 50], [6, 14, 5, 20])
    assert reasons(of, pool, [[1, 0, 0, 0], [0, 1, 0, 0]]) == ("", "")


def test_a_group_less_those_shown_of_it_before_leaves_no_few_who_were_not_reconvicted():
    # Not engaged: 133 shown before in three bands, and 29 in hidden ones, of whom 25 reconvicted: 4 were not.
    of = people([30, 50, 53, 29], [9, 21, 40, 25])
    bands = Known(np.eye(4)[:3], np.zeros(3, dtype=int), np.zeros(3, dtype=int))
    assert reasons(of, bands, [[1, 1, 1, 1]]) == ("follows",)
    of = people([30, 50, 53, 29], [9, 21, 40, 24])
    assert reasons(of, bands, [[1, 1, 1, 1]]) == ("",)


def test_a_small_group_made_of_several_columns_does_not_follow():
    # The family's group is columns 0 and 1 together, 8 people: 108 less 100.
    of = people([4, 4, 50, 50], [2, 2, 25, 25], families=[[1, 1, 2, 2]])
    assert reasons(of, known([1, 1, 1, 1]), [[0, 0, 1, 1]]) == ("near",)
    assert reasons(of, known([1, 1, 1, 1], [0, 0, 1, 0]), [[0, 0, 0, 1]]) == ("follows",)


def test_hidden_groups_stay_hidden_and_are_looked_at_together():
    part = choose_shown(
        people([12] * 4, [6] * 4), known([1, 1, 1, 1]), APART, [], np.array([True, False, False, False])
    )
    assert part.reasons == ("given", "", "", "")
    few = choose_shown(
        people([12] * 4, [3, 6, 6, 6]), known([1, 1, 1, 1]), APART, [], np.array([True, False, False, False])
    )
    assert few.reasons.count("follows") == 1


@pytest.mark.parametrize(("target", "follows"), [([1, 0, 0, 0], True), ([0, 0, 1, 0], False), ([0, 0, 1, 1], True)])
def test_a_set_follows_from_sums_and_differences(target, follows):
    rows = np.array([[1, 1, 0, 0], [0, 1, 0, 0], [1, 1, 1, 1]], dtype=float)
    assert follows_from(rows, np.array(target, dtype=float)) is follows
