"""Where the final rate of a maturing cohort will land."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from throughgate.methods.counts import FollowUp
from throughgate.methods.nowcast.delays import DelayRatio
from throughgate.methods.nowcast.hazards import Hazard, Reference
from throughgate.methods.nowcast.multiplier import EVENTS_LEVEL_SD, Multiplier, multiplier
from throughgate.methods.nowcast.so_far import SoFar, events_so_far, first_so_far, mix_to_come
from throughgate.methods.reconviction import Z_95

DRAWS = 1000
TOO_EARLY_POINTS = 10.0
"""Width of the 95% range of the final rate, in percentage points, above which nothing is projected."""

POUNDS_POINTS = 8.0
"""Width up to which a payment is projected in pounds."""


@dataclass(frozen=True, eq=False)
class Nowcast:
    """The final number of people reconvicted among `n_expected`, as draws; and what they rest on.

    `final` holds draws of the final count (int64). `multiplier`, with `multiplier_low` and `multiplier_high` (95%), is
    the cohort's hazard over the reference's by month, the delay ratio taken out; `observed` and `expected` first
    convictions so far, by month.
    """

    n: int
    n_expected: int
    reconvicted: int
    final: np.ndarray
    multiplier: np.ndarray
    multiplier_low: np.ndarray
    multiplier_high: np.ndarray
    observed: np.ndarray
    expected: np.ndarray

    @property
    def rates(self) -> np.ndarray:
        """Draws of the final rate, shares of 1."""
        return self.final / self.n_expected

    @property
    def width_points(self) -> float:
        """Width of the 95% range of the final rate, in percentage points."""
        low, high = np.quantile(self.rates, [0.025, 0.975])
        return 100 * float(high - low)


def nowcast(
    reference: Reference,
    cohort: FollowUp,
    *,
    n_expected: int,
    seed: int,
    delay: DelayRatio | None = None,
    draws: int = DRAWS,
) -> Nowcast:
    """Draws of the final number of people reconvicted, for a cohort at least partly released.

    A person of relative risk r, last followed and free at age a, is reconvicted by the end of the clock with
    q = 1 - exp(-r sum over months of phi_m rho_m lambda_m (months left of m after a)): lambda the reference's hazard,
    rho the delay ratio, phi the multiplier. Each draw takes a phi, counts the waiting as a binomial with the mean and
    variance of the sum of their chances, and everybody yet to be discharged as a binomial at the mean chance of a drawn
    mix of risks. Work is over groups of risk and age, not people.

    Args:
        reference: What to project with.
        cohort: The cohort so far, as known on the as-at date.
        n_expected: People in the cohort once all are discharged.
        seed: Of the draws; the same seed and counts give the same draws.
        delay: How delays have changed since the reference; None takes them as unchanged and all convictions as recorded.
        draws: How many.

    Returns:
        The nowcast, every draw between the number reconvicted so far and `n_expected`.

    Raises:
        ValueError: Fewer people expected than discharged, or nobody; no draw asked for; delays of another clock.
    """
    _check(reference, cohort, n_expected, delay, draws)
    base, spread, known = _with_delay(reference.first, delay, is_events=False)
    so_far = first_so_far(reference, cohort, base, known)
    found = multiplier(so_far.observed, so_far.expected, reference_events=reference.first.observed, spread=spread)
    rng = np.random.default_rng(seed)
    rates = found.draw(rng, draws) * base
    to_come = n_expected - so_far.n
    final = (
        cohort.reconvicted + _of_waiting(rng, rates, so_far) + _of_those_to_come(rng, rates, reference, so_far, to_come)
    )
    return _result(so_far, n_expected, final, found)


def nowcast_events(
    reference: Reference,
    cohort: FollowUp,
    *,
    n_expected: int,
    seed: int,
    delay: DelayRatio | None = None,
    draws: int = DRAWS,
) -> Nowcast:
    """The same for reconviction events: `final` and `reconvicted` count events, `observed` and `expected` too.

    The events to come of people with mean m have variance m (1 + (D - 1) s): D the reference's dispersion over the whole
    clock, s the share of the clock's events that is to come for them; the draw is negative binomial. Arguments and
    errors are those of `nowcast`; `rates` are events for each person.
    """
    _check(reference, cohort, n_expected, delay, draws)
    base, spread, known = _with_delay(reference.events, delay, is_events=True)
    so_far = events_so_far(reference, cohort, base, known)
    found = multiplier(
        so_far.observed, so_far.expected,
        reference_events=reference.events.observed, spread=spread, dispersion=reference.dispersion, level_sd=EVENTS_LEVEL_SD,
    )  # fmt: skip
    rng = np.random.default_rng(seed)
    rates = found.draw(rng, draws) * base
    relative, share = mix_to_come(rng, reference.events, reference, so_far, draws)
    whole = rates.sum(axis=1)
    to_come = (n_expected - so_far.n) * whole * (share @ relative)
    left = np.einsum("dm,gm->dg", rates, so_far.left)
    waiting = left * (so_far.waiting @ so_far.relative)
    mean = waiting.sum(axis=1) + to_come
    extra = (reference.dispersion - 1) * ((waiting * left).sum(axis=1) / whole + to_come)
    return _result(so_far, n_expected, int(so_far.observed.sum()) + _negative_binomial(rng, mean, extra), found)


def _check(reference: Reference, cohort: FollowUp, n_expected: int, delay: DelayRatio | None, draws: int) -> None:
    if n_expected < max(cohort.people, 1):
        raise ValueError(
            f"n_expected is {n_expected}, but {cohort.people} people are discharged: expect at least those, and one"
        )
    if draws < 1:
        raise ValueError(f"draws is {draws}: at least one is needed")
    if delay is not None and delay.by_month.size != reference.months:
        raise ValueError(f"the delay ratio is of {delay.by_month.size} months, the reference of {reference.months}")


def _with_delay(
    hazard: Hazard, delay: DelayRatio | None, *, is_events: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The reference's hazard under today's delays, the log standard error they bring, and the share recorded by day."""
    flat, none = np.zeros(hazard.by_month.size), np.zeros(0)
    if delay is None:
        return hazard.by_month, flat, none
    ratio = delay.events_by_month if is_events and delay.events_by_month.size else delay.by_month
    spread = delay.events_spread if is_events else delay.spread
    return hazard.by_month * ratio, spread if spread.size else flat, delay.known


def _of_waiting(rng: np.random.Generator, rates: np.ndarray, so_far: SoFar) -> np.ndarray:
    """How many of those not reconvicted so far will be, by draw.

    The sum of unlike chances q is drawn as the binomial with its mean M and variance, of M^2 / sum q^2 trials.
    """
    left = np.einsum("dm,gm->dg", rates, so_far.left)
    mean, squares = np.zeros(len(rates)), np.zeros(len(rates))
    for group, people in enumerate(so_far.waiting):
        if people.any():
            chance = -np.expm1(-left[:, group, None] * so_far.relative)
            mean += np.einsum("dc,c->d", chance, people)
            squares += np.einsum("dc,dc,c->d", chance, chance, people)
    trials = np.minimum(np.ceil(mean**2 / np.maximum(squares, 1e-300) - 1e-9), so_far.waiting.sum())
    return rng.binomial(trials.astype(np.int64), np.clip(mean / np.maximum(trials, 1), 0, 1))


def _of_those_to_come(
    rng: np.random.Generator, rates: np.ndarray, reference: Reference, so_far: SoFar, people: int
) -> np.ndarray:
    """How many of those still to be discharged will be reconvicted, by draw."""
    relative, share = mix_to_come(rng, reference.first, reference, so_far, len(rates))
    chance = -np.expm1(-rates.sum(axis=1)[:, None] * relative)
    return rng.binomial(people, np.clip(np.einsum("dc,dc->d", share, chance), 0, 1))


def _negative_binomial(rng: np.random.Generator, mean: np.ndarray, extra: np.ndarray) -> np.ndarray:
    """Counts with the mean and the variance mean + extra."""
    is_spread = extra > 1e-9 * mean
    shape = np.where(is_spread, mean**2 / np.where(is_spread, extra, 1.0), 1.0)
    rate = np.where(is_spread, rng.standard_gamma(shape) * mean / shape, mean)
    return rng.poisson(rate).astype(np.int64)


def _result(so_far: SoFar, n_expected: int, final: np.ndarray, found: Multiplier) -> Nowcast:
    middle, low, high = (np.exp(found.mean + z * found.sd) for z in (0, -Z_95, Z_95))
    return Nowcast(
        so_far.n, n_expected, int(so_far.observed.sum()), final.astype(np.int64), middle, low, high,
        so_far.observed.astype(np.int64), so_far.expected,
    )  # fmt: skip
