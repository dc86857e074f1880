"""A CUSUM on the screen: its height by week, its table by month, and what it says in words."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from datetime import date
from itertools import groupby

import pandas as pd
import plotly.graph_objects as go

from throughgate.fairness.runs import Month, Run
from throughgate.methods.disclosure import hide_small, join_small
from throughgate.methods.fairness.cusum import K
from throughgate.show import words
from throughgate.show.charts import COLOURS, DASHES, INK, Chart, blank
from throughgate.show.fairness.said import signed
from throughgate.show.fairness.signal import Signal
from throughgate.show.tables import HIDDEN, hidden_key

STANDINGS = {
    "unusual": "unusual, look into it", "as usual": "as usual", "cannot tell": words.CANNOT_TELL,
}  # fmt: skip


def rule_words(run: Run) -> str:
    """How the sum goes, and when it is unusual."""
    return (
        f"Each step adds its value less {K} to the sum, which never falls below 0; above {run.limit:g} it is unusual, and starts "
        f"again from 0 ({K} and {run.limit:g}: assumed, see the methods notes)."
    )


def run_chart(
    runs: Sequence[tuple[str, Run]], *, title: str, value: str, totals_from: Sequence[date] = ()
) -> Chart | None:
    """The highest sum of each week, one line a series, with the limit and the alarms; None where no series can be told.

    Args:
        runs: each with the name of its line; all of one limit.
        title: of the axis.
        value: what a step is, for the table: mean z.
        totals_from: first days of the periods whose totals are shown beside the table; without any its whole is.
    """
    shown = [(name, run) for name, run in runs if run.false_alarms is not None]
    if not shown:
        return None
    figure = blank(height=400)
    for (name, run), colour, dash in zip(shown, COLOURS, DASHES, strict=False):
        _add_run(figure, name, run, {"color": colour, "dash": dash})
    weeks, limit = [week for _, run in shown for week in run.weeks], shown[0][1].limit
    days = [week.starts_on for week in weeks]
    figure.add_scatter(
        x=[min(days), max(days)], y=[limit, limit], mode="lines", name=f"Above {limit:g}: unusual", hoverinfo="skip",
        line={"color": INK, "width": 1.5, "dash": "longdash"},
    )  # fmt: skip
    figure.update_xaxes(type="date", nticks=5, tickformat="%b<br>%Y")
    figure.update_yaxes(title_text=title, range=[0, 1.12 * max([limit, *(week.highest for week in weeks)])], nticks=6)
    figure.update_layout(showlegend=True)
    table = _table(shown, value, totals_from)
    return Chart(figure, _alt(shown, title), table, hidden_key(table))


def _add_run(figure: go.Figure, name: str, run: Run, line: dict) -> None:
    """A line, with a diamond where it is above the limit."""
    hover = [
        f"{name}<br>from the week of {words.day(week.starts_on)}<br>highest sum {week.highest:.1f}"
        + (f"<br>{STANDINGS['unusual']}" if week.highest > run.limit else "")
        for week in run.weeks
    ]
    x, y = [week.starts_on for week in run.weeks], [week.highest for week in run.weeks]
    figure.add_scatter(
        x=x, y=y, mode="lines+markers", name=name, line=line | {"width": 2}, hovertext=hover, hoverinfo="text",
        marker={
            "symbol": "diamond", "color": line["color"], "opacity": 1, "size": [12 if height > run.limit else 0 for height in y],
        },
    )  # fmt: skip


def _alt(shown: Sequence[tuple[str, Run]], title: str) -> str:
    said = "; ".join(
        f"{name}: n = {words.whole(run.n)}, {STANDINGS[run.standing]}{when(run)}" for name, run in shown
    )  # fmt: skip
    return f"{title} by week, the limit at {shown[0][1].limit:g}. {said}."


def when(run: Run) -> str:
    """The days on which a run is unusual, to follow its standing; nothing where it is not."""
    days = [words.months(each.starts_on, each.ends_on) for each in run.stretches]
    return f" ({', '.join(days)})" if days else ""


def _table(shown: Sequence[tuple[str, Run]], value: str, totals_from: Sequence[date]) -> pd.DataFrame:
    rows = [
        (
            name,
            f"{month.starts_on:%B %Y}",
            *((HIDDEN,) * 3 if hide else (words.whole(month.n), signed(month.mean), f"{month.highest:.1f}")),
        )
        for name, run in shown
        for month, hide in zip(run.months, hide_months(run.months, totals_from), strict=True)
    ]
    return pd.DataFrame(rows, columns=["Series", "Month", "n", f"Mean {value}", "Highest sum"])


def hide_months(months: Sequence[Month], totals_from: Sequence[date]) -> list[bool]:
    """Which months to hide, so that none follows from the total of the period it is in, nor from that of all.

    Periods too small to be shown themselves are looked at together with the next.
    """
    grouped = groupby(months, key=lambda month: bisect(totals_from, month.starts_on))
    periods = [[month.n for month in group] for _, group in grouped]
    hidden: list[bool] = []
    for span in join_small([sum(steps) for steps in periods]) or (slice(None),):
        steps = [n for period in periods[span] for n in period]
        hidden += hide_small(steps, steps).tolist()
    return hidden


def chance_words(run: Run) -> str:
    """How often a series like this one is unusual for nothing."""
    if run.false_alarms is None:
        return ""
    chance, length = run.false_alarms.chance, run.false_alarms.run_length
    often = f"about {words.percent(chance, 0)}" if chance >= 0.01 else "fewer than 1%"
    every = f", one alarm in about {words.whole(int(round(length, -2)))} steps" if length else ""
    return f"Of series as long as this one in which nothing happens, {often} show it all the same at one look{every} (by simulation)."


def run_signals(run: Run, *, name: str, what: str, section: str) -> tuple[Signal, ...]:
    """One signal a check of the run.

    Args:
        run: the run.
        name: what is looked at, in a few words.
        what: the steps, to follow a number: moves out.
        section: heading of the block that shows it.
    """
    checks = run.checks("transfers" if run.id.startswith("transfers") else "definition")
    if run.false_alarms is None:
        too_few = f"{words.CANNOT_TELL.capitalize()}: too few {what} are known by this day."
        return (Signal(checks[0], name, too_few, section),)
    n = f"n = {words.whole(run.n)} {what}"
    if not run.stretches:
        highest = max(week.highest for week in run.weeks)
        said = f"As usual: the sum reached {highest:.1f}, and {run.limit:g} is the limit ({n}). {chance_words(run)}"
        return (Signal(checks[0], name, said, section),)
    return tuple(
        Signal(
            check,
            f"{name}, from {check.starts_on:%B %Y}",
            f"Unusual, look into it: the sum climbed above {run.limit:g} from {words.day(check.starts_on)} to "
            f"{words.day(check.ends_on)} ({n} in all). {chance_words(run)}",
            section,
        )
        for check in checks
    )
