"""The sentence that says what is looked at, and the address that opens it again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from figures import CONTRACTS

from throughgate import selectors
from throughgate.results import ContractData
from throughgate.show import exact
from throughgate.show.stamp import Stamp
from throughgate.store.publish import PublishedSnapshot

AS_AT = date(2014, 6, 30)
DONCASTER = ContractData(CONTRACTS["doncaster"], date(2009, 1, 1), AS_AT, is_synthetic=True)
MORNING = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
EVENING = datetime(2026, 11, 22, 21, 5, tzinfo=UTC)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict:
    """A session without a browser."""
    held: dict = {}
    monkeypatch.setattr(exact.st, "session_state", held)
    exact.start()
    return held


def stamp() -> Stamp:
    return Stamp(DONCASTER, AS_AT, "a1b2c3d4e5f6", MORNING, "HMP Doncaster")


def test_an_address_holds_every_choice_and_nothing_that_the_page_had():
    held = {"whose": "A & B", "as_at": "2014-06-30", "doncaster-slope": "4.5"}
    written = exact.address_of("https://host.example/base/payment?as_at=old#top", held)
    assert written == "https://host.example/base/payment?as_at=2014-06-30&doncaster-slope=4.5&whose=A%20%26%20B"
    assert dict(parse_qsl(urlsplit(written).query)) == held


def test_the_same_choices_in_another_order_give_the_same_address():
    assert exact.address_of("/x", {"b": "2", "a": "1"}) == exact.address_of("/x", {"a": "1", "b": "2"}) == "/x?a=1&b=2"


def test_the_sentence_says_what_is_looked_at_and_whether_it_is_the_newest():
    filters = exact.filters_of(
        "HMP Doncaster, cohort 1, as at 30 June 2014", {"by": "compared by: age", "whose": "people: all"}
    )
    assert exact.sentence(filters, "", is_synthetic=True) == (
        "You are looking at HMP Doncaster, cohort 1, as at 30 June 2014; compared by: age; people: all. "
        "Synthetic people. Management information, not official statistics."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("newest_at", "said"),
    [
        (None, ""),
        (
            EVENING,
            "Data of 21 November 2026 at 09:05 (UTC), snapshot a1b2c3d4, not the newest: those are of 22 November 2026 at 21:05 (UTC).",
        ),
    ],
)
def test_data_that_are_not_the_newest_are_said(session, newest_at, said):
    exact.begin(stamp(), newest_at)
    assert session[exact.DATA] == said


def test_data_that_are_no_longer_kept_are_said_before_all_else(session):
    session[exact.LOST] = "ffff"
    exact.begin(stamp(), None)
    assert "no longer kept" in session[exact.DATA]


def test_a_new_run_forgets_the_choices_of_the_page_before(session):
    exact.hold("cohort", "cohort-1", "cohort: 1")
    exact.start()
    assert exact.address_of("/payment", session[exact.HELD]) == "/payment?"
    assert session[exact.SAID] == {}


def test_the_stamp_that_downloads_read_says_a_choice_made_after_the_heading(session, monkeypatch):
    monkeypatch.setattr(exact.st, "empty", lambda: type("Place", (), {"caption": lambda self, text: None})())
    exact.begin(stamp(), None)
    exact.say("HMP Doncaster, cohort 1")
    exact.hold("rows", "left-out", "show: left out")
    assert session[exact.STAMP].looking_at == "HMP Doncaster, cohort 1; show: left out"


def test_the_latest_day_and_the_newest_data_are_written_by_their_own_names():
    newest = PublishedSnapshot("ffeeddccbbaa", Path("/nowhere"), EVENING)
    days, data = selectors.of_days(DONCASTER), selectors.of_snapshots(Path("/nowhere"), newest, (newest,))
    assert days.link(days.options[0]) == "2014-06-30"
    assert days.link("2013-12-31") == "2013-12-31"
    assert data.link(data.options[0]) == "ffeeddccbbaa"
    assert data.link("a1b2c3d4e5f6") == "a1b2c3d4e5f6"
