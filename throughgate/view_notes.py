"""The notes on what the viewer is looking at: those of its day, opened only from the latest day, and written on.

Read anew each time: somebody else may have written.
"""

from __future__ import annotations

from collections.abc import Sequence

from throughgate import notes as noted
from throughgate.notes import Kind, NewNote, Note, NotesFileError
from throughgate.pack.inputs import notes_by
from throughgate.show.notes import written_on
from throughgate.view import View, data_folder


def shown_notes(look: View) -> tuple[Note, ...]:
    """The notes opened as at the day looked at from or before; none where they cannot be read."""
    try:
        return notes_by(data_folder(), look.contract.terms.id, look.as_at)
    except NotesFileError:
        return ()


def drawn_notes(look: View) -> tuple[Note, ...]:
    """The notes that stand on charts of other pages than Fair play."""
    return written_on(shown_notes(look))


def is_latest(look: View) -> bool:
    """Whether the latest day of the newest data is looked at: elsewhere a signal opens no note, or looking would make some."""
    is_newest = look.snapshot.snapshot_id == look.snapshots[0].snapshot_id
    return is_newest and look.as_at == look.contract.latest_known_on


def open_notes(look: View, found: Sequence[NewNote]) -> str:
    """Open the notes of signals that have none, where the latest day is looked at; why notes cannot be read or written."""
    folder, contract_id = data_folder(), look.contract.terms.id
    try:
        if is_latest(look):
            noted.open_notes(folder, contract_id, look.as_at, found)
        noted.read_notes(folder, contract_id)
    except NotesFileError as fault:
        return fault.said
    return noted.fault_of_writing(folder)


def add_note(look: View, written: tuple[str, str], text: str, role: str | None) -> int:
    """Open a note of somebody's own on the first and last day written; NoteError where it could not be seen, or by mistake."""
    days = noted.read_day(written[0], "first day"), noted.read_day(written[1], "last day")
    noted.check_reach(days, look.as_at, look.contract.latest_known_on)
    return noted.add_note(data_folder(), (look.contract.terms.id, look.as_at), days, text, role)


def write_entry(note_id: int, kind: Kind, text: str, role: str | None) -> Note:
    """Answer, close or reopen a note."""
    return noted.write_entry(data_folder(), note_id, kind, text, role)
