"""The Equity page, by AppTest: it opens for every contract, asks nothing unasked, and the what-if pays by what is put in."""

from __future__ import annotations

import shutil

import pytest

from throughgate.show.equity import overview, premium
from throughgate.terms import read_all_terms

ALL = [contract.id for contract in read_all_terms() if contract.id != "broward"]


def words_of(app) -> str:
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.error, app.info)
    return "\n".join(element.value for kind in kinds for element in kind)


@pytest.fixture
def own_data(data, tmp_path):
    """A copy by itself, so that nothing another test was shown stands in the way."""
    return shutil.copytree(data, tmp_path / "own")


@pytest.fixture(scope="module")
def shown_data(demonstration, tmp_path_factory):
    """A copy of the demonstration, whose groups are large enough to be shown."""
    return shutil.copytree(demonstration, tmp_path_factory.mktemp("shown") / "own")


@pytest.mark.parametrize("contract", ALL)
def test_it_opens_for_every_contract(own_data, open_page, contract):
    app = open_page(own_data, "equity", contract=contract)
    assert not app.exception
    assert not app.error
    if contract == "crs":
        assert overview.VOLUME in words_of(app)
    else:
        assert "Gender" in words_of(app)


def test_gender_of_a_contract_of_men(own_data, open_page):
    app = open_page(own_data, "equity", contract="peterborough")
    assert not app.exception
    assert "This contract counts men only, so nothing can be said about women." in words_of(app)


def test_the_finding_leads(shown_data, open_page):
    app = open_page(shown_data, "equity", contract="doncaster")
    assert not app.exception
    assert "by more than chance" in app.title[0].value or "can be told from chance" in app.title[0].value
    assert "Exploratory." in words_of(app)
    assert "These data hold men only, so nothing can be said about women." in words_of(app)
    assert premium.HEADING in words_of(app)


@pytest.mark.parametrize("query", [{"as_at": "2013-06-30"}, {"equity_of": "cohort-1"}], ids=["early", "one cohort"])
def test_nothing_is_asked_before_show_is_pressed(own_data, open_page, query):
    before = register(own_data)
    app = open_page(own_data, "equity", contract="doncaster", **query)
    assert not app.exception
    assert app.title[0].value == overview.WAITING
    assert register(own_data) == before
    app.button[0].click().run()
    assert not app.exception
    assert app.title[0].value != overview.WAITING
    assert register(own_data) != before
    app.run()
    assert app.title[0].value != overview.WAITING


def register(folder) -> list[int]:
    return [path.stat().st_size + path.stat().st_mtime_ns for path in sorted(folder.glob("releases.sqlite*"))]


def test_a_premium_changes_what_is_paid(shown_data, open_page):
    app = open_page(shown_data, "equity", contract="doncaster")
    assert "The premiums add nothing" in words_of(app)
    for field in app.number_input:
        if field.key != "equity-price":
            field.set_value(100.0)
    app.run()
    assert not app.exception
    paid = app.table[-1].value
    totals = paid.iloc[-1]
    pounds = [float(totals[f"Payment {way} premium"].strip("£").replace(",", "")) for way in ("without", "with")]
    assert pounds[0] > 0
    assert pounds[1] == pytest.approx(2 * pounds[0])
