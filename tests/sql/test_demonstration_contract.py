"""Every row of the demonstration file keeps the contract, checked by rules generated from its declaration."""

from datetime import date

import duckdb
import pytest

from throughgate.store.schema import SQL_TYPE, TABLES
from throughgate.store.synthetic import write_demonstration


@pytest.fixture(scope="session", params=[date(2014, 6, 30), date(2016, 12, 31), date(2012, 3, 31)], ids=str)
def connection(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("demonstration")
    write_demonstration(folder, known_until=request.param)
    connection = duckdb.connect()
    for table in TABLES:
        connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet('{folder}/{table.name}.parquet')")
    return connection


def _rules(column) -> list[str]:
    """Conditions that no row of the table may meet."""
    name, rules = column.name, []
    if column.required:
        rules.append(f"{name} IS NULL")
    if column.allowed:
        rules.append(f"{name} NOT IN {column.allowed}")
    if column.low is not None:
        rules.append(f"{name} < {column.low}")
    if column.high is not None:
        rules.append(f"{name} > {column.high}")
    if column.pattern:
        rules.append(f"NOT regexp_full_match({name}, '{column.pattern}')")
    if column.references:
        rules.append(f"{name} NOT IN (SELECT {name} FROM {column.references})")
    return rules


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_keeps_the_contract(connection, table):
    described = {row[0]: row[1] for row in connection.execute(f"DESCRIBE {table.name}").fetchall()}
    assert described == {c.name: SQL_TYPE[c.type] for c in table.all_columns if c.name != "source"}
    rules = [rule for column in table.columns for rule in _rules(column)]
    rules += [f"{order.earlier} > {order.later}" for order in table.orders]
    rules += ["known_on IS NULL"] + [f"known_on < {table.known_by}"] * bool(table.known_by)
    counts = ", ".join(f"count(*) FILTER (WHERE {rule})" for rule in rules)
    found = connection.execute(f"SELECT {counts} FROM {table.name}").fetchone()
    assert {rule: rows for rule, rows in zip(rules, found, strict=True) if rows} == {}
    key = ", ".join((*table.key, "known_on"))
    repeated = f"SELECT count(*) FROM (SELECT {key} FROM {table.name} GROUP BY ALL HAVING count(*) > 1)"
    assert connection.execute(repeated).fetchone() == (0,)
