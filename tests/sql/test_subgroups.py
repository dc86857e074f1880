"""Groups of people counted on people typed in here, by hand.

Doncaster's first cohort: sixteen men. Of eight born in 1988 the first three are reconvicted (one twice; one first of an indictable
offence and sent to custody, the others summary and fined), of eight born in 1970 nobody. Its baseline of 2009: forty men born in
1986, twenty of them reconvicted once, and two born in 1960, both reconvicted.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from throughgate.gate import ALL, Allowed, Question
from throughgate.results import ContractData
from throughgate.store.build import build
from throughgate.store.reader import Reader
from throughgate.subgroups import compared_with, read_days, read_groups, reading
from throughgate.terms import find_contract, read_all_terms

DONCASTER = find_contract(read_all_terms(), "doncaster")
PETERBOROUGH = find_contract(read_all_terms(), "peterborough")
LATE = date(2014, 6, 30)
YOUNG, OLD = ("21 to 24",), ("40 to 49",)


@pytest.fixture
def reader(database, put) -> Reader:
    def add(name: str, born: str, out: str, offended: tuple[str, ...] = (), **first: object) -> None:
        put("person", person_id=name, sex="M", birth_month=born)
        put(
            "discharge", discharge_id=f"d{name}", person_id=name, discharged_on=out, establishment="HMP Doncaster",
            custody_type="sentenced", sentence_days=200,
        )  # fmt: skip
        for number, day in enumerate(offended):
            put(
                "conviction", conviction_id=f"{name}{number}", person_id=name, offence_on=day, convicted_on=day,
                **{"disposal": "fine", "is_custodial": False, "severity": "summary"} | (first if not number else {}),
            )  # fmt: skip

    heavy = {"disposal": "custody", "is_custodial": True, "severity": "indictable"}
    add("y0", "1988-06-01", "2012-01-10", ("2012-02-09", "2012-05-01"), **heavy)
    for number in range(1, 8):
        add(f"y{number}", "1988-06-01", "2012-01-10", ("2012-03-10",) if number < 3 else ())
    for number in range(8):
        add(f"o{number}", "1970-06-01", "2012-01-10")
    for number in range(40):
        add(f"b{number}", "1986-06-01", "2009-03-10", ("2009-06-01",) if number < 20 else ())
    for number in range(2):
        add(f"c{number}", "1960-06-01", "2009-03-10", ("2009-06-01",))
    database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
    build(database, read_all_terms())
    return Reader(None, "typed", "", database)


def contract() -> ContractData:
    return ContractData(DONCASTER, date(2009, 1, 1), LATE, is_synthetic=True)


def allowed(*shown, by=("age-band",), scope="cohort-1", outcome="binary", detailed=(), as_at=LATE) -> Allowed:
    question = Question("doncaster", as_at, scope, by, outcome)
    return Allowed(question, "everybody", shown, hidden=(("50 and over",),), detailed=detailed)


def test_people_and_events_of_each_group(reader):
    found = read_groups(reader, contract(), allowed(YOUNG, OLD))
    young, old = found.shown
    assert (young.counts.people, young.counts.reconvicted.sum()) == (8, 3)
    assert (young.counts.events.sum(), young.counts.events_squared.sum()) == (4, 4 + 1 + 1)
    assert (old.counts.people, old.counts.reconvicted.sum()) == (8, 0)
    assert np.isnan(young.counts.risk).all(), "nobody has the history that a score needs"
    assert (found.total.people, found.everybody) == (16, 16)


def test_what_is_not_shown_is_not_in_the_answer(reader):
    found = read_groups(reader, contract(), allowed(YOUNG))
    assert [group.values for group in found.shown] == [YOUNG]
    assert found.hidden == (("50 and over",),)
    assert found.total.people == 16, "the total of the scope is known from other pages"


def test_the_reference_is_the_baseline_and_the_model_is_of_it(reader):
    """The baseline: 22 of 42 reconvicted. Forty of them are in the group of the young; nobody in that of the old."""
    found = read_groups(reader, contract(), allowed(YOUNG, OLD, scope=ALL))
    assert found.reference_name == "Baseline year 2009"
    assert (found.reference.people, found.reference.reconvicted.sum()) == (42, 22)
    assert found.model.unknown_rate == pytest.approx(22 / 42)
    young, old = found.shown
    assert (young.reference.people, young.reference.reconvicted.sum()) == (40, 20)
    assert old.reference is None


def test_a_reference_of_few_people_is_none(reader):
    """Two men of 48 in the baseline: too few, whatever the group is here."""
    assert read_groups(reader, contract(), allowed(("40 to 49",))).shown[0].reference is None


@pytest.mark.parametrize(
    ("n", "again", "is_used"), [(29, 14, False), (30, 14, True), (31, 9, False), (31, 10, True), (31, 21, True), (31, 22, False)]
)  # fmt: skip
def test_a_reference_that_the_gate_is_not_asked_about_holds_many_of_both(n, again, is_used):
    """Thirty people at least, ten of them reconvicted and ten not; never those whose group is not known."""
    of = {"ogrs_percent": [50.0], "n": [n], "reconvicted": [again], "events": [again], "events_squared": [again]}
    rows = pd.DataFrame({"values": [YOUNG]} | of)
    assert (reading._reference(rows, YOUNG) is not None) is is_used
    assert reading._reference(rows.assign(values=[("not known",)]), ("not known",)) is None


def test_names_of_several_compared_stand_as_in_a_sentence():
    pools = [cohort for cohort in PETERBOROUGH.cohorts if cohort.kind == "comparison"]
    assert reading._named(pools[:2]) == f"{pools[0].name} and {pools[1].name[:1].lower()}{pools[1].name[1:]}"
    assert reading._named(pools[:1]) == pools[0].name


def test_the_baseline_is_compared_with_itself(reader):
    found = read_groups(reader, contract(), allowed(YOUNG, scope="baseline-2009"))
    assert found.reference is None
    assert found.reference_name == ""
    assert found.model.unknown_rate == pytest.approx(22 / 42)
    assert found.shown[0].counts.people == 40


def test_kinds_are_counted_only_where_they_may_be_told(reader):
    asked = {"outcome": "severity", "detailed": (YOUNG,)}
    young, old = read_groups(reader, contract(), allowed(YOUNG, OLD, **asked)).shown
    assert young.severity == {"indictable": 1, "either way": 0, "summary": 2}
    assert young.custody is None
    assert old.severity is None
    asked = {"outcome": "custody", "detailed": (YOUNG,)}
    assert read_groups(reader, contract(), allowed(YOUNG, **asked)).shown[0].custody == {
        "custodial": 1,
        "not custodial": 2,
    }
    assert read_groups(reader, contract(), allowed(YOUNG, detailed=(YOUNG,))).shown[0].severity is None


def test_values_stand_in_the_order_of_the_factors_asked_for(reader):
    found = read_groups(reader, contract(), allowed(("M", *YOUNG), by=("sex", "age-band")))
    turned = read_groups(reader, contract(), allowed((*YOUNG, "M"), by=("age-band", "sex")))
    assert found.shown[0].counts.people == turned.shown[0].counts.people == 8


@pytest.mark.parametrize(("as_at", "complete"), [(date(2013, 7, 9), 0), (date(2013, 7, 10), 16)])
def test_only_people_whose_follow_up_is_complete_are_counted(reader, as_at, complete):
    """Convictions count up to eighteen months after the discharge on 10 January 2012: to 9 July 2013."""
    found = read_groups(reader, contract(), allowed(as_at=as_at, scope=ALL))
    assert (found.total.people, found.everybody) == (complete, 16)


def test_days_to_the_first_reconviction(reader):
    """From 10 January to 9 February 2012 are 30 days, to 10 March 60; the others are followed to 9 July 2013, 546 days."""
    detailed = allowed(YOUNG, OLD, outcome="time", detailed=(YOUNG, OLD))
    young, old = read_days(reader, contract(), detailed)
    told = sorted(zip(young.day.tolist(), young.n.tolist(), young.reconvicted.tolist(), strict=True))
    assert told == [(30, 1, 1), (60, 2, 2), (546, 5, 0)]
    assert (old.n.sum(), old.reconvicted.sum()) == (8, 0)


def test_days_are_read_of_no_group_whose_curve_may_not_be_shown(reader):
    some = read_days(reader, contract(), allowed(YOUNG, OLD, outcome="time", detailed=(OLD,)))
    assert [of.values for of in some] == [OLD]
    assert read_days(reader, contract(), allowed(YOUNG, OLD, detailed=(YOUNG, OLD))) == ()


def test_who_is_compared_with():
    assert [cohort.id for cohort in compared_with(DONCASTER, "cohort-2")] == ["baseline-2009"]
    assert compared_with(DONCASTER, "baseline-2009") == ()
    pools = [cohort.id for cohort in PETERBOROUGH.cohorts if cohort.kind == "comparison"]
    assert [cohort.id for cohort in compared_with(PETERBOROUGH, ALL)] == pools
    assert compared_with(PETERBOROUGH, pools[0]) == ()
