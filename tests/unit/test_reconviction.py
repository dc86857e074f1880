"""Reconviction rates and frequencies, against published and hand-worked figures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughgate.methods.reconviction import Z_95, binary_rate, frequency, wilson

COUNTS = st.integers(0, 100_000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


# --- rates


@pytest.mark.parametrize(
    ("reconvicted", "n", "low", "high"),
    # Newcombe 1998, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_newcombes_published_interval(reconvicted, n, low, high):
    found = binary_rate(n, reconvicted)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.rate == reconvicted / n


@pytest.mark.parametrize("n", [2, 10, 300, 1570])
def test_wilson_by_hand_at_none_half_and_all(n):
    # x = 0: (z^2 + z z) / (2 (n + z^2)) = z^2 / (n + z^2); x = n is its mirror.
    # x = n/2: z sqrt(z^2 + n) / (2 (n + z^2)) = z / (2 sqrt(n + z^2)) either side of a half.
    z = 1.959963984540054  # R qnorm(0.975)
    edge, half = z**2 / (n + z**2), z / (2 * math.sqrt(n + z**2))
    low, high = wilson([n, n, n], [0, n / 2, n])
    assert low == pytest.approx([0, 0.5 - half, 1 - edge], abs=1e-14)
    assert high == pytest.approx([edge, 0.5 + half, 1], abs=1e-14)
    assert low[0] == 0
    assert high[2] == 1
    assert abs(Z_95 - z) < 1e-15


def test_nobody_gives_no_rate():
    found = binary_rate(0, 0)
    assert (found.rate, found.low, found.high) == (None, None, None)
    assert np.isnan(wilson([0, 1], [0, 1])[0]).tolist() == [True, False]


@pytest.mark.parametrize(("n", "reconvicted", "words"), [(5, 6, "6 of n = 5"), (5, -1, "-1"), (2.5, 1, "2.5")])
def test_impossible_counts_are_refused_by_value(n, reconvicted, words):
    with pytest.raises(ValueError, match=words):
        binary_rate(n, reconvicted)


@given(COUNTS)
def test_wilson_holds_the_rate_within_0_and_1(counts):
    n, reconvicted = counts
    found = binary_rate(n, reconvicted)
    assert n == 0 or 0 <= found.low <= found.rate <= found.high <= 1


# --- frequency


def test_frequency_by_hand():
    # Four people with 0, 0, 1 and 3 events: E = 4, Q = 10, m = 1, s2 = (10 - 4) / 3 = 2,
    # sqrt(s2 / 4) / m = 0.7071068; z times it = 1.3859038 = ln 4 - 0.0003906;
    # e^1.3859038 = 4 e^-0.0003906 = 3.998438, and 1 / 3.998438 = 0.2500977.
    found = frequency(4, 4, 10)
    assert found.events_per_100 == 100
    assert (found.low, found.high) == pytest.approx((25.00977, 399.8438), rel=1e-6)


def test_no_events_has_the_rule_of_three_upper_limit():
    # P(no event | 2.995732 expected) = e^-2.995732 = 0.05: 2.9957 events for 100 people.
    found = frequency(100, 0, 0)
    assert (found.events_per_100, found.low) == (0, 0)
    assert found.high == pytest.approx(2.995732, abs=1e-6)


@pytest.mark.parametrize(("n", "events", "squares"), [(1, 4, 16), (4, 4, 4)])
def test_poisson_stands_in_where_people_show_no_variance(n, events, squares):
    # Poisson: sd of ln m is 1 / sqrt(E) = 1/2: limits m e^(-/+ 0.979982), that is m / 2.664408, m x 2.664408.
    found, per_100 = frequency(n, events, squares), 100 * events / n
    assert (found.low, found.high) == pytest.approx((per_100 / 2.664408, per_100 * 2.664408), rel=1e-6)


def test_nobody_gives_no_frequency():
    found = frequency(0, 0, 0)
    assert (found.events_per_100, found.low, found.high) == (None, None, None)


@pytest.mark.parametrize("sums", [(3, 4, 3), (3, 4, 17), (3, 4, 5), (0, 1, 1), (3, 0, 1), (-1, 0, 0)])
def test_sums_no_people_can_have_are_refused(sums):
    with pytest.raises(ValueError, match=r"people have|whole number"):
        frequency(*sums)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_frequency_interval_holds_the_frequency(events):
    found = frequency(len(events), sum(events), sum(e * e for e in events))
    assert 0 <= found.low <= found.events_per_100 <= found.high
    assert found.events_per_100 == pytest.approx(100 * np.mean(events))


def test_frequency_interval_covers_95_times_in_100():
    # Cohorts of 300, 1.55 events a person, squared coefficient of variation 2.2 (methods note, section 8).
    random = np.random.default_rng(20261121)
    bunching = 2.2 - 1 / 1.55  # variance of the gamma multiplier
    rates = 1.55 * random.gamma(1 / bunching, bunching, (2000, 300))
    events = random.poisson(rates)
    found = [frequency(300, int(e.sum()), int((e * e).sum())) for e in events]
    assert np.mean([f.low <= 155 <= f.high for f in found]) == pytest.approx(0.95, abs=0.015)
