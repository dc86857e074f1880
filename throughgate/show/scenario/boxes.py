"""The boxes at the head of the Scenario page: figures by your terms, each with the contract's under it."""

from __future__ import annotations

from throughgate.projection import PaymentProjection
from throughgate.show import money, words
from throughgate.show.payment.seen import Seen, chance
from throughgate.show.scenario.sides import Side, are_pooled
from throughgate.show.scenario.total import Total


def boxes(contracted: Side, yours: Side) -> tuple[tuple[str, str, str], ...]:
    """At most four figures of the scenario, each with the contract's under it."""
    pooled = are_pooled(contracted, yours)
    found = [
        (
            "All cohorts",
            f"expected{_range_short(yours.total)}; ",
            *(_total_short(of) if pooled else None for of in (yours, contracted)),
        ),
        (
            _payment_name(yours.seen, pooled=pooled),
            _paid_note(yours, pooled=pooled),
            *(_paid_short(of) for of in (yours, contracted)),
        ),
        ("Chance target is met", "", *(_met_short(of) for of in (yours, contracted))),
        ("Paid for nothing", "chance by design, with no effect; ", *(_nothing_short(of) for of in (yours, contracted))),
        (
            "Missed all the same",
            "chance by design, the target truly reached; ",
            *(_missed_short(of) for of in (yours, contracted)),
        ),
    ]
    said = ((name, own, f"{what}as contracted {before}") for name, what, own, before in found if own and before)
    return tuple(said)[:4]


def _payment_name(seen: Seen, *, pooled: bool) -> str:
    if pooled:
        return f"Due with {words.in_sentence(seen.name)}"
    return "Payment" if seen.is_volume or seen.is_final else "Expected payment"


def _paid_note(of: Side, *, pooled: bool) -> str:
    """What stands before the contract's amount under a payment: that it is expected, where its name does not say so, and its range."""
    if of.seen.is_volume or not of.seen.is_paid:
        return ""
    span = "" if of.seen.is_final else _range_short(of.seen.now.payment)
    return f"expected{span}; " if pooled else f"{span.removeprefix(', ')}; " if span else ""


def _range_short(paid: PaymentProjection | Total | None) -> str:
    return "" if paid is None else f", {money.in_80(paid.p10_pence, paid.p90_pence)}"


def _total_short(of: Side) -> str:
    return money.short(of.total.expected_pence)


def _nothing_short(of: Side) -> str | None:
    return chance(of.design.p_paid_for_nothing) if of.design else None


def _paid_short(of: Side) -> str | None:
    return money.short(of.seen.now.payment.expected_pence) if of.seen.is_paid else None


def _met_short(of: Side) -> str | None:
    met = of.seen.now.p_threshold_met
    return chance(met) if of.seen.is_paid and met is not None else None


def _missed_short(of: Side) -> str | None:
    missed = of.design.p_clawback_though_delivered if of.design else None
    return None if missed is None else chance(missed)
