"""The register of what was shown of groups of people, and to which role: one small SQLite file, only ever added to.

It holds which groups were shown and their counts, which another data file may tell otherwise: no more than the role saw.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from throughgate.store import added_to

RELEASES = "releases.sqlite"


class ReleasesFileError(added_to.AddedToError):
    """A register that cannot be read or written. The message names the file; `said` is the same without its path."""


COLUMNS = "role, contract_id, asked_at, measure, as_at, scope, by, shown, withheld, because, snapshot_id, numbers"
KIND = added_to.Kind(
    name=RELEASES,
    application_id=0x5447524C,  # "TGRL"
    version=1,
    schema=(
        """CREATE TABLE release (
            number INTEGER PRIMARY KEY AUTOINCREMENT, role TEXT NOT NULL CHECK (role <> ''), contract_id TEXT NOT NULL,
            asked_at TEXT NOT NULL CHECK (datetime(asked_at) IS NOT NULL), measure TEXT NOT NULL,
            as_at TEXT NOT NULL CHECK (date(as_at) IS as_at), scope TEXT NOT NULL,
            by TEXT NOT NULL CHECK (json_type(by) IS 'array'), shown TEXT NOT NULL CHECK (json_type(shown) IS 'array'),
            withheld TEXT NOT NULL CHECK (json_type(withheld) IS 'array'), because TEXT NOT NULL,
            snapshot_id TEXT NOT NULL, numbers TEXT NOT NULL CHECK (json_type(numbers) IS 'array')
        ) STRICT""",
        "CREATE INDEX release_of_role ON release (role, contract_id, measure)",
        *added_to.only_added_to("releases", "release"),
    ),
    fault=ReleasesFileError,
    cannot_read=(
        "what was shown before cannot be read here, so no groups can be shown: ask for the right to read "
        "releases.sqlite in the data folder"
    ),
    cannot_write=(
        "what is shown cannot be remembered here, so no groups can be shown: ask for the right to write in the data folder"
    ),
    in_use="the register of what was shown is in use: try again in a minute",
    damaged="the register of what was shown is damaged, so no groups can be shown: put releases.sqlite back from a copy",
    foreign=(
        "releases.sqlite is no register of this version of Throughgate, so no groups can be shown: use the version that "
        "wrote it, or put the register back from a copy"
    ),
    patience=60.0,  # A question of three factors takes seconds to decide, and several may wait.
)
"""No fault offers to begin a new register: whoever loses the memory may work out by subtraction what it held back."""


@dataclass(frozen=True)
class Release:
    """What a role was shown: the question, the groups shown by their values, and those withheld with the reason.

    `snapshot_id` names the data file; `numbers` holds for each group shown its people and its outcomes (people).
    """

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
    snapshot_id: str = ""
    numbers: tuple[tuple[int, ...], ...] = ()


def writing(data_dir: Path) -> AbstractContextManager[sqlite3.Connection]:
    """The register open for one question, which nobody else is answered meanwhile; what fails leaves it as it was.

    Raises:
        ReleasesFileError: it cannot be written, is damaged, in use, or no register.
    """
    return added_to.writing(KIND, data_dir)


def read(
    data_dir: Path, role: str | None = None, contract_id: str | None = None, measure: str | None = None
) -> tuple[Release, ...]:
    """What was shown, to a role, of a contract and by a measure where they are named, oldest first; nothing without a register.

    Raises:
        ReleasesFileError: it is damaged, in use, or no register.
    """
    with added_to.reading(KIND, data_dir) as register:
        return () if register is None else _found(register, role=role, contract_id=contract_id, measure=measure)


def read_of(register: sqlite3.Connection, role: str, contract_id: str, measure: str) -> tuple[Release, ...]:
    """What was shown to a role of a contract by one measure, oldest first, within an open question."""
    return _found(register, role=role, contract_id=contract_id, measure=measure)


def add(register: sqlite3.Connection, release: Release) -> None:
    """Remember what is shown; it is kept once the question is answered."""
    values = (
        release.role, release.contract_id, release.asked_at.isoformat(), release.measure, release.as_at.isoformat(), release.scope,
        json.dumps(release.by), json.dumps(release.shown), json.dumps(release.withheld), release.because,
        release.snapshot_id, json.dumps(release.numbers),
    )  # fmt: skip
    register.execute(f"INSERT INTO release ({COLUMNS}) VALUES ({', '.join('?' * len(values))})", values)


def _found(register: sqlite3.Connection, **wanted: str | None) -> tuple[Release, ...]:
    named = {column: value for column, value in wanted.items() if value is not None}
    where = " AND ".join(f"{column} = ?" for column in named)
    rows = register.execute(
        f"SELECT {COLUMNS} FROM release {f'WHERE {where}' if where else ''} ORDER BY number", tuple(named.values())
    )
    return tuple(map(_release, rows))


def _release(row: tuple) -> Release:
    role, contract_id, asked_at, measure, as_at, scope, by, shown, withheld, because, snapshot_id, numbers = row
    return Release(
        role, contract_id, datetime.fromisoformat(asked_at), measure, date.fromisoformat(as_at), scope, tuple(json.loads(by)),
        tuple(map(tuple, json.loads(shown))), tuple(map(tuple, json.loads(withheld))), because,
        snapshot_id, tuple(map(tuple, json.loads(numbers))),
    )  # fmt: skip
