"""The manifest that tells of a file, from the register or from beside it, and what the files of its pack are now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from throughgate.pack import manifest
from throughgate.pack.errors import PackError
from throughgate.pack.inputs import sha256_of
from throughgate.pack.manifest import MANIFEST, WHAT
from throughgate.store import packs
from throughgate.store.packs import IssuedPack


@dataclass(frozen=True)
class Found:
    """A manifest, its number in the register, and the files: hashes of those looked at by name, the same of the file asked
    about, and the names of those that lie there and are not named. `is_altered` where the manifest itself is another one.
    """

    told: dict
    number: int | None
    hashes: Mapping[str, str]
    unnamed: tuple[str, ...]
    is_altered: bool


def find(data_dir: Path, file: Path) -> Found:
    """The manifest of a file: the one beside it where the register has it, else the register's by the file's hash.

    Raises:
        PackError: the file cannot be read, or no manifest tells of it.
        PacksFileError: the register cannot be read.
    """
    try:
        own = sha256_of(file.read_bytes())
    except OSError as fault:
        raise PackError(f"{file}: cannot be read: {fault.strerror}") from fault
    folder = _folder_of(file)
    raw = b"" if folder is None else (folder / MANIFEST).read_bytes()
    issued = packs.read(data_dir)
    standing = next((pack for pack in issued if raw and pack.manifest_sha256 == sha256_of(raw)), None)
    pack = standing or _of_file(issued, own) or _same_reference(issued, raw)
    if pack is None and folder is None:
        raise PackError(
            f"{file}: no manifest tells of it: neither the register of packs nor a {MANIFEST} beside it. "
            "Keep the files of a pack together, or name the data folder it was issued from with --data"
        )
    told = _read(raw, file) if pack is None else pack.manifest
    is_altered = bool(raw) and pack is not None and standing is None or not _is_whole(told)
    number = None if pack is None else pack.number
    of_manifest = sha256_of(raw) if pack is None else pack.manifest_sha256
    looked_at = _looked_at(file, None if own == of_manifest else own, folder, told["hashes"]["files"])
    return Found(told, number, *looked_at, is_altered)


def _folder_of(file: Path) -> Path | None:
    """The folder of the pack that a file lies in."""
    at = file.resolve()
    return next((folder for folder in (at.parent, at.parent.parent) if (folder / MANIFEST).is_file()), None)


def _of_file(issued: tuple[IssuedPack, ...], own: str) -> IssuedPack | None:
    """The newest pack of the register that a file of this hash belongs to."""
    return next(
        (pack for pack in reversed(issued) if own in (pack.manifest_sha256, *pack.manifest["hashes"]["files"].values())), None
    )  # fmt: skip


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
        is_ours = (
            told["what"] == WHAT
            and told["hashes"]["files"]
            and told["inputs"]
            and told["versions"]
            and told["reference"]
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise PackError(
            f"{file}: the {MANIFEST} beside it cannot be read ({type(fault).__name__}): put it back"
        ) from fault
    if not is_ours:
        raise PackError(f"{file}: the {MANIFEST} beside it is of no board pack")
    return told


def _is_whole(told: dict) -> bool:
    """Whether the reference of a manifest is that of the inputs and versions which stand in it."""
    return told["reference"] == manifest.reference_of(told["inputs"], told["versions"])


def _looked_at(
    file: Path, own: str | None, folder: Path | None, named: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Hashes of a pack's files and of the file itself (`own`, None of a manifest), whatever it is called; and the names of files
    that are not the pack's.
    """
    held = (
        {}
        if folder is None
        else {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    )
    hashes = {name: sha256_of(held[name]) for name in named if name in held}
    name = file.name if folder is None else file.resolve().relative_to(folder).as_posix()
    genuine = next((of for of, sha256 in named.items() if sha256 == own), None)
    if own is not None and genuine is not None:
        hashes.setdefault(genuine, own)
    elif own is not None and name != MANIFEST:
        hashes[name] = own
    return hashes, tuple(sorted({*held} - {*named, MANIFEST}))
