"""The page Pathways, by AppTest, on a small data file that holds no pathways: plain words, no error, and its foot."""

from __future__ import annotations

import pytest

from throughgate import PROJECT
from throughgate.show.pathways import lead

PAGE = "pathways"


@pytest.mark.parametrize("contract", ["doncaster", "peterborough", "broward", "crs"])
def test_the_page_opens_for_every_contract_and_ends_with_its_foot(data, open_page, contract):
    app = open_page(data, PAGE, contract=contract)
    assert not app.exception
    assert [title.value for title in app.title] == [lead.NONE_RECORDED]
    assert not app.metric
    assert "Management information, not official statistics." in app.caption[0].value
    assert app.header[-1].value == "What is counted, and what to know"


def test_the_page_opens_where_nobody_has_been_discharged_yet(data, open_page):
    app = open_page(data, PAGE, contract="doncaster", as_at="2009-01-31")
    assert not app.exception
    assert "Nobody has been discharged" in " ".join(element.value for element in app.markdown)


def test_the_page_only_lays_out():
    assert len((PROJECT / "pages" / f"{PAGE}.py").read_text(encoding="utf-8").splitlines()) < 80
