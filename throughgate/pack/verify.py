"""Whether a pack can still be made again: its files as they are, its inputs, and every table and figure made anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from throughgate import results, thresholds
from throughgate.pack import manifest
from throughgate.pack.errors import PackError
from throughgate.pack.inputs import Inputs, Since, published_files, sha256_of
from throughgate.pack.issue import Pack, make
from throughgate.pack.manifest import MANIFEST, WHAT
from throughgate.quarters import parse_quarter
from throughgate.store import packs
from throughgate.store.packs import IssuedPack
from throughgate.store.publish import list_snapshots
from throughgate.store.reader import Reader, open_file

TO_THE_BYTE, TO_THE_FIGURE, NOT = "reproduced to the byte", "reproduced to the figure", "not reproduced"


@dataclass(frozen=True)
class Verdict:
    """What was found of a pack.

    `altered` are files whose bytes are not those of the manifest, `absent` those not beside it; `missing` says what it
    follows from is no longer there; `changed` names versions and settings that are others now; `differs` names the files,
    `tables` and `figures` that come out differently. `number` is its own in the register, None where it is not there.
    """

    outcome: str
    number: int | None
    altered: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    @property
    def is_reproduced(self) -> bool:
        """Whether it came out the same, to the byte or to the figure, and no file of it was altered."""
        return self.outcome != NOT


@dataclass(frozen=True)
class Found:
    """A manifest, where it was found, and what the files there hash to."""

    told: dict
    number: int | None
    hashes: Mapping[str, str]
    is_altered: bool


def verify(data_dir: Path, file: Path) -> Verdict:
    """Whether the pack that a file belongs to can still be made again, and the file is as it was made.

    Raises:
        PackError: the file cannot be read, or no manifest tells of it.
        PacksFileError: the register cannot be read.
    """
    found = _find(data_dir, file)
    asked = _inputs(found.told)
    made_of = found.told["hashes"]["files"]
    altered = tuple(name for name in sorted(found.hashes) if found.hashes[name] != made_of.get(name))
    altered += (MANIFEST,) if found.is_altered else ()
    known = dict(
        number=found.number, altered=altered, absent=tuple(sorted(set(made_of) - set(found.hashes))), changed=tuple(_changed(found.told))
    )  # fmt: skip
    missing, reader = _missing(data_dir, asked)
    if missing or reader is None:
        return Verdict(NOT, missing=missing, **known)
    try:
        again = make(data_dir, reader, asked)
    except PackError as fault:
        return Verdict(NOT, missing=(str(fault),), **known)
    return _compared(found.told, again, known)


def _compared(told: dict, again: Pack, known: dict) -> Verdict:
    files, tables = (_unequal(told["hashes"][kind], again.manifest["hashes"][kind]) for kind in ("files", "tables"))
    figures = _unequal(_flat(told["figures"]), _flat(again.manifest["figures"]))
    outcome = NOT if known["altered"] or tables or figures else TO_THE_FIGURE if files else TO_THE_BYTE
    return Verdict(outcome, differs=files, tables=tables, figures=figures, **known)


def _find(data_dir: Path, file: Path) -> Found:
    """The manifest of a file: the register's by the file's hash, else the one beside it; and the hashes of what lies there."""
    try:
        content = file.read_bytes()
    except OSError as fault:
        raise PackError(f"{file}: cannot be read: {fault.strerror}") from fault
    beside = _beside(file)
    issued = packs.read(data_dir)
    own = manifest.bytes_hash(content)
    named = next(
        (
            pack
            for pack in reversed(issued)
            if own in (pack.manifest_sha256, *pack.manifest["hashes"]["files"].values())
        ),
        None,
    )
    if named is None and beside is None:
        raise PackError(
            f"{file}: no manifest tells of it: neither the register of packs nor a {MANIFEST} beside it. "
            "Keep the files of a pack together, or name the data folder it was issued from with --data"
        )
    folder, raw = beside if beside is not None else (None, b"")
    standing = (
        next((pack for pack in issued if pack.manifest_sha256 == manifest.bytes_hash(raw)), None) if raw else None
    )
    pack = standing or named or _same_reference(issued, raw)
    told = pack.manifest if pack is not None else _read(raw, file)
    hashes = dict(_hashes(folder, told)) if folder is not None else {}
    if file.name != MANIFEST:
        hashes.setdefault(_name_of(told, file, own), own)
    return Found(
        told, None if pack is None else pack.number, hashes, bool(raw) and pack is not None and standing is None
    )


def _beside(file: Path) -> tuple[Path, bytes] | None:
    """The folder of the pack that a file lies in, and its manifest as it is there."""
    for folder in (file.parent, file.absolute().parent.parent):
        path = folder / MANIFEST
        if path.is_file():
            return folder, path.read_bytes()
    return None


def _same_reference(issued: tuple[IssuedPack, ...], raw: bytes) -> IssuedPack | None:
    """The pack in the register of which a manifest says it is, though its bytes are no longer the same."""
    try:
        said = json.loads(raw)["reference"]
    except (ValueError, KeyError, TypeError):
        return None
    return next((pack for pack in issued if pack.manifest["reference"] == said), None)


def _read(raw: bytes, file: Path) -> dict:
    try:
        told = json.loads(raw)
        is_ours = told["what"] == WHAT and told["hashes"]["files"] and told["inputs"]["contract"]
    except (ValueError, KeyError, TypeError) as fault:
        raise PackError(
            f"{file}: the {MANIFEST} beside it cannot be read ({type(fault).__name__}): put it back"
        ) from fault
    if not is_ours:
        raise PackError(f"{file}: the {MANIFEST} beside it is of no board pack")
    return told


def _hashes(folder: Path, told: dict) -> Iterator[tuple[str, str]]:
    for name in told["hashes"]["files"]:
        path = folder / name
        if path.is_file():
            yield name, sha256_of(path)


def _name_of(told: dict, file: Path, own: str) -> str:
    """The name under which a manifest knows a file: by its hash, else by its own name."""
    files = told["hashes"]["files"]
    by_hash = (name for name, sha256 in files.items() if sha256 == own)
    by_name = (name for name in files if Path(name).name == file.name)
    return next(by_hash, next(by_name, file.name))


def _inputs(told: dict) -> Inputs:
    asked = told["inputs"]
    since = asked["since"]
    return Inputs(
        contract=asked["contract"], quarter=parse_quarter(asked["quarter"]), as_at=date.fromisoformat(asked["as_at"]),
        since=None if since is None else Since(**since | {"as_at": date.fromisoformat(since["as_at"])}),
        snapshot=asked["snapshot"], snapshot_sha256=asked["snapshot_sha256"], terms_sha256=asked["terms_sha256"],
        thresholds_sha256=asked["thresholds_sha256"], published_sha256=asked["published_sha256"],
        notes=tuple((number, entries) for number, entries in asked["notes"]), seed=asked["seed"],
    )  # fmt: skip


def _missing(data_dir: Path, asked: Inputs) -> tuple[tuple[str, ...], Reader | None]:
    """What the pack follows from that is no longer there, in words, and its snapshot opened."""
    kept = list_snapshots(data_dir)
    ids = (asked.snapshot, *((asked.since.snapshot,) if asked.since else ()))
    gone = sorted({wanted for wanted in ids if all(snapshot.snapshot_id != wanted for snapshot in kept)})
    if gone:
        return (
            f"snapshot {' and '.join(gone)} is no longer kept in this data folder: put its file back from a copy",
        ), None
    own = (snapshot.path for snapshot in kept if snapshot.snapshot_id == asked.snapshot)
    path = next((path for path in own if sha256_of(path) == asked.snapshot_sha256), None)
    if path is None:
        return (
            f"the file of snapshot {asked.snapshot} is not the one that the pack was made from: put that back from a copy",
        ), None
    reader = open_file(path)
    terms = results.read_contract(reader, asked.contract).terms
    if terms.sha256 != asked.terms_sha256:
        return (
            f"terms {asked.terms_sha256[:12]} of {asked.contract} are not in the snapshot, which holds {terms.sha256[:12]}",
        ), None
    return (), reader


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


__all__ = ["NOT", "TO_THE_BYTE", "TO_THE_FIGURE", "Verdict", "verify"]
