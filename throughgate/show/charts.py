"""What every chart has in common: figure, alt text and table made together from the same numbers, and one look."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace

import pandas as pd
import plotly.graph_objects as go
from afcharts import pio_template  # noqa: F401  registers the template "afcharts"

from throughgate.show import words

DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE = COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25")
"""The Analysis Function's main palette, in its order; a chart has at most these four."""
DASHES = ("solid", "dash", "dot", "dashdot")
"""Beside the colours, so that no line is told by its colour alone."""
GREY = "#6f777b"
INK = "#0b0c0c"
GRID = "#d9d9d9"
NOT_COMPLETE = "Follow-up not complete"

CONFIG = {
    "displaylogo": False,
    "plotlyServerURL": "",
    "responsive": True,
    "modeBarButtonsToRemove": [
        "sendChartToCloud",
        "select2d",
        "lasso2d",
        "zoom2d",
        "pan2d",
        "zoomIn2d",
        "zoomOut2d",
        "autoScale2d",
    ],
}
"""Of Plotly's buttons only those that keep the figure on this machine."""


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure, what it says in words, and the same numbers as a table with the key to its symbols.

    `alt` and `key` pass the guard of words; what somebody else wrote, as a note, is put on a chart by `with_others_words`.
    """

    figure: go.Figure
    alt: str
    table: pd.DataFrame
    key: str = ""

    def __post_init__(self) -> None:
        """Refuse a sentence that says more than its figures bear."""
        for name in ("alt", "key"):
            object.__setattr__(self, name, words.check(getattr(self, name)))

    def with_others_words(self, figure: go.Figure, said: str) -> Chart:
        """The same, drawn anew, with words after its alt text that somebody else answers for, as a note's."""
        drawn = replace(self, figure=figure)
        object.__setattr__(drawn, "alt", f"{self.alt} {said}")
        return drawn


def blank(height: int = 360) -> go.Figure:
    """An empty figure in the house style: white, y grid only, black text of 14 pixels."""
    figure = go.Figure()
    font = {"family": "Arial, Helvetica, sans-serif", "size": 14, "color": INK}
    figure.update_layout(
        template="afcharts", height=height, font=font, showlegend=False, hovermode="closest", dragmode=False,
        margin={"l": 8, "r": 8, "t": 34, "b": 8}, plot_bgcolor="white", paper_bgcolor="white",
        hoverlabel={"font": {"size": 14}},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom", "font": font},
    )  # fmt: skip
    figure.update_xaxes(showgrid=False, zeroline=False, tickfont=font, title_font=font)
    figure.update_yaxes(showgrid=True, gridcolor=GRID, zeroline=False, tickfont=font, title_font=font)
    return figure


def wrap(words: str, width: int = 17) -> str:
    """A label broken over lines, so that it fits beside a narrow chart."""
    return "<br>".join(textwrap.wrap(words, width))


def padded(low: float, high: float, *, floor: float | None = 0) -> list[float]:
    """An axis range that leaves room around the values, never below `floor`."""
    room = 0.12 * (high - low) or 1.0
    bottom = low - room
    return [bottom if floor is None else max(floor, bottom), high + room]


def interval_lines(places: list, lows: list[float], highs: list[float]) -> tuple[list, list]:
    """Coordinates that draw one stroke for each interval; a gap stands between two strokes."""
    across = [value for place in places for value in (place, place, None)]
    along = [value for low, high in zip(lows, highs, strict=True) for value in (low, high, None)]
    return across, along


def without_overlap(heights: list[float], least: float, top: float) -> list[float]:
    """Heights for labels, moved apart where two would stand closer than `least`, none above `top`; order is kept."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    for below, above in zip(order, order[1:], strict=False):
        placed[above] = max(placed[above], placed[below] + least)
    ceiling = top
    for at in reversed(order):
        placed[at] = min(placed[at], ceiling)
        ceiling = placed[at] - least
    return placed
