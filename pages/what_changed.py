"""What changed: what moved since an earlier day, an earlier data file or the last board pack, and in which parts."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.show import layout, words
from throughgate.show.changes import page, said
from throughgate.show.changes.shown import shown_cohorts
from throughgate.since_selector import choose_since

look = current_view()
source = words.source(look.contract, look.as_at)
head = st.container()
movements = look.movements(choose_since(look))
cohorts = shown_cohorts(movements)
with head:
    layout.heading(
        said.caption(look.contract, movements), said.title(cohorts, movements), said.lead(cohorts, movements)
    )
layout.metrics(said.boxes(cohorts, movements))
for cohort in cohorts:
    layout.blocks(page.cohort_blocks(cohort, movements, source=source))
if page.has_sides(cohorts):
    with st.expander(page.MEANINGS):
        layout.said(page.meanings())
layout.foot(look.contract)
