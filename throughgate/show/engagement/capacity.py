"""The capacity part of the Engagement page: caseloads, volunteers and waiting lists."""

from __future__ import annotations

import pandas as pd

from throughgate.service.capacity import Capacity, MonthVolunteers
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.chart_xmr import name_month
from throughgate.show.charts import DARK_BLUE, DARK_PINK, DASHES, INK, TURQUOISE, Chart, blank, without_overlap
from throughgate.show.engagement.caseloads import community_blocks, custody_blocks
from throughgate.show.engagement.waiting import allocation_blocks, referral_blocks

LABEL_SHARE = 0.08


def blocks(found: Capacity, *, source: str) -> tuple[Block, ...]:
    """Caseloads, volunteers and waiting lists; what the data do not hold of the contract is named in one sentence."""
    parts = {
        "allocations to custody case managers": custody_blocks(found, source),
        "contacts of community case managers": community_blocks(found, source),
        "volunteers": _volunteers(found, source),
        "waits for a custody case manager": allocation_blocks(found, source),
        "referrals to interventions": referral_blocks(found, source),
    }
    missing = [name for name, part in parts.items() if not part]
    shown = tuple(block for part in parts.values() for block in part)
    return (*shown, _not_held(missing)) if missing else shown


def _not_held(missing: list[str]) -> Block:
    listed = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])}, or {missing[-1]}"
    return Block(
        heading="Capacity that the data do not show",
        subtitle=f"As known on this day the data hold nothing of these for this contract: {listed}.",
        key="capacity-not-held",
    )


def _volunteers(found: Capacity, source: str) -> tuple[Block, ...]:
    if not found.volunteers:
        return ()
    last, planned = found.volunteers[-1], found.volunteers_planned
    of = f" ({planned.value} planned)" if planned else ""
    said = f"Planned: {planned.source} ({planned.status}). " if planned else "How many were planned is not given. "
    return (
        Block(
            heading=f"{_active(last.active)} active at the end of {name_month(last.day)}{of}",
            subtitle="Volunteers who have not left, at each month end: recruited, of these trained, and of these active.",
            key="volunteers", chart=volunteer_chart(found), source=source, takes_notes=True,
            words=f"{said}Each month end counts what was known on that day. They are counts of volunteers, not of people served, and no estimate: none has an interval.",
        ),
    )  # fmt: skip


def _active(count: int) -> str:
    return "No volunteer mentor was" if count == 0 else f"{count} volunteer mentor{' was' if count == 1 else 's were'}"


def volunteer_chart(found: Capacity) -> Chart:
    """Volunteers recruited, trained and active by month end, against the number planned."""
    months, planned = found.volunteers, found.volunteers_planned
    top = 1.12 * max([m.recruited for m in months] + ([float(planned.value)] if planned else []))
    figure = blank(height=360)
    kinds = (("Recruited", DARK_BLUE), ("Trained", TURQUOISE), ("Active", DARK_PINK))
    ends = [float(_read(months[-1], name)) for name, _ in kinds]
    heights = _heights(ends, top)
    for (name, colour), dash, end, height in zip(kinds, DASHES, ends, heights, strict=False):
        figure.add_scatter(
            x=[m.day for m in months], y=[_read(m, name) for m in months], mode="lines+markers", name=name, hoverinfo="text",
            line={"color": colour, "width": 2.5, "dash": dash}, marker={"size": 5},
            hovertext=[f"{name_month(m.day)}<br>{name}: {_read(m, name)}" for m in months],
        )  # fmt: skip
        _label(figure, f"{name} {end:.0f}", height)
    if planned:
        figure.add_hline(y=float(planned.value), line={"color": INK, "width": 1.5, "dash": "dash"})
        _label(figure, f"Planned {planned.value}", float(planned.value))
    figure.update_xaxes(type="date", nticks=4, tickangle=0, tickformat="%b<br>%Y")
    figure.update_yaxes(range=[0, top], nticks=6)
    figure.update_layout(showlegend=True, margin_r=100)
    return Chart(figure, _alt(found), _table(months))


def _heights(ends: list[float], top: float) -> list[float]:
    """Labels in the order of the lines: active below trained below recruited where they end alike."""
    return without_overlap(ends[::-1], LABEL_SHARE * top, top)[::-1]


def _label(figure, text: str, height: float) -> None:
    figure.add_annotation(
        x=1.01, xref="paper", xanchor="left", y=height, yanchor="middle", showarrow=False, text=text, font={"size": 13, "color": INK},
    )  # fmt: skip


def _read(month: MonthVolunteers, name: str) -> int:
    return {"Recruited": month.recruited, "Trained": month.trained, "Active": month.active}[name]


def _alt(found: Capacity) -> str:
    first, last = found.volunteers[0], found.volunteers[-1]
    most = max(found.volunteers, key=lambda month: month.active)
    planned = f", against {found.volunteers_planned.value} planned" if found.volunteers_planned else ""
    return (
        f"Volunteers at month ends from {name_month(first.day)} to {name_month(last.day)}{planned}. At the last: "
        f"{last.recruited} recruited, {last.trained} trained, {last.active} active. Most active: {most.active}, {name_month(most.day)}."
    )


def _table(months: tuple[MonthVolunteers, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Month end": [name_month(month.day) for month in months],
            "Recruited, not left": [words.whole(month.recruited) for month in months],
            "Of these trained": [words.whole(month.trained) for month in months],
            "Of these active": [words.whole(month.active) for month in months],
        }
    )
