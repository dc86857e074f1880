"""The rows under the counts: one for each release or referral, of made-up people only."""

from __future__ import annotations

from datetime import date

import pandas as pd

from throughgate.ledger.counting import asked_of, window_of
from throughgate.results import ContractData
from throughgate.store.reader import Reader, query
from throughgate.terms import Cohort


class PeopleNotListed(ValueError):
    """A list of people was asked for who are not, all of them, marked as made up; names the contract and the reason."""


def may_list_people(reader: Reader, contract: ContractData) -> bool:
    """Whether the contract is marked as made up and so is every source that anything of its people comes from."""
    if not contract.is_synthetic:
        return False
    rows = query(reader, "ledger/sources", establishments=list(contract.terms.establishments))
    return bool(rows["is_synthetic"].iloc[0])


def list_episodes(reader: Reader, contract: ContractData, cohort: Cohort, as_at: date) -> pd.DataFrame:
    """The releases in a cohort's window as known on a day, counted or not and why; or the referrals, where volume is paid.

    People and referrals go by pseudonyms of the ledger alone, the same throughout a contract and a snapshot.

    Raises:
        PeopleNotListed: the people are real, or some of what is known of them comes from a source not marked made up.
    """
    if not may_list_people(reader, contract):
        raise PeopleNotListed(
            f"the people of {contract.terms.name} are not all marked as made up, so they are not listed: until there are "
            "roles, load made-up people, or use the counts by reason"
        )
    terms = contract.terms
    named = {"contract_establishments": list(terms.establishments), "snapshot_id": reader.snapshot_id}
    if terms.outcome.headline == "volume":
        return query(reader, "ledger/referral_episodes", **named, **window_of(cohort, as_at))
    return query(reader, "ledger/episodes", **named, **asked_of(terms, cohort, as_at))
