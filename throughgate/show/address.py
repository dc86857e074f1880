"""What the address of a page holds, where the browser goes back or forward to it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

READERS = "read_from_address"
"""Where it is kept how each choice that was shown is read from the address."""
PAGE = "page_of_address"
"""Where it is kept which page was shown last."""


def follow_by(key: str, read: Callable[[str | None], object], *, is_kept: bool = False) -> None:
    """Say how a choice is read from the address: from its words there, None where it is not in it.

    One that is kept stays as it was held where the address does not hold it.
    """
    st.session_state.setdefault(READERS, {})[key] = read, is_kept


def is_of_another_page() -> bool:
    """Whether the page is another one than when this was last asked."""
    page = get_script_run_ctx().page_script_hash
    before, st.session_state[PAGE] = st.session_state.get(PAGE, page), page
    return page != before


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
    st.rerun()
