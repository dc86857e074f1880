"""Somebody who asks overlapping questions and solves the answers as equations pins down nobody, unless the gate is off.

THROUGHGATE_ATTACKS sets how many sets of people are asked about; 2 in the suite.
"""

import os

import numpy as np
import pytest
from gate_people import DAYS, FACTORS, SCOPES, Attacker, Role, made_up
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

ATTACKS = int(os.environ.get("THROUGHGATE_ATTACKS", "2"))
factors = st.lists(st.sampled_from(FACTORS), min_size=1, max_size=3, unique=True).map(tuple)


def ask_at_random(role: Role, seed: int, questions: int) -> None:
    draw = np.random.default_rng(seed)
    for _ in range(questions):
        by = draw.choice(FACTORS, draw.integers(1, 4), replace=False)
        role.ask(DAYS[draw.integers(2)], str(draw.choice(SCOPES)), tuple(map(str, by)))


@pytest.mark.parametrize("seed", range(ATTACKS))
def test_nobody_is_pinned_down_by_many_questions(seed):
    role = Role(made_up(seed))
    ask_at_random(role, seed, 40)
    assert sum(len(release.shown) for release in role.kept.values()) > 5
    assert Attacker(role).wins() == []


def test_the_attacker_wins_where_the_gate_is_off():
    role = Role(made_up(1), guards=False)
    ask_at_random(role, 1, 3)
    assert Attacker(role).wins()


def test_the_attacker_wins_where_the_gate_forgets():
    role = Role(made_up(1), remembers=False)
    ask_at_random(role, 1, 60)
    assert Attacker(role).wins()


class Questions(RuleBasedStateMachine):
    """Any order of questions about any made-up people."""

    @initialize(seed=st.integers(0, 1000))
    def meet(self, seed):
        self.role, self.asked = Role(made_up(seed, people=140)), 0

    @rule(day=st.sampled_from(DAYS), scope=st.sampled_from(SCOPES), by=factors)
    def ask(self, day, scope, by):
        shown = self.role.ask(day, scope, by)
        assert self.role.ask(day, scope, by[::-1]) == shown
        self.asked += 1

    def teardown(self):
        if getattr(self, "asked", 0):
            assert Attacker(self.role).wins() == []


Questions.TestCase.settings = settings(
    max_examples=4, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
TestQuestions = Questions.TestCase
