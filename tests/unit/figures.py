"""Rates typed in for the tests of sentences and charts."""

from __future__ import annotations

from datetime import date

from throughgate.methods.reconviction import binary_rate, frequency
from throughgate.results import CohortRates, GroupRates
from throughgate.terms import Cohort, Contract, read_all_terms

CONTRACTS = {contract.id: contract for contract in read_all_terms()}
DONCASTER: Contract = CONTRACTS["doncaster"]
AS_AT = date(2014, 6, 30)


def cohort(name: str, contract: Contract = DONCASTER) -> Cohort:
    return next(c for c in contract.cohorts if c.id == name)


def group(name: str, n: int, reconvicted: int, mature: int | None = None) -> GroupRates:
    return GroupRates(
        name, n if mature is None else mature, binary_rate(n, reconvicted), frequency(n, reconvicted, reconvicted)
    )


def rates(
    of: Cohort,
    n: int,
    reconvicted: int,
    *,
    mature: int | None = None,
    events: int | None = None,
    groups: tuple[GroupRates, ...] = (),
) -> CohortRates:
    """A cohort; final unless `mature` says otherwise, with one event for each person reconvicted unless told."""
    done = n if mature is None else mature
    counted = reconvicted if events is None else events
    squared = counted + 2 * max(counted - reconvicted, 0)
    return CohortRates(
        cohort=of,
        mature=done,
        binary=binary_rate(n, reconvicted),
        frequency=frequency(n, counted, squared),
        excluded={},
        is_final=0 < n == done,
        groups=groups,
    )


def doncaster(*, second_mature: int = 705) -> tuple[CohortRates, ...]:
    """Baseline 58.2%, cohort 1 52.5% and final, cohort 2 so far, cohort 3 with nobody."""
    return (
        rates(cohort("baseline-2009"), 1570, 914, events=2500),
        rates(cohort("cohort-1"), 1572, 825, events=2200),
        rates(cohort("cohort-2"), 1571, 801, mature=second_mature, events=2000),
        rates(cohort("cohort-3"), 0, 0),
    )
