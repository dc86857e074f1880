"""The file of notes: only added to, written by many at once, left alone by loads, and said plainly where it is damaged."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from throughgate import PROJECT, notes
from throughgate.notes import NewNote, NoteError, NotesFileError
from throughgate.store import notes as store
from throughgate.store.publish import SnapshotError, load_lock, put_in_place
from throughgate.store.reader import open_file

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
DAYS = date(2013, 1, 1), date(2013, 6, 30)
DAY = date(2014, 6, 30)
OF = "doncaster", DAY
SIGNAL = NewNote("transfers-out", "Moves near release", *DAYS, "Unusual, look into it.")


def clock() -> datetime:
    return NOW


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    """A folder with note 1, opened by a signal."""
    assert notes.open_notes(tmp_path, "doncaster", DAY, [SIGNAL], clock=clock) == (1,)
    return tmp_path


def write(folder: Path, kind: str, text: str, role: str | None = "Commissioner", number: int = 1) -> notes.Note:
    return notes.write_entry(folder, number, kind, text, role, clock=clock)


def test_a_signal_opens_one_note_however_often_it_is_seen(opened):
    seen_later = NewNote("transfers-out", "Another title", date(2013, 2, 1), date(2014, 6, 30), "More.")
    assert notes.open_notes(opened, "doncaster", DAY, [SIGNAL, seen_later], clock=clock) == ()
    [note] = notes.read_notes(opened, "doncaster")
    assert (note.note_id, note.about, note.title, note.starts_on, note.ends_on) == (
        1,
        "transfers-out",
        "Moves near release",
        *DAYS,
    )
    assert note.entries == (notes.Entry(1, "opened", "Unusual, look into it.", "Throughgate", NOW),)
    assert (note.state, note.as_at, note.opened_at) == ("open", DAY, NOW)
    assert notes.open_notes(opened, "peterborough", DAY, [SIGNAL], clock=clock) == (2,), "another contract has its own"


def test_a_note_is_answered_closed_and_reopened_and_keeps_every_word(opened):
    assert write(opened, "answered", " We look. ", "Provider").state == "answered"
    assert write(opened, "answered", "It was a closed wing.", "Provider").state == "answered"
    assert write(opened, "closed", "Agreed.").state == "closed"
    assert write(opened, "reopened", "It goes on.", "Evaluator").state == "open"
    [note] = notes.read_notes(opened, "doncaster")
    assert [(entry.number, entry.kind, entry.text, entry.role) for entry in note.entries] == [
        (1, "opened", "Unusual, look into it.", "Throughgate"),
        (2, "answered", "We look.", "Provider"),
        (3, "answered", "It was a closed wing.", "Provider"),
        (4, "closed", "Agreed.", "Commissioner"),
        (5, "reopened", "It goes on.", "Evaluator"),
    ]


@pytest.mark.parametrize(
    ("kind", "text", "role", "number", "fault"),
    [
        ("answered", " \n ", "Provider", 1, "text ' ' is empty: write what was found"),
        ("answered", "x" * 1001, "Provider", 1, r"text of 1,001 characters \('x+\.\.\.'\) is longer than 1,000: shorten"),
        ("answered", "Hm.", "Governor", 1, "role 'Governor' is not one that writes notes: use Commissioner, "),
        ("answered", "Hm.", "Throughgate", 1, "role 'Throughgate' is not one"),
        ("answered", "Hm.", None, 1, "no role is chosen: choose"),
        ("answered", "Hm.", "Provider", 7, "there is no note 7: `throughgate notes CONTRACT` lists"),
        ("reopened", "Hm.", "Provider", 1, "note 1 is open, not closed: answer it instead"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_named_with_its_remedy(opened, kind, text, role, number, fault):
    with pytest.raises(NoteError, match=fault):
        write(opened, kind, text, role, number)
    assert len(notes.read_notes(opened, "doncaster")[0].entries) == 1


def test_a_thousand_letters_can_be_written(opened):
    assert write(opened, "answered", "x" * 1000).latest.text == "x" * 1000


@pytest.mark.parametrize("kind", ["answered", "closed"])
def test_a_closed_note_is_reopened_first(opened, kind):
    write(opened, "closed", "Agreed.")
    with pytest.raises(NoteError, match=f"note 1 is closed, so it cannot be {kind}: reopen it first"):
        write(opened, kind, "Once more.")


@pytest.mark.parametrize("kind", ["answered", "closed"])
def test_a_click_twice_writes_once(opened, kind):
    assert write(opened, kind, "We look.", "Provider") == write(opened, kind, "We look.", "Provider")
    assert len(notes.read_notes(opened, "doncaster")[0].entries) == 2
    first, again = (notes.add_note(opened, OF, DAYS, "A new wing opened.", "Provider", clock=clock) for _ in range(2))
    assert first == again
    assert notes.add_note(opened, OF, DAYS, "A new wing opened.", "Evaluator", clock=clock) != first


def test_the_same_words_in_another_role_are_another_entry(opened):
    write(opened, "answered", "We look.", "Provider")
    assert len(write(opened, "answered", "We look.", "Evaluator").entries) == 3


def test_a_note_of_ones_own(tmp_path):
    day = date(2013, 5, 1)
    assert notes.add_note(tmp_path, OF, (day, day), "A new wing opened.", "Provider", clock=clock) == 1
    [note] = notes.read_notes(tmp_path, "doncaster")
    assert (note.about, note.title, note.starts_on, note.ends_on) == ("", "Added by the Provider", day, day)
    with pytest.raises(NoteError, match="end day 2013-04-30 is before start day 2013-05-01: swap them"):
        notes.add_note(tmp_path, OF, (day, date(2013, 4, 30)), "Hm.", "Provider")


def test_a_question_begins_no_file(tmp_path):
    assert notes.read_notes(tmp_path, "doncaster") == ()
    assert notes.open_notes(tmp_path, "doncaster", DAY, []) == ()
    with pytest.raises(NoteError, match="there is no note 1"):
        write(tmp_path, "closed", "Hm.")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET note_id = 9"])
@pytest.mark.parametrize("table", ["note", "entry"])
def test_nothing_is_taken_back_even_by_hand(opened, table, statement):
    with (
        sqlite3.connect(opened / "notes.sqlite") as connection,
        pytest.raises(sqlite3.DatabaseError, match="only added to"),
    ):
        connection.execute(statement.format(table))


def test_what_fails_halfway_leaves_nothing(opened):
    def fail() -> None:
        with store.writing(opened) as open_:
            store.add_entry(open_, 1, ("answered", "Half.", "Provider", NOW.isoformat()))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert notes.read_notes(opened, "doncaster")[0].latest.kind == "opened"


def test_many_write_at_once_and_nothing_is_lost(tmp_path):
    """Four at once: one opens the signal's note, each adds a note, all answer the first, and one of them closes it."""

    def one(number: int) -> int:
        opened = notes.open_notes(tmp_path, "doncaster", DAY, [SIGNAL])
        notes.add_note(tmp_path, OF, DAYS, f"Text {number}", "Provider")
        write(tmp_path, "answered", f"Answer {number}", number=by_signal())
        return len(opened)

    def by_signal() -> int:
        return next(note.note_id for note in notes.read_notes(tmp_path, "doncaster") if note.about)

    def close(number: int) -> bool:
        try:
            write(tmp_path, "closed", f"Closed {number}", number=by_signal())
        except NoteError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 1
        assert sum(pool.map(close, range(4))) == 1
    found = {bool(note.about): note for note in notes.read_notes(tmp_path, "doncaster")}
    assert len(notes.read_notes(tmp_path, "doncaster")) == 5
    assert [entry.number for entry in found[True].entries] == list(range(1, 7))


def test_a_load_leaves_the_notes_alone(opened):
    """Publishing, dropping the older snapshots, and clearing what a killed load left."""
    before = (opened / "notes.sqlite").read_bytes()
    for moment in range(3):
        with load_lock(opened) as building:
            (building / "new.duckdb").write_bytes(b"data")
            at = NOW.replace(minute=moment)
            put_in_place(building / "new.duckdb", opened, snapshot_id=f"{moment}", published_at=at, keep=1)
    assert [path.name[-8:] for path in (opened / "snapshots").iterdir()] == ["2.duckdb"]
    assert (opened / "notes.sqlite").read_bytes() == before


def test_the_notes_are_no_data_file(opened):
    with pytest.raises(SnapshotError):
        open_file(opened / "notes.sqlite")


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to be looked at" * 9, b"SQLite format 3\0" + b"x" * 4000]
)
def test_a_damaged_file_is_said_and_left(tmp_path, content):
    path = tmp_path / "notes.sqlite"
    path.write_bytes(content)
    for ask in (
        lambda: notes.read_notes(tmp_path, "doncaster"),
        lambda: notes.open_notes(tmp_path, "doncaster", DAY, [SIGNAL]),
        lambda: notes.add_note(tmp_path, OF, DAYS, "Hm.", "Provider"),
    ):
        with pytest.raises(NotesFileError, match=r"notes\.sqlite: the file of notes is damaged: put it back") as told:
            ask()
        assert str(tmp_path) not in told.value.said
    assert path.read_bytes() == content


def test_another_database_or_version_is_not_written_into(tmp_path):
    with sqlite3.connect(tmp_path / "notes.sqlite") as connection:
        connection.execute("CREATE TABLE mine (a)")
    with pytest.raises(NotesFileError, match="no file of notes of this version"):
        notes.open_notes(tmp_path, "doncaster", DAY, [SIGNAL])


def test_a_file_of_the_older_shape_is_another_version_and_left(tmp_path):
    """The first shape held no as-at day."""
    with sqlite3.connect(tmp_path / "notes.sqlite") as connection:
        connection.execute("CREATE TABLE note (note_id, contract_id, about, title, starts_on, ends_on, opened_at)")
        connection.execute(f"PRAGMA application_id = {store.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
    before = (tmp_path / "notes.sqlite").read_bytes()
    for ask in (
        lambda: notes.read_notes(tmp_path, "doncaster"),
        lambda: notes.add_note(tmp_path, OF, DAYS, "Hm.", "Provider"),
    ):
        with pytest.raises(NotesFileError, match="no file of notes of this version of Throughgate: move it away"):
            ask()
    assert (tmp_path / "notes.sqlite").read_bytes() == before


@pytest.mark.parametrize("left", [0, 50, 511, 4096])
def test_a_truncated_file_is_damaged_not_none_yet(opened, left):
    whole = (opened / "notes.sqlite").read_bytes()
    assert len(whole) > 4096
    (opened / "notes.sqlite").write_bytes(whole[:left])
    for ask in (
        lambda: notes.read_notes(opened, "doncaster"),
        lambda: notes.open_notes(opened, "doncaster", DAY, [SIGNAL]),
        lambda: notes.add_note(opened, OF, DAYS, "Hm.", "Provider"),
    ):
        with pytest.raises(NotesFileError, match="the file of notes is damaged: put it back"):
            ask()
    assert (opened / "notes.sqlite").read_bytes() == whole[:left]


def test_a_first_change_that_fails_leaves_a_file_that_can_be_read_and_nothing_beside_it(tmp_path):
    with pytest.raises(ZeroDivisionError), store.writing(tmp_path):
        raise ZeroDivisionError
    assert notes.read_notes(tmp_path, "doncaster") == ()
    assert [path.name for path in tmp_path.iterdir()] == ["notes.sqlite"]


def test_many_begin_the_file_at_once(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda at: notes.add_note(tmp_path, OF, DAYS, f"Text {at}", "Provider"), range(8)))
    assert sorted(found) == list(range(1, 9))
    assert [path.name for path in tmp_path.iterdir()] == ["notes.sqlite"]


def test_what_is_no_file_is_said(tmp_path):
    (tmp_path / "notes.sqlite").mkdir()
    with pytest.raises(NotesFileError, match="damaged: put it back from a copy, or move it away"):
        notes.read_notes(tmp_path, "doncaster")
    with pytest.raises(NotesFileError, match="notes cannot be written here: ask for the right to write"):
        notes.add_note(tmp_path, OF, DAYS, "Hm.", "Provider")


def test_a_file_that_may_not_be_read_is_said(opened, monkeypatch):
    def refuse(path: str, **options: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(store.sqlite3, "connect", refuse)
    with pytest.raises(NotesFileError, match="notes cannot be read here: ask for the right to read"):
        notes.read_notes(opened, "doncaster")


def test_the_same_words_at_an_earlier_day_are_another_note_for_the_later_is_not_seen_there(tmp_path):
    later, earlier, again = (
        notes.add_note(tmp_path, ("doncaster", day), DAYS, "A new wing opened.", "Provider")
        for day in (DAY, date(2013, 6, 30), date(2013, 7, 31))
    )
    assert later != earlier == again


def test_a_folder_that_cannot_be_written_to_is_said(opened):
    missing = opened / "no such folder"
    with pytest.raises(NotesFileError, match="notes cannot be written here: ask for the right to write"):
        notes.open_notes(missing, "doncaster", DAY, [SIGNAL])
    assert notes.fault_of_writing(missing)
    assert notes.fault_of_writing(opened) == ""


def test_a_file_that_can_only_be_read_is_read_and_writing_is_said(opened, monkeypatch):
    connect = sqlite3.connect
    monkeypatch.setattr(
        store.sqlite3, "connect",
        lambda path, **options: connect(f"{Path(str(path).removeprefix('file:').split('?')[0]).as_uri()}?mode=ro", **options | {"uri": True}),
    )  # fmt: skip
    assert len(notes.read_notes(opened, "doncaster")) == 1
    assert notes.open_notes(opened, "doncaster", DAY, [SIGNAL]) == (), "nothing is to be written"
    with pytest.raises(NotesFileError, match="notes cannot be written here"):
        write(opened, "closed", "Agreed.")


def test_a_file_that_somebody_holds_is_said(opened, monkeypatch):
    monkeypatch.setattr(store, "KIND", replace(store.KIND, patience=0.05))
    with sqlite3.connect(opened / "notes.sqlite", isolation_level=None) as held:
        held.execute("BEGIN IMMEDIATE")
        assert notes.read_notes(opened, "doncaster"), "reading goes on"
        with pytest.raises(NotesFileError, match="in use: try again in a minute"):
            write(opened, "closed", "Agreed.")


def test_the_project_keeps_its_notes_out_of_git():
    assert "/data/notes.sqlite*" in (PROJECT / ".gitignore").read_text().splitlines()
