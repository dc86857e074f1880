"""Data and definitions: how fresh the data are, what was loaded and refused, who is left out, and what the words mean."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.show import layout, tables, words
from throughgate.show.about import ABOUT, DEFINITIONS, data_lead, data_title, snapshots_table
from throughgate.show.measures import definitions, is_paid_by_volume

look = current_view()
terms, report, rates = look.contract.terms, look.report(), look.rates()

layout.heading(
    words.caption(look.contract, look.as_at),
    data_title(report),
    data_lead(look.snapshot.published_at, look.contract, look.as_at),
)

st.header("Snapshots kept", anchor=False)
st.caption("A published file is never changed. The selector opens an earlier one.")
layout.table(snapshots_table(look.snapshots), alt="Snapshots kept")

st.header("What was loaded", anchor=False)
layout.table(tables.loads_table(report), alt="Files loaded")

st.header("What was refused, and why", anchor=False)
if report.refusals.empty:
    layout.said("No row was refused.")
else:
    layout.table(tables.refusals_table(report), alt="Rows refused by file, column and reason")

st.header("What is missing", anchor=False)
st.caption(
    "Columns in which values are missing, as a share of the rows of the table. A column not listed is filled throughout."
)
if tables.completeness_table(report).empty:
    layout.said("No value is missing.")
else:
    with st.expander("Share filled, by table and column"):
        layout.table(tables.completeness_table(report), alt="Completeness by table and column")

st.header(f"Who is counted in {terms.name}", anchor=False)
layout.said(f"{words.eligibility(terms)}")
if is_paid_by_volume(terms):
    layout.table(tables.window_table(terms), alt="Windows of the cohorts")
else:
    layout.table(tables.counted_table(rates), alt="People counted, by cohort")
    left_out = tables.left_out_table(rates)
    if left_out.empty:
        layout.said("Nobody with a discharge in a cohort's window is left out.")
    else:
        layout.table(left_out, alt="People left out, by cohort and reason", key=tables.hidden_key(left_out))

st.header("Discharges that no contract counts", anchor=False)
uncounted = tables.uncounted_table(report)
if uncounted.empty:
    layout.said("Every establishment in the data belongs to a contract's cohort.")
else:
    st.caption(
        "Establishments that no contract's cohorts draw on. If one should count, its name is missing in the terms."
    )
    layout.table(uncounted, alt="Discharges that no contract counts", key=tables.hidden_key(uncounted))

st.header("Figures of the contract", anchor=False)
if terms.figures:
    layout.table(tables.figures_table(terms.figures), alt="Figures of the contract's terms")
else:
    layout.said("The contract's terms hold no figures.")

if terms.service:
    st.header("Figures of the service", anchor=False)
    layout.table(tables.figures_table(terms.service), alt="Figures of the service that the contract buys")

st.header("Definitions", anchor=False)
layout.said("\n".join(f"- **{name}**: {meaning}" for name, meaning in definitions(terms, DEFINITIONS)))

st.header("How small groups are protected", anchor=False)
layout.said(tables.DISCLOSURE_RULE)

st.header("About these figures", anchor=False)
layout.said("\n".join(f"- **{name}**: {text}" for name, text in ABOUT))
layout.foot(look.contract)
