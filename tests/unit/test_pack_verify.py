"""Checking a pack: to the byte, to the figure, altered, without its snapshot, and what it is told apart by."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pandas as pd
import pytest

from throughgate.pack import PackError, inputs, issue, manifest, told, verify
from throughgate.pack.inputs import Inputs, Since
from throughgate.pack.issue import MANIFEST, Pack
from throughgate.quarters import Quarter
from throughgate.store.publish import PublishedSnapshot

FIGURES = {"cohort-1": {"people": "90", "final-rate": "52.4"}}
TABLE = pd.DataFrame({"Cohort": ["1"], "Rate": ["52.4%"]})
SINCE = Since(date(2013, 9, 30), "a1b2c3", 1, FIGURES)


def made(asked: Inputs, pdf: bytes = b"%PDF", rate: str = "52.4%", figure: str = "52.4") -> Pack:
    files = {"board-pack.pdf": pdf, "csv/rates.csv": b"Cohort,Rate\n"}
    figures = {"cohort-1": FIGURES["cohort-1"] | {"final-rate": figure}}
    raw = manifest.manifest_bytes(asked, figures, {"rates": TABLE.assign(Rate=rate)}, files)
    return Pack(files | {MANIFEST: raw}, json.loads(raw))


@pytest.fixture
def asked(tmp_path) -> Inputs:
    snapshot = tmp_path / "snapshot"
    snapshot.write_bytes(b"data")
    settings = inputs.sha256_of(inputs.thresholds.SETTINGS), inputs.sha256_of(*inputs.published_files())
    own = inputs.sha256_of(snapshot)
    return Inputs(
        "doncaster", Quarter(2013, 4), date(2013, 12, 31), SINCE, "a1b2c3", own, "t" * 64, *settings, ((1, 2),)
    )


@pytest.fixture
def folder(tmp_path, asked, monkeypatch):
    """A pack issued into a folder, and a snapshot that is still kept, made again as `made` makes it."""
    snapshot = PublishedSnapshot("a1b2c3", tmp_path / "snapshot", datetime(2014, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(verify, "list_snapshots", lambda data_dir: (snapshot,))
    monkeypatch.setattr(verify, "open_file", lambda path: SimpleNamespace(path=path))
    contract = SimpleNamespace(terms=SimpleNamespace(sha256="t" * 64))
    monkeypatch.setattr(verify.results, "read_contract", lambda reader, wanted: contract)
    again(monkeypatch)
    issue.issue(tmp_path, made(asked), "Board secretary", tmp_path / "out")
    return tmp_path / "out" / "doncaster-2013Q4"


def again(monkeypatch, **other) -> None:
    monkeypatch.setattr(verify, "make", lambda data_dir, reader, asked: made(asked, **other))


@pytest.mark.parametrize("name", ["board-pack.pdf", "csv/rates.csv", MANIFEST])
def test_the_same_bytes_are_said_of_each_file(tmp_path, folder, name):
    found = verify.verify(tmp_path, folder / name)
    assert (found.outcome, found.is_reproduced, found.number) == (verify.TO_THE_BYTE, True, 1)
    assert (found.altered, found.absent, found.missing, found.changed, found.differs) == ((), (), (), (), ())


def test_inputs_come_back_from_the_manifest_as_they_were(tmp_path, folder, asked):
    assert verify._inputs(json.loads((folder / MANIFEST).read_bytes())) == asked


def test_a_file_mailed_away_is_known_by_the_register_alone(tmp_path, folder):
    alone = tmp_path / "mail" / "renamed.pdf"
    alone.parent.mkdir()
    alone.write_bytes(b"%PDF")
    found = verify.verify(tmp_path, alone)
    assert (found.outcome, found.number, found.absent) == (verify.TO_THE_BYTE, 1, ("csv/rates.csv",))


def test_an_altered_file_is_named_and_not_reproduced(tmp_path, folder):
    (folder / "board-pack.pdf").write_bytes(b"%PDG")
    for name in ("board-pack.pdf", "csv/rates.csv", MANIFEST):
        found = verify.verify(tmp_path, folder / name)
        assert (found.outcome, found.altered) == (verify.NOT, ("board-pack.pdf",))
    assert "Altered since it was made: board-pack.pdf." in told.verdict_text(found)


def test_an_altered_manifest_is_told_from_the_one_in_the_register(tmp_path, folder):
    path = folder / MANIFEST
    path.write_text(path.read_text().replace('"final-rate": "52.4"', '"final-rate": "51.4"'))
    for name in ("board-pack.pdf", MANIFEST):
        found = verify.verify(tmp_path, folder / name)
        assert (found.outcome, found.number, found.altered) == (verify.NOT, 1, (MANIFEST,))


def test_other_bytes_with_the_same_cells_are_reproduced_to_the_figure(tmp_path, folder, monkeypatch):
    again(monkeypatch, pdf=b"%PDF of another version")
    now = manifest.versions() | {"typst": "99.1"}
    monkeypatch.setattr(manifest, "versions", lambda: now)
    found = verify.verify(tmp_path, folder / "board-pack.pdf")
    assert (found.outcome, found.is_reproduced, found.differs) == (verify.TO_THE_FIGURE, True, ("board-pack.pdf",))
    assert [change.endswith("now 99.1") and change.startswith("typst ") for change in found.changed] == [True]


@pytest.mark.parametrize(
    ("other", "tables", "figures"),
    [({"rate": "52.5%"}, ("rates",), ()), ({"figure": "52.5"}, (), ("cohort-1, final-rate",))],
)  # fmt: skip
def test_another_cell_or_figure_is_named(tmp_path, folder, monkeypatch, other, tables, figures):
    again(monkeypatch, **other)
    found = verify.verify(tmp_path, folder / "board-pack.pdf")
    assert (found.outcome, found.tables, found.figures) == (verify.NOT, tables, figures)
    assert "made again, tables or figures differ" in told.verdict_text(found)


def test_a_snapshot_gone_or_another_file_of_it_is_said(tmp_path, folder, monkeypatch):
    (tmp_path / "snapshot").write_bytes(b"other data")
    assert "is not the one that the pack was made from" in verify.verify(tmp_path, folder / MANIFEST).missing[0]
    monkeypatch.setattr(verify, "list_snapshots", lambda data_dir: ())
    found = verify.verify(tmp_path, folder / MANIFEST)
    assert (found.outcome, found.missing) == (
        verify.NOT, ("snapshot a1b2c3 is no longer kept in this data folder: put its file back from a copy",)
    )  # fmt: skip


def test_a_file_of_no_pack_cannot_be_checked(tmp_path):
    (tmp_path / "some.pdf").write_bytes(b"%PDF of nothing")
    with pytest.raises(PackError, match="no manifest tells of it"):
        verify.verify(tmp_path, tmp_path / "some.pdf")
    with pytest.raises(PackError, match="cannot be read"):
        verify.verify(tmp_path, tmp_path / "none.pdf")
    (tmp_path / MANIFEST).write_text('{"what": "a letter"}')
    with pytest.raises(PackError, match="put it back|no board pack"):
        verify.verify(tmp_path, tmp_path / "some.pdf")


def test_a_reference_follows_from_every_input(asked):
    from dataclasses import fields, replace

    other = {"quarter": Quarter(2014, 1), "as_at": date(2014, 1, 1), "since": None, "notes": ((1, 3),), "seed": 2}
    names = {field.name for field in fields(Inputs)}
    references = {manifest.reference(replace(asked, **{name: other.get(name, "other")})) for name in names}
    assert len(references | {manifest.reference(asked)}) == len(names) + 1
