"""A question about groups of people: which contract and day, whose people, by which factors, and which outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from throughgate.terms import Contract

FACTORS = {
    "sex": "Sex", "age-band": "Age", "ethnicity": "Ethnicity", "sentence-length": "Sentence length",
    "ogrs-band": "OGRS band", "offence-group": "Offence", "pathway": "Pathway", "engagement": "Engagement",
    "release-area": "Release area", "local": "Local release", "first-time": "First time in custody", "quarter": "Quarter of release",
    "need-accommodation": "Need: accommodation", "need-work": "Need: education, training and employment",
    "need-health": "Need: health", "need-substances": "Need: substance misuse", "need-families": "Need: families",
    "need-debt": "Need: debt", "need-thinking": "Need: thinking skills",
}  # fmt: skip
"""What people are compared by: name in links and commands, and name on screen."""

OUTCOMES = {
    "binary": "People reconvicted", "frequency": "Reconviction events", "time": "Time to the first reconviction",
    "severity": "Severity of the first reconviction", "custody": "Custody on reconviction",
}  # fmt: skip

ALL = "all"
"""The people of all of a contract's own cohorts together."""
BEFORE = "all-compared"
"""The people of all of its baselines or comparison pools together."""
MOST_FACTORS = 3

Measure = Literal["reconviction", "severity", "custody", "time"]
DETAILS: tuple[Measure, ...] = ("severity", "custody", "time")
"""Outcomes that tell more of people than whether they were reconvicted: each has a memory of its own."""


class QuestionError(ValueError):
    """A question that cannot be asked; names the thing, its value and the remedy."""


@dataclass(frozen=True)
class Question:
    """One question, checked by `check`. `scope` is a cohort's id, ALL or BEFORE; `by` holds one to three of FACTORS."""

    contract_id: str
    as_at: date
    scope: str
    by: tuple[str, ...]
    outcome: str = "binary"

    @property
    def measure(self) -> Measure:
        """What the answer tells of people."""
        return self.outcome if self.outcome in DETAILS else "reconviction"


def column(factor: str) -> str:
    """The column of subgroup_at that holds a factor."""
    return {"local": "is_local"}.get(factor, factor.replace("-", "_"))


def kinds_of(terms: Contract) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The cohorts that are pooled, by scope: the contract's own, and those that they are compared with."""
    own = tuple(cohort.id for cohort in terms.cohorts if cohort.kind == "cohort")
    return (ALL, own), (BEFORE, tuple(cohort.id for cohort in terms.cohorts if cohort.id not in own))


def cohorts_of(terms: Contract, scope: str) -> tuple[str, ...]:
    """The cohorts whose people a scope holds.

    Raises:
        QuestionError: the contract has no such cohort, or none of that kind.
    """
    by_kind = dict(kinds_of(terms))
    found = by_kind.get(scope) or [c.id for c in terms.cohorts if c.id == scope]
    if not found:
        offered = ", ".join([*(kind for kind, ids in by_kind.items() if ids), *(c.id for c in terms.cohorts)])
        raise QuestionError(f"{terms.id} has no cohort {scope!r}: choose one of {offered}")
    return tuple(found)


def check(question: Question, terms: Contract) -> None:
    """Refuse a question that has no answer.

    Raises:
        QuestionError: an unknown factor, outcome or cohort, a factor twice, too many or none, or a contract without people.
    """
    if terms.outcome.headline == "volume":
        raise QuestionError(
            f"{terms.name} is paid by volume, and nobody's reconviction is counted: choose another contract"
        )
    unknown = [factor for factor in question.by if factor not in FACTORS]
    if unknown:
        raise QuestionError(f"{unknown[0]!r} is no factor: choose from {', '.join(FACTORS)}")
    if not 1 <= len(set(question.by)) == len(question.by) <= MOST_FACTORS:
        raise QuestionError(f"{', '.join(question.by) or 'nothing'}: choose one to {MOST_FACTORS} factors, each once")
    if question.outcome not in OUTCOMES:
        raise QuestionError(f"{question.outcome!r} is no outcome: choose from {', '.join(OUTCOMES)}")
    cohorts_of(terms, question.scope)
