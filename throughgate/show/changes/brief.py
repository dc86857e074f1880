"""What moved, in one table for the Board summary and the pack."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.movements import Movements
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.changes.by_part import points_key
from throughgate.show.changes.shown import Shown, ShownCohort, shown_cohorts
from throughgate.show.changes.sides import names_of_sides, side_cell, sides_words
from throughgate.terms import Contract

HEADING = "What moved, and what moved it most"
SUBTITLE = "Each measure on the two sides, projected ones with their 95% range, and the part that moved it most"


def block(movements: Movements, terms: Contract, *, source: str) -> Block | None:
    """One row a cohort and measure that moved; None where the contract is paid by volume, or no cohort was there before."""
    cohorts = shown_cohorts(movements)
    if not any(cohort.movements for cohort in cohorts) or terms.outcome.headline == "volume":
        return None
    moved = [(cohort, movement) for cohort in cohorts for movement in cohort.movements if movement.has_moved]
    said = f"{sides_words(movements)} {still_words(cohorts)}".strip()
    if not moved:
        return Block(HEADING, SUBTITLE, "changes", words=words.check(said), source=source, is_part=True)
    return Block(
        HEADING, SUBTITLE, "changes", table=brief_table(moved, movements), table_key=points_key(shown.how for _, shown in moved), words=words.check(said), source=source, is_part=True
    )  # fmt: skip


def brief_table(moved: Sequence[tuple[ShownCohort, Shown]], movements: Movements) -> pd.DataFrame:
    """One row a measure that moved, of a cohort."""
    before, after = names_of_sides(movements)
    rows = [
        (
            cohort.cohort.name,
            shown.how.name,
            side_cell(shown, shown.before, shown.range_before),
            side_cell(shown, shown.after, shown.range_after),
            shown.how.say_by(shown.by),
            "" if shown.largest is None else f"{_upper(shown.largest_name)} ({shown.how.say_by(shown.largest.by)})",
        )
        for cohort, shown in moved
    ]
    return pd.DataFrame(rows, columns=["Cohort", "Measure", before, after, "Movement", "Largest part"])


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]


def still_words(cohorts: Sequence[ShownCohort]) -> str:
    """Which cohorts did not move, and of which nothing is told, each with its reason."""
    said = []
    still = [cohort for cohort in cohorts if cohort.movements and not any(m.has_moved for m in cohort.movements)]
    if still:
        said.append(f"Nothing moved in {words.listed(words.in_sentence(cohort.cohort.name) for cohort in still)}.")
    for cohort in cohorts:
        if not cohort.movements:
            said.append(f"Nothing is told of {words.in_sentence(cohort.cohort.name)}: {cohort.why_none}.")
    return " ".join(said)
