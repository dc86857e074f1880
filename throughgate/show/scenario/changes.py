"""The terms that come of what is changed on the Scenario page, what of it cannot hold, and what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from throughgate.rules import NOT_ABOVE, RULE_FIGURES, check_figures
from throughgate.show.scenario.details import changed_payment, details
from throughgate.show.scenario.fields import (
    BASELINES,
    CHANGED,
    CONTRACTED,
    METHODS,
    adjustment_of,
    grouped,
    name_words,
)
from throughgate.terms import Cohort, Contract


def contradiction(terms: Contract, values: Mapping[str, Decimal]) -> str | None:
    """What is told where the changed figures cannot hold, and which of them then stay as contracted; None where they can."""
    told = [
        f"The {_named(terms, high, values)} lies below the {_named(terms, low, values)}: both stay as contracted until it is at least that."
        for low, high in _crossed(terms, values)
    ]
    fault = _fault(terms, _uncrossed(terms, values))
    if fault:
        told.append(
            f"The rule cannot pay by these figures: {fault.removeprefix('figures.')}; until then every figure stays as contracted."
        )
    _, clash = changed_payment(terms, values)
    if clash:
        told.append(f"{clash}. Until then shares, bands and levels stay as contracted.")
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
    figures = {name: figure.value for name, figure in terms.figures.items()}
    return figures | {name: value for name, value in values.items() if name in figures}


def _named(terms: Contract, name: str, values: Mapping[str, Decimal]) -> str:
    """A figure with its value as it is counted: cap of 4 points, fee for service of £12,000,000."""
    value, kind = grouped(_figures(terms, values)[name]), RULE_FIGURES[terms.payment.rule][name]
    said = f"£{value}" if kind == "pounds" else f"{value} {kind}"
    return f"{name.replace('-', ' ')} of {said}"


def changed_terms(
    terms: Contract, values: Mapping[str, Decimal], *, cohort: Cohort, chosen: Mapping[str, str]
) -> Contract:
    """The contract with the figures, the baseline of one cohort and the adjustment changed; each then assumed."""
    kept = {name: value for name, value in _uncrossed(terms, values).items() if name in terms.figures}
    if _fault(terms, kept):
        kept = {}
    other = {name: option for name, option in chosen.items() if option != CONTRACTED}
    update: dict[str, object] = {"payment": changed_payment(terms, values)[0]}
    if "baseline-year" in other:
        against = {"compared_with": other["baseline-year"]}
        update["cohorts"] = tuple(c.model_copy(update=against) if c == cohort else c for c in terms.cohorts)
    adjusted = {
        to: other[name] for name, to in (("adjustment", "method"), ("baseline-taken", "baseline")) if name in other
    }
    if adjusted:
        marked = adjusted | {"source": CHANGED, "status": "assumed"}
        update["adjustment"] = adjustment_of(terms).model_copy(update=marked)
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
    found += [
        Change(was.label, grouped(was.field.contracted), was.status, grouped(now.field.contracted))
        for was, now in zip(details(before), details(after), strict=True)
        if was.field.contracted != now.field.contracted
    ]
    own, other = before.measured_against(cohort), after.measured_against(after.cohort(cohort.id))
    if own != other:
        found.append(Change("Baseline year", own.name if own else "none", own.status if own else "", other.name))
    old, new = adjustment_of(before), adjustment_of(after)
    status = before.adjustment.status if before.adjustment else ""
    if old.method != new.method:
        found.append(Change("Adjustment for case mix", METHODS[old.method], status, METHODS[new.method]))
    if old.baseline != new.baseline:
        found.append(Change("The baseline is", BASELINES[old.baseline], status, BASELINES[new.baseline]))
    return tuple(found)
