"""The frame of the dashboard: selectors that stand in the URL, navigation, and the watch for newly published data.

It stands here and not in app.py so that a page can call it. Streamlit takes a folder named pages/ for pages of its own
until navigation is first laid out, so the first link opened after a start runs the page's file without app.py.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import streamlit as st

from throughgate import PROJECT, log, selectors, view
from throughgate.results import ContractData
from throughgate.show import address, exact, layout, words
from throughgate.store.publish import PublishedSnapshot, SnapshotError, list_snapshots, published
from throughgate.store.reader import QueryError, open_file

# Seconds between two looks at the pointer to the published data.
WATCH_EVERY = 5

PAGES = (
    ("pages/board_summary.py", "Board summary"),
    ("pages/what_changed.py", "What changed"),
    ("pages/reconviction_trends.py", "Reconviction trends"),
    ("pages/pathways.py", "Pathways"),
    ("pages/engagement.py", "Engagement"),
    ("pages/fair_play.py", "Fair play"),
    ("pages/payment.py", "Payment"),
    ("pages/adjusted_baseline.py", "Adjusted baseline"),
    ("pages/subgroups.py", "Subgroups"),
    ("pages/equity.py", "Equity"),
    ("pages/comparison.py", "Comparison"),
    ("pages/scenario.py", "Scenario"),
    ("pages/ledger.py", "Ledger"),
    ("pages/data_and_definitions.py", "Data and definitions"),
)


def current_view() -> view.View:
    """What the viewer is looking at. Call it once, at the head of a page, and hand the view to its fragments."""
    if not st.session_state.get("is_framed"):
        lay_out()
        st.stop()
    return st.session_state["view"]


def lay_out() -> None:
    """Lay out the frame and run the page asked for."""
    st.set_page_config(page_title="Throughgate", layout="wide", initial_sidebar_state="auto")
    page = st.navigation(
        [st.Page(PROJECT / path, title=title, default=not n) for n, (path, title) in enumerate(PAGES)], expanded=True
    )
    address.follow()
    exact.start()
    folder = view.data_folder()
    try:
        newest = published(folder)
        _take_up(newest)
        looked_at = _selected(folder, newest) if newest else None
    except (SnapshotError, QueryError) as fault:
        _cannot_read(folder, fault)
        st.stop()
    _watch(folder, None if newest is None else str(newest.path))
    st.html(layout.STYLE)
    told = _say_notices()
    selectors.say_loss()
    if looked_at is None:
        st.title("There are no data to show yet", anchor=False)
        st.markdown(words.not_ready())
        st.stop()
    newest_at = None if looked_at.snapshot.snapshot_id == newest.snapshot_id else newest.published_at
    exact.begin(looked_at.stamp(), newest_at)
    st.session_state["view"] = looked_at
    st.session_state["is_framed"] = True
    try:
        page.run()
        # Only now: a page that starts again, to put a link into words, would lose what it was told.
        st.session_state["notices"] = st.session_state.get("notices", [])[told:]
    except (SnapshotError, QueryError) as fault:
        # Not st.stop() here: once a stop is asked for, the session takes nothing more, and would stay framed.
        _cannot_read(folder, fault)
    finally:
        st.session_state["is_framed"] = False


def _cannot_read(folder: Path, fault: SnapshotError | QueryError) -> None:
    """Say plainly that there is nothing to see; what went wrong may name paths of the server, so only its kind is kept."""
    log.note(folder, "dashboard cannot read the data", fault=type(fault).__name__, cause=type(fault.__cause__).__name__)
    st.title("The data cannot be read", anchor=False)
    st.error(words.CANNOT_READ)


def _take_up(newest: PublishedSnapshot | None) -> None:
    """Say so when what is published is no longer what this session was shown."""
    shown = st.session_state.get("published_path")
    is_pinned = st.session_state.get("snapshot", view.NEWEST) != view.NEWEST
    if newest is None:
        return
    if shown not in (None, str(newest.path)) and not is_pinned:
        selectors.notice(words.newly_published(newest.published_at))
    st.session_state["published_path"] = str(newest.path)


@st.fragment(run_every=WATCH_EVERY)
def _watch(folder: Path, shown: str | None) -> None:
    """Rerun the page when a new file has been published; a damaged pointer is said on the next full run."""
    with suppress(SnapshotError):
        newest = published(folder)
        if newest is not None and str(newest.path) != shown:
            st.rerun()


def _selected(folder: Path, newest: PublishedSnapshot) -> view.View | None:
    """What the selectors say, or None where the file holds nobody of any contract."""
    kept = list_snapshots(folder)
    if "contract" not in st.session_state:
        _read_link(folder, newest, kept)
    with st.sidebar:
        above, below = st.container(), st.container()
        with below:
            of_snapshots = selectors.of_snapshots(folder, newest, kept)
            selectors.take_up_loss(of_snapshots)
            chosen = of_snapshots.choose()
        snapshot = _snapshot(chosen, newest, kept)
        reader = open_file(snapshot.path)
        contracts = view.contracts_with_data(reader)
        if not contracts:
            return None
        with above:
            contract = _contract(selectors.of_contracts(contracts).choose(), contracts)
            day = selectors.of_days(contract).choose()
        st.caption(words.status(contract.is_synthetic))
    asked = None if day == view.LATEST else date.fromisoformat(day)
    return view.View(reader, contract, contracts, asked or contract.latest_known_on, asked, snapshot, kept)


def _read_link(folder: Path, newest: PublishedSnapshot, kept: tuple[PublishedSnapshot, ...]) -> None:
    """Put what the link asks for into the words of the selectors, before any of them is shown."""
    of_snapshots = selectors.of_snapshots(folder, newest, kept)
    contracts = view.contracts_with_data(open_file(_snapshot(of_snapshots.asked(), newest, kept).path))
    if contracts:
        of_contracts = selectors.of_contracts(contracts)
        of_days = selectors.of_days(_contract(of_contracts.asked(), contracts))
        selectors.put_into_words((of_snapshots, of_contracts, of_days))


def _snapshot(option: str | None, newest: PublishedSnapshot, kept: tuple[PublishedSnapshot, ...]) -> PublishedSnapshot:
    return next((snapshot for snapshot in kept if snapshot.snapshot_id == option), newest)


def _contract(option: str | None, contracts: tuple[ContractData, ...]) -> ContractData:
    return next((contract for contract in contracts if contract.terms.id == option), contracts[0])


def _say_notices() -> int:
    """Say what is kept to be told; how many notices that were."""
    notices = st.session_state.get("notices", ())
    for text in notices:
        st.info(text)
    return len(notices)
