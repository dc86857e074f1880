"""Mappings: how the columns of a foreign extract become those of the data contract, as a TOML file.

Unknown keys are refused, and so is everything that the contract itself shows to be wrong, before any row
is read: a column that the table does not have, a required one left out, a value that is not allowed.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from throughgate.store.faults import LoadError, listed
from throughgate.store.schema import BY_NAME, Column, Table

DEFAULT_SOURCE = "extracts"
OPTIONAL = ("known_on",)
"""Required in the published table, but the load fills it where an extract gives none."""

DATE_MARKS = tuple("dmYHMSfbB")


class MappingError(LoadError):
    """A mapping that cannot be used; the message names the file, the key, the value and the remedy."""


def _as_text(value: object) -> object:
    """A constant or mapped value as the text that an extract would hold."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else value


def _date_format(value: str) -> str:
    if unknown := [mark for mark in re.findall("%(.?)", value) if mark not in DATE_MARKS]:
        raise ValueError(f"%{unknown[0]} cannot stand in a date format: use %{', %'.join(DATE_MARKS)}")
    if not all(part in value for part in ("%d", "%m", "%Y")):
        raise ValueError("must hold %d, %m and %Y, as in %d/%m/%Y (a year of two digits is ambiguous)")
    return value


def source_name(value: str) -> str:
    """`value` if it can name a set of extracts; ValueError that says what can."""
    if not value or not all(c.isalnum() or c in " ._-" for c in value) or value != value.strip():
        raise ValueError(f"source {value!r}: write letters, digits, spaces, dots, dashes and underscores only")
    return value


Text = Annotated[str, BeforeValidator(_as_text)]
Words = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnMap(_Strict):
    """Where one contract column comes from: a column of the file, or one constant for every row."""

    from_: Words | None = Field(default=None, alias="from")
    values: dict[str, Text] = {}
    format: Annotated[str, AfterValidator(_date_format)] | None = None
    value: Text | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> ColumnMap:
        if (self.from_ is None) == (self.value is None):
            raise ValueError('needs either from = "a column of the file" or value = "a constant"')
        if self.value is not None and (self.values or self.format):
            raise ValueError("values and format go with from, not with value")
        return self


class TableMap(_Strict):
    """How some files fill one table. A row whose `keep_where_present` columns are blank is not meant for it."""

    table: str
    files: Words
    sheet: Words | None = None
    keep_where_present: tuple[Words, ...] = ()
    ignore: tuple[Words, ...] = ()
    columns: dict[str, ColumnMap]

    @model_validator(mode="after")
    def _fits_the_contract(self) -> TableMap:
        table = BY_NAME.get(self.table)
        if table is None:
            raise ValueError(f"no table {self.table!r} in the contract{_nearest(self.table, BY_NAME)}")
        names = [name for name in table.names if name != "source"]
        for name, column in self.columns.items():
            if name not in names:
                raise ValueError(f"table {table.name} takes no column {name!r}{_nearest(name, names)}")
            _check_column(name, column, table.column(name))
        if missing := missing_columns(table, self.columns):
            raise ValueError(f"table {table.name} requires {listed(missing)}: map it, or give it a constant value")
        return self

    @property
    def used(self) -> set[str]:
        """Columns of the file that this map reads."""
        return {c.from_ for c in self.columns.values() if c.from_ is not None} | set(self.keep_where_present)


def _check_column(name: str, column: ColumnMap, declared: Column) -> None:
    if column.format and declared.type != "date":
        raise ValueError(f"column {name} is {declared.type}, not a date: remove its format")
    given = [column.value] if column.value is not None else list(column.values.values())
    wrong = [value for value in given if declared.allowed and value not in declared.allowed]
    if wrong:
        raise ValueError(f"column {name} cannot be {wrong[0]!r}: the contract allows {listed(declared.allowed)}")


def missing_columns(table: Table, present) -> list[str]:
    """Required columns of `table` that are not among `present`."""
    return [c.name for c in table.columns if c.required and c.name not in present and c.name not in OPTIONAL]


def _nearest(name: str, names) -> str:
    close = get_close_matches(name, list(names), n=1)
    return f": did you mean {close[0]!r}?" if close else f": choose one of {listed(names, most=40)}"


class Mapping(_Strict):
    """A set of extracts: its name, how its pseudonyms are told from those of other sources, its tables."""

    source: Annotated[str, AfterValidator(source_name)]
    is_synthetic: bool = False
    key_prefix: str = ""
    tables: Annotated[tuple[TableMap, ...], Field(min_length=1)]
    sha256: str


def read_mapping(path: Path) -> Mapping:
    """The mapping in one TOML file.

    Raises:
        MappingError: naming the file, the key, the value and the remedy; every fault at once.
    """
    try:
        raw = path.read_bytes()
        values = tomllib.loads(raw.decode("utf-8"))
    except OSError as fault:
        raise MappingError(f"{path}: mapping cannot be read ({fault.strerror}): check its name and folder") from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise MappingError(f"{path.name}: not valid TOML: {fault}") from fault
    if "sha256" in values:
        raise MappingError(f"{path.name}: sha256: no such key: remove it")
    try:
        return Mapping.model_validate(values | {"sha256": hashlib.sha256(raw).hexdigest()})
    except ValidationError as fault:
        raise MappingError(f"{path.name}: " + "; ".join(_explain(error) for error in fault.errors())) from fault


def _explain(error: dict) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the file"
    value = (
        "" if isinstance(error["input"], dict) or error["type"] == "missing" else f" (it says {error['input']!r:.80})"
    )
    remedy = {"extra_forbidden": "no such key: correct its spelling or remove it", "missing": "is missing: add it"}
    return f"{place}{value}: {remedy.get(error['type'], error['msg'].removeprefix('Value error, '))}"


def identity_map(table: Table, columns: tuple[str, ...], file: str) -> TableMap:
    """The map of a file whose columns carry the contract's own names.

    Raises:
        LoadError: a column that the table does not have, or a required one that is not there.
    """
    names = [name for name in table.names if name != "source"]
    for name in columns:
        if name not in names:
            raise LoadError(
                f"{file}: column {name!r} is not of table {table.name}{_nearest(name, names)}{_separator(columns)}"
            )
    if missing := missing_columns(table, columns):
        raise LoadError(f"{file}: lacks column {listed(missing)}, which table {table.name} requires: add it")
    return TableMap(table=table.name, files=file, columns={name: ColumnMap(**{"from": name}) for name in columns})


def check_columns(maps: list[TableMap], columns: tuple[str, ...], file: str) -> None:
    """Refuses a file that lacks a column its maps read, or has one they neither read nor ignore."""
    used = {name for table_map in maps for name in table_map.used}
    ignored = {name for table_map in maps for name in table_map.ignore}
    if missing := sorted(used - set(columns)):
        raise LoadError(
            f"{file}: lacks column {listed(missing)}, which the mapping "
            f"reads{_separator(columns)}: correct the file or the mapping"
        )
    if extra := [name for name in columns if name not in used | ignored]:
        raise LoadError(
            f"{file}: column {listed(repr(name) for name in extra)} is "
            "neither mapped nor ignored: map it, or add it to ignore"
        )


def _separator(columns: tuple[str, ...]) -> str:
    found = [mark for mark in ";\t|" if len(columns) == 1 and mark in columns[0]]
    return f" (the columns seem to be separated by {found[0]!r}: save the file with commas)" if found else ""
