"""XLSX and ODS workbooks: looked through for what would harm, then read as values.

calamine gives values only and trusts the file. So every member is inflated and its bytes counted before,
and the XML of each sheet is looked through for formulas, error values and cells set so far apart that the
empty ones between them would fill the memory.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import CalamineWorkbook

from throughgate.store.csvfile import BLOCK, Row
from throughgate.store.faults import LoadError, readable

MOST_BYTES = 1 << 30
MOST_RATIO = 200
"""Inflated bytes to packed ones, above `SMALL_ENOUGH`. Sheets of repeated words reach about 60."""
SMALL_ENOUGH = 1 << 26
MOST_CELLS = 25_000_000
"""Of a sheet, from its first cell to its last, blank ones counted: what calamine lays out in memory."""
MOST_MEMBERS = 10_000


def check(path: Path) -> None:
    """Refuses a workbook that is damaged, is a zip bomb, or holds a formula or an error value.

    Raises:
        LoadError: naming the sheet and the cell where there is one.
    """
    with _readable(path), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise LoadError(f"{path.name}: holds {len(members)} parts: not a workbook: save it anew")
        packed, total = path.stat().st_size, 0
        names = _sheet_names(archive)
        for member in members:
            part = member.filename
            look = SheetLook(path.name, names.get(part, part)) if part.endswith(".xml") else None
            with archive.open(member) as stream:
                while block := stream.read(BLOCK):
                    total += len(block)
                    _refuse_bomb(path.name, total, packed)
                    if look:
                        look.feed(block)
            if look:
                look.close()


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheet's name for each XML part of an XLSX file, as its list of parts gives them; for messages."""
    try:
        parts = [archive.open(name).read(BLOCK) for name in ("xl/_rels/workbook.xml.rels", "xl/workbook.xml")]
        if any(b"<!DOCTYPE" in part for part in parts):
            return {}
        targets = {e.get("Id"): (e.get("Target") or "").rpartition("xl/")[2] for e in ElementTree.fromstring(parts[0])}
        sheets = [e for e in ElementTree.fromstring(parts[1]).iter() if e.tag.endswith("}sheet")]
        ids = {next((v for k, v in e.items() if k.endswith("}id")), ""): e.get("name", "?") for e in sheets}
        return {f"xl/{targets[key].removeprefix('/')}": name for key, name in ids.items() if key in targets}
    except (KeyError, ElementTree.ParseError):
        return {}


def _refuse_bomb(name: str, total: int, packed: int) -> None:
    if total > MOST_BYTES or (total > SMALL_ENOUGH and total > MOST_RATIO * packed):
        raise LoadError(
            f"{name}: unpacks to more than {total >> 20} MiB from {max(packed >> 20, 1)} "
            "MiB, as a zip bomb does: save it as CSV or Parquet"
        )


@contextmanager
def _readable(path: Path):
    """Turns whatever a damaged or protected archive raises into a LoadError."""
    try:
        with readable(path):
            yield
    except LoadError:
        raise
    except expat.ExpatError as fault:
        raise LoadError(f"{path.name}: its XML is damaged ({fault}): save it anew") from fault
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as fault:
        raise LoadError(
            f"{path.name}: is not a workbook that can be opened (damaged, or protected by a password): save it anew"
        ) from fault


class SheetLook:
    """Reads the XML of one member of an XLSX or ODS file, and refuses what must not be in it."""

    def __init__(self, file: str, sheet: str) -> None:
        self.file, self.sheet = file, sheet
        self.cell, self.in_cell = "?", False
        self.row = self.column = self.last_row = self.last_column = self.repeat_row = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, block: bytes) -> None:
        """Looks through the next bytes."""
        self.parser.Parse(block, False)

    def close(self) -> None:
        """Says that there are no more, so that XML which breaks off is noticed."""
        self.parser.Parse(b"", True)

    def _doctype(self, *_) -> None:
        raise LoadError(f"{self.file}: its XML declares a document type, which no workbook needs: save it anew")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "c" and "r" in attributes:
            self._excel_cell(attributes)
        elif kind == "f" and self.in_cell:
            self._refuse("holds a formula")
        elif name in ODS_HANDLERS:
            ODS_HANDLERS[name](self, attributes)
        elif kind == "c":
            self.in_cell = True

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.in_cell = False

    def _excel_cell(self, attributes: dict[str, str]) -> None:
        self.cell, self.in_cell = attributes["r"], True
        letters = self.cell.rstrip("0123456789")
        column = 0
        for letter in letters.upper():
            column = column * 26 + ord(letter) - 64
        self._reach(int(self.cell[len(letters) :] or 0), column)
        if attributes.get("t") == "e":
            self._refuse("holds an error value")

    def _ods_table(self, attributes: dict[str, str]) -> None:
        self.sheet = attributes.get("table:name", "?")
        self.row = self.column = self.last_row = self.last_column = self.repeat_row = 0

    def _ods_row(self, attributes: dict[str, str]) -> None:
        self.row += self.repeat_row
        self.repeat_row, self.column = int(attributes.get("table:number-rows-repeated", 1)), 0

    def _ods_cell(self, attributes: dict[str, str]) -> None:
        self.cell = f"{_letters(self.column + 1)}{self.row + 1}"
        self.column += int(attributes.get("table:number-columns-repeated", 1))
        if "table:formula" in attributes:
            self._refuse("holds a formula")
        # Sheets end in rows and cells repeated a million times, all blank; calamine drops those.
        if "office:value-type" in attributes:
            self._reach(self.row + self.repeat_row, self.column)

    def _reach(self, row: int, column: int) -> None:
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)
        if self.last_row * self.last_column > MOST_CELLS:
            self._refuse(
                f"makes the sheet larger than {MOST_CELLS:,} cells", "remove what stands far out, or save it as CSV"
            )

    def _refuse(self, what: str, remedy: str = "save the workbook with values only") -> None:
        raise LoadError(f"{self.file}: sheet {self.sheet}, cell {self.cell} {what}: {remedy}")


ODS_HANDLERS = {
    "table:table": SheetLook._ods_table,
    "table:table-row": SheetLook._ods_row,
    "table:table-cell": SheetLook._ods_cell,
    "table:covered-table-cell": SheetLook._ods_cell,
}


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheets(path: Path) -> dict[str, list[Row]]:
    """The rows of every sheet that has any, the header first, by the sheet's name; values as text.

    Raises:
        LoadError: calamine cannot read the workbook.
    """
    check(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            read = {name: list(_rows(book.get_sheet_by_name(name))) for name in book.sheet_names}
    except BaseException as fault:
        # A panic of the Rust library is no Exception; whatever else is none (an interrupt) is passed on.
        if not isinstance(fault, Exception) and type(fault).__name__ != "PanicException":
            raise
        raise LoadError(f"{path.name}: cannot be read as a workbook ({fault}): save it anew") from fault
    return {name: rows for name, rows in read.items() if rows}


def _rows(sheet) -> Iterator[Row]:
    # Rows come from the sheet's first on; columns before the first filled one are left out.
    for line, values in enumerate(sheet.iter_rows(), 1):
        texts = [_text(value) for value in values]
        if any(texts):
            yield line, texts, None


def _text(value) -> str:
    """A cell's value as an extract in CSV would hold it: ISO dates, whole numbers without a point."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time.min else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else str(value)
