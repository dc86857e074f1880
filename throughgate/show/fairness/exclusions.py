"""Who is left out by a named exclusion, by quarter and reason, small counts hidden within quarter and cohort."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import pandas as pd

from throughgate.fairness.definitions import REASONS, Quarter
from throughgate.methods.disclosure import SMALLEST_COUNT, UNRELIABLE_BELOW, hide_small
from throughgate.methods.reconviction import binary_rate
from throughgate.show import words
from throughgate.show.charts import DARK_BLUE, Chart, blank, interval_lines
from throughgate.show.tables import HIDDEN, HIDDEN_KEY, UNRELIABLE_KEY


def exclusions_chart(quarters: Sequence[Quarter]) -> Chart:
    """The share left out by quarter with its 95% interval, and a table that holds the reasons."""
    hidden = _hidden_quarters(quarters)
    shown = [(each, binary_rate(each.n, each.out)) for each, hide in zip(quarters, hidden, strict=True) if not hide]
    places = [_middle(each) for each, _ in shown]
    figure = blank(height=340)
    across, along = interval_lines(
        places, [100 * rate.low for _, rate in shown], [100 * rate.high for _, rate in shown]
    )
    figure.add_scatter(x=across, y=along, mode="lines", line={"color": DARK_BLUE, "width": 2}, hoverinfo="skip")
    figure.add_scatter(
        x=places, y=[100 * rate.rate for _, rate in shown], mode="markers", marker={"color": DARK_BLUE, "size": 9},
        hovertext=[f"{_name(each)}<br>{words.rate(rate)}, n = {words.whole(rate.n)}" for each, rate in shown], hoverinfo="text",
    )  # fmt: skip
    figure.update_xaxes(type="date", nticks=5, tickformat="%b<br>%Y")
    figure.update_yaxes(ticksuffix="%", rangemode="tozero", nticks=5, title_text="Left out")
    said = "; ".join(f"{_name(each)} {words.rate(rate)}, n = {words.whole(rate.n)}" for each, rate in shown)
    table = _table(quarters, hidden)
    few = UNRELIABLE_KEY if any(rate.n < UNRELIABLE_BELOW for _, rate in shown) else ""
    key = f"{HIDDEN_KEY if table.eq(HIDDEN).any(axis=None) else ''} {few}".strip()
    return Chart(
        figure, f"Share left out by a named exclusion, by quarter of discharge: {said or words.HIDDEN}.", table, key
    )


def _name(quarter: Quarter) -> str:
    months = quarter.starts_on.month
    return f"{quarter.starts_on:%B} to {quarter.starts_on.replace(month=months + 2):%B %Y}"


def _middle(quarter: Quarter):
    return quarter.starts_on.replace(month=quarter.starts_on.month + 1, day=15)


def _hidden_quarters(quarters: Sequence[Quarter]) -> list[bool]:
    """Within each cohort, whose total is shown."""
    hidden: list[bool] = []
    for _, group in groupby(quarters, key=lambda quarter: quarter.cohort):
        of = list(group)
        hidden += hide_small([each.n for each in of], [each.out for each in of]).tolist()
    return hidden


def _table(quarters: Sequence[Quarter], hidden: Sequence[bool]) -> pd.DataFrame:
    cells: list[list[bool]] = []
    for _, group in groupby(zip(quarters, hidden, strict=True), key=lambda pair: pair[0].cohort):
        of = list(group)
        cells += hide_cells([each.reasons for each, _ in of], [hide for _, hide in of])
    rows = []
    for each, hide, small in zip(quarters, hidden, cells, strict=True):
        rate = binary_rate(each.n, each.out)
        total = (HIDDEN,) * 3 if hide else (words.whole(each.n), words.whole(each.out), _say(rate))
        reasons = (HIDDEN if cell else words.whole(count) for cell, count in zip(small, each.reasons, strict=True))
        rows.append((each.cohort, _name(each), *total, *reasons))
    names = [f"{reason[:1].upper()}{reason[1:]}" for reason in REASONS]
    return pd.DataFrame(rows, columns=["Cohort", "Discharged", "n", "Left out", "Share (95% interval)", *names])


def _say(rate) -> str:
    return words.rate(rate) + (" u" if rate.n < UNRELIABLE_BELOW else "")


def hide_cells(counts: Sequence[Sequence[int]], rows_hidden: Sequence[bool]) -> list[list[bool]]:
    """Which cells of a cohort to hide: counts of 1 to 4, and more of their row and column until no total gives one away.

    Args:
        counts: people, a row each quarter, a column each reason; totals of rows and columns are known elsewhere.
        rows_hidden: rows of which nothing is shown.
    """
    table = np.array(counts, dtype=int)
    hidden = ((table > 0) & (table < SMALLEST_COUNT)) | np.array(rows_hidden, dtype=bool)[:, None]
    before = -1
    while hidden.sum() != before:
        before = hidden.sum()
        for line, hide in ((table, hidden), (table.T, hidden.T)):
            for values, cells in zip(line, hide, strict=True):
                spare = ~cells & (values > 0)
                if cells.any() and spare.any() and (cells.sum() == 1 or values[cells].sum() < SMALLEST_COUNT):
                    cells[np.where(spare, values, values.max() + 1).argmin()] = True
    return hidden.tolist()
