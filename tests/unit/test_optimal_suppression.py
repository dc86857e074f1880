"""Optimal suppression by pytauargus, on tables whose best pattern is found by hand. It is in the lock, so its absence is a failure."""

import sys

import numpy as np
import pytest
from gate_people import DAYS, Attacker, Role, made_up

from throughgate.gate import deciding
from throughgate.methods.disclosure import Known, People, SuppressionError, choose_shown, suppress_optimally

N = np.array([3, 20, 30, 40, 50, 60, 12, 15, 90])
"""Three rows of three cells, of which the first is small."""
SUMS = np.array([[place // 3 == row for place in range(9)] for row in range(3)] + [[place % 3 == column for place in range(9)] for column in range(3)])  # fmt: skip
SMALL = N == 3


@pytest.mark.parametrize(
    ("width", "others"),
    [
        # With every row and column known four corners must be hidden: 20, 12 and 15 are the fewest people (47).
        (10, [1, 6, 7]),
        (12, [1, 6, 7]),
        # 12 people leave no doubt of 13: the next fewest are 20, 40 and 50 (110; 30, 40 and 60 are 130).
        (13, [1, 3, 4]),
    ],
)
def test_the_fewest_people_are_hidden(width, others):
    assert np.flatnonzero(suppress_optimally(N, SUMS, SMALL, width)).tolist() == [0, *others]


def test_nothing_more_is_hidden_where_nothing_is_small():
    assert not suppress_optimally(N, SUMS, np.zeros(9, dtype=bool), 10).any()


def test_of_one_row_the_smallest_that_leaves_enough_doubt():
    found = suppress_optimally(np.array([3, 11, 30, 9]), np.ones((1, 4)), np.array([True, False, False, False]), 10)
    assert np.flatnonzero(found).tolist() == [0, 1]


def test_the_own_check_runs_on_the_result():
    """Of 132 people in all 12 and 30 are hidden; but the 30 are known from before, so that one of the other two goes too."""
    n = np.array([12.0, 30.0, 40.0, 50.0])
    chosen = suppress_optimally(n, np.ones((1, 4)), np.array([True, False, False, False]), 10)
    assert np.flatnonzero(chosen).tolist() == [0, 1]
    # 3 of the 12 were reconvicted.
    people = People(n, np.array([[[3.0, 15, 20, 25], [9, 15, 20, 25]]]), (np.arange(1, 5),))
    before = Known(np.array([[1.0, 1, 1, 1], [0, 1, 0, 0]]), np.zeros(2, dtype=int), np.arange(2))
    assert choose_shown(people, before, np.eye(4), [], chosen).reasons == ("given", "given", "follows", "")


def test_without_the_extra_the_fault_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pytauargus", None)
    with pytest.raises(SuppressionError, match="extra suppression"):
        suppress_optimally(N, SUMS, SMALL, 10)


def test_the_gate_asks_for_it_where_the_setting_says_so_and_checks_it(monkeypatch):
    by = ("ethnicity", "local")
    own = Role(made_up(1, people=500))
    shown = own.ask(DAYS[0], "all", by)
    monkeypatch.setattr(deciding, "SUPPRESSION", "optimal")
    asked = []
    solve = deciding.suppress_optimally
    monkeypatch.setattr(deciding, "suppress_optimally", lambda *given: asked.append(solve(*given)) or asked[-1])
    role = Role(made_up(1, people=500))
    found = role.ask(DAYS[0], "all", by)
    assert asked
    assert asked[0].any()
    assert found
    assert len(found) <= 10 - asked[0].sum()
    for more in (("ethnicity",), ("local", "sex"), ("age-band", "ethnicity")):
        role.ask(DAYS[0], "all", more)
    assert Attacker(role).wins() == []
    assert shown
