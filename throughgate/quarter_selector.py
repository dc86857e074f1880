"""The choice of the quarter that a board reviews: it moves the as-at day of the whole dashboard, and follows it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from throughgate.quarters import Quarter, contract_year, financial_year, parse_quarter, quarter_of, quarters_between
from throughgate.results import ContractData
from throughgate.selectors import of_days
from throughgate.show import layout, words
from throughgate.since_selector import SINCE, SINCE_SNAPSHOT
from throughgate.view import LATEST, View

KEY = "quarter_reviewed"
"""It stands in no link: the as-at day does, and the quarter is the one which that day lies in."""


def choose_quarter(look: View) -> Quarter:
    """Show the choice and where the quarter lies; the quarter of the day looked at from."""
    contract, quarter = look.contract, quarter_of(look.as_at)
    offered = [of.name for of in quarters_between(contract.first_discharged_on, contract.latest_known_on)]
    st.session_state[KEY] = quarter.name
    with st.container(width=layout.SIDE_BY_SIDE):
        st.selectbox(
            "Quarter reviewed",
            offered if quarter.name in offered else [*offered, quarter.name],
            key=KEY,
            on_change=_look_from_its_end,
            args=(contract,),
        )
    st.caption(where_it_lies(contract, look.as_at))
    return quarter


def _look_from_its_end(contract: ContractData) -> None:
    """Set the as-at day of the dashboard to the last day of the quarter chosen, or to the last day of the data."""
    day, of = min(parse_quarter(st.session_state[KEY]).ends_on, contract.latest_known_on), of_days(contract)
    st.session_state[of.key] = of.option(day.isoformat()) or LATEST
    # Another quarter has another board before it: what was compared with before is chosen anew.
    for key in (SINCE, SINCE_SNAPSHOT):
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)


def where_it_lies(contract: ContractData, as_at: date) -> str:
    """The year of the contract, the quarter of the financial year, and whether the quarter is over on the as-at day."""
    quarter = quarter_of(as_at)
    year = contract_year(contract.terms, as_at)
    own = (
        "Before the first contract year"
        if year is None
        else f"Contract year {year.number} ({words.day(year.starts_on)} to {words.day(year.ends_on)})"
    )
    ends = words.day(quarter.ends_on)
    over = f"As at {words.day(as_at)}, " + (
        "the end of the quarter" if as_at == quarter.ends_on else f"before the quarter ends on {ends}"
    )
    return f"{own}; {financial_year(quarter)}. {over}."
