"""What the capacity and indicator parts of the Engagement page show: limits, planned range, what is hidden, the rating."""

from __future__ import annotations

import json
import re
from datetime import date

import pandas as pd
import pytest
from figures import DONCASTER

from throughgate.methods.false_signals import false_signal_share
from throughgate.methods.mean_interval import Mean, mean_interval
from throughgate.methods.reconviction import binary_rate
from throughgate.service.capacity import Capacity, Caseload, MonthLoad, MonthVolunteers, MonthWaiting, WaitingList
from throughgate.service.rating import Indicator, IndicatorMonth, read_indicators
from throughgate.show import chart_xmr
from throughgate.show.chart_xmr import Month, Series, process
from throughgate.show.engagement import capacity, indicators

SERVICE = DONCASTER.service
DAYS = [day.date() for day in pd.date_range("2012-01-31", periods=30, freq="ME")]
SLEEP = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
"""Extra hours of sleep of ten patients with the first drug (Student 1908; `sleep` in R)."""


def series(values, *, judged=None, days=DAYS, planned=None) -> Series:
    judged = [True] * len(values) if judged is None else judged
    months = [
        Month(day, value, "c" if value is None else f"{value}", is_judged)
        for day, value, is_judged in zip(days, values, judged, strict=False)
    ]
    return Series(
        "People for each case manager", tuple(months), lambda value: f"{value:.1f}", planned, "Not seen whole"
    )


def traces(chart) -> list[dict]:
    return json.loads(chart.figure.to_json())["data"]


def caseload(*months: tuple[int, ...], whole: int | None = None, planned: bool = True) -> Caseload:
    """Months of people held by case manager 1, 2 and so on; `whole` of the first are seen whole."""
    least, most = (SERVICE["custody-caseload-least"], SERVICE["custody-caseload-most"]) if planned else (None, None)
    loads = tuple(
        MonthLoad(day, tuple(enumerate(held, start=1)), float(len(held)), whole is None or at < whole)
        for at, (day, held) in enumerate(zip(DAYS, months, strict=False))
    )
    return Caseload(loads, least, most, 258)


def found(**parts) -> Capacity:
    nothing = {
        "as_at": date(2014, 6, 30), "custody": Caseload(()), "community": Caseload(()), "support_months": 12, "volunteers": (),
        "volunteers_planned": None, "allocation": WaitingList(()), "referral": WaitingList(()), "indicators": (),
    }  # fmt: skip
    return Capacity(**{**nothing, **parts})


def block(blocks, key):
    return next(each for each in blocks if each.key == key)


def all_text(shown) -> str:
    """Everything a reader, or a machine that reads the page's source, gets of a block."""
    parts = [shown.heading, shown.subtitle, shown.words]
    if shown.chart is not None:
        parts += [shown.chart.alt, shown.chart.figure.to_json(), shown.chart.table.to_json()]
    return " ".join(parts + ([shown.table.to_json()] if shown.table is not None else []))


def test_limits_rest_on_the_months_judged_alone():
    """Mean of 10, 12, 11, 13 is 11.5; moving ranges 2, 1, 2 have mean 5/3, and 2.66 x 5/3 = 4.43."""
    made = process(series([10, 12, 11, 13, 100, 3], judged=[True] * 4 + [False] * 2))
    assert (made.xmr.mean, made.xmr.limits_from) == (11.5, 4)
    assert made.xmr.lower == pytest.approx(11.5 - 2.66 * 5 / 3)
    assert made.xmr.upper == pytest.approx(11.5 + 2.66 * 5 / 3)
    chart = chart_xmr.xmr_chart(made)
    apart = next(trace for trace in traces(chart) if trace.get("name") == "Not seen whole")
    assert (apart["marker"]["symbol"], apart["y"]) == ("circle-open", [100, 3])
    assert "Drawn apart, 2: not seen whole" in chart.alt
    assert chart.table["Rules broken"].tolist() == ["none"] * 4 + ["not judged"] * 2
    mean = next(note for note in chart.figure.layout.annotations if note.text.startswith("Mean"))
    assert mean.text == "Mean<br>11.5"


def test_a_gap_starts_the_months_judged_anew():
    days = [*DAYS[:3], *DAYS[4:8]]
    made = process(series([50, 50, 50, 10, 12, 11, 13], days=days))
    assert [month.day for month in made.judged] == DAYS[4:8]
    assert made.xmr.mean == 11.5


def test_too_few_or_hidden_months_have_no_limits_and_say_so():
    assert process(series([10, 12])).xmr is None
    assert process(series([10, 12, 11])).xmr is not None
    assert "there are 2 months" in chart_xmr.signal_words(process(series([10, 12])))
    hidden = process(series([10, None, 11, 12]))
    assert hidden.xmr is None
    assert "hidden so that nobody can be recognised" in chart_xmr.signal_words(hidden)
    assert chart_xmr.false_signal_words(hidden) == ""
    assert "nan" not in chart_xmr.xmr_chart(hidden).figure.to_json().lower()


def test_a_month_outside_the_limits_is_a_signal_told_by_shape_and_words():
    made = process(series([10, 14] * 8 + [30] + [10, 14] * 4))
    chart = chart_xmr.xmr_chart(made)
    signal = next(trace for trace in traces(chart) if trace.get("name") == "Signal: breaks a rule")
    assert (signal["marker"]["symbol"], signal["y"]) == ("diamond", [30])
    assert "outside the process limits" in signal["hovertext"][0]
    assert "unusual, look into it" in chart_xmr.signal_words(made)
    assert "1 of the 25 months judged breaks a rule (May 2013)" in chart_xmr.signal_words(made)


def test_the_false_signal_rate_is_that_of_as_many_months():
    made = process(series([10, 12] * 12))
    assert f"about {false_signal_share((24,)):.0%}" in chart_xmr.false_signal_words(made)
    assert chart_xmr.CARRIED_OVER in chart_xmr.reading(made, is_stock=True)
    assert chart_xmr.CARRIED_OVER not in chart_xmr.reading(made)


def test_the_planned_range_is_drawn_and_named():
    chart = chart_xmr.xmr_chart(process(series([47, 46, 48], planned=(40, 60, "Planned: 40 to 60"))))
    drawn = [trace["y"] for trace in traces(chart) if trace.get("name") == "Planned: 40 to 60"]
    assert drawn == [[40, 40], [60, 60]]
    low, high = chart.figure.layout.yaxis.range
    assert low < 40 < 60 < high
    one = chart_xmr.xmr_chart(process(series([9, 8, 11], planned=(10, 10, "Target 10"))))
    assert [trace["y"] for trace in traces(one) if trace.get("name") == "Target 10"] == [[10, 10]]


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ([(40, 40), (60, 60), (50, 50)], "at each month end seen whole the mean was within the planned 40 to 60"),
        ([(39, 40), (60, 60), (50, 50)], "at 2 of 3 month ends the mean was within the planned 40 to 60"),
        ([(40, 40), (60, 61), (50, 50)], "at 2 of 3 month ends the mean was within the planned 40 to 60"),
    ],
)
def test_the_finding_sets_the_means_against_the_planned_range(months, said):
    shown = capacity.blocks(found(custody=caseload(*months)), source="typed in")
    assert said in block(shown, "custody-caseload").heading


def test_months_not_seen_whole_are_left_out_of_the_finding_and_of_each_case_manager():
    shown = capacity.blocks(found(custody=caseload((48, 52), (50, 50), (52, 48), (20, 12), whole=3)), source="typed in")
    assert "held 50 people each" in block(shown, "custody-caseload").heading
    table = block(shown, "custody-case-managers").table
    assert table["People, mean"].tolist() == ["50.0", "50.0"]
    assert table["Least to most"].tolist() == ["48 to 52", "48 to 52"]
    assert "258 days" in block(shown, "custody-caseload").words


def test_small_caseloads_are_hidden_wherever_they_would_stand():
    """Case manager 1 holds 7 in the second month, in the third both hold 8 together; 2 is hidden beside 1."""
    shown = capacity.blocks(found(custody=caseload((48, 52), (7, 90), (4, 4), (50, 50))), source="typed in")
    chart = block(shown, "custody-caseload").chart
    assert chart.table["Least to most"].tolist() == ["48 to 52", "c", "c", "50 to 50"]
    assert chart.table["People, mean"].tolist() == ["50.0", "48.5", "c", "50.0"]
    assert "8 people" not in all_text(block(shown, "custody-caseload"))
    assert "7 to 90" not in all_text(block(shown, "custody-caseload"))
    managers = block(shown, "custody-case-managers")
    assert managers.table["People, mean"].tolist() == ["c", "c"]
    assert "hidden" in managers.table_key


def test_case_managers_hidden_together_hold_ten_people_or_more():
    """1 and 2 hold 3 and 4 in all: shown, the rest and the totals would tell of 7. With 3's 40 beside them it is 47."""
    shown = capacity.blocks(found(custody=caseload((3, 4, 40, 60))), source="typed in")
    assert block(shown, "custody-case-managers").table["People, mean"].tolist() == ["c", "c", "c", "60.0"]
    shown = capacity.blocks(found(custody=caseload((5, 5, 40, 60))), source="typed in")
    assert block(shown, "custody-case-managers").table["People, mean"].tolist() == ["c", "c", "40.0", "60.0"]


def test_community_case_managers_without_a_full_service_are_said_to_fill_up():
    shown = capacity.blocks(found(community=caseload((20, 22), (30, 34), whole=0, planned=False)), source="typed in")
    assert "still filling up" in block(shown, "community-caseload").heading
    assert "8 weeks" in block(shown, "community-caseload").words
    assert "Assumed" in block(shown, "community-caseload").words


def test_volunteers_stand_against_the_number_planned():
    months = (MonthVolunteers(DAYS[4], 26, 24, 24), MonthVolunteers(DAYS[5], 30, 25, 25))
    made = found(volunteers=months, volunteers_planned=SERVICE["volunteers-planned"])
    shown = block(capacity.blocks(made, source="typed in"), "volunteers")
    assert shown.heading == "25 volunteer mentors were active at the end of June 2012 (60 planned)"
    assert "30 recruited, 25 trained, 25 active" in shown.chart.alt
    labels = [note.text for note in shown.chart.figure.layout.annotations]
    assert labels == ["Recruited 30", "Trained 25", "Active 25", "Planned 60"]
    heights = [note.y for note in shown.chart.figure.layout.annotations[:3]]
    assert heights[0] > heights[1] > heights[2]


def test_waits_longer_than_promised_are_a_share_and_small_counts_are_hidden():
    """Of 120 people at three month ends 30 waited too long; where 3 of 40 did, the 3 is hidden with nothing to give it away."""
    months = [MonthWaiting(day, 40, True, late) for day, late in zip(DAYS, (10, 12, 8), strict=False)]
    shown = block(_waiting(months), "waiting-allocation")
    assert "25.0% of the people waiting (30 of 120;" in shown.words
    assert "more than 14 days" in shown.words
    months[2] = MonthWaiting(DAYS[2], 40, True, 3)
    shown = block(_waiting(months), "waiting-allocation")
    assert shown.chart.table["Of these more than 14 days"].tolist() == ["10", "12", "c"]
    assert "of 120" not in shown.words


def test_hidden_months_have_no_total_beside_them():
    """Of 164 that waited too long 17 are in five months with 1 to 4 each: the total less the shown ones would tell of them."""
    late = (50, 50, 47, 4, 4, 3, 3, 3)
    shown = block(
        _waiting([MonthWaiting(day, 145, True, n) for day, n in zip(DAYS, late, strict=False)]), "waiting-allocation"
    )
    assert shown.chart.table["Of these more than 14 days"].tolist() == ["50", "50", "47", *"ccccc"]
    assert "is not added up" in shown.words
    for total in ("164", "147", "1,160", "14.1%"):
        assert total not in all_text(shown)


def _waiting(months):
    waits = WaitingList(tuple(months), SERVICE["allocated-within"], 267)
    return capacity.blocks(found(allocation=waits), source="typed in")


def test_what_is_not_held_is_named_in_one_sentence():
    only = capacity.blocks(found(), source="typed in")
    assert [each.key for each in only] == ["capacity-not-held"]
    assert "allocations to custody case managers" in only[0].subtitle
    assert indicators.blocks(found(), source="typed in")[0].key == "indicators-not-held"


def test_the_mean_interval_is_students():
    """R 4: t.test(sleep$extra[sleep$group == 1]) gives 0.75 (-0.5297804 to 2.0297804)."""
    made = mean_interval(SLEEP)
    assert (made.n, made.mean) == (10, pytest.approx(0.75))
    assert (made.low, made.high) == (pytest.approx(-0.5297804, abs=1e-7), pytest.approx(2.0297804, abs=1e-7))
    assert mean_interval([3.0]) == Mean(1, 3.0, None, None)
    assert mean_interval([]) is None
    with pytest.raises(ValueError, match="missing"):
        mean_interval([1.0, float("nan")])


def indicator(distance: Mean | None, *, name: str = "Tests", applies: bool = True) -> Indicator:
    months = tuple(IndicatorMonth(day.replace(day=1), 9 + at % 3, 10) for at, day in enumerate(DAYS[:12]))
    return Indicator(
        "HMP Doncaster", name, applies, False, months, binary_rate(12, 8), mean_interval([9, 10, 11]), distance
    )


@pytest.mark.parametrize(
    ("low", "high", "rating"),
    [(0.001, 0.2, 4), (0.0, 0.2, 3), (-0.1, 0.0, 3), (-0.2, -0.001, 2), (-0.3, -0.1, 2), (-0.3, -0.101, 1)],
)
def test_the_rating_goes_by_the_interval(low, high, rating):
    assert indicator(Mean(12, (low + high) / 2, low, high)).rating == rating


def test_without_an_interval_there_is_no_rating():
    assert indicator(Mean(1, -0.5, None, None)).rating is None
    assert indicator(None).rating is None
    shown = indicators.blocks(found(indicators=(indicator(None),)), source="typed in")
    assert "cannot be told yet" in shown[0].heading
    assert shown[0].chart is None


def _rows(values, target, direction):
    return pd.DataFrame(
        {
            "establishment": "HMP Doncaster", "indicator": "Tests", "status": "applies", "direction": direction,
            "month": [day.replace(day=1) for day in DAYS[: len(values)]], "value": values, "target": target,
        }
    )  # fmt: skip


@pytest.mark.parametrize(("direction", "met", "better"), [("higher", 9, 0.05), ("lower", 6, -0.05)])
def test_only_the_last_twelve_months_are_set_against_the_target(direction, met, better):
    """12 months of 10 (3), 12 (6) and 8 (3) on a target of 10 have mean 10.5; two months of 99 before them do not count."""
    made = read_indicators(_rows([99, 99] + [10, 12, 12, 8] * 3, 10, direction))[0]
    assert (made.met.n, made.met.reconvicted) == (12, met)
    assert made.mean.mean == pytest.approx(10.5)
    assert made.distance.mean == pytest.approx(better)
    assert len(made.months) == 14


def test_a_missing_value_is_left_out():
    made = read_indicators(_rows([10, None, 12], 10, "higher"))[0]
    assert [month.value for month in made.months] == [10, 12]


def test_every_indicator_is_shown_with_its_interval_and_never_by_colour_alone():
    these = (
        indicator(Mean(12, 0.05, 0.01, 0.09)),
        indicator(Mean(12, -0.01, -0.05, 0.03), name="Plans", applies=False),
        indicator(Mean(12, -0.2, -0.3, -0.12), name="Work", applies=False),
    )
    shown = indicators.blocks(found(indicators=these), source="typed in")
    assert shown[0].heading == (
        "Of the 1 indicator that applies, 1 is better than target; of the 2 indicators that are only shadowed, "
        "1 cannot be told from target and 1 is worse"
    )
    assert "Work 20.0 worse (30.0 worse to 12.0 worse), n = 12 months, rated 1" in shown[0].chart.alt
    symbols = {t["name"]: t["marker"]["symbol"] for t in traces(shown[0].chart) if t.get("name")}
    assert symbols == {"Applies": "circle", "Suspended, only shadowed": "diamond-open"}
    assert "Assumed" in shown[0].words
    table = block(shown, "indicator-table").table
    assert table["Months that met it (95% interval)"].tolist() == ["8 of 12: 66.7% (39.1% to 86.2%)"] * 3
    assert [each.takes_notes for each in shown] == [False, False, True]


def test_below_nought_stands_a_true_minus():
    made = _rows([-0.8, -1.2, 0.4], -0.5, "lower")
    shown = indicators.blocks(found(indicators=read_indicators(made)), source="")
    said = " ".join(each.table.to_csv() + each.words + each.heading for each in shown if each.table is not None)
    drawn = shown[-1].chart
    said += drawn.alt + drawn.table.to_csv() + " ".join(note.text for note in drawn.figure.layout.annotations)
    assert "\N{MINUS SIGN}\N{WORD JOINER}0.8" in said
    assert not re.search(r"(?<![\w])-\d", said)


def test_nothing_is_shown_twice_under_one_key():
    shown = indicators.blocks(
        found(indicators=(indicator(Mean(12, 0, -1, 1)), indicator(None, name="Plans"))), source=""
    )
    keys = [each.key for each in shown]
    assert len(keys) == len(set(keys))
