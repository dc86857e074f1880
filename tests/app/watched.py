"""Everything that is read about the service of Doncaster, and what each query gave."""

from __future__ import annotations

from collections import defaultdict
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

READS = (
    read_pathways, read_profile, read_needs, read_engagement, read_capacity, read_fair_play,
)  # fmt: skip


class _Cursor:
    def __init__(self, cursor, note):
        self.cursor, self.note = cursor, note

    def execute(self, *words):
        self.cursor.execute(*words)
        return self

    def df(self) -> pd.DataFrame:
        answer = self.cursor.df()
        self.note(answer)
        return answer


def everything_read(path: Path, as_at: date) -> dict[str, list[pd.DataFrame]]:
    """The answers of each query, by its name, in the order in which they were asked, rows in an order of their own."""
    opened = readers.open_file.__wrapped__(path)
    given: dict[str, list[pd.DataFrame]] = defaultdict(list)
    asked: list[str] = []
    text_of = readers.query_text

    def noted(name: str) -> str:
        asked.append(name)
        return text_of(name)

    def keep(answer: pd.DataFrame) -> None:
        columns = list(answer.columns)
        given[asked[-1]].append(answer.sort_values(columns, ignore_index=True) if len(answer) else answer)

    class Connection:
        @contextmanager
        def cursor(self):
            with opened.connection.cursor() as cursor:
                yield _Cursor(cursor, keep)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers, "query_text", noted)
        watched = replace(opened, connection=Connection())
        terms = read_contract(opened, "doncaster").terms
        for read in READS:
            read(watched, terms, as_at)
    opened.connection.close()
    return dict(given)
