"""Words of the screen become numbers with the same digits, and nothing else does."""

from decimal import Decimal

import pandas as pd
import pytest
from files_cases import RATES, WORDS
from hypothesis import given
from hypothesis import strategies as st

from throughgate.methods.change import Change
from throughgate.methods.reconviction import binary_rate, frequency
from throughgate.show import money, shares, words
from throughgate.show.files.cells import as_read
from throughgate.show.files.columns import symbols_in, to_cells, unique


def row(cell: str, name: str = "X (95% interval)") -> dict[str, str]:
    return {column: str(value) for column, value in to_cells(pd.DataFrame({name: [cell]})).iloc[0].items()}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1,234", {"X (95% interval)": "1234"}),
        ("52.5% (50.0% to 55.0%)", {"X, %": "52.5", "X, 95% interval from, %": "50.0", "X, 95% interval to, %": "55.0"}),
        ("58.3% (56.8% to 59.8%), n = 4,201", {"X, %": "58.3", "X, 95% interval from, %": "56.8", "X, 95% interval to, %": "59.8", "X, n": "4201"}),
        ("−\u20603.1 (−\u20606.0 to −\u20600.2)", {"X": "-3.1", "X, 95% interval from": "-6.0", "X, 95% interval to": "-0.2"}),
        ("+0.8 (−8.4 to +10.0)", {"X": "0.8", "X, 95% interval from": "-8.4", "X, 95% interval to": "10.0"}),
        ("48 (10.1%)", {"X (95% interval)": "48", "X (95% interval), in brackets, %": "10.1"}),
        ("45 to 51", {"X (95% interval) from": "45", "X (95% interval) to": "51"}),
        ("£1,234", {"X (95% interval), £": "1234"}),
        ("−\u2060£0.50", {"X (95% interval), £": "-0.50"}),
        ("£2.0 million", {"X (95% interval), £ million": "2.0"}),
        ("**58.2000%**", {"X (95% interval), %": "58.2000"}),
    ],
)  # fmt: skip
def test_a_figure_becomes_numbers_of_the_same_digits(cell, expected):
    assert row(cell) == expected


def test_a_direction_in_words_becomes_a_sign_that_the_name_of_the_column_explains():
    below = ", percentage points (below 0 is lower)"
    assert row("5.7 percentage points lower (2.1 to 9.2 lower)") == {
        f"X{below}": "-5.7", f"X, 95% interval from{below}": "-9.2", f"X, 95% interval to{below}": "-2.1",
    }  # fmt: skip
    assert list(row("1.0 pp higher (0.5 lower to 2.5 higher)").values()) == ["1.0", "-0.5", "2.5"]
    assert list(row(f"{words.SAME} (0.5 lower to 0.6 higher)").values()) == ["0.0", "-0.5", "0.6"]


@pytest.mark.parametrize(
    "cells",
    [
        ["52.5%", "12"], ["£5", "5%"], ["1.0 pp lower", "1.0% better"], ["3 of 4"], ["6.9, target 10"], ["< 0.001", "0.137"], ["007"], ["2012", "12"],
        ["123456789012"], ["2014-06-30"], ["1e5"], ["1,23"], ["Cohort 1", "5"], ["52.5% (50.0% to 55.0%), proven to reoffend"], ["0 to under 10"],
        ["nan"], ["12", "something far too long to stand in the place of a number, so text"],
    ],
)  # fmt: skip
def test_a_column_that_is_not_of_one_kind_stays_the_text_it_is(cells):
    found = to_cells(pd.DataFrame({"X": cells}))
    assert list(found.columns) == ["X"]
    assert list(found["X"]) == cells


def test_symbols_and_words_in_the_place_of_numbers_stand_in_brackets():
    found = to_cells(pd.DataFrame({"X": ["12 u", "c", "", "not measured", "too few"]}))
    assert list(found["X"]) == [Decimal(12), "[c]", "[z]", "[x]", "[too few]"]
    assert list(found["X, mark"]) == ["[u]", "none", "none", "none", "none"]
    assert list(symbols_in([found])) == ["[c]", "[x]", "[z]", "[u]", "[words]"]


def test_every_column_of_hidden_cells_is_hidden_and_a_table_without_rows_says_so():
    assert list(to_cells(pd.DataFrame({"X": ["c", "c"]}))["X"]) == ["[c]", "[c]"]
    assert to_cells(pd.DataFrame({"X": [], "Y": []})).to_numpy().tolist() == [["[z]", "[z]"]]


def test_names_of_columns_are_unlike_in_either_case_and_nothing_is_empty():
    found = to_cells(pd.DataFrame([["1", "2", ""]], columns=["N", "n", ""]))
    assert list(found.columns) == ["N", "n (2)", "Column 3"]
    assert unique(["ab" * 20, "AB" * 20], longest=31) == [("ab" * 20)[:31], ("AB" * 20)[:27] + " (2)"]


def test_text_is_what_a_reader_sees():
    assert as_read(r"**Assumed**\: a \*star\* and \[brackets\]") == "Assumed: a *star* and [brackets]"
    assert as_read("a\x00b\u2060c\n d") == "abc d"
    assert list(to_cells(WORDS)["Note"]) == ["+1", "-1 (bold)"]


COUNTS = st.integers(1, 99_999).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


@given(COUNTS)
def test_a_share_comes_back_with_every_digit_that_the_screen_shows(counts):
    rate = binary_rate(*counts)
    value, low, high, n, *_ = to_cells(pd.DataFrame({"X": [shares.say(rate)]})).iloc[0]
    assert f"{value}% ({low}% to {high}%), n = {n:,}" == f"{words.rate(rate)}, n = {counts[0]:,}"


@given(st.integers(2, 5_000), st.integers(1, 200))
def test_events_come_back_with_every_digit(n, each):
    found = frequency(n, n * each, n * each**2)
    value, low, high = to_cells(pd.DataFrame({"X": [words.per_100(found)]})).iloc[0]
    assert f"{value} ({low} to {high})" == words.per_100(found)


@given(st.floats(-60, 60), st.floats(0.01, 20), st.floats(0.01, 20))
def test_a_difference_comes_back_with_its_signs(value, below, above):
    change = Change(value, value - below, value + above)
    ends = (value, change.low, change.high)
    signed = to_cells(pd.DataFrame({"X": [words.with_limits(*ends)]})).iloc[0]
    said = to_cells(pd.DataFrame({"X": [f"{words.points(value)} ({words.points_range(change)})"]})).iloc[0]
    assert [words.signed(float(cell)) for cell in signed] == [words.signed(end) for end in ends]
    assert list(map(abs, said)) == [abs(cell) for cell in signed] or sorted(map(abs, said[1:])) == sorted(
        map(abs, signed[1:])
    )


@given(st.integers(-(10**12), 10**12))
def test_money_keeps_every_penny(pence):
    assert to_cells(pd.DataFrame({"X": [money.in_full(pence)]})).iloc[0, 0] == Decimal(pence) / 100


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_no_text_of_people_breaks_a_table_or_leaves_a_cell_empty(texts):
    found = to_cells(pd.DataFrame({"X": texts}))
    assert len(found) == len(texts)
    assert all(str(cell) for column in found for cell in found[column])


def test_the_table_of_rates_is_that_of_the_screen():
    found = to_cells(RATES)
    assert list(found["Amount, £"]) == [Decimal("-1940000.50"), Decimal("0.00"), "[for information]"]
    assert list(found["Reconvicted, 95% interval to, %"]) == [Decimal("55.0"), Decimal("61.3"), "[c]"]
