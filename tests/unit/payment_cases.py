"""Projections made by hand for the tests of the Payment page, one contract a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
from figures import rates
from units import unit_of

from throughgate.methods.nowcast import DelayRatio, Nowcast, SimpleEstimates
from throughgate.methods.payment import Line, Outcome, Payments, Statement, Volume
from throughgate.methods.payment.amounts import FEE_FOR_SERVICE
from throughgate.projection import (
    NO_COMPLETED_GROUP,
    RANGE_TOO_WIDE,
    CohortProjection,
    InForce,
    PaymentProjection,
    Quantiles,
)
from throughgate.rules import RULE_FIGURES
from throughgate.show.payment.seen import Seen
from throughgate.terms import Contract, parse_terms

AS_AT = date(2014, 6, 30)
VALUES = {
    "threshold": "5", "cap": "10", "core-value": "20000000", "share-at-risk": "10", "slope": "200000",
    "trigger-cohort": "10", "trigger-pooled": "7.5", "price": "8000", "most-paid": "8000000",
    "confidence": "95", "maximum-annual-payment": "11000000", "fee-for-service": "10000000", "binary-payment": "400000",
    "frequency-price": "1000", "fee": "2000", "upfront-share": "60", "full-fall": "6", "deduction": "3000",
    "most-deducted": "40", "expected-conversion": "80", "hours-per-session": "1",
}  # fmt: skip
HEADLINES = {"events": "frequency", "volume": "volume"}
BANDS = '\nbands_on = "referrals"\nbands = [{ from_count = 0, fee = "100000" }, { from_count = 400, fee = "150000" }]'
PARTNERS = """
[[payment.partners]]
name = "Catch22"
reward_share = "30"
risk_share = "0"
source = "not published"
status = "assumed"
"""
COHORTS = (("baseline", "Baseline year 2009", 2009), ("cohort-1", "Cohort 1", 2011), ("cohort-2", "Cohort 2", 2013))


def contract(rule: str | None = "threshold") -> Contract:
    """A contract of this rule; of its figures core-value and slope are assumed."""
    text = [
        'name = "Test contract"\nprovider = "Nobody"\nsummary = "For tests."',
        '[eligibility]\ncustody_types = ["sentenced"]\nsource = "s"\nstatus = "assumed"',
        f'[outcome]\nheadline = "{HEADLINES.get(rule, "binary")}"\nfollow_up_months = 12\nconviction_months = 18\n'
        'definition = "People convicted."\nsource = "s"\nstatus = "assumed"',
    ]
    for name in RULE_FIGURES.get(rule, ()):
        status = "assumed" if name in ("core-value", "slope", "price") else "published"
        text.append(
            f'[figures.{name}]\nvalue = "{VALUES[name]}"\nunit = "{unit_of(rule, name)}"\nsource = "s"\nstatus = "{status}"'
        )
    if rule == "events":
        text.append('[adjustment]\nmethod = "reweighted-control"\nsource = "s"\nstatus = "published"')
    if rule:
        bands = BANDS if rule == "volume" else ""
        text.append(f'[payment]\nrule = "{rule}"\nsource = "s"\nstatus = "published"{bands}')
        text.append(PARTNERS if rule == "threshold" else "")
    for id_, name, year in COHORTS:
        kind = "baseline" if id_ == "baseline" else "cohort"
        text.append(
            f'[[cohorts]]\nid = "{id_}"\nname = "{name}"\nkind = "{kind}"\ndischarged_from = {year}-01-01\n'
            f'discharged_to = {year}-12-31\nestablishments = ["HMP Test"]\nsource = "s"\nstatus = "assumed"'
        )
    return parse_terms("\n\n".join(text), contract_id="test", file="test.toml")


def spread(low: float, middle: float, high: float) -> Quantiles:
    """Quantiles with these ends of the 95% range, the 80% range two thirds as wide."""
    return Quantiles(middle, low, middle - (middle - low) * 2 / 3, middle, middle + (high - middle) * 2 / 3, high)


def point(value: float) -> Quantiles:
    return Quantiles(value, value, value, value, value, value)


def in_force(terms: Contract, *, method: str = "none", control: str | None = None) -> InForce:
    rate = Fraction("0.582")
    events = Fraction(control) if control else None
    return InForce(terms.cohort("baseline"), rate, rate, True, rate, method, 0.0, None, None, events)


def nowcast(*, observed=(40, 30, 3), expected=(41.5, 32.0, 4.0)) -> Nowcast:
    ratio = np.array(observed) / np.maximum(expected, 0.1)
    return Nowcast(
        1571, 1571, int(sum(observed)), np.full(4, 862), ratio, ratio - 0.1, ratio + 0.1, np.array(observed), np.array(expected)
    )  # fmt: skip


def stated(rule: str, decision: str, pence: int, *, is_met: bool | None, lines: tuple[Line, ...] = ()) -> Statement:
    of = lines or (Line("What turns on it", pence, "by the rule", "assumed"),)
    passed = (Line("Catch22: share of the risk", 0, "0% of it", "assumed"),) if rule == "threshold" else ()
    assumed = {"threshold": ("core-value", "slope"), "events": ("price",)}.get(rule, ())
    return Statement(rule, decision, is_met, of, sum(line.amount_pence or 0 for line in of), passed, assumed)


def paid(statement: Statement, draws: dict[str, tuple[int, int]], *, marginal: float = 0.0) -> PaymentProjection:
    """A payment of draws: for each decision how many of them, and the pence of each."""
    pence = np.concatenate([np.full(count, each) for count, each in draws.values()])
    decision = np.concatenate([np.full(count, name, dtype=object) for name, (count, _) in draws.items()])
    shares = {name: count / len(pence) for name, (count, _) in draws.items()}
    low, middle, high = (int(q) for q in np.quantile(pence, [0.1, 0.5, 0.9], method="inverted_cdf"))
    return PaymentProjection(
        Payments(pence, decision, np.isin(decision, ("keep", "reward", "paid"))), round(pence.mean()), low, middle, high, statement, shares, marginal
    )  # fmt: skip


CLAWBACK = paid(
    stated("threshold", "clawback", -200_000_000, is_met=False),
    {"clawback": (97, -200_000_000), "keep": (2, 0), "reward": (1, 4_000_000)},
    marginal=61_200.4,
)


def cohort(terms: Contract, cohort_id: str = "cohort-2", **changes) -> CohortProjection:
    """Doncaster's cohort 2 of the mock-up: 54.9% against 58.2%, unless changed."""
    base = CohortProjection(
        cohort=terms.cohort(cohort_id), status="projected", n=1571, n_expected=1571, reconvicted=801, events=2000, mature=1382,
        final_rate=spread(0.531, 0.549, 0.566), final_events=None, nowcast=nowcast(), event_nowcast=None,
        simple=SimpleEstimates(0.51, 0.541, 0.545, 0.532, 0.548, 0.582), delay=DelayRatio(np.ones(18), 1.04),
        baseline=in_force(terms), change_points=spread(-5.1, -3.3, -1.6), p_threshold_met=0.03, payment=CLAWBACK, oe=0.94,
        outcome=Outcome(1571, 801, 2000, Fraction("0.582")),
    )  # fmt: skip
    if changes.get("nowcast", base.nowcast) is None:
        changes = {"oe": None} | changes
    return replace(base, **({"why_too_early": why_early(changes)} | changes))


def why_early(changes: dict[str, object]) -> str | None:
    """Why a cohort with these changes is too early, unless it is told: nothing to go by, or a range too wide."""
    if changes.get("status") != "too-early":
        return None
    has_none = any(changes.get(name, "there") is None for name in ("nowcast", "baseline"))
    return NO_COMPLETED_GROUP if has_none else RANGE_TOO_WIDE


def seen(rule: str | None = "threshold", *, cohort_id: str = "cohort-2", as_at: date = AS_AT, **changes) -> Seen:
    terms = contract(rule)
    return Seen(terms, cohort(terms, cohort_id, **changes), as_at)


def volume_seen(*, status: str = "final", referrals: int = 412, starts: int = 330) -> Seen:
    lines = (Line("Fee of the volume band", 15_000_000, "from 400 referrals", "computed"),)
    payment = paid(stated("volume", "paid", 15_000_000, is_met=None, lines=lines), {"paid": (1, 15_000_000)})
    return seen(
        "volume", status=status, n=referrals, n_expected=referrals, reconvicted=0, events=0, mature=0, final_rate=None, nowcast=None,
        simple=None, delay=None, baseline=None, change_points=None, p_threshold_met=None, payment=payment, oe=None,
        outcome=Outcome(referrals, volume=Volume(referrals, starts)),
    )  # fmt: skip


FINAL = {"status": "final", "mature": 1571, "reconvicted": 825, "final_rate": point(825 / 1571)}
UP = 200_000_000


def final(decision: str, pence: int, *, points: float, is_met: bool, **changes):
    of = paid(stated("threshold", decision, pence, is_met=is_met), {decision: (3, pence)})
    return seen(**FINAL, change_points=point(points), p_threshold_met=float(is_met), payment=of, **changes)


def lines(fixed: str, *amounts: int) -> tuple[Line, ...]:
    """A statement's lines: what is paid whatever happens, and what turns on the outcome."""
    names = (fixed, *(f"Line {at}" for at in range(1, len(amounts))))
    return tuple(Line(name, pence, "worked", "assumed") for name, pence in zip(names, amounts, strict=True))


def events_seen(*, low: float = 132.0, high: float = 153.0, **changes):
    terms = contract("events")
    base = in_force(terms, method="reweighted-control", control="1.55")
    of = stated("events", "nothing", 0, is_met=False)
    changes = {"payment": paid(of, {"nothing": (8, 0), "paid": (2, 100_000_000)})} | changes
    changes = {"baseline": base} | changes
    return seen("events", final_events=spread(low, 142.0, high), p_threshold_met=0.2, **changes)


def three_way(decision: str, *amounts: int, met: float, **changes):
    terms = contract("three-way")
    of = paid(
        stated("three-way", decision, 0, is_met=met > 0.5, lines=lines(FEE_FOR_SERVICE, *amounts)),
        {decision: (5, sum(amounts))},
    )
    base = in_force(terms, control="2.4")
    events = spread(120.0, 131.76, 140.0)
    changes = {"baseline": base} | changes
    return seen("three-way", final_events=events, p_threshold_met=met, payment=of, **changes)


def rates_for(terms, *, baseline=(1570, 914), first=(1572, 825), is_baseline_final=True):
    mature = None if is_baseline_final else 0
    return (
        rates(terms.cohort("baseline"), *baseline, mature=mature),
        rates(terms.cohort("cohort-1"), *first),
        rates(terms.cohort("cohort-2"), 1571, 801, mature=705),
    )
