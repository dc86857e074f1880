"""The Ledger page, by AppTest: what it lists, what it refuses to list, and what reaches the browser."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from throughgate import projection, results
from throughgate.store.reader import open_data

AS_AT = date(2014, 6, 30)


def words_of(app) -> str:
    """Every word of the page: sentences, boxes, tables, buttons."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info, app.error)
    parts = [element.value for kind in kinds for element in kind]
    parts += [f"{box.label} {box.value}" for box in app.metric] + [table.value.to_csv() for table in app.table]
    return "\n".join([*parts, *(str(button.proto) for button in app.get("download_button"))])


def agreement(app):
    return next(table.value for table in app.table if "Agree" in table.value.columns)


def listed(app):
    return next((table.value for table in app.table if "In or out" in table.value.columns), None)


def test_both_computations_agree_and_the_page_shows_it(data, open_page):
    app = open_page(data, "ledger", contract="doncaster", cohort="cohort-1")
    assert not app.exception
    assert not app.error
    assert app.title[0].value.endswith("two computations agree to the penny")
    assert set(agreement(app)["Agree"]) == {"yes"}
    assert "Payment" in agreement(app)["Figure"].tolist()


@pytest.mark.parametrize("contract", ["doncaster", "peterborough"])
def test_counts_that_are_not_final_are_shown_without_a_payment(data, open_page, contract):
    app = open_page(data, "ledger", contract=contract, cohort="cohort-2")
    assert not app.exception
    assert not app.error
    assert app.title[0].value.endswith("two counts agree to the person")
    said = words_of(app)
    assert "Nothing is settled until" in said
    assert "Payment shows the projection." in said
    assert not [table for table in app.table if "How it comes about" in table.value]
    assert "Payment" not in agreement(app)["Figure"].tolist()
    assert set(agreement(app)["Agree"]) == {"yes"}


def test_the_page_counts_what_the_projection_counts(data, open_page):
    reader = open_data(data)
    now = projection.project(reader, results.read_contract(reader, "doncaster"), AS_AT).cohort("cohort-1")
    app = open_page(data, "ledger", contract="doncaster", cohort="cohort-1")
    assert f"rests on {now.n:,} people, {now.reconvicted:,} of them reconvicted" in app.title[0].value


def test_the_list_can_be_narrowed_and_downloaded(data, open_page):
    app = open_page(data, "ledger", contract="doncaster", cohort="cohort-1", rows="out")
    assert not app.info
    assert set(listed(app)["In or out"]) == {"out"}
    assert set(listed(app)["Why out"]) <= {"deported", "breach of court order"}
    assert listed(app)["Person"].str.fullmatch(r"P\d{5}").all()
    (button,) = app.get("download_button")
    assert button.proto.label == "Get this data: all 900 rows (CSV)"


def released_within(first: str, last: str, people: int, until: str) -> int:
    """How many of so many people, spread evenly over the days from first to last, are out by a day."""
    days = np.linspace(0, (date.fromisoformat(last) - date.fromisoformat(first)).days, people).astype(int)
    return int((days <= (date.fromisoformat(until) - date.fromisoformat(first)).days).sum())


@pytest.mark.parametrize(("whose", "people"), [("The cohort", 1800), ("The control", 2400)])
def test_the_rows_of_a_control_can_be_followed_as_the_cohort_s(data, open_page, whose, people):
    """Releases of Peterborough and of Norwich are spread over 9 September 2010 to 30 June 2014; the cohort ends in 2012."""
    expected = released_within("2010-09-09", "2014-06-30", people, "2012-06-30")
    app = open_page(data, "ledger", contract="peterborough", cohort="cohort-1", whose=whose)
    assert not app.exception
    assert not app.error
    (button,) = app.get("download_button")
    assert button.proto.label == f"Get this data: all {expected:,} rows (CSV)"
    assert f", {expected:,} releases: " in words_of(app)
    rows = {"Rows of the control that are in", "Events in the control's rows"}
    assert rows < set(agreement(app)["Figure"])
    assert set(agreement(app)["Agree"]) == {"yes"}


def test_only_a_control_has_rows_to_choose(data, open_page):
    app = open_page(data, "ledger", contract="doncaster", cohort="cohort-1", whose="control")
    assert "Whose rows" not in [box.label for box in app.selectbox]
    assert not app.exception


def test_no_key_of_the_source_reaches_the_browser(data, open_page):
    """Those of the made-up people begin with the word secret."""
    for contract in ("doncaster", "peterborough", "broward"):
        assert "secret" not in words_of(open_page(data, "ledger", contract=contract))


def test_real_people_are_counted_but_not_listed(data, open_page):
    app = open_page(data, "ledger", contract="broward")
    assert not app.exception
    assert listed(app) is None
    assert not app.get("download_button")
    assert "until this service knows who may see what" in words_of(app)
    assert app.title[0].value.endswith("two counts agree to the person")
    assert "this ledger ends at the counts" in words_of(app)


def test_a_cohort_too_small_to_show_is_not_followed_down(tiny_data, open_page):
    app = open_page(tiny_data, "ledger", contract="doncaster", cohort="cohort-2")
    assert app.title[0].value == "The counts of cohort 2 are too small to be shown"
    assert not app.table
    assert not app.get("download_button")
