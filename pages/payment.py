"""Payment: where a cohort's final rate will land, what will be paid and how sure that is, and how past projections did."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.selectors import choose_cohort
from throughgate.show import layout, words
from throughgate.show.payment import amounts, chart_fan, charts, fan, notes, published, tables
from throughgate.show.payment import lead as payment_lead
from throughgate.show.payment import title as payment
from throughgate.show.payment.boxes import boxes
from throughgate.show.payment.seen import seen_of
from throughgate.view_notes import drawn_notes

look = current_view()
projection, terms, source = look.projection(), look.contract.terms, words.source(look.contract, look.as_at)
head = st.container()
cohort_id = choose_cohort(projection)
seen = seen_of(projection, cohort_id, look.rates())
with head:
    layout.heading(payment.caption(look.contract, seen), payment.title(seen), payment_lead.lead(seen))
layout.metrics(boxes(seen))

place_of_fan = st.container()
if seen.is_paid:
    st.header(notes.paid_heading(seen), anchor=False)
    layout.said(f"{amounts.expected_words(seen)}\n\n{amounts.statement_words(seen)}")
    sure = charts.sure_chart(seen.now.payment) if notes.is_projected(seen) else None
    if sure is not None:
        said = amounts.chances_words(seen.now.payment)
        layout.chart(sure, heading="How sure that is", subtitle=said, key="sure", source=source, is_part=True)
    st.html(tables.RIGHT)
    for heading, table, key in tables.statement_tables(seen.now.payment.statement):
        st.subheader(heading, anchor=False)
        layout.table(table, alt=heading, key=key)
    layout.said(amounts.marginal_words(seen))
place_of_bridge = st.container()
if notes.is_projected(seen):
    layout.section("Why not simpler?", notes.SIMPLE)
    layout.table(tables.simple_table(seen, seen.now.simple), alt="Simple methods", key=notes.SIMPLE_HONESTLY)

ratio = charts.multiplier_chart(seen.now.nowcast) if notes.has_ratio(seen) else None
if ratio is not None:
    layout.chart(ratio, heading=notes.PACE, subtitle=notes.RATIO, key="ratio", source=source)
    layout.said(f"{notes.oe_words(seen)}\n\n{notes.delay_words(seen)}")
place_of_record = st.container()
found = published.found(terms)
if found:
    layout.section("What was published, put through the rule", published.SUBTITLE)
    layout.table(published.published_table(terms.payment.rule, found), alt="Published results put through the rule")
    layout.said(published.published_words(found))

# What looks back over months takes longest: it fills its place once all else stands.
told = look.history(cohort_id)
drawn = fan.fan(seen, told)
if drawn is not None:
    heading, subtitle = notes.fan_heading(seen), chart_fan.subtitle(drawn)
    with place_of_fan:
        layout.chart(
            chart_fan.fan_chart(drawn), heading=heading, subtitle=subtitle, key="fan", source=source,
            notes=drawn_notes(look),
        )  # fmt: skip
bridge = look.bridge(cohort_id, told[-2][0], told[-1][0]) if notes.has_moved(seen, told) else None
if bridge is not None:
    moved = charts.bridge_chart(tables.bridge_levels(bridge), is_of_events=bridge.is_of_events)
    with place_of_bridge:
        layout.chart(
            moved, heading=notes.MOVED, subtitle=notes.bridge_subtitle(seen, bridge), key="bridge", source=source
        )
        layout.said(f"{notes.bridge_words(bridge)} {notes.middle_words(seen)}")
if not seen.is_volume:
    record = look.record()
    with place_of_record:
        layout.section("How past projections did", notes.RECORD)
        layout.said(notes.record_words(record))
        for heading, table in tables.record_tables(record):
            with st.expander(heading):
                layout.table(table, alt=heading)

layout.foot(look.contract)
