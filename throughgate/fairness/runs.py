"""A CUSUM over days: its alarms as stretches of days, its height by week, its counts by month, and its checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from throughgate.fairness.model import Check, Kind, Standing
from throughgate.methods.disclosure import join_small
from throughgate.methods.fairness.cusum import Cusum, FalseAlarms, H, run_cusum, within_days

FEWEST = 30
"""Steps of a series. On fewer a CUSUM tells nothing (assumed)."""
ONE_EPISODE = np.timedelta64(7, "D")
"""From an alarm to the start of the next climb: within it both are one episode, and one note (assumed)."""
SEED = 1954
"""Of every simulation of false alarms, so that the same data always state the same chance."""


@dataclass(frozen=True)
class Stretch:
    """An alarm or several: from the day on which the climb began to the day of the (last) alarm, both inclusive."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Week:
    """The highest the sum stood from this Monday on, in a week, or in several that have too few steps each to be shown."""

    starts_on: date
    highest: float


@dataclass(frozen=True)
class Month:
    """Steps in a month that begins on this day, of which `apart` are not 0, their mean, and the highest sum."""

    starts_on: date
    n: int
    apart: int
    mean: float
    highest: float


@dataclass(frozen=True)
class Run:
    """A series in day order and its CUSUM, which alarms above `limit`. A stretch is a climb to an alarm, or climbs to several
    that follow within a week or begin in one month.
    """

    id: str
    n: int
    mean: float
    first_on: date | None
    last_on: date | None
    weeks: tuple[Week, ...]
    months: tuple[Month, ...]
    stretches: tuple[Stretch, ...]
    false_alarms: FalseAlarms | None
    limit: float = H

    @property
    def standing(self) -> Standing:
        """unusual, as usual, or cannot tell where the series is too short."""
        if self.false_alarms is None:
            return "cannot tell"
        return "unusual" if self.stretches else "as usual"

    def checks(self, kind: Kind) -> tuple[Check, ...]:
        """A check for each stretch, named by the month in which its climb began; one where there is none."""
        if self.false_alarms is None:
            return (Check(self.id, kind, "cannot tell", None, None, None),)
        chance = self.false_alarms.chance
        if not self.stretches:
            return (Check(self.id, kind, "as usual", self.first_on, self.last_on, chance),)
        # Several stretches share the chance of the series: taken together they have it, not each of them.
        share = 1 - (1 - chance) ** (1 / len(self.stretches))
        return tuple(
            Check(f"{self.id}-{each.starts_on:%Y-%m}", kind, "unusual", each.starts_on, each.ends_on, share)
            for each in self.stretches
        )


def read_run(
    name: str,
    days: np.ndarray,
    values: np.ndarray,
    simulate: Callable[[np.ndarray, Cusum], FalseAlarms],
    *,
    limit: float = H,
) -> Run:
    """The CUSUM of `values` in the order of `days`.

    Args:
        name: Of the run, the id of its checks.
        days: Day of each step (datetime64[D]).
        values: What is summed, a rise being what is looked for.
        simulate: Gives the false alarms, from the order of the steps (places in `days`) and the CUSUM.
        limit: Height that the sum must exceed to alarm (units of the values).

    Returns:
        The run; without false alarms where it has fewer than FEWEST steps.
    """
    if len(days) < FEWEST:
        return Run(name, len(days), 0.0, None, None, (), (), (), None, limit)
    order = within_days(days)
    days, values = days[order], values[order]
    found = run_cusum(values, h=limit)
    return Run(
        name, len(days), float(values.mean()), days[0].item(), days[-1].item(), _weeks(days, found), _months(days, values, found),
        _stretches(days, found), simulate(order, found), limit,
    )  # fmt: skip


def _stretches(days: np.ndarray, found: Cusum) -> tuple[Stretch, ...]:
    """The alarms, joined where the sum climbs again within a week of one, or both climbs began in one month."""
    joined: list[tuple[int, int]] = []
    for alarm in found.alarms:
        before = joined[-1] if joined else None
        if before and (
            days[alarm.started] - days[before[1]] <= ONE_EPISODE
            or days[alarm.started].astype("datetime64[M]") == days[before[0]].astype("datetime64[M]")
        ):
            joined[-1] = (before[0], alarm.at)
        else:
            joined.append((alarm.started, alarm.at))
    return tuple(Stretch(days[start].item(), days[end].item()) for start, end in joined)


def _weeks(days: np.ndarray, found: Cusum) -> tuple[Week, ...]:
    mondays = days - (days.astype(int) + 3) % 7  # 1 January 1970 was a Thursday.
    path = np.array(found.path)
    starts, counts = np.unique(mondays, return_counts=True)
    ends = np.cumsum(counts)
    return tuple(
        Week(
            starts[weeks.start].item(),
            float(path[ends[weeks.start] - counts[weeks.start] : ends[weeks.stop - 1]].max()),
        )
        for weeks in join_small(counts.tolist())
    )


def _months(days: np.ndarray, values: np.ndarray, found: Cusum) -> tuple[Month, ...]:
    month, path = days.astype("datetime64[M]"), np.array(found.path)
    return tuple(
        Month(
            each.astype("datetime64[D]").item(), int(of.sum()), int((values[of] != 0).sum()), float(values[of].mean()),
            float(path[of].max()),
        )
        for each in np.unique(month)
        for of in [month == each]
    )  # fmt: skip
