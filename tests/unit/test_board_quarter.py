"""Where the quarter that a board reviews lies, in words."""

from __future__ import annotations

from datetime import date

import pytest

from throughgate.quarter_selector import where_it_lies
from throughgate.results import ContractData
from throughgate.terms import read_all_terms

DONCASTER = ContractData(
    next(terms for terms in read_all_terms() if terms.id == "doncaster"), date(2009, 1, 1), date(2014, 6, 30), True
)  # fmt: skip


@pytest.mark.parametrize(
    ("as_at", "said"),
    [
        (
            date(2013, 12, 31),
            "Contract year 3 (1 October 2013 to 30 September 2014); quarter 3 of the financial year 2013 to 2014. "
            "As at 31 December 2013, the end of the quarter.",
        ),
        (
            date(2013, 12, 30),
            "Contract year 3 (1 October 2013 to 30 September 2014); quarter 3 of the financial year 2013 to 2014. "
            "As at 30 December 2013, before the quarter ends on 31 December 2013.",
        ),
        (
            date(2011, 9, 30),
            "Before the first contract year; quarter 2 of the financial year 2011 to 2012. As at 30 September 2011, the end of the quarter.",
        ),
    ],
)
def test_contract_year_financial_year_and_end_are_said(as_at, said):
    assert where_it_lies(DONCASTER, as_at) == said
