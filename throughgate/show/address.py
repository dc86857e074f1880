"""What the address of a page holds, where the browser goes back or forward to it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

READERS = "read_from_address"
"""Where it is kept how each choice that was shown is read from the address."""
PAGE, HAS_MOVED = "page_of_address", "has_moved_in_history"
"""Where it is kept which page was shown last, and whether the browser has gone back or forward since."""


def follow_by(key: str, read: Callable[[str | None], object], *, is_kept: bool = False) -> None:
    """Say how a choice is read from the address: from its words there, None where it is not in it.

    One that is kept stays as it was held where the address does not hold it.
    """
    st.session_state.setdefault(READERS, {})[key] = read, is_kept


def has_moved() -> bool:
    """Whether the browser has come from another page, or gone back or forward, since this was last asked."""
    page = get_script_run_ctx().page_script_hash
    before, st.session_state[PAGE] = st.session_state.get(PAGE, page), page
    return st.session_state.pop(HAS_MOVED, False) or page != before


def write(key: str, words: str) -> None:
    """Put a choice into the address, also where Streamlit holds that it is its own to write and has not."""
    with get_script_run_ctx().session_state.query_params() as held:
        held.set_corrected_value(key, words, "string_value")


def follow() -> None:
    """Where the browser went back or forward, set every choice by the address and start again.

    Streamlit does so by itself, but only in the one run that it starts for that, only for words it knows, and gives what the
    address does not hold its default. Call it before any choice is shown.
    """
    # Streamlit tells of this nowhere else; requirements.lock holds the version that does.
    if not get_script_run_ctx().is_history_navigation:
        return
    for key, (read, is_kept) in st.session_state.get(READERS, {}).items():
        written = st.query_params.get(key)
        if written is not None or not is_kept:
            st.session_state[key] = read(written)
    st.session_state[HAS_MOVED] = True
    st.rerun()
