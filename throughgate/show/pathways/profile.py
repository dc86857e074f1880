"""Who is on each pathway and what they had, as a table: a characteristic a row, a pathway a column."""

from __future__ import annotations

import pandas as pd

from throughgate.methods.disclosure import UNRELIABLE_BELOW, hide_small
from throughgate.methods.reconviction import Rate
from throughgate.service.profile import PathwayProfile, Profile
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.tables import HIDDEN, HIDDEN_KEY, UNRELIABLE_KEY

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
    hidden = HIDDEN_KEY if table.isin([HIDDEN]).any(axis=None) else ""
    unreliable = UNRELIABLE_KEY if table.apply(lambda column: column.str.endswith(" u")).any(axis=None) else ""
    return (
        Block(
            HEADING, SUBTITLE, "profile", table=table, table_key=" ".join(filter(None, (hidden, unreliable))), source=source,
            words="The people differ from pathway to pathway, and so does what they are due: a lower share is not by itself a "
            "worse service.",
        ),
    )  # fmt: skip


def profile_table(pathways: tuple[PathwayProfile, ...]) -> pd.DataFrame:
    """One row a characteristic, one column a pathway; a small count is hidden, and one more beside it."""
    people = [one.people for one in pathways]
    few = hide_small(people, [0] * len(people))
    rows = [["Discharges", *(HIDDEN if is_few else words.whole(n) for n, is_few in zip(people, few, strict=True))]]
    rows += [[label, *_said([one.shares[name] for one in pathways])] for name, label in ROWS.items()]
    return pd.DataFrame(rows, columns=["Of people on", *(f"pathway {one.pathway}" for one in pathways)])


def _said(shares: list[Rate]) -> list[str]:
    hidden = hide_small([share.n for share in shares], [share.reconvicted for share in shares])
    return [HIDDEN if is_hidden else _share(share) for share, is_hidden in zip(shares, hidden, strict=True)]


def _share(share: Rate) -> str:
    if share.rate is None:
        return "not recorded"
    return f"{words.rate(share)}, n = {words.whole(share.n)}" + (" u" if share.n < UNRELIABLE_BELOW else "")
