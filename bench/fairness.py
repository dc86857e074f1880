"""How often the checks of fair play are unusual where nothing is, and whether what is planted is found.

    python bench/fairness.py [--seeds 200] [--planted 20] [--first 1] [--workers 2]

Makes the demonstration's people for each seed, clean and planted, builds the data as a load does, and looks at
Doncaster as at the last day. Of each family of checks it prints how many clean files had at least one unusual, beside the
share that the checks themselves state, and how many planted files had it. A family passes where the stated share, of so many
files, would give as many or more in at least one run of a hundred. Exits with 1 where one does not.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
from scipy.stats import binom

from throughgate.fairness import Check, read_fair_play
from throughgate.store.build import build
from throughgate.store.reader import Reader
from throughgate.store.schema import BOOKKEEPING, SQL_TYPE, TABLES
from throughgate.store.synthetic import KNOWN_UNTIL, write_demonstration
from throughgate.terms import TERMS_FOLDER, read_terms

CONTRACT = "doncaster"
PLANTED = {
    "parking of W-140 and W-614 in cohort 2": r"parking-case-manager-\d+-cohort-2",
    "transfers out, January to June 2013": r"transfers-out-2013-0[1-6]|transfers-out-2012-1[012]",
    "scores recorded high, April to June 2013": r"definition-scores-high-2013-0[3-6]",
}
"""What data/README.md lists, and the checks that find it; a climb to an alarm may begin before what set it off."""

SURE = 0.01


def look_at(seed: int, *, planted: bool) -> tuple[Check, ...]:
    """Every check of Doncaster in the demonstration of a seed."""
    with tempfile.TemporaryDirectory() as folder:
        write_demonstration(Path(folder), seed=seed, planted=planted)
        terms = read_terms(TERMS_FOLDER / f"{CONTRACT}.toml")
        return read_fair_play(_built(Path(folder), terms), terms, KNOWN_UNTIL).checks


def _built(folder: Path, terms) -> Reader:
    """The tables of the folder in memory, with what the build makes of them for one contract."""
    connection = duckdb.connect()
    for table in TABLES:
        columns = ", ".join(f"{c.name} {SQL_TYPE[c.type]}" for c in table.all_columns)
        connection.execute(f"CREATE TABLE {table.name} ({columns})")
        connection.execute(
            f"INSERT INTO {table.name} BY NAME SELECT * FROM read_parquet('{folder / table.name}.parquet')"
        )
    for table in BOOKKEEPING:
        columns = ", ".join(f"{c.name} {SQL_TYPE[c.type]}" for c in table.columns)
        connection.execute(f"CREATE TABLE {table.name} ({columns}, source VARCHAR)")
    build(connection, (terms,))
    return Reader(folder, "bench", "", connection)


def family_of(check: Check) -> str:
    """What a check is one of: its id without case manager, cohort, date or month."""
    return re.sub(r"-(cohort-\d+|\d{4}-\d{2}(-\d{2})?|\d+)(?=-|$)", "", check.id)


def stated(checks: Iterable[Check]) -> float:
    """The share of clean files in which at least one of these is unusual, as they say themselves."""
    return 1 - float(np.prod([1 - (check.false_alarm or 0.0) for check in checks]))


def families(checks: Iterable[Check]) -> dict[str, list[Check]]:
    """Checks by family, those that can tell."""
    found: dict[str, list[Check]] = {}
    for check in checks:
        if check.standing != "cannot tell":
            found.setdefault(family_of(check), []).append(check)
    return found


def print_clean(files: list[tuple[Check, ...]]) -> bool:
    """A line a family; whether every family keeps to what it states."""
    kept = True
    by_file = [families(checks) for checks in files]
    names = sorted({name for found in by_file for name in found})
    print(f"{'family of checks':34} {'checks':>6} {'files with one unusual':>23} {'stated':>7}")
    for name in [*names, "any"]:
        held = [[c for n, cs in found.items() if name in (n, "any") for c in cs] for found in by_file]
        alarmed = sum(any(c.standing == "unusual" for c in checks) for checks in held)
        share = float(np.mean([stated(checks) for checks in held]))
        few = binom.sf(alarmed - 1, len(files), share) < SURE
        kept &= not few
        size = np.mean([len(checks) for checks in held])
        print(
            f"{name:34} {size:6.1f} {alarmed:10} of {len(files):4} {alarmed / len(files):5.1%} {share:7.1%}{' MORE THAN STATED' if few else ''}"
        )
    return kept


def print_planted(files: list[tuple[Check, ...]]) -> None:
    """A line for each planted pattern: in how many files it is found."""
    print("planted pattern")
    for name, pattern in PLANTED.items():
        found = [sum(c.standing == "unusual" and bool(re.fullmatch(pattern, c.id)) for c in checks) for checks in files]
        print(
            f"{name:44} found in {sum(n > 0 for n in found)} of {len(files)} files, {np.mean(found):.2f} checks a file"
        )


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--planted", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    started = time.perf_counter()
    with ProcessPoolExecutor(asked.workers) as pool:
        clean = list(pool.map(partial(look_at, planted=False), range(asked.first, asked.first + asked.seeds)))
        planted = list(pool.map(partial(look_at, planted=True), range(asked.first, asked.first + asked.planted)))
    print(
        f"{asked.seeds} clean and {asked.planted} planted files from seed {asked.first}, {time.perf_counter() - started:.0f} s"
    )
    kept = print_clean(clean)
    if planted:
        print_planted(planted)
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
