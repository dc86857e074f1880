"""Subgroups: for whom it works, of groups chosen by the reader, against what their risk leads to expect."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.group_selectors import choose_groups
from throughgate.show import layout, words
from throughgate.show.files.groups import offer_rounded
from throughgate.show.measures import is_paid_by_volume
from throughgate.show.scenario import form
from throughgate.show.subgroups import forest, funnel, interaction, kinds, lead, soon
from throughgate.show.subgroups.seen import seen_of

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
        layout.blocks([asked[outcome]()], is_offered=False)
    layout.blocks([forest.block(seen, source=source)], is_offered=False)
    if hidden := lead.hidden_words(seen):
        layout.said(hidden)
    layout.section("What can and cannot be said", lead.SENTENCES)
    layout.said(lead.sentences(seen))
    more = [block for block in (funnel.block(seen, source=source), interaction.block(seen)) if block]
    layout.blocks(more, is_offered=False)
    if outcome == "time" and form.toggle("Work out a Cox regression as well", key="cox"):
        layout.blocks([soon.cox_block(seen, look.group_days(allowed), source=source)], is_offered=False)
    offer_rounded([seen.groups])


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
