"""What a projected cohort would be paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from throughgate.methods.payment import (
    DECISIONS,
    Level,
    Outcome,
    Payments,
    Settled,
    Volume,
    marginal_value,
    payments,
    statement,
)
from throughgate.methods.payment.pence import nearest
from throughgate.projection.evidence import Outlook
from throughgate.projection.model import CohortProjection, InForce, PaymentProjection, Quantiles
from throughgate.rules import MEASURED_AGAINST
from throughgate.terms import Cohort, Contract


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of the final counts of `n` people, the same draw at the same place."""

    n: int
    reconvicted: np.ndarray
    events: np.ndarray


def drawn_from(ahead: Outlook) -> Draws:
    """The draws of an outlook. People and events are drawn apart, so that a draw may have fewer events to come than people
    to be reconvicted for the first time: it then has as many.
    """
    first = ahead.people.final - ahead.people.reconvicted + ahead.events.reconvicted
    return Draws(ahead.n_expected, ahead.people.final, np.maximum(ahead.events.final, first))


def change_points(drawn: Draws, baseline: InForce) -> np.ndarray:
    """The rate less the adjusted baseline in percentage points, one a draw."""
    return 100 * (drawn.reconvicted / drawn.n - against(drawn, baseline)[:, 0])


def relative_change(drawn: Draws, baseline: InForce) -> np.ndarray:
    """Events per person less the control's, in per cent of the control's, one a draw."""
    return 100 * (drawn.events / drawn.n / against(drawn, baseline)[:, 1] - 1)


def has_events(baseline: InForce) -> bool:
    """Whether there are events to set others against, wherever a control may end."""
    return bool(baseline.control_events) and all(events for _, events in baseline.possible)


def against(drawn: Draws, baseline: InForce) -> np.ndarray:
    """The rate and the events per person that each draw is set against: a row a draw.

    The possible ends of a control still followed up take turns: the draws of the cohort come in no order, so that its
    chance and the control's are independent.
    """
    ends = baseline.possible or ((baseline.adjusted, baseline.control_events or Fraction(0)),)
    return np.resize(np.array(ends, dtype=float), (len(drawn.events), 2))


def quantiles(draws: np.ndarray) -> Quantiles:
    """Mean and quantiles of draws."""
    return Quantiles(float(draws.mean()), *(float(q) for q in np.quantile(draws, [0.025, 0.1, 0.5, 0.9, 0.975])))


def outcome_of(
    terms: Contract, cohort: Cohort, baseline: InForce | None, *, before: Sequence[CohortProjection]
) -> Outcome | None:
    """What the rule needs to know of a cohort beside its counts.

    None where the contract pays nothing or lacks a baseline; and for the last cohort of a rule that pools cohorts while an
    earlier one is open, since a pool without it would be of other people. `before` are the contract's earlier cohorts.
    """
    if terms.payment is None or (terms.payment.rule in MEASURED_AGAINST and not _can_be_measured(terms, baseline)):
        return None
    is_last = cohort == terms.paid_on[-1]
    if terms.payment.rule == "events" and is_last and any(not earlier.is_settled for earlier in before):
        return None
    return Outcome(
        n=0,
        baseline=baseline.adjusted if baseline else None,
        baseline_se=baseline.se if baseline else 0.0,
        control_events=baseline.control_events if baseline else None,
        earlier=tuple(_settled(earlier) for earlier in before if earlier.is_settled),
        is_last=is_last,
    )


def _can_be_measured(terms: Contract, baseline: InForce | None) -> bool:
    counts_events = terms.payment.rule in ("events", "three-way")
    return baseline is not None and not (counts_events and baseline.control_events is None)


def _settled(projection: CohortProjection) -> Settled:
    control = projection.baseline.control_events if projection.baseline else None
    return Settled(projection.n, projection.events, control or Fraction(0), projection.payment.statement.total_pence)


def pay(terms: Contract, outcome: Outcome, drawn: Draws, baseline: InForce | None) -> PaymentProjection:
    """Payments over the draws, each against one of the baseline's possible ends, and the statement at the middle of them."""
    asked = replace(outcome, n=drawn.n)
    counts = {"reconvicted": drawn.reconvicted, "events": drawn.events}
    possible = baseline.possible if baseline else ()
    middle = {name: int(np.quantile(values, 0.5, method="inverted_cdf")) for name, values in counts.items()}
    marginal = _marginal(terms, asked, counts, possible)
    return _summary(_paid(terms, asked, counts, possible), statement(terms, replace(asked, **middle)), marginal)


def expected_pence(terms: Contract, outcome: Outcome, drawn: Draws, baseline: InForce | None) -> int:
    """The mean of the payments over the draws alone, as `pay` has it."""
    counts = {"reconvicted": drawn.reconvicted, "events": drawn.events}
    return _mean(_paid(terms, replace(outcome, n=drawn.n), counts, baseline.possible if baseline else ()))


Possible = tuple[tuple[Fraction, Fraction], ...]


def _paid(terms: Contract, asked: Outcome, counts: dict[str, np.ndarray], possible: Possible) -> Payments:
    """Payments over the draws; `possible` ends take turns as in `against`."""
    if not possible:
        return payments(terms, asked, **counts)
    parts = [payments(terms, end, **held) for end, held in _in_turns(asked, counts, possible)]
    places = np.arange(len(counts["events"]))
    order = np.argsort(np.concatenate([places[k :: len(possible)] for k in range(len(possible))]))
    joined = (
        np.concatenate([getattr(part, what) for part in parts])[order] for what in ("pence", "decision", "is_met")
    )
    return Payments(*joined, parts[0].has_target)


def _marginal(terms: Contract, asked: Outcome, counts: dict[str, np.ndarray], possible: Possible) -> float:
    """The mean gain from one reconviction fewer."""
    if not possible:
        return marginal_value(terms, asked, **counts)
    gained = sum(
        marginal_value(terms, end, **held) * len(held["events"]) for end, held in _in_turns(asked, counts, possible)
    )
    return gained / len(counts["events"])


def _in_turns(
    asked: Outcome, counts: dict[str, np.ndarray], possible: Possible
) -> Iterator[tuple[Outcome, dict[str, np.ndarray]]]:
    """Each possible end of the baseline, with the draws whose turn it is."""
    for k, (rate, events) in enumerate(possible):
        held = {name: values[k :: len(possible)] for name, values in counts.items()}
        yield replace(asked, baseline=rate, control_events=events), held


def pay_volume(terms: Contract, outcome: Outcome) -> PaymentProjection:
    """What a contract paid by volume pays for the referrals so far: one outcome, no draws."""
    stated = statement(terms, outcome)
    paid = Payments(np.array([stated.total_pence]), np.array([stated.decision]), np.array([False]), has_target=False)
    return _summary(paid, stated, 0.0)


def _summary(paid: Payments, stated, marginal: float) -> PaymentProjection:
    low, middle, high = (int(q) for q in np.quantile(paid.pence, [0.1, 0.5, 0.9], method="inverted_cdf"))
    return PaymentProjection(
        payments=paid,
        expected_pence=_mean(paid),
        p10_pence=low,
        p50_pence=middle,
        p90_pence=high,
        statement=stated,
        by_decision={
            decision: paid.probability(decision) for decision in DECISIONS if (paid.decision == decision).any()
        },
        marginal_pence=marginal,
    )


def _mean(paid: Payments) -> int:
    return nearest(Fraction(int(paid.pence.sum()), len(paid.pence)))


def volume_of(terms: Contract, rows) -> Volume:
    """Referrals, starts and hours of a cohort, from rows by sessions expected; plans longer than any level are of the last."""
    hours = Fraction(terms.figure("hours-per-session"))
    starts_at = [0, *(level.up_to_sessions + 1 for level in terms.payment.complexity[:-1])]
    place = np.searchsorted(starts_at, rows["sessions_expected"], side="right") - 1
    planned = rows["sessions_expected"].notna()
    levels = [
        Level(level.name, int(own["starts"].sum()), hours * int(own["sessions_attended"].sum()))
        for at, level in enumerate(terms.payment.complexity)
        for own in (rows[planned & (place == at)],)
    ]
    return Volume(int(rows["referrals"].sum()), int(rows["starts"].sum()), tuple(levels))
