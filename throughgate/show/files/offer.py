"""Get this data: the quiet fold at every chart and table, and the files behind it.

What is offered is what the page shows, after hiding: a file is made of the very table that was laid out. Nothing is written
before somebody asks: the choice of files is laid only while it is open, by a fragment, so that opening one runs no page, and
a file is made when its button is pressed. What it is made of is bound to it when its chart is laid: the tables, and the
run of the page, whose stamp is complete at the foot. So every file of a page says every filter in force on it, also those
chosen further down, and none says the filters of a later run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from throughgate.show.charts import DARK_BLUE, Chart
from throughgate.show.exact import STAMP
from throughgate.show.files.book import Book, Sheet
from throughgate.show.files.made import PICTURES, TABLES, file_name, picture_file, table_file
from throughgate.show.stamp import Stamp
from throughgate.show.tables import plain

KEY = "tg-get"
RUN = "offered"
"""Where the run of the page is kept."""
LABEL = "Get this data"
SAID = "The table as numbers, with its definitions, notes, symbols and filters."
WHOLE, WHOLE_LABEL = "page", "All tables of this page (XLSX, ODS)"
WHOLE_SAID = "Every table that can be got on this page, a sheet each, with its definitions, notes, symbols and filters."
STYLE = f"""
[class*="st-key-{KEY}"] summary {{ color: {DARK_BLUE}; opacity: 1 !important; }}
[class*="st-key-{KEY}"] :is(button, summary) em {{
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}}"""
"""What a button gets is said for those who hear the page; who sees it has the heading above."""


@dataclass(eq=False)
class Run:
    """One run of a page: its title, what its figures were made from, and the tables offered so far by their places.

    Not frozen: files offered before the last choice of the page are to say that choice too.
    """

    finding: str
    stamp: Stamp
    sheets: dict[str, tuple[Sheet, ...]] = field(default_factory=dict)


def begin(finding: str) -> None:
    """Begin a page: what is offered from here on is of this run; nothing where no stamp says what it is made from."""
    st.session_state.pop(RUN, None)
    if STAMP in st.session_state:
        st.session_state[RUN] = Run(finding, st.session_state[STAMP])


def offer(place: str, *sheets: Sheet, chart: Chart | None = None, title: str = "", said: str = SAID) -> None:
    """Offer tables, and a picture of the chart; nothing on a page that was not begun.

    Args:
        place: What is offered, by a name that nothing else on the page has.
        sheets: The tables as on screen; CSV is offered of a single one.
        chart: The chart as on screen.
        title: The title of the file, where it is not the finding of the page.
        said: What stands above the buttons.
    """
    run = st.session_state.get(RUN)
    if run is not None and sheets:
        run.sheets[place] = sheets
        of = plain(sheets[0].title)
        _offer(run, place, sheets, chart, (f"{LABEL} *({of})*", of, title, said))


def offer_page() -> None:
    """Offer in one workbook whatever was offered on the page; nothing where it was offered in one already.

    Call it when all else of the page stands: only then has every choice been made and every table been laid.
    """
    run = st.session_state.pop(RUN, None)
    if run is None:
        return
    run.stamp = st.session_state[STAMP]
    if len(run.sheets) > 1:
        sheets = tuple(sheet for each in run.sheets.values() for sheet in each)
        _offer(run, WHOLE, sheets, None, (WHOLE_LABEL, "all tables of this page", "", WHOLE_SAID))


@st.fragment
def _offer(
    run: Run, place: str, sheets: tuple[Sheet, ...], chart: Chart | None, told: tuple[str, str, str, str]
) -> None:
    label, of, title, said = told
    with st.container(key=f"{KEY}-{place}"):
        # A popover stands at the end of the page for a keyboard: its buttons could not be reached by Tab.
        box = st.expander(label, type="compact", on_change="rerun", key=f"{KEY}-box-{place}")
        if box.open:
            with box:
                st.caption(said)
                with st.container(horizontal=True, gap="small"):
                    for kind, make in makers(run, title, sheets, chart).items():
                        st.download_button(
                            f"{kind} *({of})*", make, file_name(run.stamp, place, kind), {**TABLES, **PICTURES}[kind],
                            key=f"{KEY}-{kind}-{place}", on_click="ignore",
                        )  # fmt: skip


def makers(run: Run, title: str, sheets: tuple[Sheet, ...], chart: Chart | None) -> dict[str, Callable[[], bytes]]:
    """What makes each kind of file when it is asked for, with the stamp of the run as it is then."""

    def table(kind: str) -> bytes:
        return table_file(kind, Book(run.stamp, title or run.finding or sheets[0].title, sheets))

    def picture(kind: str) -> bytes:
        return picture_file(kind, run.stamp, sheets[0], chart)

    found = {kind: partial(table, kind) for kind in TABLES if kind != "CSV" or len(sheets) == 1}
    return found if chart is None else found | {kind: partial(picture, kind) for kind in PICTURES}
