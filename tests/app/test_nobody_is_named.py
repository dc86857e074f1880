"""No answer of a query about the service holds a pseudonym: they join by one, and give counts."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from throughgate.fairness import read_fair_play
from throughgate.results import read_contract
from throughgate.service.capacity import read_capacity
from throughgate.service.engagement import read_engagement
from throughgate.service.needs import read_needs
from throughgate.service.pathways import read_pathways
from throughgate.service.profile import read_profile
from throughgate.store import reader as readers
from throughgate.store.reader import open_data
from throughgate.store.schema import TABLES

READS = (
    read_pathways, read_profile, read_needs, read_engagement, read_capacity, read_fair_play,
)  # fmt: skip
FOLDERS = ("pathways", "engagement", "fairness")
LATE = date(2014, 6, 30)


@pytest.fixture(scope="module")
def held(demonstration: Path) -> set[str]:
    """Every pseudonym of the demonstration."""
    with open_data(demonstration).connection.cursor() as cursor:
        columns = [
            f"SELECT {column.name} FROM {table.name}"
            for table in TABLES
            for column in table.columns
            if column.is_key_like and table.name != "crs_referral"
        ]
        return {row[0] for row in cursor.execute(" UNION ".join(columns)).fetchall() if row[0]}


@pytest.fixture
def answers(demonstration: Path, monkeypatch) -> dict[str, pd.DataFrame]:
    """What each query gave while everything about the service was read."""
    asked: list[str] = []
    given: dict[str, pd.DataFrame] = {}
    text_of = readers.query_text

    def noted(name: str) -> str:
        asked.append(name)
        return text_of(name)

    monkeypatch.setattr(readers, "query_text", noted)
    opened = open_data(demonstration)

    class Cursor:
        def __init__(self, cursor):
            self.cursor = cursor

        def execute(self, *words):
            self.cursor.execute(*words)
            return self

        def df(self) -> pd.DataFrame:
            given[asked[-1]] = self.cursor.df()
            return given[asked[-1]]

    class Connection:
        @contextmanager
        def cursor(self):
            with opened.connection.cursor() as cursor:
                yield Cursor(cursor)

    watched = replace(opened, connection=Connection())
    terms = read_contract(opened, "doncaster").terms
    for read in READS:
        read(watched, terms, LATE)
    return given


def test_every_query_of_the_service_is_asked_and_names_nobody(answers, held):
    files = {f"{folder}/{path.stem}" for folder in FOLDERS for path in (readers.QUERIES / folder).glob("*.sql")}
    assert set(answers) == files
    assert len(held) > 50_000
    for name, answer in answers.items():
        assert len(answer), f"{name} gave nothing to look at"
        texts = {str(value) for column in answer for value in answer[column].unique()}
        assert not texts & held, name
