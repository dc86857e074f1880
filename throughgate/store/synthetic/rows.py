"""Columns of made-up people: small tools that every part of the demonstration file uses.

A table under construction is a dictionary of numpy columns of one length. An empty text, a NaN in a number
or a NaT in a date stands for a missing value until the table is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

Rows = dict[str, np.ndarray]

DAY = np.timedelta64(1, "D")
NO_DATE = np.datetime64("NaT", "D")

FRIDAY_PEAK = 1.9
MONDAY_PEAK = 1.3
"""Releases on a Friday and a Monday against another weekday (methods.md, section 8)."""

SEASON = 0.06
"""Seasonal swing of the number of releases (methods.md, section 8)."""

CLOSED = ("12-25", "12-26", "01-01")
"""Days on which nobody is released."""


def length(rows: Rows) -> int:
    """Number of rows."""
    return len(next(iter(rows.values())))


def take(rows: Rows, which: np.ndarray) -> Rows:
    """The rows that `which` picks, by mask or by position."""
    return {name: column[which] for name, column in rows.items()}


def stack(parts: Sequence[Rows]) -> Rows:
    """One table under another; all have the same columns."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def constant(count: int, value: object) -> np.ndarray:
    """A column that says the same in every row."""
    return np.full(count, value, dtype=np.array(value).dtype)


def pick(rng: np.random.Generator, count: int, options: dict) -> np.ndarray:
    """Draw `count` of the options, each as often as its weight says."""
    weights = np.array(list(options.values()), dtype=float)
    return np.array(list(options))[rng.choice(len(weights), size=count, p=weights / weights.sum())]


def spread_uniform(rng: np.random.Generator, count: int) -> np.ndarray:
    """Uniform draws, one from each of `count` equal slices: their distribution hardly varies by chance."""
    return (rng.permutation(count) + rng.random(count)) / max(count, 1)


def share_mask(score: np.ndarray, share: np.ndarray | float, group: np.ndarray) -> np.ndarray:
    """True for those with the highest `score`, as many in each group as its mean `share` asks for."""
    share = np.broadcast_to(np.asarray(share, dtype=float), score.shape)
    chosen = np.zeros(len(score), dtype=bool)
    for value in np.unique(group):
        members = np.flatnonzero(group == value)
        wanted = round(float(share[members].sum()))
        chosen[members[np.argsort(-score[members], kind="stable")[:wanted]]] = True
    return chosen


def release_days(rng: np.random.Generator, count: int, first: date, last: date) -> np.ndarray:
    """Draw release days: weekdays only, most on Fridays, a mild season, none on a public holiday."""
    days = np.arange(np.datetime64(first), np.datetime64(last) + DAY)
    weekday = (days.astype("datetime64[D]").astype(int) + 3) % 7
    weights = np.where(weekday > 4, 0.0, np.where(weekday == 4, FRIDAY_PEAK, np.where(weekday == 0, MONDAY_PEAK, 1.0)))
    of_year = (days - days.astype("datetime64[Y]")).astype(int)
    weights = weights * (1 + SEASON * np.sin(2 * np.pi * of_year / 365.25))
    weights[np.isin(np.char.partition(days.astype(str), "-")[:, 2], CLOSED)] = 0.0
    reached = np.cumsum(weights) / weights.sum()
    return days[np.searchsorted(reached, spread_uniform(rng, count), side="right")]


def to_weekday(days: np.ndarray) -> np.ndarray:
    """Saturdays and Sundays moved on to the Monday."""
    weekday = (days.astype("datetime64[D]").astype(int) + 3) % 7
    return days + np.where(weekday > 4, 7 - weekday, 0) * DAY


def add_months(days: np.ndarray, months: int) -> np.ndarray:
    """The same day so many months on, or the last of the month where there is none."""
    month = days.astype("datetime64[M]")
    start = (month + months).astype("datetime64[D]")
    end = (month + months + 1).astype("datetime64[D]") - DAY
    return np.minimum(start + (days - month.astype("datetime64[D]")), end)


def completed_years(born: np.ndarray, on: np.ndarray) -> np.ndarray:
    """Age in completed years on a day, counted from the first of the month of birth."""
    return (on.astype("datetime64[M]") - born.astype("datetime64[M]")).astype(int) // 12


def pseudonyms(prefix: str, numbers: np.ndarray, digits: int = 6) -> np.ndarray:
    """Pseudonyms such as D-000123."""
    return np.char.add(f"{prefix}-", np.char.zfill(numbers.astype(str), digits))


def logistic(value: np.ndarray) -> np.ndarray:
    """The logistic function."""
    return 1 / (1 + np.exp(-value))


def logit(share: np.ndarray | float) -> np.ndarray:
    """The log odds of a share strictly between 0 and 1."""
    return np.log(share) - np.log1p(-np.asarray(share))


def days_later(count: np.ndarray) -> np.ndarray:
    """Whole days as a span that can be added to dates."""
    return np.floor(count).astype("timedelta64[D]")


def drawn_times(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each of `counts` repetitions, the row it belongs to and its place (0, 1, 2 ...) within that row."""
    row = np.repeat(np.arange(len(counts)), counts)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
