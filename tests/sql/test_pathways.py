"""The queries of the Pathways page on tables typed in here, expected counts worked by hand.

Discharged from Doncaster in its first cohort: a, b and c sentenced to 90, 55 and 56 days, d to 365 days, e and f on remand
(e came in on 20 December 2011, f on 1 January 2012), g IPP; h, of high risk, not before 1 July 2012.
"""

from __future__ import annotations

from datetime import date

import pytest

from throughgate import results
from throughgate.service import pathways
from throughgate.service.pathways import Cell, Held, Move, Triaged, read_pathways
from throughgate.store.build import build
from throughgate.store.reader import Reader, query
from throughgate.terms import read_all_terms

AS_AT = date(2012, 6, 30)
FIRST, SECOND = date(2012, 1, 1), date(2012, 4, 1)

DISCHARGES = {
    "a": ("2011-12-01", "2012-02-10", "sentenced", 90, "low"),
    "b": ("2012-01-05", "2012-02-15", "sentenced", 55, "low"),
    "c": ("2012-01-25", "2012-03-01", "sentenced", 56, "medium"),
    "d": ("2011-10-20", "2012-04-02", "sentenced", 365, "low"),
    "e": ("2011-12-20", "2012-01-20", "remand", None, None),
    "f": ("2012-01-01", "2012-02-01", "remand", None, None),
    "g": ("2011-11-01", "2012-05-01", "IPP", None, None),
    "h": ("2012-01-10", "2012-07-01", "sentenced", 300, "high"),
}
ALLOCATIONS = (
    ("a", 3, "2011-12-05", "2012-02-10", "w", None),
    ("c", 2, "2012-01-31", None, None, None),
    ("d", 3, "2011-11-01", "2011-12-31", "w", None),
    ("d", 2, "2012-01-01", "2012-04-02", "w", "sentence recalculated"),
    ("g", 1, "2012-02-01", "2012-04-30", "w", None),
)


@pytest.fixture
def reader(database, put) -> Reader:
    for person, (received, discharged, custody, days, risk) in DISCHARGES.items():
        put("person", person_id=person, sex="M")
        put(
            "discharge", discharge_id=person, person_id=person, establishment="HMP Doncaster", received_on=received,
            discharged_on=discharged, custody_type=custody, sentence_days=days, risk_of_harm=risk,
        )  # fmt: skip
    for discharge, pathway, started, ended, worker, reason in ALLOCATIONS:
        put(
            "allocation", discharge_id=discharge, pathway=pathway, started_on=started, ended_on=ended, worker_id=worker,
            reason_for_change=reason,
        )  # fmt: skip
    # b was at first recorded on pathway 4; that was put right on 20 February.
    wrong = {"discharge_id": "b", "started_on": "2012-01-10", "ended_on": "2012-02-15"}
    put("allocation", **wrong, pathway=4, known_on="2012-01-10")
    put("allocation", **wrong, pathway=3, known_on="2012-02-20")
    for discharge, kind, known in (
        ("a", "triage", None), ("a", "full", None), ("b", "triage", None), ("c", "triage", None), ("b", "OASys", "2012-09-01"),
    ):  # fmt: skip
        late = {"known_on": known} if known else {}
        put(
            "assessment", discharge_id=discharge, assessment_type=kind, assessed_on="2012-02-05", need="debt", has_need=True,
            **late,
        )  # fmt: skip
    put(
        "contact", contact_id="1", discharge_id="a", contacted_on="2012-02-20", role="community case manager",
        setting="community", attended=True,
    )  # fmt: skip
    put(
        "conviction",
        conviction_id="1",
        person_id="a",
        offence_on="2012-05-01",
        convicted_on="2012-06-01",
        disposal="fine",
    )
    database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
    build(database, read_all_terms())
    return Reader(None, "typed", "", database)


def doncaster(reader: Reader, as_at: date = AS_AT, cohort_id: str | None = None) -> pathways.Pathways:
    return read_pathways(reader, results.read_contract(reader, "doncaster").terms, as_at, cohort_id)


def test_intended_and_received_by_quarter_with_the_limits_of_triage_only_and_of_remand(reader):
    """55 days is triage only and 56 is not; 365 days is pathway 2; who came in on 1 January 2012 could have had a pathway."""
    assert set(doncaster(reader).cells) == {
        Cell(FIRST, 3, False, 3, False, 1),
        Cell(FIRST, 3, True, 3, False, 1),
        Cell(FIRST, 3, False, 2, False, 1),
        Cell(FIRST, 4, False, None, True, 1),
        Cell(FIRST, 4, False, None, False, 1),
        Cell(SECOND, 2, False, 2, False, 1),
        Cell(SECOND, 1, False, 1, False, 1),
    }


def test_the_share_on_the_intended_pathway_leaves_out_remand_from_before_it_was_one(reader):
    """Of a, b, c, d, f and g, c was on pathway 2 and f on none: 4 of 6."""
    found = doncaster(reader)
    assert (found.discharges, found.as_intended.n, found.as_intended.reconvicted) == (7, 6, 4)
    assert (found.on_a_pathway, found.moved, found.count(None)) == (5, 1, 2)


def test_a_discharge_is_seen_from_its_day_and_none_of_another_cohort(reader):
    assert doncaster(reader, date(2012, 7, 1)).discharges == 8
    assert doncaster(reader, AS_AT, "cohort-1").discharges == 7
    assert doncaster(reader, AS_AT, "cohort-2").discharges == 0


def test_the_caseload_counts_the_first_and_the_last_day_of_an_allocation(reader):
    """c starts and d's first ends on a month end. c, without an end, is held until the discharge on 1 March."""
    assert doncaster(reader).held == (
        Held(date(2011, 11, 30), 3, 1),
        Held(date(2011, 12, 31), 3, 2),
        Held(date(2012, 1, 31), 2, 2),
        Held(date(2012, 1, 31), 3, 2),
        Held(date(2012, 2, 29), 1, 1),
        Held(date(2012, 2, 29), 2, 2),
        Held(date(2012, 3, 31), 1, 1),
        Held(date(2012, 3, 31), 2, 1),
        Held(date(2012, 4, 30), 1, 1),
    )


def test_the_caseload_holds_only_people_discharged_since(reader):
    """On 31 March d and g are still inside, so their months show a and b and c alone."""
    assert doncaster(reader, date(2012, 3, 31)).held == (
        Held(date(2011, 12, 31), 3, 1),
        Held(date(2012, 1, 31), 2, 1),
        Held(date(2012, 1, 31), 3, 2),
        Held(date(2012, 2, 29), 2, 1),
    )


def test_an_allocation_put_right_since_is_held_no_more(reader):
    """a and b are out by 19 February; b was on pathway 4 as known that day, and on 3 as known on the next."""
    assert doncaster(reader, date(2012, 2, 19)).held == (
        Held(date(2011, 12, 31), 3, 1),
        Held(date(2012, 1, 31), 3, 1),
        Held(date(2012, 1, 31), 4, 1),
    )
    assert doncaster(reader, date(2012, 2, 20)).held == (Held(date(2011, 12, 31), 3, 1), Held(date(2012, 1, 31), 3, 2))


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [(date(2013, 1, 30), (4, 153)), (date(2013, 1, 31), (5, 153)), (date(2012, 10, 1), (0, None))],
)
def test_stays_are_those_begun_long_enough_ago(reader, as_at, expected):
    """g's began on 1 February 2012, 365 days before 31 January 2013; d's is the longest, 1 November to 2 April: 153 days."""
    row = query(reader, "pathways/stays", contract_id="doncaster", as_at=as_at, settled_days=365).iloc[0]
    assert int(row["stays"]) == expected[0]
    assert (None if row.isna()["days_99"] else int(row["days_99"])) == expected[1]


def test_too_few_stays_say_nothing_of_when_the_caseload_is_whole(reader, monkeypatch):
    later = date(2013, 6, 30)
    assert (doncaster(reader, later).stay_days, doncaster(reader, later).whole_until) == (None, None)
    monkeypatch.setattr(pathways, "FEWEST_STAYS", 5)
    assert (doncaster(reader, later).stay_days, doncaster(reader, later).whole_until) == (153, date(2013, 1, 28))


def test_what_people_of_triage_only_and_others_on_pathway_3_had(reader):
    """a had a full assessment and a case manager, c a triage only; b's OASys became known on 1 September."""
    assert doncaster(reader).triaged == (Triaged(False, 2, 1, 1, 1, 1, 0), Triaged(True, 1, 0, 0, 0, 1, 0))
    assert doncaster(reader, date(2012, 9, 1)).triaged[1] == Triaged(True, 1, 1, 0, 1, 0, 0)


def test_a_move_has_its_reason_and_counts_its_person_once(reader):
    assert doncaster(reader).moves == (Move(3, 2, "sentence recalculated", 1, 1),)


def test_outcomes_are_of_eligible_people_by_their_last_pathway(reader):
    """On 31 August 2013 a and b are followed up (18 months from 10 and 15 February 2012); c is on the day after."""
    found = {one.pathway: one for one in doncaster(reader, date(2013, 8, 31)).outcomes}
    assert {pathway: one.people for pathway, one in found.items()} == {1: 1, 2: 2, 3: 2, None: 1}
    assert (found[3].reconvicted.n, found[3].reconvicted.reconvicted, found[3].engaged.reconvicted) == (2, 1, 1)
    assert (found[3].scored, found[3].mean_ogrs) == (0, None)
    assert found[2].reconvicted.n == 0
    next_day = {one.pathway: one for one in doncaster(reader, date(2013, 9, 1)).outcomes}
    assert next_day[2].reconvicted.n == 1


def test_without_figures_of_the_service_nobody_is_marked(reader):
    scope = {"contract_id": "doncaster", "as_at": AS_AT, "cohort_id": None, "triage_below": None}
    received = query(reader, "pathways/received", **scope, remand_from=None)
    assert not received["is_triage_only"].any()
    assert not received["is_before_remand"].any()


@pytest.mark.parametrize("contract", ["peterborough", "broward", "crs"])
def test_a_contract_without_any_of_it_has_empty_answers(reader, contract):
    found = read_pathways(reader, results.read_contract(reader, contract).terms, AS_AT)
    assert (found.discharges, found.held, found.moves, found.triaged, found.outcomes) == (0, (), (), (), ())
