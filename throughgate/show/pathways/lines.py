"""Lines of the pathways over time, and the quarters they run over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from throughgate.show import words
from throughgate.show.charts import COLOURS, GREY, INK, padded, without_overlap
from throughgate.show.pathways.cells import NAMES

PATHWAYS = (1, 2, 3, 4)
SYMBOLS: Mapping[int | None, str] = {1: "circle", 2: "square", 3: "diamond", 4: "triangle-up", None: "x"}
COLOUR: Mapping[int | None, str] = {**dict(zip(PATHWAYS, COLOURS, strict=True)), None: GREY}

Points = list[tuple[date, float, str, bool]]
"""Day, height, words for hovering, and whether the point is whole."""


def quarter_end(quarter: date) -> date:
    """The last day of the quarter that begins on this day."""
    return (pd.Timestamp(quarter) + pd.DateOffset(months=3, days=-1)).date()


def middle(quarter: date) -> date:
    """Where a quarter stands on an axis of time."""
    return quarter + (quarter_end(quarter) - quarter) / 2


def quarter_words(quarter: date, as_at: date) -> str:
    """The months of a quarter, and whether it is still running."""
    end = quarter_end(quarter)
    return words.months(quarter, end) + ("" if end <= as_at else ", so far")


def add_line(figure: go.Figure, name: str, pathway: int | None, points: Points) -> None:
    """Points joined within stretches; whole ones filled and joined by a line, the others hollow and by dots."""
    colour, symbol = COLOUR[pathway], SYMBOLS[pathway]
    whole = [point for point in points if point[3]]
    rest = points[max(len(whole) - 1, 0) :]
    for stretch, dash in ((whole, "solid"), (rest if len(rest) > 1 else [], "dot")):
        x, y = _broken(stretch)
        line = {"color": colour, "width": 2, "dash": dash}
        figure.add_scatter(x=x, y=y, mode="lines", line=line, connectgaps=False, hoverinfo="skip", showlegend=False)
    figure.add_scatter(
        x=[point[0] for point in points], y=[point[1] for point in points], mode="markers", name=name, hoverinfo="text",
        hovertext=[f"{name}<br>{point[2]}" for point in points], showlegend=False,
        marker={
            "color": [colour if point[3] else "white" for point in points], "symbol": symbol, "size": 8,
            "line": {"color": colour, "width": 2},
        },
    )  # fmt: skip


def _broken(points: Points) -> tuple[list, list]:
    """The points with a break wherever more than a quarter lies between two."""
    x, y = [], []
    for before, point in pairwise((None, *points)):
        if before is not None and (point[0] - before[0]).days > 100:
            x, y = [*x, None], [*y, None]
        x, y = [*x, point[0]], [*y, point[1]]
    return x, y


def finish(
    figure: go.Figure,
    ends: Mapping[int | None, tuple],
    suffix: str,
    last: date | None = None,
    since: date | None = None,
) -> None:
    """Axes, and the name of each line at its end: in the margin, moved apart, where it ends on the last day.

    A name that begins before `since`, where a line stands, begins right of it.
    """
    highest = max((y for trace in figure.data for y in trace.y if y is not None), default=1)
    top = padded(0, highest)[1]
    to_the_end = {pathway: point[1] for pathway, point in ends.items() if point[0] == last}
    places = without_overlap(list(to_the_end.values()), 0.07 * top, top)
    beside = {"x": 1.01, "xref": "paper"}
    named = [(pathway, height, beside) for pathway, height in zip(to_the_end, places, strict=True)]
    named += [
        (at, point[1], {"x": max(point[0], since or point[0]), "xshift": 7, "yshift": 15, "bgcolor": "white"})
        for at, point in ends.items()
        if at not in to_the_end
    ]
    for pathway, height, where in named:
        figure.add_annotation(
            **where, xanchor="left", y=height, yanchor="middle", align="left", showarrow=False,
            text=NAMES[pathway], font={"size": 13, "color": INK},
        )  # fmt: skip
    figure.update_xaxes(type="date", nticks=5, tickformat="%b %Y")
    figure.update_yaxes(range=[0, top], ticksuffix=suffix, nticks=6)
    figure.update_layout(margin_r=88)
