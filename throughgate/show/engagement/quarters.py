"""The steps by quarter of discharge, with the published shares drawn in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from throughgate.figure import Figure
from throughgate.methods.disclosure import is_small
from throughgate.methods.reconviction import Rate
from throughgate.service.engagement import EVERYBODY, Engagement, Step
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import COLOURS, DARK_BLUE, DASHES, GREY, ORANGE, Chart, blank, interval_lines, padded
from throughgate.show.engagement.steps import shown_steps
from throughgate.show.shares import key_of, say, shown
from throughgate.terms import Contract

DRAWN = {
    "allocated": "Case manager in time", "handover": "Handover in time", "first week": "Met in first week", "engaged": "Met at all",
}  # fmt: skip
SYMBOLS = ("circle", "square", "diamond", "triangle-up")
SHIFT = pd.Timedelta(days=9)
"""The points of each step stand a little to the right of those of the step before."""

MOST_NAMED = 4
"""Quarters named under a chart, so that the names stand apart on a phone."""

NOT_COMPLETE = "Not complete"
HOLLOW = (
    "Hollow points are quarters that are not complete: people of the quarter are still to be released, or the time in which they can be met is not over. They may "
    "still move."
)


@dataclass(frozen=True)
class Point:
    """A quarter as it may be shown; `share` is None where it may not."""

    start: date
    share: Rate | None
    is_complete: bool

    @property
    def name(self) -> str:
        """Its months."""
        return words.months(self.start, (pd.Timestamp(self.start) + pd.DateOffset(months=3, days=-1)).date())

    @property
    def short_name(self) -> str:
        """Its months, for an axis."""
        return f"{self.start:%b} to {pd.Timestamp(self.start) + pd.DateOffset(months=2):%b}<br>{self.start:%Y}"

    @property
    def middle(self) -> pd.Timestamp:
        """Where it stands on an axis of time."""
        return pd.Timestamp(self.start) + pd.Timedelta(days=45)


def points(step: Step) -> list[Point]:
    """The quarters of a step; they make up everybody, so one hidden takes a second with it."""
    everybody = step.by_group[EVERYBODY]
    shares = shown([quarter.share for quarter in step.quarters])
    if is_small(everybody.n, everybody.reconvicted):
        shares = [None] * len(shares)
    return [Point(q.start, share, q.is_complete) for q, share in zip(step.quarters, shares, strict=True)]


def blocks(found: Engagement, contract: Contract, *, source: str) -> list[Block]:
    """Steps by quarter, then met at all and released locally by quarter with what was published of each.

    They are parts of the steps; where these may not be shown, the first stands by itself.
    """
    steps = {name: points(step) for name in DRAWN if (step := found.step(name)) is not None and found.has_contacts}
    steps = {name: of for name, of in steps.items() if any(point.share for point in of)}
    made = []
    if steps:
        made.append(
            Block(
                heading="The steps by quarter of discharge", subtitle="Share of everybody who could have had each step; intervals in the table",
                key="step-quarters", chart=steps_chart(steps), words=HOLLOW, source=source, takes_notes=True, is_part=True,
            )
        )  # fmt: skip
    if "engaged" in steps:
        made.append(_published_block("engaged", steps["engaged"], contract, source))
    local = found.step("local")
    if local is not None and any(point.share for point in points(local)):
        made.append(_published_block("local", points(local), contract, source))
    if made and not shown_steps(found):
        made[0] = replace(made[0], is_part=False)
    return made


def steps_chart(steps: dict[str, list[Point]]) -> Chart:
    """A line for each step through its complete quarters, hollow points for the others."""
    figure = blank(height=400)
    for place, (name, of) in enumerate(steps.items()):
        line = {"color": COLOURS[place], "width": 2, "dash": DASHES[place]}
        _add_points(figure, [p for p in of if p.share], DRAWN[name], line, SYMBOLS[place], SHIFT * place)
    _finish(figure, [0, 104], [point for of in steps.values() for point in of])
    rows = [(DRAWN[name], point) for name, of in steps.items() for point in of]
    table = pd.DataFrame({"Step": [name for name, _ in rows]} | _columns([point for _, point in rows]))
    said = "; ".join(f"{DRAWN[name]}: {range_words(of)}" for name, of in steps.items())
    return Chart(figure, f"Shares with each step by quarter of discharge. {said}.", table, key_of(table))


def _columns(of: Sequence[Point]) -> dict[str, list[str]]:
    return {
        "Released": [point.name for point in of],
        "Share (95% interval)": [say(point.share) for point in of],
        "State": ["complete" if point.is_complete else NOT_COMPLETE.lower() for point in of],
    }


def _add_points(figure: go.Figure, of: list[Point], name: str, line: dict, symbol: str, shift: pd.Timedelta) -> None:
    """The line of the complete quarters, broken where one is hidden, and every quarter's point."""
    x: list = []
    y: list = []
    before = None
    for point in (point for point in of if point.is_complete):
        if before is not None and pd.Timestamp(before.start) + pd.DateOffset(months=3) != pd.Timestamp(point.start):
            x, y = [*x, None], [*y, None]
        x, y, before = [*x, point.middle + shift], [*y, 100 * point.share.rate], point
    figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    figure.add_scatter(
        x=[point.middle + shift for point in of], y=[100 * point.share.rate for point in of], mode="markers", name=name,
        marker={
            "size": 9, "symbol": [symbol if p.is_complete else f"{symbol}-open" for p in of], "color": line["color"], "line": {"color": line["color"], "width": 2},
        },
        hovertext=[f"{name}, {p.name}<br>{say(p.share)}{'' if p.is_complete else f'<br>{NOT_COMPLETE.lower()}'}" for p in of], hoverinfo="text",
    )  # fmt: skip


def _finish(figure: go.Figure, reach: list[float], of: Sequence[Point]) -> None:
    """The axes: at most four quarters are named under the chart, each in its middle."""
    quarters = sorted({point.start: point for point in of}.values(), key=lambda point: point.start)
    named = quarters[:: -(-len(quarters) // MOST_NAMED)]
    figure.update_xaxes(
        type="date", tickvals=[point.middle for point in named], ticktext=[point.short_name for point in named],
        range=[pd.Timestamp(quarters[0].start), pd.Timestamp(quarters[-1].start) + pd.DateOffset(months=3)],
    )  # fmt: skip
    figure.update_yaxes(ticksuffix="%", range=reach, nticks=6)
    figure.update_layout(showlegend=True)


def range_words(of: Sequence[Point]) -> str:
    """From the lowest to the highest quarter, with n, and how many are not complete or hidden."""
    shares = [point.share for point in of if point.share]
    if not shares:
        return words.HIDDEN
    low, high = (words.percent(edge(share.rate for share in shares)) for edge in (min, max))
    open_ones, hidden = sum(not point.is_complete for point in of), sum(point.share is None for point in of)
    more = [f"{open_ones} not complete"] * bool(open_ones) + [f"{hidden} hidden"] * bool(hidden)
    span = f"{len(of)} quarters from {low} to {high}" if len(of) > 1 else f"1 quarter, {low}"
    return f"{span}, n = {words.whole(sum(share.n for share in shares))}" + (f" ({', '.join(more)})" if more else "")


def _published_block(name: str, of: list[Point], contract: Contract, source: str) -> Block:
    heading, subtitle, figure_name = {
        "engaged": ("Met a community case manager after release", "Share met in the first year, of people out for a month or more, each once in a cohort", "engaged"),
        "local": ("Released locally", "Share of eligible people, each once in a cohort, released to an area that the service covers", "released-locally"),
    }[name]  # fmt: skip
    published = contract.service.get(figure_name)
    return Block(
        heading=f"{heading}, by quarter", subtitle=f"{subtitle}; with 95% intervals", key=f"published-{name}",
        chart=published_chart(heading, of, published), words=published_words(published), source=source, takes_notes=True, is_part=True,
    )  # fmt: skip


def published_words(published: Figure | None) -> str:
    """What was published, of whom, where and with what status."""
    if published is None:
        return ""
    return f"The line: {published.value:f} {published.unit}. Source: {published.source} ({published.status})."


def published_chart(heading: str, of: list[Point], published: Figure | None) -> Chart:
    """A point a quarter with its interval, and the published share as a line where there is one."""
    shown = [point for point in of if point.share]
    figure = blank(height=340)
    for label, chosen, colour, dash in (
        ("Complete", [point for point in shown if point.is_complete], DARK_BLUE, "solid"),
        (NOT_COMPLETE, [point for point in shown if not point.is_complete], GREY, "dot"),
    ):
        if chosen:
            across, along = interval_lines(
                [p.middle for p in chosen], [100 * p.share.low for p in chosen], [100 * p.share.high for p in chosen]
            )
            figure.add_scatter(
                x=across,
                y=along,
                mode="lines",
                line={"color": colour, "width": 2, "dash": dash},
                hoverinfo="skip",
                showlegend=False,
            )
            _add_points(figure, chosen, label, {"color": colour, "width": 1.5}, "circle", pd.Timedelta(0))
    ends = [100 * end for point in shown for end in (point.share.low, point.share.high)]
    line = [] if published is None else [float(published.value)]
    if published is not None:
        _add_line(
            figure, shown, float(published.value), f"{published.status} {words.term(published.value)}".capitalize()
        )
    _finish(figure, padded(min(ends + line), max(ends + line)), shown)
    table = pd.DataFrame(_columns(of))
    against = f" {published.status.capitalize()}: {published.value:f} {published.unit}." if published else ""
    return Chart(figure, f"{heading}, by quarter of discharge: {range_words(of)}.{against}", table, key_of(table))


def _add_line(figure: go.Figure, shown: list[Point], at: float, label: str) -> None:
    ends = [shown[0].middle - 4 * SHIFT, shown[-1].middle + 4 * SHIFT]
    line = {"color": ORANGE, "width": 2, "dash": "dash"}
    figure.add_scatter(x=ends, y=[at, at], mode="lines", name=label, line=line, hovertext=label, hoverinfo="text")
