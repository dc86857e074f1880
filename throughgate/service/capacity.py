"""Caseloads, volunteers, waiting lists and delivery indicators, month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from throughgate.figure import Figure
from throughgate.service.rating import Indicator, read_indicators
from throughgate.store.reader import Reader, query
from throughgate.terms import Contract

SILENT_DAYS = 56
"""Assumed: somebody whose last kept contact is eight weeks old is on no community case manager's caseload."""

SUPPORT_MONTHS = 12
"""Assumed where a contract's terms do not say for how long people are supported after release."""

LONGEST_WAIT_DAYS = 91
"""Assumed: a referral that has not started by then waits no more; what never starts has no closing date."""


@dataclass(frozen=True)
class MonthLoad:
    """The end of a month: people held by case manager, and the posts in force.

    `people` pairs each case manager's number with people held. `posts` are of those still in post, None where a share is not given. `is_whole`
    says that the month is seen whole and that the service had run long enough to be full.
    """

    day: date
    people: tuple[tuple[int, int], ...]
    posts: float | None
    is_whole: bool

    @property
    def total(self) -> int:
        """People held by all."""
        return sum(held for _, held in self.people)


@dataclass(frozen=True)
class Caseload:
    """What the case managers of a role hold at each month end. `days` is what `is_whole` rests on: see `read_capacity`."""

    months: tuple[MonthLoad, ...]
    least: Figure | None = None
    most: Figure | None = None
    days: int | None = None


@dataclass(frozen=True)
class MonthVolunteers:
    """The end of a month: volunteers recruited who have not left, of these trained, of these active."""

    day: date
    recruited: int
    trained: int
    active: int


@dataclass(frozen=True)
class MonthWaiting:
    """The end of a month: how many wait, and of these `too_long` where a limit is known.

    Of referrals made in the month, `started` is how many have since started, `median_days` after how long; None of people who
    wait for a case manager.
    """

    day: date
    waiting: int
    is_whole: bool
    too_long: int | None = None
    started: int | None = None
    median_days: float | None = None


@dataclass(frozen=True)
class WaitingList:
    """A waiting list at each month end; `days` is what `is_whole` rests on. No month where nothing is held of it."""

    months: tuple[MonthWaiting, ...]
    limit: Figure | None = None
    days: int | None = None


@dataclass(frozen=True)
class Capacity:
    """Caseloads, volunteers, waiting lists and delivery indicators, month by month. What is not held is empty."""

    as_at: date
    custody: Caseload
    community: Caseload
    support_months: int
    volunteers: tuple[MonthVolunteers, ...]
    volunteers_planned: Figure | None
    allocation: WaitingList
    referral: WaitingList
    indicators: tuple[Indicator, ...]


def read_capacity(reader: Reader, contract: Contract, as_at: date) -> Capacity:
    """Caseloads, volunteers, waiting lists and delivery indicators, month by month.

    People are in the data only once discharged, so a month is seen whole only when it ended at least as many days before
    `as_at` as 99 in 100 people come into view before their discharge. A community caseload is seen at once, but fills up
    while the service has run for less than the months that support lasts.
    """
    scope = {"contract_id": contract.id, "as_at": as_at}
    service, days = contract.service, query(reader, "engagement/longest_stay", **scope).iloc[0]
    support = int(service["support-for"].value) if "support-for" in service else SUPPORT_MONTHS
    loads = query(reader, "engagement/caseloads", support_months=support, silent_days=SILENT_DAYS, **scope)
    allocation, referral = _waiting_lists(
        _waiting(reader, contract, as_at), service.get("allocated-within"), days, as_at
    )
    return Capacity(
        as_at=as_at,
        custody=_custody(loads, contract, as_at, _whole_number(days["from_allocation"])),
        community=_community(loads, contract, support),
        support_months=support,
        volunteers=_volunteers(query(reader, "engagement/volunteers", **scope)),
        volunteers_planned=service.get("volunteers-planned"),
        allocation=allocation,
        referral=referral,
        indicators=read_indicators(query(reader, "engagement/indicators", **scope)),
    )


def _custody(loads: pd.DataFrame, contract: Contract, as_at: date, days: int | None) -> Caseload:
    of_role = loads[loads["role"] == "custody case manager"]
    least, most = (contract.service.get(f"custody-caseload-{end}") for end in ("least", "most"))
    if not of_role["people"].any():
        return Caseload((), least, most)
    return Caseload(tuple(_month_loads(of_role, lambda day: _is_seen(day, as_at, days))), least, most, days)


def _community(loads: pd.DataFrame, contract: Contract, support_months: int) -> Caseload:
    of_role = loads[loads["role"] == "community case manager"]
    begins = [cohort.discharged_from for cohort in contract.cohorts if cohort.kind == "cohort"]
    if not of_role["people"].any() or not begins:
        return Caseload(())
    full = (pd.Timestamp(min(begins)) + pd.DateOffset(months=support_months, days=-1)).date()
    return Caseload(tuple(_month_loads(of_role, lambda day: day >= full)))


def _is_seen(day: date, as_at: date, days: int | None) -> bool:
    return days is not None and (as_at - day).days >= days


def _month_loads(of_role: pd.DataFrame, is_whole) -> Iterable[MonthLoad]:
    for when, rows in of_role.groupby("month_end"):
        day, posts = pd.Timestamp(when).date(), rows["whole_time_equivalent"]
        yield MonthLoad(
            day=day,
            people=tuple((int(row.case_manager), int(row.people)) for row in rows.itertuples()),
            posts=None if posts.isna().any() else float(posts.sum()),
            is_whole=is_whole(day),
        )


def _volunteers(rows: pd.DataFrame) -> tuple[MonthVolunteers, ...]:
    if not rows["recruited"].any():
        return ()
    return tuple(
        MonthVolunteers(pd.Timestamp(row.month_end).date(), int(row.recruited), int(row.trained), int(row.active))
        for row in rows.itertuples()
    )


def _waiting(reader: Reader, contract: Contract, as_at: date) -> pd.DataFrame:
    within, below = (contract.service.get(name) for name in ("allocated-within", "triage-only-below"))
    return query(
        reader, "engagement/waiting", contract_id=contract.id, as_at=as_at, longest_wait=LONGEST_WAIT_DAYS,
        allocated_within=None if within is None else int(within.value),
        triage_only_below=None if below is None else int(below.value),
    )  # fmt: skip


def _waiting_lists(
    rows: pd.DataFrame, limit: Figure | None, days: pd.Series, as_at: date
) -> tuple[WaitingList, WaitingList]:
    """People who wait for a custody case manager, and referrals that wait to start."""
    from_arrival, from_referral = (_whole_number(days[name]) for name in ("from_arrival", "from_referral"))
    allocation, referral = [], []
    for row in rows.itertuples():
        day = pd.Timestamp(row.month_end).date()
        if not pd.isna(row.should_have):
            is_whole = _is_seen(day, as_at, from_arrival)
            allocation.append(MonthWaiting(day, int(row.should_have), is_whole, _whole_number(row.waiting_long)))
        if not pd.isna(row.referred):
            is_whole = _is_seen(day, as_at, from_referral or 0)
            median = None if pd.isna(row.median_days) else float(row.median_days)
            referral.append(MonthWaiting(day, int(row.referred), is_whole, None, int(row.started), median))
    return WaitingList(tuple(allocation), limit, from_arrival), WaitingList(tuple(referral), None, from_referral)


def _whole_number(value) -> int | None:
    return None if pd.isna(value) else int(value)
