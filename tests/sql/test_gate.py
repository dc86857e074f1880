"""The gate on people typed in here: what a role was shown is remembered, and the same question has the same answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from throughgate.gate import Question, QuestionError, RefusedError, ask, described, gate, step_ends, step_of
from throughgate.gate.gathering import day_of
from throughgate.store import releases
from throughgate.store.build import build
from throughgate.store.reader import Reader, query
from throughgate.store.releases import Release
from throughgate.terms import find_contract, read_all_terms

DONCASTER = find_contract(read_all_terms(), "doncaster")
LATE = date(2014, 6, 30)
YOUNG, OLD, LONE = ("21 to 24",), ("40 to 49",), ("60 and over",)


@pytest.fixture
def reader(database, put, monkeypatch) -> Reader:
    """Doncaster's first cohort: 24 men born in 1988 of whom 6 white, 20 born in 1970, all white; half of each reconvicted."""

    def add(name: str, born: str, ethnicity: str, *, again: bool) -> None:
        put("person", person_id=name, sex="M", birth_month=born, ethnicity=ethnicity)
        put(
            "discharge", discharge_id=f"d{name}", person_id=name, discharged_on="2012-01-10", establishment="HMP Doncaster",
            custody_type="sentenced", sentence_days=200,
        )  # fmt: skip
        if again:
            put(
                "conviction", conviction_id=name, person_id=name, offence_on="2012-03-10", convicted_on="2012-03-10",
                disposal="fine", is_custodial=False, severity="summary",
            )  # fmt: skip

    for number in range(24):
        add(f"y{number}", "1988-06-01", "white" if number < 6 else "black", again=number % 2 == 0)
    for number in range(20):
        add(f"o{number}", "1970-06-01", "white", again=number % 2 == 0)
    database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
    build(database, read_all_terms())
    found = Reader(None, "typed", "", database)
    gate._gathered.cache_clear()
    monkeypatch.setattr(
        gate,
        "read_day",
        lambda path, contract, day, months: day_of(
            query(found, "subgroups/people", contract_id=contract, as_at=day), months
        ),
    )
    yield found
    gate._gathered.cache_clear()


def question(*by: str, **changed) -> Question:
    return replace(Question("doncaster", LATE, "cohort-1", by), **changed)


def test_a_small_group_and_the_next_are_hidden_so_that_nothing_can_be_shown(reader, tmp_path):
    # By both factors there are 6, 18 and 20 people; 44 are known, so that one group alone may be shown.
    with pytest.raises(RefusedError, match="too small"):
        ask(reader, tmp_path, DONCASTER, question("age-band", "ethnicity"), "one")


def test_an_answer_keeps_another_from_the_same_role_and_no_other(reader, tmp_path):
    ages = ask(reader, tmp_path, DONCASTER, question("age-band"), "one")
    assert (ages.shown, ages.hidden) == ((YOUNG, OLD), ())
    # White are 26, of whom 20 born in 1970 are known: six would follow.
    with pytest.raises(RefusedError, match="the answer by age .cohort-1, as at 30 June 2014."):
        ask(reader, tmp_path, DONCASTER, question("ethnicity"), "one")
    assert len(ask(reader, tmp_path, DONCASTER, question("ethnicity"), "two").shown) == 2


def test_the_same_question_has_the_same_answer_and_is_kept_once(reader, tmp_path):
    first = ask(reader, tmp_path, DONCASTER, question("age-band"), "one")
    assert ask(reader, tmp_path, DONCASTER, question("age-band"), "one") == first
    with releases.writing(tmp_path) as register:
        kept = releases.read_of(register, "one", "doncaster", "reconviction")
    assert [(release.by, release.shown) for release in kept] == [(("age-band",), (YOUNG, OLD))]


def test_a_refusal_is_not_kept(reader, tmp_path):
    with pytest.raises(RefusedError):
        ask(reader, tmp_path, DONCASTER, question("age-band", "ethnicity"), "one")
    with releases.writing(tmp_path) as register:
        assert releases.read_of(register, "one", "doncaster", "reconviction") == ()


def test_severity_is_shown_of_groups_whose_every_kind_is_no_few(reader, tmp_path):
    # 12 and 10 were reconvicted, all of a summary offence.
    found = ask(reader, tmp_path, DONCASTER, question("age-band", outcome="severity"), "one")
    assert found.detailed == (YOUNG, OLD)


def test_a_curve_is_shown_of_groups_whose_every_half_year_is_no_few(reader, tmp_path):
    # 12 and 10 were reconvicted, all of them on day 60, within the first half year.
    found = ask(reader, tmp_path, DONCASTER, question("age-band", outcome="time"), "one")
    assert found.detailed == (YOUNG, OLD)


@pytest.mark.parametrize(("day", "step"), [(0, 0), (182, 0), (183, 1), (365, 1), (366, 2), (548, 2)])
def test_half_years_end_on_fixed_days(day, step):
    assert step_ends(18) == (6, 12, 18)
    assert step_of(day, 18) == step


def test_an_answer_is_named_with_its_abbreviations():
    said = described(
        Release("r", "doncaster", datetime(2014, 7, 1), "time", LATE, "all", ("age-band", "ogrs-band"), ())
    )
    assert "by age, OGRS band (all cohorts" in said


@pytest.mark.parametrize(
    ("by", "changed"),
    [
        ((), {}),
        (("shoe-size",), {}),
        (("sex", "sex"), {}),
        (("sex",), {"scope": "cohort-9"}),
        (("sex",), {"outcome": "height"}),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(reader, tmp_path, by, changed):
    with pytest.raises(QuestionError):
        ask(reader, tmp_path, DONCASTER, question(*by, **changed), "one")


@pytest.mark.parametrize(("taken", "is_shown"), [(0, True), (2, False), (10, True), (16, False)])
def test_another_data_file_is_decided_anew_and_set_beside_what_was_shown(reader, tmp_path, taken, is_shown):
    """Of 24 young men, 12 of them reconvicted, the other file holds 24, 22, 14 or 8, half of them reconvicted.

    Two fewer are near to what was shown; ten fewer, five of them reconvicted, are not; 8 are too few by themselves.
    """
    assert ask(reader, tmp_path, DONCASTER, question("age-band"), "one").shown == (YOUNG, OLD)
    gone = [f"dy{number}" for number in range(taken)]
    reader.connection.execute("DELETE FROM cohort_member WHERE list_contains($gone, discharge_id)", {"gone": gone})
    gate._gathered.cache_clear()
    other = replace(reader, snapshot_id="another")
    if is_shown:
        assert ask(other, tmp_path, DONCASTER, question("age-band"), "one").shown == (YOUNG, OLD)
    else:
        with pytest.raises(RefusedError):
            ask(other, tmp_path, DONCASTER, question("age-band"), "one")


@pytest.mark.parametrize(
    ("severity", "of", "detailed"),
    [("indictable", 4, ()), ("indictable", 5, (YOUNG, OLD)), ("indictable", 6, ()), (None, 4, ()), (None, 5, (YOUNG, OLD))],
)  # fmt: skip
def test_a_kind_of_one_to_four_hides_the_detail_of_a_group(reader, tmp_path, severity, of, detailed):
    """Of ten older men reconvicted some had another severity, or none on record; the rest are ten less those.

    The younger are hidden with them: the total of both less theirs would tell, were it shown.
    """
    whose = "SELECT member_id FROM cohort_member WHERE list_contains($who, discharge_id)"
    reader.connection.execute(
        f"UPDATE cohort_event SET severity = $severity WHERE member_id IN ({whose})",
        {"severity": severity, "who": [f"do{2 * number}" for number in range(of)]},
    )
    gate._gathered.cache_clear()
    assert ask(reader, tmp_path, DONCASTER, question("age-band", outcome="severity"), "one").detailed == detailed
