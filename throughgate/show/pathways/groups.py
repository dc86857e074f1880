"""The groups of discharges that the page counts, and which to hide: once for all its tables, charts, boxes and words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP
from throughgate.service.pathways import Cell
from throughgate.show.pathways.cells import hide_cells

Group = frozenset[int]
"""Places among the cells: the same people in two tables are the same group, and so are hidden in both or in neither."""
Belongs = Callable[[Cell], bool]
Grid = tuple[tuple[Group, ...], ...]
"""Rows by columns, a total last in each row and each column."""

ALMOST = 1e-6
"""How near to whole a solution of equations in whole numbers has to come, for rounding."""


@dataclass(frozen=True)
class Groups:
    """What the page counts of the cells. A group that is `hidden` is so wherever it stands; nobody's never is.

    `by_quarter`: the rows are the quarters, the columns pathways 1 to 4, on remand before it was a pathway, and none for no such
    reason. `by_rule`: the rows are those of `rules` that anybody falls under, the columns pathways 1 to 4 and none. `asked` holds of each quarter the sentenced, and
    of these those on the pathway intended. `ruled` are those for whom the rules name a pathway there was, `placed` those with one.
    """

    cells: tuple[Cell, ...]
    quarters: tuple[date, ...]
    rules: tuple[int, ...]
    by_quarter: Grid
    by_rule: Grid
    asked: tuple[tuple[Group, Group], ...]
    ruled: Group
    as_intended: Group
    placed: Group
    hidden: frozenset[Group] = frozenset()

    def people(self, group: Group) -> int:
        """Discharges of a group."""
        return sum(self.cells[at].people for at in group)

    def counts(self, grid: Grid) -> np.ndarray:
        """Discharges of each group of a table, its totals too."""
        return np.array([[self.people(group) for group in row] for row in grid])

    def unseen(self, grid: Grid) -> np.ndarray:
        """Which groups of a table are hidden."""
        return np.array([[group in self.hidden for group in row] for row in grid])


RULES: tuple[tuple[Belongs, int | None], ...] = (
    (lambda cell: cell.intended == 1, 1),
    (lambda cell: cell.intended == 2, 2),
    (lambda cell: cell.intended == 3 and not cell.is_triage_only, 3),
    (lambda cell: cell.is_triage_only, 3),
    (lambda cell: cell.intended == 4 and not cell.is_before_remand, 4),
    (lambda cell: cell.is_before_remand, None),
    (lambda cell: cell.intended is None and not cell.is_before_remand, None),
)
"""What the triage rules say of somebody, and the pathway they name: 1, 2, 3, 3 by triage only, 4, remand too early, nothing."""

LONGER, TRIAGE_ONLY = 2, 3
"""Places of RULES."""


@lru_cache(maxsize=8)
def groups(cells: tuple[Cell, ...]) -> Groups:
    """The groups of the page, and the hidden ones, such that no small group follows from what is shown.

    First each table hides what `hide_cells` does. Then, as long as a small group can be worked out by adding and taking away
    what is shown anywhere on the page, one more group is hidden of those it is worked out from. Who works it out is taken to
    know which cells nobody is in, so that more is hidden than has to be rather than less.
    """
    made = _made(tuple(cell for cell in cells if cell.people))
    hidden = set()
    for grid in (made.by_quarter, made.by_rule):
        inner = made.counts(grid)[:-1, :-1]
        cover = hide_cells(inner)
        cover[:, -1] &= made.counts(grid)[:, -1] < SMALLEST_GROUP
        cover[-1] &= made.counts(grid)[-1] < SMALLEST_GROUP
        hidden |= {grid[row][column] for row, column in np.argwhere(cover)}
    hidden -= {_everybody(made)}
    return Groups(**{**vars(made), "hidden": frozenset(_seal(made, hidden))})


def _made(cells: tuple[Cell, ...]) -> Groups:
    def group(belongs: Belongs) -> Group:
        return frozenset(at for at, cell in enumerate(cells) if belongs(cell))

    quarters = tuple(sorted({cell.quarter for cell in cells}))
    rules = tuple(at for at, (belongs, _) in enumerate(RULES) if group(belongs))
    of_quarter = [group(lambda cell, quarter=quarter: cell.quarter == quarter) for quarter in quarters]
    received = [group(lambda cell, at=at: cell.received == at) for at in (1, 2, 3, 4, None)]
    before = group(lambda cell: cell.is_before_remand)
    asked = group(lambda cell: cell.intended in (1, 2, 3))
    same = group(lambda cell: cell.is_as_intended)
    everybody = group(lambda _: True)
    return Groups(
        cells=cells, quarters=quarters, rules=rules,
        by_quarter=_grid(of_quarter, [*received[:4], before, received[4] - before], everybody),
        by_rule=_grid([group(RULES[at][0]) for at in rules], received, everybody),
        asked=tuple((quarter & asked, quarter & asked & same) for quarter in of_quarter),
        ruled=group(lambda cell: cell.has_rule), as_intended=same, placed=everybody - received[4],
    )  # fmt: skip


def _grid(rows: Sequence[Group], columns: Sequence[Group], everybody: Group) -> Grid:
    return tuple(tuple(row & column for column in (*columns, everybody)) for row in (*rows, everybody))


def _everybody(made: Groups) -> Group:
    return made.by_quarter[-1][-1]


def _seal(made: Groups, hidden: set[Group]) -> set[Group]:
    """The groups to hide in all, so that no small one is given away."""
    everybody, preference = _everybody(made), _preference(made)
    small = [group for group, least in _sensitive(made) if 0 < made.people(group) < least]
    while True:
        if any(group in hidden for row in made.by_rule[:-1] for group in row[:-1]):
            # In small whole numbers the share on the pathway intended would leave a hidden cell few ways to be.
            hidden |= {made.ruled, made.as_intended} - {everybody}
        # A share tells both its parts: neither is shown without the other.
        for pair in (*made.asked, (made.ruled, made.as_intended)):
            if hidden & set(pair):
                hidden |= {group for group in pair if group and group != everybody}
        told = [group for group in preference if group not in hidden]
        equations = np.array([_places(made, group) for group in told])
        left = [group for group in _left_over(made, hidden) if 0 < made.people(group) < SMALLEST_COUNT]
        solution = _given_away(equations, np.array([_places(made, group) for group in (*small, *left)]))
        spare = [at for at in np.flatnonzero(np.abs(solution) > ALMOST) if told[at] != everybody]
        if not spare:
            return hidden
        hidden.add(told[min(spare, key=lambda at: _order(preference[told[at]], solution[at]))])


def _order(preference: tuple[int, int], share: float) -> tuple[int, float, int]:
    kind, people = preference
    return kind, -round(abs(share), 6), people


def _places(made: Groups, group: Group) -> np.ndarray:
    return np.isin(np.arange(len(made.cells)), list(group)).astype(float)


def _given_away(equations: np.ndarray, groups_of_few: np.ndarray) -> np.ndarray:
    """How the first group that follows from the equations does: how often each is added; zeros where none follows."""
    if not len(groups_of_few):
        return np.zeros(len(equations))
    solutions = np.linalg.lstsq(equations.T, groups_of_few.T, rcond=None)[0]
    follows = np.abs(equations.T @ solutions - groups_of_few.T).max(axis=0) < ALMOST
    return solutions[:, follows.argmax()] if follows.any() else np.zeros(len(equations))


def _preference(made: Groups) -> dict[Group, tuple[int, int]]:
    """Every group that the page counts, with what to hide first: shares by quarter, small cells, totals at last."""
    order: dict[Group, tuple[int, int]] = {}
    for grid in (made.by_quarter, made.by_rule):
        order |= {group: (1, made.people(group)) for row in grid[:-1] for group in row[:-1]}
    order |= {group: (0, made.people(group)) for pair in made.asked for group in pair if group not in order}
    order |= {row[-1]: (2, made.people(row[-1])) for row in made.by_rule[:-1] if len(row[-1]) > 0}
    received = [*made.by_quarter[-1], *made.by_rule[-1], *(row[-1] for row in made.by_quarter)]
    for group in (*received, made.ruled, made.as_intended, made.placed):
        order[group] = (3, made.people(group))
    return {group: place for group, place in order.items() if group}


def _totals(grid: Grid) -> Iterable[Group]:
    return (*grid[-1], *(row[-1] for row in grid[:-1]))


def _sensitive(made: Groups) -> list[tuple[Group, int]]:
    """Groups that must not follow from what is shown, with the people from which on they may."""
    inner = [group for grid in (made.by_quarter, made.by_rule) for row in grid[:-1] for group in row[:-1]]
    totals = [group for grid in (made.by_quarter, made.by_rule) for group in _totals(grid)]
    whole = [row[-1] for row in made.by_quarter[:-1]]
    beside = [(quarter - asked) for quarter, (asked, _) in zip(whole, made.asked, strict=True)]
    pairs = (*made.asked, (made.ruled, made.as_intended))
    aims = [
        (row[-1], row[RULES[at][1] - 1])
        for at, row in zip(made.rules, made.by_rule, strict=False)
        if RULES[at][1] is not None
    ]
    parts = [part for n, same in (*pairs, *aims) for part in (same, n - same)]
    large = [*totals, *(asked for asked, _ in made.asked), made.ruled, _everybody(made) - made.ruled]
    return [(group, SMALLEST_COUNT) for group in (*inner, *beside, *parts)] + [(one, SMALLEST_GROUP) for one in large]


def _left_over(made: Groups, hidden: set[Group]) -> list[Group]:
    """Of each row and each column, what is hidden in it together."""
    lines = [line for grid in (made.by_quarter, made.by_rule) for line in (*grid, *zip(*grid, strict=True))]
    return [frozenset().union(*(group for group in line[:-1] if group in hidden)) for line in lines]
