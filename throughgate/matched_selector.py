"""The choice among the cohorts that have a stored comparison group."""

from __future__ import annotations

import streamlit as st

from throughgate.comparison import Stored
from throughgate.selectors import Selector, put_into_words
from throughgate.show import address, layout
from throughgate.terms import Contract


def choose_matched(terms: Contract, stored: Stored) -> str:
    """Show the selector of cohorts with a comparison group; the id of the one chosen. It is the choice of the other pages, where it can be."""
    names = {cohort_id: terms.cohort(cohort_id).name for cohort_id in stored.cohort_ids}
    by_words = {words.casefold(): cohort_id for cohort_id, words in names.items()}
    missing = f"No comparison group of {{!r}} is stored from this day or an earlier one: {next(iter(names.values()))} is shown. `throughgate match {terms.id}` makes one."
    selector = Selector(
        "Cohort", "cohort", tuple(names), names.__getitem__, lambda wanted: by_words.get(wanted.strip().casefold()), missing, is_kept=True
    )  # fmt: skip
    has_moved = address.has_moved()
    if selector.key not in st.session_state:
        put_into_words((selector,))
    elif selector.option(st.session_state[selector.key]) is None:
        # Held from another page or contract: nobody asked this one for it, so there is nothing to be told.
        st.session_state[selector.key] = selector.options[0]
    with st.container(width=layout.SIDE_BY_SIDE):
        chosen = selector.choose()
    if has_moved:  # As selectors.choose_cohort.
        address.write(selector.key, selector.say(chosen))
    return chosen
