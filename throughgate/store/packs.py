"""The register of packs issued and of who signed them off: one small SQLite file beside the published data, only ever added to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from throughgate.store import added_to

PACKS = "packs.sqlite"
APPLICATION_ID = 0x54475042  # "TGPB"


class PacksFileError(added_to.AddedToError):
    """A register that cannot be read or written. The message names the file; `said` is the same without its path."""


KIND = added_to.Kind(
    name=PACKS,
    application_id=APPLICATION_ID,
    version=1,
    schema=(
        """CREATE TABLE pack (
            number INTEGER PRIMARY KEY AUTOINCREMENT, contract_id TEXT NOT NULL, quarter TEXT NOT NULL, as_at TEXT NOT NULL,
            snapshot_id TEXT NOT NULL, manifest TEXT NOT NULL, manifest_sha256 TEXT NOT NULL UNIQUE,
            role TEXT NOT NULL, issued_at TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE sign_off (
            number INTEGER NOT NULL REFERENCES pack, place INTEGER NOT NULL, by TEXT NOT NULL, role TEXT NOT NULL,
            signed_at TEXT NOT NULL, PRIMARY KEY (number, place)
        ) STRICT""",
        *added_to.only_added_to("packs", "pack", "sign_off"),
    ),
    fault=PacksFileError,
    cannot_read="the register of packs cannot be read here: ask for the right to read packs.sqlite",
    cannot_write=(
        "the register of packs cannot be written here, so no pack is issued and none signed: ask for the right to write in "
        "the data folder, or name another with --data"
    ),
    in_use="the register of packs is in use: try again in a minute",
    damaged="the register of packs is damaged: put it back from a copy, or move it away, and a new one is begun",
    foreign="packs.sqlite is no register of packs of this version of Throughgate: move it away, or use the version that wrote it",
)


@dataclass(frozen=True)
class SignOff:
    """Who signed a pack off, by name or post as they gave it, in which role, and when in UTC."""

    by: str
    signed_at: datetime
    role: str


@dataclass(frozen=True)
class IssuedPack:
    """A pack that was issued: what it is of, the code of its quarter (2013Q4), when in UTC, in which role, and its manifest.

    The manifest's own sha256 is of its bytes as they were written into the folder of the pack.
    """

    number: int
    contract_id: str
    quarter: str
    as_at: date
    snapshot_id: str
    issued_at: datetime
    role: str
    manifest: dict
    signed: tuple[SignOff, ...]
    manifest_sha256: str


def read(data_dir: Path, contract_id: str | None = None) -> tuple[IssuedPack, ...]:
    """Every pack issued, or those of one contract, oldest first; nothing where there is no register yet.

    Raises:
        PacksFileError: the register is damaged, in use, or none.
    """
    with added_to.reading(KIND, data_dir) as open_:
        return () if open_ is None else _packs(open_, contract_id)


def cited_snapshots(data_dir: Path) -> frozenset[str]:
    """Ids of the snapshots that a pack in the register was made from: without one, its pack can never be made again.

    Whoever is registering a pack is waited for: its snapshot must not be removed between the look and the entry.

    Raises:
        PacksFileError: the register is damaged, stays in use, or may not be written.
    """
    with added_to.reading(KIND, data_dir) as open_:
        if open_ is None:
            return frozenset()
    with writing(data_dir) as open_:
        return frozenset(row[0] for row in open_.execute("SELECT DISTINCT snapshot_id FROM pack"))


def writing(data_dir: Path) -> AbstractContextManager[sqlite3.Connection]:
    """The register open for one change, which nobody else writes into meanwhile; what fails leaves it as it was."""
    return added_to.writing(KIND, data_dir)


def can_write(data_dir: Path) -> bool:
    """Whether the operating system would let the register be written."""
    return added_to.can_write(KIND, data_dir)


def register(
    open_: sqlite3.Connection, manifest: dict, raw: tuple[str, str], role: str, clock: Callable[[], datetime]
) -> int:
    """The number of a pack in the register: a new one, or the one that the same manifest has already.

    Args:
        open_: The register, open for a change.
        manifest: The manifest read.
        raw: The manifest as written, and the sha256 of its bytes.
        role: In which role it is issued.
        clock: Gives the time now.
    """
    text, sha256 = raw
    stands = open_.execute("SELECT number FROM pack WHERE manifest_sha256 = ?", (sha256,)).fetchone()
    if stands is not None:
        return stands[0]
    asked = manifest["inputs"]
    done = open_.execute(
        "INSERT INTO pack (contract_id, quarter, as_at, snapshot_id, manifest, manifest_sha256, role, issued_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (asked["contract"], asked["quarter"], asked["as_at"], asked["snapshot"], text, sha256, role, clock().isoformat()),
    )  # fmt: skip
    assert done.lastrowid is not None  # A row was added.
    return done.lastrowid


def sign(open_: sqlite3.Connection, number: int, by: str, role: str, signed_at: datetime) -> None:
    """Add a signature to a pack of the register; a second click of the same person in the same role adds none."""
    same = "SELECT 1 FROM sign_off WHERE number = ? AND by = ? AND role = ?"
    if open_.execute(same, (number, by, role)).fetchone() is not None:
        return
    open_.execute(
        "INSERT INTO sign_off SELECT ?, 1 + coalesce(max(place), 0), ?, ?, ? FROM sign_off WHERE number = ?",
        (number, by, role, signed_at.isoformat(), number),
    )


def _packs(open_: sqlite3.Connection, contract_id: str | None) -> tuple[IssuedPack, ...]:
    signed: dict[int, list[SignOff]] = {}
    for number, by, role, at in open_.execute(
        "SELECT number, by, role, signed_at FROM sign_off ORDER BY number, place"
    ):
        signed.setdefault(number, []).append(SignOff(by, datetime.fromisoformat(at), role))
    rows = open_.execute(
        "SELECT number, contract_id, quarter, as_at, snapshot_id, issued_at, role, manifest, manifest_sha256 FROM pack "
        "WHERE ? IS NULL OR contract_id = ? ORDER BY number",
        (contract_id, contract_id),
    )
    return tuple(
        IssuedPack(
            number, contract, quarter, date.fromisoformat(as_at), snapshot, datetime.fromisoformat(issued), role,
            json.loads(manifest), tuple(signed.get(number, ())), sha256,
        )
        for number, contract, quarter, as_at, snapshot, issued, role, manifest, sha256 in rows
    )  # fmt: skip
