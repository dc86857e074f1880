"""The one place that reads the published data: DuckDB opened read-only and hardened, a query a file.

A connection shared between threads is not safe in DuckDB, so every query takes a cursor of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd

from throughgate import PROJECT
from throughgate.store.publish import SnapshotError, find_snapshot, published
from throughgate.store.schema import FILE_FORMAT

QUERIES = PROJECT / "queries"

HARDENED = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # Without a limit DuckDB takes four fifths of the machine for each open file, and the server is shared.
    "memory_limit": "2GB",
    # Several threads add floats up in an order of their own each time, and the same question must give the same bits.
    "threads": 1,
    "lock_configuration": True,
}


class QueryError(RuntimeError):
    """A query that failed; the message names its file."""


@dataclass(frozen=True)
class Reader:
    """An open data file. `snapshot_id` names its contents: the same inputs give the same id."""

    path: Path
    snapshot_id: str
    published_at: str
    connection: duckdb.DuckDBPyConnection


def open_data(data_dir: Path, *, snapshot: str | None = None) -> Reader:
    """Open the published data of `data_dir`, or the snapshot wanted by id or by date.

    Raises:
        SnapshotError: nothing is published, no such snapshot is kept, or its file is damaged; says what to do.
    """
    try:
        return _open(data_dir, snapshot)
    except SnapshotError:
        # A load may have moved the pointer and removed the old file since the pointer was read: look once more.
        return _open(data_dir, snapshot)


def _open(data_dir: Path, snapshot: str | None) -> Reader:
    found = find_snapshot(data_dir, snapshot) if snapshot else published(data_dir)
    if found is None:
        raise SnapshotError(
            f"{data_dir}: nothing is published here: run throughgate demo, or throughgate load EXTRACTS"
        )
    return open_file(found.path)


@lru_cache(maxsize=8)
def open_file(path: Path) -> Reader:
    """Open one data file; later calls in the process share the connection, never a cursor.

    Raises:
        SnapshotError: the file is gone, damaged, no data file or of another version; names it and the remedy.
    """
    text = query_text("data/snapshot")
    try:
        connection = duckdb.connect(str(path), read_only=True, config=HARDENED)
        snapshot_id, published_at, file_format = connection.cursor().execute(text).fetchall()[0]
    except duckdb.BinderException:
        # The first files did not say their format.
        file_format = 0
    except (duckdb.Error, IndexError) as fault:
        raise SnapshotError(
            f"{path}: the published file cannot be read ({type(fault).__name__}): restore it from a copy, "
            "or load every source again with --replace"
        ) from fault
    if file_format != FILE_FORMAT:
        raise SnapshotError(
            f"{path}: was built by another version of Throughgate (format {file_format}, this one reads {FILE_FORMAT}): "
            "load every source again, the first with --replace, or run throughgate demo again"
        )
    return Reader(path, snapshot_id, published_at, connection)


def query(reader: Reader, name: str, **parameters: object) -> pd.DataFrame:
    """The rows that `queries/NAME.sql` gives for `parameters`.

    Raises:
        QueryError: naming the query's file, for any fault of the database or of the parameters.
    """
    text = query_text(name)
    try:
        with reader.connection.cursor() as cursor:
            return cursor.execute(text, parameters or None).df()
    except duckdb.Error as fault:
        raise QueryError(f"queries/{name}.sql: {fault}") from fault


@lru_cache(maxsize=256)
def query_text(name: str) -> str:
    """The SQL of one query file, named without its ending."""
    path = QUERIES / f"{name}.sql"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise QueryError(f"queries/{name}.sql: cannot be read: {fault}") from fault
