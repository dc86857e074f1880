"""Hours of contact as dots: mean by group with its interval, n beside each in the table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.fairness.support.contact import Group
from throughgate.methods.disclosure import UNRELIABLE_BELOW, hide_small
from throughgate.methods.fairness.differences import Estimate, mean
from throughgate.show import words
from throughgate.show.charts import Chart
from throughgate.show.fairness.dots import Dot, dots_figure, in_order
from throughgate.show.tables import HIDDEN, HIDDEN_KEY, UNRELIABLE_KEY


def hours_chart(groups: Sequence[Group], name: str, axis: str, prefix: str) -> Chart | None:
    """Mean hours by group; None where nobody may be shown. `name` is the column of the groups, `prefix` stands before a series."""
    drawn, rows = [], []
    for within in sorted({group.within for group in groups}):
        series = f"{prefix}{within}"[:1].upper() + f"{prefix}{within}"[1:]
        held = {group.name: group.hours for group in groups if group.within == within}
        order = in_order(held)
        hidden = hide_small([held[key].n for key in order], [0] * len(order))
        for key, is_hidden in zip(order, hidden, strict=True):
            found = None if is_hidden else mean(held[key])
            rows.append(
                (
                    series,
                    key,
                    HIDDEN if found is None else words.whole(found.n),
                    HIDDEN if found is None else _say(found),
                )
            )
            if found is not None:
                drawn.append(
                    Dot(
                        series,
                        key,
                        found.value,
                        found.low,
                        found.high,
                        f"{series}, {key}: {_say(found)}, n = {words.whole(found.n)}",
                    )
                )
    if not drawn:
        return None
    order = in_order(dot.group for dot in drawn)
    low = min(dot.low for dot in drawn)
    figure = dots_figure(drawn, order, axis, floor=0 if low < 0.5 * max(dot.high for dot in drawn) else None)
    table = pd.DataFrame(rows, columns=["Group", name, "People", f"{axis} (95% interval)"])
    return Chart(figure, f"{axis}, mean with 95% interval. {'; '.join(dot.said for dot in drawn)}.", table, _key(table))


def _say(found: Estimate) -> str:
    mark = " u" if found.n < UNRELIABLE_BELOW else ""
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}){mark}"


def _key(table: pd.DataFrame) -> str:
    keys = [HIDDEN_KEY] if (table == HIDDEN).any(axis=None) else []
    return " ".join(keys + ([UNRELIABLE_KEY] if table.iloc[:, -1].str.endswith(" u").any() else []))
