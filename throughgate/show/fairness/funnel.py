"""The funnel of case managers: change with risk against precision, with the limits of chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from throughgate.fairness.support import Trend
from throughgate.methods.disclosure import SMALLEST_GROUP
from throughgate.methods.fairness.slopes import LIMIT_Z
from throughgate.methods.reconviction import Z_95
from throughgate.show import words
from throughgate.show.charts import COLOURS, GREY, INK, Chart, blank
from throughgate.show.fairness.dots import SYMBOLS
from throughgate.show.fairness.said import STANDING, TEN_POINTS, signed, told
from throughgate.show.shares import key_of
from throughgate.show.tables import HIDDEN

AXIS = "Minutes for ten points of OGRS"


def funnel_chart(trends: Sequence[Trend]) -> Chart | None:
    """A point for each case manager and cohort with enough people; None where there is none."""
    drawn = [trend for trend in trends if trend.slope is not None]
    if not drawn:
        return None
    figure = blank(height=420)
    figure.update_layout(margin_t=56, showlegend=True)
    precision = [_precision(trend) for trend in drawn]
    ends = (0.75 * min(precision), 1.15 * max(precision))
    _add_limits(figure, np.linspace(*ends, 60))
    for at, cohort in enumerate(dict.fromkeys(trend.cohort.name for trend in drawn)):
        _add_cohort(figure, [trend for trend in drawn if trend.cohort.name == cohort], at % len(COLOURS))
    for at, trend in enumerate(trend for trend in drawn if trend.check.standing == "unusual"):
        _label(figure, trend, 16 if at % 2 else -16)
    figure.update_xaxes(title_text="Precision (1 / standard error)", range=[ends[0], ends[1]], nticks=6)
    heights = [abs(_height(trend)) for trend in drawn] + [LIMIT_Z / ends[0]]
    figure.update_yaxes(title_text=AXIS, nticks=7, range=[-1.3 * max(heights), 1.3 * max(heights)])
    unusual = [say(trend) for trend in drawn if trend.check.standing == "unusual"]
    outside = f"Outside: {'; '.join(unusual)}" if unusual else "None lies outside"
    points = "1 point" if len(drawn) == 1 else f"{len(drawn)} points"
    alt = f"Funnel of {points}, one for each custody case manager and cohort, around no change with risk. {outside}."
    table = _table(trends)
    return Chart(figure, alt, table, key_of(table))


def say(trend: Trend) -> str:
    """A point in words, with its interval and n."""
    found = trend.slope
    if found is None:
        return f"Case manager {trend.manager}, {words.in_sentence(trend.cohort.name)}: {STANDING[trend.check.standing]}"
    return (
        f"Case manager {trend.manager}, {words.in_sentence(trend.cohort.name)}: {_estimate(trend)} minutes, "
        f"n = {words.whole(found.n)}"
    )


def _estimate(trend: Trend) -> str:
    found = trend.slope
    if found is None:
        return "too few people"
    value, low, high = map(signed, told(found, TEN_POINTS))
    return f"{value} ({low} to {high})"


def _precision(trend: Trend) -> float:
    return 1 / (TEN_POINTS * trend.slope.chance_error) if trend.slope is not None else 0.0


def _height(trend: Trend) -> float:
    return TEN_POINTS * trend.slope.slope if trend.slope is not None else 0.0


def _add_limits(figure: go.Figure, places: np.ndarray) -> None:
    figure.add_hline(y=0, line={"color": INK, "width": 1.2})
    for z, dash, name in ((Z_95, "dot", "95% limits"), (LIMIT_Z, "dash", "99.8% limits")):
        for sign in (1, -1):
            figure.add_scatter(
                x=places, y=sign * z / places, mode="lines", line={"color": GREY, "width": 1.5, "dash": dash}, name=name,
                showlegend=sign > 0, hoverinfo="skip",
            )  # fmt: skip


def _add_cohort(figure: go.Figure, trends: Sequence[Trend], at: int) -> None:
    figure.add_scatter(
        x=[_precision(trend) for trend in trends], y=[_height(trend) for trend in trends], mode="markers",
        name=trends[0].cohort.name, marker={"color": COLOURS[at], "size": 10, "symbol": SYMBOLS[at]},
        hoverinfo="text", hovertext=[say(trend) for trend in trends],
    )  # fmt: skip


def _label(figure: go.Figure, trend: Trend, shift: int) -> None:
    """Names a point, above it or below by turns, so that two neighbours stay apart."""
    figure.add_annotation(
        x=_precision(trend), y=_height(trend), text=f"Case manager {trend.manager}", showarrow=False, yshift=shift,
        font={"size": 13, "color": INK},
    )  # fmt: skip


def _table(trends: Sequence[Trend]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Case manager": [str(trend.manager) for trend in trends],
            "Cohort": [trend.cohort.name for trend in trends],
            "People": [words.whole(trend.n) if trend.n >= SMALLEST_GROUP else HIDDEN for trend in trends],
            f"{AXIS} (95% interval)": [_estimate(trend) for trend in trends],
            "Found": [STANDING[trend.check.standing] for trend in trends],
        }
    )
