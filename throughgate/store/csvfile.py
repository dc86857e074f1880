"""CSV extracts: their bytes looked over once, then read by DuckDB, or row by row where something is odd."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from throughgate.store.faults import LoadError, readable

BLOCK = 1 << 20
NEWLINE = 10
LONGEST_FIELD = 1 << 24
"""Characters. A longer field is the rest of a file after a quote that is never closed."""
UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

Row = tuple[int, list[str], str | None]
"""The line a row starts on, its values, and what is wrong with its shape."""


@dataclass(frozen=True)
class CsvScan:
    """What one pass over the bytes tells. `lines` counts physical lines, blank ones at the end left out."""

    sha256: str
    lines: int
    is_utf8: bool
    is_odd: bool
    """DuckDB might read it otherwise than RFC 4180 asks, or not at all: take the exact path."""


def scan(path: Path) -> CsvScan:
    """Hashes the file and counts its lines; refuses one that is empty or not text."""
    with readable(path), path.open("rb") as file:
        tally = _Tally(path)
        while block := file.read(BLOCK):
            tally.add(block)
    return tally.result()


class _Tally:
    """Counts over the blocks of a file, each seen with the last byte of the one before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sha = hashlib.sha256()
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.newlines = self.returns = self.pairs = 0
        self.lines = 0
        self.is_utf8, self.has_odd_quote, self.last = True, False, b""

    def add(self, block: bytes) -> None:
        self.sha.update(block)
        if b"\0" in block:
            line = self.newlines + block[: block.index(b"\0")].count(b"\n") + 1
            raise LoadError(
                f"{self.path.name}: line {line} holds a NUL byte: not text, or UTF-16: save it as CSV in UTF-8"
            )
        self.newlines += int(np.count_nonzero(np.frombuffer(block, np.uint8) == NEWLINE))
        if filled := block.rstrip(b"\r\n"):
            self.lines = self.newlines - block[len(filled) :].count(b"\n") + 1
        self._decode(block)
        if b"\r" in block or self.last == b"\r":
            self.returns += block.count(b"\r")
            self.pairs += (self.last + block).count(b"\r\n")
        # A space between a comma and a quote: RFC 4180 takes it for text, DuckDB does not.
        if b'"' in block or self.last == b'"':
            seen = self.last + block
            self.has_odd_quote |= b'" ' in seen or b' "' in seen
        self.last = block[-1:]

    def _decode(self, block: bytes) -> None:
        if not self.is_utf8 or (block.isascii() and not self.decoder.getstate()[0]):
            return
        try:
            self.decoder.decode(block)
        except UnicodeDecodeError:
            self.is_utf8 = False

    def result(self) -> CsvScan:
        if not self.lines:
            raise LoadError(f"{self.path.name}: is empty: supply the extract, or remove the file")
        is_utf8 = self.is_utf8 and not self.decoder.getstate()[0]
        mixed_ends = self.returns != self.pairs or 0 < self.pairs < self.newlines
        return CsvScan(self.sha.hexdigest(), self.lines, is_utf8, self.has_odd_quote or mixed_ends)


def to_utf8(path: Path, target: Path) -> None:
    """Writes a Windows-1252 file again as UTF-8, line for line.

    Raises:
        LoadError: the file mixes both encodings, or is in neither.
    """
    with readable(path), path.open("rb") as file:
        first_bad, has_utf8 = _encodings(file)
    if has_utf8:
        raise LoadError(
            f"{path.name}: mixed encodings: line {first_bad} is not "
            "UTF-8 and other text is: save the whole file as UTF-8"
        )
    with readable(path), path.open("rb") as file, target.open("wb") as out:
        for number, line in enumerate(file, 1):
            try:
                out.write(line.decode("cp1252").encode("utf-8"))
            except UnicodeDecodeError as fault:
                raise LoadError(
                    f"{path.name}: line {number} is neither UTF-8 nor Windows-1252: save the file as UTF-8"
                ) from fault


def _encodings(lines) -> tuple[int, bool]:
    """The first line that is not UTF-8, and whether any line holds a character of more than one byte in it."""
    first_bad, has_utf8 = 0, False
    for number, line in enumerate(lines, 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            has_utf8 = True
        except UnicodeDecodeError:
            first_bad = first_bad or number
            has_utf8 = has_utf8 or bool(UTF8_SEQUENCE.search(line))
    return first_bad, has_utf8


def records(path: Path, name: str) -> Iterator[Row]:
    """Every record of a UTF-8 file by RFC 4180, the header first; wholly blank lines are passed over.

    Raises:
        LoadError: a quote is opened and never closed.
    """
    csv.field_size_limit(LONGEST_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                if "end of data" in str(fault) or "field limit" in str(fault):
                    raise LoadError(
                        f"{name}: line {line} opens a quote that is never closed: close it, or double it inside a value"
                    ) from fault
                yield line, [], "holds a quote that is neither doubled nor at the end of its value"
                continue
            if values and values != [""] and not (len(values) == 1 and not values[0].strip()):
                yield line, values, None


def header(path: Path, name: str) -> tuple[str, ...]:
    """The column names of a UTF-8 CSV file."""
    for _, values, fault in records(path, name):
        if fault:
            raise LoadError(f"{name}: line 1, the header, {fault}: correct it")
        return tuple(values)
    raise LoadError(f"{name}: is empty: supply the extract, or remove the file")


def rows(path: Path, name: str, width: int) -> Iterator[Row]:
    """The rows below the header, each of `width` values; those of another number of values say so."""
    below_header = records(path, name)
    next(below_header)
    for line, values, fault in below_header:
        if len(values) > width and not any(value.strip() for value in values[width:]):
            values = values[:width]  # Commas at the end of a line carry nothing.
        if fault is None and len(values) != width:
            fault = f"has {len(values)} values where the header has {width}: a comma too many or too few"
        yield line, values if fault is None else [""] * width, fault
