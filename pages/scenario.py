"""Scenario: other terms, another baseline, another size of cohort, side by side with the contract as it is."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.selectors import choose_cohort
from throughgate.show import (
    chart_scenario,
    layout,
    payment,
    scenario,
    scenario_changes,
    scenario_form,
    scenario_tables,
    scenario_terms,
    words,
)

look = current_view()
terms, projection, rates = look.contract.terms, look.projection(), look.rates()
head = st.container()
cohort_id = choose_cohort(projection)
cohort = projection.cohort(cohort_id)

layout.section("Change the terms", scenario.SHARE)
fields, choices = scenario_terms.term_fields(terms), scenario_terms.choices(terms, cohort.cohort, rates)
scenario_form.put_into_words(choices)
values = scenario_form.numbers(fields)
chosen = scenario_form.choose(choices)
if told := scenario_changes.contradiction(terms, values):
    st.info(told)

designed = scenario_terms.design_fields(terms, scenario.people_asked(projection, cohort_id, rates))
if designed:
    layout.section("Change the design", scenario.DESIGN)
asked = scenario_form.numbers(designed)
scenario_form.reset((*fields, *choices, *designed))

changed = scenario_changes.changed_terms(terms, values, cohort=cohort.cohort, chosen=chosen)
usual = {field.name: field.contracted for field in designed} | {"effect": asked.get("effect")}
before = scenario.side(projection, cohort_id, rates, usual)
after = scenario.side(look.scenario(changed), cohort_id, rates, asked)
changes = scenario_changes.changes(terms, changed, cohort.cohort)
is_changed = bool(changes) or before.setting != after.setting

with head:
    layout.heading(
        payment.caption(look.contract, before.seen),
        scenario.title(before, after, is_changed=bool(changes)),
        scenario.lead(before, after, is_changed=is_changed),
    )
    layout.metrics(scenario.boxes(before, after))
if changes:
    st.header("What you changed", anchor=False)
    layout.table(scenario_tables.terms_table(changes), alt="What was changed")

layout.section(f"{cohort.cohort.name} as projected", scenario.PROJECTED)
projected = scenario_tables.projected_table(before, after)
if projected is None:
    st.markdown(scenario.not_projected(before))
else:
    layout.table(projected, alt="Projection by both terms")

chart = chart_scenario.chances_chart(before, after, is_changed=is_changed)
if chart is None:
    st.markdown(scenario.no_design(before))
else:
    layout.chart(
        chart, heading="How likely a service is to be paid", subtitle=chart_scenario.SUBTITLE, key="chances",
        source=words.source(look.contract, look.as_at),
    )  # fmt: skip
    layout.section("What the terms do by design", scenario.BY_DESIGN)
    layout.table(scenario_tables.design_table(before, after), alt="Chances by design by both terms")
layout.foot(look.contract)
