"""Taking the pack away on the Board summary: built, downloaded and signed off in the role chosen."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from throughgate import pack_panel, results, since_selector
from throughgate.pack import inputs
from throughgate.pack.issue import Pack
from throughgate.pack_panel import zip_bytes
from throughgate.quarters import Quarter
from throughgate.store import packs
from throughgate.store.publish import SnapshotError, list_snapshots
from throughgate.store.reader import QueryError, open_data


def test_a_pack_is_built_registered_and_signed_off_in_the_role_chosen(open_page, data: Path, tmp_path: Path):
    folder = Path(shutil.copytree(data, tmp_path / "data"))
    app = open_page(folder, contract="crs")
    assert not app.exception
    app.button(key="pack-build").click().run()
    assert ["use one of" in error.value for error in app.error] == [True], "no role is chosen"
    assert packs.read(folder) == ()
    app.selectbox(key="pack-role").select("Evaluator")
    app.button(key="pack-build").click().run()
    assert not app.exception
    assert not app.error
    (issued,) = packs.read(folder)
    assert (issued.contract_id, issued.quarter, issued.role) == ("crs", "2014Q2", "Evaluator")
    assert any(issued.manifest["reference"] in said.value for said in app.success)
    app.selectbox(key="sign-role").select("Commissioner")
    app.text_input(key="sign-by").input("The *chair*")
    app.button(key="sign-off").click().run()
    assert not app.exception
    assert [(one.by, one.role) for one in packs.read(folder)[0].signed] == [("The *chair*", "Commissioner")]


def test_everything_is_one_zip_the_same_each_time():
    pack = Pack({"manifest.json": b"{}", "csv/a.csv": b"a"}, {"inputs": {"contract": "crs", "quarter": "2014Q2"}})
    made = zip_bytes(pack)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert [(one.filename, one.date_time) for one in file.infolist()] == [
            ("crs-2014Q2/csv/a.csv", (1980, 1, 1, 0, 0, 0)), ("crs-2014Q2/manifest.json", (1980, 1, 1, 0, 0, 0)),
        ]  # fmt: skip
    assert zip_bytes(pack) == made


def looking(folder: Path, monkeypatch, as_at: date) -> SimpleNamespace:
    """What is looked at of Doncaster, as the choices of pages need it."""
    monkeypatch.setenv("THROUGHGATE_DATA", str(folder))
    reader = open_data(folder)
    contract = results.read_contract(reader, "doncaster")
    return SimpleNamespace(reader=reader, contract=contract, as_at=as_at, snapshots=list_snapshots(folder))


def entered(folder: Path, quarter: str, as_at: str, snapshot: str) -> None:
    """A pack of Doncaster in the register, of a board that was told 90 people."""
    asked = {"contract": "doncaster", "quarter": quarter, "as_at": as_at, "snapshot": snapshot}
    told = {"inputs": asked, "figures": {"cohort-1": {"people": "90"}}}
    with packs.writing(folder) as open_:
        packs.register(
            open_, told, (json.dumps(told), quarter + as_at), "Evaluator", lambda: datetime(2014, 7, 1, tzinfo=UTC)
        )


def test_the_page_and_the_pack_look_back_to_the_same_board(data: Path, tmp_path: Path, monkeypatch):
    folder = Path(shutil.copytree(data, tmp_path / "data"))
    look = looking(folder, monkeypatch, date(2014, 6, 30))
    own = look.reader.snapshot_id

    def both() -> tuple[date, date]:
        asked = inputs.choose(folder, look.reader, look.contract, Quarter(2014, 2), look.as_at)
        monkeypatch.setattr(since_selector, "choose_held", lambda selector: selector.options[0])
        page = since_selector.choose_since(look)
        assert json.loads(page.told_json or "null") == asked.since.told
        return page.as_at, asked.since.as_at

    assert both() == (date(2014, 3, 31), date(2014, 3, 31))
    entered(folder, "2014Q1", "2014-03-20", own)
    entered(folder, "2014Q2", "2014-05-31", own)  # Of this very quarter: its board has not met.
    entered(folder, "2013Q4", "2013-12-31", own)
    assert both() == (date(2014, 3, 20), date(2014, 3, 20))
    entered(folder, "2014Q1", "2014-03-25", "gone")
    assert both() == (date(2014, 3, 20), date(2014, 3, 20)), "without its data nothing is told of a pack"


def test_the_landing_page_stands_where_the_data_of_the_last_pack_cannot_be_opened(
    open_page, data: Path, tmp_path: Path
):
    folder = Path(shutil.copytree(data, tmp_path / "data"))
    pointer = folder / "published.json"
    told = json.loads(pointer.read_text())
    old = {"snapshot_id": "0001", "file": "old.duckdb", "published_at": "2014-01-01T00:00:00+00:00"}
    (folder / "snapshots" / "old.duckdb").write_bytes(b"damaged")
    pointer.write_text(json.dumps(told | {"earlier": [old]}))
    entered(folder, "2014Q1", "2014-03-31", "0001")
    app = open_page(folder, contract="doncaster")
    assert not app.exception


@pytest.mark.parametrize("fault", [SnapshotError("the data are gone"), QueryError("queries/a.sql: damaged")])
def test_what_cannot_be_read_is_said_and_does_not_end_the_page(monkeypatch, fault):
    said: list[str] = []
    monkeypatch.setattr(pack_panel.st, "error", said.append)

    def fail() -> None:
        raise fault

    pack_panel._try(fail)
    assert [one.startswith("No pack was made") for one in said] == [True]
