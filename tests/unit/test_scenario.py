"""The Scenario page's parts, on projections made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from figures import CONTRACTS, DONCASTER, cohort, doncaster, rates
from hypothesis import given
from hypothesis import strategies as st
from payment_cases import AS_AT, contract, in_force, point, stated

from throughgate.methods.design import Setting, chances_by_effect, design
from throughgate.methods.payment import Level, Line, Payments
from throughgate.projection import FINAL, PROJECTED, CohortProjection, PaymentProjection, Projection
from throughgate.rules import NOT_ABOVE, RULE_FIGURES
from throughgate.show.payment.seen import Seen
from throughgate.show.scenario import changes as scenario_changes
from throughgate.show.scenario import fields, tables
from throughgate.show.scenario import sides as scenario
from throughgate.show.scenario.chart import chances_chart
from throughgate.show.scenario.fields import CHANGED, CONTRACTED
from throughgate.show.scenario.sides import Side

SETTING = Setting(1570)


def paid(pence: int, *, low: int | None = None, high: int | None = None, met: bool = False) -> PaymentProjection:
    decision = "reward" if met else "clawback"
    payments = Payments(np.array([pence]), np.array([decision]), np.array([met]))
    made = stated("threshold", decision, pence, is_met=met)
    low, high = (pence if end is None else end for end in (low, high))
    return PaymentProjection(payments, pence, low, pence, high, made, {decision: 1.0}, 1234.0)


def side(
    pence: int | None = -200_000_000, *, status: str = PROJECTED, n: int = 1570, setting: Setting = SETTING, **ends
) -> Side:
    terms = contract("threshold").model_copy(update={"figures": contract("threshold").figures | DONCASTER.figures})
    now = CohortProjection(
        cohort=terms.cohort("cohort-2"), status=status, n=n, n_expected=n, reconvicted=n // 2, events=n, mature=n,
        final_rate=point(0.54), final_events=None, nowcast=None, event_nowcast=None, simple=None, delay=None,
        baseline=in_force(terms), change_points=point(-4.2), p_threshold_met=0.02,
        payment=None if pence is None else paid(pence, **ends), oe=None, outcome=None,
    )  # fmt: skip
    return Side(Seen(terms, now, AS_AT), setting, design(terms, setting, effect_points=Decimal(5)))


def test_the_finding_names_the_money_and_its_way():
    reclaimed, earned = side(-200_000_000), side(49_900_000)
    assert (
        scenario.title(reclaimed, reclaimed, is_changed=False)
        == "By the contract's terms the department would expect to reclaim £2.0 million for cohort 2 (−\N{WORD JOINER}£2.00m in at least 80 of 100 cases)"
    )
    assert (
        scenario.title(reclaimed, earned, is_changed=True)
        == "With these terms the department would expect to pay £499,000 for cohort 2 (£499,000 in at least 80 of 100 cases)"
    )
    assert "pay nothing for cohort 2" in scenario.title(reclaimed, side(0), is_changed=True)
    assert "would pay £499,000" in scenario.title(reclaimed, side(49_900_000, status=FINAL), is_changed=True)


def test_the_lead_says_by_how_much():
    said = scenario.lead(side(-200_000_000), side(-50_000_000, low=-200_000_000, high=10_000_000), is_changed=True)
    assert "**£1.5 million more for the provider** than as contracted" in said
    assert "would expect to reclaim £2.0 million" in said
    assert "The 80% range is −\N{WORD JOINER}£2.00m to £0.10m; the chance that the target is met is 2%." in said
    assert f"**{CHANGED}**" in said
    assert "the same to the penny" in scenario.lead(side(), side(), is_changed=True)
    assert "Assumed, not published: core value, slope." in said


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (side(None), "It is too early to say in pounds"),
        (side(n=0), "Nobody has been released in cohort 2 yet"),
        (side(n=8), "The counts of cohort 2 are too small to be shown"),
    ],
)
def test_what_cannot_be_said_is_not(of, told):
    assert scenario.title(of, of, is_changed=False).startswith(told)


def test_a_contract_that_pays_nothing():
    of = side()
    none = Side(Seen(contract(None), of.seen.now, AS_AT), SETTING, None)
    assert scenario.title(none, none, is_changed=False) == "Test contract pays nothing, so there are no terms to try"


def test_both_columns_stand_beside_each_other():
    table = tables.projected_table(side(-200_000_000), side(150_000)).set_index("Figure")
    assert list(table.columns) == ["As contracted", "Your scenario"]
    assert table.loc["Expected payment to the provider (below zero: reclaimed)"].tolist() == [
        "−\N{WORD JOINER}£2,000,000",
        "£1,500",
    ]
    assert table.loc["Against that"].iloc[0].startswith("4.2 percentage points lower")
    assert tables.projected_table(side(None, n=8), side(None, n=8)) is None


def test_what_was_changed_is_marked_and_nothing_else():
    smaller = side(setting=replace(SETTING, n=500))
    table = tables.design_table(side(), smaller).set_index("Figure")
    assert table.loc["People in a cohort"].tolist() == ["1,570", f"500 (**{CHANGED}**)"]
    assert table.loc["Baseline"].tolist() == ["58.2%, fixed"] * 2
    # methods.md, table B: at 5 points 50.5% of 1,570 and 51.7% of 500.
    assert table.loc["Chance that the target is met"].tolist() == ["50.5%", "51.7%"]


def test_the_chart_draws_both_lines_and_its_table_says_the_same():
    before, after = side(), side(setting=replace(SETTING, n=300))
    chart = chances_chart(before, after, is_changed=True)
    lines = {trace.name: trace for trace in chart.figure.data}
    assert lines["As contracted"].line.dash != lines["Your scenario"].line.dash
    expected = 100 * chances_by_effect(after.seen.terms, after.setting, np.array([6.0]))
    assert lines["Your scenario"].y[list(lines["Your scenario"].x).index(6.0)] == pytest.approx(expected[0])
    row = chart.table[chart.table.iloc[:, 0] == "6"].iloc[0].tolist()
    assert row == ["6", "79.0%", "63.1%"]
    assert "63.1% at 6" in chart.alt
    alone = chances_chart(before, after, is_changed=False)
    assert [trace.name for trace in alone.figure.data] == ["As contracted", "Even chance"]
    assert chances_chart(replace(before, design=None), replace(after, design=None), is_changed=True) is None


def test_every_figure_of_every_rule_has_a_field_that_holds_it():
    for terms in CONTRACTS.values():
        for field in fields.term_fields(terms):
            assert field.least <= terms.figure(field.name) <= field.most
            assert terms.figures[field.name].status in field.label
            assert field.read(str(field.contracted)) == field.contracted


@pytest.mark.parametrize("written", ["", "five", "nan", "inf", "-0.1", "100.1", "1e400"])
def test_a_field_takes_no_nonsense(written):
    field = next(f for f in fields.term_fields(DONCASTER) if f.name == "threshold")
    assert field.read(written) is None
    assert "5 is used" in field.refusal(written)


@given(st.text(max_size=200))
def test_what_a_link_makes_up_is_told_in_plain_words(written):
    field = next(f for f in fields.term_fields(DONCASTER) if f.name == "threshold")
    said = field.refusal(written).removeprefix(field.label)
    assert not set(said) & set("<>[]()*_`!$\\#|")


def test_changed_figures_are_assumed_and_from_the_screen():
    values = {field.name: field.contracted for field in fields.term_fields(DONCASTER)} | {"threshold": Decimal("4.5")}
    mine = scenario_changes.changed_terms(
        DONCASTER,
        values,
        cohort=cohort("cohort-1"),
        chosen={"adjustment": "recalibration", "baseline-year": CONTRACTED},
    )
    assert mine.figures["threshold"].status == "assumed"
    assert mine.figures["threshold"].source == CHANGED
    assert mine.figures["cap"] == DONCASTER.figures["cap"]
    assert (mine.adjustment.method, mine.adjustment.status) == ("recalibration", "assumed")
    assert mine.cohorts == DONCASTER.cohorts
    found = scenario_changes.changes(DONCASTER, mine, cohort("cohort-1"))
    assert [(c.contracted, c.status, c.yours) for c in found] == [
        ("5", "published", "4.5"),
        ("None", DONCASTER.adjustment.status, "Recalibration"),
    ]


def test_nothing_changed_is_the_contract():
    values = {field.name: field.contracted for field in fields.term_fields(DONCASTER)}
    mine = scenario_changes.changed_terms(
        DONCASTER, values, cohort=cohort("cohort-1"), chosen={"adjustment": CONTRACTED}
    )
    assert mine == DONCASTER
    assert scenario_changes.changes(DONCASTER, mine, cohort("cohort-1")) == ()


def test_only_completed_earlier_cohorts_can_be_a_baseline():
    def offered(of: str, second_mature: int = 705) -> list[str]:
        found = fields.choices(DONCASTER, cohort(of), doncaster(second_mature=second_mature))
        return [name for c in found if c.name == "baseline-year" for name in c.options]

    assert offered("cohort-1") == []
    assert offered("cohort-2") == [CONTRACTED, "cohort-1"]
    assert offered("cohort-3") == [CONTRACTED, "cohort-1"]
    assert offered("cohort-3", second_mature=1571) == [CONTRACTED, "cohort-1", "cohort-2"]


def test_another_baseline_year_is_of_that_cohort_alone():
    mine = scenario_changes.changed_terms(
        DONCASTER, {}, cohort=cohort("cohort-2"), chosen={"baseline-year": "cohort-1"}
    )
    assert mine.measured_against(mine.cohort("cohort-2")).id == "cohort-1"
    assert mine.measured_against(mine.cohort("cohort-3")).id == "baseline-2009"


def test_a_rule_without_a_baseline_has_nothing_to_choose():
    for name in ("peterborough", "penalty-clause", "crs"):
        terms = CONTRACTS[name]
        assert fields.choices(terms, terms.cohorts[-1], [rates(c, 100, 50) for c in terms.cohorts]) == ()


def test_a_cap_below_the_threshold_changes_neither():
    values = {"threshold": Decimal(6), "cap": Decimal(5), "slope": Decimal(1)}
    assert "lies below" in scenario_changes.contradiction(DONCASTER, values)
    mine = scenario_changes.changed_terms(DONCASTER, values, cohort=cohort("cohort-1"), chosen={})
    assert [mine.figure(name) for name in ("threshold", "cap", "slope")] == [5, 10, 1]
    assert scenario_changes.contradiction(DONCASTER, {"threshold": Decimal(10)}) is None


VALUES_APART = {"points": Decimal(90), "percent": Decimal(90), "pounds": Decimal(10) ** 9}


@pytest.mark.parametrize(
    ("terms", "low", "high"),
    [
        (terms, low, high)
        for low, high in NOT_ABOVE
        for terms in CONTRACTS.values()
        if terms.payment and low in RULE_FIGURES[terms.payment.rule]
    ],
)
def test_figures_that_cannot_both_hold_are_told_and_stay_as_contracted(terms, low, high):
    above = VALUES_APART[RULE_FIGURES[terms.payment.rule][low]]
    assert above > terms.figure(high)
    told = scenario_changes.contradiction(terms, {low: above})
    for name in (low, high):
        assert name.replace("-", " ") in told
    mine = scenario_changes.changed_terms(terms, {low: above}, cohort=terms.paid_on[0], chosen={})
    assert mine.figures == terms.figures
    assert scenario_changes.contradiction(terms, {low: terms.figure(high)}) is None


def test_every_pair_of_figures_that_may_not_cross_is_tried():
    tried = {
        low for low, _ in NOT_ABOVE for t in CONTRACTS.values() if t.payment and low in RULE_FIGURES[t.payment.rule]
    }
    assert tried == {low for low, _ in NOT_ABOVE}


def test_any_other_figure_that_a_rule_cannot_pay_by_is_told_and_not_used():
    terms, values = CONTRACTS["crs"], {"hours-per-session": Decimal(0), "expected-conversion": Decimal(70)}
    assert "hours-per-session is 0: give more than 0" in scenario_changes.contradiction(terms, values)
    mine = scenario_changes.changed_terms(terms, values, cohort=terms.paid_on[0], chosen={})
    assert mine.figures == terms.figures


def test_a_design_is_of_as_many_cohorts_as_the_contract_pays_on():
    for terms, cohorts in ((DONCASTER, 3), (CONTRACTS["peterborough"], 2)):
        now = replace(side().seen.now, cohort=terms.paid_on[0], baseline=None)
        of = Projection(SimpleNamespace(terms=terms), terms, AS_AT, 1, "typed", (now,))
        assert scenario.setting_of(of, now.cohort.id, (), {}).cohorts == cohorts


@pytest.mark.parametrize(("day", "expected", "people"), [(15, 12, 0), (15, 911, 911), (30, 12, 12)])
def test_a_design_does_not_start_from_those_of_the_first_days(day, expected, people):
    # Peterborough's first cohort is of releases from 9 September 2010; 28 days are the first in which no pace is taken.
    terms = CONTRACTS["peterborough"]
    as_at = terms.paid_on[0].discharged_from + timedelta(days=day)
    now = replace(side().seen.now, cohort=terms.paid_on[0], baseline=None, n=12, n_expected=expected, reconvicted=0)
    of = Projection(SimpleNamespace(terms=terms), terms, as_at, 1, "typed", (now,))
    assert scenario.people_asked(of, now.cohort.id, ()) == people


def test_few_cases_tell_no_hours():
    # 40 + 30 cases are shown; of 4 no hours are, nor of 30 beside them, which would follow from all levels: 74 - 40 = 34.
    levels = tuple(
        Level(name, cases, Fraction(6 * cases)) for name, cases in (("Low", 4), ("Medium", 30), ("High", 40))
    )
    made = stated("threshold", "paid", 100, is_met=None)
    lines = tuple(
        Line(f"Hours for each case, {name}", None, "6 hours", "computed") for name in ("Low", "Medium", "High")
    )
    seen = SimpleNamespace(
        is_volume=True,
        is_final=False,
        now=SimpleNamespace(payment=SimpleNamespace(statement=replace(made, lines=lines, levels=levels, passed_on=()))),
    )
    assert list(tables._stated(seen).values()) == ["c", "c", "6 hours"]


def test_the_design_of_a_cohort_nobody_is_in_yet_has_people():
    people = next(f for f in fields.design_fields(DONCASTER, 0) if f.name == "people")
    assert people.contracted == 1570
    assert fields.design_fields(CONTRACTS["crs"], 100) == ()
