"""Selectors whose choices hold across pages and stand in the URL, in the words of the screen.

A link may also name a choice in other words (an id, an ISO date), and a choice may be held that is not on offer (a day
that is no month end). Streamlit knows only the words on screen, so such a link is put into them before it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import streamlit as st

from throughgate.results import ContractData
from throughgate.show import words
from throughgate.store.publish import PublishedSnapshot, SnapshotError, find_snapshot
from throughgate.view import LATEST, NEWEST, find_contract, find_day

LONGEST_ECHO = 60
"""Characters of a link's own words that are shown back."""


@dataclass(frozen=True)
class Selector:
    """A choice among options; the first is the default.

    `say` gives an option's words on screen, `find` the option that other words mean, None where none fits; `missing`
    is what to tell of words that do not fit.
    """

    label: str
    key: str
    options: tuple[str, ...]
    say: Callable[[str], str]
    find: Callable[[str], str | None]
    missing: str

    def asked(self) -> str | None:
        """The option that the link asks for, None where it asks for none that fits."""
        written = st.query_params.get(self.key)
        return None if written is None else self._option(written)

    def choose(self) -> str:
        """Show the selector; a choice held or linked that does not fit falls back to the default and is told."""
        held = st.session_state.get(self.key)
        choice = held if held is not None else st.query_params.get(self.key)
        found = None if choice is None else self._option(choice)
        if choice is not None and found is None:
            notice(self.missing.format(self._worded(choice)))
            if held is not None:
                st.session_state[self.key] = self.options[0]
        offered = self.options if found is None or found in self.options else (*self.options, found)
        return st.selectbox(self.label, offered, format_func=self.say, key=self.key, bind="query-params")

    def _option(self, choice: str) -> str | None:
        by_words = {self.say(option): option for option in self.options}
        return choice if choice in self.options else by_words.get(choice) or self.find(choice)

    def _worded(self, choice: str) -> str:
        """The choice as on screen; what a link makes up is cut to plain words, lest it be read as Markdown."""
        with suppress(KeyError, ValueError):
            return self.say(choice)
        return "".join(letter for letter in choice if letter.isalnum() or letter in " -")[:LONGEST_ECHO]


def put_into_words(selectors: Iterable[Selector]) -> None:
    """Write what a link asks for into the URL as on screen, and start again; nothing where it stands so already."""
    changed = {
        s.key: s.say(asked)
        for s in selectors
        if (asked := s.asked()) is not None and s.say(asked) != st.query_params[s.key]
    }
    if changed:
        st.query_params.update(changed)
        st.rerun()


def notice(text: str) -> None:
    """Keep a notice until the page is next laid out."""
    st.session_state.setdefault("notices", []).append(text)


def of_snapshots(folder: Path, newest: PublishedSnapshot, kept: Sequence[PublishedSnapshot]) -> Selector:
    """Which data file: the newest, or one that is still kept, by the start of its id or the day it was in force."""
    by_id = {snapshot.snapshot_id: snapshot for snapshot in reversed(kept)}

    def find(wanted: str) -> str | None:
        with suppress(SnapshotError):
            return find_snapshot(folder, wanted).snapshot_id
        return None

    def say(option: str) -> str:
        chosen = newest if option == NEWEST else by_id[option]
        return f"{'Newest, ' if option == NEWEST else ''}{words.moment(chosen.published_at)}, {chosen.snapshot_id[:8]}"

    missing = "No data snapshot {!r} is kept: the newest is shown."
    return Selector("Data snapshot", "snapshot", (NEWEST, *reversed(by_id)), say, find, missing)


def of_contracts(contracts: Sequence[ContractData]) -> Selector:
    """Which contract, by name or id."""
    names = {contract.terms.id: contract.terms.name for contract in contracts}
    missing = f"No contract {{!r}} is in these data: {contracts[0].terms.name} is shown."
    return Selector(
        "Contract",
        "contract",
        tuple(names),
        names.__getitem__,
        lambda wanted: find_contract(contracts, wanted),
        missing,
    )


def of_days(contract: ContractData) -> Selector:
    """Which day the data are looked at from: the latest, a month end, or any day a link names within the data."""
    latest = contract.latest_known_on

    def find(wanted: str) -> str | None:
        day = find_day(contract, wanted)
        return None if day is None else day.isoformat()

    def say(option: str) -> str:
        return f"{words.day(latest)} (latest)" if option == LATEST else words.day(date.fromisoformat(option))

    month_ends = (day.isoformat() for day in contract.as_at_dates() if day != latest)
    missing = (
        f"{{}} is not a day that the data of {contract.terms.name} reach "
        f"({words.day(contract.first_discharged_on)} to {words.day(latest)}): the latest day is shown."
    )
    return Selector("As at", "as_at", (LATEST, *month_ends), say, find, missing)
