"""How a page is laid out, the same everywhere: caption, finding, charts with their words and tables, notes at the foot."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from throughgate.notes import Note
from throughgate.results import ContractData
from throughgate.show import exact, words
from throughgate.show import notes as shown_notes
from throughgate.show.blocks import Block
from throughgate.show.charts import CONFIG, Chart
from throughgate.show.files import offer
from throughgate.show.files.book import Sheet
from throughgate.terms import Contract

METRIC_WIDTH = 215
SIDE_BY_SIDE = 340
"""Pixels. Least width of a box of a figure, and of one of two charts side by side: on a phone they stack."""

TABLE_KEY = "tg-table"
BOXES_KEY = "tg-boxes"
NARROW = "@container (max-width: 600px)"
STYLE = f"""<style>
[class*="st-key-{TABLE_KEY}"], [class*="st-key-{BOXES_KEY}"] {{ container-type: inline-size; }}
[data-testid="stWidgetLabelRequired"] {{ display: none; }}
{NARROW} {{
  [class*="st-key-{TABLE_KEY}"] :is(table, tbody, tr) {{ display: block; width: 100%; }}
  [class*="st-key-{TABLE_KEY}"] thead {{
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }}
  [class*="st-key-{TABLE_KEY}"] [data-testid="stTable"] > div {{ overflow: visible; }}
  [class*="st-key-{TABLE_KEY}"] tr {{ padding: 0.5rem 0; border-bottom: 1px solid #cecece; }}
  [class*="st-key-{TABLE_KEY}"] td {{
    display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); column-gap: 0.75rem; width: 100%;
    padding: 0.15rem 0 !important; border: 0 !important;
  }}
  [class*="st-key-{TABLE_KEY}"] td * {{ overflow-wrap: anywhere !important; }}
  [class*="st-key-{TABLE_KEY}"] td::before {{ color: #484949; white-space: normal; }}
  [class*="st-key-{TABLE_KEY}"] td:first-child * {{ font-weight: 700; }}
}}
@container (min-width: 440px) {{
  [class*="st-key-{BOXES_KEY}-4"] [data-testid="stGrid"] {{ grid-template-columns: repeat(2, minmax(0, 1fr)); }}
}}
@container (min-width: 1000px) {{
  [class*="st-key-{BOXES_KEY}-4"] [data-testid="stGrid"] {{ grid-template-columns: repeat(4, minmax(0, 1fr)); }}
}}
{offer.STYLE}
</style>"""
"""A table too wide for its place would scroll in a box that the keyboard cannot reach, or break words: on a phone each
row is a block instead, each cell beside the name of its column (`_labels`). Four boxes stand in fours, twos or one by
one, never three and one. A selector that always holds a choice need not say that it is required."""


def heading(caption: str, title: str, lead: str) -> None:
    """What is looked at, the finding and what it rests on."""
    exact.say(caption)
    title, lead = words.check_finding(title, lead)
    offer.begin(title)
    st.title(title, anchor=False)
    st.markdown(lead)


def section(heading: str, subtitle: str) -> None:
    """The head of a part of the page that holds several charts."""
    st.header(words.check(heading), anchor=False)
    st.caption(words.check(subtitle))


def said(sentences: str) -> None:
    """Sentences under a chart or by themselves, as Markdown."""
    st.markdown(words.check(sentences))


def metrics(boxes: Sequence[tuple[str, str, str]], *, key: str = "") -> None:
    """At most four figures in boxes, each with a name, a short value and a caption under it; `key` where a page has several."""
    shown = boxes[:4]
    with st.container(key=f"{BOXES_KEY}-{len(shown)}{key and f'-{key}'}"), st.grid(min_column_width=METRIC_WIDTH):
        for box in shown:
            name, value, note = words.check_box(*box)
            with st.container(border=True, height="stretch"):
                st.metric(name, value)
                st.caption(note)


def chart(
    shown: Chart, *, heading: str, subtitle: str, key: str, source: str = "", is_part: bool = False, notes: Sequence[Note] = ()
) -> None:  # fmt: skip
    """A chart under a heading that says what it tells, with its subtitle, alt text, table and source, and the notes of its days.

    `is_part` says that it stands within a section that has a heading of its own.
    """
    _chart_block(Block(heading, subtitle, key, shown, source=source, is_part=is_part), notes, is_offered=True)


def blocks(shown: Sequence[Block], notes: Sequence[Note] = (), *, is_offered: bool = True) -> None:
    """Blocks one under the other: heading, chart with its table, or a table, and words; `notes` where a chart takes them.

    `is_offered` is False where their files would hold counts of chosen groups that are not rounded: `offer` has the rounded.
    """
    for block in shown:
        if block.chart is not None:
            _chart_block(block, shown_notes.of_block(block, notes), is_offered=is_offered)
        else:
            _table_block(block, is_offered=is_offered)
        if block.words:
            st.markdown(block.words)


def _chart_block(block: Block, notes: Sequence[Note], *, is_offered: bool) -> None:
    _head(block)
    found = shown_notes.on_chart(block.chart, notes)
    drawn = shown_notes.annotate(block.chart, found)
    st.plotly_chart(drawn.figure, theme=None, config=CONFIG, alt=drawn.alt, key=f"chart-{block.key}")
    if block.source:
        st.caption(f"Source: {block.source}")
    with st.expander("Table of this chart"):
        _lay(drawn.table, alt=f"Table: {block.heading}", key=drawn.key, place=block.key)
    listed = shown_notes.listed(found) if found else ""
    if found:
        with st.expander(shown_notes.heading(found)):
            st.markdown(listed)
    if is_offered:
        said = "\n\n".join(filter(None, (block.words, listed)))
        sheet = Sheet(block.heading, block.heading, block.subtitle, drawn.table, drawn.key, block.source, said)
        offer.offer(f"chart-{block.key}", sheet, chart=drawn)


def _head(block: Block) -> None:
    (st.subheader if block.is_part else st.header)(block.heading, anchor=False)
    st.caption(block.subtitle)


def _table_block(block: Block, *, is_offered: bool) -> None:
    _head(block)
    if block.table is None:
        return
    _lay(block.table, alt=block.heading, key=block.table_key, place=block.key)
    if block.source:
        st.caption(f"Source: {block.source}")
    if is_offered:
        sheet = Sheet(
            block.heading, block.heading, block.subtitle, block.table, block.table_key, block.source, block.words
        )
        offer.offer(f"table-{block.key}", sheet)


def table(
    frame: pd.DataFrame, *, alt: str, key: str = "", place: str | None = None, in_file: str | None = ""
) -> None:  # fmt: skip
    """A real table that a screen reader reads as one, with the key to its symbols under it, and its files.

    `in_file` are words that a file of it carries besides; None where it has files of its own.
    """
    name = _lay(frame, alt=alt, key=key, place=place)
    if in_file is not None:
        offer.offer(f"table-{name}", Sheet(alt, alt, "", frame, key, words=in_file))


def _lay(frame: pd.DataFrame, *, alt: str, key: str, place: str | None) -> str:
    """The table and its key alone; the name of its place."""
    name = re.sub(r"[^a-z0-9]+", "-", (alt if place is None else place).lower())
    with st.container(key=f"{TABLE_KEY}-{name}"):
        st.html(_labels(f"{TABLE_KEY}-{name}", list(frame.columns)))
        st.table(frame, border="horizontal", hide_index=True, alt=alt)
    if key:
        st.caption(key)
    return name


def _labels(key: str, columns: Sequence[str]) -> str:
    """Style that puts the name of its column before each cell, where rows stand as blocks."""
    rules = (
        f".st-key-{key} td:nth-child({place})::before {{ content: {_css_text(name)}; }}"
        for place, name in enumerate(columns, start=1)
    )
    return f"<style>{NARROW} {{ {' '.join(rules)} }}</style>"


def _css_text(text: str) -> str:
    """A string of CSS; whatever is no letter or digit is written as its code, so that it cannot end the string."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in text) + '"'


def foot(contract: ContractData) -> None:
    """Definitions, the contract's own notes, all tables in one file and the link to this exact view, at the foot of every page.

    Lay it last, also below what was laid above it late: the file and the link hold what the page holds by then.
    """
    st.divider()
    st.header("What is counted, and what to know", anchor=False)
    st.markdown(words.definition(contract.terms))
    _notes(contract.terms)
    st.caption(words.status(contract.is_synthetic))
    offer.offer_page()
    exact.finish()


def _notes(terms: Contract) -> None:
    notes = list(terms.notes)
    if terms.risk_scheme is not None:
        notes.append(f"Risk bands: {terms.risk_scheme.name}. {terms.risk_scheme.source} ({terms.risk_scheme.status}).")
    if notes:
        st.markdown("\n".join(f"- {note}" for note in notes))
