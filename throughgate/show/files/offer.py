"""Get this data: the quiet fold at every chart and table, and the files behind it.

What is offered is what the page shows, after hiding: a file is made of the very table that was laid out. Nothing is written
before somebody asks: the choice of files is laid only while it is open, by a fragment, so that opening one runs no page, and
a file is made when its button is pressed. What it is made of is bound to it then, the stamp with every filter in force too.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from throughgate.show.charts import DARK_BLUE, Chart
from throughgate.show.exact import STAMP
from throughgate.show.files.book import Book, Sheet
from throughgate.show.files.made import PICTURES, TABLES, file_name, picture_file, table_file
from throughgate.show.tables import plain

KEY = "tg-get"
FINDING, SHEETS = "finding", "offered_sheets"
"""Where it is kept for one run: the title of the page, and the tables offered so far by their places."""
LABEL = "Get this data"
SAID = "The table as numbers, with its definitions, notes, symbols and filters."
WHOLE, WHOLE_LABEL = "page", "All tables of this page (XLSX, ODS)"
WHOLE_SAID = "Every table that can be got on this page, a sheet each, with its definitions, notes, symbols and filters."
STYLE = f"""
[class*="st-key-{KEY}"] summary {{ color: {DARK_BLUE}; }}
[class*="st-key-{KEY}"] :is(button, summary) em {{
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}}"""
"""What a button gets is said for those who hear the page; who sees it has the heading above."""


def begin(finding: str) -> None:
    """Begin a page: keep its title for the files, and forget what the page before offered."""
    st.session_state[FINDING], st.session_state[SHEETS] = finding, {}


def offer(place: str, *sheets: Sheet, chart: Chart | None = None, title: str = "", said: str = SAID) -> None:
    """Offer tables, and a picture of the chart; nothing where no stamp says what they were made from.

    Args:
        place: What is offered, by a name that nothing else on the page has.
        sheets: The tables as on screen; CSV is offered of a single one.
        chart: The chart as on screen.
        title: The title of the file, where it is not the finding of the page.
        said: What stands above the buttons.
    """
    if STAMP in st.session_state and sheets:
        st.session_state.setdefault(SHEETS, {})[place] = sheets
        of = plain(sheets[0].title)
        _offer(place, sheets, chart, (f"{LABEL} *({of})*", of, title, said))


def offer_page() -> None:
    """Offer in one workbook whatever was offered on the page, in its order; nothing where it was offered in one already."""
    offered = st.session_state.pop(SHEETS, {})
    if STAMP in st.session_state and len(offered) > 1:
        sheets = tuple(sheet for each in offered.values() for sheet in each)
        _offer(WHOLE, sheets, None, (WHOLE_LABEL, "all tables of this page", "", WHOLE_SAID))


@st.fragment
def _offer(place: str, sheets: tuple[Sheet, ...], chart: Chart | None, told: tuple[str, str, str, str]) -> None:
    label, of, title, said = told
    stamp = st.session_state[STAMP]
    with st.container(key=f"{KEY}-{place}"):
        # A popover stands at the end of the page for a keyboard: its buttons could not be reached by Tab.
        box = st.expander(label, type="compact", on_change="rerun", key=f"{KEY}-box-{place}")
        if box.open:
            with box:
                st.caption(said)
                title = title or st.session_state.get(FINDING) or sheets[0].title
                _buttons(place, Book(stamp, title, sheets), chart, of)


def _buttons(place: str, book: Book, chart: Chart | None, of: str) -> None:
    stamp, sheets = book.stamp, book.sheets
    makers = {kind: partial(table_file, kind, book) for kind in TABLES if kind != "CSV" or len(sheets) == 1}
    if chart is not None:
        makers |= {kind: partial(picture_file, kind, stamp, sheets[0], chart) for kind in PICTURES}
    with st.container(horizontal=True, gap="small"):
        for kind, make in makers.items():
            st.download_button(
                f"{kind} *({of})*", make, file_name(stamp, place, kind), {**TABLES, **PICTURES}[kind],
                key=f"{KEY}-{kind}-{place}", on_click="ignore",
            )  # fmt: skip
