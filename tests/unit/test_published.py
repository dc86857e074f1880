"""Published figures: what the file says, and that nothing without a source gets in."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

from throughgate.published import PUBLISHED_FILE, PublishedError, of_contract, of_series, read_published

FIGURES = read_published()


@pytest.fixture
def broken(tmp_path):
    """The published file with one cell of its first row changed."""

    def write(**cells: str):
        with PUBLISHED_FILE.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))[:1]
        rows[0] |= cells
        path = tmp_path / "reconviction.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def test_doncasters_published_changes():
    changes = of_contract(FIGURES, "doncaster", "change in percentage points")
    assert [(f.cohort_or_period, f.value, f.comparator_value, f.status) for f in changes] == [
        ("Cohort 1", Decimal("-5.7"), Decimal("58.2"), "published"),
        ("Cohort 2", Decimal("-3.3"), Decimal("58.2"), "published"),
    ]


def test_figures_whose_unit_is_in_doubt_are_disputed():
    assert {f.status for f in FIGURES if f.measure == "change as printed"} == {"disputed"}


def test_peterboroughs_final_cohort_against_its_control():
    first = of_contract(FIGURES, "peterborough", "events per 100")[0]
    assert (first.value, first.comparator_value) == (142, 155)
    # (155 - 142) / 155 = 8.387%: the published 8.4%, short of the 10% of a single cohort.
    assert round((first.comparator_value - first.value) / first.comparator_value * 100, 1) == Decimal("8.4")
    assert "8.4% fewer" in first.note


def test_the_interim_tables_are_of_six_months():
    interim = [f for f in FIGURES if "six-month" in f.series]
    assert len(interim) == 1 + 2 * 5 + 5
    assert all("6 months" in f.definition_group for f in interim)
    last = of_series(FIGURES, "Peterborough six-month interim A", "events per 100")[-1]
    assert (last.value, last.comparator_value, last.n) == (81, 79, 844)


def test_the_national_series_follows_from_its_counts():
    annual = of_series(FIGURES, "National annual", "proven reoffending rate")
    assert len(annual) == 12
    # 93,413 of 331,356 is 28.19%.
    assert (annual[-1].value, annual[-1].n) == (Decimal("28.2"), 331_356)
    # 441,946 reoffences of 93,413 people are 4.731 each.
    assert of_series(FIGURES, "National annual", "reoffences per reoffender")[-1].value == Decimal("4.73")


def test_no_figure_is_a_memory_or_a_subtraction():
    assert {f.mark for f in FIGURES} == {"V", "V2"}
    assert not [f for f in FIGURES if f.contract_id == "doncaster" and f.value in (Decimal("52.5"), Decimal("54.9"))]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"source": ""}, "line 2: source is empty"),
        ({"source": "  "}, "line 2: source is empty"),
        ({"mark": "M"}, "mark is 'M'"),
        ({"status": "known"}, "status is 'known'"),
        ({"measure": "rate"}, "measure is 'rate'"),
        ({"definition_group": "any"}, "definition_group is 'any'"),
        ({"value": "about 58"}, "value is 'about 58'"),
        ({"discharged_from": "1 May"}, "discharged_from is '1 May'"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_by_line_and_column(broken, cells, told):
    with pytest.raises(PublishedError, match=told):
        read_published(broken(**cells))


def test_a_file_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "reconviction.csv"
    path.write_text("series,value\na,1\n")
    with pytest.raises(PublishedError, match="its columns are"):
        read_published(path)


def test_a_row_with_a_comma_too_many_is_refused(tmp_path):
    path = tmp_path / "reconviction.csv"
    lines = PUBLISHED_FILE.read_text(encoding="utf-8").splitlines()[:2]
    path.write_text("\n".join([lines[0], lines[1] + ",more"]))
    with pytest.raises(PublishedError, match="more cells than columns"):
        read_published(path)


def test_a_file_that_is_not_there_is_told():
    with pytest.raises(PublishedError, match="cannot be read"):
        read_published(PUBLISHED_FILE.with_name("nowhere.csv"))
