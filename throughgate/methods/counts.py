"""The counts that projections and case-mix adjustment start from: people by risk, and by day since discharge.

`risk` is the probability of reconviction that a score stands for, a share of 1, NaN for people without a score. Every
array has one entry a row; a row is a risk (and a day), never a person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class RiskCounts:
    """People by risk: how many (`n`), of whom reconvicted, their events, and the sum over people of events squared."""

    risk: np.ndarray
    n: np.ndarray
    reconvicted: np.ndarray
    events: np.ndarray
    events_squared: np.ndarray

    @property
    def people(self) -> int:
        """People of every risk."""
        return int(self.n.sum())


@dataclass(frozen=True, eq=False)
class FollowUp:
    """People by risk and day since discharge, as seen so far.

    On `day`, `first_convictions` people were first convicted and `censored` people not convicted were last followed
    (these two add up to the people); `events` court dates fell on it, and the follow-up of `followed` people ended on it,
    convicted or not.
    """

    risk: np.ndarray
    day: np.ndarray
    first_convictions: np.ndarray
    censored: np.ndarray
    events: np.ndarray
    followed: np.ndarray

    @property
    def people(self) -> int:
        """People discharged so far."""
        return int(self.followed.sum())

    @property
    def reconvicted(self) -> int:
        """People with a first conviction so far."""
        return int(self.first_convictions.sum())


@dataclass(frozen=True, eq=False)
class Delays:
    """First convictions by their delay since the offence, in days.

    `seen_for_days` is the longest delay that could have been seen for an offence of that day; `offence_day` counts from
    the discharge.
    """

    delay_days: np.ndarray
    seen_for_days: np.ndarray
    offence_day: np.ndarray
    people: np.ndarray
