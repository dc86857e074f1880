"""Notes on a contract's days: opened by a signal or by somebody, answered, closed, reopened; nothing is ever taken back.

Times come from the clock passed in, in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Literal

from throughgate.store import notes as store
from throughgate.store.notes import NotesFileError
from throughgate.store.publish import utc_now

ROLES = ("Commissioner", "Contract manager", "Evaluator", "Provider", "Board secretary")
"""Who may write. Assumed until people sign in: the role is as said, not checked."""
THROUGHGATE = "Throughgate"
"""Who opens the note of a signal."""
LONGEST_TEXT = 1000

Kind = Literal["opened", "answered", "closed", "reopened"]
State = Literal["open", "answered", "closed"]
Clock = Callable[[], datetime]
_STATES: dict[str, State] = {"opened": "open", "reopened": "open", "answered": "answered", "closed": "closed"}


class NoteError(ValueError):
    """What cannot be written into a note; names what, its value and the remedy."""


@dataclass(frozen=True)
class Entry:
    """What was written into a note, by whom, and when in UTC; numbered from 1 in the order of writing."""

    number: int
    kind: Kind
    text: str
    role: str
    written_at: datetime


@dataclass(frozen=True)
class Note:
    """A note on the days of a contract, both inclusive, with its entries; the first opened it.

    `about` is the id of the check whose signal opened it, empty for a note of somebody's own. `as_at` is the day that the data
    were looked at from when it was opened: its first words may say what was known only then.
    """

    note_id: int
    contract_id: str
    about: str
    title: str
    starts_on: date
    ends_on: date
    as_at: date
    opened_at: datetime
    entries: tuple[Entry, ...]

    @property
    def state(self) -> State:
        """What the latest entry left: open, answered or closed."""
        return _STATES[self.latest.kind]

    @property
    def latest(self) -> Entry:
        """The entry written last."""
        return self.entries[-1]


@dataclass(frozen=True)
class NewNote:
    """A note to be opened: the id of the check that it is about, its title, its days and its first words."""

    about: str
    title: str
    starts_on: date
    ends_on: date
    text: str


def read_notes(data_dir: Path, contract_id: str) -> tuple[Note, ...]:
    """A contract's notes in the order of opening; NotesFileError where they cannot be read."""
    return _notes(*store.read(data_dir, "contract_id = ?", contract_id))


def open_notes(
    data_dir: Path, contract_id: str, as_at: date, found: Sequence[NewNote], *, clock: Clock = utc_now
) -> tuple[int, ...]:
    """Open a note for each signal of a day that has none yet; the same signal seen again opens nothing. The numbers of the new."""
    have = {note.about for note in read_notes(data_dir, contract_id)}
    missing = [new for new in found if new.about not in have]
    if not missing:
        return ()  # Nothing is to be written, so the folder need not let us.
    for new in missing:
        _check_days(new)
    with store.writing(data_dir) as open_:
        opened = [_open(open_, (contract_id, as_at), new, THROUGHGATE, clock()) for new in missing]
    return tuple(number for number in opened if number is not None)


def add_note(
    data_dir: Path,
    of: tuple[str, date],
    days: tuple[date, date],
    text: str,
    role: str | None,
    *,
    clock: Clock = utc_now,
) -> int:
    """Open a note of somebody's own; its number, also where the very note stands already.

    Args:
        data_dir: Folder of the published data.
        of: Id of the contract, and the day that its data are looked at from.
        days: The first and the last day that the note is about.
        text: Its first words.
        role: In which role they are written.
        clock: Gives the time now.

    Raises:
        NoteError: the text, the role or the days cannot be used.
        NotesFileError: notes cannot be written.
    """
    _check_role(role)
    new = NewNote("", f"Added by the {role}", *days, _checked(text))
    _check_days(new)
    with store.writing(data_dir) as open_:
        for note in _notes(
            *store.rows(open_, "contract_id = ? AND about = '' AND as_at <= ?", of[0], of[1].isoformat())
        ):
            first = note.entries[0]
            if (note.starts_on, note.ends_on, first.text, first.role) == (*days, new.text, role):
                return note.note_id  # A second click.
        number = _open(open_, of, new, role, clock())
    assert number is not None  # Only the note of a signal can stand already.
    return number


def check_reach(days: tuple[date, date], as_at: date, latest: date) -> None:
    """NoteError where a note on the first and last day could not be seen from the day looked at, or is on days far beyond the data."""
    if days[0] > as_at:
        raise NoteError(
            f"first day {days[0]} is after {as_at}, the day the data are looked at from: choose a day by then"
        )
    if days[1] >= _year_after(latest):
        raise NoteError(f"last day {days[1]} is a year or more after the data end, on {latest}: choose an earlier one")


def _year_after(day: date) -> date:
    """The same day a year later; of 29 February 1 March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def write_entry(
    data_dir: Path, note_id: int, kind: Kind, text: str, role: str | None, *, clock: Clock = utc_now
) -> Note:
    """Answer, close or reopen a note; the note as it then stands. The very entry written last is not written again.

    Raises:
        NoteError: the text or the role cannot be used, there is no such note, or its state does not allow it.
        NotesFileError: notes cannot be written.
    """
    _check_role(role)
    text = _checked(text)
    # Looked at first without writing: a question about a note that is not there begins no file.
    if not _notes(*store.read(data_dir, "note_id = ?", note_id)):
        raise NoteError(f"there is no note {note_id}: `throughgate notes CONTRACT` lists those there are")
    with store.writing(data_dir) as open_:
        # Read within the same change, so that two who close at once do not both succeed.
        note = _notes(*store.rows(open_, "note_id = ?", note_id))[0]
        if (note.latest.kind, note.latest.text, note.latest.role) == (kind, text, role):
            return note  # A second click.
        _check_state(note, kind)
        store.add_entry(open_, note_id, (kind, text, str(role), clock().isoformat()))
        return _notes(*store.rows(open_, "note_id = ?", note_id))[0]


def fault_of_writing(data_dir: Path) -> str:
    """Why notes cannot be written in a folder; empty where nothing is known against it."""
    return "" if store.can_write(data_dir) else store.CANNOT_WRITE


def read_day(written: str, what: str) -> date:
    """The day written as 2014-06-30 or 30 June 2014; NoteError where it is neither."""
    for pattern in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(written.strip(), pattern).date()
        except ValueError:
            continue
    raise NoteError(f"{what} {_short(written)!r} is not a day: write it as 2014-06-30 or 30 June 2014")


def _open(open_, of: tuple[str, date], new: NewNote, role: str | None, now: datetime) -> int | None:
    contract_id, as_at = of
    days = (day.isoformat() for day in (new.starts_on, new.ends_on, as_at))
    number = store.add_note(open_, (contract_id, new.about, new.title, *days, now.isoformat()))
    if number is not None:
        store.add_entry(open_, number, ("opened", new.text, str(role), now.isoformat()))
    return number


def _check_state(note: Note, kind: Kind) -> None:
    if kind == "reopened" and note.state != "closed":
        raise NoteError(f"note {note.note_id} is {note.state}, not closed: answer it instead")
    if kind != "reopened" and note.state == "closed":
        raise NoteError(f"note {note.note_id} is closed, so it cannot be {kind}: reopen it first")


def _check_role(role: str | None) -> None:
    if role is None:
        raise NoteError("no role is chosen: choose in which role you write")
    if role not in ROLES:
        raise NoteError(
            f"role {_short(role)!r} is not one that writes notes: use {', '.join(ROLES[:-1])} or {ROLES[-1]}"
        )


def _check_days(new: NewNote) -> None:
    if new.ends_on < new.starts_on:
        raise NoteError(f"end day {new.ends_on} is before start day {new.starts_on}: swap them, or correct one")


def _checked(text: str) -> str:
    """The text without what cannot be printed; NoteError where it is empty or too long."""
    kept = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text).strip()
    if not kept:
        raise NoteError(f"text {_short(text)!r} is empty: write what was found, or what is to be done")
    if len(kept) > LONGEST_TEXT:
        raise NoteError(
            f"text of {len(kept):,} characters ({_short(kept)!r}) is longer than {LONGEST_TEXT:,}: shorten it, or write two entries"
        )
    return kept


def _short(text: str) -> str:
    """The start of what somebody wrote, to name it in a message."""
    said = re.sub(r"\s+", " ", text)
    return said if len(said) <= 40 else f"{said[:40]}..."


def _notes(notes: Iterable[tuple], entries: Iterable[tuple]) -> tuple[Note, ...]:
    of_note = {
        note_id: tuple(Entry(*values, datetime.fromisoformat(when)) for _, *values, when in found)
        for note_id, found in groupby(entries, key=lambda entry: entry[0])
    }
    return tuple(
        Note(
            note_id, contract_id, about, title, *(date.fromisoformat(day) for day in days),
            datetime.fromisoformat(opened_at), of_note[note_id],
        )
        for note_id, contract_id, about, title, *days, opened_at in notes
    )  # fmt: skip


__all__ = [
    "LONGEST_TEXT", "ROLES", "THROUGHGATE", "Entry", "NewNote", "Note", "NoteError", "NotesFileError", "add_note",
    "check_reach", "fault_of_writing", "open_notes", "read_day", "read_notes", "write_entry",
]  # fmt: skip
