"""A contract's delivery indicators against their targets, and the prison rating that each would be given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from throughgate.methods.mean_interval import Mean, mean_interval
from throughgate.methods.reconviction import Rate, binary_rate

YEAR = 12
"""Months looked back over, so that every season counts once."""

MUCH_WORSE = 0.1
"""Assumed, as a share of the target: an interval wholly further than this on the worse side is rated 1."""

RATINGS = {
    4: "better than target",
    3: "cannot be told from the target",
    2: "worse than target",
    1: "worse by more than a tenth of the target",
}


@dataclass(frozen=True)
class IndicatorMonth:
    """A month's value and target, in the indicator's own unit."""

    start: date
    value: float
    target: float | None


@dataclass(frozen=True)
class Indicator:
    """A delivery indicator: its months in order, and the last twelve of them against the target.

    `applies` is False of one that is suspended and only shadowed. Of the last twelve months: `met` counts those that met the
    target, `mean` is in the indicator's own unit, `distance` how much better than target as a share of it (below 0: worse).
    `rating` is 4 to 1 (see RATINGS) and None where there is no interval to rate by.
    """

    establishment: str
    name: str
    applies: bool
    higher_is_better: bool
    months: tuple[IndicatorMonth, ...]
    met: Rate
    mean: Mean
    distance: Mean | None

    @property
    def latest(self) -> IndicatorMonth:
        """The last month known."""
        return self.months[-1]

    @property
    def rating(self) -> int | None:
        """The prison rating by the interval of the distance from the target; how it was done is not published."""
        if self.distance is None or self.distance.low is None:
            return None
        if self.distance.high < -MUCH_WORSE:
            return 1
        if self.distance.high < 0:
            return 2
        return 4 if self.distance.low > 0 else 3


def read_indicators(rows: pd.DataFrame) -> tuple[Indicator, ...]:
    """The indicators with a value, from rows of `queries/engagement/indicators.sql`; those that apply first, then by name."""
    known = rows[rows["value"].notna()]
    found = [_indicator(group) for _, group in known.groupby(["establishment", "indicator"], sort=False)]
    return tuple(sorted(found, key=lambda of: (not of.applies, of.establishment, of.name)))


def _indicator(rows: pd.DataFrame) -> Indicator:
    last = rows.iloc[-1]
    higher = last["direction"] == "higher"
    months = tuple(
        IndicatorMonth(
            pd.Timestamp(row.month).date(), float(row.value), None if pd.isna(row.target) else float(row.target)
        )
        for row in rows.itertuples()
    )
    since = (pd.Timestamp(last["month"]) - pd.DateOffset(months=YEAR)).date()
    year = [month for month in months if month.start > since]
    better = [_better(month, higher) for month in year if month.target is not None]
    shares = [_better(month, higher) / abs(month.target) for month in year if month.target]
    return Indicator(
        establishment=str(last["establishment"]),
        name=str(last["indicator"]),
        applies=last["status"] == "applies",
        higher_is_better=higher,
        months=months,
        met=binary_rate(len(better), sum(by >= 0 for by in better)),
        mean=mean_interval([month.value for month in year]),
        distance=mean_interval(shares),
    )


def _better(month: IndicatorMonth, higher: bool) -> float:
    return month.value - month.target if higher else month.target - month.value
