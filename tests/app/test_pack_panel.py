"""Taking the pack away on the Board summary: built, downloaded and signed off in the role chosen."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

from throughgate.pack.issue import Pack
from throughgate.pack_panel import zip_bytes
from throughgate.store import packs


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
