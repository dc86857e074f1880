"""Subgroups: for whom it works, of groups chosen by the reader, against what their risk leads to expect."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.group_selectors import choose_groups
from throughgate.show import layout, words
from throughgate.show.measures import is_paid_by_volume
from throughgate.show.subgroups import forest, funnel, interaction, kinds, lead, soon
from throughgate.show.subgroups.seen import seen_of
from throughgate.show.text_subgroups import groups_csv

look = current_view()
terms, source = look.contract.terms, words.source(look.contract, look.as_at)
caption = words.caption(look.contract, look.as_at)
head = st.container()
question = None if is_paid_by_volume(terms) else choose_groups(look)
answer = None if question is None else look.answer(question)


def show_answer(allowed) -> None:
    """The finding, and every part of the answer that may be shown."""
    seen, outcome = seen_of(look.groups(allowed)), allowed.question.outcome
    days = look.group_days(allowed) if outcome == "time" else ()
    with head:
        is_detail = outcome in ("severity", "custody")
        title = kinds.detail_title(seen) if is_detail else lead.title(seen, soon.compared(days) if days else None)
        layout.heading(caption, title, lead.lead(seen))
        st.warning(lead.banner(seen))
    layout.metrics(lead.boxes(seen))
    asked = {
        "frequency": lambda: kinds.events_block(seen, source=source), "time": lambda: soon.block(seen, days, source=source),
        "severity": lambda: kinds.detail_block(seen, source=source), "custody": lambda: kinds.detail_block(seen, source=source),
    }  # fmt: skip
    if outcome in asked:
        layout.blocks([asked[outcome]()])
    layout.blocks([forest.block(seen, source=source)])
    if hidden := lead.hidden_words(seen):
        st.markdown(hidden)
    layout.section("What can and cannot be said", lead.SENTENCES)
    st.markdown(lead.sentences(seen))
    layout.blocks([block for block in (funnel.block(seen, source=source), interaction.block(seen)) if block])
    if outcome == "time" and st.toggle("Work out a Cox regression as well", key="cox"):
        layout.blocks([soon.cox_block(seen, look.group_days(allowed), source=source)])
    csv = groups_csv(seen.groups, look.snapshot.snapshot_id, is_synthetic=look.contract.is_synthetic)
    st.download_button("Get this data (CSV)", csv, "subgroups.csv", "text/csv", on_click="ignore", key="subgroups-csv")


if question is None:
    with head:
        nothing = (lead.no_measure(terms), "") if is_paid_by_volume(terms) else (lead.ASK, lead.ASK_LEAD)
        layout.heading(caption, *nothing)
elif isinstance(answer, str):
    with head:
        layout.heading(caption, lead.NO_ANSWER, "")
        st.warning(answer)
else:
    show_answer(answer)
layout.foot(look.contract)
