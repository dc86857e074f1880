"""Notes on the screen: as bars over the charts of their days, in words, and as tables."""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from throughgate.notes import Entry, Note
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import GREY, INK, Chart
from throughgate.show.tables import plain

LONGEST_SAID = 200
"""Letters of a note's words in a list or an alt text; the page Fair play has them in full."""
LONGEST_IN_ALT = 80
ANSWERED = "To be answered on the page Fair play."
LANE = 26  # pixels of a row of bars and numbers, above what the chart draws
MOST_ROWS = 6
"""Of bars, one a note; what needs more rows stands in one bar above them, or the chart would be half of notes."""
BAR_FOOT, BAR_TOP, NUMBER_FOOT = 2, 7, 8  # pixels above the foot of the row
AROUND = 90  # pixels that a chart's axis, legend and margins take, about
LABEL_WIDTH = 0.07
BAR_WIDTH = 0.03
"""Shares of the chart's days that a number takes on a narrow screen, and that the bar of a short note is drawn as: 7 pixels."""
LATEST_ONLY = (
    "Notes are opened on the latest day of the newest data only: this look opens none, and shows those opened as at its day or "
    "an earlier one."
)


def on_chart(chart: Chart, notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes that touch the days of the chart, in their order; none of a chart whose x axis holds no days."""
    days = _days(chart.figure)
    if days is None:
        return ()
    return tuple(note for note in notes if note.starts_on <= days[1] and note.ends_on >= days[0])


def of_block(block: Block, notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes for a block: where it names what they are about, only those, and notes of somebody's own."""
    if not block.takes_notes:
        return ()
    return tuple(note for note in notes if not (note.about and block.about) or note.about.startswith(block.about))


def written_on(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes for charts of other pages: of a signal only where somebody has written since, for it says nothing before."""
    return tuple(note for note in notes if not note.about or len(note.entries) > 1)


def annotate(chart: Chart, notes: Iterable[Note]) -> Chart:
    """The same chart with a thin grey bar over the days of each note, and its number above the bar.

    The bars stand above what the chart draws, so that nothing is hidden, in as many rows as they need, up to MOST_ROWS. A bar too short to be
    seen is drawn longer; the words have its days. The alt text says the same in words, cut short; `listed` says them in full. A chart without days, or without notes on them, stays as it is.
    """
    found = on_chart(chart, notes)
    if not found:
        return chart
    first, last = _days(chart.figure)
    placed, ends = [], []  # For each row of bars, from the bottom: where the last one ends.
    for note in sorted(found, key=lambda note: (note.starts_on, note.note_id)):
        start, end = _bar(note, first, last)
        middle, half = start + (end - start) / 2, (last - first) * LABEL_WIDTH / 2
        row = next((at for at, until in enumerate(ends) if until <= min(start, middle - half)), len(ends))
        ends[row : row + 1] = [max(end, middle + half)]
        placed.append((note, start, end, row))
    figure = _with_lanes(chart.figure, min(len(ends), MOST_ROWS + 1))
    for note, start, end, row in placed:
        if row < MOST_ROWS:
            _draw(figure, (str(note.note_id), _hover([note])), (start, end), row)
    if rest := [(note, start, end) for note, start, end, row in placed if row >= MOST_ROWS]:
        days = min(start for _, start, _ in rest), max(end for _, _, end in rest)
        _draw(figure, (f"{len(rest)} more", _hover([note for note, _, _ in rest])), days, MOST_ROWS)
    said = " ".join(f"{_bare(note, LONGEST_IN_ALT)}." for note in found)
    return chart.with_others_words(figure, f"Grey bars over the chart are notes. {said}")


def _with_lanes(figure: go.Figure, rows: int) -> go.Figure:
    """A copy, higher by so many rows, which stand free between the legend and what is drawn."""
    taller = go.Figure(figure)
    height = figure.layout.height + LANE * rows
    taller.update_layout(height=height, meta={"lane": LANE / (height - AROUND)})
    taller.update_yaxes(domain=[0, 1 - rows * LANE / (height - AROUND)])
    return taller


def heading(notes: Sequence[Note]) -> str:
    """What the list of a chart's notes is, with their numbers."""
    numbers = ", ".join(str(note.note_id) for note in notes)
    return f"{'Note' if len(notes) == 1 else 'Notes'} {numbers}: the grey {'bar' if len(notes) == 1 else 'bars'} over the chart"


def listed(notes: Sequence[Note], where: str = ANSWERED) -> str:
    """The notes of a chart as a short list, in Markdown, below `where` there is more of them."""
    return "\n".join([where, "", *(f"- {plain(_bare(note))}" for note in notes)])


def name(note: Note) -> str:
    """A note's number and title, to choose it by; without its state, or the choice would be lost when that changes."""
    return f"Note {note.note_id}: {note.title}"


def who_and_when(entry: Entry) -> str:
    """Who wrote an entry, and on which day."""
    return f"{entry.role}, {words.day(entry.written_at.date())}"


def entries_table(note: Note) -> pd.DataFrame:
    """One row an entry of a note, the first on top: what was done, the words, in which role, and when."""
    return pd.DataFrame(
        {
            "Entry": [f"{entry.number}, {entry.kind}" for entry in note.entries],
            "Text": [plain(entry.text) for entry in note.entries],
            "Role": [plain(entry.role) for entry in note.entries],
            "Written": [plain(words.moment(entry.written_at)) for entry in note.entries],
        }
    )


def notes_table(notes: Iterable[Note]) -> pd.DataFrame:
    """One row a note: its number, title, days, state and what was written last."""
    columns = ["Note", "About", "Days", "State", "Written last"]
    rows = [
        (
            str(note.note_id), plain(note.title), words.months(note.starts_on, note.ends_on), note.state,
            plain(f"{_short(note.latest.text)} ({who_and_when(note.latest)})"),
        )
        for note in notes
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def notes_in_full(notes: Iterable[Note]) -> pd.DataFrame:
    """One row an entry of a note, for paper: nothing is cut short, and nothing is a page away."""
    rows = [
        (
            str(note.note_id), plain(note.title), words.months(note.starts_on, note.ends_on), note.state,
            plain(f"{entry.kind}, {who_and_when(entry)}"), plain(entry.text),
        )
        for note in notes
        for entry in note.entries
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Note", "About", "Days", "State", "Entry", "Text"])


def _bare(note: Note, longest: int = LONGEST_SAID) -> str:
    """Note 1, January to March 2013, closed: what it is about. The latest words (Commissioner, 22 November 2026)."""
    return (
        f"Note {note.note_id}, {words.months(note.starts_on, note.ends_on)}, {note.state}: {note.title}. "
        f"{_short(note.latest.text, longest)} ({who_and_when(note.latest)})"
    )


def _short(text: str, longest: int = LONGEST_SAID) -> str:
    return textwrap.shorten(text, longest, placeholder=" ...")


def _days(figure: go.Figure) -> tuple[date, date] | None:
    """The whole months that a chart's points lie in; None where its x axis holds no days."""
    if figure.layout.xaxis.type != "date":
        return None
    places = pd.to_datetime(
        [str(place) for trace in figure.data for place in (() if trace.x is None else trace.x) if place is not None],
        errors="coerce", format="ISO8601",
    ).dropna()  # fmt: skip
    if places.empty:
        return None
    first, last = places.min().date(), places.max().date()
    return first.replace(day=1), (pd.Timestamp(last) + pd.offsets.MonthEnd(0)).date()


def _bar(note: Note, first: date, last: date) -> tuple[date, date]:
    """Where a note's bar begins and ends: its days within those of the chart, or more where it could not be seen."""
    start, end = max(note.starts_on, first), min(note.ends_on, last) + timedelta(days=1)
    until = last + timedelta(days=1)
    width = max(end - start, timedelta(days=math.ceil((until - first).days * BAR_WIDTH)))
    start = min(max(start - (width - (end - start)) // 2, first), until - width)
    return start, start + width


def _hover(notes: Sequence[Note]) -> str:
    return "<br>".join(line for note in notes for line in textwrap.wrap(html.escape(_bare(note)), 50))


def _draw(figure: go.Figure, said: tuple[str, str], days: tuple[date, date], row: int) -> None:
    """A bar at the foot of a row, the lowest of which is 0, and above it its number; `said` are that and what hovering tells."""
    lane = figure.layout.meta["lane"]
    foot = figure.layout.yaxis.domain[1] + row * lane
    bottom, top, number = (foot + pixels / LANE * lane for pixels in (BAR_FOOT, BAR_TOP, NUMBER_FOOT))
    figure.add_shape(
        type="rect", x0=days[0], x1=days[1], y0=bottom, y1=top, yref="paper", fillcolor=GREY, line_width=0
    )  # fmt: skip
    figure.add_annotation(
        x=days[0] + (days[1] - days[0]) / 2, y=number, yref="paper", yanchor="bottom", showarrow=False, text=said[0],
        font={"size": 12, "color": INK}, borderpad=0, hovertext=said[1],
    )  # fmt: skip
