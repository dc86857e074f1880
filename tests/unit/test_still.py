"""Charts drawn without a browser: what is drawn stands at the figure's own numbers, looks as there, and is refused by name."""

from __future__ import annotations

from datetime import date

import matplotlib as mpl
import numpy as np
import plotly.graph_objects as go
import pytest
from matplotlib.dates import num2date
from matplotlib.patches import Polygon, Rectangle

from throughgate.show.charts import DARK_BLUE, ORANGE, blank
from throughgate.show.still import StillError, draw


def data_axes(figure):
    return next(axes for axes in draw(figure).axes if axes.get_label() == "data")


def lines(figure):
    return sorted(data_axes(figure).get_lines(), key=lambda line: line.get_zorder())


def bars(figure):
    return [patch for patch in data_axes(figure).patches if isinstance(patch, Rectangle)]


def texts(figure):
    return [text.get_text() for axes in draw(figure).axes for text in axes.texts]


def place_of(figure, words):
    """Where a word stands on the paper, in shares of it from the left and the bottom."""
    paper = draw(figure)
    found = next(text for axes in paper.axes for text in axes.texts if text.get_text() == words)
    return found.axes.transAxes.inverted().transform(found.get_transform().transform(found.get_position()))


def test_a_line_and_its_markers_stand_at_the_numbers_of_the_figure():
    figure = blank()
    figure.add_scatter(x=[1, 2, 4], y=[10.5, -3, 7], mode="lines+markers")
    line, marks = lines(figure)
    for drawn in (line, marks):
        assert drawn.get_xdata().tolist() == [1, 2, 4]
        assert drawn.get_ydata().tolist() == [10.5, -3, 7]
    assert marks.get_linestyle() == "None"


def test_packed_and_numpy_numbers_are_the_same_numbers():
    figure = blank()
    figure.add_scatter(x=np.array([1.0, 2.0]), y=np.array([3.0, 4.0]), mode="lines")
    read = go.Figure(figure.to_dict())
    assert lines(read)[0].get_ydata().tolist() == lines(figure)[0].get_ydata().tolist() == [3, 4]


def test_a_gap_is_not_joined_and_a_joined_one_is():
    figure = blank()
    figure.add_scatter(x=[1, 2, 3], y=[5, None, 6], mode="lines", connectgaps=False)
    assert np.isnan(lines(figure)[0].get_ydata()[1])
    figure.data[0].connectgaps = True
    assert lines(figure)[0].get_xdata().tolist() == [1, 3]


def test_days_land_on_their_day():
    figure = blank()
    figure.add_scatter(x=[date(2013, 10, 1), date(2014, 1, 31)], y=[1, 2], mode="markers")
    figure.add_scatter(x=["2013-10-01", "2014-01-31"], y=[1, 2], mode="markers")
    figure.update_xaxes(type="date", tickformat="%b %Y", range=[date(2013, 9, 1), date(2014, 3, 1)], nticks=4)
    for drawn in lines(figure):
        assert [num2date(day).date() for day in drawn.get_xdata()] == [date(2013, 10, 1), date(2014, 1, 31)]
    # 181 days in at most four steps are steps of two months, counted from January.
    assert set(texts(figure)) >= {"Sep 2013", "Nov 2013", "Jan 2014", "Mar 2014"}


def test_a_reversed_axis_of_names_has_its_first_name_on_top():
    figure = blank()
    figure.add_bar(x=[20, 30, 50], y=["Low", "Medium", "High"], orientation="h")
    figure.update_yaxes(autorange="reversed", type="category")
    axes = data_axes(figure)
    assert axes.get_ylim() == (2.5, -0.5)
    assert [bar.get_width() for bar in bars(figure)] == [20, 30, 50]
    assert [bar.get_y() + bar.get_height() / 2 for bar in bars(figure)] == pytest.approx([0, 1, 2])
    assert place_of(figure, "Low")[1] > place_of(figure, "Medium")[1] > place_of(figure, "High")[1]


def test_an_axis_that_starts_high_stays_so_and_its_labels_turn_with_it():
    figure = blank()
    figure.add_scatter(x=[1, 2], y=[0, 1], mode="markers")
    figure.update_yaxes(range=[1.5, -0.5], tickvals=[0, 1], ticktext=["first", "second"])
    assert data_axes(figure).get_ylim() == (1.5, -0.5)
    assert place_of(figure, "first")[1] > place_of(figure, "second")[1]


def test_hollow_and_dashed_stay_so():
    figure = blank()
    symbols = ["circle", "circle-open", "diamond"]
    figure.add_scatter(
        x=[1, 2, 3], y=[1, 1, 1], mode="lines+markers", line={"dash": "dash", "color": ORANGE, "width": 2},
        marker={"symbol": symbols, "color": [DARK_BLUE, DARK_BLUE, "white"], "line": {"color": DARK_BLUE, "width": 2}},
    )  # fmt: skip
    line, full, hollow, white = lines(figure)
    assert line.is_dashed()
    assert full.get_markerfacecolor()[:3] == pytest.approx((0x12 / 255, 0x43 / 255, 0x6D / 255))
    assert hollow.get_markerfacecolor() == "none"
    assert hollow.get_xdata().tolist() == [2]
    assert white.get_markerfacecolor() == (1, 1, 1, 1)


def test_bars_start_at_their_base():
    figure = blank()
    figure.add_bar(x=[-2, 3], base=[10, 20], y=["a", "b"], orientation="h")
    assert [(bar.get_x(), bar.get_width()) for bar in bars(figure)] == [(10, -2), (20, 3)]


def test_stacked_bars_start_where_those_before_them_end_and_falls_stand_apart():
    figure = blank()
    for lengths in ([20, 30], [50, -5], [7, 8]):
        figure.add_bar(x=["a", "b"], y=lengths)
    figure.update_layout(barmode="stack")
    assert [(bar.get_y(), bar.get_height()) for bar in bars(figure)] == [
        (0, 20), (0, 30), (20, 50), (0, -5), (70, 7), (30, 8),
    ]  # fmt: skip


def test_two_bars_at_a_place_stand_beside_each_other_but_not_one_at_each_place():
    figure = blank()
    figure.add_bar(x=["a", "b"], y=[1, 2])
    figure.add_bar(x=["a", "b"], y=[3, 4])
    first, _, beside, _ = bars(figure)
    assert first.get_x() + first.get_width() <= beside.get_x() + 1e-9
    apart = blank()
    apart.add_bar(x=["a"], y=[1])
    apart.add_bar(x=["b"], y=[3])
    # 0.85 of the place by bargap, and 0.9 of that: what the template gives.
    assert [bar.get_width() for bar in bars(apart)] == pytest.approx([0.765, 0.765])


def test_error_bars_go_as_far_as_each_side_says():
    figure = blank()
    figure.add_scatter(
        x=[10, 20],
        y=[1, 2],
        mode="markers",
        error_x={"type": "data", "array": [3, 4], "arrayminus": [1, 2], "symmetric": False},
    )
    (strokes,) = data_axes(figure).collections
    assert [segment.tolist() for segment in strokes.get_segments()] == [[[9, 1], [13, 1]], [[18, 2], [24, 2]]]


def test_a_stretch_is_the_polygon_of_its_points_and_breaks_at_a_gap():
    figure = blank()
    figure.add_scatter(
        x=[0, 1, 1, None, 2, 3, 3], y=[0, 0, 1, None, 0, 0, 1], fill="toself", fillcolor="rgba(18,67,109,0.5)", mode="lines",
        line={"width": 0}, fillpattern={"shape": "/"},
    )  # fmt: skip
    shapes = [patch for patch in data_axes(figure).patches if isinstance(patch, Polygon)]
    assert [shape.get_xy()[:-1].tolist() for shape in shapes] == [[[0, 0], [1, 0], [1, 1]], [[2, 0], [3, 0], [3, 1]]]
    assert all(shape.get_hatch() for shape in shapes)


def test_words_lose_their_tags_and_keep_their_weight():
    figure = blank()
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines")
    figure.add_annotation(x=0.5, y=0.5, text="<b>Projected</b><br>54.4% &amp; $5", showarrow=False)
    found = {text.get_text(): text for axes in draw(figure).axes for text in axes.texts}
    assert "54.4% & $5" in found
    assert "Bold" in found["Projected"].get_fontproperties().get_file()
    assert not any("<" in words for words in found)


def test_a_line_across_stands_at_its_value_and_below_the_numbers():
    figure = blank()
    figure.add_scatter(x=[0, 10], y=[0, 100], mode="markers")
    figure.update_yaxes(range=[0, 100])
    figure.add_hline(y=25, line={"dash": "dash", "width": 2}, layer="below")
    under, data, _ = draw(figure).axes[-3:]
    level = next(line for line in under.get_lines() if line.is_dashed())
    on_paper = under.transData.transform(list(zip(*level.get_data(), strict=True)))
    assert data.transData.inverted().transform(on_paper)[:, 1].tolist() == pytest.approx([25, 25])


def test_the_legend_names_what_is_shown_and_what_has_points():
    figure = blank()
    figure.add_scatter(x=[1, 2], y=[1, 2], name="Told")
    figure.add_scatter(x=[1, 2], y=[2, 1], name="Not told", showlegend=False)
    figure.add_scatter(x=[], y=[], name="Nothing there")
    figure.add_bar(x=[1, 2], y=[1, 1], name="Bars")
    assert not {"Told", "Bars"} & set(texts(figure))
    figure.update_layout(showlegend=True)
    assert {"Told", "Not told", "Nothing there", "Bars"} & set(texts(figure)) == {"Told", "Bars"}
    assert place_of(figure, "Told")[1] > data_axes(figure).get_position().y1


def test_ticks_are_those_of_the_screen():
    """By hand: 0 to 100 in at most six steps is steps of 20; a range of under zero has a true minus."""
    figure = blank()
    figure.add_scatter(x=[-10, 10], y=[0, 100], mode="lines")
    figure.update_yaxes(range=[0, 100], nticks=6, ticksuffix="%")
    figure.update_xaxes(range=[-10, 10], nticks=5)
    assert {"0%", "20%", "40%", "60%", "80%", "100%", "−10", "−5", "0", "5", "10"} == set(texts(figure))


def test_thousands_stand_apart_where_the_figure_asks_for_a_comma():
    figure = blank()
    figure.add_scatter(x=[0, 2000], y=[0, 1], mode="lines")
    figure.update_xaxes(range=[0, 2000], nticks=3, tickformat=",")
    assert {"0", "1,000", "2,000"} <= set(texts(figure))
    with pytest.raises(StillError, match="tickformat ',g'"):
        draw(figure.update_xaxes(tickformat=",g"))


def test_every_word_stands_on_the_page_whatever_its_width():
    figure = blank()
    figure.add_bar(
        x=[90],
        y=["A long name of a group of people"],
        orientation="h",
        text=["about nine in ten"],
        textposition="outside",
    )
    figure.update_yaxes(title_text="A title that is turned")
    for width in (85, 170):
        paper = draw(figure, width_mm=width)
        with mpl.rc_context({"text.hinting": "no_hinting"}):
            boxes = [text.get_window_extent() for axes in paper.axes for text in axes.texts]
        assert len(boxes) > 3
        assert min(box.x0 for box in boxes) >= 0
        assert max(box.x1 for box in boxes) <= paper.bbox.width
        assert min(box.y0 for box in boxes) >= 0
        assert max(box.y1 for box in boxes) <= paper.bbox.height


def with_trace(trace):
    return blank().add_trace(trace)


@pytest.mark.parametrize(
    ("figure", "named"),
    [
        (with_trace(go.Pie(values=[1])), "trace type 'pie'"),
        (with_trace(go.Scatter(x=[1], y=[1], fill="tozeroy")), "fill 'tozeroy'"),
        (with_trace(go.Scatter(x=[1], y=[1], marker_symbol="star")), "marker symbol 'star'"),
        (with_trace(go.Scatter(x=[1], y=[1], line_shape="spline")), "line.shape 'spline'"),
        (with_trace(go.Bar(x=[1], y=[1], marker_pattern_shape="/")), "'marker.pattern.shape'"),
        (with_trace(go.Scatter(x=[1], y=[1])).add_shape(type="circle", x0=0, x1=1, y0=0, y1=1), "type 'circle'"),
        (with_trace(go.Scatter(x=[1], y=[1])).update_yaxes(type="log"), "type 'log'"),
        (with_trace(go.Scatter(x=[1], y=[1])).update_layout(title_text="A title"), "'title.text'"),
        (with_trace(go.Scatter(x=[1], y=[1], yaxis="y2")), "yaxis 'y2'"),
        (with_trace(go.Scatter(x=[1], y=[1])).add_annotation(x=1, y=1, text="<u>a</u>", showarrow=False), "tag '<u>'"),
        (with_trace(go.Scatter(x=[1], y=[1])).add_annotation(x=1, y=1, text="a", showarrow=True), "arrow"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_by_its_name(figure, named):
    with pytest.raises(StillError, match=r"cannot be drawn") as refused:
        draw(figure)
    assert named in str(refused.value)
