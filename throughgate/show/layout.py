"""How a page is laid out, the same everywhere: caption, finding, charts with their words and tables, notes at the foot."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from throughgate.results import ContractData
from throughgate.show import words
from throughgate.show.charts import CONFIG, Chart
from throughgate.terms import Contract

METRIC_WIDTH = 215
SIDE_BY_SIDE = 340
"""Pixels. Least width of a box of a figure, and of one of two charts side by side: on a phone they stack."""

TABLE_KEY = "tg-table"
STYLE = f"""<style>
[class*="st-key-{TABLE_KEY}"] {{ container-type: inline-size; }}
@container (max-width: 600px) {{
  [class*="st-key-{TABLE_KEY}"] :is(td, th) {{ padding-left: 2px; padding-right: 2px; font-size: 0.8rem; }}
  [class*="st-key-{TABLE_KEY}"] :is(td, th) * {{
    overflow-wrap: anywhere !important; overflow: visible !important; font-size: 0.8rem !important;
  }}
  [class*="st-key-{TABLE_KEY}"] table {{ table-layout: fixed; width: 100%; }}
}}
</style>"""
"""A table that is too wide for its place would scroll in a box that the keyboard cannot reach: its words wrap instead."""


def heading(caption: str, title: str, lead: str) -> None:
    """The caption line, the finding and what it rests on."""
    st.caption(caption)
    st.title(title, anchor=False)
    st.markdown(lead)


def metrics(boxes: Sequence[tuple[str, str, str]]) -> None:
    """At most four figures in boxes, each with a name, a short value and a caption under it."""
    with st.grid(min_column_width=METRIC_WIDTH):
        for name, value, note in boxes[:4]:
            with st.container(border=True, height="stretch"):
                st.metric(name, value)
                st.caption(note)


def chart(shown: Chart, *, heading: str, subtitle: str, key: str, source: str = "") -> None:
    """A chart under a heading that says what it tells, with its subtitle, alt text, table and source."""
    st.subheader(heading, anchor=False)
    st.caption(subtitle)
    st.plotly_chart(shown.figure, theme=None, config=CONFIG, alt=shown.alt, key=f"chart-{key}")
    if source:
        st.caption(f"Source: {source}")
    with st.expander("Table of this chart"):
        table(shown.table, alt=f"Table: {heading}", key=shown.key, place=key)


def table(frame: pd.DataFrame, *, alt: str, key: str = "", place: str | None = None) -> None:
    """A real table that a screen reader reads as one, with the key to its symbols under it."""
    name = re.sub(r"[^a-z0-9]+", "-", (alt if place is None else place).lower())
    with st.container(key=f"{TABLE_KEY}-{name}"):
        st.table(frame, border="horizontal", hide_index=True, alt=alt)
    if key:
        st.caption(key)


def foot(contract: ContractData) -> None:
    """Definitions and the contract's own notes, at the foot of every page."""
    st.divider()
    st.subheader("What is counted, and what to know", anchor=False)
    st.markdown(words.definition(contract.terms))
    _notes(contract.terms)
    st.caption(words.status(contract.is_synthetic))


def _notes(terms: Contract) -> None:
    notes = list(terms.notes)
    if terms.risk_scheme is not None:
        notes.append(f"Risk bands: {terms.risk_scheme.name}. {terms.risk_scheme.source} ({terms.risk_scheme.status}).")
    if notes:
        st.markdown("\n".join(f"- {note}" for note in notes))
