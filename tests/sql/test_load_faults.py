"""What a load refuses, a row or the whole, and how it says so. Every expected value is worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from load_helpers import CONVICTION, DISCHARGE, PERSON, ask, faults_of, fingerprint, load_files, no_build, write

from throughgate.store.load import LoadError, load
from throughgate.store.publish import published


@pytest.fixture(autouse=True)
def _without_build(monkeypatch):
    no_build(monkeypatch)


ROW = "D3,A1,HMP Hull,2012-01-01,2012-03-01,120,sentenced,yes,4.5"


@pytest.mark.parametrize(
    ("old", "new", "column", "value", "reason"),
    [
        ("2012-03-01", "2013-02-30", "discharged_on", "2013-02-30", "is not a date as 2013-01-31, or does not exist"),
        ("2012-03-01", "01/03/2012", "discharged_on", "01/03/2012", "is not a date as 2013-01-31, or does not exist"),
        ("2012-03-01", "2012-3-1", "discharged_on", "2012-3-1", "is not a date as 2013-01-31, or does not exist"),
        (
            "2012-03-01",
            "2012-03-01 10:30:00",
            "discharged_on",
            "2012-03-01 10:30:00",
            "is not a date as 2013-01-31, or does not exist",
        ),
        ("2012-03-01", "2101-01-01", "discharged_on", "2101-01-01", "is not between 1900-01-01 and 2100-12-31"),
        ("2012-03-01", "infinity", "discharged_on", "infinity", "is not between 1900-01-01 and 2100-12-31"),
        ("2012-03-01", "", "discharged_on", None, "is blank: the contract requires it"),
        (
            "2012-03-01",
            "2011-12-31",
            "discharged_on",
            "2011-12-31",
            "the person is discharged before being received: correct received_on or discharged_on",
        ),
        ("HMP Hull", "  ", "establishment", None, "is blank: the contract requires it"),
        (
            "HMP Hull",
            "=1+1",
            "establishment",
            "=1+1",
            "begins as a spreadsheet formula does: remove the first character",
        ),
        (
            "HMP Hull",
            "-HULL(1)",
            "establishment",
            "-HULL(1)",
            "begins as a spreadsheet formula does: remove the first character",
        ),
        (
            "HMP Hull",
            "\tHull",
            "establishment",
            "\tHull",
            "begins as a spreadsheet formula does: remove the first character",
        ),
        ("HMP Hull", "x" * 1001, "establishment", "x" * 80, "is longer than 1000 characters: the file is damaged"),
        (",120,", ",120.5,", "sentence_days", "120.5", "is not a whole number"),
        (",120,", ",0x10,", "sentence_days", "0x10", "is not a whole number"),
        (",120,", ",1e2,", "sentence_days", "1e2", "is not a whole number"),
        (",120,", ",99999999999,", "sentence_days", "99999999999", "is not a whole number"),
        (",120,", ",0,", "sentence_days", "0", "is below 1"),
        ("sentenced", "Sentenced", "custody_type", "Sentenced", "is not one of sentenced, remand, IPP"),
        (",yes,", ",maybe,", "is_local_release", "maybe", "is not one of true, 1, yes, false, 0, no"),
        ("4.5", "4,5", None, None, None),
        ("4.5", "100.01", "risk_score", "100.01", "is above 100"),
        ("4.5", "NaN", "risk_score", "NaN", "is not a number as 12.5"),
        (
            "A1",
            "A9",
            "person_id",
            "A9",
            "no person with this person_id was loaded: supply its row, or mend it where it was refused",
        ),
        (
            "D3",
            "D1",
            "discharge_id",
            "D1",
            "has the same discharge_id as a row that is kept: remove one",
        ),
    ],
)
def test_each_fault_of_a_row_is_told_by_file_line_column_value_and_reason(tmp_path, old, new, column, value, reason):
    assert old in ROW
    report = load_files(tmp_path, {"discharge.csv": f"{DISCHARGE}{ROW.replace(old, new)}\n"}, max_refused=0.4)
    expected = ("discharge.csv", 4, column, value, reason)
    if column is None:
        expected = (
            "discharge.csv",
            4,
            "(whole row)",
            None,
            "has 10 values where the header has 9: a comma too many or too few",
        )
    assert faults_of(report) == [expected]
    assert report.published
    assert [c.rows_refused for c in report.counts] == [0, 1, 0]
    assert ask(tmp_path / "data", "SELECT discharge_id FROM discharge ORDER BY 1") == [("D1",), ("D2",)]
    assert ask(tmp_path / "data", "SELECT file, line, column_name, value, reason FROM rejected_row") == [expected]


@pytest.mark.parametrize("text", ["+44 1302 760000", "-Unknown", "- none -", "+", "-", "-1+1", "+Wing12", "a=b", "1@2"])
def test_a_plus_or_minus_before_what_is_no_formula_is_text(tmp_path, text):
    report = load_files(tmp_path, {"person.csv": f"{PERSON}A3,,,,{text}\n"})
    assert report.faults == ()
    assert ask(tmp_path / "data", "SELECT home_area FROM person WHERE person_id = 'A3'") == [(text,)]


@pytest.mark.parametrize(
    "text",
    ["=", "=1", "@SUM", "\tx", "+A1", "-$b$2", "-5+AA10", "+SUM(1)", "-2+3+cmd|' /C calc'!A0", "+x|y", "-Sheet!x"],
)
def test_what_a_spreadsheet_would_work_out_is_refused(tmp_path, text):
    report = load_files(tmp_path, {"person.csv": f"{PERSON}A3,,,,{text}\n"}, max_refused=0.4)
    reason = "begins as a spreadsheet formula does: remove the first character"
    assert faults_of(report) == [("person.csv", 4, "home_area", text, reason)]


NOON = datetime(2012, 7, 1, 12, tzinfo=UTC)
LATE = "is after the day of the load, 2012-07-01: correct it, or send the row once that day has come"


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("C2,A1,2012-05-01,2012-06-01,fine,03001,2012-07-01", None, None),
        ("C2,A1,2012-05-01,2012-06-01,fine,03001,2012-07-02", "known_on", "2012-07-02"),
        ("C2,A1,2012-05-01,2012-06-01,fine,03001,2099-06-20", "known_on", "2099-06-20"),
        # Without a known_on of its own a row is known on the date of its fact.
        ("C2,A1,2012-05-01,2012-07-02,fine,03001,", "convicted_on", "2012-07-02"),
        ("C2,A1,2012-05-01,2099-06-01,fine,03001,2012-06-20", "convicted_on", "2099-06-01"),
    ],
)
def test_nothing_is_known_after_the_day_of_the_load(tmp_path, row, column, value):
    """One mistyped year would otherwise make every cohort final."""
    report = load_files(tmp_path, {"conviction.csv": f"{CONVICTION}{row}\n"}, max_refused=0.5, clock=lambda: NOON)
    assert faults_of(report) == ([("conviction.csv", 3, column, value, LATE)] if column else [])
    assert ask(tmp_path / "data", "SELECT max(known_on) <= DATE '2012-07-01' FROM conviction") == [(True,)]


def test_the_day_of_the_load_is_that_of_utc(tmp_path):
    """One in the morning of 2 July in Doncaster, when it is summer there, is still 1 July."""
    conviction = CONVICTION.replace("2012-06-20", "2012-07-02")
    early = datetime(2012, 7, 2, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert faults_of(load_files(tmp_path, {"conviction.csv": conviction}, clock=lambda: early)) == [
        ("conviction.csv", 2, "known_on", "2012-07-02", LATE)
    ]


def test_what_is_planned_may_lie_in_the_future(tmp_path):
    files = {
        "allocation.csv": "discharge_id,pathway,started_on,ended_on\nD1,3,2012-01-05,2012-12-31\n",
        "crs_referral.csv": "referral_ref,referral_id,contract_ref,organisation_id,date_referral_received,"
        "date_intervention_to_be_completed_by,end_of_sentence_date\n"
        "AB1234CD,R1,K1,O1,2012-06-30,2013-01-31,2014-05-01\n",
    }
    report = load_files(tmp_path, files, clock=lambda: NOON)
    assert (report.faults, report.published) == ((), True)


@pytest.mark.parametrize("written", ["120.0", "0120", "+120", " 120 "])
def test_a_whole_number_may_be_written_as_tools_write_it(tmp_path, written):
    report = load_files(tmp_path, {"discharge.csv": DISCHARGE.replace(",120,", f",{written},")})
    assert report.faults == ()
    assert ask(tmp_path / "data", "SELECT sentence_days FROM discharge WHERE discharge_id = 'D1'") == [(120,)]


def test_midnight_is_a_date(tmp_path):
    report = load_files(tmp_path, {"discharge.csv": DISCHARGE.replace("2012-03-01", "2012-03-01 00:00:00")})
    assert report.faults == ()
    assert ask(tmp_path / "data", "SELECT discharged_on FROM discharge WHERE discharge_id = 'D1'") == [
        (date(2012, 3, 1),)
    ]


def test_a_month_is_its_first_day(tmp_path):
    report = load_files(tmp_path, {"person.csv": PERSON + "A3,M,1980-05-02,,\n"})
    assert faults_of(report) == [("person.csv", 4, "birth_month", "1980-05-02", "is not the first day of a month")]


def test_all_faults_of_a_row_are_told_and_what_hangs_on_it_is_refused_too(tmp_path):
    person = PERSON.replace("A1,M,1980-05-01", "A1,X,soon")
    report = load_files(tmp_path, {"person.csv": person}, max_refused=0.5)
    assert [(f.file, f.line, f.column) for f in report.faults] == [
        ("conviction.csv", 2, "person_id"),
        ("discharge.csv", 2, "person_id"),
        ("person.csv", 2, "birth_month"),
        ("person.csv", 2, "sex"),
    ]
    # Every conviction is refused: more than half.
    assert not report.published
    assert report.message.startswith("Not published: conviction: 1 of 1 rows refused (100.00%), over 50.00%")


def people(count: int, bad: int) -> str:
    return "person_id,sex\n" + "".join(f"P{i},{'?' if i < bad else 'M'}\n" for i in range(count))


@pytest.mark.parametrize(
    ("rows", "bad", "is_published"),
    [(100, 4, True), (100, 5, True), (100, 6, False), (20, 1, True), (19, 1, False), (60, 3, True)],
)
def test_the_refused_share_is_compared_exactly(tmp_path, rows, bad, is_published):
    folder = write(tmp_path / "extracts", {"person.csv": people(rows, bad)})
    report = load(folder, data_dir=tmp_path / "data")
    assert (report.published, report.rows_refused) == (is_published, bad)
    assert (published(tmp_path / "data") is not None) == is_published
    assert (report.snapshot_id is not None) == is_published


def test_a_refused_load_leaves_what_is_published(tmp_path):
    load_files(tmp_path, {})
    before = fingerprint(tmp_path / "data")
    assert not load_files(tmp_path, {"person.csv": people(10, 5)}).published
    with pytest.raises(LoadError):
        load_files(tmp_path, {"person.csv": ""})
    assert not load_files(tmp_path, {}, publish=False).published
    assert fingerprint(tmp_path / "data") == before


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_lines_are_those_of_the_file_with_line_breaks_inside_quotes(tmp_path, ends):
    person = 'person_id,ethnicity,sex\nA1,"two\nlines",M\nA2,"three\nlong\nlines",M\n\nA3,,wrong\n'.replace("\n", ends)
    report = load_files(tmp_path, {"person.csv": person}, max_refused=0.5)
    assert faults_of(report) == [("person.csv", 8, "sex", "wrong", "is not one of F, M")]
    assert ask(tmp_path / "data", "SELECT ethnicity FROM person ORDER BY person_id") == [
        (f"two{ends}lines",),
        (f"three{ends}long{ends}lines",),
    ]


def test_lines_of_a_plain_file_with_blank_lines_at_its_end(tmp_path):
    report = load_files(tmp_path, {"person.csv": PERSON + "A3,?,,,\nA4,M,,,\nA5,?,,,\n\n\n"}, max_refused=0.5)
    assert [(f.line, f.value) for f in report.faults] == [(4, "?"), (6, "?")]


def test_ragged_rows_and_stray_quotes_are_refused_by_line(tmp_path):
    person = 'person_id,sex\nA1,M\nA2\nA3,M,F\n"A"4,M\nA2,F,,\n'
    report = load_files(tmp_path, {"person.csv": person}, max_refused=0.6)
    assert [(f.line, f.reason) for f in report.faults] == [
        (3, "has 1 values where the header has 2: a comma too many or too few"),
        (4, "has 3 values where the header has 2: a comma too many or too few"),
        (5, "holds a quote that is neither doubled nor at the end of its value"),
    ]
    assert ask(tmp_path / "data", "SELECT person_id, sex FROM person") == [("A1", "M"), ("A2", "F")]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"convictions.csv": CONVICTION}, ["convictions.csv", "no table", "did you mean conviction"]),
        ({"person.csv": PERSON.replace("sex", "gender")}, ["person.csv", "'gender'"]),
        (
            {"discharge.csv": DISCHARGE.replace("custody_type", "establishment2")},
            ["discharge.csv", "'establishment2'", "did you mean 'establishment'"],
        ),
        (
            {"contact.csv": "contact_id,discharge_id,contacted_on,role,setting\nK1,D1,2012-01-01,probation,gate\n"},
            ["contact.csv", "lacks column attended"],
        ),
        ({"person.csv": PERSON.replace("sex", "person_id")}, ["person.csv", "two columns are named 'person_id'"]),
        ({"person.csv": PERSON.replace("sex", " ")}, ["person.csv", "column 2 of the header has no name"]),
        ({"person.csv": "person_id,sex\n"}, ["person.csv", "header and no rows", "remove the file"]),
        ({"person.csv": ""}, ["person.csv", "is empty"]),
        ({"person.csv": "person_id,sex\nA1,M\nA\0,M\n"}, ["person.csv", "line 3", "NUL"]),
        ({"person.csv": 'person_id,sex\nA1,M\nA2,"M\nA3,M\n'}, ["person.csv", "line 3", "never closed"]),
        (
            {"person.csv": PERSON.encode() + "A3,M,,é,\n".encode() + "A4,M,,é,\n".encode("cp1252")},
            ["person.csv", "mixed encodings", "line 5"],
        ),
        (
            {"person.csv": PERSON.encode() + b"A3,M,,\x81,\n"},
            ["person.csv", "line 4", "neither UTF-8 nor Windows-1252"],
        ),
        ({"person.csv": PERSON.replace(",", ";")}, ["person.csv", "separated by ';'"]),
    ],
)
def test_what_refuses_the_whole_load_names_the_file_and_the_remedy(tmp_path, files, told):
    with pytest.raises(LoadError) as fault:
        load_files(tmp_path, files)
    for part in told:
        assert part in str(fault.value)
    assert published(tmp_path / "data") is None


def test_a_load_without_its_people_is_refused(tmp_path):
    folder = write(tmp_path / "extracts", {"discharge.csv": DISCHARGE})
    with pytest.raises(LoadError, match="discharge.csv: table discharge refers to person, which no file fills"):
        load(folder, data_dir=tmp_path / "data")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"source": "a/b"}, "source 'a/b'"),
        ({"source": ""}, "source ''"),
        ({"max_refused": 1.5}, "max_refused is 1.5"),
        ({"keep_snapshots": 0}, "keep_snapshots is 0"),
    ],
)
def test_options_that_cannot_be(tmp_path, options, told):
    with pytest.raises(LoadError, match=told):
        load_files(tmp_path, {}, **options)


def test_terms_that_cannot_be_read_refuse_the_load(tmp_path):
    terms = write(tmp_path / "terms", {"bad.toml": "name = 1"})
    with pytest.raises(LoadError, match="bad.toml"):
        load_files(tmp_path, {}, terms_folder=terms)


@pytest.mark.parametrize("start", ["", "x"])
def test_a_row_too_long_for_duckdb_of_characters_of_two_bytes(tmp_path, start):
    # DuckDB's own message then cuts a character in two, and raises UnicodeDecodeError in its stead.
    report = load_files(tmp_path, {"person.csv": f"{PERSON}A3,,,{start}{'é' * 1_100_000},\n"}, max_refused=0.4)
    assert [(f.line, f.column, len(f.value)) for f in report.faults] == [(4, "ethnicity", 80)]
