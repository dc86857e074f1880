"""Writing notes on a page: answer, close and reopen one, or add one's own. A click writes once, whatever runs again.

What is written stays in its field until it stands in the file, so that nobody types a refused text twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from throughgate.notes import LONGEST_TEXT, ROLES, Kind, Note, NoteError, NotesFileError
from throughgate.show import layout, words
from throughgate.show.notes import LATEST_ONLY, entries_table, name, notes_table
from throughgate.show.tables import plain

ABOUT = (
    "Each unusual check opens a note when somebody looks. It can be answered, closed and reopened; what was written stays and nothing is deleted. "
    "**Do not name or describe a person.** The role is as said, not checked: nobody signs in yet (assumed)."
)
NO_NOTES = "There are no notes on this contract yet."
NONE_BY_THEN = "There are no notes opened as at this day or an earlier one."
BUTTONS: dict[str, tuple[tuple[str, Kind], ...]] = {
    "open": (("Answer", "answered"), ("Close", "closed")),
    "answered": (("Answer", "answered"), ("Close", "closed")),
    "closed": (("Reopen", "reopened"),),
}

Write = Callable[[int, Kind, str, str | None], object]
Add = Callable[[tuple[str, str], str, str | None], int]


def show_notes(notes: Sequence[Note], *, write: Write, add: Add, fault: str = "", are_opened: bool = True) -> None:
    """The notes, one of them with its entries, and the forms to write.

    `fault` says why they cannot be read or written; `are_opened` whether this look opens the notes of its signals.
    """
    layout.section("Notes", "What was said about the signals, and who is to look into what")
    st.markdown(ABOUT)
    if not are_opened:
        st.markdown(LATEST_ONLY)
    if fault:
        st.warning(plain(f"{fault[:1].upper()}{fault[1:]}. All else on this page stands without it."))
    if notes:
        layout.table(notes_table(notes), alt="Notes on this contract")
        _one(notes, write)
    elif not fault:
        st.markdown(NO_NOTES if are_opened else NONE_BY_THEN)
    with st.container():  # Always there, or what stands below would move, and the form fold away.
        _say("own")
    with st.expander("Add a note of your own"):
        _own(add)


def _one(notes: Sequence[Note], write: Write) -> None:
    by_number = {note.note_id: note for note in notes}
    chosen = st.selectbox("Note", list(by_number), format_func=lambda number: name(by_number[number]), key="note")
    note = by_number[chosen]
    days = f"{words.months(note.starts_on, note.ends_on)}, {note.state}; opened as at {words.day(note.as_at)}"
    st.subheader(plain(f"Note {note.note_id}: {note.title}"), anchor=False)
    st.caption(days)
    layout.table(entries_table(note), alt=f"Entries of note {note.note_id}", place="note-entries")
    _say("entry")
    with st.form("note-entry", enter_to_submit=False):
        _role_and_text("entry")
        with st.container(horizontal=True):
            for label, kind in BUTTONS[note.state]:
                st.form_submit_button(label, key=f"entry-{kind}", on_click=_written, args=(write, note.note_id, kind))


def _own(add: Add) -> None:
    with st.form("note-own", border=False, enter_to_submit=False):
        st.text_input("First day, as 2014-06-30 or 30 June 2014", key="own-start")
        st.text_input("Last day", help="Leave it empty for a note on one day.", key="own-end")
        _role_and_text("own")
        st.form_submit_button("Add the note", key="own-add", on_click=_added, args=(add,))


def _role_and_text(form: str) -> None:
    st.selectbox("Your role", ROLES, index=None, placeholder="Choose a role", key=f"{form}-role")
    st.text_area("Text", max_chars=LONGEST_TEXT, help="Do not name or describe a person.", key=f"{form}-text")


def _written(write: Write, note_id: int, kind: Kind) -> None:
    held = st.session_state
    _try("entry", lambda: write(note_id, kind, held["entry-text"], held["entry-role"]), f"Note {note_id} is {kind}.")


def _added(add: Add) -> None:
    held = st.session_state
    start, end = held["own-start"], held["own-end"].strip() or held["own-start"]
    _try(
        "own",
        lambda: add((start, end), held["own-text"], held["own-role"]),
        "The note is added.",
        "own-start",
        "own-end",
    )


def _try(form: str, write: Callable[[], object], told: str, *fields: str) -> None:
    """Write, empty the fields and keep what to tell; or keep why it was refused, and the fields as they are."""
    try:
        write()
    except NoteError as fault:
        st.session_state[f"{form}-fault"] = f"Not written: {fault}."
    except NotesFileError as fault:
        st.session_state[f"{form}-fault"] = f"Not written: {fault.said}."
    else:
        st.session_state[f"{form}-told"] = told
        st.session_state.update(dict.fromkeys((*fields, f"{form}-text"), ""))


def _say(form: str) -> None:
    """What became of the last click on a form, once, above it: a form of one's own may be folded away."""
    if fault := st.session_state.pop(f"{form}-fault", None):
        st.error(plain(fault))
    if told := st.session_state.pop(f"{form}-told", None):
        st.success(told)
