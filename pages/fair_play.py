"""Fair play: what is unusual in who gets what, who is moved and how things are counted, and the notes on it."""

from functools import partial

import streamlit as st

from throughgate import view_notes
from throughgate.frame import current_view
from throughgate.show import layout, notes_form, words
from throughgate.show.fairness import cherry_picking, definitions, lead, parking, transfers
from throughgate.show.tables import hidden_key

look = current_view()
found = look.fair_play()
source = words.source(look.contract, look.as_at)
signals = lead.signals(found)
fault = view_notes.open_notes(look, lead.new_notes(signals))
notes, are_opened = view_notes.shown_notes(look), view_notes.is_latest(look)


def show_checks() -> None:
    """What is unusual with the state of its note, and every check made."""
    odd = lead.unusual_table(signals, notes)
    if len(odd):
        layout.section("What is unusual", lead.unusual_caption(are_opened=are_opened))
        layout.table(odd, alt="What is unusual", key=hidden_key(odd))
    with st.expander("Every check made"):
        made = lead.checks_table(signals)
        layout.table(made, alt="Every check made", key=hidden_key(made))


layout.heading(words.caption(look.contract, look.as_at), lead.title(signals), lead.lead(signals))
layout.metrics(lead.boxes(signals, notes))
if signals:
    show_checks()
for kind, heading, subtitle, shown in (
    ("parking", "Parking", lead.PARKING, parking.blocks(found.support, source=source)),
    ("cherry-picking", "Cherry-picking", lead.CHERRY_PICKING, cherry_picking.blocks(found.support, source=source)),
    ("transfers", "Transfers", lead.TRANSFERS, transfers.blocks(found.moves, source=source)),
    ("definition", "Definitions", lead.DEFINITIONS, definitions.blocks(found.definitions, source=source)),
):
    if shown:
        layout.section(heading, subtitle)
        layout.blocks(lead.with_about(kind, shown), notes)
add = partial(view_notes.add_note, look)
notes_form.show_notes(notes, write=view_notes.write_entry, add=add, fault=fault, are_opened=are_opened)
layout.foot(look.contract)
