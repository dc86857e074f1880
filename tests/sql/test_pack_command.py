"""`throughgate pack`, `packs` and `sign-off` on a little published folder, and a snapshot that a pack needs kept by a load."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_cli import data, extracts, throughgate  # noqa: F401  the little published folder of its tests

from throughgate.pack import issue
from throughgate.store import packs, publish
from throughgate.store.publish import list_snapshots, load_lock, put_in_place

QUARTER = "2010Q3"
"""The last fact of the little folder became known in it, on 30 September 2010."""


@pytest.fixture(scope="module")
def folder(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """The folder with one pack issued into `out`."""
    copy = Path(shutil.copytree(data, tmp_path_factory.mktemp("packs") / "data"))
    words = ("--quarter", "july to september 2010", "--out", copy / "out", "--data", copy, "--json")
    done = throughgate("pack", "--all", *words)
    assert done.returncode == 0, done.stderr
    assert [one["number"] for one in json.loads(done.stdout)["packs"]] == [1]
    return copy


def test_a_pack_holds_what_its_manifest_tells_and_no_clock_or_path(folder):
    pack = folder / "out" / f"doncaster-{QUARTER}"
    manifest = json.loads((pack / "manifest.json").read_bytes())
    files = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()}
    assert {"board-pack.pdf", "tables.ods"} < files
    assert files - {"manifest.json"} == set(manifest["hashes"]["files"])
    for name, sha256 in manifest["hashes"]["files"].items():
        assert hashlib.sha256((pack / name).read_bytes()).hexdigest() == sha256
    asked = manifest["inputs"]
    assert (asked["contract"], asked["quarter"], asked["as_at"], asked["seed"]) == (
        "doncaster",
        QUARTER,
        "2010-09-30",
        1,
    )
    own = hashlib.sha256(next((folder / "snapshots").iterdir()).read_bytes()).hexdigest()
    assert asked["snapshot_sha256"] == own
    assert asked["since"] == {
        "as_at": "2010-06-30", "snapshot": asked["snapshot"], "pack": None, "told": None, "snapshot_sha256": own,
    }  # fmt: skip
    everything = b"".join(path.read_bytes() for path in pack.rglob("*") if path.is_file())
    assert str(folder).encode() not in everything
    assert packs.read(folder)[0].issued_at.strftime("%Y-%m-%dT%H:%M").encode() not in everything


def test_it_is_made_again_to_the_byte(folder):
    found = throughgate(
        "pack", "--verify", folder / "out" / f"doncaster-{QUARTER}" / "board-pack.pdf", "--data", folder
    )
    assert (found.returncode, found.stdout.splitlines()[0][:22]) == (0, "Reproduced to the byte")


def test_the_same_asked_again_is_the_same_entry(folder, monkeypatch):
    stands = folder / "out" / f"doncaster-{QUARTER}"
    files = {path.relative_to(stands).as_posix(): path.read_bytes() for path in stands.rglob("*") if path.is_file()}
    pack = issue.Pack(files, json.loads(files["manifest.json"]))
    monkeypatch.setattr(issue, "make", lambda data_dir, reader, asked: pack)
    words = ("--quarter", QUARTER, "--out", folder / "out", "--data", folder, "--json")
    again = throughgate("pack", "doncaster", *words)
    assert (again.returncode, json.loads(again.stdout)["number"]) == (0, 1)
    assert len(packs.read(folder)) == 1


def test_a_signature_is_listed_and_leaves_the_pack_as_it_is(folder):
    before = (folder / "out" / f"doncaster-{QUARTER}" / "board-pack.pdf").read_bytes()
    done = throughgate("sign-off", 1, "--by", "The chair", "--role", "Commissioner", "--data", folder, "--json")
    listed = json.loads(throughgate("packs", "doncaster", "--data", folder, "--json").stdout)
    assert done.returncode == 0
    assert [signed["by"] for signed in listed["packs"][0]["signed"]] == ["The chair"]
    assert (folder / "out" / f"doncaster-{QUARTER}" / "board-pack.pdf").read_bytes() == before
    assert "signed off: The chair, Commissioner" in throughgate("packs", "--data", folder).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("doncaster", "--quarter", "2010Q4", "--out", "x"), "choose a quarter from 2009Q1 to 2010Q3"),
        (("doncaster", "--quarter", "2008Q4", "--out", "x"), "choose a quarter from 2009Q1 to 2010Q3"),
        (("doncaster", "--quarter", "autumn", "--out", "x"), "is not a quarter"),
        (("doncaster", "--quarter", "2010Q3", "--out", "x", "--as-at", "2010-06-30"), "before July to September 2010"),
        (("doncaster", "--quarter", "2010Q3"), "--out"), (("doncaster", "--out", "x"), "--quarter"),
        (("--quarter", "2010Q3", "--out", "x"), "--all"), (("doncaster", "--verify", "x.pdf"), "give FILE alone"),
        (("--verify", "nothing.pdf"), "cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_with_exit_code_2(folder, words, said):
    done = throughgate("pack", *words, "--data", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_one_contract_without_the_quarter_is_said_and_does_not_stop_the_others(folder, tmp_path):
    done = throughgate("pack", "--all", "--quarter", "2011Q1", "--out", tmp_path, "--data", folder)
    assert done.returncode == 1
    assert "no pack for doncaster: HMP Doncaster has no 2011Q1" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_load_that_keeps_one_data_file_leaves_the_one_that_a_pack_needs(folder, tmp_path):
    copy = Path(shutil.copytree(folder, tmp_path / "data"))
    cited = list_snapshots(copy)[0]
    for day, name in ((1, "0001"), (2, "0002")):
        (copy / "building" / "new").write_bytes(b"data")
        at = datetime(2030, 1, day, tzinfo=UTC)
        put_in_place(copy / "building" / "new", copy, snapshot_id=name, published_at=at, keep=1)
        assert [one.snapshot_id for one in list_snapshots(copy)] == [name, cited.snapshot_id]
    with load_lock(copy):
        assert cited.path.is_file()
    pdf = copy / "out" / f"doncaster-{QUARTER}" / "board-pack.pdf"
    cited.path.unlink()
    gone = throughgate("pack", "--verify", pdf, "--data", copy)
    assert (gone.returncode, f"snapshot {cited.snapshot_id} is no longer kept" in gone.stdout) == (1, True)


def test_where_the_register_cannot_be_read_a_load_removes_no_data_file(folder, tmp_path):
    copy = Path(shutil.copytree(folder, tmp_path / "data"))
    (copy / packs.PACKS).write_bytes(b"damaged")
    (copy / "building" / "new").write_bytes(b"data")
    put_in_place(
        copy / "building" / "new", copy, snapshot_id="0001", published_at=datetime(2030, 1, 1, tzinfo=UTC), keep=1
    )
    assert len(list_snapshots(copy)) == 2


@pytest.mark.parametrize("pointer", ["damaged", None])
def test_a_load_over_a_pointer_damaged_or_lost_lists_the_data_that_a_pack_needs_again(folder, tmp_path, pointer):
    copy = Path(shutil.copytree(folder, tmp_path / "data"))
    cited = list_snapshots(copy)[0]
    (copy / "published.json").unlink()
    if pointer:
        (copy / "published.json").write_text(pointer)
    (copy / "building" / "new").write_bytes(b"data")
    put_in_place(
        copy / "building" / "new", copy, snapshot_id="0001", published_at=datetime(2030, 1, 1, tzinfo=UTC), keep=1
    )
    assert list_snapshots(copy)[1:] == (cited,)


def test_a_pack_entered_while_a_load_moves_its_pointer_keeps_its_data(folder, tmp_path, monkeypatch):
    copy = Path(shutil.copytree(folder, tmp_path / "data"))
    mine = list_snapshots(copy)[0]
    looks = iter([frozenset(), frozenset({mine.snapshot_id})])
    monkeypatch.setattr(publish.cited, "ids", lambda data_dir: next(looks))
    (copy / "building" / "new").write_bytes(b"data")
    put_in_place(
        copy / "building" / "new", copy, snapshot_id="0001", published_at=datetime(2030, 1, 1, tzinfo=UTC), keep=1
    )
    assert mine.path.is_file()
    assert [one.snapshot_id for one in list_snapshots(copy)] == ["0001", mine.snapshot_id]


def test_a_load_waits_for_whoever_is_entering_a_pack(folder, tmp_path, monkeypatch):
    copy = Path(shutil.copytree(folder, tmp_path / "data"))
    monkeypatch.setattr(packs, "KIND", replace(packs.KIND, patience=0.01))
    with packs.writing(copy), pytest.raises(packs.PacksFileError, match="in use"):
        packs.cited_snapshots(copy)
    assert packs.cited_snapshots(copy) == {list_snapshots(copy)[0].snapshot_id}
