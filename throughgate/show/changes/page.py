"""The parts of the page What changed."""

from __future__ import annotations

from collections.abc import Sequence

from throughgate.movements import FINAL_RATE, PARTS, SO_FAR, Movements
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.changes import by_part
from throughgate.show.changes.shown import Shown, ShownCohort
from throughgate.show.changes.sides import names_of_sides
from throughgate.show.changes.waterfall import waterfall

MEANINGS = "What each part is"
ORDER = (
    "The parts are taken one after the other, in this order, and add up exactly; another order would share the movement out a little "
    "differently. Rates are rounded to one decimal first, and parts are differences of those. A projection is the middle of its draws, as on "
    "every page, and an expected payment their mean, with the 95% range. No part tells what the service did."
)
MEANS = (
    "What was told at the time less the same figures worked out now by this version, and the contract's way of adjusting the baseline",
    "The rest of the terms: figures, payment rule, eligibility, outcome, cohorts",
    "The scores of the same people differ from those held before",
    "Convictions by the earlier day that were not on record then, or that the later data hold and the earlier did not",
    "People released by the earlier day who have come to count, or no longer count",
    "What happened since to people released by the earlier day, set against what was projected of them",
    "People released since",
    "The mix of the cohort and what it is set against, which is followed up itself where it is a control",
)


def cohort_blocks(cohort: ShownCohort, movements: Movements, *, source: str) -> tuple[Block, ...]:
    """What moved a cohort in one table, and its rate drawn; none where nothing moved."""
    if not any(shown.has_moved for shown in cohort.movements):
        return ()
    sides, drawn = names_of_sides(movements), _drawn(cohort)
    name = words.in_sentence(cohort.cohort.name)
    of_parts = Block(
        f"What moved {name}, part by part", by_part.still_parts(cohort), f"parts-{cohort.cohort.id}", table=by_part.table(cohort, sides),
        table_key=by_part.key(cohort), source=source,
    )  # fmt: skip
    if drawn is None:
        return (of_parts,)
    heading = f"{cohort.cohort.name}: {drawn.in_sentence}"
    return of_parts, Block(
        heading, _subtitle(drawn, sides), f"moved-{cohort.cohort.id}", chart=waterfall(drawn, *sides), source=source, is_part=True
    )  # fmt: skip


def _drawn(cohort: ShownCohort) -> Shown | None:
    """The projected final rate or, where none is given on both sides, the rate so far; None where a single step would be drawn."""
    shown = cohort.movement(FINAL_RATE) or cohort.movement(SO_FAR)
    return shown if shown is not None and sum(part.by != 0 for part in shown.parts) > 1 else None


def meanings() -> str:
    """What each part is, in the order in which they are taken."""
    listed = "\n".join(f"1. **{name}**: {means}." for name, means in zip(PARTS, MEANS, strict=True))
    return f"{ORDER}\n\n{listed}"


def _subtitle(shown: Shown, sides: tuple[str, str]) -> str:
    than = "than" if shown.by else "as"
    moved = shown.how.in_words(shown.by)
    return f"{moved[:1].upper()}{moved[1:]} {than} on {sides[0]}; blue parts lower it, orange ones raise it"


def has_sides(cohorts: Sequence[ShownCohort]) -> bool:
    """Whether there is anything to set side by side."""
    return any(cohort.movements for cohort in cohorts)
