"""Chart of the share reconvicted by months since discharge, a line and its 95% band for each cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from throughgate.methods.disclosure import SMALLEST_COUNT, UNRELIABLE_BELOW
from throughgate.methods.survival import Survival, read_at
from throughgate.results import CohortRates
from throughgate.show import words
from throughgate.show.charts import COLOURS, DASHES, GREY, INK, NOT_COMPLETE, Chart, blank, without_overlap, wrap
from throughgate.show.tables import HIDDEN

DAYS_A_MONTH = 365.25 / 12
TABLE_KEY = "x: not followed so far, or by too few people. c: hidden so that nobody can be recognised."
FEWEST_FOLLOWED = UNRELIABLE_BELOW
"""People. A curve ends where fewer than these are still followed: beyond, one person would move it visibly."""

LABEL_ROOM = 1.5
"""The axis of months is this much longer than the follow-up, to hold the labels."""

LABEL_WIDTH = 12
"""Characters in a line of a label, so that it fits beside the chart on a phone."""

CALENDAR_SLACK = 4
"""Days. Eighteen months by the calendar are up to this much shorter than 18 average months."""


@dataclass(frozen=True)
class Curve:
    """A cohort's share reconvicted by the end of each month since discharge (per cent), as far as people are followed."""

    name: str
    n: int
    is_final: bool
    month: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray


def monthly_curve(rates: CohortRates, curve: Survival, conviction_months: int) -> Curve | None:
    """The curve read at the end of each month; None where it has no month with enough people followed.

    A month in which 1 to 4 people were first reconvicted is left out, so that no such count follows from two points.
    The last month of a final cohort is the end of its follow-up by the calendar, where the share is its rate.
    """
    days = np.floor(np.arange(conviction_months + 1) * DAYS_A_MONTH)
    reached = np.append(days[:-1], days[-1] - CALENDAR_SLACK)
    followed = np.append(curve.n_risk, 0)[np.searchsorted(curve.time, reached, side="left")]
    end = curve.time.max(initial=0)
    days[-1] = end if rates.is_final else min(days[-1], end)
    days[0] = -1  # Nobody is reconvicted before release: every curve starts at nought.
    events = np.append(0, np.cumsum(curve.n_event))[np.searchsorted(curve.time, days, side="right")]
    months = _apart_enough(events[: int((followed >= FEWEST_FOLLOWED).sum())])
    if len(months) < 2:
        return None
    read = read_at(curve, days[months])
    # With nobody reconvicted yet the limits are undefined: the band starts at nought with the line.
    limits = (np.nan_to_num(limit, nan=0.0) for limit in (read.cumulative_low, read.cumulative_high))
    share, low, high = (100 * np.array(drawn) for drawn in (read.cumulative, *limits))
    if rates.is_final and months[-1] == conviction_months:
        # By days a few people are followed a day or two longer than others, which the rate does not know.
        share[-1], low[-1], high[-1] = (100 * part for part in (rates.binary.rate, rates.binary.low, rates.binary.high))
    return Curve(rates.cohort.name, rates.binary.n, rates.is_final, months, share, low, high)


def _apart_enough(events: np.ndarray) -> np.ndarray:
    """The months to show, from people reconvicted by the end of each: none, or at least 5, between any two.

    The end of a curve is what people look for: it is always shown, and months before it that are too close give way.
    """
    end = events.size - 1
    kept: list[int] = []
    for month in range(events.size):
        while month == end and kept and not _is_apart(events[month] - events[kept[-1]]):
            kept.pop()
        if not kept or _is_apart(events[month] - events[kept[-1]]):
            kept.append(month)
    return np.array(kept, dtype=int)


def _is_apart(step: int) -> bool:
    return step == 0 or step >= SMALLEST_COUNT


def monthly_curves(
    shown: Sequence[CohortRates], curves: Mapping[str, Survival], conviction_months: int
) -> tuple[Curve, ...]:
    """The curves of the cohorts that may be shown, the latest four at most."""
    found = [
        monthly_curve(rates, curves[rates.cohort.id], conviction_months) for rates in shown if rates.cohort.id in curves
    ]
    return tuple(curve for curve in found if curve is not None)[-len(COLOURS) :]


def cumulative_chart(curves: Sequence[Curve], conviction_months: int, *, counted: str = "reconvicted") -> Chart:
    """One line a cohort, with its 95% band, labelled where it ends; grey and dashed while it is not final."""
    figure = blank(height=420)
    for curve, (colour, dash) in zip(curves, _looks(curves), strict=True):
        _add_curve(figure, curve, colour, dash)
    top = max((curve.high.max() for curve in curves), default=1.0) * 1.08
    _add_labels(figure, curves, top)
    figure.update_xaxes(
        title_text="Months since discharge",
        range=[0, conviction_months * LABEL_ROOM],
        tickvals=list(range(0, conviction_months + 1, 3)),
    )
    figure.update_yaxes(ticksuffix="%", range=[0, top], nticks=6)
    return Chart(figure, _alt(curves, counted), _table(curves), TABLE_KEY)


def _looks(curves: Sequence[Curve]) -> list[tuple[str, str]]:
    """Colour and dash of each line: final ones solid, the first of them, a baseline where there is one, in dark blue."""
    colours, dashes = iter(COLOURS), iter(DASHES[1:] + DASHES[1:])
    return [(next(colours), "solid") if curve.is_final else (GREY, next(dashes)) for curve in curves]


def _label(curve: Curve) -> str:
    state = "" if curve.is_final else f"<br>{wrap(NOT_COMPLETE.lower(), LABEL_WIDTH)}"
    return wrap(curve.name, LABEL_WIDTH) + state


def _add_curve(figure, curve: Curve, colour: str, dash: str) -> None:
    months = list(curve.month)
    figure.add_scatter(
        x=months + months[::-1], y=list(curve.high) + list(curve.low[::-1]), fill="toself", fillcolor=_faint(colour),
        mode="lines", line={"width": 0}, hoverinfo="skip",
    )  # fmt: skip
    hover = [
        f"{curve.name}, {month} months<br>{_say(curve, at)}, n = {words.whole(curve.n)}"
        for at, month in enumerate(months)
    ]
    figure.add_scatter(
        x=months,
        y=list(curve.share),
        mode="lines",
        line={"color": colour, "width": 2.5, "dash": dash},
        hovertext=hover,
        hoverinfo="text",
    )


def _add_labels(figure, curves: Sequence[Curve], top: float) -> None:
    lines = max((_label(curve).count("<br>") + 1 for curve in curves), default=1)
    least = top * 0.055 * max(lines, 2)
    ends = without_overlap([float(curve.share[-1]) for curve in curves], least, top - least / 2)
    for curve, height, (colour, _) in zip(curves, ends, _looks(curves), strict=True):
        text = f'<span style="color:{colour}">●</span> {_label(curve)}'
        figure.add_annotation(
            x=curve.month[-1] + 0.3, y=height, text=text, showarrow=False, xanchor="left", yanchor="middle", align="left",
            font={"size": 13, "color": INK}, bgcolor="rgba(255,255,255,0.8)",
        )  # fmt: skip


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.14)"


def _say(curve: Curve, at: int) -> str:
    return f"{words.per_cent(curve.share[at])} ({words.per_cent(curve.low[at])} to {words.per_cent(curve.high[at])})"


def _alt(curves: Sequence[Curve], counted: str) -> str:
    said = [
        f"{curve.name}: {_say(curve, len(curve.month) - 1)} after {curve.month[-1]} months, n = {words.whole(curve.n)}"
        + ("" if curve.is_final else ", follow-up not complete")
        for curve in curves
    ]
    return f"Cumulative share of people {counted} by months since discharge, with 95% bands. {'; '.join(said)}."


def _table(curves: Sequence[Curve]) -> pd.DataFrame:
    longest = max((int(curve.month[-1]) for curve in curves), default=-1)
    columns = {
        f"{curve.name} (n = {words.whole(curve.n)})": [_cell(curve, month) for month in range(longest + 1)]
        for curve in curves
    }
    return pd.DataFrame({"Months since discharge": [str(month) for month in range(longest + 1)]} | columns)


def _cell(curve: Curve, month: int) -> str:
    at = np.flatnonzero(curve.month == month)
    if at.size:
        return _say(curve, int(at[0]))
    return HIDDEN if month < curve.month[-1] else "x"
