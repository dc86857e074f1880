"""Cohorts and their baselines made by hand, for the tests of the page Adjusted baseline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
from units import unit_of

from throughgate.methods.casemix import Adjusted, adjust, compare_scores, diagnose, reweighted
from throughgate.methods.counts import RiskCounts
from throughgate.methods.payment import Outcome
from throughgate.methods.reconviction import binary_rate, frequency
from throughgate.projection import FINAL, PROJECTED, CohortProjection, InForce, Projection, Quantiles
from throughgate.results import CohortRates, ContractData
from throughgate.show.baseline.looked import Looked, looked_at
from throughgate.terms import Contract, parse_terms

AS_AT = date(2014, 6, 30)

TERMS = """
name = "A contract"
provider = "A provider"
summary = "Made up for a test."

[eligibility]
custody_types = ["sentenced"]
source = "a test"
status = "assumed"

[outcome]
headline = "binary"
follow_up_months = 12
conviction_months = 18
definition = "People convicted."
source = "a test"
status = "assumed"

[[cohorts]]
id = "before"
name = "Baseline year 2009"
kind = "baseline"
discharged_from = 2009-01-01
discharged_to = 2009-12-31
establishments = ["A prison"]
source = "a test"
status = "published"

[[cohorts]]
id = "cohort-1"
name = "Cohort 1"
kind = "cohort"
discharged_from = 2011-01-01
discharged_to = 2011-12-31
establishments = ["A prison"]
source = "a test"
status = "published"
"""

THRESHOLD = """
[payment]
rule = "threshold"
source = "clause 1"
status = "published"

[adjustment]
method = "{method}"
source = "clause 2"
status = "published"

[figures.baseline-rate]
value = "50"
unit = "per cent of people"
source = "clause 3"
status = "published"
"""

FIGURES = {"threshold": 5, "cap": 10, "core-value": 1000000, "share-at-risk": 10, "slope": 1000}


def terms(method: str | None = "none") -> Contract:
    """Terms of the threshold rule with this adjustment; None for a contract that pays nothing."""
    text = TERMS
    if method is not None:
        text += THRESHOLD.format(method=method) + "".join(
            f'\n[figures.{name}]\nvalue = "{value}"\nunit = "{unit_of("threshold", name)}"\nsource = "clause 4"\nstatus = "assumed"\n'
            for name, value in FIGURES.items()
        )
    return parse_terms(text, contract_id="test", file="test.toml")


CONTROL_FIGURES = {"trigger-cohort": 10, "trigger-pooled": 7.5, "price": 20000, "most-paid": 13000000}


def control_terms() -> Contract:
    """Terms that pay by the events of a control, whose window ends with 2009 and follow-up on 30 June 2011."""
    text = TERMS.replace('"binary"', '"frequency"').replace('"baseline"', '"comparison"')
    text = text.replace("Baseline year 2009", "Comparison pool").replace(
        'kind = "cohort"', 'kind = "cohort"\ncompared_with = "before"'
    )
    text += THRESHOLD.partition("[figures")[0].format(method="reweighted-control").replace('"threshold"', '"events"')
    text += "".join(
        f'\n[figures.{name}]\nvalue = "{value}"\nunit = "{unit_of("events", name)}"\nsource = "clause 4"\nstatus = "assumed"\n'
        for name, value in CONTROL_FIGURES.items()
    )
    return parse_terms(text, contract_id="test", file="test.toml")


def counts(people: dict[float, tuple[int, int]]) -> RiskCounts:
    """People by risk, (n, reconvicted); one event for each person reconvicted."""
    n, again = np.array(list(people.values()), dtype=np.int64).T
    return RiskCounts(np.array(list(people)), n, again, again, again)


BEFORE = counts({0.2: (200, 40), 0.5: (400, 200), 0.8: (200, 160)})
"""800 people, 400 reconvicted, each risk as likely as it says: intercept 0 and slope 1."""

RISKIER = counts({0.2: (100, 20), 0.5: (400, 180), 0.8: (300, 220)})
"""800 people, of whom 20 + 200 + 240 = 460, 57.5 per cent, would be reconvicted by the scores; 420, 52.5 per cent, were."""


def rates_of(cohort, of: RiskCounts, mature: int | None = None) -> CohortRates:
    n, again, events = of.people, int(of.reconvicted.sum()), int(of.events.sum())
    done = n if mature is None else mature
    return CohortRates(cohort, done, binary_rate(n, again), frequency(n, events, events), {}, done == n)


def in_force(contract: Contract, before: RiskCounts, own: RiskCounts) -> InForce:
    figure = contract.figures.get("baseline-rate")
    counted = Fraction(int(before.reconvicted.sum()), before.people)
    rate = Fraction(figure.value) / 100 if figure else counted
    casemix = adjust(before, own, rate=rate)
    method, events, se, events_se = contract.adjustment.method if contract.adjustment else "none", None, 0.0, 0.0
    if method == "reweighted-control" and own.people:
        weighted = reweighted(before, own)
        events, se, events_se = weighted.events, weighted.rate_se, weighted.events_se
        moved = Adjusted(method, weighted.rate, 100 * (weighted.rate - rate), se)
        casemix = replace(casemix, by_method=casemix.by_method | {method: moved})
    return InForce(
        cohort=contract.measured_against(contract.cohort("cohort-1")), rate=rate, counted=counted,
        is_from_terms=figure is not None, adjusted=casemix.by_method[method].rate, method=method, se=se, casemix=casemix,
        diagnostics=diagnose(before, casemix.model), control_events=events, scores=compare_scores(before, own),
        control_events_se=events_se,
    )  # fmt: skip


def followed_up(of: Looked, *, ends: tuple[tuple[Fraction, Fraction], ...] = ()) -> Looked:
    """The same while the control is followed up: nothing of it but its scores and where it is projected to end."""
    still = replace(of.in_force, counted=None, casemix=None, diagnostics=None, se=0.0, possible=ends)
    against = replace(of.against, mature=of.against.binary.n - 100, is_final=False)
    return replace(of, of=replace(of.of, status=PROJECTED), in_force=still, against=against)


def case(
    contract: Contract | None = None, before: RiskCounts = BEFORE, own: RiskCounts = RISKIER, **changed
) -> tuple[Projection, tuple[CohortRates, ...]]:
    """A projection of one final cohort, and the rates of both groups; `changed` are other fields of the cohort's."""
    contract = contract or terms()
    base, cohort = contract.cohorts
    baseline = in_force(contract, before, own)
    n, again = own.people, int(own.reconvicted.sum())
    rate = again / n if n else 0.0
    outcome = Outcome(n, again, again, baseline.adjusted) if contract.payment else None
    of = CohortProjection(
        cohort=cohort, status=FINAL, n=n, n_expected=n, reconvicted=again, events=again, mature=n,
        final_rate=Quantiles(*[rate] * 6), final_events=None, nowcast=None, event_nowcast=None, simple=None, delay=None,
        baseline=baseline, change_points=None, p_threshold_met=None, payment=None, oe=None, outcome=outcome,
    )  # fmt: skip
    of = replace(of, **changed)
    data = ContractData(contract, base.discharged_from, AS_AT, is_synthetic=True)
    projection = Projection(data, contract, AS_AT, 1, "a1b2", (of,))
    return projection, (rates_of(base, before), rates_of(cohort, own))


def looked(*args, **changed) -> Looked:
    """The same as the page looks at it."""
    found = looked_at(*case(*args, **changed), "cohort-1")
    assert found is not None
    return found
