"""Who is on each pathway and what they had, counted on people typed in here, by hand.

Twelve people are discharged from Doncaster's second cohort on pathway 2 on 10 January 2013. What is put in for one of them
is all that differs.
"""

from __future__ import annotations

from datetime import date

import pytest

from throughgate.service.pathways import read_pathways
from throughgate.service.profile import read_profile
from throughgate.show.pathways.profile import blocks, profile_table
from throughgate.store.build import build
from throughgate.store.reader import Reader
from throughgate.terms import find_contract, read_all_terms

LATE = date(2014, 6, 30)
DONCASTER = find_contract(read_all_terms(), "doncaster")


@pytest.fixture
def profile(database, put):
    for number in range(12):
        put("person", person_id=f"p{number}", sex="M", birth_month="1988-02-01" if number else "1988-01-01")
        put(
            "discharge", discharge_id=f"d{number}", person_id=f"p{number}", discharged_on="2013-01-10",
            establishment="HMP Doncaster", custody_type="sentenced", sentence_days=400, risk_of_harm="low",
            release_type="licence", is_local_release=True,
        )  # fmt: skip
        put("allocation", discharge_id=f"d{number}", pathway=2, started_on="2012-11-01")

    def read(as_at: date = LATE):
        database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
        build(database, read_all_terms())
        return read_profile(Reader(None, "typed", "", database), DONCASTER, as_at)

    return read


def counts(found, name: str) -> tuple[int, int]:
    share = found.pathways[0].shares[name]
    return share.reconvicted, share.n


def test_age_release_and_area(profile):
    """The first turned 25 in the month of discharge (birth months stand for their first day); the others are 24."""
    found = profile()
    assert [(one.pathway, one.people) for one in found.pathways] == [(2, 12)]
    assert counts(found, "under_25") == (11, 12)
    assert counts(found, "released_locally") == (12, 12)
    assert counts(found, "on_licence") == (12, 12)
    assert counts(found, "with_three_needs") == (0, 0)


def test_needs_are_those_of_the_fullest_assessment_by_the_discharge(put, profile):
    """The full one found three for the first person and none for the second, whose triage had found three."""
    three = ("debt", "health", "families")
    for need in three:
        put(
            "assessment",
            discharge_id="d1",
            assessment_type="triage",
            assessed_on="2012-11-02",
            need=need,
            has_need=True,
        )
    for kind, on, needs in (
        ("triage", "2012-11-02", ("debt", "accommodation")),
        ("full", "2012-11-20", three),
        ("full", "2013-01-11", ("accommodation",)),
    ):
        for need in needs:
            put("assessment", discharge_id="d0", assessment_type=kind, assessed_on=on, need=need, has_need=True)
    put("assessment", discharge_id="d1", assessment_type="full", assessed_on="2012-11-20", need="debt", has_need=False)
    assert counts(profile(), "with_three_needs") == (1, 2)


def test_a_referral_is_made_before_it_is_started(put, profile):
    put(
        "referral",
        referral_id="1",
        discharge_id="d0",
        intervention="debt advice",
        referred_on="2012-12-01",
        started_on="2013-02-01",
    )
    put("referral", referral_id="2", discharge_id="d1", intervention="debt advice", referred_on="2012-12-01")
    found = profile(date(2013, 1, 31))
    assert (counts(found, "referred"), counts(found, "started")) == ((2, 12), (0, 12))


def test_a_referral_has_started_on_the_day(put, profile):
    put(
        "referral",
        referral_id="1",
        discharge_id="d0",
        intervention="debt advice",
        referred_on="2012-12-01",
        started_on="2013-02-01",
    )
    assert counts(profile(date(2013, 2, 1)), "started") == (1, 12)


@pytest.mark.parametrize(
    ("role", "on", "attended", "name", "seen"),
    [
        ("orderly", "2012-12-01", True, "seen_by_orderly", 1),
        ("orderly", "2012-12-01", False, "seen_by_orderly", 0),
        ("custody case manager", "2012-12-01", True, "seen_by_custody_case_manager", 1),
        ("probation", "2012-12-01", True, "seen_by_probation", 0),
        ("probation", "2013-01-10", True, "seen_by_probation", 1),
        ("volunteer mentor", "2013-01-09", True, "seen_by_mentor", 0),
        ("volunteer mentor", "2014-01-09", True, "seen_by_mentor", 1),
        ("volunteer mentor", "2014-01-10", True, "seen_by_mentor", 0),
    ],
)
def test_who_has_seen_somebody(put, profile, role, on, attended, name, seen):
    put(
        "contact", contact_id="1", discharge_id="d0", contacted_on=on, role=role, setting="community", attended=attended
    )
    assert counts(profile(), name) == (seen, 12)


@pytest.mark.parametrize(("day", "met"), [("2013-04-03", 1), ("2013-04-04", 0)])
def test_somebody_is_mentored_within_twelve_weeks(put, profile, day, met):
    """10 January plus 84 days is 4 April: the last day that counts is the 3rd."""
    put(
        "contact",
        contact_id="1",
        discharge_id="d0",
        contacted_on=day,
        role="volunteer mentor",
        setting="community",
        attended=True,
    )
    ((quarter, share),) = profile().mentored
    assert (quarter, share.reconvicted, share.n) == (date(2013, 1, 1), met, 12)


@pytest.mark.parametrize(("as_at", "followed"), [(date(2013, 4, 3), 0), (date(2013, 4, 4), 12)])
def test_a_quarter_is_read_once_twelve_weeks_are_over(profile, as_at, followed):
    assert sum(share.n for _, share in profile(as_at).mentored) == followed


def test_a_small_count_is_hidden_on_screen(put, profile):
    put(
        "contact",
        contact_id="1",
        discharge_id="d0",
        contacted_on="2012-12-01",
        role="orderly",
        setting="custody",
        attended=True,
    )
    shown = profile_table(profile().pathways).set_index("Of people on")["pathway 2"]
    assert shown["Seen by an orderly"] == "c"
    assert shown["Under 25 at discharge"] == "c"
    assert shown["Seen by a custody case manager"] == "0.0% (0.0% to 24.2%), n = 12 u"


def test_without_pathways_there_is_no_table(database, put):
    database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
    build(database, read_all_terms())
    asked = Reader(None, "typed", "", database), DONCASTER, LATE
    assert blocks(read_profile(*asked), read_pathways(*asked), source="here") == ()
