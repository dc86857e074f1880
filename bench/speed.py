"""What a projection of 100,000 people costs, from the data file to the payment.

    python bench/speed.py [--people 100000]

A data file is made of so many people in HMP Doncaster's second cohort and as many in its baseline year, half followed
up. Then each step of a projection is timed: counts, adjusted baseline, nowcast (1,000 draws), payment, and all together
as `throughgate project` does it. Beside it the grouped fit of the risk model against the same fit on people. The
target is half a second for all; it is printed, and fails nothing, since machines are noisy.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from accuracy_casemix import speed_ratio

from throughgate import projection, results
from throughgate.projection import evidence as evidences
from throughgate.projection.baseline import in_force
from throughgate.projection.counts import on
from throughgate.projection.settle import Draws, outcome_of, pay
from throughgate.store.load import load
from throughgate.store.reader import Reader, open_data

SEED = 20261122
TARGET_SECONDS = 0.5
REPEATS = 5
WINDOWS = {"b": ("2009-01-01", 365), "c": ("2012-10-01", 365)}
"""HMP Doncaster's baseline year and second cohort."""

AS_AT = date(2013, 12, 31)


def write_people(folder: Path, people: int) -> None:
    """Extracts of so many people in each window; whoever offends does so at a falling rate, more of them at higher risk."""
    rng = np.random.default_rng(SEED)
    tables: dict[str, list[pd.DataFrame]] = {"person": [], "sanction_history": [], "discharge": [], "conviction": []}
    for group, (first, span) in WINDOWS.items():
        ids = np.char.add(group, np.char.zfill(np.arange(people).astype(str), 7))
        out = np.datetime64(first) + rng.integers(0, span, people).astype("timedelta64[D]")
        sanctions = rng.integers(1, 60, people)
        tables["person"].append(pd.DataFrame({"person_id": ids, "sex": "M", "birth_month": _births(rng, people)}))
        tables["sanction_history"].append(
            pd.DataFrame(
                {
                    "person_id": ids,
                    "convicted_on": out - np.timedelta64(90, "D"),
                    "age_at_first_sanction": 14,
                    "sanctions_total": sanctions,
                    "violent_sanctions": 0,
                    "offence_code": "03001",
                }
            )  # fmt: skip
        )
        tables["discharge"].append(
            pd.DataFrame(
                {
                    "discharge_id": np.char.add("d", ids),
                    "person_id": ids,
                    "establishment": "HMP Doncaster",
                    "discharged_on": out,
                    "sentence_days": 120,
                    "custody_type": "sentenced",
                }
            )  # fmt: skip
        )
        tables["conviction"].append(_convictions(rng, ids, out, sanctions))
    for name, parts in tables.items():
        pd.concat(parts).to_parquet(folder / f"{name}.parquet", index=False)


def _births(rng: np.random.Generator, people: int) -> np.ndarray:
    return (np.datetime64("1965-01") + rng.integers(0, 300, people)).astype("datetime64[D]")


def _convictions(rng: np.random.Generator, ids: np.ndarray, out: np.ndarray, sanctions: np.ndarray) -> pd.DataFrame:
    number = rng.poisson(0.03 * sanctions)
    who = np.repeat(np.arange(len(ids)), number)
    offence = out[who] + (500 * rng.random(len(who)) ** 1.25).astype("timedelta64[D]")
    convicted = offence + rng.lognormal(4.1, 0.9, len(who)).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "conviction_id": np.char.add("v", np.char.add(ids[who], np.arange(len(who)).astype(str))),
            "person_id": ids[who], "offence_on": offence, "convicted_on": convicted, "disposal": "fine",
            "known_on": convicted + rng.integers(0, 22, len(who)).astype("timedelta64[D]"),
        }
    )  # fmt: skip


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of REPEATS runs: other work on the machine only ever adds."""
    taken = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


def steps(reader: Reader, contract: results.ContractData) -> dict[str, float]:
    """Seconds of each step of projecting the second cohort, and of all cohorts as the command does it."""
    terms = contract.terms
    cohort = terms.cohort("cohort-2")

    def gathered() -> evidences.Evidence:
        return evidences.gather(reader, terms, AS_AT, seed=1)

    ready = gathered()
    completed = ready.completed_for(cohort)
    ahead = evidences.outlook(ready, cohort, completed, on(AS_AT))
    baseline = in_force(ready, cohort)
    rule = outcome_of(terms, cohort, baseline, before=())
    drawn = Draws(ahead.n_expected, ahead.people.final, ahead.events.final)
    return {
        "counts by risk": best(gathered),
        "adjusted baseline, every method": best(lambda: in_force(ready, cohort)),
        "follow-up counts, fit, delays, nowcast": best(
            lambda: evidences.outlook(gathered(), cohort, completed, on(AS_AT))
        ),
        "payment over the draws": best(lambda: pay(terms, rule, drawn, baseline)),
        "all of it": best(lambda: projection.project(reader, contract, AS_AT)),
    }


def main() -> None:
    """Make the people, time the steps, print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="people in each of the two cohorts")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "extracts").mkdir()
        write_people(folder / "extracts", given.people)
        report = load(folder / "extracts", data_dir=folder / "data", source="bench", is_synthetic=True)
        if not report.published or report.rows_refused:
            raise SystemExit(f"the made-up extracts should load clean: {report.message} {report.faults[:3]}")
        reader = open_data(folder / "data")
        taken = steps(reader, results.read_contract(reader, "doncaster"))
    print(f"{given.people:,} people in the baseline and {given.people:,} in the cohort:")
    for step, seconds in taken.items():
        print(f"  {step}: {1000 * seconds:.0f} ms")
    print(
        f"  target for all of it: {1000 * TARGET_SECONDS:.0f} ms: {'met' if taken['all of it'] < TARGET_SECONDS else 'missed'}"
    )
    grouped, on_people = speed_ratio()
    print(
        f"risk model on grouped counts {1000 * grouped:.1f} ms, on people {1000 * on_people:.0f} ms: {on_people / grouped:.0f} times"
    )


if __name__ == "__main__":
    main()
