"""A link to an exact view, opened in a fresh session: the same figures, also after newer data and other defaults."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from releases import DONCASTER, TIMEOUT, publish
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from throughgate import PROJECT, cli, notes, selectors, view
from throughgate.show.scenario import fields

LATER = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def link_of(app) -> dict[str, str]:
    """The choices of the link at the foot of the page."""
    (shown,) = [
        element.proto
        for element in app.get("bidi_component")
        if element.proto.component_name == "throughgate_exact_link"
    ]
    return dict(parse_qsl(urlsplit(json.loads(shown.json)["link"]).query))


def opened(folder: Path, page: str, **query: str) -> AppTest:
    """A page in a fresh session, opened without the board summary before it."""
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=TIMEOUT)
    app.switch_page(f"pages/{page}.py")
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    assert app.caption[0].value.startswith("You are looking at HMP Doncaster, ")
    shown = (*app.selectbox, *app.number_input, *app.toggle)
    assert {box.key.removeprefix("groups-") for box in shown if box.key} <= set(link_of(app))
    return app


def figures(app) -> list[str]:
    return [app.title[0].value, *(box.value for box in app.metric), *(table.value.to_csv() for table in app.table)]


@pytest.fixture
def folder(data, tmp_path, monkeypatch) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    monkeypatch.setenv("THROUGHGATE_DATA", str(copy))
    return copy


def test_a_link_opens_the_same_figures_after_newer_data_and_another_first_contract_and_cohort(folder, monkeypatch):
    first = opened(folder, "adjusted_baseline")
    asked = link_of(first)
    assert asked == {"contract": "doncaster", "as_at": "2014-06-30", "snapshot": "a1b2c3d4e5f6", "cohort": "cohort-2"}

    publish(folder, (DONCASTER[0], *DONCASTER[2:]), at=LATER, snapshot_id="ffeeddccbbaa")
    others, usual = view.contracts_with_data, selectors.cohort_choice
    monkeypatch.setattr(view, "contracts_with_data", lambda reader: others(reader)[::-1])
    turn = lambda label, key, options, *rest: (label, key, options[::-1], *rest)  # noqa: E731
    monkeypatch.setattr(selectors, "cohort_choice", lambda *of: turn(*usual(*of)))
    again = opened(folder, "adjusted_baseline", **asked)
    assert figures(again) == figures(first)
    assert link_of(again) == asked
    assert "snapshot a1b2c3d4, not the newest: those are of 22 November 2026 at 09:30 (UTC)." in again.caption[0].value
    assert figures(opened(folder, "adjusted_baseline", contract="doncaster")) != figures(first)


def test_a_link_to_a_scenario_holds_what_was_left_at_its_default(folder, monkeypatch):
    first = opened(folder, "scenario", contract="doncaster", cohort="cohort-1")
    asked = link_of(first)
    assert asked["doncaster-effect"] == "5"
    assert asked["doncaster-adjustment"] == "contracted"
    before = fields.design_fields

    def others(terms, people):
        return tuple(
            type(f)(**{**vars(f), "contracted": Decimal(9)}) if f.name == "effect" else f for f in before(terms, people)
        )

    monkeypatch.setattr(fields, "design_fields", others)
    again = opened(folder, "scenario", **asked)
    assert again.number_input(key="doncaster-effect").value == 5
    assert figures(again) == figures(first)
    assert "true effect (percentage points): 5 for 9" in again.caption[0].value


def test_a_link_to_data_that_are_gone_says_so_until_others_are_chosen(folder):
    app = opened(folder, "data_and_definitions", contract="doncaster", snapshot="0123456789ab")
    for _ in range(2):
        assert "No data snapshot '0123456789ab' is kept" in app.warning[0].value
        assert "Not the data that your link asked for" in app.caption[0].value
        app.run()
    assert app.query_params["not_kept"] == "0123456789ab"  # A reload tells it again.
    assert link_of(app)["snapshot"] == "a1b2c3d4e5f6"
    app.button[0].click().run()
    assert not app.warning
    assert "Not the data" not in app.caption[0].value
    assert "not_kept" not in app.query_params


def test_a_link_to_groups_asks_the_same_question(folder):
    first = opened(folder, "subgroups", contract="doncaster", whose="cohort-1", by="age-band")
    asked = link_of(first)
    assert {key: asked[key] for key in ("whose", "by", "and", "then", "outcome")} == {
        "whose": "cohort-1", "by": "age-band", "and": "none", "then": "none", "outcome": "binary",
    }  # fmt: skip
    assert "asked for in the role everybody" in first.caption[0].value
    again = opened(folder, "subgroups", **asked)
    assert figures(again) == figures(first)


def test_a_link_to_equity_on_an_earlier_day_shows_what_was_shown(folder):
    waiting = opened(folder, "equity", contract="doncaster", as_at="2014-03-31")
    assert "equity_shown" not in link_of(waiting)
    shown = waiting.button[0].click().run()
    asked = link_of(shown)
    again = opened(folder, "equity", **asked)
    assert figures(again) == figures(shown)
    assert not again.button
    again.selectbox(key="as_at").set_value("2013-12-31").run()
    assert again.button  # The link asks for its own day alone.


def test_a_note_added_on_the_command_line_names_its_days_and_refuses_what_no_chart_shows(folder):
    def add(*words: str):
        return CliRunner().invoke(
            cli.app, ["note", "add", "doncaster", *words, "--role", "Provider", "--data", str(folder)]
        )

    made = add("The gate was rebuilt.", "--from", "2013-03-01", "--to", "2013-04-15")
    assert made.exit_code == 0, made.output
    (note,) = notes.read_notes(folder, "doncaster")
    assert (str(note.starts_on), str(note.ends_on), str(note.as_at)) == ("2013-03-01", "2013-04-15", "2014-06-30")
    assert note.entries[0].text == "The gate was rebuilt."
    for late in (("2014-07-01", "2014-07-01"), ("2014-06-30", "2015-06-30")):
        with pytest.raises(notes.NoteError, match="choose a"):
            notes.check_reach(*_reach(late))
        assert isinstance(add("Too late.", "--from", late[0], "--to", late[1]).exception, notes.NoteError)
    notes.check_reach(*_reach(("2014-06-30", "2015-06-29")))


def _reach(days: tuple[str, str]):
    first, last = (notes.read_day(day, "day") for day in days)
    latest = notes.read_day("2014-06-30", "day")
    return (first, last), latest, latest
