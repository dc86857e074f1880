"""Tables as a spreadsheet in the open format of government: the same sheets and cells as the workbook of Excel."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal
from xml.etree.ElementTree import canonicalize

from odf import dc, meta, number, style, table, text
from odf.element import Element
from odf.opendocument import OpenDocument, OpenDocumentSpreadsheet
from xlsxwriter.utility import xl_col_to_name

from throughgate.show.files import zips
from throughgate.show.files.book import Book
from throughgate.show.files.cells import Cell
from throughgate.show.files.columns import places_of
from throughgate.show.files.sheets import COVER, Leaf, cover_of, leaves, widths

XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'
PIXELS_PER_INCH = 96
COVER_WIDTH = 800
INTRODUCTION, ABOUT = "Introductory information", "About these data"
"""The headings that gptables writes on a cover."""
TITLE, HEADING, NAME, WRAPPED, LINE = LOOKS = ("title", "heading", "name", "wrapped", "line")


def ods_bytes(book: Book) -> bytes:
    """The spreadsheet as a file; the same bytes for the same book."""
    file = _document(book)
    title, made_from, use = cover_of(book)
    cover = _sheet(file, COVER, [COVER_WIDTH])
    for line, look in ((title, TITLE), (INTRODUCTION, HEADING), *_all(made_from), (ABOUT, HEADING), *_all(use)):
        cover.addElement(_row([line], [look]))
    ranges = table.DatabaseRanges()
    for leaf in leaves(book):
        _add(file, leaf)
        ranges.addElement(_range(leaf))
    file.spreadsheet.addElement(ranges)
    out = io.BytesIO()
    file.write(out)
    return zips.fixed(out.getvalue(), _canonical)


def _canonical(name: str, held: bytes) -> bytes:
    """The XML in its canonical form: odfpy declares whatever namespaces this process has ever used."""
    return XML + canonicalize(held.decode(), from_file=None).encode() if name.endswith(".xml") else held


def _all(lines: Sequence[str]) -> list[tuple[str, str]]:
    return [(line, WRAPPED) for line in lines]


def _document(book: Book) -> OpenDocument:
    """An empty spreadsheet with its properties and the looks of its cells."""
    file = OpenDocumentSpreadsheet()
    moment = book.stamp.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    for kind, said in (
        (dc.Title, cover_of(book)[0]),
        (meta.CreationDate, moment),
        (dc.Date, moment),
        (dc.Language, "en-GB"),
    ):
        file.meta.addElement(kind(text=said))
    for look in LOOKS:
        size = {TITLE: "16pt", HEADING: "14pt"}.get(look, "12pt")
        _look(file, look, size, is_bold=look in (TITLE, HEADING, NAME), is_wrapped=look in (NAME, WRAPPED))
    return file


def _look(file: OpenDocument, name: str, size: str, *, is_bold: bool, is_wrapped: bool) -> None:
    look = style.Style(name=name, family="table-cell")
    look.addElement(style.TextProperties(fontfamily="Arial", fontsize=size, fontweight="bold" if is_bold else "normal"))
    look.addElement(style.TableCellProperties(wrapoption="wrap" if is_wrapped else "no-wrap", verticalalign="top"))
    file.automaticstyles.addElement(look)


def _number_look(file: OpenDocument, places: int | None) -> str:
    """The look of numbers with so many decimals, made where it is not there yet; of numbers that differ in it, the general one."""
    name = "number" if places is None else f"number{places}"
    if name not in {held.getAttribute("name") for held in file.automaticstyles.childNodes}:
        digits = {} if places is None else {"decimalplaces": places, "grouping": "true"}
        kind = number.NumberStyle(name=f"{name}digits")
        kind.addElement(number.Number(minintegerdigits=1, **digits))
        look = style.Style(name=name, family="table-cell", datastylename=f"{name}digits")
        look.addElement(style.TextProperties(fontfamily="Arial", fontsize="12pt"))
        look.addElement(style.ParagraphProperties(textalign="end"))
        look.addElement(style.TableCellProperties(verticalalign="top"))
        file.automaticstyles.addElement(kind)
        file.automaticstyles.addElement(look)
    return name


def _sheet(file: OpenDocument, name: str, pixels: Sequence[int]) -> Element:
    sheet = table.Table(name=name)
    for width in pixels:
        look = f"wide{width}"
        if look not in {held.getAttribute("name") for held in file.automaticstyles.childNodes}:
            made = style.Style(name=look, family="table-column")
            made.addElement(style.TableColumnProperties(columnwidth=f"{width / PIXELS_PER_INCH:.2f}in"))
            file.automaticstyles.addElement(made)
        sheet.addElement(table.TableColumn(stylename=look))
    file.spreadsheet.addElement(sheet)
    return sheet


def _add(file: OpenDocument, leaf: Leaf) -> None:
    """A sheet of a table: the lines above it, its names, its rows."""
    sheet = _sheet(file, leaf.name, widths(leaf.table))
    for line in leaf.lines:
        sheet.addElement(_row([line], [TITLE if line == leaf.title else LINE]))
    names = list(leaf.table.columns)
    sheet.addElement(_row(names, [NAME] * len(names)))
    looks = [_number_look(file, places_of(leaf.table[name])) for name in names]
    for row in leaf.table.itertuples(index=False, name=None):
        shown = [look if isinstance(cell, Decimal) else WRAPPED for cell, look in zip(row, looks, strict=True)]
        sheet.addElement(_row(row, shown, is_linked=leaf.is_contents))


def _row(cells: Sequence[Cell], looks: Sequence[str], *, is_linked: bool = False) -> Element:
    """A row of cells; of one that `is_linked` the first cell names a sheet."""
    row = table.TableRow()
    for cell, look in zip(cells, looks, strict=True):
        is_number = isinstance(cell, Decimal)
        kind = {"valuetype": "float", "value": str(cell)} if is_number else {"valuetype": "string"}
        held = table.TableCell(stylename=look, **kind)
        said = text.P() if is_linked else text.P(text=f"{cell:,}" if is_number else cell)
        if is_linked:
            said.addElement(text.A(text=cell, type="simple", href=f"#{_quoted(cell)}.A1"))
            is_linked = False
        held.addElement(said)
        row.addElement(held)
    return row


def _range(leaf: Leaf) -> Element:
    """The place of a table, under its name."""
    sheet = _quoted(leaf.name)
    first, last = len(leaf.lines) + 1, len(leaf.lines) + 1 + len(leaf.table)
    across = xl_col_to_name(leaf.table.shape[1] - 1)
    return table.DatabaseRange(name=leaf.table_name, targetrangeaddress=f"{sheet}.A{first}:{sheet}.{across}{last}")


def _quoted(name: str) -> str:
    """The name of a sheet as it stands in an address."""
    return "'" + name.replace("'", "''") + "'"
