"""The database of notes: one small SQLite file beside the published data, only ever added to.

SQLite and not DuckDB, because dashboards and commands write at once: DuckDB lets one process write and shuts out whoever
reads meanwhile. A plain journal and not write-ahead, because that keeps two more files and cannot be read where the folder
may not be written to. It is no part of a snapshot: a load publishes a new file beside it and leaves it as it is.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

NOTES = "notes.sqlite"
APPLICATION_ID = 0x54474E54  # "TGNT": what tells this file from any other of SQLite
VERSION = 2
SMALLEST = 512  # bytes of a file of SQLite
PATIENCE = 10.0  # seconds that a writer waits for another to finish

SCHEMA = (
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
    *(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'notes are only added to'); END"
        for table in ("note", "entry")
        for verb in ("UPDATE", "DELETE")
    ),
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
)

CANNOT_WRITE = (
    "notes cannot be written here: ask for the right to write in the data folder, or look without writing (--no-notes)"
)
CANNOT_READ = "notes cannot be read here: ask for the right to read notes.sqlite, or look without notes (--no-notes)"
IN_USE = "the file of notes is in use: try again in a minute"
DAMAGED = "the file of notes is damaged: put it back from a copy, or move it away, and a new one is begun"
FOREIGN = (
    "notes.sqlite is no file of notes of this version of Throughgate: move it away, or use the version that wrote it"
)


class NotesFileError(RuntimeError):
    """Notes that cannot be read or written. The message names the file; `said` is the same without its path."""

    def __init__(self, path: Path, said: str) -> None:
        super().__init__(f"{path}: {said}")
        self.said = said


def read(data_dir: Path, where: str = "", *values: object) -> tuple[list[tuple], list[tuple]]:
    """The notes for which the condition `where` holds, and their entries, both in order; nothing where there is no file.

    Raises:
        NotesFileError: the file is damaged, in use, or no file of notes.
    """
    path = data_dir / NOTES
    with _told(path, CANNOT_READ):
        if not path.exists():
            return [], []
        with closing(_connect(path, "ro")) as open_:
            open_.execute("BEGIN")  # Notes and entries of one moment.
            _check(open_, path)
            return rows(open_, where, *values)


@contextmanager
def writing(data_dir: Path) -> Iterator[sqlite3.Connection]:
    """The file open for one change, which nobody else writes into meanwhile; what fails leaves it as it was.

    Raises:
        NotesFileError: it cannot be written, is damaged, in use, or no file of notes.
    """
    path = data_dir / NOTES
    with _told(path, CANNOT_WRITE):
        if not path.exists():
            _begin(path)
        with closing(_connect(path, "rw")) as open_, _change(open_):
            _check(open_, path)
            yield open_


@contextmanager
def _change(open_: sqlite3.Connection) -> Iterator[None]:
    """One change, whole or not at all."""
    open_.execute("PRAGMA foreign_keys = ON")
    open_.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        open_.rollback()
        raise
    open_.commit()


def can_write(data_dir: Path) -> bool:
    """Whether the operating system would let notes be written."""
    path = data_dir / NOTES
    return os.access(data_dir, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


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


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    """The file, which must be there: `mode` is ro or rw."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", timeout=PATIENCE, isolation_level=None, uri=True)


def _begin(path: Path) -> None:
    """Make the file beside its place and put it there whole: an empty file is a damaged one, never one being made."""
    made = path.with_name(f"{NOTES}.{secrets.token_hex(8)}")
    try:
        with closing(sqlite3.connect(made, isolation_level=None)) as open_, _change(open_):
            for statement in SCHEMA:
                open_.execute(statement)
        with suppress(FileExistsError):  # Somebody else was first.
            os.link(made, path)
    finally:
        made.unlink(missing_ok=True)


def _check(open_: sqlite3.Connection, path: Path) -> None:
    found = tuple(open_.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if path.stat().st_size < SMALLEST:  # SQLite takes it for a new one.
        raise NotesFileError(path, DAMAGED)
    if found != (APPLICATION_ID, VERSION):
        raise NotesFileError(path, FOREIGN)


@contextmanager
def _told(path: Path, not_allowed: str) -> Iterator[None]:
    """What SQLite and the operating system say, as a fault that says what would mend it."""
    try:
        yield
    except OSError as fault:
        raise NotesFileError(path, not_allowed) from fault
    except sqlite3.DatabaseError as fault:
        code = getattr(fault, "sqlite_errorcode", 0) & 0xFF  # The low byte: the rest tells apart what we need not.
        kinds = {
            sqlite3.SQLITE_BUSY: IN_USE, sqlite3.SQLITE_LOCKED: IN_USE, sqlite3.SQLITE_READONLY: not_allowed,
            sqlite3.SQLITE_CANTOPEN: not_allowed, sqlite3.SQLITE_PERM: not_allowed, sqlite3.SQLITE_FULL: CANNOT_WRITE,
        }  # fmt: skip
        raise NotesFileError(path, kinds.get(code, DAMAGED)) from fault
