"""Contact hours by risk and need, and contact before and after a first reconviction."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd

from throughgate.fairness.model import Check
from throughgate.methods.fairness.decay import Day, Ratio, rate_ratio, ratio_limits
from throughgate.methods.fairness.differences import Sums
from throughgate.methods.fairness.slopes import ENOUGH_PEOPLE, FALSE_ALARM
from throughgate.store.reader import Reader, query
from throughgate.terms import Contract

WEEKS_EACH = 4
DAYS_EACH = 7 * WEEKS_EACH


@dataclass(frozen=True)
class Group:
    """People by two traits of theirs, and the sums of their hours.

    `within` is the pathway in custody; after release 'everybody' or 'met since release'.
    """

    within: str
    name: str
    hours: Sums


@dataclass(frozen=True)
class Hours:
    """Hours of kept contact: in four weeks on a pathway, by risk band and by needs; in twelve weeks out, by risk band."""

    by_band: tuple[Group, ...]
    by_needs: tuple[Group, ...]
    after: tuple[Group, ...]


@dataclass(frozen=True)
class Weeks:
    """Four weeks since release: days at risk and kept contacts of people already reconvicted.

    `expected` is how many contacts they would have had at the rate of people not yet reconvicted on the same days of the same
    pathway: contact ebbs within four weeks too, and people are reconvicted in the course of them. `days_before` are the days
    at risk of the latter. Only days of a pathway that has people of both kinds are counted.
    """

    first_week: int
    days_before: int
    days_after: int
    contacts_after: int
    expected: float


@dataclass(frozen=True)
class Followed:
    """People of a pathway, 0 where it is not known, followed past the first four weeks, as in `Decay`."""

    pathway: int
    people: int
    reconvicted: int
    ratio: Ratio | None


@dataclass(frozen=True)
class Decay:
    """Contact since release of people met in the first four weeks, before and after a first reconviction.

    `people` were followed past the first four weeks; `reconvicted` of them were reconvicted while followed. `ratio` compares
    them on the same day since release and the same pathway; None where too few are to be told.
    """

    check: Check
    people: int
    reconvicted: int
    weeks: tuple[Weeks, ...]
    ratio: Ratio | None
    by_pathway: tuple[Followed, ...]


def read_hours(reader: Reader, contract: Contract, as_at: date) -> Hours:
    """Contact hours of all the contract's cohorts, as known on `as_at`; people whose band is not known are left out."""
    scope = {"contract_id": contract.id, "as_at": as_at, "cohort_id": None}
    inside, after = query(reader, "fairness/hours", **scope), query(reader, "fairness/hours_after", **scope)
    met = after[after["is_engaged"].astype(bool)]
    return Hours(
        by_band=_groups(inside, "pathway", "risk_band"),
        by_needs=_groups(inside, "pathway", "needs"),
        after=(
            *_groups(after.assign(who="everybody"), "who", "risk_band"),
            *_groups(met.assign(who="met since release"), "who", "risk_band"),
        ),
    )


def _groups(rows: pd.DataFrame, within: str, name: str) -> tuple[Group, ...]:
    summed = rows.groupby([within, name])[["n", "hours", "hours_squared"]].sum()
    return tuple(
        Group(_text(key[0]), _text(key[1]), Sums(int(row.n), float(row.hours), float(row.hours_squared)))
        for key, row in zip(summed.index, summed.itertuples(), strict=True)
    )


def _text(key: Hashable) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)


def read_decay(reader: Reader, contract: Contract, as_at: date) -> Decay | None:
    """Contact before and after a first reconviction, all cohorts together; None where nobody was met and followed."""
    ask = partial(query, reader, "fairness/decay", contract_id=contract.id, as_at=as_at, cohort_id=None)
    rows = ask(ratios=None)
    if rows.empty:
        return None
    people = _people(rows)
    days = [
        Day(int(r.pathway), int(r.day), int(r.days_before), int(r.days_after), int(r.contacts_before), int(r.contacts_after))
        for r in rows.itertuples()
    ]  # fmt: skip
    of = {pathway: [day for day in days if day.pathway == pathway] for pathway in people}
    places = range(max(people) + 1)
    own = ask(ratios=[rate_ratio(of.get(place, [])) for place in places])
    squares = own.groupby("pathway")["residuals_squared"].first()
    by_pathway = tuple(Followed(at, *who, _told(who, of[at], float(squares[at]))) for at, who in people.items())
    who = (sum(n for n, _ in people.values()), sum(reconvicted for _, reconvicted in people.values()))
    pooled = ask(ratios=[rate_ratio(days)] * len(places))["all_residuals_squared"].iloc[0]
    found = _told(who, days, float(pooled))
    return Decay(_decay_check(found, contract, as_at), *who, _by_weeks(days), found, by_pathway)


def _people(rows: pd.DataFrame) -> dict[int, tuple[int, int]]:
    """People of each pathway, and those of them reconvicted while followed."""
    first = rows.drop_duplicates("pathway")
    return {int(r.pathway): (int(r.people), int(r.reconvicted)) for r in first.itertuples()}


def _told(who: tuple[int, int], days: list[Day], squares: float) -> Ratio | None:
    """The ratio with its limits; None where too few were reconvicted, or too few were not."""
    people, reconvicted = who
    return ratio_limits(days, squares) if min(reconvicted, people - reconvicted) >= ENOUGH_PEOPLE else None


def _by_weeks(days: list[Day]) -> tuple[Weeks, ...]:
    held = [day for day in days if day.days_before and day.days_after]
    firsts = sorted({day.day // DAYS_EACH for day in held})
    spans = [[day for day in held if day.day // DAYS_EACH == first] for first in firsts]
    return tuple(
        Weeks(
            WEEKS_EACH * first + 1,
            sum(day.days_before for day in span),
            sum(day.days_after for day in span),
            sum(day.contacts_after for day in span),
            sum(day.contacts_before / day.days_before * day.days_after for day in span),
        )
        for first, span in zip(firsts, spans, strict=True)
    )


def _decay_check(found: Ratio | None, contract: Contract, as_at: date) -> Check:
    name = "parking-after-reconviction"
    if found is None:
        return Check(name, "parking", "cannot tell", None, None, None)
    standing = "unusual" if found.is_unusual else "as usual"
    first = min(cohort.discharged_from for cohort in contract.cohorts if cohort.kind == "cohort")
    return Check(name, "parking", standing, first, as_at, FALSE_ALARM)
