"""Which published files board packs still need, told by the names of the files: moment-id.duckdb."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from throughgate.store import packs

STAMP = "%Y%m%dT%H%M%S.%fZ"
"""The moment of publishing in the name of a file."""


def ids(data_dir: Path) -> frozenset[str] | None:
    """Ids of the snapshots that board packs were made from; None where the register cannot tell."""
    try:
        return packs.cited_snapshots(data_dir)
    except packs.PacksFileError:
        return None


def is_cited(path: Path, needed: frozenset[str] | None) -> bool:
    """Whether a pack needs a file of a snapshot. Where nobody can say which do, every one may be needed."""
    return needed is None or _id(path) in needed


def remove(paths: Iterable[Path], needed: frozenset[str] | None) -> None:
    """Remove files of snapshots, but for those that a pack needs."""
    for path in paths:
        if not is_cited(path, needed):
            path.unlink(missing_ok=True)


def by_name(folder: Path, needed: frozenset[str] | None) -> Iterator[tuple[str, Path, datetime]]:
    """Id, file and moment in UTC of each file that a pack needs, as their names tell; none where nobody can say."""
    for path in sorted(folder.glob("*.duckdb")):
        if needed is None or _id(path) not in needed:
            continue
        try:
            moment = datetime.strptime(path.stem.rpartition("-")[0], STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue  # Somebody else's file.
        yield _id(path), path, moment


def _id(path: Path) -> str:
    return path.stem.rpartition("-")[2]
