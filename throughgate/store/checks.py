"""The SQL that reads and checks a file's rows, generated from the contract's declarations.

Three layers, one over the other: the text that stands in the file (`t_...`), the text after the mapping's
values (`m_...`), and the typed value under the contract's own name. A `Check` is a condition over these
that is true of a row at fault; the same conditions keep faulty rows out and explain them afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from throughgate.store.faults import listed
from throughgate.store.files import Extract
from throughgate.store.mapping import ColumnMap, TableMap
from throughgate.store.schema import EARLIEST_DATE, LATEST_DATE, LONGEST_TEXT, SQL_TYPE, Column, Table

ALWAYS_KNOWN = "1900-01-01"
"""The `known_on` of facts that neither their source nor the contract dates: they hold on any as-at date."""
WHOLE_NUMBER = r"[+-]?[0-9]+(\.0+)?"
DECIMAL = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
MIDNIGHT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]00:00:00(\.0+)?"
FORMULA_LIKE = r"(?s)^([=@\t\r\n]|[+-].*([(!|]|\b[A-Za-z]{1,3}\$?[0-9]))"
"""A plus or minus alone is no formula (+44, -Unknown): it takes a call, a sheet, a pipe or a cell to do harm."""
TRUE_WORDS, FALSE_WORDS = ("true", "1", "yes"), ("false", "0", "no")
WHOLE_ROW = "(whole row)"
"""Stands for the column where the fault is in the shape of the row."""


@dataclass(frozen=True)
class Check:
    """A fault that a row can have: in which contract column, by which SQL condition, and what to say."""

    column: str
    condition: str
    reason: str


@dataclass(frozen=True)
class Part:
    """What one extract gives to one table."""

    extract: Extract
    table: Table
    table_map: TableMap
    source: str
    key_prefix: str = ""

    def file_column(self, name: str) -> str:
        """The file's own name of a contract column; the contract's where the file has none."""
        column = self.table_map.columns.get(name)
        return column.from_ if column and column.from_ else name

    def mapped(self) -> Iterator[tuple[Column, ColumnMap]]:
        """The table's columns that the part fills, in the contract's order."""
        for column in self.table.all_columns:
            if column.name in self.table_map.columns:
                yield column, self.table_map.columns[column.name]

    @property
    def gives_known_on(self) -> bool:
        """Whether the extract itself says when its facts were known."""
        return "known_on" in self.table_map.columns


@dataclass
class Parameters:
    """Values of a statement, by the names under which its text refers to them."""

    values: dict[str, object] = field(default_factory=dict)

    def add(self, value: object) -> str:
        """Takes a value in; how the statement refers to it."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"${name}"


def literal(text: str) -> str:
    """A constant of the contract as SQL. Values of files and mappings go in as parameters instead."""
    return "'" + text.replace("'", "''") + "'"


def typed_layer(part: Part, parameters: Parameters) -> str:
    """SELECT of a part's rows, in the file's order, with the three layers of every mapped column."""
    extract, texts, values, typed = part.extract, [], [], []
    if extract.staged:
        texts += ["line", "shape"]
    for column, column_map in part.mapped():
        name = column.name
        if column_map.from_ is None:
            texts.append(f"CAST({parameters.add(column_map.value)} AS VARCHAR) AS t_{name}")
        else:
            texts.append(f"{_trimmed(extract, column_map.from_)} AS t_{name}")
        values.append(f"{_value(column, column_map, parameters)} AS m_{name}")
        typed.append(f"{_typed(column, column_map, part, parameters)} AS {name}")
    scan = extract.scan_sql(parameters.add(extract.scan_path))
    kept = [f"{_trimmed(extract, name)} IS NOT NULL" for name in part.table_map.keep_where_present]
    where = f" WHERE {' AND '.join(kept)}" if kept else ""
    text_layer = f"SELECT {', '.join(texts)} FROM {scan}{where}"
    value_layer = f"SELECT *, {', '.join(values)} FROM ({text_layer})"
    return f"SELECT *, {', '.join(typed)} FROM ({value_layer})"


def _trimmed(extract: Extract, name: str) -> str:
    """A file's column without the spaces around its values; blank is NULL."""
    value = f"c{extract.columns.index(name)}"
    # trim() on every value takes as long as reading the file; few values need it.
    return f"CASE WHEN {value} LIKE ' %' OR {value} LIKE '% ' THEN nullif(trim({value}), '') ELSE {value} END"


def _value(column: Column, column_map: ColumnMap, parameters: Parameters) -> str:
    text = f"t_{column.name}"
    if not column_map.values:
        return text
    whens = " ".join(f"WHEN {parameters.add(k)} THEN {parameters.add(v)}" for k, v in column_map.values.items())
    return f"CASE {text} {whens} END"


def _typed(column: Column, column_map: ColumnMap, part: Part, parameters: Parameters) -> str:
    text = f"m_{column.name}"
    if column.type == "boolean":
        return (
            f"CASE WHEN lower({text}) IN ({_literals(TRUE_WORDS)}) THEN true "
            f"WHEN lower({text}) IN ({_literals(FALSE_WORDS)}) THEN false END"
        )
    if column.type == "date" and column_map.format:
        by_format = f"TRY_CAST(try_strptime({text}, {parameters.add(column_map.format)}) AS DATE)"
        return f"coalesce({by_format}, TRY_CAST({text} AS DATE))" if part.extract.is_typed else by_format
    if column.type != "text":
        return f"TRY_CAST({text} AS {SQL_TYPE[column.type]})"
    if part.key_prefix and column.unit == "pseudonym":
        return f"{parameters.add(part.key_prefix)} || {text}"
    return text


def insert_sql(part: Part, parameters: Parameters, day: date) -> str:
    """INSERT of all of a part's rows, loaded on `day`. One at fault gets no `known_on`, which no other row lacks."""
    layer = typed_layer(part, parameters)
    given = part.table_map.columns
    columns = [c.name if c.name in given else f"CAST(NULL AS {SQL_TYPE[c.type]})" for c in part.table.columns]
    faulty = " OR ".join(f"({check.condition})" for check in row_checks(part, day))
    known = ["known_on"] * part.gives_known_on + [part.table.known_by] * bool(part.table.known_by)
    known_on = f"coalesce({', '.join([*known, f'DATE {literal(ALWAYS_KNOWN)}'])})"
    return (
        f"INSERT INTO {part.table.name} ({', '.join(part.table.names)}) SELECT {', '.join(columns)}, "
        f"CASE WHEN coalesce({faulty}, false) THEN NULL ELSE {known_on} "
        f"END, {parameters.add(part.source)} FROM ({layer})"
    )


def row_checks(part: Part, day: date) -> list[Check]:
    """Everything that one row can show to be wrong by itself on `day`, that of the load."""
    checks = [Check(WHOLE_ROW, "shape IS NOT NULL", "")] if part.extract.staged else []
    for column, column_map in part.mapped():
        checks += _column_checks(column, column_map)
    present = set(part.table_map.columns)
    checks += [
        Check(
            order.later, f"{order.earlier} > {order.later}", f"{order.reason}: correct {order.earlier} or {order.later}"
        )
        for order in part.table.orders
        if {order.earlier, order.later} <= present
    ]
    return checks + [_not_known_yet(name, day) for name in ("known_on", part.table.known_by) if name in present]


def _not_known_yet(name: str, day: date) -> Check:
    """One mistyped year would move the latest day of the data, and with it make every cohort final."""
    return Check(
        name,
        f"{name} > DATE {literal(str(day))} AND {name} <= DATE {literal(LATEST_DATE)}",
        f"is after the day of the load, {day}: correct it, or send the row once that day has come",
    )


def _column_checks(column: Column, column_map: ColumnMap) -> Iterator[Check]:
    name = column.name
    if column.required and name != "known_on":
        yield Check(name, f"t_{name} IS NULL", "is blank: the contract requires it")
    if column_map.values:
        yield Check(
            name,
            f"t_{name} IS NOT NULL AND m_{name} IS NULL",
            f"is not one of the values that the mapping knows: {listed(column_map.values, most=40)}",
        )
    if column.type == "text":
        yield from _text_checks(column)
    else:
        yield from _type_checks(column, column_map)
        yield from _range_checks(column)


def _text_checks(column: Column) -> Iterator[Check]:
    name, text = column.name, f"m_{column.name}"
    if column.allowed:
        yield Check(
            name, f"{text} NOT IN ({_literals(column.allowed)})", f"is not one of {listed(column.allowed, most=40)}"
        )
        return
    if column.pattern:
        yield Check(
            name,
            f"NOT regexp_full_match({text}, {literal(column.pattern)})",
            f"does not have the form {column.pattern}",
        )
        return
    # Bytes are counted already, characters are not: most texts need no second look.
    yield Check(
        name,
        f"strlen({text}) > {LONGEST_TEXT} AND length({text}) > {LONGEST_TEXT}",
        f"is longer than {LONGEST_TEXT} characters: the file is damaged",
    )
    formula = f"CASE WHEN {text} >= 'A' THEN false ELSE regexp_matches({text}, {literal(FORMULA_LIKE)}) END"
    yield Check(name, formula, "begins as a spreadsheet formula does: remove the first character")


def _type_checks(column: Column, column_map: ColumnMap) -> Iterator[Check]:
    name, text = column.name, f"m_{column.name}"
    unread = f"{text} IS NOT NULL AND {name} IS NULL"
    if column.type == "boolean":
        yield Check(name, unread, f"is not one of {listed((*TRUE_WORDS, *FALSE_WORDS))}")
    elif column.type == "decimal":
        yield Check(name, f"{unread} OR NOT regexp_full_match({text}, {literal(DECIMAL)})", "is not a number as 12.5")
    elif column.type == "integer":
        yield Check(name, f"{unread} OR {_otherwise_written(column, WHOLE_NUMBER)}", "is not a whole number")
    elif column_map.format:
        yield Check(name, unread, f"is not a date as {column_map.format} in the mapping")
    else:
        yield Check(
            name,
            f"{unread} OR {_otherwise_written(column, MIDNIGHT)}",
            "is not a date as 2013-01-31, or does not exist",
        )


def _otherwise_written(column: Column, pattern: str) -> str:
    """DuckDB reads 3.7 as 4 and 2013/1/5 as a date: what it would not write so itself must fit `pattern`."""
    text = f"m_{column.name}"
    return (
        f"CASE WHEN CAST({column.name} AS VARCHAR) = {text} THEN false "
        f"ELSE NOT regexp_full_match({text}, {literal(pattern)}) END"
    )


def _range_checks(column: Column) -> Iterator[Check]:
    name = column.name
    if column.type == "date":
        outside = f"{name} < DATE {literal(EARLIEST_DATE)} OR {name} > DATE {literal(LATEST_DATE)}"
        yield Check(name, outside, f"is not between {EARLIEST_DATE} and {LATEST_DATE}")
        if name.endswith("month"):
            yield Check(name, f"day({name}) <> 1", "is not the first day of a month")
    if column.low is not None:
        yield Check(name, f"{name} < {column.low}", f"is below {column.low:g}")
    if column.high is not None:
        yield Check(name, f"{name} > {column.high}", f"is above {column.high:g}")


def _literals(words) -> str:
    return ", ".join(literal(word) for word in words)
