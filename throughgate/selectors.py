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

from throughgate.projection import Projection
from throughgate.results import ContractData
from throughgate.show import address, exact, layout, words
from throughgate.show.payment.seen import cohort_choice
from throughgate.store.publish import PublishedSnapshot, SnapshotError, find_snapshot
from throughgate.view import LATEST, NEWEST, find_contract, find_day

LONGEST_ECHO = 60
"""Characters of a link's own words that are shown back."""
SNAPSHOT, NOT_KEPT = "snapshot", "not_kept"
"""Names in the address: which data, and which were asked for but are not kept. Streamlit takes the first out where the newest are shown."""
NO_SNAPSHOT = "No data snapshot {!r} is kept: the newest data are shown instead, and the figures may be others than those that were asked for."


@dataclass(frozen=True)
class Selector:
    """A choice among options; the first is the default.

    `say` gives an option's words on screen, `find` the option that other words mean, None where none fits; `missing`
    is what to tell of words that do not fit. Where `is_always_linked`, the choice stands in the URL also when it is the
    default: Streamlit leaves a widget's own default out, so the widget is given none. One that `is_kept` stays as it is held
    where the browser goes back or forward to a link without it. `link` gives what a link to the exact view writes for an option:
    one that lasts, never "the newest". `is_said` says that the sentence above the page's title says the choice anyway.
    """

    label: str
    key: str
    options: tuple[str, ...]
    say: Callable[[str], str]
    find: Callable[[str], str | None]
    missing: str
    is_always_linked: bool = True
    is_kept: bool = False
    link: Callable[[str], str] = str
    is_said: bool = False

    def asked(self) -> str | None:
        """The option that the link asks for, None where it asks for none that fits."""
        written = st.query_params.get(self.key)
        return None if written is None else self.option(written)

    def linked(self) -> str | None:
        """The words that should stand in the URL, None where the URL is to stay as it is."""
        asked = self.asked()
        if asked is None and not self.is_always_linked:
            return None
        if asked is None and self.key in st.query_params:
            notice(self.missing.format(self.worded(st.query_params[self.key])))
        return self.say(asked or self.options[0])

    def choose(self) -> str:
        """Show the selector; a choice held or linked that does not fit falls back to the default and is told."""
        address.follow_by(self.key, lambda written: written, is_kept=self.is_kept)
        held = st.session_state.get(self.key)
        choice = held if held is not None else st.query_params.get(self.key)
        found = None if choice is None else self.option(choice)
        if choice is not None and found is None:
            notice(self.missing.format(self.worded(choice)))
        # Set also where it has not changed: the words of an option may have, as those of the latest day do.
        st.session_state[self.key] = found or self.options[0]
        offered = self.options if found is None or found in self.options else (*self.options, found)
        index = None if self.is_always_linked else 0
        chosen = st.selectbox(
            self.label, offered, index, self.say, key=self.key, bind="query-params", required=self.is_always_linked
        )
        self.hold(chosen)
        return chosen

    def hold(self, option: str) -> None:
        """Hold an option as in force on this page."""
        said = "" if self.is_said else f"{words.in_sentence(self.label)}: {words.in_sentence(self.say(option))}"
        exact.hold(self.key, self.link(option), said)

    def option(self, choice: str) -> str | None:
        """The option of these words, None where none fits."""
        by_words = {self.say(option): option for option in self.options}
        return choice if choice in self.options else by_words.get(choice) or self.find(choice)

    def worded(self, choice: str) -> str:
        """The choice as on screen; what a link makes up is cut to plain words, lest it be read as Markdown."""
        with suppress(KeyError, ValueError):
            return self.say(choice)
        return plain_words(choice)


def plain_words(written: str) -> str:
    """What a link makes up as letters and digits, cut short."""
    return "".join(letter for letter in written if letter.isalnum() or letter in " -")[:LONGEST_ECHO]


def put_into_words(selectors: Iterable[Selector]) -> None:
    """Write what a link asks for into the URL as on screen, and start again; nothing where it stands so already."""
    linked = {s.key: s.linked() for s in selectors}
    changed = {key: said for key, said in linked.items() if said is not None and said != st.query_params.get(key)}
    if changed:
        st.query_params.update(changed)
        st.rerun()


def notice(text: str) -> None:
    """Keep a notice until the page is next laid out."""
    st.session_state.setdefault("notices", []).append(text)


def of_snapshots(folder: Path, newest: PublishedSnapshot, kept: Sequence[PublishedSnapshot]) -> Selector:
    """Which data file: the newest, or one that is still kept, by the start of its id or the day it was in force."""
    by_id = {snapshot.snapshot_id: snapshot for snapshot in reversed(kept)}
    earlier = (snapshot_id for snapshot_id in reversed(by_id) if snapshot_id != newest.snapshot_id)

    def find(wanted: str) -> str | None:
        with suppress(SnapshotError):
            return find_snapshot(folder, wanted).snapshot_id
        return next((snapshot_id for snapshot_id in by_id if say(snapshot_id) == wanted), None)

    def say(option: str) -> str:
        # Without its day, which changes while the choice does not: it stands on the Data page.
        return NEWEST if option == NEWEST else f"{words.moment(by_id[option].published_at)}, {option[:8]}"

    return Selector(
        "Data snapshot", SNAPSHOT, (NEWEST, *earlier), say, find, NO_SNAPSHOT, is_always_linked=False, is_said=True,
        link=lambda option: newest.snapshot_id if option == NEWEST else option,
    )  # fmt: skip


def take_up_loss(selector: Selector) -> None:
    """Where the data that a link asks for, or that were looked at, are no longer kept, hold the newest and keep that to be told.

    It stays told until other data are chosen: a notice that goes would leave newer figures in the place of those asked for.
    """
    linked = st.query_params.get(selector.key, st.query_params.get(NOT_KEPT))
    held = st.session_state.get(selector.key, linked)
    if held is not None and selector.option(held) is None:
        st.session_state[exact.LOST], st.session_state[selector.key] = held, NEWEST
    elif st.session_state.get(selector.key, NEWEST) != NEWEST:
        forget_loss()


def forget_loss() -> None:
    """Tell no more of data that are no longer kept."""
    st.session_state.pop(exact.LOST, None)
    st.query_params.pop(NOT_KEPT, None)


def say_loss() -> None:
    """Warn of data that are no longer kept, and leave them in the address, so that a reload warns again."""
    if exact.LOST in st.session_state:
        st.query_params[NOT_KEPT] = st.session_state[exact.LOST]
        st.warning(NO_SNAPSHOT.format(plain_words(st.session_state[exact.LOST])))
        st.button("I want the newest data", on_click=forget_loss)


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
        is_said=True,
    )


def of_cohorts(projection: Projection) -> Selector:
    """Which cohort of those that are paid on, by name or id: the first not yet final, else the last that is.

    It is kept: a click in the menu leaves an entry in the history that holds no choice of the page it came from.
    """
    return Selector(*cohort_choice(projection.terms, projection.cohorts), is_kept=True, is_said=True)


def choose_cohort(projection: Projection) -> str:
    """Show the selector of cohorts on a page; the id of the one chosen."""
    return choose_held(of_cohorts(projection))


def choose_held(selector: Selector) -> str:
    """Show a selector whose choice holds across pages and stands in the URL; the option chosen."""
    has_moved = address.has_moved()
    if st.session_state.get(selector.key) is None:  # Never chosen, or the browser went back to before it was.
        put_into_words((selector,))
    elif selector.option(st.session_state[selector.key]) is None:
        # Held from another contract or page: nobody asked this one for it, so there is nothing to be told.
        st.session_state[selector.key] = selector.options[0]
    with st.container(width=layout.SIDE_BY_SIDE):
        chosen = selector.choose()
    if has_moved:  # The menu's links, and the entries that they leave in the history, hold nothing of the page before.
        address.write(selector.key, selector.say(chosen))
    return chosen


def of_days(contract: ContractData) -> Selector:
    """Which day the data are looked at from: the latest, a month end, or any day a link names within the data.

    The latest is said as its day: within a session it follows the contract, and a link to it keeps to that day.
    """
    latest = contract.latest_known_on

    def find(wanted: str) -> str | None:
        day = find_day(contract, wanted)
        if day == latest:
            return LATEST
        return None if day is None else day.isoformat()

    def say(option: str) -> str:
        return words.day(latest if option == LATEST else date.fromisoformat(option))

    month_ends = (day.isoformat() for day in contract.as_at_dates() if day != latest)
    missing = (
        f"{{}} is not a day that the data of {contract.terms.name} reach "
        f"({words.day(contract.first_discharged_on)} to {words.day(latest)}): the latest day is shown."
    )
    return Selector(
        "As at", "as_at", (LATEST, *month_ends), say, find, missing, is_said=True,
        link=lambda option: latest.isoformat() if option == LATEST else option,
    )  # fmt: skip
