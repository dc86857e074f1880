"""The page Fair play, by AppTest, on checks typed in: its notes are answered, closed and reopened, and another session sees it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from throughgate import frame, notes, view
from throughgate.fairness import Check, FairPlay
from throughgate.show.fairness import cherry_picking, definitions, lead, parking, transfers
from throughgate.show.fairness.signal import Signal

PAGE = "fair_play"
DAYS = date(2013, 1, 1), date(2013, 6, 30)
ODD = Signal(
    Check("transfers-out", "transfers", "unusual", *DAYS, 0.05), "Moves out", "So many, n = 130 people.", "Moves"
)
USUAL = Signal(
    Check("parking-1", "parking", "as usual", *DAYS, 0.05), "Case manager 1", "As usual, n = 90 people.", "Contact"
)


@pytest.fixture
def counted(data, tmp_path: Path) -> Path:
    """A data folder of the test's own, since notes are written in it; its checks are those of its data."""
    return Path(shutil.copytree(data, tmp_path / "data"))


@pytest.fixture
def folder(counted: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, but the checks typed in stand for those of its data, and no chart is drawn."""
    part = SimpleNamespace(checks=())
    monkeypatch.setattr(view.View, "fair_play", lambda look: FairPlay(part, part, part))
    monkeypatch.setattr(lead, "signals", lambda found: (ODD, USUAL))
    for module in (parking, cherry_picking, transfers, definitions):
        monkeypatch.setattr(module, "blocks", lambda found, *, source: ())
    return counted


def of(folder: Path) -> tuple[notes.Note, ...]:
    return notes.read_notes(folder, "doncaster")


def fill(app, form: str, role: str | None, text: str, **fields: str):
    if role:
        app.selectbox(key=f"{form}-role").set_value(role)
    app.text_area(key=f"{form}-text").set_value(text)
    for name, value in fields.items():
        app.text_input(key=f"{form}-{name}").set_value(value)
    return app


def press(app, label: str):
    return next(button for button in app.button if button.label == label).click().run()


def said(app) -> str:
    return "".join(element.value for element in app.markdown)


def first(note: notes.Note) -> SimpleNamespace:
    return SimpleNamespace(text=note.entries[0].text, as_at=note.as_at)


def labels(app) -> list[str]:
    return [button.label for button in app.button]


def entries(app) -> list[str]:
    return next(table.value for table in app.table if "Entry" in table.value)["Entry"].tolist()


def test_the_page_opens_with_the_finding_and_opens_its_note_once(folder, open_page):
    app = open_page(folder, PAGE, contract="doncaster")
    assert not app.exception
    assert app.title[0].value == "1 of 2 checks is unusual, look into it: who is moved"
    assert app.table[0].value["Note"].tolist() == ["Note 1, open"]
    assert app.header[-1].value == "What is counted, and what to know"
    assert "Do not name or describe a person" in said(app)
    app.run()
    open_page(folder, PAGE, contract="doncaster", as_at="2013-12-31")
    assert [(note.about, note.state, len(note.entries)) for note in of(folder)] == [("transfers-out", "open", 1)]


def test_a_note_is_answered_closed_and_reopened_and_another_session_sees_it(folder, open_page):
    app = open_page(folder, PAGE, contract="doncaster")
    assert labels(app)[:2] == ["Answer", "Close"]
    press(fill(app, "entry", "Provider", "A wing was *closed*."), "Answer")
    assert app.success[0].value == "Note 1 is answered."
    assert app.text_area(key="entry-text").value == ""
    other = open_page(folder, PAGE, contract="doncaster")
    assert entries(other) == ["1, opened", "2, answered"]
    assert "A wing was \\*closed\\*." in other.table[-1].value["Text"].tolist()
    press(fill(other, "entry", "Commissioner", "Agreed."), "Close")
    assert labels(other)[:1] == ["Reopen"]
    app.run()
    assert not app.success, "it is told once"
    press(fill(app, "entry", "Evaluator", "It goes on."), "Reopen")
    assert [(entry.kind, entry.role) for entry in of(folder)[0].entries] == [
        ("opened", "Throughgate"), ("answered", "Provider"), ("closed", "Commissioner"), ("reopened", "Evaluator"),
    ]  # fmt: skip
    app.run()
    assert len(of(folder)[0].entries) == 4, "a page that runs again writes nothing"


def test_what_is_refused_stays_in_its_field(folder, open_page):
    app = open_page(folder, PAGE, contract="doncaster")
    press(fill(app, "entry", None, "A wing was closed."), "Answer")
    assert "no role is chosen" in app.error[0].value
    assert app.text_area(key="entry-text").value == "A wing was closed."
    press(fill(app, "entry", "Provider", " "), "Answer")
    assert "is empty" in app.error[0].value
    assert len(of(folder)[0].entries) == 1


def test_who_comes_too_late_is_told_and_loses_nothing(folder, open_page):
    app = open_page(folder, PAGE, contract="doncaster")
    notes.write_entry(folder, 1, "closed", "Agreed.", "Commissioner")
    press(fill(app, "entry", "Provider", "A wing was closed."), "Answer")
    assert "note 1 is closed, so it cannot be answered\\: reopen it first" in app.error[0].value
    assert app.text_area(key="entry-text").value == "A wing was closed."


def test_a_note_of_ones_own_is_added_by_its_days(folder, open_page):
    app = open_page(folder, PAGE, contract="doncaster")
    press(fill(app, "own", "Provider", "A wing opened.", start="1 May 2013", end="2013-05-31"), "Add the note")
    assert app.success[0].value == "The note is added."
    added = of(folder)[-1]
    assert (added.about, added.starts_on, added.ends_on) == ("", date(2013, 5, 1), date(2013, 5, 31))
    press(fill(app, "own", "Provider", "One day.", start="2013-06-01"), "Add the note")
    assert of(folder)[-1].ends_on == date(2013, 6, 1)


@pytest.mark.parametrize(
    ("start", "end", "fault"),
    [
        ("May 2013", "2013-05-31", "first day 'May 2013' is not a day"),
        ("2013-05-31", "2013-05-01", "is before start day"),
        ("2014-07-01", "2014-07-02", "is after 2014-06-30, the day the data are looked at from"),
        (
            "2014-05-01",
            "2015-06-30",
            "last day 2015-06-30 is a year or more after the data end, on 2014-06-30\\: choose an",
        ),
        ("2014-05-01", "2099-01-01", "last day 2099-01-01 is a year or more after the data end"),
    ],
)
def test_days_that_cannot_be_used_are_told(folder, open_page, start, end, fault):
    app = press(
        fill(open_page(folder, PAGE, contract="doncaster"), "own", "Provider", "Hm.", start=start, end=end),
        "Add the note",
    )
    assert fault in app.error[0].value
    assert not [error for folded in app.expander for error in folded.error], "it is seen where the form has folded away"
    assert app.text_input(key="own-start").value == start
    assert len(of(folder)) == 1


def test_a_note_may_end_within_a_year_of_the_data(folder, open_page):
    app = open_page(folder, PAGE, contract="doncaster")
    press(fill(app, "own", "Provider", "Hm.", start="2014-05-01", end="2015-06-29"), "Add the note")
    assert of(folder)[-1].ends_on == date(2015, 6, 29)


def test_notes_on_later_days_are_not_seen_from_an_earlier_one(folder, open_page):
    day = date(2014, 3, 1)
    open_page(folder, PAGE, contract="doncaster")
    notes.add_note(folder, ("doncaster", day), (day, day), "Later.", "Provider")
    assert len(open_page(folder, PAGE, contract="doncaster").selectbox(key="note").options) == 2
    assert len(open_page(folder, PAGE, contract="doncaster", as_at="2014-03-31").selectbox(key="note").options) == 1
    earlier = open_page(folder, PAGE, contract="doncaster", as_at="2013-12-31")
    assert "There are no notes opened as at this day or an earlier one." in said(earlier)
    assert earlier.table[0].value["Note"].tolist() == ["none yet"]


def test_a_past_day_opens_no_note_and_says_so(folder, open_page):
    app = open_page(folder, PAGE, contract="doncaster", as_at="2013-12-31")
    assert of(folder) == ()
    assert "Notes are opened on the latest day of the newest data only" in said(app)
    press(fill(app, "own", "Provider", "Seen then.", start="2013-05-01"), "Add the note")
    assert [(note.text, note.as_at) for note in map(first, of(folder))] == [("Seen then.", date(2013, 12, 31))]
    assert "Notes are opened on the latest day of the newest data only" not in said(
        open_page(folder, PAGE, contract="doncaster")
    )
    assert [note.about for note in of(folder)] == ["", "transfers-out"]


def test_an_older_snapshot_opens_no_note(folder, open_page, monkeypatch):
    lists = frame.list_snapshots
    monkeypatch.setattr(
        frame, "list_snapshots",
        lambda folder: (replace(lists(folder)[0], snapshot_id="f" * 12), *lists(folder)),
    )  # fmt: skip
    app = open_page(folder, PAGE, contract="doncaster")
    assert "Notes are opened on the latest day of the newest data only" in said(app)
    assert of(folder) == ()


def test_a_signal_that_no_longer_shows_keeps_its_note(folder, open_page, monkeypatch):
    open_page(folder, PAGE, contract="doncaster")
    monkeypatch.setattr(lead, "signals", lambda found: (USUAL,))
    app = open_page(folder, PAGE, contract="doncaster")
    assert app.title[0].value == "Nothing unusual in 1 check"
    assert app.selectbox(key="note").options == ["Note 1: Moves out"]


@pytest.mark.parametrize("content", [b"no database" * 99, b""])
def test_damaged_notes_are_said_and_all_else_stands(folder, open_page, content):
    (folder / "notes.sqlite").write_bytes(content)
    app = open_page(folder, PAGE, contract="doncaster")
    assert not app.exception
    assert app.title[0].value == "1 of 2 checks is unusual, look into it: who is moved"
    assert app.warning[0].value.startswith("The file of notes is damaged\\: put it back from a copy")
    assert str(folder) not in app.warning[0].value
    press(fill(app, "own", "Provider", "Hm.", start="2013-05-01"), "Add the note")
    assert "Not written" in app.error[0].value


def test_where_notes_cannot_be_written_the_page_says_so(folder, open_page, monkeypatch):
    monkeypatch.setattr(notes.store, "can_write", lambda folder: False)
    app = open_page(folder, PAGE, contract="doncaster")
    assert app.warning[0].value.startswith("Notes cannot be written here")


def test_the_page_stands_where_no_file_of_notes_can_be(folder, open_page):
    """A folder in its place: what root may not write to either."""
    (folder / "notes.sqlite").mkdir()
    app = open_page(folder, PAGE, contract="doncaster")
    assert not app.exception
    assert app.title[0].value == "1 of 2 checks is unusual, look into it: who is moved"
    assert app.warning[0].value.startswith("The file of notes is damaged")
    press(fill(app, "own", "Provider", "Hm.", start="2013-05-01"), "Add the note")
    assert "Not written" in app.error[0].value
    assert not app.exception
    assert not open_page(folder, "pathways", contract="doncaster").exception


@pytest.mark.parametrize(
    "contract", ["doncaster", "peterborough", "broward", "crc", "crs", "community-sentences", "penalty-clause"]
)
@pytest.mark.parametrize("as_at", ["2011-10-31", "2014-06-30"])
def test_a_contract_without_any_of_these_data_says_so(counted, open_page, contract, as_at):
    """The data file has people and convictions and nothing else: no contact, move, offer or recorded score."""
    app = open_page(counted, PAGE, contract=contract, as_at=as_at)
    assert not app.exception
    assert len(app.title) == 1
    assert app.header[-1].value == "What is counted, and what to know"
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))
