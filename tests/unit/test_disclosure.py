"""The minimum-count rule at, below and above its thresholds; expected answers worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughgate.methods.disclosure import hide_small, is_small, join_small


@pytest.mark.parametrize(
    ("n", "count", "small"),
    [
        (0, 0, False),
        (9, 0, True),
        (10, 0, False),
        (10, 5, False),
        (11, 5, False),
        (100, 1, True),
        (100, 4, True),
        (100, 5, False),
        (100, 95, False),
        (100, 96, True),
        (100, 99, True),
        (100, 100, False),
    ],
)
def test_small_groups_and_small_counts(n, count, small):
    assert is_small(n, count) is small


def test_a_lone_hidden_group_takes_the_smallest_other_with_it():
    assert hide_small([50, 40, 9], [20, 20, 5]).tolist() == [False, True, True]


def test_two_hidden_groups_that_are_small_together_take_a_third():
    assert hide_small([50, 40, 3, 4], [20, 20, 1, 1]).tolist() == [False, True, True, True]


def test_nothing_small_hides_nothing():
    assert not hide_small([50, 40, 0], [20, 20, 0]).any()


groups = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=1, max_size=8
)


@given(groups)
def test_the_hidden_remainder_is_never_small_unless_all_is_hidden(pairs):
    n, count = zip(*pairs, strict=True)
    hidden = hide_small(n, count)
    shown = [not h for h in hidden]
    rest_n = sum(n) - sum(a for a, s in zip(n, shown, strict=True) if s)
    rest_count = sum(count) - sum(b for b, s in zip(count, shown, strict=True) if s)
    everything_hidden = all(h or a == 0 for h, a in zip(hidden, n, strict=True))
    assert everything_hidden or not is_small(rest_n, rest_count)
    assert all(not is_small(a, b) for a, b, s in zip(n, count, shown, strict=True) if s)


@pytest.mark.parametrize(
    ("groups", "joined"),
    [
        (([10, 10, 30], [10, 12, 40]), [(0, 1), (1, 2), (2, 3)]),
        (([9, 10, 30], [50, 12, 40]), [(0, 2), (2, 3)]),  # 9 of one group join the next
        (([10, 30, 20, 9], [10, 3, 7, 9]), [(0, 1), (1, 4)]),  # 3 + 7 are 10; what is left over joins the last
        (([9, 0], [500, 500]), []),
        (([], []), []),
    ],
)
def test_places_are_joined_until_each_group_has_ten(groups, joined):
    assert [(at.start, at.stop) for at in join_small(*groups)] == joined
