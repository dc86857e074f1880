"""The real releases of ../shared/real, through their mapping."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import pytest
from load_helpers import ask

from throughgate import PROJECT
from throughgate.store.load import load

REAL = PROJECT.parent / "shared" / "real"
BROWARD = PROJECT / "data" / "mappings" / "broward.toml"
COMPAS = "COMPAS general decile"
NOT_HERE = "the real releases in ../shared/real are not on this machine"


def _broward_lines_without_release() -> list[int]:
    with (REAL / "broward_releases.csv").open(encoding="utf-8", newline="") as file:
        return [line for line, row in enumerate(csv.DictReader(file), 2) if not row["c_jail_out"]]


@pytest.mark.skipif(not REAL.is_dir(), reason=NOT_HERE)
def test_the_real_releases_load_and_307_rows_are_refused(tmp_path):
    report = load(REAL, data_dir=tmp_path / "data", mapping=BROWARD)
    assert report.published
    assert [(c.table, c.rows_read, c.rows_skipped, c.rows_refused, c.rows_loaded) for c in report.counts] == [
        ("person", 7214, 0, 0, 7214),
        ("discharge", 7214, 0, 307, 6907),
        ("conviction", 7214, 3743, 0, 3471),
    ]
    assert Counter((f.file, f.table, f.column, f.value, f.reason) for f in report.faults) == {
        ("broward_releases.csv", "discharge", "c_jail_out", None, "is blank: the contract requires it"): 307
    }
    assert [f.line for f in report.faults] == _broward_lines_without_release()
    data = tmp_path / "data"
    assert ask(data, "SELECT count(*) FROM rejected_row") == [(307,)]
    first = (
        "SELECT person_id, establishment, received_on, discharged_on, custody_type, risk_score, risk_scheme "
        "FROM discharge WHERE discharge_id = 'broward-1'"
    )
    assert ask(data, first) == [
        ("broward-1", "Broward County Jail", date(2013, 8, 13), date(2013, 8, 14), "sentenced", 1, COMPAS)
    ]
    assert ask(data, "SELECT sex, ethnicity, home_area FROM person WHERE person_id = 'broward-1'") == [
        ("M", "Other", "Broward County")
    ]
    assert ask(data, "SELECT count(*) FROM conviction WHERE known_on <> convicted_on") == [(0,)]


@pytest.mark.skipif(not REAL.is_dir(), reason=NOT_HERE)
def test_the_real_releases_are_refused_at_four_per_cent(tmp_path):
    report = load(REAL, data_dir=tmp_path / "data", mapping=BROWARD, max_refused=0.04)
    assert not report.published
    assert "discharge: 307 of 7,214 rows refused (4.26%), over 4.00%" in report.message
