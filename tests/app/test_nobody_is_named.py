"""No answer of a query about the service holds a pseudonym: they join by one, and give counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from watched import everything_read

from throughgate.store.reader import QUERIES, open_data
from throughgate.store.schema import TABLES

FOLDERS = ("pathways", "engagement", "fairness")


def test_every_query_of_the_service_is_asked_and_names_nobody(demonstration: Path):
    path = open_data(demonstration).path
    with open_data(demonstration).connection.cursor() as cursor:
        columns = [
            f"SELECT {column.name} FROM {table.name}"
            for table in TABLES
            for column in table.columns
            if column.is_key_like and table.name != "crs_referral"
        ]
        held = {row[0] for row in cursor.execute(" UNION ".join(columns)).fetchall() if row[0]}
    assert len(held) > 50_000
    given = everything_read(path, date(2014, 6, 30))
    asked = {name for name in given if name.split("/")[0] in FOLDERS}
    assert asked == {f"{folder}/{file.stem}" for folder in FOLDERS for file in (QUERIES / folder).glob("*.sql")}
    for name in asked:
        for answer in given[name]:
            assert len(answer), f"{name} gave nothing to look at"
            assert not {str(value) for column in answer for value in answer[column].unique()} & held, name
