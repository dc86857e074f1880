"""Charts of who engages, who is offered what, and how groups differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pandas as pd

from throughgate.fairness.support import Differences, Nothing, Trend
from throughgate.fairness.support.given import Band, Quarter
from throughgate.methods.disclosure import SMALLEST_GROUP, UNRELIABLE_BELOW, hide_small
from throughgate.methods.fairness.differences import Estimate
from throughgate.methods.reconviction import binary_rate
from throughgate.show import words
from throughgate.show.charts import DARK_BLUE, INK, Chart, blank, interval_lines
from throughgate.show.fairness.dots import Dot, dots_figure, in_order
from throughgate.show.fairness.said import STANDING, signed
from throughgate.show.tables import HIDDEN, HIDDEN_KEY, UNRELIABLE_KEY

GIVEN_NAMES = {
    "offered": ("Offered something", "offered nothing"),
    "engaged": ("Engaged", "did not engage"),
    "handover": ("Handover arranged", "none arranged"),
}
MEASURE_NAMES = {"ogrs": "OGRS", "age": "Age", "needs": "Needs found", "short": "Under 12 months"}
ALIKE = 0.1
HALF_QUARTER = timedelta(days=45)
IN_POINTS = 10


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
    drawn, rows = [], []
    for series in sorted({group[0] for group in groups}):
        held = {band: (n, count) for of, band, n, count in groups if of == series}
        order = in_order(held)
        hidden = hide_small([held[band][0] for band in order], [held[band][1] for band in order])
        for band, is_hidden in zip(order, hidden, strict=True):
            found = None if is_hidden else binary_rate(*held[band])
            if found is None or found.rate is None or found.low is None or found.high is None:
                rows.append((series, band, HIDDEN, HIDDEN))
                continue
            said = words.rate(found) + (" u" if found.n < UNRELIABLE_BELOW else "")
            rows.append((series, band, words.whole(found.n), said))
            where = f"{series}, {band}" if series else band
            drawn.append(
                Dot(
                    series,
                    band,
                    100 * found.rate,
                    100 * found.low,
                    100 * found.high,
                    f"{where}: {said}, n = {words.whole(found.n)}",
                )
            )
    if not drawn:
        return None
    figure = dots_figure(drawn, in_order(dot.group for dot in drawn), axis, suffix="%", floor=0)
    table = pd.DataFrame(rows, columns=[name or "Series", "Risk band", "People", f"{axis} (95% interval)"])
    shown = table if name else table.drop(columns="Series")
    return Chart(figure, f"{axis}, with 95% interval. {'; '.join(dot.said for dot in drawn)}.", shown, _key(shown))


def _key(table: pd.DataFrame) -> str:
    keys = [HIDDEN_KEY] if (table == HIDDEN).any(axis=None) else []
    return " ".join(keys + ([UNRELIABLE_KEY] if table.iloc[:, -1].str.endswith(" u").any() else []))


def quarters_chart(quarters: Sequence[Quarter]) -> Chart | None:
    """Standardised difference of OGRS by quarter of release; hollow where people may still engage. None where none may be shown."""
    sizes = [quarter.engaged + quarter.others for quarter in quarters]
    hidden = hide_small(sizes, [quarter.engaged for quarter in quarters])
    told = [
        (q, q.difference)
        for q, h in zip(quarters, hidden, strict=True)
        if not h and q.difference and is_told(q.engaged, q.others)
    ]
    if len(told) < 2:
        return None
    figure = blank(height=340)
    figure.update_layout(margin_t=12)
    places = [q.start + HALF_QUARTER for q, _ in told]
    across, along = interval_lines(places, [d.low for _, d in told], [d.high for _, d in told])
    figure.add_scatter(x=across, y=along, mode="lines", line={"color": DARK_BLUE, "width": 2}, hoverinfo="skip")
    figure.add_scatter(
        x=places, y=[d.value for _, d in told], mode="markers", hoverinfo="text",
        marker={"color": [DARK_BLUE if q.is_complete else "white" for q, _ in told], "size": 10, "line": {"color": DARK_BLUE, "width": 2}},
        hovertext=[f"{_quarter(q)}: {_say(d)}, n = {words.whole(d.n)}" for q, d in told],
    )  # fmt: skip
    figure.add_hline(y=0, line={"color": INK, "width": 1.2})
    figure.update_xaxes(type="date", tickformat="%b<br>%Y", nticks=6, automargin=True)
    figure.update_yaxes(title_text="Standard deviations", nticks=6)
    table = pd.DataFrame(
        {
            "Released": [_quarter(q) for q, _ in told],
            "Engaged": [words.whole(q.engaged) for q, _ in told],
            "Not engaged": [words.whole(q.others) for q, _ in told],
            "Difference of OGRS (95% interval)": [_say(d) for _, d in told],
            "Follow-up": ["complete" if q.is_complete else "not complete" for q, _ in told],
        }
    )
    left = len(quarters) - len(told)
    key = f"{left} of {len(quarters)} quarters hold too few people to be shown." if left else ""
    ends = "; ".join(f"{_quarter(q)} {_say(d)}, n = {words.whole(d.n)}" for q, d in (told[0], told[-1]))
    return Chart(
        figure,
        f"Standardised difference of OGRS, engaged less not engaged, in {len(told)} quarters: {ends}.",
        table,
        key,
    )


def _quarter(quarter: Quarter) -> str:
    end = pd.Timestamp(quarter.start) + pd.offsets.QuarterEnd(startingMonth=quarter.start.month + 2)
    return words.months(quarter.start, end.date())


def _say(found: Estimate) -> str:
    return f"{signed(found.value)} ({signed(found.low)} to {signed(found.high)})"


def trends_chart(trends: Sequence[Trend], names: Mapping[str, str]) -> Chart | None:
    """Change in each share for ten points of OGRS, a series a cohort; None where no look can be told."""
    drawn, rows = [], []
    for trend in trends:
        found = trend.slope
        said = "too few people"
        if found is not None:
            value, low, high = (IN_POINTS * number for number in (found.slope, found.low, found.high))
            said = f"{signed(value, 1)} ({signed(low, 1)} to {signed(high, 1)})"
            where = f"{names[trend.look]}, {words.in_sentence(trend.cohort.name)}"
            drawn.append(
                Dot(
                    trend.cohort.name,
                    names[trend.look],
                    value,
                    low,
                    high,
                    f"{where}: {said} points, n = {words.whole(found.n)}",
                )
            )
        people = HIDDEN if trend.n < SMALLEST_GROUP else words.whole(found.n if found else trend.n)
        rows.append((names[trend.look], trend.cohort.name, people, said, STANDING[trend.check.standing]))
    if not drawn:
        return None
    order = [name for name in names.values() if any(dot.group == name for dot in drawn)]
    figure = dots_figure(drawn, order, "Percentage points", lines=(0,))
    table = pd.DataFrame(rows, columns=["Look", "Cohort", "People", "Percentage points (95% interval)", "Found"])
    alt = f"Change in the share for each ten points of OGRS, in percentage points. {'; '.join(dot.said for dot in drawn)}."
    return Chart(figure, alt, table, HIDDEN_KEY if (table == HIDDEN).any(axis=None) else "")


def differences_chart(groups: Sequence[Differences]) -> Chart | None:
    """Standardised differences, a series for each thing given; None where no group may be shown."""
    drawn, rows = [], []
    for group in groups:
        yes, no = GIVEN_NAMES[group.given]
        is_shown = is_told(group.yes, group.no)
        people = f"{words.whole(group.yes)} and {words.whole(group.no)}" if is_shown else HIDDEN
        for measure, name in MEASURE_NAMES.items():
            found = group.measures[measure] if is_shown else None
            rows.append((f"{yes} against {no}", people, name, "not known" if is_shown else HIDDEN) if found is None
                        else (f"{yes} against {no}", people, name, _say(found)))  # fmt: skip
            if found is not None:
                drawn.append(
                    Dot(
                        yes,
                        name,
                        found.value,
                        found.low,
                        found.high,
                        f"{yes}, {name}: {_say(found)}, n = {words.whole(found.n)}",
                    )
                )
    if not drawn:
        return None
    order = [name for name in MEASURE_NAMES.values() if any(dot.group == name for dot in drawn)]
    figure = dots_figure(drawn, order, "Standard deviations", lines=(-ALIKE, ALIKE))
    table = pd.DataFrame(rows, columns=["Who", "People", "Measure", "Difference (95% interval)"])
    return Chart(
        figure,
        f"Standardised differences. {'; '.join(dot.said for dot in drawn)}.",
        table,
        HIDDEN_KEY if (table == HIDDEN).any(axis=None) else "",
    )
