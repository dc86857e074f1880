"""How many people are on each pathway at each month end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from throughgate.methods.disclosure import SMALLEST_GROUP
from throughgate.service.pathways import FEWEST_STAYS, SETTLED_DAYS, Held, Pathways
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import Chart, blank
from throughgate.show.pathways.cells import NAMES
from throughgate.show.pathways.lines import PATHWAYS, add_line, finish
from throughgate.show.tables import HIDDEN, hidden_key, hide_small_counts


def blocks(found: Pathways, *, source: str) -> tuple[Block, ...]:
    """The caseload; none where nobody is recorded as held."""
    if not found.held:
        return ()
    return (
        Block(
            heading="How many people are on each pathway", subtitle="People on a pathway at each month end",
            key="caseload", chart=caseload_chart(found), words=_whole_words(found), source=source, takes_notes=True,
        ),
    )  # fmt: skip


def caseload_chart(found: Pathways) -> Chart:
    """People on each pathway at month ends; those not yet whole are hollow and dotted."""
    days = sorted({held.day for held in found.held})
    shown = {day: _shown_on(found.held, day) for day in days}
    figure = blank(height=400)
    for pathway in PATHWAYS:
        points = [
            (held.day, held.people, f"{words.day(held.day)}<br>{words.people(held.people)}", _is_whole(found, held.day))
            for held in found.held
            if held.pathway == pathway and shown[held.day][NAMES[pathway]] != HIDDEN
        ]
        if points:
            add_line(figure, NAMES[pathway], pathway, points)
    _name_lines(figure)
    rows = [
        (words.day(day), *shown[day].values(), "complete" if _is_whole(found, day) else "not complete") for day in days
    ]
    columns = ["Held at the end of", *(NAMES[pathway] for pathway in PATHWAYS), "Caseload"]
    table = pd.DataFrame(rows, columns=columns)
    return Chart(figure, _caseload_alt(found, table, days), table, hidden_key(table))


def _name_lines(figure: go.Figure) -> None:
    """Names in a legend: the lines end together, where the caseload has run down."""
    finish(figure, {}, "")
    for trace in figure.data:
        trace.showlegend = trace.mode == "markers"
    figure.update_layout(showlegend=True, margin_r=8)


def _shown_on(held: Sequence[Held], day: date) -> dict[str, str]:
    counts = {NAMES[pathway]: 0 for pathway in PATHWAYS}
    return hide_small_counts(counts | {NAMES[one.pathway]: one.people for one in held if one.day == day})


def _is_whole(found: Pathways, day: date) -> bool:
    return found.whole_until is not None and day <= found.whole_until


def _caseload_alt(found: Pathways, table: pd.DataFrame, days: Sequence[date]) -> str:
    whole = [day for day in days if _is_whole(found, day)]
    at = days.index(whole[-1]) if whole else 0
    spoken = ", ".join(f"{NAMES[pathway].lower()} {table.iloc[at][NAMES[pathway]]}" for pathway in PATHWAYS)
    return (
        f"Lines of the people on each pathway at {len(days)} month ends; on {words.day(days[at])}: {spoken}. "
        f"{len(days) - len(whole)} month ends are not complete and drawn hollow. c stands for a hidden count."
    )


def _whole_words(found: Pathways) -> str:
    seen = "People are seen here only once they have been discharged"
    if found.whole_until is None:
        return (
            f"{seen}. How long stays last cannot be told yet: it takes {FEWEST_STAYS} that began {SETTLED_DAYS} days or more "
            f"before this day (both assumed), and there are {_few(found.stays)}. So every month end is hollow: **not complete**."
        )
    return (
        f"{seen}. Of the {words.whole(found.stays)} stays that began at least {SETTLED_DAYS} days before this day (assumed to be "
        f"long enough ago), 99 in 100 ended within {found.stay_days} days of the first day on a pathway. Month ends after "
        f"{words.day(found.whole_until)} are therefore **not complete**, hollow and dotted: people held then are still to be "
        "discharged, so the fall at the end is that of the data, not of the caseload."
    )


def _few(stays: int) -> str:
    return f"fewer than {SMALLEST_GROUP}" if 0 < stays < SMALLEST_GROUP else words.whole(stays)
