"""The page Payment, by AppTest, on a small data file: what it says agrees with the projection, and what it may not say it does not."""

from __future__ import annotations

from datetime import date

import pytest

from throughgate import projection, results
from throughgate.show import money
from throughgate.store.reader import open_data

PAGE = "payment"
AS_AT = date(2014, 6, 30)


def text_of(app) -> str:
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption)
    parts = [element.value for kind in kinds for element in kind]
    parts += [f"{box.label} {box.value}" for box in app.metric] + [table.value.to_csv() for table in app.table]
    return "\n".join(parts + [chart.proto.alt for chart in app.get("plotly_chart")])


def projected(folder, contract: str, cohort: str, as_at: date = AS_AT):
    reader = open_data(folder)
    return projection.project(reader, results.read_contract(reader, contract), as_at).cohort(cohort)


@pytest.fixture(scope="module")
def doncaster(data):
    return projected(data, "doncaster", "cohort-1")


@pytest.mark.parametrize("contract", ["doncaster", "peterborough", "broward"])
def test_the_page_opens_for_every_contract_and_ends_with_its_foot(data, open_page, contract):
    app = open_page(data, PAGE, contract=contract)
    assert not app.exception
    assert len(app.title) == 1
    assert len(app.metric) <= 4
    assert "Management information, not official statistics." in app.caption[0].value
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))
    assert app.header[-1].value == "What is counted, and what to know"
    assert "caused" not in text_of(app)


def test_the_figures_are_those_of_the_projection(data, open_page, doncaster):
    app = open_page(data, PAGE, contract="doncaster", cohort="cohort-1")
    assert app.selectbox(key="cohort").value == "cohort-1"
    assert app.metric[0].value == f"{100 * doncaster.final_rate.p50:.1f}%"
    statement = next(table.value for table in app.table if "How it comes about" in table.value)
    assert statement["Amount"].iloc[-1] == f"**{money.in_full(doncaster.payment.statement.total_pence)}**"
    assert "**Assumed**" in statement["Status"].tolist()


@pytest.mark.parametrize("asked", ["cohort-1", "Cohort 1"])
def test_a_link_to_a_cohort_is_honoured_and_stands_in_the_url(data, open_page, asked):
    app = open_page(data, PAGE, contract="doncaster", cohort=asked)
    assert "cohort 1, people released" in app.caption[0].value
    assert app.query_params["cohort"] == "Cohort 1"
    assert not app.info


def test_too_early_shows_no_pounds_and_no_projection(data, open_page):
    app = open_page(data, PAGE, contract="doncaster", as_at="2011-12-31")
    assert app.title[0].value == "Too early to say where cohort 1 will land"
    said = text_of(app)
    assert "too early to project" in said
    assert "What would be paid" not in said
    assert "£" not in app.title[0].value + app.markdown[0].value + "".join(box.value for box in app.metric)


def test_a_cohort_of_few_people_is_hidden(tiny_data, open_page):
    app = open_page(tiny_data, PAGE, contract="doncaster", cohort="cohort-2")
    assert not app.exception
    assert app.title[0].value == "The counts of cohort 2 are too small to be shown"
    assert not app.metric
    assert "Pace of first convictions" not in text_of(app)


def test_a_contract_that_pays_nothing_says_so(data, open_page):
    said = text_of(open_page(data, PAGE, contract="broward"))
    assert "nothing is paid under this contract" in said
    assert "The statement" not in said


def test_published_results_stand_apart_from_the_people_of_the_data(data, open_page):
    said = text_of(open_page(data, PAGE, contract="doncaster"))
    assert "What was published, put through the rule" in said
    assert "not those of the people in these data" in said
