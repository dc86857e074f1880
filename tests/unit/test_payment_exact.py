"""Exact distributions: against every combination counted out, against plain dynamic programming, and methods.md section 3."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from paying_terms import COMMUNITY, CRC, DONCASTER, PENALTY

from throughgate.methods.payment import Outcome, exact_counts, exact_payments, payments


def counted_out(risks: list[float]) -> np.ndarray:
    """The chance of each number, over all combinations of who is reconvicted, in exact fractions."""
    chances = [Fraction(0)] * (len(risks) + 1)
    for who in product((0, 1), repeat=len(risks)):
        chance = Fraction(1)
        for is_reconvicted, risk in zip(who, risks, strict=True):
            chance *= Fraction(risk) if is_reconvicted else 1 - Fraction(risk)
        chances[sum(who)] += chance
    return np.array([float(chance) for chance in chances])


def one_after_the_other(risk: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Person by person: either the count stays, or it rises by one."""
    chances = np.zeros(int(people.sum()) + 1)
    chances[0] = 1.0
    for p in np.repeat(risk, people):
        chances[1:] = chances[1:] * (1 - p) + chances[:-1] * p
        chances[0] *= 1 - p
    return chances


@pytest.mark.parametrize(
    ("risk", "people"),
    [
        ([0.3], [1]),
        ([0.005, 0.995], [5, 6]),
        ([0.1, 0.25, 0.5, 0.8], [3, 4, 2, 3]),
        ([0.0, 1.0, 0.37], [2, 3, 5]),
        ([0.5], [0]),
        ([], []),
    ],
)
def test_every_combination_counted_out(risk, people):
    expected = counted_out(list(np.repeat(risk, people)))
    found = exact_counts(np.array(risk), np.array(people, dtype=int))
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() < 1e-12


def test_a_cohort_of_1570_person_by_person():
    """60 cells of risk, as in methods.md, section 3; the bar there is 1e-5, with a standard deviation under the binomial's."""
    risk = np.linspace(0.02, 0.98, 60)
    people = np.full(60, 26) + (np.arange(60) < 10)
    found = exact_counts(risk, people)
    assert people.sum() == 1570
    assert np.abs(found - one_after_the_other(risk, people)).max() < 1e-12
    counts = np.arange(1571)
    assert found @ counts == pytest.approx(people @ risk, rel=1e-12)
    variance = found @ (counts - people @ risk) ** 2
    assert variance == pytest.approx(people @ (risk * (1 - risk)), rel=1e-10)
    assert found.sum() == pytest.approx(1, abs=1e-14)


@pytest.mark.parametrize(
    ("n", "effect", "per_cent"),
    [
        (100, 0, 17.0), (300, 0, 3.9), (1000, 0, 0.1), (1570, 0, 0.0),
        (300, 4, 35.9), (500, 5, 51.7), (1000, 6, 74.7), (1570, 5, 50.5), (1570, 7, 94.5), (3000, 8, 100.0),
    ],
)  # fmt: skip
def test_chance_of_meeting_five_points(n, effect, per_cent):
    """Methods.md, section 3, table B: fixed baseline of 58.2%, binomial."""
    chances = exact_counts(np.array([0.582 - effect / 100]), np.array([n]))
    found = exact_payments(DONCASTER, Outcome(n=n, baseline=Fraction(582, 1000)), chances)
    assert round(100 * found.p_met, 1) == per_cent
    assert found.p_met == pytest.approx(1 - found.by_decision["clawback"], abs=1e-12)


@pytest.mark.parametrize(
    ("n", "effect", "units"),
    [(300, 0, -0.95), (300, 6, -0.05), (500, 7, 0.25), (1000, 6, 0.0), (1570, 5, -0.39), (1570, 8, 0.59), (1570, 10, 0.90)],
)  # fmt: skip
def test_expected_payment_in_units_of_the_sum_at_risk(n, effect, units):
    """Methods.md, section 3: with a slope of a fifth a point, in units of 10% of the core value (£2m here)."""
    chances = exact_counts(np.array([0.582 - effect / 100]), np.array([n]))
    found = exact_payments(DONCASTER, Outcome(n=n, baseline=Fraction(582, 1000)), chances)
    assert found.expected_pence / 200_000_000 == pytest.approx(units, abs=0.005001)


@pytest.mark.parametrize(("n", "spread"), [(300, 0.77), (500, 0.70), (1000, 0.61), (1570, 0.55)])
def test_spread_of_the_payment_at_six_points(n, spread):
    chances = exact_counts(np.array([0.522]), np.array([n]))
    found = exact_payments(DONCASTER, Outcome(n=n, baseline=Fraction(582, 1000)), chances)
    assert found.sd_pence / 200_000_000 == pytest.approx(spread, abs=0.005001)


def test_expected_balance_by_hand():
    """Two people at 1/2 against 1/2: both free (1/4) is 50 points and the whole fee; one (1/2) or both reconvicted 70%."""
    found = exact_payments(COMMUNITY, Outcome(n=2, baseline=Fraction(1, 2)), np.array([0.25, 0.5, 0.25]))
    assert found.expected_pence == 0.25 * 300_000 + 0.75 * 210_000
    assert found.p_met == 0.25
    assert found.by_decision == {"nothing": 0.75, "paid": 0.25}
    # 0.25 x 0.75 x 90,000 squared.
    assert found.sd_pence == pytest.approx(90_000 * (0.25 * 0.75) ** 0.5)


def test_events_follow_the_people_reconvicted_where_only_those_are_known():
    """Three events for two people: 0, 1.5 (to the nearest, 2) and 3 events at £250 for two people at £2,000 each."""
    found = payments(PENALTY, Outcome(n=2, reconvicted=2, events=3), reconvicted=np.arange(3))
    assert found.pence.tolist() == [400_000, 350_000, 325_000]
    assert exact_payments(PENALTY, Outcome(n=2), np.array([0, 0, 1])).expected_pence == 350_000
    assert exact_payments(PENALTY, Outcome(n=2), np.array([0, 0, 1])).p_met is None


def test_a_hundred_thousand_counts_are_exact_and_add_up():
    outcome = Outcome(n=100_000, baseline=Fraction(0.5820123), control_events=Fraction(3))
    chances = exact_counts(np.array([0.25, 0.7]), np.array([40_000, 60_000]))
    for terms in (DONCASTER, COMMUNITY, CRC):
        found = exact_payments(terms, outcome, chances)
        assert sum(found.by_decision.values()) == pytest.approx(1, abs=1e-12)
    # The mean is 52,000 people: 6.20123 points, £480,492 by the slope, from which convexity moves it by little.
    assert exact_payments(DONCASTER, outcome, chances).expected_pence == pytest.approx(48_049_200, rel=1e-6)


@pytest.mark.parametrize(
    ("risk", "people", "told"),
    [
        ([0.5, np.nan], [1, 2], "risk holds nan.*give people without a score one"),
        ([1.2], [1], "risk holds 1.2"),
        ([0.5], [1, 2], r"shape \(1,\), people \(2,\)"),
        ([0.5], [-1], r"people holds \[-1\]"),
        ([0.5], [1.5], r"people holds \[1.5\]"),
    ],
)
def test_cells_without_a_probability_are_refused(risk, people, told):
    with pytest.raises(ValueError, match=told):
        exact_counts(np.array(risk), np.array(people))


@pytest.mark.parametrize(
    ("chances", "told"),
    [
        ([0.5, 0.5], r"shape \(2,\): give one for each of 0 to n, 2"),
        ([0.5, 0.5, 0.1], "add up to 1.1"),
        ([-0.5, 1.0, 0.5], "must be 0 or more"),
        ([np.nan, 0.5, 0.5], "add up to nan"),
    ],
)
def test_probabilities_that_are_none_are_refused(chances, told):
    with pytest.raises(ValueError, match=told):
        exact_payments(COMMUNITY, replace(Outcome(n=2), baseline=Fraction(1, 2)), np.array(chances))
