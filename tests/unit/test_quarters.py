"""Quarters, financial years and contract years: expected values read off a calendar."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from throughgate.quarters import (
    Quarter,
    QuarterError,
    contract_year,
    financial_year,
    parse_quarter,
    quarter_of,
    quarters_between,
)


def terms_from(first: date) -> SimpleNamespace:
    return SimpleNamespace(paid_on=(SimpleNamespace(discharged_from=first),))


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2013, 9, 30), "2013Q3"),
        (date(2013, 10, 1), "2013Q4"),
        (date(2013, 12, 31), "2013Q4"),
        (date(2014, 1, 1), "2014Q1"),
    ],
)
def test_the_quarter_of_a_day(day, code):
    assert quarter_of(day).code == code


def test_a_quarter_names_its_months():
    quarter = Quarter(2013, 4)
    assert quarter.name == "October to December 2013"
    assert (quarter.starts_on, quarter.ends_on) == (date(2013, 10, 1), date(2013, 12, 31))
    assert quarter.before == Quarter(2013, 3)
    assert Quarter(2014, 1).before == quarter
    assert Quarter(2012, 1).ends_on == date(2012, 3, 31)


@pytest.mark.parametrize(
    "written", ["2013Q4", "2013q4", " 2013 Q4 ", "2013-Q4", "October to December 2013", "october to december 2013"]
)
def test_a_quarter_is_read_as_people_write_it(written):
    assert parse_quarter(written) == Quarter(2013, 4)


@pytest.mark.parametrize(
    "written",
    ["", "2013", "2013Q5", "2013Q0", "0000Q1", "Q4 2013", "October to November 2013", "January to March 0000", "13Q4"],
)
def test_what_is_no_quarter_is_refused_with_the_remedy(written):
    with pytest.raises(QuarterError, match="is not a quarter: write it as 2013Q4"):
        parse_quarter(written)


def test_quarters_between_two_days_newest_first():
    assert [q.code for q in quarters_between(date(2013, 6, 30), date(2014, 1, 1))] == [
        "2014Q1", "2013Q4", "2013Q3", "2013Q2",
    ]  # fmt: skip
    assert quarters_between(date(2013, 6, 1), date(2013, 6, 30)) == (Quarter(2013, 2),)


@pytest.mark.parametrize(
    ("quarter", "said"),
    [
        (Quarter(2013, 2), "quarter 1 of the financial year 2013 to 2014"),
        (Quarter(2013, 4), "quarter 3 of the financial year 2013 to 2014"),
        (Quarter(2014, 1), "quarter 4 of the financial year 2013 to 2014"),
        (Quarter(2014, 2), "quarter 1 of the financial year 2014 to 2015"),
    ],
)
def test_where_it_lies_in_the_financial_year(quarter, said):
    assert financial_year(quarter) == said


@pytest.mark.parametrize(
    ("day", "number", "starts_on", "ends_on"),
    [
        (date(2011, 10, 1), 1, date(2011, 10, 1), date(2012, 9, 30)),
        (date(2012, 9, 30), 1, date(2011, 10, 1), date(2012, 9, 30)),
        (date(2012, 10, 1), 2, date(2012, 10, 1), date(2013, 9, 30)),
        (date(2013, 12, 31), 3, date(2013, 10, 1), date(2014, 9, 30)),
    ],
)
def test_the_contract_year_runs_from_the_first_cohort(day, number, starts_on, ends_on):
    found = contract_year(terms_from(date(2011, 10, 1)), day)
    assert (found.number, found.starts_on, found.ends_on) == (number, starts_on, ends_on)


def test_before_the_contract_began_there_is_no_contract_year():
    assert contract_year(terms_from(date(2011, 10, 1)), date(2011, 9, 30)) is None
    assert contract_year(SimpleNamespace(paid_on=()), date(2011, 9, 30)) is None


def test_an_anniversary_of_29_february_is_28_february():
    found = contract_year(terms_from(date(2012, 2, 29)), date(2013, 2, 28))
    assert (found.number, found.starts_on) == (2, date(2013, 2, 28))
    assert found.ends_on == date(2014, 2, 27)
