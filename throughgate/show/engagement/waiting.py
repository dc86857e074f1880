"""Waiting lists at each month end: for a custody case manager, and for an intervention to start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean, median

import pandas as pd

from throughgate.methods.disclosure import is_small
from throughgate.methods.reconviction import binary_rate
from throughgate.service.capacity import LONGEST_WAIT_DAYS, Capacity, MonthWaiting, WaitingList
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
from throughgate.show.charts import Chart
from throughgate.show.tables import HIDDEN, hidden_key


def allocation_blocks(found: Capacity, source: str) -> tuple[Block, ...]:
    """People who wait for a custody case manager; none where no allocation is held."""
    waits = found.allocation
    if not waits.months:
        return ()
    made = _process(waits, "People waiting for a custody case manager")
    rule = (
        "People wait who by the triage rules should have a custody case manager (pathways 1 to 3, not those with a triage "
        "assessment only), from their arrival until a case manager is first named for them or they are discharged."
    )
    return (
        Block(
            heading=_heading(made, "people waited for a custody case manager at a month end"),
            subtitle="People arrived and without a case manager yet at each month end, with its limits of chance.",
            key="waiting-allocation", chart=_allocation_chart(waits, made), source=source, takes_notes=True,
            words=_words(made, rule, _too_long(waits), _seen_whole(waits, "arrival")),
        ),
    )  # fmt: skip


def referral_blocks(found: Capacity, source: str) -> tuple[Block, ...]:
    """Referrals that wait to start; none where none is held."""
    waits = found.referral
    if not waits.months:
        return ()
    made = _process(waits, "Referrals not started")
    rule = f"Assumed: a referral waits for at most {LONGEST_WAIT_DAYS} days, since one that never starts has no closing date."
    return (
        Block(
            heading=_heading(made, "referrals to an intervention had not started at a month end"),
            subtitle="Referrals made and not started at each month end, with its limits of chance.",
            key="waiting-referral", chart=_referral_chart(waits, made), source=source, takes_notes=True,
            words=_words(made, rule, _to_start(waits), _seen_whole(waits, "a referral")),
        ),
    )  # fmt: skip


def _process(waits: WaitingList, name: str) -> Process:
    months = tuple(_month(month) for month in waits.months)
    return process(Series(name, months, lambda value: f"{value:.0f}"))


def _month(month: MonthWaiting) -> Month:
    if is_small(month.waiting, month.waiting):
        return Month(month.day, None, HIDDEN, month.is_whole)
    return Month(month.day, month.waiting, words.whole(month.waiting), month.is_whole)


def _heading(made: Process, what: str) -> str:
    values = [month.value for month in made.judged if month.value is not None]
    return f"On average {fmean(values):.0f} {what}" if values else f"How many {what} cannot be told yet"


def _whole(waits: WaitingList) -> list[MonthWaiting]:
    return [month for month in waits.months if month.is_whole]


def _too_long(waits: WaitingList) -> str:
    """How many of those waiting did so for longer than promised, over the months seen whole; no total beside a hidden one."""
    months = _whole(waits)
    n, late = sum(month.waiting for month in months), sum(month.too_long or 0 for month in months)
    if waits.limit is None or not n:
        return ""
    if is_small(n, late) or any(_late(month) == HIDDEN for month in months):
        return (
            f"How many had waited for more than {waits.limit.value} days ({waits.limit.source}; {waits.limit.status}) is not "
            "added up: some of these month ends are hidden so that nobody can be recognised, and a total would tell of them."
        )
    share = words.percent(binary_rate(n, late).rate)
    return (
        f"Over those month ends {share} of the people waiting ({words.whole(late)} of {words.whole(n)}; somebody who waits over "
        f"two month ends counts twice, so no interval is given) had waited for more than {waits.limit.value} days "
        f"({waits.limit.source}; {waits.limit.status})."
    )


def _to_start(waits: WaitingList) -> str:
    medians = [
        month.median_days for month in _whole(waits) if month.started and not is_small(month.started, month.started)
    ]
    counts = [month.started or 0 for month in _whole(waits)]
    started = sum(counts)
    if not medians or any(is_small(count, count) for count in counts):
        return ""
    return (
        f"Of the referrals made in the months judged {words.whole(started)} have started: in the middle month half of them did "
        f"within {median(medians):.0f} days (least month {min(medians):g}, most {max(medians):g})."
    )  # fmt: skip


def _seen_whole(waits: WaitingList, since: str) -> str:
    if waits.days is None or len(_whole(waits)) == len(waits.months):
        return ""
    return (
        f"Month ends of the last {waits.days} days are drawn hollow and set no limit: people are in the data only once they are "
        f"discharged, and 99 in 100 are within that time of {since}."
    )


def _words(made: Process, *how: str) -> str:
    """What the chart says, then how it is counted."""
    return f"{reading(made, is_stock=True)}\n\n{' '.join(filter(None, how))}"


def _allocation_chart(waits: WaitingList, made: Process) -> Chart:
    drawn = xmr_chart(made)
    table = _table(waits, drawn, "People waiting")
    if waits.limit is not None:
        table.insert(2, f"Of these more than {waits.limit.value} days", [_late(month) for month in waits.months])
    return replace(drawn, table=table, key=hidden_key(table))


def _late(month: MonthWaiting) -> str:
    if is_small(month.waiting, month.waiting) or is_small(month.waiting, month.too_long or 0):
        return HIDDEN
    return words.whole(month.too_long or 0)


def _referral_chart(waits: WaitingList, made: Process) -> Chart:
    drawn = xmr_chart(made)
    table = _table(waits, drawn, "Referrals not started")
    table.insert(2, "Referred in the month and started since", [_count(month.started or 0) for month in waits.months])
    table.insert(3, "Days to start, median", [_days(month) for month in waits.months])
    return replace(drawn, table=table, key=hidden_key(table))


def _days(month: MonthWaiting) -> str:
    if month.median_days is None:
        return "none"
    return HIDDEN if is_small(month.started or 0, month.started or 0) else f"{month.median_days:g}"


def _count(people: int) -> str:
    return HIDDEN if is_small(people, people) else words.whole(people)


def _table(waits: WaitingList, drawn: Chart, name: str) -> pd.DataFrame:
    months: Sequence[MonthWaiting] = waits.months
    return pd.DataFrame(
        {
            "Month end": [name_month(month.day) for month in months],
            name: [_count(month.waiting) for month in months],
            "Seen whole": ["yes" if month.is_whole else "no" for month in months],
            "Rules broken": drawn.table["Rules broken"],
        }
    )
