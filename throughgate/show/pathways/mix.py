"""Who was discharged from which pathway, by quarter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from throughgate.service.pathways import Pathways
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import INK, Chart, blank
from throughgate.show.pathways import caseload
from throughgate.show.pathways.cells import NAMES, said, share
from throughgate.show.pathways.groups import groups
from throughgate.show.pathways.lead import is_shown
from throughgate.show.pathways.lines import PATHWAYS, Points, add_line, finish, middle, quarter_end, quarter_words
from throughgate.show.tables import HIDDEN, hidden_key

BEFORE = "On remand before it was a pathway"
DEFINED = (
    "Pathway 1: high or very high risk of harm, or an indeterminate sentence (IPP). Pathway 2: sentences of twelve months or "
    "more. Pathway 3: shorter ones{triage}. Pathway 4: remand{remand}, which counts in no cohort."
)

GAP = "A line is broken where a figure is hidden so that nobody can be recognised."


def blocks(found: Pathways, *, source: str) -> tuple[Block, ...]:
    """Mix by discharge, then by caseload; none where no pathway is shown."""
    if not is_shown(found):
        return ()
    by_discharge = Block(
        heading="Who was discharged from which pathway",
        subtitle=f"Share of all discharges of a quarter by the pathway last received, n = {words.whole(found.discharges)}",
        key="mix", chart=mix_chart(found), words=f"{defined(found)} {GAP}", source=source, takes_notes=True,
    )  # fmt: skip
    return (by_discharge, *caseload.blocks(found, source=source))


def defined(found: Pathways) -> str:
    """What the four pathways are, with the figures of the terms and their status."""
    below, since = found.triage_below, found.remand_from
    triage = f" (a triage assessment only under {below.value} days, {below.status})" if below else ""
    remand = f" (from {since.value}, {since.status})" if since else ""
    return DEFINED.format(triage=triage, remand=remand)


def mix_chart(found: Pathways) -> Chart:
    """The share of a quarter's discharges from each pathway; a quarter still running is hollow."""
    seen = groups(found.cells)
    quarters, counts, hidden = seen.quarters, seen.counts(seen.by_quarter)[:-1, :-1], seen.unseen(seen.by_quarter)
    # The two kinds of nobody's are one line; it may hold neither where either is hidden.
    lines = np.column_stack([counts[:, :4], counts[:, 4:].sum(axis=1)])
    unseen = np.column_stack([hidden[:-1, :4], hidden[:-1, 4:6].any(axis=1)]) | hidden[:-1, -1:]
    figure, ends = blank(height=400), {}
    for at, pathway in enumerate((*PATHWAYS, None)):
        points = _shares(quarters, lines, at, unseen[:, at], found.as_at)
        if points:
            add_line(figure, NAMES[pathway], pathway, points)
            ends[pathway] = points[-1]
    since = _remand_mark(found, quarters)
    finish(figure, ends, "%", middle(quarters[-1]), since)
    if since is not None:
        _mark_remand(figure, since)
    table = _mix_table(quarters, counts, hidden, found.as_at)
    return Chart(figure, _mix_alt(table), table, hidden_key(table))


def _shares(quarters: Sequence[date], counts: np.ndarray, at: int, hidden: np.ndarray, as_at: date) -> Points:
    """The points of a line; of remand, and of people without a pathway, only where there is anybody."""
    return [
        (
            middle(quarter), 100 * row[at] / row.sum(),
            f"{quarter_words(quarter, as_at)}<br>{share(int(row[at]), int(row.sum()))}, n = {words.whole(int(row.sum()))}",
            quarter_end(quarter) <= as_at,
        )
        for quarter, row, unseen in zip(quarters, counts, hidden, strict=True)
        if not unseen and (at < 3 or row[at])
    ]  # fmt: skip


def _remand_mark(found: Pathways, quarters: Sequence[date]) -> date | None:
    """The day from which remand has a pathway, where the chart holds it."""
    if found.remand_from is None:
        return None
    since = date(int(found.remand_from.value), 1, 1)
    return since if quarters[0] < since < quarter_end(quarters[-1]) else None


def _mark_remand(figure: go.Figure, since: date) -> None:
    figure.add_vline(x=since.isoformat(), line={"color": INK, "width": 1, "dash": "dash"})
    figure.add_annotation(
        x=since.isoformat(), xanchor="left", xshift=4, y=1, yref="paper", yanchor="bottom", showarrow=False, align="left",
        text=f"Remand a pathway from {since.year}", font={"size": 13, "color": INK},
    )  # fmt: skip


def _mix_table(quarters: Sequence[date], apart: np.ndarray, hidden: np.ndarray, as_at: date) -> pd.DataFrame:
    names = [*(NAMES[pathway] for pathway in PATHWAYS), BEFORE, "No pathway recorded"]
    rows = [
        (quarter_words(quarter, as_at), said(int(row.sum()), bool(unseen[-1])), *_row(row, unseen))
        for quarter, row, unseen in zip(quarters, apart, hidden, strict=False)
    ]
    total = apart.sum(axis=0)
    rows.append(("All", said(int(total.sum()), bool(hidden[-1, -1])), *_row(total, hidden[-1])))
    return pd.DataFrame(rows, columns=["Discharged", "Discharges", *names])


def _row(row: np.ndarray, hidden: np.ndarray) -> list[str]:
    # A share beside a hidden total would give the total away.
    of = 0 if hidden[-1] else int(row.sum())
    return [HIDDEN if unseen else share(int(count), of) for count, unseen in zip(row, hidden, strict=False)]


def _mix_alt(table: pd.DataFrame) -> str:
    first, last, every = table.iloc[0], table.iloc[-2], table.iloc[-1]
    spoken = "; ".join(
        f"{NAMES[pathway].lower()} {first[NAMES[pathway]]} in {first['Discharged']}, {last[NAMES[pathway]]} in {last['Discharged']}"
        for pathway in PATHWAYS
    )
    return (
        f"Lines of the share of discharges from each pathway by quarter, n = {every['Discharges']} discharges: {spoken}. "
        f"{BEFORE}: {every[BEFORE]}. c stands for a hidden count."
    )
