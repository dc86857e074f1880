"""Charts: figure, alt text and table from the same numbers, nothing joined or compared that must not be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from figures import AS_AT, CONTRACTS, DONCASTER, cohort, doncaster, group, rates
from hypothesis import given
from hypothesis import strategies as st

from throughgate.methods.disclosure import is_small
from throughgate.methods.false_signals import false_signal_share
from throughgate.methods.survival import survival
from throughgate.published import of_contract, of_series, read_published
from throughgate.results import DataReport
from throughgate.show import charts, periods, tables, trends
from throughgate.show.chart_curves import _apart_enough, cumulative_chart, monthly_curve, monthly_curves
from throughgate.show.chart_periods import add_baseline, cohort_chart, time_chart
from throughgate.show.chart_process import false_signal_words, process, process_chart, signal_words
from throughgate.show.chart_published import change_pairs, national_chart, national_source, pairs_chart
from throughgate.show.measures import EVENTS, RATE, in_order

MONTHS_2009 = [f"2009-{month:02d}-01" for month in range(1, 13)]
COHORT_1 = [f"2011-{month:02d}-01" for month in (10, 11, 12)] + [f"2012-{month:02d}-01" for month in range(1, 10)]
COHORT_2 = [f"2012-{month:02d}-01" for month in (10, 11, 12)] + [f"2013-{month:02d}-01" for month in range(1, 10)]


def monthly(reconvicted: int = 58, n: int = 100) -> tuple:
    """Baseline, cohort 1 and cohort 2 by month; of cohort 2 only October to December 2012 are complete."""
    return (
        rates(cohort("baseline-2009"), 12 * n, 12 * 60, groups=tuple(group(m, n, 60) for m in MONTHS_2009)),
        rates(cohort("cohort-1"), 12 * n, 12 * reconvicted, groups=tuple(group(m, n, reconvicted) for m in COHORT_1)),
        rates(
            cohort("cohort-2"), 12 * n, 12 * 40, mature=3 * n,
            groups=tuple(group(m, n, 40, mature=n if m < "2013" else 0) for m in COHORT_2),
        ),
    )  # fmt: skip


def quarterly(by_month) -> tuple:
    """The same people by quarter."""
    summed = []
    for rate in by_month:
        quarters: dict[str, list[int]] = {}
        for month in rate.groups:
            day = date.fromisoformat(month.name)
            name = day.replace(month=day.month - (day.month - 1) % 3, day=1).isoformat()
            counts = quarters.setdefault(name, [0, 0, 0])
            for place, count in enumerate((month.binary.n, month.binary.reconvicted, month.mature)):
                counts[place] += count
        groups = tuple(group(name, n, hit, mature) for name, (n, hit, mature) in quarters.items())
        summed.append(rates(rate.cohort, rate.binary.n, rate.binary.reconvicted, mature=rate.mature, groups=groups))
    return tuple(summed)


def found(by_month) -> trends.Trends:
    return trends.trends(quarterly(by_month), by_month, AS_AT)


def traces(chart: charts.Chart) -> list[dict]:
    return json.loads(chart.figure.to_json())["data"]


def test_a_cohort_chart_has_a_point_an_interval_and_n_for_each_cohort():
    chart = cohort_chart(periods.by_cohort(doncaster()), RATE)
    assert "Cohort 1: 52.5% (50.0% to 54.9%), n = 1,572" in chart.alt
    assert "Cohort 2: 51.0% (48.5% to 53.5%), n = 1,571, follow-up not complete" in chart.alt
    assert chart.table["Cohort"].tolist() == ["Baseline year 2009", "Cohort 1", "Cohort 2"]
    assert chart.table["Per cent of people reconvicted (95% interval)"].tolist()[1] == "52.5% (50.0% to 54.9%)"
    points = [trace for trace in traces(chart) if trace.get("text")]
    assert [trace["text"] for trace in points] == ["58.2%", "52.5%", "51.0%"]
    assert [trace["marker"]["color"] for trace in points] == [charts.DARK_BLUE, charts.DARK_BLUE, "white"]


def test_quarters_say_their_months():
    quarters = found(monthly()).quarters
    assert [periods.label(q) for q in quarters[4:6]] == ["October to December 2011", "January to March 2012"]


def test_a_window_that_cuts_a_quarter_says_the_days_it_holds():
    contract = CONTRACTS["peterborough"]
    made = rates(
        cohort("cohort-1", contract), 200, 100, groups=(group("2010-07-01", 100, 50), group("2010-10-01", 100, 50))
    )
    assert periods.label(periods.by_quarter((made,), AS_AT)[0]) == "9 September 2010 to 30 September 2010"


def test_a_line_never_joins_two_cohorts_or_crosses_a_gap():
    chart = time_chart(found(monthly()).quarters, RATE, unit="quarter")
    line = next(t for t in traces(chart) if t.get("name") == "Baseline and cohorts")
    places = line["x"]
    assert places.count(None) == 2
    assert (places.index(None), line["connectgaps"]) == (4, False)


def test_periods_not_complete_are_hollow_grey_and_named():
    chart = time_chart(found(monthly()).months, RATE, unit="month")
    open_ones = next(t for t in traces(chart) if t.get("name") == charts.NOT_COMPLETE)
    assert (open_ones["mode"], open_ones["marker"]["color"], len(open_ones["x"])) == ("markers", "white", 9)
    assert "9 of them with follow-up not complete" in chart.alt
    assert all("follow-up not complete" in text for text in open_ones["hovertext"])


def test_a_pool_not_complete_has_a_symbol_of_its_own():
    of = found(monthly())
    pooled = [replace(m, cohort=m.cohort.model_copy(update={"kind": "comparison"})) for m in of.months[-3:]]
    chart = time_chart([*of.months, *pooled], RATE, unit="month")
    hollow = {t["name"]: t["marker"]["symbol"] for t in traces(chart) if t.get("marker", {}).get("color") == "white"}
    assert hollow == {charts.NOT_COMPLETE: "circle", "Comparison pool, follow-up not complete": "diamond"}


def test_the_baseline_is_drawn_no_further_than_the_follow_up_is_complete():
    months = found(monthly())
    chart = months.chart("month", RATE)
    level = next(t for t in traces(chart) if t.get("name", "").startswith("Baseline 60"))
    assert level["x"] == ["2009-01-01", "2012-12-31"]
    assert "periods not yet complete are not set against it" in chart.alt


def test_without_a_final_baseline_no_level_is_drawn():
    chart = time_chart(found(monthly()).months, RATE, unit="month")
    assert add_baseline(chart, found(monthly()).months, RATE, None) is chart


def test_small_months_are_hidden_in_chart_hover_table_and_alt_alike():
    by_month = monthly()
    small = (*by_month[1].groups[:2], group(by_month[1].groups[2].name, 8, 3), *by_month[1].groups[3:])
    by_month = (by_month[0], rates(cohort("cohort-1"), 1108, 641, groups=small), by_month[2])
    months = found(by_month).months
    chart = time_chart(months, RATE, unit="month")
    hidden = [periods.label(p) for p in months if p.figures is None]
    # December 2011 is small; within its quarter one month more goes with it, so that 8 does not follow.
    assert "December 2011" in hidden
    assert len(hidden) == 2
    assert "37.5%" not in chart.figure.to_json()
    assert not any(label in chart.figure.to_json() for label in hidden)
    assert chart.table.set_index("Released").loc[hidden, "People"].tolist() == ["c", "c"]
    assert "2 of 36 are hidden" in chart.alt
    assert process(months, RATE) is None


def test_months_of_a_hidden_quarter_are_hidden_too():
    people = [40] * 6 + [30] * 3 + [2] * 3
    groups = tuple(group(m, n, n // 2) for m, n in zip(COHORT_1, people, strict=True))
    made = (rates(cohort("cohort-1"), 336, 168, groups=groups),)
    shown = found(made)
    assert [p.figures is None for p in shown.quarters] == [False, False, True, True]
    assert [p.figures is None for p in shown.months] == [False] * 6 + [True] * 6


@given(
    st.lists(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=12, max_size=12)
)
def test_no_small_group_is_ever_shown_nor_follows_from_a_shown_total(counts):
    groups = tuple(group(month, n, hit) for month, (n, hit) in zip(COHORT_1, counts, strict=True))
    made = (rates(cohort("cohort-1"), sum(n for n, _ in counts), sum(hit for _, hit in counts), groups=groups),)
    shown = found(made)
    for period in (*shown.cohorts, *shown.quarters, *shown.months):
        assert period.figures is None or not is_small(period.figures.n, period.figures.binary.reconvicted)
    for quarter, parts in zip(shown.quarters, np.array_split(np.arange(12), 4), strict=True):
        months = [shown.months[at] for at in parts]
        if quarter.figures and 0 < periods.count_hidden(months) < 3:
            assert periods.count_hidden(months) >= 2


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 40, "b": 12}, {"a": "40", "b": "12"}),
        ({"a": 40, "b": 12, "c": 3}, {"a": "40", "b": "c", "c": "c"}),
        ({"a": 40, "b": 2, "c": 3}, {"a": "40", "b": "c", "c": "c"}),
        ({"a": 40, "b": 1, "c": 2}, {"a": "c", "b": "c", "c": "c"}),
        ({"a": 3}, {"a": "c"}),
        ({"a": 0, "b": 1200}, {"a": "0", "b": "1,200"}),
    ],
)
def test_small_counts_take_one_more_with_them(counts, shown):
    assert tables.hide_small_counts(counts) == shown


def curve_of(events: dict[int, int], n: int, followed: int = 547):
    days = [*events, followed]
    return survival(days, [*events.values(), 0], [0] * len(events) + [n - sum(events.values())])


def test_the_cumulative_curve_ends_at_the_final_rate():
    made = rates(cohort("cohort-1"), 1000, 500)
    curve = monthly_curve(made, curve_of({15: 100, 200: 300, 400: 100}, 1000), 18)
    assert (curve.month[-1], curve.share[0]) == (18, 0)
    # 100 by month 1 (day 30), 400 by month 7 (day 213), 500 by month 14 (day 426).
    assert [curve.share[list(curve.month).index(m)] for m in (1, 7, 14, 18)] == pytest.approx([10, 40, 50, 50])
    chart = cumulative_chart((curve,), 18)
    assert "Cohort 1: 50.0% (46.9% to 53.1%) after 18 months, n = 1,000" in chart.alt


def test_a_final_curve_ends_at_its_rate_although_a_few_are_followed_a_day_longer():
    # 582 of 1,000. By days 400 are followed to day 545 only, and of 18 left the last two are reconvicted on day 548.
    made = rates(cohort("cohort-1"), 1000, 582)
    curve = monthly_curve(made, survival([15, 545, 548], [580, 0, 2], [0, 400, 18]), 18)
    assert (curve.month[-1], curve.share[-1]) == (18, pytest.approx(58.2))
    assert (curve.low[-1], curve.high[-1]) == (100 * made.binary.low, 100 * made.binary.high)


def test_only_final_curves_are_solid_and_the_others_say_why():
    made = [rates(cohort("baseline-2009"), 1000, 500), rates(cohort("cohort-1"), 1000, 500)]
    made += [rates(cohort(name), 1000, 500, mature=0) for name in ("cohort-2", "cohort-3")]
    chart = cumulative_chart(monthly_curves(made, {c.cohort.id: curve_of({15: 500}, 1000) for c in made}, 18), 18)
    lines = [trace["line"] for trace in traces(chart) if trace.get("hoverinfo") == "text"]
    assert [line["dash"] for line in lines] == ["solid", "solid", "dash", "dot"]
    assert [line["color"] for line in lines] == [charts.DARK_BLUE, charts.TURQUOISE, charts.GREY, charts.GREY]
    labels = [note.text.replace("<br>", " ") for note in chart.figure.layout.annotations]
    assert [label.endswith("follow-up not complete") for label in labels] == [False, False, True, True]


def test_a_curve_stops_where_too_few_are_followed():
    made = rates(cohort("cohort-2"), 1000, 100, mature=0)
    curve = monthly_curve(made, curve_of({15: 100}, 1000, followed=200), 18)
    assert curve.month[-1] == 6


def test_a_month_with_one_to_four_people_is_left_out_of_a_curve():
    made = rates(cohort("cohort-1"), 1000, 203)
    curve = monthly_curve(made, curve_of({15: 100, 45: 3, 75: 100}, 1000), 18)
    assert 2 not in curve.month
    assert 10.3 not in curve.share.round(1)
    assert cumulative_chart((curve,), 18).table.iloc[2, 1] == "c"


@pytest.mark.parametrize(
    ("events", "months"),
    [
        ([0, 5, 5, 7], [0, 3]),
        ([0, 100, 100, 102], [0, 3]),
        ([0, 90, 100, 102], [0, 1, 3]),
        ([0, 100, 100, 100], [0, 1, 2, 3]),
        ([0, 6, 8, 11], [0, 1, 3]),
        ([0, 0, 3], [2]),
    ],
)
def test_the_end_of_a_curve_gives_no_small_count(events, months):
    assert _apart_enough(np.array(events)).tolist() == months


@given(st.lists(st.integers(0, 12), max_size=24).map(lambda steps: np.cumsum([0, *steps])))
def test_between_two_months_of_a_curve_are_none_or_at_least_five(events):
    months = _apart_enough(events)
    steps = np.diff(events[months])
    assert ((steps == 0) | (steps >= 5)).all()
    assert months[-1] == len(events) - 1
    assert (np.diff(months) > 0).all()


def test_at_most_four_curves_are_drawn():
    made = [rates(cohort(name), 1000, 500) for name in ("baseline-2009", "cohort-1", "cohort-2", "cohort-3")] * 2
    curves = {c.cohort.id: curve_of({15: 500}, 1000) for c in made}
    assert len(monthly_curves(made, curves, 18)) == 4


def test_the_process_chart_takes_complete_months_and_limits_from_the_baseline():
    made = process(found(monthly()).months, RATE)
    assert len(made.months) == 12 + 12 + 3
    assert (made.xmr.mean, made.rests_on) == (60, "the 12 baseline months")
    chart = process_chart(made, RATE)
    assert "n = 2,700 people" in chart.alt
    assert made.xmr.values[-3:] == (40, 40, 40)


def test_no_run_reaches_from_the_baseline_over_the_months_that_are_not_there():
    low = tuple(group(m, 100, 64 if i < 8 else 52) for i, m in enumerate(MONTHS_2009))
    after = tuple(group(m, 100, 52 if i < 4 else 64) for i, m in enumerate(COHORT_1))
    made = (rates(cohort("baseline-2009"), 1200, 720, groups=low), rates(cohort("cohort-1"), 1200, 720, groups=after))
    months = process(found(made).months, RATE)
    # Four months below the mean before the gap and four after it: eight on end would be a run, and is none.
    assert not any("run" in rules for rules in months.xmr.rules[8:16])


def test_six_rising_months_after_the_gap_are_no_trend():
    # A trend is seven points. The first six of cohort 1 rise on both sides of the mean of 60, the seventh falls.
    rising = (57, 58, 61, 62, 63, 64, 59, 61, 59, 61, 59, 61)
    base = tuple(group(m, 100, 58 + 4 * (i % 2)) for i, m in enumerate(MONTHS_2009))
    after = tuple(group(m, 100, hit) for m, hit in zip(COHORT_1, rising, strict=True))
    made = (rates(cohort("baseline-2009"), 1200, 720, groups=base), rates(cohort("cohort-1"), 1200, 725, groups=after))
    assert not any(process(found(made).months, RATE).xmr.rules)


def test_how_often_a_chart_signals_for_nothing_is_said_of_the_chart_at_hand():
    made = process(found(monthly()).months, RATE)
    assert (made.stretches, made.baseline) == ((12, 15), 12)
    share = false_signal_share((12, 15), 12)
    assert false_signal_words(made).startswith(
        f"Of charts like this one, with limits from 12 months, about {share:.0%} show a signal in the 15 months after the "
        "baseline although nothing has changed (computed by simulation"
    )
    alone = process(found(monthly()[:1]).months, RATE)
    assert (alone.stretches, alone.baseline) == ((12,), None)
    assert f"about {false_signal_share((12,)):.0%} show a signal in its 12 months" in false_signal_words(alone)


def test_a_series_without_signals_says_so():
    made = process(found(monthly()[:1]).months, RATE)
    assert signal_words(made).startswith("None of the 12 complete months")


def test_published_changes_stand_beside_those_of_the_data():
    figures = of_contract(read_published(), "doncaster", "change in percentage points")
    chart = pairs_chart(
        change_pairs(doncaster(), figures),
        axis="Change from baseline, percentage points",
        measured_name="Synthetic people",
    )
    assert "Cohort 1: published -5.7, this data -5.7 (-9.2 to -2.3), n = 1,572" in chart.alt
    assert "Cohort 2: published -3.3, this data not final, n = 1,571" in chart.alt
    assert "%" not in chart.table.to_csv().replace("95%", "")


def test_doncaster_and_peterborough_warn_of_what_differs():
    for contract in ("doncaster", "peterborough"):
        section = trends.published_section(CONTRACTS[contract], doncaster(), read_published(), is_synthetic=True)
        assert "cannot be set against another" in section.warning
    assert trends.published_section(CONTRACTS["broward"], doncaster(), read_published(), is_synthetic=False) is None


def test_the_national_series_has_an_axis_of_its_own():
    chart = national_chart(of_series(read_published(), "National annual", "proven reoffending rate"))
    assert "28.2% in the year ending March 2024 (n = 331,356)" in chart.alt
    assert len(traces(chart)) == 1


def test_the_source_of_the_national_series_is_the_ministrys_file_and_what_was_done_to_it():
    said = national_source(of_series(read_published(), "National annual", "proven reoffending rate"))
    assert said.startswith(
        "Ministry of Justice, PRSQ_overall_data_tool_apr12_mar24.xlsx, transformed by a third party: "
    )


def test_each_contract_leads_with_what_it_is_judged_on():
    assert in_order(DONCASTER) == (RATE, EVENTS)
    assert in_order(CONTRACTS["peterborough"]) == (EVENTS, RATE)


def test_no_chart_offers_to_send_its_figure_away():
    assert "sendChartToCloud" in charts.CONFIG["modeBarButtonsToRemove"]
    assert (charts.CONFIG["plotlyServerURL"], charts.CONFIG["displaylogo"]) == ("", False)


def test_uncounted_discharges_are_hidden_where_few():
    counted = pd.DataFrame(
        {"source": "nomis", "establishment": ["HMP A*", "HMP B", "HMP C"], "discharges": [1234, 5, 4]}
    )
    table = tables.uncounted_table(DataReport(*[pd.DataFrame()] * 3, counted))
    assert table["Discharges"].tolist() == ["1,234", "5", "c"]
    assert table["Establishment"].tolist()[0] == r"HMP A\*"
    assert tables.hidden_key(table) == "c: hidden so that nobody can be recognised."
    assert tables.hidden_key(table[:2]) == ""


def test_text_from_outside_is_no_markdown():
    assert tables.plain("![x](http://a)") == r"\!\[x\]\(http\://a\)"


@given(st.lists(st.floats(0, 100), max_size=4), st.floats(0.1, 15))
def test_labels_keep_their_order_and_their_distance(heights, least):
    placed = charts.without_overlap(heights, least, top=100)
    order = sorted(range(len(heights)), key=heights.__getitem__)
    assert all(placed[b] - placed[a] >= least - 1e-9 for a, b in zip(order, order[1:], strict=False))
    assert all(height <= 100 for height in placed)
