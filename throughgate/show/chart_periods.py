"""Charts of a measure by cohort, and by quarter or month of discharge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

import plotly.graph_objects as go

from throughgate.show import periods as p
from throughgate.show import tables, words
from throughgate.show.charts import (
    DARK_BLUE,
    GREY,
    INK,
    NOT_COMPLETE,
    ORANGE,
    Chart,
    blank,
    interval_lines,
    padded,
    wrap,
)
from throughgate.show.measures import Measure

POOL_NOT_COMPLETE = "Comparison pool, follow-up not complete"
SYMBOLS = {POOL_NOT_COMPLETE: "diamond"}
"""By the name of a layer of points, the symbol of those that colour does not tell apart; the others are circles."""
POOL_SHIFT = timedelta(days=9)
"""A comparison pool has the same months as its cohort: its points stand a little to the right."""


def cohort_chart(periods: Sequence[p.Period], measure: Measure) -> Chart:
    """One point a cohort with its 95% interval; a cohort not yet final is hollow, grey and dashed."""
    shown = [period for period in periods if period.figures]
    figure = blank(height=60 + 88 * max(len(shown), 1))
    figure.update_layout(margin_t=8)
    for period in shown:
        _add_cohort(figure, period, measure)
    ends = [end for period in shown for end in measure.read(period.figures)[1:]]
    figure.update_xaxes(
        title_text=measure.axis,
        ticksuffix=measure.tick_suffix,
        nticks=6,
        range=padded(min(ends, default=0), max(ends, default=1)),
    )
    figure.update_yaxes(range=[len(shown) - 0.4, -0.6], showgrid=False, type="category")
    alt = f"{measure.axis} by cohort. {_in_words(periods, measure)}"
    return Chart(figure, alt, tables.period_table(periods, measure), tables.period_key(periods))


def _add_cohort(figure: go.Figure, period: p.Period, measure: Measure) -> None:
    value, low, high = measure.read(period.figures)
    state = "" if period.is_complete else f"<br>{wrap(NOT_COMPLETE.lower())}"
    name = f"{wrap(period.cohort.name)}<br>{words.people(period.figures.n)}{state}"
    colour, line = (_colour(period), "solid") if period.is_complete else (GREY, "dot")
    hover = _hover(period, measure)
    figure.add_scatter(
        x=[low, high], y=[name, name], mode="lines", line={"color": colour, "width": 3, "dash": line}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=[value], y=[name], mode="markers+text", text=measure.short(value), textposition="top center",
        textfont={"size": 15, "color": INK}, marker=_marker(colour, period.is_complete, 13), hovertext=hover, hoverinfo="text",
    )  # fmt: skip


def time_chart(periods: Sequence[p.Period], measure: Measure, *, unit: str) -> Chart:
    """One point a quarter or month with its 95% interval, against the baseline as far as the follow-up is complete.

    Args:
        periods: the quarters or months.
        measure: what is drawn.
        unit: "quarter" or "month", for the words.
    """
    shown = [period for period in periods if period.figures]
    figure = blank(height=380)
    for label, chosen, colour, complete in _layers(shown):
        _add_layer(figure, chosen, measure, label, colour, complete)
    ends = [end for period in shown for end in measure.read(period.figures)[1:]]
    figure.update_yaxes(
        ticksuffix=measure.tick_suffix, range=padded(min(ends, default=0), max(ends, default=1)), nticks=6
    )
    figure.update_xaxes(type="date", nticks=5, tickformat="%b %Y", hoverformat="%B %Y")
    figure.update_layout(showlegend=True)
    alt = f"{measure.axis} by {unit} of discharge. {_range_words(periods, measure, unit)}"
    return Chart(figure, alt, tables.period_table(periods, measure), tables.period_key(periods))


def _layers(shown: Sequence[p.Period]) -> list[tuple[str, list[p.Period], str, bool]]:
    kinds = (
        ("Baseline and cohorts", lambda period: period.cohort.kind != "comparison", DARK_BLUE),
        ("Comparison pool, not matched", _is_pool, ORANGE),
    )
    layers = []
    for label, belongs, colour in kinds:
        layers.append((label, [q for q in shown if belongs(q) and q.is_complete], colour, True))
    layers.append((NOT_COMPLETE, [q for q in shown if not q.is_complete and not _is_pool(q)], GREY, False))
    layers.append((POOL_NOT_COMPLETE, [q for q in shown if not q.is_complete and _is_pool(q)], GREY, False))
    return [layer for layer in layers if layer[1]]


def _add_layer(
    figure: go.Figure, chosen: list[p.Period], measure: Measure, label: str, colour: str, complete: bool
) -> None:
    places = [_place(period) for period in chosen]
    read = [measure.read(period.figures) for period in chosen]
    across, along = interval_lines(places, [low for _, low, _ in read], [high for _, _, high in read])
    dash = "solid" if complete else "dot"
    figure.add_scatter(
        x=across,
        y=along,
        mode="lines",
        line={"color": colour, "width": 1.5, "dash": dash},
        hoverinfo="skip",
        showlegend=False,
    )
    x, y = _joined(chosen, [value for value, _, _ in read]) if complete else (places, [value for value, _, _ in read])
    hover = [None if at is None else "" for at in x]
    texts = iter(_hover(period, measure) for period in chosen)
    hover = [None if gap is None else next(texts) for gap in hover]
    figure.add_scatter(
        x=x, y=y, mode="lines+markers" if complete else "markers", name=label, connectgaps=False,
        line={"color": colour, "width": 1.5}, marker=_marker(colour, complete, 8, SYMBOLS.get(label, "circle")), hovertext=hover,
        hoverinfo="text",
    )  # fmt: skip


def _joined(chosen: list[p.Period], values: list[float]) -> tuple[list, list]:
    """Points with a gap where the cohort changes or a period between is hidden, so that no line joins them."""
    x: list = []
    y: list = []
    for position, (period, value) in enumerate(zip(chosen, values, strict=True)):
        before = chosen[position - 1] if position else None
        if before and (before.cohort.id != period.cohort.id or (period.start - before.end).days > 1):
            x, y = [*x, None], [*y, None]
        x, y = [*x, _place(period)], [*y, value]
    return x, y


def add_baseline(chart: Chart, periods: Sequence[p.Period], measure: Measure, baseline: p.Figures | None) -> Chart:
    """The same chart with the baseline's level drawn as far as the follow-up is complete, and no further."""
    done = [period for period in periods if period.is_complete and period.figures and not _is_pool(period)]
    if baseline is None or not done:
        return chart
    level = measure.read(baseline)[0]
    ends = [min(period.start for period in done), max(period.end for period in done)]
    chart.figure.add_scatter(
        x=ends,
        y=[level, level],
        mode="lines",
        line={"color": INK, "width": 1.5, "dash": "dash"},
        name=f"Baseline {measure.short(level)}",
        hoverinfo="skip",
    )
    alt = f"{chart.alt} The baseline is {measure.say(baseline)}, n = {words.whole(baseline.n)}; periods not yet complete are not set against it."
    return Chart(chart.figure, alt, chart.table, chart.key)


def _place(period: p.Period) -> date:
    return period.middle + POOL_SHIFT if _is_pool(period) else period.middle


def _is_pool(period: p.Period) -> bool:
    return period.cohort.kind == "comparison"


def _colour(period: p.Period) -> str:
    return ORANGE if _is_pool(period) else DARK_BLUE


def _marker(colour: str, is_complete: bool, size: int, symbol: str = "circle") -> dict:
    fill = colour if is_complete else "white"
    return {"size": size, "color": fill, "line": {"color": colour, "width": 2}, "symbol": symbol}


def _hover(period: p.Period, measure: Measure) -> str:
    state = "" if period.is_complete else f"<br>{NOT_COMPLETE.lower()}"
    return f"{period.cohort.name}, {p.label(period)}<br>{measure.say(period.figures)}, n = {words.whole(period.figures.n)}{state}"


def _in_words(periods: Sequence[p.Period], measure: Measure) -> str:
    said = [
        f"{period.cohort.name}: {measure.say(period.figures)}, n = {words.whole(period.figures.n)}"
        + ("" if period.is_complete else f", {NOT_COMPLETE.lower()}")
        for period in periods
        if period.figures
    ]
    return "; ".join(said) + "." + _hidden_words(periods)


def _range_words(periods: Sequence[p.Period], measure: Measure, unit: str) -> str:
    said = []
    for name, group in groupby(periods, key=lambda period: period.cohort.name):
        shown = [period for period in group if period.figures]
        if not shown:
            continue
        values = sorted(measure.read(period.figures)[0] for period in shown)
        people = sum(period.figures.n for period in shown)
        open_ones = sum(not period.is_complete for period in shown)
        late = f", {open_ones} of them with {NOT_COMPLETE.lower()}" if open_ones else ""
        count = f"{len(shown)} {unit}{'' if len(shown) == 1 else 's'}{late}"
        said.append(
            f"{name}: {count}, from {measure.short(values[0])} to {measure.short(values[-1])}, n = {words.whole(people)}"
        )
    return "; ".join(said) + "." + _hidden_words(periods)


def _hidden_words(periods: Sequence[p.Period]) -> str:
    hidden = p.count_hidden(periods)
    return f" {hidden} of {len(periods)} are {words.HIDDEN}." if hidden else ""
