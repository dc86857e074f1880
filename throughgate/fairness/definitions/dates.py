"""Releases at the edges of windows, and offences around the first anniversary of discharge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from throughgate.fairness.model import RECORDING_DAYS, Check, standing_of
from throughgate.fairness.runs import FEWEST
from throughgate.methods.fairness.edges import (
    LEVEL,
    ONE_SIDED,
    Ratio,
    chance_of_more_after,
    compare_odds,
    size_of_more_after,
)
from throughgate.terms import Cohort

EDGE_DAYS = 70
"""On either side of an edge: 14 near it and 56 beyond."""


@dataclass(frozen=True)
class Edge:
    """Releases before and after a day on which a window starts, near it and further out; `ratio` of the odds of before."""

    edge_on: date
    near: tuple[int, int]
    far: tuple[int, int]
    ratio: Ratio | None

    @property
    def check(self) -> Check:
        """Of the releases near the edge."""
        name = f"definition-edge-{self.edge_on}"
        if self.ratio is None:
            return Check(name, "definition", "cannot tell", None, None, None)
        days = self.edge_on - timedelta(days=14), self.edge_on + timedelta(days=13)
        return Check(name, "definition", standing_of(self.ratio.p, below=LEVEL), *days, LEVEL)


@dataclass(frozen=True)
class Anniversary:
    """Offences around the first anniversary of discharge in a cohort.

    `weeks` holds events by week, week 0 beginning on the anniversary; `before` and `after` are people with more of them in
    the 28 days on that side; `people` are those followed for long enough, and `p` the chance of so many after.
    """

    cohort: Cohort
    people: int
    weeks: tuple[tuple[int, int], ...]
    before: int
    after: int
    p: float | None

    @property
    def check(self) -> Check:
        """Of the people with more just after than just before."""
        name = f"definition-anniversary-{self.cohort.id}"
        if self.p is None:
            return Check(name, "definition", "cannot tell", None, None, None)
        days = self.cohort.discharged_from, self.cohort.discharged_to
        return Check(
            name,
            "definition",
            standing_of(self.p, below=ONE_SIDED),
            *days,
            size_of_more_after(self.before + self.after),
        )


def read_edge(row, as_at: date) -> Edge:
    """An edge; it can be told once the days after it are over and recorded, and where each side holds releases further out."""
    edge_on = row.edge_on.date()
    near, far = (row.near_before, row.near_after), (row.far_before, row.far_after)
    is_over = edge_on + timedelta(days=EDGE_DAYS + RECORDING_DAYS) <= as_at
    enough = sum(near) >= FEWEST and min(far) >= FEWEST
    return Edge(edge_on, near, far, compare_odds(near, far) if is_over and enough else None)


def read_anniversaries(counted: pd.DataFrame, cohorts: Sequence[Cohort]) -> tuple[Anniversary, ...]:
    """What the rows of fairness/anniversary say of each cohort."""
    found = []
    for cohort in cohorts:
        rows = counted[counted["cohort_id"] == cohort.id]
        if rows.empty:
            continue
        before, after = int(rows["more_before"].sum()), int(rows["more_after"].sum())
        weeks = tuple((int(week), int(events)) for week, events in zip(rows["week"], rows["events"], strict=True))
        p = chance_of_more_after(before, after) if before + after >= FEWEST else None
        found.append(Anniversary(cohort, int(rows["people"].iloc[0]), weeks, before, after, p))
    return tuple(found)
