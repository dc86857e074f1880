"""The places where a curve of a group may be read: half years since the discharge, the same for every group and question."""

from __future__ import annotations

import numpy as np

MONTHS_A_STEP = 6
"""Months from one place to the next (assumed): by quarter years most groups of Doncaster's would have no curve at all."""
DAYS_A_MONTH = 365.25 / 12


def step_ends(conviction_months: int) -> tuple[int, ...]:
    """Months since discharge at which curves are read, up to the last month in which a conviction counts."""
    return *range(MONTHS_A_STEP, conviction_months, MONTHS_A_STEP), conviction_months


def step_of(day: np.ndarray, conviction_months: int) -> np.ndarray:
    """The step, from 0 up, that each day since discharge lies in; the last one holds every day that is left."""
    ends = np.array(step_ends(conviction_months)[:-1])
    return np.searchsorted(np.floor(ends * DAYS_A_MONTH), np.asarray(day, dtype=float))
