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
from scipy.optimize import linprog
from scipy.sparse import bmat, csr_matrix, identity

from throughgate.gate.deciding import decide, groups_of
from throughgate.gate.gathering import STANDING, Gathered, day_of
from throughgate.gate.question import Question, cohorts_of, column, kinds_of
from throughgate.gate.steps import step_ends
from throughgate.methods.disclosure import hide_small
from throughgate.store.releases import Release

TERMS = SimpleNamespace(
    id="made-up",
    outcome=SimpleNamespace(conviction_months=18),
    cohorts=[
        SimpleNamespace(id="before", kind="baseline"),
        SimpleNamespace(id="one", kind="cohort"),
        SimpleNamespace(id="two", kind="cohort"),
    ],
)
DAYS = (date(2014, 6, 30), date(2014, 5, 31), date(2014, 4, 30))
FACTORS = ("sex", "age-band", "ethnicity", "local", "need-debt", "quarter")
SCOPES = ("all", "all-compared", "before", "one", "two")
MEASURES = ("reconviction", "severity", "custody", "time")
FEW_PEOPLE, FEW_COUNT = 10, 5


def made_up(seed: int, people: int = 260) -> dict[date, pd.DataFrame]:
    """A row a person on each of three days: on each a few more are known and complete than before, and a few more reconvicted."""
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
        "first_severity": draw.choice(["indictable", "either way", "summary"], people, p=[0.2, 0.4, 0.4]),
        "first_is_custodial": draw.random(people) < 0.3,
        "day": draw.integers(1, 540, people),
    })  # fmt: skip
    frame["is_mature"] = (frame["cohort_id"] != "two") | (month < 6)
    found = {DAYS[0]: frame}
    for day in DAYS[1:]:
        earlier = frame.copy()
        earlier["is_mature"] &= draw.random(len(frame)) > 0.04
        earlier["is_reconvicted"] &= draw.random(len(frame)) > 0.06
        found[day] = frame = earlier[draw.random(len(frame)) > 0.02].reset_index(drop=True)
    for each in found.values():
        each.loc[~each["is_reconvicted"], ["first_severity"]] = None
        each["first_is_custodial"] = each["first_is_custodial"].where(each["is_reconvicted"], None)
    return found


@dataclass
class Role:
    """Somebody who asks, and what the gate remembers of it; `remembers` and `guards` switch parts of the gate off."""

    frames: dict[date, pd.DataFrame]
    remembers: bool = True
    guards: bool = True

    def __post_init__(self) -> None:
        self.days = {day: day_of(frame, TERMS.outcome.conviction_months) for day, frame in self.frames.items()}
        self.kept: dict[tuple, Release] = {}
        self.gathered: dict[tuple, Gathered] = {}

    def ask(
        self, as_at: date, scope: str, by: tuple[str, ...], measure: str = "reconviction"
    ) -> tuple[tuple[str, ...], ...]:
        """The groups shown; of another measure those whose detail is, after those shown at all."""
        by, shown = tuple(sorted(by)), None
        for each in dict.fromkeys(["reconviction", measure]):
            shown = self._ask(as_at, scope, by, each, shown)
        return shown

    def _ask(self, as_at: date, scope: str, by: tuple[str, ...], measure: str, within) -> tuple[tuple[str, ...], ...]:
        if (measure, as_at, scope, by) in self.kept:
            return self.kept[measure, as_at, scope, by].shown
        before = self.releases(measure) if self.remembers else ()
        asked = Question(TERMS.id, as_at, scope, by)
        gather = partial(self._gather, measure, asked)
        groups = groups_of(gather(()), TERMS, asked, within)
        shown, withheld, because = (
            decide(gather, TERMS, asked, before, measure, within) if self.guards else (tuple(groups), (), "")
        )
        now = datetime(2014, 7, 1, tzinfo=UTC)
        release = Release("r", TERMS.id, now, measure, as_at, scope, by, shown, withheld, because)
        self.kept[measure, as_at, scope, by] = release
        return shown

    def releases(self, measure: str) -> tuple[Release, ...]:
        return tuple(release for release in self.kept.values() if release.measure == measure)

    def _gather(self, measure: str, asked: Question, before: Sequence[Release]) -> Gathered:
        # Of all days, as if each had been asked about: the gate knows pages of those days alone (docs/methods.md).
        dates = tuple(dict.fromkeys([asked.as_at, *DAYS]))
        used = tuple(sorted({column(f) for of in (asked, *before) for f in of.by}))
        if (measure, dates, used) not in self.gathered:
            days = {day: self.days[day] for day in dates}
            self.gathered[measure, dates, used] = Gathered(days, dict(kinds_of(TERMS)), used, measure)
        return self.gathered[measure, dates, used]


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
        self.kinds = {day: _kinds(frame, self.again[day]) for day, frame in self.frames.items()}
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

    def told(self, day: date, measure: str = "reconviction") -> list[np.ndarray]:
        return [
            self.rows(day, release.scope, release.by)[values]
            for release in self.role.releases(measure) if release.as_at == day
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
        for one, other in combinations(self.frames, 2):
            change = np.abs(counts[one] - counts[other])
            few = (change > 0) & (change < FEW_COUNT) & now[one] & now[other] & ~(plain[one] & plain[other])
            found += [f"change of {names[at]}" for at in np.flatnonzero(few)]
        return [*found, *(win for measure in MEASURES[1:] for win in self.wins_of(measure))]

    def fewest(self, day: date) -> list[str]:
        """What adding and subtracting a day's answers leaves of a few people, whoever they are: no group need be named.

        For each person and each weight the lightest combination of sets that holds the person once, by linear programming
        (its weights are people, those reconvicted, and those not): a light one that is made of few people is a win.
        """
        again, told = self.again[day], np.array([*self.standing[day], *self.told(day)])
        held = told.any(axis=0)
        kinds, of = np.unique(told[:, held], axis=1, return_inverse=True)
        n, count = (np.bincount(of.ravel(), row[held], kinds.shape[1]) for row in (np.ones(len(again)), again))
        basis, plain = _basis(kinds), _basis(kinds[: len(self.standing[day])])
        found = []
        for weight in (n, count + 1e-3 * n, n - count + 1e-3 * n):
            for at in range(len(n)):
                made = _lightest(basis, at, weight)
                used = np.abs(made) > 1e-7
                people, few = n[used].sum(), [count[used].sum(), (n - count)[used].sum()]
                is_set = np.allclose(made[used], 1)
                is_small = people < FEW_PEOPLE or (is_set and any(0 < each < FEW_COUNT for each in few))
                if is_small and np.abs(made - (made @ plain.T) @ plain).max() > 1e-6:
                    found.append(f"{people:.0f} people, {few[0]:.0f} reconvicted on {day}")
        return sorted(set(found))

    def wins_of(self, measure: str) -> list[str]:
        """Kinds of the first reconviction that are pinned down; of time the curves of whole cohorts are known anyway."""
        names, rows = self.targets
        found, n = [], rows.sum(axis=1)
        for day in self.frames:
            told = self.told(day, measure)
            if not told:
                continue
            curves = [
                row for c in TERMS.cohorts for done in (True, False) for row in self.rows(day, c.id, (), done).values()
            ]
            plain = curves if measure == "time" else []
            new = _known(rows, np.array([*plain, *told])) & ~(_known(rows, np.array(plain)) if plain else False)
            for kind, are in self.kinds[day][measure].items():
                count = rows @ are
                few = (n < FEW_PEOPLE) | ((count > 0) & (count < FEW_COUNT))
                found += [f"{kind} of {names[at]} on {day}" for at in np.flatnonzero(few & new)]
        return found

    @cached_property
    def targets(self) -> tuple[list[str], np.ndarray]:
        found = self._targets()
        return list(found), np.array(list(found.values()))

    def _targets(self) -> dict[str, np.ndarray]:
        """Every person, and every group by up to three factors of a scope on a day, and of who is new on it."""
        found = {row.tobytes(): (f"person {at}", row) for at, row in enumerate(np.eye(len(self.number)))}
        counted = {day: self.rows(day, "all", ())[()] + self.rows(day, "all-compared", ())[()] for day in self.frames}
        for day in self.frames:
            news = [counted[day] * (1 - counted[other]) for other in self.frames if other != day]
            for size in range(4):
                for by in combinations(FACTORS, size):
                    for scope in SCOPES:
                        for values, row in self.rows(day, scope, by).items():
                            for kind, who in (("", row), *(("new ", row * new) for new in news)):
                                found.setdefault(who.tobytes(), (f"{kind}{scope} {values} {day}", who))
        return {name: row for name, row in found.values() if row.any()}


def _kinds(frame: pd.DataFrame, again: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
    """By measure and kind who was reconvicted so: half years of 182, 183 and the other days."""
    day, custodial = frame["day"].fillna(0), frame["first_is_custodial"]
    assert step_ends(TERMS.outcome.conviction_months) == (6, 12, 18)
    of = {
        "severity": {kind: frame["first_severity"] == kind for kind in ("indictable", "either way", "summary")},
        "custody": {"custodial": custodial == True, "not custodial": custodial == False},  # noqa: E712
        "time": {"to 6 months": day <= 182, "to 12": (day > 182) & (day <= 365), "later": day > 365},
    }
    return {
        measure: {kind: are.to_numpy(float) * again for kind, are in kinds.items()} for measure, kinds in of.items()
    }


def _known(targets: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Whether each target is a sum and difference of rows: least squares by singular values leave nothing of it."""
    right = _basis(rows)
    return np.abs(targets - (targets @ right.T) @ right).max(axis=1) < 1e-6


def _basis(rows: np.ndarray) -> np.ndarray:
    _, size, right = np.linalg.svd(rows, full_matrices=False)
    return right[size > 1e-8 * size[0]]


def _lightest(basis: np.ndarray, at: int, weight: np.ndarray) -> np.ndarray:
    """The combination of the rows that is 1 at a place and has the least sum of weight times size."""
    rank, places = basis.shape
    across = csr_matrix(basis.T)
    bounds = bmat([[across, -identity(places)], [-across, -identity(places)]]).tocsc()
    found = linprog(
        np.concatenate([np.zeros(rank), weight]), A_ub=bounds, b_ub=np.zeros(2 * places),
        A_eq=csr_matrix(np.concatenate([basis[:, at], np.zeros(places)])[None]), b_eq=[1],
        bounds=[(None, None)] * rank + [(0, None)] * places, method="highs",
    )  # fmt: skip
    return basis.T @ found.x[:rank]
