"""Shares with their intervals as dots in rows, and what of them may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from throughgate.methods.reconviction import Rate
from throughgate.show import words
from throughgate.show.charts import COLOURS, GRID, INK, Chart, blank, interval_lines
from throughgate.show.shares import say
from throughgate.show.tables import HIDDEN, HIDDEN_KEY

SYMBOLS = ("circle", "diamond", "square", "triangle-up")
STEP, EDGE = 26, 90
"""Pixels: a dot's line, and what stands above and below the rows."""
LABEL_ROOM = 22
"""Points of the scale. Room beside the furthest dot for its figure, also on a phone."""


@dataclass(frozen=True)
class Dots:
    """One share in every row; None where it is hidden. `of` names what its n counts."""

    name: str
    rates: tuple[Rate | None, ...]
    of: str


def spoken(cell: str) -> str:
    """A cell as it is read out: what is hidden says so."""
    return "hidden" if cell == HIDDEN else cell.removesuffix(" u")


def missing(chart: Chart) -> str:
    """What to say under a chart of which a dot is hidden."""
    return f" What the chart leaves out is {words.HIDDEN}." if HIDDEN_KEY in chart.key else ""


def dot_figure(labels: Sequence[str], series: Sequence[Dots]) -> go.Figure:
    """A row for each label, from the top, and in it a dot with its interval for each series; per cent along."""
    figure = blank(height=EDGE + STEP * len(labels) * (len(series) + 1 if len(series) > 1 else 2))
    for place, dots in enumerate(series):
        offset = 0.0 if len(series) == 1 else 0.5 * (place / (len(series) - 1) - 0.5)
        _add_dots(figure, labels, dots, place, offset, is_labelled=len(series) == 1)
    highs = [100 * rate.high for dots in series for rate in dots.rates if rate is not None and rate.n]
    end = max([*highs, 40]) + LABEL_ROOM if len(series) == 1 else 103
    ticks = [tick for tick in (0, 20, 40, 60, 80, 100) if tick < end]
    figure.update_xaxes(
        range=[-2, end], tickvals=ticks, ticktext=[f"{tick}%" for tick in ticks], showgrid=True, gridcolor=GRID
    )
    figure.update_yaxes(
        tickvals=list(range(len(labels))), ticktext=list(labels), range=[len(labels) - 0.5, -0.5], showgrid=False,
        automargin=True,
    )  # fmt: skip
    figure.update_layout(showlegend=len(series) > 1, margin_t=8 if len(series) == 1 else 34)
    return figure


def _add_dots(
    figure: go.Figure, labels: Sequence[str], dots: Dots, place: int, offset: float, *, is_labelled: bool
) -> None:
    there = [
        (row + offset, rate, label)
        for row, (rate, label) in enumerate(zip(dots.rates, labels, strict=True))
        if rate is not None and rate.n
    ]
    up, along = interval_lines(
        [at for at, _, _ in there], [100 * rate.low for _, rate, _ in there], [100 * rate.high for _, rate, _ in there]
    )
    colour = COLOURS[place]
    figure.add_scatter(
        x=along, y=up, mode="lines", line={"color": colour, "width": 2}, hoverinfo="skip", showlegend=False
    )
    figure.add_scatter(
        x=[100 * rate.rate for _, rate, _ in there], y=[at for at, _, _ in there], mode="markers", name=dots.name,
        marker={"color": colour, "symbol": SYMBOLS[place], "size": 10}, hoverinfo="text",
        hovertext=[f"{label}<br>{dots.name}: {say(rate, dots.of)}" for _, rate, label in there],
    )  # fmt: skip
    for at, rate, _ in there if is_labelled else ():
        figure.add_annotation(
            x=100 * rate.high, y=at, text=words.percent(rate.rate), showarrow=False, xanchor="left", xshift=6,
            bgcolor="white", font={"size": 14, "color": INK},
        )  # fmt: skip
