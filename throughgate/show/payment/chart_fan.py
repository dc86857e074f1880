"""The fan: where the final figure was projected to land, month by month, with the lines that money turns on drawn in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd
import plotly.graph_objects as go

from throughgate.projection import FINAL, TOO_EARLY
from throughgate.show import words
from throughgate.show.charts import DARK_BLUE, DARK_PINK, GREY, INK, Chart, blank, without_overlap, wrap
from throughgate.show.payment.fan import Fan, Point
from throughgate.show.payment.seen import Seen, say_value

LABEL_WIDTH = 14
"""Characters in a line of a label, so that it fits beside the fan on a phone."""

LABEL_ROOM = 0.52
"""The axis of dates is longer by this share, to hold the labels where no band runs under them."""

OWN = ("Projected", "Final")
LINE_SHARE = 0.05
"""Share of the height of the axis that a line of a label takes."""

LEAST_SPAN = timedelta(days=60)
BAND_95, BAND_80, EARLY = "rgba(18,67,109,0.14)", "rgba(18,67,109,0.30)", "rgba(111,119,123,0.18)"
ROOM = 0.08
STATES = {TOO_EARLY: "too early", FINAL: "final"}
SUBTITLE = "by the day it was projected on, with 80% and 95% ranges"


def fan_chart(of: Fan) -> Chart:
    """The fan with its lines labelled at its end; months that are too early stand apart in grey, without a middle."""
    figure = blank(height=430)
    early = [point for point in of.points if point.state == TOO_EARLY]
    told = [point for point in of.points if point.state != TOO_EARLY]
    _add_lines(figure, of)
    _add_band(figure, early, (0, 4), EARLY, "Too early to project, 95% range", GREY, pattern="/")
    _add_band(figure, told, (0, 4), BAND_95, "95% range", DARK_BLUE)
    _add_band(figure, told, (1, 3), BAND_80, "80% range", DARK_BLUE)
    _add_middle(figure, of.seen, told)
    low, high = _span(told or early)
    _add_labels(figure, of, low, high)
    _set_axes(figure, of, low, high)
    return Chart(figure, _alt(of), _table(of), "x: not given, because it is too early to project." if early else "")


def _span(points: Sequence[Point]) -> tuple[float, float]:
    """The axis: it holds every projection and line; where something is projected, the ranges of earlier months may run off."""
    values = [value for point in points for value in (*point.values, *point.lines) if value == value]
    room = ROOM * (max(values) - min(values)) or 1.0
    return min(values) - room, max(values) + room


def _add_lines(figure: go.Figure, of: Fan) -> None:
    for at in range(len(of.line_names)):
        figure.add_scatter(
            x=[point.day for point in of.points], y=[point.lines[at] for point in of.points], mode="lines", showlegend=False,
            line={"color": DARK_PINK if at else INK, "width": 1.8, "dash": "dot" if at > 1 else "dash"}, hoverinfo="skip",
        )  # fmt: skip


def _add_band(
    figure: go.Figure,
    points: Sequence[Point],
    ends: tuple[int, int],
    fill: str,
    name: str,
    colour: str,
    *,
    pattern: str = "",
) -> None:
    """The stretch between two quantiles; a single day has no width, so its stretch is drawn as a stroke."""
    if not points:
        return
    days = [point.day for point in points]
    low, high = ([point.values[end] for point in points] for end in ends)
    if len(points) == 1:
        width = 8 if ends == (1, 3) else 3
        figure.add_scatter(
            x=days * 2, y=low + high, mode="lines", name=name, hoverinfo="skip", showlegend=True,
            line={"color": colour, "width": width},
        )  # fmt: skip
        return
    figure.add_scatter(
        x=days + days[::-1], y=high + low[::-1], fill="toself", fillcolor=fill, mode="lines", line={"width": 0}, name=name,
        hoverinfo="skip", showlegend=True, fillpattern={"shape": pattern, "fgcolor": GREY, "size": 7, "solidity": 0.12},
    )  # fmt: skip


def _add_middle(figure: go.Figure, seen: Seen, told: Sequence[Point]) -> None:
    hover = [f"{words.day(point.day)}: {say_value(seen, point.values[2])}<br>{_range(seen, point)}" for point in told]
    last = len(told) - 1
    figure.add_scatter(
        x=[point.day for point in told], y=[point.values[2] for point in told], mode="lines+markers", showlegend=False,
        line={"color": DARK_BLUE, "width": 2.8}, hovertext=hover, hoverinfo="text",
        marker={
            "color": DARK_BLUE, "size": [11 if at == last else 1 for at in range(len(told))],
            "line": {"color": "white", "width": [2 if at == last else 0 for at in range(len(told))]},
        },
    )  # fmt: skip


def _range(seen: Seen, point: Point) -> str:
    return "final" if point.state == FINAL else f"95% range {_between(seen, point, 0, 4)}"


def _between(seen: Seen, point: Point, low: int, high: int) -> str:
    return f"{say_value(seen, point.values[low])} to {say_value(seen, point.values[high])}"


def _ends(of: Fan) -> list[tuple[str, float]]:
    """What stands at the end of the chart: each line and, where it is told, the latest projection."""
    last = of.points[-1]
    ends = [(name, value) for name, value in zip(of.line_names, last.lines, strict=True) if value == value]
    if last.state != TOO_EARLY:
        ends.append((OWN[last.state == FINAL], last.values[2]))
    return ends


def _add_labels(figure: go.Figure, of: Fan, low: float, high: float) -> None:
    texts = [(_label(of.seen, name, value), value) for name, value in _ends(of)]
    least = LINE_SHARE * max(text.count("<br>") + 1 for text, _ in texts) * (high - low) if texts else 0
    heights = without_overlap([value for _, value in texts], least, high - least / 2)
    for (text, _), height in zip(texts, heights, strict=True):
        figure.add_annotation(
            x=of.points[-1].day + _width(of) * 0.03, y=height, text=text, showarrow=False, xanchor="left", yanchor="middle",
            align="left", font={"size": 13, "color": INK},
        )  # fmt: skip


def _label(seen: Seen, name: str, value: float) -> str:
    """A name with its value over at most three short lines; what projections came to in bold."""
    head, _, note = name.partition(", ")
    text = wrap(f"{head} {say_value(seen, value)}", LABEL_WIDTH)
    if name in OWN:
        return f"<b>{text}</b>"
    return f"{text}<br>{note.replace('points', 'pp')}" if note else text


def _width(of: Fan) -> timedelta:
    return max(of.points[-1].day - of.points[0].day, LEAST_SPAN)


def _set_axes(figure: go.Figure, of: Fan, low: float, high: float) -> None:
    days = [point.day for point in of.points]
    picked = sorted({days[round(at * (len(days) - 1) / 3)] for at in range(4)})
    start = days[0] - (_width(of) * 0.05 if len(days) == 1 else timedelta(0))
    figure.update_xaxes(
        type="date", range=[start, days[-1] + _width(of) * LABEL_ROOM], tickvals=picked, tickangle=0,
        ticktext=[f"{day:%b}<br>{day:%Y}" for day in picked],
    )  # fmt: skip
    figure.update_yaxes(range=[low, high], ticksuffix="" if of.seen.is_events else "%", nticks=7)
    figure.update_layout(showlegend=True)


def _alt(of: Fan) -> str:
    seen, last = of.seen, of.points[-1]
    told = [point for point in of.points if point.state != TOO_EARLY]
    early = len(of.points) - len(told)
    parts = [f"{_axis(seen)} {SUBTITLE}."]
    if early:
        parts.append(f"{early} of {len(of.points)} months are too early to project and drawn in grey.")
    for point in told[:1] + told[-1:] if len(told) > 1 else told:
        parts.append(f"{words.day(point.day)}: {say_value(seen, point.values[2])}, {_range(seen, point)}.")
    parts += [
        f"{name}: {say_value(seen, value)}."
        for name, value in zip(of.line_names, last.lines, strict=True)
        if value == value
    ]
    return " ".join(parts)


def _axis(seen: Seen) -> str:
    return "Final reconviction events for each 100 people" if seen.is_events else f"Final {seen.rate_name}"


def subtitle(of: Fan) -> str:
    """What the chart measures."""
    early = sum(point.state == TOO_EARLY for point in of.points)
    grey = "" if not early else ". Grey: too early to project, because the 95% range is wider than 10 points"
    return f"{_axis(of.seen)} {SUBTITLE}{grey}"


def _table(of: Fan) -> pd.DataFrame:
    seen = of.seen
    columns = {
        "As at": [words.day(point.day) for point in of.points],
        "State": [STATES.get(point.state, "projected") for point in of.points],
        "Middle": ["x" if point.state == TOO_EARLY else say_value(seen, point.values[2]) for point in of.points],
        "80% range": ["x" if point.state == TOO_EARLY else _between(seen, point, 1, 3) for point in of.points],
        "95% range": [_between(seen, point, 0, 4) for point in of.points],
    }
    for at, name in enumerate(of.line_names):
        columns[name] = [
            say_value(seen, point.lines[at]) if point.lines[at] == point.lines[at] else "x" for point in of.points
        ]
    return pd.DataFrame(columns)
