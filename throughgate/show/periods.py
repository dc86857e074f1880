"""What may be shown of a cohort, its quarters and its months: small groups lose their figures before any chart,
table or sentence is made of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import pandas as pd

from throughgate.methods.disclosure import UNRELIABLE_BELOW, hide_small, is_small
from throughgate.methods.reconviction import Frequency, Rate
from throughgate.results import CohortRates, GroupRates
from throughgate.show import words
from throughgate.terms import Cohort


@dataclass(frozen=True)
class Figures:
    """What is known of the people of a period that may be shown."""

    n: int
    binary: Rate
    frequency: Frequency


@dataclass(frozen=True)
class Period:
    """People of one cohort discharged from `start` to `end`; `figures` is None where they may not be shown.

    `is_complete` says that the follow-up of everybody is over and so the rate is final.
    """

    cohort: Cohort
    start: date
    end: date
    figures: Figures | None
    is_complete: bool

    @property
    def is_unreliable(self) -> bool:
        """Whether the rate rests on too few people to lean on."""
        return self.figures is not None and self.figures.n < UNRELIABLE_BELOW

    @property
    def middle(self) -> date:
        """Where it stands on an axis of time."""
        return self.start + (self.end - self.start) / 2


def shown_cohorts(rates: Sequence[CohortRates]) -> tuple[CohortRates, ...]:
    """The cohorts that may be shown, in order; those with nobody are left out too."""
    return tuple(rate for rate, hidden in _cohorts_hidden(rates) if not hidden)


def by_cohort(rates: Sequence[CohortRates]) -> tuple[Period, ...]:
    """One period a cohort that has people."""
    return tuple(
        _period(rate, rate.cohort.discharged_from, rate.cohort.discharged_to, rate, hidden, rate.is_final)
        for rate, hidden in _cohorts_hidden(rates)
    )


def by_quarter(rates: Sequence[CohortRates], as_at: date) -> tuple[Period, ...]:
    """One period a cohort and quarter of discharge, from rates grouped by quarter."""
    return tuple(
        _grouped(rate, group, 3, hidden, as_at)
        for rate, cohort_hidden in _cohorts_hidden(rates)
        for group, hidden in _groups_hidden(rate.groups, cohort_hidden)
    )


def by_month(rates: Sequence[CohortRates], quarters: Sequence[Period], as_at: date) -> tuple[Period, ...]:
    """One period a cohort and month of discharge; a month is hidden within its quarter, whose figures are shown.

    Args:
        rates: grouped by month.
        quarters: of the same rates, from `by_quarter`.
        as_at: the day of the view.
    """
    closed = {(p.cohort.id, _quarter_of(p.start)) for p in quarters if p.figures is None}
    periods = []
    for rate, cohort_hidden in _cohorts_hidden(rates):
        for quarter, groups in groupby(rate.groups, key=lambda group: _quarter_of(date.fromisoformat(group.name))):
            all_hidden = cohort_hidden or (rate.cohort.id, quarter) in closed
            periods += [
                _grouped(rate, group, 1, hidden, as_at) for group, hidden in _groups_hidden(tuple(groups), all_hidden)
            ]
    return tuple(periods)


def count_hidden(periods: Sequence[Period]) -> int:
    """How many periods are hidden."""
    return sum(period.figures is None for period in periods)


def label(period: Period) -> str:
    """The months a period holds, in words."""
    return words.months(period.start, period.end)


def _quarter_of(when: date) -> tuple[int, int]:
    return when.year, (when.month - 1) // 3


def _cohorts_hidden(rates: Sequence[CohortRates]) -> list[tuple[CohortRates, bool]]:
    """The cohorts that have people, and whether each is hidden.

    Each is looked at by itself: no total over cohorts is shown from which a hidden one would follow.
    """
    return [(rate, is_small(rate.binary.n, rate.binary.reconvicted)) for rate in rates if rate.binary.n > 0]


def _groups_hidden(groups: Sequence[GroupRates], all_hidden: bool) -> list[tuple[GroupRates, bool]]:
    hidden = hide_small([g.binary.n for g in groups], [g.binary.reconvicted for g in groups])
    return [(group, all_hidden or small) for group, small in zip(groups, hidden.tolist(), strict=True)]


def _grouped(rate: CohortRates, group: GroupRates, months: int, hidden: bool, as_at: date) -> Period:
    first = date.fromisoformat(group.name)
    last = (pd.Timestamp(first) + pd.DateOffset(months=months, days=-1)).date()
    start, end = max(first, rate.cohort.discharged_from), min(last, rate.cohort.discharged_to)
    return _period(rate, start, end, group, hidden, group.mature == group.binary.n and end <= as_at)


def _period(
    rate: CohortRates, start: date, end: date, of: CohortRates | GroupRates, hidden: bool, is_complete: bool
) -> Period:
    figures = None if hidden else Figures(of.binary.n, of.binary, of.frequency)
    return Period(rate.cohort, start, end, figures, is_complete)
