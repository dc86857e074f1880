"""A table on screen as a table of numbers and text, digit for digit, for a file that a machine reads.

A column of which every cell holds the same kind of figure becomes columns of numbers, with the unit in their names: the value,
the ends of its interval, n. Nothing is worked out anew, so a file is never more precise than the screen. What stands in the
place of a number is written in square brackets, as the Analysis Function asks; every other column stays the text it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

import pandas as pd

from throughgate.show.files.cells import (
    ANY,
    IN_BRACKETS,
    NOT_APPLICABLE,
    SYMBOLS,
    UNRELIABLE,
    Cell,
    Figure,
    as_read,
    as_texts,
    figure_of,
    in_place,
)

MARK, NO_MARK = "mark", "none"

_INTERVAL = re.compile(r"\s*\((95% [^()]*)\)")


def to_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table of numbers and text: Decimal with the digits of the screen, or str; never an empty cell.

    A table without rows has one that says [z] in every column.
    """
    columns: list[tuple[str, list[Cell]]] = []
    for place, name in enumerate(frame.columns):
        columns += _columns(as_read(name) or f"Column {place + 1}", [as_read(value) for value in frame.iloc[:, place]])
    names = unique((name for name, _ in columns), longest=250)
    if not len(frame):
        columns = [(name, [NOT_APPLICABLE]) for name, _ in columns]
    made = pd.DataFrame(
        {place: pd.Series(cells, dtype=object) for place, (_, cells) in enumerate(columns)}, dtype=object
    )
    return made.set_axis(names, axis=1)


def unique(names: Iterable[str], *, longest: int) -> list[str]:
    """Names at most so long, of which no two are alike in either case; a second one is numbered."""
    found: dict[str, str] = {}
    for name in names:
        cut, count = name[:longest].strip(), 1
        while cut.casefold() in found:
            count += 1
            ending = f" ({count})"
            cut = name[: longest - len(ending)].strip() + ending
        found[cut.casefold()] = cut
    return list(found.values())


def symbols_in(frames: Iterable[pd.DataFrame]) -> dict[str, str]:
    """The symbols that tables of `to_cells` use, explained, in a fixed order."""
    used = {cell for frame in frames for column in frame for cell in frame[column] if isinstance(cell, str)}
    told = {symbol: said for symbol, said in SYMBOLS.items() if symbol in used}
    others = any(cell.startswith("[") and cell.endswith("]") and cell not in SYMBOLS for cell in used)
    return told | ({"[words]": IN_BRACKETS} if others else {})


def _columns(name: str, cells: Sequence[str]) -> list[tuple[str, list[Cell]]]:
    """One column of the screen as the columns of a file."""
    bare = [cell.removesuffix(" u") for cell in cells]
    figures = [figure_of(cell) for cell in bare]
    rest = [in_place(cell) for cell, figure in zip(bare, figures, strict=True) if figure is None]
    found = [figure for figure in figures if figure is not None]
    units = _units(found)
    if not found or None in rest or units is None:
        return [(name, list(as_texts(cells)))]
    parts = _parts(name, found[0], units)
    made: list[tuple[str, list[Cell]]] = []
    for title, get in parts:
        made.append((title, [get(f) if f else in_place(cell) or "" for f, cell in zip(figures, bare, strict=True)]))
    if any(cell.endswith(" u") for cell in cells):
        base = _INTERVAL.sub("", name)
        made.append((f"{base}, {MARK}", [UNRELIABLE if cell.endswith(" u") else NO_MARK for cell in cells]))
    return made


def _units(found: Sequence[Figure]) -> tuple[str, str, tuple[str, str] | None] | None:
    """Unit of the values, of the figure beside them, and the words of their direction; None where rows do not agree."""
    if len({figure.shape for figure in found}) != 1:
        return None
    own = [item for f in found for item in (f.value, *(f.ends or ())) if item is not None]
    beside = {f.beside.unit for f in found if f.beside is not None}
    units = {item.unit for item in own if item.unit != ANY}
    if "£ million" in units and all(item.number == 0 for item in own if item.unit == "£"):
        units.discard("£")
    ways = {item.way for item in own if item.way is not None}
    if len(units) > 1 or len(beside) > 1 or len(ways) > 1:
        return None
    return next(iter(units), ""), next(iter(beside), ""), next(iter(ways), None)


def _parts(name: str, first: Figure, units: tuple[str, str, tuple[str, str] | None]) -> list:
    """The names of the columns of a figure, and how each is taken from it."""
    unit, unit_beside, way = units
    interval = _INTERVAL.search(name)
    base = _INTERVAL.sub("", name) if first.ends and first.value else name
    told = _with(unit, base) + (f" (below 0 is {way[0]})" if way else "")
    parts: list = [(f"{base}{told}", lambda f: f.value.number)] if first.value else []
    if first.ends:
        what = f"{base}, {interval[1] if interval else '95% interval'}" if first.value else base
        parts += [(f"{what} {end}{told}", lambda f, at=at: f.ends[at].number) for at, end in enumerate(("from", "to"))]
    if first.beside:
        parts.append((f"{base}, in brackets{_with(unit_beside, '')}", lambda f: f.beside.number))
    if first.n is not None:
        parts.append((f"{base}, n{f' ({first.of})' if first.of else ''}", lambda f: f.n))
    return parts


def _with(unit: str, base: str) -> str:
    return f", {unit}" if unit and (unit == "%" or unit not in base) else ""


def places_of(column: Iterable[Cell]) -> int | None:
    """How many decimals the numbers of a column have, None where it holds none or they differ."""
    found = {-int(cell.as_tuple().exponent) for cell in column if isinstance(cell, Decimal)}
    return found.pop() if len(found) == 1 else None
