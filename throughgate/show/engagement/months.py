"""Staying in touch: the share met in each month since release, by where and how people were released."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from throughgate.methods.reconviction import Rate
from throughgate.service.engagement import EVERYBODY, SPLITS, Engagement
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, DASHES, ORANGE, Chart, blank
from throughgate.show.engagement.cells import Shown, filled_columns, shown_groups
from throughgate.show.shares import key_of, say

COLOURS, BANDS = (DARK_BLUE, ORANGE), ("rgba(18, 67, 109, 0.18)", "rgba(244, 106, 37, 0.18)")
SYMBOLS = ("circle", "square")
BASE = (
    "Month m runs from m - 1 whole months after the discharge to the day before m whole months. Each share is of eligible people, each once in a cohort, who have been out for the whole "
    "month, so n falls where follow-up is short; met is an attended contact with a community case manager, by telephone or in person, outside custody. People back "
    "in custody cannot be met and still count. The bands are 95% intervals."
)


def shown_months(found: Engagement) -> dict[int, Shown]:
    """Shares of each month by group as they may be shown."""
    return {month.month: shown_groups(month.by_group) for month in found.months}


def blocks(found: Engagement, *, source: str) -> list[Block]:
    """A chart for each split of everybody; none where no month is over, nothing is held, or nothing may be shown."""
    months = shown_months(found)
    if not found.has_contacts:
        return []
    splits = [split[:2] for split in SPLITS if any(_has(of, name) for of in months.values() for name in split[:2])]
    return [
        Block(
            heading="Month by month, by licence" if place else "Staying in touch: month by month since release", subtitle=f"Share met in each month since release: {split[0]} and {split[1]}", key=f"months-{split[0].replace(' ', '-')}",
            chart=months_chart(months, split), words="" if place else BASE, source=source, is_part=place > 0,
        )
        for place, split in enumerate(splits)
    ]  # fmt: skip


def _has(of: Shown, name: str) -> bool:
    share = of[name]
    return share is not None and share.n > 0


def months_chart(months: dict[int, Shown], split: tuple[str, str]) -> Chart:
    """A line with its band for each of the two groups."""
    figure = blank(height=380)
    for place, name in enumerate(split):
        for number, run in enumerate(_unbroken({month: of[name] for month, of in months.items() if _has(of, name)})):
            _add_group(figure, run, name, place, is_named=number == 0)
    figure.update_xaxes(title_text="Month since release", range=[0.5, 12.5], tickvals=[1, 3, 6, 9, 12])
    tops = [100 * of[name].high for of in months.values() for name in split if _has(of, name)]
    figure.update_yaxes(ticksuffix="%", range=[0, min(104.0, 1.12 * max(tops, default=100.0))], nticks=6)
    figure.update_layout(showlegend=True)
    columns = {_upper(name): [say(of[name]) for of in months.values()] for name in (EVERYBODY, *split)}
    table = filled_columns(pd.DataFrame({"Month": [str(month) for month in months]} | columns))
    alt = f"Share met in each month since release. {' '.join(_in_words(months, name) for name in split)}"
    return Chart(figure, alt, table, key_of(table))


def _unbroken(shares: dict[int, Rate]) -> list[dict[int, Rate]]:
    """Runs of months that follow each other: nothing is drawn across a month that is hidden."""
    runs: list[dict[int, Rate]] = []
    for month, share in shares.items():
        if month - 1 not in shares:
            runs.append({})
        runs[-1][month] = share
    return runs


def _add_group(figure: go.Figure, shares: dict[int, Rate], name: str, place: int, *, is_named: bool) -> None:
    at = list(shares)
    low, high = ([100 * getattr(share, end) for share in shares.values()] for end in ("low", "high"))
    figure.add_scatter(
        x=[*at, *at[::-1]], y=[*low, *high[::-1]], mode="lines", fill="toself", fillcolor=BANDS[place], line={"width": 0}, hoverinfo="skip", showlegend=False
    )  # fmt: skip
    figure.add_scatter(
        x=at, y=[100 * share.rate for share in shares.values()], mode="lines+markers", name=_upper(name), showlegend=is_named,
        line={"color": COLOURS[place], "width": 2, "dash": DASHES[place]}, marker={"size": 8, "symbol": SYMBOLS[place]},
        hovertext=[f"{_upper(name)}, month {month}<br>{say(share)}" for month, share in shares.items()], hoverinfo="text",
    )  # fmt: skip


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]


def _in_words(months: dict[int, Shown], name: str) -> str:
    shown = {month: of[name] for month, of in months.items() if _has(of, name)}
    hidden = sum(of[name] is None for of in months.values())
    more = f", {hidden} month{'' if hidden == 1 else 's'} {words.HIDDEN}" if hidden else ""
    if not shown:
        return f"{_upper(name)}: no month that may be shown{more}."
    ends = sorted({min(shown), max(shown)})
    return f"{_upper(name)}: {'; '.join(f'month {month} {say(shown[month])}' for month in ends)}{more}."
