"""The command that tells what moved between two days or two data files."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from throughgate import results
from throughgate.commands.options import DEFAULT_DATA, AsAt, ContractName, DataDir, Json, Snapshot, day
from throughgate.movements import Standpoint, read_movements
from throughgate.show.changes import text
from throughgate.store.reader import open_data

Since = Annotated[
    str, typer.Option("--since", help="The earlier day, as 2014-03-31: what was known then is set against now.")
]
SinceSnapshot = Annotated[
    str | None,
    typer.Option(
        "--since-snapshot",
        help="The earlier side's data file, by id or by the day it was in force.",
        show_default="that of --snapshot",
    ),
]


def changes(
    contract: ContractName,
    since: Since,
    since_snapshot: SinceSnapshot = None,
    as_at: AsAt = None,
    snapshot: Snapshot = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Print what moved between two days or two data files, each movement split into parts that add up exactly."""
    reader = open_data(data, snapshot=snapshot)
    asked = results.read_contract(reader, contract)
    earlier = open_data(data, snapshot=since_snapshot) if since_snapshot else reader
    then = asked if earlier is reader else results.read_contract(earlier, asked.terms.id)
    movements = read_movements(
        Standpoint(earlier, then, then.check_as_at(day(since, "--since"))),
        Standpoint(reader, asked, asked.check_as_at(day(as_at, "--as-at"))),
    )
    if as_json:
        typer.echo(json.dumps(text.document(movements, asked), indent=2, ensure_ascii=False))
    else:
        typer.echo(text.listing(movements, asked))
