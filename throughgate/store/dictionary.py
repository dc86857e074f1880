"""The data dictionary, written from the declarations of `schema.py`, so that the two cannot differ.

`make docs` writes it to docs/data_dictionary.md; a test fails while that file is out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from throughgate.store.schema import (
    BOOKKEEPING,
    CARRIED,
    EARLIEST_DATE,
    LATEST_DATE,
    LONGEST_TEXT,
    SQL_TYPE,
    TABLES,
    Column,
    Table,
)

OPENING = f"""\
# Data dictionary

This file is generated from `throughgate/store/schema.py` by `make docs`. Change the declarations, not this file.

One table is one kind of fact. An extract supplies it as a file named after the table (`person.csv`,
`discharge.parquet`, or a sheet of a workbook), with the columns below, in any order. Keys are pseudonyms, made before
anything is loaded: no name, address or case number of a person belongs here.

| type | written as | stored as |
| --- | --- | --- |
| text | at most {LONGEST_TEXT:,} characters | {SQL_TYPE["text"]} |
| date | 2014-06-30, from {EARLIEST_DATE} to {LATEST_DATE}; a mapping may name another form | {SQL_TYPE["date"]} |
| integer | a whole number | {SQL_TYPE["integer"]} |
| decimal | a number with at most four decimal places | {SQL_TYPE["decimal"]} |
| boolean | true or false | {SQL_TYPE["boolean"]} |

A text that a spreadsheet would take for a formula is refused: one that begins with =, @, a tab or a line break, or with
+ or - where a bracket, an exclamation mark, a vertical bar or the name of a cell (A1) follows. +44 and -Unknown are text.

A pseudonym never leaves the database: no page, command or download shows one.

## When a fact was known

Every contract table carries two columns beside its own:

{{carried}}

`known_on` is what makes a view as at an earlier date possible: such a view holds only the rows whose `known_on` is on
or before that date. A source that does not record it gets the fact's own date, as each table says below; then an
earlier view shows what would have been known had everything been recorded at once. Neither `known_on` nor the date that
stands in for it may be after the day of the load; other dates (when a service is due, when a sentence ends) may be.

A row that comes again with the same key and a later `known_on` is a correction. Both are kept. The load marks the
earlier one with `superseded_on`, the `known_on` of the one that took its place; it is 9999-12-31 while a row stands. A
view as at a date holds the row for which `known_on <= date < superseded_on`. Of two rows with the same key and the same
`known_on` the first stays and the other is refused.
"""


def data_dictionary() -> str:
    """The whole dictionary as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield OPENING.format(carried="\n".join(_columns(CARRIED)))
    yield "## The contract tables\n"
    yield ", ".join(f"[{table.name}](#{table.name})" for table in TABLES) + ".\n"
    for table in TABLES:
        yield from _table(table)
    yield "## What a load writes about itself\n"
    yield "These tables are written, never supplied. Both also carry `source`.\n"
    for table in BOOKKEEPING:
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name}\n"
    yield f"One row is {table.one_row_is}. Key: {', '.join(f'`{name}`' for name in table.key)}.{_known_by(table)}\n"
    yield from _columns(table.columns)
    yield ""
    if table.orders:
        yield "A row is refused where"
        for order in table.orders:
            yield f"- {order.reason} (`{order.later}` before `{order.earlier}`)"
        yield ""


def _known_by(table: Table) -> str:
    if table.known_by:
        return f" Known on `{table.known_by}` where the source does not say."
    return f" Known from {EARLIEST_DATE} where the source does not say." if table in TABLES else ""


def _columns(columns: tuple[Column, ...]) -> Iterator[str]:
    yield "| column | type | unit | required | meaning | allowed |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for column in columns:
        required = "yes" if column.required else ""
        cells = (f"`{column.name}`", column.type, column.unit, required, column.meaning, _allowed(column))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _allowed(column: Column) -> str:
    """What may stand in the column, in words; empty where its type is all that binds it."""
    rules = [", ".join(column.allowed)] if column.allowed else []
    if column.low is not None and column.high is not None:
        rules.append(f"{column.low:g} to {column.high:g}")
    if column.pattern:
        rules.append(f"the pattern `{column.pattern}`")
    if column.references:
        rules.append(f"a row of [{column.references}](#{column.references})")
    return "; ".join(rules)


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())
