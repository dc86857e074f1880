"""Making a pack from its inputs, and issuing it: its folder written whole, and its entry in the register, or neither."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from throughgate.movements import Standpoint, figures_of
from throughgate.notes import ROLES
from throughgate.pack import contents, manifest
from throughgate.pack.errors import PackError
from throughgate.pack.inputs import Inputs, sha256_of
from throughgate.pack.manifest import MANIFEST
from throughgate.pack.typeset import pdf_bytes
from throughgate.show import words
from throughgate.show.board.board import seens_of
from throughgate.show.files.csvs import csv_bytes
from throughgate.show.files.ods import ods_bytes
from throughgate.store import packs
from throughgate.store.publish import list_snapshots, utc_now
from throughgate.store.reader import Reader

PDF, ODS, CSV_FOLDER = "board-pack.pdf", "tables.ods", "csv"
LONGEST_NAME = 120
"""Letters of the name or post of who signs a pack off."""


@dataclass(frozen=True)
class Pack:
    """A pack made: every file by its path in the folder, the manifest among them, which is also given read."""

    files: Mapping[str, bytes]
    manifest: dict

    @property
    def folder(self) -> str:
        """The name of its folder: contract and quarter."""
        return f"{self.manifest['inputs']['contract']}-{self.manifest['inputs']['quarter']}"


def make(data_dir: Path, reader: Reader, asked: Inputs) -> Pack:
    """The pack of these inputs; the same inputs and versions give the same bytes.

    Raises:
        PackError: a note that it used is gone, or it cannot be set as a PDF.
    """
    board = contents.gather(data_dir, reader, asked)
    stamp = contents.stamp_of(reader, board)
    made = contents.contents(board, stamp, _how_made(asked, dict(stamp.lines)))
    files = {PDF: pdf_bytes(made.document), ODS: ods_bytes(made.book)}
    files |= {f"{CSV_FOLDER}/{sheet.name}.csv": csv_bytes(stamp, sheet) for sheet in made.book.sheets}
    told = figures_of(Standpoint(reader, board.contract, asked.as_at), board.projection)
    figures = contents.shown_figures(told, seens_of(board.projection, board.rates))
    frames = {sheet.name: sheet.frame for sheet in made.book.sheets}
    raw = manifest.manifest_bytes(asked, figures, frames, files, said=made.said)
    return Pack(files | {MANIFEST: raw}, json.loads(raw))


def issue(
    data_dir: Path, pack: Pack, role: str | None, out: Path | None = None, *, replace: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> int:  # fmt: skip
    """Register a pack and, where `out` is named, write its folder there; its number in the register.

    Registered twice, the same pack keeps its number. What fails leaves both the register and the folder as they were.

    Raises:
        PackError: the role cannot be used, another pack stands in the folder, or a load removed the data meanwhile.
        SnapshotError: what data are kept cannot be told.
        PacksFileError: the register cannot be written.
    """
    check_role(role)
    if out is not None:
        _check_place(out / pack.folder, pack, replace=replace)
    raw = pack.files[MANIFEST]
    # The folder's own block is the outer one: what stood there goes only when the entry is committed.
    with _swapping(out, pack) as swap_in, packs.writing(data_dir) as open_:
        _check_kept(data_dir, pack)
        number = packs.register(open_, pack.manifest, (raw.decode(), sha256_of(raw)), str(role), clock)
        swap_in()
    return number


def sign_off(
    data_dir: Path, number: int, by: str, role: str | None, *, clock: Callable[[], datetime] = utc_now
) -> packs.IssuedPack:
    """Add a signature to a pack in the register; the pack as it then stands. Its files never change.

    Raises:
        PackError: there is no such pack, or the name or the role cannot be used.
        PacksFileError: the register cannot be written.
    """
    check_role(role)
    said = " ".join("".join(letter if letter.isprintable() else " " for letter in by).split())
    if not said:
        raise PackError(f"name or post {by[:40]!r} is empty: write who signs the pack off")
    if len(said) > LONGEST_NAME:
        raise PackError(f"name or post {said[:40]!r}... has {len(said)} characters: write at most {LONGEST_NAME}")
    if all(pack.number != number for pack in packs.read(data_dir)):
        raise PackError(f"there is no pack {number}: `throughgate packs` lists those there are")
    with packs.writing(data_dir) as open_:
        packs.sign(open_, number, said, str(role), clock())
    return next(pack for pack in packs.read(data_dir) if pack.number == number)


def _how_made(asked: Inputs, stamped: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    since = asked.since
    looked_back = (
        "nothing: there is no earlier day"
        if since is None
        else f"{words.day(since.as_at)}, snapshot {since.snapshot}" + (f", pack {since.pack}" if since.pack else "")
    )
    made_with = manifest.versions()
    return (
        ("Reference", f"{manifest.reference(asked)}: the start of the hash of all inputs and versions"),
        *stamped.items(),
        ("Looked back to", looked_back),
        ("Seed of the draws", str(asked.seed)),
        ("Snapshot file, sha256", _start(asked.snapshot_sha256)),
        ("Terms, sha256", _start(asked.terms_sha256)),
        ("Code, sha256", _start(made_with["code_sha256"])),
        ("Versions", ", ".join(f"{name} {number}" for name, number in made_with.items() if name != "code_sha256")),
        ("To check it", f"throughgate pack --verify {PDF} makes it again from the same inputs and compares every byte"),
    )


def _start(sha256: str) -> str:
    return f"{sha256[:16]}... (in full in {MANIFEST})"


def check_role(role: str | None) -> None:
    """Refuse a role that issues and signs no packs: PackError with those that do."""
    if role not in ROLES:
        raise PackError(f"role {role!r} is not one that issues or signs packs: use one of {', '.join(ROLES)}")


def _check_place(folder: Path, pack: Pack, *, replace: bool) -> None:
    """Refuse a folder that holds another pack, unless it is to be replaced; one that holds no pack always."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    try:
        stands = (folder / MANIFEST).read_bytes()
        is_pack = json.loads(stands).get("what") == manifest.WHAT
    except (OSError, ValueError, AttributeError):
        is_pack, stands = False, b""
    if not is_pack:
        raise PackError(f"{folder}: stands there and is no pack: name another folder with --out, or move it away")
    if stands != pack.files[MANIFEST] and not replace:
        raise PackError(
            f"{folder}: holds another pack of this contract and quarter: name another folder with --out, or add --replace"
        )


def _check_kept(data_dir: Path, pack: Pack) -> None:
    """Refuse a pack of data that a load stopped listing while it was made: nothing would keep them, or make it again."""
    asked = pack.manifest["inputs"]
    wanted = {asked["snapshot"], *([asked["since"]["snapshot"]] if asked["since"] else [])}
    gone = sorted(wanted - {snapshot.snapshot_id for snapshot in list_snapshots(data_dir)})
    if gone:
        raise PackError(f"snapshot {gone[0]} was removed by a load while the pack was made: make it again")


@contextmanager
def _swapping(out: Path | None, pack: Pack) -> Iterator[Callable[[], None]]:
    """What writes the folder beside its place and swaps it in whole; what stood there is put back where anything then fails."""
    if out is None:
        yield lambda: None
        return
    token, target = secrets.token_hex(4), out / pack.folder
    beside, old = out / f".{pack.folder}.{token}", out / f".{pack.folder}.{token}.old"
    try:
        try:
            yield lambda: _swap_in(pack, beside, target, old)
        except BaseException:
            _put_back(beside, target, old)
            raise
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _swap_in(pack: Pack, beside: Path, target: Path, old: Path) -> None:
    try:
        for name, content in pack.files.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).write_bytes(content)
        # What stands there is moved away even where it is empty, so that it is known whether the swap was made.
        target.mkdir(exist_ok=True)
        target.rename(old)
        beside.rename(target)
    except OSError as fault:
        raise PackError(f"{fault.filename or target}: cannot be written: {os.strerror(fault.errno or 0)}") from fault


def _put_back(beside: Path, target: Path, old: Path) -> None:
    """The folder as it was before; where that fails too, what stood there stays beside it and is named."""
    if not old.exists():
        return  # It was never moved away.
    try:
        if target.exists():
            target.rename(beside)
        old.rename(target)
        if not any(target.iterdir()):
            target.rmdir()
    except OSError as fault:
        raise PackError(
            f"{target}: the pack was not issued, and what stood there could not be put back: it is in {old}"
        ) from fault
