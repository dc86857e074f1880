"""A table as CSV: what it was made from in lines of notes before it, then one row of names and the rows.

The notes stand before the table, each begun with #, as in the file of `throughgate subgroups --csv`: whoever opens the file
sees first what it holds, no row of the table has other columns than the rest, and the last note says how many lines to
leave out. Lines after the table would be taken for rows by nearly everything that reads CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from throughgate.show.files.book import Sheet, notes_of
from throughgate.show.files.cells import Cell, as_read
from throughgate.show.files.columns import symbols_in, to_cells
from throughgate.show.files.sheets import paragraphs
from throughgate.show.stamp import Stamp

FORMULA_STARTS = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}", "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


def csv_bytes(stamp: Stamp, sheet: Sheet, finding: str = "") -> bytes:
    """The table as UTF-8, with the finding of its page where it is known; text stands in quotation marks, so that what parts cells otherwise keeps it whole."""
    table = to_cells(sheet.frame)
    out, write = _writer()
    write([safe(name) for name in table.columns])
    for row in table.itertuples(index=False, name=None):
        write([safe(cell) for cell in row])
    return notes_bytes(stamp, sheet, symbols_in([table]), finding) + out.getvalue().encode()


def notes_bytes(stamp: Stamp, sheet: Sheet, symbols: Mapping[str, str], finding: str = "") -> bytes:
    """The lines that stand before a table, whose own frame is not read: what it holds, was made from and means."""
    notes = [note for line in (finding, *_notes(stamp, sheet, symbols)) if (note := as_read(line))]
    out, write = _writer()
    for note in (*notes, f"The table begins in line {len(notes) + 2}."):
        write([f"# {note}"])
    return out.getvalue().encode()


def _writer() -> tuple[io.StringIO, Callable[[Sequence[Cell]], object]]:
    out = io.StringIO()
    return out, csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).writerow


def safe(cell: Cell) -> Cell:
    """A cell of which a spreadsheet makes no formula: text that begins as one does is led by an apostrophe."""
    return cell if isinstance(cell, Decimal) or not cell.startswith(FORMULA_STARTS) else f"'{cell}"


def _notes(stamp: Stamp, sheet: Sheet, symbols: Mapping[str, str]) -> list[str]:
    return [
        sheet.title, sheet.subtitle, f"Source: {sheet.source}" if sheet.source else "",
        *(f"{name}: {value}" for name, value in stamp.lines),
        *notes_of(stamp), sheet.key, *(f"{symbol}: {said}." for symbol, said in symbols.items()), *paragraphs(sheet.words),
    ]  # fmt: skip
