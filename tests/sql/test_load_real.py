"""The real releases of ../shared/real, through their mapping."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import pandas as pd
import pytest
from load_helpers import ask

from throughgate import PROJECT, results
from throughgate.store.load import load
from throughgate.store.reader import open_data

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


def _charged_again_within_a_year(first: str, last: str) -> tuple[int, int]:
    """People released from one day to another, and those charged with an offence from the day of release to the day
    before its first anniversary: from the CSV alone, by pandas, without the product.
    """
    people = pd.read_csv(REAL / "broward_releases.csv", parse_dates=["c_jail_out", "r_offense_date"])
    released = people["c_jail_out"].dt.normalize()
    again = (people["r_offense_date"] >= released) & (people["r_offense_date"] < released + pd.DateOffset(years=1))
    inside = released.between(first, last)
    return int(inside.sum()), int((inside & again).sum())


@pytest.mark.skipif(not REAL.is_dir(), reason=NOT_HERE)
def test_the_rates_of_the_real_releases_are_those_counted_from_the_csv(tmp_path):
    report = load(REAL, data_dir=tmp_path / "data", mapping=BROWARD)
    assert (report.published, report.rows_refused) == (True, 307)
    reader = open_data(tmp_path / "data")
    contract = results.read_contract(reader, "broward")
    document = results.rates_document(reader, contract, contract.check_as_at(None), grouped_by=None)
    counted = {c["cohort"]: (c["n"], c["mature"], c["reconvicted"]) for c in document["cohorts"]}
    assert counted == {"baseline-2013-h1": (2486, 2486, 640), "cohort-2013-h2": (2166, 2166, 521)}
    assert _charged_again_within_a_year("2013-01-01", "2013-06-30") == (2486, 640)
    assert _charged_again_within_a_year("2013-07-01", "2013-12-31") == (2166, 521)


@pytest.mark.skipif(not REAL.is_dir(), reason=NOT_HERE)
def test_the_real_releases_are_refused_at_four_per_cent(tmp_path):
    report = load(REAL, data_dir=tmp_path / "data", mapping=BROWARD, max_refused=0.04)
    assert not report.published
    assert "discharge: 307 of 7,214 rows refused (4.26%), over 4.00%" in report.message
