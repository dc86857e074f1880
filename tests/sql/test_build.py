"""The definitions of design.md on tables typed in here: who counts, what counts, and what was known when.

Doncaster's baseline window is 1 January to 31 December 2009; follow-up 12 months, convictions 18.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import duckdb
import pandas as pd
import pytest

from throughgate.store.build import build
from throughgate.store.schema import FILE_FORMAT
from throughgate.terms import Contract, read_all_terms

PERSON = {"person_id": "a", "sex": "M", "birth_month": "1980-06-01"}
DISCHARGE = {
    "discharge_id": "d1",
    "person_id": "a",
    "establishment": "HMP Doncaster",
    "custody_type": "sentenced",
    "sentence_days": 90,
    "discharged_on": "2009-03-02",
}
CONVICTION = {"conviction_id": "c1", "person_id": "a", "disposal": "community order"}
EVER = date(2030, 1, 1)


@pytest.fixture(scope="module")
def contracts() -> tuple[Contract, ...]:
    return read_all_terms()


@pytest.fixture
def members(database: duckdb.DuckDBPyConnection, contracts: tuple[Contract, ...]) -> Callable[..., list[dict]]:
    """Build, then the members of a cohort as known on a day; later calls only ask again."""
    built = []

    def ask(as_at: date = EVER, cohort: str = "baseline-2009", contract: str = "doncaster") -> list[dict]:
        if not built:
            build(database, contracts)
            built.append(True)
        frame = database.execute(
            "SELECT * FROM member_at($as_at) WHERE contract_id = $contract AND cohort_id = $cohort ORDER BY person_id",
            {"as_at": as_at, "contract": contract, "cohort": cohort},
        ).df()
        return frame.to_dict("records")

    return ask


def reconvicted(put, members, **conviction: object) -> bool:
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    put("conviction", **{**CONVICTION, **conviction})
    (member,) = members()
    return bool(member["is_reconvicted"])


@pytest.mark.parametrize(
    ("offence_on", "convicted_on", "counts"),
    [
        ("2009-03-01", "2009-05-01", False),  # the day before discharge
        ("2009-03-02", "2009-05-01", True),  # the day of discharge (assumed to count)
        ("2010-03-01", "2010-05-01", True),  # the day before the first anniversary
        ("2010-03-02", "2010-05-01", False),  # the anniversary
        ("2010-03-01", "2010-09-01", True),  # the last day of the 18 months
        ("2010-03-01", "2010-09-02", False),  # 18 months are over
    ],
)
def test_an_offence_counts_in_twelve_months_and_a_conviction_in_eighteen(
    put, members, offence_on, convicted_on, counts
):
    assert reconvicted(put, members, offence_on=offence_on, convicted_on=convicted_on) is counts


@pytest.mark.parametrize("disposal", ["caution", "reprimand or warning", "penalty notice"])
def test_an_out_of_court_disposal_is_no_reconviction(put, members, disposal):
    assert not reconvicted(put, members, offence_on="2009-05-01", convicted_on="2009-06-01", disposal=disposal)


@pytest.mark.parametrize("disposal", ["caution", "reprimand or warning", "penalty notice", "fine"])
@pytest.mark.parametrize(("convicted_on", "in_time"), [("2010-09-01", True), ("2010-09-02", False)])
def test_an_out_of_court_disposal_counts_in_time_where_the_contract_says_so(
    put, database, contracts, disposal, convicted_on, in_time
):
    """The two contracts count the same person, one cautions too and one only what a court decides."""
    (doncaster,) = (contract for contract in contracts if contract.id == "doncaster")
    outcome = doncaster.outcome.model_copy(update={"counts_out_of_court": True})
    cautions_too = doncaster.model_copy(update={"id": "cautions-too", "outcome": outcome})
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    put("conviction", **{**CONVICTION, "disposal": disposal}, offence_on="2010-03-01", convicted_on=convicted_on)
    build(database, (cautions_too, doncaster))
    events = "SELECT contract_id, events FROM member_at(DATE '2030-01-01') ORDER BY contract_id"
    expected = [("cautions-too", int(in_time)), ("doncaster", int(in_time and disposal == "fine"))]
    assert database.execute(events).fetchall() == expected


def test_a_caution_and_a_conviction_on_one_day_are_one_event(put, database, contracts):
    (doncaster,) = (contract for contract in contracts if contract.id == "doncaster")
    outcome = doncaster.outcome.model_copy(update={"counts_out_of_court": True})
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    for number, (disposal, day) in enumerate((("caution", "06-01"), ("fine", "06-01"), ("penalty notice", "06-02"))):
        case = {"conviction_id": f"c{number}", "person_id": "a", "disposal": disposal, "offence_on": "2009-05-01"}
        put("conviction", **case, convicted_on=f"2009-{day}")
    build(database, (doncaster.model_copy(update={"outcome": outcome}),))
    assert database.execute("SELECT events FROM member_at(DATE '2030-01-01')").fetchall() == [(2,)]


def test_the_anniversary_of_29_february_is_28_february(put, members):
    put("person", **PERSON)
    put("discharge", **{**DISCHARGE, "discharged_on": "2012-02-29"})
    put("conviction", **CONVICTION, offence_on="2013-02-27", convicted_on="2013-03-01")
    put("person", person_id="b")
    put("discharge", **{**DISCHARGE, "discharge_id": "d2", "person_id": "b", "discharged_on": "2012-02-29"})
    put(
        "conviction",
        conviction_id="c2",
        person_id="b",
        disposal="fine",
        offence_on="2013-02-28",
        convicted_on="2013-03-01",
    )
    found = members(cohort="cohort-1")
    assert [bool(m["is_reconvicted"]) for m in found] == [True, False]


def test_two_appearances_on_one_day_are_one_event(put, members):
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    offence = {"person_id": "a", "disposal": "fine", "offence_on": "2009-05-01"}
    for number, convicted_on in enumerate(["2009-06-01", "2009-06-01", "2009-07-01"]):
        put("conviction", conviction_id=f"c{number}", convicted_on=convicted_on, **offence)
    (member,) = members()
    assert member["events"] == 2
    assert (member["first_offence_on"].date(), member["first_convicted_on"].date()) == (
        date(2009, 5, 1),
        date(2009, 6, 1),
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"custody_type": "IPP"}, None),
        ({"custody_type": "remand"}, "not sentenced"),
        ({"exclusion": "deported"}, "deported"),
        ({"exclusion": "breach of court order"}, "breach of court order"),
    ],
)
def test_each_person_left_out_keeps_a_named_reason(put, members, change, reason):
    put("person", **PERSON)
    put("discharge", **{**DISCHARGE, **change})
    (member,) = members()
    assert (member["reason_left_out"] if isinstance(member["reason_left_out"], str) else None) == reason


@pytest.mark.parametrize(
    ("days", "reason"), [(364, None), (365, "sentence too long for the contract"), (None, "sentence length not known")]
)
def test_peterborough_takes_sentences_under_twelve_months(put, members, days, reason):
    put("person", **PERSON)
    put(
        "discharge",
        **{**DISCHARGE, "establishment": "HMP Peterborough", "discharged_on": "2011-03-02", "sentence_days": days},
    )
    (member,) = members(cohort="cohort-1", contract="peterborough")
    assert (member["reason_left_out"] if isinstance(member["reason_left_out"], str) else None) == reason


@pytest.mark.parametrize(
    ("discharged_on", "found"), [("2008-12-31", 0), ("2009-01-01", 1), ("2009-12-31", 1), ("2010-01-01", 0)]
)
def test_the_window_holds_both_its_days(put, members, discharged_on, found):
    put("person", **PERSON)
    put("discharge", **{**DISCHARGE, "discharged_on": discharged_on})
    assert len(members()) == found


def test_a_person_counts_once_from_the_first_eligible_discharge(put, members):
    put("person", **PERSON)
    put("discharge", **{**DISCHARGE, "discharge_id": "d0", "discharged_on": "2009-02-02", "custody_type": "remand"})
    put("discharge", **DISCHARGE)
    put("discharge", **{**DISCHARGE, "discharge_id": "d3", "discharged_on": "2009-08-03"})
    (member,) = members()
    assert (
        member["discharge_id"],
        member["reason_left_out"] is None or member["reason_left_out"] != member["reason_left_out"],
    ) == ("d1", True)


@pytest.mark.parametrize(
    ("as_at", "mature"), [(date(2010, 9, 1), False), (date(2010, 9, 2), True), (date(2010, 9, 3), True)]
)
def test_follow_up_is_complete_eighteen_months_after_discharge(put, members, as_at, mature):
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    (member,) = members(as_at)
    assert bool(member["is_mature"]) is mature


@pytest.mark.parametrize(("as_at", "known"), [(date(2009, 6, 14), False), (date(2009, 6, 15), True)])
def test_a_conviction_recorded_late_is_not_there_before(put, members, as_at, known):
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    put("conviction", **CONVICTION, offence_on="2009-04-01", convicted_on="2009-05-01", known_on="2009-06-15")
    (member,) = members(as_at)
    assert bool(member["is_reconvicted"]) is known


def test_an_exclusion_learnt_late_changes_later_views_only(put, members):
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    put("discharge", **DISCHARGE, known_on="2009-10-01", exclusion="deported")
    assert [isinstance(m["reason_left_out"], str) for m in members(date(2009, 9, 30))] == [False]
    assert [m["reason_left_out"] for m in members(date(2009, 10, 1))] == ["deported"]
    assert members(date(2009, 3, 1)) == []


def test_a_corrected_date_moves_a_person_out_of_the_window(put, members):
    put("person", **PERSON)
    put("discharge", **{**DISCHARGE, "discharged_on": "2009-12-31"})
    put("discharge", **{**DISCHARGE, "discharged_on": "2010-01-04"}, known_on="2010-01-10")
    assert len(members(date(2010, 1, 9))) == 1
    assert members(date(2010, 1, 10)) == []


def test_a_conviction_taken_back_no_longer_counts(put, members):
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    put("conviction", **CONVICTION, offence_on="2009-04-01", convicted_on="2009-05-01")
    put("conviction", **CONVICTION, offence_on="2009-02-01", convicted_on="2009-05-01", known_on="2009-07-01")
    assert [bool(m["is_reconvicted"]) for m in members(date(2009, 6, 30))] == [True]
    assert [bool(m["is_reconvicted"]) for m in members(date(2009, 7, 1))] == [False]


def test_ogrs_is_scored_from_the_history_at_discharge(put, members):
    """Worked official case: male, 2 sanctions, aged 30 at conviction, 21 at first sanction, 30 at follow-up, code 11618: 9% and 17%."""
    put("person", **{**PERSON, "birth_month": "1978-06-01"})
    put("discharge", **DISCHARGE)
    history = {
        "person_id": "a",
        "age_at_first_sanction": 21,
        "sanctions_total": 2,
        "violent_sanctions": 0,
        "offence_code": "11618",
    }
    put("sanction_history", **history, convicted_on="2009-01-05")
    put("sanction_history", **{**history, "sanctions_total": 9}, convicted_on="2009-04-05")
    (member,) = members()
    assert (member["ogrs3_one_year_percent"], member["ogrs3_two_year_percent"], member["risk_band"]) == (9, 17, "Low")


def test_a_discharge_without_a_history_has_no_score_and_says_why(put, members):
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    (member,) = members()
    assert (member["ogrs3_error"], member["ogrs4_error"]) == ("MISSING_MANDATORY_INPUT",) * 2


def test_a_score_of_the_source_stands_in_where_the_terms_say_so(put, members):
    for number, (decile, _) in enumerate(BROWARD_BANDS):
        put("person", person_id=f"p{number}")
        put(
            "discharge", discharge_id=f"d{number}", person_id=f"p{number}", establishment="Broward County Jail",
            custody_type="sentenced", discharged_on="2013-03-01", risk_score=decile, risk_scheme="COMPAS general decile",
        )  # fmt: skip
    found = members(cohort="baseline-2013-h1", contract="broward")
    assert [m["risk_band"] for m in found] == [band for _, band in BROWARD_BANDS]


BROWARD_BANDS = [(1, "Low"), (4, "Low"), (5, "Medium"), (7, "Medium"), (8, "High"), (10, "High")]


def pathways(found: list[dict]) -> list[int | None]:
    return [None if pd.isna(m["pathway"]) else int(m["pathway"]) for m in found]


@pytest.mark.parametrize(("ended_on", "pathway"), [("2009-03-01", None), ("2009-03-02", 3), (None, 3)])
def test_the_pathway_is_the_one_held_on_the_day_of_discharge(put, members, ended_on, pathway):
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    put("allocation", discharge_id="d1", pathway=3, started_on="2009-01-01", ended_on=ended_on)
    assert pathways(members()) == [pathway]


def test_between_one_conviction_taken_back_and_another_learnt_nobody_is_reconvicted(put, members):
    """The first conviction stands from 1 May to 31 May; the second is not known before 1 December."""
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    put("conviction", **CONVICTION, offence_on="2009-04-01", convicted_on="2009-05-01")
    put("conviction", **CONVICTION, offence_on="2009-02-01", convicted_on="2009-05-01", known_on="2009-06-01")
    other = {**CONVICTION, "conviction_id": "c2"}
    put("conviction", **other, offence_on="2009-04-20", convicted_on="2009-05-01", known_on="2009-12-01")
    seen = {day: members(day)[0] for day in (date(2009, 5, 1), date(2009, 9, 1), date(2009, 12, 1))}
    assert [(bool(m["is_reconvicted"]), m["events"]) for m in seen.values()] == [(True, 1), (False, 0), (True, 1)]


def test_a_corrected_court_date_moves_the_event_and_does_not_double_it(put, members):
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    put("conviction", **CONVICTION, offence_on="2009-04-01", convicted_on="2009-05-01")
    put("conviction", **CONVICTION, offence_on="2009-04-20", convicted_on="2009-05-08", known_on="2009-06-01")
    (member,) = members()
    assert member["events"] == 1
    assert (member["first_offence_on"].date(), member["first_convicted_on"].date()) == (
        date(2009, 4, 20),
        date(2009, 5, 8),
    )


def test_a_missing_input_of_ogrs4_alone_is_named(put, members):
    """OGRS3 needs no violent sanctions; OGRS4 does."""
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    put(
        "sanction_history",
        person_id="a",
        convicted_on="2009-01-05",
        age_at_first_sanction=21,
        sanctions_total=2,
        offence_code="11618",
    )
    (member,) = members()
    assert isinstance(member["ogrs3_error"], str) is False
    assert member["ogrs4_error"] == "MISSING_MANDATORY_INPUT"


def test_every_member_has_one_row_at_any_date(put, database, members):
    put("person", **PERSON)
    put("discharge", **DISCHARGE)
    put("discharge", **DISCHARGE, known_on="2009-10-01", release_area="Leeds")
    put("discharge", **{**DISCHARGE, "discharge_id": "d2", "discharged_on": "2009-07-01"})
    put("allocation", discharge_id="d1", pathway=3, started_on="2009-01-01", known_on="2009-05-01")
    put("person", **{**PERSON, "sex": "F"}, known_on="2009-06-01")
    members()
    for month in range(3, 13):
        found = members(date(2009, month, 28))
        assert len(found) == 1
        assert found[0]["discharge_id"] == "d1"
    assert pathways(members(date(2009, 4, 1))) == [None]
    assert pathways(members(date(2009, 5, 1))) == [3]
    assert [members(date(2009, m, 1))[0]["sex"] for m in (5, 6)] == ["M", "F"]


def test_what_a_file_offers_changes_only_with_its_format(database, contracts):
    """Where this fails, raise schema.FILE_FORMAT and mend the list: files built before must be refused, not misread."""
    build(database, contracts)
    offered = {
        source: [row[0] for row in database.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        for source in (
            "member_at(DATE '2014-06-30')",
            "event_at(DATE '2014-06-30')",
            "service_at(DATE '2014-06-30')",
            "need_at(DATE '2014-06-30')",
            "meeting_at(DATE '2014-06-30')",
            "case_manager_at(DATE '2014-06-30')",
            "month_end_at(DATE '2014-06-30')",
            "subgroup_at(DATE '2014-06-30')",
            "cohort",
            "contract",
            "contract_span",
            "matching",
            "matched_person",
        )
    }
    assert (FILE_FORMAT, offered) == (
        4,
        {
            "member_at(DATE '2014-06-30')": [
                "member_id", "person_number", "contract_id", "cohort_id", "person_id", "discharge_id", "known_from", "known_to",
                "reason_left_out", "source", "establishment", "discharged_on", "discharged_month", "mature_on", "sex",
                "ethnicity", "age_at_discharge", "age_band", "sentence_days", "sentence_band", "release_area",
                "is_local_release", "pathway", "offence_group", "sanctions_total", "violent_sanctions", "age_at_first_sanction",
                "ogrs3_one_year_percent", "ogrs3_two_year_percent",
                "ogrs4g_percent", "ogrs4v_percent", "ogrs3_error", "ogrs4_error", "recorded_score", "recorded_scheme",
                "risk_band", "is_mature", "is_reconvicted", "events", "first_offence_on", "first_convicted_on",
                "first_severity", "first_is_custodial", "custodial_events",
            ],
            "event_at(DATE '2014-06-30')": ["member_id", "convicted_on", "offence_on", "severity", "is_custodial"],
            "service_at(DATE '2014-06-30')": [
                "contract_id", "cohort_id", "person_id", "discharge_id", "establishment", "received_on", "arrived_on",
                "discharged_on", "discharged_month", "custody_type", "risk_of_harm", "sentence_days", "sentence_band",
                "is_local_release", "is_on_licence", "reason_left_out", "is_index", "ogrs_percent", "risk_band",
                "recorded_percent", "intended_pathway", "allocated_on", "first_pathway", "pathway", "worker_id", "met_on",
            ],
            "need_at(DATE '2014-06-30')": ["discharge_id", "need", "has_need", "severity", "is_full"],
            "meeting_at(DATE '2014-06-30')": ["discharge_id", "contacted_on", "worker_id", "minutes"],
            "case_manager_at(DATE '2014-06-30')": ["discharge_id", "case_manager_on"],
            "month_end_at(DATE '2014-06-30')": ["contract_id", "month_end"],
            "subgroup_at(DATE '2014-06-30')": [
                "contract_id", "cohort_id", "person_number", "sex", "age_band", "ethnicity", "sentence_length", "ogrs_band",
                "offence_group", "pathway", "engagement", "release_area", "is_local", "first_time", "quarter", "released_month",
                "need_accommodation", "need_work", "need_health", "need_substances", "need_families", "need_debt",
                "need_thinking", "ogrs_percent", "is_mature", "is_reconvicted", "events", "first_severity",
                "first_is_custodial", "day",
            ],
            "cohort": [
                "cohort_key", "contract_id", "cohort_id", "name", "kind", "discharged_from", "discharged_to",
                "follow_up_months", "conviction_months", "sentence_days_below", "sex", "risk_scheme", "headline",
                "counts_out_of_court",
            ],
            "contract": ["contract_id", "name", "terms_json", "terms_sha256"],
            "contract_span": [
                "contract_id", "first_discharged_on", "last_discharged_on", "latest_known_on", "is_synthetic",
            ],
            "matching": [
                "match_id", "contract_id", "cohort_id", "compared_id", "as_at", "matched_at", "terms_sha256", "ratio", "caliper",
                "is_with_replacement", "seed", "model_json",
            ],
            "matched_person": [
                "match_id", "person_number", "person_id", "is_treated", "logit", "weight", "matched_set",
            ],
        },
    )  # fmt: skip
