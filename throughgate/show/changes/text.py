"""What moved, for a terminal and for a machine: the figures that the page What changed shows, hidden alike."""

from __future__ import annotations

from throughgate.movements import Movements
from throughgate.results import ContractData
from throughgate.show import words
from throughgate.show.changes.brief import still_words
from throughgate.show.changes.said import caption, title
from throughgate.show.changes.shown import Shown, ShownCohort, shown_cohorts
from throughgate.show.changes.sides import side_cell, sides_words

WIDTH = 44


def document(movements: Movements, contract: ContractData) -> dict[str, object]:
    """The movements as on screen, for JSON: numbers are text, so that nothing rounds them again; payments are in pounds."""
    return {
        "contract": contract.terms.id,
        "is_synthetic": contract.is_synthetic,
        "before": {"as_at": movements.before_at.isoformat(), "snapshot": movements.before_snapshot_id},
        "after": {"as_at": movements.after_at.isoformat(), "snapshot": movements.after_snapshot_id},
        "cohorts": [_cohort(cohort) for cohort in shown_cohorts(movements)],
    }


def _cohort(cohort: ShownCohort) -> dict[str, object]:
    return {
        "cohort": cohort.cohort.id,
        "why_none": cohort.why_none or None,
        "movements": [
            {
                "measure": shown.measure,
                "before": str(shown.before),
                "after": str(shown.after),
                "parts": [{"name": part.name, "by": str(part.by)} for part in shown.parts],
            }
            for shown in cohort.movements
        ],
    }


def listing(movements: Movements, contract: ContractData) -> str:
    """The movements in lines: both values of every measure, and under it the parts that moved it."""
    cohorts = shown_cohorts(movements)
    lines = [caption(contract, movements), title(cohorts, movements), sides_words(movements), still_words(cohorts)]
    for cohort in cohorts:
        for shown in cohort.movements:
            if shown.has_moved:
                lines += ["", *_lines(cohort, shown)]
    lines += ["", words.status(contract.is_synthetic)]
    return "\n".join(line for n, line in enumerate(lines) if line or n > 3)


def _lines(cohort: ShownCohort, shown: Shown) -> list[str]:
    before, after = side_cell(shown, shown.before, shown.range_before), side_cell(shown, shown.after, shown.range_after)
    parts = [f"  {part.name:<{WIDTH}} {shown.how.say_by(part.by):>12}" for part in shown.parts if part.by]
    return [f"{cohort.cohort.name}, {words.in_sentence(shown.how.name)}: {before}, then {after}", *parts]
