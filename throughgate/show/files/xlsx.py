"""Tables as a workbook of Excel, laid out by gptables."""

from __future__ import annotations

import io
from datetime import UTC
from decimal import Decimal

from gptables import Cover, GPTable
from gptables.core.wrappers import GPWorkbook

from throughgate.show.files import zips
from throughgate.show.files.book import Book
from throughgate.show.files.columns import places_of
from throughgate.show.files.sheets import COVER, Leaf, cover_of, leaves, widths

QUOTE = "'"
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""What people wrote is text, also where it looks like a formula, a link or a number."""


def xlsx_bytes(book: Book) -> bytes:
    """The workbook as a file; the same bytes for the same book."""
    out = io.BytesIO()
    workbook = GPWorkbook(out, options=PLAIN)
    title, made_from, use = cover_of(book)
    moment = book.stamp.published_at.astimezone(UTC).replace(tzinfo=None)
    workbook.set_properties({"title": title, "created": moment})
    workbook.add_worksheet(COVER).write_cover(Cover(title=title, intro=made_from, about=use))
    link = workbook.add_format(
        {"font_name": "Arial", "font_size": 12, "font_color": "blue", "underline": 1, "valign": "top"}
    )
    for leaf in leaves(book):
        sheet = workbook.add_worksheet(leaf.name)
        sheet.write_gptable(_table(leaf), auto_width=False)
        for row, name in enumerate(leaf.table.iloc[:, 0] if leaf.is_contents else (), start=len(leaf.lines) + 1):
            sheet.write_url(row, 0, f"internal:'{name.replace(QUOTE, QUOTE * 2)}'!A1", link, name)
        for place, width in enumerate(widths(leaf.table)):
            sheet.set_column_pixels(place, place, width)
    workbook.close()
    return zips.fixed(out.getvalue())


def _table(leaf: Leaf) -> GPTable:
    """The sheet for gptables: title, lines, and a table whose numbers have the decimals of the screen."""
    formats = [
        {"column": {"columns": [place], "format": _format(leaf.table[name])}}
        for place, name in enumerate(leaf.table)
        if any(isinstance(cell, Decimal) for cell in leaf.table[name])
    ]
    return GPTable(
        table=leaf.table, table_name=leaf.table_name, title=leaf.title, subtitles=list(leaf.subtitles), instructions=leaf.instructions,
        legend=list(leaf.legend), source=leaf.source or None, index_columns={}, additional_formatting=formats,
    )  # fmt: skip


def _format(column) -> dict[str, str]:
    """To the right, and with the decimals of the screen where all its numbers have as many."""
    places = places_of(column)
    return {"align": "right"} | (
        {} if places is None else {"num_format": "#,##0" + (places and "." + "0" * places or "")}
    )
