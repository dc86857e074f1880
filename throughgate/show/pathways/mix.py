"""The pathways over time: by discharge and by caseload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from throughgate.service.pathways import FEWEST_STAYS, SETTLED_DAYS, Held, Pathways
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import COLOURS, GREY, INK, Chart, blank, padded, without_overlap
from throughgate.show.pathways.cells import NAMES, quarter_cells, said, share
from throughgate.show.pathways.lead import is_shown
from throughgate.show.tables import HIDDEN, hidden_key, hide_small_counts

PATHWAYS = (1, 2, 3, 4)
SYMBOLS: Mapping[int | None, str] = {1: "circle", 2: "square", 3: "diamond", 4: "triangle-up", None: "x"}
COLOUR: Mapping[int | None, str] = {**dict(zip(PATHWAYS, COLOURS, strict=True)), None: GREY}
BEFORE = "On remand before it was a pathway"
DEFINED = (
    "Pathway 1: high or very high risk of harm, or an indeterminate sentence (IPP). Pathway 2: sentences of twelve months or "
    "more. Pathway 3: shorter ones{triage}. Pathway 4: remand{remand}, which counts in no cohort."
)

GAP = "A line is broken where a figure is hidden so that nobody can be recognised."

Points = list[tuple[date, float, str, bool]]
"""Day, height, words for hovering, and whether the point is whole."""


def blocks(found: Pathways, *, source: str) -> tuple[Block, ...]:
    """Mix by discharge, then by caseload; none where no pathway is shown."""
    if not is_shown(found):
        return ()
    by_discharge = Block(
        heading="Who was discharged from which pathway",
        subtitle=f"Share of all discharges of a quarter by the pathway last received, n = {words.whole(found.discharges)}",
        key="mix", chart=mix_chart(found), words=f"{defined(found)} {GAP}", source=source, takes_notes=True,
    )  # fmt: skip
    if not found.held:
        return (by_discharge,)
    held = Block(
        heading="How many people are on each pathway",
        subtitle="People on a pathway at each month end, of all cohorts together, whoever is chosen above",
        key="caseload", chart=caseload_chart(found), words=_whole_words(found), source=source, takes_notes=True,
    )  # fmt: skip
    return by_discharge, held


def defined(found: Pathways) -> str:
    """What the four pathways are, with the figures of the terms and their status."""
    below, since = found.triage_below, found.remand_from
    triage = f" (a triage assessment only under {below.value} days, {below.status})" if below else ""
    remand = f" (from {since.value}, {since.status})" if since else ""
    return DEFINED.format(triage=triage, remand=remand)


def mix_chart(found: Pathways) -> Chart:
    """The share of a quarter's discharges from each pathway; a quarter still running is hollow."""
    quarters, counts, hidden = quarter_cells(found)
    # The two kinds of nobody's are one line; it may hold neither where either is hidden.
    lines = np.column_stack([counts[:, :4], counts[:, 4:].sum(axis=1)])
    unseen = np.column_stack([hidden[:-1, :4], hidden[:-1, 4:6].any(axis=1)]) | hidden[:-1, -1:]
    figure, ends = blank(height=400), {}
    for at, pathway in enumerate((*PATHWAYS, None)):
        points = _shares(quarters, lines, at, unseen[:, at], found.as_at)
        if points:
            _add_line(figure, NAMES[pathway], pathway, points)
            ends[pathway] = points[-1]
    _finish(figure, ends, "%", middle(quarters[-1]))
    _mark_remand(figure, found, quarters)
    table = _mix_table(quarters, counts, hidden, found.as_at)
    return Chart(figure, _mix_alt(table), table, hidden_key(table))


def _shares(quarters: Sequence[date], counts: np.ndarray, at: int, hidden: np.ndarray, as_at: date) -> Points:
    """The points of a line; of remand, and of people without a pathway, only where there is anybody."""
    return [
        (
            middle(quarter), 100 * row[at] / row.sum(),
            f"{quarter_words(quarter, as_at)}<br>{share(int(row[at]), int(row.sum()))}, n = {words.whole(int(row.sum()))}",
            quarter_end(quarter) <= as_at,
        )
        for quarter, row, unseen in zip(quarters, counts, hidden, strict=True)
        if not unseen and (at < 3 or row[at])
    ]  # fmt: skip


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


def _add_line(figure: go.Figure, name: str, pathway: int | None, points: Points) -> None:
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


def _finish(figure: go.Figure, ends: Mapping[int | None, tuple], suffix: str, last: date | None = None) -> None:
    """Axes, and the name of each line at its end: in the margin, moved apart, where it ends on the last day."""
    highest = max((y for trace in figure.data for y in trace.y if y is not None), default=1)
    top = padded(0, highest)[1]
    to_the_end = {pathway: point[1] for pathway, point in ends.items() if point[0] == last}
    places = without_overlap(list(to_the_end.values()), 0.07 * top, top)
    beside = {"x": 1.01, "xref": "paper"}
    named = [(pathway, height, beside) for pathway, height in zip(to_the_end, places, strict=True)]
    named += [
        (at, point[1], {"x": point[0], "xshift": -5, "yshift": 15, "bgcolor": "white"})
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


def _mark_remand(figure: go.Figure, found: Pathways, quarters: Sequence[date]) -> None:
    """The day from which remand has a pathway, where the chart holds it."""
    if found.remand_from is None:
        return
    since = date(int(found.remand_from.value), 1, 1)
    if not quarters[0] < since < quarter_end(quarters[-1]):
        return
    figure.add_vline(x=since.isoformat(), line={"color": INK, "width": 1, "dash": "dash"})
    figure.add_annotation(
        x=since.isoformat(), xanchor="left", xshift=4, y=1, yref="paper", yanchor="bottom", showarrow=False, align="left",
        text=f"Remand a pathway from {found.remand_from.value}", font={"size": 13, "color": INK},
    )  # fmt: skip


def _mix_table(quarters: Sequence[date], apart: np.ndarray, hidden: np.ndarray, as_at: date) -> pd.DataFrame:
    names = [*(NAMES[pathway] for pathway in PATHWAYS), BEFORE, "No pathway recorded"]
    rows = [
        (quarter_words(quarter, as_at), said(int(row.sum()), bool(unseen[-1])), *_row(row, unseen))
        for quarter, row, unseen in zip(quarters, apart, hidden, strict=False)
    ]
    total = apart.sum(axis=0)
    rows.append(("All", said(int(total.sum()), bool(hidden[-1, -1])), *_row(total, hidden[-1])))
    return pd.DataFrame(rows, columns=["Discharged", "Discharges", *names])


def _row(row: np.ndarray, hidden: np.ndarray) -> list[str]:
    # A share beside a hidden total would give the total away.
    of = 0 if hidden[-1] else int(row.sum())
    return [HIDDEN if unseen else share(int(count), of) for count, unseen in zip(row, hidden, strict=False)]


def _mix_alt(table: pd.DataFrame) -> str:
    first, last, every = table.iloc[0], table.iloc[-2], table.iloc[-1]
    spoken = "; ".join(
        f"{NAMES[pathway].lower()} {first[NAMES[pathway]]} in {first['Discharged']}, {last[NAMES[pathway]]} in {last['Discharged']}"
        for pathway in PATHWAYS
    )
    return (
        f"Lines of the share of discharges from each pathway by quarter, n = {every['Discharges']} discharges: {spoken}. "
        f"{BEFORE}: {every[BEFORE]}. c stands for a hidden count."
    )


def caseload_chart(found: Pathways) -> Chart:
    """People on each pathway at month ends; those not yet whole are hollow and dotted."""
    days = sorted({held.day for held in found.held})
    shown = {day: _shown_on(found.held, day) for day in days}
    figure = blank(height=400)
    for pathway in PATHWAYS:
        points = [
            (held.day, held.people, f"{words.day(held.day)}<br>{words.people(held.people)}", _is_whole(found, held.day))
            for held in found.held
            if held.pathway == pathway and shown[held.day][NAMES[pathway]] != HIDDEN
        ]
        if points:
            _add_line(figure, NAMES[pathway], pathway, points)
    _finish_caseload(figure)
    rows = [
        (words.day(day), *shown[day].values(), "complete" if _is_whole(found, day) else "not complete") for day in days
    ]
    columns = ["Held at the end of", *(NAMES[pathway] for pathway in PATHWAYS), "Caseload"]
    table = pd.DataFrame(rows, columns=columns)
    return Chart(figure, _caseload_alt(found, table, days), table, hidden_key(table))


def _finish_caseload(figure: go.Figure) -> None:
    """Names in a legend: the lines end together, where the caseload has run down."""
    _finish(figure, {}, "")
    for trace in figure.data:
        trace.showlegend = trace.mode == "markers"
    figure.update_layout(showlegend=True, margin_r=8)


def _shown_on(held: Sequence[Held], day: date) -> dict[str, str]:
    counts = {NAMES[pathway]: 0 for pathway in PATHWAYS}
    return hide_small_counts(counts | {NAMES[one.pathway]: one.people for one in held if one.day == day})


def _is_whole(found: Pathways, day: date) -> bool:
    return found.whole_until is not None and day <= found.whole_until


def _caseload_alt(found: Pathways, table: pd.DataFrame, days: Sequence[date]) -> str:
    whole = [day for day in days if _is_whole(found, day)]
    at = days.index(whole[-1]) if whole else 0
    spoken = ", ".join(f"{NAMES[pathway].lower()} {table.iloc[at][NAMES[pathway]]}" for pathway in PATHWAYS)
    return (
        f"Lines of the people on each pathway at {len(days)} month ends; on {words.day(days[at])}: {spoken}. "
        f"{len(days) - len(whole)} month ends are not complete and drawn hollow. c stands for a hidden count."
    )


def _whole_words(found: Pathways) -> str:
    seen = "People are seen here only once they have been discharged"
    if found.whole_until is None:
        return (
            f"{seen}. How long stays last cannot be told yet: it takes {FEWEST_STAYS} that began {SETTLED_DAYS} days or more "
            f"before this day (both assumed), and there are {_few(found.stays)}. So every month end is hollow: **not complete**."
        )
    return (
        f"{seen}. Of the {words.whole(found.stays)} stays that began at least {SETTLED_DAYS} days before this day (assumed to be "
        f"long enough ago), 99 in 100 ended within {found.stay_days} days of the first day on a pathway. Month ends after "
        f"{words.day(found.whole_until)} are therefore **not complete**, hollow and dotted: people held then are still to be "
        "discharged, so the fall at the end is that of the data, not of the caseload."
    )


def _few(stays: int) -> str:
    return "fewer than 10" if 0 < stays < 10 else words.whole(stays)
