"""The choice among the cohorts that have a stored comparison group."""

from __future__ import annotations

from throughgate.comparison import Stored
from throughgate.selectors import Selector, choose_held
from throughgate.terms import Contract


def choose_matched(terms: Contract, stored: Stored) -> str:
    """Show the selector of cohorts with a comparison group; the id of the one chosen. It is the choice of the other pages, where it can be."""
    names = {cohort_id: terms.cohort(cohort_id).name for cohort_id in stored.cohort_ids}
    by_words = {words.casefold(): cohort_id for cohort_id, words in names.items()}
    missing = f"No comparison group of {{!r}} is stored from this day or an earlier one: {next(iter(names.values()))} is shown. `throughgate match {terms.id}` makes one."
    return choose_held(
        Selector(
            "Cohort", "cohort", tuple(names), names.__getitem__, lambda wanted: by_words.get(wanted.strip().casefold()), missing, is_kept=True, is_said=True
        )
    )  # fmt: skip
