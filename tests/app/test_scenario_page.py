"""The Scenario page, by AppTest, on a small data file."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from throughgate.results import cohort_rates, read_contract
from throughgate.show import money, words
from throughgate.store.reader import open_data

PAGE = "scenario"
CONTRACTS = ("doncaster", "peterborough", "crc", "community-sentences", "penalty-clause", "crs", "broward")


def table(app, row: str):
    """The table that has a row of this name, by row name."""
    return next(
        t.value.set_index("Figure") for t in app.table if "Figure" in t.value and row in t.value["Figure"].tolist()
    )


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_contract_can_be_looked_at(data, open_page, contract):
    app = open_page(data, PAGE, contract=contract)
    assert not app.exception
    assert len(app.title) == 1
    assert "Your scenario" not in app.title[0].value
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))
    assert not [t for t in app.table if (t.value == "nan").any(axis=None)]


def test_unchanged_both_columns_are_the_same(data, open_page):
    app = open_page(data, PAGE, contract="doncaster", cohort="cohort-1")
    assert app.title[0].value.startswith("By the contract's terms the department would")
    for shown in (t.value for t in app.table if "Your scenario" in t.value):
        assert shown["As contracted"].tolist() == shown["Your scenario"].tolist()
    assert not [key for key in app.query_params if key.startswith("doncaster-")]


def test_a_changed_threshold_changes_the_payment_and_the_chances(data, open_page):
    # Cohort 1 of the small file: 50.0% against a fixed 58.2%, final: 8.2 points lower. The threshold of 5 is met.
    app = open_page(data, PAGE, contract="doncaster", cohort="cohort-1")
    terms = read_contract(open_data(data), "doncaster").terms
    before = table(app, "What it is set against")
    assert before.loc["Target, or the chance that it is met"].tolist() == ["met", "met"]
    app.number_input(key="doncaster-threshold").set_value(9.0).run()
    after = table(app, "What it is set against")
    assert after.loc["Target, or the chance that it is met"].tolist() == ["met", "missed"]
    risk = -int(terms.figure("core-value") * terms.figure("share-at-risk"))
    expected = after.loc["Expected payment to the provider (below zero: reclaimed)"]
    assert expected["As contracted"] == before.loc[expected.name, "As contracted"]
    assert expected["Your scenario"] == money.pounds(risk)
    assert app.title[0].value == f"With these terms the department would reclaim {money.in_words(risk)} for cohort 1"
    changed = table(app, "Threshold (percentage points below baseline)").iloc[0].tolist()
    assert changed == ["5 (published)", "9 (**changed on screen**)"]


def test_a_link_holds_the_scenario(data, open_page):
    query = {"doncaster-threshold": "4.5", "doncaster-people": "500", "doncaster-adjustment": "recalibration"}
    app = open_page(data, PAGE, contract="doncaster", cohort="cohort-1", **query)
    assert not app.info
    assert app.number_input(key="doncaster-threshold").value == 4.5
    assert app.selectbox(key="doncaster-adjustment").value == "recalibration"
    assert table(app, "People in a cohort").loc["People in a cohort", "Your scenario"] == "500 (**changed on screen**)"
    assert app.query_params["doncaster-threshold"] == "4.5"
    assert app.query_params["doncaster-adjustment"] == "Recalibration"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"doncaster-threshold": "400"}, "'400' is not a number from 0 to 100; 5 is used."),
        ({"doncaster-threshold": "a![b](http://c)"}, "'abhttpc' is not a number"),
        ({"doncaster-slope": "-1"}, "'-1' is not a number from 0"),
        ({"doncaster-adjustment": "magic"}, "'magic' is no choice here; the contract's own is used."),
        ({"doncaster-cap": "4"}, "The cap of 4 points lies below the threshold of 5"),
    ],
)
def test_what_does_not_fit_is_told_and_not_used(data, open_page, query, told):
    app = open_page(data, PAGE, contract="doncaster", cohort="cohort-1", **query)
    assert not app.exception
    assert told in app.info[0].value
    assert app.title[0].value.startswith("By the contract's terms")


@pytest.mark.parametrize(
    ("contract", "query", "told"),
    [
        ("crc", {"crc-fee-for-service": "12000000"}, "lies below the fee for service of £12,000,000"),
        ("crs", {"crs-hours-per-session": "0"}, "hours-per-session is 0.00: give more than 0"),
    ],
)
def test_figures_that_a_rule_cannot_pay_by_are_told(data, open_page, contract, query, told):
    app = open_page(data, PAGE, contract=contract, **query)
    assert not app.exception
    assert told in app.info[0].value
    assert "What you changed" not in [header.value for header in app.header]


def test_both_columns_are_of_the_same_draws_by_whatever_baseline_it_is_paid(data, open_page):
    app = open_page(data, PAGE, contract="doncaster", cohort="cohort-2", **{"doncaster-baseline-year": "cohort-1"})
    rows = table(app, "Where the cohort lands")
    lands, against = rows.loc["Where the cohort lands"], rows.loc["What it is set against"]
    assert "95% range" in lands["As contracted"]
    assert lands["As contracted"] == lands["Your scenario"]
    assert against["As contracted"] != against["Your scenario"]


def test_a_small_cohorts_people_are_no_field_of_the_design(tiny_data, open_page):
    app = open_page(tiny_data, PAGE, contract="doncaster", cohort="cohort-2")
    assert app.number_input(key="doncaster-people").value == 1570, "of cohort 2 there are seven people"


def test_back_to_the_contract(data, open_page):
    app = open_page(data, PAGE, contract="doncaster", cohort="cohort-1", **{"doncaster-threshold": "9"})
    assert app.title[0].value.startswith("With these terms")
    app.button[0].click().run()
    assert app.title[0].value.startswith("By the contract's terms")
    assert app.number_input(key="doncaster-threshold").value == 5


def test_another_baseline_year_is_counted_not_the_published_figure(data, open_page):
    app = open_page(data, PAGE, contract="doncaster", cohort="cohort-2", **{"doncaster-baseline-year": "cohort-1"})
    rates = table(app, "Baseline").loc["Baseline"]
    assert rates["As contracted"].startswith("58.2%")
    reader = open_data(data)
    counted = cohort_rates(reader, read_contract(reader, "doncaster").terms, date(2014, 6, 30))[1]
    assert counted.cohort.id == "cohort-1"
    assert rates["Your scenario"].startswith(words.percent(counted.binary.rate))


def test_a_small_cohort_stays_hidden(tiny_data, open_page):
    app = open_page(tiny_data, PAGE, contract="doncaster", cohort="cohort-2")
    assert app.title[0].value == "The counts of cohort 2 are too small to be shown"
    said = "".join(t.value.to_csv() for t in app.table) + "".join(c.proto.alt for c in app.get("plotly_chart"))
    assert "baseline" not in said
    assert not app.metric


PAID = "Expected payment to the provider (below zero: reclaimed)"


def pounds_in(said: str) -> Decimal:
    return Decimal(said.translate(str.maketrans("\N{MINUS SIGN}", "-", "£,\N{WORD JOINER}")))


def test_a_partners_share_can_be_changed(data, open_page):
    app = open_page(data, PAGE, contract="doncaster", cohort="cohort-1", **{"doncaster-partners-1-reward-share": "40"})
    rows = table(app, "Catch22: share of the reward")
    shares = [pounds_in(said) for said in rows.loc["Catch22: share of the reward"]]
    reward = pounds_in(rows.loc[PAID, "As contracted"])
    assert [float(share / reward) for share in shares] == pytest.approx([0.2, 0.4], abs=1e-4)


# Of the small file every plan is of 8 sessions (medium: 6 hours planned), and 6 are attended: 6 x 1.5 = 9 hours, 6 x 3 = 18.
@pytest.mark.parametrize(
    ("query", "row", "cells"),
    [
        (
            {"crs-hours-per-session": "3"},
            "Hours for each case, Medium",
            [
                "9, against 6 planned: enough for 67% of the profiled cases",
                "18, against 6 planned: enough for 33% of the profiled cases",
            ],
        ),
        ({"crs-complexity-2-planned-hours": "9"}, "Hours for each case, Medium", ["9, against 6", "9, against 9"]),
        ({"crs-bands-2-fee": "123000"}, "Payment to the provider", ["£100,000", "£123,000"]),
        ({"crs-bands-2-from-count": "99"}, "Payment to the provider", ["£100,000", "£60,000"]),
    ],
)
def test_what_a_volume_is_paid_and_measured_by_can_be_changed(data, open_page, query, row, cells):
    app = open_page(data, PAGE, contract="crs", cohort="year-1", **query)
    shown = table(app, row).loc[row].tolist()
    assert all(said.startswith(expected) for said, expected in zip(shown, cells, strict=True)), shown


def test_of_a_volume_nothing_is_projected(data, open_page):
    app = open_page(data, PAGE, contract="crs", cohort="year-1")
    assert "Year 1 as counted" in [header.value for header in app.header]
    assert "Its 80% range" not in table(app, "Payment to the provider").index
    said = " ".join(e.value for kind in (app.title, app.markdown, app.caption) for e in kind)
    assert not [word for word in ("draws of", "would expect", "as projected") if word in said]


def test_the_whole_contract_is_the_sum_of_its_cohorts(data, open_page):
    query = {"peterborough-trigger-cohort": "0", "peterborough-trigger-pooled": "0"}
    all_in_one = "All cohorts together: expected payment"
    tables = [
        table(open_page(data, PAGE, contract="peterborough", cohort=c, **query), PAID) for c in ("cohort-1", "cohort-2")
    ]
    for side in ("As contracted", "Your scenario"):
        own = [pounds_in(t.loc[PAID, side]) for t in tables]
        assert [pounds_in(t.loc[all_in_one, side]) for t in tables] == [pytest.approx(sum(own), abs=1)] * 2


def test_what_moves_no_chance_is_drawn_alike(data, open_page):
    app = open_page(data, PAGE, contract="doncaster", cohort="cohort-1", **{"doncaster-slope": "500000"})
    notes = [note["text"] for note in json.loads(app.get("plotly_chart")[0].proto.spec)["layout"]["annotations"]]
    assert notes == ["Even chance", "Both alike"]


def test_page_and_command_test_as_many_cohorts(data, open_page):
    for contract, cohorts in (("doncaster", 3), ("peterborough", 2)):
        app = open_page(data, PAGE, contract=contract, cohort="cohort-1")
        assert (
            table(app, "Cohorts tested")
            .loc["Cohorts tested", "As contracted"]
            .startswith(f"{cohorts} cohorts, all that")
        )
