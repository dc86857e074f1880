"""What share of people is moved out near release: over time by group of risk, and by OGRS band beside other prisons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd
import plotly.graph_objects as go

from throughgate.fairness.moves import BandMoves, Moves, PeriodMoves
from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import COLOURS, DASHES, INK, Chart, blank, interval_lines
from throughgate.show.shares import key_of, say, shown
from throughgate.show.tables import HIDDEN

OVER_TIME = "Moved out near release over time, by risk"
RATES = "Moved out near release, by risk"
HERE = "This contract"
GROUPS = ("Low or Medium", "High or Very high")
MOVED = "Moved out in the last eight weeks, of those and the people released from here"
COMPARED = (
    "Other prisons are those of the data with at least 10 moves out near release; nothing makes their people alike."
)
NOT_COMPARED = (
    "The data hold no other prison with at least 10 moves out near release, so there is nothing to compare with."
)
MOST_PRISONS = 4
SYMBOLS = ("circle", "diamond", "square", "cross")
BESIDE = timedelta(days=7)
"""By which either group stands beside the middle of its quarter, so that their intervals do not cover each other."""


def periods_block(found: Moves, source: str) -> Block | None:
    """The share moved out by quarter, for two groups of risk; None where they are too few to be shown."""
    if not found.periods:
        return None
    text = (
        f"By quarter of the move or else of the release, up to {words.day(found.told_to)}; quarters that would hold fewer than ten of "
        "a group, moved out or not, are joined. Bands are those of OGRS3 over two years, High from 75%. Where the shares of "
        "the groups part for some quarters, look into it; the series above say whether chance alone would do as much."
    )
    subtitle = f"{MOVED}; share with its 95% interval"
    return Block(
        OVER_TIME, subtitle, "move-shares", periods_chart(found.periods), words=text, source=source, takes_notes=True, is_part=True,
    )  # fmt: skip


def periods_chart(periods: Sequence[PeriodMoves]) -> Chart:
    """Two lines, low or medium and high or very high risk, with a 95% interval each quarter."""
    labels = [words.months(period.starts_on, period.ends_on) for period in periods]
    groups = [
        [binary_rate(n, moved) for moved, n in group]
        for group in ([period.lower for period in periods], [period.higher for period in periods])
    ]
    figure = blank(height=380)
    for number, rates in enumerate(groups):
        places = [
            period.starts_on + (period.ends_on - period.starts_on) / 2 + (2 * number - 1) * BESIDE for period in periods
        ]
        _add_group(figure, number, places, labels, rates)
    figure.update_xaxes(type="date", nticks=5, tickformat="%b<br>%Y")
    figure.update_yaxes(ticksuffix="%", rangemode="tozero", nticks=5, title_text="Moved out near release")
    figure.update_layout(showlegend=True)
    table = pd.DataFrame(
        {"Months": labels}
        | {f"{name}: share (95% interval)": [say(rate) for rate in rates] for name, rates in zip(GROUPS, groups, strict=True)}
    )  # fmt: skip
    told = "; ".join(
        f"{label} {words.percent(lower.rate)} of {words.whole(lower.n)} and {words.percent(higher.rate)} of {words.whole(higher.n)}"
        for label, lower, higher in zip(labels, *groups, strict=True)
    )
    alt = f"Share moved out in the last eight weeks before release, {GROUPS[0]} and {GROUPS[1]} OGRS band: {told}."
    return Chart(figure, alt, table, key_of(table))


def _add_group(figure: go.Figure, number: int, places: list, labels: Sequence[str], rates: Sequence[Rate]) -> None:
    """A line with its intervals; thin strokes, so that the other group is seen behind them."""
    across, along = interval_lines(places, [100 * rate.low for rate in rates], [100 * rate.high for rate in rates])
    line = {"color": COLOURS[(0, 3)[number]], "width": 1.5}
    figure.add_scatter(x=across, y=along, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    figure.add_scatter(
        x=places, y=[100 * rate.rate for rate in rates], mode="lines+markers", name=GROUPS[number],
        line=line | {"width": 2, "dash": DASHES[number]}, marker={"symbol": SYMBOLS[number], "size": 10}, hoverinfo="text",
        hovertext=[f"{GROUPS[number]}<br>{label}<br>{say(rate)}" for label, rate in zip(labels, rates, strict=True)],
    )  # fmt: skip


def rates_block(found: Moves, source: str) -> Block:
    """The share moved out by OGRS band in all the months together, beside other prisons where the data hold them."""
    subtitle = f"{MOVED}, up to {words.day(found.told_to)}; share with its 95% interval"
    compared = COMPARED if found.has_comparable else NOT_COMPARED
    return Block(RATES, subtitle, "move-rates", rates_chart(found.rates), words=compared, source=source, is_part=True)


def rates_chart(rates: Sequence[BandMoves]) -> Chart:
    """One point an OGRS band and prison with its 95% interval; of many prisons the chart draws the first few, the table all."""
    bands, prisons = (list(dict.fromkeys(of)) for of in ([r.band for r in rates], [r.prison for r in rates]))
    said = [pair for prison in prisons for pair in _shown(rates, prison)]
    figure = blank(height=120 + 70 * len(bands))
    for number, prison in enumerate(prisons[:MOST_PRISONS]):
        shift = 0.16 * (number - (min(len(prisons), MOST_PRISONS) - 1) / 2)
        seen = [(bands.index(each.band) + shift, rate) for each, rate in said if each.prison == prison and rate]
        _add_prison(figure, prison or HERE, seen, number)
    top = 115 * max((rate.high for _, rate in said if rate), default=1)
    figure.update_yaxes(
        tickvals=list(range(len(bands))), ticktext=bands, range=[len(bands) - 0.5, -0.6], showgrid=False
    )
    figure.update_xaxes(ticksuffix="%", range=[0, top], nticks=5, title_text="Moved out near release")
    figure.update_layout(showlegend=len(prisons) > 1)
    told = "; ".join(
        f"{each.prison or HERE}, {each.band}: {say(rate) if rate else words.HIDDEN}" for each, rate in said
    )
    table = _rates_table(said)
    return Chart(figure, f"Share moved out in the last eight weeks by OGRS band. {told}.", table, key_of(table))


def _add_prison(figure: go.Figure, name: str, seen: Sequence[tuple[float, Rate]], number: int) -> None:
    """Points of one prison, each at its height."""
    places, rates = [place for place, _ in seen], [rate for _, rate in seen]
    across, along = interval_lines(places, [100 * rate.low for rate in rates], [100 * rate.high for rate in rates])
    line = {"color": COLOURS[number], "width": 3}
    figure.add_scatter(x=along, y=across, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    figure.add_scatter(
        x=[100 * rate.rate for rate in rates], y=places, mode="markers" if number else "markers+text", name=name,
        marker={"color": COLOURS[number], "size": 12, "symbol": SYMBOLS[number]}, hoverinfo="text",
        text=[words.percent(rate.rate) for rate in rates], textposition="top center", textfont={"size": 14, "color": INK},
        hovertext=[f"{name}<br>{say(rate)}" for rate in rates],
    )  # fmt: skip


def _shown(rates: Sequence[BandMoves], prison: str) -> list[tuple[BandMoves, Rate | None]]:
    of = [rate for rate in rates if rate.prison == prison]
    return list(zip(of, shown([binary_rate(rate.n, rate.moved) for rate in of]), strict=True))


def _rates_table(said: Sequence[tuple[BandMoves, Rate | None]]) -> pd.DataFrame:
    rows = [
        (each.prison or HERE, each.band, words.whole(rate.reconvicted) if rate else HIDDEN, say(rate))
        for each, rate in said
    ]
    return pd.DataFrame(rows, columns=["Prison", "OGRS band", "Moved out", "Share moved out (95% interval)"])
