"""The pack as an accessible PDF: a document of plain data, set by typst, which never sees words as code."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import pandas as pd
import typst

from throughgate.pack import markup
from throughgate.pack.errors import PackError

TEMPLATE = Path(__file__).with_name("board.typ")
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
"""Fonts that come with matplotlib, so that a pack is the same on every machine."""
NUMBER = re.compile(r"(c|[£+\-\u2212]?[£]?[\d.,]+(%| u)?( \([^)]*\))?)?")
AMOUNTS = re.compile(r"^Amount\b")
ACROSS, AROUND = 481.0, 8.0
"""Points: the width of a page between its margins, and the empty room that every column takes."""
WIDE = 0.64
"""Width of a letter, about, as a share of its size; the widest words are names of columns, in bold."""
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
"""Sizes of a table's letters in points: the first in which no word need break, else the last."""
NO_WORDS = frozenset({"chart", "size", "widths", "align", "is_whole", "is_on_new_page"})
"""What is no word among the data of a document."""
LONGEST_KEPT = 26
"""Letters of a word for which a column is made wide enough; a longer one may break."""


@dataclass(frozen=True)
class Part:
    """What stands under a heading: a chart as SVG with its alt text, or a table, or words alone. All words are Markdown.

    `is_whole` keeps it on one page, its heading with it.
    """

    heading: str = ""
    subtitle: str = ""
    svg: bytes | None = None
    alt: str = ""
    table: pd.DataFrame | None = None
    key: str = ""
    source: str = ""
    words: str = ""
    is_whole: bool = False


@dataclass(frozen=True)
class Section:
    """A part of the pack with a heading that stands among the contents."""

    heading: str
    subtitle: str
    parts: tuple[Part, ...]
    is_on_new_page: bool = False


@dataclass(frozen=True)
class Document:
    """A pack: what stands on its first page, at the head (`running`) and foot of each, and its sections."""

    finding: str
    caption: str
    running: str
    foot: str
    status: str
    lead: str
    boxes: tuple[tuple[str, str, str], ...]
    caution: str
    sections: tuple[Section, ...]


def pdf_bytes(document: Document) -> bytes:
    """The document as PDF/UA-1; the same bytes for the same document.

    Raises:
        PackError: typst cannot set it.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / TEMPLATE.name
        source.write_bytes(TEMPLATE.read_bytes())
        (Path(folder) / "board.json").write_text(json.dumps(_data(document)), encoding="utf-8")
        try:
            return typst.compile(
                str(source), format="pdf", root=folder, font_paths=[str(FONTS)], ignore_system_fonts=True, pdf_standards="ua-1"
            )  # fmt: skip
        except (typst.TypstError, RuntimeError) as fault:
            raise PackError(f"{TEMPLATE.name}: the pack cannot be set: {fault}") from fault


def said(document: Document) -> str:
    """Every word of a document, as JSON: without its charts' drawings, and whatever room its columns are given."""
    data = _data(document)
    return json.dumps(_words(data), ensure_ascii=False).replace(markup.BREAK, "")


def _words(data: object) -> object:
    if isinstance(data, dict):
        return {name: _words(held) for name, held in data.items() if name not in NO_WORDS}
    return [_words(held) for held in data] if isinstance(data, list) else data


def _data(of: Document) -> dict[str, object]:
    boxes = pd.DataFrame(of.boxes, columns=["Figure", "Value", "What it is"]) if of.boxes else None
    return {
        "title": markup.bare(of.finding), "finding": markup.bare(of.finding), "author": "Throughgate",
        "description": of.running, "caption": of.caption, "running": of.running, "foot": of.foot,
        "status": markup.blocks(of.status), "lead": markup.blocks(of.lead), "boxes": None if boxes is None else _table(boxes),
        "caution": markup.blocks(of.caution), "sections": [_section(section) for section in of.sections],
    }  # fmt: skip


def _section(of: Section) -> dict[str, object]:
    return {
        "heading": markup.inline(of.heading),
        "subtitle": markup.inline(of.subtitle),
        "parts": [_part(part) for part in of.parts],
        "is_on_new_page": of.is_on_new_page,
    }


def _part(of: Part) -> dict[str, object]:
    return {
        "heading": markup.inline(of.heading) if of.heading else None,
        "subtitle": markup.inline(of.subtitle),
        "chart": None if of.svg is None else of.svg.decode("utf-8"),
        "alt": markup.bare(of.alt),
        "table": None if of.table is None else _table(of.table),
        "key": markup.inline(of.key),
        "source": markup.inline(f"Source: {of.source}" if of.source else ""),
        "words": markup.blocks(of.words),
        "is_whole": of.is_whole,
    }


def _table(frame: pd.DataFrame) -> dict[str, object]:
    """A table with widths by what its columns hold: letters get smaller with more columns, and longer words may break."""
    cells = [
        [str(name) for name in frame.columns],
        *(["" if pd.isna(v) else str(v) for v in row] for row in frame.values),
    ]
    columns = [[markup.bare(row[at]) for row in cells] for at in range(len(frame.columns))]
    size, widths = _widths(columns)
    fitting = [max(2, int((width - AROUND) / (WIDE * size))) for width in widths]
    header, *rows = [[markup.inline(cell, fits) for cell, fits in zip(row, fitting, strict=True)] for row in cells]
    return {
        "columns": header, "rows": rows, "size": size, "widths": widths,
        "align": ["right" if _is_of_numbers(column) else "left" for column in columns],
    }  # fmt: skip


def _is_of_numbers(column: Sequence[str]) -> bool:
    """Whether a column, its name first, holds numbers alone; one named for its amounts may hold words in the place of some."""
    name, *cells = column
    if AMOUNTS.search(name):
        cells = [cell for cell in cells if NUMBER.fullmatch(cell)]
    return all(map(NUMBER.fullmatch, cells)) and any(letter.isdigit() for cell in cells for letter in cell)


def _widths(columns: Sequence[Sequence[str]]) -> tuple[float, list[float]]:
    """Size of the letters and the width of each column, in points: room for its longest word, and a share of the rest by its text."""
    least = [
        min(max((len(word) for cell in column for word in cell.split()), default=1), LONGEST_KEPT) + 1
        for column in columns
    ]
    more = [max(min(max(map(len, column)), 60) - word, 0) + 1 for column, word in zip(columns, least, strict=True)]
    free = ACROSS - AROUND * len(columns)
    size = next((size for size in SIZES if sum(least) * WIDE * size <= free), SIZES[-1])
    letters = free / (WIDE * size)
    rest = max(letters - sum(least), 0)
    share = [word + rest * wish / sum(more) for word, wish in zip(least, more, strict=True)]
    return size, [round(AROUND + free * of / sum(share), 2) for of in share]
