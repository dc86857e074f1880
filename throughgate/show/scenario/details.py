"""What can be changed of a payment beside the figures of its rule: shares of partners, bands of volume, levels of complexity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError

from throughgate.figure import Status
from throughgate.rules import Payment
from throughgate.show.scenario.fields import CHANGED, RANGES, Field, step_of
from throughgate.terms import Contract

LEAST_ABOVE_ZERO = {"planned_hours": Decimal("0.1")}


@dataclass(frozen=True)
class Detail:
    """A number of the payment with its unit: `collection`[`place`].`attribute` of it, and the field to change it by."""

    collection: str
    place: int
    attribute: str
    label: str
    status: Status
    field: Field


def details(terms: Contract) -> tuple[Detail, ...]:
    """The numbers of the payment beside the figures of its rule; the first band starts from none and stays so.

    Not the sessions up to which a plan is of a level: two such cuts a session apart would tell the hours of one person.
    """
    return tuple(_detail(terms, *found) for found in _numbers(terms))


def _numbers(terms: Contract) -> Iterator[tuple[str, int, str, str, str, str]]:
    """Collection, place, attribute, words, unit and kind of each."""
    payment = terms.payment
    if payment is None:
        return
    for place, partner in enumerate(payment.partners):
        for what in ("reward", "risk"):
            yield "partners", place, f"{what}_share", f"{partner.name}, share of the {what}", "per cent", "percent"
    for place, _ in enumerate(payment.bands):
        if place:
            yield "bands", place, "from_count", f"Band {place + 1} starts from", payment.bands_on, "count"
        yield "bands", place, "fee", f"Band {place + 1}, fee", "pounds", "pounds"
    for place, level in enumerate(payment.complexity):
        yield "complexity", place, "planned_hours", f"{level.name}, planned for a case", "hours", "hours"
        yield "complexity", place, "profiled_share", f"{level.name}, profiled", "per cent of cases", "percent"


def _detail(terms: Contract, collection: str, place: int, attribute: str, words: str, unit: str, kind: str) -> Detail:
    part = getattr(terms.payment, collection)[place]
    status, value = getattr(part, "status", terms.payment.status), Decimal(getattr(part, attribute))
    least, most, _ = (Decimal(number) for number in RANGES[kind])
    name = f"{collection}-{place + 1}-{attribute}".replace("_", "-")
    field = Field(
        name, f"{terms.id}-{name}", f"{words} ({unit}; {status})", value,
        LEAST_ABOVE_ZERO.get(attribute, least), max(most, value), step_of(kind, value),
    )  # fmt: skip
    return Detail(collection, place, attribute, f"{words} ({unit})", status, field)


def changed_payment(terms: Contract, values: Mapping[str, Decimal]) -> tuple[Payment | None, str | None]:
    """The payment with these numbers, whatever is changed then assumed; as contracted, and why, where they cannot be."""
    changed = [d for d in details(terms) if values.get(d.field.name, d.field.contracted) != d.field.contracted]
    if not changed:
        return terms.payment, None
    told = terms.payment.model_dump()
    for detail in changed:
        part, value = told[detail.collection][detail.place], values[detail.field.name]
        part[detail.attribute] = int(value) if detail.field.is_whole else value
        (part if "status" in part else told).update(source=CHANGED, status="assumed")
    try:
        return Payment.model_validate(told), None
    except ValidationError as fault:
        return terms.payment, fault.errors()[0]["msg"].removeprefix("Value error, ")
