"""How much slower or faster than before court convicts, and what that does to the hazard of the conviction clock."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import isotonic_regression

from throughgate.methods.counts import Delays
from throughgate.methods.nowcast.clock import Clock
from throughgate.methods.nowcast.hazards import Hazard, Reference
from throughgate.methods.reconviction import Z_95

LOG_SCALE_SD = 0.25
"""Prior spread of the log of the ratio of delays about 0: two changes in three are within 28%."""

LOG_SCALES = np.linspace(-1.4, 1.4, 57)
"""Where the ratio is looked for: a quarter to four times as long."""

CAUTION = 5.0
"""People without a delay so long that are added to those who could have shown it: few have been followed long."""

UNFOLDING_ROUNDS = 30
MOST_RATIO = 5.0


@dataclass(frozen=True, eq=False)
class DelayRatio:
    """How much slower or faster court and records are than when the reference was of the cohort's age.

    `by_month` multiplies the reference's hazard of a first conviction in each month of the conviction clock, and
    `events_by_month` that of any court date; one standard error more of the log of the ratio adds `spread` and
    `events_spread` to their logs. `overall` is the ratio of delays in words ("1.4": delays are 1.4 times as long), `low`
    to `high` its 95% range. `known` is the share of convictions that are recorded within 0, 1, 2 ... days, empty where
    all are taken as recorded at once.
    """

    by_month: np.ndarray
    overall: float
    low: float = 1.0
    high: float = 1.0
    spread: np.ndarray = field(default_factory=lambda: np.zeros(0))
    events_by_month: np.ndarray = field(default_factory=lambda: np.zeros(0))
    events_spread: np.ndarray = field(default_factory=lambda: np.zeros(0))
    known: np.ndarray = field(default_factory=lambda: np.zeros(0))


def delay_ratio(reference: Reference, cohort: Delays, then: Delays, *, settled: Delays | None = None) -> DelayRatio:
    """How the cohort's delays compare with those of the reference as it was seen at the same age (`then`).

    The delays D of the reference, seen only where the conviction has come, give their law G by reverse-time hazards,
    g_j = n_j / N_j with N_j = #{D <= j <= longest delay that could be seen}, G(j) = prod over k > j of (1 - g_k).
    A group's delays are taken as c times as long: log c solves sum over people of
    log D - E[log D | D <= longest, c] = 0. Both groups are solved for, so that what is odd about seeing first convictions
    early cancels in the ratio c(cohort) / c(then), which a prior N(0, 0.25^2) on its log draws to 1 where few delays
    are seen. The offences behind the reference's hazard are found by unfolding (Richardson and Lucy) and convicted
    again with G(j) and with G(j / c): `by_month` is the ratio of the two cumulative hazards' rises in each month.

    Args:
        reference: What the cohort is projected with.
        cohort: Delays of the cohort's first convictions, as known on the as-at date (people, days).
        then: The same of the reference, as known when it was of the cohort's age.
        settled: `then` with the convictions that are known by now. Where given, the share recorded so many days after
            conviction is learnt from it, and the convictions still to be recorded are projected too.

    Returns:
        The ratio; 1 with the prior's range where nothing is known.

    Source: right-truncated delays, Lawless 1994 (Canadian Journal of Statistics 22, 15-31); Lynden-Bell 1971, doi:10.1093/mnras/155.1.95;
        unfolding, Richardson 1972, doi:10.1364/JOSA.62.000055.
    """
    clock = Clock(reference.months)
    law = _law(then, clock)
    log_scale, se = _log_ratio(law, cohort, then)
    low, high = (float(np.exp(log_scale + z * se)) for z in (-Z_95, Z_95))
    pushed = {
        name: _pushed(intensity, is_hazard, law, (log_scale, log_scale + se), clock)
        for name, intensity, is_hazard in (("first", _first(reference, clock), True), ("events", _events(reference, clock), False))
    }  # fmt: skip
    return DelayRatio(
        pushed["first"][0], float(np.exp(log_scale)), low, high, pushed["first"][1], *pushed["events"],
        known=np.zeros(0) if settled is None else _share_known(then, settled, clock),
    )  # fmt: skip


def _law(delays: Delays, clock: Clock) -> np.ndarray:
    """Cumulative share of delays below 0, 1, 2 ... days, by reverse-time hazards; all of one day where none is seen."""
    size = clock.days
    delay = np.clip(delays.delay_days, 0, size - 1)
    longest = np.clip(delays.seen_for_days, delay, size - 1)
    new = np.bincount(delay, weights=delays.people, minlength=size)
    at_risk = np.cumsum(new - np.append(0, np.bincount(longest, weights=delays.people, minlength=size)[:-1]))
    hazard = new / np.maximum(at_risk + CAUTION, 1.0)
    survivors = np.append(np.cumprod((1 - hazard)[::-1])[::-1], 1.0)
    below = survivors - survivors[0] if new.sum() else np.minimum(np.arange(size + 1.0), 1.0)
    return below / below[-1]


def _scaled(law: np.ndarray, log_scale: float) -> np.ndarray:
    """The law of delays exp(log_scale) times as long."""
    edge = np.arange(law.size)
    return np.interp(edge * np.exp(-log_scale), edge, law)


def _log_ratio(law: np.ndarray, cohort: Delays, then: Delays) -> tuple[float, float]:
    """Log of the ratio of delays and its standard error, drawn to 0 by the prior."""
    (of_cohort, variance), (of_then, variance_then) = (_log_scale(law, delays) for delays in (cohort, then))
    prior = LOG_SCALE_SD**2
    weight = prior / (prior + variance + variance_then) if np.isfinite(variance + variance_then) else 0.0
    return weight * (of_cohort - of_then), float(np.sqrt(prior * (1 - weight)))


def _log_scale(law: np.ndarray, delays: Delays) -> tuple[float, float]:
    """How many times (log) as long as the law the delays are, and the variance of that; infinite where none is seen."""
    size = law.size - 1
    delay = np.clip(delays.delay_days, 0, size - 1)
    longest = np.bincount(np.clip(delays.seen_for_days, delay, size - 1), weights=delays.people, minlength=size)
    if not longest.sum():
        return 0.0, np.inf
    log_day = np.log(np.arange(size) + 0.5)
    share = np.diff([_scaled(law, log_scale) for log_scale in LOG_SCALES], axis=1)
    below = np.maximum(np.cumsum(share, axis=1), 1e-12)
    mean = np.cumsum(share * log_day, axis=1) / below
    variance = np.maximum(np.cumsum(share * log_day**2, axis=1) / below - mean**2, 0.0) @ longest
    seen = float(log_day[delay] @ delays.people)
    expected = np.maximum.accumulate(mean @ longest)
    log_scale = float(np.interp(seen, expected, LOG_SCALES))
    slope = float(np.interp(log_scale, LOG_SCALES, np.gradient(expected, LOG_SCALES)))
    return log_scale, float(np.interp(log_scale, LOG_SCALES, variance)) / slope**2 if slope > 1e-9 else np.inf


def _first(reference: Reference, clock: Clock) -> np.ndarray:
    """Share of the reference's people first convicted on each day, as its hazards have it."""
    cumulative = np.cumsum(_daily(reference.first, clock))
    relative = reference.first.relative(reference.risk)
    reached = 1 - np.exp(-np.outer(relative, cumulative))
    return np.diff(reference.n @ reached / reference.n.sum(), prepend=0.0)


def _events(reference: Reference, clock: Clock) -> np.ndarray:
    return _daily(reference.events, clock)


def _daily(hazard: Hazard, clock: Clock) -> np.ndarray:
    """The hazard of each day at the centre of risk."""
    return hazard.by_month[clock.month] * hazard.shares


def _pushed(
    convicted: np.ndarray, is_hazard: bool, law: np.ndarray, log_scales: tuple[float, float], clock: Clock
) -> tuple[np.ndarray, np.ndarray]:
    """Factor on the hazard by month at the first scale of delays, and the rise of its log to the second."""
    offences = _unfolded(convicted, np.diff(law))
    rises = [_rises(offences, np.diff(_scaled(law, scale)), is_hazard, clock) for scale in (0.0, *log_scales)]
    ratio, above = (np.clip(rise / np.maximum(rises[0], 1e-15), 1 / MOST_RATIO, MOST_RATIO) for rise in rises[1:])
    return ratio, np.log(above / ratio)


def _unfolded(convicted: np.ndarray, delay: np.ndarray) -> np.ndarray:
    """Offences by day that, convicted after the delays, give the convictions by day."""
    reach = np.cumsum(delay)[::-1]  # share of the offences of a day whose conviction falls within the clock
    offences = np.full(convicted.size, convicted.sum() / convicted.size)
    for _ in range(UNFOLDING_ROUNDS):
        given = np.convolve(offences, delay)[: convicted.size]
        miss = np.where(given > 0, convicted / np.maximum(given, 1e-300), 0.0)
        back = np.convolve(miss[::-1], delay)[: convicted.size][::-1]
        offences = offences * np.where(reach > 0, back / np.maximum(reach, 1e-12), 0.0)
    return offences


def _rises(offences: np.ndarray, delay: np.ndarray, is_hazard: bool, clock: Clock) -> np.ndarray:
    """Rise by month of the cumulative hazard, or of the cumulative number of events."""
    cumulative = np.cumsum(np.convolve(offences, delay)[: clock.days])
    reached = -np.log1p(-np.minimum(cumulative, 1 - 1e-9)) if is_hazard else cumulative
    ends = np.searchsorted(clock.month, np.arange(clock.months), side="right") - 1
    return np.diff(reached[ends], prepend=0.0)


def _share_known(then: Delays, settled: Delays, clock: Clock) -> np.ndarray:
    """Share of convictions recorded within so many days of them, from those known then and those known since."""
    known, every = (_days_after(delays, clock) for delays in (then, settled))
    if not every.sum():
        return np.zeros(0)
    share = np.minimum(known / np.maximum(every, 1.0), 1.0)
    seen = every > 0
    rising = isotonic_regression(share[seen], weights=every[seen]).x
    return np.interp(np.arange(clock.days), np.flatnonzero(seen), rising)


def _days_after(delays: Delays, clock: Clock) -> np.ndarray:
    """People by the days between their conviction and the end of their follow-up, where that was not complete."""
    after = np.clip(delays.seen_for_days - delays.delay_days, 0, clock.days - 1)
    last = np.clip(delays.offence_day + delays.seen_for_days, 0, clock.days - 1)
    return np.bincount(after, weights=np.where(clock.complete[last], 0, delays.people), minlength=clock.days)
