"""How long it takes to match a comparison group, against a plain search through everybody and against R's MatchIt.

    python bench/matching.py [--people 100000 1000000] [--budget 30]

One in ten people is treated; ten controls each, caliper 0.2. The plain search asks every free control at every turn; it
stops at the budget (seconds), and what it would have taken is then reckoned from the turns it made, whose matches must be
ours. MatchIt is timed up to 100,000 people where Rscript with MatchIt is installed. Target: ten seconds from covariates
to matches at a million people; it is printed, and fails nothing, since machines are noisy.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from throughgate.methods.matching import (
    NONE,
    Matching,
    check_balance,
    compare_counts,
    compare_rates,
    fit_propensity,
    match,
)

SEED = 20261122
TARGET_SECONDS = 10.0
RATIO, CALIPER = 10, 0.2
MOST_IN_R = 100_000
REPEATS = 3
NAMES = ("age", "sanctions", "sentence", "female", "drugs", "housing", "work", "first_time")

R_SCRIPT = """
people <- read.csv(commandArgs(TRUE)[1])
for (replace in c(FALSE, TRUE)) {
  taken <- system.time(MatchIt::matchit(treated ~ logit, data = people, distance = people$logit, method = "nearest",
    ratio = 10, caliper = 0.2, replace = replace))
  cat(taken[["elapsed"]], "")
}
"""

T = TypeVar("T")


def made_up(people: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Covariates, treatment of about one in ten (likelier at higher need), and whether reconvicted."""
    rng = np.random.default_rng(SEED)
    scores = rng.normal(size=(people, 3)).round(3)
    flags = (rng.random((people, 5)) < (0.08, 0.5, 0.3, 0.2, 0.25)).astype(float)
    covariates = np.column_stack([scores, flags])
    pull = covariates @ np.array([0.3, -0.2, 0.4, 0.2, 0.3, 0.2, -0.3, 0.1])
    treated = rng.random(people) < 1 / (1 + np.exp(2.5 - pull))
    reconvicted = (rng.random(people) < 1 / (1 + np.exp(0.2 - 0.3 * pull))).astype(float)
    return covariates, treated, reconvicted


def timed(made: Callable[[], T]) -> tuple[float, T]:
    """Seconds, the best of several, and the result."""
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        result = made()
        seconds.append(time.perf_counter() - started)
    return min(seconds), result


def plain(logit: np.ndarray, treated: np.ndarray, budget: float) -> tuple[float, int, int, list[tuple[int, int, int]]]:
    """Seconds, turns made, turns there are, and (person, round, row): each turn looks at every control."""
    people = pd.DataFrame({"logit": logit, "treated": treated}).sort_values("logit", kind="stable")
    controls = people[~people["treated"]]
    rows, free = controls.index.to_numpy(), controls["logit"].to_numpy().copy()
    ours = people.loc[people["treated"], "logit"].sort_values(ascending=False, kind="stable")
    within, started, made = CALIPER * people["logit"].std(), time.perf_counter(), []
    turns = [(person, turn) for turn in range(RATIO) for person in ours.index]
    for person, turn in turns:
        distance = np.abs(free - logit[person])
        nearest = distance.argmin()
        made.append((person, turn, rows[nearest] if distance[nearest] <= within else NONE))
        if made[-1][2] != NONE:
            free[nearest] = np.inf
        if time.perf_counter() - started > budget:
            break
    return time.perf_counter() - started, len(made), len(turns), made


def as_ours(matching: Matching, made: list[tuple[int, int, int]]) -> bool:
    place = {row: i for i, row in enumerate(matching.treated)}
    return all(matching.controls[place[person], turn] == row for person, turn, row in made)


def in_r(logit: np.ndarray, treated: np.ndarray) -> list[float] | None:
    """Seconds of MatchIt without and with replacement; None where it is not installed.

    Of its default path, since a distance matrix of so many people does not fit in memory. Version 4.5.1 ignores calipers
    there, so only the time is compared.
    """
    if not shutil.which("Rscript"):
        return None
    if subprocess.run(["Rscript", "-e", "library(MatchIt)"], capture_output=True).returncode:
        return None
    with tempfile.TemporaryDirectory() as name:
        people, script = Path(name) / "people.csv", Path(name) / "match.R"
        pd.DataFrame({"logit": logit, "treated": treated.astype(int)}).to_csv(people, index=False)
        script.write_text(R_SCRIPT)
        printed = subprocess.run(["Rscript", script, people], check=True, capture_output=True, text=True).stdout
    return [float(seconds) for seconds in printed.split()]


def report(people: int, budget: float) -> None:
    covariates, treated, reconvicted = made_up(people)
    fit_s, fitted = timed(lambda: fit_propensity(NAMES, covariates, treated))
    without_s, without = timed(lambda: match(fitted.logit, treated, ratio=RATIO, caliper=CALIPER))
    with_s, _ = timed(lambda: match(fitted.logit, treated, ratio=RATIO, caliper=CALIPER, replace=True))
    balance_s, balance = timed(lambda: check_balance(NAMES, covariates, without))
    effects_s, _ = timed(lambda: (compare_rates(reconvicted, without), compare_counts(reconvicted, without)))
    print(f"{people:,} people, {int(treated.sum()):,} treated, {len(without.dropped):,} of them without a match:")
    print(f"  propensity score {fit_s:.2f} s; matching without replacement {without_s:.2f} s, with {with_s:.2f} s")
    print(f"  balance {balance_s:.2f} s, two effects {effects_s:.2f} s")
    print(
        f"  furthest apart: {abs(balance.worst_before.before):.3f} before, {abs(balance.worst_after.after):.3f} after"
    )
    if people >= 1_000_000:
        met = "met" if fit_s + without_s < TARGET_SECONDS else "missed"
        print(f"  score and matching {fit_s + without_s:.1f} s, target {TARGET_SECONDS:.0f} s: {met}")
    seconds, made, turns, taken = plain(fitted.logit, treated, budget)
    whole = seconds * turns / made
    how = "" if made == turns else f" reckoned from {made:,} of {turns:,} turns"
    same = "the same matches" if as_ours(without, taken) else "OTHER MATCHES"
    print(f"  plain search {whole:.0f} s{how}, {whole / without_s:.0f} times ours; {same}")
    ours = (without_s, with_s)
    theirs = in_r(fitted.logit, treated) if people <= MOST_IN_R else None
    if theirs:
        ratios = ", ".join(f"{r:.1f} s ({r / us:.0f} times ours)" for r, us in zip(theirs, ours, strict=True))
        print(f"  MatchIt without and with replacement: {ratios}")
    else:
        print("  MatchIt: not installed here, or too many people for it")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--budget", type=float, default=30.0, help="seconds the plain search may take")
    given = parser.parse_args()
    for people in given.people:
        report(people, given.budget)


if __name__ == "__main__":
    main()
