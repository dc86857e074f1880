"""Workbooks and CSV: the same cells in either form, the same bytes each time, and everything said that a reader must know."""

import csv
import io
import re
import time
import zipfile
from decimal import Decimal
from functools import cache
from socket import gethostname

import pandas as pd
import pytest
from files_cases import NOTE, RATES, WORDS, book, sheet, stamp
from python_calamine import CalamineWorkbook

from throughgate import PROJECT
from throughgate.show.files.columns import to_cells
from throughgate.show.files.csvs import csv_bytes
from throughgate.show.files.ods import ods_bytes
from throughgate.show.files.sheets import leaves, sheet_names
from throughgate.show.files.xlsx import xlsx_bytes


def read(packed: bytes) -> dict[str, list[list]]:
    found = CalamineWorkbook.from_filelike(io.BytesIO(packed))
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


@cache
def both() -> tuple[bytes, bytes]:
    return xlsx_bytes(book()), ods_bytes(book())


def rows_of(packed: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(packed.decode())))


def test_xlsx_and_ods_agree_cell_by_cell():
    excel, opened = map(read, both())
    assert list(excel) == ["Cover", "Contents", "Notes", "Rate by cohort", "Words", "Nothing"] == list(opened)
    assert excel == opened


def test_the_cells_of_the_sheet_are_those_of_the_table():
    *_, names, first, second, third = read(both()[0])["Rate by cohort"]
    table = to_cells(RATES)
    assert names == list(table.columns)
    expected = [float(cell) if isinstance(cell, Decimal) else cell for cell in table.iloc[0]]
    assert first == expected
    assert NOTE in first
    assert (second[1], second[2], third[1]) == (22, "[u]", "[c]")


def test_no_row_above_the_end_of_a_table_is_empty_and_nothing_is_merged():
    for packed in both():
        for name, rows in read(packed).items():
            assert all(any(cell != "" for cell in row) for row in rows), name
    parts = zipfile.ZipFile(io.BytesIO(both()[0]))
    assert not any(b"mergeCell" in parts.read(name) for name in parts.namelist())


def test_the_cover_and_the_notes_say_what_the_figures_were_made_from_and_mean():
    sheets = read(both()[1])
    cover, notes = ("\n".join(str(cell) for row in sheets[name] for cell in row) for name in ("Cover", "Notes"))
    for said in ("Cohort 1 met its target", "cohort 1, as at 30 June 2014", "a2ec619a6fee", stamp().contract.terms.sha256[:12], "Throughgate ", "Synthetic people", "not official statistics"):  # fmt: skip
        assert said in cover
    for symbol in ("[c]", "[z]", "[u]", "[words]"):
        assert symbol in notes
    assert "[low]" not in notes
    assert stamp().contract.terms.outcome.definition in notes
    assert all(note in notes for note in stamp().contract.terms.notes)


def test_the_contents_list_every_sheet_and_link_to_it():
    names = ["Notes", "Rate by cohort", "Words", "Nothing"]
    excel, opened = both()
    assert [row[0] for row in read(excel)["Contents"][-4:]] == names
    sheet = zipfile.ZipFile(io.BytesIO(excel)).read("xl/worksheets/sheet2.xml").decode()
    assert re.findall(r'<hyperlink ref="(\w+)" location="([^"]+)"', sheet) == [
        (f"A{row}", f"'{name}'!A1") for row, name in enumerate(names, start=4)
    ]
    content = zipfile.ZipFile(io.BytesIO(opened)).read("content.xml").decode()
    assert re.findall(r'href="#([^"]+)"', content) == [f"'{name}'.A1" for name in names]
    tables = ["contents_table", "notes_table", "table_1", "table_2", "table_3"]
    assert [leaf.table_name for leaf in leaves(book())] == tables


def test_nothing_in_a_workbook_tells_of_the_machine_or_of_now():
    for packed in both():
        parts = zipfile.ZipFile(io.BytesIO(packed))
        held = b"".join(parts.read(name) for name in parts.namelist()).decode("utf-8", "replace")
        assert str(PROJECT) not in held
        assert gethostname() not in held
        assert not re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>[^<]+", held)
        assert set(re.findall(r"20\d\d-\d\d-\d\dT[\d:]+", held)) == {"2026-11-22T11:16:00"}


def test_the_same_book_gives_the_same_bytes_a_second_later_whatever_was_written_in_between():
    first = both()
    until = time.time() + 2.1  # A zip counts in steps of two seconds.
    ods_bytes(book(sheet(WORDS, "Another")))
    time.sleep(max(0.0, until - time.time()))
    assert (xlsx_bytes(book()), ods_bytes(book())) == first
    assert csv_bytes(stamp(), sheet()) == csv_bytes(stamp(), sheet())


def test_what_people_wrote_is_never_a_formula_or_a_link():
    text = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "＝1",
        "http://example.org",
        "[a](http://x) [b](http://y)",
        "$$note$$",
        "a;=1+1",
    ]
    frame = pd.DataFrame({"Text": text, "Place": [str(at) for at in range(len(text))]})
    sheets = book(sheet(frame, key="=1+1", words="=2+2\n\n- =3+3"))
    excel, opened = xlsx_bytes(sheets), ods_bytes(sheets)
    inside = zipfile.ZipFile(io.BytesIO(excel))
    assert not any(b"<f>" in inside.read(name) for name in inside.namelist() if name.startswith("xl/worksheets/sheet"))
    assert b"example.org" not in b"".join(inside.read(name) for name in inside.namelist() if name.endswith(".rels"))
    assert b"formula" not in zipfile.ZipFile(io.BytesIO(opened)).read("content.xml")
    packed = csv_bytes(stamp(), sheet(frame, key="=1+1"))
    said = [row[0] for row in rows_of(packed)]
    assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for cell in said)
    assert '"a;=1+1"' in packed.decode()
    assert "'=1+1" in said


def test_a_csv_says_before_its_table_what_it_was_made_from_and_where_the_table_begins():
    packed = csv_bytes(
        stamp(), sheet(key="c: hidden.", source="Data as loaded", words="One.\n\nTwo."), "Cohort 1 met its target"
    )
    rows = rows_of(packed)
    notes = [row[0] for row in rows if row[0].startswith("#")]
    assert notes[-1] == f"# The table begins in line {len(notes) + 1}."
    assert rows[len(notes)] == list(to_cells(RATES).columns)
    assert {len(row) for row in rows[len(notes) :]} == {len(to_cells(RATES).columns)}
    for said in (
        "Cohort 1 met its target",
        "Source: Data as loaded",
        "a2ec619a6fee",
        "c: hidden.",
        "[c]: hidden",
        "Two.",
        "not official statistics",
    ):
        assert any(said in note for note in notes), said


def test_a_csv_is_read_as_numbers():
    packed = csv_bytes(stamp(), sheet(RATES.head(1)[["People", "Reconvicted (95% interval)"]]))
    skipped = packed.decode().count('"# ')
    assert pd.read_csv(io.BytesIO(packed), skiprows=skipped).to_numpy().tolist() == [[1570, 52.5, 50.0, 55.0]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("What is [unusual]: a/b\\c?*", "What is unusual a b c"), ("Cover", "Cover (2)"), ("", "Rate"), ("'quoted'", "quoted"),
        ("How far is each group from what its scores expect", "How far is each group from what"),
    ],
)  # fmt: skip
def test_a_sheet_has_a_name_that_a_spreadsheet_takes(name, expected):
    made = book(sheet(name="Rate"), sheet(name="Rate"))
    one = type(made.sheets[0])(name, "Rate", "", RATES)
    assert sheet_names(type(made)(made.stamp, "", (one,))) == [expected]
    assert sheet_names(made) == ["Rate", "Rate (2)"]


def test_a_table_of_symbols_alone_and_one_of_marks_alone_are_written():
    for frame in (pd.DataFrame({"X": ["c"]}), pd.DataFrame({"X": ["…", "–"]}), pd.DataFrame({"X": ["żółć"]})):
        made = book(sheet(frame))
        assert read(xlsx_bytes(made)) == read(ods_bytes(made))
