"""Somebody who asks overlapping questions and solves the answers as equations pins down nobody, unless the gate is off.

THROUGHGATE_ATTACKS sets how many sets of people are asked about, each with 40 questions.
"""

import os
from itertools import combinations

import numpy as np
import pytest
from gate_people import DAYS, FACTORS, MEASURES, SCOPES, Attacker, Role, made_up
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

ATTACKS = int(os.environ.get("THROUGHGATE_ATTACKS", "1"))
factors = st.lists(st.sampled_from(FACTORS), min_size=1, max_size=3, unique=True).map(tuple)


def ask_at_random(role: Role, seed: int, questions: int, measures=MEASURES) -> None:
    draw = np.random.default_rng(seed)
    some = draw.choice(FACTORS, 4, replace=False)
    for _ in range(questions):
        by = draw.choice(some, draw.integers(1, 4), replace=False)
        day, scope, measure = DAYS[draw.integers(len(DAYS))], str(draw.choice(SCOPES)), str(draw.choice(measures))
        role.ask(day, scope, tuple(map(str, by)), measure)


@pytest.mark.parametrize("seed", range(ATTACKS))
def test_nobody_is_pinned_down_by_many_questions(seed):
    role = Role(made_up(seed))
    ask_at_random(role, seed, 40)
    assert sum(len(release.shown) for release in role.releases("reconviction")) > 5
    assert Attacker(role).wins() == []


@pytest.mark.parametrize("seed", range(20, 20 + ATTACKS))
def test_nothing_that_answers_leave_over_is_of_a_few(seed):
    role = Role(made_up(seed, people=170))
    ask_at_random(role, seed, 16, ["reconviction"])
    assert sum(len(release.shown) for release in role.releases("reconviction")) > 5
    assert [win for day in role.frames for win in Attacker(role).fewest(day)] == []


def test_what_is_left_over_tells_of_a_few_where_the_gate_forgets():
    role = Role(made_up(20, people=300), remembers=False)
    for scope in ("all", "one", "two"):
        for by in combinations(FACTORS[1:5], 2):
            role.ask(DAYS[0], scope, by)
    assert Attacker(role).fewest(DAYS[0])


@pytest.mark.parametrize(("off", "questions"), [("guards", 3), ("remembers", 12)])
def test_the_attacker_wins_by_every_measure_where_the_gate_is_off_or_forgets(off, questions):
    role = Role(made_up(2, people=400), **{off: False})
    for measure in MEASURES:
        ask_at_random(role, 2, questions, [measure])
    attacker = Attacker(role)
    assert attacker.wins()
    assert all(attacker.wins_of(measure) for measure in MEASURES[1:])


class Questions(RuleBasedStateMachine):
    """Any order of questions about any made-up people."""

    @initialize(seed=st.integers(0, 1000))
    def meet(self, seed):
        self.role, self.asked = Role(made_up(seed, people=140)), 0

    @rule(day=st.sampled_from(DAYS), scope=st.sampled_from(SCOPES), by=factors, measure=st.sampled_from(MEASURES))
    def ask(self, day, scope, by, measure):
        shown = self.role.ask(day, scope, by, measure)
        assert self.role.ask(day, scope, by[::-1], measure) == shown
        self.asked += 1

    def teardown(self):
        if getattr(self, "asked", 0):
            assert Attacker(self.role).wins() == []


Questions.TestCase.settings = settings(
    max_examples=3, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
TestQuestions = Questions.TestCase
