"""What turns on a cohort's outcome: the most that its rule takes or pays, and how far it has to fall to be paid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from throughgate.methods.payment.amounts import significant
from throughgate.methods.payment.falls import fallen_people
from throughgate.methods.payment.model import Outcome
from throughgate.methods.payment.pence import in_pence
from throughgate.terms import Contract


@dataclass(frozen=True)
class Stake:
    """The most pence that turn on a cohort's outcome: taken from the provider, and paid to it; None where nothing limits it."""

    taken_pence: int | None
    paid_pence: int | None


def stake(terms: Contract, outcome: Outcome | None, people: int) -> Stake | None:
    """What a rule can take and pay at most, beside what is paid whatever happens; None where nothing is paid.

    threshold: taken share-at-risk x core-value, paid slope x (cap - threshold). events: paid most-paid less what earlier
    cohorts were paid. three-way: paid maximum-annual-payment less fee-for-service; the deduction by events has no limit.
    balancing: paid what is not upfront of fee x people. deduction: taken most-deducted of fee x people. volume: paid the
    highest band's fee.

    Args:
        terms: the contract's.
        outcome: the cohort's, for what earlier cohorts were paid; None where there is none yet.
        people: how many the cohort will have.
    """
    if terms.payment is None:
        return None

    def value(name: str) -> Fraction:
        return Fraction(terms.figure(name))

    match terms.payment.rule:
        case "threshold":
            return Stake(
                in_pence(value("share-at-risk") * value("core-value") / 100),
                in_pence(value("slope") * (value("cap") - value("threshold"))),
            )
        case "events":
            before = sum(settled.paid_pence for settled in outcome.earlier) if outcome else 0
            return Stake(0, max(in_pence(value("most-paid")) - before, 0))
        case "three-way":
            return Stake(None, in_pence(value("maximum-annual-payment") - value("fee-for-service")))
        case "balancing":
            return Stake(0, in_pence(value("fee") * people * (100 - value("upfront-share")) / 100))
        case "deduction":
            return Stake(in_pence(value("fee") * people * value("most-deducted") / 100), 0)
    return Stake(0, max(in_pence(Fraction(band.fee)) for band in terms.payment.bands))


def fall_needed(terms: Contract, outcome: Outcome | None, people: int) -> Fraction | None:
    """How far a cohort has to fall to meet its target; None where its rule turns on none, or that cannot be worked out yet.

    Of the rule events the last cohort also earns by all cohorts together: fallen f, n people, earlier cohorts' people x fall
    summed to s, needs n f + s >= (all people) x trigger-pooled, and the easier of the two counts.

    Returns:
        Percentage points below the baseline or, of the rule events, per cent of the control's events.
    """
    rule = terms.payment.rule if terms.payment else None
    if rule == "threshold":
        return Fraction(terms.figure("threshold"))
    if outcome is None or rule not in ("events", "three-way"):
        return None
    return _fewer_events(terms, outcome, people) if rule == "events" else _significant_fall(terms, outcome, people)


def _fewer_events(terms: Contract, outcome: Outcome, people: int) -> Fraction:
    own = Fraction(terms.figure("trigger-cohort"))
    if not outcome.is_last or not outcome.earlier:
        return own
    everybody = people + sum(settled.n for settled in outcome.earlier)
    pooled = Fraction(terms.figure("trigger-pooled")) * everybody - 100 * fallen_people(outcome.earlier)
    return min(own, pooled / people)


def _significant_fall(terms: Contract, outcome: Outcome, people: int) -> Fraction:
    """How far the rate has to fall to differ significantly, by as many people as the cohort will have."""
    ended = replace(outcome, n=people)
    most, _ = significant(ended, Fraction(terms.figure("confidence")))
    return 100 * (ended.baseline - Fraction(most, ended.n))
