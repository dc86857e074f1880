"""The answers that pages and commands share: the database counts, the methods reason, and here they meet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import pandas as pd

from throughgate.methods.change import Change, change
from throughgate.methods.reconviction import Frequency, Rate, binary_rate, frequency
from throughgate.methods.survival import Survival, survival
from throughgate.store.reader import Reader, query
from throughgate.terms import Cohort, Contract, find_contract

GROUPINGS = (
    "quarter", "month", "pathway", "ogrs-band", "sex", "age-band", "ethnicity", "sentence-length", "offence-group",
    "release-area", "local",
)  # fmt: skip
NOT_KNOWN = "not known"
GROUP_ORDER = (
    "Low", "Medium", "High", "Very high",
    "under 21", "21 to 24", "25 to 29", "30 to 39", "40 to 49", "50 and over",
    "under 12 months", "12 months to under 4 years", "4 years and over", "indeterminate (IPP)",
)  # fmt: skip
"""Groups that have an order of their own; any other stands by name, and people whose group is not known last."""


class AsAtError(ValueError):
    """An as-at date that the data do not reach; the message says which dates they do."""


@dataclass(frozen=True)
class ContractData:
    """A contract's terms as stored with the data, and the dates that its data reach.

    `latest_known_on` is the last day on which anything became known, and so the latest as-at date. Of a contract paid by
    volume `first_discharged_on` is the day of its first referral. The dates are None where the file holds nobody of the
    contract.
    """

    terms: Contract
    first_discharged_on: date | None
    latest_known_on: date | None
    is_synthetic: bool

    def as_at_dates(self) -> list[date]:
        """The dates offered: the latest, then the month ends before it, newest first."""
        if self.first_discharged_on is None or self.latest_known_on is None:
            return []
        months = pd.date_range(self.first_discharged_on, self.latest_known_on, freq="ME")
        return sorted({self.latest_known_on, *(month.date() for month in months)}, reverse=True)

    def check_as_at(self, as_at: date | None) -> date:
        """`as_at`, or the latest date where it is None; AsAtError where the data do not reach it."""
        if self.latest_known_on is None:
            raise AsAtError(f"no data are loaded for {self.terms.name}: load an extract that holds its discharges")
        if as_at is not None and as_at > self.latest_known_on:
            raise AsAtError(
                f"as-at {as_at} is after the data of {self.terms.name} end, on {self.latest_known_on}: "
                "what happened since is not known, so no rate may be read there. Where the extracts are complete to a "
                "later day, load them again with --complete-to"
            )
        return as_at or self.latest_known_on


@dataclass(frozen=True)
class GroupRates:
    """A group of a cohort. `name` is empty for people whose group is not known."""

    name: str
    mature: int
    binary: Rate
    frequency: Frequency


@dataclass(frozen=True)
class CohortRates:
    """A cohort as known on the as-at date.

    `mature` counts the people whose follow-up is complete. `is_final` says that everybody's is and that the window
    is over; until then the rate is what is known so far. Convictions recorded late may still be added to a final one.
    """

    cohort: Cohort
    mature: int
    binary: Rate
    frequency: Frequency
    excluded: dict[str, int]
    is_final: bool
    groups: tuple[GroupRates, ...] = ()


@dataclass(frozen=True)
class DataReport:
    """What the data rest on: files loaded, rows refused by reason, values missing by column, and the establishments
    whose discharges no contract counts.
    """

    loads: pd.DataFrame
    refusals: pd.DataFrame
    completeness: pd.DataFrame
    uncounted: pd.DataFrame


def read_contracts(reader: Reader) -> tuple[ContractData, ...]:
    """Every contract of the data file; those with people first, by name."""
    return tuple(_contract_data(row) for row in query(reader, "frame/contracts").itertuples())


def _contract_data(row) -> ContractData:
    return ContractData(
        terms=Contract.model_validate(json.loads(row.terms_json)),
        first_discharged_on=_day(row.first_discharged_on),
        latest_known_on=_day(row.latest_known_on),
        is_synthetic=bool(row.is_synthetic),
    )


def _day(value: object) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def read_contract(reader: Reader, wanted: str) -> ContractData:
    """The contract of this id or name; TermsError that lists the ids where there is none."""
    contracts = read_contracts(reader)
    terms = find_contract((contract.terms for contract in contracts), wanted)
    return next(contract for contract in contracts if contract.terms.id == terms.id)


def cohort_rates(
    reader: Reader, contract: Contract, as_at: date, *, grouped_by: str | None = None
) -> tuple[CohortRates, ...]:
    """Rates of each cohort of the contract, in the order of its terms; none of a contract paid by volume.

    Args:
        reader: the open data.
        contract: its terms.
        as_at: only what was known on this day counts.
        grouped_by: one of GROUPINGS, to split each cohort too.
    """
    if contract.outcome.headline == "volume":
        return ()
    scope = {"contract_id": contract.id, "as_at": as_at}
    counts = query(reader, "trends/rates_by_cohort", **scope).set_index("cohort_id")
    left_out = query(reader, "trends/exclusions", **scope)
    groups = query(reader, "trends/rates_by_group", grouped_by=grouped_by, **scope) if grouped_by else None
    return tuple(_cohort_rates(cohort, counts.loc[cohort.id], left_out, groups, as_at) for cohort in contract.cohorts)


def _cohort_rates(
    cohort: Cohort, counts: pd.Series, left_out: pd.DataFrame, groups: pd.DataFrame | None, as_at: date
) -> CohortRates:
    n, mature = int(counts["n"]), int(counts["mature"])
    reasons = left_out[left_out["cohort_id"] == cohort.id]
    return CohortRates(
        cohort=cohort,
        mature=mature,
        binary=binary_rate(n, int(counts["reconvicted"])),
        frequency=frequency(n, int(counts["events"]), int(counts["events_squared"])),
        excluded={row.reason_left_out: int(row.people) for row in reasons.itertuples()},
        is_final=0 < n == mature and cohort.discharged_to <= as_at,
        groups=() if groups is None else _groups(groups[groups["cohort_id"] == cohort.id]),
    )


def _groups(counts: pd.DataFrame) -> tuple[GroupRates, ...]:
    groups = (
        GroupRates(
            name="" if pd.isna(row.group_name) else str(row.group_name),
            mature=int(row.mature),
            binary=binary_rate(int(row.n), int(row.reconvicted)),
            frequency=frequency(int(row.n), int(row.events), int(row.events_squared)),
        )
        for row in counts.itertuples()
    )
    return tuple(sorted(groups, key=lambda group: place_of(group.name or NOT_KNOWN)))


def place_of(group: str) -> tuple[bool, int, str]:
    """What groups are sorted by: bands as they rise, others by name, people whose group is not known last."""
    place = GROUP_ORDER.index(group) if group in GROUP_ORDER else len(GROUP_ORDER)
    return group == NOT_KNOWN, place, group


def change_from_baseline(cohort: CohortRates, baseline: CohortRates | None) -> Change | None:
    """The cohort's rate less its baseline's; None unless both are final, since a rate so far still moves."""
    if baseline is None or not (cohort.is_final and baseline.is_final):
        return None
    return change(cohort.binary, baseline.binary)


def data_report(reader: Reader) -> DataReport:
    """What the data rest on, as counted when they were loaded."""
    asked = ("data/loads", "data/refusals", "data/completeness", "data/uncounted")
    return DataReport(*(query(reader, name) for name in asked))


def survival_curves(reader: Reader, contract: Contract, as_at: date) -> dict[str, Survival]:
    """For each cohort with people, the share not yet reconvicted by days since discharge (Kaplan-Meier)."""
    counts = query(reader, "trends/follow_up_days", contract_id=contract.id, as_at=as_at)
    return {
        str(cohort_id): survival(days["day"], days["reconvicted"], days["censored"])
        for cohort_id, days in counts.groupby("cohort_id")
    }


def rates_document(
    reader: Reader, contract: ContractData, as_at: date, *, grouped_by: str | None = None
) -> dict[str, object]:
    """What `throughgate rates --json` prints: rates as shares of 1, n beside each, 95% Wilson limits.

    The list of cohorts is empty, and counted_as is null, where the contract is paid by volume.
    """
    outcome = contract.terms.outcome
    return {
        "contract": contract.terms.id,
        "as_at": as_at.isoformat(),
        "snapshot": reader.snapshot_id,
        "cohorts": [
            {
                "cohort": rates.cohort.id,
                "from": rates.cohort.discharged_from.isoformat(),
                "to": rates.cohort.discharged_to.isoformat(),
                **_figures(rates),
                "is_final": rates.is_final,
                "excluded": rates.excluded,
            }
            | ({"groups": [_group(group) for group in rates.groups]} if grouped_by else {})
            for rates in cohort_rates(reader, contract.terms, as_at, grouped_by=grouped_by)
        ],
        "counted_as": None if outcome.headline == "volume" else outcome.counted_as,
        "is_synthetic": contract.is_synthetic,
        "notes": list(contract.terms.notes),
    }


def _group(group: GroupRates) -> dict[str, object]:
    return {"group": group.name or NOT_KNOWN, **_figures(group)}


def _figures(rates: CohortRates | GroupRates) -> dict[str, object]:
    return {
        "n": rates.binary.n,
        "mature": rates.mature,
        "reconvicted": rates.binary.reconvicted,
        "rate": rates.binary.rate,
        "low": rates.binary.low,
        "high": rates.binary.high,
        "events": rates.frequency.events,
        "events_per_100": rates.frequency.events_per_100,
    }
