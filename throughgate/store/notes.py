"""The database of notes: one small SQLite file beside the published data, only ever added to."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from throughgate.store import added_to

NOTES = "notes.sqlite"
APPLICATION_ID = 0x54474E54  # "TGNT"


class NotesFileError(added_to.AddedToError):
    """Notes that cannot be read or written. The message names the file; `said` is the same without its path."""


KIND = added_to.Kind(
    name=NOTES,
    application_id=APPLICATION_ID,
    version=2,
    schema=(
        """CREATE TABLE note (
            note_id INTEGER PRIMARY KEY AUTOINCREMENT, contract_id TEXT NOT NULL, about TEXT NOT NULL, title TEXT NOT NULL,
            starts_on TEXT NOT NULL, ends_on TEXT NOT NULL CHECK (ends_on >= starts_on),
            as_at TEXT NOT NULL, opened_at TEXT NOT NULL
        ) STRICT""",
        "CREATE UNIQUE INDEX note_of_signal ON note (contract_id, about) WHERE about <> ''",
        """CREATE TABLE entry (
            note_id INTEGER NOT NULL REFERENCES note, number INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('opened', 'answered', 'closed', 'reopened')),
            text TEXT NOT NULL, role TEXT NOT NULL, written_at TEXT NOT NULL, PRIMARY KEY (note_id, number)
        ) STRICT""",
        *added_to.only_added_to("notes", "note", "entry"),
    ),
    fault=NotesFileError,
    cannot_read="notes cannot be read here: ask for the right to read notes.sqlite, or look without notes (--no-notes)",
    cannot_write="notes cannot be written here: ask for the right to write in the data folder, or look without writing (--no-notes)",
    in_use="the file of notes is in use: try again in a minute",
    damaged="the file of notes is damaged: put it back from a copy, or move it away, and a new one is begun",
    foreign="notes.sqlite is no file of notes of this version of Throughgate: move it away, or use the version that wrote it",
)
CANNOT_WRITE = KIND.cannot_write


def read(data_dir: Path, where: str = "", *values: object) -> tuple[list[tuple], list[tuple]]:
    """The notes for which the condition `where` holds, and their entries, both in order; nothing where there is no file.

    Raises:
        NotesFileError: the file is damaged, in use, or no file of notes.
    """
    with added_to.reading(KIND, data_dir) as open_:
        return ([], []) if open_ is None else rows(open_, where, *values)


def writing(data_dir: Path) -> AbstractContextManager[sqlite3.Connection]:
    """The file open for one change, which nobody else writes into meanwhile; what fails leaves it as it was.

    Raises:
        NotesFileError: it cannot be written, is damaged, in use, or no file of notes.
    """
    return added_to.writing(KIND, data_dir)


def can_write(data_dir: Path) -> bool:
    """Whether the operating system would let notes be written."""
    return added_to.can_write(KIND, data_dir)


def rows(open_: sqlite3.Connection, where: str = "", *values: object) -> tuple[list[tuple], list[tuple]]:
    """The notes for which the condition holds, and their entries: columns in the order of the schema."""
    condition = f"WHERE {where}" if where else ""
    notes = open_.execute(f"SELECT * FROM note {condition} ORDER BY note_id", values).fetchall()
    entries = open_.execute(
        f"SELECT * FROM entry WHERE note_id IN (SELECT note_id FROM note {condition}) ORDER BY note_id, number", values
    ).fetchall()
    return notes, entries


def add_note(open_: sqlite3.Connection, values: Sequence[str]) -> int | None:
    """The number of a new note of contract_id, about, title, starts_on, ends_on, as_at and opened_at; None where a signal's stands."""
    done = open_.execute(
        "INSERT INTO note (contract_id, about, title, starts_on, ends_on, as_at, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (contract_id, about) WHERE about <> '' DO NOTHING",
        tuple(values),
    )
    return done.lastrowid if done.rowcount else None


def add_entry(open_: sqlite3.Connection, note_id: int, values: Sequence[str]) -> None:
    """Add an entry of kind, text, role and written_at to a note, as its next."""
    open_.execute(
        "INSERT INTO entry SELECT ?, 1 + coalesce(max(number), 0), ?, ?, ?, ? FROM entry WHERE note_id = ?",
        (note_id, *values, note_id),
    )
