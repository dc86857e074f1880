"""The second payment: one query a rule, with the contract's figures and the second counts as its only numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scipy.special import chdtri

from throughgate.ledger.model import Counts, SecondLine
from throughgate.methods.payment import Outcome
from throughgate.projection import FINAL, CohortProjection
from throughgate.rules import RULE_FIGURES
from throughgate.store.reader import Reader, query
from throughgate.terms import Contract

FINEST = 10**15
"""Denominator beyond which a fraction is rounded: DuckDB's whole numbers end at 38 digits."""

RULES = {
    "threshold": ("ledger/pay_threshold", ("reconvicted", "baseline_numerator", "baseline_denominator")),
    "balancing": ("ledger/pay_balancing", ("reconvicted", "baseline_numerator", "baseline_denominator")),
    "deduction": ("ledger/pay_deduction", ("events",)),
    "three-way": (
        "ledger/pay_three_way",
        ("reconvicted", "events", "baseline_numerator", "baseline_denominator", "baseline_se", "control_numerator", "control_denominator"),
    ),
    "events": (
        "ledger/pay_events",
        (
            "events", "control_numerator", "control_denominator", "is_last", "earlier_n", "earlier_events",
            "earlier_numerators", "earlier_denominators", "earlier_pence",
        ),
    ),
}  # fmt: skip
"""By rule, its query and what that asks for beside n and the contract's figures; volume has its own way in."""


@dataclass(frozen=True)
class Basis:
    """What the second computation found: its counts, the adjusted baseline, and the events it is set against."""

    counts: Counts
    baseline: Fraction | None
    control_events: Fraction | None


def is_priced(terms: Contract, cohort: CohortProjection) -> bool:
    """Whether a payment follows from the counts: of a final cohort, and of volumes, which are paid for as they come.

    Counts that are still followed up have no payment: set against a figure for the end they would look too good.
    """
    return cohort.outcome is not None and (cohort.status == FINAL or terms.outcome.headline == "volume")


def paid(reader: Reader, terms: Contract, outcome: Outcome, basis: Basis) -> tuple[SecondLine, ...] | None:
    """The lines of the payment by the contract's rule; None where there is nobody to pay for.

    Of `outcome`, which is the first computation's, only the standard error of the baseline and the cohorts settled
    before are taken.
    """
    if basis.counts.n == 0:
        return None
    name, takes = RULES[terms.payment.rule]
    facts = _facts(outcome, basis)
    return _lines(reader, name, {"n": basis.counts.n, **_figures(terms), **{fact: facts[fact] for fact in takes}})


def paid_by_volume(reader: Reader, terms: Contract, counts: Counts) -> tuple[SecondLine, ...]:
    """The fee of the band that the referrals, or the starts, reach."""
    bands = terms.payment.bands
    asked = {
        "band_starts": [band.from_count for band in bands],
        "band_fees": [str(band.fee) for band in bands],
        "volume": counts.starts if terms.payment.bands_on == "starts" else counts.n,
    }
    return _lines(reader, "ledger/pay_volume", asked)


def passed_on(reader: Reader, terms: Contract, lines: tuple[SecondLine, ...] | None) -> tuple[SecondLine, ...]:
    """The shares of the contract's partners in what hangs on the outcome."""
    partners = terms.payment.partners if terms.payment and lines else ()
    if not partners:
        return ()
    asked = {
        "at_stake": sum(line.pence for line in lines if not line.is_fixed),
        "names": [partner.name for partner in partners],
        "reward_shares": [str(partner.reward_share) for partner in partners],
        "risk_shares": [str(partner.risk_share) for partner in partners],
    }
    return _lines(reader, "ledger/pay_partners", asked)


def _figures(terms: Contract) -> dict[str, object]:
    """The contract's figures as written; of a test's confidence the limit that it sets."""
    figures: dict[str, object] = {
        name.replace("-", "_"): str(terms.figure(name)) for name in RULE_FIGURES[terms.payment.rule]
    }
    confidence = figures.pop("confidence", None)
    if confidence is not None:
        figures["chi_squared"] = float(chdtri(1, 1 - float(confidence) / 100))
    return figures


def _facts(outcome: Outcome, basis: Basis) -> dict[str, object]:
    controls = [_fraction("control", settled.control_events) for settled in outcome.earlier]
    return {
        "reconvicted": basis.counts.reconvicted,
        "events": basis.counts.events,
        "baseline_se": outcome.baseline_se,
        **_fraction("baseline", basis.baseline),
        **_fraction("control", basis.control_events),
        "is_last": outcome.is_last,
        "earlier_n": [settled.n for settled in outcome.earlier],
        "earlier_events": [settled.events for settled in outcome.earlier],
        "earlier_numerators": [control["control_numerator"] for control in controls],
        "earlier_denominators": [control["control_denominator"] for control in controls],
        "earlier_pence": [settled.paid_pence for settled in outcome.earlier],
    }


def _fraction(name: str, value: Fraction | None) -> dict[str, str]:
    """A fraction as two whole numbers in text, which a float would cut."""
    value = value or Fraction(0)
    if value.denominator > FINEST:
        value = Fraction(round(value * FINEST), FINEST)
    return {f"{name}_numerator": str(value.numerator), f"{name}_denominator": str(value.denominator)}


def _lines(reader: Reader, name: str, asked: dict[str, object]) -> tuple[SecondLine, ...]:
    rows = query(reader, name, **asked).itertuples()
    return tuple(SecondLine(str(row.line), int(row.pence), bool(row.is_fixed)) for row in rows)
