"""The counts a projection starts from, read from the data: by risk, by day since discharge, by delay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from throughgate.methods.counts import Delays, FollowUp, RiskCounts
from throughgate.store.reader import Reader, query
from throughgate.terms import Cohort, Contract

LEAST_RISK, MOST_RISK = 0.005, 0.995
"""A score of 0 or 100 per cent is no certainty: its risk stands half a point inside."""


@dataclass(frozen=True)
class Moment:
    """What is looked at: who is in the cohort as known on `members_at`, convictions as known on `known_at`, people
    discharged up to `discharged_to`, and what happened up to `followed_to`. Usually all four are one day.
    """

    members_at: date
    known_at: date
    discharged_to: date
    followed_to: date

    def earlier(self, by: timedelta, *, members_at: date) -> Moment:
        """The same moment in the life of a cohort that began `by` earlier, whose members are known as on `members_at`."""
        return Moment(members_at, self.known_at - by, self.discharged_to - by, self.followed_to - by)


def on(day: date) -> Moment:
    """What stood on a day."""
    return Moment(day, day, day, day)


def score_of(terms: Contract) -> str:
    """The score that the contract's risks are taken from."""
    if terms.risk_scheme is not None:
        return "recorded"
    return terms.adjustment.score if terms.adjustment else "ogrs3-one-year"


def risk_of(terms: Contract, score: pd.Series) -> np.ndarray:
    """Scores as probabilities: per cent as they are, the steps of another scheme spread evenly over 0 to 1."""
    values = score.to_numpy(dtype=float, na_value=np.nan)
    if terms.risk_scheme is not None:
        return (values - 0.5) / terms.risk_scheme.highest
    return np.clip(values / 100, LEAST_RISK, MOST_RISK)


def read_follow_up(reader: Reader, terms: Contract, cohort: Cohort, moment: Moment) -> FollowUp:
    """First convictions, events and follow-up of a cohort, by risk and day since discharge."""
    rows = query(reader, "projection/follow_up", score=score_of(terms), **_asked(terms, cohort, moment))
    names = ("day", "first_convictions", "censored", "events", "followed")
    return FollowUp(risk_of(terms, rows["risk_score"]), *(rows[name].to_numpy(dtype=np.int64) for name in names))


def read_delays(reader: Reader, terms: Contract, cohort: Cohort, moment: Moment) -> Delays:
    """Delays from offence to first conviction of a cohort."""
    rows = query(reader, "projection/delays", **_asked(terms, cohort, moment))
    names = ("delay_days", "seen_for_days", "offence_day", "people")
    return Delays(*(rows[name].to_numpy(dtype=np.int64) for name in names))


def _asked(terms: Contract, cohort: Cohort, moment: Moment) -> dict[str, object]:
    return {
        "contract_id": terms.id,
        "cohort_id": cohort.id,
        "members_at": moment.members_at,
        "known_at": moment.known_at,
        "discharged_to": moment.discharged_to,
        "followed_to": moment.followed_to,
    }


@dataclass(frozen=True, eq=False)
class Counted:
    """A cohort by risk, and of how many people the follow-up is complete."""

    by_risk: RiskCounts
    mature: int

    @property
    def reconvicted(self) -> int:
        """People reconvicted so far."""
        return int(self.by_risk.reconvicted.sum())

    @property
    def events(self) -> int:
        """Reconviction events so far."""
        return int(self.by_risk.events.sum())

    @property
    def events_each(self) -> float:
        """Events for each person reconvicted; 1 where nobody was."""
        return self.events / self.reconvicted if self.reconvicted else 1.0


def read_counts(reader: Reader, terms: Contract, as_at: date) -> dict[str, Counted]:
    """Every cohort of the contract by risk, by its id; one without people is there, empty."""
    rows = query(reader, "projection/by_risk", contract_id=terms.id, score=score_of(terms), as_at=as_at)
    return {cohort.id: _counted(terms, rows[rows["cohort_id"] == cohort.id]) for cohort in terms.cohorts}


def _counted(terms: Contract, rows: pd.DataFrame) -> Counted:
    names = ("n", "reconvicted", "events", "events_squared")
    by_risk = RiskCounts(risk_of(terms, rows["risk_score"]), *(rows[name].to_numpy(dtype=np.int64) for name in names))
    return Counted(by_risk, int(rows["mature"].sum()))
