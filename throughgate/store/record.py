"""What a load writes beside its rows: the empty tables, what other sources published, and the record of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb

from throughgate.store.faults import Fault, LoadError, listed
from throughgate.store.fill import Filled
from throughgate.store.publish import PublishedSnapshot
from throughgate.store.schema import BOOKKEEPING, FILE_FORMAT, SQL_TYPE, TABLES, Table
from throughgate.terms import Contract

ID_CHARACTERS = 12
MOST_REPORTED = 10_000
"""Faults in a report; `rejected_row` holds them all."""


def columns_of(table: Table) -> dict[str, str]:
    """Name and SQL type of each column of the published table."""
    columns = (*table.columns, table.column("source")) if table in BOOKKEEPING else table.all_columns
    return {column.name: SQL_TYPE[column.type] for column in columns}


def schema_sha256() -> str:
    """Hash of the tables' columns and types: rows can be carried over only between files where it is the same."""
    return hash_of(f"{table.name} {columns_of(table)}" for table in (*TABLES, *BOOKKEEPING))


def hash_of(parts: Iterable[str]) -> str:
    """SHA-256 of texts, each told from the next."""
    return hashlib.sha256("\n".join(part.replace("\n", "\\n") for part in parts).encode()).hexdigest()


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """The empty tables of the contract and of the record."""
    for table in (*TABLES, *BOOKKEEPING):
        columns = ", ".join(f"{name} {kind}" for name, kind in columns_of(table).items())
        connection.execute(f"CREATE TABLE {table.name} ({columns})")


def attach_other_sources(
    connection: duckdb.DuckDBPyConnection, old: PublishedSnapshot | None, source: str
) -> list[str]:
    """Attaches the published file as `old` where other sources have rows in it; the ids of their loads.

    Raises:
        LoadError: it was published under another version of the contract.
    """
    if old is None:
        return []
    path = str(old.path).replace("'", "''")
    try:
        # ATTACH takes no parameter.
        connection.execute(f"ATTACH '{path}' AS old (READ_ONLY)")
        loads = "SELECT DISTINCT load_id FROM old.load WHERE source <> $source ORDER BY load_id"
        ids = [load_id for (load_id,) in connection.execute(loads, {"source": source}).fetchall()]
        (schema,) = connection.execute("SELECT schema_sha256 FROM old.snapshot").fetchone()
    except duckdb.Error as fault:
        raise LoadError(
            f"{old.path.name}: the published file cannot be read: restore "
            "it from a copy, or load every source again with --replace"
        ) from fault
    if ids and schema != schema_sha256():
        raise LoadError(
            f"{old.path.name}: was published under another version of the data "
            "contract: load every source again, the first with --replace"
        )
    return ids


def carry_over(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Takes the published rows of all other sources over as they stand, in an order that never varies."""
    for table in (*TABLES, *BOOKKEEPING):
        names = ", ".join(columns_of(table))
        connection.execute(
            f"INSERT INTO {table.name} ({names}) SELECT {names} FROM "
            f"old.{table.name} WHERE source <> $source ORDER BY rowid",
            {"source": source},
        )


def record_load(
    connection,
    filled: list[Filled],
    *,
    load_id: str,
    loaded_at: str,
    mapping_sha256: str | None,
    is_synthetic: bool,
    complete_to: date | None,
) -> None:
    """One row of `load` for every file and table, and the load's id in every row it refused."""
    connection.execute("UPDATE rejected_row SET load_id = ?", (load_id,))
    for one in filled:
        count = one.count
        values = (
            load_id, loaded_at, count.file, one.part.extract.sha256, mapping_sha256, count.table, count.rows_read,
            count.rows_skipped, count.rows_refused, count.rows_loaded, is_synthetic, complete_to, one.part.source,
        )  # fmt: skip
        connection.execute(f"INSERT INTO load VALUES ({', '.join('?' * len(values))})", values)


def record_snapshot(connection, snapshot_id: str, published_at: str) -> None:
    """The one row of `snapshot`."""
    connection.execute(
        "CREATE TABLE snapshot (snapshot_id VARCHAR, published_at VARCHAR, schema_sha256 VARCHAR, file_format INTEGER)"
    )
    values = (snapshot_id, published_at, schema_sha256(), FILE_FORMAT)
    connection.execute("INSERT INTO snapshot VALUES (?, ?, ?, ?)", values)


def refuse_fewer_tables(connection: duckdb.DuckDBPyConnection, source: str, given: set[str]) -> None:
    """A table that the source filled before and does not now would lose its rows to a file that was forgotten."""
    lost = []
    for table in (table.name for table in TABLES if table.name not in given):
        (rows,) = connection.execute(f"SELECT count(*) FROM old.{table} WHERE source = ?", (source,)).fetchone()
        lost += [f"{table} ({rows:,} rows)"] if rows else []
    if lost:
        raise LoadError(
            f"source {source} supplied {listed(lost)} before, and these extracts do not: add what is missing, "
            "or allow it with --fewer-tables, and those rows go"
        )


def faults_found(connection: duckdb.DuckDBPyConnection) -> tuple[int, tuple[Fault, ...]]:
    """How many faults a load found, and the first of them; before those of other sources are carried over."""
    (count,) = connection.execute("SELECT count(*) FROM rejected_row").fetchone()
    rows = connection.execute(
        "SELECT file, line, table_name, column_name, value, reason, kept FROM rejected_row "
        "ORDER BY file, line, table_name, column_name, reason LIMIT ?",
        (MOST_REPORTED,),
    ).fetchall()
    return count, tuple(Fault(*row) for row in rows)


def reasons_found(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The different reasons for which a load refuses rows; before those of other sources are carried over."""
    return [
        reason for (reason,) in connection.execute("SELECT DISTINCT reason FROM rejected_row ORDER BY 1").fetchall()
    ]


def refuse_mixture(connection: duckdb.DuckDBPyConnection, contracts: Iterable[Contract], data_dir: Path) -> None:
    """Refuses made-up people beside real ones at the establishments of one contract.

    Raises:
        LoadError: naming the contract or establishment, and the sources of either kind.
    """
    kinds = connection.execute(
        "SELECT DISTINCT d.establishment, d.source, l.is_synthetic FROM discharge AS d "
        "JOIN (SELECT source, bool_or(is_synthetic) AS is_synthetic "
        "FROM load GROUP BY source) AS l USING (source) ORDER BY ALL"
    ).fetchall()
    groups = {f"establishment {place!r}": {place} for place, *_ in kinds}
    groups |= {f"contract {contract.id}": set(contract.establishments) for contract in contracts}
    for name, places in groups.items():
        made_up = sorted({source for place, source, is_synthetic in kinds if place in places and is_synthetic})
        real = sorted({source for place, source, is_synthetic in kinds if place in places and not is_synthetic})
        if made_up and real:
            raise LoadError(
                f"{name} would hold made-up discharges (source {listed(made_up)}) "
                f"beside real ones (source {listed(real)}): "
                f"load into another folder than {data_dir} with --data, or start from an empty file with --replace"
            )
