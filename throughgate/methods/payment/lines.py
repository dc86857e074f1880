"""What a statement says beside its amounts: the facts that a rule looked at, and how each amount came about."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from throughgate.methods.payment import amounts as rules
from throughgate.methods.payment.facts import fall_points, points_text
from throughgate.methods.payment.model import Outcome
from throughgate.methods.payment.pence import in_pence, monthly_payments, number_text, pounds_text
from throughgate.terms import Contract


class Working(NamedTuple):
    """How an amount came about, and the names of the terms that it rests on."""

    text: str
    figures: tuple[str, ...]


def _pounds(terms: Contract, name: str) -> str:
    return pounds_text(in_pence(Fraction(terms.figure(name))))


def _number(terms: Contract, name: str) -> str:
    return number_text(Fraction(terms.figure(name)))


def threshold(terms: Contract, outcome: Outcome) -> dict[str, Working]:
    """Workings of the threshold rule."""
    fallen, needed = fall_points(outcome), Fraction(terms.figure("threshold"))
    cap = Fraction(terms.figure("cap"))
    reclaimed = (
        f"Nothing: the fall is at least {points_text(needed)}"
        if fallen >= needed
        else f"{_number(terms, 'share-at-risk')}% of {_pounds(terms, 'core-value')}: the fall is less than {points_text(needed)}"
    )
    beyond = max(min(fallen, cap) - needed, Fraction(0))
    held = f", a fall beyond {points_text(cap)} counting as that" if fallen > cap else ""
    reward = f"{points_text(beyond)} beyond {number_text(needed)}{held}, at {_pounds(terms, 'slope')} a point"
    return {
        rules.RECLAIMED: Working(reclaimed, ("threshold", "share-at-risk", "core-value")),
        rules.REWARD: Working(reward if beyond else "Nothing beyond the threshold", ("threshold", "cap", "slope")),
    }


def events(terms: Contract, outcome: Outcome) -> dict[str, Working]:
    """Workings of the events rule."""
    before = pounds_text(sum(settled.paid_pence for settled in outcome.earlier))
    triggers = ("trigger-cohort", "trigger-pooled") if outcome.is_last else ("trigger-cohort",)
    return {
        rules.AVERTED: Working(_averted(terms, outcome), (*triggers, "price")),
        rules.OVER_MOST: Working(
            f"At most {_pounds(terms, 'most-paid')} over the contract, {before} of it paid before", ("most-paid",)
        ),
        rules.PAID_BEFORE: Working(f"{before} was paid before: an event is paid for once", ("price",)),
    }


def _averted(terms: Contract, outcome: Outcome) -> str:
    """How many events are paid for: this cohort's, or those of all cohorts where the trigger for all of them pays more."""
    own = outcome.n * outcome.control_events - outcome.events
    every = own + sum(settled.n * settled.control_events - settled.events for settled in outcome.earlier)
    stated = rules.events(terms, outcome, rules.counts_of(outcome))
    if not stated.is_met[0]:
        size = f"{number_text(abs(own))} events {'fewer' if own >= 0 else 'more'} than the control's"
        return f"Nothing: {size}" + (", short of the trigger" if own >= 0 else "")
    price = Fraction(terms.figure("price"))
    is_own = int(stated.pence[rules.AVERTED][0]) == in_pence(max(price * own, Fraction(0)))
    whose = "of this cohort" if is_own else "of all cohorts together"
    return f"{number_text(own if is_own else every)} events {whose}, at {_pounds(terms, 'price')} each"


def three_way(terms: Contract, outcome: Outcome) -> dict[str, Working]:
    """Workings of the three-way rule."""
    most_fallen, least_risen = rules.significant(outcome, Fraction(terms.figure("confidence")))
    at = f"at {_number(terms, 'confidence')}% confidence"
    finding = f"No significant change {at}: nothing paid or deducted"
    if outcome.reconvicted <= most_fallen:
        finding = f"Significantly fewer people {at}"
    elif outcome.reconvicted >= least_risen:
        finding = f"Significantly more people {at}: deducted"
    fewer = outcome.reconvicted * outcome.control_events - outcome.events
    months = monthly_payments(in_pence(Fraction(terms.figure("fee-for-service"))))
    return {
        rules.FEE_FOR_SERVICE: Working(
            f"11 monthly payments of {pounds_text(months[0])} and a last of {pounds_text(months[-1])}",
            ("fee-for-service",),
        ),
        rules.BINARY: Working(finding, ("confidence", "binary-payment")),
        rules.FREQUENCY: Working(
            f"{number_text(abs(fewer))} reoffences {'fewer' if fewer >= 0 else 'more'} than at the baseline's number for "
            f"each person who reoffended, at {_pounds(terms, 'frequency-price')} each",
            ("frequency-price",),
        ),
        rules.OVER_MAXIMUM: Working(
            f"At most {_pounds(terms, 'maximum-annual-payment')} in the year", ("maximum-annual-payment",)
        ),
    }


def balancing(terms: Contract, outcome: Outcome) -> dict[str, Working]:
    """Workings of the balancing rule."""
    share, full = Fraction(terms.figure("upfront-share")), Fraction(terms.figure("full-fall"))
    fees = f"{outcome.n:,} people at {_pounds(terms, 'fee')}"
    earned = min(max(fall_points(outcome) / full, Fraction(0)), Fraction(1))
    return {
        rules.UPFRONT: Working(f"{number_text(share)}% of {fees}", ("fee", "upfront-share")),
        rules.BALANCE: Working(
            f"{number_text(100 * earned)}% of the other {number_text(100 - share)}%: a fall of {points_text(full)} earns all of it",
            ("fee", "upfront-share", "full-fall"),
        ),
    }


def deduction(terms: Contract, outcome: Outcome) -> dict[str, Working]:
    """Workings of the deduction rule."""
    return {
        rules.FEES: Working(f"{outcome.n:,} people at {_pounds(terms, 'fee')}", ("fee",)),
        rules.DEDUCTIONS: Working(f"{outcome.events:,} reconvictions at {_pounds(terms, 'deduction')}", ("deduction",)),
        rules.OVER_DEDUCTION: Working(
            f"At most {_number(terms, 'most-deducted')}% of the fees is deducted", ("fee", "most-deducted")
        ),
    }


def volume(terms: Contract, outcome: Outcome) -> dict[str, Working]:
    """Workings of the volume rule; `bands` stands for the bands of the payment itself."""
    band, on = rules.band_reached(terms, outcome), terms.payment.bands_on
    reached = outcome.volume.starts if on == "starts" else outcome.volume.referrals
    return {rules.BAND_FEE: Working(f"{reached:,} {on}: the band from {band.from_count:,} on", ("bands",))}


WORKINGS: dict[str, Callable[[Contract, Outcome], dict[str, Working]]] = {
    "threshold": threshold,
    "events": events,
    "three-way": three_way,
    "balancing": balancing,
    "deduction": deduction,
    "volume": volume,
}
