"""When the page asks the gate: by itself only where the usual question is looked at, else once the reader presses Show."""

from __future__ import annotations

import streamlit as st

from throughgate.show.equity.overview import NOT_ASKED

ASKED = "equity_asked"
"""Where a session keeps what it pressed Show for."""


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
