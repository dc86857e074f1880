"""The people whom the gate reasons about: who falls in which group on the days asked about, as columns of `disclosure.People`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from throughgate.gate.question import Measure, column
from throughgate.methods.disclosure import People
from throughgate.store.reader import Reader, open_file, query

STANDING = ("quarter", "released_month", "pathway", "engagement")
"""What pages show of every cohort, or of all cohorts, to everybody: known before anything is asked."""
MOST_TOGETHER = 3
"""Factors: groups by as many together must not follow. Nothing is asked by more."""

OUTCOME_COLUMNS = {
    "reconviction": (),
    "severity": ("first_severity", ("indictable", "either way", "summary")),
    "custody": ("first_is_custodial", (True, False)),
}


class Gathered:
    """People on several days, the day asked about first: labels of the factors used, and sets as rows over the columns."""

    def __init__(
        self, reader: Reader, contract_id: str, days: Sequence[date], factors: Sequence[str], measure: Measure
    ) -> None:
        self.days = tuple(days)
        self.used = tuple(dict.fromkeys([*(column(factor) for factor in factors), *STANDING]))
        frames = [_people(str(reader.path), contract_id, day) for day in self.days]
        everybody = pd.Index(sorted(set().union(*(frame.index for frame in frames))))
        self._frames = [frame.reindex(everybody) for frame in frames]
        outcomes = [_outcomes(frame, measure) for frame in self._frames]
        told_apart = pd.concat([frame[["cohort_id", "is_mature", *self.used]] for frame in self._frames], axis=1)
        kinds = told_apart.fillna("").astype(str).agg("\x1f".join, axis=1) if len(everybody) else pd.Series(dtype=str)
        _, first, self._kind = np.unique(kinds.to_numpy(dtype=str), return_index=True, return_inverse=True)
        self._labels = [frame.iloc[first] for frame in self._frames]
        self.people = People(
            n=self._sum(np.ones(len(everybody))),
            counts=np.array([[self._sum(row) for row in rows] for rows in outcomes]),
            families=self._families(),
        )

    def _sum(self, row: np.ndarray) -> np.ndarray:
        return np.bincount(self._kind, row, minlength=len(np.unique(self._kind)))

    def groups(
        self, cohorts: Sequence[str], by: Sequence[str], day: date, *, is_complete: bool = True
    ) -> dict[tuple[str, ...], np.ndarray]:
        """For each group of these cohorts' people by these columns its row of 0 and 1; the empty tuple where `by` is none.

        Only people whose follow-up is complete on the day, unless not `is_complete`.
        """
        labels = self._labels[self.days.index(day)]
        inside = labels["cohort_id"].isin(cohorts).to_numpy()
        if is_complete:
            inside = inside & labels["is_mature"].eq(True).to_numpy()
        if not by:
            return {(): inside} if inside.any() else {}
        held = labels.loc[inside, list(by)].astype(str)
        places = np.flatnonzero(inside)
        found = {}
        for values, rows in held.reset_index(drop=True).groupby(list(by), sort=True).groups.items():
            row = np.zeros(len(labels), dtype=bool)
            row[places[np.asarray(rows)]] = True
            found[values if isinstance(values, tuple) else (values,)] = row
        return found

    def _families(self) -> tuple[np.ndarray, ...]:
        """Every way to cut the people by up to three factors, within a cohort or over the cohorts, on each day; and who is new."""
        families = []
        for labels in self._labels:
            families += _cuts(labels, self.used)
        today = self._labels[0]
        for other in self._labels[1:]:
            for came in (
                today["cohort_id"].notna() & other["cohort_id"].isna(),
                today["cohort_id"].isna() & other["cohort_id"].notna(),
            ):
                seen = today if came.equals(today["cohort_id"].notna() & other["cohort_id"].isna()) else other
                families += [np.where(came, cut, -1) for cut in _cuts(seen, self.used)]
        return tuple(families)


def _cuts(labels: pd.DataFrame, used: Sequence[str]) -> list[np.ndarray]:
    inside = labels["cohort_id"].notna().to_numpy()
    codes = {name: pd.factorize(labels[name])[0] for name in ("cohort_id", "is_mature", *used)}
    found = []
    for size in range(MOST_TOGETHER + 1):
        for together in combinations(used, size):
            for names in (("is_mature", *together), ("is_mature", "cohort_id", *together)):
                joined = np.zeros(len(labels), dtype=np.int64)
                for name in names:
                    joined = joined * (codes[name].max(initial=0) + 2) + codes[name] + 1
                found.append(np.where(inside, np.unique(joined, return_inverse=True)[1], -1))
    return found


def _outcomes(frame: pd.DataFrame, measure: Measure) -> list[np.ndarray]:
    """Numbers that must not be few: reconvicted and not, and of severity or custody each kind."""
    is_in = frame["cohort_id"].notna().to_numpy()
    is_again = frame["is_reconvicted"].fillna(False).to_numpy(dtype=bool)
    rows = [is_again, is_in & ~is_again]
    if OUTCOME_COLUMNS[measure]:
        name, kinds = OUTCOME_COLUMNS[measure]
        rows += [(frame[name] == kind).fillna(False).to_numpy(dtype=bool) for kind in kinds]
    return [row.astype(float) for row in rows]


@lru_cache(maxsize=16)
def _people(path: str, contract_id: str, as_at: date) -> pd.DataFrame:
    frame = query(open_file(Path(path)), "subgroups/people", contract_id=contract_id, as_at=as_at)
    return frame.set_index("person_number")
