"""How many of the seven needs people have at once, and which come together."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from throughgate.methods.disclosure import SMALLEST_COUNT, UNRELIABLE_BELOW, is_small
from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.service.needs import Need, Needs
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, INK, Chart, blank, wrap
from throughgate.show.pathways.dots import spoken
from throughgate.show.shares import key_of
from throughgate.show.tables import HIDDEN, hide_small_counts

LABELS = {"education-training-employment": "Education, training and employment"}
NARROW = {"education-training-employment": "Education, work"}
"""Names that stand in full beside a row or in a sentence, and short above a column, where a phone has one line."""
MANY = 3
"""Needs. So many at once are told in the heading."""

ITSELF = "itself"
BY_CHANCE = (
    "Set each share beside the first row: two common needs often meet by chance alone, and of the 21 pairs the highest is "
    "high partly by chance. A need that an assessment did not look at counts as not found."
)


def label(name: str) -> str:
    """A need as it stands on screen."""
    return LABELS.get(name, name[:1].upper() + name[1:])


def how_many(found: Needs, source: str) -> Block:
    """The assessed by how many needs they have."""
    counts = joined(found.how_many)
    cells = hide_small_counts(counts)
    rates = [None if cells[name] == HIDDEN else binary_rate(found.assessed, count) for name, count in counts.items()]
    said = [HIDDEN if rate is None else words.rate(rate) for rate in rates]
    table = pd.DataFrame(
        {"Needs": list(counts), "Releases": list(cells.values()), "Share of the assessed (95% interval)": said}
    )
    figure = blank(height=320)
    figure.update_layout(margin_t=8)
    figure.add_bar(
        x=[name.replace(" or ", "<br>or ") for name in counts], y=[100 * rate.rate if rate else None for rate in rates],
        marker={"color": DARK_BLUE}, text=[words.percent(rate.rate, 0) if rate else "" for rate in rates],
        textposition="outside", cliponaxis=False, textfont={"size": 14, "color": INK}, hoverinfo="text",
        hovertext=[f"{name} needs: {cell} of {words.whole(found.assessed)}<br>{text}" for (name, cell), text in zip(cells.items(), said, strict=True)],
    )  # fmt: skip
    figure.update_xaxes(title_text="Needs found", type="category")
    tallest = max((100 * rate.rate for rate in rates if rate), default=100)
    figure.update_yaxes(ticksuffix="%", range=[0, 1.15 * tallest], nticks=5)
    parts = "; ".join(f"{name}: {spoken(text)}" for name, text in zip(counts, said, strict=True))
    alt = f"Share of {words.whole(found.assessed)} assessed releases by number of needs. {parts}."
    return Block(
        _many(found, cells), "Releases with an assessment, by how many of the seven needs it found", "needs-many",
        Chart(figure, alt, table, key_of(table)), source=source, is_part=True,
    )  # fmt: skip


def joined(how_many: tuple[int, ...]) -> dict[str, int]:
    """Counts by number of needs, the last ones joined until they are not small."""
    counts = list(how_many)
    while len(counts) > 1 and counts[-1] < SMALLEST_COUNT:
        counts[-2:] = [counts[-2] + counts[-1]]
    last = len(counts) - 1
    names = [str(number) for number in range(last)] + [f"{last} or more" if len(counts) < len(how_many) else str(last)]
    return dict(zip(names, counts, strict=True))


def _many(found: Needs, cells: dict[str, str]) -> str:
    many = binary_rate(found.assessed, sum(found.how_many[MANY:]))
    # A hidden count on either side of the cut would follow from a shown sum.
    is_told = len(cells) > MANY and HIDDEN not in list(cells.values())[:MANY]
    if not is_told or is_small(many.n, many.reconvicted):
        return "How many needs people have at once"
    return f"{words.percent(many.rate)} of {words.whole(many.n)} assessed have three needs or more"


def together(found: Needs, needs: list[Need], seen: dict[str, Rate | None], source: str) -> Block:
    """Of releases with the need of the row, the share with that of the column; `seen` is each need's rate, if shown."""
    hidden = _hidden_pairs(found, needs, seen)
    shares = [[_share(found, one, other, hidden) for other in needs] for one in needs]
    texts = [
        [ITSELF if one is other else HIDDEN if share is None else words.percent(share) for other, share in zip(needs, row, strict=True)]
        for one, row in zip(needs, shares, strict=True)
    ]  # fmt: skip
    base = [words.percent(rate.rate) if (rate := seen[need.name]) else HIDDEN for need in needs]
    names = [label(need.name) for need in needs]
    counts = [words.whole(need.found.reconvicted) if seen[need.name] else HIDDEN for need in needs]
    unsure = [" u" if seen[need.name] and need.found.reconvicted < UNRELIABLE_BELOW else "" for need in needs]
    rows = [["All assessed", words.whole(found.assessed), *base]] + [
        [name, count + mark, *row] for name, count, mark, row in zip(names, counts, unsure, texts, strict=True)
    ]
    # Without a column of its own for n the table fits, and nobody has to scroll it.
    table = pd.DataFrame(
        [[f"{name}, n = {count}", *row] for name, count, *row in rows], columns=["Of releases with", *names]
    )
    parts = "; ".join(
        f"of {spoken(row[1])} {row[0].lower()}: {', '.join(f'{name} {spoken(cell)}' for name, cell in zip(names, row[2:], strict=True) if cell != ITSELF)}"
        for row in rows
    )
    chart = Chart(_grid(needs, shares), f"Needs that come together: {parts}.", table, key_of(table))
    return Block(
        _closest(needs, shares), "Of releases with the need of the row, the share that also has the need of the column, in per cent",
        "needs-together", chart, words=BY_CHANCE, source=source, is_part=True,
    )  # fmt: skip


def _share(found: Needs, one: Need, other: Need, hidden: set[frozenset[str]]) -> float | None:
    pair = frozenset((one.name, other.name))
    if one is other or pair in hidden or not one.found.reconvicted:
        return None
    return found.both.get(pair, 0) / one.found.reconvicted


def _grid(needs: list[Need], shares: list[list[float | None]]) -> go.Figure:
    """A square of shares, darker where they are higher; pale enough for black figures."""
    figure = blank(height=470)
    names = [label(need.name) for need in needs]
    figure.add_heatmap(
        z=[[None if share is None else 100 * share for share in row] for row in shares], x=[NARROW.get(need.name, name) for need, name in zip(needs, names, strict=True)], y=[wrap(name) for name in names], xgap=2, ygap=2,
        colorscale=[[0, "#F3F7FB"], [1, "#8FB3D5"]], showscale=False, hoverongaps=False, hoverinfo="text",
        text=[["" if share is None else f"{100 * share:.0f}" for share in row] for row in shares], texttemplate="%{text}",
        textfont={"size": 13, "color": INK},
        hovertext=[
            ["" if share is None else f"Of releases with {one.lower()}<br>{words.percent(share)} also with {other.lower()}" for other, share in zip(names, row, strict=True)]
            for one, row in zip(names, shares, strict=True)
        ],
    )  # fmt: skip
    figure.update_xaxes(side="top", tickangle=-90, automargin=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, automargin=True)
    figure.update_layout(margin_t=8)
    return figure


def _closest(needs: list[Need], shares: list[list[float | None]]) -> str:
    """The pair that meets the most beyond what its parts alone would give."""
    pairs = [
        (round(share / other.found.rate, 9), share, one, other)
        for one, row in zip(needs, shares, strict=True)
        for other, share in zip(needs, row, strict=True)
        if share and other.found.rate and one.found.reconvicted >= UNRELIABLE_BELOW
    ]
    if not pairs:
        return "Which needs come together"
    _, share, one, other = max(pairs, key=lambda pair: pair[:2])
    return (
        f"Of {words.whole(one.found.reconvicted)} with {label(one.name).lower()} needs, {words.percent(share)} also have "
        f"{label(other.name).lower()} needs; of all assessed, {words.percent(other.found.rate)}"
    )


def _hidden_pairs(found: Needs, needs: list[Need], seen: dict[str, Rate | None]) -> set[frozenset[str]]:
    """The pairs to hide: small against either need, and never just one, which the number of needs would give away."""
    both = {
        frozenset((one.name, other.name)): found.both.get(frozenset((one.name, other.name)), 0)
        for at, one in enumerate(needs)
        for other in needs[at + 1 :]
    }
    size = {need.name: need.found.reconvicted for need in needs}
    hidden = {
        pair for pair, count in both.items() if any(seen[name] is None or is_small(size[name], count) for name in pair)
    }
    spare = sorted((count, sorted(pair)) for pair, count in both.items() if pair not in hidden and count)
    if hidden and spare and (len(hidden) == 1 or sum(both[pair] for pair in hidden) < SMALLEST_COUNT):
        hidden.add(frozenset(spare[0][1]))
    return hidden
