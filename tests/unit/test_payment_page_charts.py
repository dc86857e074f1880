"""Charts and tables of the Payment page: what is drawn stands in the table and in the alt text, and sums add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paying_terms import CRS
from payment_cases import AS_AT, CLAWBACK, cohort, contract, in_force, nowcast, paid, point, seen, spread, stated

from throughgate.methods.nowcast import DelayRatio
from throughgate.methods.nowcast.backtest import BackTest
from throughgate.methods.payment import Level, Line, Outcome, Settled, Volume, statement
from throughgate.projection import Bridge, Step
from throughgate.show.payment import boxes, by_chance, chart_fan, charts, fan, notes, published, tables
from throughgate.terms import read_all_terms

WIDE = {"status": "too-early", "final_rate": spread(0.40, 0.55, 0.70)}


def told(*, last: dict | None = None):
    """Two months too early, two projected, and what `last` changes on the as-at date."""
    terms = contract()
    return (
        (date(2013, 4, 30), cohort(terms, **WIDE)),
        (date(2013, 5, 31), cohort(terms, **WIDE)),
        (date(2014, 4, 30), cohort(terms, final_rate=spread(0.51, 0.545, 0.59))),
        (date(2014, 5, 31), cohort(terms, final_rate=spread(0.52, 0.547, 0.58))),
        (AS_AT, cohort(terms, **(last or {}))),
    )


def traces(chart, name=None):
    return [trace for trace in chart.figure.data if name is None or trace.name == name]


def test_the_fan_draws_the_lines_that_money_turns_on():
    assert fan.reference_lines(seen()) == (
        ("Baseline", pytest.approx(58.2)),
        ("Target, 5 points lower", pytest.approx(53.2)),
        ("Cap, 10 points lower", pytest.approx(48.2)),
    )
    events = seen("events", baseline=in_force(contract("events"), method="reweighted-control", control="1.55"))
    assert fan.reference_lines(events) == (
        ("Matched control", pytest.approx(155.0)),
        ("Trigger, 10% fewer", pytest.approx(139.5)),
    )
    full = fan.reference_lines(seen("balancing"))
    assert full[1] == ("Paid in full, 6 points lower", pytest.approx(52.2))
    assert fan.reference_lines(seen(baseline=None)) == ()


def test_the_table_of_the_fan_holds_what_is_drawn():
    chart = chart_fan.fan_chart(fan.fan(seen(), told()))
    last = chart.table.iloc[-1].tolist()
    # The 80% range of the made-up quantiles is two thirds of the way to each end of the 95% range.
    assert last == [
        "30 June 2014", "projected", "54.9%", "53.7% to 56.0%", "53.1% to 56.6%", "58.2%", "53.2%", "48.2%",
    ]  # fmt: skip
    band = traces(chart, "95% range")[0]
    assert list(band.x)[:3] == [date(2014, 4, 30), date(2014, 5, 31), AS_AT]
    assert list(band.y) == pytest.approx([59, 58, 56.6, 53.1, 52, 51])


def test_months_that_are_too_early_stand_apart_without_a_middle():
    drawn = fan.fan(seen(), told())
    chart = chart_fan.fan_chart(drawn)
    assert chart.table["Middle"].tolist()[:2] == ["x", "x"]
    assert chart.table["State"].tolist() == ["too early", "too early", "projected", "projected", "projected"]
    grey = traces(chart, "Too early to project, 95% range")[0]
    assert set(grey.x) == {date(2013, 4, 30), date(2013, 5, 31)}
    middle = next(trace for trace in chart.figure.data if trace.mode == "lines+markers")
    assert list(middle.x) == [date(2014, 4, 30), date(2014, 5, 31), AS_AT]
    assert "2 of 5 months are too early to project" in chart.alt
    assert "too early" in chart_fan.subtitle(drawn)


def test_a_final_rate_ends_the_fan():
    final = {"status": "final", "mature": 1571, "final_rate": point(0.5251), "change_points": point(-5.69)}
    chart = chart_fan.fan_chart(fan.fan(seen(**final), told(last=final)))
    assert chart.table.iloc[-1].tolist()[1:3] == ["final", "52.5%"]
    assert "30 June 2014: 52.5%, final." in chart.alt
    assert any("<b>Final 52.5%</b>" in note.text for note in chart.figure.layout.annotations)


def test_a_month_alone_beside_early_ones_is_seen_in_front_of_its_ranges():
    chart = chart_fan.fan_chart(chart_fan_of(last={}))
    assert chart.figure.data[-1].marker.line.width[-1] > 0


def chart_fan_of(**changes):
    return fan.fan(seen(), told(**changes)[:2] + told(**changes)[-1:])


def test_the_fan_leaves_out_months_in_which_too_few_had_been_released():
    terms = contract()
    few = ((date(2013, 1, 31), cohort(terms, n=9, reconvicted=2)), (AS_AT, cohort(terms)))
    assert len(fan.fan(seen(), few).points) == 1
    assert fan.fan(seen(), few[:1]) is None
    assert fan.fan(seen(), ()) is None


def test_a_single_month_is_drawn_as_strokes():
    chart = chart_fan.fan_chart(fan.fan(seen(), told()[-1:]))
    stroke = traces(chart, "95% range")[0]
    assert list(stroke.x) == [AS_AT, AS_AT]
    assert list(stroke.y) == pytest.approx([53.1, 56.6])


def test_only_final_points_have_no_range_no_legend_and_lines_that_are_drawn():
    final = {"status": "final", "mature": 1571, "final_rate": point(0.5251), "change_points": point(-5.69)}
    drawn = fan.fan(seen(**final), told(last=final)[-1:])
    chart = chart_fan.fan_chart(drawn)
    assert not [trace.name for trace in chart.figure.data if trace.showlegend]
    assert "no projection and no range is drawn" in chart_fan.subtitle(drawn)
    assert "ranges" not in chart_fan.subtitle(drawn)
    assert chart.table.iloc[0].tolist()[2:5] == ["52.5%", "final", "final"]
    lines = [trace for trace in chart.figure.data if trace.mode == "lines"]
    assert [len(set(trace.x)) for trace in lines] == [2, 2, 2], "each labelled line has an extent"


def test_the_trigger_of_all_cohorts_is_drawn_where_the_last_may_be_paid_by_it():
    base = in_force(contract("events"), method="reweighted-control", control="1.5")
    last = Outcome(
        600, 300, 400, Fraction("0.582"), control_events=Fraction("1.5"), earlier=(Settled(1000, 1400, Fraction("1.6")),), is_last=True,
    )  # fmt: skip
    shown = seen("events", baseline=base, n=600, n_expected=1000, outcome=last)
    # The earlier cohort fell by 1 - 1.4 / 1.6 = 12.5%; of 1,000 and 1,000 people 7.5% in the mean takes 2.5%: 97.5% of 150.
    assert fan.reference_lines(shown)[2] == ("All cohorts' trigger, 7.5% over all", pytest.approx(146.25))
    first = replace(shown, now=replace(shown.now, outcome=replace(last, is_last=False)))
    assert len(fan.reference_lines(first)) == 2


def test_labels_stand_apart_within_the_axis():
    placed = chart_fan.apart([50.5, 50.0, 51.0, 59.9], [3.0, 2.0, 2.0, 4.0], 40.0, 60.0)
    # Half of each two sizes apart, 2.5 and 2.5, about their mean of 50.5; the highest held 2 below the top.
    assert placed == pytest.approx([50.5, 48.0, 53.0, 58.0])
    assert chart_fan.apart([10.0, 10.0], [2.0, 2.0], 10.0, 20.0) == pytest.approx([11.0, 13.0])


def test_the_axis_holds_the_ranges_that_are_too_early():
    chart = chart_fan.fan_chart(fan.fan(seen(), told()))
    low, high = chart.figure.layout.yaxis.range
    assert low < 40
    assert high > 70


def test_the_key_to_grey_says_why_it_is_too_early():
    terms = contract()
    waits = cohort(terms, **(WIDE | {"baseline": None, "change_points": None}))
    assert "no group followed up to the end" in chart_fan.subtitle(fan.fan(seen(), ((AS_AT, waits),)))
    assert "wider than 10 points" in chart_fan.subtitle(fan.fan(seen(), told()))


def test_a_month_without_a_baseline_breaks_the_line_and_not_the_chart():
    terms = contract()
    months = ((date(2014, 5, 31), cohort(terms, baseline=None)), (AS_AT, cohort(terms)))
    table = chart_fan.fan_chart(fan.fan(seen(), months)).table
    assert table["Baseline"].tolist() == ["x", "58.2%"]


def test_every_decision_that_a_rule_can_come_to_has_a_bar():
    chart = charts.sure_chart(CLAWBACK)
    assert chart.table.to_numpy().tolist() == [["Reclaimed", "97%"], ["Kept in full", "2%"], ["Rewarded", "1%"]]
    assert list(chart.figure.data[0].x) == pytest.approx([97, 2, 1])
    nothing = paid(stated("events", "nothing", 0, is_met=False), {"nothing": (4, 0)})
    assert charts.sure_chart(nothing).table.to_numpy().tolist() == [
        ["Nothing paid", "over 99%"],
        ["Paid", "under 1%"],
    ]


def test_a_rule_that_pays_by_degrees_shows_how_the_payments_spread():
    pence = np.arange(0, 120_000_01, 10_000_00)
    of = paid(stated("balancing", "paid", 6_000_000, is_met=False), {"paid": (13, 0)})
    of = replace(of, payments=replace(of.payments, pence=pence))
    chart = charts.sure_chart(of)
    shares = [float(share.rstrip("%")) for share in chart.table["Share of the draws"]]
    # In whole per cent, as the chances beside it: 12 bars, each at most half a point off.
    assert sum(shares) == pytest.approx(100, abs=6)
    assert all(share.endswith("%") and "." not in share for share in chart.table["Share of the draws"])
    assert chart.table["Payment"].iloc[0].startswith("£0 to ")
    alike = replace(of, payments=replace(of.payments, pence=np.full(13, 5)))
    assert charts.sure_chart(alike) is None


def test_the_statement_is_to_the_penny_and_marks_what_is_not_published():
    lines = (
        Line("Reconvicted", None, "824 of 1,570 people: 52.48%", "computed"),
        Line("Reclaimed", -200_000_001, "10% of £20,000,000", "assumed"),
        Line("Reward", 1, "by the *rule*", "published"),
        Line("Most", 0, "at most", "disputed"),
    )
    table = tables.statement_table(stated("threshold", "clawback", 0, is_met=False, lines=lines))
    assert table["Amount"].tolist() == [
        "for information",
        "−\N{WORD JOINER}£2,000,000.01",
        "£0.01",
        "£0.00",
        "**−\N{WORD JOINER}£2,000,000.00**",
    ]
    assert table["Status"].tolist() == ["computed", "**Assumed**", "published", "**Disputed**", "computed"]
    assert table["How it comes about"].iloc[2] == r"by the \*rule\*"


def test_the_simple_methods_stand_beside_ours_and_the_close_second_is_called_one():
    table = tables.simple_table(seen(), seen().now.simple)
    assert table.iloc[0, 1] == "**54.9%** (53.1% to 56.6%)"
    assert table.iloc[:, 1].tolist()[1:] == ["51.0%", "54.1%", "54.5%", "53.2%", "54.8%", "58.2%"]
    close = table[table["Method"] == "Bornhuetter-Ferguson"].iloc[0, 2]
    assert "close second" in close
    assert "at month 6 it is better than ours when nothing has changed" in close
    missing = replace(seen().now.simple, chain_ladder=None)
    assert tables.simple_table(seen(), missing).iloc[4, 1] == "cannot be worked out"


def bridge(
    steps: list[Decimal], pence: list[int] | None, *, start=Decimal("-3.1234"), money=-1_000_050, is_of_events=False
) -> Bridge:
    amounts = pence if pence is not None else [None] * len(steps)
    return Bridge(
        is_of_events, date(2014, 5, 31), AS_AT, start, start + sum(steps, Decimal(0)), None if pence is None else money,
        None if pence is None else money + sum(pence), tuple(Step(f"Step {n}", s, p) for n, (s, p) in enumerate(zip(steps, amounts, strict=True))),
    )  # fmt: skip


def test_the_bridge_in_points_and_pounds():
    levels = tables.bridge_levels(bridge([Decimal("-0.2500"), Decimal("0.1034")], [-100_000, 30_000]))
    # -3.1234, -3.3734, -3.2700; in pounds -10,000.50, -11,000.50, -10,700.50, each half away from zero.
    assert [str(level.points) for level in levels] == ["-3.12", "-0.25", "0.10", "-3.27"]
    assert [int(level.pounds) for level in levels] == [-10_001, -1_000, 300, -10_701]
    table = tables.bridge_table(levels)
    assert table.iloc[:, 1].tolist() == ["−3.12", "−0.25", "+0.10", "−3.27"]
    assert table["Expected payment"].tolist() == [
        "−\N{WORD JOINER}£10,001",
        "−\N{WORD JOINER}£1,000",
        "+£300",
        "−\N{WORD JOINER}£10,701",
    ]
    assert table["Step"].iloc[0] == "**Projection on 31 May 2014**"


def test_a_bridge_without_pounds_has_no_column_of_them():
    levels = tables.bridge_levels(bridge([Decimal("0.01")], None))
    assert "Expected payment" not in tables.bridge_table(levels)
    assert charts.bridge_chart(levels).alt.startswith("How the projected change moved.")


@given(
    st.lists(st.tuples(st.decimals(-9, 9, places=4), st.integers(-(10**9), 10**9)), min_size=1, max_size=7),
    st.decimals(-20, 20, places=4),
    st.integers(-(10**9), 10**9),
)
def test_what_the_bridge_shows_adds_up_exactly(steps, start, money):
    of = bridge([points for points, _ in steps], [pence for _, pence in steps], start=start, money=money)
    first, *between, last = tables.bridge_levels(of)
    assert first.points + sum(level.points for level in between) == last.points
    assert first.pounds + sum(level.pounds for level in between) == last.pounds
    assert abs(last.points - of.points_after) <= Decimal("0.005")
    assert abs(100 * last.pounds - of.pence_after) <= 50


def test_the_words_of_the_bridge_name_its_largest_step():
    of = bridge([Decimal("0.1000"), Decimal("-0.4000")], [10_000, -500_000])
    said = notes.bridge_words(of)
    assert "moved by 0.30 percentage points down" in said
    assert "step 1 (0.40 percentage points down)" in said
    assert "The expected payment fell by £4,900." in said


def test_the_mean_of_the_bridge_is_set_beside_the_middle_of_the_page_and_of_the_statement():
    middle = replace(spread(-5.1, -3.3, -1.6), mean=-3.264)
    lines = (Line("Change", None, "3.3 percentage points lower", "computed"),)
    of = stated("threshold", "clawback", 0, is_met=False, lines=lines)
    said = notes.middle_words(seen(change_points=middle, payment=paid(of, {"clawback": (2, 0)})))
    assert "mean of the draws, 3.26 percentage points lower;" in said
    assert "their middle, 3.30 percentage points lower, as does the statement." in said
    assert notes.middle_words(seen()) == ""
    lines = (Line("Fall against the control", None, "8.94%", "computed"),)
    of = stated("events", "paid", 0, is_met=True, lines=lines)
    base = in_force(contract("events"), method="reweighted-control", control="1.55")
    change = replace(spread(-13.5, -9.0, -3.7), mean=-8.8437)
    shown = seen(
        "events", final_events=spread(132.0, 141.0, 153.0), baseline=base, relative_change=change, payment=paid(of, {"paid": (2, 0)})
    )  # fmt: skip
    said = notes.middle_words(shown)
    assert (
        "8.84% fewer events; the head of the page gives their middle, 9.00% fewer events; and the statement, 8.94%"
        in said
    )


def test_a_bridge_of_events_says_so_everywhere():
    of = bridge([Decimal("0.1000"), Decimal("-0.4000")], None, is_of_events=True)
    shown = seen("events", baseline=in_force(contract("events"), method="reweighted-control", control="1.55"))
    levels = tables.bridge_levels(of)
    chart = charts.bridge_chart(levels, is_of_events=True)
    said = notes.bridge_words(of)
    assert "moved by 0.30% of the control's events down" in said
    assert "step 1 (0.40% of the control's events down)" in said
    assert notes.bridge_subtitle(shown, of).startswith(
        "Mean projected number of events against the matched control's, in per cent of those, below zero where fewer."
    )
    assert chart.figure.layout.xaxis.ticksuffix == "%"
    assert chart.figure.layout.xaxis.title.text == "Events against the control's"
    assert chart.table.columns[1] == "Events against the control's, per cent of those"
    everything = said + notes.bridge_subtitle(shown, of) + chart.alt + "".join(chart.table.columns)
    assert "percentage point" not in everything
    assert "of people and not of events" not in everything
    rates = bridge([Decimal("0.1000")], None)
    assert "in percentage points" in notes.bridge_subtitle(seen(), rates)
    assert charts.bridge_chart(tables.bridge_levels(rates)).figure.layout.xaxis.ticksuffix == " pp"


def test_a_working_has_a_true_minus_before_what_is_below_nothing():
    lines = (Line("Share", 0, "0% of -£2,000,000, from 2012-10-01 by Catch-22 (-3 in all)", "assumed"),)
    working = tables.statement_table(stated("threshold", "clawback", 0, is_met=False, lines=lines)).iloc[0, 2]
    minus = "\N{MINUS SIGN}\N{WORD JOINER}"
    assert f"0% of {minus}£2,000,000, from 2012-10-01 by Catch-22" in working
    assert f"{minus}3 in all" in working


def test_small_counts_of_a_month_are_hidden_with_one_more():
    chart = charts.multiplier_chart(nowcast(observed=(40, 30, 3), expected=(41.5, 32.0, 4.0)))
    assert chart.table["First convictions observed"].tolist() == ["40", "c", "c"]
    assert "hidden" in chart.key
    # 40 / 41.5 = 0.9639.
    assert chart.table.iloc[0, 3] == "0.96 (0.86 to 1.06)"
    drawn = chart.figure.to_json()
    assert '"3"' not in drawn


@pytest.mark.parametrize(("cases", "hidden"), [
    # Low has five: it is hidden, and the next smallest, so that it does not follow from all levels.
    ((5, 16, 10), ["Low", "High"]),
    ((10, 16, 10), []),
    ((9, 16, 10), ["Low", "High"]),
    ((4, 0, 5), ["Low", "High", "all levels"]),
])  # fmt: skip
def test_hours_of_few_cases_are_hidden_with_enough_beside_them(cases, hidden):
    levels = tuple(Level(name, n, Fraction(5 * n)) for name, n in zip(("Low", "Medium", "High"), cases, strict=True))
    outcome = Outcome(34, volume=Volume(34, 31, levels))
    ((_, table, key),) = tables.statement_tables(statement(CRS, outcome))
    told = dict(zip(table["Line"], table["How it comes about"], strict=True))
    assert [name.removeprefix("Hours for each case, ") for name, text in told.items() if text == "c"] == hidden
    assert ("c: hidden" in key) is bool(hidden)
    assert told["Referrals"] == "34"


def test_the_pace_is_a_ratio_of_pace_with_its_range():
    final = seen(status="final", final_rate=point(0.525), change_points=point(-5.7), oe=0.82)
    said = notes.oe_words(final)
    assert "so far" not in said.lower()
    # 52.5 - 58.2 = -5.7.
    assert (
        "a ratio of pace, not of people: the reconviction rate is 5.7 percentage points lower than the baseline's."
        in said
    )
    few = seen(status="too-early", nowcast=nowcast(observed=(8,), expected=(2.4648731,)), oe=3.2456)
    # R: poisson.test(8, 2.4648731)$conf.int is 1.401 to 6.395; Byar's limits are within 0.005 of it.
    assert "**3.25 times** the pace" in notes.oe_words(few)
    assert "(95% range 1.40 to 6.40, by chance in the count)" in notes.oe_words(few)
    assert ("Pace against expected", "3.25") in [box[:2] for box in boxes.boxes(few)]
    assert by_chance.pace_range(nowcast(observed=(0,), expected=(2.0,)))[0] == 0


def test_months_that_have_not_begun_are_left_out():
    assert len(charts.multiplier_chart(nowcast(observed=(40, 30, 0), expected=(41.5, 32.0, 0.0))).table) == 2
    assert charts.multiplier_chart(nowcast(observed=(0,), expected=(0.5,))) is not None


@pytest.mark.parametrize(
    ("ratio", "flagged"), [(1.0, False), (1.1, False), (0.9, False), (1.101, True), (0.899, True), (1.4, True)]
)
def test_court_delay_is_flagged_beyond_a_tenth(ratio, flagged):
    of = seen(delay=DelayRatio(np.ones(18), ratio))
    assert notes.is_delayed(of) is flagged
    assert ("Court delay: flagged" in notes.delay_words(of)) is flagged


def test_slower_courts_make_a_rate_look_lower_than_it_is():
    assert "look lower than it is" in notes.delay_words(seen(delay=DelayRatio(np.ones(18), 1.4)))
    assert "look higher than it is" in notes.delay_words(seen(delay=DelayRatio(np.ones(18), 0.6)))


def record(**changes) -> BackTest:
    of = BackTest(36, 29, 34, 0.8126, 0.6, np.array([3, 4, 4, 3, 5, 3, 4, 3, 4, 3]), 1.0, ((9, 4, 1.534),))
    return replace(of, **changes)


def test_the_record_in_words():
    said = notes.record_words(record())
    assert "Of 36 past projections, **34 held the final rate in their 95% range** and 29 in their 80% range." in said
    assert "0.81 percentage points" in said
    assert "as wide" not in said
    assert "1.30 times as wide" in notes.record_words(record(widen_by=1.3))


@pytest.mark.parametrize("none", [None, record(projections=0, in_80=0, in_95=0)])
def test_no_completed_cohort_is_said_plainly(none):
    assert notes.record_words(none) == notes.NO_RECORD
    assert "no projection can be set against the rate that came" in notes.NO_RECORD


def test_the_tables_of_the_record():
    table = tables.pit_table(record())
    assert table.iloc[0].tolist() == ["0% to 10%", "3", "3.6"]
    assert len(table) == 10
    assert tables.record_table(record()).to_numpy().tolist() == [["9", "4", "1.53"]]


def test_published_results_are_compared_by_decision_and_never_by_sum():
    found = published.found(next(terms for terms in read_all_terms() if terms.id == "doncaster"))
    table = published.published_table("threshold", found)
    assert table["Rule and publication"].tolist() == ["agree", "agree"]
    assert table["By the rule"].iloc[1].startswith("**Target missed: money is reclaimed**")
    assert "£" not in table.to_csv()
    assert "in 2 of 2 results" in published.published_words(found)


def test_no_word_of_the_page_claims_a_cause():
    of = seen(baseline=in_force(contract()), oe=0.8)
    said = notes.oe_words(of) + notes.delay_words(of) + notes.record_words(record())
    assert "caused" not in said + str(tables.WEAKNESSES)
    assert "at **0.80 times** the pace expected" in said
    assert Fraction(str(of.now.oe)) < 1
