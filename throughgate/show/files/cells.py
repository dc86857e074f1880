"""One cell of the words on screen, read: a figure with its unit, its interval and its n, or what stands in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from throughgate.show import words

Cell = Decimal | str

HIDDEN, MISSING, NOT_APPLICABLE, LOW, UNRELIABLE = "[c]", "[x]", "[z]", "[low]", "[u]"
SYMBOLS = {
    HIDDEN: "hidden or withheld so that nobody can be recognised",
    MISSING: "not available",
    NOT_APPLICABLE: "not applicable: there is nothing to say here, and the page shows an empty place or says none",
    LOW: "rounds to 0 and is not 0",
    UNRELIABLE: "rests on few people, so read with caution",
}
IN_BRACKETS = "Other words in square brackets stand where the page shows those words and no number."

_SAID = {
    "": NOT_APPLICABLE, "none": NOT_APPLICABLE, "no people": NOT_APPLICABLE, "z": NOT_APPLICABLE, "c": HIDDEN, "x": MISSING,
    "not measured": MISSING, "not known": MISSING, "low": LOW,
}  # fmt: skip
_ANYWHERE = {cell: _SAID[cell] for cell in ("", "c", "x", "z")}
"""What is a symbol in a column of words too."""
_LONGEST_WORDS = 40
"""Letters of a cell of words that may stand among numbers; a longer one makes the column text."""

_NUMBER = r"(?:(?:0|[1-9]\d{0,2}(?:,\d{3})*)(?:\.\d+)?|[1-9]\d*\.\d+)"
"""As the screen writes it: whole numbers from a thousand with commas. A longer row of digits is a name, such as a year or a hash."""
_DOWN, _UP = ("lower", "worse", "fewer"), ("higher", "better", "more")
_ITEM = re.compile(
    rf"(?P<sign>[+\-\N{{MINUS SIGN}}])?(?P<pound>£)?(?P<number>{_NUMBER})(?P<unit>%|m| million| pp| percentage points?| points?| OGRS points?)?"
    rf"(?: (?P<way>{'|'.join((*_DOWN, *_UP))}))?"
)
_N = r"(?:, n = (?P<n>[\d,]+)(?P<of>(?: [a-z][a-z ]*)?))?"
_SHAPE = re.compile(
    rf"(?P<value>[^()]+?)(?: \((?:(?:95% interval|95% range) )?(?P<low>[^()]+?)(?: to (?P<high>[^()]+))?\))?{_N}"
)
_UNITS = {
    "%": "%", "m": "£ million", "million": "£ million", "pp": "percentage points", "percentage point": "percentage points",
    "point": "points", "OGRS point": "OGRS points",
}  # fmt: skip
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff\N{WORD JOINER}]")
"""What no reader sees, and what XML may not hold."""
_MARKDOWN = re.compile(r"\\([\\`*_{}\[\]()#!|<>~$:])|\*\*")


@dataclass(frozen=True)
class Item:
    """A number with its unit; `way` is the pair of words by which it may go down or up."""

    number: Decimal
    unit: str
    way: tuple[str, str] | None = None


@dataclass(frozen=True)
class Figure:
    """What one cell says: a value, or a range without one, its interval, a second figure in brackets, and n."""

    value: Item | None
    ends: tuple[Item, Item] | None = None
    beside: Item | None = None
    n: Decimal | None = None
    of: str = ""

    @property
    def shape(self) -> tuple[bool, bool, bool, bool, str]:
        """Which parts it has, and of what n is."""
        return self.value is not None, self.ends is not None, self.beside is not None, self.n is not None, self.of


def as_read(value: object) -> str:
    """Text as a reader sees it: without the marks of Markdown, and without joiners that only keep a line together."""
    text = "" if value is None or value is pd.NA or value != value else str(value)  # noqa: PLR0124  NaN alone differs from itself
    text = _MARKDOWN.sub(lambda found: found[1] or "", text)
    return " ".join(_NOT_TEXT.sub("", text).split())


def as_texts(column: Sequence[str]) -> list[str]:
    """A column of words, with a symbol where a cell is one; of `none` and the like only where nothing else stands in the column."""
    said = _SAID if all(cell in _SAID for cell in column) else _ANYWHERE
    return [said.get(cell) or _spoken(cell) for cell in column]


def _spoken(text: str) -> str:
    """Text for a cell; gptables takes none without a plain letter or digit, since nobody can hear a cell of signs alone."""
    if re.search("[A-Za-z0-9]", text):
        return text
    return f"text: {text}" if any(map(str.isalnum, text)) else NOT_APPLICABLE


def in_place(cell: str) -> str | None:
    """What stands in brackets in the place of a number; None where the cell holds digits or is too long for that."""
    if cell in _SAID:
        return _SAID[cell]
    is_words = len(cell) <= _LONGEST_WORDS and not re.search(r"[\d\[\]]", cell) and re.search("[A-Za-z]", cell)
    return f"[{cell}]" if is_words else None


ANY = "any"
"""The unit of a figure that says it is 0 in words."""


def figure_of(cell: str) -> Figure | None:
    """A cell as a figure; None where it is none of the kinds that the screen writes."""
    if " to " in cell and "(" not in cell:
        return _range(cell)
    found = _SHAPE.fullmatch(cell)
    value = _item(found["value"]) if found else None
    if found is None or value is None:
        return None
    n = _plain(found["n"]) if found["n"] else None
    of = (found["of"] or "").strip()
    if found["low"] is None:
        return Figure(value, n=n, of=of)
    if found["high"] is None:
        beside = _item(found["low"])
        return None if beside is None else Figure(value, beside=beside, n=n, of=of)
    ends = _ends(found["low"], found["high"])
    if ends is None:
        return None
    low, high = (replace(end, unit=end.unit or value.unit) for end in ends)
    return Figure(value, (low, high), n=n, of=of)


def _range(cell: str) -> Figure | None:
    ends = _ends(*cell.split(" to ", 1))
    return None if ends is None else Figure(None, ends)


def _ends(first: str, second: str) -> tuple[Item, Item] | None:
    """The lower and the upper end; a direction said once, after the second, is that of both."""
    high = _item(second)
    low = _item(
        first if high is None or high.way is None or first.endswith((*_DOWN, *_UP)) else f"{first} {second.split()[-1]}"
    )
    if low is None or high is None:
        return None
    return (low, high) if low.number <= high.number else (high, low)


def _item(text: str) -> Item | None:
    if text == words.SAME:
        return Item(Decimal("0.0"), ANY)
    found = _ITEM.fullmatch(text)
    if found is None:
        return None
    unit = (found["unit"] or "").strip().removesuffix("s")
    if found["pound"] and unit not in ("", "m", "million"):
        return None
    if unit in ("m", "million") and not found["pound"]:
        return None
    way = next(((down, up) for down, up in zip(_DOWN, _UP, strict=True) if found["way"] in (down, up)), None)
    is_below = found["sign"] in ("-", "\N{MINUS SIGN}") or found["way"] in _DOWN
    number = _plain(found["number"])
    return Item(-number if is_below else number, _UNITS.get(unit, "£" if found["pound"] else ""), way)


def _plain(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
