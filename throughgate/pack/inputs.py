"""What a pack is asked for and follows from: the quarter, the days, the snapshot, the terms, the notes, and their hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from throughgate import notes, projection, published, results, thresholds
from throughgate.notes import Note
from throughgate.pack.errors import PackError
from throughgate.quarters import Quarter, quarter_of
from throughgate.results import ContractData
from throughgate.store import packs
from throughgate.store.packs import IssuedPack
from throughgate.store.publish import SnapshotError, find_snapshot
from throughgate.store.reader import QueryError, Reader, open_file
from throughgate.terms import TermsError

Told = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Since:
    """What a pack looks back to: a day of a snapshot, the number and the figures of the pack that was issued of it, if any,
    and the sha256 of the snapshot's file.
    """

    as_at: date
    snapshot: str
    pack: int | None = None
    told: Told | None = None
    snapshot_sha256: str = ""


@dataclass(frozen=True)
class Inputs:
    """Everything that a pack follows from, but for the code itself.

    `notes` are numbers of notes and of their entries used, `notes_sha256` the hash of all that stands in these.
    """

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
    notes_sha256: str
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
            "notes_sha256": self.notes_sha256,
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
    used = notes_by(data_dir, terms.id, known_on)
    return Inputs(
        contract=terms.id, quarter=quarter, as_at=known_on,
        since=_since(data_dir, reader, contract, quarter, known_on),
        snapshot=reader.snapshot_id, snapshot_sha256=sha256_of(reader.path), terms_sha256=terms.sha256,
        thresholds_sha256=sha256_of(thresholds.SETTINGS), published_sha256=sha256_of(*published_files()),
        notes=tuple((note.note_id, len(note.entries)) for note in used), notes_sha256=notes_sha256(used),
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


def notes_of(data_dir: Path, asked: Inputs) -> tuple[Note, ...]:
    """The notes that a pack used, as they stood.

    Raises:
        PackError: one is no longer there, or says something else.
        NotesFileError: the notes cannot be read.
    """
    used = notes_used(notes.read_notes(data_dir, asked.contract), asked.notes)
    if notes_sha256(used) != asked.notes_sha256:
        raise PackError("the notes in notes.sqlite are not those that the pack had: put the file back from a copy")
    return used


def notes_sha256(used: Sequence[Note]) -> str:
    """The hash of all that stands in notes, whatever their numbers."""
    return sha256_of(json.dumps([asdict(note) for note in used], default=str, ensure_ascii=False).encode())


def published_files() -> list[Path]:
    """The files of figures that others published."""
    return sorted(published.PUBLISHED_FILE.parent.glob("*.csv"))


def sha256_of(*parts: Path | bytes) -> str:
    """The sha256 of files or bytes, one after the other; of a single file as anybody can work it out."""
    made = hashlib.sha256()
    for part in parts:
        if isinstance(part, bytes):
            made.update(part)
            continue
        with part.open("rb") as file:
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


def earlier_packs(
    data_dir: Path, contract_id: str, quarter: Quarter, as_at: date
) -> Iterator[tuple[IssuedPack, Reader]]:
    """The packs of earlier quarters and days whose data can still be opened, with these; the one a board saw last comes first.

    Raises:
        PacksFileError: the register cannot be read.
    """
    earlier = [pack for pack in packs.read(data_dir, contract_id) if pack.quarter < quarter.code and pack.as_at < as_at]
    for pack in sorted(earlier, key=lambda pack: (pack.quarter, pack.number), reverse=True):
        reader = _opened(data_dir, pack)
        if reader is not None:
            yield pack, reader


def day_before(contract: ContractData, quarter: Quarter, as_at: date) -> date | None:
    """The end of the quarter before; where the data do not reach it, the last month end that they do; None where neither."""
    day, first = quarter.before.ends_on, contract.first_discharged_on
    if first is not None and day >= first:
        return day
    return next((day for day in contract.as_at_dates() if day < as_at), None)


def _since(data_dir: Path, reader: Reader, contract: ContractData, quarter: Quarter, as_at: date) -> Since | None:
    found = next(earlier_packs(data_dir, contract.terms.id, quarter, as_at), None)
    if found is not None:
        pack, before = found
        return Since(pack.as_at, pack.snapshot_id, pack.number, pack.manifest["figures"], sha256_of(before.path))
    day = day_before(contract, quarter, as_at)
    return None if day is None else Since(day, reader.snapshot_id, snapshot_sha256=sha256_of(reader.path))


def _opened(data_dir: Path, pack: IssuedPack) -> Reader | None:
    """The data of a pack; None where they are gone, damaged, of another version of Throughgate or no longer of the contract."""
    try:
        reader = open_file(find_snapshot(data_dir, pack.snapshot_id).path)
        results.read_contract(reader, pack.contract_id)
    except (SnapshotError, QueryError, TermsError):
        return None
    return reader if reader.snapshot_id == pack.snapshot_id else None
