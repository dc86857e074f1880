"""The ratio of delays: nothing where nothing changed, the change where delays did, and late records."""

import numpy as np
import pytest

from bench.simulated import World, as_at, by_risk, followed_up, people
from throughgate.methods.counts import Delays
from throughgate.methods.nowcast import delay_ratio, fit_reference, nowcast

NONE = Delays(*(np.zeros(0, dtype=np.int64) for _ in range(4)))


def simulated(n, *, seed=1, delay=1.0, is_late=False):
    rng = np.random.default_rng(seed)
    return people(rng, n, is_late=is_late), people(rng, n, World(delay=delay), is_late=is_late)


def reference_of(past):
    return fit_reference(followed_up(past, as_at(60))[0], by_risk(past), months=18)


@pytest.fixture(scope="module")
def slower():
    return simulated(30_000, delay=1.4)


@pytest.mark.parametrize("month", [1, 6, 12, 24])
def test_the_same_delays_have_a_ratio_of_one(slower, month):
    past, _ = slower
    _, then = followed_up(past, as_at(month))
    found = delay_ratio(reference_of(past), then, then)
    assert found.overall == 1
    assert found.by_month == pytest.approx(np.ones(18))
    assert found.events_by_month == pytest.approx(np.ones(18))
    assert found.low < 1 < found.high


def test_delays_twice_as_long_are_found_twice_as_long():
    past, _ = simulated(5000)
    delay = np.round(np.exp(np.random.default_rng(2).normal(np.log(40), 0.5, 20_000))).astype(np.int64)
    ones, long = np.ones_like(delay), np.full_like(delay, 540)
    found = delay_ratio(reference_of(past), Delays(2 * delay, long, ones, ones), Delays(delay, long, ones, ones))
    assert found.overall == pytest.approx(2, rel=0.02)


@pytest.mark.parametrize("month", [9, 12, 18])
def test_court_half_as_slow_again_is_seen(slower, month):
    # What is seen are delays of first convictions, which a slower court lengthens by less than each offence's own:
    # of several offences the one convicted soonest comes first. On this generator 1.4 shows as about 1.3.
    past, cohort = slower
    (_, then), (_, now) = (followed_up(group, as_at(month)) for group in (past, cohort))
    found = delay_ratio(reference_of(past), now, then)
    assert 1.25 < found.overall < 1.5
    assert found.low > 1.1
    assert found.by_month[0] < 0.85  # fewer convictions come soon
    assert found.by_month[14] > 1.05  # and more come late


def test_without_it_a_slower_court_looks_like_success(slower):
    past, cohort = slower
    reference, final = reference_of(past), by_risk(cohort).reconvicted.sum() / 30_000
    (_, then), (so_far, now) = (followed_up(group, as_at(12)) for group in (past, cohort))
    delay = delay_ratio(reference, now, then)
    blind, seeing = (
        nowcast(reference, so_far, n_expected=30_000, seed=1, delay=d).rates.mean() - final for d in (None, delay)
    )
    assert blind < -0.012
    assert abs(seeing) < 0.012


@pytest.mark.parametrize(("cohort_is_empty", "then_is_empty"), [(True, True), (True, False), (False, True)])
def test_without_delays_the_ratio_is_one_with_the_prior_range(slower, cohort_is_empty, then_is_empty):
    past, cohort = slower
    (_, then), (_, now) = (followed_up(group, as_at(12)) for group in (past, cohort))
    found = delay_ratio(reference_of(past), NONE if cohort_is_empty else now, NONE if then_is_empty else then)
    assert found.overall == 1
    # exp(-1.96 x 0.25) and exp(1.96 x 0.25)
    assert (found.low, found.high) == pytest.approx((0.6126, 1.6323), abs=1e-3)
    assert np.all(np.isfinite(found.by_month))
    assert np.all(np.isfinite(found.spread))


@pytest.mark.parametrize("delay_days", [0, 1, 400, 547, 900])
def test_one_person_is_no_trouble(delay_days):
    past, _ = simulated(500)
    one = Delays(*(np.array([value]) for value in (delay_days, delay_days, 0, 1)))
    found = delay_ratio(reference_of(past), one, one)
    assert found.overall == 1
    for values in (found.by_month, found.events_by_month, found.spread, found.events_spread):
        assert np.all(np.isfinite(values))


def test_the_share_recorded_is_learnt_from_what_is_known_since():
    past, cohort = simulated(30_000, is_late=True)
    (_, then), (_, now) = (followed_up(group, as_at(12)) for group in (past, cohort))
    _, settled = followed_up(past, as_at(12), known_on=as_at(60))
    known = delay_ratio(reference_of(past), now, then, settled=settled).known
    # 96% are recorded 0 to 21 days after, evenly, the rest after 30 to 120: after 10 days 0.96 x 11/22, after 25 0.96.
    assert known[10] == pytest.approx(0.48, abs=0.05)
    assert known[25] == pytest.approx(0.96, abs=0.02)
    assert known[150] == pytest.approx(1, abs=0.005)
    assert np.all(np.diff(known) >= 0)


def test_convictions_still_to_be_recorded_are_projected():
    past, cohort = simulated(30_000, is_late=True)
    reference, final = reference_of(past), by_risk(cohort).reconvicted.sum() / 30_000
    (_, then), (so_far, now) = (followed_up(group, as_at(12)) for group in (past, cohort))
    _, settled = followed_up(past, as_at(12), known_on=as_at(60))
    blind, seeing = (
        nowcast(reference, so_far, n_expected=30_000, seed=1, delay=delay_ratio(reference, now, then, settled=s))
        for s in (None, settled)
    )
    assert blind.rates.mean() - final < -0.012
    assert abs(seeing.rates.mean() - final) < 0.012
