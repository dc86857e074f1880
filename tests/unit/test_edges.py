"""Counts on either side of an edge against R's fisher.test, and permutation moments against every permutation."""

from __future__ import annotations

from itertools import combinations
from statistics import mean, pvariance

import pytest
from scipy.stats import nchypergeom_fisher

from throughgate.methods.fairness.edges import (
    ONE_SIDED,
    chance_of_more_after,
    compare_odds,
    size_of_more_after,
    stratified_difference,
)


def test_odds_are_those_of_r():
    # Examples of R's fisher.test: convictions of twins (Fisher 1962), and the lady tasting tea. The limits agree to a
    # hundredth only; the next test holds them to their definition.
    twins = compare_odds((2, 15), (10, 3))
    assert twins.ratio == pytest.approx(0.04693661, rel=1e-4)
    assert (twins.low, twins.high) == (pytest.approx(0.003325764, rel=1e-2), pytest.approx(0.363182271, rel=1e-2))
    assert twins.p == pytest.approx(0.0005367, rel=1e-3)
    tea = compare_odds((3, 1), (1, 3))
    assert (tea.ratio, tea.p) == (pytest.approx(6.408309, rel=1e-4), pytest.approx(0.4857, rel=1e-3))
    assert (tea.low, tea.high) == (pytest.approx(0.2117329, rel=1e-2), pytest.approx(621.9337505, rel=1e-2))


@pytest.mark.parametrize("table", [((2, 15), (10, 3)), ((3, 1), (1, 3)), ((81, 61), (320, 247))])
def test_limits_are_where_either_tail_is_a_fortieth(table):
    (a, b), (c, d) = table
    found = compare_odds(*table)
    spread = [nchypergeom_fisher(a + b + c + d, a + b, a + c, limit) for limit in (found.low, found.high)]
    assert spread[0].sf(a - 1) == pytest.approx(0.025, rel=1e-3)
    assert spread[1].cdf(a) == pytest.approx(0.025, rel=1e-3)


@pytest.mark.parametrize(("near", "far"), [((0, 0), (5, 5)), ((5, 0), (5, 0)), ((0, 60), (0, 245)), ((3, 4), (0, 0))])
def test_nothing_to_compare_gives_nothing(near, far):
    assert compare_odds(near, far) is None


def test_one_empty_cell_has_a_limit_at_infinity():
    assert compare_odds((5, 0), (5, 5)).high == float("inf")


def test_moments_are_those_of_every_permutation():
    strata = [((9.0, 5.0), (1.0, 2.0, 4.0)), ((7.0,), (3.0, 8.0))]
    sums = [
        sum(a) + sum(b) for a in combinations((9.0, 5.0, 1.0, 2.0, 4.0), 2) for b in combinations((7.0, 3.0, 8.0), 1)
    ]
    found = stratified_difference(strata)
    # W = 2 x 3 / 5 + 1 x 2 / 3 = 28/15; the taken sum to 21.
    weight = 28 / 15
    assert found.difference == pytest.approx((21 - mean(sums)) / weight)
    half = 1.959964 * pvariance(sums) ** 0.5 / weight
    assert (found.low, found.high) == (pytest.approx(found.difference - half), pytest.approx(found.difference + half))


def test_a_difference_between_strata_is_none_within_them():
    # Taken and left are alike in each stratum, but nearly all who are taken are of the high one.
    found = stratified_difference([((10.0,), (10.0, 8.0, 12.0)), ((80.0, 78.0, 82.0), (80.0,))])
    assert found.difference == pytest.approx(0.0)
    assert found.p == pytest.approx(1.0)


@pytest.mark.parametrize("strata", [[], [((1.0,), ())], [((), (1.0, 2.0))], [((4.0,), (4.0, 4.0))]])
def test_strata_that_tell_nothing(strata):
    assert stratified_difference(strata) is None


def test_more_after_is_the_upper_tail_of_even_odds():
    assert chance_of_more_after(0, 10) == pytest.approx(1 / 1024)
    assert chance_of_more_after(1, 9) == pytest.approx(11 / 1024)
    assert chance_of_more_after(10, 0) == 1.0
    assert chance_of_more_after(5, 5) == pytest.approx(638 / 1024)


def test_size_is_what_the_test_attains():
    # Of ten all ten after have 1/1024 = 0.00098 < 0.001; of nine all nine have 1/512: never unusual.
    assert size_of_more_after(10) == pytest.approx(1 / 1024)
    assert size_of_more_after(9) == 0.0
    assert 0.0003 < size_of_more_after(186) < ONE_SIDED
