"""The gate on people typed in here: what a role was shown is remembered, and the same question has the same answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from throughgate.gate import Question, QuestionError, RefusedError, ask, gate
from throughgate.gate.gathering import day_of
from throughgate.store import releases
from throughgate.store.build import build
from throughgate.store.reader import Reader, query
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
        lambda path, contract, day: day_of(query(found, "subgroups/people", contract_id=contract, as_at=day)),
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
