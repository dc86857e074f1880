"""Reconviction trends: rate and events by cohort, quarter and month, how soon people are reconvicted, and what was published."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.published import of_series, read_published
from throughgate.show import chart_published, findings, layout, notes, periods, summary, trends, words
from throughgate.show.chart_curves import cumulative_chart, monthly_curves
from throughgate.show.chart_process import false_signal_words, process, process_chart, signal_words
from throughgate.show.measures import in_order, is_paid_by_volume
from throughgate.view_notes import shown_notes

look = current_view()
terms = look.contract.terms
rates = look.rates()
now = findings.standing(terms, rates)
source = words.source(look.contract, look.as_at)
noted = notes.written_on(shown_notes(look))


def show_rates(found: trends.Trends) -> None:
    """The measures by cohort, quarter and month, and how soon people are counted."""
    layout.section(*trends.how_many(terms))
    for unit, tab in zip(trends.UNITS, st.tabs(list(trends.UNITS.values())), strict=True):
        with tab, st.grid(min_column_width=layout.SIDE_BY_SIDE):
            for measure in in_order(terms):
                key, subtitle = f"{unit}-{measure.name}", found.subtitle(unit, measure)
                heading = f"{measure.name}, {words.in_sentence(trends.UNITS[unit])}"
                with st.container():
                    layout.chart(
                        found.chart(unit, measure), heading=heading, subtitle=subtitle, key=key, source=source, is_part=True,
                        notes=noted,
                    )  # fmt: skip
    months, counted = terms.outcome.conviction_months, terms.outcome.counted_as
    curves = monthly_curves(periods.shown_cohorts(rates), look.curves(), months)
    how_soon, clock = trends.how_soon(terms)
    chart = cumulative_chart(curves, months, counted=counted)
    layout.chart(chart, heading=how_soon, subtitle=clock, key="cumulative", source=source)
    if not all(curve.is_final for curve in curves):
        layout.said(trends.above_the_rate(terms))


def show_process(found: trends.Trends) -> None:
    """Month to month, what is more than chance."""
    headline = in_order(terms)[0]
    monthly = process(found.months, headline)
    if monthly is None:
        layout.said(trends.NO_PROCESS)
        return
    heading, subtitle = "Month to month, is it more than chance?", f"{headline.axis}, {trends.PROCESS}"
    layout.chart(
        process_chart(monthly, headline), heading=heading, subtitle=subtitle, key="process", source=source, notes=noted
    )
    layout.said(f"{signal_words(monthly)} {false_signal_words(monthly)}")


def show_published() -> None:
    """What was published about the contract and, beside a contract of England and Wales, about the country."""
    figures = read_published()
    section = trends.published_section(terms, rates, figures, is_synthetic=look.contract.is_synthetic)
    if section is None:
        return
    layout.chart(
        section.chart, heading=section.heading, subtitle=section.subtitle, key="published", source=section.source
    )
    layout.said(section.warning)
    with st.expander("Every published figure, with its source and status"):
        layout.table(chart_published.published_table(section.figures), alt="Published figures")
    annual = of_series(figures, "National annual", "proven reoffending rate")
    national, made_by = chart_published.national_chart(annual), chart_published.national_source(annual)
    heading = "England and Wales: proven reoffending, for background only"
    layout.chart(national, heading=heading, subtitle=trends.NATIONAL, key="national", source=made_by)
    layout.said("**Not to be set against the rates above.** " + " ".join(chart_published.warnings(annual)))


layout.heading(words.caption(look.contract, look.as_at), findings.title(now), findings.lead(now, look.as_at))
layout.metrics(summary.boxes(now))
if not is_paid_by_volume(terms):
    found = trends.trends(look.rates("quarter"), look.rates("month"), look.as_at)
    show_rates(found)
    show_process(found)
    show_published()
layout.foot(look.contract)
