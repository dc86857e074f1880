"""Groups of a dimension as a forest: shrunken estimates dark, the raw ones grey, and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from throughgate.methods.disclosure import UNRELIABLE_BELOW
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, GREY, INK, Chart, blank, interval_lines, padded, wrap
from throughgate.show.equity import said
from throughgate.show.group_names import value_name
from throughgate.show.shares import key_of, say
from throughgate.show.three_way import is_clear, needed_text
from throughgate.subgroups.equity import DIMENSIONS, Dimension

RAW, SHRUNK = "As counted", "Shrunken"
ROW, LINE, EDGE = 40, 17, 92
"""Pixels: a group's row at the least, a line of its label, and what stands above and below the rows."""
APART = 0.16
"""Of a row. Raw and shrunken stand this far above and below its middle."""

SUBTITLE = f"Observed less expected, {words.PERCENTAGE_POINTS}, with 95% intervals"
HOW_TO_READ = (
    f"All on one scale. Observed less expected from OGRS scores, {words.PERCENTAGE_POINTS}: below nought fewer are reconvicted than expected. Grey as counted, dark drawn towards "
    "the average of the groups by as much as chance would spread them"
)


def blocks(dimensions: Sequence[Dimension], *, source: str) -> list[Block]:
    """One block a dimension, all on one scale; words alone where there is nothing to compare."""
    ends = span(dimensions)
    return [_block(dimension, ends, source) for dimension in dimensions]


def _block(dimension: Dimension, ends: list[float], source: str) -> Block:
    heading, key = DIMENSIONS[dimension.factor], f"equity-{dimension.factor}"
    if not dimension.effects:
        return Block(heading=heading, subtitle=said.nothing_to_compare(dimension), key=key, is_part=True)
    told = [said.dimension_words(dimension), said.hidden_words(dimension)]
    return Block(
        heading=heading, subtitle=SUBTITLE, key=key, chart=forest(dimension, ends),
        words="\n\n".join(filter(None, told)), source=source, is_part=True,
    )  # fmt: skip


def span(dimensions: Sequence[Dimension]) -> list[float]:
    """The scale that all forests share, in percentage points, nought among them."""
    found = [end for _, _, e in said.pairs(dimensions) for end in (e.low, e.high, e.shrunk_low, e.shrunk_high)]
    return padded(min([*found, 0]), max([*found, 0]), floor=None)


def forest(dimension: Dimension, ends: list[float]) -> Chart:
    """A row a group: its raw difference above, its shrunken one below."""
    rows = [(value, effect) for _, value, effect in said.pairs([dimension])]
    effects = [effect for _, effect in rows]
    raw = [(e.points, e.low, e.high) for e in effects]
    shrunk = [(e.shrunk, e.shrunk_low, e.shrunk_high) for e in effects]
    names = [value_name(dimension.factor, value) for value, _ in rows]
    labels = [_label(name, effect.rate.n) for name, effect in zip(names, effects, strict=True)]
    lines = max(label.count("<br>") + 1 for label in labels)
    figure = blank(height=EDGE + max(ROW, LINE * lines + 6) * len(rows))
    _add(figure, RAW, names, raw, (GREY, "diamond-open", 2, -APART))
    _add(figure, SHRUNK, names, shrunk, (DARK_BLUE, "circle", 3, APART))
    figure.add_vline(x=0, line={"color": INK, "width": 1.5, "dash": "dash"}, layer="below")
    figure.update_xaxes(range=ends, nticks=5, tickangle=0, title_text=f"Difference, {words.PERCENTAGE_POINTS}")
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=labels, range=[len(rows) - 0.5, -0.5],
        showgrid=False, automargin=True,
    )  # fmt: skip
    figure.update_layout(showlegend=True)
    table = effect_table(dimension)
    return Chart(figure, _alt(dimension, names, effects), table, f"{key_of(table)} {QUANTITIES}".strip())


QUANTITIES = (
    "Shrunken: drawn towards the average of the groups of this dimension (empirical Bayes). q: the share of false findings to "
    "expect if every group with this q or less were taken as a finding (Benjamini and Hochberg, over the groups of all dimensions)."
)


def _add(
    figure: go.Figure,
    name: str,
    names: Sequence[str],
    values: Sequence[tuple[float, float, float]],
    look: tuple[str, str, int, float],
) -> None:
    colour, symbol, width, offset = look
    places = [row + offset for row in range(len(values))]
    up, along = interval_lines(places, [low for _, low, _ in values], [high for _, _, high in values])
    figure.add_scatter(
        x=along, y=up, mode="lines", line={"color": colour, "width": width}, hoverinfo="skip", showlegend=False
    )
    figure.add_scatter(
        x=[points for points, _, _ in values], y=places, mode="markers", name=name, hoverinfo="text",
        marker={"color": colour, "symbol": symbol, "size": 10, "line": {"width": 2, "color": colour}},
        hovertext=[f"{of}<br>{name}: {words.with_limits(*v)} pp" for of, v in zip(names, values, strict=True)],
    )  # fmt: skip


def _label(name: str, n: int) -> str:
    """Name and n over lines; a long name may break after a stroke, and n stays with its number."""
    together = f"n = {words.whole(n)}".replace(" ", "\N{NO-BREAK SPACE}")
    return (
        wrap(f"{name.replace('/', '/ ')}, {together}", 20)
        .replace("<br>", "<br> ")
        .replace("/<br> ", "/<br>")
        .replace("/ ", "/")
    )


def effect_table(dimension: Dimension) -> pd.DataFrame:
    """One row a group: people reconvicted, expected, the difference raw and shrunken, p, q and people needed."""
    rows = [
        (
            value_name(dimension.factor, value), say(e.rate), words.percent(e.expected),
            words.with_limits(e.points, e.low, e.high), words.with_limits(e.shrunk, e.shrunk_low, e.shrunk_high),
            words.p_value(e.p), words.p_value(e.q), _needed(e.p, e.people_needed),
        )
        for _, value, e in said.pairs([dimension])
    ]  # fmt: skip
    columns = [
        "Group", "Reconvicted (95% interval)", "Expected", "Difference as counted, points (95% interval)",
        "Shrunken, points (95% interval)", "p", "q", "People needed to tell",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _needed(p: float, needed: int | None) -> str:
    if is_clear(p):
        return "enough"
    return "cannot be worked out" if needed is None else f"about {needed_text(needed)}"


def _alt(dimension: Dimension, names: Sequence[str], effects: Sequence) -> str:
    rows = "; ".join(
        f"{name} {words.signed(e.shrunk)} shrunken, {words.with_limits(e.points, e.low, e.high)} as counted, n = {words.whole(e.rate.n)}"
        + (" (unreliable)" if e.rate.n < UNRELIABLE_BELOW else "")
        for name, e in zip(names, effects, strict=True)
    )
    return f"{DIMENSIONS[dimension.factor]}: people reconvicted, observed less expected, {words.PERCENTAGE_POINTS}. {rows}."
