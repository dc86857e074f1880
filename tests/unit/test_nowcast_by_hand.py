"""The nowcast on references typed in here, whose means and variances can be worked out on paper or by quadrature.

The clock is one month unless said, so a multiplier is one log-normal number: z ~ N(-v / 2, K), K = level² + month² + v
(+ spread²) with v = dispersion / (events of the reference + 1). While nothing has been followed the posterior is the prior.
"""

from math import exp, log, sqrt

import numpy as np
import pytest

from throughgate.methods.counts import Delays, FollowUp
from throughgate.methods.nowcast import DelayRatio, delay_ratio, delays, nowcast, nowcast_events
from throughgate.methods.nowcast.clock import Clock
from throughgate.methods.nowcast.hazards import Hazard, Reference
from throughgate.methods.nowcast.multiplier import multiplier

LEVEL, EVENTS_LEVEL, MONTH, NEXT_MONTH = 0.12, 0.18, 0.06, 0.8
"""As documented: SD of the level of first convictions and of events, of a month, and the correlation of neighbours."""

MANY = 1e9
DRAWS = 40_000
NOBODY = FollowUp(np.zeros(0), *(np.zeros(0, dtype=np.int64) for _ in range(5)))
HALF = 1 - exp(-1)
"""The risk whose cumulative hazard is 1, so that its relative risk is 1."""


def hazard(by_month, *, observed=MANY) -> Hazard:
    """A hazard of slope 1 about centre 0, so that people of risk p stand at -log(1 - p); nothing falls on day 0."""
    clock = Clock(len(by_month))
    shares = np.ones(clock.days)
    shares[0] = 0
    for month in range(clock.months):
        own = (clock.month == month) & clock.is_within
        shares[own] /= shares[own].sum()
    ones = np.ones(clock.months)
    return Hazard(np.array(by_month, float), 1.0, 0.0, 1.0, observed * ones, observed * ones, MANY, shares)


def reference(first, events=None, *, dispersion=1.0, risk=HALF, observed=MANY) -> Reference:
    return Reference(
        len(first), 1000, hazard(first, observed=observed), hazard(events or first, observed=observed), dispersion,
        np.array([risk]), np.array([1000]),
    )  # fmt: skip


def followed(*rows) -> FollowUp:
    """People of (risk, last day, how many) who were not convicted."""
    risk, day, people = (np.array(column) for column in zip(*rows, strict=True))
    zero = np.zeros_like(people)
    return FollowUp(risk.astype(float), day, zero, people, zero, people)


def test_the_prior_of_a_multiplier_is_centred_so_that_its_mean_is_the_references():
    """Two months never reached, resting on 1 and 3 events: v = 1/2 and 1/4, means -1/4 and -1/8. Covariance: level² =
    .0144, month² = .0036, .0144 + .0036 + v on the diagonal and .0144 + .8 x .0036 beside it. The mean of exp(z) is then
    exp(level² / 2 + month² / 2), v gone from it.
    """
    zero = np.zeros(2)
    found = multiplier(zero, zero, reference_events=np.array([1.0, 3.0]), spread=zero)
    assert found.mean == pytest.approx([-0.25, -0.125])
    assert found.covariance == pytest.approx(np.array([[0.518, 0.01728], [0.01728, 0.268]]))
    assert np.exp(found.mean + np.diag(found.covariance) / 2) == pytest.approx(np.full(2, exp(0.009)))


def test_the_prior_of_events_rests_on_fewer_than_their_number():
    """Dispersion 2 halves what 3 events are worth: v = 2 / 4, mean -1/4; the level's variance is .18² = .0324."""
    zero = np.zeros(1)
    found = multiplier(zero, zero, reference_events=np.array([3.0]), spread=zero, dispersion=2, level_sd=EVENTS_LEVEL)
    assert found.mean == pytest.approx([-0.25])
    assert found.covariance == pytest.approx(np.array([[0.0324 + 0.0036 + 0.5]]))


def test_the_posterior_of_a_multiplier_solves_its_equation():
    """At the mode of one month x - e exp(z) = (z - start) / K, found here by bisection; the variance 1 / (1 / K + e exp(z))."""
    seen, expected, events = 30.0, 50.0, 9.0
    start, spread = -0.05, LEVEL**2 + MONTH**2 + 0.1
    low, high = -3.0, 3.0
    for _ in range(200):
        middle = (low + high) / 2
        above = seen - expected * exp(middle) - (middle - start) / spread > 0
        low, high = (middle, high) if above else (low, middle)
    found = multiplier(
        np.array([seen]), np.array([expected]), reference_events=np.array([events]), spread=np.zeros(1)
    )  # fmt: skip
    assert found.mean == pytest.approx([low], abs=1e-8)
    assert found.covariance[0, 0] == pytest.approx(1 / (1 / spread + expected * exp(low)))


def test_the_delays_spread_widens_the_multiplier():
    """Spreads of .3 and -.2 add .09 and .04 to the variances and -.06 between them."""
    zero, spread = np.zeros(2), np.array([0.3, -0.2])
    without, with_spread = (multiplier(zero, zero, reference_events=np.full(2, MANY), spread=s) for s in (zero, spread))
    assert with_spread.covariance - without.covariance == pytest.approx(np.array([[0.09, -0.06], [-0.06, 0.04]]))


@pytest.mark.parametrize(
    ("project", "variance"),
    [(nowcast, LEVEL**2 + MONTH**2 + 0.3**2), (nowcast_events, EVENTS_LEVEL**2 + MONTH**2 + 0.5**2)],
)
def test_the_spread_of_the_delays_reaches_the_range(project, variance):
    """First convictions take the spread .3, events the spread .5; the 95% range of the multiplier is 1.96 SD each way."""
    delay = DelayRatio(
        np.ones(1), 1.0, spread=np.array([0.3]), events_by_month=np.ones(1), events_spread=np.array([0.5])
    )
    found = project(reference([1.0]), NOBODY, n_expected=10, seed=1, delay=delay)
    assert np.log(found.multiplier_high / found.multiplier) == pytest.approx([1.959964 * sqrt(variance)], rel=1e-4)
    assert np.log(found.multiplier / found.multiplier_low) == pytest.approx([1.959964 * sqrt(variance)], rel=1e-4)


def test_people_and_events_each_take_their_own_delay_ratio():
    """100 people of relative risk 1 followed to the end: at hazards .2 and .1 of a first conviction 20 and 10 are
    expected, times the people's ratio .5 and 3; at .4 and .6 events 40 and 60, times the events' ratio 2 and 1.5.
    """
    delay = DelayRatio(np.array([0.5, 3.0]), 1.0, events_by_month=np.array([2.0, 1.5]))
    cohort = followed((HALF, 60, 100))  # the last of 61 days, twice a twelfth of a year
    asked = {"n_expected": 100, "seed": 1, "delay": delay}
    both = reference([0.2, 0.1], [0.4, 0.6])
    relative = -log(1 - 0.632)  # risks are taken to three decimals
    assert nowcast(both, cohort, **asked).expected == pytest.approx(relative * np.array([10, 30]))
    assert nowcast_events(both, cohort, **asked).expected == pytest.approx(relative * np.array([80, 90]))


@pytest.mark.parametrize("cohort", [NOBODY, followed((HALF, 0, 50))], ids=["to come", "waiting"])
@pytest.mark.parametrize("dispersion", [1.0, 4.0])
def test_events_to_come_vary_as_much_as_the_references(cohort, dispersion):
    """50 people at one event each. Given the multiplier f the mean is 50 f and the variance 50 f D. With E f = exp(K / 2)
    (v is nothing here) and Var f = (exp(K) - 1) exp(K), K = .18² + .06²: 50 E f D + 2,500 Var f.
    """
    found = nowcast_events(
        reference([1.0], dispersion=dispersion), cohort, n_expected=50, seed=2, draws=DRAWS
    ).final  # fmt: skip
    k = EVENTS_LEVEL**2 + MONTH**2
    variance = 50 * exp(k / 2) * dispersion + 2500 * (exp(k) - 1) * exp(k)
    assert found.mean() == pytest.approx(50 * exp(k / 2), rel=0.01)
    assert found.var() == pytest.approx(variance, rel=0.05)


def sums_of_unlike(groups) -> tuple[float, float]:
    """Mean and variance of how many are reconvicted, of groups (people, hazard), by summing over 20,001 multipliers.

    Given f each of a group has the chance 1 - exp(-f hazard); the variance is the mean of sum q (1 - q) and that of sum q.
    """
    k = LEVEL**2 + MONTH**2
    z = np.linspace(-8, 8, 20_001)
    weight = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    mean, within = np.zeros_like(z), np.zeros_like(z)
    for people, rate in groups:
        q = 1 - np.exp(-rate * np.exp(sqrt(k) * z))
        mean, within = mean + people * q, within + people * q * (1 - q)
    return weight @ mean, weight @ within + weight @ mean**2 - (weight @ mean) ** 2


def test_people_of_unlike_chances_vary_by_the_sum_of_each_ones():
    """100 people of risk .9 (hazard 2.3026) and 900 of .001 (hazard .0010005): about 90 and .9 reconvictions, of variance
    about 9 + 1 and, from the multiplier, some 10 more. A binomial of all 1,000 at their mean chance would add 82 to those.
    """
    cohort = followed((0.9, 0, 100), (0.001, 0, 900))
    found = nowcast(reference([1.0], risk=0.5), cohort, n_expected=1000, seed=3, draws=DRAWS).final
    mean, variance = sums_of_unlike([(100, -log(0.1)), (900, -log(0.999))])
    assert found.mean() == pytest.approx(mean, rel=0.005)
    assert found.var() == pytest.approx(variance, rel=0.06)
    assert variance < 25


def test_a_delay_that_few_could_have_shown_is_not_taken_as_every_delay():
    """Ten delays of 10 days, seen for at most 20, and ten of 30 days, seen for at most 60. With five more people added to
    those who could have shown a delay (what CAUTION says) the reverse hazards are 10 / (10 + 5) on day 30 and on day 10:
    the chances of no longer delay are 1/3 after day 10 and 1/9 before it. Within what can be seen, that is
    (1/3 - 1/9) / (1 - 1/9) = 1/4 below 30 days and 3/4 of 30 days. Without the five no delay of 10 days would be left.
    """
    seen = Delays(*(np.array(column) for column in ([10, 30], [20, 60], [5, 5], [10, 10])))
    law = delays._law(seen, Clock(3))
    assert law[[0, 10]] == pytest.approx([0, 0])
    assert law[[11, 30]] == pytest.approx([0.25, 0.25])
    assert law[[31, Clock(3).days]] == pytest.approx([1, 1])


def test_the_share_recorded_by_now_is_counted_by_days_since_conviction():
    """Of ten people convicted 5 days before the end of what was seen none was on record, of ten convicted 20 days before
    4 were, of ten convicted 40 days before all: shares 0, .4 and 1, between them on straight lines.
    """

    def made(people):
        return Delays(*(np.array(column) for column in ([25, 10, 10], [30, 30, 50], [5, 5, 5], people)))

    found = delay_ratio(reference([0.3] * 3), NO_DELAYS, made([0, 4, 10]), settled=made([10, 10, 10])).known
    assert found[[0, 5, 20, 30, 40, 60]] == pytest.approx([0, 0, 0.4, 0.7, 1, 1])


NO_DELAYS = Delays(*(np.zeros(0, dtype=np.int64) for _ in range(4)))
