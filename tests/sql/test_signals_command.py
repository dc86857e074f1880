"""`throughgate signals`, `notes` and `note`, as a person types them, on checks typed in."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from test_cli import data, extracts, throughgate  # noqa: F401  the little published folder of its tests

from throughgate import notes
from throughgate.commands import fairness
from throughgate.fairness import Check
from throughgate.show.fairness import lead
from throughgate.show.fairness.signal import Signal
from throughgate.store import added_to

DAYS = date(2009, 1, 1), date(2009, 6, 30)
FOUND = (
    Signal(Check("parking-1", "parking", "as usual", *DAYS, 0.1), "Manager 1", "As usual, n = 90 people.", "Contact"),
    Signal(Check("moves", "transfers", "unusual", *DAYS, 0.5), "Moves out", "**Many**, n = 130 people.", "Moves"),
    Signal(Check("dates", "definition", "cannot tell", None, None, None), "Dates", "Too few people.", "Dates"),
)


@pytest.fixture
def folder(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    monkeypatch.setattr(fairness, "read_fair_play", lambda reader, terms, as_at: SimpleNamespace())
    monkeypatch.setattr(lead, "signals", lambda found: FOUND)
    return Path(shutil.copytree(data, tmp_path / "data"))


def asked(*words: object, folder: Path) -> dict:
    done = throughgate(*words, "--data", folder, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_signals_prints_every_check_and_opens_one_note(folder):
    """Chance by hand: 0.1 + 0.5 = 0.6, and 1 - 0.9 x 0.5 = 0.55."""
    answer = asked("signals", "doncaster", folder=folder)
    assert (answer["contract"], answer["as_at"]) == ("doncaster", "2010-09-30")
    assert answer["by_chance"] == {"expected": pytest.approx(0.6), "at_least_one": pytest.approx(0.55)}
    assert [(check["check"], check["standing"], check["note"]) for check in answer["checks"]] == [
        ("parking-1", "as usual", None), ("moves", "unusual", {"number": 1, "state": "open"}), ("dates", "cannot tell", None),
    ]  # fmt: skip
    assert answer["checks"][1]["sentence"] == "Many, n = 130 people."
    assert (answer["checks"][1]["from"], answer["checks"][1]["to"]) == ("2009-01-01", "2009-06-30")
    assert asked("signals", "doncaster", folder=folder) == answer
    assert len(notes.read_notes(folder, "doncaster")) == 1


def test_signals_for_people_puts_the_unusual_first(folder):
    done = throughgate("signals", "doncaster", "--as-at", "2010-01-31", "--data", folder)
    assert done.returncode == 0
    assert "as at 2010-01-31" in done.stdout
    assert "1 of 2 checks is unusual, look into it: who is moved" in done.stdout
    assert "unusual: Moves out, 2009-01-01 to 2009-06-30; by chance 50.0%\n" in done.stdout
    assert done.stdout.index("unusual: Moves out") < done.stdout.index("as usual: Manager 1")
    assert "**" not in done.stdout


def test_signals_without_notes_writes_nothing(folder):
    assert asked("signals", "doncaster", "--no-notes", folder=folder)["checks"][1]["note"] is None
    assert not (folder / "notes.sqlite").exists()


def test_a_note_is_answered_closed_reopened_and_listed(folder):
    assert asked("notes", "doncaster", folder=folder)["notes"] == []
    throughgate("signals", "doncaster", "--data", folder)
    for verb, role in (("answer", "Provider"), ("close", "Commissioner"), ("reopen", "Evaluator")):
        done = throughgate("note", verb, 1, "--role", role, "--text", f"To {verb}.", "--data", folder)
        assert (done.returncode, done.stderr) == (0, "")
    [note] = asked("notes", "doncaster", folder=folder)["notes"]
    assert (note["number"], note["about"], note["state"]) == (1, "moves", "open")
    assert [(entry["kind"], entry["role"], entry["text"]) for entry in note["entries"]] == [
        ("opened", "Throughgate", "Unusual, look into it. Many, n = 130 people."),
        ("answered", "Provider", "To answer."),
        ("closed", "Commissioner", "To close."),
        ("reopened", "Evaluator", "To reopen."),
    ]
    listed = throughgate("notes", "doncaster", "--data", folder).stdout
    assert "Note 1, January to June 2009, open: Moves out (opened as at 30 September 2010)" in listed
    assert "  2 answered, Provider, " in listed


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("note", "close", 9, "--role", "Provider", "--text", "Hm."), "there is no note 9"),
        (("note", "close", 1, "--role", "Governor", "--text", "Hm."), "role 'Governor' is not one that writes notes"),
        (("note", "close", 1, "--role", "Provider", "--text", ""), "text '' is empty"),
        (("note", "reopen", 1, "--role", "Provider", "--text", "Hm."), "note 1 is open, not closed"),
        (("signals", "nowhere"), "nowhere"),
        (("signals", "doncaster", "--as-at", "2020-01-01"), "as-at 2020-01-01 is after the data"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(folder, words, fault):
    throughgate("signals", "doncaster", "--data", folder)
    done = throughgate(*words, "--data", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("throughgate: ")
    assert fault in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("content", [b"no database" * 99, b""])
def test_the_checks_stand_without_notes_that_are_damaged(folder, content):
    (folder / "notes.sqlite").write_bytes(content)
    done = throughgate("signals", "doncaster", "--data", folder)
    assert done.returncode == 0
    assert "1 of 2 checks is unusual" in done.stdout
    assert "notes.sqlite: the file of notes is damaged: put it back from a copy" in done.stderr
    assert done.stderr.count("\n") == 1
    without = throughgate("signals", "doncaster", "--no-notes", "--data", folder)
    assert (without.returncode, without.stderr) == (0, ""), "what is not asked for is not read"
    listed = throughgate("notes", "doncaster", "--data", folder)
    assert listed.returncode == 2
    assert "the file of notes is damaged" in listed.stderr


def test_the_checks_stand_where_notes_cannot_be_written(folder, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(added_to.os, "link", refuse)
    done = throughgate("signals", "doncaster", "--data", folder)
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert "notes cannot be written here: ask for the right to write" in done.stderr
    assert "1 of 2 checks is unusual" in done.stdout
    (folder / "notes.sqlite").mkdir()
    done = throughgate("signals", "doncaster", "--data", folder)
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert "the file of notes is damaged" in done.stderr
    assert "1 of 2 checks is unusual" in done.stdout


def test_a_past_day_opens_no_note_and_shows_none_of_later(folder):
    past = asked("signals", "doncaster", "--as-at", "2010-08-31", folder=folder)
    assert not (folder / "notes.sqlite").exists()
    assert past["notes"].startswith("Notes are opened on the latest day of the newest data only")
    assert asked("signals", "doncaster", folder=folder)["notes"] == ""
    again = asked("signals", "doncaster", "--as-at", "2010-08-31", folder=folder)
    assert again["checks"][1]["note"] is None
    on_the_day = asked("signals", "doncaster", "--as-at", "2010-09-30", folder=folder)
    assert on_the_day["checks"][1]["note"] == {"number": 1, "state": "open"}
    assert asked("notes", "doncaster", folder=folder)["notes"][0]["as_at"] == "2010-09-30"


def test_an_older_snapshot_opens_no_note(folder, monkeypatch):
    newest = fairness.published(folder)
    monkeypatch.setattr(fairness, "published", lambda folder: replace(newest, snapshot_id="f" * 12))
    answer = asked("signals", "doncaster", "--snapshot", newest.snapshot_id, folder=folder)
    assert answer["notes"].startswith("Notes are opened on the latest day of the newest data only")
    assert not (folder / "notes.sqlite").exists()


@pytest.mark.parametrize("number", [0, 2**63, 10**30])
def test_a_number_that_no_note_can_have_is_a_usage_error(folder, number):
    done = throughgate("note", "answer", number, "--role", "Provider", "--text", "Hm.", "--data", folder)
    assert done.returncode == 2
    assert "NOTE" in done.stderr
    assert "Traceback" not in done.stderr
    largest = throughgate("note", "answer", 2**63 - 1, "--role", "Provider", "--text", "Hm.", "--data", folder)
    assert (
        largest.stderr
        == f"throughgate: there is no note {2**63 - 1}: `throughgate notes CONTRACT` lists those there are\n"
    )


def test_a_load_keeps_the_notes(folder, extracts):  # noqa: F811
    throughgate("signals", "doncaster", "--data", folder)
    before = (folder / "notes.sqlite").read_bytes()
    done = throughgate("load", extracts, "--replace", "--keep", 1, "--data", folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "notes.sqlite").read_bytes() == before
