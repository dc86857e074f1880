"""From an outcome to a statement in pence, and to payments over many outcomes."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from throughgate.figure import Status
from throughgate.methods.payment.amounts import AMOUNTS, LIMITS, Amounts, Counts, counts_of
from throughgate.methods.payment.checks import check_counts, check_outcome, rule_of
from throughgate.methods.payment.facts import BASELINE, FACTS
from throughgate.methods.payment.lines import WORKINGS
from throughgate.methods.payment.model import Line, Outcome, Payments, Statement
from throughgate.methods.payment.pence import nearest, number_text, pounds_text
from throughgate.rules import RULE_FIGURES, Partner
from throughgate.terms import Contract

LEAST_CERTAIN_FIRST: tuple[Status, ...] = ("assumed", "disputed")


def statement(terms: Contract, outcome: Outcome) -> Statement:
    """What the contract pays for this outcome, line by line.

    Args:
        terms: the contract, with a payment rule.
        outcome: exact counts and rates of one cohort.

    Returns:
        Lines in pence, each rounded once to the nearest penny and halves away from zero; their sum is the total.

    Raises:
        ValueError: the contract pays nothing, or the outcome lacks what its rule needs.
    """
    check_outcome(terms, outcome)
    rule = rule_of(terms)
    amounts = AMOUNTS[rule](terms, outcome, counts_of(outcome))
    facts = (
        Line(label, None, text, _fact_status(terms, outcome, label)) for label, text in FACTS[rule](terms, outcome)
    )
    return Statement(
        rule=rule,
        decision=str(amounts.decision[0]),
        is_met=None if amounts.is_met is None else bool(amounts.is_met[0]),
        lines=(*facts, *_priced(terms, outcome, amounts)),
        total_pence=int(amounts.total[0]),
        passed_on=tuple(_share(partner, amounts) for partner in terms.payment.partners),
        levels=outcome.volume.levels if outcome.volume else (),
        assumed=tuple(n for n in RULE_FIGURES[rule] if terms.figures[n].status in LEAST_CERTAIN_FIRST),
    )


def _fact_status(terms: Contract, outcome: Outcome, label: str) -> Status:
    """Computed; but a baseline that is the terms' own figure, unadjusted, has the status of that figure."""
    figure = terms.figures.get("baseline-rate")
    is_the_figure = figure is not None and label == BASELINE and outcome.baseline == Fraction(figure.value) / 100
    return figure.status if is_the_figure else "computed"


def _priced(terms: Contract, outcome: Outcome, amounts: Amounts) -> list[Line]:
    workings = WORKINGS[rule_of(terms)](terms, outcome)
    return [
        Line(label, int(pence[0]), workings[label].text, _status(terms, workings[label].figures))
        for label, pence in amounts.pence.items()
        if pence[0] or label not in LIMITS
    ]


def payments(
    terms: Contract, outcome: Outcome, *, reconvicted: np.ndarray, events: np.ndarray | None = None
) -> Payments:
    """The same for many final counts, all else as in `outcome`.

    Args:
        terms: the contract, with a payment rule.
        outcome: what all the counts share; its own counts of people reconvicted and events are not used but for the ratio
            of the two, below.
        reconvicted: people reconvicted, whole numbers from 0 to n, of any shape.
        events: events, at the same places. Where left out, each person reconvicted has as many as in `outcome` (one, where
            nobody there is reconvicted), to the nearest whole number.

    Returns:
        Pence (int64), decision and whether the target was met, of the shape of `reconvicted`; exactly what `statement`
        says of each count. 100,000 counts take some hundredths of a second.

    Raises:
        ValueError: as `statement`, or counts that are not whole, out of range or of different shapes.
    """
    check_outcome(terms, outcome)
    amounts = AMOUNTS[rule_of(terms)](terms, outcome, _counts(terms, outcome, reconvicted, events))
    has_target = amounts.is_met is not None
    is_met = amounts.is_met if has_target else np.zeros(amounts.decision.shape, dtype=bool)
    return Payments(amounts.total, amounts.decision, is_met, has_target)


def marginal_value(
    terms: Contract, outcome: Outcome, *, reconvicted: np.ndarray, events: np.ndarray | None = None
) -> float:
    """Mean pence by which the payment rises when one person fewer is reconvicted (one event fewer, where events pay).

    With the rule three-way, which pays for both, one person fewer is reconvicted and with them go as many events as each
    has on average at that count: of 4.7 events, the payments at 4 and at 5 events fewer count 3 to 7. Where nobody is left
    to avert, nothing is gained. Arguments and errors as in `payments`.
    """
    check_outcome(terms, outcome)
    rule = rule_of(terms)
    counts = _counts(terms, outcome, reconvicted, events)
    if rule in ("events", "deduction"):
        people, each, each_of = counts.reconvicted, np.ones_like(counts.events), np.ones_like(counts.events)
    else:
        people, each_of = np.maximum(counts.reconvicted - 1, 0), np.maximum(counts.reconvicted, 1)
        each = counts.events * (counts.reconvicted > 0)
    gone, rest = np.divmod(each, each_of)
    now, fewer, more = (
        AMOUNTS[rule](terms, outcome, at).total
        for at in (counts, *(Counts(people, np.maximum(counts.events - gone - one, 0)) for one in (0, 1)))
    )
    return float(np.mean(fewer - now + (more - fewer) * rest / each_of))


def _counts(terms: Contract, outcome: Outcome, reconvicted: np.ndarray, events: np.ndarray | None) -> Counts:
    reconvicted = np.asarray(reconvicted)
    check_counts(reconvicted, "reconvicted", most=None if rule_of(terms) == "volume" else outcome.n)
    people = reconvicted.astype(np.int64)
    if events is None:
        each, of = (outcome.events, outcome.reconvicted) if outcome.reconvicted else (1, 1)
        return Counts(people, _nearest_ratio(people * each, np.full_like(people, of)))
    events = np.asarray(events)
    check_counts(events, "events", most=None)
    if events.shape != reconvicted.shape:
        raise ValueError(f"events has shape {events.shape}, reconvicted {reconvicted.shape}: give one of each a place")
    return Counts(people, events.astype(np.int64))


def _nearest_ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return (2 * above + below) // (2 * below)


def _status(terms: Contract, names: tuple[str, ...]) -> Status:
    """The least certain status of the figures that an amount rests on; `computed` where all are published."""
    held = {terms.figures[name].status if name in terms.figures else terms.payment.status for name in names}
    return next((status for status in LEAST_CERTAIN_FIRST if status in held), "computed")


def _share(partner: Partner, amounts: Amounts) -> Line:
    """A partner's share of the reward, or of the risk where money is reclaimed; none of what is paid whatever happens."""
    at_stake = int(amounts.total[0]) - sum(int(amounts.pence[label][0]) for label in amounts.fixed)
    what, share = ("reward", partner.reward_share) if at_stake >= 0 else ("risk", partner.risk_share)
    working = f"{number_text(Fraction(share))}% of {pounds_text(at_stake)}" if at_stake else "Nothing to share"
    return Line(
        f"{partner.name}: share of the {what}", nearest(at_stake * Fraction(share) / 100), working, partner.status
    )
