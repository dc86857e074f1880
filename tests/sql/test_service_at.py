"""What a day's view of the service holds: the macro service_at on people typed in here, worked by hand.

All are released from Doncaster in its second cohort (October 2012 to September 2013) or its third.
"""

from __future__ import annotations

from datetime import date

import pytest

from throughgate.store.build import build
from throughgate.terms import read_all_terms

PLACE = {"establishment": "HMP Doncaster", "custody_type": "sentenced", "risk_of_harm": "low"}
LATE = date(2014, 6, 30)


@pytest.fixture
def look(database, put):
    """Build what was put in, then look(as_at, columns) gives {discharge_id: row}."""

    def answer(as_at: date, *columns: str, where: str = "TRUE") -> dict[str, tuple]:
        if not database.execute(
            "SELECT count(*) FROM duckdb_functions() WHERE function_name = 'service_at'"
        ).fetchone()[0]:
            database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
            build(database, read_all_terms())
        rows = database.execute(
            f"SELECT discharge_id, {', '.join(columns)} FROM service_at(?) WHERE contract_id = 'doncaster' AND {where}",
            [as_at],
        ).fetchall()
        return {row[0]: row[1:] for row in rows}

    return answer


def person(put, name: str, discharged_on: str, **values) -> None:
    put("person", person_id=name, sex="M")
    put("discharge", discharge_id=f"d{name}", person_id=name, discharged_on=discharged_on, **(PLACE | values))


@pytest.mark.parametrize(
    ("values", "intended"),
    [
        ({"sentence_days": 364}, 3),
        ({"sentence_days": 365}, 2),
        ({"sentence_days": 30}, 3),
        ({"sentence_days": 30, "risk_of_harm": "high"}, 1),
        ({"sentence_days": 900, "risk_of_harm": "very high"}, 1),
        ({"sentence_days": 900, "risk_of_harm": "medium"}, 2),
        ({"custody_type": "IPP", "sentence_days": None}, 1),
        ({"custody_type": "remand", "sentence_days": None, "risk_of_harm": "high"}, 4),
        ({"sentence_days": None}, None),
        ({"sentence_days": 900, "risk_of_harm": None}, None),
    ],
)
def test_the_pathway_that_the_triage_rules_intend(put, look, values, intended):
    person(put, "a", "2013-01-10", **values)
    assert look(LATE, "intended_pathway") == {"da": (intended,)}


def test_the_first_and_the_last_pathway_as_known_on_the_day(put, look):
    person(put, "a", "2013-01-10", sentence_days=400)
    put("worker", worker_id="w", role="custody case manager", establishment="HMP Doncaster", started_on="2011-10-01")
    put("allocation", discharge_id="da", pathway=3, started_on="2012-09-01", ended_on="2012-10-31", worker_id="w")
    put("allocation", discharge_id="da", pathway=2, started_on="2012-11-01", known_on="2013-02-01")
    columns = ("allocated_on", "first_pathway", "pathway")
    assert look(date(2013, 1, 31), *columns) == {"da": (date(2012, 9, 1), 3, 3)}
    assert look(LATE, *columns) == {"da": (date(2012, 9, 1), 3, 2)}


def test_arrival_is_the_last_move_in_or_the_reception(put, look):
    person(put, "a", "2013-01-10", received_on="2012-06-01")
    person(put, "b", "2013-01-10", received_on="2012-06-01")
    moves = (
        ("1", "2012-05-01", "HMP Leeds", "HMP Doncaster"),  # in an earlier stay
        ("2", "2012-08-01", "HMP Leeds", "HMP Doncaster"),
        ("3", "2012-08-15", "HMP Doncaster", "HMP Hull"),
        ("4", "2012-09-01", "HMP Hull", "HMP Doncaster"),
        ("5", "2013-03-01", "HMP Hull", "HMP Doncaster"),  # after the discharge
    )
    for number, on, origin, goal in moves:
        put(
            "transfer", transfer_id=number, person_id="a", moved_on=on, from_establishment=origin, to_establishment=goal
        )
    assert look(LATE, "arrived_on") == {"da": (date(2012, 9, 1),), "db": (date(2012, 6, 1),)}


CONTACT = {"role": "community case manager", "setting": "community", "attended": True}


@pytest.mark.parametrize(
    ("on", "changed", "met_on"),
    [
        ("2013-01-09", {}, None),
        ("2013-01-10", {"setting": "gate"}, date(2013, 1, 10)),
        ("2013-01-10", {"setting": "custody"}, None),
        ("2013-02-01", {}, date(2013, 2, 1)),
        ("2013-02-01", {"attended": False}, None),
        ("2013-02-01", {"role": "probation"}, None),
        ("2013-02-01", {"known_on": "2014-07-01"}, None),
        ("2014-01-09", {}, date(2014, 1, 9)),
        ("2014-01-10", {}, None),
    ],
)
def test_somebody_is_met_once_a_community_case_manager_has_seen_them_within_a_year(put, look, on, changed, met_on):
    person(put, "a", "2013-01-10")
    put("contact", contact_id="1", discharge_id="da", contacted_on=on, **(CONTACT | changed))
    assert look(LATE, "met_on") == {"da": (met_on,)}


def test_the_first_of_several_meetings_counts(put, look):
    person(put, "a", "2013-01-10")
    for number, on in enumerate(("2013-03-01", "2013-02-01", "2013-02-20")):
        put("contact", contact_id=str(number), discharge_id="da", contacted_on=on, **CONTACT)
    assert look(LATE, "met_on") == {"da": (date(2013, 2, 1),)}


def test_a_person_is_an_index_once_in_a_cohort_and_nobody_of_the_baseline_is_served(put, look):
    person(put, "a", "2012-11-01")
    put("discharge", discharge_id="da2", person_id="a", discharged_on="2013-05-01", **PLACE)
    put("discharge", discharge_id="da3", person_id="a", discharged_on="2013-11-01", **PLACE)
    person(put, "r", "2012-11-01", custody_type="remand")
    person(put, "before", "2009-11-01")
    assert look(LATE, "cohort_id", "is_index", "reason_left_out") == {
        "da": ("cohort-2", True, None),
        "da2": ("cohort-2", False, None),
        "da3": ("cohort-3", True, None),
        "dr": ("cohort-2", False, "not sentenced"),
    }


@pytest.mark.parametrize(
    ("release_type", "on_licence"),
    [
        ("licence", True),
        ("home detention curfew", True),
        ("automatic", False),
        ("end of sentence", False),
        (None, None),
    ],
)
def test_home_detention_curfew_is_a_licence(put, look, release_type, on_licence):
    person(put, "a", "2013-01-10", release_type=release_type)
    assert look(LATE, "is_on_licence") == {"da": (on_licence,)}


def test_a_discharge_not_known_yet_is_not_there_and_a_correction_takes_its_place(put, look):
    person(put, "a", "2013-01-10", known_on="2013-01-12", sentence_days=200)
    put(
        "discharge", discharge_id="da", person_id="a", discharged_on="2013-01-10", known_on="2013-06-01",
        **(PLACE | {"sentence_days": 500}),
    )  # fmt: skip
    assert look(date(2013, 1, 11), "sentence_days") == {}
    assert look(date(2013, 5, 31), "sentence_days", "intended_pathway") == {"da": (200, 3)}
    assert look(LATE, "sentence_days", "sentence_band", "intended_pathway") == {
        "da": (500, "12 months to under 4 years", 2)
    }


@pytest.mark.parametrize(
    ("scheme", "percent"), [("OGRS3 one year, recorded", 62), ("OASys general", None), (None, None)]
)
def test_a_recorded_score_is_one_of_the_same_scale(put, look, scheme, percent):
    person(put, "a", "2013-01-10", risk_score=62, risk_scheme=scheme)
    assert look(LATE, "recorded_percent") == {"da": (percent,)}


def needs(database, as_at: date) -> dict[str, tuple]:
    rows = database.execute(
        "SELECT need, has_need, severity, is_full FROM need_at(?) ORDER BY need", [as_at]
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_the_needs_are_those_of_the_fullest_assessment_by_the_discharge(database, put, look):
    person(put, "a", "2013-01-10")
    for kind, on, need, found in (
        ("full", "2012-10-01", "debt", True),
        ("full", "2012-11-01", "health", True),
        ("OASys", "2012-11-01", "families", False),
        ("triage", "2012-12-01", "debt", True),
        ("full", "2013-01-11", "accommodation", True),
    ):
        put(
            "assessment",
            discharge_id="da",
            assessment_type=kind,
            assessed_on=on,
            need=need,
            has_need=found,
            severity=int(found),
        )
    look(LATE, "met_on")
    assert needs(database, LATE) == {"families": (False, 0, True)}, "OASys goes before a full one of the same day"
    assert needs(database, date(2012, 12, 31)) == {}, "the discharge is not known yet"


def test_a_triage_counts_where_there_is_no_other_known(database, put, look):
    person(put, "a", "2013-01-10")
    put("assessment", discharge_id="da", assessment_type="triage", assessed_on="2012-12-01", need="debt", has_need=True)
    put(
        "assessment", discharge_id="da", assessment_type="full", assessed_on="2012-12-05", need="debt", has_need=False,
        known_on="2013-03-01",
    )  # fmt: skip
    look(LATE, "met_on")
    assert needs(database, date(2013, 2, 28)) == {"debt": (True, None, False)}
    assert needs(database, LATE) == {"debt": (False, None, True)}
