"""A chart taken away as a picture: its words around it, its notes on it, and told in words within."""

import struct
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree

from files_cases import sheet, stamp

from throughgate.notes import Entry, Note
from throughgate.show import notes
from throughgate.show.charts import Chart, blank
from throughgate.show.files import offer
from throughgate.show.files.cells import as_read
from throughgate.show.files.made import file_name, picture_file
from throughgate.show.still import draw

TABLE = sheet(source="Data \\(as loaded\\)")
ALT = "Rate by month, from 50% to 52% & more."


def chart(height: int = 300) -> Chart:
    figure = blank(height=height)
    figure.add_scatter(x=[date(2012, 1, 1), date(2012, 6, 1), date(2012, 12, 1)], y=[50, 51, 52], name="Rate")
    figure.update_xaxes(type="date")
    return Chart(figure, ALT, TABLE.frame)


def with_note() -> Chart:
    when = datetime(2014, 7, 1, tzinfo=UTC)
    said = Entry(1, "opened", "Records came late.", "Provider", when)
    days = date(2012, 3, 1), date(2012, 6, 1), date(2014, 6, 30)
    return notes.annotate(chart(), [Note(4, "doncaster", "", "Late records", *days, when, (said,))])


def test_an_svg_is_titled_and_tells_in_words_what_is_drawn():
    packed = picture_file("SVG", stamp(), TABLE, with_note())
    root = ElementTree.fromstring(packed)
    first, second, *_ = root
    assert root.get("role") == "img"
    assert (first.tag.rpartition("}")[2], first.text) == ("title", as_read(TABLE.title))
    assert second.tag.rpartition("}")[2] == "desc"
    assert second.text.startswith(f"{ALT} Grey bars over the chart are notes.")
    assert "Late records" in second.text
    assert packed == picture_file("SVG", stamp(), TABLE, with_note())


def test_a_png_is_as_much_higher_as_its_words_and_its_notes_ask():
    bare, noted = (picture_file("PNG", stamp(), TABLE, each) for each in (chart(), with_note()))
    assert bare.startswith(b"\x89PNG")
    (wide, high), (wide_too, higher) = (struct.unpack(">II", packed[16:24]) for packed in (bare, noted))
    alone, _ = draw(chart().figure).get_size_inches()[::-1]
    assert wide == wide_too
    assert alone * 200 < high < higher


def test_the_bars_of_notes_and_their_numbers_are_in_the_picture():
    drawn = draw(with_note().figure)
    assert "4" in [text.get_text() for axes in drawn.axes for text in axes.texts]
    assert "4" not in [text.get_text() for axes in draw(chart().figure).axes for text in axes.texts]


def test_a_file_is_named_after_what_it_holds_and_where_that_comes_from():
    assert (
        file_name(stamp(), "chart-Rate, by month", "PNG") == "doncaster_chart-rate-by-month_2014-06-30_a2ec619a6fee.png"
    )


def test_a_file_says_every_filter_of_its_run_also_those_chosen_further_down_and_none_of_a_later_run(monkeypatch):
    held = {offer.STAMP: replace(stamp(), looking_at="cohort 1")}
    monkeypatch.setattr(offer.st, "session_state", held)
    laid: list = []
    monkeypatch.setattr(offer, "_offer", lambda run, _place, sheets, *_: laid.append((run, sheets)))
    offer.begin("A finding")
    offer.offer("one", sheet())
    held[offer.STAMP] = replace(stamp(), looking_at="cohort 1; show: left out")
    offer.offer("two", sheet())
    offer.offer_page()
    held[offer.STAMP] = replace(stamp(), looking_at="cohort 2")
    offer.begin("Another")
    assert len(laid) == 3
    for run, sheets in laid:
        for kind, make in offer.makers(run, "", sheets[:1], None).items():
            if kind == "CSV":
                assert "cohort 1; show: left out" in make().decode()
                assert "A finding" in make().decode()
