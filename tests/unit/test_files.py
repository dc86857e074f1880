"""Extract files: found, looked over, and read or refused, each in its own format."""

from __future__ import annotations

import datetime
import io
import os
import zipfile

import duckdb
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from throughgate.store import csvfile, files, workbook
from throughgate.store.faults import LoadError
from throughgate.store.files import find_files, open_extracts


@pytest.fixture
def opened(tmp_path):
    """Opens a file of `tmp_path` and gives its extracts' columns and rows, staged as text."""
    workspace = tmp_path / "building"
    workspace.mkdir()

    def read(name: str, content: bytes | None = None):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with duckdb.connect() as connection:
            found = {}
            for extract in open_extracts(path, workspace, connection):
                files.stage_direct(extract, workspace, connection)
                rows = connection.execute(
                    f"SELECT * EXCLUDE shape FROM {extract.scan_sql('?')}", [extract.scan_path]
                ).fetchall()
                found[extract.file] = (extract.columns, rows)
            return found

    return read


CSV_FORMS = [
    b"a,b\n1,x\n2,y\n",
    b"a,b\r\n1,x\r\n2,y\r\n",
    b"a,b\n1,x\n2,y",
    b"\xef\xbb\xbfa,b\n1,x\n2,y\n\n\n",
    b'a,b\n"1",x\n2,"y"\n',
    b" a ,b\n1,x\n2,y\n",
    b"a,b\n1,x,\n2,y,,\n",
]


@pytest.mark.parametrize("content", CSV_FORMS)
def test_csv_in_its_usual_forms(opened, content):
    assert opened("a.csv", content) == {"a.csv": (("a", "b"), [(2, "1", "x"), (3, "2", "y")])}


@pytest.mark.parametrize(
    "content", [*CSV_FORMS, b'a,b\n"1\n2",x\n', b'a,b\n1"2,x\n', b"a,b\n,x\n", b'a,b\n"",x\n', b"a,b\n NULL ,x \n"]
)
def test_both_ways_to_read_a_csv_agree(tmp_path, opened, content):
    (columns, fast) = opened("a.csv", content)["a.csv"]
    path = tmp_path / "exact.csv"
    path.write_bytes(content)
    exact = [
        (line, *[value or None for value in values])
        for line, values, _ in csvfile.rows(path, "exact.csv", len(columns))
    ]
    assert fast == exact


@pytest.mark.parametrize("block", [1, 2, 3, 7, 1 << 20])
def test_the_scan_counts_alike_in_blocks_of_any_size(tmp_path, monkeypatch, block):
    path = tmp_path / "a.csv"
    path.write_bytes('a,b\r\né,"x"\r\n\r\nü,y\r\n\r\n\r\n\r\n'.encode())
    whole = csvfile.scan(path)
    monkeypatch.setattr(csvfile, "BLOCK", block)
    assert csvfile.scan(path) == whole
    assert (whole.lines, whole.is_utf8, whole.is_odd) == (4, True, False)


def test_hash_is_that_of_the_bytes(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"abc")
    # The first example of FIPS 180-2, appendix B.
    assert csvfile.scan(tmp_path / "a.csv").sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_windows_1252(opened):
    content = "a,b\n€,naïve\n".encode("cp1252")
    assert opened("a.csv", content) == {"a.csv": (("a", "b"), [(2, "€", "naïve")])}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "a.csv: is empty"),
        (b"\n\n", "a.csv: is empty"),
        (b"\xef\xbb\xbf", "a.csv: is empty"),
        (b"a,b\n", "a.csv: has a header and no rows"),
        (b"a,b", "a.csv: has a header and no rows"),
        (b"a,b\n   \n", "a.csv: has a header and no rows"),
        (b"a,,c\n1,2,3\n", "column 2 of the header has no name"),
        (b"a,b,a\n1,2,3\n", "two columns are named 'a'"),
        (b"a,b\n1,\x002\n", "line 2 holds a NUL"),
        ("a,b\n1,2\n".encode("utf-16"), "line 1 holds a NUL"),
        ("a,b\né,2\n".encode() + "é,3\n".encode("cp1252"), "mixed encodings: line 3"),
        (b"a,b\n" + "é,2\n".encode("cp1252") + "é,3\n".encode(), "mixed encodings: line 2"),
        (b"\xef\xbb\xbfa,b\n1,\xe9\n", "mixed encodings: line 2"),
        (b"a,b\n1,2\n3,\x81\n", "line 3 is neither"),
        (b'a,b\n1,2\n"3,4\n5,6\n', "line 3 opens a quote that is never closed"),
        (b'"a"x,b\n1,2\n', "line 1, the header"),
    ],
)
def test_a_csv_that_is_refused_as_a_whole(opened, content, told):
    with pytest.raises(LoadError, match="^a.csv") as fault:
        opened("a.csv", content)
    assert told in str(fault.value)


def test_a_field_of_a_million_characters_is_read(opened):
    ((_, rows),) = opened("a.csv", b"a,b\n" + b"x" * 1_000_000 + b",1\n" + b"x" * 3_000_000 + b",2\n").values()
    assert [(line, len(text), b) for line, text, b in rows] == [(2, 1_000_000, "1"), (3, 3_000_000, "2")]


def test_finding_files(tmp_path):
    with pytest.raises(LoadError, match="nowhere: no such file or folder"):
        find_files(tmp_path / "nowhere")
    with pytest.raises(LoadError, match="no extract .* found: it is empty"):
        find_files(tmp_path)
    (tmp_path / "notes.txt").touch()
    with pytest.raises(LoadError, match="found: it holds notes.txt"):
        find_files(tmp_path)
    (tmp_path / ".hidden.csv").touch()
    (tmp_path / "b.CSV").touch()
    (tmp_path / "a.ods").touch()
    assert [path.name for path in find_files(tmp_path)] == ["a.ods", "b.CSV"]
    assert [path.name for path in find_files(tmp_path / "a.ods")] == ["a.ods"]
    (tmp_path / "discharge.csv").mkdir()
    with pytest.raises(LoadError, match="discharge.csv: is a folder where a file is expected"):
        find_files(tmp_path)


def test_a_pipe_and_a_broken_link_are_refused(tmp_path, opened):
    os.mkfifo(tmp_path / "person.csv")
    with pytest.raises(LoadError, match="person.csv: is not an ordinary file"):
        find_files(tmp_path)
    (tmp_path / "person.csv").unlink()
    (tmp_path / "person.csv").symlink_to(tmp_path / "gone.csv")
    with pytest.raises(LoadError, match="person.csv: no such file"):
        opened("person.csv")


def test_a_file_that_changes_while_it_is_read(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    workspace = tmp_path / "building"
    workspace.mkdir()
    (extract,) = open_extracts(tmp_path / "a.csv", workspace, duckdb.connect())
    extract.refuse_if_changed()
    (tmp_path / "a.csv").write_text("a,b\n1,2\n3,4\n")
    with pytest.raises(LoadError, match="a.csv: was changed while it was being read"):
        extract.refuse_if_changed()


def test_parquet_values_become_the_text_a_csv_would_hold(tmp_path, opened):
    table = pa.table(
        {
            "text": ["x", "", None],
            "whole": pa.array([1.0, float("nan"), 2.5]),
            "count": pa.array([1, None, 3], pa.int32()),
            "day": pa.array([datetime.date(2013, 1, 5), None, None]),
            "at": pa.array([datetime.datetime(2013, 1, 5), datetime.datetime(2013, 1, 5, 10), None]),
            "flag": [True, False, None],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    ((columns, rows),) = opened("a.parquet").values()
    assert columns == ("text", "whole", "count", "day", "at", "flag")
    assert rows == [
        (2, "x", "1", "1", "2013-01-05", "2013-01-05", "true"),
        (3, None, None, None, None, "2013-01-05 10:00:00", "false"),
        (4, None, "2.5", "3", None, None, None),
    ]


def test_parquet_that_is_refused(tmp_path, opened):
    pq.write_table(pa.table({"a": list(range(1000))}), tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    for cut in (0, 3, len(whole) // 2, len(whole) - 1):
        with pytest.raises(LoadError, match="a.parquet: cannot be read as Parquet"):
            opened("a.parquet", whole[:cut])
    damaged = whole[:10] + bytes(200) + whole[210:]
    with pytest.raises(LoadError, match="a.parquet: cannot be read as Parquet"):
        opened("a.parquet", damaged)
    pq.write_table(pa.table({"a": [[1]]}), tmp_path / "a.parquet")
    with pytest.raises(LoadError, match="a.parquet: column 'a' is of type BIGINT"):
        opened("a.parquet")
    pq.write_table(pa.table({"a": pa.array([], pa.string())}), tmp_path / "a.parquet")
    with pytest.raises(LoadError, match="a.parquet: has a header and no rows"):
        opened("a.parquet")


def save(path, cells: dict[str, object], sheet: str = "person") -> None:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for cell, value in cells.items():
        book.active[cell] = value
    book.save(path)


GOOD_CELLS = {"A1": "a", "B1": "b", "A2": 3, "B2": datetime.date(2013, 1, 5), "A4": 0.1, "B4": True}


def test_workbook_values_become_the_text_a_csv_would_hold(tmp_path, opened):
    save(tmp_path / "book.xlsx", GOOD_CELLS)
    assert opened("book.xlsx") == {"book.xlsx#person": (("a", "b"), [(2, "3", "2013-01-05"), (4, "0.1", "true")])}


def test_ods(tmp_path, opened):
    frame = pd.DataFrame({"a": ["x", "y"], "b": [1, 2.5], "c": [datetime.date(2013, 1, 5), None]})
    with pd.ExcelWriter(tmp_path / "book.ods", engine="odf") as writer:
        frame.to_excel(writer, sheet_name="person", index=False)
    assert opened("book.ods") == {
        "book.ods#person": (("a", "b", "c"), [(2, "x", "1", "2013-01-05"), (3, "y", "2.5", None)])
    }


def test_a_formula_is_named_by_sheet_and_cell(tmp_path, opened):
    save(tmp_path / "book.xlsx", GOOD_CELLS | {"B7": "=1+1"})
    with pytest.raises(
        LoadError, match="book.xlsx: sheet person, cell B7 holds a formula: save the workbook with values only"
    ):
        opened("book.xlsx")
    save(tmp_path / "book.xlsx", GOOD_CELLS | {"B7": "#N/A"})
    with pytest.raises(LoadError, match="book.xlsx: sheet person, cell B7 holds an error value"):
        opened("book.xlsx")


def ods(rows: str, path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        archive.writestr(
            "content.xml",
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
            f'<office:body><office:spreadsheet><table:table table:name="person">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )


def ods_row(*cells: str, row: str = "") -> str:
    inner = "".join(
        f'<table:table-cell office:value-type="string"{extra}><text:p>x</text:p></table:table-cell>' for extra in cells
    )
    return f"<table:table-row{row}>{inner}</table:table-row>"


def test_an_ods_formula_is_named_by_sheet_and_cell(tmp_path, opened):
    gap = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    ods(
        ods_row("", ' table:number-columns-repeated="2"') + gap + ods_row("", ' table:formula="of:=1"'),
        tmp_path / "book.ods",
    )
    with pytest.raises(LoadError, match="book.ods: sheet person, cell B5 holds a formula"):
        opened("book.ods")


def test_blank_rows_repeated_to_the_end_of_an_ods_sheet_are_no_bomb(tmp_path, opened):
    end = (
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    ods(ods_row("", "") * 2 + end, tmp_path / "book.ods")
    with pytest.raises(LoadError, match="two columns are named 'x'"):
        opened("book.ods")


def test_cells_repeated_or_set_far_apart_are_refused(tmp_path, opened):
    ods(
        ods_row(' table:number-columns-repeated="9999"', row=' table:number-rows-repeated="99999"'),
        tmp_path / "book.ods",
    )
    with pytest.raises(LoadError, match="book.ods: sheet person, cell A1 makes the sheet larger than 25,000,000 cells"):
        opened("book.ods")
    save(tmp_path / "book.xlsx", GOOD_CELLS | {"XFD1048576": 1})
    with pytest.raises(LoadError, match="book.xlsx: sheet person, cell XFD1048576 makes the sheet larger"):
        opened("book.xlsx")


def bomb(path, mebibytes: int) -> None:
    save(path, GOOD_CELLS)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/zeros.bin", "w", force_zip64=True) as out,
    ):
        for _ in range(mebibytes):
            out.write(bytes(1 << 20))


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path, opened, monkeypatch):
    monkeypatch.setattr(workbook, "SMALL_ENOUGH", 1 << 22)
    bomb(tmp_path / "book.xlsx", 6)
    with pytest.raises(LoadError, match="book.xlsx: unpacks to more than .* as a zip bomb does"):
        opened("book.xlsx")


def test_a_size_that_the_archive_states_is_not_believed(tmp_path, opened):
    bomb(tmp_path / "book.xlsx", 6)
    raw = (tmp_path / "book.xlsx").read_bytes()
    forged = raw.replace((6 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert forged != raw
    with pytest.raises(LoadError, match="book.xlsx: "):
        opened("book.xlsx", forged)


def test_workbooks_that_cannot_be_opened(tmp_path, opened):
    save(tmp_path / "book.xlsx", GOOD_CELLS)
    whole = (tmp_path / "book.xlsx").read_bytes()
    for content in (b"", b"hello", whole[: len(whole) // 2], b"\xd0\xcf\x11\xe0" + bytes(600)):
        with pytest.raises(LoadError, match="book.xlsx: is not a workbook that can be opened"):
            opened("book.xlsx", content)
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    with pytest.raises(LoadError, match="book.xlsx: cannot be read as a workbook"):
        opened("book.xlsx", empty.getvalue())


def test_a_document_type_in_a_workbook_is_refused(tmp_path, opened):
    save(tmp_path / "book.xlsx", GOOD_CELLS)
    with zipfile.ZipFile(tmp_path / "book.xlsx", "a") as archive:
        archive.writestr("xl/extra.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(LoadError, match="book.xlsx: its XML declares a document type"):
        opened("book.xlsx")
