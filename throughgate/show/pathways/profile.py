"""Who is on each pathway and what they had, as a table: a characteristic a row, a pathway a column."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from throughgate.methods.disclosure import SMALLEST_COUNT, hide_small
from throughgate.methods.reconviction import Rate
from throughgate.service.pathways import Pathways
from throughgate.service.profile import PathwayProfile, Profile
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.pathways.groups import groups
from throughgate.show.pathways.lead import is_shown
from throughgate.show.pathways.lines import PATHWAYS
from throughgate.show.pathways.needs import steps_shown
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


def blocks(found: Profile, page: Pathways, *, source: str) -> tuple[Block, ...]:
    """The table; nothing where no pathway is recorded. What the page hides of `page` is hidden here too."""
    if not found.pathways or not is_shown(page):
        return ()
    table = profile_table(found.pathways, _unseen(page))
    return (
        Block(
            HEADING, SUBTITLE, "profile", table=table, table_key=key_of(table), source=source,
            words="The people differ from pathway to pathway, and so does what they are due: a lower share is not by itself a "
            "worse service.",
        ),
    )  # fmt: skip


def _unseen(page: Pathways) -> tuple[int, ...]:
    """The pathways whose discharges are hidden on the page."""
    seen = groups(page.cells)
    return tuple(at for at, group in zip(PATHWAYS, seen.by_rule[-1], strict=False) if group in seen.hidden)


def profile_table(pathways: Sequence[PathwayProfile], unseen: Collection[int] = ()) -> pd.DataFrame:
    """One row a characteristic, one column a pathway; a small count is hidden, and one more beside it.

    Of a pathway that is `unseen` nothing is shown.
    """
    people = [one.people for one in pathways]
    few = hide_small(people, [0] * len(people)) | [one.pathway in unseen for one in pathways]
    rows = [["Discharges", *(HIDDEN if is_few else words.whole(n) for n, is_few in zip(people, few, strict=True))]]
    parts = {name: _shown([one.shares[name] for one in pathways], people, few) for name in ROWS}
    steps = [steps_shown(pair) for pair in zip(parts["referred"], parts["started"], strict=True)]
    parts["started"] = tuple(started for _, started in steps)
    rows += [[label, *map(say, parts[name])] for name, label in ROWS.items()]
    return pd.DataFrame(rows, columns=["Of people on", *(f"pathway {one.pathway}" for one in pathways)])


def _shown(parts: Sequence[Rate], people: Sequence[int], few: np.ndarray) -> tuple[Rate | None, ...]:
    """The shares that may be shown; none whose n, taken from the discharges of its pathway, would leave 1 to 4."""
    hidden = np.array([one is None for one in shown(parts)]) | few
    hidden |= [0 < n - part.n < SMALLEST_COUNT for n, part in zip(people, parts, strict=True)]
    spare = [at for at, part in enumerate(parts) if part.n and not hidden[at]]
    if hidden.sum() == 1 and spare:
        hidden[min(spare, key=lambda at: parts[at].n)] = True
    return tuple(None if is_hidden else part for part, is_hidden in zip(parts, hidden, strict=True))
