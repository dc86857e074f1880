"""Lines, markers, stretches between lines and error bars."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from throughgate.show.still.frame import Frame, each
from throughgate.show.still.scales import Extreme, Scale, unpacked, values_of
from throughgate.show.still.style import COLOURWAY, INK, LINE_WIDTH, MARKER_SIZE, POINTS, colour, dashes, symbol

HATCH = {shape: 3 * shape for shape in "/\\x-|"} | {".": ".."}
MANY = 20
"""From so many points Plotly draws only the line, where the figure does not say."""


def has(trace: go.Scatter, part: str) -> bool:
    """Whether a trace is drawn with lines, markers or text."""
    mode = trace.mode or ("lines" if len(values_of(trace, "x")) >= MANY else "lines+markers")
    return part in mode.split("+")


def line_colour(trace, number: int) -> str:
    """Of a trace's line: its own, else its markers', else the next of the house."""
    markers = trace.marker.color
    return trace.line.color or (markers if isinstance(markers, str) else COLOURWAY[number % len(COLOURWAY)])


def extremes(trace: go.Scatter, scale: Scale) -> list[Extreme]:
    """What a scatter trace asks of an axis."""
    numbers = scale.numbers(values_of(trace, scale.letter))
    if not len(numbers):
        return []
    rooms = [0.0] * len(numbers)
    is_marked = has(trace, "markers")
    if is_marked:
        rooms = [(MARKER_SIZE if size is None else size) / 2 for size in each(trace.marker.size, len(numbers))]
    is_padded = scale.letter == "y" or is_marked or has(trace, "text")
    found = [Extreme(at, room, room, is_padded) for at, room in zip(numbers, rooms, strict=True)]
    less, more = errors(trace, scale.letter, len(numbers))
    return found + [Extreme(at, is_padded=is_padded) for at in (*(numbers - less), *(numbers + more))]


def errors(trace: go.Scatter, letter: str, count: int) -> tuple[np.ndarray, np.ndarray]:
    """How far error bars go down and up from each point."""
    bars = trace[f"error_{letter}"]
    if bars.array is None or bars.visible is False:
        return np.zeros(count), np.zeros(count)
    more = np.array([value or 0 for value in unpacked(bars.array)], dtype=float)
    less = (
        more if bars.arrayminus is None else np.array([value or 0 for value in unpacked(bars.arrayminus)], dtype=float)
    )
    return less, more


def draw(axes, trace: go.Scatter, frame: Frame, number: int) -> None:
    """Draw a trace, the `number`th of its figure."""
    x, y = (scale.numbers(values_of(trace, scale.letter)) for scale in (frame.x, frame.y))
    height = 4 + number / 100
    if trace.fill == "toself":
        _fill(axes, trace, (x, y), number)
    if has(trace, "lines"):
        axes.add_line(line(trace, x, y, number, zorder=height))
    _error_bars(axes, trace, (x, y), number)
    if has(trace, "markers"):
        shown = np.ones(len(x), dtype=bool)
        if trace.cliponaxis is False:
            shown = np.array([frame.holds(frame.across(a), frame.up(b)) for a, b in zip(x, y, strict=True)], dtype=bool)
        for marks in markers(trace, x, y, number, shown):
            marks.set(zorder=height + 0.005, clip_on=trace.cliponaxis is not False)
            axes.add_line(marks)


def line(trace: go.Scatter, x: np.ndarray, y: np.ndarray, number: int, *, zorder: float = 4) -> Line2D:
    """The line through a trace's points, which breaks where one is missing."""
    if trace.connectgaps:
        there = ~(np.isnan(x) | np.isnan(y))
        x, y = x[there], y[there]
    width = LINE_WIDTH if trace.line.width is None else trace.line.width
    ink = colour(line_colour(trace, number), _opacity(trace))
    return Line2D(
        x, y, color=ink, linewidth=width * POINTS, linestyle=dashes(trace.line.dash, width), zorder=zorder,
        drawstyle="steps-post" if trace.line.shape == "hv" else "default", solid_capstyle="butt", dash_capstyle="butt",
        solid_joinstyle="round", visible=width > 0, marker="None",
    )  # fmt: skip


def _opacity(trace) -> float:
    return 1 if trace.opacity is None else trace.opacity


def fill_style(trace: go.Scatter, number: int) -> dict:
    """How the stretch that a trace encloses is filled; where it has a pattern, with that alone, as on the screen."""
    ground = trace.fillcolor
    face = colour(ground, _opacity(trace)) if ground else colour(line_colour(trace, number), 0.5 * _opacity(trace))
    shape = trace.fillpattern.shape
    if not shape:
        return {"facecolor": face, "linewidth": 0}
    return {
        "facecolor": "none", "linewidth": 0, "hatch": HATCH[shape], "edgecolor": colour(trace.fillpattern.fgcolor or INK),
        "hatch_linewidth": 0.5,
    }  # fmt: skip


def _fill(axes, trace: go.Scatter, points: tuple[np.ndarray, np.ndarray], number: int) -> None:
    corners = np.column_stack(points)
    gaps = np.flatnonzero(np.isnan(corners).any(axis=1))
    for piece in np.split(corners, gaps):
        piece = piece[~np.isnan(piece).any(axis=1)]
        if len(piece) > 2:
            axes.add_patch(Polygon(piece, closed=True, zorder=4 + number / 100 - 0.005, **fill_style(trace, number)))


def _error_bars(axes, trace: go.Scatter, points: tuple[np.ndarray, np.ndarray], number: int) -> None:
    for letter in "xy":
        bars = trace[f"error_{letter}"]
        if bars.array is None or bars.visible is False:
            continue
        width = 2 if bars.thickness is None else bars.thickness
        axes.errorbar(
            *points, **{f"{letter}err": errors(trace, letter, len(points[0]))}, fmt="none", zorder=4 + number / 100,
            ecolor=colour(bars.color or line_colour(trace, number)), elinewidth=width * POINTS, capthick=width * POINTS,
            capsize=(4 if bars.width is None else bars.width) * POINTS,
        )  # fmt: skip


def markers(trace: go.Scatter, x: np.ndarray, y: np.ndarray, number: int, shown: np.ndarray) -> list[Line2D]:
    """The markers of a trace: one artist for each look that its points have, in the order in which looks first appear."""
    marker, groups = trace.marker, {}
    line_own = line_colour(trace, number)
    looks = zip(
        each(marker.symbol, len(x)), each(marker.color, len(x)), each(marker.size, len(x)), each(marker.line.color, len(x)),
        each(marker.line.width, len(x)), each(marker.opacity, len(x)), strict=True,
    )  # fmt: skip
    for at, (name, ink, size, edge, width, cover) in enumerate(looks):
        if shown[at] and not (np.isnan(x[at]) or np.isnan(y[at])):
            size = MARKER_SIZE if size is None else size
            opacity = (1 if cover is None else cover) * _opacity(trace)
            groups.setdefault((name, ink or line_own, size, edge or "#444", width or 0, opacity), []).append(at)
    return [_marks(look, x[places], y[places]) for look, places in groups.items()]


def _marks(look: tuple, x: np.ndarray, y: np.ndarray) -> Line2D:
    name, ink, size, edge, width, opacity = look
    outline, is_hollow, reach = symbol(name)
    is_bare = is_hollow and not str(name).endswith("-open")
    stroke = edge if is_bare or not is_hollow else ink
    wide = max(width, 1) if is_hollow else width
    return Line2D(
        x, y, linestyle="None", marker=outline, markersize=float(size) * reach * POINTS,
        markerfacecolor="none" if is_hollow else colour(ink, opacity), markeredgecolor=colour(stroke, opacity),
        markeredgewidth=wide * POINTS,
    )  # fmt: skip
