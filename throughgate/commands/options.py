"""Options and arguments that several commands take."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from throughgate import PROJECT
from throughgate.access import current_role, role_named

DataDir = Annotated[
    Path,
    typer.Option(
        "--data",
        envvar="THROUGHGATE_DATA",
        help="Folder of the published data file, its snapshots and logs.",
        show_default="data/ of the project",
    ),
]
DEFAULT_DATA = PROJECT / "data"
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for a machine.")]
AsAt = Annotated[
    str | None,
    typer.Option(
        help="Day, as 2014-06-30: only what was known then counts.", show_default="the latest date of the data"
    ),
]
Snapshot = Annotated[str | None, typer.Option(help="An earlier data file, by id or by the day it was in force.")]
ContractName = Annotated[str, typer.Argument(metavar="CONTRACT", help="Contract, by its id or name.")]
Role = Annotated[
    str | None,
    typer.Option(
        help="In which role you ask: what it was shown before decides what it may be shown now. As said, not checked.",
        show_default="THROUGHGATE_ROLE, else everybody",
    ),
]


def named(role: str | None) -> str:
    """The role told, or the one of whoever runs the command; RoleError where it cannot be used."""
    return current_role() if role is None else role_named(role)


def day(value: str | None, option: str) -> date | None:
    """The day given to an option; a usage error that says how to write one."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is not a day: write it as 2014-06-30", param_hint=option) from None
