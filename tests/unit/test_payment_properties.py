"""Laws that every rule keeps over all outcomes, and a second, plain way to each amount to hold the fast one against."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from paying_terms import COMMUNITY, CRC, CRS, DONCASTER, PENALTY, PETERBOROUGH

from throughgate.methods.payment import DECISIONS, Level, Outcome, Settled, Volume, payments, statement

ALL = {
    "threshold": DONCASTER,
    "events": PETERBOROUGH,
    "three-way": CRC,
    "balancing": COMMUNITY,
    "deduction": PENALTY,
    "volume": CRS,
}

BY_LAW = [rule for rule in ALL if rule != "volume"]

shares = st.fractions(0, 1, max_denominator=10_000) | st.floats(0, 1, allow_subnormal=False).map(Fraction)
controls = st.fractions(Fraction(1, 100), 6, max_denominator=10_000)
cohorts = st.builds(Settled, st.integers(1, 3000), st.integers(0, 5000), controls, st.integers(0, 1_500_000_000))
levels = st.builds(Level, st.sampled_from(["Low", "Medium", "High"]), st.integers(0, 50), st.fractions(0, 900))
volumes = st.builds(
    Volume,
    st.integers(0, 300),
    st.integers(0, 300),
    st.lists(levels, max_size=3, unique_by=lambda x: x.name).map(tuple),
)


@st.composite
def outcomes(draw) -> Outcome:
    n = draw(st.integers(1, 3000))
    return Outcome(
        n=n,
        reconvicted=draw(st.integers(0, n)),
        events=draw(st.integers(0, 3 * n)),
        baseline=draw(shares),
        baseline_se=draw(st.sampled_from([0.0, 0.005, 0.02])),
        control_events=draw(controls),
        earlier=tuple(draw(st.lists(cohorts, max_size=2))),
        is_last=draw(st.booleans()),
        volume=draw(volumes),
    )


def pence(pounds: Fraction) -> int:
    """Halves away from zero."""
    return floor(abs(100 * pounds) + Fraction(1, 2)) * (1 if pounds >= 0 else -1)


def fallen(n: int, events: int, control: Fraction) -> Fraction:
    return 1 - Fraction(events, n) / control


def bond(outcome: Outcome) -> tuple[int, str]:
    """Each trigger by itself, then whichever pays more."""
    own = Settled(outcome.n, outcome.events, outcome.control_events)
    every = (*outcome.earlier, own) if outcome.is_last else (own,)
    before, most = sum(s.paid_pence for s in outcome.earlier), 1_300_000_000
    due = [0]
    if 100 * fallen(own.n, own.events, own.control_events) >= 10:
        due.append(min(pence(20_000 * (own.n * own.control_events - own.events)), most - before))
    mean = sum(s.n * fallen(s.n, s.events, s.control_events) for s in every) / sum(s.n for s in every)
    if outcome.is_last and 100 * mean >= Fraction(15, 2):
        due.append(min(pence(20_000 * sum(s.n * s.control_events - s.events for s in every)), most) - before)
    return max(due), "paid" if max(due) else "nothing"


def company(outcome: Outcome) -> tuple[int, str]:
    """The test in floating point, as a textbook has it."""
    error = (outcome.baseline_se**2 + float(outcome.baseline * (1 - outcome.baseline)) / outcome.n) ** 0.5
    change = float(Fraction(outcome.reconvicted, outcome.n) - outcome.baseline)
    z = 0.0 if change == 0 else change / error if error else change * np.inf
    decision = "paid" if z <= -1.959963984540054 else "deduction" if z >= 1.959963984540054 else "nothing"
    total = 1_000_000_000 + {"paid": 50_000_000, "deduction": -50_000_000, "nothing": 0}[decision]
    total += pence(1000 * (outcome.control_events * outcome.reconvicted - outcome.events))
    return min(total, 1_100_000_000), decision


def in_plain_words(rule: str, outcome: Outcome) -> tuple[int, str]:
    """Total and decision of the rule as its contract says it, with the figures of these tests' terms."""
    if rule in ("events", "three-way"):
        return bond(outcome) if rule == "events" else company(outcome)
    n, x, e = outcome.n, outcome.reconvicted, outcome.events
    points = 100 * (outcome.baseline - Fraction(x, n))
    if rule == "threshold":
        if points < 5:
            return -200_000_000, "clawback"
        reward = pence(400_000 * (min(points, Fraction(10)) - 5))
        return reward, "reward" if reward else "keep"
    if rule == "balancing":
        upfront, whole = pence(Fraction(1050) * n), pence(Fraction(1500) * n)
        share = min(max(points / 8, Fraction(0)), Fraction(1))
        balance = pence(share * Fraction(whole - upfront, 100))
        return upfront + balance, "paid" if balance else "nothing"
    deducted = min(25_000 * e, pence(Fraction(600) * n))
    return pence(Fraction(2000) * n) - deducted, "deduction" if deducted else "paid"


@given(outcomes(), st.sampled_from(list(ALL)))
@settings(max_examples=60)
def test_lines_add_up_to_the_total_and_decisions_are_known(outcome, rule):
    stated = statement(ALL[rule], outcome)
    assert sum(line.amount_pence for line in stated.lines if line.amount_pence is not None) == stated.total_pence
    assert stated.decision in DECISIONS
    assert all(line.working and line.label for line in (*stated.lines, *stated.passed_on))
    assert len({line.label for line in stated.lines}) == len(stated.lines)


@given(outcomes(), st.sampled_from(list(BY_LAW)))
@settings(max_examples=100)
def test_the_plain_way_comes_to_the_same(outcome, rule):
    stated = statement(ALL[rule], outcome)
    assert (stated.total_pence, stated.decision) == in_plain_words(rule, outcome)


@given(outcomes(), st.sampled_from(list(ALL)), st.data())
@settings(max_examples=40)
def test_payments_are_the_statements_of_every_count(outcome, rule, data):
    some = st.lists(st.tuples(st.integers(0, outcome.n), st.integers(0, 3 * outcome.n)), min_size=1, max_size=6)
    reconvicted, events = np.array(data.draw(some)).T
    paid = payments(ALL[rule], outcome, reconvicted=reconvicted, events=events)
    stated = [
        statement(ALL[rule], replace(outcome, reconvicted=int(x), events=int(e)))
        for x, e in zip(reconvicted, events, strict=True)
    ]
    assert paid.pence.tolist() == [one.total_pence for one in stated]
    assert paid.decision.tolist() == [one.decision for one in stated]
    assert paid.has_target == (stated[0].is_met is not None)
    assert paid.is_met.tolist() == [bool(one.is_met) for one in stated]


@pytest.mark.parametrize("rule", ["threshold", "balancing"])
@pytest.mark.parametrize("baseline", [Fraction(582, 1000), Fraction(0.5712345678)])
def test_every_count_of_a_cohort(rule, baseline):
    """All counts of 157 people, one by one."""
    outcome = Outcome(n=157, baseline=baseline)
    paid = payments(ALL[rule], outcome, reconvicted=np.arange(158))
    plain = [in_plain_words(rule, replace(outcome, reconvicted=x)) for x in range(158)]
    assert list(zip(paid.pence.tolist(), paid.decision.tolist(), strict=True)) == plain


@given(outcomes(), st.sampled_from(["threshold", "balancing"]))
@settings(max_examples=25)
def test_more_people_reconvicted_never_pay_more(outcome, rule):
    paid = payments(ALL[rule], outcome, reconvicted=np.arange(outcome.n + 1)).pence
    assert (np.diff(paid) <= 0).all()


@given(outcomes(), st.sampled_from(["events", "deduction"]))
@settings(max_examples=25)
def test_more_events_never_pay_more(outcome, rule):
    events = np.arange(3 * outcome.n + 1)
    paid = payments(ALL[rule], outcome, reconvicted=np.zeros_like(events), events=events).pence
    assert (np.diff(paid) <= 0).all()


@given(outcomes())
@settings(max_examples=40)
def test_a_bond_never_pays_more_than_its_most_nor_takes_back(outcome):
    before = sum(settled.paid_pence for settled in outcome.earlier)
    total = statement(PETERBOROUGH, outcome).total_pence
    assert 0 <= total <= max(1_300_000_000 - before, 0)


@given(outcomes())
@settings(max_examples=40)
def test_a_year_never_pays_more_than_its_maximum(outcome):
    assert statement(CRC, outcome).total_pence <= 1_100_000_000


@given(outcomes(), st.integers(2, 50))
@settings(max_examples=25)
def test_the_same_rate_of_more_people_is_the_same_decision(outcome, times):
    """The threshold looks at the rate alone."""
    more = replace(outcome, n=times * outcome.n, reconvicted=times * outcome.reconvicted)
    assert statement(DONCASTER, outcome).total_pence == statement(DONCASTER, more).total_pence


@given(outcomes())
@settings(max_examples=25)
def test_events_left_out_follow_the_people_reconvicted(outcome):
    """At the outcome's own count they are its own events."""
    assume(outcome.reconvicted)
    paid = payments(CRC, outcome, reconvicted=np.array([outcome.reconvicted]))
    assert paid.pence[0] == statement(CRC, outcome).total_pence


def test_numbers_too_large_for_64_bits_stay_exact():
    """A baseline with a denominator of 2^53 times 100,000 people times £400,000."""
    outcome = Outcome(n=100_000, baseline=Fraction(0.582))
    counts = np.array([48_201, 50_000, 53_199, 53_200])
    paid = payments(DONCASTER, outcome, reconvicted=counts)
    plain = [in_plain_words("threshold", replace(outcome, reconvicted=int(x))) for x in counts]
    assert paid.pence.tolist() == [total for total, _ in plain]
