"""Fills one table from its files: every row read once, the faulty found, explained and taken out.

The clean path is one INSERT a file. Rows keep the order of their file, so a row's place in the table tells
its place in the file, and only when there are faults is the file read again to say where and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from throughgate.store.checks import WHOLE_ROW, Parameters, Part, insert_sql, literal, row_checks, typed_layer
from throughgate.store.faults import SHOWN_CHARACTERS, LoadError
from throughgate.store.files import CSV_FAULTS, stage_direct, stage_exactly
from throughgate.store.schema import Column, Table

REJECTED = "rejected_row (file, line, table_name, column_name, value, reason, kept, source)"
"""The load's id comes in at the end, since it also says why rows were refused."""


@dataclass(frozen=True)
class FileCount:
    """Rows of one file (or sheet) for one table."""

    file: str
    table: str
    rows_read: int
    rows_skipped: int
    rows_refused: int
    rows_loaded: int


@dataclass
class Filled:
    """What came of one part: its rows in the table begin at `first_row`, before faulty ones were taken out."""

    part: Part
    first_row: int
    rows_inserted: int
    rows_read: int
    rows_refused: int = 0

    @property
    def count(self) -> FileCount:
        """Its rows as a report tells them: read, left out by the mapping, refused, and those that stay."""
        return FileCount(
            self.part.extract.file,
            self.part.table.name,
            self.rows_read,
            self.rows_read - self.rows_inserted,
            self.rows_refused,
            self.rows_inserted - self.rows_refused,
        )


def fill_table(
    connection: duckdb.DuckDBPyConnection,
    parts: list[Part],
    *,
    workspace: Path,
    day: date,
    has_other_sources: bool,
) -> list[Filled]:
    """Puts the rows of `parts`, all of one table, into it on `day`; faults go to `rejected_row`.

    Published rows of other sources are looked up in the attached database `old` where there are any.
    """
    table, source = parts[0].table, parts[0].source
    _start(connection)
    filled = [_insert(connection, part, workspace, day) for part in parts]
    for column in table.columns:
        if column.references and any(column.name in part.table_map.columns for part in parts):
            _find_unknown(connection, table, column)
    if has_other_sources:
        _find_taken(connection, table, source)
    _find_duplicates(connection, table, any(part.gives_known_on for part in parts))
    _gather(connection, table)
    for one in filled:
        one.rows_refused = _explain(connection, one, workspace, day)
    if any(one.rows_refused for one in filled):
        connection.execute(
            f"DELETE FROM {table.name} WHERE known_on IS NULL OR rowid IN (SELECT row FROM relation_fault)"
        )
    return filled


def _start(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE relation_fault "
        "(row BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR, kept BIGINT)"
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE place (row BIGINT, file VARCHAR, line BIGINT)")


def _insert(connection: duckdb.DuckDBPyConnection, part: Part, workspace: Path, day: date) -> Filled:
    extract, name = part.extract, part.table.name
    first_row = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
    inserted = _try_insert(connection, part, day)
    if inserted is None:
        stage_exactly(extract, workspace)
        inserted = _try_insert(connection, part, day)
    extract.refuse_if_changed()
    read = extract.staged_rows if extract.staged else inserted
    return Filled(part, first_row, inserted, read)


def _try_insert(connection: duckdb.DuckDBPyConnection, part: Part, day: date) -> int | None:
    """Rows put in; None, and nothing put in, where DuckDB's own reading of a CSV is not to be relied on."""
    parameters = Parameters()
    sql = insert_sql(part, parameters, day)
    is_direct = part.extract.staged is None
    connection.begin()
    try:
        inserted = connection.execute(sql, parameters.values).fetchone()[0]
    except CSV_FAULTS:
        connection.rollback()
        if is_direct:
            return None
        raise
    except duckdb.IOException as fault:
        connection.rollback()
        raise LoadError(f"{part.extract.file}: cannot be read: {str(fault).splitlines()[0]}") from fault
    if is_direct and inserted != part.extract.direct_rows:
        connection.rollback()
        return None
    connection.commit()
    return inserted


def _find_unknown(connection: duckdb.DuckDBPyConnection, table: Table, column: Column) -> None:
    reason = (
        f"no {column.references} with this {column.name} was loaded: supply its row, or mend it where it was refused"
    )
    connection.execute(
        f"INSERT INTO relation_fault SELECT t.rowid, {literal(column.name)}, t.{column.name}, {literal(reason)}, NULL "
        f"FROM {table.name} AS t ANTI JOIN {column.references} USING ({column.name}) WHERE t.{column.name} IS NOT NULL"
    )


def _find_taken(connection: duckdb.DuckDBPyConnection, table: Table, source: str) -> None:
    """A key that another source has published: the two would be taken for one."""
    keys = ", ".join(table.key)
    connection.execute(
        f"INSERT INTO relation_fault SELECT t.rowid, {literal(table.key[0])}, t.{table.key[0]}, "
        "'belongs to source ' || owner || ' already: set these ids apart by key_prefix in the mapping', NULL "
        f"FROM {table.name} AS t JOIN (SELECT {keys}, min(source) AS owner FROM old.{table.name} "
        f"WHERE source <> $source GROUP BY {keys}) USING ({keys})",
        {"source": source},
    )


def _find_duplicates(connection: duckdb.DuckDBPyConnection, table: Table, gives_known_on: bool) -> None:
    """The same key twice; a later `known_on` makes it a correction, but only one that the extract itself gives."""
    keys = ", ".join([*table.key, *["known_on"] * gives_known_on])
    clean = f"FROM {table.name} WHERE known_on IS NOT NULL"
    rows, different = connection.execute(
        f"SELECT (SELECT count(*) {clean}), (SELECT count(*) FROM (SELECT DISTINCT {keys} {clean}))"
    ).fetchone()
    if rows == different:
        return
    named = " and ".join([*table.key, *["known_on"] * gives_known_on])
    value = " || ' / ' || ".join(f"CAST({key} AS VARCHAR)" for key in table.key)
    connection.execute(
        f"INSERT INTO relation_fault SELECT row, {literal(table.key[0])}, "
        f"value, {literal(f'has the same {named} as a row that is kept: remove one')}, kept "
        f"FROM (SELECT rowid AS row, {value} AS value, first_value(rowid) "
        f"OVER (PARTITION BY {keys} ORDER BY rowid) AS kept "
        f"{clean} AND rowid NOT IN (SELECT row FROM relation_fault)) WHERE row <> kept"
    )


def _gather(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Lists the rows to look up in their files: those at fault, and those that duplicates are duplicates of."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE wanted AS SELECT row, bool_or(is_bad) AS is_bad FROM ("
        f"SELECT rowid AS row, true AS is_bad FROM {table.name} WHERE known_on IS NULL "
        "UNION ALL SELECT row, true FROM relation_fault "
        "UNION ALL SELECT kept, false FROM relation_fault WHERE kept IS NOT NULL) GROUP BY row"
    )


def _explain(connection: duckdb.DuckDBPyConnection, filled: Filled, workspace: Path, day: date) -> int:
    """Writes to `rejected_row` where and why each faulty row of a part is at fault; how many rows there are."""
    part, within = filled.part, "row >= $first AND row < $after"
    bounds = {"first": filled.first_row, "after": filled.first_row + filled.rows_inserted}
    wanted, refused = connection.execute(
        f"SELECT count(*), count(*) FILTER (is_bad) FROM wanted WHERE {within}", bounds
    ).fetchone()
    if not wanted:
        return 0
    stage_direct(part.extract, workspace, connection)
    parameters = Parameters()
    layer = typed_layer(part, parameters)
    first = parameters.add(filled.first_row)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE suspect AS SELECT * FROM (SELECT *, row_number() OVER () - 1 + {first} AS row "
        f"FROM ({layer})) WHERE row IN (SELECT row FROM wanted)",
        parameters.values,
    )
    file = {"file": part.extract.file}
    connection.execute("INSERT INTO place SELECT row, $file, line FROM suspect", file)
    _record_checks(connection, part, day)
    _record_relations(connection, part, bounds, within)
    return refused


def _record_checks(connection: duckdb.DuckDBPyConnection, part: Part, day: date) -> None:
    for check in row_checks(part, day):
        is_whole = check.column == WHOLE_ROW
        value = "NULL" if is_whole else f"left(t_{check.column}, {SHOWN_CHARACTERS})"
        condition = check.condition if is_whole else f"shape IS NULL AND ({check.condition})"
        reason = "shape" if is_whole else "$reason"
        given = {} if is_whole else {"reason": check.reason}
        connection.execute(
            f"INSERT INTO {REJECTED} SELECT DISTINCT $file, line, $table_name, $column, "
            f"{value}, {reason}, NULL, $source FROM suspect WHERE {condition} ORDER BY line",
            _record(part, check.column) | given,
        )


def _record(part: Part, column: str) -> dict[str, str]:
    return {
        "file": part.extract.file,
        "table_name": part.table.name,
        "column": part.file_column(column),
        "source": part.source,
    }


def _record_relations(connection, part: Part, bounds: dict[str, int], within: str) -> None:
    names = [c for (c,) in connection.execute("SELECT DISTINCT column_name FROM relation_fault ORDER BY 1").fetchall()]
    for name in names:
        prefix = part.key_prefix if part.table.column(name).unit == "pseudonym" else ""
        connection.execute(
            f"INSERT INTO {REJECTED} SELECT $file, p.line, $table_name, $column, "
            f"left(substr(f.value, $start), {SHOWN_CHARACTERS}), f.reason, "
            "'line ' || k.line || ' of ' || k.file, $source "
            "FROM relation_fault AS f JOIN place AS p USING (row) LEFT JOIN place AS k ON k.row = f.kept "
            f"WHERE f.column_name = $name AND f.{within.replace('AND row', 'AND f.row')} ORDER BY p.line",
            _record(part, name) | bounds | {"name": name, "start": len(prefix) + 1},
        )
