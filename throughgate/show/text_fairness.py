"""What `throughgate signals` and `throughgate notes` print, for people and for machines."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from throughgate.fairness import by_chance
from throughgate.notes import Note
from throughgate.show import words
from throughgate.show.fairness import lead
from throughgate.show.fairness.signal import Signal
from throughgate.show.notes import LATEST_ONLY

WIDTH = 100


def signals_document(found: Sequence[Signal], notes: Sequence[Note]) -> dict[str, object]:
    """Every check with its standing, words, days and the chance of a false alarm (a share of 1), and its note's state."""
    by_about = {note.about: note for note in notes if note.about}
    chance = by_chance([signal.check for signal in found])
    return {
        "checks": [_check(signal, by_about.get(signal.check.id)) for signal in found],
        "by_chance": {"expected": chance.expected, "at_least_one": chance.at_least_one},
    }


def notes_remark(*, is_asked: bool, is_latest: bool) -> str:
    """Why the checks open no notes; empty where they do."""
    if not is_asked:
        return "Notes are neither opened nor read (--no-notes)."
    return "" if is_latest else LATEST_ONLY


def _check(signal: Signal, note: Note | None) -> dict[str, object]:
    check = signal.check
    return {
        "check": check.id,
        "kind": check.kind,
        "standing": check.standing,
        "name": signal.name,
        "sentence": _bare(signal.sentence),
        "from": check.starts_on and check.starts_on.isoformat(),
        "to": check.ends_on and check.ends_on.isoformat(),
        "false_alarm": check.false_alarm,
        "note": note and {"number": note.note_id, "state": note.state},
    }


def signals_text(document: dict, found: Sequence[Signal], contract: str) -> str:
    """The finding, then each check: the unusual ones first."""
    order = ("unusual", "as usual", "cannot tell")
    checks = sorted(document["checks"], key=lambda check: order.index(check["standing"]))
    synthetic = ", synthetic people" if document["is_synthetic"] else ""
    return "\n".join(
        [
            f"{contract}, as at {document['as_at']}, data {document['snapshot']}{synthetic}",
            "",
            lead.title(found),
            *(line for part in _bare(lead.lead(found)).split("\n\n") for line in (*_wrapped(part, ""), "")),
            *(line for line in (*_wrapped(document["notes"], ""), "") if document["notes"]),
            *(line for check in checks for line in _check_lines(check)),
            words.NOT_OFFICIAL,
        ]
    )


def _check_lines(check: dict) -> list[str]:
    days = "" if check["from"] is None else f", {check['from']} to {check['to']}"
    alarm = "" if check["false_alarm"] is None else f"; by chance {words.percent(check['false_alarm'])}"
    note = "" if check["note"] is None else f"; note {check['note']['number']} {check['note']['state']}"
    head = f"{check['standing']}: {check['name']}{days}{alarm}{note}"
    return [*_wrapped(head, ""), *_wrapped(check["sentence"], "  "), f"  {check['check']}", ""]


def note_document(note: Note) -> dict[str, object]:
    """A note with its entries, times in UTC."""
    return {
        "number": note.note_id,
        "about": note.about,
        "title": note.title,
        "from": note.starts_on.isoformat(),
        "to": note.ends_on.isoformat(),
        "as_at": note.as_at.isoformat(),
        "opened_at": note.opened_at.isoformat(),
        "state": note.state,
        "entries": [
            {
                "number": entry.number, "kind": entry.kind, "text": entry.text, "role": entry.role,
                "written_at": entry.written_at.isoformat(),
            }
            for entry in note.entries
        ],
    }  # fmt: skip


def notes_text(notes: Sequence[Note], contract: str) -> str:
    """A contract's notes one under the other."""
    if not notes:
        return f"There are no notes on {contract} yet: throughgate signals opens one for each unusual check."
    return "\n\n".join(note_text(note) for note in notes)


def note_text(note: Note) -> str:
    """A note and its entries."""
    lines = [
        f"Note {note.note_id}, {words.months(note.starts_on, note.ends_on)}, {note.state}: {note.title} (opened as at {words.day(note.as_at)})"
    ]
    for entry in note.entries:
        lines.append(f"  {entry.number} {entry.kind}, {entry.role}, {words.moment(entry.written_at)}")
        lines += _wrapped(entry.text, "    ")
    return "\n".join(lines)


def _bare(text: str) -> str:
    return text.replace("**", "")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
