"""What people need, and what they are offered, take up, complete and find helpful."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.store.reader import Reader, query
from throughgate.store.schema import INTERVENTIONS, NEEDS
from throughgate.terms import Contract

TAKEN_UP_DAYS = 42
COMPLETED_DAYS = 90
"""Days. An offer counts as not taken up, a start as not completed, only when it is this old (assumed, by this product)."""


@dataclass(frozen=True)
class Need:
    """One of the seven needs, as the fullest assessment of a release saw it. Every n counts releases.

    `found` is the share with the need among those looked at for it: `found_triage` where there was only a triage,
    `found_full` where there was a full assessment or OASys. `severity` counts those with the need at 1 (some), 2 and
    3 (severe); a severity that was not recorded is in none. `referred`, `started` and `completed` are shares of those
    with the need for whom any referral that answers it was made, begun and completed by the day; `may_still` counts those
    with a referral too young to be done.
    """

    name: str
    found: Rate
    found_triage: Rate
    found_full: Rate
    severity: tuple[int, int, int]
    referred: Rate
    started: Rate
    completed: Rate
    may_still: int


@dataclass(frozen=True)
class Intervention:
    """One kind of intervention, or all of them. Counts are of referrals, unless they say otherwise.

    `taken_up` is of the offers that are TAKEN_UP_DAYS old or older, `completed` of the starts that are COMPLETED_DAYS old
    or older, `helpful` the share of 4 or 5 among the ratings of those starts. `rating_sum` adds these ratings, each
    1 (not helpful) to 5 (very helpful).
    """

    name: str
    referrals: int
    releases: int
    people: int
    taken_up: Rate
    completed: Rate
    helpful: Rate
    rating_sum: int

    @property
    def mean_rating(self) -> float | None:
        """The mean of the ratings, 1 to 5; None where nobody rated."""
        return self.rating_sum / self.helpful.n if self.helpful.n else None


@dataclass(frozen=True)
class Needs:
    """What people need, and what they are offered, take up, complete and find helpful. Every n counts releases.

    Someone released twice in the windows counts twice. `assessed_full` are those with a full assessment or OASys, among
    `assessed`. `how_many` counts the assessed by how many needs they have, none to all seven; `both` those with both of
    two needs, by their names. All seven needs and fourteen interventions are there, whoever has them; `offered` is all
    interventions together.
    """

    releases: int
    assessed: int
    assessed_full: int
    needs: tuple[Need, ...]
    how_many: tuple[int, ...]
    both: dict[frozenset[str], int]
    interventions: tuple[Intervention, ...]
    offered: Intervention


def read_needs(reader: Reader, contract: Contract, as_at: date, cohort_id: str | None = None) -> Needs:
    """What people need and are offered, over the contract's own cohorts or one of them, as known on a day."""
    asked = {"contract_id": contract.id, "as_at": as_at, "cohort_id": cohort_id}
    days = {"taken_up_days": TAKEN_UP_DAYS, "completed_days": COMPLETED_DAYS}
    needs = query(reader, "pathways/needs", **asked, **days).set_index("need")
    offers = query(reader, "pathways/interventions", **asked, **days)
    pairs = query(reader, "pathways/overlap", **asked)
    counted = query(reader, "pathways/needs_a_person", **asked)
    assessed = counted[counted["needs"].notna()]
    by_number = assessed.groupby("needs")["discharges"].sum()
    kinds = offers[offers["intervention"].notna()].set_index("intervention")
    return Needs(
        releases=int(counted["discharges"].sum()),
        assessed=int(by_number.sum()),
        assessed_full=int(assessed.loc[assessed["is_full"].astype(bool), "discharges"].sum()),
        needs=tuple(_need(name, counts) for name, counts in _rows(needs, NEEDS)),
        how_many=tuple(int(by_number.get(number, 0)) for number in range(len(NEEDS) + 1)),
        both={frozenset((row.need, row.other_need)): int(row.found) for row in pairs.itertuples()},
        interventions=tuple(_intervention(name, counts) for name, counts in _rows(kinds, INTERVENTIONS)),
        offered=_intervention("all", offers[offers["intervention"].isna()].iloc[0]),
    )


def _rows(counts: pd.DataFrame, names: tuple[str, ...]) -> list[tuple[str, pd.Series]]:
    """A row of counts for each name, in their order, zeros for one that nobody has."""
    return list(counts.reindex(names, fill_value=0).iterrows())


def _need(name: str, counts: pd.Series) -> Need:
    of = {column: int(value) for column, value in counts.items()}
    return Need(
        name=name,
        found=binary_rate(of["looked_at"], of["found"]),
        found_triage=binary_rate(of["looked_at"] - of["looked_at_full"], of["found"] - of["found_full"]),
        found_full=binary_rate(of["looked_at_full"], of["found_full"]),
        severity=(of["severity_1"], of["severity_2"], of["severity_3"]),
        referred=binary_rate(of["found"], of["referred"]),
        started=binary_rate(of["found"], of["started"]),
        completed=binary_rate(of["found"], of["completed"]),
        may_still=of["may_still"],
    )


def _intervention(name: str, counts: pd.Series) -> Intervention:
    of = {column: int(value) for column, value in counts.items() if column != "intervention"}
    return Intervention(
        name=name,
        referrals=of["referrals"],
        releases=of["discharges"],
        people=of["people"],
        taken_up=binary_rate(of["offers"], of["taken_up"]),
        completed=binary_rate(of["starts"], of["completed"]),
        helpful=binary_rate(of["rated"], of["helpful"]),
        rating_sum=of["rating_sum"],
    )
