"""Commands that look for signals of unfair play, and that list and write the notes on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from throughgate import notes, results
from throughgate.commands.options import DEFAULT_DATA, AsAt, ContractName, DataDir, Json, Snapshot, day
from throughgate.fairness import read_fair_play
from throughgate.show import text_fairness
from throughgate.show.fairness import lead
from throughgate.show.fairness.signal import Signal
from throughgate.store.publish import published
from throughgate.store.reader import open_data

NoteNumber = Annotated[int, typer.Argument(metavar="NOTE", min=1, max=2**63 - 1, help="Number of the note.")]
Role = Annotated[str, typer.Option(help=f"In which role you write: {', '.join(notes.ROLES)}. As said, not checked.")]
Text = Annotated[str, typer.Option(help="What is to be written. Do not name or describe a person.")]

note = typer.Typer(no_args_is_help=True, help="Add, answer, close or reopen a note.")


def signals(
    contract: ContractName,
    as_at: AsAt = None,
    snapshot: Snapshot = None,
    with_notes: Annotated[
        bool,
        typer.Option(
            "--notes/--no-notes",
            help="Open a note for each unusual check, on the latest day of the newest data; or leave the notes alone.",
        ),
    ] = True,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Print every check made for fair play, what is unusual, and its note.

    Where notes cannot be read or written that is said on standard error, and the checks stand: the exit code is 0.
    """
    reader = open_data(data, snapshot=snapshot)
    asked = results.read_contract(reader, contract)
    known_on = asked.check_as_at(day(as_at, "--as-at"))
    found = lead.signals(read_fair_play(reader, asked.terms, known_on))
    newest = published(data)
    is_latest = newest is not None and newest.snapshot_id == reader.snapshot_id and known_on == asked.latest_known_on
    stands = _notes_of(data, (asked.terms.id, known_on), found if is_latest else ()) if with_notes else ()
    document = text_fairness.signals_document(found, stands) | {
        "notes": text_fairness.notes_remark(is_asked=with_notes, is_latest=is_latest),
        "contract": asked.terms.id, "as_at": known_on.isoformat(), "snapshot": reader.snapshot_id, "is_synthetic": asked.is_synthetic,
    }  # fmt: skip
    typer.echo(_json(document) if as_json else text_fairness.signals_text(document, found, asked.terms.name))


def _notes_of(data: Path, of: tuple[str, date], found: Sequence[Signal]) -> tuple[notes.Note, ...]:
    """Open the notes of what was found, and give those of the day or before; what fails is said, and is no reason to stop."""
    contract_id, as_at = of
    stands: tuple[notes.Note, ...] = ()
    try:
        stands = notes.read_notes(data, contract_id)
        if notes.open_notes(data, contract_id, as_at, lead.new_notes(found)):
            stands = notes.read_notes(data, contract_id)
    except notes.NotesFileError as fault:
        typer.echo(f"throughgate: {fault}. The checks stand without it.", err=True)
    return tuple(note for note in stands if note.as_at <= as_at)


def list_notes(contract: ContractName, data: DataDir = DEFAULT_DATA, as_json: Json = False) -> None:
    """List the notes on a contract with their entries."""
    asked = results.read_contract(open_data(data), contract)
    stands = notes.read_notes(data, asked.terms.id)
    document = {"contract": asked.terms.id, "notes": [text_fairness.note_document(one) for one in stands]}
    typer.echo(_json(document) if as_json else text_fairness.notes_text(stands, asked.terms.name))


@note.command()
def add(
    contract: ContractName,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What happened. Do not name or describe a person.")],
    starts: Annotated[str, typer.Option("--from", metavar="DAY", help="First day that it is about, as 2014-06-30.")],
    ends: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day that it is about.")],
    role: Role,
    as_at: AsAt = None,
    data: DataDir = DEFAULT_DATA,
) -> None:
    """Add a note on days of a contract; it stands on every chart of those days. The very note again adds nothing."""
    asked = results.read_contract(open_data(data), contract)
    known_on = asked.check_as_at(day(as_at, "--as-at"))
    days = notes.read_day(starts, "first day"), notes.read_day(ends, "last day")
    notes.check_reach(days, known_on, asked.latest_known_on)
    number = notes.add_note(data, (asked.terms.id, known_on), days, text, role)
    stands = notes.read_notes(data, asked.terms.id)
    typer.echo(text_fairness.note_text(next(one for one in stands if one.note_id == number)))


@note.command()
def answer(number: NoteNumber, role: Role, text: Text, data: DataDir = DEFAULT_DATA) -> None:
    """Answer a note."""
    typer.echo(text_fairness.note_text(notes.write_entry(data, number, "answered", text, role)))


@note.command()
def close(number: NoteNumber, role: Role, text: Text, data: DataDir = DEFAULT_DATA) -> None:
    """Close a note, saying why."""
    typer.echo(text_fairness.note_text(notes.write_entry(data, number, "closed", text, role)))


@note.command()
def reopen(number: NoteNumber, role: Role, text: Text, data: DataDir = DEFAULT_DATA) -> None:
    """Reopen a closed note, saying why."""
    typer.echo(text_fairness.note_text(notes.write_entry(data, number, "reopened", text, role)))


def _json(document: dict[str, object]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)
