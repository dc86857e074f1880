"""What is paid where the control is still followed up itself, by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from paying_terms import PETERBOROUGH

from throughgate.methods.payment import Outcome
from throughgate.projection import InForce
from throughgate.projection.settle import Draws, change_points, pay, relative_change

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
