"""Equity: gender, ethnicity, geography, age and severity as one view, and payment that differs between groups as a what-if."""

import streamlit as st

from throughgate.frame import current_view
from throughgate.gate import Allowed
from throughgate.selectors import Selector, put_into_words
from throughgate.show import exact, layout, words
from throughgate.show.equity import asking, forest, overview, premium
from throughgate.show.files.groups import offer_rounded
from throughgate.show.scenario import form
from throughgate.subgroups.equity import compare_dimensions
from throughgate.view_notes import is_latest


def choose(label: str, key: str, options: dict[str, str]) -> str:
    by_words = {said.casefold(): option for option, said in options.items()}
    missing = f"{label}: {{!r}} is not on offer, so {next(iter(options.values()))} is looked at."
    selector = Selector(
        label, key, tuple(options), options.__getitem__, lambda wanted: by_words.get(wanted.casefold()), missing,
        is_always_linked=False,
    )  # fmt: skip
    if key not in st.session_state:
        put_into_words((selector,))
    elif selector.option(st.session_state[key]) is None:
        st.session_state[key] = selector.options[0]
    with st.container(width=layout.SIDE_BY_SIDE):
        return selector.choose()


def what_if(dimensions) -> None:
    offered = premium.offered(dimensions)
    if not offered:
        return
    layout.section(premium.HEADING, premium.SUBTITLE)
    factor = choose("Premium by", "premium_by", offered)
    dimension = next(one for one in dimensions if one.factor == factor)
    values = form.numbers(premium.fields(look.contract.terms, dimension))
    paid = premium.pay(dimension, values)
    layout.said(premium.summary(paid))
    table = premium.table(dimension, values, paid)
    layout.table(table, alt="Payment by group, a what-if", key=premium.key(table), in_file=None)
    layout.said(premium.warning(dimension, paid))
    st.caption(f"{premium.price_words(look.contract.terms)} {premium.RULE}")


look = current_view()
caption, source = words.caption(look.contract, look.as_at), words.source(look.contract, look.as_at)
if look.contract.terms.outcome.headline == "volume":
    layout.heading(caption, overview.title(()), overview.VOLUME)
    layout.foot(look.contract)
    st.stop()

head = st.container()
scopes = overview.scopes(look.contract)
scope = choose("People", "equity_of", scopes)
asked = (look.snapshot.snapshot_id, look.contract.terms.id, look.as_at.isoformat(), scope)
asking.take_up_link(asked)
if asking.is_meant(asked, is_usual=is_latest(look) and scope == next(iter(scopes))):
    exact.hold(asking.LINK, ".".join(asked))
    exact.tell_role()
    with st.spinner("Asking what may be shown"):
        answers = {q.by[0]: look.answer(q) for q in overview.questions(look.contract, look.as_at, scope)}
    dimensions = compare_dimensions([look.groups(a) for a in answers.values() if isinstance(a, Allowed)])
    reasons = overview.refused(answers)
    with head:
        layout.heading(caption, overview.title(dimensions), overview.lead(dimensions, reasons))
        layout.metrics(overview.boxes(dimensions))
    layout.blocks(overview.blocks(look.contract, dimensions, source=source), is_offered=False)
    layout.section("Each dimension by itself", forest.HOW_TO_READ)
    layout.blocks(overview.dimension_blocks(look.contract, dimensions, reasons, source=source), is_offered=False)
    offer_rounded([dimension.groups for dimension in dimensions])
    what_if(dimensions)
else:
    with head:
        layout.heading(caption, overview.WAITING, "")
layout.foot(look.contract)
