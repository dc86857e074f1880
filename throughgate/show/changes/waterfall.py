"""A movement drawn: where the measure stood, each part, and where it stands, with the same as a table."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import plotly.graph_objects as go

from throughgate.show.changes.shown import Shown
from throughgate.show.charts import DARK_BLUE, INK, ORANGE, Chart, blank, wrap

LABELS = 0.45
"""Of the width of the steps, on either side: room for their labels also on a phone."""
WIDTH_OF_NAMES = 16


def waterfall(shown: Shown, before: str, after: str) -> Chart:
    """The movement between two sides, named as a reader knows them; parts of nothing stand in the table alone."""
    drawn = [part for part in shown.parts if part.by]
    figure = blank(height=74 + 38 * (len(drawn) + 2))
    figure.update_layout(margin_t=8, bargap=0.3)
    at = shown.before
    _add_end(figure, before, at, shown)
    ends = [at]
    for part in drawn:
        _add_part(figure, part.name, at, part.by, shown)
        at += part.by
        ends.append(at)
    _add_end(figure, after, shown.after, shown)
    width = float(max(ends) - min(ends)) or 1.0
    low, high = float(min(ends)) - LABELS * width, float(max(ends)) + LABELS * width
    figure.update_xaxes(range=[low, high], nticks=4, title_text=shown.how.name, title_standoff=12, tickformat=",")
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    return Chart(figure, alt_text(shown, before, after), table(shown, before, after))


def table(shown: Shown, before: str, after: str) -> pd.DataFrame:
    """One row a part, between the two sides."""
    how = shown.how
    rows = [(part.name, how.say_by(part.by)) for part in shown.parts]
    ends = [(f"**{side}**", f"**{how.say(value)}**") for side, value in ((before, shown.before), (after, shown.after))]
    return pd.DataFrame([ends[0], *rows, ends[1]], columns=["Part", how.name])


def alt_text(shown: Shown, before: str, after: str) -> str:
    """The movement in words: both sides with their ranges, and the parts that moved it."""
    how = shown.how
    parts = "; ".join(f"{part.name}: {how.in_words(part.by)}" for part in shown.parts if part.by)
    name = f"{shown.in_sentence[:1].upper()}{shown.in_sentence[1:]}"
    ends = [
        f"{side} {how.say(value)}{f' (95% range {span})' if span else ''}"
        for side, value, span in ((before, shown.before, shown.range_before), (after, shown.after, shown.range_after))
    ]
    return f"{name}. {ends[0]}; {ends[1]}. Parts between: {parts or 'none'}."


def _add_end(figure: go.Figure, name: str, at: Decimal, shown: Shown) -> None:
    """Where it stood or stands: a marker, as its distance from nought says nothing of the movement."""
    figure.add_scatter(
        x=[float(at)], y=[wrap(name, WIDTH_OF_NAMES)], mode="markers+text", text=f"<b>{shown.how.say(at)}</b>",
        textposition="middle right", hoverinfo="skip", marker={"color": INK, "size": 12, "symbol": "diamond"},
        textfont={"size": 14, "color": INK}, cliponaxis=False,
    )  # fmt: skip


def _add_part(figure: go.Figure, name: str, at: Decimal, by: Decimal, shown: Shown) -> None:
    figure.add_bar(
        x=[float(by)], base=[float(at)], y=[wrap(name, WIDTH_OF_NAMES)], orientation="h", hoverinfo="skip", text=shown.how.say_by(by),
        textposition="outside", textfont={"size": 14, "color": INK}, cliponaxis=False,
        marker={"color": DARK_BLUE if by < 0 else ORANGE},
    )  # fmt: skip
