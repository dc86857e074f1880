"""The pathway intended against the one received."""

from __future__ import annotations

import numpy as np
import pandas as pd

from throughgate.methods.disclosure import is_small
from throughgate.methods.reconviction import binary_rate
from throughgate.service.pathways import Pathways
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.pathways.cells import NAMES, key_of_cells, rate_words, said
from throughgate.show.pathways.groups import RULES, groups
from throughgate.show.pathways.lead import has_intended
from throughgate.show.pathways.mix import BEFORE
from throughgate.show.tables import HIDDEN

COLUMNS = (1, 2, 3, 4, None)


def blocks(found: Pathways, *, source: str) -> tuple[Block, ...]:
    """The table of the pathway intended against the one received."""
    table = matrix_table(found)
    return (
        Block(
            heading="The pathway intended against the one received",
            subtitle="Discharges by the pathway the triage rules name (rows) and the one last received (columns)",
            key="intended", table=table, table_key=key_of_cells(table), words=_intended_words(found), source=source,
        ),
    )  # fmt: skip


def _names(found: Pathways) -> tuple[str, ...]:
    """Name of each of RULES."""
    below, since = found.triage_below, found.remand_from
    longer, shorter = (
        (f", {below.value} days or more", f", under {below.value} days: triage only") if below else ("", "")
    )
    return (
        "Pathway 1", "Pathway 2", f"Pathway 3{longer}", f"Pathway 3{shorter}", "Pathway 4, remand",
        f"{BEFORE} (came in before {since.value})" if since else BEFORE, "Not known: sentence or risk missing",
    )  # fmt: skip


def matrix_table(found: Pathways) -> pd.DataFrame:
    """One row a pathway intended: people by pathway received, and the share that got the one intended."""
    seen, names = groups(found.cells), _names(found)
    counts, hidden = seen.counts(seen.by_rule), seen.unseen(seen.by_rule)
    lines = [
        (names[at], *map(said, line, unseen), _share(line, unseen, RULES[at][1]))
        for at, line, unseen in zip(seen.rules, counts, hidden, strict=False)
    ]
    lines.append(("All", *map(said, counts[-1], hidden[-1]), _all_share(found)))
    columns = [f"On {NAMES[at].lower()}" for at in COLUMNS]
    return pd.DataFrame(lines, columns=["Intended", *columns, "Discharges", "On the one intended (95% interval)"])


def _share(line: np.ndarray, hidden: np.ndarray, aim: int | None) -> str:
    if aim is None:
        return "no pathway to be on"
    at, n = COLUMNS.index(aim), int(line[-1])
    # A share beside a hidden count would give it away.
    if hidden[at] or hidden[-1] or is_small(n, int(line[at])):
        return HIDDEN
    return rate_words(binary_rate(n, int(line[at])))


def _all_share(found: Pathways) -> str:
    same = found.as_intended
    return f"{words.rate(same)}, n = {words.whole(same.n)}" if has_intended(found) else HIDDEN


def _intended_words(found: Pathways) -> str:
    since = (
        f" People on remand who came in before {found.remand_from.value} and had no pathway are no departure from the rules."
        if found.remand_from
        else ""
    )
    return (
        "The rules are read from the sentence and the risk of harm as they were known at the end, the pathway was chosen on what "
        f"was known at the start: that is one reason why the two differ.{since}"
    )
