"""The register of packs: issued once however often, signed by several, only added to."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from throughgate.pack import PackError, issue
from throughgate.pack.issue import MANIFEST, Pack
from throughgate.store import packs

MOMENT = datetime(2014, 1, 20, 9, 30, tzinfo=UTC)
LATER = datetime(2014, 2, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def kept(monkeypatch) -> set[str]:
    """Ids of the snapshots that the folder lists."""
    ids = {"a1b2c3"}
    monkeypatch.setattr(issue, "list_snapshots", lambda data_dir: [SimpleNamespace(snapshot_id=one) for one in ids])
    return ids


def made(quarter: str = "2013Q4", pdf: bytes = b"%PDF", snapshot: str = "a1b2c3") -> Pack:
    told = {
        "what": "board pack of Throughgate", "reference": "0123", "figures": {"cohort-1": {"people": "90"}},
        "inputs": {"contract": "doncaster", "quarter": quarter, "as_at": "2013-12-31", "snapshot": snapshot, "since": None},
        "hashes": {"files": {"board-pack.pdf": hashlib.sha256(pdf).hexdigest()}, "tables": {}},
    }  # fmt: skip
    return Pack({"board-pack.pdf": pdf, "csv/a.csv": b"a\n", MANIFEST: json.dumps(told).encode()}, told)


def issued(folder, pack: Pack, out=None, **options) -> int:
    return issue.issue(folder, pack, "Board secretary", out, clock=lambda: MOMENT, **options)


def test_the_same_pack_is_one_entry_and_another_is_a_second(tmp_path):
    assert (issued(tmp_path, made()), issued(tmp_path, made()), issued(tmp_path, made("2014Q1"))) == (1, 1, 2)
    first, second = packs.read(tmp_path)
    assert (first.number, first.contract_id, first.quarter, first.as_at, first.snapshot_id, first.issued_at, first.role) == (
        1, "doncaster", "2013Q4", date(2013, 12, 31), "a1b2c3", MOMENT, "Board secretary",
    )  # fmt: skip
    assert first.manifest["figures"] == {"cohort-1": {"people": "90"}}
    assert packs.read(tmp_path, "crs") == ()
    assert second.quarter == "2014Q1"
    assert packs.cited_snapshots(tmp_path) == {"a1b2c3"}


def test_several_sign_and_a_second_click_signs_once(tmp_path):
    issued(tmp_path, made())
    for by, role in (("A. Chair ", "Commissioner"), ("A. Chair", "Commissioner"), ("Finance director", "Evaluator")):
        signed = issue.sign_off(tmp_path, 1, by, role, clock=lambda: LATER)
    assert [(one.by, one.role, one.signed_at) for one in signed.signed] == [
        ("A. Chair", "Commissioner", LATER), ("Finance director", "Evaluator", LATER),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "by", "role", "said"),
    [
        (1, " \n", "Commissioner", "is empty"), (1, "x" * 121, "Commissioner", "at most 120"), (1, "A", "King", "use one of"),
        (1, "A", None, "use one of"), (2, "A", "Commissioner", "there is no pack 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_signed_is_said(tmp_path, number, by, role, said):
    issued(tmp_path, made())
    with pytest.raises(PackError, match=said):
        issue.sign_off(tmp_path, number, by, role)
    assert packs.read(tmp_path)[0].signed == ()
    assert issue.sign_off(tmp_path, 1, "x" * 120, "Commissioner").signed[0].by == "x" * 120


def test_nothing_in_the_register_can_be_changed(tmp_path):
    issued(tmp_path, made())
    issue.sign_off(tmp_path, 1, "A", "Commissioner")
    with sqlite3.connect(tmp_path / packs.PACKS) as register:
        for change in (
            "UPDATE pack SET role = ''",
            "DELETE FROM pack",
            "UPDATE sign_off SET by = ''",
            "DELETE FROM sign_off",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                register.execute(change)


def test_a_folder_is_replaced_by_the_same_pack_only_and_by_another_when_told(tmp_path):
    out = tmp_path / "out"
    issued(tmp_path, made(), out)
    folder = out / "doncaster-2013Q4"
    (folder / "board-pack.pdf").write_bytes(b"damaged")
    issued(tmp_path, made(), out)
    assert (folder / "board-pack.pdf").read_bytes() == b"%PDF"
    with pytest.raises(PackError, match="add --replace"):
        issued(tmp_path, made(pdf=b"%PDF other"), out)
    assert (folder / "board-pack.pdf").read_bytes() == b"%PDF"
    assert len(packs.read(tmp_path)) == 1
    issued(tmp_path, made(pdf=b"%PDF other"), out, replace=True)
    assert (folder / "board-pack.pdf").read_bytes() == b"%PDF other"
    assert sorted(path.name for path in out.iterdir()) == ["doncaster-2013Q4"], "nothing is left beside it"


def test_a_folder_of_somebody_elses_files_is_never_replaced(tmp_path):
    theirs = tmp_path / "out" / "doncaster-2013Q4" / "thesis.txt"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("mine")
    with pytest.raises(PackError, match="is no pack"):
        issued(tmp_path, made(), tmp_path / "out", replace=True)
    assert theirs.read_text() == "mine"


def test_a_pack_that_cannot_be_written_is_not_registered_and_the_folder_stays(tmp_path, monkeypatch):
    out = tmp_path / "out"
    issued(tmp_path, made(), out)
    monkeypatch.setattr(issue.secrets, "token_hex", lambda size: "aaaa")
    (out / ".doncaster-2013Q4.aaaa").write_text("in the way")
    with pytest.raises(PackError, match="cannot be written"):
        issued(tmp_path, made(pdf=b"%PDF other"), out, replace=True)
    assert (out / "doncaster-2013Q4" / "board-pack.pdf").read_bytes() == b"%PDF"
    assert len(packs.read(tmp_path)) == 1


def test_without_a_register_no_pack_is_issued(tmp_path):
    (tmp_path / packs.PACKS).write_text("not a register")
    with pytest.raises(packs.PacksFileError, match="damaged"):
        issued(tmp_path, made(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_snapshot_that_a_load_took_from_the_list_meanwhile_is_never_cited(tmp_path, kept):
    kept.clear()
    with pytest.raises(PackError, match="snapshot a1b2c3 was removed by a load"):
        issued(tmp_path, made(), tmp_path / "out")
    assert packs.read(tmp_path) == ()
    assert not (tmp_path / "out").exists()


def test_two_clicks_at_once_sign_once(tmp_path):
    issued(tmp_path, made())
    for _ in range(2):  # Both looked before either wrote.
        with packs.writing(tmp_path) as open_:
            packs.sign(open_, 1, "A. Chair", "Commissioner", LATER)
    assert len(packs.read(tmp_path)[0].signed) == 1


@pytest.mark.parametrize("stands", [True, False])
def test_a_pack_that_is_not_entered_in_the_end_leaves_the_folder_as_it_was(tmp_path, monkeypatch, stands):
    out = tmp_path / "out"
    if stands:
        issued(tmp_path, made(), out)
    writing = packs.writing

    @contextmanager
    def fails(data_dir):
        with writing(data_dir) as open_:
            yield open_
            raise packs.PacksFileError(data_dir, "the disk is full")

    monkeypatch.setattr(packs, "writing", fails)
    with pytest.raises(packs.PacksFileError, match="full"):
        issued(tmp_path, made(pdf=b"%PDF other"), out, replace=True)
    assert [path.name for path in out.iterdir()] == (["doncaster-2013Q4"] if stands else [])
    if stands:
        assert (out / "doncaster-2013Q4" / "board-pack.pdf").read_bytes() == b"%PDF"
    assert len(packs.read(tmp_path)) == stands


def test_what_cannot_be_put_back_stays_beside_and_is_named(tmp_path, monkeypatch):
    out = tmp_path / "out"
    issued(tmp_path, made(), out)
    monkeypatch.setattr(issue.secrets, "token_hex", lambda size: "aaaa")
    old, rename = out / ".doncaster-2013Q4.aaaa.old", issue.Path.rename

    def only_away(path, to):
        if to != old:
            raise OSError(5, "Input/output error", str(path))
        return rename(path, to)

    monkeypatch.setattr(issue.Path, "rename", only_away)
    with pytest.raises(PackError, match=r"could not be put back: it is in .*aaaa\.old"):
        issued(tmp_path, made(pdf=b"%PDF other"), out, replace=True)
    assert (old / "board-pack.pdf").read_bytes() == b"%PDF"
