"""The sheets of a workbook in Analysis Function form: cover, contents, notes and symbols, then one table a sheet.

One row after the other as text and numbers, the same for XLSX and ODS. Titles stand in the first column above their table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from throughgate.show.files.book import Book, Sheet, notes_of
from throughgate.show.files.cells import as_read
from throughgate.show.files.columns import symbols_in, to_cells, unique

COVER, CONTENTS, NOTES = "Cover", "Contents", "Notes"
LONGEST_NAME = 31
"""Letters that a spreadsheet allows for the name of a sheet."""
PER_LETTER, NARROWEST, WIDEST = 9, 90, 420
SEE_NOTES = f"This worksheet contains one table. Symbols in square brackets are explained on the worksheet {NOTES}."


@dataclass(frozen=True, eq=False)
class Leaf:
    """A sheet as it will stand: words above the table, and the table; `table_name` is what a spreadsheet knows it by.

    The first cells of one that `is_contents` name the other sheets, and link to them.
    """

    name: str
    table_name: str
    title: str
    table: pd.DataFrame
    subtitles: tuple[str, ...] = ()
    instructions: str = "This worksheet contains one table."
    legend: tuple[str, ...] = ()
    source: str = ""
    is_contents: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands above the table, a row each, in the order of gptables."""
        return tuple(filter(None, (self.title, *self.subtitles, self.instructions, *self.legend, self.source)))


def leaves(book: Book) -> tuple[Leaf, ...]:
    """Contents, notes, and the tables in their order; the cover stands before them."""
    tables = [to_cells(sheet.frame) for sheet in book.sheets]
    named = zip(sheet_names(book), book.sheets, tables, strict=True)
    made = [_leaf(name, at, sheet, table) for at, (name, sheet, table) in enumerate(named, start=1)]
    notes = Leaf(NOTES, "notes_table", "Notes", _notes(book, tables))
    listed = [(leaf.name, leaf.title) for leaf in (notes, *made)]
    contents = pd.DataFrame(listed, columns=["Worksheet", "What it holds"], dtype=object)
    return Leaf(CONTENTS, "contents_table", "Contents", contents, is_contents=True), notes, *made


def _leaf(name: str, at: int, sheet: Sheet, table: pd.DataFrame) -> Leaf:
    subtitle, key, source = said_of(sheet.subtitle), said_of(sheet.key), said_of(sheet.source)
    return Leaf(
        name, f"table_{at}", f"Table {at}: {said_of(sheet.title)}", table, subtitles=(subtitle,) if subtitle else (),
        instructions=SEE_NOTES, legend=tuple(filter(None, (key, *map(said_of, paragraphs(sheet.words))))),
        source=f"Source: {source}" if source else "",
    )  # fmt: skip


def cover_of(book: Book) -> tuple[str, list[str], list[str]]:
    """Title of the cover, what the figures were made from, and how to use the file."""
    made_from = [f"{name}: {said_of(value)}" for name, value in book.stamp.lines]
    use = f"The worksheet {CONTENTS} lists the tables. The worksheet {NOTES} says what is counted and what the symbols mean."
    return said_of(book.title), made_from, [use]


def widths(table: pd.DataFrame) -> list[int]:
    """Pixels for each column: its longest cell or half its name, within limits; longer words are wrapped."""
    longest = (max(len(str(name)) / 2, *(len(str(cell)) for cell in table[name])) for name in table)
    return [round(min(max(PER_LETTER * letters, NARROWEST), WIDEST)) for letters in longest]


def paragraphs(text: str) -> Sequence[str]:
    """Markdown as lines: each paragraph and each point of a list by itself."""
    parts = re.split(r"\n\s*\n|\n(?=- )", text)
    return [part.strip().removeprefix("- ").lstrip("#> ") for part in parts if part.strip()]


def said_of(text: str) -> str:
    """Words from outside as words: what gptables would take for a link or for the mark of a note is parted."""
    return as_read(text).replace("](", "] (").replace("$$", "$ $")


def sheet_names(book: Book) -> list[str]:
    """Names that a spreadsheet takes: at most 31 letters, none that it forbids, all different, none of ours."""
    plain = [re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", said_of(sheet.name or sheet.title)) for sheet in book.sheets]
    named = [" ".join(name.split()).strip("' ") or "Table" for name in plain]
    return unique([COVER, CONTENTS, NOTES, "History", *map(_short, named)], longest=LONGEST_NAME)[4:]


def _short(name: str) -> str:
    """A name that does not end within a word, where it has to be cut."""
    cut = name[: LONGEST_NAME + 1].rsplit(" ", 1)[0].rstrip(",:; ")
    return name if len(name) <= LONGEST_NAME else cut


def _notes(book: Book, tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One row a symbol that is used, then one a note."""
    symbols = list(symbols_in(tables).items())
    notes = [(f"Note {at}", said_of(note)) for at, note in enumerate(notes_of(book.stamp), start=1)]
    return pd.DataFrame([*symbols, *notes], columns=["Symbol or note", "What it means"], dtype=object)
