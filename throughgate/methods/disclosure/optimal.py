"""Which further cells of one table to hide at the least cost: optimal suppression by Tau-Argus, an optional extra."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

MOST_MINUTES = 1
"""For the solver; tables here have at most some hundred cells, for which it takes well under a second."""
OPTIMAL = 0


class SuppressionError(RuntimeError):
    """Optimal suppression cannot be worked out; the message says what to do."""


def suppress_optimally(n: np.ndarray, sums: np.ndarray, hidden: np.ndarray, width: int) -> np.ndarray:
    """All cells to hide, so that from the sums shown no hidden one follows, nor to within `width` people either way.

    The least number of people is hidden. Only this one table is looked at, and where no pattern leaves so wide a doubt the solver
    gives one that leaves less: whoever calls checks the result.

    Args:
        n: People of each cell (whole numbers).
        sums: Sets of cells whose sum is shown, as rows of 0 and 1 over the cells.
        hidden: Cells that have to be hidden.
        width: How far from its own value each of these must be possible, upwards and downwards where it is not below 0 (people).

    Returns:
        True for each cell to hide; `hidden` itself where it is nobody.

    Raises:
        SuppressionError: pytauargus is not there, or its solver found nothing.

    Source: Fischetti and Salazar 2001, doi:10.1287/mnsc.47.7.1008.9805 (the model); pytauargus 0.6.0 with HiGHS.
    """
    if not hidden.any():
        return hidden.copy()
    try:
        from pytauargus import HiTaSCtrl  # noqa: PLC0415 an extra, wanted by those alone who ask for it
    except ImportError as fault:
        raise SuppressionError(
            "optimal suppression needs the extra suppression: install it (pip install 'throughgate[suppression]'), or write "
            'method = "own" in data/disclosure.toml'
        ) from fault
    with TemporaryDirectory() as folder:
        asked, answered = Path(folder, "table.jj"), Path(folder, "hidden.jj")
        asked.write_text(_table(np.rint(n).astype(int), sums, hidden, width), encoding="ascii")
        solver = HiTaSCtrl()
        code = solver.full_jj(str(asked), str(answered), MOST_MINUTES, "", folder)
        if code != OPTIMAL or not answered.exists():
            raise SuppressionError(f"optimal suppression failed ({code}): {solver.error_string(code).strip()}")
        further = [int(line) for line in answered.read_text(encoding="ascii").split()]
    chosen = hidden.copy()
    chosen[further] = True
    return chosen


def _table(n: np.ndarray, sums: np.ndarray, hidden: np.ndarray, width: int) -> str:
    """Cells and equations as the solver reads them: a cell is u where it must be hidden, s where it may, z where not.

    A line a cell: number, value, cost, status, bounds, how far down, up and in all it must be uncertain.
    """
    most = 2 * int(n.sum()) + width
    cells = [
        _cell(place, people, "u" if is_hidden else "s", most, min(width, people) if is_hidden else 0, width * is_hidden)
        for place, (people, is_hidden) in enumerate(zip(n.tolist(), hidden.tolist(), strict=True))
    ]
    totals = [_cell(len(n) + place, int(row @ n), "z", most, 0, 0) for place, row in enumerate(sums.astype(int))]
    equations = [
        f"0 {int(row.sum()) + 1} : {len(n) + place} (-1) {_terms(np.flatnonzero(row))}"
        for place, row in enumerate(sums)
    ]
    return "\n".join(["0", str(len(cells) + len(totals)), *cells, *totals, str(len(equations)), *equations, ""])


def _cell(place: int, people: int, status: str, most: int, down: int, up: int) -> str:
    return f"{place} {people} {max(people, 1)} {status} 0 {most} {down} {up} 0"


def _terms(cells: Sequence[int]) -> str:
    return " ".join(f"{cell} (1)" for cell in cells)
