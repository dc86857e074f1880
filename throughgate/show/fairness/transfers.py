"""Who is moved out, brought in and kept near release: charts, tables and words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from throughgate.fairness.moves import RECORDING_DAYS, BandMoves, Moves
from throughgate.fairness.runs import Run
from throughgate.methods.disclosure import SMALLEST_GROUP, UNRELIABLE_BELOW, hide_small
from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import COLOURS, INK, Chart, blank, interval_lines
from throughgate.show.fairness.runs import STANDINGS, chance_words, rule_words, run_chart, run_signals, when
from throughgate.show.fairness.signal import Signal
from throughgate.show.tables import HIDDEN, HIDDEN_KEY, UNRELIABLE_KEY

MOVES = "Risk of people moved out and brought in"
KEPT = "Risk of people kept to their release"
RATES = "Moved out near release, by risk"
HERE = "This contract"
SERIES = (
    ("Moved out", "high risk moved out", "moves out in the last eight weeks before release"),
    ("Brought in", "low risk brought in", "people brought in and since released"),
    ("Kept", "low risk kept", "people kept to their release"),
)
"""Of the runs in their order: name of the line, what a rise would mean, and what a step is."""
POOLED = (
    "z is OGRS less the mean, in standard deviations, of everybody released from here or moved out in that month who can "
    f"count, within the same sentence band; months and bands with fewer than {SMALLEST_GROUP} people are joined with their "
    "neighbours. Of people brought in the sign is turned round. The order within a day is drawn, so it tells nothing. A move "
    f"counts as near release once its eight weeks and {RECORDING_DAYS} days for recording are over."
)
KEPT_LIMIT = (
    "People kept are those released from here who were not moved out in their last eight weeks, z as above with its sign turned "
    "round: a rise would mean that low risk is kept. They are several for each person moved out, so their limit is higher: "
    "false alarms are then about as rare in time."
)
MOST_PRISONS = 4
SYMBOLS = ("circle", "diamond", "square", "cross")
NONE_RECORDED = "cannot tell yet: no move out of this contract's prisons in the last eight weeks before release is recorded by this day."


def blocks(found: Moves, *, source: str) -> tuple[Block, ...]:
    """The three series of OGRS, and the share moved out by OGRS band."""
    pairs = list(zip(SERIES, found.runs, strict=True))
    moves = _runs_block(MOVES, "moves", pairs[:2], found, source)
    if moves is None:
        words_of_none = f"{NONE_RECORDED[:1].upper()}{NONE_RECORDED[1:]}"
        return (Block(MOVES, "CUSUM of OGRS", "moves", words=words_of_none, is_part=True),)
    kept = _runs_block(KEPT, "kept", pairs[2:], found, source)
    return (moves, *([kept] if kept else []), _rates_block(found, source))


def signals(found: Moves) -> tuple[Signal, ...]:
    """One a check, in the order of the runs; what cannot be told has no block of its own."""
    kept = MOVES if found.held.false_alarms is None else KEPT
    return tuple(
        signal
        for (name, _, what), run, section in zip(SERIES, found.runs, (MOVES, MOVES, kept), strict=True)
        for signal in run_signals(run, name=f"Transfers: {name.lower()}", what=what, section=section)
    )


def _runs_block(
    heading: str, key: str, pairs: Sequence[tuple[tuple[str, str, str], Run]], found: Moves, source: str
) -> Block | None:
    """Series of one limit in a chart; None where none of them can be told."""
    chart = run_chart([(name, run) for (name, _, _), run in pairs], title="CUSUM of standardised OGRS", value="z")
    if chart is None:
        return None
    each = "\n".join(
        f"- **{name}** (a rise: {meaning}): {STANDINGS[run.standing]}{when(run)}. n = {words.whole(run.n)}. {chance_words(run)}"
        for (name, meaning, _), run in pairs
    )
    how = POOLED if key == "moves" else KEPT_LIMIT
    return Block(
        heading, f"Highest CUSUM of each week, up to {words.day(found.told_to)}; people brought in by day of release", key, chart,
        words=f"{each}\n\n{how} {rule_words(pairs[0][1])}", source=source, takes_notes=True, is_part=True,
    )  # fmt: skip


def _rates_block(found: Moves, source: str) -> Block:
    if found.has_comparable:
        compared = "Other prisons are those of the data with at least 10 moves out near release; nothing makes their people alike."
    else:
        compared = "The data hold no other prison with at least 10 moves out near release, so there is nothing to compare with."
    subtitle = (
        "Moved out in the last eight weeks, of those and the people released from here; share with its 95% interval"
    )
    return Block(RATES, subtitle, "move-rates", rates_chart(found.rates), words=compared, source=source, is_part=True)


def rates_chart(rates: Sequence[BandMoves]) -> Chart:
    """One point an OGRS band and prison with its 95% interval; of many prisons the chart draws the first few, the table all."""
    bands, prisons = (list(dict.fromkeys(of)) for of in ([r.band for r in rates], [r.prison for r in rates]))
    shown = [pair for prison in prisons for pair in _shown(rates, prison)]
    figure = blank(height=120 + 70 * len(bands))
    for number, prison in enumerate(prisons[:MOST_PRISONS]):
        shift = 0.16 * (number - (min(len(prisons), MOST_PRISONS) - 1) / 2)
        seen = [(bands.index(each.band) + shift, rate) for each, rate in shown if each.prison == prison and rate]
        _add_prison(figure, prison or HERE, seen, number)
    top = 115 * max((rate.high for _, rate in shown if rate), default=1)
    figure.update_yaxes(
        tickvals=list(range(len(bands))), ticktext=bands, range=[len(bands) - 0.5, -0.6], showgrid=False
    )
    figure.update_xaxes(ticksuffix="%", range=[0, top], nticks=5, title_text="Moved out near release")
    figure.update_layout(showlegend=len(prisons) > 1)
    said = "; ".join(
        f"{each.prison or HERE}, {each.band}: {f'{_say(rate)}, n = {words.whole(rate.n)}' if rate else words.HIDDEN}"
        for each, rate in shown
    )
    alt = f"Share moved out in the last eight weeks by OGRS band. {said}."
    return Chart(figure, alt, _rates_table(shown), _rates_key(shown))


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
        hovertext=[f"{name}<br>{_say(rate)}, n = {words.whole(rate.n)}" for rate in rates],
    )  # fmt: skip


def _shown(rates: Sequence[BandMoves], prison: str) -> list[tuple[BandMoves, Rate | None]]:
    of = [rate for rate in rates if rate.prison == prison]
    hidden = hide_small([rate.n for rate in of], [rate.moved for rate in of])
    return [(rate, None if hide else binary_rate(rate.n, rate.moved)) for rate, hide in zip(of, hidden, strict=True)]


def _say(rate: Rate) -> str:
    return words.rate(rate) + (" u" if rate.n < UNRELIABLE_BELOW else "")


def _rates_table(shown: Sequence[tuple[BandMoves, Rate | None]]) -> pd.DataFrame:
    rows = [
        (
            each.prison or HERE,
            each.band,
            *((words.whole(rate.reconvicted), words.whole(rate.n), _say(rate)) if rate else (HIDDEN,) * 3),
        )
        for each, rate in shown
    ]
    return pd.DataFrame(
        rows, columns=["Prison", "OGRS band", "Moved out", "Moved out or released", "Share (95% interval)"]
    )


def _rates_key(shown: Sequence[tuple[BandMoves, Rate | None]]) -> str:
    hidden = HIDDEN_KEY if any(rate is None for _, rate in shown) else ""
    few = UNRELIABLE_KEY if any(rate is not None and rate.n < UNRELIABLE_BELOW for _, rate in shown) else ""
    return f"{hidden} {few}".strip()
