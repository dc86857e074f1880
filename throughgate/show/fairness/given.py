"""Charts of who engages, who is offered what, and how groups differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pandas as pd
import plotly.graph_objects as go

from throughgate.fairness.support import Differences, Nothing, Trend
from throughgate.fairness.support.given import Band, Quarter
from throughgate.methods.disclosure import SMALLEST_GROUP
from throughgate.methods.fairness.differences import Estimate
from throughgate.methods.fairness.slopes import Slope
from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.show import words
from throughgate.show.charts import DARK_BLUE, INK, Chart, blank, interval_lines
from throughgate.show.fairness.dots import Dot, dots_figure, in_order
from throughgate.show.fairness.said import STANDING, TEN_POINTS, hide_parts, signed, told
from throughgate.show.shares import key_of, say, shown
from throughgate.show.tables import HIDDEN

GIVEN_NAMES = {
    "offered": ("Offered something", "offered nothing"),
    "engaged": ("Engaged", "did not engage"),
    "handover": ("Handover arranged", "none arranged"),
}
MEASURE_NAMES = {"ogrs": "OGRS", "age": "Age", "needs": "Needs found", "short": "Under 12 months"}
ALIKE = 0.1
HALF_QUARTER = timedelta(days=45)


def is_told(*people: int) -> bool:
    """Whether groups of so many people may be shown beside one another."""
    return min(people) >= SMALLEST_GROUP


def engaged_chart(bands: Sequence[Band]) -> Chart | None:
    """Share engaged by risk band; None where no band may be shown."""
    return _shares([("", band.name, band.n, band.engaged) for band in bands], "Engaged", "")


def nothing_chart(groups: Sequence[Nothing]) -> Chart | None:
    """Share offered nothing by risk band, a series for each number of needs; None where no group may be shown."""
    rows = [(_needs(group.needs), group.band, group.n, group.nothing) for group in groups]
    return _shares(rows, "Offered nothing", "Needs found")


def _needs(needs: str) -> str:
    return "1 need" if needs == "1" else f"{needs} needs"


def _shares(groups: Sequence[tuple[str, str, int, int]], axis: str, name: str) -> Chart | None:
    """Dots of shares: series, band, people, and those of whom it holds; small groups hidden within their series."""
    rows: list[tuple[str, str, Rate | None]] = []
    for series in sorted({group[0] for group in groups}):
        held = {band: binary_rate(n, count) for of, band, n, count in groups if of == series}
        order = in_order(held)
        rows += zip([series] * len(order), order, shown([held[band] for band in order]), strict=True)
    drawn = [
        Dot(series, band, 100 * rate.rate, 100 * rate.low, 100 * rate.high, f"{f'{series}, ' * bool(series)}{band}: {say(rate)}")
        for series, band, rate in rows
        if rate is not None and rate.n
    ]  # fmt: skip
    if not drawn:
        return None
    figure = dots_figure(drawn, in_order(dot.group for dot in drawn), axis, suffix="%", floor=0)
    columns = [name or "Series", "Risk band", f"{axis} (95% interval)"]
    table = pd.DataFrame([(series, band, say(rate)) for series, band, rate in rows], columns=columns)
    table = table if name else table.drop(columns="Series")
    return Chart(figure, f"{axis}, with 95% interval. {'; '.join(dot.said for dot in drawn)}.", table, key_of(table))


def quarters_chart(quarters: Sequence[Quarter]) -> Chart | None:
    """Standardised difference of OGRS by quarter of release; hollow where people may still engage. None where none may be shown."""
    hidden = hide_parts([quarter.engaged for quarter in quarters], [quarter.others for quarter in quarters])
    shown_ones = [quarter for quarter, is_hidden in zip(quarters, hidden, strict=True) if not is_hidden]
    held = [(quarter, quarter.difference) for quarter in shown_ones if quarter.difference is not None]
    if len(held) < 2:
        return None
    left = len(quarters) - len(held)
    key = f"{left} of {len(quarters)} quarters hold too few people to be shown." if left else ""
    ends = "; ".join(f"{_quarter(q)} {_say(d)}, n = {words.whole(d.n)}" for q, d in (held[0], held[-1]))
    alt = f"Standardised difference of OGRS, engaged less not engaged, in {len(held)} quarters: {ends}."
    return Chart(_quarters_figure(held), alt, _quarters_table(held), key)


def _quarters_figure(held: Sequence[tuple[Quarter, Estimate]]) -> go.Figure:
    figure = blank(height=340)
    figure.update_layout(margin_t=12)
    places = [q.start + HALF_QUARTER for q, _ in held]
    across, along = interval_lines(places, [d.low for _, d in held], [d.high for _, d in held])
    figure.add_scatter(x=across, y=along, mode="lines", line={"color": DARK_BLUE, "width": 2}, hoverinfo="skip")
    figure.add_scatter(
        x=places, y=[d.value for _, d in held], mode="markers", hoverinfo="text",
        marker={"color": [DARK_BLUE if q.is_complete else "white" for q, _ in held], "size": 10, "line": {"color": DARK_BLUE, "width": 2}},
        hovertext=[f"{_quarter(q)}: {_say(d)}, n = {words.whole(d.n)}" for q, d in held],
    )  # fmt: skip
    figure.add_hline(y=0, line={"color": INK, "width": 1.2})
    figure.update_xaxes(type="date", tickformat="%b<br>%Y", nticks=6, automargin=True)
    figure.update_yaxes(title_text="Standard deviations", nticks=6)
    return figure


def _quarters_table(held: Sequence[tuple[Quarter, Estimate]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Released": [_quarter(q) for q, _ in held],
            "Engaged": [words.whole(q.engaged) for q, _ in held],
            "Not engaged": [words.whole(q.others) for q, _ in held],
            "Difference of OGRS (95% interval)": [_say(d) for _, d in held],
            "Follow-up": ["complete" if q.is_complete else "not complete" for q, _ in held],
        }
    )


def _quarter(quarter: Quarter) -> str:
    end = pd.Timestamp(quarter.start) + pd.offsets.QuarterEnd(startingMonth=quarter.start.month + 2)
    return words.months(quarter.start, end.date())


def _say(found: Estimate) -> str:
    return f"{signed(found.value)} ({signed(found.low)} to {signed(found.high)})"


def trends_chart(trends: Sequence[Trend], names: Mapping[str, str]) -> Chart | None:
    """Change in each share for ten points of OGRS, a series a cohort; None where no look can be told."""
    drawn = [_trend_dot(trend, trend.slope, names[trend.look]) for trend in trends if trend.slope is not None]
    if not drawn:
        return None
    order = [name for name in names.values() if any(dot.group == name for dot in drawn)]
    figure = dots_figure(drawn, order, words.PERCENTAGE_POINTS.capitalize(), lines=(0,))
    table = pd.DataFrame(
        {
            "Look": [names[trend.look] for trend in trends],
            "Cohort": [trend.cohort.name for trend in trends],
            "People": [words.whole(trend.n) if trend.n >= SMALLEST_GROUP else HIDDEN for trend in trends],
            f"{words.PERCENTAGE_POINTS.capitalize()} (95% interval)": [_points(trend.slope) for trend in trends],
            "Found": [STANDING[trend.check.standing] for trend in trends],
        }
    )
    alt = f"Change in the share for each ten points of OGRS, in {words.PERCENTAGE_POINTS}. {'; '.join(dot.said for dot in drawn)}."
    return Chart(figure, alt, table, key_of(table))


def _trend_dot(trend: Trend, found: Slope, name: str) -> Dot:
    where = f"{name}, {words.in_sentence(trend.cohort.name)}"
    said = f"{where}: {_points(found)} points, n = {words.whole(trend.n)}"
    return Dot(trend.cohort.name, name, *told(found, 100 * TEN_POINTS), said)


def _points(found: Slope | None) -> str:
    if found is None:
        return "too few people"
    value, low, high = (signed(number, 1) for number in told(found, 100 * TEN_POINTS))
    return f"{value} ({low} to {high})"


def differences_chart(groups: Sequence[Differences]) -> Chart | None:
    """Standardised differences, a series for each thing given; None where no group may be shown.

    Its n is the people of the groups for every measure: how many have no known age would follow from an n for each.
    """
    told_of = [(group, measure, _difference(group, measure)) for group in groups for measure in MEASURE_NAMES]
    drawn = [
        Dot(
            GIVEN_NAMES[group.given][0], MEASURE_NAMES[measure], found.value, found.low, found.high,
            f"{GIVEN_NAMES[group.given][0]}, {MEASURE_NAMES[measure]}: {_say(found)}, n = {_of_both(group)}",
        )
        for group, measure, found in told_of
        if found is not None
    ]  # fmt: skip
    if not drawn:
        return None
    order = [name for name in MEASURE_NAMES.values() if any(dot.group == name for dot in drawn)]
    figure = dots_figure(drawn, order, "Standard deviations", lines=(-ALIKE, ALIKE))
    rows = [
        (" against ".join(GIVEN_NAMES[group.given]), _of_both(group), MEASURE_NAMES[measure], _cell(group, found))
        for group, measure, found in told_of
    ]
    table = pd.DataFrame(rows, columns=["Who", "People", "Measure", "Difference (95% interval)"])
    return Chart(figure, f"Standardised differences. {'; '.join(dot.said for dot in drawn)}.", table, key_of(table))


def _difference(group: Differences, measure: str) -> Estimate | None:
    return group.measures[measure] if is_told(group.yes, group.no) else None


def _of_both(group: Differences) -> str:
    return f"{words.whole(group.yes)} and {words.whole(group.no)}" if is_told(group.yes, group.no) else HIDDEN


def _cell(group: Differences, found: Estimate | None) -> str:
    if found is None:
        return "not known" if is_told(group.yes, group.no) else HIDDEN
    return _say(found)
