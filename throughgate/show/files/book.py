"""What a file of tables holds, before it is known whether it will be CSV, XLSX or ODS."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from throughgate.show import words
from throughgate.show.stamp import Stamp


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table as it stands on screen, and the words around it; `key` explains its symbols, `words` stand under it."""

    name: str
    title: str
    subtitle: str
    frame: pd.DataFrame
    key: str = ""
    source: str = ""
    words: str = ""


@dataclass(frozen=True, eq=False)
class Book:
    """Tables that are handed out together; `title` is the finding of the page where it has one."""

    stamp: Stamp
    title: str
    sheets: tuple[Sheet, ...]


def notes_of(stamp: Stamp) -> tuple[str, ...]:
    """What is counted and what to know of a contract, one note after the other."""
    terms = stamp.contract.terms
    scheme = terms.risk_scheme
    bands = () if scheme is None else (f"Risk bands: {scheme.name}. {scheme.source} ({scheme.status}).",)
    return (words.definition(terms), *terms.notes, *bands)
