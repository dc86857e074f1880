"""Grid, axes, and the rectangles and lines that a figure adds to its chart."""

from __future__ import annotations

import plotly.graph_objects as go
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from throughgate.show.still.frame import Frame
from throughgate.show.still.labels import ticks
from throughgate.show.still.style import AXIS, INK, POINTS, TICK_LENGTH, colour, dashes


def draw_axes(page, frame: Frame) -> None:
    """Grid lines where an axis asks for them, its ticks, and its line where it is asked for, on axes whose units are the page's pixels."""
    (left, right), (low, high) = frame.span("x"), frame.span("y")
    for letter, scale in (("x", frame.x), ("y", frame.y)):
        axis, places = scale.axis, [place for place, _ in ticks(frame, letter)]
        if axis.visible is False:
            continue
        if axis.showgrid:
            for place in places:
                ends = (
                    ((frame.across(place),) * 2, (low, high))
                    if letter == "x"
                    else ((left, right), (frame.up(place),) * 2)
                )
                _stroke(page, *ends, axis.gridcolor or AXIS, zorder=0.5)
        if letter == "x":
            edge, out = (high, 1) if axis.side == "top" else (low, -1)
            line = (left, right), (edge, edge)
            strokes = [((frame.across(place),) * 2, (edge, edge + out * TICK_LENGTH)) for place in places]
        else:
            edge, out = (right, 1) if axis.side == "right" else (left, -1)
            line = (edge, edge), (low, high)
            strokes = [((edge, edge + out * TICK_LENGTH), (frame.up(place),) * 2) for place in places]
        strokes = strokes if axis.ticks != "" else []
        for stroke in [*strokes, line] if axis.showline else strokes:
            _stroke(page, *stroke, AXIS)


def _stroke(page, x: tuple[float, float], y: tuple[float, float], ink: str, *, zorder: float = 1) -> None:
    page.add_line(Line2D(x, y, color=colour(ink), linewidth=POINTS, solid_capstyle="butt", zorder=zorder))


def draw_shape(page, shape: go.layout.Shape, frame: Frame) -> None:
    """A rectangle or a line of the figure; what counts by an axis ends where the axis does."""
    if shape.visible is False:
        return
    x = [frame.place("x", at, shape.xref) for at in (shape.x0, shape.x1)]
    y = [frame.place("y", at, shape.yref) for at in (shape.y0, shape.y1)]
    width = 2 if shape.line.width is None else shape.line.width
    cover = 1 if shape.opacity is None else shape.opacity
    ink = colour(shape.line.color or INK, cover)
    style = {"linewidth": width * POINTS, "linestyle": dashes(shape.line.dash, width), "zorder": 2}
    if shape.type == "line":
        drawn = page.add_line(Line2D(x, y, color=ink, solid_capstyle="butt", dash_capstyle="butt", **style))
    else:
        face = colour(shape.fillcolor, cover) if shape.fillcolor else "none"
        corner, size = (min(x), min(y)), (max(x) - min(x), max(y) - min(y))
        edge = ink if width else "none"
        drawn = page.add_patch(Rectangle(corner, *size, facecolor=face, edgecolor=edge, **style))
    if "paper" not in (shape.xref, shape.yref):
        (left, right), (low, high) = frame.span("x"), frame.span("y")
        room = Rectangle((left - 1, low - 1), right - left + 2, high - low + 2, transform=page.transData)
        drawn.set_clip_path(room)


def draw_leader(page, of: go.layout.Annotation, frame: Frame) -> None:
    """The plain line from the point that an annotation is about to its words, where they stand apart."""
    if of.showarrow and of.visible is not False:
        x, y = frame.place("x", of.x, of.xref), frame.place("y", of.y, of.yref)
        ends = (x, x + (of.ax or 0)), (y, y - (of.ay or 0))
        width = 1 if of.arrowwidth is None else of.arrowwidth
        page.add_line(Line2D(*ends, color=colour(of.arrowcolor or INK), linewidth=width * POINTS, zorder=1.5))
