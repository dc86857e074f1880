"""Reviews kept, and reconviction by engagement adjusted for OGRS, against hand computations and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit
from statsmodels.discrete.discrete_model import Logit

from throughgate.methods.engagement import adjusted_difference, association, reviews

OGRS = [20, 40, 60, 80, 20, 40, 60, 80]
ENGAGED = [True] * 4 + [False] * 4
PEOPLE = [60, 50, 40, 30, 30, 40, 50, 60]
RECONVICTED = [10, 21, 22, 25, 7, 15, 33, 47]


def test_reviews_by_hand():
    """0, 6, 3 and 3 of six: 12 of 24; variance of the people 18 / 3 = 6, se sqrt(6 / 4) / 6 = 0.20412; 1.95996 x 0.20412 /
    0.25 = 1.60031 on the logit scale, so 1 / (1 + 4.95457) = 0.16794 and 0.83206.
    """  # fmt: skip
    found = reviews({0: 1, 6: 1, 3: 2}, 6)
    assert (found.people, found.periods, found.kept, found.share) == (4, 24, 12, 0.5)
    assert (found.low, found.high) == pytest.approx((0.16794, 0.83206), abs=1e-5)


def test_reviews_that_are_alike_leave_no_spread():
    """Everybody keeps three of six: nothing differs between people, so the interval has no width."""
    found = reviews({3: 10}, 6)
    assert (found.low, found.share, found.high) == pytest.approx((0.5, 0.5, 0.5))


@pytest.mark.parametrize(("people", "share"), [({}, None), ({0: 5}, 0.0), ({6: 5}, 1.0), ({2: 1}, 1 / 3)])
def test_reviews_without_an_interval(people, share):
    found = reviews(people, 6)
    assert (found.share, found.low, found.high) == (share, None, None)


@pytest.mark.parametrize("kept", [-1, 7])
def test_reviews_outside_the_periods_are_refused(kept):
    with pytest.raises(ValueError, match="between 0 and 6"):
        reviews({kept: 3}, 6)


def test_the_adjusted_difference_is_that_of_statsmodels():
    """Average marginal effect of a dummy with its delta-method limits, on one row a person."""
    each = np.repeat(np.arange(8), PEOPLE)
    outcome = np.concatenate([[1] * hit + [0] * (n - hit) for n, hit in zip(PEOPLE, RECONVICTED, strict=True)])
    design = np.column_stack([np.ones(len(each)), logit(np.array(OGRS) / 100)[each], np.array(ENGAGED, float)[each]])
    margins = Logit(outcome, design).fit(disp=0, tol=1e-12).get_margeff(at="overall", method="dydx", dummy=True)
    found = adjusted_difference(OGRS, ENGAGED, PEOPLE, RECONVICTED)
    assert found.points == pytest.approx(100 * margins.margeff[1], abs=1e-6)
    assert (found.low, found.high) == pytest.approx(tuple(100 * margins.conf_int()[1]), abs=1e-4)


def test_gap_and_raw_difference_by_hand():
    """Engaged: 78 of 180; mean OGRS (20 x 60 + 40 x 50 + 60 x 40 + 80 x 30) / 180 = 44.444. Others: 102 of 180, 55.556.
    Both variances are (60 x 24.444^2 + 50 x 4.444^2 + 40 x 15.556^2 + 30 x 35.556^2) / 179 = 471.76, so the gap is -11.111
    -/+ 1.95996 sqrt(2 x 471.76 / 180) = 4.487, and -11.111 / 21.720 = -0.5116 standard deviations.
    """  # fmt: skip
    found = association(OGRS, ENGAGED, PEOPLE, RECONVICTED)
    assert (found.engaged.n, found.engaged.reconvicted, found.others.n, found.others.reconvicted) == (180, 78, 180, 102)
    assert found.raw.points == pytest.approx(-100 * 24 / 180)
    assert found.mean_ogrs == pytest.approx((44.444, 55.556), abs=1e-3)
    assert (found.gap.points, found.gap.low, found.gap.high) == pytest.approx((-11.111, -15.598, -6.624), abs=1e-3)
    assert found.standardised_gap == pytest.approx(-0.5116, abs=1e-4)


def chosen(people: float) -> tuple[np.ndarray, np.ndarray]:
    """OGRS 1 to 99 and expected people of each: normal round 54, spread 22.7, as the generator's recipe has it."""
    ogrs = np.arange(1, 100)
    weight = np.exp(-((ogrs - 54) ** 2) / (2 * 22.7**2))
    return ogrs, people * weight / weight.sum()


def selected(rng: np.random.Generator, people: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """People whose chance is their OGRS; 58% engage, fewer of those at higher risk, and engaging does nothing."""
    ogrs, expected = chosen(people)
    n = rng.poisson(expected)
    engaged = rng.binomial(n, expit(0.32 - 0.2 * (ogrs - 54) / 22.7))
    counts = np.concatenate([engaged, n - engaged])
    both = np.tile(ogrs, 2)
    return both, np.repeat([True, False], len(ogrs)), counts, rng.binomial(counts, both / 100)


def test_a_gap_of_four_points_looks_like_an_effect_of_four_points():
    """methods.md 6: with no effect at all the raw difference is about -4 points, and the adjusted one nought."""
    found = association(*selected(np.random.default_rng(6), 1_000_000))
    assert found.gap.points == pytest.approx(-4, abs=0.7)
    assert found.raw.points == pytest.approx(found.gap.points, abs=0.4)
    assert found.adjusted.points == pytest.approx(0, abs=0.3)


def test_with_no_effect_the_interval_holds_nought_nineteen_times_in_twenty():
    """400 samples of 1,500 people: 380 expected, standard deviation 4.4; the bounds are three of them either side."""
    rng = np.random.default_rng(12)
    found = [adjusted_difference(*selected(rng, 1500)) for _ in range(400)]
    assert 367 <= sum(change.low <= 0 <= change.high for change in found) <= 393
    assert np.mean([change.points for change in found]) == pytest.approx(0, abs=0.4)


def test_a_planted_effect_is_found():
    """On the logit scale -0.5 for those who engage, nothing else: -0.5 times the mean of p (1 - p) is the order of it."""
    ogrs, n = chosen(1_000_000)
    counts = np.tile(n / 2, 2)
    at, who = np.tile(ogrs, 2), np.repeat([True, False], len(ogrs))
    chance = expit(logit(np.clip(at / 100, 0.005, 0.995)) - 0.5 * who)
    found = adjusted_difference(at, who, counts, counts * chance)
    apart = expit(logit(ogrs / 100) - 0.5) - ogrs / 100
    assert found.points == pytest.approx(100 * float(apart @ n / n.sum()), abs=1e-3)


@pytest.mark.parametrize("who", [[True] * 8, [False] * 8])
def test_without_both_groups_there_is_nothing_to_compare(who):
    assert association(OGRS, who, PEOPLE, RECONVICTED) is None


@pytest.mark.parametrize(
    ("ogrs", "hits"),
    [(OGRS, PEOPLE), (OGRS, [0] * 8), (OGRS, [0] * 4 + PEOPLE[4:]), ([50] * 8, RECONVICTED)],
)
def test_without_a_finite_fit_there_is_no_adjusted_difference(ogrs, hits):
    found = association(ogrs, ENGAGED, PEOPLE, hits)
    assert found.adjusted is None
    assert found.raw.points == pytest.approx(100 * (sum(hits[:4]) - sum(hits[4:])) / 180)


@pytest.mark.parametrize(("ogrs", "hits"), [([np.nan, *OGRS[1:]], RECONVICTED), (OGRS, [61, *RECONVICTED[1:]])])
def test_counts_that_cannot_be_are_refused(ogrs, hits):
    with pytest.raises(ValueError, match="missing|more people"):
        association(ogrs, ENGAGED, PEOPLE, hits)


def test_nobody_gives_no_comparison():
    assert association([], [], [], []) is None
