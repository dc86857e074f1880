"""The conviction clock: days since discharge cut into months, and counts laid out by risk and day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import toeplitz

DAYS_IN_MONTH = 365.25 / 12
SHORTEST_BY_DAYS = 3
"""So many calendar months are never more than three days shorter than so many twelfths of a year."""

LONGEST_BY_DAYS = 4


@dataclass(frozen=True)
class Clock:
    """Months of follow-up for which a conviction counts; the arrays have one row for each day from 0."""

    months: int

    @property
    def days(self) -> int:
        """Days that the clock may last, by the calendar."""
        return int(np.ceil(self.months * DAYS_IN_MONTH)) + LONGEST_BY_DAYS

    @cached_property
    def month(self) -> np.ndarray:
        """Month (from 0) of each day; days past the end belong to the last."""
        return np.minimum(np.arange(self.days) / DAYS_IN_MONTH, self.months - 1).astype(np.int64)

    @cached_property
    def complete(self) -> np.ndarray:
        """Whether follow-up that ended on each day was complete."""
        return np.arange(self.days) + 1 >= self.months * DAYS_IN_MONTH - SHORTEST_BY_DAYS

    @cached_property
    def is_within(self) -> np.ndarray:
        """Whether each day falls in the twelfths of a year that the clock is made of; a few of the calendar lie past them."""
        return np.arange(self.days) < round(self.months * DAYS_IN_MONTH)

    def shares(self, by_month: np.ndarray | None = None) -> np.ndarray:
        """Share of its month's hazard that falls on each day: even, or on the line through `by_month` and 0 at the start.

        Within a month the shares add up to 1. Those of the few days past the last month are as its own last day's.
        """
        hazard = np.ones(self.days)
        if by_month is not None:
            middle = (np.arange(self.months) + 0.5) * DAYS_IN_MONTH
            hazard = np.interp(np.arange(self.days) + 0.5, np.append(0, middle), np.append(0, by_month))
        total = np.bincount(self.month[self.is_within], weights=hazard[self.is_within], minlength=self.months)
        return hazard / total[self.month]

    def followed(self, shares: np.ndarray, known: np.ndarray | None = None) -> np.ndarray:
        """Months of follow-up in each month for somebody last followed on each day: days by months.

        A day counts by its share of the month's hazard, and by `known`, the share of convictions recorded so many days
        after. Complete follow-up counts in full.
        """
        table = np.zeros((self.days, self.months))
        table[np.arange(self.days), self.month] = shares
        full = np.cumsum(table, axis=0)
        if known is None or not known.size:
            return full
        recorded = np.ones(self.days)
        recorded[: known.size] = known[: self.days]
        seen = toeplitz(recorded, np.zeros(self.days)) @ table
        return np.where(self.complete[:, None], full, seen)

    def remaining(self, shares: np.ndarray, known: np.ndarray | None = None) -> np.ndarray:
        """Months that may still bring a conviction to light, for somebody last followed on each day: days by months."""
        left = np.maximum(1 - self.followed(shares, known), 0.0).round(12)
        return np.where(self.complete[:, None], 0.0, left)

    def lay_out(self, row: np.ndarray, day: np.ndarray, count: np.ndarray, rows: int) -> np.ndarray:
        """Counts by row and day: rows by days."""
        place = row * self.days + np.clip(day, 0, self.days - 1)
        return np.bincount(place, weights=count, minlength=rows * self.days).reshape(rows, self.days)
