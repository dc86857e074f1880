"""Whether a pack can still be made again: its files as they are, its inputs, and every table and figure made anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from throughgate import results, thresholds
from throughgate.notes import NotesFileError
from throughgate.pack import manifest
from throughgate.pack.errors import PackError
from throughgate.pack.found import find
from throughgate.pack.inputs import Inputs, Since, published_files, sha256_of
from throughgate.pack.issue import Pack, make
from throughgate.pack.manifest import FORMAT, MANIFEST
from throughgate.quarters import parse_quarter
from throughgate.store.publish import SnapshotError, list_snapshots
from throughgate.store.reader import QueryError, Reader, open_file
from throughgate.terms import TermsError

TO_THE_BYTE, TO_THE_FIGURE, NOT = "reproduced to the byte", "reproduced to the figure", "not reproduced"
WORDS_DIFFER = "figures the same, words differ"
NOT_REGISTERED = "made again the same, but not in the register of this data folder"
NOT_MADE = (PackError, SnapshotError, QueryError, TermsError, NotesFileError, results.AsAtError)
"""What stands in the way of making a pack again."""


@dataclass(frozen=True)
class Verdict:
    """What was found of a pack.

    `altered` are files whose bytes are not those of the manifest, `absent` those not beside it, `unnamed` those beside it that
    are none of the pack's; `missing` says what it follows from is no longer there; `changed` names versions and settings that
    are others now; `differs` names the files, `tables` and `figures` that come out differently, `has_other_words` whether
    words do. `number` is its own in the register, None where it is not there.
    """

    outcome: str
    number: int | None
    altered: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    has_other_words: bool = False

    @property
    def is_reproduced(self) -> bool:
        """Whether a pack of the register came out the same, to the byte or to the figure, and no file of it was altered."""
        return self.outcome in (TO_THE_BYTE, TO_THE_FIGURE)


def verify(data_dir: Path, file: Path) -> Verdict:
    """Whether the pack that a file belongs to can still be made again, and the file is as it was made.

    Raises:
        PackError: the file cannot be read, or no manifest tells of it.
        PacksFileError: the register cannot be read.
    """
    found = find(data_dir, file)
    told, made_of = found.told, found.told["hashes"]["files"]
    altered = tuple(name for name in sorted(found.hashes) if found.hashes[name] != made_of.get(name))
    known = Verdict(
        NOT, found.number, altered=altered + ((MANIFEST,) if found.is_altered else ()),
        absent=tuple(sorted({*made_of} - {*found.hashes})), unnamed=found.unnamed,
    )  # fmt: skip
    if told.get("format") != FORMAT:
        said = f"its {MANIFEST} is of format {told.get('format')}, this version reads {FORMAT}: check it with the one that made it"
        return replace(known, missing=(said,))
    try:
        asked = _inputs(told, file)
        known = replace(known, changed=tuple(_changed(told)))
        again = make(data_dir, _opened(data_dir, asked), asked)
    except NOT_MADE as fault:
        return replace(known, missing=(str(fault),))
    return _compared(told, again, known)


def _compared(told: dict, again: Pack, known: Verdict) -> Verdict:
    then, now = told["hashes"], again.manifest["hashes"]
    files, tables = (_unequal(then[kind], now[kind]) for kind in ("files", "tables"))
    figures = _unequal(_flat(told["figures"]), _flat(again.manifest["figures"]))
    compared = replace(
        known, differs=files, tables=tables, figures=figures, has_other_words=then.get("words") != now["words"]
    )
    return replace(compared, outcome=_outcome(compared))


def _outcome(of: Verdict) -> str:
    """Other bytes are forgiven only where something that makes them is another version now."""
    if of.altered or of.tables or of.figures or (not of.changed and (of.differs or of.has_other_words)):
        return NOT
    if of.has_other_words:
        return WORDS_DIFFER
    if of.number is None:
        return NOT_REGISTERED
    return TO_THE_FIGURE if of.differs else TO_THE_BYTE


def _inputs(told: dict, file: Path) -> Inputs:
    try:
        return _inputs_of(told["inputs"])
    except (KeyError, TypeError, ValueError) as fault:
        raise PackError(
            f"{file}: the inputs in its {MANIFEST} are damaged ({type(fault).__name__}): put it back from a copy"
        ) from fault


def _inputs_of(asked: dict) -> Inputs:
    since = asked["since"]
    return Inputs(
        contract=asked["contract"], quarter=parse_quarter(asked["quarter"]), as_at=date.fromisoformat(asked["as_at"]),
        since=None if since is None else Since(**since | {"as_at": date.fromisoformat(since["as_at"])}),
        snapshot=asked["snapshot"], snapshot_sha256=asked["snapshot_sha256"], terms_sha256=asked["terms_sha256"],
        thresholds_sha256=asked["thresholds_sha256"], published_sha256=asked["published_sha256"],
        notes=tuple((number, entries) for number, entries in asked["notes"]), notes_sha256=asked["notes_sha256"],
        seed=asked["seed"],
    )  # fmt: skip


def _opened(data_dir: Path, asked: Inputs) -> Reader:
    """The snapshot of a pack, opened.

    Raises:
        PackError: what the pack follows from is no longer there.
        SnapshotError: it cannot be opened.
    """
    path = _kept(data_dir, asked.snapshot, asked.snapshot_sha256)
    if asked.since is not None:
        _kept(data_dir, asked.since.snapshot, asked.since.snapshot_sha256)
    reader = open_file(path)
    terms = results.read_contract(reader, asked.contract).terms
    if terms.sha256 != asked.terms_sha256:
        raise PackError(
            f"terms {asked.terms_sha256[:12]} of {asked.contract} are not in the snapshot, which holds {terms.sha256[:12]}"
        )
    return reader


def _kept(data_dir: Path, snapshot_id: str, sha256: str) -> Path:
    """The very file of a snapshot that a pack was made from."""
    paths = [snapshot.path for snapshot in list_snapshots(data_dir) if snapshot.snapshot_id == snapshot_id]
    if not paths:
        raise PackError(f"snapshot {snapshot_id} is no longer kept in this data folder: put its file back from a copy")
    found = next((path for path in paths if sha256_of(path) == sha256), None)
    if found is None:
        raise PackError(
            f"the file of snapshot {snapshot_id} is not the one that the pack was made from: put that back from a copy"
        )
    return found


def _changed(told: dict) -> Iterator[str]:
    """Versions and settings that are others than when the pack was made."""
    now, then = manifest.versions(), told["versions"]
    for name in sorted({*now, *then}):
        if now.get(name) != then.get(name):
            yield f"{name} {_short(then.get(name))}, now {_short(now.get(name))}"
    settings = {"thresholds_sha256": sha256_of(thresholds.SETTINGS), "published_sha256": sha256_of(*published_files())}
    for name, sha256 in settings.items():
        if told["inputs"][name] != sha256:
            yield f"{name.removesuffix('_sha256')}, by hash {_short(told['inputs'][name])}, now {_short(sha256)}"


def _short(value: str | None) -> str:
    return "none" if value is None else value[:12]


def _flat(figures: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {f"{cohort}, {measure}": value for cohort, of in figures.items() for measure, value in of.items()}


def _unequal(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*then, *now} if then.get(name) != now.get(name)))


__all__ = ["NOT", "NOT_REGISTERED", "TO_THE_BYTE", "TO_THE_FIGURE", "WORDS_DIFFER", "Verdict", "verify"]
