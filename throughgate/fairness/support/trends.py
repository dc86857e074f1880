"""Looks at whether what people get changes with OGRS or needs, one for each cohort, and for each case manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from throughgate.fairness.model import Check, Kind
from throughgate.methods.fairness.slopes import ENOUGH_OF_EACH, ENOUGH_PEOPLE, FALSE_ALARM, Slope, Stratum, slope
from throughgate.store.reader import Reader, query
from throughgate.terms import Cohort, Contract

Look = Literal["hours", "needs", "minutes", "offered", "handover", "allocated"]
CHECKED: dict[Look, tuple[str, Kind]] = {
    "hours": ("parking-hours", "parking"),
    "needs": ("parking-needs", "parking"),
    "minutes": ("parking-case-manager", "parking"),
    "offered": ("cherry-offered", "cherry-picking"),
    "handover": ("cherry-handover", "cherry-picking"),
    "allocated": ("cherry-allocated", "cherry-picking"),
}
"""How the id of a look's check begins, and what it would be a sign of."""


@dataclass(frozen=True)
class Trend:
    """How something changes with OGRS, or with the number of needs found, among people who are otherwise alike.

    Attributes:
        check: What the look says.
        look: hours of kept custody contact against OGRS and against needs, minutes of one, or the share offered nothing,
            handed over, allocated in time.
        cohort: Whose people.
        manager: Number of the custody case manager; None of a look at everybody.
        n: People who can be compared with another who is otherwise alike.
        yes: Of them, those of whom the look holds; None of hours and minutes.
        slope: Change for each 1.0 of OGRS, or for each need; None where too few people can be compared.
    """

    check: Check
    look: Look
    cohort: Cohort
    manager: int | None
    n: int
    yes: int | None
    slope: Slope | None


def read_trends(reader: Reader, contract: Contract, as_at: date) -> tuple[Trend, ...]:
    """Every look at a contract for which the data hold people, as known on `as_at`.

    A figure of the terms that is not known leaves out the look that needs it.
    """
    scope = {"contract_id": contract.id, "as_at": as_at}
    days = {name: _days(contract, name) for name in ("allocated-within", "handover-to", "triage-only-below")}
    contact = query(reader, "fairness/contact_moments", **scope)
    offers = query(
        reader, "fairness/offer_moments", **scope,
        allocated_within=days["allocated-within"], handover_to=days["handover-to"], triage_only_below=days["triage-only-below"],
    )  # fmt: skip
    looks = pd.concat([contact, offers], ignore_index=True) if len(offers) else contact
    return tuple(_looked(looks, contract, as_at))


def _days(contract: Contract, name: str) -> int | None:
    figure = contract.service.get(name)
    return None if figure is None else int(figure.value)


def _looked(looks: pd.DataFrame, contract: Contract, as_at: date) -> list[Trend]:
    cohorts = {cohort.id: cohort for cohort in contract.cohorts}
    return [
        _trend(rows, look, cohorts[str(cohort_id)], None if pd.isna(number) else int(number), as_at)
        for look in CHECKED
        for (cohort_id, number), rows in looks[looks["look"] == look].groupby(["cohort_id", "number"], dropna=False)
    ]


def _trend(rows: pd.DataFrame, look: Look, cohort: Cohort, manager: int | None, as_at: date) -> Trend:
    compared = rows[rows["n"] > 1]
    n = int(compared["n"].sum())
    yes = int(compared["yes"].sum()) if CHECKED[look][1] == "cherry-picking" else None
    found = slope([Stratum(r.n, r.uu, r.uv, r.vv, r.uuvv, r.uuuv, r.uuuu) for r in compared.itertuples()])
    few = n < ENOUGH_PEOPLE or (yes is not None and min(yes, n - yes) < ENOUGH_OF_EACH)
    enough = None if few else found
    return Trend(_check(enough, look, cohort, manager, as_at), look, cohort, manager, n, yes, enough)


def _check(found: Slope | None, look: Look, cohort: Cohort, manager: int | None, as_at: date) -> Check:
    begins, kind = CHECKED[look]
    name = f"{begins}-{cohort.id}" if manager is None else f"{begins}-{manager}-{cohort.id}"
    if found is None:
        return Check(name, kind, "cannot tell", None, None, None)
    standing = "unusual" if found.is_unusual else "as usual"
    return Check(name, kind, standing, cohort.discharged_from, min(cohort.discharged_to, as_at), FALSE_ALARM)
