"""What a statement pays, in words: for the title, and beside the statement itself."""

from __future__ import annotations

import numpy as np

from throughgate.methods.payment import Statement
from throughgate.methods.payment.amounts import FEE_FOR_SERVICE, FEES, UPFRONT
from throughgate.projection import PaymentProjection
from throughgate.rules import RULE_FIGURES
from throughgate.show import money
from throughgate.show.payment.seen import LIKELY, VERY_LIKELY, Seen, chance
from throughgate.terms import Contract

TURNS = {
    "threshold": ("{amount} {verb} reclaimed", "the full price {verb} kept", "{amount} more {verb} paid"),
    "events": ("{amount} {verb} taken back", "nothing {verb} paid", "{amount} {verb} paid"),
    "three-way": (
        "{amount} {verb} deducted from the fee for service",
        "only the fee for service {verb} paid",
        "{amount} {verb} paid beyond the fee for service",
    ),
    "balancing": (
        "{amount} {verb} taken back",
        "none of the balance {verb} paid",
        "{amount} of the balance {verb} paid",
    ),
    "deduction": ("{amount} {verb} deducted from the fees", "nothing {verb} deducted", "{amount} {verb} paid"),
    "volume": ("{amount} {verb} taken back", "nothing {verb} paid", "{amount} {verb} paid"),
}
"""What is said of the pence that turn on the outcome: below zero, none, above zero."""

SAYS = {
    "threshold": {
        "clawback": "money is reclaimed",
        "keep": "the full price is kept, no more",
        "reward": "more is paid",
    },
    "events": {"nothing": "nothing is paid", "paid": "a payment falls due"},
    "three-way": {
        "deduction": "by the contract's test the rate has risen significantly and is deducted for",
        "nothing": "by the contract's test the rate has not changed significantly",
        "paid": "by the contract's test the rate has fallen significantly and is paid for",
    },
    "balancing": {"nothing": "none of the balance is earned", "paid": "some of the balance is earned"},
    "deduction": {"deduction": "something is deducted", "paid": "nothing is deducted"},
    "volume": {"nothing": "nothing is paid", "paid": "a fee is paid"},
}
"""Each decision of a rule within a sentence."""

BY_DEGREES = {
    "three-way": (
        "something is deducted from the fee for service",
        "only the fee for service is paid",
        "more than the fee for service is paid",
    ),
    "balancing": ("something is taken back", "none of the balance is paid", "some of the balance is paid"),
    "deduction": ("something is deducted from the fees", "nothing is deducted", "more than the fees is paid"),
}
"""The same, without an amount, of the rules whose payment does not follow from whether a target is met."""

FIXED = (FEE_FOR_SERVICE, UPFRONT, FEES)
"""The lines of a statement that are paid whatever the outcome."""


def at_stake(stated: Statement) -> int:
    """The pence that turn on the outcome: the total without what is paid whatever happens."""
    return stated.total_pence - sum(line.amount_pence for line in stated.lines if line.label in FIXED)


def likely_side(payment: PaymentProjection) -> tuple[int, float]:
    """Which way the money most likely turns, -1 taken, 0 nothing, 1 paid, and the chance of it."""
    stated = payment.statement
    fixed = stated.total_pence - at_stake(stated)
    sides, counts = np.unique(np.sign(payment.payments.pence - fixed), return_counts=True)
    return int(sides[counts.argmax()]), float(counts.max() / counts.sum())


def decided(stated: Statement) -> str:
    """What a final statement pays, as the end of a sentence: £2.0 million is reclaimed."""
    return _turned(stated.rule, at_stake(stated), "is")


def on_average(payment: PaymentProjection, among: np.ndarray | slice = slice(None)) -> str:
    """What the draws, or some of them, pay, as the end of a sentence: £5.5 million would be paid on average (80% range ...)."""
    pence = payment.payments.pence[among]
    rule, mean = payment.statement.rule, _mean_at_stake(payment, among)
    if pence.min() == pence.max():
        return _turned(rule, mean, "would be")
    low, high = ends_in_80(payment, among)
    is_one_way = low >= 0 or high <= 0
    least, most = sorted((abs(low), abs(high))) if is_one_way else (low, high)
    amount, *ends = money.alike_in_words(abs(mean), least, most)
    span = f"80% range {' to '.join(ends)}" if ends[0] != ends[1] else f"{ends[0]} in at least 80 of 100 cases"
    return f"{_turned(rule, mean, 'would be', amount)} on average ({span})"


def ends_in_80(payment: PaymentProjection, among: np.ndarray | slice = slice(None)) -> tuple[int, int]:
    """Between what pence that turn on the outcome 80 of 100 draws lie."""
    fixed = payment.statement.total_pence - at_stake(payment.statement)
    low, high = np.quantile(payment.payments.pence[among], [0.1, 0.9], method="inverted_cdf")
    return int(low) - fixed, int(high) - fixed


def in_range(payment: PaymentProjection, verb: str = "would be") -> str:
    """What turns on the outcome as its 80% range alone: £261,000 to £363,000 more would be paid (80% range)."""
    low, high = ends_in_80(payment)
    fall, none, rise = TURNS[payment.statement.rule]
    if round(low / money.PENCE) == round(high / money.PENCE) == 0:
        said, is_one = none.format(verb=verb), True
    elif low < 0 < high:
        lost, won = money.alike_in_words(low, high)
        taken = "deducted" if "deducted" in fall else "taken"
        said, is_one = f"{lost.lstrip(money.JOINED)} {taken} to {won} paid", False
    else:
        span = money.span_in_words(abs(low), abs(high))
        said, is_one = (fall if low < 0 else rise).format(amount=span, verb=verb), " to " not in span
    return f"{' '.join(said.split())} {'in at least 80 of 100 cases' if is_one else '(80% range)'}"


def _mean_at_stake(payment: PaymentProjection, among: np.ndarray | slice = slice(None)) -> float:
    stated = payment.statement
    return float(payment.payments.pence[among].mean()) - (stated.total_pence - at_stake(stated))


def _turned(rule: str, pence: float, verb: str, amount: str = "") -> str:
    said = _by_side(TURNS[rule], round(pence / money.PENCE))
    return said.format(amount=amount or money.in_words(pence), verb=verb)


def likely(seen: Seen) -> str:
    """Which way the money turns by how likely that is, as the end of a sentence: it is likely that some of it is paid."""
    payment = seen.now.payment
    side, share = likely_side(payment)
    if share < LIKELY:
        return between(payment)
    if chance(share) == chance(1) and side == np.sign(round(_mean_at_stake(payment) / money.PENCE)):
        return on_average(payment)
    very = "very " if share >= VERY_LIKELY else ""
    return f"it is {very}likely ({chance(share)} chance) that {_by_side(BY_DEGREES[payment.statement.rule], side)}"


def _by_side(said: tuple[str, str, str], pence: float) -> str:
    """Of three phrases the one for below nothing, nothing, or above it."""
    fall, none, rise = said
    return fall if pence < 0 else rise if pence > 0 else none


def between(payment: PaymentProjection) -> str:
    """Where neither side of a target is likelier: how far apart the payments may lie."""
    return f"the payment may lie anywhere from {money.span(payment.p10_pence, payment.p90_pence)}"


def expected_words(seen: Seen) -> str:
    """The expected payment with its range, or the final one, and what it rests on that is not published."""
    payment = seen.now.payment
    if seen.is_final or seen.is_volume:
        state = "" if seen.is_final else " for what has come so far"
        paid = f"The payment{state} is **{money.pounds(payment.statement.total_pence)}**."
        return f"{paid} {control_words(seen)}{assumed_words(seen)}".strip()
    low, high = (money.pounds(pence) for pence in (payment.p10_pence, payment.p90_pence))
    span = (
        f"in at least 80 of 100 cases it is {low}"
        if low == high
        else f"in 80 of 100 cases it lies between {low} and {high}"
    )
    return (
        f"Over everything that the rest of the follow-up may bring, the payment is **{money.pounds(payment.expected_pence)}** on "
        f"average; {span}. {control_words(seen)}{assumed_words(seen)}"
    ).strip()


def control_words(seen: Seen) -> str:
    """How sure what a control comes to is, and whether the payment knows it; with the space before the next sentence."""
    if seen.is_control_open:
        return "The control is still followed up itself: what it may yet reach is in this range too. "
    if seen.rule != "events":
        return ""
    return "The payment takes the matched control as counted, though that is itself an estimate. "


def statement_words(seen: Seen) -> str:
    """What the statement is worked out at, and how its amounts are to be read."""
    if seen.is_final or seen.is_volume:
        at = "The statement below is worked out at the counts themselves."
    else:
        at = "The statement below is worked out at the middle of the projection, one outcome among many: its total is not that average."
    return f"{at} Amounts run from the department to the provider; below zero they are taken from it."


def assumed_words(seen: Seen) -> str:
    """Which figures of the terms the payment rests on that are not published, each with its status."""
    terms = seen.terms
    names = [
        f"{name.replace('-', ' ')} {figure_value(terms, name)} (**{terms.figures[name].status}**)"
        for name in seen.now.payment.statement.assumed
    ]
    parts = [f"It rests on figures that are not published: {', '.join(names)}."] if names else []
    if terms.payment.status != "published":
        parts.append(f"The rule itself is **{terms.payment.status}**.")
    return " ".join(parts)


def figure_value(terms: Contract, name: str) -> str:
    """A figure of the rule as it is counted: 5 points, 10%, £20,000,000."""
    value, kind = terms.figure(name), RULE_FIGURES[terms.payment.rule][name]
    if kind == "pounds":
        return money.pounds(100 * value) if value == value.to_integral_value() else f"£{value:,}"
    return {"points": f"{value} points", "percent": f"{value}%"}.get(kind, f"{value}")


def chances_words(payment: PaymentProjection) -> str:
    """The chance of each decision that came up, the likeliest first."""
    ranked = sorted(payment.by_decision.items(), key=lambda pair: -pair[1])
    said = [f"{chance(share)} that {SAYS[payment.statement.rule][decision]}" for decision, share in ranked]
    return f"Chances: {'; '.join(said)}"


def marginal_words(seen: Seen) -> str:
    """What one reconviction fewer is worth as things stand."""
    pence = seen.now.payment.marginal_pence
    if seen.is_volume:
        return "One reconviction fewer is worth nothing under this contract: it pays for volume."
    one = "reconviction event" if seen.rule in ("events", "deduction") else "person reconvicted"
    if seen.is_final:
        return f"At the final count one {one} fewer would have been worth {money.pounds(pence)}."
    worth = f"**{money.pounds(pence)}** on average" if round(pence / 100) else "nothing to the pound"
    return (
        f"As things stand, one {one} fewer is worth {worth}, over everything that the rest of the follow-up may bring."
    )


def passed_words(seen: Seen) -> str:
    """To whom shares of the payment pass."""
    partners = seen.terms.payment.partners
    if not partners:
        return ""
    return " ".join(
        f"{partner.name} takes {partner.reward_share}% of any reward and {partner.risk_share}% of any risk "
        f"({'**assumed**' if partner.status == 'assumed' else partner.status}; {partner.source})."
        for partner in partners
    )
