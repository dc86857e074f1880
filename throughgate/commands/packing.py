"""Commands that issue board packs, list them, sign them off, and say whether one can still be made again.

What sets a pack and draws its charts is imported when one is made: the other commands need not wait for it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from throughgate import results
from throughgate.commands.options import DEFAULT_DATA, DataDir, Json, Snapshot, day
from throughgate.notes import ROLES, NoteError, NotesFileError
from throughgate.pack import PackError, inputs
from throughgate.quarters import Quarter, parse_quarter
from throughgate.results import ContractData
from throughgate.store import packs as register
from throughgate.store.publish import SnapshotError
from throughgate.store.reader import QueryError, Reader, open_data
from throughgate.terms import TermsError

Given = TypeVar("Given", str, Path)
Role = Annotated[str, typer.Option(help=f"In which role: {', '.join(ROLES)}. As said, not checked.")]
SomeContract = Annotated[str | None, typer.Argument(metavar="[CONTRACT]", help="Contract, by its id or name.")]
NOT_MADE = (
    PackError, results.AsAtError, NoteError, NotesFileError, QueryError, SnapshotError, TermsError,
)  # fmt: skip
"""What speaks against one contract's pack and not against the next one's."""


@dataclass(frozen=True)
class Order:
    """What is asked of a pack whichever contract it is of."""

    data: Path
    reader: Reader
    quarter: Quarter
    as_at: date | None
    out: Path
    role: str
    replace: bool


def pack(
    contract: SomeContract = None,
    quarter: Annotated[
        str | None, typer.Option(help="Quarter of the calendar year, as 2013Q4 or 'October to December 2013'.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder in which the pack gets a folder of its own.")] = None,
    as_at: Annotated[
        str | None,
        typer.Option(
            help="Day, as 2014-06-30: only what was known then counts.",
            show_default="the quarter's last day, as far as the data go",
        ),
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="A pack for each contract that has data.")] = False,
    file: Annotated[
        Path | None,
        typer.Option("--verify", metavar="FILE", help="Instead: check a file of a pack, or its manifest.json."),
    ] = None,
    role: Role = "Board secretary",
    replace: Annotated[bool, typer.Option("--replace", help="Replace another pack that stands in the folder.")] = False,
    snapshot: Snapshot = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Issue the board pack of a quarter, for those who hold the data: an accessible PDF, ODS and CSV of its tables, a manifest.

    The same inputs give the same bytes. Each pack goes into the register (`throughgate packs`). With --verify: whether
    the pack of FILE can still be made again; exit code 0 where it can, to the byte or to the figure, 1 where not, where words
    differ, or where the register of this data folder does not have it.
    """
    if file is not None:
        if contract or quarter or out or everyone:
            raise typer.BadParameter("give FILE alone: it says itself what it is a pack of", param_hint="--verify")
        _verify(data, file, as_json=as_json)
        return
    if (contract is None) != everyone:
        raise typer.BadParameter("name one contract, or ask for every one with --all", param_hint="CONTRACT")
    quarter, out = _needed("--quarter", quarter), _needed("--out", out)
    reader = open_data(data, snapshot=snapshot)
    order = Order(data, reader, parse_quarter(quarter), day(as_at, "--as-at"), out, role, replace)
    if contract is None:
        _issue_all(order, as_json=as_json)
    else:
        made = _issue(order, results.read_contract(reader, contract))
        typer.echo(_json(made) if as_json else _said(made))


def packs(contract: SomeContract = None, data: DataDir = DEFAULT_DATA, as_json: Json = False) -> None:
    """List the packs issued, of one contract or of all, and who signed them off."""
    from throughgate.pack import told

    contract_id = None if contract is None else results.read_contract(open_data(data), contract).terms.id
    found = register.read(data, contract_id)
    typer.echo(_json(told.packs_document(found)) if as_json else told.packs_text(found))


def sign_off(
    number: Annotated[int, typer.Argument(metavar="PACK", min=1, max=2**63 - 1, help="Number of the pack.")],
    by: Annotated[str, typer.Option(help="Who signs, by name or post.")],
    role: Role,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Sign a pack off: the register keeps who and when. Several may; the pack itself never changes."""
    from throughgate.pack import issue, told

    signed = issue.sign_off(data, number, by, role)
    typer.echo(_json(told.pack_document(signed)) if as_json else told.packs_text([signed]))


def _needed(name: str, given: Given | None) -> Given:
    if given is None:
        raise typer.BadParameter("is needed to make a pack", param_hint=name)
    return given


def _issue(order: Order, contract: ContractData) -> dict[str, object]:
    from throughgate.pack import issue

    asked = inputs.choose(order.data, order.reader, contract, order.quarter, order.as_at)
    made = issue.make(order.data, order.reader, asked)
    number = issue.issue(order.data, made, order.role, order.out, replace=order.replace)
    return {
        "contract": contract.terms.id, "number": number, "quarter": order.quarter.code, "as_at": asked.as_at.isoformat(),
        "snapshot": asked.snapshot, "reference": made.manifest["reference"], "folder": str(order.out / made.folder), "pdf": str(order.out / made.folder / issue.PDF),
        "files": sorted(made.files),
    }  # fmt: skip


def _issue_all(order: Order, *, as_json: bool) -> None:
    """A pack for each contract with data; one that cannot be made is said, and does not stop the others."""
    contracts = [found for found in results.read_contracts(order.reader) if found.latest_known_on is not None]
    made: list[dict[str, object]] = []
    refused: list[dict[str, object]] = []
    with typer.progressbar(contracts, label="Board packs", file=sys.stderr) as bar:
        for contract in bar:
            try:
                made.append(_issue(order, contract))
            except NOT_MADE as fault:
                refused.append({"contract": contract.terms.id, "why": str(fault)})
    typer.echo(_json({"packs": made, "refused": refused}) if as_json else "\n".join(map(_said, made)))
    for one in refused:
        typer.echo(f"throughgate: no pack for {one['contract']}: {one['why']}", err=True)
    if refused or not made:
        raise typer.Exit(1)


def _verify(data: Path, file: Path, *, as_json: bool) -> None:
    from throughgate.pack import told, verify

    found = verify.verify(data, file)
    typer.echo(_json(told.verdict_document(found)) if as_json else told.verdict_text(found))
    if not found.is_reproduced:
        raise typer.Exit(1)


def _said(made: dict[str, object]) -> str:
    return (
        f"Pack {made['number']} of {made['contract']}, {made['quarter']}, as at {made['as_at']}: {made['folder']} "
        f"({len(made['files'])} files). To check it later: throughgate pack --verify {made['pdf']}"
    )


def _json(document: dict[str, object]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)
