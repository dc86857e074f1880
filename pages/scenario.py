"""Scenario: other terms, another baseline, another size of cohort, side by side with the contract as it is."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.selectors import choose_cohort
from throughgate.show import layout, words
from throughgate.show.payment import title
from throughgate.show.scenario import boxes, form, sides, tables
from throughgate.show.scenario import changes as scenario_changes
from throughgate.show.scenario import chart as chart_scenario
from throughgate.show.scenario import details as scenario_details
from throughgate.show.scenario import fields as scenario_terms
from throughgate.show.tables import hidden_key

look = current_view()
terms, projection, rates = look.contract.terms, look.projection(), look.rates()
head = st.container()
cohort_id = choose_cohort(projection)
cohort = projection.cohort(cohort_id)

layout.section("Change the terms", sides.SHARE)
fields = (*scenario_terms.term_fields(terms), *(detail.field for detail in scenario_details.details(terms)))
choices = scenario_terms.choices(terms, cohort.cohort, rates)
form.put_into_words(choices)
values = form.numbers(fields)
chosen = form.choose(choices)
if told := scenario_changes.contradiction(terms, values):
    st.info(told)

designed = scenario_terms.design_fields(terms, sides.people_asked(projection, cohort_id, rates))
if designed:
    layout.section("Change the design", sides.DESIGN)
asked = form.numbers(designed)
form.reset((*fields, *choices, *designed))

changed = scenario_changes.changed_terms(terms, values, cohort=cohort.cohort, chosen=chosen)
usual = {field.name: field.contracted for field in designed} | {"effect": asked.get("effect")}
before = sides.side(projection, cohort_id, rates, usual)
after = sides.side(look.scenario(changed), cohort_id, rates, asked)
changes = scenario_changes.changes(terms, changed, cohort.cohort)
is_changed = bool(changes) or before.setting != after.setting

with head:
    layout.heading(
        title.caption(look.contract, before.seen),
        sides.title(before, after, is_changed=bool(changes)),
        sides.lead(before, after, is_changed=is_changed),
    )
    layout.metrics(boxes.boxes(before, after))
if changes:
    st.header("What you changed", anchor=False)
    layout.table(tables.terms_table(changes), alt="What was changed")

layout.section(*sides.of_cohort(before))
projected = tables.projected_table(before, after)
if projected is None:
    layout.said(sides.not_projected(before))
else:
    layout.table(projected, alt="Projection by both terms", key=hidden_key(projected))

chart = chart_scenario.chances_chart(before, after, is_changed=is_changed)
if chart is None:
    layout.said(sides.no_design(before))
else:
    layout.chart(
        chart, heading="How likely a service is to be paid", subtitle=chart_scenario.SUBTITLE, key="chances",
        source=words.source(look.contract, look.as_at),
    )  # fmt: skip
    layout.section("What the terms do by design", sides.BY_DESIGN)
    layout.table(tables.design_table(before, after), alt="Chances by design by both terms")
layout.foot(look.contract)
