"""What a page looks at: every choice in force, the sentence that says them, and the link that opens the same figures again.

A link writes out every choice, also where it is the default, so that it still holds once a default is another.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode

import streamlit as st

from throughgate.access import RoleError, current_role
from throughgate.show import words
from throughgate.show.stamp import Stamp

HELD, SAID, PLACE, DATA = "exact_held", "exact_said", "exact_place", "exact_data"
"""Where it is kept, for one run of a page: what a link writes, what the sentence says, where it stands, and of which data."""
STAMP = "stamp"
"""Where the frame keeps the stamp of the run, with the filters so far."""
LOST = "lost_snapshot"
"""Where it is kept that a link asked for data that are no longer there."""
LANDING = "board_summary"
LABEL = "Link to this exact view"
COPY = "Copy link to this exact view"
MEANS = (
    "It names the contract, the day, the data file and every choice on this page, so that it opens these figures again also after newer data or other "
    "defaults have come, for as long as that data file is kept and for whoever may open this dashboard."
)
NOTE_HINT = (
    "Do you know of something that happened? Add a dated note on the page Fair play, or by throughgate note add on the command line: it then stands on "
    "every chart of its days."
)

_FOLDER = Path(__file__).parent / "exact_link"
_copier = st.components.v2.component(
    "throughgate_exact_link",
    html=(_FOLDER / "link.html").read_text(encoding="utf-8"),
    css=(_FOLDER / "link.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "link.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def start() -> None:
    """Forget the choices of the run before: call it before any choice is shown."""
    st.session_state[HELD], st.session_state[SAID], st.session_state[PLACE] = {}, {}, None


def begin(stamp: Stamp, newest_at: datetime | None) -> None:
    """Say what is looked at from here on; `newest_at` is when newer data were published, None where these are the newest."""
    st.session_state[STAMP], st.session_state[DATA] = stamp, _data_words(stamp, newest_at)


def hold(key: str, written: str, said: str = "") -> None:
    """Hold a choice that is in force on this page.

    Args:
        key: Its name in the address.
        written: What a link writes for it: a lasting name of the option chosen, also where it is the default.
        said: How the sentence at the top says it; empty where it says so already, or where nothing is left out by it.
    """
    st.session_state.setdefault(HELD, {})[key] = written
    tell(key, said)


def tell(key: str, said: str) -> None:
    """Say at the top what no link holds, as the role that groups are asked for in."""
    if said:
        st.session_state.setdefault(SAID, {})[key] = said
        _stamp_filters()


def tell_role() -> None:
    """Say in which role groups are asked for; a role that cannot be used is told by the answer."""
    with suppress(RoleError):
        tell("role", f"asked for in the role {current_role()}")


def say(caption: str) -> None:
    """Write at the top what is looked at: the caption, and every choice that it does not say. `finish` writes it again."""
    stamp = st.session_state.get(STAMP)
    st.session_state[PLACE] = (st.empty(), caption)
    if stamp is not None:
        _stamp_filters()
    _write()


def finish() -> None:
    """At the foot of a page, when every choice has been made: the sentence at the top, and the link."""
    _write()
    st.caption(NOTE_HINT)
    _copier(key="exact-link", data={"link": link(), "label": LABEL, "copy": COPY})
    st.caption(MEANS)


def link() -> str:
    """The address of this page with every choice written out."""
    # The landing page has no path of its own: Streamlit shows it under its file's name too, and says that there is no such page.
    page = (st.context.url or "").split("?")[0].removesuffix(LANDING)
    return address_of(page, st.session_state.get(HELD, {}))


def address_of(page: str, held: Mapping[str, str]) -> str:
    """An address with choices in it, in the order of their names; whatever is no letter or digit is written as its code."""
    return f"{page.split('?')[0].split('#')[0]}?{urlencode(sorted(held.items()), quote_via=quote)}"


def sentence(filters: str, data: str, *, is_synthetic: bool) -> str:
    """You are looking at HMP Doncaster, cohort 1, as at 30 June 2014. Synthetic people. Management information, not official statistics."""
    return " ".join(part for part in (f"You are looking at {filters}.", data, words.status(is_synthetic)) if part)


def filters_of(caption: str, said: Mapping[str, str]) -> str:
    """What is looked at and every choice beside it, in one line."""
    return "; ".join((caption, *said.values()))


def _write() -> None:
    held = st.session_state.get(PLACE)
    if held is None:
        return
    place, caption = held
    filters = filters_of(caption, st.session_state.get(SAID, {}))
    stamp = st.session_state.get(STAMP)
    is_synthetic = stamp is not None and stamp.contract.is_synthetic
    place.caption(sentence(filters, st.session_state.get(DATA, ""), is_synthetic=is_synthetic))


def _stamp_filters() -> None:
    """Let the stamp, which downloads read, say every choice made so far."""
    held, stamp = st.session_state.get(PLACE), st.session_state.get(STAMP)
    if held is not None and stamp is not None:
        st.session_state[STAMP] = replace(stamp, looking_at=filters_of(held[1], st.session_state.get(SAID, {})))


def _data_words(stamp: Stamp, newest_at: datetime | None) -> str:
    """Which data, where they are not the newest or not those asked for; empty otherwise."""
    if LOST in st.session_state:
        return "Not the data that your link asked for: those are no longer kept."
    if newest_at is None:
        return ""
    return (
        f"Data of {words.moment(stamp.published_at)}, snapshot {stamp.snapshot_id[:8]}, not the newest: "
        f"those are of {words.moment(newest_at)}."
    )
