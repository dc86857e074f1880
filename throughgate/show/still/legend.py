"""The legend: over what is drawn, from the left, on as many lines as it needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from matplotlib.patches import Rectangle

from throughgate.show.still import scatter
from throughgate.show.still.frame import each
from throughgate.show.still.markup import Lines, Placed, draw, extent, parse, wrapped
from throughgate.show.still.scales import values_of
from throughgate.show.still.style import COLOURWAY, FONT_SIZE, INK, colour

SAMPLE, GAP, BETWEEN, PITCH = 30, 5, 16, 5
"""Pixels: the length of a sample, the room after it, between two entries of a line, and between two lines."""
_BIGGEST = 16
"""Pixels. Markers are no larger in a legend, whatever they are in the chart."""


@dataclass(frozen=True)
class Entry:
    """A trace with its number and name in the legend, and its place: from the left, and from the top of the legend."""

    trace: object
    number: int
    lines: Lines
    left: float
    down: float


def entries(figure: go.Figure, left: float, width: float) -> tuple[list[Entry], float]:
    """The legend's entries from so far left within so many pixels, and how high it is; nothing where none is shown."""
    layout = figure.layout
    shown = [
        (at, trace) for at, trace in enumerate(figure.data)
        if trace.visible in (None, True) and trace.showlegend is not False and trace.name and values_of(trace, "x")
    ]  # fmt: skip
    if not layout.showlegend or not shown:
        return [], 0
    found, x, down, tallest = [], left, 0.0, 0.0
    for at, trace in shown:
        room = width - SAMPLE - GAP
        lines = parse(trace.name)
        if extent(lines, FONT_SIZE)[0] > room:
            lines = wrapped(" ".join("".join(run.text for run in line) for line in lines), room, FONT_SIZE)
        wide, high = extent(lines, FONT_SIZE)
        if x > left and (x + SAMPLE + GAP + wide > left + width or layout.legend.orientation == "v"):
            x, down, tallest = left, down + tallest + PITCH, 0.0
        found.append(Entry(trace, at, lines, x, down))
        x, tallest = x + SAMPLE + GAP + wide + BETWEEN, max(tallest, high)
    return found, down + tallest


def draw_entry(page, entry: Entry, top: float) -> None:
    """A sample of the trace and its name, on axes whose units are the page's pixels."""
    _, high = extent(entry.lines, FONT_SIZE)
    middle = top - entry.down - high / 2
    ends = entry.left, entry.left + SAMPLE
    if entry.trace.type == "bar":
        _box(page, entry, middle)
    else:
        _sample(page, entry, ends, middle)
    draw(page, Placed(entry.lines, ends[1] + GAP, middle, ink=INK))


def _box(page, entry: Entry, middle: float) -> None:
    ink = each(entry.trace.marker.color, 1)[0] or COLOURWAY[entry.number % len(COLOURWAY)]
    page.add_patch(Rectangle((entry.left + SAMPLE / 2 - 6, middle - 6), 12, 12, facecolor=colour(ink), linewidth=0))


def _sample(page, entry: Entry, ends: tuple[float, float], middle: float) -> None:
    trace, number = entry.trace, entry.number
    if trace.fill == "toself":
        style = scatter.fill_style(trace, number)
        page.add_patch(Rectangle((ends[0], middle - 6), SAMPLE, 12, **style))
    if scatter.has(trace, "lines"):
        page.add_line(scatter.line(trace, np.array(ends, dtype=float), np.array([middle, middle]), number))
    if scatter.has(trace, "markers"):
        first = go.Scatter(trace)
        first.marker.update(
            {name: each(trace.marker[name], 1)[0] for name in ("symbol", "color", "size", "opacity")},
        )
        first.marker.line.update({name: each(trace.marker.line[name], 1)[0] for name in ("color", "width")})
        first.marker.size = min(first.marker.size or 8, _BIGGEST)
        place = np.array([sum(ends) / 2]), np.array([middle])
        for marks in scatter.markers(first, *place, number, np.array([True])):
            marks.set_zorder(5)
            page.add_line(marks)
