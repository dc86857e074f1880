"""How long a load takes against DuckDB alone reading the same files into typed tables.

    python bench/load.py [--rows 1000000]

Prints both times, their ratio (target: at most 3) and the load's peak memory (target: under 3 GiB).
The extracts are made up, seeded, and removed at the end.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from throughgate.store.load import load
from throughgate.store.schema import BY_NAME, SQL_TYPE

SEED = 20261121
MOST_RATIO = 3.0
MOST_GIB = 3.0
ROUNDS = 2
"""Each side is timed this often and the best taken: other work on the machine only ever adds."""


def generate(folder: Path, discharges: int) -> None:
    """Writes person, sanction_history, discharge and conviction, three convictions to a discharge."""
    rng = np.random.default_rng(SEED)
    people, convictions = max(discharges * 4 // 5, 1), 3 * discharges
    ids = np.array([f"bench-p{i:07d}" for i in range(people)])
    pd.DataFrame(
        {
            "person_id": ids,
            "sex": rng.choice(["M", "F"], people, p=[0.9, 0.1]),
            "birth_month": _months(rng, people),
            "ethnicity": rng.choice(["White", "Black", "Asian", "Mixed", "Other"], people),
            "home_area": rng.choice(["Doncaster", "Sheffield", "Leeds", "Hull"], people),
        }
    ).to_csv(folder / "person.csv", index=False)
    who = rng.integers(0, people, discharges)
    discharged = _days(rng, discharges, "2010-01-01", 1600)
    length = rng.integers(14, 700, discharges)
    received = discharged - (length // 2).astype("timedelta64[D]")
    pd.DataFrame(
        {
            "person_id": ids,
            "convicted_on": np.full(people, "2009-06-01"),
            "age_at_first_sanction": rng.integers(10, 40, people),
            "sanctions_total": rng.integers(5, 40, people),
            "violent_sanctions": rng.integers(0, 5, people),
            "offence_code": rng.choice(["03001", "00801", "04910"], people),
        }
    ).to_csv(folder / "sanction_history.csv", index=False)
    pd.DataFrame(
        {
            "discharge_id": [f"bench-d{i:07d}" for i in range(discharges)],
            "person_id": ids[who],
            "establishment": rng.choice(["HMP Doncaster", "HMP Peterborough", "HMP Leeds", "HMP Hull"], discharges),
            "sentenced_on": received.astype(str),
            "received_on": received.astype(str),
            "discharged_on": discharged.astype(str),
            "sentence_days": length,
            "custody_type": rng.choice(["sentenced", "remand"], discharges, p=[0.9, 0.1]),
            "risk_of_harm": rng.choice(["low", "medium", "high"], discharges),
            "release_area": rng.choice(["Doncaster", "Sheffield", "Leeds", "Hull"], discharges),
            "is_local_release": rng.choice(["true", "false"], discharges),
            "release_type": rng.choice(["automatic", "licence"], discharges),
        }
    ).to_csv(folder / "discharge.csv", index=False)
    offended = _days(rng, convictions, "2010-01-01", 2000)
    convicted = offended + rng.integers(1, 200, convictions).astype("timedelta64[D]")
    pd.DataFrame(
        {
            "conviction_id": [f"bench-c{i:07d}" for i in range(convictions)],
            "person_id": ids[rng.integers(0, people, convictions)],
            "offence_on": offended.astype(str),
            "convicted_on": convicted.astype(str),
            "disposal": rng.choice(["fine", "custody", "community order", "caution"], convictions),
            "offence_code": rng.choice(["03001", "00801", "04910"], convictions),
            "severity": rng.choice(["summary", "either way"], convictions),
            "is_custodial": rng.choice(["true", "false"], convictions),
            "known_on": (convicted + rng.integers(1, 60, convictions).astype("timedelta64[D]")).astype(str),
        }
    ).to_csv(folder / "conviction.csv", index=False)


def _days(rng: np.random.Generator, count: int, first: str, span: int) -> np.ndarray:
    return np.datetime64(first) + rng.integers(0, span, count).astype("timedelta64[D]")


def _months(rng: np.random.Generator, count: int) -> np.ndarray:
    return (np.datetime64("1950-01") + rng.integers(0, 500, count)).astype("datetime64[D]").astype(str)


def time_duckdb(folder: Path, file: Path) -> tuple[float, float]:
    """Seconds, and seconds of processor, that DuckDB takes to read the files into typed tables of a new file."""
    started, processor = time.perf_counter(), time.process_time()
    with duckdb.connect(str(file)) as connection:
        for path in sorted(folder.glob("*.csv")):
            header = path.open().readline().strip().split(",")
            types = {name: SQL_TYPE[BY_NAME[path.stem].column(name).type] for name in header}
            connection.execute(
                f"CREATE TABLE {path.stem} AS SELECT * FROM read_csv($path, "
                f"header = true, auto_detect = false, columns = {types})",
                {"path": str(path)},
            )
    return time.perf_counter() - started, time.process_time() - processor


def time_load(folder: Path, data_dir: Path) -> None:
    """Loads the files and prints the seconds it took and the process's peak memory in KiB; run on its own."""
    started = time.perf_counter()
    stages = []
    report = load(
        folder,
        data_dir=data_dir,
        is_synthetic=True,
        progress=lambda stage: stages.append((stage, time.perf_counter() - started)),
    )
    taken = time.perf_counter() - started
    if not report.published or report.rows_refused:
        sys.exit(f"the made-up extracts should load clean: {report.message} {report.faults[:3]}")
    print("; ".join(f"{stage} from {at:.1f} s" for stage, at in stages), file=sys.stderr)
    print(taken, time.process_time(), _peak_kib())


def _peak_kib() -> int:
    # Not getrusage: that remembers the process which started this one, and its memory.
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> None:
    """Generates, times both, prints; exits with 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="discharges; convictions are three times as many")
    parser.add_argument("--load", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.load:
        return time_load(*given.load)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "extracts"
        folder.mkdir()
        generate(folder, given.rows)
        alone, loads, peaks = [], [], []
        for round_ in range(ROUNDS):
            alone.append(time_duckdb(folder, Path(name) / f"alone-{round_}.duckdb"))
            command = [sys.executable, __file__, "--load", str(folder), str(Path(name) / f"data-{round_}")]
            taken, processor, peak = subprocess.run(
                command, check=True, stdout=subprocess.PIPE, text=True
            ).stdout.split()
            loads.append((float(taken), float(processor)))
            peaks.append(int(peak) / 2**20)
    (alone_wall, alone_cpu), (load_wall, load_cpu) = (map(min, zip(*times, strict=True)) for times in (alone, loads))
    ratio, peak = load_wall / alone_wall, max(peaks)
    print(f"{given.rows:,} discharges, {3 * given.rows:,} convictions")
    print(f"DuckDB alone {alone_wall:.2f} s; load {load_wall:.2f} s; ratio {ratio:.2f} (target {MOST_RATIO})")
    print(f"of processor time {alone_cpu:.2f} s; {load_cpu:.2f} s; ratio {load_cpu / alone_cpu:.2f}")
    print(f"peak memory of the load {peak:.2f} GiB (target {MOST_GIB})")
    sys.exit(ratio > MOST_RATIO or peak > MOST_GIB)


if __name__ == "__main__":
    main()
