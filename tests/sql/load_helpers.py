"""A small set of extracts, right in every row, for the tests of the load to damage."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from throughgate.store.load import LoadReport, load
from throughgate.store.publish import published

PERSON = "person_id,sex,birth_month,ethnicity,home_area\nA1,M,1980-05-01,White,Doncaster\nA2,F,1990-01-01,,Leeds\n"
DISCHARGE = (
    "discharge_id,person_id,establishment,received_on,discharged_on,sentence_days,custody_type,is_local_release,risk_score\n"
    "D1,A1,HMP Hull,2012-01-01,2012-03-01,120,sentenced,yes,4.5\n"
    "D2,A2,HMP Hull,2012-02-01,2012-04-01,90,sentenced,FALSE,\n"
)
CONVICTION = (
    "conviction_id,person_id,offence_on,convicted_on,disposal,offence_code,known_on\n"
    "C1,A1,2012-05-01,2012-06-01,fine,03001,2012-06-20\n"
)
GOOD = {"person.csv": PERSON, "discharge.csv": DISCHARGE, "conviction.csv": CONVICTION}


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Writes the files, text as UTF-8 with its line ends as they stand; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def load_files(tmp_path: Path, files: dict[str, str | bytes], **options) -> LoadReport:
    """Loads the good extracts with `files` in the place of some, into `tmp_path`/data."""
    folder = write(tmp_path / f"extracts-{len(list(tmp_path.iterdir()))}", GOOD | files)
    return load(folder, data_dir=tmp_path / "data", **options)


def faults_of(report: LoadReport) -> list[tuple[str, int, str, str | None, str]]:
    """File, line, column, value and reason of every fault."""
    return [(f.file, f.line, f.column, f.value, f.reason) for f in report.faults]


def fingerprint(data_dir: Path) -> dict[str, str]:
    """Hash of everything that is published: the pointer and the snapshots."""
    paths = [data_dir / "published.json", *sorted((data_dir / "snapshots").iterdir())]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def no_build(monkeypatch) -> None:
    """Leaves the cohort tables out: these tests look at the source tables, and the build has tests of its own."""
    monkeypatch.setattr("throughgate.store.load.build", lambda *_: None)


def ask(data_dir: Path, sql: str) -> list[tuple]:
    """Rows of a query of the published file."""
    with duckdb.connect(str(published(data_dir).path), read_only=True) as connection:
        return connection.execute(sql).fetchall()
