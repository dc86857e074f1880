"""A still chart as a file: the same bytes for the same figure, with its words around it."""

from __future__ import annotations

import struct
from concurrent.futures import ThreadPoolExecutor

import matplotlib as mpl
import pytest

from throughgate.show.charts import blank
from throughgate.show.still import draw, png, svg


def one(level: float = 3):
    figure = blank(height=300)
    figure.add_scatter(
        x=[1, 2, 2, 1],
        y=[1, 1, level, level],
        fill="toself",
        fillpattern={"shape": "/"},
        mode="lines",
        name="95% range",
    )
    figure.add_scatter(x=[1, 2], y=[1, level], mode="lines+markers", name="Rate")
    figure.update_layout(showlegend=True)
    return figure


def test_the_same_figure_gives_the_same_bytes_also_after_another():
    first = svg(one()), png(one(), dpi=90)
    svg(one(9))
    assert (svg(one()), png(one(), dpi=90)) == first
    assert svg(one(9)) != first[0]


def test_settings_of_this_machine_make_no_difference_and_stay_as_they_were():
    plain = svg(one())
    with mpl.rc_context({"svg.fonttype": "none", "lines.scale_dashes": False, "svg.hashsalt": "other"}):
        assert svg(one()) == plain
        assert mpl.rcParams["svg.hashsalt"] == "other"


def test_two_threads_at_once_give_what_one_gives():
    alone = [svg(one(level)) for level in (3, 5)]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda level: svg(one(level)), [3, 5])) == alone


def test_a_picture_is_so_wide_on_paper_and_as_high_as_the_figure_asks():
    """170 mm at 200 dots an inch are 1338.6 dots; 300 of 700 pixels are 573.7."""
    wide, high = struct.unpack(">II", png(one(), dpi=200)[16:24])
    assert (wide, high) == (pytest.approx(1338.6, abs=1), pytest.approx(573.7, abs=1))


def test_a_file_says_neither_when_nor_by_what_it_was_made():
    assert b"<dc:date>" not in svg(one())
    assert b"Matplotlib" not in png(one())
    assert b"<text" not in svg(one())


def test_the_head_names_the_file_and_stands_with_the_foot_clear_of_the_chart():
    head, foot = ["Fewer came back & that is sure", "Share of people"], ["Source: made up. " * 12]
    assert b"<title>Fewer came back &amp; that is sure</title>" in svg(one(), head=head)
    assert b"<title>" not in svg(one())
    alone, paper = draw(one()), draw(one(), head=head, foot=foot)
    assert paper.get_size_inches()[1] > alone.get_size_inches()[1]
    around = next(axes for axes in paper.axes if head[1] in [text.get_text() for text in axes.texts])
    inner = next(axes for axes in paper.axes if "Rate" in [text.get_text() for text in axes.texts])
    chart = inner.get_window_extent()
    with mpl.rc_context({"text.hinting": "no_hinting"}):
        boxes = [text.get_window_extent() for text in around.texts]
    assert all(box.y0 >= chart.y1 or box.y1 <= chart.y0 for box in boxes)
    assert all(box.x0 >= 0 and box.x1 <= paper.bbox.width for box in boxes)
    assert sum(box.y1 <= chart.y0 for box in boxes) >= 2, "the foot is broken over lines"
    assert "Bold" in around.texts[0].get_fontproperties().get_file()
