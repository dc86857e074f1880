"""Made-up people for tests of the gate, and an attacker who solves what it shows, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, partial
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd

from throughgate.gate.deciding import decide, groups_of
from throughgate.gate.gathering import STANDING, Gathered, day_of
from throughgate.gate.question import Question, cohorts_of, column, kinds_of
from throughgate.methods.disclosure import hide_small
from throughgate.store.releases import Release

TERMS = SimpleNamespace(
    id="made-up",
    cohorts=[
        SimpleNamespace(id="before", kind="baseline"),
        SimpleNamespace(id="one", kind="cohort"),
        SimpleNamespace(id="two", kind="cohort"),
    ],
)
DAYS = (date(2014, 6, 30), date(2014, 5, 31))
FACTORS = ("sex", "age-band", "ethnicity", "local", "need-debt", "quarter")
SCOPES = ("all", "all-compared", "before", "one", "two")
FEW_PEOPLE, FEW_COUNT = 10, 5


def made_up(seed: int, people: int = 260) -> dict[date, pd.DataFrame]:
    """A row a person on each of two days: a few more are known and complete on the later, and a few more reconvicted."""
    draw = np.random.default_rng(seed)
    month = draw.integers(1, 7, people)
    frame = pd.DataFrame({
        "person_number": np.arange(people),
        "cohort_id": draw.choice(["before", "one", "two"], people, p=[0.4, 0.35, 0.25]),
        "sex": draw.choice(["man", "woman"], people, p=[0.93, 0.07]),
        "age_band": draw.choice(["18", "21", "25", "40"], people, p=[0.1, 0.3, 0.4, 0.2]),
        "ethnicity": draw.choice(["a", "b", "c", "d", "e"], people, p=[0.7, 0.12, 0.1, 0.05, 0.03]),
        "is_local": draw.choice(["local", "not local"], people),
        "need_debt": draw.choice(["need", "no need", "not known"], people, p=[0.4, 0.4, 0.2]),
        "quarter": np.where(month < 4, "2013-01-01", "2013-04-01"),
        "released_month": [f"2013-{m:02d}-01" for m in month],
        "pathway": draw.choice(["1", "2"], people),
        "engagement": draw.choice(["engaged", "not engaged"], people),
        "is_reconvicted": draw.random(people) < 0.5,
        "first_severity": None, "first_is_custodial": None,
    })  # fmt: skip
    frame["is_mature"] = (frame["cohort_id"] != "two") | (month < 6)
    earlier = frame.copy()
    earlier["is_mature"] &= draw.random(people) > 0.04
    earlier["is_reconvicted"] &= draw.random(people) > 0.06
    return {DAYS[0]: frame, DAYS[1]: earlier[draw.random(people) > 0.02].reset_index(drop=True)}


@dataclass
class Role:
    """Somebody who asks, and what the gate remembers of it; `remembers` and `guards` switch parts of the gate off."""

    frames: dict[date, pd.DataFrame]
    remembers: bool = True
    guards: bool = True

    def __post_init__(self) -> None:
        self.days = {day: day_of(frame) for day, frame in self.frames.items()}
        self.kept: dict[tuple, Release] = {}
        self.gathered: dict[tuple, Gathered] = {}

    def ask(self, as_at: date, scope: str, by: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        by = tuple(sorted(by))
        if (as_at, scope, by) in self.kept:
            return self.kept[as_at, scope, by].shown
        before = tuple(self.kept.values()) if self.remembers else ()
        asked = Question(TERMS.id, as_at, scope, by)
        gather = partial(self._gather, asked)
        groups = groups_of(gather(()), TERMS, asked)
        shown, withheld, because = decide(gather, TERMS, asked, before) if self.guards else (tuple(groups), (), "")
        now = datetime(2014, 7, 1, tzinfo=UTC)
        release = Release("r", TERMS.id, now, "reconviction", as_at, scope, by, shown, withheld, because)
        self.kept[as_at, scope, by] = release
        return shown

    def _gather(self, asked: Question, before: Sequence[Release]) -> Gathered:
        dates = tuple(dict.fromkeys([asked.as_at, *(release.as_at for release in before)]))
        used = tuple(sorted({column(f) for of in (asked, *before) for f in of.by}))
        if (dates, used) not in self.gathered:
            days = {day: self.days[day] for day in dates}
            self.gathered[dates, used] = Gathered(days, dict(kinds_of(TERMS)), used, "reconviction")
        return self.gathered[dates, used]


class Attacker:
    """Knows who is in which group, and every number shown; wants the outcome of a few. Nothing here is the gate's own code.

    A set of people is a row over persons. Sets on a day are equations for that day's reconvictions; numbers of people are
    equations for who is in a group, on all days together.
    """

    def __init__(self, role: Role) -> None:
        self.role = role
        self.number = np.arange(1 + max(frame["person_number"].max() for frame in role.frames.values()))
        self.frames = {day: f.set_index("person_number").reindex(self.number) for day, f in role.frames.items()}
        self.again = {day: (f["is_reconvicted"] == True).to_numpy(float) for day, f in self.frames.items()}  # noqa: E712
        self.standing = {day: self._standing(day) for day in self.frames}

    def rows(self, day: date, scope: str, by: tuple[str, ...], complete: bool = True) -> dict[tuple, np.ndarray]:
        frame = self.frames[day]
        inside = frame["cohort_id"].isin(cohorts_of(TERMS, scope)) & (frame["is_mature"] == complete)
        if not by:
            return {(): inside.to_numpy(float)}
        of = frame[inside].groupby([column(f) for f in by] if len(by) > 1 else column(by[0])).groups
        return {
            key if isinstance(key, tuple) else (key,): np.isin(self.number, list(who)).astype(float)
            for key, who in of.items()
        }

    def _standing(self, day: date) -> list[np.ndarray]:
        found = []
        asked = [(c.id, by) for c in TERMS.cohorts for by in ((), ("quarter",), ("released_month",))]
        for scope, by in [*asked, *(("all", by) for by in ((), *((name,) for name in STANDING[2:])))]:
            for complete in (True, False):
                rows = [row for row in self.rows(day, scope, by, complete).values() if row.any()]
                if rows:
                    hidden = hide_small([int(r.sum()) for r in rows], [int(r @ self.again[day]) for r in rows])
                    found += [row for row, is_hidden in zip(rows, hidden, strict=True) if not is_hidden]
        return found

    def told(self, day: date) -> list[np.ndarray]:
        return [
            self.rows(day, release.scope, release.by)[values]
            for release in self.role.kept.values() if release.as_at == day
            for values in release.shown
        ]  # fmt: skip

    def wins(self) -> list[str]:
        """What is pinned down though it is small, and was not by the pages alone."""
        names, rows = self.targets
        plain = {day: _known(rows, np.array(known)) for day, known in self.standing.items()}
        now = {day: _known(rows, np.array([*known, *self.told(day)])) for day, known in self.standing.items()}
        every = np.vstack([np.array(known) for known in self.standing.values()])
        told = [row for day in self.frames for row in self.told(day)]
        n = rows.sum(axis=1)
        new = _known(rows, np.vstack([every, *told])) & ~_known(rows, every)
        found = [f"people of {names[at]}" for at in np.flatnonzero(new & (n < FEW_PEOPLE))]
        counts = {day: rows @ again for day, again in self.again.items()}
        for day, count in counts.items():
            few = (n < FEW_PEOPLE) | ((count > 0) & (count < FEW_COUNT)) | ((n > count) & (n - count < FEW_COUNT))
            found += [f"reconvicted of {names[at]} on {day}" for at in np.flatnonzero(few & now[day] & ~plain[day])]
        both, both_plain = (np.all(list(each.values()), axis=0) for each in (now, plain))
        change = np.abs(np.subtract(*counts.values()))
        few = (change > 0) & (change < FEW_COUNT) & both & ~both_plain
        return [*found, *(f"change of {names[at]}" for at in np.flatnonzero(few))]

    @cached_property
    def targets(self) -> tuple[list[str], np.ndarray]:
        found = self._targets()
        return list(found), np.array(list(found.values()))

    def _targets(self) -> dict[str, np.ndarray]:
        """Every person, and every group by up to three factors of a scope on a day, and of who is new on it."""
        found = {row.tobytes(): (f"person {at}", row) for at, row in enumerate(np.eye(len(self.number)))}
        counted = {day: self.rows(day, "all", ())[()] + self.rows(day, "all-compared", ())[()] for day in self.frames}
        for day in self.frames:
            new = counted[day] * (1 - np.minimum(*counted.values()))
            for size in range(4):
                for by in combinations(FACTORS, size):
                    for scope in SCOPES:
                        for values, row in self.rows(day, scope, by).items():
                            for kind, who in (("", row), ("new ", row * new)):
                                found.setdefault(who.tobytes(), (f"{kind}{scope} {values} {day}", who))
        return {name: row for name, row in found.values() if row.any()}


def _known(targets: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Whether each target is a sum and difference of rows: least squares by singular values leave nothing of it."""
    _, size, right = np.linalg.svd(rows, full_matrices=False)
    right = right[size > 1e-8 * size[0]]
    return np.abs(targets - (targets @ right.T) @ right).max(axis=1) < 1e-6
