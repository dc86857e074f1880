"""The pack as a PDF: accessible by its own marks, the same bytes everywhere, and words as they were written."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
import zlib
from dataclasses import replace

import pandas as pd
import pytest

from throughgate.pack import markup, typeset
from throughgate.pack.typeset import Document, Part, Section, pdf_bytes

SPECIAL = r"#set $x$ *a* _b_ `c` <d> @e \ 'q' \"r\" -- ~ [f] // é £ −5.7 عربي 漢字"
CHART = b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10"><rect width="10" height="5"/></svg>'
ESCAPED = re.sub(r"([\\`*_{}\[\]()#!|<>~$:])", r"\\\1", SPECIAL)
"""As show/tables.plain writes it for a cell."""


MAKE = """
import pickle, sys
from throughgate.pack.typeset import pdf_bytes
sys.stdout.buffer.write(pdf_bytes(pickle.load(sys.stdin.buffer)))
"""


def document() -> Document:
    table = pd.DataFrame(
        [[f"row {n}", "52.5% (50.1% to 54.9%)", "c", *["1,234"] * 4, ESCAPED + "x" * 300] for n in range(40)]
    )
    table.columns = [f"Column {n}" for n in range(8)]
    return Document(
        finding="Cohort 1 met its target", caption="Doncaster", running="Board pack, October to December 2013",
        foot="HMP Doncaster, as at 31 December 2013, snapshot a1b2", status="**Met**: follow-up is complete", lead="First.\n\n- one\n- two",
        boxes=(("Rate", "52.4%", "n = 90"),), caution="Do not conclude that.",
        sections=(
            Section("Charts", "", (Part("One", "sub", svg=CHART, alt="A chart that falls", source="made up"),)),
            Section("Tables", "", (Part("Two", table=table, key="c: hidden"), Part("Three", table=table[:0]))),
        ),
    )  # fmt: skip


def opened(pdf: bytes) -> str:
    """Everything in a PDF that can be read, its streams unpacked."""
    streams = (zlib.decompressobj() for _ in iter(int, 1))
    found = [pdf.decode("latin-1")]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            found.append(next(streams).decompress(packed).decode("latin-1"))
        except zlib.error:
            continue
    return "\n".join(found)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return pdf_bytes(document())


def test_the_pdf_is_tagged_and_says_that_it_is_accessible(pdf):
    text = opened(pdf)
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", text)
    for mark in ("/StructTreeRoot", "/Marked true", "/DisplayDocTitle true", "/Outlines", "/TH", "/Alt"):
        assert mark in text, mark
    assert re.search(r"/Lang ?\(en-GB\)", text)
    assert '<rdf:li xml:lang="x-default">Cohort 1 met its target</rdf:li>' in text
    assert "A chart that falls" in text


def test_the_pdf_is_the_same_in_another_process_with_another_hash_seed(pdf):
    done = subprocess.run(
        [sys.executable, "-c", MAKE], input=pickle.dumps(document()), env=os.environ | {"PYTHONHASHSEED": "7"},
        capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout == pdf
    assert pdf_bytes(document()) == pdf


def test_a_table_of_eight_columns_fits_the_page_and_long_words_break():
    data = typeset._table(document().sections[1].parts[0].table)
    assert sum(data["widths"]) <= typeset.ACROSS + 0.1
    longest = max(len(word) for text in data["rows"][0][7] for word in re.split(f"[ {markup.BREAK}]", text))
    assert longest * typeset.WIDE * data["size"] <= data["widths"][7] - typeset.AROUND
    assert data["align"] == ["left", "right", "left", *["right"] * 4, "left"], (
        "numbers stand on the right, symbols alone do not"
    )


def test_amounts_stand_on_the_right_though_there_are_words_in_the_place_of_some():
    table = pd.DataFrame([["a", "for information", "1", "1"], ["b", "£5", "2", "none"]])
    table.columns = ["Line", "Amount", "Amounting", "People"]
    assert typeset._table(table)["align"] == ["left", "right", "right", "left"]
    assert typeset._table(table[:1])["align"][1] == "left", "words alone"


def pages(*, is_whole: bool = False, is_on_new_page: bool = False) -> int:
    """Pages of two sections, the second nearly two pages long; its middle part runs over the end of the first of them."""
    parts = (Part(words="b\n\n" * 30), Part(words="c\n\n" * 20, is_whole=is_whole), Part(words="d\n\n" * 24))
    one, two = Section("One", "", (Part(words="a"),)), Section("Two", "", parts, is_on_new_page)
    made = pdf_bytes(Document("F", "", "", "", "", "", (), "", (one, two)))
    return int(re.search(rb"/Type/Pages/Count (\d+)", made)[1])


def test_a_section_on_a_new_page_and_a_part_kept_whole_take_the_room_they_need():
    assert pages() == 3
    assert pages(is_on_new_page=True) == 4
    assert pages(is_on_new_page=True, is_whole=True) == 5


def test_words_from_outside_come_out_as_written():
    assert markup.bare(ESCAPED) == SPECIAL
    data = json.dumps(typeset._data(document()), ensure_ascii=False)
    assert "#set $x$ *a* _b_ `c` <d> @e" in data


def test_markdown_becomes_marks_and_nothing_else():
    assert markup.inline("a **b _c_** `d` [e](http://f) <script>") == [
        "a ",
        ["b", ["b ", ["i", ["c"]]]],
        " ",
        ["c", ["d"]],
        " ",
        "e",
        " <script>",
    ]
    assert markup.blocks("one\n\n- two\n- three\n\n1. four") == [
        ["p", ["one"]], ["ul", [[["p", ["two"]]], [["p", ["three"]]]]], ["ol", [[["p", ["four"]]]]],
    ]  # fmt: skip
    assert markup.inline("x" * 7, 3) == [markup.BREAK.join(["xxx", "xxx", "x"])]
    assert markup.inline("xxx", 3) == ["xxx"]
    assert markup.bare("a\x00b\ufeff") == "a\ufffdb\ufffd"


def test_words_are_the_same_whatever_room_and_drawing_they_get(monkeypatch):
    before = typeset.said(document())
    drawn = document()
    monkeypatch.setattr(typeset, "WIDE", 0.9)
    part = replace(drawn.sections[0].parts[0], svg=b"<svg/>")
    other = replace(drawn, sections=(replace(drawn.sections[0], parts=(part,)), *drawn.sections[1:]))
    assert typeset._data(other) != typeset._data(document())
    assert typeset.said(other) == before
    for change in ({"caution": "Conclude that."}, {"boxes": (("Rate", "52.5%", "n = 90"),)}, {"lead": "Second."}):
        assert typeset.said(replace(drawn, **change)) != before
    assert (
        typeset.said(replace(drawn, sections=(replace(drawn.sections[0], subtitle="s"), *drawn.sections[1:]))) != before
    )
