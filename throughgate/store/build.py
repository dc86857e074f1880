"""From checked source tables to the cohort tables that every page counts from.

Runs once a load, in the new file, before it is published: `superseded_on` is marked, the terms are laid
down beside the data they apply to, and `queries/build/` runs in order, with OGRS scored between.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import duckdb

from throughgate import PROJECT
from throughgate.store.schema import TABLES
from throughgate.store.score import OFFENCE_CODES, OGRS_INPUTS, lay_down_offence_codes, score_discharges
from throughgate.terms import Contract

QUERIES = PROJECT / "queries" / "build"
AS_AT = PROJECT / "queries" / "as_at"
ABOVE_ANY_SCORE = Decimal(1_000_000)

MAKERS = (
    "methods/ogrs.py",
    "methods/ogrs_coefficients.py",
    "store/schema.py",
    "store/checks.py",
    "store/fill.py",
    "store/score.py",
    "store/build.py",
)
"""Code whose change may change what a data file holds, beside the queries; below throughgate/."""

NEVER = "9999-12-31"
"""The end of what has no end yet. A date, so that one comparison serves: `known_from <= day AND day < known_to`."""

INTERMEDIATE = ("discharge_change", "discharge_period", "cohort_index")
"""Tables that only later steps of the build read: kept out of the published file."""


def build(connection: duckdb.DuckDBPyConnection, contracts: tuple[Contract, ...]) -> None:
    """Make the cohort tables in the database of `connection`, from its source tables and the terms.

    Args:
        connection: a writable connection to the file being built; its contract tables are filled.
        contracts: the terms in force; they are stored in the file, so a snapshot keeps its own.
    """
    mark_superseded(connection)
    lay_down_terms(connection, contracts)
    lay_down_offence_codes(connection)
    for path in sorted(QUERIES.glob("*.sql")):
        table = table_of(path)
        kind = "TEMP TABLE" if table in INTERMEDIATE else "TABLE"
        connection.execute(f"CREATE {kind} {table} AS {path.read_text(encoding='utf-8')}")
        if table == "discharge_period":
            score_discharges(connection)
    for path in sorted(AS_AT.glob("*.sql")):
        connection.execute(f"CREATE MACRO {path.stem}(as_at) AS TABLE {path.read_text(encoding='utf-8')}")
    for table in (*INTERMEDIATE, "offence_code"):
        connection.execute(f"DROP TABLE {table}")
    lay_down_matches(connection)
    measure_completeness(connection)


def build_sha256() -> str:
    """Hash of the queries, code and coefficients that make a data file: part of what a snapshot's id names."""
    queries = [path for folder in (QUERIES, AS_AT) for path in sorted(folder.glob("*.sql"))]
    code = [PROJECT / "throughgate" / path for path in MAKERS]
    return hashlib.sha256(
        b"\0".join(path.read_bytes() for path in (*queries, *code, OGRS_INPUTS, OFFENCE_CODES))
    ).hexdigest()


def table_of(path: Path) -> str:
    """The table a build query makes: its file name without the number that orders it."""
    return path.stem.split("_", 1)[1]


def mark_superseded(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every contract table `superseded_on`: the day a correction took the row's place, NEVER while it stands."""
    for table in TABLES:
        key = ", ".join(table.key)
        connection.execute(f"ALTER TABLE {table.name} ADD COLUMN superseded_on DATE DEFAULT DATE '{NEVER}'")
        same = " AND ".join(f"{table.name}.{column} = correction.{column}" for column in table.key)
        connection.execute(
            f"""
            WITH repeated AS (SELECT {key} FROM {table.name} GROUP BY ALL HAVING count(*) > 1),
            correction AS (
                SELECT {key}, known_on, coalesce(lead(known_on) OVER (PARTITION BY {key} ORDER BY known_on), DATE '{NEVER}') AS superseded_on
                FROM {table.name} SEMI JOIN repeated USING ({key})
            )
            UPDATE {table.name} SET superseded_on = correction.superseded_on FROM correction
            WHERE {same} AND {table.name}.known_on = correction.known_on
            """
        )


def lay_down_terms(connection: duckdb.DuckDBPyConnection, contracts: tuple[Contract, ...]) -> None:
    """Store the contracts and their cohorts, so that the build can join them and a snapshot keeps its terms."""
    connection.execute(
        """
        CREATE TABLE contract (contract_id VARCHAR, name VARCHAR, terms_json VARCHAR, terms_sha256 VARCHAR);
        CREATE TABLE cohort (
            cohort_key INTEGER, contract_id VARCHAR, cohort_id VARCHAR, name VARCHAR, kind VARCHAR,
            discharged_from DATE, discharged_to DATE, follow_up_months INTEGER, conviction_months INTEGER,
            sentence_days_below INTEGER, sex VARCHAR, risk_scheme VARCHAR, headline VARCHAR, counts_out_of_court BOOLEAN
        );
        CREATE TABLE cohort_establishment (cohort_key INTEGER, establishment VARCHAR);
        CREATE TABLE cohort_custody_type (cohort_key INTEGER, custody_type VARCHAR);
        CREATE TABLE cohort_risk_band (
            contract_id VARCHAR, scheme VARCHAR, band VARCHAR, from_score DECIMAL(12,4), below_score DECIMAL(12,4)
        );
        """
    )
    key = 0
    for contract in contracts:
        connection.execute(
            "INSERT INTO contract VALUES (?, ?, ?, ?)",
            [contract.id, contract.name, contract.model_dump_json(), contract.sha256],
        )
        _lay_down_bands(connection, contract)
        for cohort in contract.cohorts:
            key += 1
            _lay_down_cohort(connection, contract, cohort, key)


def _lay_down_cohort(connection: duckdb.DuckDBPyConnection, contract: Contract, cohort, key: int) -> None:
    values = [
        key, contract.id, cohort.id, cohort.name, cohort.kind, cohort.discharged_from, cohort.discharged_to,
        contract.outcome.follow_up_months, contract.outcome.conviction_months,
        contract.eligibility.sentence_days_below, contract.eligibility.sex,
        contract.risk_scheme.name if contract.risk_scheme else None,
        contract.outcome.headline, contract.outcome.counts_out_of_court,
    ]  # fmt: skip
    connection.execute(f"INSERT INTO cohort VALUES ({', '.join('?' * len(values))})", values)
    for establishment in cohort.establishments:
        connection.execute("INSERT INTO cohort_establishment VALUES (?, ?)", [key, establishment])
    for custody_type in contract.eligibility.custody_types:
        connection.execute("INSERT INTO cohort_custody_type VALUES (?, ?)", [key, custody_type])


def _lay_down_bands(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    if contract.risk_scheme is None:
        return
    bands = contract.risk_scheme.bands
    ends = [band.from_score for band in bands[1:]] + [ABOVE_ANY_SCORE]
    for band, end in zip(bands, ends, strict=True):
        connection.execute(
            "INSERT INTO cohort_risk_band VALUES (?, ?, ?, ?, ?)",
            [contract.id, contract.risk_scheme.name, band.name, band.from_score, end],
        )


def lay_down_matches(connection: duckdb.DuckDBPyConnection) -> None:
    """The empty tables of matched comparison groups; `throughgate match` publishes a copy of the file that fills them."""
    connection.execute(
        """
        CREATE TABLE matching (
            match_id VARCHAR, contract_id VARCHAR, cohort_id VARCHAR, compared_id VARCHAR, as_at DATE, matched_at VARCHAR,
            terms_sha256 VARCHAR, ratio INTEGER, caliper DOUBLE, is_with_replacement BOOLEAN, seed BIGINT, model_json VARCHAR
        );
        CREATE TABLE matched_person (
            match_id VARCHAR, person_number BIGINT, person_id VARCHAR, is_treated BOOLEAN, logit DOUBLE, weight DOUBLE,
            matched_set BIGINT
        );
        """
    )


def measure_completeness(connection: duckdb.DuckDBPyConnection) -> None:
    """Count, once a load, the rows of every table and the values missing in each column."""
    connection.execute(
        'CREATE TABLE completeness (source VARCHAR, table_name VARCHAR, column_name VARCHAR, "rows" BIGINT, missing BIGINT)'
    )
    for table in TABLES:
        columns = [column.name for column in table.columns]
        counts = ", ".join(f"count(*) - count({column})" for column in columns)
        rows = connection.execute(f"SELECT source, count(*), {counts} FROM {table.name} GROUP BY source").fetchall()
        for source, total, *missing in rows:
            connection.executemany(
                "INSERT INTO completeness VALUES (?, ?, ?, ?, ?)",
                [(source, table.name, column, total, gap) for column, gap in zip(columns, missing, strict=True)],
            )
