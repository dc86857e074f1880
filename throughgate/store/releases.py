"""The register of what was shown of groups of people, and to which role: one small SQLite file, only ever added to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

RELEASES = "releases.sqlite"


class ReleasesFileError(RuntimeError):
    """A register that cannot be read or written. The message names the file; `said` is the same without its path."""


@dataclass(frozen=True)
class Release:
    """What a role was shown: the question, the groups shown by their values, and those withheld with the reason."""

    role: str
    contract_id: str
    asked_at: datetime
    measure: str
    as_at: date
    scope: str
    by: tuple[str, ...]
    shown: tuple[tuple[str, ...], ...]
    withheld: tuple[tuple[str, ...], ...] = ()
    because: str = ""


@contextmanager
def writing(data_dir: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(data_dir / RELEASES, timeout=10, isolation_level=None)) as open_:
        open_.execute("BEGIN IMMEDIATE")
        open_.execute(
            "CREATE TABLE IF NOT EXISTS release (number INTEGER PRIMARY KEY AUTOINCREMENT, role TEXT, contract_id TEXT, asked_at TEXT, measure TEXT, as_at TEXT, scope TEXT, by TEXT, shown TEXT, withheld TEXT, because TEXT)"
        )
        try:
            yield open_
        except BaseException:
            open_.rollback()
            raise
        open_.commit()


def read_of(register: sqlite3.Connection, role: str, contract_id: str, measure: str) -> tuple[Release, ...]:
    rows = register.execute(
        "SELECT role, contract_id, asked_at, measure, as_at, scope, by, shown, withheld, because FROM release WHERE role = ? AND contract_id = ? AND measure = ? ORDER BY number",
        (role, contract_id, measure),
    )
    return tuple(
        Release(
            r[0],
            r[1],
            datetime.fromisoformat(r[2]),
            r[3],
            date.fromisoformat(r[4]),
            r[5],
            tuple(json.loads(r[6])),
            tuple(map(tuple, json.loads(r[7]))),
            tuple(map(tuple, json.loads(r[8]))),
            r[9],
        )  # fmt: skip
        for r in rows
    )


def add(register: sqlite3.Connection, release: Release) -> None:
    register.execute(
        "INSERT INTO release (role, contract_id, asked_at, measure, as_at, scope, by, shown, withheld, because) VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            release.role,
            release.contract_id,
            release.asked_at.isoformat(),
            release.measure,
            release.as_at.isoformat(),
            release.scope,
            json.dumps(release.by),
            json.dumps(release.shown),
            json.dumps(release.withheld),
            release.because,
        ),  # fmt: skip
    )
