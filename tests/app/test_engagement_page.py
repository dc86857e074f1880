"""The Engagement page, by AppTest: it opens for every contract, with contacts and without."""

from __future__ import annotations

import duckdb
import pytest
from releases import DONCASTER, publish, words_of

from throughgate.show.engagement import lead
from throughgate.terms import read_all_terms

ALL = [contract.id for contract in read_all_terms()]


@pytest.fixture(scope="module")
def met_data(tmp_path_factory):
    """Doncaster's people, of whom three in five met a case manager on the second day out."""
    folder = tmp_path_factory.mktemp("met")
    path = publish(folder, DONCASTER)
    path.chmod(0o644)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "INSERT INTO contact (contact_id, discharge_id, contacted_on, role, setting, attended, known_on, superseded_on, source) "
            "SELECT discharge_id, discharge_id, discharged_on + 2, 'community case manager', 'telephone', true, discharged_on + 2, "
            "DATE '9999-12-31', 'typed' FROM discharge WHERE hash(discharge_id) % 5 < 3"
        )
    return folder


@pytest.mark.parametrize("contract", ALL)
def test_without_contacts_the_page_says_so(data, open_page, contract):
    app = open_page(data, "engagement", contract=contract)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == lead.NOTHING
    assert not app.metric


@pytest.mark.parametrize(
    "query", [{}, {"people": "cohort-1"}, {"as_at": "2011-11-30"}], ids=["all cohorts", "one cohort", "early"]
)
def test_with_contacts_the_finding_leads(met_data, open_page, query):
    """Three in five were met: 5 standard errors either side of it, at about a hundred people or more."""
    app = open_page(met_data, "engagement", contract="doncaster", **query)
    assert not app.exception
    assert not app.error
    title = app.title[0].value
    assert title.endswith("of people released met a community case manager")
    assert 35 < float(title.split("%")[0]) < 85
    assert "58 per cent of people discharged from October 2011 to June 2012" in words_of(app)
    assert [box.label for box in app.metric][0] == "Met after release"
    assert "secret" not in words_of(app)


def test_on_the_first_month_end_nobody_has_been_out_for_long_enough(met_data, open_page):
    app = open_page(met_data, "engagement", contract="doncaster", as_at="2011-10-31")
    assert not app.exception
    assert not app.error
    assert app.title[0].value == lead.HIDDEN
