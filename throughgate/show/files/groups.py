"""The files of pages on which the reader chooses groups: counts rounded, and rates worked out from the rounded counts.

Nothing else of such groups is passed on: a picture or a table of the exact figures would tell the counts that are rounded.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.gate import FACTORS, OUTCOMES
from throughgate.show import words
from throughgate.show.files.book import Sheet
from throughgate.show.files.offer import offer
from throughgate.show.group_figures import expected_from
from throughgate.show.group_names import factors_in_words, value_name
from throughgate.show.text_subgroups import (
    EXPLORATORY,
    HIDING,
    KEY,
    ROUNDED,
    rounded_columns,
    rounded_rows,
    whose,
    withheld,
)
from throughgate.subgroups import Groups

PLACE = "groups"
SAID = "The groups that may be passed on, counts rounded and rates computed from the rounded counts. No picture is offered: it would tell the exact counts."


def offer_rounded(groups: Sequence[Groups]) -> None:
    """Offer the files of chosen groups, one sheet an answer; nothing where nothing is shown."""
    sheets = tuple(sheet_of(each) for each in groups)
    title = sheets[0].title if len(sheets) == 1 else "Outcomes by group"
    offer(PLACE, *sheets, title=title, said=SAID)


def sheet_of(groups: Groups) -> Sheet:
    """The groups as they may be passed on, by the names that the page gives them."""
    by, columns = groups.question.by, rounded_columns(groups)
    rows = [_row(by, *row) for row in rounded_rows(groups)]
    names = [FACTORS[factor] for factor in by] + [_header(name) for name in columns]
    notes = (expected_from(groups), ROUNDED, HIDING, *withheld(groups), EXPLORATORY)
    title = f"{OUTCOMES[groups.question.outcome]} by {factors_in_words(by)}"
    return Sheet(
        factors_in_words(by), title, whose(groups), pd.DataFrame(rows, columns=names), KEY, words="\n\n".join(filter(None, notes))
    )  # fmt: skip


def _row(by: Sequence[str], values: Sequence[str], cells: Sequence[str], mark: str) -> tuple[str, ...]:
    n, *others = (f"{int(cell):,}" if cell.isdigit() else cell for cell in cells)
    named = (value_name(factor, value) for factor, value in zip(by, values, strict=True))
    return (*named, f"{n} {mark}".strip(), *others)


def _header(name: str) -> str:
    """A name of the file of commands in words: rate_low_percent as Rate low, %."""
    said = (
        name.replace("_per_100", ", per 100")
        .replace("_percent", ", %")
        .replace("_points", f", {words.PERCENTAGE_POINTS}")
    )
    return "n, rounded" if name == "n" else (said[:1].upper() + said[1:]).replace("_", " ")
