"""Who is on each pathway and what they had, as a table: a characteristic a row, a pathway a column."""

from __future__ import annotations

import pandas as pd

from throughgate.methods.disclosure import hide_small
from throughgate.service.profile import PathwayProfile, Profile
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.shares import key_of, say, shown
from throughgate.show.tables import HIDDEN

ROWS = {
    "under_25": "Under 25 at discharge",
    "released_locally": "Released to the local area",
    "on_licence": "Released on licence (home detention curfew is one)",
    "with_three_needs": "Three needs or more, of those assessed",
    "referred": "Referred to an intervention",
    "started": "Started an intervention",
    "seen_by_custody_case_manager": "Seen by a custody case manager",
    "seen_by_orderly": "Seen by an orderly",
    "seen_by_community_case_manager": "Met by a community case manager within a year",
    "seen_by_probation": "Seen by probation after release",
    "seen_by_mentor": "Met by a volunteer mentor after release",
}
HEADING = "Who is on each pathway, and what they had"
SUBTITLE = "Share of the discharges of each pathway, with 95% intervals; a pathway is the last one before discharge"


def blocks(found: Profile, *, source: str) -> tuple[Block, ...]:
    """The table; nothing where no pathway is recorded."""
    if not found.pathways:
        return ()
    table = profile_table(found.pathways)
    return (
        Block(
            HEADING, SUBTITLE, "profile", table=table, table_key=key_of(table), source=source,
            words="The people differ from pathway to pathway, and so does what they are due: a lower share is not by itself a "
            "worse service.",
        ),
    )  # fmt: skip


def profile_table(pathways: tuple[PathwayProfile, ...]) -> pd.DataFrame:
    """One row a characteristic, one column a pathway; a small count is hidden, and one more beside it."""
    people = [one.people for one in pathways]
    few = hide_small(people, [0] * len(people))
    rows = [["Discharges", *(HIDDEN if is_few else words.whole(n) for n, is_few in zip(people, few, strict=True))]]
    rows += [
        [label, *(say(share) for share in shown([one.shares[name] for one in pathways]))]
        for name, label in ROWS.items()
    ]
    return pd.DataFrame(rows, columns=["Of people on", *(f"pathway {one.pathway}" for one in pathways)])
