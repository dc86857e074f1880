"""What can be changed on the Scenario page, within which range, and the terms that come of it. Nothing here draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from throughgate.methods.design import BASELINE_PEOPLE, DesignError
from throughgate.methods.design.targets import target_of
from throughgate.results import CohortRates
from throughgate.rules import NOT_ABOVE, RULE_FIGURES, Adjustment, check_figures
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
}
"""Least and most of a figure, and what a button adds, by its kind."""

FINEST = Decimal("0.01")
"""A figure that is not counted in whole numbers is taken to this."""

LEAST = {"confidence": "50", "full-fall": "0.1"}
MOST = {"confidence": "99.9"}
MOST_PEOPLE = 100_000
LONGEST_ECHO, MOST_FAULT = 40, 200
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
    least, most, step = RANGES[kind]
    if kind == "pounds" and figure.value == figure.value.to_integral_value() and figure.value >= 1000:
        step = "1"
    label = f"{name_words(name)} ({figure.unit}; {figure.status})"
    least, most = LEAST.get(name, least), MOST.get(name, most)
    bounds = (min(Decimal(least), figure.value), max(Decimal(most), figure.value))
    return Field(name, f"{terms.id}-{name}", label, figure.value, *bounds, Decimal(step))


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
            f"Years differ by, SD ({'per cent' if target.is_of_events else 'percentage points'})",
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
    own, adjustment = terms.measured_against(cohort), _adjustment(terms)
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


def _adjustment(terms: Contract) -> Adjustment:
    return terms.adjustment or Adjustment(method="none", source=CHANGED, status="assumed")


def _others(options: Mapping[str, str], own: str) -> dict[str, str]:
    return {name: said for name, said in options.items() if name != own}


def contradiction(terms: Contract, values: Mapping[str, Decimal]) -> str | None:
    """What is told where the changed figures cannot hold, and which of them then stay as contracted; None where they can."""
    told = [
        f"The {_named(terms, high, values)} lies below the {_named(terms, low, values)}: both stay as contracted until it is at least that."
        for low, high in _crossed(terms, values)
    ]
    fault = _fault(terms, _uncrossed(terms, values))
    if fault:
        told.append(f"The rule cannot pay by that ({plain_words(fault, MOST_FAULT)}): every figure stays as contracted.")
    return " ".join(told) or None


def _crossed(terms: Contract, values: Mapping[str, Decimal]) -> list[tuple[str, str]]:
    """The pairs of figures of which the first may not lie above the second, and does."""
    rule = RULE_FIGURES[terms.payment.rule] if terms.payment else {}
    held = _figures(terms, values)
    return [(low, high) for low, high in NOT_ABOVE if low in rule and held[low] > held[high]]


def _uncrossed(terms: Contract, values: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The changed figures without those of a crossed pair."""
    kept_back = {name for pair in _crossed(terms, values) for name in pair}
    return {name: value for name, value in values.items() if name not in kept_back}


def _fault(terms: Contract, values: Mapping[str, Decimal]) -> str | None:
    if terms.payment is None:
        return None
    try:
        check_figures(terms.payment.rule, _figures(terms, values))
    except ValueError as fault:
        return str(fault)
    return None


def _figures(terms: Contract, values: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {name: figure.value for name, figure in terms.figures.items()} | dict(values)


def _named(terms: Contract, name: str, values: Mapping[str, Decimal]) -> str:
    """A figure with its value as it is counted: cap of 4 points, fee for service of £12,000,000."""
    value, kind = grouped(_figures(terms, values)[name]), RULE_FIGURES[terms.payment.rule][name]
    said = f"£{value}" if kind == "pounds" else f"{value} {kind}"
    return f"{name.replace('-', ' ')} of {said}"


def changed_terms(
    terms: Contract, values: Mapping[str, Decimal], *, cohort: Cohort, chosen: Mapping[str, str]
) -> Contract:
    """The contract with the figures, the baseline of one cohort and the adjustment changed; each then assumed."""
    kept = {name: value for name, value in values.items() if name in terms.figures}
    kept = _uncrossed(terms, kept)
    if _fault(terms, kept):
        kept = {}
    other = {name: option for name, option in chosen.items() if option != CONTRACTED}
    update: dict[str, object] = {}
    if "baseline-year" in other:
        against = {"compared_with": other["baseline-year"]}
        update["cohorts"] = tuple(c.model_copy(update=against) if c == cohort else c for c in terms.cohorts)
    adjusted = {
        to: other[name] for name, to in (("adjustment", "method"), ("baseline-taken", "baseline")) if name in other
    }
    if adjusted:
        marked = adjusted | {"source": CHANGED, "status": "assumed"}
        update["adjustment"] = _adjustment(terms).model_copy(update=marked)
    return terms.with_figures(kept, source=CHANGED).model_copy(update=update)


@dataclass(frozen=True)
class Change:
    """A term that was changed: as contracted, with the status it has there, and as it is on screen."""

    label: str
    contracted: str
    status: str
    yours: str


def changes(before: Contract, after: Contract, cohort: Cohort) -> tuple[Change, ...]:
    """What was changed of the terms."""
    found = [
        Change(
            f"{name_words(name)} ({figure.unit})",
            grouped(figure.value),
            figure.status,
            grouped(after.figures[name].value),
        )
        for name, figure in before.figures.items()
        if figure.value != after.figures[name].value
    ]
    own, other = before.measured_against(cohort), after.measured_against(after.cohort(cohort.id))
    if own != other:
        found.append(Change("Baseline year", own.name if own else "none", own.status if own else "", other.name))
    old, new = _adjustment(before), _adjustment(after)
    status = before.adjustment.status if before.adjustment else ""
    if old.method != new.method:
        found.append(Change("Adjustment for case mix", METHODS[old.method], status, METHODS[new.method]))
    if old.baseline != new.baseline:
        found.append(Change("The baseline is", BASELINES[old.baseline], status, BASELINES[new.baseline]))
    return tuple(found)
