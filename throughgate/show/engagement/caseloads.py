"""People held by each case manager, in custody and in the community, at each month end."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

import pandas as pd

from throughgate.methods.disclosure import SMALLEST_GROUP, is_small
from throughgate.service.capacity import SILENT_DAYS, Capacity, Caseload, MonthLoad
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.chart_xmr import (
    Month,
    Process,
    Series,
    name_month,
    process,
    reading,
    xmr_chart,
)  # fmt: skip
from throughgate.show.tables import HIDDEN, HIDDEN_KEY, hidden_key


def custody_blocks(found: Capacity, source: str) -> tuple[Block, ...]:
    """The caseload of custody case managers over time, and a row for each of them; none where none is held."""
    load = found.custody
    if not load.months:
        return ()
    made = process(_series(load, f"After {_last_whole(load)}, not seen whole"))
    chart = Block(
        heading=_custody_heading(load),
        subtitle=(
            "Mean number of people on the allocation of a custody case manager at each month end, with its limits of chance. "
            "People after discharge are not counted."
        ),
        key="custody-caseload", chart=_chart(load, made), source=source, takes_notes=True,
        words="\n\n".join([reading(made, is_stock=True), f"{_seen_whole(found)} {_planned_source(load)}".strip()]),
    )  # fmt: skip
    return chart, *_managers(load, "custody", source)


def community_blocks(found: Capacity, source: str) -> tuple[Block, ...]:
    """The caseload of community case managers over time, and a row for each of them; none where none is held."""
    load = found.community
    if not load.months:
        return ()
    made = process(_series(load, "Still filling up"))
    kept = (
        f"Assumed: a person is held from the first contact kept outside custody since release until {found.support_months} "
        f"months after it, while the latest kept contact is less than {SILENT_DAYS // 7} weeks old, by the case manager who kept "
        f"it. In the first {found.support_months} months of the service nobody's support is over yet, so the caseload still "
        "fills up: those months set no limit."
    )
    chart = Block(
        heading=_community_heading(load),
        subtitle="Mean number of people in support of a community case manager at each month end, with its limits of chance. No range was planned for it in what is published.",
        key="community-caseload", chart=_chart(load, made), source=source, takes_notes=True,
        words=f"{reading(made, is_stock=True)}\n\n{kept}",
    )  # fmt: skip
    return chart, *_managers(load, "community", source)


def _whole(load: Caseload) -> list[MonthLoad]:
    return [month for month in load.months if month.is_whole]


def _mean(month: MonthLoad) -> float:
    return month.total / len(month.people)


def _custody_heading(load: Caseload) -> str:
    whole = [month for month in _whole(load) if not is_small(month.total, month.total)]
    if not whole:
        return "How many people each custody case manager holds cannot be told yet"
    said = f"Custody case managers held {fmean(map(_mean, whole)):.0f} people each on average"
    if not (load.least and load.most):
        return said
    inside = sum(load.least.value <= _mean(month) <= load.most.value for month in whole)
    where = f"at {inside} of {len(whole)} month ends" if inside < len(whole) else "at each month end seen whole"
    return f"{said}: {where} the mean was within the planned {load.least.value} to {load.most.value}"


def _community_heading(load: Caseload) -> str:
    whole = [month for month in _whole(load) if not is_small(month.total, month.total)]
    if not whole:
        return "The caseload of community case managers is still filling up"
    return (
        f"Community case managers held {fmean(map(_mean, whole)):.0f} people each on average, once the service was full"
    )


def _last_whole(load: Caseload) -> str:
    whole = _whole(load)
    return name_month(whole[-1].day) if whole else "the start"


def _seen_whole(found: Capacity) -> str:
    days = found.custody.days
    if days is None:
        return "No month end is seen whole yet: people are in the data only once they are discharged."
    until = (
        "No month end is seen whole yet"
        if not _whole(found.custody)
        else f"Month ends are seen whole until {_last_whole(found.custody)}"
    )
    return (
        f"{until}: people are in the data only once they are discharged, and 99 in 100 are discharged within {days} days of their "
        "allocation. Later months are drawn hollow, set no limit, and fall towards nothing for that reason alone."
    )  # fmt: skip


def _planned_source(load: Caseload) -> str:
    if not (load.least and load.most):
        return ""
    return f"Planned range: {load.most.source} ({load.most.status})."


def _series(load: Caseload, left_out: str) -> Series:
    planned = None
    if load.least and load.most:
        planned = float(load.least.value), float(load.most.value), f"Planned: {load.least.value} to {load.most.value}"
    months = tuple(_month(month) for month in load.months)
    return Series("People for each case manager", months, lambda value: f"{value:.1f}", planned, left_out)


def _month(month: MonthLoad) -> Month:
    if is_small(month.total, month.total):
        return Month(month.day, None, HIDDEN, month.is_whole)
    said = f"{_mean(month):.1f} ({_span(month)}), n = {len(month.people)} case managers, {words.people(month.total)}"
    return Month(month.day, _mean(month), said, month.is_whole)


def _span(month: MonthLoad) -> str:
    """The least and the most held by one; both hidden where either could point to somebody."""
    return _least_to_most([held for _, held in month.people])


def _least_to_most(held: list[int]) -> str:
    return HIDDEN if any(is_small(n, n) for n in held) else f"{min(held)} to {max(held)}"


def _chart(load: Caseload, made: Process):
    drawn = xmr_chart(made)
    hidden = [month.value is None for month in made.series.months]
    table = pd.DataFrame(
        {
            "Month end": [name_month(month.day) for month in load.months],
            "Case managers": [str(len(month.people)) for month in load.months],
            "People, mean": [HIDDEN if small else f"{_mean(m):.1f}" for m, small in zip(load.months, hidden, strict=True)],
            "Least to most": [HIDDEN if small else _span(m) for m, small in zip(load.months, hidden, strict=True)],
            "For each whole-time post": [HIDDEN if small else _each_post(m) for m, small in zip(load.months, hidden, strict=True)],
            "Seen whole": ["yes" if month.is_whole else "no" for month in load.months],
            "Rules broken": drawn.table["Rules broken"],
        }
    )  # fmt: skip
    return replace(drawn, table=table, key=hidden_key(table))


def _each_post(month: MonthLoad) -> str:
    return f"{month.total / month.posts:.1f}" if month.posts else "not given"


def _managers(load: Caseload, role: str, source: str) -> tuple[Block, ...]:
    """A row for each case manager over the months judged; with a hidden row goes the smallest of the rest, until no few people
    are hidden: the chart's table gives the total.
    """
    held: dict[int, list[int]] = {}
    for month in _whole(load):
        for number, people in month.people:
            held.setdefault(number, []).append(people)
    if not held:
        return ()
    hidden = {number for number, counts in held.items() if any(is_small(n, n) for n in counts)}
    spare = sorted((fmean(counts), number) for number, counts in held.items() if number not in hidden)
    while spare and hidden and (len(hidden) == 1 or sum(sum(held[number]) for number in hidden) < SMALLEST_GROUP):
        hidden.add(spare.pop(0)[1])
    between = f"'s mean lay between {spare[0][0]:.0f} and {spare[-1][0]:.0f} people" if spare else ""
    block = Block(
        heading=f"Each {role} case manager{between}",
        subtitle=(
            "Over the month ends judged above. Case managers are numbered by their first day in post; a difference may be of "
            "posts, part time or not."
        ),
        key=f"{role}-case-managers", table=_manager_table(held, hidden), table_key=HIDDEN_KEY if hidden else "", source=source,
        is_part=True,
    )  # fmt: skip
    return (block,)


def _manager_table(held: dict[int, list[int]], hidden: set[int]) -> pd.DataFrame:
    rows = [
        (
            f"Case manager {number}",
            str(len(held[number])),
            HIDDEN if number in hidden else f"{fmean(held[number]):.1f}",
            HIDDEN if number in hidden else _least_to_most(held[number]),
        )
        for number in sorted(held)
    ]
    return pd.DataFrame(rows, columns=["Case manager", "Month ends", "People, mean", "Least to most"])
