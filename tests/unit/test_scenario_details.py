"""What can be changed on the Scenario page beside the figures of the rule: partners, bands and levels of complexity."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from figures import CONTRACTS, DONCASTER

from throughgate.methods.payment import Outcome, statement
from throughgate.show.scenario import changes as scenario_changes
from throughgate.show.scenario.details import details
from throughgate.show.scenario.fields import CHANGED
from throughgate.terms import Contract

CRS = CONTRACTS["crs"]


def changed(terms: Contract, **values: str) -> Contract:
    written = {name.replace("_", "-"): Decimal(value) for name, value in values.items()}
    return scenario_changes.changed_terms(terms, written, cohort=terms.paid_on[0], chosen={})


def test_every_number_of_a_payment_that_nobody_published_has_a_field():
    assert [d.field.name for d in details(DONCASTER)] == ["partners-1-reward-share", "partners-1-risk-share"]
    assert all("assumed" in d.field.label for d in details(DONCASTER))
    names = [d.field.name for d in details(CRS)]
    # Four fees, three starts beside the first band's none, and two numbers of each of three levels.
    assert len(names) == len(set(names)) == 4 + 3 + 6
    assert not [name for name in names if "sessions" in name], "two cuts a session apart would tell of one person"
    assert details(CONTRACTS["peterborough"]) == details(CONTRACTS["broward"]) == ()


def test_a_changed_share_of_a_partner_moves_what_is_passed_on():
    # 8.2 points lower than 58.2%: 3.2 points beyond the threshold at £400,000 are £1,280,000; 40% of that is £512,000.
    mine = changed(DONCASTER, partners_1_reward_share="40")
    found = statement(mine, Outcome(1000, 500, 900, Fraction("0.582")))
    assert (found.total_pence, found.passed_on[0].amount_pence) == (128_000_000, 51_200_000)
    assert (mine.payment.partners[0].status, mine.payment.partners[0].source) == ("assumed", CHANGED)
    told = scenario_changes.changes(DONCASTER, mine, mine.paid_on[0])
    assert [(c.label, c.contracted, c.status, c.yours) for c in told] == [
        ("Catch22, share of the reward (per cent)", "20", "assumed", "40")
    ]


@pytest.mark.parametrize(
    ("values", "of", "value"),
    [
        ({"bands_2_fee": "123000"}, lambda payment: payment.bands[1].fee, 123_000),
        ({"bands_2_from_count": "60"}, lambda payment: payment.bands[1].from_count, 60),
        ({"complexity_2_planned_hours": "12"}, lambda payment: payment.complexity[1].planned_hours, 12),
    ],
)
def test_bands_and_levels_can_be_changed(values, of, value):
    mine = changed(CRS, **values)
    assert of(mine.payment) == value
    assert of(CRS.payment) != value
    assert len(scenario_changes.changes(CRS, mine, CRS.paid_on[0])) == 1
    assert Contract.model_validate_json(mine.model_dump_json()) == mine


@pytest.mark.parametrize(
    ("terms", "values", "told"),
    [
        (CRS, {"bands-2-from-count": "100"}, "bands must start at 0 and rise"),
        (CRS, {"complexity-1-profiled-share": "30"}, "adds up to 110"),
    ],
)
def test_details_that_cannot_hold_together_are_told_and_stay_as_contracted(terms, values, told):
    written = {name: Decimal(value) for name, value in values.items()}
    assert told in scenario_changes.contradiction(terms, written)
    mine = scenario_changes.changed_terms(terms, written, cohort=terms.paid_on[0], chosen={})
    assert mine == terms
