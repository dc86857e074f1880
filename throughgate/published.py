"""Figures that others published, read from data/published/ and checked: no figure without its source."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from throughgate import PROJECT

PUBLISHED_FILE = PROJECT / "data" / "published" / "reconviction.csv"
STATUSES = ("published", "disputed", "assumed")
MARKS = {"V": "read in the source", "V2": "quoted by the source"}

DEFINITIONS = {
    "court convictions in 12 months": "Share of people convicted at court for an offence within 12 months of release; cautions do not count.",
    "conviction events in 12 months": "Court appearances ending in conviction for offences within 12 months of release, for each 100 people.",
    "court convictions in 6 months": "Share of people convicted at court for an offence within 6 months of release: not a twelve-month rate.",
    "conviction events in 6 months": "Court appearances ending in conviction within 6 months of release, for each 100 people: not a twelve-month figure.",
    "proven reoffending": "Court convictions and also cautions, reprimands and warnings, for people released, convicted or cautioned: a wider measure than any contract's.",
    "proven reoffending, method before October 2017": "Proven reoffending in 12-month cohorts by the earlier method: it does not join the later series.",
    "reoffences per reoffender": "Proven reoffences, cautions included, for each person who reoffended: not events for each 100 people released.",
}
"""What each definition group counts, in words for the screen."""

MEASURES = {
    "binary rate": "per cent of people",
    "events per 100": "events for each 100 people",
    "change in percentage points": "percentage points",
    "relative change in events (per cent)": "per cent",
    "change as printed": "unit in doubt",
    "proven reoffending rate": "per cent of people",
    "reoffences per reoffender": "reoffences",
}
"""The unit of each measure."""


class PublishedError(ValueError):
    """A published figure that cannot be used; the message names file, line, column, value and remedy."""


@dataclass(frozen=True)
class PublishedFigure:
    """One published figure. See data/published/README.md for its columns."""

    series: str
    contract_id: str
    cohort_or_period: str
    discharged_from: date | None
    discharged_to: date | None
    measure: str
    value: Decimal
    comparator: str
    comparator_value: Decimal | None
    n: int | None
    definition_group: str
    source: str
    status: str
    mark: str
    note: str

    @property
    def unit(self) -> str:
        """The unit of the value."""
        return MEASURES[self.measure]


REQUIRED = ("series", "cohort_or_period", "measure", "value", "definition_group", "source", "status", "mark")
CHOICES = {"measure": MEASURES, "definition_group": DEFINITIONS, "status": STATUSES, "mark": MARKS}


def read_published(path: Path = PUBLISHED_FILE) -> tuple[PublishedFigure, ...]:
    """Every published figure, in the order of the file.

    Raises:
        PublishedError: the file, a column or a row cannot be used.
    """
    columns = [field.name for field in fields(PublishedFigure)]
    return tuple(
        _figure(row, place) for row, place in read_rows(path, columns=columns, required=REQUIRED, choices=CHOICES)
    )


def read_rows(
    path: Path, *, columns: Iterable[str], required: Iterable[str], choices: Mapping[str, Collection[str]]
) -> Iterator[tuple[dict[str, str], str]]:
    """Each row of a file of published facts, with its place, once it has been checked.

    Args:
        path: a CSV file in UTF-8.
        columns: its columns, in order.
        required: columns that no row may leave empty.
        choices: what a column may hold.

    Raises:
        PublishedError: the file, a column or a row cannot be used.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            _check_header(path, rows.fieldnames, list(columns))
            for row in rows:
                place = f"{path.name} line {rows.line_num}"
                _check_row(row, place, required=required, choices=choices)
                yield row, place
    except (OSError, UnicodeDecodeError) as fault:
        raise PublishedError(f"{path}: cannot be read: {fault}") from fault


def of_contract(figures: Iterable[PublishedFigure], contract_id: str, measure: str) -> tuple[PublishedFigure, ...]:
    """The figures of a contract, or with an empty id the national ones, of one measure."""
    return tuple(figure for figure in figures if figure.contract_id == contract_id and figure.measure == measure)


def of_series(figures: Iterable[PublishedFigure], series: str, measure: str) -> tuple[PublishedFigure, ...]:
    """The figures of a series that may be drawn as one, of one measure."""
    return tuple(figure for figure in figures if figure.series == series and figure.measure == measure)


def _check_header(path: Path, header: Iterable[str] | None, expected: list[str]) -> None:
    if list(header or ()) != expected:
        raise PublishedError(f"{path.name}: its columns are {list(header or ())}: they must be {expected}")


def _check_row(
    row: dict[str, str], place: str, *, required: Iterable[str], choices: Mapping[str, Collection[str]]
) -> None:
    if None in row:
        raise PublishedError(f"{place}: has more cells than columns: put a text that holds a comma in quotes")
    for column in required:
        if not (row[column] or "").strip():
            raise PublishedError(f"{place}: {column} is empty: fill it in, or take the row out")
    for column, allowed in choices.items():
        if row[column] not in allowed:
            raise PublishedError(f"{place}: {column} is {row[column]!r}: it must be one of {', '.join(allowed)}")


def _figure(row: dict[str, str], place: str) -> PublishedFigure:
    kinds = {
        "discharged_from": date.fromisoformat,
        "discharged_to": date.fromisoformat,
        "value": Decimal,
        "comparator_value": Decimal,
        "n": int,
    }
    return PublishedFigure(**{**row, **{column: parsed(row, column, kind, place) for column, kind in kinds.items()}})


def parsed(row: dict[str, str], column: str, parse: Callable, place: str):
    """A cell as `parse` reads it, None where it is empty; PublishedError where it cannot be read."""
    if not row[column]:
        return None
    try:
        return parse(row[column])
    except (ValueError, InvalidOperation):
        raise PublishedError(f"{place}: {column} is {row[column]!r}: write a number, or a day as 2014-06-30") from None
