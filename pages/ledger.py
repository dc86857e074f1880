"""Ledger: a cohort's payment followed down to the rows it comes from, and computed a second time."""

from functools import partial

import streamlit as st

from throughgate.frame import current_view
from throughgate.selectors import Selector, choose_cohort, put_into_words
from throughgate.show import exact, layout
from throughgate.show.ledger import rows, tables
from throughgate.show.ledger import words as say
from throughgate.show.payment import title
from throughgate.show.payment.tables import ASSUMED_KEY, RIGHT, statement_tables
from throughgate.show.tables import hidden_key


def choose(label: str, key: str, offered: dict[str, str], missing: str, *, is_said: bool = False) -> str:
    """Show a selector of rows; the choice made."""
    find = partial(rows.find_choice, offered)
    selector = Selector(
        label, key, tuple(offered), offered.__getitem__, find, missing, is_always_linked=False, is_said=is_said
    )
    if key not in st.session_state:
        put_into_words((selector,))
    with st.container(width=layout.SIDE_BY_SIDE):
        return selector.choose()


look = current_view()
head = st.container()
cohort_id = choose_cohort(look.projection())
found = look.ledger(cohort_id)
seen = say.seen_of(found)
with head:
    layout.heading(title.caption(look.contract, seen), say.title(found), say.lead(found))
    if found.disagreements:
        st.error(say.disagreement_words(found))
layout.metrics(say.boxes(found))

if say.is_shown(seen):
    if found.terms.payment is not None:
        layout.section(*say.payment_step(found))
        st.html(RIGHT)
        for heading, table, key in statement_tables(found.statement) if found.statement else ():
            st.subheader(heading, anchor=False)
            layout.table(table, alt=heading, key=key)
        layout.section(*say.STEPS["rule"])
        layout.said(tables.rule_words(found.terms))
        st.caption(tables.rule_source(found.terms))
        layout.table(tables.rule_table(found.terms), alt="Figures of the rule", key=ASSUMED_KEY)
    if (baseline := tables.baseline_table(found)) is not None:
        layout.section(*say.STEPS["baseline"])
        layout.table(baseline, alt="How the baseline came about")
        layout.said(tables.baseline_words(found))
    if (bands := tables.bands_table(found)) is not None:
        st.subheader(say.CONTROL, anchor=False)
        layout.table(bands, alt="The control by band of risk", key=f"{say.CONTROL_KEY} {hidden_key(bands)}")
    layout.section(*say.STEPS["counts"])
    counts = tables.counts_table(found)
    layout.table(counts, alt="People counted and left out", key=hidden_key(counts))
    layout.section(*say.STEPS["agreement"])
    layout.table(tables.checks_table(found), alt="Two computations side by side")
    layout.said(say.second_notes(found))
    st.header(say.STEPS["people"][0], anchor=False)
    if found.episodes is None:
        layout.said(say.REAL_PEOPLE)
    else:
        whose = rows.COHORT
        if found.control_episodes is not None:
            whose = choose("Whose rows", "whose", rows.WHOSE, rows.NOBODY_ELSE)
        # Said by its list alone: it narrows no file, so it is no filter of one.
        shown = choose("Show", "rows", rows.choices(found), rows.MISSING, is_said=True)
        listed = rows.narrowed(found, shown, whose)
        layout.said(f"{rows.made_up_of(found, whose)} {rows.rows_words(found, listed)}")
        label = f"Get this data: all {len(rows.all_rows(found, whose)):,} rows (CSV)"
        data, name = partial(rows.file, st.session_state[exact.STAMP], found, whose), rows.file_name(found, whose)
        st.download_button(label, data, name, "text/csv", on_click="ignore")
        layout.table(rows.rows_table(found, listed), alt="Rows of the ledger", in_file=None)

layout.foot(look.contract)
