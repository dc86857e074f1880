"""Who is on which pathway, intended and received, and how those people fare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from throughgate.figure import Figure
from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.store.reader import Reader, query
from throughgate.terms import Contract

SETTLED_DAYS = 365
"""Days before the as-at date by which a stay must have begun to tell how long stays last: assumed, a year. A later one is
seen only where it was short, so that taking it in would make stays look shorter than they are.
"""

FEWEST_STAYS = 100
"""Stays that a 99th percentile needs: assumed; of fewer, it is the longest."""


@dataclass(frozen=True)
class Cell:
    """Discharges of one quarter that the rules treat alike and that ended on the same pathway; None where there is none."""

    quarter: date
    intended: int | None
    is_triage_only: bool
    received: int | None
    is_before_remand: bool
    people: int

    @property
    def has_rule(self) -> bool:
        """Whether the rules name a pathway that there was at the time."""
        return self.intended is not None and not self.is_before_remand

    @property
    def is_as_intended(self) -> bool:
        """Whether the pathway last received is the one that the rules name."""
        return self.has_rule and self.received == self.intended


@dataclass(frozen=True)
class Held:
    """People on a pathway on a day, of those discharged since."""

    day: date
    pathway: int
    people: int


@dataclass(frozen=True)
class Move:
    """Moves from one pathway to another for one recorded reason; `people` are those whose first move it is."""

    from_pathway: int
    to_pathway: int
    reason: str
    moves: int
    people: int


@dataclass(frozen=True)
class Triaged:
    """What people had whom the rules give pathway 3, with sentences of triage only or longer ones."""

    is_triage_only: bool
    people: int
    full_assessed: int
    managed: int
    beyond_triage: int
    triage_only: int
    unassessed: int


@dataclass(frozen=True)
class PathwayOutcome:
    """How the eligible people of one pathway fare; `reconvicted` and `mature_ogrs` are of those followed to the end.

    OGRS in per cent, a mean over the people scored; None where nobody is.
    """

    pathway: int | None
    people: int
    scored: int
    mean_ogrs: float | None
    engaged: Rate
    mature_scored: int
    mature_ogrs: float | None
    reconvicted: Rate


@dataclass(frozen=True)
class Pathways:
    """Who is on which pathway, intended and received, and how those people fare.

    `held` is always of all cohorts. `whole_until` is the last day on
    which nearly everybody held has since been discharged, from the `stay_days` within which 99 in 100 of `stays` settled
    stays ended; both None where too few are settled. `triage_below` and `remand_from` are figures of the terms.
    """

    as_at: date
    counted_as: str
    triage_below: Figure | None
    remand_from: Figure | None
    cells: tuple[Cell, ...]
    held: tuple[Held, ...]
    stays: int
    stay_days: int | None
    whole_until: date | None
    moves: tuple[Move, ...]
    triaged: tuple[Triaged, ...]
    outcomes: tuple[PathwayOutcome, ...]

    @property
    def discharges(self) -> int:
        """Discharges in the cohorts' windows, people on remand and people left out among them."""
        return sum(cell.people for cell in self.cells)

    @property
    def on_a_pathway(self) -> int:
        """Discharges of people who had a pathway."""
        return sum(cell.people for cell in self.cells if cell.received is not None)

    @property
    def moved(self) -> int:
        """Discharges of people who moved from one pathway to another at least once."""
        return sum(move.people for move in self.moves)

    @property
    def as_intended(self) -> Rate:
        """The share that ended on the pathway the rules name, of discharges for which they name one."""
        ruled = [cell for cell in self.cells if cell.has_rule]
        return binary_rate(
            sum(cell.people for cell in ruled), sum(cell.people for cell in ruled if cell.is_as_intended)
        )

    def count(self, received: int | None) -> int:
        """Discharges whose last pathway is this one, or that had none."""
        return sum(cell.people for cell in self.cells if cell.received == received)


def read_pathways(reader: Reader, contract: Contract, as_at: date, cohort_id: str | None = None) -> Pathways:
    """Who is on which pathway as known on `as_at`, of one cohort or of all the contract's own together."""
    scope = {"contract_id": contract.id, "as_at": as_at}
    of_people = {**scope, "cohort_id": cohort_id}
    triage_below, remand_from = contract.service.get("triage-only-below"), contract.service.get("remand-from")
    triage_days = _whole(triage_below)
    received = query(
        reader, "pathways/received", **of_people, triage_below=triage_days, remand_from=_whole(remand_from)
    )
    stays, stay_days = _stays(query(reader, "pathways/stays", **scope, settled_days=SETTLED_DAYS))
    triaged = query(reader, "pathways/triage", **of_people, triage_below=triage_days)
    return Pathways(
        as_at=as_at,
        counted_as=contract.outcome.counted_as,
        triage_below=triage_below,
        remand_from=remand_from,
        cells=tuple(_cell(row) for row in received.itertuples()),
        held=tuple(
            Held(row.held_on.date(), int(row.pathway), int(row.people))
            for row in query(reader, "pathways/caseload", **scope).itertuples()
        ),
        stays=stays,
        stay_days=stay_days,
        whole_until=None if stay_days is None else as_at - timedelta(days=stay_days),
        moves=tuple(_move(row) for row in query(reader, "pathways/reallocated", **of_people).itertuples()),
        triaged=tuple(Triaged(bool(row[0]), *map(int, row[1:])) for row in triaged.itertuples(index=False)),
        outcomes=tuple(_outcome(row) for row in query(reader, "pathways/outcomes", **of_people).itertuples()),
    )


def _whole(figure: Figure | None) -> int | None:
    return None if figure is None else int(figure.value)


def _stays(counts: pd.DataFrame) -> tuple[int, int | None]:
    stays = int(counts["stays"].iloc[0])
    return stays, int(counts["days_99"].iloc[0]) if stays >= FEWEST_STAYS else None


def _cell(row) -> Cell:
    return Cell(
        quarter=row.quarter.date(),
        intended=_pathway(row.intended),
        is_triage_only=bool(row.is_triage_only),
        received=_pathway(row.received),
        is_before_remand=bool(row.is_before_remand),
        people=int(row.people),
    )


def _pathway(value: object) -> int | None:
    return None if pd.isna(value) else int(value)


def _move(row) -> Move:
    reason = "" if pd.isna(row.reason) else str(row.reason)
    return Move(int(row.from_pathway), int(row.to_pathway), reason, int(row.moves), int(row.people))


def _outcome(row) -> PathwayOutcome:
    return PathwayOutcome(
        pathway=_pathway(row.pathway),
        people=int(row.people),
        scored=int(row.scored),
        mean_ogrs=None if pd.isna(row.mean_ogrs) else float(row.mean_ogrs),
        engaged=binary_rate(int(row.people), int(row.engaged)),
        mature_scored=int(row.mature_scored),
        mature_ogrs=None if pd.isna(row.mature_mean_ogrs) else float(row.mature_mean_ogrs),
        reconvicted=binary_rate(int(row.mature), int(row.reconvicted)),
    )
