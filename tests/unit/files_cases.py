"""A stamp and sheets made by hand, for tests of the files that are taken away."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd

from throughgate.results import ContractData
from throughgate.show.files.book import Book, Sheet
from throughgate.show.stamp import Stamp
from throughgate.terms import TERMS_FOLDER, read_terms

NOTE = '=HYPERLINK("http://x","y")'
RATES = pd.DataFrame(
    {
        "Cohort": ["Cohort 1", "Cohort 2", "Cohort 3"],
        "People": ["1,570", "22 u", "c"],
        "Reconvicted (95% interval)": ["52.5% (50.0% to 55.0%)", "40.9% (23.3% to 61.3%)", "c"],
        "Amount": ["−\u2060£1,940,000.50", "£0.00", "for information"],
        "Said": [NOTE, "", "@SUM(A1)"],
    }
)
WORDS = pd.DataFrame(
    {"Finding": ["nothing is unusual", "look into it, because 3 of 4 say so"], "Note": ["+1", "**-1** \\(bold\\)"]}
)


def stamp() -> Stamp:
    terms = read_terms(TERMS_FOLDER / "doncaster.toml")
    contract = ContractData(
        terms, first_discharged_on=date(2009, 1, 1), latest_known_on=date(2014, 6, 30), is_synthetic=True
    )
    published = datetime(2026, 11, 22, 11, 16, tzinfo=UTC)
    return Stamp(contract, date(2014, 6, 30), "a2ec619a6fee", published, "HMP Doncaster, cohort 1, as at 30 June 2014")


def sheet(frame: pd.DataFrame = RATES, name: str = "Rate by cohort", **others: str) -> Sheet:
    return Sheet(name, f"{name}?", "Per cent of people, with 95% intervals", frame, **others)


def book(*sheets: Sheet) -> Book:
    return Book(
        stamp(), "Cohort 1 met its target", sheets or (sheet(), sheet(WORDS, "Words"), sheet(RATES.head(0), "Nothing"))
    )
