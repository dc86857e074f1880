"""Dots with their intervals, one row a group, a colour and a symbol a series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from throughgate.results import GROUP_ORDER
from throughgate.show.charts import COLOURS, INK, blank, interval_lines, wrap

SYMBOLS = ("circle", "diamond", "square", "triangle-up")
ROW, HEAD, SPREAD = 46, 110, 0.22
"""Pixels for a group of one dot and for what is above and below; share of a group between two of its dots."""


@dataclass(frozen=True)
class Dot:
    """An estimate of a series in a group, with its interval, in the unit of the axis, and what it says when pointed at."""

    series: str
    group: str
    value: float
    low: float
    high: float
    said: str


def in_order(names: Iterable[str]) -> list[str]:
    """Names once each: bands as they rise, others by name."""
    known = {name: place for place, name in enumerate(GROUP_ORDER)}
    return sorted(set(names), key=lambda name: (known.get(name, len(known)), name))


def dots_figure(
    dots: Sequence[Dot], groups: Sequence[str], axis: str, *, suffix: str = "", lines: Sequence[float] = (),
    floor: float | None = None,
) -> go.Figure:  # fmt: skip
    """Dots of every group under one another; `lines` are drawn across, dashed, and `floor` is where the axis starts."""
    series = list(dict.fromkeys(dot.series for dot in dots))
    figure = blank(height=HEAD + int((ROW + 16 * (len(series) - 1)) * len(groups)))
    figure.update_layout(margin_t=56 if len(series) > 1 else 12, showlegend=len(series) > 1)
    for at, name in enumerate(series):
        _add_series(
            figure, [dot for dot in dots if dot.series == name], groups, at, (at - (len(series) - 1) / 2) * SPREAD
        )
    for line in lines:
        figure.add_vline(x=line, line={"color": INK, "width": 1.2, "dash": "dash"})
    low, high = min([dot.low for dot in dots] + list(lines)), max([dot.high for dot in dots] + list(lines))
    room = 0.06 * (high - low) or 1.0
    start = low - room if floor is None else floor
    figure.update_xaxes(
        title_text=axis, ticksuffix=suffix, range=[start, high + room], nticks=5, showgrid=True, gridcolor="#d9d9d9"
    )
    figure.update_yaxes(
        tickvals=list(range(len(groups))), ticktext=[wrap(group, 14) for group in groups], range=[len(groups) - 0.5, -0.5],
        showgrid=False, automargin=True,
    )  # fmt: skip
    return figure


def _add_series(figure: go.Figure, dots: Sequence[Dot], groups: Sequence[str], at: int, shift: float) -> None:
    places = [groups.index(dot.group) + shift for dot in dots]
    up, across = interval_lines(places, [dot.low for dot in dots], [dot.high for dot in dots])
    colour = COLOURS[at]
    figure.add_scatter(
        x=across, y=up, mode="lines", line={"color": colour, "width": 2}, hoverinfo="skip", showlegend=False
    )
    figure.add_scatter(
        x=[dot.value for dot in dots], y=places, mode="markers", name=dots[0].series, hoverinfo="text",
        marker={"color": colour, "size": 10, "symbol": SYMBOLS[at]}, hovertext=[dot.said for dot in dots],
    )  # fmt: skip
