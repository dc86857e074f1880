"""What can be changed on the Scenario page, and within which range. Nothing here draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from throughgate.methods.design import BASELINE_PEOPLE, DesignError
from throughgate.methods.design.targets import target_of
from throughgate.results import CohortRates
from throughgate.rules import RULE_FIGURES, Adjustment
from throughgate.show import words
from throughgate.show.periods import shown_cohorts
from throughgate.terms import Cohort, Contract

CHANGED = "changed on screen"
CONTRACTED = "contracted"
AS_CONTRACTED = "As contracted"
RATE_RULES = ("threshold", "three-way", "balancing")
"""Rules that set a rate against a baseline: for these the baseline and its adjustment can be changed."""

METHODS = {
    "none": "None",
    "mean-ogrs": "Difference in mean score",
    "mean-ogrs-one-way": "Difference in mean score, only down",
    "recalibration": "Recalibration",
}
BASELINES = {"fixed": "A fixed number", "estimated": "Counted, with its error"}
RANGES = {
    "points": ("0", "100", "0.1"),
    "percent": ("0", "100", "0.1"),
    "pounds": ("0", "1000000000", "0.01"),
    "hours": ("0", "1000", "0.1"),
    "count": ("0", "100000", "1"),
}
"""Least and most of a figure, and what a button adds, by its kind."""

FINEST = Decimal("0.01")
"""A figure that is not counted in whole numbers is taken to this."""

LEAST = {"confidence": "50", "full-fall": "0.1"}
MOST = {"confidence": "99.9"}
MOST_PEOPLE = 100_000
LONGEST_ECHO = 40
USUAL_EFFECT = Decimal(2)
"""Percentage points. The true effect looked at first where the contract's target has no size."""


def plain_words(written: str, most: int = LONGEST_ECHO) -> str:
    """What a link holds as letters, digits and little else, cut short, lest it be read as Markdown."""
    return "".join(c for c in written if c.isalnum() or c in " -.,")[:most]


@dataclass(frozen=True)
class Field:
    """A number to change: `contracted` is what it is changed from; `label` names it with its unit."""

    name: str
    key: str
    label: str
    contracted: Decimal
    least: Decimal
    most: Decimal
    step: Decimal

    @property
    def is_whole(self) -> bool:
        """Whether it is counted in whole numbers."""
        return self.step == 1

    def read(self, written: str) -> Decimal | None:
        """The number written, None where it is none or out of range."""
        try:
            value = Decimal(written.strip())
        except InvalidOperation:
            return None
        return value if value.is_finite() and self.least <= value <= self.most else None

    def refusal(self, written: str) -> str:
        """What to tell of words that are no number in range; they are shown as plain letters and digits."""
        return f"{self.label}: {plain_words(written)!r} is not a number from {grouped(self.least)} to {grouped(self.most)}; {grouped(self.contracted)} is used."


@dataclass(frozen=True)
class Choice:
    """A choice among options, by name and in words; the first is the contract's own."""

    name: str
    key: str
    label: str
    options: dict[str, str]

    def find(self, wanted: str) -> str | None:
        """The option of this name or these words, case aside; None where there is none."""
        said = wanted.strip().casefold()
        return next((name for name, words in self.options.items() if said in (name, words.casefold())), None)

    def refusal(self, wanted: str) -> str:
        """What to tell of words that fit no option."""
        return f"{self.label}: {plain_words(wanted)!r} is no choice here; the contract's own is used."


def term_fields(terms: Contract) -> tuple[Field, ...]:
    """The figures of the contract's rule."""
    kinds = RULE_FIGURES[terms.payment.rule] if terms.payment else {}
    return tuple(_figure_field(terms, name, kind) for name, kind in kinds.items())


def _figure_field(terms: Contract, name: str, kind: str) -> Field:
    figure = terms.figures[name]
    least, most, _ = RANGES[kind]
    label = f"{name_words(name)} ({figure.unit}; {figure.status})"
    least, most = LEAST.get(name, least), MOST.get(name, most)
    bounds = (min(Decimal(least), figure.value), max(Decimal(most), figure.value))
    return Field(name, f"{terms.id}-{name}", label, figure.value, *bounds, step_of(kind, figure.value))


def step_of(kind: str, value: Decimal) -> Decimal:
    """What a button adds; whole pounds where the contract's own are many and whole."""
    is_whole = kind == "pounds" and value == value.to_integral_value() and value >= 1000
    return Decimal(1) if is_whole else Decimal(RANGES[kind][2])


def design_fields(terms: Contract, people: int) -> tuple[Field, ...]:
    """What the designer asks beside the terms: cohort size, true effect, years; none where the rule has no target."""
    try:
        target = target_of(terms)
    except DesignError:
        return ()
    usual = USUAL_EFFECT if target.size is None else Decimal(target.size.numerator) / target.size.denominator
    asked = [
        ("people", "People in a cohort", Decimal(people or BASELINE_PEOPLE), 1, MOST_PEOPLE, 1),
        ("effect", f"True effect ({target.unit})", usual, 0, 100 if target.is_of_events else 30, "0.1"),
        (
            "year-sd",
            f"Years differ by, SD ({'per cent' if target.is_of_events else words.PERCENTAGE_POINTS})",
            Decimal(0),
            0,
            5,
            "0.1",
        ),
    ]
    if not target.is_of_events:
        asked.append(("worst-of", "Baseline is the worst of so many years", Decimal(1), 1, 10, 1))
    return tuple(
        Field(name, f"{terms.id}-{name}", label, value, Decimal(least), Decimal(most), Decimal(step))
        for name, label, value, least, most, step in asked
    )


def name_words(name: str) -> str:
    """The name of a figure in words."""
    return name.replace("-", " ").capitalize()


def grouped(value: Decimal) -> str:
    """A number with commas at the thousands, without idle zeros."""
    whole = value == value.to_integral_value()
    return f"{int(value):,}" if whole else f"{value.normalize():,f}"


def choices(terms: Contract, cohort: Cohort, rates: Sequence[CohortRates]) -> tuple[Choice, ...]:
    """What `cohort` is set against, and how: for rules that set a rate against a baseline, none for the others."""
    if terms.payment is None or terms.payment.rule not in RATE_RULES:
        return ()
    own, adjustment = terms.measured_against(cohort), adjustment_of(terms)
    years = {
        rate.cohort.id: rate.cohort.name
        for rate in shown_cohorts(rates)
        if rate.is_final and rate.cohort.kind != "comparison" and rate.cohort not in (own, cohort)
        and rate.cohort.discharged_to < cohort.discharged_from
    }  # fmt: skip
    asked = [
        ("baseline-year", "Baseline year", own.name if own else "none", years),
        ("adjustment", "Adjustment for case mix", METHODS[adjustment.method], _others(METHODS, adjustment.method)),
        ("baseline-taken", "The baseline is", BASELINES[adjustment.baseline], _others(BASELINES, adjustment.baseline)),
    ]
    return tuple(
        Choice(name, f"{terms.id}-{name}", label, {CONTRACTED: f"{said}, as contracted"} | others)
        for name, label, said, others in asked
        if others
    )


def adjustment_of(terms: Contract) -> Adjustment:
    """How the contract adjusts its baseline; not at all where its terms say nothing."""
    return terms.adjustment or Adjustment(method="none", source=CHANGED, status="assumed")


def _others(options: Mapping[str, str], own: str) -> dict[str, str]:
    return {name: said for name, said in options.items() if name != own}
