"""Groups against expectation, drawn towards their mean, tested for interaction: by hand, from textbooks and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import expit, logit
from statsmodels.api import Logit
from statsmodels.stats.meta_analysis import combine_effects

from tests.unit.risk_counts import UNKNOWN, counts
from throughgate.methods import subgroups
from throughgate.methods.casemix.recalibration import level, recalibrate
from throughgate.methods.counts import RiskCounts
from throughgate.methods.subgroups import (
    benjamini_hochberg,
    compare_events,
    compare_groups,
    people_needed,
)
from throughgate.methods.subgroups.shrinking import shrink

HALF = level(0.5, 0, 0.5)
FORTY = counts((0.3, 100, 40))


def drawn(rng: np.random.Generator, people: int, shift: float = 0.0) -> RiskCounts:
    """People of risks 5% to 95% whose chance is their risk plus a shift, events Poisson."""
    risk = np.linspace(0.05, 0.95, 19)
    n = rng.multinomial(people, np.full(19, 1 / 19))
    again = rng.binomial(n, np.clip(risk + shift, 0, 1))
    return RiskCounts(risk, n, again, again, again)


# --- observed less expected


def test_a_group_by_hand():
    # 40 of 100 where half are expected: error sqrt(0.25 / 100) = 5 points, z = -2. Wilson's limits of 40 of 100 are
    # 30.94 and 49.80. 100 x (1.96 x 5 / 10)^2 = 96.04.
    (effect,) = compare_groups([FORTY], HALF, None).effects
    assert (effect.rate.n, effect.rate.reconvicted, effect.expected) == (100, 40, 0.5)
    assert (effect.points, effect.se) == pytest.approx((-10, 5))
    assert effect.p == pytest.approx(0.045500264, abs=1e-9)
    assert (effect.low, effect.high) == pytest.approx((30.94 - 50, 49.80 - 50), abs=0.005)
    assert effect.people_needed == 97


def test_the_reference_is_a_sample_too():
    # Half of 100 in the reference: variance 0.0025 beside 0.0025 of the group's own, so the error is sqrt(2) x 5.
    reference = counts((0.3, 100, 50))
    (effect,) = compare_groups([FORTY], recalibrate(reference), reference).effects
    assert effect.expected == pytest.approx(0.5)
    assert effect.se == pytest.approx(5 * math.sqrt(2))
    below, above = math.hypot(40 - 30.94, 1.95996 * 5), math.hypot(49.80 - 40, 1.95996 * 5)
    assert (effect.low, effect.high) == pytest.approx((-10 - below, -10 + above), abs=0.005)
    # (10 / 1.96)^2 = 26.03 leaves 1.03 beside the reference's 25: 100 x 25 / 1.0318 = 2423.0 people.
    assert effect.people_needed == pytest.approx(100 * 25 / ((10 / 1.959964) ** 2 - 25), abs=1)


def test_people_without_a_score_take_the_rate_of_such_people():
    reference = counts((0.2, 100, 20), (0.8, 100, 50), (UNKNOWN, 10, 7))
    group = counts((0.2, 30, 10), (UNKNOWN, 10, 5))
    (effect,) = compare_groups([group], recalibrate(reference), reference).effects
    assert effect.expected == pytest.approx((30 * 0.2 + 10 * 0.7) / 40)


@pytest.mark.parametrize(("again", "certain"), [(0, 0.0), (10, 0.0), (10, 1.0)])
def test_no_figure_is_missing_where_the_reference_is_certain(again, certain):
    (effect,) = compare_groups([counts((0.3, 10, again))], level(certain, 20, certain), None).effects
    assert np.isfinite([effect.points, effect.low, effect.high, effect.se, effect.p, effect.shrunk]).all()
    assert effect.points == pytest.approx(100 * (again / 10 - certain))


def test_nobody_has_no_rate():
    assert compare_groups([], HALF, None).effects == ()
    with pytest.raises(ValueError, match="holds nobody"):
        compare_groups([FORTY, counts()], HALF, None)


@pytest.mark.parametrize(
    ("points", "se", "n", "needed"),
    [
        (10, 5, 100, 97),
        (-10, 5, 100, 97),
        (1.959964 * 5, 5, 100, 100),  # the limit is 0 with just these people
        (20, 5, 100, 25),  # 24.01: fewer would do
        (0, 5, 100, None),
    ],
)
def test_people_needed(points, se, n, needed):
    assert people_needed(points, se, n) == pytest.approx(needed) if needed else people_needed(points, se, n) is None


def test_no_number_of_people_outweighs_a_small_reference():
    assert people_needed(1.95, 1.5, 100, fixed_se=1.0) is None
    assert people_needed(1.97, 1.5, 100, fixed_se=1.0) is not None


# --- empirical Bayes


def test_the_eight_schools():
    # Rubin 1981; Gelman and others, Bayesian Data Analysis, section 5.5: pooled 7.7 with error 4.1, and a chi-square
    # that is less than its 7 degrees of freedom, so that everybody has the mean.
    effect, se = [28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18]
    found = shrink(effect, se)
    assert found.value == pytest.approx([7.7] * 8, abs=0.05)
    assert found.spread.sd_points == 0
    assert (found.spread.chi_square, found.spread.df) == (pytest.approx(4.7, abs=0.05), 7)
    assert np.all(found.high - found.low > 2 * 1.96 * 4.05)


def test_paule_and_mandel_is_statsmodels():
    rng = np.random.default_rng(4)
    y, se = rng.normal(-3, 9, 12), rng.uniform(3, 8, 12)
    theirs, ours = combine_effects(y, se**2, method_re="iterated", atol=1e-12), shrink(y, se).spread
    assert theirs.tau2 > 1
    assert ours.sd_points**2 == pytest.approx(theirs.tau2, rel=1e-6)
    assert ours.mean_points == pytest.approx(theirs.mean_effect_re, rel=1e-6)
    assert ours.chi_square == pytest.approx(theirs.q, rel=1e-12)


def test_equal_errors_by_hand():
    # -6, 0 and 6 with error 3: variance 36 between, 9 by chance, so 27 true, and 27 / 36 of each is kept.
    found = shrink([-6, 0, 6], [3, 3, 3])
    assert found.spread.sd_points**2 == pytest.approx(27)
    assert found.value == pytest.approx([-4.5, 0, 4.5])
    # 0.75 x 9 + 0.0625 x 12 + 2 x 81 / 36^4 x 36 / (3 / 36^2) = 6.75 + 0.75 + 1.5 at the ends, without the last at 0.
    assert (found.high - found.low) / 2 / 1.959964 == pytest.approx(np.sqrt([9, 7.5, 9]), rel=1e-6)


def test_one_group_stays_as_it_is():
    found = shrink([-8], [4])
    assert (found.value[0], found.low[0], found.high[0]) == pytest.approx((-8, -8 - 1.96 * 4, -8 + 1.96 * 4), abs=0.001)
    assert found.spread is None


@pytest.mark.parametrize(("y", "se"), [([], []), ([1, 2], [1]), ([1], [0]), ([1], [math.nan])])
def test_what_cannot_be_shrunk(y, se):
    with pytest.raises(ValueError, match="standard error"):
        shrink(y, se)


def test_benjamini_and_hochberg_is_their_own_example():
    # Benjamini and Hochberg 1995, section 4.1: of these 15, four are discoveries at 5% (Bonferroni finds three).
    p = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1.0]  # fmt: skip
    q = benjamini_hochberg(p)
    assert np.flatnonzero(q <= 0.05).tolist() == [0, 1, 2, 3]
    assert q[3] == pytest.approx(0.0095 * 15 / 4)
    assert benjamini_hochberg(p[::-1]).tolist() == q[::-1].tolist()
    assert benjamini_hochberg([0.04, 0.04, 0.9]).tolist() == pytest.approx([0.06, 0.06, 0.9])
    assert benjamini_hochberg([]).size == 0


# --- many groups in which nothing happened (methods note, sections 6e and 7)


def test_twenty_groups_without_any_difference():
    """78 people each, a difference of two such groups at the same OGRS: error 6.95 points (mean m(1 - m) = 0.19)."""
    rng, error, rounds = np.random.default_rng(3), 6.95, 2000
    any_p, any_q, best, best_shrunk, squares = 0, 0, 0.0, 0.0, np.zeros(2)
    for _ in range(rounds):
        y = rng.normal(0, error, 20)
        p = [math.erfc(abs(of) / error / math.sqrt(2)) for of in y]
        found = shrink(y, np.full(20, error)).value
        any_p += min(p) < 0.05
        any_q += benjamini_hochberg(p).min() <= 0.05
        best, best_shrunk = best + y.min(), best_shrunk + found[y.argmin()]
        squares += np.mean(y**2), np.mean(found**2)
    assert any_p / rounds == pytest.approx(0.64, abs=0.03)
    assert any_q / rounds == pytest.approx(0.05, abs=0.015)
    assert best / rounds == pytest.approx(-12.9, abs=0.3)
    assert best_shrunk / rounds == pytest.approx(-1.3, abs=0.3)
    assert np.sqrt(squares / rounds) == pytest.approx([6.9, 2.0], abs=0.15)


def test_twenty_groups_that_do_differ():
    rng, error, squares = np.random.default_rng(30), 6.95, np.zeros(2)
    for _ in range(1000):
        true = rng.normal(0, 3, 20)
        y = rng.normal(true, error)
        squares += np.mean((y - true) ** 2), np.mean((shrink(y, np.full(20, error)).value - true) ** 2)
    assert np.sqrt(squares / 1000) == pytest.approx([6.9, 3.4], abs=0.15)


def test_false_discoveries_among_people():
    """Target 26: with q, at most 6% of looks at twenty groups of people find anything where there is nothing."""
    rng, rounds = np.random.default_rng(26), 400
    every = np.linspace(0.05, 0.95, 19)
    model = recalibrate(RiskCounts(every, np.full(19, 100), np.round(100 * every), np.zeros(19), np.zeros(19)))
    effects = [compare_groups([drawn(rng, 78) for _ in range(20)], model, None).effects for _ in range(rounds)]
    assert 0.55 < np.mean([min(of.p for of in found) < 0.05 for found in effects]) < 0.72
    assert 0.02 < np.mean([min(of.q for of in found) <= 0.05 for found in effects]) <= 0.06
    # OGRS explains part of the outcome, so that Wilson's limits hold 0 a little more often than 95 in 100 times.
    assert 0.95 < np.mean([of.low <= 0 <= of.high for found in effects for of in found]) < 0.99


# --- interaction


def test_interaction_is_berkeleys():
    """Admissions of 1973 (Bickel and others 1975): sex by department beside both, G squared 20.20 on 5 df (Agresti)."""
    men = [(825, 512), (560, 353), (325, 120), (417, 138), (191, 53), (373, 22)]
    women = [(108, 89), (25, 17), (593, 202), (375, 131), (393, 94), (341, 24)]
    found = subgroups.test_interaction(*([counts((0.5, n, x)) for n, x in side] for side in (men, women)))
    assert found.chi_square == pytest.approx(20.204, abs=0.001)
    assert found.df == 5
    assert found.p == pytest.approx(0.00114, abs=0.00001)


def test_interaction_is_that_of_people():
    rng = np.random.default_rng(8)
    sides = [[drawn(rng, 300, shift) for shift in shifts] for shifts in ((0.0, -0.1, 0.05), (0.05, 0.05, 0.0))]
    without = [[with_unknown(of, rng) for of in side] for side in sides]
    found = subgroups.test_interaction(*without)
    rows = [
        (group, 1 - side, risk, y)
        for side, groups in enumerate(without)
        for group, of in enumerate(groups)
        for risk, n, x in zip(of.risk, of.n, of.reconvicted, strict=True)
        for y in [1] * int(x) + [0] * int(n - x)
    ]
    group, cohort, risk, y = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    has_score = ~np.isnan(risk)
    x = np.where(has_score, logit(np.where(has_score, risk, 0.5)), 0)
    alike = np.column_stack([np.ones(y.size), group == 1, group == 2, cohort, x, ~has_score]).astype(float)
    apart = np.column_stack([alike, (group == 1) * cohort, (group == 2) * cohort])
    likelihoods = [Logit(y, of).fit(disp=0).llf for of in (alike, apart)]
    assert found.df == 2
    assert found.chi_square == pytest.approx(2 * (likelihoods[1] - likelihoods[0]), abs=1e-7)
    assert found.chi_square > 1


def with_unknown(of: RiskCounts, rng: np.random.Generator) -> RiskCounts:
    again = rng.binomial(20, 0.4)
    return RiskCounts(*(np.append(a, b) for a, b in (
        (of.risk, UNKNOWN), (of.n, 20), (of.reconvicted, again), (of.events, again), (of.events_squared, again)
    )))  # fmt: skip


def test_groups_that_changed_alike():
    # Odds halve in both groups: 1/1 to 1/2, and 2/1 to 1/1.
    found = subgroups.test_interaction(
        [counts((0.5, 90, 30)), counts((0.5, 60, 30))], [counts((0.5, 60, 30)), counts((0.5, 90, 60))]
    )
    assert (found.chi_square, found.df, found.p) == (pytest.approx(0, abs=1e-9), 1, pytest.approx(1, abs=1e-4))


@pytest.mark.parametrize("of", [counts(), counts((0.5, 20, 0)), counts((0.5, 20, 20))], ids=["nobody", "none", "all"])
def test_interaction_that_cannot_be_had(of):
    good = counts((0.3, 50, 20), (0.7, 50, 30))
    assert subgroups.test_interaction([good, of], [good, good]) is None
    assert subgroups.test_interaction([good, good], [good, of]) is None
    assert subgroups.test_interaction([good], [good]) is None


def test_risks_that_foretell_the_outcome():
    parted = counts((0.3, 50, 0), (0.7, 50, 50))
    assert subgroups.test_interaction([parted, parted], [parted, parted]) is None


def test_interaction_alarms_as_often_as_it_says():
    rng, rounds = np.random.default_rng(12), 300
    p = [
        subgroups.test_interaction([drawn(rng, 150, -0.05) for _ in range(4)], [drawn(rng, 150) for _ in range(4)]).p
        for _ in range(rounds)
    ]
    assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=3 * math.sqrt(0.05 * 0.95 / rounds))


def test_groups_must_be_the_same():
    with pytest.raises(ValueError, match="1 groups of the cohort, but 2"):
        subgroups.test_interaction([FORTY], [FORTY, FORTY])


# --- events


def of_events(n: int, events: int, squared: int, risk: float = 0.3) -> RiskCounts:
    return RiskCounts(*(np.array([of]) for of in (risk, n, min(n, events), events, squared)))


def test_events_by_hand():
    # Reference: 150 events of 100 people, squares 525: phi = (525 - 225) / 1.5 / 99 = 2.0202. Of 50 people 75 are expected.
    (effect,) = compare_events([of_events(50, 60, 150)], of_events(100, 150, 525))
    assert (effect.expected_per_100, effect.difference_per_100) == pytest.approx((150, -30))
    se = 100 * math.sqrt(200 / 99 * (1.5 / 50 + 1.5 / 100))
    assert effect.p == pytest.approx(math.erfc(30 / se / math.sqrt(2)), rel=1e-6)
    fixed = 1.959964 * 100 * math.sqrt(200 / 99 * 1.5 / 100)
    of = effect.frequency
    below, above = math.hypot(120 - of.low, fixed), math.hypot(of.high - 120, fixed)
    assert (effect.low, effect.high) == pytest.approx((-30 - below, -30 + above), rel=1e-6)


def test_events_expected_of_the_reference_are_its_own():
    risk, n = np.array([0.2, 0.5, 0.8, UNKNOWN]), np.array([100, 80, 60, 10])
    reference = RiskCounts(risk, n, np.array([20, 40, 45, 3]), np.array([30, 70, 130, 5]), np.array([60, 200, 500, 11]))
    (effect,) = compare_events([reference], reference)
    assert effect.expected_per_100 == pytest.approx(100 * 235 / 250)
    assert effect.difference_per_100 == pytest.approx(0, abs=1e-9)
    unknown = RiskCounts(
        *(of[3:] for of in (risk, n, reference.reconvicted, reference.events, reference.events_squared))
    )
    assert compare_events([unknown], reference)[0].expected_per_100 == pytest.approx(50)


def test_events_alarm_as_often_as_they_say():
    """Events of a gamma-Poisson law at each risk: several of one person come together, so phi is above 1."""
    rng, risk, p = np.random.default_rng(9), np.linspace(0.1, 0.9, 9), []

    def people(number: int) -> RiskCounts:
        at = rng.integers(9, size=number)
        events = rng.poisson(2 * expit(logit(risk[at])) * rng.gamma(2.5, 1 / 2.5, number))
        sums = [np.bincount(at, of, 9) for of in (np.ones(number), events > 0, events, events**2)]
        return RiskCounts(risk, *(of.astype(int) for of in sums))

    for _ in range(300):
        p.extend(of.p for of in compare_events([people(150), people(150)], people(1500)))
    assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=0.025)


def test_without_events_nothing_is_expected():
    assert compare_events([FORTY], counts((0.3, 50, 0))) == ()
    assert compare_events([FORTY], counts()) == ()
    (effect,) = compare_events([counts((0.3, 50, 0))], of_events(100, 150, 525))
    assert effect.difference_per_100 == pytest.approx(-150)
    with pytest.raises(ValueError, match="holds nobody"):
        compare_events([counts()], FORTY)
