"""Which file fills which table: by a mapping, or by the names of files and sheets."""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path

import duckdb

from throughgate.store.checks import Part
from throughgate.store.faults import LoadError, listed
from throughgate.store.files import Extract, find_files, open_extracts, refuse_if_no_rows, stage_direct
from throughgate.store.mapping import Mapping, TableMap, check_columns, identity_map
from throughgate.store.schema import BY_NAME, TABLES, Table

COVER_SHEETS = ("cover", "cover sheet", "contents", "notes")
"""Sheets that a workbook in the Analysis Function's form holds beside its data."""


def make_plan(
    extracts: Path, mapping: Mapping | None, source: str, workspace: Path, connection: duckdb.DuckDBPyConnection
) -> tuple[list[Part], list[str]]:
    """Every part of the load, its file opened, and the names of the files that the mapping leaves unread.

    Raises:
        LoadError: a file or column that belongs nowhere, or a table whose people nobody supplies.
    """
    files = find_files(extracts)
    wanted = [path for path in files if mapping is None or any(_matches(path, m) for m in mapping.tables)]
    if mapping:
        _refuse_unmatched(mapping, wanted, extracts)
    else:
        _refuse_unknown(files)
    parts = []
    for path in wanted:
        opened = open_extracts(path, workspace, connection)
        for extract, maps in _by_mapping(path, opened, mapping) if mapping else _by_name(path, opened):
            refuse_if_no_rows(extract)
            prefix = mapping.key_prefix if mapping else ""
            parts += [Part(extract, BY_NAME[m.table], m, source, prefix) for m in maps]
    if not parts:
        raise LoadError(
            f"{extracts}: no sheet fills a table: name each sheet after a table of the contract, as {listed(BY_NAME)}"
        )
    _refuse_missing_tables(parts)
    _stage_shared(parts, workspace, connection)
    return parts, [path.name for path in files if path not in wanted]


def _matches(path: Path, table_map: TableMap) -> bool:
    return fnmatchcase(path.name, table_map.files)


def _refuse_unmatched(mapping: Mapping, files: list[Path], extracts: Path) -> None:
    for table_map in mapping.tables:
        if not any(_matches(path, table_map) for path in files):
            raise LoadError(
                f"{extracts}: no file fits {table_map.files!r}, from which the mapping "
                f"fills {table_map.table}: supply it, or correct the mapping"
            )


def _table_of(name: str) -> Table | None:
    """The table that a file or sheet is named after, as discharge-2013 is after discharge."""
    for table in TABLES:
        if re.fullmatch(rf"{table.name}([-_].*)?", name):
            return table
    return None


def _refuse_unknown(files: tuple[Path, ...]) -> None:
    for path in files:
        is_workbook = path.suffix.lower() in (".xlsx", ".ods")
        if not is_workbook and _table_of(path.stem) is None:
            raise LoadError(
                f"{path.name}: is named after no table of the contract{_hint(path.stem)}: "
                "rename it, take it out, or give a mapping"
            )


def _hint(name: str) -> str:
    close = get_close_matches(name, BY_NAME, n=1)
    return f" (did you mean {close[0]}?)" if close else f" ({listed(BY_NAME, most=40)})"


def _by_name(path: Path, opened: list[Extract]) -> list[tuple[Extract, list[TableMap]]]:
    found = []
    for extract in opened:
        sheet = extract.sheet
        table = _table_of(sheet or path.stem) or (_table_of(path.stem) if len(opened) == 1 else None)
        if table:
            found.append((extract, [identity_map(table, extract.columns, extract.file)]))
        elif sheet.strip().casefold() not in COVER_SHEETS:
            raise LoadError(
                f"{path.name}: sheet {sheet!r} is named after no table of "
                f"the contract{_hint(sheet)}: rename it, or take it out"
            )
    return found


def _by_mapping(path: Path, opened: list[Extract], mapping: Mapping) -> list[tuple[Extract, list[TableMap]]]:
    maps = [m for m in mapping.tables if _matches(path, m)]
    sheets = [extract.sheet for extract in opened]
    for table_map in maps:
        if table_map.sheet is None and len(opened) > 1:
            raise LoadError(
                f"{path.name}: has the sheets {listed(sheets)}: say in the mapping which sheet fills {table_map.table}"
            )
        if table_map.sheet is not None and table_map.sheet not in sheets:
            raise LoadError(
                f"{path.name}: has no sheet {table_map.sheet!r}, from which the "
                f"mapping fills {table_map.table}: it has {listed(sheets)}"
            )
    found = []
    for extract, sheet in zip(opened, sheets, strict=True):
        own = [m for m in maps if m.sheet in (None, sheet)]
        if own:
            check_columns(own, extract.columns, extract.file)
            found.append((extract, own))
    return found


def _refuse_missing_tables(parts: list[Part]) -> None:
    supplied = {part.table.name for part in parts}
    for part in parts:
        for column, _ in part.mapped():
            if column.required and column.references and column.references not in supplied:
                raise LoadError(
                    f"{part.extract.file}: table {part.table.name} refers to {column.references}, which no file fills: "
                    "a load takes the place of all its source supplied before, so supply its tables together"
                )


def _stage_shared(parts: list[Part], workspace: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Stages the files that fill several tables, or a table in part: their lines cannot be counted otherwise."""
    uses = Counter(id(part.extract) for part in parts)
    for part in parts:
        if uses[id(part.extract)] > 1 or part.table_map.keep_where_present:
            stage_direct(part.extract, workspace, connection)


def in_order_of_reference(names: set[str]) -> list[Table]:
    """The tables named, each after those it refers to."""
    ordered: list[Table] = []

    def add(table: Table) -> None:
        for column in table.columns:
            if column.references:
                add(BY_NAME[column.references])
        if table not in ordered:
            ordered.append(table)

    for table in TABLES:
        add(table)
    return [table for table in ordered if table.name in names]
