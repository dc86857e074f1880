"""Files as they are asked for: what stands around a chart or a table, and which kind of file.

The libraries that write them are taken in only here and only then: a dashboard starts and a page is laid out without them.
"""

from __future__ import annotations

import re

from throughgate.show.charts import Chart
from throughgate.show.files.book import Book, Sheet
from throughgate.show.files.cells import as_read
from throughgate.show.stamp import Stamp

TABLES = {"CSV": "text/csv", "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "ODS": "application/vnd.oasis.opendocument.spreadsheet"}  # fmt: skip
PICTURES = {"PNG": "image/png", "SVG": "image/svg+xml"}
LONGEST_NAME = 60
"""Letters of the name of a chart or a table in the name of its file."""


def table_file(kind: str, book: Book) -> bytes:
    """The tables of a book as XLSX or ODS, or its only table as CSV."""
    if kind == "CSV":
        from throughgate.show.files.csvs import csv_bytes

        (sheet,) = book.sheets
        return csv_bytes(book.stamp, sheet, "" if book.title == sheet.title else book.title)
    if kind == "XLSX":
        from throughgate.show.files.xlsx import xlsx_bytes

        return xlsx_bytes(book)
    from throughgate.show.files.ods import ods_bytes

    return ods_bytes(book)


def picture_file(kind: str, stamp: Stamp, sheet: Sheet, chart: Chart) -> bytes:
    """The chart as PNG or SVG, with its title and subtitle above it, and under it where it comes from; SVG tells it in words too."""
    from throughgate.show import still

    source = (f"Source: {as_read(sheet.source)}",) if sheet.source else ()
    head = tuple(filter(None, (as_read(sheet.title), as_read(sheet.subtitle))))
    foot = (*source, f"Filters: {stamp.looking_at}", stamp.line)
    if kind == "PNG":
        return still.png(chart.figure, head=head, foot=foot)
    return still.svg(chart.figure, head=head, foot=foot, alt=as_read(chart.alt))


def file_name(stamp: Stamp, place: str, kind: str) -> str:
    """Contract, chart or table, as-at day and snapshot, so that a file tells where it came from."""
    name = re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")[:LONGEST_NAME].strip("-")
    return f"{stamp.contract.terms.id}_{name}_{stamp.as_at.isoformat()}_{stamp.snapshot_id}.{kind.lower()}"
