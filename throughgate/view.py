"""What the viewer is looking at, and the answers kept between one rerun and the next.

A published file is never written again, so an answer is remembered by the file it came from and the question.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from types import FunctionType
from typing import Protocol, TypeVar

import streamlit as st

from throughgate import PROJECT, projection, results
from throughgate import ledger as ledgers
from throughgate.access import RoleError, current_role
from throughgate.comparison import MatchedComparison, read_comparison
from throughgate.fairness import FairPlay, read_fair_play
from throughgate.gate import Allowed, Question, QuestionError, RefusedError, ask
from throughgate.ledger import Ledger
from throughgate.methods.disclosure import SuppressionError
from throughgate.methods.nowcast.backtest import BackTest
from throughgate.methods.survival import Survival
from throughgate.movements import Movements, Standpoint, read_movements
from throughgate.projection import Bridge, CohortProjection, History, Projection
from throughgate.results import CohortRates, ContractData, DataReport
from throughgate.service.capacity import Capacity, read_capacity
from throughgate.service.engagement import Engagement, read_engagement
from throughgate.service.needs import Needs, read_needs
from throughgate.service.pathways import Pathways, read_pathways
from throughgate.service.profile import Profile, read_profile
from throughgate.show import words
from throughgate.show.stamp import Stamp
from throughgate.store.publish import PublishedSnapshot
from throughgate.store.reader import Reader, open_file
from throughgate.store.releases import ReleasesFileError
from throughgate.subgroups import GroupDays, Groups, read_days, read_groups
from throughgate.terms import Contract

LATEST = "latest"
"""The as-at choice that means the last day the contract's data reach."""

NEWEST = "Newest"
"""The snapshot choice that means whatever is published."""

Answer = TypeVar("Answer")

MOST_ANSWERS = 256
MOST_PASTS = 1024
"""Answers kept. Past projections are kept a day each: they are the same whatever later day they are looked at from."""


class EarlierSide(Protocol):
    """What is compared with: a day, a data file, and what a board pack printed of it as JSON, empty where none did."""

    @property
    def as_at(self) -> date:
        """The earlier day."""

    @property
    def path(self) -> Path:
        """The data file of the earlier side."""

    @property
    def told_json(self) -> str:
        """The figures told at the time."""


@dataclass(frozen=True)
class View:
    """The open data, the contract looked at, and the day it is looked at from.

    `as_at_asked` is None where the latest day is wanted, whichever contract is looked at.
    """

    reader: Reader
    contract: ContractData
    contracts: tuple[ContractData, ...]
    as_at: date
    as_at_asked: date | None
    snapshot: PublishedSnapshot
    snapshots: tuple[PublishedSnapshot, ...]

    def stamp(self) -> Stamp:
        """Where the figures come from; the page's heading puts its own filters into it."""
        said = words.caption(self.contract, self.as_at)
        return Stamp(self.contract, self.as_at, self.snapshot.snapshot_id, self.snapshot.published_at, said)

    def rates(self, grouped_by: str | None = None) -> tuple[CohortRates, ...]:
        """Rates of the contract's cohorts, split where a grouping is named."""
        return _rates(str(self.reader.path), self.contract.terms.id, self.as_at, grouped_by)

    def rates_of(self, contract: ContractData) -> tuple[CohortRates, ...]:
        """Rates of another contract's cohorts, on the day that `as_at_of` gives for it."""
        return _rates(str(self.reader.path), contract.terms.id, self.as_at_of(contract), None)

    def as_at_of(self, contract: ContractData) -> date:
        """The day asked for, or the last day that contract's data reach where that is earlier or none was asked."""
        return min(self.as_at_asked or contract.latest_known_on, contract.latest_known_on)

    def curves(self) -> dict[str, Survival]:
        """The contract's cohorts by time to the first reconviction."""
        return _curves(str(self.reader.path), self.contract.terms.id, self.as_at)

    def report(self) -> DataReport:
        """What the data rest on."""
        return _report(str(self.reader.path))

    def pathways(self) -> Pathways:
        """Who is on which pathway; of all the contract's cohorts together."""
        return _read(read_pathways, *self._asked())

    def profile(self) -> Profile:
        """Who is on each pathway and what they had; of all cohorts together."""
        return _read(read_profile, *self._asked())

    def needs(self) -> Needs:
        """What people need and are offered; of all cohorts together."""
        return _read(read_needs, *self._asked())

    def engagement(self) -> Engagement:
        """From custody to community; of all cohorts together."""
        return _read(read_engagement, *self._asked())

    def capacity(self) -> Capacity:
        """Caseloads, volunteers, waiting lists and indicators."""
        return _read(read_capacity, *self._asked())

    def fair_play(self) -> FairPlay:
        """What is looked at for fair play."""
        return _read(read_fair_play, *self._asked())

    def ask(self, question: Question) -> Allowed:
        """Which groups of a question the role may see; it is remembered. Never kept here: the register is the memory."""
        return ask(self.reader, data_folder(), self.contract.terms, question, current_role())

    def answer(self, question: Question) -> Allowed | str:
        """The same; where nothing is shown, in words why and what to do instead."""
        try:
            return self.ask(question)
        except (QuestionError, RefusedError, RoleError, SuppressionError) as fault:
            return f"This is not shown: {str(fault).rstrip('.')}."
        except ReleasesFileError as fault:
            return f"Nothing is shown: {fault.said.rstrip('.')}."

    def groups(self, allowed: Allowed) -> Groups:
        """The groups that the role may see."""
        return _groups(str(self.reader.path), self.contract.terms.id, allowed)

    def group_days(self, allowed: Allowed) -> tuple[GroupDays, ...]:
        """The same by day since discharge, to be joined before anything of it is shown."""
        return _group_days(str(self.reader.path), self.contract.terms.id, allowed)

    def comparison(self, cohort_id: str) -> MatchedComparison | None:
        """A cohort against its matched comparison group; None where the file holds no matching of it."""
        return _comparison(*self._asked(), cohort_id)

    def projection(self) -> Projection:
        """Where the contract's cohorts will land and what they would be paid, by its terms."""
        return _projection(*self._asked())

    def projection_of(self, contract: ContractData) -> Projection:
        """Where another contract's cohorts will land, on the day that `as_at_of` gives for it."""
        return _projection(str(self.reader.path), contract.terms.id, self.as_at_of(contract))

    def scenario(self, terms: Contract) -> Projection:
        """The same by other terms."""
        return _projection(*self._asked(), terms.model_dump_json())

    def history(self, cohort_id: str) -> History:
        """A cohort's projection as it would have been made at each month end."""
        return projection.history(self.contract, cohort_id, self.as_at, self._project_on)

    def record(self) -> BackTest | None:
        """How past projections of the contract's final cohorts did."""
        return projection.past_projections(self.contract, self.as_at, self._project_on)

    def bridge(self, cohort_id: str, before: date, after: date) -> Bridge | None:
        """Why a cohort's projection moved between two days."""
        path, contract_id, _ = self._asked()
        return _bridge(path, contract_id, cohort_id, before, after)

    def movements(self, since: EarlierSide) -> Movements:
        """What moved since an earlier day, in the same data or in an earlier file."""
        return _movements(*self._asked(), str(since.path), since.as_at, since.told_json)

    def ledger(self, cohort_id: str) -> Ledger:
        """What a cohort's payment rests on, down to the people."""
        return _ledger(*self._asked(), cohort_id)

    def _project_on(self, cohort_id: str, day: date) -> CohortProjection:
        return _past(str(self.reader.path), self.contract.terms.id, cohort_id, day)

    def _asked(self) -> tuple[str, str, date]:
        return str(self.reader.path), self.contract.terms.id, self.as_at


def data_folder() -> Path:
    """The folder of the published data: THROUGHGATE_DATA, or the project's own."""
    return Path(os.environ.get("THROUGHGATE_DATA") or PROJECT / "data")


def contracts_with_data(reader: Reader) -> tuple[ContractData, ...]:
    """The contracts that the file holds people of; those with figures to be paid by come first, then by name."""
    held = [contract for contract in _contracts(str(reader.path)) if contract.latest_known_on is not None]
    return tuple(sorted(held, key=lambda contract: not contract.terms.figures))


def find_contract(contracts: Sequence[ContractData], wanted: str) -> str | None:
    """The id of the contract of this id or name; None where there is none."""
    said = wanted.strip().casefold()
    return next((c.terms.id for c in contracts if said in (c.terms.id, c.terms.name.casefold())), None)


def find_day(contract: ContractData, wanted: str) -> date | None:
    """The day written as 2014-06-30 or 30 June 2014; None where it is no day or the contract's data do not reach it."""
    for pattern in ("%Y-%m-%d", "%d %B %Y"):
        try:
            day = datetime.strptime(wanted.strip(), pattern).date()
        except ValueError:
            continue
        return day if contract.first_discharged_on <= day <= contract.latest_known_on else None
    return None


@st.cache_data(max_entries=8, show_spinner=False)
def _contracts(path: str) -> tuple[ContractData, ...]:
    return results.read_contracts(open_file(Path(path)))


@st.cache_data(max_entries=MOST_ANSWERS, show_spinner=False)
def _rates(path: str, contract_id: str, as_at: date, grouped_by: str | None) -> tuple[CohortRates, ...]:
    return results.cohort_rates(open_file(Path(path)), _terms(path, contract_id), as_at, grouped_by=grouped_by)


@st.cache_data(max_entries=MOST_ANSWERS, show_spinner=False)
def _curves(path: str, contract_id: str, as_at: date) -> dict[str, Survival]:
    return results.survival_curves(open_file(Path(path)), _terms(path, contract_id), as_at)


@st.cache_data(max_entries=8, show_spinner=False)
def _report(path: str) -> DataReport:
    return results.data_report(open_file(Path(path)))


@st.cache_data(max_entries=MOST_ANSWERS, show_spinner=False, hash_funcs={FunctionType: attrgetter("__name__")})
def _read(read: Callable[[Reader, Contract, date], Answer], path: str, contract_id: str, as_at: date) -> Answer:
    return read(open_file(Path(path)), _terms(path, contract_id), as_at)


@st.cache_data(max_entries=MOST_ANSWERS, show_spinner=False)
def _projection(path: str, contract_id: str, as_at: date, terms_json: str | None = None) -> Projection:
    terms = Contract.model_validate_json(terms_json) if terms_json else None
    return projection.project(open_file(Path(path)), _contract(path, contract_id), as_at, terms=terms)


@st.cache_data(max_entries=MOST_PASTS, show_spinner=False)
def _past(path: str, contract_id: str, cohort_id: str, day: date) -> CohortProjection:
    return projection.project_past(open_file(Path(path)), _contract(path, contract_id), cohort_id, day)


@st.cache_data(max_entries=MOST_ANSWERS, show_spinner=False)
def _bridge(path: str, contract_id: str, cohort_id: str, before: date, after: date) -> Bridge | None:
    return projection.bridge(open_file(Path(path)), _contract(path, contract_id), cohort_id, before, after)


@st.cache_data(max_entries=MOST_ANSWERS, show_spinner=False)
def _movements(path: str, contract_id: str, as_at: date, then_path: str, then: date, told_json: str) -> Movements:
    earlier = Standpoint(open_file(Path(then_path)), _contract(then_path, contract_id), then)
    later = Standpoint(open_file(Path(path)), _contract(path, contract_id), as_at)
    return read_movements(earlier, later, told=json.loads(told_json) if told_json else None)


@st.cache_data(max_entries=8, show_spinner=False)
def _ledger(path: str, contract_id: str, as_at: date, cohort_id: str) -> Ledger:
    return ledgers.ledger(open_file(Path(path)), _projection(path, contract_id, as_at), cohort_id)


@st.cache_data(max_entries=MOST_ANSWERS, show_spinner=False)
def _groups(path: str, contract_id: str, allowed: Allowed) -> Groups:
    return read_groups(open_file(Path(path)), _contract(path, contract_id), allowed)


@st.cache_data(max_entries=MOST_ANSWERS, show_spinner=False)
def _group_days(path: str, contract_id: str, allowed: Allowed) -> tuple[GroupDays, ...]:
    return read_days(open_file(Path(path)), _contract(path, contract_id), allowed)


@st.cache_data(max_entries=MOST_ANSWERS, show_spinner=False)
def _comparison(path: str, contract_id: str, as_at: date, cohort_id: str) -> MatchedComparison | None:
    return read_comparison(open_file(Path(path)), _contract(path, contract_id), as_at, cohort_id)


def _contract(path: str, contract_id: str) -> ContractData:
    return next(contract for contract in _contracts(path) if contract.terms.id == contract_id)


def _terms(path: str, contract_id: str) -> Contract:
    return _contract(path, contract_id).terms
