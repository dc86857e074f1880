"""Tiny typed-in tables for the SQL tests: an empty contract database, and rows put into it by hand."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest

from throughgate.store.schema import BOOKKEEPING, BY_NAME, SQL_TYPE, TABLES


@pytest.fixture
def database() -> duckdb.DuckDBPyConnection:
    """An in-memory database with every table of the contract, empty, and the bookkeeping of a load."""
    connection = duckdb.connect()
    for table in TABLES:
        columns = ", ".join(f"{column.name} {SQL_TYPE[column.type]}" for column in table.all_columns)
        connection.execute(f"CREATE TABLE {table.name} ({columns})")
    for table in BOOKKEEPING:
        columns = ", ".join(f"{column.name} {SQL_TYPE[column.type]}" for column in table.columns)
        connection.execute(f"CREATE TABLE {table.name} ({columns}, source VARCHAR)")
    return connection


@pytest.fixture
def put(database: duckdb.DuckDBPyConnection) -> Callable[..., None]:
    """Insert one row: put("person", person_id="a"). `known_on` is the fact's own date unless given."""

    def insert(table: str, **values: object) -> None:
        known_by = BY_NAME[table].known_by
        values.setdefault("known_on", values[known_by] if known_by else "1900-01-01")
        values.setdefault("source", "typed in")
        names, marks = ", ".join(values), ", ".join("?" for _ in values)
        database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))

    return insert
