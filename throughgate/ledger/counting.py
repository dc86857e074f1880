"""The second count: a cohort counted afresh from the source tables, by the contract's terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from throughgate.ledger.model import Counts
from throughgate.store.reader import Reader, query
from throughgate.terms import Cohort, Contract


@dataclass(frozen=True, eq=False)
class Recount:
    """A cohort counted afresh; `by_score` has the people counted, of whom reconvicted and their events, by score."""

    counts: Counts
    by_score: pd.DataFrame

    def scores(self) -> list[float | None]:
        """The scores, None for people without one."""
        return [None if np.isnan(score) else float(score) for score in self.by_score["score"]]

    def values(self, name: str) -> list[int]:
        """A count by score, in the order of `scores`."""
        return [int(value) for value in self.by_score[name]]


def window_of(cohort: Cohort, as_at: date) -> dict[str, object]:
    """Where and when a cohort is counted, and as known on which day."""
    return {
        "establishments": list(cohort.establishments),
        "discharged_from": cohort.discharged_from,
        "discharged_to": cohort.discharged_to,
        "as_at": as_at,
    }


def asked_of(terms: Contract, cohort: Cohort, as_at: date) -> dict[str, object]:
    """What a query that counts people of a cohort is asked with: all of it from the terms."""
    who, outcome = terms.eligibility, terms.outcome
    score = terms.adjustment.score if terms.adjustment else "ogrs3-one-year"
    return {
        **window_of(cohort, as_at),
        "custody_types": list(who.custody_types),
        "sex": who.sex,
        "sentence_days_below": who.sentence_days_below,
        "follow_up_months": outcome.follow_up_months,
        "conviction_months": outcome.conviction_months,
        "counts_out_of_court": outcome.counts_out_of_court,
        "score": "recorded" if terms.risk_scheme else score,
    }


def recount(reader: Reader, terms: Contract, cohort: Cohort, as_at: date) -> Recount:
    """The people of a cohort counted from the source tables."""
    rows = query(reader, "ledger/counts", **asked_of(terms, cohort, as_at))
    counted = rows[rows["reason_left_out"].isna()]
    left_out = rows[rows["reason_left_out"].notna()].groupby("reason_left_out")["people"].sum()
    n, reconvicted, events, followed = (
        int(counted[name].sum()) for name in ("people", "reconvicted", "events", "followed")
    )
    return Recount(
        Counts(n, reconvicted, events, followed, {str(reason): int(n) for reason, n in left_out.items()}), counted
    )


def recount_referrals(reader: Reader, cohort: Cohort, as_at: date) -> Counts:
    """The referrals and starts of a window, counted from the source table."""
    rows = query(reader, "ledger/referrals", **window_of(cohort, as_at))
    return Counts(n=int(rows["referrals"].sum()), reconvicted=0, events=0, followed=0, starts=int(rows["starts"].sum()))
