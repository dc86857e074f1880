"""The people whom the gate reasons about: who falls in which group on the days asked about, as columns of `disclosure.People`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd

from throughgate.gate.cuts import Cuts, NestedCuts
from throughgate.gate.question import Measure
from throughgate.gate.steps import step_ends, step_of
from throughgate.methods.disclosure import People
from throughgate.store.reader import open_file, query

STANDING = ("quarter", "released_month", "pathway", "engagement")
"""What pages show of every cohort, or of all cohorts, to everybody: known before anything is asked."""

KINDS: dict[Measure, tuple[str, tuple[object, ...]]] = {
    "severity": ("first_severity", ("indictable", "either way", "summary")),
    "custody": ("first_is_custodial", (True, False)),
}


@dataclass(frozen=True, eq=False)
class Day:
    """People as known on a day, in order of `number`: codes from 1 up by factor, with what each code stands for, and outcomes.

    `outcomes` holds True by name: reconvicted, not reconvicted, and kinds of severity, custody and time.
    """

    number: np.ndarray
    codes: Mapping[str, np.ndarray]
    values: Mapping[str, tuple[str, ...]]
    is_complete: np.ndarray
    outcomes: Mapping[Measure, np.ndarray]


def day_of(frame: pd.DataFrame, conviction_months: int) -> Day:
    """A day from a row a person: person_number, cohort_id, is_mature, is_reconvicted, severity, custody, day, and the factors."""
    told = {"person_number", "is_mature", "is_reconvicted", "first_severity", "first_is_custodial", "day"}
    codes, values = {}, {}
    for name in (name for name in frame if name not in told):
        values[name], places = _coded(frame[name])
        codes[name] = places
    is_again = frame["is_reconvicted"].fillna(False).to_numpy(dtype=bool)
    both = [is_again, ~is_again]
    outcomes: dict[Measure, np.ndarray] = {"reconviction": np.array(both)}
    for measure, (column, kinds) in KINDS.items():
        told_kinds = [(frame[column] == kind).fillna(False).to_numpy(dtype=bool) for kind in kinds]
        # Whose kind is not known is a kind too: it is those reconvicted less the others.
        outcomes[measure] = np.array([*both, *told_kinds, is_again & ~np.any(told_kinds, axis=0)])
    step = step_of(frame["day"].to_numpy(), conviction_months)
    steps = [is_again & (step == place) for place in range(len(step_ends(conviction_months)))]
    outcomes["time"] = np.array([*both, *steps])
    is_complete = frame["is_mature"].fillna(False).to_numpy(dtype=bool)
    return Day(frame["person_number"].to_numpy(dtype=np.int64), codes, values, is_complete, outcomes)


def _coded(column: pd.Series) -> tuple[tuple[str, ...], np.ndarray]:
    places, found = pd.factorize(column, sort=True)
    return tuple(map(str, found)), (places + 1).astype(np.int32)


@lru_cache(maxsize=16)
def read_day(path: str, contract_id: str, as_at: date, conviction_months: int) -> Day:
    """The people of a contract as known on a day; kept, since a data file never changes."""
    rows = query(open_file(Path(path)), "subgroups/people", contract_id=contract_id, as_at=as_at)
    return day_of(rows, conviction_months)


class Gathered:
    """People on several days, the day asked about first: labels of the factors used, and sets as rows over the columns."""

    def __init__(
        self, days: Mapping[date, Day], kinds: Mapping[str, Sequence[str]], columns: Sequence[str], measure: Measure
    ) -> None:
        """People of these days; `kinds` holds the cohorts of each kind that is pooled, `columns` the factors in use."""
        self.days = tuple(days)
        used = tuple(dict.fromkeys([*columns, *STANDING]))
        everybody = np.unique(np.concatenate([day.number for day in days.values()]))
        self._values = [day.values for day in days.values()]
        spread = [_spread(day, everybody, ("cohort_id", *used)) for day in days.values()]
        self._kind, first = _told_apart([row for codes in spread for row in codes.values()], len(everybody))
        self._codes = [{name: row[first] for name, row in codes.items()} for codes in spread]
        self.people = People(
            n=self._sum(np.ones(len(everybody)), len(first)),
            counts=np.array([
                [self._sum(_placed(row, day, everybody), len(first)) for row in day.outcomes[measure]]
                for day in days.values()
            ]),
            families=(cuts := self._cuts(kinds, used, len(first))),
            nested=NestedCuts(cuts.wholes),
        )  # fmt: skip

    def _sum(self, row: np.ndarray, columns: int) -> np.ndarray:
        return np.bincount(self._kind, row, minlength=columns)

    def groups(
        self, cohorts: Sequence[str], by: Sequence[str], day: date, *, is_complete: bool = True
    ) -> dict[tuple[str, ...], np.ndarray]:
        """For each group of these cohorts' people by these columns its row of 0 and 1; the empty tuple where `by` is none.

        Only people whose follow-up is complete on the day, or only the others.
        """
        place = self.days.index(day)
        codes, values = self._codes[place], self._values[place]
        wanted = [at + 1 for at, cohort in enumerate(values["cohort_id"]) if cohort in cohorts]
        inside = np.isin(codes["cohort_id"], wanted) & (codes["is_complete"] == (2 if is_complete else 1))
        if not inside.any():
            return {}
        if not by:
            return {(): inside}
        held = np.stack([codes[name][inside] for name in by])
        kinds, at = np.unique(held, axis=1, return_inverse=True)
        rows = np.zeros((kinds.shape[1], len(inside)), dtype=bool)
        rows[at.ravel(), np.flatnonzero(inside)] = True
        names = [tuple(values[name][code - 1] for name, code in zip(by, kind, strict=True)) for kind in kinds.T]
        return dict(zip(names, rows, strict=True))

    def _cuts(self, kinds: Mapping[str, Sequence[str]], used: Sequence[str], columns: int) -> Cuts:
        """Within a cohort, over the cohorts of a kind and over all; and of two days those who are counted on one of them only."""
        wholes, newcomers = [], []
        counted = []
        for codes, values in zip(self._codes, self._values, strict=True):
            factors = {name: codes[name] for name in used}
            kind = np.zeros(len(values["cohort_id"]) + 1, dtype=np.int64)
            for number, cohorts in enumerate(kinds.values(), 1):
                kind[[at + 1 for at, cohort in enumerate(values["cohort_id"]) if cohort in cohorts]] = number
            # Complete is 2 and not complete 1: labels of who is complete, of whom, are from 1 up.
            complete, whose = (codes[name].astype(np.int64) for name in ("is_complete", "cohort_id"))
            bases = [complete, (kind[whose] * 2 + complete) * (complete > 0), (whose * 2 + complete) * (complete > 0)]
            wholes += [(base, factors) for base in bases]
            counted.append((complete == 2, whose, kind[whose], factors))
        for (now, whose, of_kind, factors), (then, *_) in permutations(counted, 2):
            came = now & ~then
            newcomers += [(came.astype(np.int64), factors), (came * of_kind, factors), (came * whose, factors)]
        return Cuts(columns, _different([*wholes, *newcomers]), _different(wholes))


def _spread(day: Day, everybody: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Codes of a day's people among everybody, 0 for those not known on the day."""
    at = np.searchsorted(everybody, day.number)
    codes = {name: np.zeros(len(everybody), dtype=np.int32) for name in (*names, "is_complete")}
    for name in names:
        codes[name][at] = day.codes[name]
    codes["is_complete"][at] = 1 + day.is_complete
    return codes


def _placed(row: np.ndarray, day: Day, everybody: np.ndarray) -> np.ndarray:
    placed = np.zeros(len(everybody))
    placed[np.searchsorted(everybody, day.number)] = row
    return placed


def _told_apart(rows: Sequence[np.ndarray], people: int) -> tuple[np.ndarray, np.ndarray]:
    """Which column each person is of, and the first person of each: people alike in every row are one column."""
    kind = np.zeros(people, dtype=np.int64)
    for row in rows:
        kind = kind * (int(row.max(initial=0)) + 1) + row
        if kind.max(initial=0) > 1 << 40:
            kind = np.unique(kind, return_inverse=True)[1]
    _, first, kind = np.unique(kind, return_index=True, return_inverse=True)
    return kind, first


def _different(
    bases: Sequence[tuple[np.ndarray, Mapping[str, np.ndarray]]],
) -> list[tuple[np.ndarray, Mapping[str, np.ndarray]]]:
    """Bases without those that cut the same people by the same codes as one before, and without those of nobody."""
    found = {}
    for base, codes in bases:
        if base.any():
            same = np.unique(base, return_inverse=True)[1].tobytes()
            found.setdefault((same, *(code[base > 0].tobytes() for code in codes.values())), (base, codes))
    return list(found.values())
