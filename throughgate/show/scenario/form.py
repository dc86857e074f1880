"""The fields and choices of the Scenario page. A changed value stands in the URL; one that does not fit is told and not used."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

import streamlit as st

from throughgate.show import address, exact
from throughgate.show.layout import METRIC_WIDTH, SIDE_BY_SIDE
from throughgate.show.scenario.fields import CONTRACTED, FINEST, Choice, Field, grouped
from throughgate.show.words import in_sentence

MOST_SHORT = 1000
"""Up to this a number is shown with as many decimals as it has; larger ones are pounds, with their pence."""


def _linked(part: Field | Choice, written: str | None) -> int | float | str:
    """What the address holds of a field or choice, the contract's own where it holds nothing that fits."""
    if isinstance(part, Choice):
        return part.find(written or "") or CONTRACTED
    value = part.read(written or "")
    return _own(part) if value is None else int(value) if part.is_whole else float(value)


def numbers(fields: Sequence[Field]) -> dict[str, Decimal]:
    """Show the fields side by side and give what they hold, exactly, by name."""
    with st.grid(min_column_width=METRIC_WIDTH, vertical_alignment="bottom"):
        return {field.name: _number(field) for field in fields}


def _number(field: Field) -> Decimal:
    kind = int if field.is_whole else float
    address.follow_by(field.key, partial(_linked, field))
    with st.container():
        written = None if field.key in st.session_state else st.query_params.get(field.key)
        if written is not None and field.read(written) is None:
            st.info(field.refusal(written))
        held = st.number_input(
            field.label,
            min_value=kind(field.least),
            max_value=kind(field.most),
            value=kind(field.contracted),
            step=kind(field.step),
            format="%d" if field.is_whole else "%.2f" if field.most > MOST_SHORT else "%g",
            key=field.key,
            bind="query-params",
        )
    is_own = held == kind(field.contracted)
    value = (
        field.contracted
        if is_own
        else Decimal(str(held)).quantize(Decimal(1) if field.is_whole else FINEST, ROUND_HALF_UP)
    )
    exact.hold(
        field.key,
        str(value),
        "" if is_own else f"{in_sentence(field.label)}: {grouped(value)} for {grouped(field.contracted)}",
    )
    return value


def put_into_words(choices: Sequence[Choice]) -> None:
    """Write what a link calls by name into the URL in the words of the screen, the only ones Streamlit knows.

    Call it before any field is shown: it starts the page again where it changes something.
    """
    asked = {
        c.key: st.query_params[c.key] for c in choices if c.key in st.query_params and c.key not in st.session_state
    }
    found = {c.key: c.options.get(c.find(asked[c.key]) or "") for c in choices if c.key in asked}
    changed = {key: said for key, said in found.items() if said is not None and said != asked[key]}
    if changed:
        st.query_params.update(changed)
        st.rerun()


def choose(choices: Sequence[Choice]) -> dict[str, str]:
    """Show the choices side by side and give the option of each, by name."""
    with st.grid(min_column_width=SIDE_BY_SIDE, vertical_alignment="bottom"):
        return {choice.name: _chosen(choice) for choice in choices}


def _chosen(choice: Choice) -> str:
    address.follow_by(choice.key, partial(_linked, choice))
    with st.container():
        wanted = st.session_state.get(choice.key, st.query_params.get(choice.key))
        if wanted is not None and choice.find(wanted) is None:
            st.info(choice.refusal(wanted))
            if choice.key in st.session_state:
                st.session_state[choice.key] = CONTRACTED
        options = tuple(choice.options)
        said = choice.options.__getitem__
        chosen = st.selectbox(choice.label, options, format_func=said, key=choice.key, bind="query-params")
    exact.hold(choice.key, chosen, "" if chosen == CONTRACTED else f"{in_sentence(choice.label)}: {said(chosen)}")
    return chosen


def toggle(label: str, key: str) -> bool:
    """Show a switch, off unless the link says otherwise; whether it is on."""
    address.follow_by(key, lambda written: str(written).casefold() == "true")
    with st.container():
        is_on = st.toggle(label, key=key, bind="query-params")
    exact.hold(key, str(is_on).lower(), label if is_on else "")
    return is_on


def reset(parts: Sequence[Field | Choice]) -> None:
    """A button that takes every field back to the contract's own value, in the URL too."""
    st.button("Back to the contract's terms", on_click=lambda: st.session_state.update({p.key: _own(p) for p in parts}))


def _own(part: Field | Choice) -> int | float | str:
    if isinstance(part, Choice):
        return CONTRACTED
    return int(part.contracted) if part.is_whole else float(part.contracted)
