"""Comparison: a matched comparison group, how alike it is, and what the two groups then did."""

import streamlit as st

from throughgate.comparison import find_stored
from throughgate.frame import current_view
from throughgate.matched_selector import choose_matched
from throughgate.show import layout, words
from throughgate.show.comparison import forest, lead, love, made, overlap, report, who

look = current_view()
terms = look.contract.terms
source = words.source(look.contract, look.as_at)
head = st.container()

stored = find_stored(look.reader, look.contract, look.as_at)
cohort_id = choose_matched(terms, stored) if stored.cohort_ids else None
found = look.comparison(cohort_id) if cohort_id else None
with head:
    nothing = lead.nothing(terms, look.as_at, has_later=stored.has_later)
    said = (lead.title(found, terms), lead.lead(found, terms)) if found else nothing
    layout.heading(words.caption(look.contract, look.as_at, cohort_id), *said)
if found:
    layout.metrics(lead.boxes(found, terms))
    shown = [
        *forest.blocks(found, terms, source=source),
        *report.blocks(found, terms, source=source),
        *made.e_value_blocks(found, terms),
        *love.blocks(found, source=source),
        *overlap.blocks(found, source=source),
        *who.blocks(found, source=source),
    ]
    layout.blocks(shown)
    with st.expander("How the comparison group was made, and the model behind it"):
        layout.blocks(made.blocks(found, source=source))
layout.foot(look.contract)
