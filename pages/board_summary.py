"""Board summary: where every contract stands, and the chosen one at a glance."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.show import findings, layout, periods, summary, tables, words
from throughgate.show.chart_periods import cohort_chart
from throughgate.show.measures import in_order, is_paid_by_volume

look = current_view()
terms = look.contract.terms
rates = look.rates()
now = findings.standing(terms, rates)

layout.heading(words.caption(look.contract, look.as_at), findings.title(now), findings.lead(now, look.as_at))
layout.metrics(summary.boxes(now))

cohorts = periods.by_cohort(rates)
if not is_paid_by_volume(terms):
    headline = in_order(terms)[0]
    layout.chart(
        cohort_chart(cohorts, headline),
        heading=f"{terms.name}: {headline.name.lower()}, by cohort",
        subtitle=f"{headline.axis}, with 95% intervals. Hollow and dashed: follow-up not complete, so the figure {words.so_far()}.",
        key="board-cohorts",
        source=words.source(look.contract, look.as_at),
    )

st.header("One thing not to conclude", anchor=False)
st.markdown(findings.not_to_conclude(now))

if not is_paid_by_volume(terms):
    st.header(f"The cohorts of {terms.name}", anchor=False)
    layout.table(
        summary.cohort_table(rates, terms, look.as_at), alt=f"Cohorts of {terms.name}", key=tables.period_key(cohorts)
    )
if findings.published_baseline(look.contract):
    st.markdown(findings.published_baseline(look.contract))

st.header("Every contract", anchor=False)
st.caption(
    "The latest cohort with a final rate or, where none has one, the first still followed up. A change is given only "
    "where cohort and baseline are both final. Contracts differ in who is counted and for how long: compare none of them."
)
layout.table(
    summary.board_table([(c, findings.standing(c.terms, look.rates_of(c)), look.as_at_of(c)) for c in look.contracts]),
    alt="Every contract with data",
)
layout.foot(look.contract)
