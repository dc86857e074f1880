"""A baseline too small to be shown: what is set against it is hidden on every page that would give it away."""

from __future__ import annotations

from datetime import date

import pytest

from throughgate.methods.disclosure import is_small
from throughgate.results import cohort_rates, read_contract
from throughgate.show import words
from throughgate.store.reader import open_data

AS_AT = date(2014, 6, 30)
PAGES = ("payment", "ledger", "scenario", "adjusted_baseline")


def text_of(app) -> str:
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info, app.error)
    parts = [element.value for kind in kinds for element in kind]
    parts += [f"{box.label} {box.value}" for box in app.metric] + [table.value.to_csv() for table in app.table]
    return "\n".join(parts + [chart.proto.alt for chart in app.get("plotly_chart")])


def baseline_of(folder, contract: str):
    reader = open_data(folder)
    return cohort_rates(reader, read_contract(reader, contract).terms, AS_AT)[0].binary


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("contract", "cohort"),
    [("doncaster", "cohort-1"), ("doncaster", "cohort-2"), ("crc", "cohort-1"), ("community-sentences", "cohort-2")],
)
def test_nothing_set_against_a_hidden_baseline_is_shown(few_data, open_page, page, contract, cohort):
    hidden = baseline_of(few_data, contract)
    assert is_small(hidden.n, hidden.reconvicted)
    app = open_page(few_data, page, contract=contract, cohort=cohort)
    assert not app.exception
    said = text_of(app)
    if page != "adjusted_baseline":
        assert (
            app.title[0].value
            == f"The counts of the group that {cohort.replace('-', ' ')} is set against are too small to be shown"
        )
    assert not app.metric
    assert words.percent(hidden.rate) not in said
    assert f"{100 * hidden.rate:.4f}" not in said
    assert "Use the baseline" not in said
    assert not [t for t in app.table if {"How it comes about", "Agree"} & set(t.value.columns)]


def test_a_hidden_year_cannot_be_chosen_as_another_baseline(few_data, open_page):
    app = open_page(few_data, "scenario", contract="crc", cohort="cohort-2", **{"crc-baseline-year": "baseline-2011"})
    offered = [option for box in app.selectbox for option in box.options]
    assert "Baseline year 2011" not in offered


def test_the_same_cohort_is_shown_where_its_baseline_may_be(data, open_page):
    app = open_page(data, "payment", contract="doncaster", cohort="cohort-1")
    assert "too small to be shown" not in app.title[0].value
    assert app.metric
