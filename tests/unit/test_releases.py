"""The register of what was shown: only added to, one question at a time, and nothing is shown where it is at fault."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from throughgate.store import releases
from throughgate.store.releases import Release, ReleasesFileError

RELEASE = Release(
    role="evaluator",
    contract_id="doncaster",
    asked_at=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
    measure="reconviction",
    as_at=date(2014, 6, 30),
    scope="cohort-1",
    by=("age-band", "sex"),
    shown=(("21 to 24", "M"), ("25 to 29", "M")),
    withheld=(("under 21", "M"),),
    because="it would tell of a few",
)
FILE = "releases.sqlite"


def remember(folder: Path, *found: Release) -> None:
    with releases.writing(folder) as register:
        for release in found:
            releases.add(register, release)


def test_what_was_shown_comes_back_whole_and_in_order(tmp_path):
    later = replace(RELEASE, by=("sex",), shown=(("M",),), withheld=(), because="")
    remember(tmp_path, RELEASE)
    remember(tmp_path, later)
    assert releases.read(tmp_path) == (RELEASE, later)
    with releases.writing(tmp_path) as register:
        assert releases.read_of(register, "evaluator", "doncaster", "reconviction") == (RELEASE, later)


@pytest.mark.parametrize("other", [{"role": "board"}, {"contract_id": "peterborough"}, {"measure": "severity"}])
def test_only_that_of_the_role_the_contract_and_the_measure_is_looked_at(tmp_path, other):
    remember(tmp_path, RELEASE, replace(RELEASE, **other))
    with releases.writing(tmp_path) as register:
        assert releases.read_of(register, "evaluator", "doncaster", "reconviction") == (RELEASE,)


def test_a_list_is_of_a_role_or_a_contract_where_they_are_named(tmp_path):
    of_board, of_other = replace(RELEASE, role="board"), replace(RELEASE, contract_id="peterborough")
    remember(tmp_path, RELEASE, of_board, of_other)
    assert releases.read(tmp_path, role="evaluator") == (RELEASE, of_other)
    assert releases.read(tmp_path, contract_id="doncaster") == (RELEASE, of_board)
    assert releases.read(tmp_path, "board", "peterborough") == ()


def test_a_list_begins_no_register(tmp_path):
    assert releases.read(tmp_path) == ()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("statement", ["DELETE FROM release", "UPDATE release SET role = 'x'"])
def test_nothing_is_forgotten_even_by_hand(tmp_path, statement):
    remember(tmp_path, RELEASE)
    with sqlite3.connect(tmp_path / FILE) as connection, pytest.raises(sqlite3.DatabaseError, match="only added to"):
        connection.execute(statement)


@pytest.mark.parametrize(
    "bad", [{"role": ""}, {"shown": {"not": "a list"}}], ids=["no role", "no list"]
)  # fmt: skip
def test_what_could_not_be_read_again_is_not_taken_up(tmp_path, bad):
    with pytest.raises(ReleasesFileError):
        remember(tmp_path, replace(RELEASE, **bad))
    assert releases.read(tmp_path) == ()


def test_an_answer_that_fails_halfway_is_not_remembered(tmp_path):
    def fail() -> None:
        with releases.writing(tmp_path) as register:
            releases.add(register, RELEASE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert releases.read(tmp_path) == ()
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_fault_of_another_file_within_a_question_is_not_laid_on_the_register(tmp_path):
    with pytest.raises(FileNotFoundError, match="gone"), releases.writing(tmp_path):
        raise FileNotFoundError(2, "gone", "data.duckdb")


def test_of_two_at_once_only_one_is_answered_what_only_one_may_be(tmp_path):
    """Each looks whether anything was shown, and shows where nothing was: one must see what the other was shown."""
    together = threading.Barrier(8)

    def ask(_: int) -> bool:
        together.wait()
        with releases.writing(tmp_path) as register:
            may = not releases.read_of(register, "evaluator", "doncaster", "reconviction")
            if may:
                releases.add(register, RELEASE)
        return may

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 1
    assert releases.read(tmp_path) == (RELEASE,)


@pytest.mark.parametrize("left", [0, 50, 511, 4096])
def test_a_truncated_register_is_damaged_not_empty(tmp_path, left):
    remember(tmp_path, RELEASE)
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole[:left])
    for ask in (lambda: releases.read(tmp_path), lambda: remember(tmp_path, RELEASE)):
        with pytest.raises(
            ReleasesFileError, match="damaged, so no groups can be shown: put releases.sqlite back"
        ) as told:
            ask()
        assert str(tmp_path) not in told.value.said
    assert (tmp_path / FILE).read_bytes() == whole[:left]


@pytest.mark.parametrize("version", [None, 0, 2])
def test_another_database_or_version_is_not_written_into(tmp_path, version):
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("CREATE TABLE release (role)")
        if version is not None:
            connection.execute(f"PRAGMA application_id = {releases.KIND.application_id}")
            connection.execute(f"PRAGMA user_version = {version}")
    before = (tmp_path / FILE).read_bytes()
    for ask in (lambda: releases.read(tmp_path), lambda: remember(tmp_path, RELEASE)):
        with pytest.raises(ReleasesFileError, match="no register of this version"):
            ask()
    assert (tmp_path / FILE).read_bytes() == before


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path):
    with pytest.raises(
        ReleasesFileError, match="cannot be remembered here, so no groups can be shown: ask for the right"
    ):
        remember(tmp_path / "no such folder", RELEASE)


def test_a_register_that_may_not_be_read_is_said(tmp_path, monkeypatch):
    remember(tmp_path, RELEASE)

    def refuse(path: str, **options: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(sqlite3, "connect", refuse)
    with pytest.raises(ReleasesFileError, match="cannot be read here, so no groups can be shown"):
        releases.read(tmp_path)


def test_a_register_that_can_only_be_read_is_listed_and_answers_nothing(tmp_path, monkeypatch):
    remember(tmp_path, RELEASE)
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **options: connect(str(path).replace("mode=rw", "mode=ro"), **options)
    )
    assert releases.read(tmp_path) == (RELEASE,)
    with pytest.raises(ReleasesFileError, match="cannot be remembered here"):
        remember(tmp_path, RELEASE)


def test_a_register_that_somebody_holds_is_said(tmp_path, monkeypatch):
    remember(tmp_path, RELEASE)
    monkeypatch.setattr(releases, "KIND", replace(releases.KIND, patience=0.05))
    with releases.writing(tmp_path):
        assert releases.read(tmp_path) == (RELEASE,), "reading goes on"
        with pytest.raises(ReleasesFileError, match="in use: try again in a minute"):
            remember(tmp_path, RELEASE)
