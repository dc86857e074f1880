"""The six payment rules: what each pays over many final counts at once, exactly.

A threshold is compared as a count of people or events: `baseline - x / n >= 5 points` is `x <= n (baseline - 5 points)`,
worked out in fractions, so that no float can slip. Every rule takes the terms, the outcome that all the counts share,
and the counts. `Amounts.pence` holds one array of pence for each line of the statement.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from statistics import NormalDist

import numpy as np

from throughgate.methods.payment.falls import trigger_events
from throughgate.methods.payment.model import Outcome, Settled
from throughgate.methods.payment.pence import in_pence, linear_pence
from throughgate.terms import Contract

RECLAIMED = "Reclaimed from the core contract value"
REWARD = "Outcome payment beyond the threshold"
AVERTED = "Events averted"
OVER_MOST = "Beyond the most that the contract pays"
PAID_BEFORE = "Already paid for earlier cohorts"
FEE_FOR_SERVICE = "Fee for service"
BINARY = "Payment by the test of the rate"
FREQUENCY = "Payment by the number of reoffences"
OVER_MAXIMUM = "Beyond the maximum annual payment"
UPFRONT = "Upfront fee"
BALANCE = "Balancing payment"
FEES = "Fees"
DEDUCTIONS = "Deductions for reconvictions"
OVER_DEDUCTION = "Deductions beyond the most deducted"
BAND_FEE = "Fee of the volume band"
LIMITS = (OVER_MOST, PAID_BEFORE, OVER_MAXIMUM, OVER_DEDUCTION)
"""Lines that stand in a statement only where they take something away or give something back."""


@dataclass(frozen=True, eq=False)
class Counts:
    """Final counts of people reconvicted and of events, the same outcome at the same place (int64)."""

    reconvicted: np.ndarray
    events: np.ndarray


def counts_of(outcome: Outcome) -> Counts:
    """The one outcome's own counts."""
    return Counts(np.array([outcome.reconvicted], dtype=np.int64), np.array([outcome.events], dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Amounts:
    """What is paid over many counts: pence by line, the decision, whether the target was met (None without one).

    `fixed` names the lines that are paid whatever the outcome: no reward and no risk, so nothing of them passes on.
    """

    pence: dict[str, np.ndarray]
    decision: np.ndarray
    is_met: np.ndarray | None
    fixed: tuple[str, ...] = ()

    @property
    def total(self) -> np.ndarray:
        """Pence in all."""
        return sum(self.pence.values())


def exact(terms: Contract, *names: str) -> list[Fraction]:
    """Figures of the terms, exact, in the order of their names."""
    return [Fraction(terms.figure(name)) for name in names]


def threshold(terms: Contract, outcome: Outcome, counts: Counts) -> Amounts:
    """Reclaim a share of the core value below the threshold, pay a slope beyond it up to the cap.

    With a fall of d points: d < threshold reclaims share-at-risk x core-value; d = threshold pays nothing and reclaims
    nothing; beyond it slope x (min(d, cap) - threshold).
    """
    needed, cap, share, core, slope = exact(terms, "threshold", "cap", "share-at-risk", "core-value", "slope")
    is_met = counts.reconvicted <= floor(outcome.n * (outcome.baseline - needed / 100))
    beyond = linear_pence(slope * (100 * outcome.baseline - needed), (-100 * slope / outcome.n, counts.reconvicted))
    reward = np.where(is_met, np.clip(beyond, 0, in_pence(slope * (cap - needed))), 0)
    return Amounts(
        {RECLAIMED: np.where(is_met, 0, -in_pence(core * share / 100)), REWARD: reward},
        np.select([~is_met, reward > 0], ["clawback", "reward"], "keep"),
        is_met,
    )


def events(terms: Contract, outcome: Outcome, counts: Counts) -> Amounts:
    """Pay a price for each event fewer than the control's, once the fall reaches a trigger.

    A cohort that reaches trigger-cohort is paid for its own events averted, n x control - events. With the last cohort,
    where the mean fall of all cohorts weighted by people reaches trigger-pooled, the events averted in all of them are
    due, less what was paid before; where both triggers are reached the larger holds. Never more than most-paid in all,
    never below nothing.
    """
    trigger, price, most = exact(terms, "trigger-cohort", "price", "most-paid")
    left = max(in_pence(most) - sum(settled.paid_pence for settled in outcome.earlier), 0)
    is_met = _reaches(outcome, counts.events, trigger)
    gross = np.where(is_met, _priced(price, outcome.n * outcome.control_events, counts.events), 0)
    due, before = np.minimum(gross, left), np.zeros_like(gross)
    if outcome.is_last:
        is_pooled, all_gross, all_before, all_due = _all_cohorts(terms, outcome, counts)
        by_all = is_pooled & (all_due >= due)
        gross, before, due = (
            np.where(by_all, pair[0], pair[1]) for pair in ((all_gross, gross), (all_before, before), (all_due, due))
        )
        is_met = is_met | is_pooled
    return Amounts(
        {AVERTED: gross, OVER_MOST: due - gross + before, PAID_BEFORE: -before},
        np.where(due > 0, "paid", "nothing"),
        is_met,
    )


def _all_cohorts(terms: Contract, outcome: Outcome, counts: Counts) -> tuple[np.ndarray, ...]:
    """For all cohorts together: whether the pooled trigger is reached, what they are worth, paid before, and still due."""
    trigger, price, most = exact(terms, "trigger-pooled", "price", "most-paid")
    control = outcome.n * outcome.control_events
    control += sum(settled.n * settled.control_events - settled.events for settled in outcome.earlier)
    gross = _priced(price, control, counts.events)
    held = np.minimum(gross, in_pence(most))
    before = np.minimum(held, sum(settled.paid_pence for settled in outcome.earlier))
    return _reaches(outcome, counts.events, trigger, earlier=outcome.earlier), gross, before, held - before


def _reaches(
    outcome: Outcome, events: np.ndarray, trigger: Fraction, *, earlier: tuple[Settled, ...] = ()
) -> np.ndarray:
    """Whether the fall, or with `earlier` cohorts their mean fall, is at least `trigger` per cent."""
    if not outcome.control_events:
        return np.zeros(events.shape, dtype=bool)
    return events <= floor(trigger_events(outcome, trigger, earlier=earlier))


def _priced(price: Fraction, control_events: Fraction, events: np.ndarray) -> np.ndarray:
    """Pence for the events fewer than the control's; nothing where they are more."""
    return np.maximum(linear_pence(price * control_events, (-price, events)), 0)


def three_way(terms: Contract, outcome: Outcome, counts: Counts) -> Amounts:
    """Pay for a significant fall of the rate, deduct for a significant rise, and price reoffences; with the yearly fee.

    The frequency earns frequency-price x (baseline's reoffences per person reconvicted x people reconvicted - reoffences).
    What all comes to beyond maximum-annual-payment is not paid.
    """
    most, fee, binary, price = exact(
        terms, "maximum-annual-payment", "fee-for-service", "binary-payment", "frequency-price"
    )
    most_fallen, least_risen = significant(outcome, Fraction(terms.figure("confidence")))
    falls, rises = counts.reconvicted <= most_fallen, counts.reconvicted >= least_risen
    pence = {
        FEE_FOR_SERVICE: np.full(falls.shape, in_pence(fee), dtype=np.int64),
        BINARY: in_pence(binary) * (falls.astype(np.int64) - rises),
        FREQUENCY: linear_pence(
            Fraction(0), (price * outcome.control_events, counts.reconvicted), (-price, counts.events)
        ),
    }
    pence[OVER_MAXIMUM] = np.minimum(in_pence(most) - sum(pence.values()), 0)
    decision = np.select([falls, rises], ["paid", "deduction"], "nothing")
    return Amounts(pence, decision, falls, fixed=(FEE_FOR_SERVICE,))


def significant(outcome: Outcome, confidence: Fraction) -> tuple[int, int]:
    """The most people reconvicted with a significant fall, and the fewest with a significant rise.

    z = (rate - baseline) / sqrt(baseline_se^2 + baseline (1 - baseline) / n) against the two-sided limit of the normal
    distribution. The cohort's binomial error is taken at the baseline's rate (Wilson 1927,
    doi:10.1080/01621459.1927.10502953): taken at its own it would vanish where nobody or everybody is reconvicted, and
    one person would make a significant fall.

    Returns:
        (-1, n + 1) where no count is significant.
    """
    rate, n = outcome.baseline, outcome.n
    variance = Fraction(outcome.baseline_se) ** 2 + rate * (1 - rate) / n
    limit = Fraction(NormalDist().inv_cdf(0.5 + float(confidence) / 200)) ** 2 * variance
    every = range(n + 1)
    not_fallen = bisect_left(every, True, key=lambda x: rate <= Fraction(x, n) or (rate - Fraction(x, n)) ** 2 < limit)
    risen = bisect_left(every, True, key=lambda x: Fraction(x, n) > rate and (Fraction(x, n) - rate) ** 2 >= limit)
    return not_fallen - 1, risen


def balancing(terms: Contract, outcome: Outcome, counts: Counts) -> Amounts:
    """Pay a share of the fee at once, and of the rest as much as the fall is of full-fall, from none to all of it."""
    fee, share, full = exact(terms, "fee", "upfront-share", "full-fall")
    upfront = in_pence(fee * outcome.n * share / 100)
    rest = in_pence(fee * outcome.n) - upfront
    each_point = Fraction(rest, 100) / full
    earned = linear_pence(each_point * 100 * outcome.baseline, (-100 * each_point / outcome.n, counts.reconvicted))
    balance = np.clip(earned, 0, rest)
    return Amounts(
        {UPFRONT: np.full(balance.shape, upfront, dtype=np.int64), BALANCE: balance},
        np.where(balance > 0, "paid", "nothing"),
        counts.reconvicted <= floor(outcome.n * (outcome.baseline - full / 100)),
        fixed=(UPFRONT,),
    )


def deduction(terms: Contract, outcome: Outcome, counts: Counts) -> Amounts:
    """Pay a fee for each person less a deduction for each reconviction (each event), up to most-deducted of the fees."""
    fee, each, most = exact(terms, "fee", "deduction", "most-deducted")
    gross = linear_pence(Fraction(0), (each, counts.events))
    over = np.maximum(gross - in_pence(fee * outcome.n * most / 100), 0)
    fees = np.full(gross.shape, in_pence(fee * outcome.n), dtype=np.int64)
    return Amounts(
        {FEES: fees, DEDUCTIONS: -gross, OVER_DEDUCTION: over},
        np.where(gross > over, "deduction", "paid"),
        None,
        fixed=(FEES,),
    )


def volume(terms: Contract, outcome: Outcome, counts: Counts) -> Amounts:
    """Pay the fee of the band that the referrals, or the starts, of the window reach."""
    fee = in_pence(Fraction(band_reached(terms, outcome).fee))
    paid = np.full(counts.reconvicted.shape, fee, dtype=np.int64)
    return Amounts({BAND_FEE: paid}, np.where(paid > 0, "paid", "nothing"), None, fixed=(BAND_FEE,))


def band_reached(terms: Contract, outcome: Outcome):
    """The highest band whose start the volume reaches."""
    reached = outcome.volume.starts if terms.payment.bands_on == "starts" else outcome.volume.referrals
    return [band for band in terms.payment.bands if band.from_count <= reached][-1]


AMOUNTS = {
    "threshold": threshold,
    "events": events,
    "three-way": three_way,
    "balancing": balancing,
    "deduction": deduction,
    "volume": volume,
}
