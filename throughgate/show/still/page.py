"""A chart laid out on a page of paper: room is made for its words first, then everything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import plotly.graph_objects as go
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from throughgate.show.still import bars as bar
from throughgate.show.still import labels, legend, scatter, shapes
from throughgate.show.still.frame import Frame
from throughgate.show.still.known import check
from throughgate.show.still.markup import Lines, Placed, extent, wrapped
from throughgate.show.still.markup import draw as draw_words
from throughgate.show.still.scales import Extreme, Scale, scale_of, with_range
from throughgate.show.still.style import FONT_SIZE, INK, POINTS, SCREEN_MM, SCREEN_PIXELS

EDGE = 3
"""Pixels that stay free around a chart."""
OVER = 8
"""Pixels between the legend and what is drawn."""
HEIGHT = 360
LEAST = 0.2
HEAD_SIZE, FOOT_SIZE = 17, 12
LABEL = "data"
"""The name of the axes that hold the figure's numbers; those under and over them are counted in pixels of the page."""


@dataclass(frozen=True)
class Band:
    """Lines over or under a chart, with the size of each, and how high they are together, room to the chart included."""

    blocks: tuple[tuple[Lines, float], ...]
    height: float


def draw(
    figure: go.Figure, *, width_mm: float = SCREEN_MM, head: Sequence[str] = (), foot: Sequence[str] = ()
) -> Figure:
    """The chart as a figure of matplotlib, its letters the same size whatever its width; `head` and `foot` stand around it.

    Raises:
        StillError: for a property that cannot be drawn, by its name.
    """
    check(figure)
    width = width_mm * SCREEN_PIXELS / SCREEN_MM
    above, below = _band(head, width, is_head=True), _band(foot, width, is_head=False)
    height = figure.layout.height or HEIGHT
    frame = _fit(figure, width, height)
    paper = _paper(width, height + above.height + below.height)
    if head or foot:
        _draw_bands(paper, above, below)
    share = below.height / (height + above.height + below.height), height / (height + above.height + below.height)
    _draw_chart(paper, figure, frame, share)
    return paper


def _band(lines: Sequence[str], width: float, *, is_head: bool) -> Band:
    blocks = []
    for at, text in enumerate(lines):
        is_title = is_head and at == 0
        size = HEAD_SIZE if is_title else FONT_SIZE if is_head else FOOT_SIZE
        blocks.append((wrapped(text, width - 2 * EDGE, size, is_bold=is_title), size))
    high = sum(extent(lines, size)[1] + 4 for lines, size in blocks)
    return Band(tuple(blocks), high + 10 if blocks else 0)


def _paper(width: float, height: float) -> Figure:
    inch = POINTS / 72
    paper = Figure(figsize=(width * inch, height * inch), dpi=1 / inch, facecolor="white")
    FigureCanvasAgg(paper)
    return paper


def _page(paper: Figure, low: float, high: float, size: tuple[float, float], *, zorder: float):
    """Axes over a part of the paper, from `low` and so `high` in shares of it, whose units are pixels."""
    axes = paper.add_axes((0, low, 1, high), zorder=zorder)
    axes.set(xlim=(0, size[0]), ylim=(0, size[1]))
    axes.set_axis_off()
    return axes


def _draw_bands(paper: Figure, above: Band, below: Band) -> None:
    inch = POINTS / 72
    width, height = (side / inch for side in paper.get_size_inches())
    page = _page(paper, 0, 1, (width, height), zorder=3)
    for band, top in ((above, height - 2), (below, below.height - 8)):
        for lines, size in band.blocks:
            draw_words(page, Placed(lines, EDGE, top, up="top", size=size, ink=INK))
            top -= extent(lines, size)[1] + 4


def _draw_chart(paper: Figure, figure: go.Figure, frame: Frame, share: tuple[float, float]) -> None:
    size = frame.width, frame.height
    under = _page(paper, *share, size, zorder=0)
    shapes.draw_axes(under, frame)
    (left, right), (low, high) = frame.span("x"), frame.span("y")
    box = (
        left / size[0],
        share[0] + share[1] * low / size[1],
        (right - left) / size[0],
        share[1] * (high - low) / size[1],
    )
    data = paper.add_axes(box, zorder=1, label=LABEL, autoscale_on=False)
    data.set(xlim=(frame.x.start, frame.x.end), ylim=(frame.y.start, frame.y.end))
    data.set_axis_off()
    over = _page(paper, *share, size, zorder=2)
    for shape in figure.layout.shapes:
        shapes.draw_shape(under if shape.layer == "below" else over, shape, frame)
    for annotation in figure.layout.annotations:
        shapes.draw_leader(over, annotation, frame)
    _draw_traces(data, figure, frame)
    placed = _words(figure, frame)
    for one in placed:
        draw_words(over, one)
    entries, tall = legend.entries(figure, EDGE, frame.width - 2 * EDGE)
    top = min(max([frame.top, *(one.box[3] for one in placed)]) + OVER + tall, frame.height - 1)
    for entry in entries:
        legend.draw_entry(over, entry, top)


def _draw_traces(data, figure: go.Figure, frame: Frame) -> None:
    for bars in bar.bars_of(figure, frame.x, frame.y):
        bar.draw(data, bars)
    for number, trace in enumerate(figure.data):
        if trace.visible in (None, True) and trace.type == "heatmap":
            bar.draw_cells(data, trace, frame)
        elif trace.visible in (None, True) and trace.type == "scatter":
            scatter.draw(data, trace, frame, number)


def _words(figure: go.Figure, frame: Frame) -> list[Placed]:
    """Every word of the chart but the legend's."""
    found = labels.axis_words(frame)
    for bars in bar.bars_of(figure, frame.x, frame.y):
        found += labels.bar_words(bars, frame)
    for trace in figure.data:
        if trace.visible in (None, True) and trace.type == "heatmap":
            found += labels.cell_words(trace, frame)
        elif trace.visible in (None, True) and trace.type == "scatter":
            found += labels.point_words(trace, frame)
    return found + labels.annotation_words(figure, frame)


def _fit(figure: go.Figure, width: float, height: float) -> Frame:
    """The plot area within the figure's margins, made smaller until no word lies beyond the page or in the legend."""
    margin = figure.layout.margin
    left, right, top, bottom = (80 if side is None else side for side in (margin.l, margin.r, margin.t, margin.b))
    _, tall = legend.entries(figure, EDGE, width - 2 * EDGE)
    roof = height - EDGE - (tall + OVER if tall else 0)
    frame = Frame(
        width,
        height,
        left,
        width - right,
        bottom,
        min(height - top, roof),
        scale_of(figure, "x"),
        scale_of(figure, "y"),
    )
    for _ in range(6):
        frame = _ranged(figure, frame)
        boxes = [one.box for one in _words(figure, frame)]
        if not boxes:
            break
        off = (
            max(0, EDGE - min(box[0] for box in boxes)), max(0, max(box[2] for box in boxes) - (width - EDGE)),
            max(0, EDGE - min(box[1] for box in boxes)), max(0, max(box[3] for box in boxes) - roof),
        )  # fmt: skip
        if max(off) < 0.5:
            break
        frame = _narrower(frame, off)
    return _ranged(figure, frame)


def _narrower(frame: Frame, off: tuple[float, float, float, float]) -> Frame:
    """The plot area less so much at the left, right, bottom and top, but never less than LEAST of the page."""
    left, right = frame.left + off[0], frame.right - off[1]
    bottom, top = frame.bottom + off[2], frame.top - off[3]
    if right - left < frame.width * LEAST:
        left, right = frame.left, max(frame.right, frame.left + frame.width * LEAST)
    if top - bottom < frame.height * LEAST:
        bottom, top = frame.bottom, frame.top
    return replace(frame, left=left, right=right, bottom=bottom, top=top)


def _ranged(figure: go.Figure, frame: Frame) -> Frame:
    """The frame with the range of both axes, which depends on how long they are where the figure does not say."""
    lengths = {letter: high - low for letter in "xy" for low, high in [frame.span(letter)]}
    x, y = (with_range(scale, _extremes(figure, frame, scale), lengths[scale.letter]) for scale in (frame.x, frame.y))
    return replace(frame, x=x, y=y)


def _extremes(figure: go.Figure, frame: Frame, scale: Scale) -> list[Extreme]:
    """What traces, shapes and annotations ask of an axis."""
    if scale.axis.range is not None:
        return []
    found = []
    for bars in bar.bars_of(figure, frame.x, frame.y):
        found += bar.extremes(bars, scale.letter)
    for trace in figure.data:
        if trace.visible in (None, True) and trace.type == "scatter":
            found += scatter.extremes(trace, scale)
        elif trace.visible in (None, True) and trace.type == "heatmap":
            found += [Extreme(at, is_padded=False) for at in (-0.5, len(scale.categories) - 0.5)]
    letter = scale.letter
    for shape in figure.layout.shapes:
        if shape[f"{letter}ref"] in (None, letter):
            found += [Extreme(scale.number(shape[f"{letter}{end}"])) for end in "01"]
    return found + _asked_by_words(figure, scale)


def _asked_by_words(figure: go.Figure, scale: Scale) -> list[Extreme]:
    """Annotations at a value of an axis: the room that their words take on either side of it."""
    letter, found = scale.letter, []
    for of in figure.layout.annotations:
        if of[f"{letter}ref"] in (None, letter) and of.visible is not False and of.text:
            anchor = of[f"{letter}anchor"] or "auto"
            wide, high = extent(labels.parse(of.text), of.font.size or FONT_SIZE)
            size, shift = (wide, of.xshift or 0) if letter == "x" else (high, of.yshift or 0)
            share = {"left": 0, "bottom": 0, "right": 1, "top": 1}.get(anchor, 0.5)
            found.append(
                Extreme(scale.number(of[letter]), share * size - shift, (1 - share) * size + shift, is_padded=False)
            )
    return found
