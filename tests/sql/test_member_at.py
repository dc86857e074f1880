"""What the first reconviction of a person brought, and how many brought custody, where the data do not tell it of each."""

from __future__ import annotations

import pytest

from throughgate.store.build import build
from throughgate.terms import read_all_terms

DAYS = ("2012-03-01", "2012-05-01")


@pytest.fixture
def member(database, put):
    """The first severity, first custody and number of custodial events of a man reconvicted so on two days."""

    def read(*events: dict) -> tuple:
        put("person", person_id="a", sex="M", birth_month="1988-06-01")
        put(
            "discharge", discharge_id="da", person_id="a", discharged_on="2012-01-10", establishment="HMP Doncaster",
            custody_type="sentenced", sentence_days=200,
        )  # fmt: skip
        for number, (day, values) in enumerate(zip(DAYS, events, strict=False)):
            put(
                "conviction", conviction_id=f"c{number}", person_id="a", offence_on=day, convicted_on=day,
                **{"disposal": "fine", "is_custodial": None, "severity": None} | values,
            )  # fmt: skip
        build(database, read_all_terms())
        return database.execute(
            "SELECT first_severity, first_is_custodial, custodial_events FROM member_at(DATE '2014-06-30') "
            "WHERE contract_id = 'doncaster' AND cohort_id = 'cohort-1'"
        ).fetchone()

    return read


KNOWN = {"disposal": "custody", "is_custodial": True, "severity": "indictable"}
FINE = {"is_custodial": False, "severity": "summary"}


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ((), (None, None, 0)),
        (({}, KNOWN), (None, None, None)),
        ((KNOWN, {}), ("indictable", True, None)),
        ((FINE, KNOWN), ("summary", False, 1)),
        ((FINE, FINE), ("summary", False, 0)),
        (({},), (None, None, None)),
    ],
    ids=["nobody reconvicted", "the first not known", "the second not known", "both known", "no custody", "one not known"],
)  # fmt: skip
def test_a_later_event_does_not_stand_in_for_the_first(member, events, told):
    assert member(*events) == told
