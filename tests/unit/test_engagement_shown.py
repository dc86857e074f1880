"""What the Engagement page shows: what is hidden, what is hollow, what is drawn in, and the warning beside the outcome."""

from __future__ import annotations

import json
from datetime import date

import pytest
from figures import CONTRACTS, DONCASTER

from throughgate.methods.engagement import association as compare
from throughgate.methods.engagement import reviews
from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.service.engagement import Band, Engagement, Month, Quarter, Step
from throughgate.show.engagement import association, cells, lead, months, quarters, steps

PETERBOROUGH = CONTRACTS["peterborough"]
ROWS = (
    [20, 40, 60, 80] * 2,
    [True] * 4 + [False] * 4,
    [60, 50, 40, 30, 30, 40, 50, 60],
    [10, 21, 22, 25, 7, 15, 33, 47],
)
"""OGRS, whether met, people, reconvicted: 180 against 180, mean OGRS 44.4 against 55.6, 78 against 102 reconvicted."""


def groups(n: int, kept: int, local: tuple[int, int]) -> dict[str, Rate]:
    """Everybody, of whom so many were released locally, and all on licence."""
    away = (n - local[0], kept - local[1])
    return {
        "everybody": binary_rate(n, kept), "local": binary_rate(*local), "not local": binary_rate(*away), "local not recorded": binary_rate(0, 0),
        "on licence": binary_rate(n, kept), "not on licence": binary_rate(0, 0), "licence not recorded": binary_rate(0, 0),
    }  # fmt: skip


def step(name: str, n: int, kept: int, local: tuple[int, int], *of: Quarter, left_out: int = 0) -> Step:
    return Step(name, groups(n, kept, local), of, left_out)


def quarter(month: int, n: int, kept: int, *, is_complete: bool = True) -> Quarter:
    return Quarter(date(2012, month, 1), binary_rate(n, kept), is_complete)


def found(**other: object) -> Engagement:
    """200 people, 116 of whom were met: 110 of 160 released locally, 6 of 40 elsewhere."""
    engaged = step("engaged", 200, 116, (160, 110), quarter(1, 100, 60), quarter(4, 100, 56, is_complete=False))
    parts = {
        "steps": (engaged,), "reviews": {}, "months": (), "association": compare(*ROWS), "bands": (), "not_scored": 0,
    } | other  # fmt: skip
    return Engagement(**parts)


NOTHING = found(steps=(), association=None)


def everything(of: Engagement, contract=DONCASTER) -> str:
    """Every word, number and hover of the blocks."""
    blocks = [
        *steps.blocks(of, contract, source="s"), *quarters.blocks(of, contract, source="s"), *months.blocks(of, source="s"),
        *association.blocks(of, source="s"),
    ]  # fmt: skip
    parts = [lead.title(of), lead.lead(of, contract), str(lead.boxes(of, contract))]
    for block in blocks:
        parts += [block.heading, block.subtitle, block.words]
        parts += [block.chart.alt, block.chart.figure.to_json(), block.chart.table.to_csv()] if block.chart else []
        parts += [block.table.to_csv()] if block.table is not None else []
    return "\n".join(parts).replace(" ", " ")


def test_the_title_is_the_finding():
    assert lead.title(found()) == (
        "58.0% of people released met a community case manager: 68.8% of those released locally, 15.0% of the others"
    )


def test_the_lead_has_the_published_share_with_its_source_and_says_what_it_is_not():
    said = lead.lead(found(), DONCASTER)
    assert "58.0% (51.1% to 64.6%)" in said  # Wilson for 116 of 200, R: prop.test(116, 200, correct = FALSE).
    assert "Published: 58 per cent of people discharged from October 2011 to June 2012 (RS 18/12" in said
    assert "not an effect of the service" in said


def test_a_part_that_is_hidden_takes_the_other_with_it():
    """3 of 12 elsewhere were met: shown, the 3 would follow from 113 of 188 and 116 of 200."""
    shown = cells.shown_groups(groups(200, 116, (188, 113)))
    assert shown["local"] is None
    assert shown["not local"] is None
    assert shown["everybody"].n == 200
    few = found(steps=(step("engaged", 200, 116, (188, 113)),))
    assert lead.title(few) == "58.0% of people released met a community case manager"
    assert "113" not in everything(few)
    assert "188" not in everything(few)


@pytest.mark.parametrize(("n", "kept"), [(9, 5), (30, 4), (30, 26)])
def test_of_few_people_nothing_is_said(n, kept):
    few = found(steps=(step("engaged", n, kept, (n, kept), quarter(1, n, kept)),), association=None)
    assert lead.title(few) == lead.HIDDEN
    assert quarters.blocks(few, DONCASTER, source="s") == []
    assert steps.shown_steps(few)["engaged"]["everybody"] is None


@pytest.mark.parametrize(("n", "kept"), [(10, 5), (30, 5), (30, 25)])
def test_of_just_enough_people_it_is_said(n, kept):
    enough = found(steps=(step("engaged", n, kept, (n, kept)),))
    assert steps.shown_steps(enough)["engaged"]["everybody"].n == n


def test_handovers_out_of_time_are_hidden_where_they_are_few():
    """100 in time and 103 at any time would tell of three people; 100 and 105 of five."""
    for ever, is_shown in ((103, False), (105, True), (100, True)):
        both = (step("handover", 200, 100, (160, 80)), step("handover ever", 200, ever, (160, 80 + ever - 100)))
        shown = steps.shown_steps(found(steps=both))
        assert (shown["handover ever"]["everybody"] is not None) == is_shown


def test_a_group_with_few_handovers_out_of_time_takes_another_with_it():
    """3 local and 5 others out of time: shown, 105 of everybody and the 25 others would leave 80, 3 more than in time."""
    both = (step("handover", 200, 97, (160, 77)), step("handover ever", 200, 105, (160, 80)))
    shown = steps.shown_steps(found(steps=both))
    assert shown["handover"]["local"].reconvicted == 77
    assert {name: shown["handover ever"][name] is None for name in ("everybody", "local", "not local")} == {
        "everybody": False, "local": True, "not local": True,
    }  # fmt: skip


def test_one_quarter_is_named_once_under_its_chart():
    few = found(steps=(step("engaged", 100, 60, (80, 50), quarter(10, 100, 60)),))
    for block in quarters.blocks(few, DONCASTER, source="s"):
        assert list(block.chart.figure.layout.xaxis.ticktext) == ["Oct to Dec<br>2012"]


@pytest.mark.parametrize(("count", "named"), [(4, 4), (5, 3), (8, 4), (9, 3)])
def test_at_most_four_quarters_are_named_under_a_chart(count, named):
    starts = [date(2011 + at // 4, 1 + 3 * (at % 4), 1) for at in range(count)]
    of = [quarters.Point(start, binary_rate(100, 60), True) for start in starts]
    assert len(quarters.steps_chart({"engaged": of}).figure.layout.xaxis.ticktext) == named


def test_a_part_never_stands_without_the_heading_of_its_whole():
    local = step("local", 100, 80, (80, 80), quarter(1, 100, 80))
    alone = found(steps=(local,), association=None)
    assert steps.blocks(alone, PETERBOROUGH, source="s") == []
    assert [block.is_part for block in quarters.blocks(alone, PETERBOROUGH, source="s")] == [False]
    both = found(steps=(*found().steps, local))
    assert [block.is_part for block in quarters.blocks(both, PETERBOROUGH, source="s")] == [True, True, True]


def test_quarters_that_are_not_complete_are_hollow():
    block = next(block for block in quarters.blocks(found(), DONCASTER, source="s") if block.key == "published-engaged")
    marks = [trace for trace in block.chart.figure.data if trace.mode == "markers"]
    assert [trace.name for trace in marks] == ["Complete", "Not complete"]
    assert [list(trace.marker.symbol) for trace in marks] == [["circle"], ["circle-open"]]
    assert block.chart.table["State"].tolist() == ["complete", "not complete"]
    assert block.takes_notes


def test_the_published_share_is_a_line_with_its_name():
    block = next(block for block in quarters.blocks(found(), DONCASTER, source="s") if block.key == "published-engaged")
    line = next(trace for trace in block.chart.figure.data if trace.name == "Published 58%")
    assert list(line.y) == [58, 58]
    assert "published" in block.words


def test_without_a_published_share_there_is_no_line():
    block = next(
        block for block in quarters.blocks(found(), PETERBOROUGH, source="s") if block.key == "published-engaged"
    )
    assert not [trace for trace in block.chart.figure.data if "ublished" in (trace.name or "")]
    assert block.words == ""


def test_a_quarter_that_is_hidden_takes_another_with_it_and_breaks_the_line():
    of = (quarter(1, 100, 60), quarter(4, 8, 5), quarter(7, 40, 25), quarter(10, 100, 60))
    points = quarters.points(step("engaged", 248, 150, (200, 130), *of))
    assert [point.share is None for point in points] == [False, True, True, False]
    chart = quarters.steps_chart({"engaged": points})
    line = next(trace for trace in chart.figure.data if trace.mode == "lines")
    assert [y is None for y in line.y] == [False, True, False]


def test_months_are_not_drawn_across_a_hidden_one():
    """In month 2 the 3 met elsewhere are hidden, and with them the local ones."""
    shares = [(200, 116, (160, 110)), (200, 63, (160, 60)), (200, 60, (160, 50)), (100, 40, (80, 30))]
    of = found(months=tuple(Month(at, groups(*share)) for at, share in enumerate(shares, 1)))
    chart = months.blocks(of, source="s")[0].chart
    lines = [trace for trace in chart.figure.data if trace.mode == "lines+markers" and trace.name == "Local"]
    assert [list(trace.x) for trace in lines] == [[1], [3, 4]]
    assert [trace.showlegend for trace in lines] == [True, False]
    assert chart.table["Local"].tolist()[1] == "c"
    assert "1 month hidden so that nobody" in chart.alt


def test_the_warning_stands_beside_the_outcome():
    """Gap (44.444 less 55.556) and raw difference (78 less 102 of 180) by hand."""
    block = association.blocks(found(), source="s")[0]
    assert block.words.startswith("**This is not an effect of the service.** Engaging is voluntary.")
    assert "mean OGRS 44.4% against 55.6%, 11.1 OGRS points lower" in block.words
    assert "a gap of 11.1 OGRS points by itself looks like an effect of about 11.1 percentage points" in block.words
    assert "The difference as counted is 13.3 percentage points lower" in block.words
    assert "adjusted for OGRS only" in block.words
    assert "n = 180 met in the first four weeks and 180 others" in block.words


@pytest.mark.parametrize(("not_scored", "is_said"), [(0, False), (4, False), (5, True)])
def test_people_without_a_score_are_counted_unless_few(not_scored, is_said):
    words = association.blocks(found(not_scored=not_scored), source="s")[0].words
    assert ("without an OGRS are left out" in words) == is_said


def test_an_outcome_of_few_people_is_not_compared():
    few = compare([50, 50], [True, False], [100, 100], [4, 50])
    blocks = association.blocks(found(association=few), source="s")
    assert [(block.chart, block.subtitle) for block in blocks] == [(None, association.NOT_YET)]
    assert "effect" not in lead.lead(found(association=few), DONCASTER)


def test_a_band_that_is_hidden_on_one_side_is_hidden_on_both():
    """Of the bands only the third is shown: the first is small, and the second goes with it, on the left side."""
    of = (
        Band("Low", binary_rate(9, 5), binary_rate(100, 50)),
        Band("Medium", binary_rate(50, 25), binary_rate(100, 50)),
        Band("High", binary_rate(90, 60), binary_rate(100, 70)),
    )
    table = association.band_table(of)
    hidden = (table.iloc[:, 1:] == "c").all(axis=1).tolist()
    assert hidden == [True, True, False]
    assert (table == "c").to_numpy().sum() == 4


def test_reviews_are_shown_by_people():
    named = (
        "everybody",
        "local",
        "not local",
        "local not recorded",
        "on licence",
        "not on licence",
        "licence not recorded",
    )
    people = dict(zip(named, (60, 51, 9, 0, 60, 0, 0), strict=True))
    of = found(reviews={name: reviews({3: n - n // 3, 5: n // 3} if n else {}, 6) for name, n in people.items()})
    shown = steps.shown_steps(of)["reviews"]
    assert {name: share is None for name, share in shown.items() if people[name]} == {
        "everybody": False, "local": True, "not local": True, "on licence": False,
    }  # fmt: skip
    assert shown["everybody"].rate == pytest.approx((40 * 3 + 20 * 5) / 360)
    assert ("Reviews kept", "61.1%") in [box[:2] for box in lead.boxes(of, DONCASTER)]


def test_with_nothing_held_the_page_says_so_in_plain_words():
    assert lead.title(NOTHING) == lead.NOTHING
    assert lead.lead(NOTHING, DONCASTER) == lead.NOTHING_WHY
    assert lead.boxes(NOTHING, DONCASTER) == []
    assert steps.blocks(NOTHING, DONCASTER, source="s") == []
    assert association.blocks(NOTHING, source="s") == []


def test_people_without_any_contact_are_not_said_to_have_met_nobody():
    """A contract whose data hold no contacts: 0 of 200 is not a finding."""
    none = found(steps=(step("first week", 200, 0, (160, 0)), step("engaged", 200, 0, (160, 0))))
    assert lead.title(none) == lead.NOTHING
    assert "0.0%" not in everything(none)


def test_nothing_is_blamed_and_no_difference_is_a_per_cent():
    said = everything(found()).lower()
    for word in ("caused", "because of", "parked", "gaming"):
        assert word not in said
    assert "% lower" not in said
    assert "% higher" not in said


def test_every_chart_has_words_and_a_table():
    for block in quarters.blocks(found(), DONCASTER, source="s") + steps.blocks(found(), DONCASTER, source="s"):
        if block.chart:
            assert "n =" in block.chart.alt or "n =" in block.chart.alt
            assert len(block.chart.table)
            json.loads(block.chart.figure.to_json())
