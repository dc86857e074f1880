"""`throughgate ogrs`: files scored, columns kept, and every bad file refused with place and remedy."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughgate.ogrs_csv import OgrsFileError, score_file

REFERENCE = Path(__file__).parent / "reference"
OGRS3_HEADER = "sex,previous_sanctions,age_at_conviction,age_at_first_sanction,age_at_follow_up,offence_category"
OGRS3_CODE_HEADER = OGRS3_HEADER.replace("category", "code")
OGRS4_HEADER = (
    "sex,age_at_follow_up,age_at_first_sanction,age_at_current_sanction,sanctions,violent_sanctions,"
    "offence_free_months,offence_code"
)


@pytest.fixture
def write(tmp_path):
    def write_file(*lines, encoding="utf-8", end="\n"):
        path = tmp_path / "people.csv"
        path.write_bytes((end.join(lines) + end).encode(encoding))
        return path

    return write_file


def refused(path, *words):
    with pytest.raises(OgrsFileError) as caught:
        score_file(path)
    message = str(caught.value)
    assert str(path) in message
    for word in words:
        assert word in message
    assert len(message) < 700
    return message


def test_ogrs3_vectors_keep_their_columns_and_gain_scores():
    path = REFERENCE / "ogrs3_vectors.csv"
    before = pd.read_csv(path, dtype=str, keep_default_na=False)
    scored = score_file(path, coefficients="nine-decimals")
    pd.testing.assert_frame_equal(scored[list(before.columns)], before)
    assert list(scored.columns)[len(before.columns) :] == [
        "ogrs3_one_year_probability",
        "ogrs3_one_year_percent",
        "ogrs3_two_year_probability",
        "ogrs3_two_year_percent",
        "ogrs3_band",
        "ogrs3_error",
    ]
    for name in ("one_year", "two_year"):
        assert (scored[f"ogrs3_{name}_probability"] - before[f"p_{name}"].astype(float)).abs().max() < 1e-9
    percents = scored["ogrs3_one_year_percent"].astype(str) + " / " + scored["ogrs3_two_year_percent"].astype(str)
    assert percents.tolist() == before["percent_1y_2y_nine_decimals"].tolist()


def test_ogrs4_vectors():
    scored = score_file(REFERENCE / "ogrs4_vectors.csv")
    for scale, name in (("g", "general"), ("v", "violent")):
        difference = scored[f"ogrs4{scale}_two_year_probability"] - scored[f"p_{name}_two_year"].astype(float)
        assert difference.abs().max() < 1e-9
    assert set(scored["ogrs4_error"]) == {""}
    assert "ogrs3_error" not in scored


def test_the_union_of_columns_gives_both_scores(write):
    header = OGRS4_HEADER + ",previous_sanctions,age_at_conviction"
    scored = score_file(write(header, "M,30,21,30,2,0,0,11618,1,30"))
    assert scored["ogrs3_one_year_percent"].tolist() == [9]
    assert scored["ogrs3_two_year_percent"].tolist() == [17]
    assert scored["ogrs3_band"].tolist() == ["Low"]
    assert scored["ogrs4_error"].tolist() == [""]


@pytest.mark.parametrize(
    ("row", "one_year", "two_year", "band"),
    [
        ("M,1,30,21,30,11618", 9, 17, "Low"),
        ("M,21,33,17,44,09230", 35, 52, "Medium"),
        ("M,0,40,40,60,02700", 7, 13, "Low"),
        ('male, 0 ,40.0,40,60,"02700"', 7, 13, "Low"),
    ],
)
def test_worked_official_cases_by_code(write, row, one_year, two_year, band):
    scored = score_file(write(OGRS3_CODE_HEADER, row)).iloc[0]
    found = (scored["ogrs3_one_year_percent"], scored["ogrs3_two_year_percent"], scored["ogrs3_band"])
    assert found == (one_year, two_year, band)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("M,-1,30,21,30,11618", "TOTAL_NUMBER_OF_SANCTIONS_LESS_THAN_ONE"),
        ("M,1,30,21,30,ABC", "OFFENCE_CODE_INCORRECT_FORMAT"),
        ("M,1,30,21,30,123456", "OFFENCE_CODE_INCORRECT_FORMAT"),
        ("M,1,30,21,30,2700", "OFFENCE_CODE_INCORRECT_FORMAT"),
        ("M,1,30,21,30,٠٢٧٠٠", "OFFENCE_CODE_INCORRECT_FORMAT"),
        ("M,1,30,21,30,08800", "NEED_DETAILS_OF_EXACT_OFFENCE"),
        ("M,1,30,21,30,11100", "NEED_DETAILS_OF_EXACT_OFFENCE"),
        ("M,1,30,21,30,99999", "OFFENCE_CODE_MAPPING_NOT_FOUND"),
        ("M,1,30,21,30,95000", "OFFENCE_CODE_MAPPING_NOT_FOUND"),
        ("M,1,30,21,30,", "MISSING_MANDATORY_INPUT"),
        ("M,1,9,9,30,11618", "AGE_AT_CURRENT_CONVICTION_LESS_THAN_TEN"),
        ("M,1,19,40,30,11618", "AGE_AT_FIRST_SANCTION_AFTER_AGE_AT_CURRENT_CONVICTION"),
        (",1,30,21,30,11618", "MISSING_MANDATORY_INPUT"),
        ("M,,30,21,30,11618", "MISSING_MANDATORY_INPUT"),
        ("M,1,30,21,9,11618", "UNEXPECTED_ERROR"),
    ],
)
def test_a_row_that_cannot_be_scored_says_why_and_has_empty_scores(write, tmp_path, row, error):
    scored = score_file(write(OGRS3_CODE_HEADER, row, "M,1,30,21,30,11618"))
    assert scored["ogrs3_error"].tolist() == [error, ""]
    scored.to_csv(tmp_path / "out.csv", index=False)
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[1] == f"{row},,,,,,{error}"


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("M,30,21,30,0,0,0,11618", "TOTAL_NUMBER_OF_SANCTIONS_OUT_OF_RANGE"),
        ("M,30,21,30,2,3,0,11618", "VIOLENT_SANCTION_OUT_OF_RANGE"),
        ("M,110,21,30,2,1,0,11618", "DATE_OF_START_OF_FOLLOWUP_OUT_OF_RANGE"),
        ("M,30,21,30,2,1,0,00000", "OFFENCE_CODE_MAPPING_NOT_FOUND"),
        ("M,30,21,30,2,1,0,2700", "OFFENCE_CODE_INCORRECT_FORMAT"),
        ("M,30,21,30,2,1,,11618", "MISSING_MANDATORY_INPUT"),
    ],
)
def test_ogrs4_row_errors(write, row, error):
    scored = score_file(write(OGRS4_HEADER, row))
    assert scored["ogrs4_error"].tolist() == [error]
    assert scored[["ogrs4g_two_year_probability", "ogrs4v_two_year_percent"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("category", "category_error"),
    [
        ("Drink driving and related offences", ""),
        ("Drink driving and related", ""),
        ("Drink driving", ""),
        (" other MOTORING (coef +0.2622)", ""),
        ("Absconding or bail", ""),
        ("Motoring", "OFFENCE_CODE_MAPPING_NOT_FOUND"),
        ("Other", "OFFENCE_CODE_MAPPING_NOT_FOUND"),
    ],
)
def test_category_names_and_their_aliases(write, category, category_error):
    scored = score_file(write(OGRS3_HEADER, f"M,1,30,21,30,{category}"))
    assert scored["ogrs3_error"].tolist() == [category_error]


def test_the_code_counts_where_code_and_category_are_both_given(write):
    header = OGRS3_CODE_HEADER + ",offence_category"
    scored = score_file(write(header, "M,1,30,21,30,11618,Robbery", "M,1,30,21,30,,Other offence"))
    assert scored["ogrs3_one_year_percent"].tolist() == [9, 9]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends(write, encoding, end):
    path = write("name," + OGRS3_CODE_HEADER, "Zoë,M,1,30,21,30,11618", encoding=encoding, end=end)
    scored = score_file(path)
    assert scored["name"].tolist() == ["Zoë"]
    assert scored["ogrs3_one_year_percent"].tolist() == [9]


def test_text_is_kept_as_it_was(write):
    scored = score_file(write("id," + OGRS3_CODE_HEADER, "007,M,1,30,21,30,11618", "NA,M,1,30,21,30,11618"))
    assert scored["id"].tolist() == ["007", "NA"]


def test_a_header_alone_gives_no_rows(write):
    scored = score_file(write(OGRS3_HEADER))
    assert len(scored) == 0
    assert "ogrs3_error" in scored


def test_headers_may_differ_in_case_and_spaces(write):
    scored = score_file(write(OGRS3_CODE_HEADER.upper().replace(",", ", "), "M,1,30,21,30,11618"))
    assert scored["ogrs3_one_year_percent"].tolist() == [9]
    assert " PREVIOUS_SANCTIONS" in scored.columns


def test_missing_file_and_folder(tmp_path):
    refused(tmp_path / "absent.csv", "does not exist", "Check the name")
    refused(tmp_path, "is a folder", "Name a CSV file")


@pytest.mark.parametrize("content", [b"", b"\n\n", b" \r\n", b"\xef\xbb\xbf"])
def test_empty_files(tmp_path, content):
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    refused(path, "is empty")


def test_files_that_are_not_text(tmp_path):
    path = tmp_path / "book.csv"
    path.write_bytes(OGRS3_HEADER.encode("utf-16"))
    refused(path, "not a text file", "CSV UTF-8")
    path.write_bytes(b"sex,\x81\xff\n")
    refused(path, "neither UTF-8 nor Windows-1252")


def test_no_header(write):
    refused(write("M,1,30,21,30,11618"), "line 1", "OGRS3 lacks sex, previous_sanctions", "begins 'M'")


def test_missing_columns_are_named_for_each_score(write):
    message = refused(write("sex,sanctions,offence_code", "M,1,11618"), "line 1")
    assert "OGRS3 lacks previous_sanctions, age_at_conviction" in message
    assert "OGRS4 lacks age_at_follow_up" in message
    refused(write(OGRS3_HEADER.removesuffix(",offence_category")), "offence_category or offence_code")


def test_semicolons_are_not_columns(write):
    refused(write(OGRS3_HEADER.replace(",", ";"), "M;1;30;21;30;Violence"), "separated by commas")


def test_duplicate_header(write):
    refused(write(OGRS3_HEADER + ",Sex", "M,1,30,21,30,Violence,M"), "line 1", "'sex'", "twice", "Keep one")


def test_output_of_an_earlier_run(write):
    path = write(OGRS3_HEADER + ",ogrs3_band", "M,1,30,21,30,Violence,Low")
    refused(path, "'ogrs3_band'", "already there", "Remove")


@pytest.mark.parametrize("value", ["abc", "18.5", "1e1", "nan", "inf", "0x10", "1 0", "١٨", "9" * 400, "--1"])
def test_cells_that_are_not_whole_numbers(write, value):
    path = write(OGRS3_HEADER, "M,1,30,21,30,Violence", f"M,1,{value},21,30,Violence")
    refused(path, "line 3", "'age_at_conviction'", value[:40], "whole number", "Give completed years")


def test_every_wrong_cell_of_a_column_is_counted(write):
    rows = ["M,x,30,21,30,Violence"] * 3
    refused(write(OGRS3_HEADER, *rows), "line 2", "2 more cells")


def test_a_quoted_line_break_does_not_shift_the_line_numbers(write):
    path = write("note," + OGRS3_HEADER, '"two\nlines",M,1,30,21,30,Violence', "x,M,bad,30,21,30,Violence")
    refused(path, "line 4", "'bad'")


@pytest.mark.parametrize("row", ["M,1,30,21,30", "M,1,30,21,30,Violence,more"])
def test_ragged_rows(write, row):
    refused(write(OGRS3_HEADER, "M,1,30,21,30,Violence", row), "line 3", "header has 6 columns", "begins 'M'")


def test_unclosed_quotation_mark(write):
    refused(write(OGRS3_HEADER, '"M,1,30,21,30,Violence'), "line 2", "quotation mark")


@pytest.mark.parametrize("length", [1_000_000, 120_000])
def test_cells_of_absurd_length(write, length):
    refused(write(OGRS3_HEADER, f"M,1,30,21,30,{'x' * length}"), "line 2", "quotation mark")
    refused(write(OGRS3_HEADER, f"M,1,{'9' * length},21,30,Violence"), "line 2", "quotation mark")


def test_a_row_of_empty_cells_is_kept(write):
    scored = score_file(write(OGRS3_HEADER, ",,,,,", "", "M,1,30,21,30,Violence"))
    assert scored["ogrs3_error"].tolist() == ["MISSING_MANDATORY_INPUT", ""]


def test_missing_code_table(write, tmp_path):
    path = write(OGRS3_CODE_HEADER, "M,1,30,21,30,11618")
    with pytest.raises(OgrsFileError, match="table of offence codes"):
        score_file(path, offence_codes=tmp_path / "absent.csv")


def test_unknown_coefficients(write):
    with pytest.raises(ValueError, match="choose one of official, nine-decimals"):
        score_file(write(OGRS3_HEADER, "M,1,30,21,30,Violence"), coefficients="2017")


@given(content=st.binary(max_size=300), header=st.booleans())
def test_no_file_gives_any_other_error(tmp_path_factory, content, header):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes((OGRS3_CODE_HEADER.encode() + b"\n" if header else b"") + content)
    try:
        scored = score_file(path)
    except OgrsFileError:
        return
    assert (scored["ogrs3_two_year_probability"].isna() == (scored["ogrs3_error"] != "")).all()


@given(
    rows=st.lists(
        st.lists(
            st.sampled_from(["M", "F", "", "1", "-1", "30", "9", "999999999", "02700", "x"]),
            min_size=6,
            max_size=6,
        )
    )
)
def test_no_row_gives_any_other_error(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    path.write_text("\n".join([OGRS3_CODE_HEADER, *map(",".join, rows)]), encoding="utf-8")
    try:
        scored = score_file(path)
    except OgrsFileError:
        return
    assert len(scored) == len(rows)
