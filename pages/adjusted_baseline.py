"""Adjusted baseline: what the rate a cohort is set against was, is after adjustment, and what would overturn that."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.selectors import choose_cohort
from throughgate.show import layout, words
from throughgate.show.baseline import boxes as baseline_boxes
from throughgate.show.baseline import looked as baseline
from throughgate.show.baseline import methods, tipping
from throughgate.show.baseline import model as baseline_model
from throughgate.show.baseline import words as baseline_words
from throughgate.show.baseline.chart_methods import methods_chart
from throughgate.show.baseline.chart_scores import calibration_chart, fit_subtitle, scores_chart, scores_subtitle
from throughgate.show.tables import hidden_key

look = current_view()
projection, rates = look.projection(), look.rates()
source = words.source(look.contract, look.as_at)
head = st.container()

cohort_id = choose_cohort(projection)
looked = baseline.looked_at(projection, rates, cohort_id)
with head:
    said = baseline_words.head(looked) if looked else baseline_words.nothing(projection, rates, cohort_id)
    layout.heading(baseline_words.caption(look.contract, look.as_at, cohort_id), *said)
if looked:
    layout.metrics(baseline_boxes.boxes(looked))

if looked and looked.is_scored:
    rows = methods.rows(looked)
    layout.chart(
        methods_chart(looked, rows),
        heading=methods.heading(looked),
        subtitle=methods.subtitle(looked),
        key="methods",
        source=source,
    )
    layout.said(methods.gap_words(looked))
    with st.expander("What each method does, and by whose word it stands"):
        layout.table(methods.standing_table(looked, rows), alt="Methods, with source and status")

if looked and looked.has_scores:
    scores = ((scores_chart, baseline_model.scores_heading, scores_subtitle, baseline_model.score_words),)
    fit = ((calibration_chart, baseline_model.fit_heading, fit_subtitle, baseline_model.calibration_words),)
    for draw, heading, subtitle, sentence in scores + fit if looked.is_scored else scores:
        drawn = draw(looked)
        if drawn is None:
            layout.section(heading(looked), baseline_model.TOO_FEW)
        else:
            layout.chart(drawn, heading=heading(looked), subtitle=subtitle(looked), key=draw.__name__, source=source)
        layout.said(sentence(looked))
        if draw is scores_chart:
            table = baseline_model.score_table(looked)
            layout.table(table, alt="Scores of both groups", key=hidden_key(table))

if looked and looked.is_open:
    layout.section("What is still to come", "While the control is followed up itself")
    layout.said(baseline_words.to_come(looked))
elif looked and looked.is_scored:
    layout.section("What would overturn it", tipping.TIPPING)
    layout.said(tipping.tipping_words(looked))
    if trigger := tipping.trigger_words(looked):
        layout.said(trigger)
    factors = tipping.tipping_table(looked)
    if factors is not None:
        with st.expander("How strong such a factor would have to be"):
            layout.table(factors, alt="Unmeasured factors that would overturn the result")
    layout.said(tipping.unmended(looked))

    layout.section("The model, to be worked out again by anybody", baseline_model.fitted(looked))
    model = baseline_model.model_table(looked)
    layout.table(model, alt="Fitted model", key=hidden_key(model))
    layout.said(baseline_model.model_words(looked))

layout.foot(look.contract)
