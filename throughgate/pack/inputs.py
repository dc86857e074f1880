"""What a pack is asked for and follows from: the quarter, the days, the snapshot, the terms, the notes, and their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from throughgate import notes, projection, published, thresholds
from throughgate.notes import Note
from throughgate.pack.errors import PackError
from throughgate.quarters import Quarter, quarter_of
from throughgate.results import ContractData
from throughgate.store import packs
from throughgate.store.packs import IssuedPack
from throughgate.store.publish import SnapshotError, find_snapshot
from throughgate.store.reader import Reader

Told = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Since:
    """What a pack looks back to: a day of a snapshot, and the number and the figures of the pack that was issued of it, if any."""

    as_at: date
    snapshot: str
    pack: int | None = None
    told: Told | None = None


@dataclass(frozen=True)
class Inputs:
    """Everything that a pack follows from, but for the code itself. `notes` are numbers of notes and of their entries used."""

    contract: str
    quarter: Quarter
    as_at: date
    since: Since | None
    snapshot: str
    snapshot_sha256: str
    terms_sha256: str
    thresholds_sha256: str
    published_sha256: str
    notes: tuple[tuple[int, int], ...]
    seed: int = projection.SEED

    def document(self) -> dict[str, object]:
        """As the manifest has it."""
        since = self.since
        return {
            "contract": self.contract,
            "quarter": self.quarter.code,
            "as_at": self.as_at.isoformat(),
            "since": None if since is None else vars(since) | {"as_at": since.as_at.isoformat()},
            "snapshot": self.snapshot,
            "snapshot_sha256": self.snapshot_sha256,
            "terms_sha256": self.terms_sha256,
            "thresholds_sha256": self.thresholds_sha256,
            "published_sha256": self.published_sha256,
            "notes": [list(used) for used in self.notes],
            "seed": self.seed,
        }


def choose(data_dir: Path, reader: Reader, contract: ContractData, quarter: Quarter, as_at: date | None) -> Inputs:
    """The inputs of a new pack: the day, what it looks back to, and the notes as they stand.

    Raises:
        PackError: the quarter or the day cannot be had from these data; the message says which can.
        AsAtError: the day is after the data end, or there are none.
        NotesFileError: the notes cannot be read.
        PacksFileError: the register cannot be read.
    """
    known_on = _known_on(contract, quarter, as_at)
    terms = contract.terms
    return Inputs(
        contract=terms.id, quarter=quarter, as_at=known_on,
        since=_since(data_dir, reader, contract, quarter, known_on),
        snapshot=reader.snapshot_id, snapshot_sha256=sha256_of(reader.path), terms_sha256=terms.sha256,
        thresholds_sha256=sha256_of(thresholds.SETTINGS), published_sha256=sha256_of(*published_files()),
        notes=tuple((note.note_id, len(note.entries)) for note in notes_by(data_dir, terms.id, known_on)),
    )  # fmt: skip


def notes_by(data_dir: Path, contract_id: str, as_at: date) -> tuple[Note, ...]:
    """The notes opened as at a day or before, in their order."""
    return tuple(note for note in notes.read_notes(data_dir, contract_id) if note.as_at <= as_at)


def notes_used(found: Iterable[Note], used: Sequence[tuple[int, int]]) -> tuple[Note, ...]:
    """The notes as they stood when a pack was made: only those it used, and of each only the entries written by then.

    Raises:
        PackError: one of them, or of its entries, is no longer there.
    """
    by_number = {note.note_id: note for note in found}
    gone = [number for number, entries in used if number not in by_number or len(by_number[number].entries) < entries]
    if gone:
        raise PackError(
            f"note {gone[0]} is no longer in notes.sqlite as the pack had it: put the file back from a copy"
        )
    return tuple(replace(by_number[number], entries=by_number[number].entries[:entries]) for number, entries in used)


def published_files() -> list[Path]:
    """The files of figures that others published."""
    return sorted(published.PUBLISHED_FILE.parent.glob("*.csv"))


def sha256_of(*paths: Path) -> str:
    """The sha256 of files, one after the other; of a single file as anybody can work it out."""
    made = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                made.update(piece)
    return made.hexdigest()


def _known_on(contract: ContractData, quarter: Quarter, as_at: date | None) -> date:
    """The day asked for, else the last of the quarter, else the last of the data where that lies in the quarter."""
    contract.check_as_at(as_at)
    latest, first = contract.check_as_at(None), contract.first_discharged_on
    if first is None or quarter < quarter_of(first) or quarter.starts_on > latest:
        raise PackError(
            f"{contract.terms.name} has no {quarter.code} ({quarter.name}) in these data: choose a quarter from "
            f"{quarter_of(first or latest).code} to {quarter_of(latest).code}"
        )
    if as_at is not None and as_at < quarter.starts_on:
        raise PackError(
            f"as-at {as_at} is before {quarter.name} begins: choose a day from {quarter.starts_on} to {latest}"
        )
    return as_at or min(quarter.ends_on, latest)


def _since(data_dir: Path, reader: Reader, contract: ContractData, quarter: Quarter, as_at: date) -> Since | None:
    """The last pack issued for an earlier quarter whose snapshot is kept, else the end of the quarter before; None at the first."""
    earlier = [
        pack
        for pack in packs.read(data_dir, contract.terms.id)
        if pack.quarter < quarter.code and pack.as_at < as_at and _is_kept(data_dir, pack)
    ]
    if earlier:
        last = max(earlier, key=lambda pack: (pack.quarter, pack.number))
        return Since(last.as_at, last.snapshot_id, last.number, last.manifest["figures"])
    day = quarter.starts_on - timedelta(days=1)
    return (
        None
        if contract.first_discharged_on is None or day < contract.first_discharged_on
        else Since(day, reader.snapshot_id)
    )


def _is_kept(data_dir: Path, pack: IssuedPack) -> bool:
    try:
        return find_snapshot(data_dir, pack.snapshot_id).snapshot_id == pack.snapshot_id
    except SnapshotError:
        return False
