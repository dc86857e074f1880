"""Money on screen: worked by hand, at and beside every place where its wording changes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughgate.show import money


@pytest.mark.parametrize(
    ("pence", "said"),
    [
        (0, "£0.00"),
        (5, "£0.05"),
        (-50, "−\N{WORD JOINER}£0.50"),
        (194_000_000, "£1,940,000.00"),
        (-200_000_001, "−\N{WORD JOINER}£2,000,000.01"),
    ],
)
def test_in_full_is_to_the_penny(pence, said):
    assert money.in_full(pence) == said


@pytest.mark.parametrize(
    ("pence", "said"),
    [
        (0, "£0"),
        (49, "£0"),
        (-49, "£0"),
        (50, "£1"),
        (-50, "−\N{WORD JOINER}£1"),
        (149, "£1"),
        (150, "£2"),
        (-1250, "−\N{WORD JOINER}£13"),
        (194_000_000, "£1,940,000"),
    ],
)
def test_pounds_round_halves_away_from_zero(pence, said):
    assert money.pounds(pence) == said


@pytest.mark.parametrize(
    ("pence", "box", "sentence"),
    [
        (99_949_999, "£999,500", "£999,000"),
        (99_950_000, "£999,500", "£1.0 million"),
        (99_999_949, "£999,999", "£1.0 million"),
        (99_999_950, "£1.00m", "£1.0 million"),
        (100_000_000, "£1.00m", "£1.0 million"),
        (-194_000_000, "−\N{WORD JOINER}£1.94m", "£1.9 million"),
        (-195_000_000, "−\N{WORD JOINER}£1.95m", "£2.0 million"),
        (-200_000_000, "−\N{WORD JOINER}£2.00m", "£2.0 million"),
        (123_456_789_000, "£1,234.57m", "£1,234.6 million"),
        (85_000_000, "£850,000", "£850,000"),
        (28_636_943, "£286,369", "£286,000"),
        (1_049_999, "£10,500", "£10,000"),
        (1_050_000, "£10,500", "£11,000"),
        (999_949, "£9,999", "£9,999"),
        (-1_234, "−\N{WORD JOINER}£12", "£12"),
    ],
)
def test_short_and_in_words_turn_to_millions_at_a_million_pounds(pence, box, sentence):
    assert money.short(pence) == box
    assert money.in_words(pence) == sentence


def test_a_range_has_the_lower_end_first_and_is_one_amount_where_both_read_the_same():
    assert money.span(-160_000_000, -200_000_000) == "−\N{WORD JOINER}£2.00m to −\N{WORD JOINER}£1.60m"
    assert money.span(-20_000_000, 5_000_000) == "−\N{WORD JOINER}£200,000 to £50,000"
    assert money.span(100, 100) == "£1"


def test_a_range_is_in_one_unit():
    assert money.span(-200_000_000, 41_375_800) == "−\N{WORD JOINER}£2.00m to £0.41m"
    assert money.span(0, 613_782_500) == "£0 to £6.14m"
    assert money.span(-40_000, 100_000_000) == "£0.00m to £1.00m"
    assert money.span(0, 99_999_949) == "£0 to £999,999"
    assert money.alike(-1, 99_999_950) == ["£0.00m", "£1.00m"]


@pytest.mark.parametrize(("number", "said"), [("0.1", "+0.10"), ("-0.25", "−0.25"), ("0", "0.00"), ("-0.001", "0.00")])
def test_a_movement_has_its_sign_and_none_at_all_has_none(number, said):
    assert money.signed(Decimal(number)) == said


@given(st.integers(-(10**14), 10**14))
def test_in_full_can_be_read_back(pence):
    digits = money.in_full(pence).replace("£", "").replace(",", "").replace(".", "").replace(money.JOINED, "-")
    assert int(digits) == pence


@given(st.integers(-(10**12), 10**12))
def test_pounds_are_never_more_than_fifty_pence_off_nor_of_the_other_sign(pence):
    read = 100 * int(money.pounds(pence).replace("£", "").replace(",", "").replace(money.JOINED, "-"))
    assert abs(read - pence) <= 50
    assert read * pence >= 0
