"""When the page asks the gate: by itself only where the usual question is looked at, else once the reader presses Show."""

from __future__ import annotations

import streamlit as st

from throughgate.show.equity.overview import NOT_ASKED

ASKED = "equity_asked"
"""Where a session keeps what it pressed Show for."""


LINK = "equity_shown"
"""The part of a link to the exact view that asks again what was asked for it: the same questions, which have the same answers."""


def take_up_link(key: tuple[str, ...]) -> None:
    """Count as pressed what a link to the exact view shows; only once, so that another day is not asked for by it."""
    if st.query_params.get(LINK) == ".".join(key):
        st.session_state.setdefault(ASKED, []).append(key)
    if LINK in st.query_params:
        del st.query_params[LINK]


def is_meant(key: tuple[str, ...], *, is_usual: bool) -> bool:
    """Whether the questions of this snapshot, contract, day and people are to be asked; shows the button while not."""
    asked = st.session_state.setdefault(ASKED, [])
    if is_usual or key in asked:
        return True
    place = st.empty()
    with place.container():
        st.markdown(NOT_ASKED)
        is_pressed = st.button("Show", type="primary")
    if is_pressed:
        asked.append(key)
        place.empty()
    return is_pressed
