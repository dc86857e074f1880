"""The page Subgroups, by AppTest: it opens for every contract, and asks only what the reader means."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from throughgate.group_selectors import SHOW_GROUPS
from throughgate.show.subgroups import lead
from throughgate.store import releases
from throughgate.terms import read_all_terms

ALL = [contract.id for contract in read_all_terms()]
KEYS = ("whose", "by", "and", "then", "outcome")


@pytest.fixture
def own_data(data, tmp_path) -> Path:
    """A copy in which nothing was asked: what is asked is remembered beside the data."""
    folder = tmp_path / "own"
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns(f"{releases.RELEASES}*"))
    return folder


def asked(folder: Path) -> list[tuple[str, ...]]:
    """The factors of every question that was answered; what more is told of people has a line of its own."""
    return [release.by for release in releases.read(folder) if release.measure == "reconviction"]


def said(app) -> str:
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.warning, app.info)
    parts = [element.value for kind in kinds for element in kind]
    parts += [table.value.to_csv() for table in app.table] + [f"{box.label} {box.value}" for box in app.metric]
    charts = [chart.proto.alt + json.dumps(json.loads(chart.proto.spec)) for chart in app.get("plotly_chart")]
    return "\n".join([*parts, *charts])


def press(app):
    return next(button for button in app.button if button.label == SHOW_GROUPS).click().run()


@pytest.mark.parametrize("contract", ALL)
def test_the_page_opens_for_every_contract(own_data, open_page, contract):
    app = open_page(own_data, "subgroups", contract=contract)
    assert not app.exception
    assert not app.error
    assert len(app.title) == 1
    if contract == "crs":
        assert app.title[0].value.endswith(lead.NO_MEASURE)
        assert not app.metric
        assert not asked(own_data)
    else:
        assert asked(own_data) in ([("ogrs-band",)], [])
        assert "Exploratory" in said(app) or "not shown" in said(app)
    assert "secret" not in said(app)


def test_the_default_question_is_asked_on_the_latest_day_and_linked(own_data, open_page):
    app = open_page(own_data, "subgroups", contract="doncaster")
    assert asked(own_data) == [("ogrs-band",)]
    linked = {key: app.query_params[key] for key in KEYS if key in app.query_params}
    assert linked == {"whose": ["All cohorts"], "by": ["OGRS band"], "outcome": ["People reconvicted"]} or linked == {
        "whose": "All cohorts", "by": "OGRS band", "outcome": "People reconvicted",
    }  # fmt: skip


def test_on_an_earlier_day_nothing_is_asked_before_the_button(own_data, open_page):
    app = open_page(own_data, "subgroups", contract="doncaster", as_at="2014-03-31")
    assert app.title[0].value == lead.ASK
    assert not asked(own_data)
    assert not any(key in app.query_params for key in KEYS), "a reload would ask"
    app = press(app)
    assert asked(own_data) == [("ogrs-band",)]
    assert app.title[0].value != lead.ASK
    assert "by" in app.query_params


def test_a_changed_selection_is_asked_only_when_the_button_is_pressed(own_data, open_page):
    app = open_page(own_data, "subgroups", contract="doncaster")
    app.selectbox(key="groups-by").set_value("age-band")
    assert asked(own_data) == [("ogrs-band",)]
    app = press(app)
    assert asked(own_data) == [("ogrs-band",), ("age-band",)]
    assert app.query_params["by"] in ("Age", ["Age"])
    assert "Groups by age" in said(app)


def test_a_link_that_names_a_question_asks_it_on_any_day_and_in_any_words(own_data, open_page):
    app = open_page(
        own_data, "subgroups", contract="doncaster", as_at="2014-03-31", by="age", whose="Cohort 1", outcome="time"
    )
    assert asked(own_data) == [("age-band",)]
    assert app.selectbox(key="groups-whose").value == "cohort-1"
    assert "cohort 1" in app.markdown[0].value or app.warning


def test_a_link_with_a_word_that_does_not_fit_asks_nothing_of_it(own_data, open_page):
    app = open_page(own_data, "subgroups", contract="doncaster", as_at="2014-03-31", by="zodiac")
    assert not asked(own_data)
    assert app.title[0].value == lead.ASK
    assert any("zodiac" in notice.value for notice in app.info)


def test_a_link_that_does_not_fit_asks_nothing_on_the_latest_day_and_is_told_once(own_data, open_page):
    app = open_page(own_data, "subgroups", contract="doncaster", whose="Nobody", by="Rubbish", outcome="xx")
    for _ in range(2):
        assert not asked(own_data)
        assert app.title[0].value == lead.ASK
        notices = [notice.value for notice in app.info if "not on offer" in notice.value]
        assert len(notices) == 1
        assert all(word in notices[0] for word in ("Nobody", "Rubbish", "xx"))
        app = app.run()
    app = press(app)
    assert asked(own_data) == [("ogrs-band",)]
    assert not any("not on offer" in notice.value for notice in app.info)


def test_a_factor_chosen_twice_is_told_and_nothing_is_asked(own_data, open_page):
    app = open_page(own_data, "subgroups", contract="doncaster", **{"by": "age-band", "and": "age-band"})
    assert not app.exception
    assert app.title[0].value == lead.ASK
    assert app.warning[0].value == "Age is chosen twice: choose another second factor."
    assert not asked(own_data)


def test_another_day_is_not_asked_by_itself(own_data, open_page):
    """The link stands for the day it was opened on: moving on needs the button, and coming back to what was asked does not."""
    app = open_page(own_data, "subgroups", contract="doncaster", by="age-band")
    assert asked(own_data) == [("age-band",)]
    day = app.selectbox(key="as_at")
    latest = day.value
    app = day.select_index(1).run()
    assert app.title[0].value == lead.ASK
    assert asked(own_data) == [("age-band",)]
    app = app.selectbox(key="as_at").select(latest).run()
    assert app.title[0].value != lead.ASK
    assert asked(own_data) == [("age-band",)]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({"whose": "cohort-3", "by": "age-band"}, "follow-up is complete"),
    ],
    ids=["nobody complete"],
)
def test_what_cannot_be_answered_is_said_in_words(own_data, open_page, query, why):
    app = open_page(own_data, "subgroups", contract="doncaster", as_at="2013-09-30", **query)
    assert not app.exception
    assert app.title[0].value == lead.NO_ANSWER
    assert why in app.warning[0].value
    assert not app.metric


def test_a_register_that_cannot_be_read_shows_nothing(own_data, open_page):
    (own_data / releases.RELEASES).write_text("no database")
    app = open_page(own_data, "subgroups", contract="doncaster")
    assert not app.exception
    assert app.title[0].value == lead.NO_ANSWER
    assert str(own_data) not in said(app)


@pytest.mark.parametrize("outcome", ["frequency", "time", "severity", "custody"])
def test_every_outcome_has_its_own_part(own_data, open_page, outcome):
    app = open_page(own_data, "subgroups", contract="doncaster", outcome=outcome)
    assert not app.exception
    heading = {
        "frequency": "How often are people of each group reconvicted?",
        "time": "How soon are people of each group reconvicted?",
        "severity": "How severe was the first reconviction?",
        "custody": "How many of those reconvicted went to custody?",
    }[outcome]
    assert heading in [header.value for header in app.header]


def test_cox_is_worked_out_on_request(demonstration, open_page, tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(demonstration, folder, ignore=shutil.ignore_patterns(f"{releases.RELEASES}*"))
    app = open_page(folder, "subgroups", contract="doncaster", by="age-band", outcome="time")
    assert "Hazard ratio" not in said(app)
    app = app.toggle(key="cox").set_value(True).run()
    assert not app.exception
    assert "Hazard ratio" in said(app)
    assert "proportional hazards" in said(app)
    assert "Logit of OGRS" in said(app)
