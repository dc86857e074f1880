"""Who engages, who is offered nothing, and how those given something differ from the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from throughgate.methods.fairness.differences import Estimate, Sums, standardised
from throughgate.store.reader import Reader, query
from throughgate.terms import Contract

GIVEN = ("offered", "engaged", "handover")
MEASURES = ("ogrs", "age", "needs", "short")


@dataclass(frozen=True)
class Band:
    """People of a risk band, and those of them who engaged."""

    name: str
    n: int
    engaged: int


@dataclass(frozen=True)
class Quarter:
    """A quarter of release: people who engaged and who did not, and the standardised difference of their OGRS.

    `is_complete` says that everybody has been out for the twelve months in which people can be met.
    """

    start: date
    engaged: int
    others: int
    difference: Estimate | None
    is_complete: bool


@dataclass(frozen=True)
class EngagedByRisk:
    """Engagement against OGRS: by band, the standardised difference in all, and by quarter of release."""

    bands: tuple[Band, ...]
    engaged: Sums
    others: Sums
    difference: Estimate | None
    quarters: tuple[Quarter, ...]


@dataclass(frozen=True)
class Nothing:
    """People with so many needs found in a risk band, and those of them with no referral for any."""

    needs: str
    band: str
    n: int
    nothing: int


@dataclass(frozen=True)
class Differences:
    """People given something against the others: `yes` and `no` people, and the standardised difference of each measure.

    A measure is OGRS, age, number of needs, or a sentence under twelve months.
    """

    given: str
    yes: int
    no: int
    measures: dict[str, Estimate | None]


def read_given(
    reader: Reader, contract: Contract, as_at: date
) -> tuple[EngagedByRisk | None, tuple[Nothing, ...], tuple[Differences, ...]]:
    """Who engaged, who was offered nothing and how groups differ, of all the contract's cohorts, as known on `as_at`."""
    scope = {"contract_id": contract.id, "as_at": as_at, "cohort_id": None}
    latest = contract.service.get("handover-to")
    offered = query(reader, "fairness/offered", **scope, handover_to=None if latest is None else int(latest.value))
    nothing = query(reader, "fairness/nothing", **scope)
    return (
        _engaged(query(reader, "fairness/engaged_by_risk", **scope)),
        tuple(Nothing(str(r.needs), str(r.risk_band), int(r.n), int(r.nothing)) for r in nothing.itertuples()),
        tuple(_differences(offered, given) for given in GIVEN if (offered["given"] == given).any()),
    )


def _engaged(rows: pd.DataFrame) -> EngagedByRisk | None:
    if rows.empty:
        return None
    is_engaged = rows["is_engaged"].astype(bool)
    yes, no = _sums(rows[is_engaged]), _sums(rows[~is_engaged])
    bands = (
        Band(str(name), int(part["n"].sum()), int(part.loc[part["is_engaged"].astype(bool), "n"].sum()))
        for name, part in rows.groupby("risk_band")
    )
    quarters = (_quarter(pd.Timestamp(str(start)).date(), part) for start, part in rows.groupby("quarter"))
    return EngagedByRisk(tuple(bands), yes, no, standardised(yes, no), tuple(quarters))


def _quarter(start: date, rows: pd.DataFrame) -> Quarter:
    is_engaged = rows["is_engaged"].astype(bool)
    yes, no = _sums(rows[is_engaged]), _sums(rows[~is_engaged])
    return Quarter(start, yes.n, no.n, standardised(yes, no), bool(rows["is_complete"].all()))


def _sums(rows: pd.DataFrame) -> Sums:
    return Sums(int(rows["n"].sum()), float(rows["ogrs"].sum()), float(rows["ogrs_squared"].sum()))


def _differences(rows: pd.DataFrame, given: str) -> Differences:
    of_given = rows[rows["given"] == given]
    sums = {
        (str(r.measure), bool(r.is_yes)): Sums(int(r.n), float(r.total), float(r.squares))
        for r in of_given.itertuples()
    }
    none = Sums(0, 0.0, 0.0)
    people = {is_yes: _most(held.n for (_, yes), held in sums.items() if yes == is_yes) for is_yes in (True, False)}
    return Differences(
        given, people[True], people[False],
        {name: standardised(sums.get((name, True), none), sums.get((name, False), none)) for name in MEASURES},
    )  # fmt: skip


def _most(numbers: Iterable[int]) -> int:
    return max(numbers, default=0)
