"""The share on the pathway intended, quarter by quarter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.service.pathways import Pathways
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, Chart, blank, interval_lines, padded
from throughgate.show.pathways.cells import key_of_cells, rate_words
from throughgate.show.pathways.groups import groups
from throughgate.show.pathways.lines import middle, quarter_end, quarter_words
from throughgate.show.tables import HIDDEN


def quarter_shares(found: Pathways) -> tuple[tuple[date, Rate | None], ...]:
    """For each quarter the share of sentenced people on the pathway intended; None where it may not be shown.

    Remand is left out: of most quarters nobody on remand could be on another pathway, and so the share would hardly tell.
    """
    seen = groups(found.cells)
    return tuple(
        (
            quarter,
            None if {asked, same} & seen.hidden or not asked else binary_rate(seen.people(asked), seen.people(same)),
        )
        for quarter, (asked, same) in zip(seen.quarters, seen.asked, strict=True)
    )


def blocks(found: Pathways, *, source: str) -> tuple[Block, ...]:
    """The share by quarter; none where fewer than two quarters may be shown."""
    shares = quarter_shares(found)
    if sum(rate is not None for _, rate in shares) < 2:
        return ()
    people = words.whole(sum(rate.n for _, rate in shares if rate))
    return (
        Block(
            heading="Quarter by quarter, on the pathway intended",
            subtitle=f"Discharges of sentenced people (remand left out), n = {people}: share on the pathway intended, with 95% interval",
            key="intended-quarters", chart=shares_chart(shares, found.as_at), source=source, takes_notes=True,
            words="An interval is of chance alone. Where two quarters' intervals overlap widely there is little reason to look into their difference.",
        ),
    )  # fmt: skip


def shares_chart(shares: Sequence[tuple[date, Rate | None]], as_at: date) -> Chart:
    """One point a quarter with its interval; a quarter still running is hollow, a hidden one left out."""
    shown = [(quarter, rate) for quarter, rate in shares if rate is not None]
    figure = blank(height=340)
    days = [middle(quarter) for quarter, _ in shown]
    x, y = interval_lines(days, [100 * rate.low for _, rate in shown], [100 * rate.high for _, rate in shown])
    figure.add_scatter(x=x, y=y, mode="lines", line={"color": DARK_BLUE, "width": 1.5}, hoverinfo="skip")
    figure.add_scatter(
        x=[middle(quarter) for quarter, _ in shares], y=[rate and 100 * rate.rate for _, rate in shares], mode="lines",
        line={"color": DARK_BLUE, "width": 2}, connectgaps=False, hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=days, y=[100 * rate.rate for _, rate in shown], mode="markers", hoverinfo="text",
        marker={
            "color": [DARK_BLUE if quarter_end(quarter) <= as_at else "white" for quarter, _ in shown], "size": 9,
            "line": {"color": DARK_BLUE, "width": 2},
        },
        hovertext=[f"{quarter_words(q, as_at)}<br>{rate_words(rate)}, n = {words.whole(rate.n)}" for q, rate in shown],
    )  # fmt: skip
    figure.update_xaxes(type="date", nticks=5, tickformat="%b %Y")
    low, high = 100 * min(rate.low for _, rate in shown), 100 * max(rate.high for _, rate in shown)
    bottom, top = padded(low, high)
    figure.update_yaxes(range=[bottom, min(top, 101)], ticksuffix="%", nticks=6)
    table = _shares_table(shares, as_at)
    return Chart(figure, _shares_alt(shown, as_at), table, key_of_cells(table))


def _shares_table(shares: Sequence[tuple[date, Rate | None]], as_at: date) -> pd.DataFrame:
    rows = [
        (quarter_words(quarter, as_at), words.whole(rate.n), words.whole(rate.reconvicted), rate_words(rate))
        if rate
        else (quarter_words(quarter, as_at), HIDDEN, HIDDEN, HIDDEN)
        for quarter, rate in shares
    ]
    return pd.DataFrame(
        rows, columns=["Discharged", "Sentenced people", "On the pathway intended", "Share (95% interval)"]
    )  # fmt: skip


def _shares_alt(shown: Sequence[tuple[date, Rate]], as_at: date) -> str:
    (first, before), (last, after) = shown[0], shown[-1]
    people = words.whole(sum(rate.n for _, rate in shown))
    return (
        f"Line of the share of sentenced people on the pathway intended in {len(shown)} quarters, n = {people} discharges: "
        f"{words.rate(before)} in {quarter_words(first, as_at)}, {words.rate(after)} in {quarter_words(last, as_at)}."
    )
