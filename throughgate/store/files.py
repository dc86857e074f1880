"""Extract files: found, looked over, and made readable for DuckDB.

A clean CSV is read by DuckDB straight from its path. Everything else (workbooks, Parquet, CSV with
anything odd in it, a file that fills several tables) is *staged* first: written as a Parquet file in the
working folder with its values as text, the line of each row, and what is wrong with the row's shape.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from throughgate.store import csvfile, workbook
from throughgate.store.csvfile import Row
from throughgate.store.faults import LoadError, listed, readable

SUFFIXES = (".csv", ".parquet", ".xlsx", ".ods")
BATCH_ROWS = 50_000
CSV_FAULTS = (duckdb.InvalidInputException, UnicodeDecodeError)
"""What DuckDB raises of a CSV it cannot read. Its message quotes the file and may cut a character in two, on which
Python then stumbles."""

PARQUET_TEXT = {
    "VARCHAR": "nullif({0}, '')",
    "BOOLEAN": "CAST({0} AS VARCHAR)",
    "DATE": "CAST({0} AS VARCHAR)",
    # Tools store whole numbers as floats where one is missing, and dates as midnight.
    "FLOAT": "CASE WHEN isnan({0}) THEN NULL WHEN {0} = trunc({0}) THEN coalesce(CAST(TRY_CAST({0} "
    "AS BIGINT) AS VARCHAR), CAST({0} AS VARCHAR)) ELSE CAST({0} AS VARCHAR) END",
    "TIMESTAMP": "CASE WHEN {0} = date_trunc('day', {0}) THEN CAST(CAST({0} "
    "AS DATE) AS VARCHAR) ELSE CAST({0} AS VARCHAR) END",
}
PARQUET_TEXT["DOUBLE"] = PARQUET_TEXT["FLOAT"]
WHOLE_OR_DECIMAL = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL\(.*\)|ENUM\(.*\)")


@dataclass
class Extract:
    """One file, or one sheet of a workbook, ready to be read.

    `is_typed` tells that a date cell was a true date, so that no format is needed to read it.
    """

    file: str
    path: Path
    sha256: str
    columns: tuple[str, ...]
    is_typed: bool
    direct_rows: int | None = None
    """Rows that DuckDB must find where it reads the CSV itself; None where the extract is staged."""
    staged: Path | None = None
    staged_rows: int = 0
    readable_as: Path | None = field(default=None, repr=False)
    stat: tuple[int, int] = (0, 0)
    sheet: str = ""
    """Of a workbook; a field of its own, since the name of a file may hold a '#' too."""

    def scan_sql(self, parameter: str) -> str:
        """What stands in FROM: columns c0, c1 ... as text, NULL where empty; staged, also `line` and `shape`."""
        if self.staged:
            return f"read_parquet({parameter})"
        columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(self.columns)))
        return (
            f"read_csv({parameter}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
            f"strict_mode = true, nullstr = '', columns = {{{columns}}})"
        )

    @property
    def scan_path(self) -> str:
        """The value of the parameter of `scan_sql`."""
        return pattern_of(self.staged or self.readable_as or self.path)

    def refuse_if_changed(self) -> None:
        """The hash in the record must be that of the rows published."""
        with readable(self.path):
            if self.stat != _stat(self.path):
                raise LoadError(f"{self.file}: was changed while it was being read: load again when it is complete")


def pattern_of(path: Path) -> str:
    """`path` for DuckDB, which takes *, ? and [ in a path for a pattern."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))


def _stat(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def find_files(extracts: Path) -> tuple[Path, ...]:
    """The extract files at `extracts`: a folder's own, by name, or the one file.

    Raises:
        LoadError: nothing there, no file of a kind that can be read, or a folder named like a file.
    """
    with readable(extracts):
        if not extracts.exists():
            raise LoadError(f"{extracts}: no such file or folder: check its name")
        found = sorted(extracts.iterdir()) if extracts.is_dir() else [extracts]
    found = [path for path in found if not path.name.startswith(".")]
    files = tuple(path for path in found if path.suffix.lower() in SUFFIXES)
    if not files:
        held = f"it holds {listed(path.name for path in found)}" if found else "it is empty"
        raise LoadError(f"{extracts}: no extract ({', '.join(SUFFIXES)}) found: {held}")
    for path in files:
        if path.is_dir():
            raise LoadError(
                f"{path.name}: is a folder where a file is expected: name the folder itself as EXTRACTS, or rename it"
            )
        if path.exists() and not path.is_file():
            raise LoadError(f"{path.name}: is not an ordinary file: supply the extract itself")
    return files


def open_extracts(path: Path, workspace: Path, connection: duckdb.DuckDBPyConnection) -> list[Extract]:
    """The extract in a file, or one for each filled sheet of a workbook.

    Raises:
        LoadError: the file is empty, damaged, or its header cannot be used.
    """
    with readable(path):
        stat = _stat(path)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        found = [_open_csv(path, workspace)]
    elif suffix == ".parquet":
        found = [_open_parquet(path, workspace, connection)]
    else:
        found = _open_workbook(path, workspace)
    for extract in found:
        extract.stat = stat
        _check_header(extract.file, extract.columns)
    return found


def _open_csv(path: Path, workspace: Path) -> Extract:
    scan = csvfile.scan(path)
    utf8 = path
    if not scan.is_utf8:
        utf8 = workspace / f"{_unused(workspace)}.csv"
        csvfile.to_utf8(path, utf8)
    columns = tuple(name.strip() for name in csvfile.header(utf8, path.name))
    if scan.lines == 1 and not scan.is_odd:
        raise _only_header(path.name)
    extract = Extract(path.name, path, scan.sha256, columns, False, scan.lines - 1, readable_as=utf8)
    # A lone column may hold blank lines, which DuckDB takes for rows.
    if scan.is_odd or len(columns) == 1:
        stage_exactly(extract, workspace)
    return extract


def _only_header(file: str) -> LoadError:
    return LoadError(
        f"{file}: has a header and no rows, which would empty its table: remove the file, or supply the rows"
    )


def _check_header(file: str, columns: tuple[str, ...]) -> None:
    for place, name in enumerate(columns, 1):
        if not name:
            raise LoadError(f"{file}: column {place} of the header has no name: name it, or remove the column")
        if name in columns[: place - 1]:
            raise LoadError(f"{file}: two columns are named {name!r}: rename or remove one")


def _open_parquet(path: Path, workspace: Path, connection: duckdb.DuckDBPyConnection) -> Extract:
    parameters = {"path": pattern_of(path)}
    staged = workspace / f"{_unused(workspace)}.parquet"
    with readable(path), path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        described = connection.execute("DESCRIBE SELECT * FROM read_parquet($path)", parameters).fetchall()
        texts = [
            f"{_parquet_text(path.name, name, kind).format(f'c{i}')} AS c{i}"
            for i, (name, kind, *_) in enumerate(described)
        ]
        names = ", ".join(f"c{i}" for i in range(len(described)))
        select = (
            "SELECT row_number() OVER () + 1 AS line, NULL::VARCHAR AS shape, "
            f"{', '.join(texts)} FROM read_parquet($path) AS t({names})"
        )
        rows = connection.execute(
            f"COPY ({select}) TO $staged (FORMAT parquet)", parameters | {"staged": str(staged)}
        ).fetchone()[0]
    except duckdb.Error as fault:
        raise LoadError(f"{path.name}: cannot be read as Parquet (truncated or damaged): supply it again") from fault
    if rows == 0:
        raise _only_header(path.name)
    return Extract(
        path.name, path, sha256, tuple(name for name, *_ in described), True, staged=staged, staged_rows=rows
    )


def _parquet_text(file: str, name: str, kind: str) -> str:
    if WHOLE_OR_DECIMAL.fullmatch(kind):
        return "CAST({0} AS VARCHAR)"
    # Timestamps come in several precisions, all of which compare alike.
    kind = "TIMESTAMP" if re.fullmatch(r"TIMESTAMP(_\w+)?", kind) else kind
    if kind not in PARQUET_TEXT:
        raise LoadError(f"{file}: column {name!r} is of type {kind}: supply it as text, number, date or boolean")
    return PARQUET_TEXT[kind]


def _open_workbook(path: Path, workspace: Path) -> list[Extract]:
    with readable(path), path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    sheets = workbook.sheets(path)
    if not sheets:
        raise LoadError(f"{path.name}: is empty: supply the extract, or remove the file")
    extracts = []
    for sheet, rows in sheets.items():
        columns = tuple(name.strip() for name in rows[0][1])
        extract = Extract(f"{path.name}#{sheet}", path, sha256, columns, True, sheet=sheet)
        extracts.append(extract)
        if len(rows) > 1:
            _stage(extract, rows[1:], workspace)
    return extracts


def refuse_if_no_rows(extract: Extract) -> None:
    """A workbook's cover sheet may be without rows; one that fills a table may not."""
    if extract.staged is None and extract.direct_rows is None:
        raise _only_header(extract.file)


def stage_exactly(extract: Extract, workspace: Path) -> None:
    """Stages a CSV file by Python's reader, row by row."""
    path = extract.readable_as or extract.path
    _stage(extract, csvfile.rows(path, extract.file, len(extract.columns)), workspace)


def stage_direct(extract: Extract, workspace: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Stages a clean CSV file by DuckDB, or exactly where it turns out not to be clean."""
    if extract.staged:
        return
    staged = workspace / f"{_unused(workspace)}.parquet"
    select = f"SELECT row_number() OVER () + 1 AS line, NULL::VARCHAR AS shape, * FROM {extract.scan_sql('$path')}"
    try:
        parameters = {"path": extract.scan_path, "staged": str(staged)}
        rows = connection.execute(f"COPY ({select}) TO $staged (FORMAT parquet)", parameters).fetchone()[0]
    except CSV_FAULTS:
        rows = None
    if rows == extract.direct_rows:
        extract.staged, extract.staged_rows = staged, rows
    else:
        stage_exactly(extract, workspace)


def _stage(extract: Extract, rows: Iterable[Row], workspace: Path) -> None:
    """Writes rows, text as it stands, to a Parquet file in the working folder."""
    staged = workspace / f"{_unused(workspace)}.parquet"
    names = [f"c{i}" for i in range(len(extract.columns))]
    schema = pa.schema([("line", pa.int64()), ("shape", pa.string()), *((name, pa.string()) for name in names)])
    count = 0
    with pq.ParquetWriter(staged, schema) as writer:
        for batch in _batches(rows, len(names)):
            writer.write_table(
                pa.Table.from_arrays([pa.array(v, f.type) for v, f in zip(batch, schema, strict=True)], schema=schema)
            )
            count += len(batch[0])
    if count == 0:
        raise _only_header(extract.file)
    extract.staged, extract.staged_rows = staged, count


def _batches(rows: Iterable[Row], width: int) -> Iterator[list[list]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH_ROWS)):
        values = [[value or None for value in (*v[:width], *[None] * (width - len(v)))] for _, v, _ in batch]
        yield [[line for line, _, _ in batch], [shape for *_, shape in batch], *map(list, zip(*values, strict=True))]


def _unused(workspace: Path) -> str:
    return f"staged-{sum(1 for _ in workspace.iterdir())}"
