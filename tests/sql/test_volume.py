"""A contract paid by volume on referrals typed in here: the dates it reaches, and what is counted as at a day.

Year 1 of the contract is 1 July 2012 to 30 June 2013. Its referrals, by the day received:
r1, 2 July: 8 sessions planned (20 July), started 1 August, 6 attended, completed 30 September 2012
r2, 3 July: 8 planned (20 July), started 2 August, 3 attended, ended early 15 August 2012
r3, 4 July: cancelled 10 July, nothing planned
r4, 1 October: 4 planned (20 October), started 1 November, 2 attended, open
r5, 30 June 2012, a day before the window; r6 belongs to another contract; r7 became known on 1 January 2013.
"""

from __future__ import annotations

from datetime import date

import pytest

from throughgate import results
from throughgate.store.build import build
from throughgate.store.reader import Reader, query
from throughgate.terms import parse_terms, read_all_terms

TERMS = """
name = "Referrals of a trust"
provider = "A trust"
summary = "Paid by how many are referred."
[eligibility]
custody_types = ["sentenced"]
source = "typed in"
status = "assumed"
[outcome]
headline = "volume"
follow_up_months = 12
conviction_months = 18
definition = "Referrals and starts."
source = "typed in"
status = "assumed"
[[cohorts]]
id = "year-1"
name = "Year 1"
kind = "cohort"
discharged_from = 2012-07-01
discharged_to = 2013-06-30
establishments = ["SYN_0001"]
source = "typed in"
status = "assumed"
"""
COUNTED = ("referrals", "starts", "sessions_attended", "completed", "ended", "cancelled", "still_open")
ENDED = {"referral_end_state": "completed", "concluded_at": "2012-09-30"}


def refer(put, number: int, received: str, *, planned: int | None = None, attended: int | None = None, **dates):
    fields = {"contract_ref": "SYN_0001", "organisation_id": "T", "referral_ref": f"AA000{number}AC"}
    counts = {"count_of_sessions_expected": planned, "count_of_sessions_attended": attended}
    put("crs_referral", referral_id=f"r{number}", date_referral_received=received, **{**fields, **counts, **dates})


def plan(approved: str, started: str) -> dict[str, str]:
    return {"date_of_first_action_plan_approval": approved, "date_of_first_attended_session": started}


@pytest.fixture
def reader(database, put) -> Reader:
    refer(put, 1, "2012-07-02", planned=8, attended=6, **plan("2012-07-20", "2012-08-01"), **ENDED)
    early = {"referral_end_state": "ended", "concluded_at": "2012-08-15"}
    refer(put, 2, "2012-07-03", planned=8, attended=3, **plan("2012-07-20", "2012-08-02"), **early)
    refer(put, 3, "2012-07-04", referral_end_state="cancelled", concluded_at="2012-07-10")
    refer(put, 4, "2012-10-01", planned=4, attended=2, **plan("2012-10-20", "2012-11-01"))
    refer(put, 5, "2012-06-30")
    refer(put, 6, "2012-07-05", contract_ref="SYN_0002")
    refer(put, 7, "2012-07-05", known_on="2013-01-01")
    database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
    build(database, (parse_terms(TERMS, contract_id="trust", file="trust.toml"), *read_all_terms()))
    return Reader(None, "typed", "", database)


def counted(reader: Reader, as_at: date) -> dict[int | None, tuple[int, ...]]:
    """Counts in the order of COUNTED, by sessions expected."""
    rows = query(reader, "projection/volume", contract_id="trust", as_at=as_at)
    assert set(rows["cohort_id"]) <= {"year-1"}
    expected = [None if number != number else int(number) for number in rows["sessions_expected"].astype(float)]
    return dict(zip(expected, rows[list(COUNTED)].itertuples(index=False, name=None), strict=True))


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        (date(2012, 7, 1), {}),
        (date(2012, 7, 9), {None: (3, 0, 0, 0, 0, 0, 3)}),
        (date(2012, 7, 10), {None: (3, 0, 0, 0, 0, 1, 2)}),
        (date(2012, 7, 20), {None: (1, 0, 0, 0, 0, 1, 0), 8: (2, 0, 0, 0, 0, 0, 2)}),
        (date(2012, 8, 1), {None: (1, 0, 0, 0, 0, 1, 0), 8: (2, 1, 6, 0, 0, 0, 2)}),
        (date(2012, 8, 15), {None: (1, 0, 0, 0, 0, 1, 0), 8: (2, 2, 9, 0, 1, 0, 1)}),
        (
            date(2013, 1, 1),
            {None: (2, 0, 0, 0, 0, 1, 1), 4: (1, 1, 2, 0, 0, 0, 1), 8: (2, 2, 9, 1, 1, 0, 0)},
        ),
    ],
)
def test_later_dates_are_not_there_yet(reader, as_at, expected):
    assert counted(reader, as_at) == expected


def test_a_correction_takes_the_place_of_its_row(database, put):
    refer(put, 1, "2012-07-02", planned=8, attended=6, **plan("2012-07-20", "2012-08-01"))
    closed = {"known_on": "2012-10-02", **ENDED}
    refer(put, 1, "2012-07-02", planned=8, attended=7, **plan("2012-07-20", "2012-08-01"), **closed)
    build(database, (parse_terms(TERMS, contract_id="trust", file="trust.toml"),))
    asked = Reader(None, "typed", "", database)
    assert counted(asked, date(2012, 10, 1)) == {8: (1, 1, 6, 0, 0, 0, 1)}
    assert counted(asked, date(2012, 10, 2)) == {8: (1, 1, 7, 1, 0, 0, 0)}


def test_no_referral_is_counted_for_a_contract_paid_by_outcome(reader):
    assert query(reader, "projection/volume", contract_id="doncaster", as_at=date(2014, 6, 30)).empty


def test_its_dates_are_those_of_its_referrals(reader):
    contract = results.read_contract(reader, "trust")
    assert (contract.first_discharged_on, contract.latest_known_on) == (date(2012, 7, 2), date(2013, 1, 1))
    assert contract.is_synthetic
    assert contract.as_at_dates()[-1] == date(2012, 7, 31)
    assert contract.check_as_at(None) == date(2013, 1, 1)


def test_its_extracts_may_be_told_to_be_complete_to_a_later_day(database, put):
    refer(put, 1, "2012-07-02")
    database.execute("INSERT INTO load (source, complete_to) VALUES ('typed in', DATE '2013-03-31')")
    build(database, (parse_terms(TERMS, contract_id="trust", file="trust.toml"),))
    contract = results.read_contract(Reader(None, "typed", "", database), "trust")
    assert contract.latest_known_on == date(2013, 3, 31)


def test_it_measures_nobody(reader):
    contract = results.read_contract(reader, "trust")
    assert results.cohort_rates(reader, contract.terms, date(2013, 1, 1)) == ()
    document = results.rates_document(reader, contract, date(2013, 1, 1))
    assert (document["cohorts"], document["counted_as"]) == ([], None)
