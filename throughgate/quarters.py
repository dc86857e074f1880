"""Quarters that a board reviews, and where they lie in the financial year and in the year of a contract."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from throughgate.terms import Contract

WRITTEN = re.compile(r"(\d{4})\s*-?\s*[Qq]([1-4])")
FINANCIAL_YEAR_BEGINS = 4
"""The month in which a financial year of government begins, on its first day."""


class QuarterError(ValueError):
    """Words that name no quarter; the message says how to write one."""


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a calendar year: number 1 is January to March, 4 is October to December."""

    year: int
    number: int

    @property
    def starts_on(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends_on(self) -> date:
        """Its last day."""
        month = 3 * self.number
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def before(self) -> Quarter:
        """The quarter before it."""
        return quarter_of(self.starts_on - timedelta(days=1))

    @property
    def code(self) -> str:
        """As it is asked for on the command line: 2013Q4."""
        return f"{self.year}Q{self.number}"

    @property
    def name(self) -> str:
        """Its months, in words: October to December 2013."""
        return f"{self.starts_on:%B} to {self.ends_on:%B %Y}"


@dataclass(frozen=True)
class ContractYear:
    """A year of a contract, counted from the first day of its first cohort."""

    number: int
    starts_on: date
    ends_on: date


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def parse_quarter(written: str) -> Quarter:
    """The quarter written as 2013Q4, by calendar year, or in words as October to December 2013.

    Raises:
        QuarterError: it is neither; the message says how to write one.
    """
    said = " ".join(written.split())
    if found := WRITTEN.fullmatch(said):
        year, number = map(int, found.groups())
        if year:
            return Quarter(year, number)
    if (found := re.fullmatch(r"\w+ to \w+ (\d{4})", said)) and int(found[1]):
        of_year = (Quarter(int(found[1]), number) for number in (1, 2, 3, 4))
        if named := next((quarter for quarter in of_year if quarter.name.casefold() == said.casefold()), None):
            return named
    raise QuarterError(
        f"{written[:40]!r} is not a quarter: write it as 2013Q4 for October to December 2013 (quarters of the calendar year)"
    )


def quarters_between(first: date, last: date) -> tuple[Quarter, ...]:
    """Every quarter from the one of the first day to that of the last, newest first."""
    found = [quarter_of(last)]
    while found[-1] > quarter_of(first):
        found.append(found[-1].before)
    return tuple(found)


def financial_year(quarter: Quarter) -> str:
    """Where a quarter lies in the year of government: quarter 3 of the financial year 2013 to 2014 (1 April to 31 March)."""
    shifted = (quarter.number + 2) % 4 + 1
    begins = quarter.year if quarter.starts_on.month >= FINANCIAL_YEAR_BEGINS else quarter.year - 1
    return f"quarter {shifted} of the financial year {begins} to {begins + 1}"


def contract_year(terms: Contract, day: date) -> ContractYear | None:
    """The year of the contract that a day lies in; None before it began. An anniversary of 29 February is 28 February."""
    if not terms.paid_on or day < terms.paid_on[0].discharged_from:
        return None
    begun = terms.paid_on[0].discharged_from
    number = day.year - begun.year + (_anniversary(begun, day.year) <= day)
    start = _anniversary(begun, begun.year + number - 1)
    return ContractYear(number, start, _anniversary(begun, begun.year + number) - timedelta(days=1))


def _anniversary(of: date, year: int) -> date:
    try:
        return of.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
