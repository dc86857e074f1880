"""The fan: where the final figure was projected to land, month by month, with the lines that money turns on drawn in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from scipy.optimize import isotonic_regression

from throughgate.projection import FINAL, TOO_EARLY
from throughgate.show import words
from throughgate.show.charts import DARK_BLUE, DARK_PINK, GREY, INK, Chart, blank, wrap
from throughgate.show.payment.early import WHY_SHORT
from throughgate.show.payment.fan import Fan, Point
from throughgate.show.payment.seen import Seen, say_value

LABEL_WIDTH = 14
"""Characters in a line of a label, so that it fits beside the fan on a phone."""

LABEL_ROOM = 0.52
"""The axis of dates is longer by this share, to hold the labels where no band runs under them."""

OWN = ("Projected", "Final")
LINE_SHARE = 0.062
"""Share of the height of the axis that a line of a label takes, where the legend stands over three lines."""

LEAST_SPAN = timedelta(days=60)
BAND_95, BAND_80, EARLY = "rgba(18,67,109,0.14)", "rgba(18,67,109,0.30)", "rgba(111,119,123,0.18)"
ROOM = 0.08
STATES = {TOO_EARLY: "too early", FINAL: "final"}
SUBTITLE = "by the day it was projected on, with 80% and 95% ranges"
ONLY_FINAL = "as counted; it was final on every day shown, so no projection and no range is drawn"


def fan_chart(of: Fan) -> Chart:
    """The fan with its lines labelled at its end; months that are too early stand apart in grey, without a middle."""
    figure = blank(height=460)
    early = [point for point in of.points if point.state == TOO_EARLY]
    told = [point for point in of.points if point.state != TOO_EARLY]
    ranged = told if any(map(_has_range, told)) else []
    _add_lines(figure, of)
    _add_band(figure, early, (0, 4), EARLY, "Too early to project, 95% range", GREY, pattern="/")
    _add_band(figure, ranged, (0, 4), BAND_95, "95% range", DARK_BLUE)
    _add_band(figure, ranged, (1, 3), BAND_80, "80% range", DARK_BLUE)
    _add_middle(figure, of.seen, told)
    low, high = _span(of.points)
    _add_labels(figure, of, low, high)
    _set_axes(figure, of, low, high)
    return Chart(figure, _alt(of), _table(of), "x: not given, because it is too early to project." if early else "")


def _has_range(point: Point) -> bool:
    return not point.is_counted


def _span(points: Sequence[Point]) -> tuple[float, float]:
    """The axis: it holds every range and line, those of months that are too early too."""
    values = [value for point in points for value in (*point.values, *point.lines) if value == value]
    room = ROOM * (max(values) - min(values)) or 1.0
    return min(values) - room, max(values) + room


def _add_lines(figure: go.Figure, of: Fan) -> None:
    days = [point.day for point in of.points]
    for at in range(len(of.line_names)):
        levels = [point.lines[at] for point in of.points]
        figure.add_scatter(
            x=[_start(of), *days] if len(days) == 1 else days, y=levels * 2 if len(days) == 1 else levels, mode="lines", showlegend=False,
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
    return f"95% range {_between(seen, point, 0, 4)}" if _has_range(point) else "final"


def _between(seen: Seen, point: Point, low: int, high: int) -> str:
    if not _has_range(point):
        return "final"
    return f"{say_value(seen, point.values[low])} to {say_value(seen, point.values[high])}"


def _ends(of: Fan) -> list[tuple[str, float]]:
    """What stands at the end of the chart: each line and, where it is told, the latest projection."""
    last = of.points[-1]
    ends = [(name, value) for name, value in zip(of.line_names, last.lines, strict=True) if value == value]
    if last.state != TOO_EARLY:
        ends.append((OWN[not _has_range(last)], last.values[2]))
    return ends


def _add_labels(figure: go.Figure, of: Fan, low: float, high: float) -> None:
    texts = [(_label(of.seen, name, value), value) for name, value in _ends(of)]
    line = LINE_SHARE * (high - low)
    sizes = [line * (text.count("<br>") + 1) for text, _ in texts]
    heights = apart([value for _, value in texts], sizes, low, high)
    for (text, _), height in zip(texts, heights, strict=True):
        figure.add_annotation(
            x=of.points[-1].day + _width(of) * 0.03, y=height, text=text, showarrow=False, xanchor="left", yanchor="middle",
            align="left", font={"size": 13, "color": INK},
        )  # fmt: skip


def apart(heights: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Middles for labels of these sizes: as near to their own heights as can be with none on another nor beyond the axis."""
    if not heights:
        return []
    order = np.argsort(heights, kind="stable")
    of = np.array(sizes)[order]
    # Less what the labels below take up, heights that only have to rise are apart: least squares under that order.
    taken = np.concatenate([[0.0], np.cumsum((of[:-1] + of[1:]) / 2)])
    free = isotonic_regression(np.array(heights)[order] - taken).x
    placed = np.empty(len(of))
    placed[order] = np.clip(free, low + of[0] / 2, high - of[-1] / 2 - taken[-1]) + taken
    return placed.tolist()


def _label(seen: Seen, name: str, value: float) -> str:
    """A name with its value over at most three short lines; what projections came to in bold."""
    head, _, note = name.partition(", ")
    text = wrap(f"{head} {say_value(seen, value)}", LABEL_WIDTH)
    if name in OWN:
        return f"<b>{text}</b>"
    return f"{text}<br>{note.replace('points', 'pp')}" if note else text


def _width(of: Fan) -> timedelta:
    return max(of.points[-1].day - of.points[0].day, LEAST_SPAN)


def _start(of: Fan) -> date:
    """The first day of the axis; before a single day there is room to draw the lines it is set against."""
    first = of.points[0].day
    return first - LEAST_SPAN / 2 if len(of.points) == 1 else first


def _set_axes(figure: go.Figure, of: Fan, low: float, high: float) -> None:
    days = [point.day for point in of.points]
    picked = sorted({days[round(at * (len(days) - 1) / 3)] for at in range(4)})
    figure.update_xaxes(
        type="date", range=[_start(of), days[-1] + _width(of) * LABEL_ROOM], tickvals=picked, tickangle=0,
        ticktext=[f"{day:%b}<br>{day:%Y}" for day in picked],
    )  # fmt: skip
    figure.update_yaxes(range=[low, high], ticksuffix="" if of.seen.is_events else "%", nticks=7)
    figure.update_layout(showlegend=True)


def _alt(of: Fan) -> str:
    seen, last = of.seen, of.points[-1]
    told = [point for point in of.points if point.state != TOO_EARLY]
    early = len(of.points) - len(told)
    parts = [f"{_axis(seen)} {_shown(of)}."]
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
    why = dict.fromkeys(WHY_SHORT.get(point.why_early, "") for point in of.points if point.state == TOO_EARLY)
    grey = f". Grey: too early to project ({' or '.join(filter(None, why))})" if why else ""
    return f"{_axis(of.seen)} {_shown(of)}{grey}"


def _shown(of: Fan) -> str:
    return SUBTITLE if any(map(_has_range, of.points)) else ONLY_FINAL


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
