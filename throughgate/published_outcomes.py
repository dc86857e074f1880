"""Results of payment-by-results contracts as others published them, put through the contract's rule.

What is compared is the decision, never a sum: prices and contract values were not published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from throughgate import PROJECT
from throughgate.methods.payment import DECISIONS, Outcome, statement
from throughgate.methods.payment.facts import CHANGE, EACH_PERSON, EACH_REOFFENDER, FALL, MEAN_FALL
from throughgate.published import MARKS, STATUSES, PublishedError, parsed, read_rows
from throughgate.terms import Contract

OUTCOMES_FILE = PROJECT / "data" / "published" / "outcomes.csv"
STAND_IN = 10_000
"""People in whose place a rate stands where their number was not published: at this many a per cent with two decimals is
whole people. Decisions of the rules that are put to such a rate do not turn on the number."""

REQUIRED = (
    "contract_id", "cohort_or_period", "measure", "value", "is_last", "published_decision", "source", "status", "mark",
)  # fmt: skip
ANSWERS = {"yes": True, "no": False, "": None}
IN_WORDS = {
    "change in percentage points": "{value} percentage points, from {comparator_value}%",
    "events per 100": "{value} events for each 100 people, control {comparator_value}",
    "relative change in events (per cent)": "{value}% events against the control",
    "rate and reoffences per reoffender": (
        "{value}% of people and {frequency} reoffences each, baseline {comparator_value}% and {comparator_frequency}"
    ),
}
FINDINGS = (CHANGE, FALL, MEAN_FALL, EACH_REOFFENDER, EACH_PERSON)
CHOICES = {"measure": IN_WORDS, "is_last": ("yes", "no"), "is_met": ANSWERS, "status": STATUSES, "mark": MARKS}


@dataclass(frozen=True)
class PublishedOutcome:
    """One published result. See data/published/README.md for its columns.

    `is_met` and `decisions` (those of the rule that agree with what was published) are None and empty where nothing was
    published that could be compared.
    """

    contract_id: str
    cohort_or_period: str
    measure: str
    value: Decimal
    comparator_value: Decimal | None
    frequency: Decimal | None
    comparator_frequency: Decimal | None
    n: int | None
    is_last: bool
    is_met: bool | None
    decisions: tuple[str, ...]
    published_decision: str
    source: str
    status: str
    mark: str
    note: str

    @property
    def in_words(self) -> str:
        """What was published, for the screen."""
        return IN_WORDS[self.measure].format(**{field.name: getattr(self, field.name) for field in fields(self)})


@dataclass(frozen=True)
class Reproduced:
    """A published result and what the rule says of it.

    `findings` are the rule's own facts that follow from the published figures alone, by name. Whoever stands in for
    people that were not published, and every sum of money, stays out. `agrees` is None where nothing can be compared.
    """

    published: PublishedOutcome
    decision: str
    is_met: bool
    findings: tuple[tuple[str, str], ...]
    agrees: bool | None


def read_outcomes(path: Path = OUTCOMES_FILE) -> tuple[PublishedOutcome, ...]:
    """Every published result, in the order of the file.

    Raises:
        PublishedError: the file, a column or a row cannot be used.
    """
    columns = [field.name for field in fields(PublishedOutcome)]
    rows = read_rows(path, columns=columns, required=REQUIRED, choices=CHOICES)
    return tuple(_outcome(row, place) for row, place in rows)


def as_outcome(published: PublishedOutcome) -> Outcome:
    """The result as an outcome that a rule can be put to, exact where it was published without its counts."""
    n = published.n or STAND_IN
    value, against = Fraction(published.value) / 100, Fraction(published.comparator_value or 0) / 100
    if published.measure == "change in percentage points":
        return Outcome(n=n, reconvicted=_whole(n * (against + value)), baseline=against)
    if published.measure == "events per 100":
        return Outcome(n=n, events=_whole(n * value), control_events=against, is_last=published.is_last)
    if published.measure == "relative change in events (per cent)":
        return Outcome(n=n, events=_whole(n * (1 + value)), control_events=Fraction(1), is_last=published.is_last)
    reconvicted = round(n * value)
    return Outcome(
        n=n,
        reconvicted=reconvicted,
        events=round(reconvicted * Fraction(published.frequency)),
        baseline=against,
        control_events=Fraction(published.comparator_frequency),
    )


def reproduce(terms: Contract, published: Iterable[PublishedOutcome]) -> tuple[Reproduced, ...]:
    """The contract's published results, each put through its rule."""
    return tuple(_reproduced(terms, one) for one in published if one.contract_id == terms.id)


def _reproduced(terms: Contract, published: PublishedOutcome) -> Reproduced:
    stated = statement(terms, as_outcome(published))
    findings = tuple((line.label, line.working) for line in stated.lines if line.label in FINDINGS)
    is_decided = not published.decisions or stated.decision in published.decisions
    agrees = None if published.is_met is None else stated.is_met == published.is_met and is_decided
    return Reproduced(published, stated.decision, stated.is_met, findings, agrees)


def _whole(people: Fraction) -> int:
    if people.denominator != 1:
        raise PublishedError(f"{float(people)} people: the figure has too many decimals for {STAND_IN} people; give n")
    return int(people)


def _outcome(row: dict[str, str], place: str) -> PublishedOutcome:
    numbers = {
        column: parsed(row, column, Decimal, place)
        for column in ("value", "comparator_value", "frequency", "comparator_frequency")
    }
    decisions = tuple(row["decisions"].split())
    if unknown := [decision for decision in decisions if decision not in DECISIONS]:
        raise PublishedError(f"{place}: decisions holds {unknown[0]!r}: each must be one of {', '.join(DECISIONS)}")
    answers = {column: ANSWERS[row[column]] for column in ("is_last", "is_met")}
    return PublishedOutcome(**{**row, **numbers, **answers, "n": parsed(row, "n", int, place), "decisions": decisions})
