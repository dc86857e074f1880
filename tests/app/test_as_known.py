"""What was corrected before a day, and what became known after it, changes nothing in what the queries of the service give.

The demonstration is copied; rows that would count were they heeded are put beside those of every table, once as corrected
before the day and once as known the day after it. Each query must give the same as without them.
"""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from watched import everything_read

from throughgate.store.schema import BY_NAME

AS_AT, EARLY, NEVER = date(2013, 6, 30), date(1950, 1, 1), date(9999, 12, 31)
TABLES = (
    "allocation", "assessment", "contact", "referral", "transfer", "worker", "volunteer", "indicator",
)  # fmt: skip
"""Those that queries of the service read by themselves; discharges and convictions come through the tables of the build."""


@pytest.fixture(scope="module")
def as_it_is(demonstration: Path) -> dict[str, list[pd.DataFrame]]:
    return everything_read(_file(demonstration), AS_AT)


def _file(folder: Path) -> Path:
    return next((folder / "snapshots").glob("*.duckdb"))


def _add_again(path: Path, table: str, known_on: date, superseded_on: date) -> None:
    """Put every row of the table into the file a second time, by another key where it has one of its own."""
    own_key = f"{table}_id"
    changes = [f"DATE '{known_on}' AS known_on", f"DATE '{superseded_on}' AS superseded_on"]
    if own_key in BY_NAME[table].names and table != "worker":
        changes.append(f"'again ' || {own_key} AS {own_key}")
    if table == "contact":
        changes += ["TRUE AS attended", "60 AS minutes"]
    if table == "allocation":  # The same pathway twice is the same pathway.
        changes.append("1 + pathway % 4 AS pathway")
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"INSERT INTO {table} SELECT * REPLACE ({', '.join(changes)}) FROM {table}")


def _copied(demonstration: Path, folder: Path) -> Path:
    return Path(shutil.copy(_file(demonstration), folder / "copy.duckdb"))


@pytest.mark.parametrize("is_corrected", [True, False], ids=["corrected by the day", "known after the day"])
def test_nothing_changes(demonstration, as_it_is, tmp_path, is_corrected):
    path = _copied(demonstration, tmp_path)
    for table in TABLES:
        # Volunteers are read as known at each month end: a row is corrected before all of them.
        corrected_on = EARLY + timedelta(1) if table == "volunteer" else AS_AT
        days = (EARLY, corrected_on) if is_corrected else (AS_AT + timedelta(1), NEVER)
        _add_again(path, table, *days)
    for name, answers in everything_read(path, AS_AT).items():
        for now, before in zip(answers, as_it_is[name], strict=True):
            pd.testing.assert_frame_equal(now, before, obj=name, rtol=1e-9)


@pytest.mark.parametrize("table", TABLES)
def test_the_rows_would_count_were_they_heeded(demonstration, as_it_is, tmp_path, table):
    path = _copied(demonstration, tmp_path)
    _add_again(path, table, EARLY, NEVER)
    assert any(
        not now.equals(before)
        for name, answers in everything_read(path, AS_AT).items()
        for now, before in zip(answers, as_it_is[name], strict=False)
    )
