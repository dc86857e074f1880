"""What stood on a day, with one thing after the other as a later file, or the same file on a later day, knows it.

Each stage stands in a small database in memory that the queries of a projection run on unchanged: its cohort_member and
cohort_event are made of copies from one file or the other, after which both files are let go.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from throughgate.store.build import AS_AT, QUERIES, lay_down_offence_codes, lay_down_terms, table_of
from throughgate.store.reader import HARDENED, QueryError, Reader, query_text
from throughgate.store.score import score_discharges
from throughgate.terms import Contract

MACROS = ("cohort_at", "event_at", "member_at")
"""Of queries/as_at, those that count people and convictions; in the order in which they call each other."""

OPENED = {"memory_limit": HARDENED["memory_limit"], "temp_directory": ""}
"""What holds from the first, before any row of a file is read."""

COPIED = {
    "discharge": "person_id", "person": "person_id", "sanction_history": "person_id", "conviction": "person_id",
    "allocation": "discharge_id",
}  # fmt: skip
"""The source tables that the cohorts are built from, each with the column that says whose row it is."""

STAGES: dict[str, dict[str, str]] = {
    "relaid": {"cohort_member": "SELECT * FROM then_member", "cohort_event": "SELECT * FROM then_event"},
    "rescored": {"cohort_member": "movements/members_rescored", "cohort_event": "SELECT * FROM then_event"},
    "reconvicted": {"cohort_member": "movements/members_rescored", "cohort_event": "movements/events_of_same"},
    "learned": {"cohort_member": "movements/members_learned", "cohort_event": "SELECT * FROM events_learned"},
}
"""What each stage takes its two tables from: a query's file, or a copy."""


@dataclass(frozen=True)
class Between:
    """Two files, which may be one, a contract, and a day for each. `terms`, where told, are those that the earlier file's
    people are picked by anew.
    """

    then: Path
    now: Path
    contract_id: str
    before: date
    after: date
    terms: Contract | None = None


@dataclass(frozen=True)
class Compared:
    """How many people of the contract both files name alike, and how many rows of them have other scores."""

    people: int
    rescored: int


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Two files' people and convictions of a contract in one database in memory, of which one stage stands at a time."""

    between: Between
    connection: duckdb.DuckDBPyConnection

    def compare(self) -> Compared:
        """How far the two files are of the same people."""
        return Compared(*self.connection.execute(query_text("movements/compared"), self._days).fetchall()[0])

    def stage(self, name: str) -> Reader:
        """A stage, open as a data file is: what stood on `before`, up to one of STAGES as known on `after`.

        relaid is the earlier file by other terms; rescored has the later scores of the same people; reconvicted their
        later known convictions too; learned is the later file, with what it knows by `after` of what had happened by
        `before`. It stands until the next is asked for.
        """
        for table, made_of in STAGES[name].items():
            _create(self.connection, table, made_of, self._days)
        now = self.between.now
        return Reader(now, f"{name} of {now.stem}", "", self.connection)

    @property
    def _days(self) -> dict[str, date]:
        return {"before": self.between.before, "after": self.between.after}


@contextmanager
def side_by_side(between: Between) -> Iterator[SideBySide]:
    """Both files copied beside each other, and let go.

    Raises:
        QueryError: the files cannot be put beside each other; says which.
    """
    # The tables are small: a second thread costs more than it saves. Nothing of people spills to a disk.
    connection = duckdb.connect(config={**OPENED, "threads": 1})
    try:
        _attach(connection, between)
        _copy(connection, between)
        both = SideBySide(between, connection)
        _lay_down_macros(connection)
        _create(connection, "events_learned", "movements/events_learned", both._days)
        for setting, value in HARDENED.items():
            if setting not in OPENED:
                connection.execute(f"SET {setting} = {str(value).lower()}")
        yield both
    except duckdb.Error as fault:
        # By its kind alone: what the database says of a file is where on the server it stands.
        raise QueryError(
            f"{between.then.name} and {between.now.name} cannot be set side by side ({type(fault).__name__}): a file was taken "
            "away by a load, so look again, or it is damaged, so load every source again"
        ) from fault
    finally:
        connection.close()


def _attach(connection: duckdb.DuckDBPyConnection, between: Between) -> None:
    names = {"then_file": between.then} | ({"now_file": between.now} if between.now != between.then else {})
    for name, path in names.items():
        quoted = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")


def _lay_down_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """The queries' ways to what is known on a day; they want the tables that a stage then puts others in the place of."""
    for table, made_of in STAGES["relaid"].items():
        _create(connection, table, made_of, {})
    for macro in MACROS:
        text = (AS_AT / f"{macro}.sql").read_text(encoding="utf-8")
        connection.execute(f"CREATE MACRO {macro}(as_at) AS TABLE {text}")


def _copy(connection: duckdb.DuckDBPyConnection, between: Between) -> None:
    """The contract's people and convictions of both files; afterwards nothing is read from a file any more."""
    if between.terms is not None:
        _lay_again(connection, between.terms)
    source = "" if between.terms is not None else "then_file."
    now = "then_file." if between.now == between.then else "now_file."
    for side, place in (("then", source), ("now", now)):
        connection.execute(
            f"CREATE TABLE {side}_member AS SELECT * FROM {place}cohort_member WHERE contract_id = $contract_id",
            {"contract_id": between.contract_id},
        )
        connection.execute(
            f"CREATE TABLE {side}_event AS SELECT * FROM {place}cohort_event "
            f"WHERE member_id IN (SELECT member_id FROM {side}_member)"
        )
    if between.terms is not None:
        connection.execute("DROP TABLE cohort_member")
        connection.execute("DROP TABLE cohort_event")
    connection.execute("DETACH then_file")
    if between.now != between.then:
        connection.execute("DETACH now_file")


def _lay_again(connection: duckdb.DuckDBPyConnection, terms: Contract) -> None:
    """Build the contract's cohorts from the earlier file's source tables by other terms, as a load would."""
    lay_down_terms(connection, (terms,))
    lay_down_offence_codes(connection)
    connection.execute(
        "CREATE TABLE looked_at AS SELECT DISTINCT person_id, discharge_id FROM then_file.discharge WHERE person_id IN "
        "(SELECT person_id FROM then_file.discharge WHERE establishment IN (SELECT establishment FROM cohort_establishment))"
    )
    for table, column in COPIED.items():
        connection.execute(
            f"CREATE TABLE {table} AS SELECT * FROM then_file.{table} WHERE {column} IN (SELECT {column} FROM looked_at)"
        )
    for path in sorted(QUERIES.glob("*.sql")):
        table = table_of(path)
        if table == "contract_span":
            continue
        connection.execute(f"CREATE TABLE {table} AS {path.read_text(encoding='utf-8')}")
        if table == "discharge_period":
            score_discharges(connection)


def _create(connection: duckdb.DuckDBPyConnection, table: str, made_of: str, days: dict[str, date]) -> None:
    text = made_of if made_of.startswith("SELECT") else query_text(made_of)
    asked = {name: day for name, day in days.items() if f"${name}" in text}
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS {text}", asked or None)
