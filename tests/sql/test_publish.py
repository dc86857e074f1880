"""The data directory: one load at a time, nothing half published, snapshots kept and found again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime

import duckdb
import pytest
from load_helpers import GOOD, fingerprint, load_files, no_build, write

from throughgate import PROJECT
from throughgate.store.load import LoadError
from throughgate.store.publish import SnapshotError, find_snapshot, list_snapshots, load_lock, published, put_in_place

LOAD = """
import os, signal, sys
from pathlib import Path
from throughgate.store import load as module, publish
module.build = lambda connection, contracts: None
extracts, data, moment, deed = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]

def act():
    if deed == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    print("here", flush=True)
    sys.stdin.readline()

def at(stage):
    if stage == moment:
        act()

def around(name):
    step = getattr(publish.os, name)
    def stepped(*arguments):
        at("before " + name)
        step(*arguments)
        at("after " + name)
    setattr(publish.os, name, stepped)

around("rename")
around("replace")
report = module.load(extracts, data_dir=data, progress=at, keep_snapshots=2)
print(report.message)
"""


@pytest.fixture(autouse=True)
def _without_build(monkeypatch):
    no_build(monkeypatch)


def start(extracts, data_dir, moment: str, deed: str) -> subprocess.Popen:
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-c", LOAD, str(extracts), str(data_dir), moment, deed]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def at_day(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def test_before_the_first_load_nothing_is_published(tmp_path):
    assert published(tmp_path / "data") is None
    assert list_snapshots(tmp_path / "data") == ()
    with pytest.raises(SnapshotError, match="no snapshot '2026-03-01'.*none yet"):
        find_snapshot(tmp_path / "data", "2026-03-01")


def test_snapshots_are_kept_listed_and_found(tmp_path):
    ids = [
        load_files(
            tmp_path,
            {"person.csv": f"person_id\nA1\nA2\nX{day}\n"},
            clock=lambda day=day: at_day(day),
            keep_snapshots=3,
        ).snapshot_id
        for day in (1, 2, 4, 5)
    ]
    data = tmp_path / "data"
    assert [s.snapshot_id for s in list_snapshots(data)] == [ids[3], ids[2], ids[1]]
    assert len(list((data / "snapshots").iterdir())) == 3
    assert published(data).snapshot_id == ids[3]
    assert published(data).published_at == at_day(5)
    assert find_snapshot(data, ids[1]).published_at == at_day(2)
    assert find_snapshot(data, ids[1][:8].upper()).snapshot_id == ids[1]
    # By the end of that day, UTC.
    assert find_snapshot(data, date(2026, 3, 2)).snapshot_id == ids[1]
    assert find_snapshot(data, "2026-03-03").snapshot_id == ids[1]
    assert find_snapshot(data, "2026-03-04").snapshot_id == ids[2]
    assert find_snapshot(data, "2030-01-01").snapshot_id == ids[3]
    for wanted in ("2026-03-01", "zz", "", ids[0]):
        with pytest.raises(SnapshotError, match=f"no snapshot {wanted!r}: choose an id or a date from {ids[3]}"):
            find_snapshot(data, wanted)


def test_the_start_of_an_id_that_fits_several_is_refused(tmp_path):
    data = tmp_path / "data"
    for number, day in ((1, 1), (2, 2)):
        with load_lock(data) as workspace:
            (workspace / "new").write_text("")
            put_in_place(workspace / "new", data, snapshot_id=f"ab{number}", published_at=at_day(day), keep=5)
    with pytest.raises(SnapshotError, match="'ab' fits several snapshots"):
        find_snapshot(data, "ab")


def test_a_reader_keeps_the_file_it_has_open(tmp_path):
    load_files(tmp_path, {})
    with duckdb.connect(str(published(tmp_path / "data").path), read_only=True) as reader:
        for name in ("X1", "X2"):
            load_files(tmp_path, {"person.csv": f"person_id\nA1\nA2\n{name}\n"}, keep_snapshots=1)
        assert reader.execute("SELECT count(*) FROM person").fetchone() == (2,)
    assert len(list_snapshots(tmp_path / "data")) == 1


def test_the_same_extracts_may_be_published_again(tmp_path):
    first, second = load_files(tmp_path, {}), load_files(tmp_path, {})
    assert first.snapshot_id == second.snapshot_id
    assert len(list_snapshots(tmp_path / "data")) == 2
    assert find_snapshot(tmp_path / "data", first.snapshot_id) == published(tmp_path / "data")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"snapshot_id": 1, "file": 2, "published_at": 3}', "\x00"])
def test_a_damaged_pointer_is_told_and_nothing_is_removed(tmp_path, content):
    load_files(tmp_path, {})
    data = tmp_path / "data"
    (data / "published.json").write_text(content)
    for look in (published, list_snapshots):
        with pytest.raises(SnapshotError, match="published.json: is damaged"):
            look(data)
    with pytest.raises(LoadError, match="published.json: is damaged"):
        load_files(tmp_path, {})
    assert len(list((data / "snapshots").iterdir())) == 1
    assert load_files(tmp_path, {}, replace=True).published


def test_a_pointer_to_a_file_that_is_gone(tmp_path):
    load_files(tmp_path, {})
    data = tmp_path / "data"
    published(data).path.unlink()
    with pytest.raises(SnapshotError, match="names .*duckdb, which is not in .*snapshots: put the file back"):
        published(data)
    with pytest.raises(LoadError, match="put the file back"):
        load_files(tmp_path, {})


def test_a_pointer_does_not_lead_out_of_the_folder_of_snapshots(tmp_path):
    load_files(tmp_path, {})
    pointer = tmp_path / "data" / "published.json"
    told = json.loads(pointer.read_text())
    pointer.write_text(json.dumps(told | {"file": "../../etc/passwd"}))
    with pytest.raises(SnapshotError, match="names passwd"):
        published(tmp_path / "data")


def test_a_damaged_published_file_is_told(tmp_path):
    load_files(tmp_path, {})
    published(tmp_path / "data").path.write_bytes(b"not a database" * 999)
    with pytest.raises(LoadError, match="the published file cannot be read: restore it"):
        load_files(tmp_path, {}, source="other")


def test_another_version_of_the_contract_is_not_carried_over(tmp_path, monkeypatch):
    load_files(tmp_path, {})
    other = write(tmp_path / "other", {"person.csv": "person_id\nB1\n"})
    monkeypatch.setattr("throughgate.store.record.schema_sha256", lambda: "another")
    from throughgate.store.load import load

    with pytest.raises(LoadError, match="another version of the data contract"):
        load(other, data_dir=tmp_path / "data", source="other")
    # Nothing of another source is there to carry over when the one source is loaded anew.
    assert load_files(tmp_path, {}).published


def test_a_data_directory_that_cannot_be(tmp_path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(LoadError, match="data: cannot be used as a data directory .*--data"):
        load_files(tmp_path, {})


def test_the_second_of_two_loads_at_once_is_told_who_is_first(tmp_path):
    load_files(tmp_path, {})
    before = fingerprint(tmp_path / "data")
    extracts = write(tmp_path / "more", GOOD | {"person.csv": "person_id\nA1\nA2\nX1\n"})
    first = start(extracts, tmp_path / "data", "building", "wait")
    assert first.stdout.readline() == "here\n"
    began = datetime.now(UTC)
    with pytest.raises(
        LoadError, match=rf"another load or match is running \(process {first.pid}, started {began.year}-"
    ):
        load_files(tmp_path, {})
    assert fingerprint(tmp_path / "data") == before
    assert list((tmp_path / "data" / "building").iterdir()), "the first load's files are still there"
    output, _ = first.communicate("\n", timeout=30)
    assert output.startswith("Published snapshot")
    assert load_files(tmp_path, {}).published


MOMENTS = {
    "reading": False,
    "checking discharge": False,
    "building": False,
    "publishing": False,
    "before rename": False,
    "after rename": False,
    "before replace": False,
    "after replace": True,
}


@pytest.mark.parametrize(("moment", "is_published"), MOMENTS.items())
def test_a_load_killed_at_any_moment_leaves_one_whole_file(tmp_path, moment, is_published):
    old = load_files(tmp_path, {}).snapshot_id
    data = tmp_path / "data"
    extracts = write(tmp_path / "more", GOOD | {"person.csv": "person_id\nA1\nA2\nX1\n"})
    killed = start(extracts, data, moment, "die")
    assert killed.wait(timeout=30) == -signal.SIGKILL
    killed.stdin.close()
    killed.stdout.close()
    now = published(data)
    assert (now.snapshot_id != old) == is_published
    with duckdb.connect(str(now.path), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (3 if is_published else 2,)
    load_files(tmp_path, {})
    assert list((data / "building").iterdir()) == []
    assert {path.name for path in (data / "snapshots").iterdir()} == {s.path.name for s in list_snapshots(data)}
    assert {path.name for path in data.iterdir()} == {"published.json", "snapshots", "building", "load.lock"}


def test_a_load_killed_after_any_time_leaves_one_whole_file(tmp_path):
    load_files(tmp_path, {})
    data = tmp_path / "data"
    extracts = write(tmp_path / "more", GOOD | {"person.csv": "person_id\nA1\nA2\nX1\n"})
    for wait in (0.0, 0.02, 0.05, 0.1):
        running = start(extracts, data, "reading", "wait")
        assert running.stdout.readline() == "here\n"
        running.stdin.write("\n")
        running.stdin.flush()
        time.sleep(wait)
        running.kill()
        running.communicate()
        with duckdb.connect(str(published(data).path), read_only=True) as connection:
            assert connection.execute("SELECT count(*) FROM person").fetchone()[0] in (2, 3)
    assert load_files(tmp_path, {}).published
