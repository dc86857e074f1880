"""What is paid where the control is still followed up itself, by hand."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from paying_terms import PETERBOROUGH

from throughgate.methods.casemix import Reweighted
from throughgate.methods.payment import Outcome
from throughgate.projection import InForce
from throughgate.projection.baseline import _possible
from throughgate.projection.settle import Draws, change_points, has_events, pay, relative_change

DRAWN = Draws(100, np.array([60, 60, 60, 55]), np.array([130, 130, 120, 150]))


def control(*possible: tuple[str, str]) -> InForce:
    ends = tuple((Fraction(rate), Fraction(events)) for rate, events in possible)
    rate, events = (sum(of) / len(ends) for of in zip(*ends, strict=True))
    cohort = PETERBOROUGH.cohort("pool-1")
    return InForce(
        cohort, rate, None, False, rate, "reweighted-control", 0.0, None, None, events,
        possible=ends if len(ends) > 1 else (),
    )  # fmt: skip


def test_every_draw_is_set_against_one_end_of_the_control_in_turn():
    """1.40 events each, then 1.50, 1.40, 1.50: falls of 10 / 140, 20 / 150, 20 / 140 and none.

    The 10% of one cohort is reached by the second and the third: 20 events at £20,000 each. One event fewer is worth
    £20,000 there and nothing where the trigger is out of reach: half of £20,000 on average.
    """
    against = control(("0.5", "1.4"), ("0.7", "1.5"))
    outcome = Outcome(n=100, baseline=against.adjusted, control_events=against.control_events)
    assert relative_change(DRAWN, against) == pytest.approx([-100 / 14, -200 / 15, -200 / 14, 0])
    assert change_points(DRAWN, against) == pytest.approx([10, -10, 10, -15])
    found = pay(PETERBOROUGH, outcome, DRAWN, against)
    assert found.payments.pence.tolist() == [0, 40_000_000, 40_000_000, 0]
    assert found.payments.is_met.tolist() == [False, True, True, False]
    assert (found.expected_pence, found.marginal_pence) == (20_000_000, 1_000_000)
    assert found.by_decision == {"nothing": 0.5, "paid": 0.5}


def test_a_control_that_is_final_has_one_end():
    """Against 1.45: falls of 15 / 145 twice, 25 / 145, and a rise: 15, 15 and 25 events."""
    against = control(("0.6", "1.45"))
    outcome = Outcome(n=100, baseline=against.adjusted, control_events=against.control_events)
    assert relative_change(DRAWN, against) == pytest.approx([-1500 / 145, -1500 / 145, -2500 / 145, 500 / 145])
    assert pay(PETERBOROUGH, outcome, DRAWN, against).payments.pence.tolist() == [30_000_000, 30_000_000, 50_000_000, 0]


def test_a_draw_keeps_its_place():
    """Against 1.40 and 1.50 in turn, 120, 130, 110 and 140 events are 20, 20, 30 and none short of a trigger: 10 of 150."""
    drawn = Draws(100, np.array([60, 60, 55, 55]), np.array([120, 130, 110, 140]))
    against = control(("0.5", "1.4"), ("0.7", "1.5"))
    outcome = Outcome(n=100, baseline=against.adjusted, control_events=against.control_events)
    assert pay(PETERBOROUGH, outcome, drawn, against).payments.pence.tolist() == [40_000_000, 40_000_000, 60_000_000, 0]


def test_an_end_without_events_leaves_nothing_to_set_others_against():
    assert has_events(control(("0.5", "1.4"), ("0.7", "1.5")))
    assert not has_events(control(("0.5", "0"), ("0.7", "1.5")))
    assert not has_events(control(("0.5", "0")))


@pytest.mark.parametrize(("of_control", "rates"), [("0.5", (1, 39)), ("0.1", (5, 100))])
def test_a_control_may_end_at_the_quantiles_of_its_draws(of_control, rates):
    """0 to 40 of 100 people: 1 and 39 at 2.5% and 97.5%. Over 50 expected, and half of the cohort's people: 1% and 39%;
    over 10 expected 5%, and no more than everybody. Events by the same draws: 2 each over 100, so 2% and 78%.
    """
    drawn = SimpleNamespace(final=np.arange(41.0))
    ahead = SimpleNamespace(n_expected=100, people=drawn, events=drawn)
    completed = Reweighted(Fraction("0.5"), Fraction(2), 0.0, 0.0)
    ends = _possible(ahead, completed, Reweighted(Fraction(of_control), Fraction(1), 0.0, 0.0))
    assert len(ends) == 20
    assert [100 * float(end[0]) for end in (ends[0], ends[-1])] == pytest.approx(rates)
    assert [100 * float(end[1]) for end in (ends[0], ends[-1])] == pytest.approx((2, 78))
    assert ends == tuple(sorted(ends))
