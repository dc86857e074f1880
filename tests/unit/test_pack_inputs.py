"""Which day, notes and pack before a board pack is made of: by hand, at and beside the ends of the quarter and of the data."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from throughgate.notes import Entry, Note
from throughgate.pack import PackError, inputs
from throughgate.pack.inputs import Since
from throughgate.quarters import Quarter
from throughgate.results import AsAtError, ContractData
from throughgate.store.packs import IssuedPack
from throughgate.store.publish import SnapshotError
from throughgate.store.reader import QueryError
from throughgate.terms import TermsError

NOW = datetime(2014, 1, 1, tzinfo=UTC)
Q4 = Quarter(2013, 4)


def contract(first: date | None = date(2011, 10, 3), latest: date = date(2014, 6, 30)) -> ContractData:
    return ContractData(SimpleNamespace(id="doncaster", name="HMP Doncaster"), first, latest, True)


@pytest.mark.parametrize(
    ("latest", "as_at", "expected"),
    [
        (date(2014, 6, 30), None, date(2013, 12, 31)), (date(2013, 12, 31), None, date(2013, 12, 31)),
        (date(2013, 12, 30), None, date(2013, 12, 30)), (date(2013, 10, 1), None, date(2013, 10, 1)),
        (date(2014, 6, 30), date(2013, 10, 1), date(2013, 10, 1)), (date(2014, 6, 30), date(2014, 6, 30), date(2014, 6, 30)),
    ],
)  # fmt: skip
def test_the_day_is_the_quarters_last_as_far_as_the_data_go(latest, as_at, expected):
    assert inputs._known_on(contract(latest=latest), Q4, as_at) == expected


@pytest.mark.parametrize(
    ("quarter", "latest", "as_at", "said"),
    [
        (Q4, date(2013, 9, 30), None, "from 2011Q4 to 2013Q3"),
        (Quarter(2011, 3), date(2014, 6, 30), None, "from 2011Q4 to 2014Q2"),
        (Quarter(2014, 3), date(2014, 6, 30), None, "from 2011Q4 to 2014Q2"),
        (Q4, date(2014, 6, 30), date(2013, 9, 30), "before October to December 2013 begins"),
    ],
)
def test_a_quarter_or_day_that_cannot_be_had_is_refused_with_those_that_can(quarter, latest, as_at, said):
    with pytest.raises(PackError, match=said):
        inputs._known_on(contract(latest=latest), quarter, as_at)
    assert inputs._known_on(contract(), Quarter(2011, 4), None) == date(2011, 12, 31), "the first quarter can be had"


def test_a_day_after_the_data_is_refused():
    with pytest.raises(AsAtError, match="2014-07-01"):
        inputs._known_on(contract(), Q4, date(2014, 7, 1))


def issued(number: int, quarter: str, as_at: date, snapshot: str = "kept") -> IssuedPack:
    return IssuedPack(
        number,
        "doncaster",
        quarter,
        as_at,
        snapshot,
        NOW,
        "Board secretary",
        {"figures": {"n": {"n": str(number)}}},
        (),
        "",
    )


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        ((), Since(date(2013, 9, 30), "now")),
        ((issued(1, "2013Q3", date(2013, 9, 30)),), Since(date(2013, 9, 30), "kept", 1, {"n": {"n": "1"}})),
        ((issued(1, "2013Q4", date(2013, 12, 30)),), Since(date(2013, 9, 30), "now")),
        ((issued(1, "2013Q3", date(2013, 12, 31)),), Since(date(2013, 9, 30), "now")),
        ((issued(1, "2013Q3", date(2013, 9, 30), "gone"),), Since(date(2013, 9, 30), "now")),
        (
            (issued(1, "2013Q2", date(2013, 6, 30)), issued(2, "2013Q3", date(2013, 10, 9)), issued(3, "2013Q1", date(2013, 3, 31))),
            Since(date(2013, 10, 9), "kept", 2, {"n": {"n": "2"}}),
        ),
    ],
)  # fmt: skip
def test_a_pack_looks_back_to_the_last_of_an_earlier_quarter(monkeypatch, tmp_path, register, expected):
    monkeypatch.setattr(inputs.packs, "read", lambda data_dir, contract_id: register)
    (tmp_path / "kept").write_bytes(b"kept")
    (tmp_path / "now").write_bytes(b"now")
    kept = SimpleNamespace(snapshot_id="kept", path=tmp_path / "kept")
    monkeypatch.setattr(inputs, "_opened", lambda data_dir, pack: kept if pack.snapshot_id == "kept" else None)
    now = SimpleNamespace(snapshot_id="now", path=tmp_path / "now")
    found = inputs._since(tmp_path, now, contract(), Q4, date(2013, 12, 31))
    sha256 = hashlib.sha256(expected.snapshot.encode()).hexdigest()
    assert found == replace(expected, snapshot_sha256=sha256)


@pytest.mark.parametrize(
    ("first", "quarter", "as_at", "expected"),
    [
        (date(2011, 10, 3), Quarter(2012, 1), date(2012, 3, 31), date(2011, 12, 31)),
        (date(2011, 10, 3), Quarter(2011, 4), date(2011, 12, 31), date(2011, 11, 30)),
        (date(2011, 10, 3), Quarter(2011, 4), date(2011, 11, 1), date(2011, 10, 31)),
        (date(2011, 10, 3), Quarter(2011, 4), date(2011, 10, 31), None),
        (date(2011, 9, 30), Quarter(2011, 4), date(2011, 10, 31), date(2011, 9, 30)),
        (None, Quarter(2011, 4), date(2011, 12, 31), None),
    ],
)
def test_without_a_pack_it_looks_back_to_the_quarter_before_or_the_last_month_end_there_is(
    first, quarter, as_at, expected
):
    assert inputs.day_before(contract(first), quarter, as_at) == expected


@pytest.mark.parametrize("fault", [SnapshotError("gone"), QueryError("damaged"), TermsError("no such contract")])
def test_a_pack_whose_data_cannot_be_opened_is_passed_over(monkeypatch, tmp_path, fault):
    def fail(path):
        raise fault

    snapshot = SimpleNamespace(snapshot_id="kept", path=tmp_path)
    monkeypatch.setattr(inputs, "find_snapshot", lambda data_dir, wanted: snapshot)
    monkeypatch.setattr(inputs.packs, "read", lambda data_dir, contract_id: (issued(1, "2013Q3", date(2013, 9, 30)),))
    monkeypatch.setattr(inputs, "open_file", fail)
    assert not list(inputs.earlier_packs(tmp_path, "doncaster", Q4, date(2013, 12, 31)))
    reader = SimpleNamespace(snapshot_id="kept")
    monkeypatch.setattr(inputs, "open_file", lambda path: reader)
    monkeypatch.setattr(inputs.results, "read_contract", lambda reader, wanted: None)
    assert [found for _, found in inputs.earlier_packs(tmp_path, "doncaster", Q4, date(2013, 12, 31))] == [reader]


def test_notes_are_known_by_what_stands_in_them(monkeypatch, tmp_path):
    stood = note(1, 2)
    asked = SimpleNamespace(contract="doncaster", notes=((1, 2),), notes_sha256=inputs.notes_sha256((stood,)))
    monkeypatch.setattr(inputs.notes, "read_notes", lambda data_dir, contract_id: (note(1, 3),))
    assert inputs.notes_of(tmp_path, asked) == (stood,), "what was written since is left out"
    for other in (
        replace(stood, title="other"), replace(stood, entries=(replace(stood.entries[0], text="other"), stood.entries[1])),
    ):  # fmt: skip
        monkeypatch.setattr(inputs.notes, "read_notes", lambda data_dir, contract_id, other=other: (other,))
        with pytest.raises(PackError, match="not those that the pack had"):
            inputs.notes_of(tmp_path, asked)


def note(number: int, entries: int) -> Note:
    written = tuple(Entry(at + 1, "answered", f"words {at + 1}", "Evaluator", NOW) for at in range(entries))
    return Note(number, "doncaster", "", "t", NOW.date(), NOW.date(), NOW.date(), NOW, written)


def test_notes_are_those_that_stood_and_what_was_written_since_is_left_out():
    used = inputs.notes_used((note(1, 3), note(2, 1), note(3, 1)), ((1, 2), (2, 1)))
    assert [(one.note_id, one.latest.text) for one in used] == [(1, "words 2"), (2, "words 1")]
    for gone in (((4, 1),), ((2, 2),)):
        with pytest.raises(PackError, match="is no longer in notes.sqlite"):
            inputs.notes_used((note(2, 1),), gone)
