"""The data directory: published snapshots, the pointer to the newest, and the lock of a load.

A published file is never written again. A load builds its file in `building/`, moves it to `snapshots/`
and only then replaces `published.json`, in one step of the operating system: a reader finds the old file
or the new one, never half of either, and whoever has the old one open keeps it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

from throughgate.store import cited
from throughgate.store.cited import STAMP
from throughgate.store.faults import LoadError, listed

POINTER = "published.json"
SNAPSHOTS = "snapshots"
BUILDING = "building"
LOCK = "load.lock"


class SnapshotError(LoadError):
    """A snapshot that is not there, or a pointer that cannot be read."""


@dataclass(frozen=True)
class PublishedSnapshot:
    """One published file and the moment, in UTC, from which people read it."""

    snapshot_id: str
    path: Path
    published_at: datetime


Snapshots = tuple[PublishedSnapshot, ...]


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def published(data_dir: Path) -> PublishedSnapshot | None:
    """The snapshot that people read, or None before the first load.

    Raises:
        SnapshotError: the pointer cannot be read, or names a file that is not there.
    """
    history = _history(data_dir)
    if not history:
        return None
    if not history[0].path.is_file():
        raise SnapshotError(
            f"{data_dir / POINTER}: names {history[0].path.name}, which is not in {data_dir / SNAPSHOTS}: "
            "put the file back, or load every source again with --replace"
        )
    return history[0]


def list_snapshots(data_dir: Path) -> Snapshots:
    """Every snapshot that can still be opened, newest first."""
    return tuple(snapshot for snapshot in _history(data_dir) if snapshot.path.is_file())


def find_snapshot(data_dir: Path, wanted: str | date) -> PublishedSnapshot:
    """The snapshot whose id starts with `wanted`, or the newest published by the end of that day (UTC).

    Raises:
        SnapshotError: none fits, or the start of an id fits several.
    """
    snapshots = list_snapshots(data_dir)
    day = _as_day(wanted)
    if day:
        fitting = [s for s in snapshots if s.published_at.astimezone(UTC).date() <= day][:1]
    else:
        fitting = [s for s in snapshots if str(wanted) and s.snapshot_id.startswith(str(wanted).lower())]
    known = listed(f"{s.snapshot_id} of {s.published_at:%Y-%m-%d %H:%M} UTC" for s in snapshots) or "none yet"
    if not fitting:
        raise SnapshotError(f"{data_dir}: no snapshot {str(wanted)!r}: choose an id or a date from {known}")
    if len({s.snapshot_id for s in fitting}) > 1:
        raise SnapshotError(f"{data_dir}: {wanted!r} fits several snapshots: write more of the id ({known})")
    return fitting[0]


def _as_day(wanted: str | date) -> date | None:
    if isinstance(wanted, datetime):
        return wanted.astimezone(UTC).date()
    if isinstance(wanted, date):
        return wanted
    try:  # Eight digits are the start of an id, not a date without dashes.
        return date.fromisoformat(wanted) if "-" in wanted else None
    except ValueError:
        return None


def _history(data_dir: Path) -> list[PublishedSnapshot]:
    """What the pointer tells: the published snapshot, then those it took the place of."""
    try:
        told = json.loads((pointer := data_dir / POINTER).read_text(encoding="utf-8"))
        return [_snapshot(data_dir, entry) for entry in (told, *told.get("earlier", ()))]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise SnapshotError(
            f"{pointer}: is damaged ({type(fault).__name__}): restore it from a copy, "
            "or load every source again with --replace"
        ) from fault


def _snapshot(data_dir: Path, entry: dict[str, str]) -> PublishedSnapshot:
    # The pointer must not lead a reader out of the folder of snapshots.
    path = data_dir / SNAPSHOTS / Path(entry["file"]).name
    return PublishedSnapshot(entry["snapshot_id"], path, datetime.fromisoformat(entry["published_at"]))


def _entry(of: PublishedSnapshot) -> dict[str, str]:
    return {"snapshot_id": of.snapshot_id, "file": of.path.name, "published_at": of.published_at.isoformat()}


@contextmanager
def load_lock(data_dir: Path, clock: Callable[[], datetime] = utc_now) -> Iterator[Path]:
    """Holds the data directory for one load, and clears what a killed load left; yields a working folder.

    Raises:
        LoadError: another load holds it (its process id and start are named), or it cannot be written.
    """
    with _open_lock(data_dir) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise LoadError(
                f"{data_dir}: another load or match is running ({_holder(lock)}): wait until it has ended"
            ) from fault
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, started {clock().isoformat(timespec='seconds')}")
        lock.flush()
        _clear_leftovers(data_dir)
        try:
            yield data_dir / BUILDING
        finally:
            _empty(data_dir / BUILDING)


def _open_lock(data_dir: Path) -> TextIO:
    if "?" in str(data_dir.absolute()):
        raise LoadError(
            f"{data_dir}: DuckDB takes no path with a question mark: name another data directory with --data"
        )
    try:
        for folder in (data_dir, data_dir / SNAPSHOTS, data_dir / BUILDING):
            folder.mkdir(parents=True, exist_ok=True)
        return (data_dir / LOCK).open("a+", encoding="utf-8")
    except OSError as fault:
        raise LoadError(
            f"{data_dir}: cannot be used as a data directory ({fault.strerror}): name another with --data"
        ) from fault


def _holder(lock: TextIO) -> str:
    lock.seek(0)
    return lock.read() or "its process is just starting"


def _clear_leftovers(data_dir: Path) -> None:
    """Removes what a killed load left: its unfinished file, and a snapshot it moved in but never pointed to."""
    _empty(data_dir / BUILDING)
    try:
        known = {snapshot.path.name for snapshot in _history(data_dir)}
    except SnapshotError:
        return  # Without a pointer to go by, any snapshot may be the only good one.
    # With no pointer at all nothing is removed: somebody may have lost it, and the files are all there is.
    if unknown := [path for path in (data_dir / SNAPSHOTS).iterdir() if known and path.name not in known]:
        cited.remove(unknown, cited.ids(data_dir))
    (data_dir / f"{POINTER}.new").unlink(missing_ok=True)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def put_in_place(
    building: Path, data_dir: Path, *, snapshot_id: str, published_at: datetime, keep: int
) -> PublishedSnapshot:
    """Moves a finished file among the snapshots, points to it, and removes all but the newest `keep`.

    One that a board pack in the register was made from stays besides: without it, that pack could never be made again.
    The caller holds `load_lock`.
    """
    target = data_dir / SNAPSHOTS / f"{published_at.astimezone(UTC):{STAMP}}-{snapshot_id}.duckdb"
    if target.exists():
        raise LoadError(f"{target}: was published at this very moment already: load again")
    needed = cited.ids(data_dir)
    earlier = _earlier(data_dir, needed)
    _sync(building)
    building.rename(target)
    _sync(target.parent)
    snapshot = PublishedSnapshot(snapshot_id, target, published_at)
    _swap_pointer(data_dir, snapshot, _kept(earlier, keep, needed))
    # A pack may have been registered meanwhile; from now on none is of data that the pointer does not name.
    _swap_pointer(data_dir, snapshot, kept := _kept(earlier, keep, needed := cited.ids(data_dir)))
    cited.remove((old.path for old in earlier if old not in kept), needed)
    return snapshot


def _kept(earlier: Snapshots, keep: int, needed: frozenset[str] | None) -> Snapshots:
    return tuple(old for place, old in enumerate(earlier) if place < keep - 1 or cited.is_cited(old.path, needed))


def _earlier(data_dir: Path, needed: frozenset[str] | None) -> Snapshots:
    """The snapshots listed, and any file that a pack needs though a pointer damaged or lost no longer lists it; newest first."""
    try:
        listed_now = list_snapshots(data_dir)
    except SnapshotError:
        listed_now = ()  # --replace over a damaged pointer: it starts anew.
    names = {snapshot.path.name for snapshot in listed_now}
    lost = [
        PublishedSnapshot(*found) for found in cited.by_name(data_dir / SNAPSHOTS, needed) if found[1].name not in names
    ]
    return tuple(sorted((*listed_now, *lost), key=lambda s: s.published_at, reverse=True)) if lost else listed_now


def _swap_pointer(data_dir: Path, snapshot: PublishedSnapshot, earlier: Snapshots) -> None:
    new = data_dir / f"{POINTER}.new"
    told = _entry(snapshot) | {"earlier": [_entry(old) for old in earlier]}
    new.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    _sync(new)
    new.replace(data_dir / POINTER)
    _sync(data_dir)


def _sync(path: Path) -> None:
    """Has the operating system write a file, or a folder's list of names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
