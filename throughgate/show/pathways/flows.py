"""Intended against received, what those of triage only had, and moves from one pathway to another."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP, is_small
from throughgate.methods.reconviction import binary_rate
from throughgate.service.pathways import Move, Pathways, Triaged
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.pathways import intended_quarters, matrix
from throughgate.show.pathways.cells import NAMES, key_of_cells, said
from throughgate.show.pathways.groups import LONGER, TRIAGE_ONLY, groups
from throughgate.show.pathways.lead import has_moved, is_shown
from throughgate.show.tables import HIDDEN, hide_small_counts, plain

NO_REASON = "no reason recorded"


def blocks(found: Pathways, *, source: str) -> tuple[Block, ...]:
    """Intended against received, by quarter, what those of triage only had, and moves; none where no pathway is shown."""
    if not is_shown(found):
        return ()
    return (
        *matrix.blocks(found, source=source), *intended_quarters.blocks(found, source=source), *_triage(found, source),
        _moves(found, source),
    )  # fmt: skip


def _triage(found: Pathways, source: str) -> tuple[Block, ...]:
    if found.triage_below is None or not found.triaged:
        return ()
    table = triage_table(found.triaged, f"{found.triage_below.value} days", _unseen(found))
    below = found.triage_below
    return (
        Block(
            heading="Triage only: what people with very short sentences had",
            subtitle=f"Discharges for which the rules name pathway 3, by whether the sentence is under {below.value} days",
            key="triage", table=table, table_key=key_of_cells(table), source=source,
            words=(
                f"Below {below.value} days of sentence the rule gives a triage assessment only ({below.status}; {below.source}); "
                "a full assessment or a custody case manager there is more than the rule gives, no full assessment above it "
                "is less. Full counts an OASys assessment too. Either may have good grounds: look into it, not more."
            ),
        ),
    )  # fmt: skip


def _unseen(found: Pathways) -> set[bool]:
    """The kinds of sentence, triage only or not, whose discharges are hidden on the page."""
    seen = groups(found.cells)
    return {
        at == TRIAGE_ONLY
        for at, row in zip(seen.rules, seen.by_rule, strict=False)
        if at in (LONGER, TRIAGE_ONLY) and row[-1] in seen.hidden
    }


def triage_table(triaged: Sequence[Triaged], limit: str, unseen: Collection[bool] = ()) -> pd.DataFrame:
    """One row a kind of sentence: who had a full assessment, triage only, none, a case manager, or either."""
    rows = [
        (f"Under {limit}: triage only" if row.is_triage_only else f"{limit} or more", *_triaged_cells(row, row.is_triage_only in unseen))
        for row in triaged
    ]  # fmt: skip
    names = [
        "Sentence", "Discharges", "Full assessment", "Triage only", "No assessment recorded", "Case manager",
        "Full assessment or case manager",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _triaged_cells(row: Triaged, is_hidden: bool) -> list[str]:
    """Discharges, the three kinds of assessment that make them up, a case manager, and either; all hidden where the first is."""
    if is_hidden or row.people < SMALLEST_GROUP:
        return [HIDDEN] * 6
    parts = hide_small_counts({"full": row.full_assessed, "triage": row.triage_only, "none": row.unassessed})
    beside, before = [], [row.full_assessed, row.people]
    for count in (row.managed, row.beyond_triage):
        # What one has and another has not must not follow either, of those who have more than a triage.
        is_close = any(0 < abs(count - other) < SMALLEST_COUNT for other in before)
        beside.append(said(count, is_close or is_small(row.people, count)))
        before.append(count)
    return [words.whole(row.people), *parts.values(), *beside]


def _moves(found: Pathways, source: str) -> Block:
    # No Sankey: nearly everybody stays where they started, so that its flows would be three broad bands with threads
    # between them that nobody can read a number from. A table says who moved where.
    heading, key = "Moves from one pathway to another", "moves"
    subtitle = "Moves by recorded reason; somebody who moves twice counts twice"
    if not found.moves:
        return Block(heading, subtitle, key, words="Nobody is recorded as having moved from one pathway to another.")
    table = moves_table(found.moves)
    return Block(
        heading, subtitle, key, table=table, table_key=key_of_cells(table), words=_moved_words(found), source=source
    )


def moves_table(moves: Sequence[Move]) -> pd.DataFrame:
    """One row a pathway left, a pathway moved to and a reason, the most moves first; small counts hidden."""
    ordered = sorted(moves, key=lambda move: (-move.moves, move.from_pathway, move.to_pathway, move.reason))
    shown = hide_small_counts({str(at): move.moves for at, move in enumerate(ordered)})
    rows = [
        (NAMES[move.from_pathway], NAMES[move.to_pathway], plain(move.reason) or NO_REASON, shown[str(at)])
        for at, move in enumerate(ordered)
    ]
    return pd.DataFrame(rows, columns=["From", "To", "Reason recorded", "Moves"])


def _moved_words(found: Pathways) -> str:
    why = "A move follows what was learnt about somebody as often as a choice of the service; the reason is what was recorded."
    if not has_moved(found):
        return why
    rate = binary_rate(found.on_a_pathway, found.moved)
    return f"**{words.rate(rate)}** moved at least once (n = {words.whole(rate.n)}; 95% interval). {why}"
