"""How long all one-way and two-way tables of the factors take, against pandas and against a bare scan.

    python bench/subgroups.py [--people 1000000] [--questions 20]

A made-up table with the factors and outcomes of the macro subgroup_at, one row a person. Each table counts the people of
every group, those reconvicted, their events and the squares of these. DuckDB answers one question after another, as the
page asks them, and pandas the same on categories in memory; every count is compared. A bare scan reads each column once.
Target: all tables of the 19 factors at a million discharges in ten seconds; it is printed, and fails nothing, since
machines are noisy.

Then what a page waits for, on the demonstration: a question put to the gate and its groups read, the first, one after
some random questions by the same role, and the same again, each against one query of the people.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from throughgate import results
from throughgate.gate import FACTORS, Question, QuestionError, RefusedError, ask, column
from throughgate.store import synthetic
from throughgate.store.load import load
from throughgate.store.reader import open_data, query
from throughgate.subgroups import read_groups

SEED = 20261122
TARGET_SECONDS = 10.0
GROUPS = {
    "sex": 2, "age-band": 6, "ethnicity": 6, "sentence-length": 4, "ogrs-band": 4, "offence-group": 12, "pathway": 5,
    "engagement": 3, "release-area": 24, "local": 3, "first-time": 3, "quarter": 12,
}  # fmt: skip
"""Groups of each factor; of any other need, no need and not known."""


def made_up(people: int) -> pd.DataFrame:
    """One row a person; groups of very different size, and events that come in bunches."""
    rng = np.random.default_rng(SEED)
    columns = {}
    for factor in FACTORS:
        of = GROUPS.get(factor, 3)
        share = 1 / np.arange(1, of + 1)
        group = rng.choice(of, size=people, p=share / share.sum())
        columns[column(factor)] = pd.Categorical.from_codes(group, [f"group {k:02}" for k in range(of)])
    events = rng.poisson(1.5 * rng.gamma(0.6, 1 / 0.6, people))
    return pd.DataFrame(columns).assign(events=events, is_reconvicted=events > 0, events_squared=events**2)


def in_database(connection: duckdb.DuckDBPyConnection, by: tuple[str, ...]) -> pd.DataFrame:
    named = ", ".join(by)
    return connection.execute(
        f"SELECT {named}, count(*) AS n, count(*) FILTER (WHERE is_reconvicted) AS reconvicted, "
        "CAST(sum(events) AS BIGINT) AS events, CAST(sum(events * events) AS BIGINT) AS events_squared "
        f"FROM person GROUP BY {named}"
    ).df()


def in_pandas(people: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    groups = people.groupby(list(by), observed=True, sort=False)
    return groups.agg(
        n=("events", "size"),
        reconvicted=("is_reconvicted", "sum"),
        events=("events", "sum"),
        events_squared=("events_squared", "sum"),
    ).reset_index()


def scan(connection: duckdb.DuckDBPyConnection, columns: list[str]) -> None:
    """Every factor's column and every outcome read once."""
    read = ", ".join(f"count({name})" for name in columns)
    connection.execute(f"SELECT {read}, sum(events), count(*) FILTER (WHERE is_reconvicted) FROM person").fetchall()


def are_alike(one: pd.DataFrame, other: pd.DataFrame, by: tuple[str, ...]) -> bool:
    one, other = (table.astype(dict.fromkeys(by, str)).sort_values(list(by)) for table in (one, other))
    return bool(np.array_equal(one.to_numpy(), other.to_numpy()))


def report(people: int) -> None:
    table = made_up(people)
    columns = [column(factor) for factor in FACTORS]
    asked = [*((name,) for name in columns), *combinations(columns, 2)]
    connection = duckdb.connect()
    connection.register("made_up", table)
    connection.execute("CREATE TABLE person AS SELECT * EXCLUDE (events_squared) FROM made_up")
    scan(connection, columns)
    started = time.perf_counter()
    scan(connection, columns)
    scanned = time.perf_counter()
    ours = [in_database(connection, by) for by in asked]
    counted = time.perf_counter()
    theirs = [in_pandas(table, by) for by in asked]
    ended = time.perf_counter()
    scan_s, ours_s, pandas_s = scanned - started, counted - scanned, ended - counted
    alike = all(are_alike(one, other, by) for one, other, by in zip(ours, theirs, asked, strict=True))
    print(f"{people:,} people, {len(columns)} factors, {len(asked)} tables, {sum(map(len, ours)):,} groups:")
    print(f"  DuckDB {ours_s:.2f} s, {1000 * ours_s / len(asked):.1f} ms a table")
    print(f"  pandas {pandas_s:.2f} s, {pandas_s / ours_s:.1f} times ours; {'the same' if alike else 'OTHER'} counts")
    print(f"  bare scan of all columns {1000 * scan_s:.1f} ms; a table takes {ours_s / len(asked) / scan_s:.2f} of it")
    if people >= 1_000_000:
        met = "met" if ours_s < TARGET_SECONDS else "missed"
        print(f"  all tables {ours_s:.1f} s, target {TARGET_SECONDS:.0f} s: {met}")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    with suppress(RefusedError, QuestionError):
        work()
    return time.perf_counter() - started


def report_gate(contract_id: str, data: Path, questions: int) -> None:
    reader = open_data(data)
    contract = results.read_contract(reader, contract_id)
    plain = Question(contract_id, contract.latest_known_on, "all", ("age-band", "ogrs-band"))
    draw = np.random.default_rng(SEED)

    def answer(question: Question) -> None:
        read_groups(reader, contract, ask(reader, data, contract.terms, question, "bench"))

    people = seconds(lambda: query(reader, "subgroups/people", contract_id=contract_id, as_at=plain.as_at))
    first = seconds(lambda: answer(plain))
    asked = [
        replace(plain, by=tuple(map(str, draw.choice(list(FACTORS), draw.integers(1, 4), replace=False))))
        for _ in range(questions)
    ]
    taken = [seconds(lambda question=question: answer(question)) for question in asked]
    again = seconds(lambda: answer(plain))
    print(f"{contract_id}, one query of its people {people:.2f} s:")
    print(
        f"  first question {first:.2f} s ({first / people:.1f} times), the same again {again:.2f} s ({again / people:.1f})"
    )
    print(f"  {questions} more: middle {np.median(taken):.2f} s, last {taken[-1]:.2f} s, longest {max(taken):.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--questions", type=int, default=20)
    given = parser.parse_args()
    for people in given.people:
        report(people)
    with tempfile.TemporaryDirectory() as folder:
        extracts, data = Path(folder) / "extracts", Path(folder) / "data"
        synthetic.write_demonstration(extracts, seed=synthetic.SEED)
        load(extracts, data_dir=data, source=synthetic.SOURCE, is_synthetic=True)
        for contract_id in ("doncaster", "peterborough"):
            report_gate(contract_id, data, given.questions)


if __name__ == "__main__":
    main()
