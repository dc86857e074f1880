"""The projection of a final rate: what must hold of any counts, and that it lands where the rate lands."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.simulated import as_at, by_risk, followed_up, people
from throughgate.methods.counts import FollowUp, RiskCounts
from throughgate.methods.nowcast import (
    POUNDS_POINTS,
    TOO_EARLY_POINTS,
    delay_ratio,
    fit_reference,
    nowcast,
    nowcast_events,
)

BOTH = pytest.mark.parametrize("project", [nowcast, nowcast_events])
NOBODY = FollowUp(np.zeros(0), *(np.zeros(0, dtype=np.int64) for _ in range(5)))


def reference_of(past, months=18):
    return fit_reference(followed_up(past, as_at(60))[0], by_risk(past), months=months)


@pytest.fixture(scope="module")
def past():
    return people(np.random.default_rng(1), 20_000)


@pytest.fixture(scope="module")
def reference(past):
    return reference_of(past)


@pytest.fixture(scope="module")
def cohort():
    return people(np.random.default_rng(2), 1570)


rows = st.lists(
    st.tuples(
        st.sampled_from([0.005, 0.2, 0.5, 0.8, 0.995, float("nan")]),
        st.integers(0, 549),
        st.integers(0, 3),
        st.integers(0, 30),
        st.integers(0, 5),
    ),
    max_size=12,
)


def any_follow_up(drawn):
    """Follow-up of people convicted on a day and followed to the last, or censored on it."""
    table = [(risk, day, first, censored, first + more, censored) for risk, day, first, censored, more in drawn]
    table += [(risk, 549, 0, 0, 0, first) for risk, _, first, *_ in drawn]
    if not table:
        return NOBODY
    risk, *counts = (np.array(column) for column in zip(*table, strict=True))
    return FollowUp(risk.astype(float), *(count.astype(np.int64) for count in counts))


@BOTH
@given(drawn=rows, base=rows, months=st.sampled_from([1, 12, 18]), to_come=st.integers(0, 1_000_000))
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_any_counts_give_whole_ordered_bounded_draws(project, drawn, base, months, to_come):
    seen, cohort = any_follow_up(base), any_follow_up(drawn)
    n = max(seen.people, 1)
    if seen.people == 0:
        seen = FollowUp(*(np.array([value]) for value in (0.5, 549, 0, 1, 0, 1)))
    counts = RiskCounts(
        *(
            np.array([value])
            for value in (0.5, n, seen.reconvicted, int(seen.events.sum()), int((seen.events**2).sum()))
        )
    )
    expected = max(cohort.people + to_come, 1)
    found = project(fit_reference(seen, counts, months=months), cohort, n_expected=expected, seed=3, draws=40)
    so_far = cohort.reconvicted if project is nowcast else int(cohort.events.sum())
    assert found.final.dtype == np.int64
    assert found.reconvicted == so_far
    assert found.final.min() >= so_far
    if project is nowcast:
        assert found.final.max() <= expected
    for values in (found.rates, found.multiplier, found.multiplier_low, found.multiplier_high, found.expected):
        assert np.all(np.isfinite(values))
    assert np.all(found.multiplier_low <= found.multiplier)
    assert np.all(found.multiplier <= found.multiplier_high)
    assert found.width_points >= 0
    assert found.observed.sum() == so_far


@pytest.mark.parametrize("month", [30, 31, 60])
@pytest.mark.parametrize("project", [nowcast, nowcast_events])
def test_a_complete_cohort_is_what_it_is(reference, cohort, project, month):
    seen, now = followed_up(cohort, as_at(month))
    _, then = followed_up(cohort, as_at(month))
    delay = delay_ratio(reference, now, then)
    found = project(reference, seen, n_expected=1570, seed=1, delay=delay)
    totals = by_risk(cohort)
    assert set(found.final.tolist()) == {int((totals.reconvicted if project is nowcast else totals.events).sum())}
    assert found.width_points == 0


@pytest.mark.parametrize(("months", "last_day"), [(12, 363), (12, 365), (18, 544), (18, 549)])
def test_the_shortest_and_the_longest_calendar_clock_are_complete(past, months, last_day):
    # From 29 February twelve months are 365 days, the last of them day 364; eighteen months are 546 to 550 days.
    seen = FollowUp(*(np.array([value]) for value in (0.5, last_day + 1, 0, 100, 0, 100)))
    found = nowcast(reference_of(past, months), seen, n_expected=100, seed=1)
    assert set(found.final.tolist()) == {0}


def test_a_person_followed_for_half_the_clock_may_still_be_reconvicted(reference):
    seen = FollowUp(*(np.array([value]) for value in (0.9, 270, 0, 1, 0, 1)))
    found = nowcast(reference, seen, n_expected=1, seed=1)
    assert set(found.final.tolist()) == {0, 1}


@BOTH
@pytest.mark.parametrize("month", [0.5, 6, 12, 18, 24])
def test_same_seed_same_bytes_another_seed_others(reference, cohort, project, month):
    seen, _ = followed_up(cohort, as_at(month))
    one, again, other = (project(reference, seen, n_expected=1570, seed=seed).final.tobytes() for seed in (7, 7, 8))
    assert one == again
    assert one != other


@BOTH
def test_how_the_rows_are_laid_out_changes_nothing(reference, cohort, project):
    seen, _ = followed_up(cohort, as_at(12))
    order = np.random.default_rng(1).permutation(seen.day.size)
    names = ("risk", "day", "first_convictions", "censored", "events", "followed")
    columns = [getattr(seen, name)[order] for name in names]
    # Every row split in two: part of its counts, and the rest.
    halves = [np.concatenate([c, c]) if i < 2 else np.concatenate([c // 2, c - c // 2]) for i, c in enumerate(columns)]
    one, split = (project(reference, s, n_expected=1570, seed=1).final for s in (seen, FollowUp(*halves)))
    assert one.tobytes() == split.tobytes()


@pytest.mark.parametrize("seed", [11, 12, 13, 14])
@pytest.mark.parametrize("month", [9, 12, 18])
def test_an_unchanged_large_cohort_lands_on_its_rate(reference, seed, month):
    large = people(np.random.default_rng(seed), 50_000)
    final = by_risk(large).reconvicted.sum() / 50_000
    seen, _ = followed_up(large, as_at(month))
    found = nowcast(reference, seen, n_expected=50_000, seed=1)
    # A reference of 20,000 people leaves a standard error of 0.35 points; four of them.
    assert found.rates.mean() == pytest.approx(final, abs=0.014)
    low, high = np.quantile(found.rates, [0.001, 0.999])
    assert low <= final <= high


@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize("month", [12, 18])
def test_an_unchanged_large_cohort_lands_on_its_events(reference, seed, month):
    large = people(np.random.default_rng(seed), 50_000)
    final = by_risk(large).events.sum() / 50_000
    seen, _ = followed_up(large, as_at(month))
    found = nowcast_events(reference, seen, n_expected=50_000, seed=1)
    # Events for a person: 1.55, with a standard error of 2% from the reference; three of them.
    assert found.rates.mean() == pytest.approx(final, rel=0.06)
    low, high = np.quantile(found.rates, [0.001, 0.999])
    assert low <= final <= high


def test_before_anybody_is_convicted_it_is_the_reference(reference, past):
    # A thousand people discharged today, of the reference's own risks: nothing but the reference to go by.
    risk, n = np.unique(past.risk, return_counts=True)
    zero = np.zeros_like(n)
    found = nowcast(reference, FollowUp(risk, zero, zero, n, zero, n), n_expected=past.risk.size, seed=1, draws=4000)
    assert found.rates.mean() == pytest.approx(by_risk(past).reconvicted.sum() / past.risk.size, abs=0.015)
    assert found.width_points > TOO_EARLY_POINTS


def test_the_range_narrows_as_months_pass(reference, cohort):
    widths = [
        nowcast(reference, followed_up(cohort, as_at(month))[0], n_expected=1570, seed=1).width_points
        for month in (3, 9, 12, 18, 24)
    ]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > TOO_EARLY_POINTS
    assert widths[2] < POUNDS_POINTS


def test_no_cohort_is_so_large_that_the_months_to_come_are_certain(reference, past):
    # The reference's own people a year on, fifty times over: a million, whose months to come nobody has seen.
    seen, _ = followed_up(past, as_at(12))
    names = ("first_convictions", "censored", "events", "followed")
    many = FollowUp(seen.risk, seen.day, *(50 * getattr(seen, name) for name in names))
    found = nowcast(reference, many, n_expected=1_000_000, seed=1)
    by_chance_alone = 100 * 2 * 1.96 * np.sqrt(0.58 * 0.42 / 1_000_000)
    assert found.width_points > 5 * by_chance_alone
    assert found.width_points < POUNDS_POINTS


def test_less_risky_people_are_projected_lower(reference):
    def today(risk):
        return FollowUp(*(np.array([value]) for value in (risk, 0, 0, 1000, 0, 1000)))

    rates = [nowcast(reference, today(risk), n_expected=1000, seed=1).rates.mean() for risk in (0.2, 0.5, 0.8)]
    assert rates == sorted(rates)
    # The generator reconvicts 15% of those below 0.2 and 80% of those above 0.6.
    assert rates[0] < 0.30
    assert rates[2] > 0.70


def test_those_to_come_are_like_those_discharged(reference):
    seen = FollowUp(*(np.array([value]) for value in (0.2, 0, 0, 1000, 0, 1000)))
    half, all_ = (nowcast(reference, seen, n_expected=n, seed=1).rates.mean() for n in (2000, 1000))
    assert half == pytest.approx(all_, abs=0.02)


def test_fewer_convictions_than_expected_pull_the_multiplier_down(reference, past):
    seen, _ = followed_up(past, as_at(12))
    thinned = FollowUp(
        seen.risk, seen.day, seen.first_convictions // 2, seen.censored + seen.first_convictions - seen.first_convictions // 2,
        seen.events // 2, seen.followed,
    )  # fmt: skip
    found = nowcast(reference, thinned, n_expected=20_000, seed=1)
    assert np.all(found.multiplier_high[:9] < 1)
    assert found.observed.sum() < 0.75 * found.expected.sum()


@BOTH
def test_expecting_fewer_than_are_discharged_is_refused(reference, cohort, project):
    seen, _ = followed_up(cohort, as_at(12))
    with pytest.raises(ValueError, match=f"n_expected is {seen.people - 1}"):
        project(reference, seen, n_expected=seen.people - 1, seed=1)


@BOTH
def test_expecting_nobody_is_refused(reference, project):
    with pytest.raises(ValueError, match="n_expected is 0"):
        project(reference, NOBODY, n_expected=0, seed=1)


def test_no_draw_is_refused(reference):
    with pytest.raises(ValueError, match="draws is 0"):
        nowcast(reference, NOBODY, n_expected=1, seed=1, draws=0)


def test_a_delay_ratio_of_another_clock_is_refused(past, reference):
    _, then = followed_up(past, as_at(12))
    delay = delay_ratio(reference_of(past, 12), then, then)
    with pytest.raises(ValueError, match="of 12 months"):
        nowcast(reference, NOBODY, n_expected=1, seed=1, delay=delay)
