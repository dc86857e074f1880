"""Groups under one another: observed less expected, as counted in grey and drawn towards their mean in dark."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from throughgate.methods.change import Change
from throughgate.methods.subgroups import GroupEffect
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, GREY, INK, Chart, blank, interval_lines, padded, wrap
from throughgate.show.engagement.association import said
from throughgate.show.group_names import name_of
from throughgate.show.shares import key_of, say
from throughgate.show.subgroups.seen import Seen
from throughgate.show.tables import HIDDEN

MOST_ROWS = 40
SHIFT = 0.17
LINE, LEAST_ROW, HEAD = 17, 44, 130
"""Pixels for a line of a label, for the least row, and for what stands above and below the rows."""
RAW, SHRUNK = "As counted", "Drawn towards the mean of the groups"
METHOD = (
    "Expected: reconviction at the same OGRS score, by a logistic regression on the logit of OGRS. Drawn towards the mean: an empirical-Bayes "
    "estimate, which moves a small group further than a large one, since the extremes of small groups are mostly chance. q: the share of "
    "groups called different at this value that would be so by chance (Benjamini and Hochberg); 0.05 or less counts as different here "
    "(assumed)."
)


def block(seen: Seen, *, source: str) -> Block:
    """The forest plot with its table, and how it is worked out."""
    return Block(
        heading="How far is each group from what its OGRS scores lead to expect?",
        subtitle=f"Observed less expected, {words.PERCENTAGE_POINTS}, with 95% intervals; left of the dashed line is fewer than expected", key="forest",
        chart=forest_chart(seen), words=METHOD, source=source,
    )  # fmt: skip


def forest_chart(seen: Seen) -> Chart:
    """One row a group; of more than forty the largest are drawn, and the table holds all."""
    effects = seen.comparison.effects
    largest = sorted(range(len(effects)), key=lambda at: -effects[at].rate.n)[:MOST_ROWS]
    rows = [(seen.names[at], effects[at]) for at in sorted(largest)]
    labels = [wrap(name, 16).replace("<br>", "<br> ") for name, _ in rows]
    heights = max(label.count("<br>") + 1 for label in labels)
    figure = blank(height=HEAD + max(LEAST_ROW, LINE * heights + 10) * len(rows))
    figure.update_layout(margin_t=62, showlegend=True)
    drawn = [effect for _, effect in rows]
    raw = [(effect.points, effect.low, effect.high) for effect in drawn]
    near = [(effect.shrunk, effect.shrunk_low, effect.shrunk_high) for effect in drawn]
    _add(figure, raw, rows, (SHIFT, GREY, "diamond", RAW))
    _add(figure, near, rows, (-SHIFT, DARK_BLUE, "circle", SHRUNK))
    figure.add_vline(x=0, line={"color": INK, "width": 1.5, "dash": "dash"}, layer="below")
    ends = [end for _, low, high in (*raw, *near) for end in (low, high)]
    figure.update_xaxes(
        range=padded(min([*ends, 0]), max([*ends, 0]), floor=None), nticks=6, tickangle=0, showgrid=True, title_text=words.PERCENTAGE_POINTS.capitalize()
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=labels, range=[len(rows) - 0.4, -0.6], showgrid=False, automargin=True
    )
    more = (
        ""
        if len(rows) == len(effects)
        else f" The {len(rows)} largest of {len(effects)} groups are drawn; the table holds all."
    )
    alt = f"Observed less expected of {len(rows)} groups, with 95% intervals. {'; '.join(_told(*row) for row in rows)}.{more}"
    table = groups_table(seen)
    return Chart(figure, alt, table, key_of(table))


def _add(
    figure: go.Figure, estimates: Sequence[tuple[float, float, float]], rows: Sequence[tuple[str, GroupEffect]],
    look: tuple[float, str, str, str],
) -> None:  # fmt: skip
    shift, colour, symbol, name = look
    places = [at + shift for at in range(len(rows))]
    up, across = interval_lines(places, [low for _, low, _ in estimates], [high for *_, high in estimates])
    figure.add_scatter(
        x=across, y=up, mode="lines", line={"color": colour, "width": 2}, hoverinfo="skip", showlegend=False
    )
    figure.add_scatter(
        x=[value for value, *_ in estimates], y=places, mode="markers", name=name, hoverinfo="text",
        marker={"color": colour, "size": 11, "symbol": symbol},
        hovertext=[f"{_told(*row)}<br>{name}: {said(Change(*estimate))}" for row, estimate in zip(rows, estimates, strict=True)],
    )  # fmt: skip


def _told(name: str, effect: GroupEffect) -> str:
    return f"{name}: {words.gap_points(effect.points)} as counted, {words.gap_points(effect.shrunk)} drawn in, {words.equals('q', effect.q)}, n = {words.whole(effect.rate.n)}"


def groups_table(seen: Seen) -> pd.DataFrame:
    """One row a group, shown or not: rate, expected, difference, drawn towards the mean, q."""
    by = seen.groups.question.by
    rows = [_row(name, effect) for name, effect in zip(seen.names, seen.comparison.effects, strict=True)]
    away = [
        (name_of(by, values), *[HIDDEN] * (len(_COLUMNS) - 1))
        for values in (*seen.groups.hidden, *seen.groups.withheld)
    ]
    counted = seen.counted_as[:1].upper() + seen.counted_as[1:]
    return pd.DataFrame([*rows, *away], columns=["Group", f"{counted} (95% interval)", *_COLUMNS[2:]])


_COLUMNS = (
    "Group", "Reconvicted", "Expected", "Observed less expected, pp (95% interval)", "Drawn towards the mean, pp (95% interval)", "q",
)  # fmt: skip


def _row(name: str, effect: GroupEffect) -> tuple[str, ...]:
    return (
        name, say(effect.rate), words.percent(effect.expected), words.with_limits(effect.points, effect.low, effect.high),
        words.with_limits(effect.shrunk, effect.shrunk_low, effect.shrunk_high), words.p_value(effect.q),
    )  # fmt: skip
