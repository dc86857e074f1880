"""Reconviction trends: rate and events by cohort, quarter and month, how soon people are reconvicted, and what was published."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.published import of_series, read_published
from throughgate.show import chart_published, findings, layout, periods, summary, trends, words
from throughgate.show.chart_curves import cumulative_chart, monthly_curves
from throughgate.show.chart_process import false_signal_words, process, process_chart, signal_words
from throughgate.show.measures import in_order

look = current_view()
terms = look.contract.terms
rates = look.rates()
now = findings.standing(terms, rates)
found = trends.trends(look.rates("quarter"), look.rates("month"), look.as_at)
headline = in_order(terms)[0]
source = words.source(look.contract, look.as_at)

layout.heading(words.caption(look.contract, look.as_at), findings.title(now), findings.lead(now, look.as_at))
layout.metrics(summary.boxes(now))

layout.section(*trends.how_many(terms))
for unit, tab in zip(trends.UNITS, st.tabs(list(trends.UNITS.values())), strict=True):
    with tab, st.grid(min_column_width=layout.SIDE_BY_SIDE):
        for measure in in_order(terms):
            with st.container():
                layout.chart(
                    found.chart(unit, measure),
                    heading=measure.name,
                    subtitle=found.subtitle(unit, measure),
                    key=f"{unit}-{measure.name}",
                    source=source,
                    is_part=True,
                )

curves = monthly_curves(periods.shown_cohorts(rates), look.curves(), terms.outcome.conviction_months)
how_soon, clock = trends.how_soon(terms)
layout.chart(
    cumulative_chart(curves, terms.outcome.conviction_months),
    heading=how_soon,
    subtitle=clock,
    key="cumulative",
    source=source,
)
if not all(curve.is_final for curve in curves):
    st.markdown(trends.ABOVE_THE_RATE)

monthly = process(found.months, headline)
if monthly is None:
    st.markdown(trends.NO_PROCESS)
else:
    layout.chart(
        process_chart(monthly, headline),
        heading="Month to month, is it more than chance?",
        subtitle=f"{headline.axis}, {trends.PROCESS}",
        key="process",
        source=source,
    )
    st.markdown(f"{signal_words(monthly)} {false_signal_words(monthly)}")

figures = read_published()
section = trends.published_section(terms, rates, figures, is_synthetic=look.contract.is_synthetic)
if section is not None:
    layout.chart(
        section.chart, heading=section.heading, subtitle=section.subtitle, key="published", source=section.source
    )
    st.markdown(section.warning)
    with st.expander("Every published figure, with its source and status"):
        layout.table(chart_published.published_table(section.figures), alt="Published figures")

    # Of use only beside a contract of England and Wales, which those with published figures are.
    annual = of_series(figures, "National annual", "proven reoffending rate")
    layout.chart(
        chart_published.national_chart(annual),
        heading="England and Wales: proven reoffending, for background only",
        subtitle=trends.NATIONAL,
        key="national",
        source=chart_published.national_source(annual),
    )
    st.markdown("**Not to be set against the rates above.** " + " ".join(chart_published.warnings(annual)))

layout.foot(look.contract)
