"""Small SQLite files beside the published data that are only ever added to: how one is begun, read, written and found at fault.

SQLite and not DuckDB, because dashboards and commands write at once: DuckDB lets one process write and shuts out whoever
reads meanwhile. A plain journal and not write-ahead, because that keeps two more files and cannot be read where the folder
may not be written to. They are no part of a snapshot: a load publishes a new file beside them and leaves them as they are.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SMALLEST = 512  # bytes of a file of SQLite


class AddedToError(RuntimeError):
    """A file that cannot be read or written. The message names the file; `said` is the same without its path."""

    def __init__(self, path: Path, said: str) -> None:
        super().__init__(f"{path}: {said}")
        self.said = said


@dataclass(frozen=True)
class Kind:
    """One kind of such files: its name, what tells it from any other of SQLite, its tables, what is said of a fault, and for
    how many seconds a writer waits for another to finish (`patience`).
    """

    name: str
    application_id: int
    version: int
    schema: tuple[str, ...]
    fault: type[AddedToError]
    cannot_read: str
    cannot_write: str
    in_use: str
    damaged: str
    foreign: str
    patience: float = 10.0


def only_added_to(what: str, *tables: str) -> tuple[str, ...]:
    """Statements that let nothing be changed or taken away from tables, even by hand."""
    return tuple(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{what} are only added to'); END"
        for table in tables
        for verb in ("UPDATE", "DELETE")
    )


@contextmanager
def reading(kind: Kind, data_dir: Path) -> Iterator[sqlite3.Connection | None]:
    """The file open for reading as it stands at one moment; None where there is none yet.

    Raises:
        AddedToError: of this kind: the file is damaged, in use, or of another kind.
    """
    path = data_dir / kind.name
    with _allowed(kind, path, kind.cannot_read):
        is_there = path.exists()
    if not is_there:
        yield None
        return
    with _open(kind, path, "ro", kind.cannot_read) as open_:
        open_.execute("BEGIN")
        _check(kind, open_, path)
        yield open_


@contextmanager
def writing(kind: Kind, data_dir: Path) -> Iterator[sqlite3.Connection]:
    """The file open for one change, which nobody else writes into meanwhile; what fails leaves it as it was.

    Raises:
        AddedToError: of this kind: it cannot be written, is damaged, in use, or of another kind.
    """
    path = data_dir / kind.name
    with _told(kind, path, kind.cannot_write), _allowed(kind, path, kind.cannot_write):
        if not path.exists():
            _begin(kind, path)
    with _open(kind, path, "rw", kind.cannot_write) as open_, _change(open_):
        _check(kind, open_, path)
        yield open_


def can_write(kind: Kind, data_dir: Path) -> bool:
    """Whether the operating system would let the file be written."""
    path = data_dir / kind.name
    return os.access(data_dir, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


@contextmanager
def _open(kind: Kind, path: Path, mode: str, not_allowed: str) -> Iterator[sqlite3.Connection]:
    """The file, which must be there: `mode` is ro or rw."""
    with _told(kind, path, not_allowed):
        with _allowed(kind, path, not_allowed):
            found = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}", timeout=kind.patience, isolation_level=None, uri=True
            )
        with closing(found) as open_:
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


def _begin(kind: Kind, path: Path) -> None:
    """Make the file beside its place and put it there whole: an empty file is a damaged one, never one being made."""
    made = path.with_name(f"{kind.name}.{secrets.token_hex(8)}")
    numbers = (f"PRAGMA application_id = {kind.application_id}", f"PRAGMA user_version = {kind.version}")
    try:
        with closing(sqlite3.connect(made, isolation_level=None)) as open_, _change(open_):
            for statement in (*kind.schema, *numbers):
                open_.execute(statement)
        with suppress(FileExistsError):  # Somebody else was first.
            os.link(made, path)
    finally:
        made.unlink(missing_ok=True)


def _check(kind: Kind, open_: sqlite3.Connection, path: Path) -> None:
    found = tuple(open_.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if path.stat().st_size < SMALLEST:  # SQLite takes it for a new one.
        raise kind.fault(path, kind.damaged)
    if found != (kind.application_id, kind.version):
        raise kind.fault(path, kind.foreign)


@contextmanager
def _allowed(kind: Kind, path: Path, not_allowed: str) -> Iterator[None]:
    """What the operating system says of the file. Never around the change itself, which may ask other files."""
    try:
        yield
    except OSError as fault:
        raise kind.fault(path, not_allowed) from fault


@contextmanager
def _told(kind: Kind, path: Path, not_allowed: str) -> Iterator[None]:
    """What SQLite says, as a fault that says what would mend it."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        code = getattr(fault, "sqlite_errorcode", 0) & 0xFF  # The low byte: the rest tells apart what we need not.
        kinds = {
            sqlite3.SQLITE_BUSY: kind.in_use, sqlite3.SQLITE_LOCKED: kind.in_use, sqlite3.SQLITE_READONLY: not_allowed,
            sqlite3.SQLITE_CANTOPEN: not_allowed, sqlite3.SQLITE_PERM: not_allowed, sqlite3.SQLITE_FULL: kind.cannot_write,
        }  # fmt: skip
        raise kind.fault(path, kinds.get(code, kind.damaged)) from fault
