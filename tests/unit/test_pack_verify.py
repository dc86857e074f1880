"""Checking a pack: to the byte, to the figure, altered, without its snapshot, and what it is told apart by."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pandas as pd
import pytest

from throughgate.pack import PackError, inputs, issue, manifest, told, verify
from throughgate.pack.inputs import Inputs, Since
from throughgate.pack.issue import MANIFEST, Pack
from throughgate.quarters import Quarter
from throughgate.store.publish import PublishedSnapshot, SnapshotError
from throughgate.store.reader import QueryError

FIGURES = {"cohort-1": {"people": "90", "final-rate": "52.4"}}
TABLE = pd.DataFrame({"Cohort": ["1"], "Rate": ["52.4%"]})
DATA = hashlib.sha256(b"data").hexdigest()
SINCE = Since(date(2013, 9, 30), "a1b2c3", 1, FIGURES, DATA)


def made(
    asked: Inputs, pdf: bytes = b"%PDF", rate: str = "52.4%", figure: str = "52.4", said: str = "All is well"
) -> Pack:
    files = {"board-pack.pdf": pdf, "csv/rates.csv": b"Cohort,Rate\n"}
    figures = {"cohort-1": FIGURES["cohort-1"] | {"final-rate": figure}}
    raw = manifest.manifest_bytes(asked, figures, {"rates": TABLE.assign(Rate=rate)}, files, said=said)
    return Pack(files | {MANIFEST: raw}, json.loads(raw))


@pytest.fixture
def asked(tmp_path) -> Inputs:
    snapshot = tmp_path / "snapshot"
    snapshot.write_bytes(b"data")
    settings = inputs.sha256_of(inputs.thresholds.SETTINGS), inputs.sha256_of(*inputs.published_files())
    return Inputs(
        "doncaster",
        Quarter(2013, 4),
        date(2013, 12, 31),
        SINCE,
        "a1b2c3",
        DATA,
        "t" * 64,
        *settings,
        ((1, 2),),
        "n" * 64,
    )


@pytest.fixture
def folder(tmp_path, asked, monkeypatch):
    """A pack issued into a folder, and a snapshot that is still kept, made again as `made` makes it."""
    snapshot = PublishedSnapshot("a1b2c3", tmp_path / "snapshot", datetime(2014, 1, 1, tzinfo=UTC))
    for module in (verify, issue):
        monkeypatch.setattr(module, "list_snapshots", lambda data_dir: (snapshot,))
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
    assert verify._inputs(json.loads((folder / MANIFEST).read_bytes()), folder) == asked


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


def other_version(monkeypatch) -> None:
    now = manifest.versions() | {"typst": "99.1"}
    monkeypatch.setattr(manifest, "versions", lambda: now)


def test_other_bytes_of_the_same_versions_are_not_reproduced(tmp_path, folder, monkeypatch):
    again(monkeypatch, pdf=b"%PDF of chance")
    found = verify.verify(tmp_path, folder / MANIFEST)
    assert (found.outcome, found.differs, found.changed) == (verify.NOT, ("board-pack.pdf",), ())
    assert "with the same versions, bytes of files differ" in told.verdict_text(found)


def test_other_words_of_another_version_are_told_from_other_bytes(tmp_path, folder, monkeypatch):
    again(monkeypatch, pdf=b"%PDF of another version", said="All is lost")
    assert verify.verify(tmp_path, folder / MANIFEST).outcome == verify.NOT
    other_version(monkeypatch)
    found = verify.verify(tmp_path, folder / MANIFEST)
    assert (found.outcome, found.is_reproduced, found.has_other_words) == (verify.WORDS_DIFFER, False, True)
    assert "words of the PDF are others" in told.verdict_text(found)


def forged(folder, change) -> None:
    """The manifest beside the files with something changed, written by somebody else."""
    document = json.loads((folder / MANIFEST).read_bytes())
    change(document)
    (folder / MANIFEST).write_text(json.dumps(document))


def test_a_forged_manifest_beside_an_edited_file_is_never_reproduced(tmp_path, folder, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    (folder / "board-pack.pdf").write_bytes(b"%PDG")
    edited = hashlib.sha256(b"%PDG").hexdigest()
    forged(folder, lambda of: of["hashes"]["files"].update({"board-pack.pdf": edited}))
    found = verify.verify(elsewhere, folder / "board-pack.pdf")
    assert (found.outcome, found.number, found.differs) == (verify.NOT, None, ("board-pack.pdf",))
    forged(folder, lambda of: of["versions"].update({"typst": "0.1"}))
    found = verify.verify(elsewhere, folder / "board-pack.pdf")
    assert (found.outcome, found.altered) == (verify.NOT, (MANIFEST,)), "the reference is not of these versions"
    forged(folder, lambda of: of.update(reference=manifest.reference_of(of["inputs"], of["versions"])))
    for data in (elsewhere, tmp_path):
        found = verify.verify(data, folder / "board-pack.pdf")
        assert (found.outcome, found.is_reproduced, found.number) == (verify.NOT_REGISTERED, False, None)
    assert "anybody can write a manifest" in told.verdict_text(found)


def test_a_pack_of_another_data_folder_is_said_not_to_be_in_the_register(tmp_path, folder):
    found = verify.verify(tmp_path / "elsewhere", folder / "board-pack.pdf")
    assert (found.outcome, found.is_reproduced, found.differs) == (verify.NOT_REGISTERED, False, ())


def test_a_file_beside_with_the_name_of_another_is_judged_itself(tmp_path, folder):
    (folder / "rates.csv").write_text("Cohort,Rate,forged\n")
    found = verify.verify(tmp_path, folder / "rates.csv")
    assert (found.outcome, found.altered, found.unnamed) == (verify.NOT, ("rates.csv",), ("rates.csv",))
    found = verify.verify(tmp_path, folder / "csv" / "rates.csv")
    assert (found.outcome, found.altered, found.unnamed) == (verify.TO_THE_BYTE, (), ("rates.csv",))
    assert "Beside it, and no file of this pack: rates.csv." in told.verdict_text(found)


def test_a_copy_under_another_name_and_the_manifest_alone_are_known(tmp_path, folder):
    for name, known_as in (("board-pack.pdf", "final.pdf"), (MANIFEST, "m.json")):
        (tmp_path / "mail").mkdir(exist_ok=True)
        shutil.copy(folder / name, tmp_path / "mail" / known_as)
        found = verify.verify(tmp_path, tmp_path / "mail" / known_as)
        assert (found.outcome, found.altered, found.number) == (verify.TO_THE_BYTE, (), 1)


@pytest.mark.parametrize("fault", [SnapshotError("another format"), QueryError("queries/x.sql: gone")])
def test_what_cannot_be_opened_is_a_verdict_and_no_fault(tmp_path, folder, monkeypatch, fault):
    def fail(path):
        raise fault

    monkeypatch.setattr(verify, "open_file", fail)
    found = verify.verify(tmp_path, folder / MANIFEST)
    assert (found.outcome, found.missing) == (verify.NOT, (str(fault),))


def test_a_manifest_of_another_format_is_a_verdict(tmp_path, folder):
    forged(folder, lambda of: of.update(format=1))
    found = verify.verify(tmp_path / "elsewhere", folder / MANIFEST)
    assert (found.outcome, "is of format 1" in found.missing[0]) == (verify.NOT, True)


def test_the_earlier_data_must_be_the_very_file_too(tmp_path, asked, folder):
    other = replace(asked, since=replace(SINCE, snapshot_sha256="e" * 64))
    issue.issue(tmp_path, made(other), "Board secretary", tmp_path / "other")
    found = verify.verify(tmp_path, tmp_path / "other" / "doncaster-2013Q4" / MANIFEST)
    assert (found.outcome, "is not the one" in found.missing[0]) == (verify.NOT, True)


def test_other_bytes_with_the_same_cells_are_reproduced_to_the_figure(tmp_path, folder, monkeypatch):
    again(monkeypatch, pdf=b"%PDF of another version")
    other_version(monkeypatch)
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
    other = {"quarter": Quarter(2014, 1), "as_at": date(2014, 1, 1), "since": None, "notes": ((1, 3),), "seed": 2}
    names = {field.name for field in fields(Inputs)}
    references = {manifest.reference(replace(asked, **{name: other.get(name, "other")})) for name in names}
    assert len(references | {manifest.reference(asked)}) == len(names) + 1


def test_the_tables_that_people_are_scored_with_are_part_of_the_code(tmp_path, monkeypatch):
    for folder in ("throughgate", "queries", "data/ogrs"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(manifest, "PROJECT", tmp_path)
    hashes = []
    for name, content in (("throughgate/a.py", "1"), ("throughgate/a.typ", "1"), ("queries/a.sql", "1"), ("data/ogrs/a.csv", "1"),
                          ("data/ogrs/a.csv", "2"), ("data/ogrs/README.md", "1")):  # fmt: skip
        (tmp_path / name).write_text(content)
        manifest.code_hash.cache_clear()
        hashes.append(manifest.code_hash())
    manifest.code_hash.cache_clear()
    assert len(set(hashes)) == 5
    assert hashes[4] == hashes[5], "no figure follows from a README"


def test_every_library_that_data_and_tables_come_through_is_named():
    assert {"pydantic", "pyarrow", "xlsxwriter"} < set(manifest.versions())
