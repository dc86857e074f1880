"""Hours of contact as dots: mean by group with its interval, n beside each in the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from throughgate.fairness.support.contact import Group
from throughgate.methods.disclosure import UNRELIABLE_BELOW
from throughgate.methods.fairness.differences import Estimate, mean
from throughgate.show import words
from throughgate.show.charts import Chart
from throughgate.show.fairness.dots import Dot, dots_figure, in_order
from throughgate.show.fairness.said import hide_parts
from throughgate.show.shares import key_of
from throughgate.show.tables import HIDDEN

EVERYBODY, MET = "everybody", "met since release"
Row = tuple[str, str, Estimate | None]
"""Series, group, and its mean; None where it is hidden."""


def hours_chart(groups: Sequence[Group], name: str) -> Chart | None:
    """Mean hours in four weeks, a series a pathway; None where nobody may be shown. `name` is the column of the groups."""
    rows: list[Row] = []
    for within in sorted({group.within for group in groups}):
        held = _held(groups, within)
        hidden = hide_parts([group.hours.n for group in held])
        rows += _rows(f"Pathway {within}", held, hidden)
    return _chart(rows, name, "Hours in four weeks")


def after_chart(groups: Sequence[Group]) -> Chart | None:
    """Mean hours in twelve weeks out, of everybody and of people met; None where nobody may be shown.

    A band is hidden in both, or the people not met would follow from the two.
    """
    everybody, met = _held(groups, EVERYBODY), {group.name: group for group in _held(groups, MET)}
    count = [met[group.name].hours.n if group.name in met else 0 for group in everybody]
    hidden = hide_parts(count, [group.hours.n - n for group, n in zip(everybody, count, strict=True)])
    is_hidden = {group.name: bool(there) for group, there in zip(everybody, hidden, strict=True)}
    rows = [
        *_rows(EVERYBODY, everybody, is_hidden.values()),
        *_rows(MET, list(met.values()), [is_hidden[name] for name in met]),
    ]
    return _chart(rows, "Risk band", "Hours in twelve weeks")


def _held(groups: Sequence[Group], within: str) -> list[Group]:
    held = {group.name: group for group in groups if group.within == within}
    return [held[name] for name in in_order(held)]


def _rows(series: str, groups: Sequence[Group], hidden: Iterable[bool]) -> list[Row]:
    name = _capital(series)
    return [
        (name, _capital(group.name), None if is_hidden else mean(group.hours))
        for group, is_hidden in zip(groups, hidden, strict=True)
    ]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _chart(rows: Sequence[Row], name: str, axis: str) -> Chart | None:
    drawn = [
        Dot(series, group, found.value, found.low, found.high, f"{series}, {group}: {_say(found)}, n = {_people(found)}")
        for series, group, found in rows
        if found is not None
    ]  # fmt: skip
    if not drawn:
        return None
    low = min(dot.low for dot in drawn)
    floor = 0 if low < 0.5 * max(dot.high for dot in drawn) else None
    figure = dots_figure(drawn, in_order(dot.group for dot in drawn), axis, floor=floor)
    table = pd.DataFrame(
        [(series, group, _people(found), _say(found)) for series, group, found in rows],
        columns=["Group", name, "People", f"{axis} (95% interval)"],
    )
    alt = f"{axis}, mean with 95% interval. {'; '.join(dot.said for dot in drawn)}."
    return Chart(figure, alt, table, key_of(table))


def _people(found: Estimate | None) -> str:
    return HIDDEN if found is None else words.whole(found.n)


def _say(found: Estimate | None) -> str:
    if found is None:
        return HIDDEN
    mark = " u" if found.n < UNRELIABLE_BELOW else ""
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}){mark}"
