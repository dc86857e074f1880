"""The chart of Adjusted baseline: the rate that a cohort is set against, by each method."""

from __future__ import annotations

import plotly.graph_objects as go

from throughgate.show import words
from throughgate.show.baseline.looked import Looked, own_rate
from throughgate.show.baseline.methods import Row, methods_table
from throughgate.show.charts import DARK_BLUE, DARK_PINK, GREY, INK, ORANGE, Chart, blank, padded, wrap


def methods_chart(looked: Looked, rows: tuple[Row, ...]) -> Chart:
    """One point a method with its range; the cohort's rate as a line across, and what the target would be under each."""
    figure = blank(height=110 + 62 * len(rows))
    figure.update_layout(margin_t=58, showlegend=True)
    for row in rows:
        _add_method(figure, row)
    _add_targets(figure, looked, rows)
    _add_own_rate(figure, looked)
    ends = [100 * end for row in rows for end in (row.rate, row.low, row.high) if end is not None]
    ends += [100 * end for end in own_rate(looked) or ()] + _targets(looked, rows)
    figure.update_xaxes(
        title_text="Per cent of people", ticksuffix="%", nticks=6,
        range=padded(min(ends), max(ends)),
    )  # fmt: skip
    figure.update_yaxes(range=[len(rows) - 0.4, -0.6], showgrid=False, type="category")
    figure.update_layout(legend={"y": 1.0, "yref": "container", "yanchor": "top"})
    return Chart(figure, _methods_alt(looked, rows), methods_table(looked, rows))


def _label(row: Row) -> str:
    marks = [word for word, holds in (("contract's", row.is_contracts), ("recommended", row.is_recommended)) if holds]
    return wrap(row.name) + "".join(f"<br><b>{mark}</b>" for mark in marks)


def _add_method(figure: go.Figure, row: Row) -> None:
    is_main = row.is_contracts or row.is_recommended
    colour = DARK_BLUE if is_main else GREY
    if row.low is not None:
        figure.add_scatter(
            x=[100 * row.low, 100 * row.high], y=[_label(row)] * 2, mode="lines", line={"color": colour, "width": 3},
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    hover = f"{row.name}: {words.percent(row.rate)}<br>{row.role}"
    marker = {"color": colour if is_main else "white", "size": 13, "symbol": "diamond" if row.is_contracts else "circle", "line": {"color": colour, "width": 2}}  # fmt: skip
    figure.add_scatter(
        x=[100 * row.rate], y=[_label(row)], mode="markers+text", text=words.percent(row.rate), textposition="top center",
        textfont={"size": 14, "color": INK}, marker=marker, hovertext=hover, hoverinfo="text", showlegend=False,
    )  # fmt: skip


def _targets(looked: Looked, rows: tuple[Row, ...]) -> list[float]:
    """What the cohort's rate would have to be, per cent, under each baseline; none where the rule has no threshold."""
    if looked.terms.payment is None or looked.terms.payment.rule != "threshold":
        return []
    return [100 * row.rate - float(looked.terms.figure("threshold")) for row in rows]


def _add_targets(figure: go.Figure, looked: Looked, rows: tuple[Row, ...]) -> None:
    targets = _targets(looked, rows)
    if not targets:
        return
    points = f"{float(looked.terms.figure('threshold')):g} points"
    figure.add_scatter(
        x=targets, y=[_label(row) for row in rows], mode="markers", name=f"Target, {points} lower",
        marker={"symbol": "line-ns-open", "size": 22, "line": {"width": 3, "color": DARK_PINK}, "color": DARK_PINK},
        hovertext=[f"Target: {words.per_cent(target)}" for target in targets], hoverinfo="text",
    )  # fmt: skip


def _add_own_rate(figure: go.Figure, looked: Looked) -> None:
    own = own_rate(looked)
    if own is None:
        return
    middle, low, high = (100 * end for end in own)
    figure.add_vrect(x0=low, x1=high, fillcolor=ORANGE, opacity=0.14, line_width=0, layer="below")
    figure.add_vline(x=middle, line={"color": ORANGE, "width": 2, "dash": "dash"}, layer="below")
    name = f"{looked.of.cohort.name}: {words.per_cent(middle)}, 95% range shaded"
    line = {"color": ORANGE, "width": 2, "dash": "dash"}
    figure.add_scatter(x=[None], y=[None], mode="lines", line=line, name=name)


def _methods_alt(looked: Looked, rows: tuple[Row, ...]) -> str:
    said = "; ".join(
        f"{row.name} {words.percent(row.rate)}"
        + ("" if row.low is None else f" ({words.percent(row.low)} to {words.percent(row.high)})")
        for row in rows
    )
    own = own_rate(looked)
    end = "It is too early for the cohort's rate." if own is None else (
        f"The rate of {looked.name} is {words.percent(own[0])} ({words.percent(own[1])} to {words.percent(own[2])})."
    )  # fmt: skip
    return f"The {looked.kind} by each method, with 95% ranges: {said}. {end}"
