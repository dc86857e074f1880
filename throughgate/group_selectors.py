"""The choice of groups to compare: asked only when the reader means it, since every answer is remembered."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from throughgate.gate import ALL, BEFORE, FACTORS, OUTCOMES, Question
from throughgate.selectors import Selector
from throughgate.show import exact, layout, words
from throughgate.show.group_names import chosen_twice
from throughgate.terms import Contract
from throughgate.view import View
from throughgate.view_notes import is_latest

NO_FACTOR = "none"
DEFAULT_FACTOR = "ogrs-band"
SHOW_GROUPS = "Show these groups"
ASKED_MEANS = (
    "Every answer is remembered for everybody who looks in the same role, and may for good keep a later, overlapping one from them, "
    "even a plain table after one by several factors: ask the plain questions first. Nothing is asked before you press the button."
)
ASKED, LAST_LINK, MISFIT = "groups_asked", "groups_linked", "groups_misfit"
"""Where a session keeps the questions about groups that it asked, the latest last, the words they stand in the URL by, and what
a link named that is not on offer."""
NOT_ON_OFFER = "This link names what is not on offer ({}), so nothing is asked: choose, and press the button."


def of_groups(terms: Contract) -> tuple[Selector, ...]:
    """Whose groups, by which one to three factors, and which outcome: the parts of a question, the default first."""
    together = {
        ALL: [c for c in terms.cohorts if c.kind == "cohort"],
        BEFORE: [c for c in terms.cohorts if c.kind != "cohort"],
    }
    named = {ALL: "All cohorts", BEFORE: "Everybody compared with"}
    whose = {scope: named[scope] for scope, cohorts in together.items() if len(cohorts) > 1}
    whose |= {cohort.id: cohort.name for _, cohorts in together.items() for cohort in cohorts}
    first = {DEFAULT_FACTOR: FACTORS[DEFAULT_FACTOR]} | FACTORS
    more = {NO_FACTOR: "No further factor"} | FACTORS
    parts = (
        ("People", "whose", whose), ("Compared by", "by", first), ("and by", "and", more), ("and by (third)", "then", more),
        ("Outcome", "outcome", OUTCOMES),
    )  # fmt: skip
    return tuple(_of_words(*part) for part in parts)


def _of_words(label: str, key: str, offered: dict[str, str]) -> Selector:
    by_words = {words.casefold(): option for option, words in offered.items()}
    missing = f"{label}: {{!r}}"
    return Selector(
        label, key, tuple(offered), offered.__getitem__, lambda wanted: by_words.get(wanted.casefold()), missing
    )


def choose_groups(look: View) -> Question | None:
    """Show the choice of groups; the question asked, None while nothing is meant to be asked of this contract and day.

    A link that names a question asks it, and so does the button. Only on the latest day of the newest data is a question asked
    by itself, the default one, where no link names another; a link that names what is not on offer asks nothing.
    """
    parts = of_groups(look.contract.terms)
    linked = _linked_groups(parts)
    held = linked or _held_groups(parts)
    misfit, notice = st.session_state.get(MISFIT), st.empty()
    with st.form("groups", border=True):
        with st.grid(min_column_width=layout.METRIC_WIDTH):
            chosen = {part.key: _choose_part(part, held) for part in parts}
        st.caption(ASKED_MEANS)
        is_pressed = st.form_submit_button(SHOW_GROUPS, type="primary")
    told = chosen if is_pressed else held
    question = _question(look, told)
    is_known = question in st.session_state.setdefault(ASKED, []) or (held == _default(parts) and is_latest(look))
    is_meant = is_pressed or linked is not None or (is_known and not misfit)
    if misfit and not is_meant:
        notice.info(NOT_ON_OFFER.format(misfit))
    if twice := chosen_twice(question.by) if is_meant else "":
        st.warning(f"{twice}.")
    if twice or not is_meant:
        _link_groups({})
        return None
    st.session_state.pop(MISFIT, None)
    st.session_state[ASKED] = [*(one for one in st.session_state[ASKED] if one != question), question]
    _hold(parts, told)
    _link_groups({part.key: part.say(told[part.key]) for part in parts if told[part.key] != NO_FACTOR})
    return question


def _hold(parts: Sequence[Selector], told: dict[str, str]) -> None:
    """Hold every part of the question asked, also one that asks for nothing: a link then asks the very same."""
    for part in parts:
        option = told[part.key]
        said = "" if option == NO_FACTOR else f"{words.in_sentence(part.label)}: {words.in_sentence(part.say(option))}"
        exact.hold(part.key, option, said)
    exact.tell_role()


def _default(parts: Sequence[Selector]) -> dict[str, str]:
    return {part.key: part.options[0] for part in parts}


def _linked_groups(parts: Sequence[Selector]) -> dict[str, str] | None:
    """The question that a link newly names, None where it names none, or words that do not fit, which are kept to be told."""
    written = {part.key: st.query_params[part.key] for part in parts if part.key in st.query_params}
    if not written or written == st.session_state.get(LAST_LINK):
        return None
    st.session_state[LAST_LINK] = written
    found = {part.key: part.option(written[part.key]) for part in parts if part.key in written}
    unknown = [part for part in parts if part.key in found and found[part.key] is None]
    st.session_state[MISFIT] = ", ".join(part.missing.format(part.worded(written[part.key])) for part in unknown)
    linked = _default(parts) | {key: option for key, option in found.items() if option is not None}
    _set_parts(parts, linked)
    return None if unknown else linked


def _held_groups(parts: Sequence[Selector]) -> dict[str, str]:
    """What was asked last in this session, as far as this contract has it; else the default."""
    asked = st.session_state.get(ASKED)
    default = _default(parts)
    if not asked:
        return default
    last: Question = asked[-1]
    by = dict(zip(("by", "and", "then"), (*last.by, NO_FACTOR, NO_FACTOR), strict=False))
    held = {"whose": last.scope, "outcome": last.outcome} | by
    return {part.key: part.option(held[part.key]) or default[part.key] for part in parts}


def _question(look: View, chosen: dict[str, str]) -> Question:
    by = tuple(chosen[key] for key in ("by", "and", "then") if chosen[key] != NO_FACTOR)
    return Question(look.contract.terms.id, look.as_at, chosen["whose"], by, chosen["outcome"])


def _set_parts(parts: Sequence[Selector], held: dict[str, str]) -> None:
    for part in parts:
        st.session_state[f"groups-{part.key}"] = held[part.key]


def _choose_part(part: Selector, held: dict[str, str]) -> str:
    """The field of a part; one that another contract's choice is held in falls back to what is held for this one."""
    key = f"groups-{part.key}"
    if st.session_state.get(key) not in part.options:
        st.session_state[key] = held[part.key]
    return st.selectbox(part.label, part.options, format_func=part.say, key=key)


def _link_groups(written: dict[str, str]) -> None:
    """Let the address name the question asked, and none where none is: a link that names one asks it."""
    for key in ("whose", "by", "and", "then", "outcome"):
        if key not in written and key in st.query_params:
            del st.query_params[key]
    if any(st.query_params.get(key) != words for key, words in written.items()):
        st.query_params.update(written)
    st.session_state[LAST_LINK] = written
