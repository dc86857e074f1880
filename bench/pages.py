"""What the SQL of each page costs, against one bare scan of the columns it reads.

    python bench/pages.py [--rows 1000000]

Every page of pages/ is run once by Streamlit's AppTest on a data file, its queries noted, and each query timed
again by itself: at demonstration size, and at a million discharges. The bare scan reads the same columns of the
cohort tables once. Prints a ratio for each query and each page; nothing here fails on a time.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from load import generate
from streamlit.testing.v1 import AppTest

from throughgate import PROJECT, results
from throughgate.store import synthetic
from throughgate.store.load import load
from throughgate.store.reader import Reader, open_data, query_text

REPEATS = 5
COHORT_TABLES = ("cohort_member", "cohort_event")
AS_AT = " ".join(path.read_text() for path in (PROJECT / "queries" / "as_at").glob("*.sql"))


def best(work: Callable[[], object]) -> float:
    """Milliseconds of the fastest of REPEATS runs: other work on the machine only ever adds."""
    taken = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return 1000 * min(taken)


def queries_of(page: Path, data_dir: Path) -> list[tuple[str, dict[str, object]]]:
    """The queries that a page asks when it is opened, with their parameters; each question once."""
    asked: list[tuple[str, dict[str, object]]] = []
    answer = results.query

    def note(reader: Reader, name: str, **parameters: object):
        if (name, parameters) not in asked:
            asked.append((name, parameters))
        return answer(reader, name, **parameters)

    os.environ["THROUGHGATE_DATA"] = str(data_dir)
    results.query = note
    try:
        app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=120).run()
        asked.clear()
        st.cache_data.clear()
        app.switch_page(str(page.relative_to(PROJECT))).run()
    finally:
        results.query = answer
    if app.exception:
        raise SystemExit(f"{page.name} failed: {app.exception[0].value}")
    return asked


def bare_scan(reader: Reader, name: str) -> str:
    """One SELECT that reads, and does nothing else with, the columns of the cohort tables that a query names."""
    code = re.sub(r"--.*", "", query_text(name) + AS_AT)
    words = set(re.findall(r"\w+", code))
    scans = []
    for table in COHORT_TABLES:
        if table == "cohort_event" and "event_at" not in query_text(name):
            continue
        columns = [row[0] for row in reader.connection.cursor().execute(f"DESCRIBE {table}").fetchall()]
        scans.append(f"SELECT {', '.join(f'max({c})' for c in columns if c in words)} FROM {table}")
    return "; ".join(scans)


def report(size: str, data_dir: Path) -> None:
    """Print the ratios of every page on one data file."""
    reader = open_data(data_dir)
    members = reader.connection.cursor().execute("SELECT count(*) FROM cohort_member").fetchone()[0]
    print(f"\n{size}: {members:,} cohort members")
    for page in sorted((PROJECT / "pages").glob("*.py")):
        total = scan_total = 0.0
        for name, parameters in queries_of(page, data_dir):
            taken = best(lambda: results.query(reader, name, **parameters))  # noqa: B023
            if "_at(" not in query_text(name):
                print(f"  {name}: {taken:.1f} ms (reads no cohort table)")
                total += taken
                continue
            scan = best(lambda: reader.connection.cursor().execute(bare_scan(reader, name)).fetchall())  # noqa: B023
            print(f"  {name}: {taken:.1f} ms, {taken / scan:.1f} times the bare scan ({scan:.1f} ms)")
            total, scan_total = total + taken, scan_total + scan
        against = f", {total / scan_total:.1f} times the bare scans" if scan_total else ""
        print(f"{page.stem}: {total:.1f} ms{against}")


def main() -> None:
    """Build both data files, and report on each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="discharges of the large file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "demo").mkdir()
        synthetic.write_demonstration(folder / "demo", seed=synthetic.SEED)
        load(folder / "demo", data_dir=folder / "small", source=synthetic.SOURCE, is_synthetic=True)
        report("Demonstration", folder / "small")
        (folder / "large").mkdir()
        generate(folder / "large", given.rows)
        load(folder / "large", data_dir=folder / "big", is_synthetic=True)
        report(f"{given.rows:,} discharges", folder / "big")


if __name__ == "__main__":
    main()
