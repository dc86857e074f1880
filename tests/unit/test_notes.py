"""Notes on the screen: on charts as bars, in alt text, key and list; escaped, short, and only on charts of their days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from throughgate.notes import Entry, Note, NoteError, read_day
from throughgate.show import notes as shown
from throughgate.show.blocks import Block
from throughgate.show.charts import Chart, blank

WRITTEN = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def note(number: int, start: str, end: str, *entries: tuple[str, str, str], title: str = "Moves near release") -> Note:
    said = entries or (("opened", "Unusual, look into it.", "Throughgate"),)
    written = tuple(Entry(at, *entry, WRITTEN) for at, entry in enumerate(said, start=1))
    days = date.fromisoformat(start), date.fromisoformat(end)
    return Note(number, "doncaster", "", title, *days, date(2014, 6, 30), WRITTEN, written)


def monthly(first: str = "2013-01-01", months: int = 12, **axis) -> Chart:
    figure = blank()
    figure.add_scatter(x=[at.date() for at in pd.date_range(first, periods=months, freq="MS")], y=list(range(months)))
    figure.update_xaxes(**({"type": "date"} | axis))
    return Chart(figure, "Line chart.", pd.DataFrame({"Month": ["a"]}), "c: hidden.")


CLOSED = note(
    1, "2013-01-01", "2013-03-31", ("opened", "Look.", "Throughgate"), ("closed", "A closed wing.", "Commissioner")
)


def test_a_note_is_a_bar_over_the_chart_with_its_number_and_stands_in_the_words():
    drawn = shown.annotate(monthly(), [CLOSED])
    [bar] = drawn.figure.layout.shapes
    assert (bar.type, bar.x0, bar.x1, bar.yref) == ("rect", date(2013, 1, 1), date(2013, 4, 1), "paper")
    assert drawn.figure.layout.yaxis.domain[1] < bar.y0 < bar.y1 <= 1, "what is drawn is not hidden"
    assert drawn.figure.layout.height == monthly().figure.layout.height + shown.LANE
    [number] = drawn.figure.layout.annotations
    assert (number.text, number.x) == ("1", date(2013, 2, 15))
    said = "Note 1, January to March 2013, closed: Moves near release. A closed wing. (Commissioner, 22 November 2026)"
    assert drawn.alt == f"Line chart. Grey bars over the chart are notes. {said}."
    assert "Commissioner, 22 November 2026" in shown.listed([CLOSED])
    assert shown.heading([CLOSED]) == "Note 1: the grey bar over the chart"
    assert shown.heading([CLOSED, note(4, "2013-01-01", "2013-03-31")]) == "Notes 1, 4: the grey bars over the chart"


def test_the_chart_given_stays_as_it_was():
    chart = monthly()
    shown.annotate(chart, [CLOSED])
    assert (len(chart.figure.layout.shapes), chart.alt, chart.key) == (0, "Line chart.", "c: hidden.")


@pytest.mark.parametrize(
    ("start", "end", "bar"),
    [
        ("2013-05-16", "2013-05-16", ("2013-05-11", "2013-05-22")),
        ("2013-05-16", "2013-05-25", ("2013-05-16", "2013-05-27")),
        ("2013-05-16", "2013-05-26", ("2013-05-16", "2013-05-27")),
        ("2013-05-16", "2013-05-27", ("2013-05-16", "2013-05-28")),
        ("2012-12-01", "2013-01-01", ("2013-01-01", "2013-01-12")),
        ("2013-12-31", "2014-02-01", ("2013-12-21", "2014-01-01")),
    ],
)
def test_a_bar_too_short_to_be_seen_is_longer_and_stays_on_the_chart(start, end, bar):
    """Three hundredths of 365 days, rounded up, are 11: of the 250 pixels and more of a phone's chart about 7."""
    [drawn] = shown.annotate(monthly(), [note(3, start, end)]).figure.layout.shapes
    assert (str(drawn.x0), str(drawn.x1)) == bar


def test_the_number_stands_above_its_bar_and_hides_none_of_it():
    """In pixels: the lanes are LANE high, and the axis, legend and margins take AROUND."""
    drawn = shown.annotate(monthly(), [note(at, "2013-05-16", "2013-05-16") for at in (1, 2)]).figure
    pixels = drawn.layout.height - shown.AROUND
    for bar, number in zip(drawn.layout.shapes, drawn.layout.annotations, strict=True):
        assert number.yanchor == "bottom"
        assert number.y > bar.y1
        assert (bar.y1 - bar.y0) * pixels == pytest.approx(5), "thin, and to be seen"
    first, second = (number.y for number in drawn.layout.annotations)
    assert (second - first) * pixels >= 12 * 1.3, "the number below ends before the next bar"


@pytest.mark.parametrize(
    ("start", "end", "stands"),
    [
        ("2012-12-01", "2012-12-31", False),
        ("2012-12-01", "2013-01-01", True),
        ("2013-12-31", "2014-02-01", True),
        ("2014-01-01", "2014-02-01", False),
        ("2012-01-01", "2015-01-01", True),
    ],
)
def test_notes_outside_the_chart_are_left_out_and_none_reaches_beyond_it(start, end, stands):
    """The chart's points are January to December 2013, each standing for its month."""
    chart = monthly()
    drawn = shown.annotate(chart, [note(1, start, end)])
    assert len(drawn.figure.layout.shapes) == stands
    assert (drawn is chart) is not stands
    for band in drawn.figure.layout.shapes:
        assert date(2013, 1, 1) <= band.x0 <= band.x1 <= date(2014, 1, 1)


def test_a_chart_without_days_takes_no_notes():
    chart = monthly(type="linear")
    assert shown.annotate(chart, [CLOSED]) is chart
    assert shown.on_chart(Chart(blank(), "", pd.DataFrame()), [CLOSED]) == ()


def test_numbers_that_would_stand_on_each_other_stand_in_rows():
    """Three notes on the same months need three rows; one half a year away goes into the first again."""
    notes = [note(at, "2013-02-01", "2013-03-31") for at in (1, 2, 3)] + [note(4, "2013-09-01", "2013-10-31")]
    drawn = shown.annotate(monthly(), notes).figure
    heights = {a.text: a.y for a in drawn.layout.annotations}
    assert drawn.layout.yaxis.domain[1] < heights["1"] < heights["2"] < heights["3"] < 1
    assert heights["4"] == heights["1"]


@pytest.mark.parametrize(("notes", "labels"), [(6, 6), (7, 7), (17, 7)])
def test_notes_beyond_six_rows_stand_in_one_bar(notes, labels):
    chart = monthly()
    drawn = shown.annotate(chart, [note(at, "2013-02-01", "2013-03-31") for at in range(1, notes + 1)])
    texts = [a.text for a in drawn.figure.layout.annotations]
    assert len(texts) == labels
    assert texts[6:] == ([f"{notes - 6} more"] if notes > 6 else [])
    assert drawn.figure.layout.height == chart.figure.layout.height + labels * shown.LANE
    assert f"Note {notes}," in drawn.alt


def test_a_signals_note_stands_on_its_own_charts_and_once_somebody_has_written_on_others():
    def on(*about: str) -> tuple[Note, ...]:
        return shown.of_block(Block("Heading", "", "key", takes_notes=True, about=about), notes)

    own, new = note(1, "2013-01-01", "2013-01-31"), replace(note(2, "2013-01-01", "2013-01-31"), about="transfers-out")
    answered = replace(CLOSED, note_id=3, about="cherry-offered-cohort-1")
    notes = (own, new, answered)
    assert shown.written_on(notes) == (own, answered)
    assert on("transfers-out", "transfers-in") == (own, new)
    assert on("transfers-held") == (own,)
    assert on("cherry-") == (own, answered)
    assert on() == notes, "what names nothing keeps what the page gives"
    assert shown.of_block(Block("Heading", "", "key"), notes) == ()


def test_points_of_pandas_numpy_and_gaps_are_days_too():
    figure = blank()
    figure.add_scatter(x=pd.date_range("2013-01-15", periods=3, freq="MS"), y=[1, 2, 3])
    figure.add_scatter(x=["2013-06-30", None, date(2013, 5, 1)], y=[1, None, 2])
    figure.update_xaxes(type="date")
    chart = Chart(figure, "", pd.DataFrame())
    assert shown.on_chart(chart, [note(1, "2013-02-01", "2013-02-01")])
    assert shown.on_chart(chart, [note(1, "2013-06-01", "2013-06-30")])
    assert not shown.on_chart(chart, [note(1, "2013-01-01", "2013-01-31"), note(2, "2013-07-01", "2013-07-01")])


def test_what_people_write_is_shown_as_it_stands():
    nasty = note(1, "2013-01-01", "2013-03-31", ("opened", "![x](http://e.org) <b>**bold**", "Provider"))
    for said in (
        shown.listed([nasty]),
        *shown.entries_table(nasty)["Text"],
        *shown.notes_table([nasty])["Written last"],
    ):
        assert "![" not in said
        assert "<b" not in said.replace("\\<b", "")
        assert "\\*\\*bold" in said
    drawn = shown.annotate(monthly(), [nasty])
    assert "<b>" not in drawn.figure.layout.annotations[0].hovertext
    assert "&lt;b&gt;" in drawn.figure.layout.annotations[0].hovertext


def test_long_words_are_cut_on_a_chart_and_whole_in_their_table():
    long = note(1, "2013-01-01", "2013-03-31", ("opened", "word " * 199, "Provider"))
    assert len(shown.annotate(monthly(), [long]).alt) < 250
    assert shown.entries_table(long)["Text"][0].count("word") == 199


def test_on_paper_every_entry_stands_in_full_with_its_role_and_day():
    found = shown.notes_in_full(
        [
            note(
                3,
                "2013-01-01",
                "2013-03-31",
                ("opened", "word " * 199, "Provider"),
                ("answered", "Yes.", "Commissioner"),
            )
        ]
    )
    assert found.columns.tolist() == ["Note", "About", "Days", "State", "Entry", "Text"]
    assert found["Note"].tolist() == ["3", "3"]
    assert found["Text"][0].count("word") == 199
    assert found["Entry"].tolist() == ["opened, Provider, 22 November 2026", "answered, Commissioner, 22 November 2026"]


def test_the_state_is_what_the_latest_entry_left():
    kinds = ("opened", "answered", "closed", "reopened")
    states = [
        note(1, "2013-01-01", "2013-01-02", *((k, "t", "Provider") for k in kinds[:n])).state for n in (1, 2, 3, 4)
    ]
    assert states == ["open", "answered", "closed", "open"]


@pytest.mark.parametrize("written", ["2014-06-30", " 30 June 2014 "])
def test_a_day_is_read_as_people_write_it(written):
    assert read_day(written, "first day") == date(2014, 6, 30)


@pytest.mark.parametrize("written", ["", "30/06/2014", "31 June 2014", "June 2014"])
def test_what_is_no_day_is_named_with_the_remedy(written):
    with pytest.raises(NoteError, match="first day .* is not a day: write it as 2014-06-30 or 30 June 2014"):
        read_day(written, "first day")
