"""Comparison: a matched comparison group, how alike it is, and what the two groups then did."""

import streamlit as st

from throughgate.comparison import matched_cohorts, read_comparison
from throughgate.frame import current_view
from throughgate.selectors import choose_cohort
from throughgate.show import layout, words
from throughgate.show.comparison import forest, lead, love, made, overlap, report, who

look = current_view()
terms = look.contract.terms
source = words.source(look.contract, look.as_at)
head = st.container()

is_stored = bool(matched_cohorts(look.reader, look.contract, look.as_at))
cohort_id = choose_cohort(look.projection()) if is_stored else None
found = read_comparison(look.reader, look.contract, look.as_at, cohort_id) if cohort_id else None
with head:
    said = (lead.title(found, terms), lead.lead(found, terms)) if found else lead.nothing(terms, cohort_id)
    layout.heading(words.caption(look.contract, look.as_at), *said)
if found:
    layout.metrics(lead.boxes(found, terms))
    shown = [
        *forest.blocks(found, source=source),
        *report.blocks(found, terms, source=source),
        *love.blocks(found, source=source),
        *overlap.blocks(found, source=source),
        *who.blocks(found, source=source),
        *made.blocks(found, source=source),
    ]
    layout.blocks(shown)
layout.foot(look.contract)
