"""Who is on each pathway and what they had, and who was mentored by a volunteer: questions 5.1 and 5.2 of RS 18/12."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.store.reader import Reader, query
from throughgate.terms import Contract

MENTORED_WITHIN_DAYS = 84
"""As queries/engagement/mentoring.sql counts: twelve weeks after release. Assumed, so that recent quarters can be read."""

SHARES = {
    "under_25": "of_known_age",
    "released_locally": "of_known_area",
    "on_licence": "of_known_release",
    "with_three_needs": "assessed",
    "referred": "people",
    "started": "people",
    "seen_by_custody_case_manager": "people",
    "seen_by_orderly": "people",
    "seen_by_community_case_manager": "people",
    "seen_by_probation": "people",
    "seen_by_mentor": "people",
}
"""What is counted, and of whom."""


@dataclass(frozen=True)
class PathwayProfile:
    """Discharges on a pathway, and the share of each characteristic by its name in SHARES."""

    pathway: int
    people: int
    shares: dict[str, Rate]


@dataclass(frozen=True)
class Profile:
    """Every pathway's profile, and the share mentored by quarter of discharge, of people out for twelve weeks on the day."""

    as_at: date
    pathways: tuple[PathwayProfile, ...]
    mentored: tuple[tuple[date, Rate], ...]


def read_profile(reader: Reader, contract: Contract, as_at: date, cohort_id: str | None = None) -> Profile:
    """Who was on which pathway and what they had, as known on `as_at`; of all cohorts where none is named."""
    scope = {"contract_id": contract.id, "cohort_id": cohort_id, "as_at": as_at}
    return Profile(
        as_at,
        tuple(_pathway(row) for _, row in query(reader, "pathways/profile", **scope).iterrows()),
        tuple(
            (pd.Timestamp(row.quarter).date(), binary_rate(int(row.followed), int(row.mentored)))
            for row in query(reader, "engagement/mentoring", **scope).itertuples()
        ),
    )


def _pathway(row: pd.Series) -> PathwayProfile:
    shares = {name: binary_rate(int(row[of]), int(row[name])) for name, of in SHARES.items()}
    return PathwayProfile(int(row["pathway"]), int(row["people"]), shares)
