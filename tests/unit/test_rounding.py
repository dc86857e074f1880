"""Rounding to 5 for files that are passed on, at and around the edges; expected values by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughgate.methods.disclosure import is_low, round_count, rounded_rate


@pytest.mark.parametrize(
    ("count", "rounded"),
    [(0, 0), (1, 0), (2, 0), (3, 5), (4, 5), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1572, 1570), (1573, 1575)],
)
def test_a_count_goes_to_the_nearest_five(count, rounded):
    assert round_count(count) == rounded


@pytest.mark.parametrize(("count", "low"), [(0, False), (1, True), (2, True), (3, False)])
def test_a_count_that_rounds_to_0_and_is_not_0_is_low(count, low):
    assert is_low(count) is low


@pytest.mark.parametrize(
    ("count", "n", "rate"),
    [(22, 43, 20 / 45), (13, 32, 15 / 30), (0, 12, 0.0), (12, 12, 1.0), (2, 12, 0.0), (1, 2, None), (0, 0, None)],
)
def test_a_rate_is_that_of_the_rounded_counts(count, n, rate):
    assert rounded_rate(count, n) == rate


@given(st.integers(0, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_rounded_rate_is_never_above_1(pair):
    count, n = pair
    rate = rounded_rate(count, n)
    assert rate is None or 0 <= rate <= 1
    assert abs(round_count(n) - n) <= 2
