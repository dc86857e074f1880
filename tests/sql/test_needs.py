"""Needs and interventions on tables typed in here, expected counts worked by hand. The day of the view is 30 June 2012.

Doncaster, all out on 1 December 2011: a has a triage and then a full assessment, b two triages, c a full one and then OASys,
d an assessment made after release, e none, f one that became known in July 2012, g a full one and OASys on one day.
p is of Peterborough; z, with every need, of Doncaster's baseline.
"""

from __future__ import annotations

from datetime import date

import pytest

from throughgate.results import read_contract
from throughgate.service.needs import Intervention, Need, Needs, read_needs
from throughgate.store.build import build
from throughgate.store.reader import Reader
from throughgate.store.schema import INTERVENTIONS, NEEDS
from throughgate.terms import read_all_terms

AS_AT = date(2012, 6, 30)
OLD_OFFER, YOUNG_OFFER = "2012-05-19", "2012-05-20"
"""42 and 41 days before the day."""
OLD_START, YOUNG_START = "2012-04-01", "2012-04-02"
"""90 and 89 days before the day."""


@pytest.fixture
def assess(put):
    def insert(person: str, kind: str, on: str, known_on: str | None = None, **severities: int) -> None:
        known = {} if known_on is None else {"known_on": known_on}
        for need, severity in severities.items():
            put(
                "assessment", discharge_id=person, assessment_type=kind, assessed_on=on, need=need.replace("_", " "),
                has_need=severity > 0, severity=severity, **known,
            )  # fmt: skip

    return insert


@pytest.fixture
def refer(put):
    numbers = iter(range(100))

    def insert(person: str, intervention: str, need: str | None, on: str, **later: object) -> None:
        later.setdefault("referral_id", f"r{next(numbers)}")
        put("referral", discharge_id=person, intervention=intervention, need=need, referred_on=on, **later)

    return insert


@pytest.fixture(scope="module")
def built() -> list[Reader]:
    return []


@pytest.fixture
def reader(built, request) -> Reader:
    """Built once: no test changes it."""
    if not built:
        built.append(_build(*(request.getfixturevalue(name) for name in ("database", "put", "assess", "refer"))))
    return built[0]


def _build(database, put, assess, refer) -> Reader:
    for person in "abcdefgpz":
        put("person", person_id=person, sex="M")
        put(
            "discharge", discharge_id=person, person_id=person, custody_type="sentenced", sentence_days=90,
            establishment="HMP Peterborough" if person == "p" else "HMP Doncaster",
            discharged_on="2009-06-01" if person == "z" else "2011-12-01",
        )  # fmt: skip
    _assessments(assess)
    _referrals(refer)
    database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
    build(database, read_all_terms())
    return Reader(None, "typed", "", database)


def _assessments(assess) -> None:
    assess("a", "triage", "2011-10-10", accommodation=1, debt=0, health=0)
    assess("a", "full", "2011-11-01", accommodation=0, debt=3, health=2)
    assess("b", "triage", "2011-10-12", debt=2, accommodation=0)
    assess("b", "triage", "2011-11-12", debt=0, accommodation=1)
    assess("c", "full", "2011-10-20", debt=1, health=0, families=1)
    assess("c", "OASys", "2011-12-01", debt=2, health=3)
    assess("d", "full", "2011-12-02", debt=3)
    assess("f", "full", "2011-11-01", known_on="2012-07-15", debt=1)
    assess("g", "full", "2011-11-20", debt=3)
    assess("g", "OASys", "2011-11-20", debt=0, thinking_skills=1)
    assess("p", "full", "2011-11-20", debt=1, families=2)
    assess("z", "full", "2009-05-01", **{need.replace(" ", "_"): 3 for need in NEEDS})


def _referrals(refer) -> None:
    refer("a", "debt advice", "debt", "2011-11-05", started_on="2011-11-10", completed_on="2012-06-30", helpfulness=4)
    refer("a", "benefits advice", "debt", "2011-11-05")
    refer("a", "health appointment", "health", OLD_OFFER, started_on="2012-07-05")
    refer("b", "debt advice", "debt", "2011-11-05", started_on=OLD_START, completed_on="2012-07-01", helpfulness=5)
    refer("c", "debt advice", "debt", YOUNG_OFFER, started_on="2012-06-30", helpfulness=1)
    refer("c", "debt advice", "debt", "2011-11-25", started_on=YOUNG_START, completed_on="2012-06-01", helpfulness=2)
    refer("c", "family work", None, "2011-11-25", referral_id="fw", started_on="2011-12-01", helpfulness=3)
    refer("c", "family work", None, "2011-11-25", referral_id="fw", known_on="2012-07-10")
    refer("e", "debt advice", "debt", "2012-07-01")
    refer("p", "family work", "families", "2011-11-25", started_on="2011-12-02", completed_on="2011-12-20")
    refer("z", "debt advice", "debt", "2009-05-02", started_on="2009-05-03", completed_on="2009-06-03", helpfulness=5)


def needs(reader: Reader, as_at: date = AS_AT, contract: str = "doncaster", cohort_id: str | None = None) -> Needs:
    return read_needs(reader, read_contract(reader, contract).terms, as_at, cohort_id)


def need(found: Needs, name: str) -> Need:
    return next(need for need in found.needs if need.name == name)


def kind(found: Needs, name: str) -> Intervention:
    return next(kind for kind in found.interventions if kind.name == name)


def counts(rate) -> tuple[int, int]:
    return rate.n, rate.reconvicted


def test_the_fullest_assessment_by_the_day_of_release_counts(reader):
    """Assessed: a, b, c and g; a full one or OASys: a, c and g. Found in a debt and health, b accommodation, c both, g thinking."""
    found = needs(reader)
    assert (found.releases, found.assessed, found.assessed_full) == (7, 4, 3)
    assert found.how_many == (0, 2, 2, 0, 0, 0, 0, 0)
    debt = need(found, "debt")
    assert counts(debt.found) == (4, 2)
    assert counts(debt.found_full) == (3, 2)
    assert counts(debt.found_triage) == (1, 0)
    assert counts(need(found, "accommodation").found_triage) == (1, 1)
    assert counts(need(found, "thinking skills").found) == (1, 1)
    assert found.both == {frozenset(("debt", "health")): 2}


def test_a_need_that_the_counted_assessment_did_not_look_at_has_no_n(reader):
    """c's families stood in the earlier full assessment alone."""
    assert counts(need(needs(reader), "families").found) == (0, 0)


def test_severity_is_that_of_the_counted_assessment(reader):
    found = needs(reader)
    assert need(found, "debt").severity == (0, 1, 1)
    assert need(found, "health").severity == (0, 1, 1)
    assert need(found, "accommodation").severity == (1, 0, 0)


def test_an_assessment_known_late_counts_from_then(reader):
    later = needs(reader, date(2012, 7, 15))
    assert (later.assessed, need(later, "debt").severity) == (5, (1, 1, 1))
    assert needs(reader, date(2012, 7, 14)).assessed == 4


def test_a_need_is_met_by_a_referral_that_answers_it(reader):
    """b was referred for debt without the need found, so counts for nothing; a's second referral for debt adds nothing."""
    debt = need(needs(reader), "debt")
    assert [counts(step) for step in (debt.referred, debt.started, debt.completed)] == [(2, 2), (2, 2), (2, 2)]
    health = need(needs(reader), "health")
    assert [counts(step) for step in (health.referred, health.started, health.completed)] == [(2, 1), (2, 0), (2, 0)]


def test_what_lies_after_the_day_has_not_happened(reader):
    """a completes on 30 June; on the 29th one can tell only that c completed on the 1st. a starts for health on 5 July."""
    assert counts(need(needs(reader, date(2012, 6, 29)), "debt").completed) == (2, 1)
    assert counts(need(needs(reader, date(2012, 7, 4)), "health").started) == (2, 0)
    assert counts(need(needs(reader, date(2012, 7, 5)), "health").started) == (2, 1)


def test_a_referral_young_enough_may_still_be_completed(reader):
    """a's offer for health is 41 days old on 29 June, and 42 on the 30th."""
    assert need(needs(reader, date(2012, 6, 29)), "health").may_still == 1
    assert need(needs(reader, date(2012, 6, 30)), "health").may_still == 0


def test_interventions_count_offers_and_starts_that_are_old_enough(reader):
    """Debt advice: a, b and c twice; e's is of July. c's offer of 41 days and start of 89 are too young; b ends on 1 July."""
    debt = kind(needs(reader), "debt advice")
    assert (debt.referrals, debt.releases, debt.people) == (4, 3, 3)
    assert counts(debt.taken_up) == (3, 3)
    assert counts(debt.completed) == (2, 1)
    assert (counts(debt.helpful), debt.mean_rating) == ((2, 2), 4.5)


def test_an_offer_is_old_enough_at_42_days_and_a_start_at_90(reader):
    before, day, after = (needs(reader, date(2012, 6, 29)), needs(reader), needs(reader, date(2012, 7, 1)))
    offers = [counts(kind(found, "health appointment").taken_up) for found in (before, day, after)]
    assert offers == [(0, 0), (1, 0), (1, 0)]
    starts = [kind(found, "debt advice").completed.n for found in (before, day, after)]
    assert starts == [1, 2, 3]


def test_all_interventions_together_count_a_release_once(reader):
    """a three, b one and c three referrals; old enough all but one, of which four are started."""
    offered = needs(reader).offered
    assert (offered.referrals, offered.releases, offered.people) == (7, 3, 3)
    assert counts(offered.taken_up) == (6, 4)
    assert counts(offered.completed) == (3, 1)
    assert (counts(offered.helpful), offered.rating_sum) == ((3, 2), 12)


def test_a_corrected_referral_counts_as_last_known(reader):
    """On 10 July it became known that c's family work never began."""
    before, after = (kind(needs(reader, date(2012, 7, day)), "family work") for day in (9, 10))
    assert (before.referrals, before.completed.n, before.helpful.n) == (1, 1, 1)
    assert (after.referrals, after.completed.n, after.helpful.n) == (1, 0, 0)


def test_another_contract_has_its_own_people(reader):
    found = needs(reader, contract="peterborough")
    assert (found.assessed, found.assessed_full, found.offered.referrals) == (1, 1, 1)
    assert found.both == {frozenset(("debt", "families")): 1}
    assert counts(need(found, "families").completed) == (1, 1)


def test_a_cohort_may_be_chosen(reader):
    assert needs(reader, cohort_id="cohort-1") == needs(reader)
    assert needs(reader, cohort_id="cohort-2").assessed == 0


@pytest.mark.parametrize("contract", ["crc", "crs", "broward", "penalty-clause"])
def test_a_contract_without_any_has_every_need_and_intervention_at_nought(reader, contract):
    found = needs(reader, contract=contract)
    assert (found.assessed, found.offered.referrals, found.offered.mean_rating) == (0, 0, None)
    assert [need.name for need in found.needs] == list(NEEDS)
    assert [kind.name for kind in found.interventions] == list(INTERVENTIONS)
