"""What a load publishes, carries over and puts together. Every expected value is worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import openpyxl
import pytest
from load_helpers import CONVICTION, DISCHARGE, GOOD, PERSON, ask, faults_of, fingerprint, load_files, no_build, write

from throughgate import PROJECT
from throughgate.show.text import load_report
from throughgate.store.load import LoadError, load
from throughgate.store.reader import open_data, query


@pytest.fixture(autouse=True)
def _without_build(monkeypatch):
    no_build(monkeypatch)


def test_good_extracts_are_published_typed(tmp_path):
    report = load_files(tmp_path, {})
    assert report.published
    assert [(c.table, c.rows_read, c.rows_loaded) for c in report.counts] == [
        ("person", 2, 2),
        ("discharge", 2, 2),
        ("conviction", 1, 1),
    ]
    assert report.faults == ()
    data = tmp_path / "data"
    assert ask(data, "SELECT person_id, sex, birth_month, ethnicity, known_on, source FROM person ORDER BY ALL") == [
        ("A1", "M", date(1980, 5, 1), "White", date(1900, 1, 1), "extracts"),
        ("A2", "F", date(1990, 1, 1), None, date(1900, 1, 1), "extracts"),
    ]
    # A discharge that says nothing of when it was known was known on its own day.
    assert ask(
        data,
        "SELECT discharge_id, sentence_days, is_local_release, CAST(risk_score AS VARCHAR), known_on FROM discharge",
    ) == [
        ("D1", 120, True, "4.5000", date(2012, 3, 1)),
        ("D2", 90, False, None, date(2012, 4, 1)),
    ]
    assert ask(data, "SELECT known_on FROM conviction") == [(date(2012, 6, 20),)]
    assert ask(data, "SELECT snapshot_id FROM snapshot") == [(report.snapshot_id,)]
    assert ask(
        data,
        "SELECT file, table_name, rows_read, rows_refused, rows_loaded, is_synthetic, source FROM load ORDER BY file",
    ) == [
        ("conviction.csv", "conviction", 1, 0, 1, False, "extracts"),
        ("discharge.csv", "discharge", 2, 0, 2, False, "extracts"),
        ("person.csv", "person", 2, 0, 2, False, "extracts"),
    ]


def test_a_later_known_on_is_a_correction_and_the_same_one_a_duplicate(tmp_path):
    conviction = CONVICTION + (
        "C1,A1,2012-05-01,2012-06-01,custody,03001,2012-09-01\n"  # a correction
        "C1,A1,2012-05-01,2012-06-02,fine,03001,2012-06-20\n"  # the same day as line 2
    )
    report = load_files(tmp_path, {"conviction.csv": conviction}, max_refused=0.4)
    reason = "has the same conviction_id and known_on as a row that is kept: remove one"
    assert faults_of(report) == [("conviction.csv", 4, "conviction_id", "C1", reason)]
    assert [fault.kept for fault in report.faults] == ["line 2 of conviction.csv"]
    assert ask(tmp_path / "data", "SELECT disposal, known_on FROM conviction ORDER BY known_on") == [
        ("fine", date(2012, 6, 20)),
        ("custody", date(2012, 9, 1)),
    ]


def test_without_known_on_a_key_comes_once(tmp_path):
    # The two days of discharge would stand in for known_on, but nobody said that the second corrects the first.
    again = DISCHARGE.splitlines()[1].replace("2012-03-01", "2012-03-09")
    report = load_files(tmp_path, {"discharge.csv": DISCHARGE + again + "\n"}, max_refused=0.4)
    assert faults_of(report) == [
        (
            "discharge.csv",
            4,
            "discharge_id",
            "D1",
            "has the same discharge_id as a row that is kept: remove one",
        )
    ]
    assert [fault.kept for fault in report.faults] == ["line 2 of discharge.csv"]


def test_a_duplicate_in_another_file_names_that_file(tmp_path):
    report = load_files(tmp_path, {"person-more.csv": "person_id\nA3\nA1\nA4\n"}, max_refused=0.5)
    assert faults_of(report) == [
        (
            "person.csv",
            2,
            "person_id",
            "A1",
            "has the same person_id as a row that is kept: remove one",
        )
    ]
    assert [fault.kept for fault in report.faults] == ["line 3 of person-more.csv"]


def test_duplicates_are_one_reason_that_points_to_each_kept_row_apart(tmp_path):
    """Lines 4 to 6 repeat lines 2, 3 and 2."""
    person = PERSON + "A1,M,,,\nA2,F,,,\nA1,M,,,\n"
    report = load_files(
        tmp_path,
        {"person.csv": person, "conviction.csv": CONVICTION + "C2,A1,soon,2012-06-01,fine,,\n"},
        max_refused=0.6,
    )
    data = tmp_path / "data"
    kept = [(4, "line 2 of person.csv"), (5, "line 3 of person.csv"), (6, "line 2 of person.csv")]
    assert ask(data, "SELECT line, kept FROM rejected_row WHERE kept IS NOT NULL ORDER BY line") == kept
    assert ask(data, "SELECT DISTINCT load_id FROM rejected_row") == [(report.load_id,)]
    printed = "person.csv, line 4, person_id (A1): has the same person_id as a row that is kept: remove one (see line 2 of person.csv)"
    assert printed in load_report(report).splitlines()
    refused = query(open_data(data), "data/refusals").drop(columns="source").values.tolist()
    assert refused == [
        ["conviction.csv", "conviction", "offence_on", "is not a date as 2013-01-31, or does not exist", 1, 3],
        ["person.csv", "person", "person_id", "has the same person_id as a row that is kept: remove one", 3, 4],
    ]


def test_the_first_of_two_is_refused_for_itself_and_the_second_stays(tmp_path):
    report = load_files(tmp_path, {"person.csv": "person_id,sex\nA1,?\nA1,M\nA2,F\n"}, max_refused=0.5)
    assert [(f.line, f.column) for f in report.faults] == [(2, "sex")]
    assert report.published


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + PERSON.replace("White", "Café"),
        PERSON.replace("White", "Café").encode("cp1252"),
        PERSON.replace("White", '"Café"').replace("\n", "\r\n"),
        PERSON.replace("White", "Café").replace("\n", "\r"),
        PERSON.replace("White", "Café").rstrip("\n"),
    ],
)
def test_encodings_and_line_ends(tmp_path, content):
    report = load_files(tmp_path, {"person.csv": content})
    assert report.faults == ()
    assert ask(tmp_path / "data", "SELECT ethnicity, home_area FROM person ORDER BY person_id") == [
        ("Café", "Doncaster"),
        (None, "Leeds"),
    ]


def test_quotes_commas_and_the_word_null_are_text(tmp_path):
    person = 'person_id,ethnicity,home_area\nA1,"a ""b"", c",NULL\nA2, "d" ,"e" \n'
    report = load_files(tmp_path, {"person.csv": person}, max_refused=0.5)
    assert [(f.file, f.line, f.column) for f in report.faults] == [
        ("discharge.csv", 3, "person_id"),
        ("person.csv", 3, "(whole row)"),
    ]
    assert ask(tmp_path / "data", "SELECT ethnicity, home_area FROM person") == [('a "b", c', "NULL")]


def test_a_source_replaces_only_its_own_rows(tmp_path):
    load_files(tmp_path, {"person.csv": PERSON + "A3,?,,,\n"}, max_refused=0.5)
    other = write(tmp_path / "other", {"person.csv": "person_id\nB1\nA1\n"})
    report = load(other, data_dir=tmp_path / "data", source="other", max_refused=0.5)
    assert faults_of(report) == [
        (
            "person.csv",
            3,
            "person_id",
            "A1",
            "belongs to source extracts already: set these ids apart by key_prefix in the mapping",
        )
    ]
    load(write(tmp_path / "other", {"person.csv": "person_id\nB2\n"}), data_dir=tmp_path / "data", source="other")
    data = tmp_path / "data"
    assert ask(data, "SELECT person_id, source FROM person ORDER BY ALL") == [
        ("A1", "extracts"),
        ("A2", "extracts"),
        ("B2", "other"),
    ]
    assert ask(data, "SELECT source, file, line FROM rejected_row") == [("extracts", "person.csv", 4)]
    assert ask(data, "SELECT source, count(*) FROM load GROUP BY ALL ORDER BY ALL") == [("extracts", 3), ("other", 1)]
    assert ask(data, "SELECT count(*) FROM discharge") == [(2,)]
    load(other, data_dir=data, source="other", replace=True)
    assert ask(data, "SELECT DISTINCT source FROM person") == [("other",)]


def test_a_key_prefix_sets_the_ids_of_two_sources_apart(tmp_path):
    load_files(tmp_path, {})
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'source = "other"\nkey_prefix = "o-"\n[[tables]]\ntable = '
        '"person"\nfiles = "*.csv"\n[tables.columns]\nperson_id '
        '= { from = "id" }\nethnicity = { from = "id" }\n'
    )
    other = write(tmp_path / "other", {"x.csv": "id\nA1\nA1\nA2\n", "notes.txt": "", "y.parquet": b""})
    report = load(other, data_dir=tmp_path / "data", mapping=mapping, max_refused=0.5)
    assert report.unread == ("y.parquet",)
    assert faults_of(report) == [("x.csv", 3, "id", "A1", "has the same person_id as a row that is kept: remove one")]
    assert [fault.kept for fault in report.faults] == ["line 2 of x.csv"]
    assert ask(tmp_path / "data", "SELECT person_id, ethnicity FROM person WHERE source = 'other' ORDER BY 1") == [
        ("o-A1", "A1"),
        ("o-A2", "A2"),
    ]


def test_made_up_and_real_people_never_share_an_establishment(tmp_path):
    load_files(tmp_path, {}, is_synthetic=True)
    discharge = DISCHARGE.replace("A1", "B1").replace("A2", "B1").replace("\nD", "\nE")
    real = write(tmp_path / "real", {"person.csv": "person_id\nB1\n", "discharge.csv": discharge})
    before = fingerprint(tmp_path / "data")
    with pytest.raises(
        LoadError,
        match=r"'HMP Hull' would hold made-up discharges \(source extracts\) "
        r"beside real ones \(source real\).*--replace",
    ):
        load(real, data_dir=tmp_path / "data", source="real")
    assert fingerprint(tmp_path / "data") == before
    assert load(real, data_dir=tmp_path / "data", source="real", replace=True).published


def test_made_up_and_real_people_never_share_a_contract(tmp_path):
    # Peterborough's contract draws on several prisons: no two of them may hold people of both kinds.
    load_files(tmp_path, {"discharge.csv": DISCHARGE.replace("HMP Hull", "HMP Doncaster")}, is_synthetic=True)
    moved = DISCHARGE.replace("A1", "B1").replace("A2", "B1").replace("\nD", "\nE").replace("HMP Hull", "HMP Leeds")
    real = write(tmp_path / "real", {"person.csv": "person_id\nB1\n", "discharge.csv": moved})
    terms = write(
        tmp_path / "terms",
        {
            "two.toml": (PROJECT / "data" / "terms" / "broward.toml")
            .read_text()
            .replace('["Broward County Jail"]', '["HMP Doncaster", "HMP Leeds"]')
        },
    )
    with pytest.raises(LoadError, match="contract two would hold made-up"):
        load(real, data_dir=tmp_path / "data", source="real", terms_folder=terms)


def test_the_snapshot_id_depends_on_what_was_read_and_not_on_the_clock(tmp_path):
    first = load_files(tmp_path, {}, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    second = load_files(tmp_path, {}, clock=lambda: datetime(2026, 1, 2, tzinfo=UTC))
    third = load_files(tmp_path, {"person.csv": PERSON + "A3,M,,,\n"})
    assert first.snapshot_id == second.snapshot_id != third.snapshot_id
    assert len(first.snapshot_id) == 12


def test_the_snapshot_id_does_not_depend_on_which_source_was_loaded_last(tmp_path):
    other = write(tmp_path / "other", {"person.csv": "person_id\nB1\n"})
    good = write(tmp_path / "good", GOOD)
    orders = {"good-other": [(good, "good"), (other, "other")], "other-good": [(other, "other"), (good, "good")]}
    ids = [
        [load(extracts, data_dir=tmp_path / name, source=source).snapshot_id for extracts, source in order]
        for name, order in orders.items()
    ]
    assert ids[0][-1] == ids[1][-1]
    assert ids[0][0] != ids[1][0] != ids[1][1], "one source alone is not both"


def test_the_snapshot_id_tells_whether_a_date_still_lay_in_the_future(tmp_path):
    """The same extracts, before and after the day of A3's discharge: 2 rows of 3, then all 3, then all 3 again."""
    files = {
        "discharge.csv": DISCHARGE + "D3,A1,HMP Hull,2012-01-01,2012-05-02,120,sentenced,yes,\n",
        "conviction.csv": CONVICTION.replace("2012-05", "2012-04").replace("2012-06", "2012-04"),
    }
    days = [datetime(2012, 5, day, 12, tzinfo=UTC) for day in (1, 2, 3)]
    reports = [load_files(tmp_path, files, max_refused=0.4, clock=lambda day=day: day) for day in days]
    assert [report.rows_refused for report in reports] == [1, 0, 0]
    assert reports[0].snapshot_id != reports[1].snapshot_id == reports[2].snapshot_id
    assert reports[0].load_id != reports[1].load_id


def test_a_number_sign_in_the_name_of_a_workbook_is_not_the_start_of_its_sheet(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "person"
    for row in (("person_id", "sex"), ("A1", "M"), ("A2", "?")):
        book.active.append(row)
    (tmp_path / "by-name").mkdir()
    book.save(tmp_path / "by-name" / "batch #2.xlsx")
    report = load(tmp_path / "by-name", data_dir=tmp_path / "data", max_refused=0.5)
    assert [(c.file, c.table, c.rows_loaded) for c in report.counts] == [("batch #2.xlsx#person", "person", 1)]
    assert [(f.file, f.line, f.column) for f in report.faults] == [("batch #2.xlsx#person", 3, "sex")]
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'source = "mapped"\nkey_prefix = "m-"\n[[tables]]\ntable = "person"\nfiles = "batch*"\nsheet = "person"\n'
        'ignore = ["sex"]\n[tables.columns]\nperson_id = { from = "person_id" }\n'
    )
    report = load(tmp_path / "by-name", data_dir=tmp_path / "data", mapping=mapping)
    assert (report.published, report.rows_loaded) == (True, 2)


def test_a_path_with_characters_of_a_pattern_or_a_quote(tmp_path):
    odd = tmp_path / "it's [1]* here"
    load(write(odd / "extracts", GOOD), data_dir=odd / "data")
    report = load(write(odd / "more", {"person.csv": "person_id\nB1\n"}), data_dir=odd / "data", source="more")
    assert report.published
    assert ask(odd / "data", "SELECT count(*) FROM person") == [(3,)]


def test_a_question_mark_in_the_data_directory_is_refused(tmp_path):
    with pytest.raises(LoadError, match="question mark"):
        load(write(tmp_path / "extracts", GOOD), data_dir=tmp_path / "what?")
