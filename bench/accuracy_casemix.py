"""How often case-mix adjustment is right where nothing happened: simulated cohorts without any effect, and the fit's speed.

`bench/accuracy.py` and `bench/speed.py` call `report` and `speed_ratio`. The scenarios are those of the project's methods
notes, C0 to C8, on people drawn as its generator draws them: whole percents of OGRS, 1,570 in baseline and cohort, 58.2%
reconvicted in the baseline. Where the notes name a scenario and give no figures for it, those here are assumed and stand in
SCENARIOS.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit, ndtr, ndtri

from throughgate.methods.casemix import METHODS, CaseMix, adjust, change_se
from throughgate.methods.casemix.recalibration import recalibrate
from throughgate.methods.counts import RiskCounts

PEOPLE = 1_570
RATE = 0.582
SLOPE = 1.06
"""Of logit outcome on logit OGRS in the generator."""
RISK = np.arange(1, 100) / 100
LOGIT = logit(RISK)
LENGTHS = ((0.60, 0.56, 1.02), (0.31, -0.15, 1.05), (0.09, -0.95, 1.05))
"""Share of people, mean and sd of logit OGRS for sentences under 12 months, up to four years, and longer."""
MOST_BIAS, LEAST_ERROR, MOST_ERROR = 0.10, 3.5, 6.5
"""Targets: percentage points of bias at most, and per cent of one-sided errors at a level of 5."""
JUDGED = "recalibration"
DRIFTS = ("C0", "C1", "C2", "C3", "C4", "C5")
BOTH_SIDES, ONE_SIDE = ndtri(0.975), ndtri(0.95)


@dataclass(frozen=True)
class Scenario:
    """Who is in the cohort (`mix`, probabilities of each risk) and what drives reconviction: nothing that a service did.

    Log odds are `slope` x + `bend` x^2 of logit risk x and a constant that gives 58.2% in the baseline. A factor unseen by
    the score is held by the shares in `hidden` (baseline, cohort) and doubles the odds. The cohort's scores are recorded
    `too_high` points above the true ones.
    """

    name: str
    mix: np.ndarray
    slope: float = SLOPE
    bend: float = 0.0
    hidden: tuple[float, float] = (0.0, 0.0)
    too_high: int = 0


def mix_of(*, shift: float = 0.0, spread: float = 1.0) -> np.ndarray:
    """Probability of each whole percent when logits are moved by `shift` and drawn in around their mean by `spread`."""
    centre = sum(share * mean for share, mean, _ in LENGTHS)
    edges = logit(np.arange(1.5, 99) / 100)
    below = sum(w * ndtr((edges - (centre + spread * (m - centre) + shift)) / (spread * sd)) for w, m, sd in LENGTHS)
    return np.diff(below, prepend=0, append=1)


def moved_by(points: float) -> np.ndarray:
    """The mix whose mean OGRS is `points` of 1 away from the baseline's."""
    usual = mix_of() @ RISK
    return mix_of(shift=brentq(lambda shift: mix_of(shift=shift) @ RISK - usual - points, -2, 2))


def without_top(share: float) -> np.ndarray:
    """The mix once `share` of the people at 80% and over have been moved elsewhere."""
    kept = mix_of() * np.where(RISK >= 0.8, 1 - share, 1)
    return kept / kept.sum()


SCENARIOS = (
    Scenario("C0 none", mix_of()),
    Scenario("C1 mean OGRS -0.03", moved_by(-0.03)),
    Scenario("C2 mean OGRS -0.06", moved_by(-0.06)),
    Scenario("C3 spread x 0.75", mix_of(spread=0.75)),
    Scenario("C4 30% of 80 and over gone", without_top(0.3)),
    Scenario("C5 C1, OGRS slope 0.7", moved_by(-0.03), slope=0.7),
    Scenario("C6 C2, bent truth", moved_by(-0.06), slope=1.2, bend=-0.3),
    Scenario("C7 unmeasured drift", mix_of(), hidden=(0.3, 0.2)),
    Scenario("C8 scored 2 points high", mix_of(), too_high=2),
)
"""The curve of C6, the factor of C7 and who is top risk in C4 are assumed."""


def report(replicates: int, seed: int) -> None:
    """Prints bias, errors of the tests and calibration of the standard error, by scenario and method."""
    print(f"case mix: {replicates} replicates of {PEOPLE} against {PEOPLE}, no effect; level 5%; bias in points")
    print(
        f"{'scenario':<28}{'method':<20}{'bias':>7}{'+-':>6}{'two-sided %':>13}{'one-sided %':>13}{'mean SE / sd':>14}  target"
    )
    for place, scenario in enumerate(SCENARIOS):
        found = simulate(scenario, replicates, np.random.default_rng([seed, place]))
        for method, (change, se) in zip(METHODS, found, strict=True):
            chance = 100 * change.std(ddof=1) / math.sqrt(replicates)
            z = change / se
            bias, two = 100 * change.mean(), 100 * np.mean(np.abs(z) > BOTH_SIDES)
            one, ratio = 100 * np.mean(z < -ONE_SIDE), se.mean() / change.std(ddof=1)
            judged = _judge(bias, one) if method == JUDGED and scenario.name[:2] in DRIFTS else ""
            print(
                f"{scenario.name:<28}{method:<20}{bias:>+7.2f}{chance:>6.2f}{two:>13.1f}{one:>13.1f}{ratio:>14.2f}  {judged}"
            )
    error = 100 * math.sqrt(0.05 * 0.95 / replicates)
    print(f"+- is the standard error that the simulation itself has; that of an error of 5% is {error:.1f}%")


def _judge(bias: float, one_sided: float) -> str:
    """The targets hold for recalibration where only what the score measures drifts."""
    words = {True: "met", False: "missed"}
    fair, level = abs(bias) <= MOST_BIAS, LEAST_ERROR <= one_sided <= MOST_ERROR
    return (
        f"bias {words[bool(fair)]} ({MOST_BIAS:.2f}), one-sided {words[bool(level)]} ({LEAST_ERROR} to {MOST_ERROR}%)"
    )


def simulate(scenario: Scenario, replicates: int, rng: np.random.Generator) -> np.ndarray:
    """Change (share of 1) and its standard error, for each method and replicate: shape (methods, 2, replicates)."""
    pairs = _draw(scenario, replicates, rng)
    return np.array([_changes(baseline, cohort) for baseline, cohort in pairs]).transpose(1, 2, 0)


def _draw(scenario: Scenario, replicates: int, rng: np.random.Generator) -> Iterator[tuple[RiskCounts, RiskCounts]]:
    usual = mix_of()
    curve = scenario.slope * LOGIT + scenario.bend * LOGIT**2

    def chance(constant: float, hidden: float) -> np.ndarray:
        return (1 - hidden) * expit(constant + curve) + hidden * expit(constant + curve + math.log(2))

    constant = brentq(lambda c: usual @ chance(c, scenario.hidden[0]) - RATE, -5, 5)
    recorded = np.minimum(RISK + scenario.too_high / 100, RISK[-1]).round(2)
    n = [rng.multinomial(PEOPLE, mix, size=replicates) for mix in (usual, scenario.mix)]
    again = [rng.binomial(m, chance(constant, share)) for m, share in zip(n, scenario.hidden, strict=True)]
    for row in range(replicates):
        baseline, cohort = ((risk, n[k][row], again[k][row]) for k, risk in enumerate((RISK, recorded)))
        yield RiskCounts(*baseline, baseline[2], baseline[2]), RiskCounts(*cohort, cohort[2], cohort[2])


def _changes(baseline: RiskCounts, cohort: RiskCounts) -> list[tuple[float, float]]:
    """The cohort's rate less the adjusted baseline by each method, with its standard error."""
    found = adjust(baseline, cohort)
    rate = cohort.reconvicted.sum() / cohort.people
    return [
        (rate - float(found.by_method[method].rate), _standard_error(method, found, baseline, cohort))
        for method in METHODS
    ]


def _standard_error(method: str, found: CaseMix, baseline: RiskCounts, cohort: RiskCounts) -> float:
    if method in ("recalibration", "spline"):
        model = found.spline if method == "spline" and found.spline else found.model
        return change_se(baseline, cohort, model, is_fixed=False)
    moved = found.by_method[method]
    return math.hypot(moved.se, math.sqrt(_own_variance(method, bool(moved.moved_points), cohort) / cohort.people))


def _own_variance(method: str, is_moved: bool, cohort: RiskCounts) -> float:
    """Variance of one person's outcome in the cohort, about what the method takes into account."""
    n, again, risk = cohort.n, cohort.reconvicted, cohort.risk
    if method == "bands":
        band = np.searchsorted([0.2, 0.6], risk, side="right")
        people, events = (np.bincount(band, weights=what) for what in (n, again))
        return float(np.sum(events * (people - events) / np.maximum(people, 1)) / cohort.people)
    about = risk if is_moved else np.zeros_like(risk)
    mean = (again.sum() - n @ about) / cohort.people
    squares = again @ (1 - about) ** 2 + (n - again) @ about**2
    return float(squares / cohort.people - mean**2)


def speed_ratio() -> tuple[float, float]:
    """Seconds to fit 100,000 people as counts by risk, and as one row a person: the same model by the same code."""
    rng = np.random.default_rng(1)
    n = rng.multinomial(100_000, mix_of())
    again = rng.binomial(n, expit(0.2 + LOGIT))
    grouped = RiskCounts(RISK, n, again, again, again)
    is_again = np.concatenate([np.arange(people) < count for people, count in zip(n, again, strict=True)]).astype(int)
    by_person = RiskCounts(np.repeat(RISK, n), np.ones(100_000, int), is_again, is_again, is_again)
    return _seconds(grouped, 20), _seconds(by_person, 3)


def _seconds(counts: RiskCounts, rounds: int) -> float:
    """The best of some rounds: other work on the machine only ever adds."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        recalibrate(counts)
        taken.append(time.perf_counter() - start)
    return min(taken)
