"""Whatever is wrong with an extract, wherever it stands: a clear refusal, and the published data stay."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from load_helpers import GOOD, fingerprint, no_build, write

from throughgate.store.load import LoadError, load

EXAMPLES = settings(max_examples=5, suppress_health_check=list(HealthCheck))
Files = dict[str, str | bytes]
Draw = Callable

NAMES = st.sampled_from(sorted(GOOD))
REQUIRED = {
    "person.csv": ["person_id"],
    "discharge.csv": ["discharge_id", "person_id", "establishment", "discharged_on", "custody_type"],
    "conviction.csv": ["conviction_id", "person_id", "offence_on", "convicted_on", "disposal"],
}
TYPED = {
    "person.csv": ["birth_month", "sex"],
    "discharge.csv": ["received_on", "discharged_on", "sentence_days", "is_local_release", "risk_score"],
    "conviction.csv": ["offence_on", "convicted_on", "offence_code", "known_on"],
}
DATES = {
    "person.csv": ["birth_month"],
    "discharge.csv": ["received_on", "discharged_on"],
    "conviction.csv": ["offence_on", "convicted_on"],
}


def cells(name: str) -> list[list[str]]:
    return [line.split(",") for line in GOOD[name].splitlines()]


def joined(rows: list[list[str]]) -> str:
    return "".join(",".join(row) + "\n" for row in rows)


def with_cell(draw: Draw, columns: dict[str, list[str]], value: str) -> Files:
    """The good extracts with one value, of one of `columns`, replaced."""
    name = draw(NAMES)
    rows = cells(name)
    column = rows[0].index(draw(st.sampled_from(columns[name])))
    rows[draw(st.integers(1, len(rows) - 1))][column] = value
    return {name: joined(rows)}


def missing_column(draw: Draw) -> Files:
    name = draw(NAMES)
    rows = cells(name)
    column = rows[0].index(draw(st.sampled_from(REQUIRED[name])))
    return {name: joined([row[:column] + row[column + 1 :] for row in rows])}


def extra_column(draw: Draw) -> Files:
    name, extra = draw(NAMES), draw(st.text("abcdefgh_=", min_size=1, max_size=8)) + "z"
    return {name: joined([[*row, extra] for row in cells(name)])}


def wrong_type(draw: Draw) -> Files:
    return with_cell(draw, TYPED, draw(st.text("abcxyzé~#_.", min_size=1, max_size=12)) + "q")


def impossible_date(draw: Draw) -> Files:
    wrong = [
        "2013-02-30",
        "2012-13-01",
        "2012-00-10",
        "0000-00-00",
        "1899-12-31",
        "2101-01-01",
        "31/12/2012",
        "infinity",
        "epoch",
        "2012-2-1",
        "2012-04-01 (BC)",
    ]
    return with_cell(draw, DATES, draw(st.sampled_from(wrong)))


def missing_value(draw: Draw) -> Files:
    return with_cell(draw, REQUIRED, draw(st.sampled_from(["", " ", '""', '"  "'])))


def duplicate_key(draw: Draw) -> Files:
    name = draw(NAMES)
    rows = cells(name)
    return {name: joined([*rows, rows[draw(st.integers(1, len(rows) - 1))]])}


def empty_file(draw: Draw) -> Files:
    return {draw(NAMES): draw(st.sampled_from([b"", b"\n", b"\r\n\r\n", b"\xef\xbb\xbf", b"  \n"]))}


def header_only(draw: Draw) -> Files:
    name = draw(NAMES)
    return {name: GOOD[name].splitlines()[0] + draw(st.sampled_from(["", "\n", "\r\n", "\n\n\n"]))}


@cache
def parquet_of(name: str) -> bytes:
    out = io.BytesIO()
    pq.write_table(
        pyarrow.csv.read_csv(io.BytesIO(GOOD[name].encode())).cast(
            pa.schema([(c, pa.string()) for c in GOOD[name].splitlines()[0].split(",")])
        ),
        out,
    )
    return out.getvalue()


def truncated_parquet(draw: Draw) -> Files:
    whole = parquet_of("person.csv")
    return {"person-more.parquet": whole[: draw(st.integers(0, len(whole) - 1))]}


@cache
def book_of(cell: str = "", value: str = "") -> bytes:
    # Cached, since a workbook carries the time it was saved, and the same draw must give the same bytes.
    book = openpyxl.Workbook()
    book.active.title = "person"
    for row in cells("person.csv"):
        book.active.append(row)
    if cell:
        book.active[cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def formula_in_a_cell(draw: Draw) -> Files:
    cell = draw(st.sampled_from(["A2", "E3", "B9", "ZZ99"]))
    formula = draw(st.sampled_from(["=1+1", '=HYPERLINK("http://a","b")', "=A1"]))
    return {"person-more.xlsx": book_of(cell, formula)}


def formula_like_text(draw: Draw) -> Files:
    texts = {
        "person.csv": ["ethnicity", "home_area", "person_id"],
        "discharge.csv": ["establishment", "discharge_id"],
        "conviction.csv": ["conviction_id"],
    }
    return with_cell(
        draw,
        texts,
        draw(st.sampled_from(["=", "@", "\t", "+A1", "-(", "-b|"])) + draw(st.text("abc1(", max_size=5)) + "1",
    )


def truncated_workbook(draw: Draw) -> Files:
    whole = book_of()
    return {"person-more.xlsx": whole[: draw(st.integers(0, len(whole) - 30))]}


def zip_bomb(draw: Draw) -> Files:
    out = io.BytesIO(book_of())
    part = draw(st.sampled_from(["xl/worksheets/sheet2.xml", "xl/media/image.png"]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(part, "w") as member:
        member.write(b"<a>")
        for _ in range(80):
            member.write(b" " * (1 << 20))
        member.write(b"</a>")
    return {"person-more.xlsx": out.getvalue()}


def mixed_encodings(draw: Draw) -> Files:
    rows = [f"X{i},M,,{place}" for i, place in enumerate(draw(st.permutations(["Café", "Zürich"])))]
    return {
        "person-more.csv": b"person_id,sex,birth_month,home_area\n"
        + rows[0].encode()
        + b"\n"
        + rows[1].encode("cp1252")
        + b"\n"
    }


def million_characters(draw: Draw) -> Files:
    return with_cell(
        draw,
        {
            "person.csv": ["ethnicity", "person_id", "sex"],
            "discharge.csv": ["establishment", "sentence_days"],
            "conviction.csv": ["disposal", "offence_on"],
        },
        "é1"[draw(st.booleans())] * 1_000_000,
    )


def ragged_row(draw: Draw) -> Files:
    name = draw(NAMES)
    rows = cells(name)
    row = draw(st.integers(1, len(rows) - 1))
    rows[row] = draw(st.sampled_from([rows[row][:-1], [*rows[row], "more"], ["one"]]))
    return {name: joined(rows)}


def open_quote(draw: Draw) -> Files:
    name = draw(NAMES)
    lines = GOOD[name].splitlines()
    line = draw(st.integers(0, len(lines) - 1))
    lines[line] = '"' + lines[line]
    return {name: "\n".join(lines)}


def nul_byte(draw: Draw) -> Files:
    name = draw(NAMES)
    raw = GOOD[name].encode()
    place = draw(st.integers(0, len(raw)))
    return {name: raw[:place] + b"\0" + raw[place:]}


def unknown_reference(draw: Draw) -> Files:
    name = draw(st.sampled_from(["discharge.csv", "conviction.csv"]))
    return {name: GOOD[name].replace("A1", draw(st.text("XYZ'%é", min_size=1, max_size=6)))}


KINDS = [
    missing_column, extra_column, wrong_type, impossible_date, missing_value, duplicate_key, empty_file, header_only,
    truncated_parquet, formula_in_a_cell, formula_like_text, truncated_workbook, zip_bomb, mixed_encodings,
    million_characters, ragged_row, open_quote, nul_byte, unknown_reference,
]  # fmt: skip


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    """A data directory with something published, which no bad input may change."""
    with pytest.MonkeyPatch.context() as patch:
        no_build(patch)
        folder = tmp_path_factory.mktemp("published")
        load(write(folder / "extracts", GOOD), data_dir=folder / "data")
        yield folder / "data"


def refused(data_dir: Path, files: Files) -> str:
    """What a load of the good extracts with `files` among them says, once it is refused and nothing has changed."""
    before = fingerprint(data_dir)
    with tempfile.TemporaryDirectory() as folder:
        extracts = write(Path(folder), GOOD | files)
        try:
            report = load(extracts, data_dir=data_dir, max_refused=0)
        except LoadError as fault:
            told = str(fault)
        else:
            assert not report.published
            assert report.faults
            assert all(
                f.file and f.line > 1 and f.column and f.reason and len(f.value or "") <= 80 for f in report.faults
            )
            told = " ".join(f.file for f in report.faults)
    assert fingerprint(data_dir) == before
    assert list((data_dir / "building").iterdir()) == []
    return told


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_bad_input_is_refused_by_the_name_of_its_file(data_dir, kind):
    @EXAMPLES
    @given(st.data())
    def check(data):
        files = kind(data.draw)
        assert next(iter(files)) in refused(data_dir, files)

    check()


@pytest.mark.parametrize("name", ["person.csv", "person.parquet", "book.xlsx", "book.ods"])
def test_a_folder_named_like_a_file_is_refused(data_dir, tmp_path, name):
    write(tmp_path, GOOD)
    (tmp_path / "person.csv").unlink()
    (tmp_path / name).mkdir()
    before = fingerprint(data_dir)
    with pytest.raises(LoadError, match=f"{name}: is a folder"):
        load(tmp_path, data_dir=data_dir)
    assert fingerprint(data_dir) == before


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(suffix=st.sampled_from([".csv", ".parquet", ".xlsx", ".ods"]), content=st.binary(max_size=300))
def test_any_bytes_at_all_are_refused(data_dir, suffix, content):
    assert f"person-more{suffix}" in refused(data_dir, {f"person-more{suffix}": content})


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_file_with_a_few_bytes_changed_is_refused_or_read_but_never_fails(data_dir, data):
    """No other exception, whatever changed; a change that the contract allows is no fault."""
    whole = {
        "person.csv": GOOD["person.csv"].encode(),
        "person.parquet": parquet_of("person.csv"),
        "book.xlsx": book_of(),
    }
    name = data.draw(st.sampled_from(sorted(whole)))
    raw = bytearray(whole[name])
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=4)):
        raw[place] = data.draw(st.integers(0, 255))
    before = fingerprint(data_dir)
    with tempfile.TemporaryDirectory() as folder:
        extracts = write(
            Path(folder), {other: text for other, text in GOOD.items() if other != "person.csv"} | {name: bytes(raw)}
        )
        try:
            report = load(extracts, data_dir=data_dir, publish=False, max_refused=0)
            assert bool(report.fault_count) == bool(report.rows_refused)
        except LoadError:
            pass
    assert fingerprint(data_dir) == before


ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
VALUES = ANY_TEXT | st.text("+-=@A1é_$(!| ", max_size=5)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=6))
def test_any_text_survives_the_way_from_csv_to_the_published_table(data_dir, pairs):
    """Python's own CSV writer and a plain reading of the rules say what should arrive."""
    import csv

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extracts" / "person.csv"
        path.parent.mkdir()
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["person_id", "ethnicity", "home_area"])
            writer.writerows((f"P{i}", *pair) for i, pair in enumerate(pairs))
        report = load(path.parent, data_dir=Path(folder) / "data", max_refused=1)
        bad = {i for i, pair in enumerate(pairs) if any(_is_formula_like(text) for text in pair)}
        expected = [
            (f"P{i}", *(text.strip(" ") or None for text in pair)) for i, pair in enumerate(pairs) if i not in bad
        ]
        assert report.rows_refused == len(bad)
        assert _people(Path(folder) / "data") == expected


def _is_formula_like(text: str) -> bool:
    text = text.strip(" ")
    if text[:1] in tuple("+-"):
        cells = re.search(r"(?<![A-Za-z0-9_])[A-Za-z]{1,3}[$]?[0-9]", text[1:])
        return bool(cells) or any(mark in text for mark in "(!|")
    return text[:1] in tuple("=@\t\r\n")


def _people(data_dir: Path) -> list[tuple]:
    import duckdb

    from throughgate.store.publish import published

    with duckdb.connect(str(published(data_dir).path), read_only=True) as connection:
        return connection.execute("SELECT person_id, ethnicity, home_area FROM person ORDER BY rowid").fetchall()
