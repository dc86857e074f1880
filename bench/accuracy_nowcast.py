"""How far projections land from the final rate, and how often their ranges hold it, over made-up cohorts.

`report` prints tables and says of every target whether it is met. `bench/accuracy.py` is the command.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.simulated import (
    COHORT,
    MONTHS,
    SCENARIO_NAMES,
    SCENARIOS,
    Scenario,
    as_at,
    by_risk,
    followed_up,
    people,
    world,
)
from throughgate.methods.nowcast import SimpleEstimates, delay_ratio, fit_reference, nowcast, simple_estimates
from throughgate.methods.nowcast.backtest import crps

AT_MONTHS = (6, 12, 18, 24)
AT_END = 60
BREAK_FREE: tuple[Scenario, ...] = ("S0", "S1", "S4", "S6")
THRESHOLD = 0.05
SMALL = (300, 600)
RATES = tuple(SimpleEstimates.__dataclass_fields__)
MOST_ERROR = {6: 2.5, 12: 1.6, 18: 0.8, 24: 0.25}
MOST_SHARE, MOST_BRIER = 0.60, 0.10
COVERAGE_80, COVERAGE_95, LEAST_95_UNDER_DELAY = (76, 90), (92, 99), 92
BINS = np.array([0, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0001])


@dataclass(frozen=True)
class Trial:
    """One projection: errors in points (of the median, of the mean, of each simple method), what its ranges held, its
    width and CRPS in points, the chance it gave of meeting the threshold and whether that came.
    """

    scenario: Scenario
    month: int
    error: float
    bias: float
    in_80: bool
    in_95: bool
    width: float
    crps: float
    chance: float
    met: bool
    delay: float
    simple: tuple[float, ...]


def trials(
    scenario: Scenario, *, replicates: int, seed: int, months: tuple[int, ...], n: int = COHORT, late: str = "none"
) -> list[Trial]:
    """Projections of cohorts of the scenario, each with a reference of its own.

    `late` is "none", "settled" (convictions are recorded late and the delay ratio is told of it) or "ignored".
    """
    return [
        trial
        for replicate in range(replicates)
        for trial in _replicate(scenario, np.random.default_rng([seed, SCENARIOS.index(scenario), replicate, n]), months, n, late)
    ]  # fmt: skip


def _replicate(scenario: Scenario, rng: np.random.Generator, months: tuple[int, ...], n: int, late: str) -> list[Trial]:
    past = people(rng, n, is_late=late != "none")
    cohort = people(rng, n, world(scenario, rng), is_late=late != "none")
    complete, _ = followed_up(past, as_at(AT_END))
    reference = fit_reference(complete, by_risk(past), months=MONTHS)
    final, base = (by_risk(group).reconvicted.sum() / n for group in (cohort, past))
    found = []
    for month in months:
        then, delays_then = followed_up(past, as_at(month))
        so_far, delays = followed_up(cohort, as_at(month))
        settled = followed_up(past, as_at(month), known_on=as_at(AT_END))[1] if late == "settled" else None
        delay = delay_ratio(reference, delays, delays_then, settled=settled)
        rates = nowcast(reference, so_far, n_expected=n, seed=month, delay=delay).rates
        simple = simple_estimates(complete, then, so_far, n_expected=n, months=MONTHS)
        found.append(_trial(scenario, month, rates, (final, base), delay.overall, simple))
    return found


def _trial(
    scenario: Scenario, month: int, rates: np.ndarray, came: tuple[float, float], delay: float, simple: SimpleEstimates
) -> Trial:
    final, base = came
    low_95, low_80, middle, high_80, high_95 = np.quantile(rates, [0.025, 0.1, 0.5, 0.9, 0.975])
    return Trial(
        scenario, month, 100 * (middle - final), 100 * (rates.mean() - final),
        bool(low_80 <= final <= high_80), bool(low_95 <= final <= high_95), 100 * (high_95 - low_95),
        100 * crps(rates, final), float(np.mean(base - rates >= THRESHOLD)), bool(base - final >= THRESHOLD), delay,
        tuple(np.nan if rate is None else 100 * (rate - final) for rate in vars(simple).values()),
    )  # fmt: skip


def report(replicates: int, seed: int, months: tuple[int, ...] = AT_MONTHS) -> None:
    """Print the tables and the targets."""
    found = [t for s in SCENARIOS for t in trials(s, replicates=replicates, seed=seed, months=months)]
    print(
        f"\nProjection of the final rate: {replicates} replicates, {COHORT:,} people in cohort and reference, seed {seed}"
    )
    print(
        "Mean absolute error in percentage points (R own median; bias of the mean), coverage %, 95% width in points, CRPS"
    )
    print("scenario   month    raw  ratio  diff.  chain     BF   base    own   bias   80   95  width   CRPS  delay")
    groups = [(s, (s,)) for s in SCENARIOS] + [("break-free", BREAK_FREE), ("all seven", SCENARIOS)]
    for name, scenarios in groups:
        for month in months:
            _print_line(name, month, [t for t in found if t.scenario in scenarios and t.month == month])
    print("\n".join(f"{scenario}: {words}" for scenario, words in SCENARIO_NAMES.items()))
    _print_threshold(found, months)
    _print_targets(found)
    _print_small(replicates, seed, months)
    _print_late(replicates, seed, months)


def _mean(trials_: list[Trial], name: str) -> float:
    return float(np.mean([getattr(t, name) for t in trials_]))


def _error(trials_: list[Trial]) -> float:
    return float(np.mean([abs(t.error) for t in trials_]))


def _simple_errors(trials_: list[Trial]) -> np.ndarray:
    return np.nanmean(np.abs([t.simple for t in trials_]), axis=0)


def _print_line(name: str, month: int, some: list[Trial]) -> None:
    simple = " ".join(f"{error:6.2f}" for error in _simple_errors(some))
    print(
        f"{name:10} {month:5} {simple} {_error(some):6.2f} {_mean(some, 'bias'):+6.2f}"
        f" {100 * _mean(some, 'in_80'):4.0f} {100 * _mean(some, 'in_95'):4.0f}"
        f" {_mean(some, 'width'):6.1f} {_mean(some, 'crps'):6.2f} {_mean(some, 'delay'):6.2f}"
    )


def _brier(some: list[Trial]) -> float:
    return float(np.mean([(t.chance - t.met) ** 2 for t in some]))


def _print_threshold(found: list[Trial], months: tuple[int, ...]) -> None:
    print(f"\nChance of a final rate {100 * THRESHOLD:.0f} points below the reference's: said (mean) -> came, cases")
    for month in months:
        some = [t for t in found if t.month == month]
        chance, met = np.array([t.chance for t in some]), np.array([t.met for t in some])
        bins = np.digitize(chance, BINS) - 1
        parts = [
            f"{chance[bins == b].mean():.2f} -> {met[bins == b].mean():.2f} ({(bins == b).sum()})"
            for b in np.unique(bins)
        ]
        print(
            f"month {month:2}: Brier {_brier(some):.3f} (always the mean: {met.mean() * (1 - met.mean()):.3f})   "
            + ", ".join(parts)
        )


def _print_small(replicates: int, seed: int, months: tuple[int, ...]) -> None:
    print("\nSmall cohorts, a reference of the same size, S0 and S1")
    for n in SMALL:
        found = [t for s in ("S0", "S1") for t in trials(s, replicates=replicates, seed=seed, months=months, n=n)]
        for month in months:
            _print_line(f"n = {n}", month, [t for t in found if t.month == month])


def _print_late(replicates: int, seed: int, months: tuple[int, ...]) -> None:
    print("\nConvictions recorded up to 21 days late, 4% of them 30 to 120 days, no change (S0)")
    for late in ("settled", "ignored"):
        found = trials("S0", replicates=replicates, seed=seed, months=months, late=late)
        for month in months:
            _print_line(late, month, [t for t in found if t.month == month])


def _print_targets(found: list[Trial]) -> None:
    print("\nTargets")
    at = {(s, m): [t for t in found if t.scenario == s and t.month == m] for s in SCENARIOS for m in AT_MONTHS}
    for month in AT_MONTHS:
        everything = [t for s in SCENARIOS for t in at[s, month]]
        if not everything:
            continue
        error = _error(everything)
        _say(
            f"mean absolute error, month {month}, mean of seven",
            f"{error:.2f}",
            f"at most {MOST_ERROR[month]}",
            error <= MOST_ERROR[month],
        )
        if month >= 12:
            _coverage_targets(at, month)
        if month == 12:
            _month_12_targets(at, everything)


def _coverage_targets(at: dict[tuple[Scenario, int], list[Trial]], month: int) -> None:
    for level, (low, high) in (("in_80", COVERAGE_80), ("in_95", COVERAGE_95)):
        by_scenario = {s: 100 * _mean(at[s, month], level) for s in BREAK_FREE}
        mean = float(np.mean(list(by_scenario.values())))
        shown = " ".join(f"{s} {value:.0f}" for s, value in by_scenario.items())
        _say(
            f"{level[3:]}% range, month {month}, mean of break-free",
            f"{mean:.1f} ({shown})",
            f"{low} to {high}",
            low <= mean <= high,
        )


def _month_12_targets(at: dict[tuple[Scenario, int], list[Trial]], everything: list[Trial]) -> None:
    simple = dict(zip(RATES, _simple_errors(everything), strict=True))
    for rival in ("chain_ladder", "same_elapsed_ratio"):
        share = _error(everything) / simple[rival]
        _say(
            f"error against {rival.replace('_', ' ')}, month 12",
            f"{100 * share:.0f}%",
            "at most 60%",
            share <= MOST_SHARE,
        )
    under_delay = 100 * _mean(at["S3", 12], "in_95")
    _say(
        "95% range under court delay x1.4, month 12",
        f"{under_delay:.0f}",
        f"at least {LEAST_95_UNDER_DELAY}",
        under_delay >= LEAST_95_UNDER_DELAY,
    )
    brier = _brier(everything)
    _say("Brier score of the threshold, month 12", f"{brier:.3f}", f"under {MOST_BRIER}", brier < MOST_BRIER)


def _say(what: str, value: str, target: str, is_met: bool) -> None:
    print(f"{'met   ' if is_met else 'MISSED'} {what}: {value} (target {target})")
