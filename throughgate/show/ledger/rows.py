"""The rows of a ledger on screen and as a file: releases or referrals of made-up people, by pseudonym."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from throughgate.ledger import Ledger
from throughgate.show import words
from throughgate.show.files.book import Sheet
from throughgate.show.files.csvs import notes_bytes, safe
from throughgate.show.stamp import Stamp
from throughgate.show.tables import plain

MOST_ROWS = 25
"""On screen; the file has them all."""

ALL, IN, OUT, AGAIN = "all", "in", "out", "reconvicted"
COHORT, CONTROL = "cohort", "control"
WHOSE = {COHORT: "The cohort", CONTROL: "The control"}
"""Whose rows are shown, the first unless another is asked for."""

IN_FILE = "Every row of the list, whichever the page shows"
NO_FIGURE = "Days are written year-month-day. An empty cell: not so, not yet, or not known; of those who are out no outcome is counted."

NOBODY_ELSE = "No rows are kept of {!r}: the cohort's are shown."
MISSING = "No rows are called {!r}: all are shown."
STARTED, WAITING = "started", "not started"


def choices(found: Ledger) -> dict[str, str]:
    """What the list may be narrowed to, the first unless another is asked for."""
    if found.is_volume:
        return {ALL: "All referrals", STARTED: "Started", WAITING: "Not started"}
    return {
        ALL: "All releases",
        IN: "In: counted",
        OUT: "Out: not counted",
        AGAIN: found.terms.outcome.counted_as.capitalize(),
    }


def find_choice(offered: Mapping[str, str], wanted: str) -> str | None:
    """The choice of this id or these words, case aside; None where there is none."""
    said = wanted.strip().casefold()
    return next((key for key, name in offered.items() if said in (key, name.casefold())), None)


def all_rows(found: Ledger, whose: str = COHORT) -> pd.DataFrame:
    """The rows of the cohort, or of the control."""
    return found.control_episodes if whose == CONTROL else found.episodes


def narrowed(found: Ledger, choice: str, whose: str = COHORT) -> pd.DataFrame:
    """The rows of a choice, all of them."""
    rows = all_rows(found, whose)
    if choice == ALL:
        return rows
    if found.is_volume:
        return rows[rows["is_started"] == (choice == STARTED)]
    return rows[rows["is_reconvicted"]] if choice == AGAIN else rows[rows["is_in"] == (choice == IN)]


def made_up_of(found: Ledger, whose: str) -> str:
    """How the rows of people add up to those who count: so many in, so many out by reason; of referrals all count."""
    rows = all_rows(found, whose)
    if found.is_volume:
        return ""
    out = rows.loc[~rows["is_in"], "reason"].value_counts()
    parts = [
        f"{words.whole(rows['is_in'].sum())} in",
        *(f"{words.whole(n)} out: {plain(why)}" for why, n in out.items()),
    ]
    of = found.control if whose == CONTROL else found.cohort.cohort
    return f"{plain(of.name)}, {words.whole(len(rows))} release{'' if len(rows) == 1 else 's'}: {'; '.join(parts)}."


def rows_words(found: Ledger, rows: pd.DataFrame) -> str:
    """How many rows there are, how many are shown, and what the pseudonym is."""
    what = "referral" if found.is_volume else "release"
    shown = "" if len(rows) <= MOST_ROWS else f" The first {MOST_ROWS} are shown; the file has every row."
    return f"One row a {what}: {words.whole(len(rows))} in this list.{shown} {pseudonym(found)}"


def pseudonym(found: Ledger) -> str:
    """What the number of a person is, and what it is not."""
    return (
        f"{'R' if found.is_volume else 'P'}-numbers are pseudonyms of this ledger alone, handed out in an order that the "
        f"snapshot stirs: the same {'referral' if found.is_volume else 'person'} has the same number in every cohort and on "
        "every as-at date of this contract, until new data are published. No key of the source is sent to a browser."
    )


def rows_table(found: Ledger, rows: pd.DataFrame) -> pd.DataFrame:
    """The first rows, as text."""
    first = rows.head(MOST_ROWS)
    if found.is_volume:
        return pd.DataFrame(
            {
                "Referral": first["referral"],
                "Received": first["received_on"].map(_day),
                "Started": first["started_on"].map(_day),
                "Sessions planned": first["planned"].map(_number),
                "Sessions attended": first["sessions"].map(_number),
            }
        )
    reason = first["reason"].map(lambda why: "" if pd.isna(why) else plain(why))
    counted_as = found.terms.outcome.counted_as
    return pd.DataFrame(
        {
            "Person": first["person"],
            "Released": first["discharged_on"].map(_day),
            "In or out": first["is_in"].map({True: "in", False: "out"}),
            "Why out": reason,
            "Score": first["score"].map(_number),
            counted_as.capitalize(): first["is_reconvicted"].map({True: "yes", False: "no"}).where(first["is_in"], ""),
            "First offence": first["first_offence_on"].map(_day),
            "First conviction": first["first_convicted_on"].map(_day),
            "Events": first["events"].map(_number).where(first["is_in"], ""),
        }
    )


def csv(found: Ledger, whose: str = COHORT) -> bytes:
    """Every row as CSV: UTF-8, ISO dates, yes and no, empty where there is nothing; of those out no outcome is counted."""
    rows = all_rows(found, whose).copy()
    for name in rows.select_dtypes(bool).columns:
        rows[name] = rows[name].map({True: "yes", False: "no"})
    if not found.is_volume:
        is_in = all_rows(found, whose)["is_in"]
        rows["is_in"] = is_in.map({True: "in", False: "out"})
        for name in ("is_reconvicted", "events"):
            rows[name] = rows[name].astype(object).where(is_in, None)
        rows = rows.rename(columns={"is_in": "in_or_out", "is_reconvicted": "reconvicted"})
        rows["reason"] = rows["reason"].map(safe, na_action="ignore")
    return rows.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n").encode()


def file(stamp: Stamp, found: Ledger, whose: str = COHORT) -> bytes:
    """Every row as CSV, and before it, line by line, what it was made from and means, as in every other file."""
    title = f"{WHOSE[whose]} of the ledger, row by row: {made_up_of(found, whose) or file_rows(found, whose)}"
    sheet = Sheet("rows", title, IN_FILE, pd.DataFrame(), words=f"{NO_FIGURE}\n\n{pseudonym(found)}")
    return notes_bytes(stamp, sheet, {}) + csv(found, whose)


def file_rows(found: Ledger, whose: str) -> str:
    """How many rows the file has."""
    return f"{words.whole(len(all_rows(found, whose)))} rows"


def file_name(found: Ledger, whose: str = COHORT) -> str:
    """Contract, cohort or control, as-at date and snapshot, so that a file tells where it came from."""
    of = found.control if whose == CONTROL else found.cohort.cohort
    return f"ledger_{found.terms.id}_{of.id}_{found.as_at.isoformat()}_{found.snapshot_id}.csv"


def _day(when) -> str:
    """A day in short, since three of them stand in a row: 9 Sep 2012."""
    return "" if pd.isna(when) else f"{when.day} {when:%b %Y}"


def _number(value) -> str:
    return "" if pd.isna(value) else f"{float(value):g}"
