"""The 95% interval that chance leaves a final change, as Reconviction trends gives it where both groups are counted alike."""

from __future__ import annotations

import math
from dataclasses import replace

from throughgate.methods.change import Change, change
from throughgate.methods.nowcast import Nowcast
from throughgate.methods.reconviction import Z_95, Frequency, Rate
from throughgate.projection import InForce
from throughgate.results import CohortRates
from throughgate.show import words
from throughgate.show.payment.seen import Seen


def final_change(seen: Seen) -> Change | None:
    """A final figure against what it is set against, with the interval by chance in both groups.

    In percentage points; of events in per cent of the control's, below zero where fewer. None where it is not final, where
    there is nothing it is set against, or where nothing was counted to tell chance from.
    """
    base = seen.now.baseline
    own, against = seen.rates_of(seen.now.cohort), seen.rates_of(base.cohort) if base else None
    if not seen.is_final or own is None or against is None:
        return None
    if seen.is_events:
        return _of_events(own.frequency, base)
    return change(own.binary, _as_adjusted(base, against))


def _as_adjusted(base: InForce, counted: CohortRates) -> Rate:
    """The baseline in force as a rate with limits: Wilson's where it is not adjusted, else those of its standard error.

    A figure of the terms that is the counted rate but for its rounding counts as that.
    """
    rate = float(base.adjusted)
    if base.method == "none" and words.percent(rate) == words.percent(counted.binary.rate):
        return counted.binary
    if base.method == "none":
        moved = rate - counted.binary.rate
        return replace(counted.binary, rate=rate, low=counted.binary.low + moved, high=counted.binary.high + moved)
    half = Z_95 * (base.casemix.by_method[base.method].se if base.casemix else base.se)
    return replace(counted.binary, rate=rate, low=rate - half, high=rate + half)


def _of_events(own: Frequency, control: InForce) -> Change | None:
    """By the delta method on the log of the ratio, to the control's weighted events with their standard error."""
    if not control.control_events or not own.low:
        return None
    weighted = float(control.control_events)
    ratio = own.events_per_100 / (100 * weighted)
    half = math.hypot(math.log(own.high / own.low) / 2, Z_95 * control.control_events_se / weighted)
    return Change(*(100 * (ratio * math.exp(by) - 1) for by in (0, -half, half)))


def pace_range(now: Nowcast) -> tuple[float, float]:
    """95% limits of first convictions observed over those expected: Byar's of a Poisson count, expected taken as known.

    Breslow and Day (1987), Statistical Methods in Cancer Research, volume II, section 2.3.
    """
    observed, expected = int(now.observed.sum()), float(now.expected.sum())
    ends = [
        count * (1 - 1 / (9 * count) + side * Z_95 / (3 * math.sqrt(count))) ** 3 if count else 0.0
        for count, side in ((observed, -1), (observed + 1, 1))
    ]
    return ends[0] / expected, ends[1] / expected


def baseline_limits(base: InForce) -> tuple[float, float]:
    """95% limits of a baseline taken as estimated, per cent."""
    rate, half = 100 * float(base.adjusted), 100 * Z_95 * base.se
    return max(0.0, rate - half), min(100.0, rate + half)
