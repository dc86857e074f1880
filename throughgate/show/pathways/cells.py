"""Tables of counts with their totals: which cells to hide so that no small one follows from the others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP, UNRELIABLE_BELOW
from throughgate.methods.reconviction import Rate
from throughgate.show import words
from throughgate.show.tables import HIDDEN, UNRELIABLE_KEY, hidden_key

NAMES: Mapping[int | None, str] = {
    1: "Pathway 1",
    2: "Pathway 2",
    3: "Pathway 3",
    4: "Pathway 4",
    None: "No pathway",
}


def hide_cells(counts: np.ndarray) -> np.ndarray:
    """Which cells of a table with a total for each row and each column to hide.

    A cell of 1 to 4 people is hidden, and so is a row or a column of fewer than 10. Then each row and each column, that of the totals
    too, must have none or at least two hidden, and where its total is shown those hidden must be 5 or more together; the
    smallest of the rest goes with them until that holds, at last the total; first what stands across from something hidden,
    so that few cells go.

    Args:
        counts: people, rows by columns, without totals.

    Returns:
        True for each cell to hide, with one row and one column more, of the totals.
    """
    people = np.asarray(counts, dtype=int)
    table = np.block([[people, people.sum(axis=1, keepdims=True)], [people.sum(axis=0), people.sum()]])
    of_few = (table > 0) & (table < SMALLEST_GROUP)
    hidden = ((table < SMALLEST_COUNT) | of_few[:, -1:] | of_few[-1:, :]) & (table > 0)
    for row, column in np.argwhere(hidden[:-1, :-1] & ~of_few[:-1, -1:] & ~of_few[-1:, :-1]):
        _hide_corners(people, hidden, row, column)
    before = -1
    while before != hidden.sum():
        before = hidden.sum()
        for lines, shown in ((table, hidden), (table.T, hidden.T)):
            for at, line in enumerate(lines):
                _hide_beside(line, shown[at], np.delete(shown, at, axis=0).any(axis=0))
    return hidden


def _hide_corners(people: np.ndarray, hidden: np.ndarray, row: int, column: int) -> None:
    """Hide in place the fewest people that with a cell alone in its row and column make the corners of a rectangle."""
    if hidden[row, :-1].sum() > 1 or hidden[:-1, column].sum() > 1:
        return
    besides = [
        (people[row, across] + people[down, column] + people[down, across], down, across)
        for down in np.flatnonzero(people[:, column]) if down != row
        for across in np.flatnonzero(people[row]) if across != column and people[down, across]
    ]  # fmt: skip
    if besides:
        _, down, across = min(besides)
        hidden[row, across] = hidden[down, column] = hidden[down, across] = True


def _hide_beside(line: np.ndarray, hidden: np.ndarray, has_others: np.ndarray) -> None:
    """Hide in place more of one line of a table, its total last; first what stands across from something hidden."""
    parts, unseen = line[:-1], hidden[:-1]
    while hidden.sum() == 1 or (unseen.any() and not hidden[-1] and parts[unseen].sum() < SMALLEST_COUNT):
        spare = np.flatnonzero(~unseen & (parts > 0))
        if spare.size:
            unseen[min(spare, key=lambda at: (not has_others[at], parts[at]))] = True
        elif not hidden[-1]:
            hidden[-1] = True
        else:
            return


def said(count: int, is_hidden: bool) -> str:
    """A count as text, or that it is hidden."""
    return HIDDEN if is_hidden else words.whole(count)


def share(count: int, of: int) -> str:
    """A count with its share: 1,005 (63.2%)."""
    return f"{words.whole(count)} ({words.percent(count / of)})" if of else words.whole(count)


def rate_words(rate: Rate) -> str:
    """A rate with its interval, marked where it rests on few people."""
    return words.rate(rate) + (" u" if 0 < rate.n < UNRELIABLE_BELOW else "")


def key_of_cells(table: pd.DataFrame) -> str:
    """The symbols used in a table, explained; empty where none is used."""
    is_few = table.map(lambda cell: str(cell).endswith(" u")).any(axis=None)
    return " ".join(filter(None, (hidden_key(table), UNRELIABLE_KEY if is_few else "")))
