"""The finding of the page: what moved most, in one sentence, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from throughgate.movements import FINAL_RATE, PAYMENT, PEOPLE, SO_FAR, Movements
from throughgate.results import ContractData
from throughgate.show import words
from throughgate.show.changes.brief import still_words
from throughgate.show.changes.shown import Shown, ShownCohort
from throughgate.show.changes.sides import sides_words

BOXES, EARLY_BOXES = (FINAL_RATE, PAYMENT), (SO_FAR, PEOPLE)


def caption(contract: ContractData, movements: Movements) -> str:
    """The line above the title: the contract and the later side; what it is compared with is a choice, which is said beside it."""
    return f"{contract.terms.name}, as at {words.day(movements.after_at)}"


def title(cohorts: Sequence[ShownCohort], movements: Movements) -> str:
    """The finding."""
    since = words.day(movements.before_at)
    found = leading(cohorts)
    if found is None:
        if cohorts and all(cohort.why_none for cohort in cohorts):
            return f"No movement since {since} can be told: {cohorts[0].why_none}"
        return f"Nothing moved since {since}"
    cohort, shown = found
    how, largest = shown.how, shown.largest
    span = f" (95% range {shown.range_after})" if shown.range_after else ""
    at = f"{how.say(shown.after)}{span}"
    most = "" if largest is None else f"; largest part: {shown.largest_name}"
    moved = f"{how.in_words(shown.by)}, at {at}" if shown.by else f"{at}, {how.in_words(shown.by)} as before"
    return words.check(f"{cohort.cohort.name}'s {shown.in_sentence} is {moved}{most}")


def lead(cohorts: Sequence[ShownCohort], movements: Movements) -> str:
    """How it stood before, both sides, what did not move and what is not told."""
    found = leading(cohorts)
    was = "" if found is None else _was(*found)
    parts = (was, sides_words(movements), still_words(cohorts))
    return words.check(" ".join(part for part in parts if part))


def _was(cohort: ShownCohort, shown: Shown) -> str:
    """How the leading figure stood before, and of how many people it is."""
    people = cohort.movement(PEOPLE)
    of = f" {cohort.cohort.name} has {words.people(int(people.after))}." if people is not None else ""
    span = f" (95% range {shown.range_before})" if shown.range_before else ""
    return f"It was {shown.how.say(shown.before)}{span}.{of}"


def boxes(cohorts: Sequence[ShownCohort], movements: Movements) -> list[tuple[str, str, str]]:
    """The cohort that moved most, in two figures."""
    found = leading(cohorts)
    if found is None:
        return []
    cohort, since = found[0], words.day(movements.before_at)
    asked = EARLY_BOXES if cohort.movement(FINAL_RATE) is None else BOXES
    held = [shown for measure in asked if (shown := cohort.movement(measure)) is not None]
    return [words.check_box(*_box(cohort, shown, since)) for shown in held]


def _box(cohort: ShownCohort, shown: Shown, since: str) -> tuple[str, str, str]:
    span = f"95% range {shown.range_after}; " if shown.range_after else ""
    joiner = "than" if shown.by else "as"
    return shown.in_box, shown.how.say(shown.after), (
        f"{cohort.cohort.name}; {span}{shown.how.in_words(shown.by)} {joiner} on {since}"
    )  # fmt: skip


def leading(cohorts: Sequence[ShownCohort]) -> tuple[ShownCohort, Shown] | None:
    """The cohort and measure that moved most: the final rate where one is given, else the share so far; None where none did."""
    for measure in (FINAL_RATE, SO_FAR):
        moved = [(c, m) for c in cohorts if (m := c.movement(measure)) is not None and m.has_moved]
        if moved:
            return max(moved, key=lambda pair: abs(pair[1].by))
    others = [(c, m) for c in cohorts for m in c.movements if m.has_moved]
    return others[0] if others else None
