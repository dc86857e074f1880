"""Bars, side by side, one over the other or stacked, and the one chart of shaded cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from matplotlib.patches import Rectangle

from throughgate.show.still.frame import Frame, each
from throughgate.show.still.scales import Extreme, Scale, unpacked, values_of
from throughgate.show.still.style import BAR_GAP, BAR_GROUP_GAP, COLOURWAY, POINTS, colour


@dataclass(frozen=True, eq=False)
class Bars:
    """A bar trace in numbers of its axes: the middles, width and room of its bars, where each starts and how far it goes."""

    trace: go.Bar
    number: int
    middles: np.ndarray
    width: float
    unit: float
    starts: np.ndarray
    lengths: np.ndarray

    @property
    def is_flat(self) -> bool:
        """Whether the bars lie, so that x holds their lengths."""
        return self.trace.orientation == "h"


def bars_of(figure: go.Figure, x: Scale, y: Scale) -> list[Bars]:
    """Every bar trace that is shown, placed as the figure's barmode says."""
    shown = [
        (at, trace) for at, trace in enumerate(figure.data) if trace.type == "bar" and trace.visible in (None, True)
    ]
    if not shown:
        return []
    layout = figure.layout
    mode = layout.barmode or "group"
    sides = [(y, x) if trace.orientation == "h" else (x, y) for _, trace in shown]
    middles = [
        along.numbers(values_of(trace, along.letter)) for (_, trace), (along, _) in zip(shown, sides, strict=True)
    ]
    everywhere = np.concatenate(middles)
    places = np.unique(everywhere)
    unit = float(np.diff(places).min()) if len(places) > 1 else 1.0
    group = unit * (1 - (BAR_GAP if layout.bargap is None else layout.bargap))
    beside = len(shown) if mode == "group" and len(places) < len(everywhere) else 1
    width = group / beside * (1 - (BAR_GROUP_GAP if layout.bargroupgap is None else layout.bargroupgap))
    reached: dict[tuple[float, bool], float] = {}
    found = []
    for order, ((at, trace), (_, away)) in enumerate(zip(shown, sides, strict=True)):
        shift = (order - (beside - 1) / 2) * group / beside if beside > 1 else 0.0
        lengths = away.numbers(values_of(trace, away.letter))
        starts = _starts(trace, middles[order], lengths, reached if mode in ("stack", "relative") else None)
        found.append(Bars(trace, at, middles[order] + shift, _width(trace, width), unit, starts, lengths))
    return found


def _width(trace: go.Bar, width: float) -> float:
    return width if trace.width is None else float(each(trace.width, 1)[0])


def _starts(trace: go.Bar, middles: np.ndarray, lengths: np.ndarray, reached: dict | None) -> np.ndarray:
    """Each bar's base; in a stack the end of the bar before it on the same side of nothing."""
    if trace.base is not None:
        return np.array(each(trace.base, len(middles)), dtype=float)
    starts = np.zeros(len(middles))
    for at, (middle, length) in enumerate(zip(middles, lengths, strict=True)):
        if reached is not None and length == length:
            starts[at] = reached.get((middle, length < 0), 0.0)
            reached[middle, length < 0] = starts[at] + length
    return starts


def extremes(bars: Bars, letter: str) -> list[Extreme]:
    """What bars ask of an axis: their whole room, or their ends and, where they have no base of their own, nothing."""
    if (letter == "y") == bars.is_flat:
        half = max(bars.width, bars.unit) / 2
        return [Extreme(at, is_padded=False) for middle in bars.middles for at in (middle - half, middle + half)]
    ends = [*bars.starts, *(bars.starts + bars.lengths)]
    return [Extreme(at, is_padded=at != 0) for at in ends]


def draw(axes, bars: Bars) -> None:
    """Draw the bars as rectangles; a length that is missing draws none."""
    marker, count = bars.trace.marker, len(bars.middles)
    cover = 1 if bars.trace.opacity is None else bars.trace.opacity
    inks, edges = each(marker.color, count), each(marker.line.color, count)
    widths, covers = each(marker.line.width, count), each(marker.opacity, count)
    for at in range(count):
        if bars.lengths[at] != bars.lengths[at]:
            continue
        low, across = bars.middles[at] - bars.width / 2, bars.starts[at]
        size = (bars.lengths[at], bars.width) if bars.is_flat else (bars.width, bars.lengths[at])
        opacity = cover * (1 if covers[at] is None else covers[at])
        axes.add_patch(
            Rectangle(
                (across, low) if bars.is_flat else (low, across), *size, zorder=3,
                facecolor=colour(inks[at] or COLOURWAY[bars.number % len(COLOURWAY)], opacity),
                edgecolor=colour(edges[at] or "#444", opacity), linewidth=(widths[at] or 0) * POINTS,
            )
        )  # fmt: skip


def draw_cells(axes, trace: go.Heatmap, frame: Frame) -> None:
    """Draw a heatmap's cells, shaded by its scale from its least value to its greatest; an empty cell stays white."""
    shares, gaps = cell_shares(trace), ((trace.xgap or 0) / 2, (trace.ygap or 0) / 2)
    x, y = (scale.numbers(values_of(trace, scale.letter)) for scale in (frame.x, frame.y))
    a_pixel = [abs(1 / (at(1) - at(0))) for at in (frame.across, frame.up)]
    left, low = (0.5 - gap * one for gap, one in zip(gaps, a_pixel, strict=True))
    for row, along in enumerate(shares):
        for column, share in enumerate(along):
            if share == share:
                axes.add_patch(
                    Rectangle(
                        (x[column] - left, y[row] - low), 2 * left, 2 * low, zorder=2, linewidth=0,
                        facecolor=shade(trace.colorscale, share),
                    )
                )  # fmt: skip


def cell_shares(trace: go.Heatmap) -> np.ndarray:
    """Where each cell's value lies between the least and the greatest, NaN for an empty one."""
    values = np.array([[np.nan if value is None else value for value in row] for row in unpacked(trace.z)], dtype=float)
    if np.isnan(values).all():
        return values
    low = np.nanmin(values) if trace.zmin is None else trace.zmin
    high = np.nanmax(values) if trace.zmax is None else trace.zmax
    return np.clip((values - low) / (high - low or 1), 0, 1)


def shade(scale: list, share: float) -> tuple:
    """The colour at a share of a colour scale, between the two stops beside it."""
    stops = [(float(at), colour(ink)) for at, ink in scale]
    for (before, one), (after, other) in zip(stops, stops[1:], strict=False):
        if share <= after:
            part = (share - before) / (after - before)
            return tuple(a + (b - a) * part for a, b in zip(one, other, strict=True))
    return stops[-1][1]
