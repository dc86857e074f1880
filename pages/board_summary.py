"""Board summary: what a board reads of a contract in five minutes, and where every contract stands."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.pack_panel import show_packs
from throughgate.quarter_selector import choose_quarter
from throughgate.show import layout, notes, words
from throughgate.show.board import board, overview, parts, said
from throughgate.show.payment import title as payment
from throughgate.show.payment.boxes import boxes
from throughgate.since_selector import board_before
from throughgate.view_notes import shown_notes

look = current_view()
terms, source = look.contract.terms, words.source(look.contract, look.as_at)
seens = board.seens_of(look.projection(), look.rates())
seen = board.chosen(seens)
noted = shown_notes(look)


def show(section: parts.Section | None) -> None:
    """A part of the page: its heading, then its charts, tables and words."""
    if section is not None:
        layout.section(section.heading, section.subtitle)
        layout.blocks(section.blocks, notes.written_on(noted))


head = st.container()
quarter = choose_quarter(look)
with head:
    layout.heading(payment.caption(look.contract, seen), said.board_title(seen), said.lead(seen, seens))
layout.metrics(boxes(seen))
show(parts.landing(seens, source=source))
slow = [st.container() for _ in range(4)]
show_packs(look, quarter)

# What takes longest comes last, each into the place it is read at.
with slow[2]:
    show(parts.service(terms, quarter, look.engagement(), look.pathways(), look.capacity(), source=source))
    show(parts.by_quarter(terms, look.rates("quarter"), look.rates("month"), look.as_at, source=source))
with slow[3]:
    others = [board.chosen(board.seens_of(look.projection_of(one), look.rates_of(one))) for one in look.contracts]
    layout.section("Every contract", overview.COMPARE_NONE)
    told = overview.terms_words(others)
    layout.table(overview.overview(others), alt="Every contract with data", key=overview.key(others), in_file=told)
with slow[0]:
    show(parts.look_into(seen, look.fair_play(), look.capacity(), noted, look.report()))
with slow[1]:
    show(parts.changed(look.movements(board_before(look)), terms, source=source))

layout.foot(look.contract)
