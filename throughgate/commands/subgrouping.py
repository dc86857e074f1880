"""Commands that ask about groups of people, through the gate, and that list what was shown of them."""

from __future__ import annotations

import json
import sys
from difflib import get_close_matches
from typing import Annotated

import typer

from throughgate import results
from throughgate.access import role_named
from throughgate.commands.options import DEFAULT_DATA, AsAt, ContractName, DataDir, Json, Role, Snapshot, day, named
from throughgate.gate import ALL, BEFORE, FACTORS, OUTCOMES, Question, ask
from throughgate.show import text_groups, text_released, text_subgroups
from throughgate.show.group_names import chosen_twice
from throughgate.store import releases
from throughgate.store.reader import open_data
from throughgate.subgroups import read_groups


def subgroups(
    contract: ContractName,
    by: Annotated[list[str], typer.Option(help=f"Compare by one to three of {', '.join(FACTORS)}: once for each.")],
    cohort: Annotated[
        str, typer.Option(help=f"A cohort by its id, {ALL} (its cohorts together) or {BEFORE} (all compared with).")
    ] = ALL,
    outcome: Annotated[str, typer.Option(help=f"{', '.join(OUTCOMES)}.")] = "binary",
    as_at: AsAt = None,
    role: Role = None,
    snapshot: Snapshot = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print a file to pass on: counts rounded, rates from the rounded counts.")
    ] = False,
) -> None:
    """Print each group's rate, what its case mix leads one to expect, and the difference; small groups hidden.

    Only people whose follow-up is complete count. What is shown to a role is remembered: a later question is answered
    only as far as it, taken from what was shown, tells of no small group.
    """
    if as_json and as_csv:
        raise typer.BadParameter("choose --json or --csv, not both", param_hint="--csv")
    _check_factors(by)
    reader = open_data(data, snapshot=snapshot)
    asked = results.read_contract(reader, contract)
    known_on = asked.check_as_at(day(as_at, "--as-at"))
    question = Question(asked.terms.id, known_on, cohort, tuple(by), outcome)
    found = read_groups(reader, asked, ask(reader, data, asked.terms, question, named(role)))
    of = {"snapshot_id": reader.snapshot_id, "is_synthetic": asked.is_synthetic}
    if as_csv:
        sys.stdout.write(text_subgroups.groups_csv(found, **of))
    elif as_json:
        typer.echo(json.dumps(text_groups.groups_document(found, **of), indent=2, ensure_ascii=False))
    else:
        typer.echo(text_groups.groups_table(found, **of))


def _check_factors(by: list[str]) -> None:
    """Refuse a factor chosen twice, and one that names none but begins or nearly is one, with those it may mean."""
    if twice := chosen_twice(by):
        raise typer.BadParameter(twice, param_hint="--by")
    for factor in by:
        near = [name for name in FACTORS if name.startswith(factor)] or get_close_matches(factor, FACTORS)
        if factor not in FACTORS and near:
            raise typer.BadParameter(f"{factor!r} is no factor: did you mean {', '.join(near)}?", param_hint="--by")


def released(
    contract: Annotated[
        str | None, typer.Argument(metavar="[CONTRACT]", help="Contract, by its id or name.", show_default="every one")
    ] = None,
    role: Annotated[str | None, typer.Option(help="Shown to this role.", show_default="to any")] = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """List what was shown of groups of people: when, to which role, the question, how many groups shown and withheld."""
    contract_id = None if contract is None else results.read_contract(open_data(data), contract).terms.id
    found = releases.read(data, None if role is None else role_named(role), contract_id)
    document = text_released.released_document(found)
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False) if as_json else text_released.released_table(found))
