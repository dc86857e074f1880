"""From custody to community on tables typed in here: every boundary at, below and above, worked by hand.

Doncaster's first cohort is of people released from 1 October 2011, which is the day its service began. By its terms a case
manager is due within 14 days, a handover 56 to 42 days before release, a review every 14 days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from throughgate import results
from throughgate.service.engagement import EVERYBODY, Engagement, read_engagement
from throughgate.store.build import build
from throughgate.store.reader import Reader
from throughgate.terms import read_all_terms

OUT = date(2012, 5, 7)
LATER = date(2014, 6, 30)
READ = ("doncaster", "peterborough", "broward")


@pytest.fixture
def release(put) -> Callable[..., None]:
    """One person released: sentenced to 300 days, received 200 days before, low risk, unless told otherwise."""

    def release_(name: str, on: date = OUT, **other: object) -> None:
        put("person", person_id=name, sex="M")
        row = {
            "received_on": on - timedelta(days=200),
            "sentence_days": 300,
            "risk_of_harm": "low",
            "custody_type": "sentenced",
            "establishment": "HMP Doncaster",
        }
        put(
            "discharge",
            discharge_id=f"d-{name}",
            person_id=name,
            discharged_on=on,
            **(row | other),
        )

    return release_


@pytest.fixture
def allocate(put) -> Callable[..., None]:
    def allocate_(name: str, on: date, *, worker: str | None = "w", pathway: int = 3) -> None:
        put("allocation", discharge_id=f"d-{name}", pathway=pathway, started_on=on, worker_id=worker)

    return allocate_


@pytest.fixture
def meet(put) -> Callable[..., None]:
    """A contact on this day: kept, with a community case manager, in the community, unless told otherwise."""
    made = iter(range(1000))

    def meet_(name: str, on: date, **other: object) -> None:
        row = {"role": "community case manager", "setting": "community", "purpose": "review", "attended": True}
        put("contact", contact_id=f"c{next(made)}", discharge_id=f"d-{name}", contacted_on=on, **(row | other))

    return meet_


@pytest.fixture
def read(database) -> Callable[..., Engagement]:
    """What is read on a day; the tables are built once, at the first reading."""
    readers: list[Reader] = []

    def read_(as_at: date | str = LATER, cohort_id: str | None = None, contract_id: str = "doncaster") -> Engagement:
        if not readers:
            database.execute("SET threads = 1")  # Of a few rows the threads cost more than they save.
            database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
            build(database, [terms for terms in read_all_terms() if terms.id in READ])
            readers.append(Reader(None, "typed", "", database))
        terms = results.read_contract(readers[0], contract_id).terms
        return read_engagement(
            readers[0], terms, as_at if isinstance(as_at, date) else date.fromisoformat(as_at), cohort_id
        )

    return read_


def days(count: int) -> timedelta:
    return timedelta(days=count)


def counted(found: Engagement, step: str, group: str = EVERYBODY) -> tuple[int, int]:
    share = found.step(step).by_group[group]
    return share.n, share.reconvicted


def test_a_case_manager_in_time_is_one_within_fourteen_days_of_arrival(release, allocate, put, read):
    """'moved' arrived by a move, a long time after the reception; 'late worker' had a pathway in time, a worker on day 20."""
    arrived = OUT - days(200)
    for name, waited in {"on the day": 0, "in time": 14, "late": 15}.items():
        release(name)
        allocate(name, arrived + days(waited))
    release("late worker")
    allocate("late worker", arrived, worker=None, pathway=4)
    allocate("late worker", arrived + days(20))
    release("moved")
    put(
        "transfer", transfer_id="t", person_id="moved", moved_on="2012-01-02", from_establishment="HMP Leeds", to_establishment="HMP Doncaster",
    )  # fmt: skip
    allocate("moved", date(2012, 1, 16))
    release("never")
    assert counted(read(), "allocated") == (6, 3)


def test_whom_the_triage_rule_gives_no_case_manager_is_not_asked_about(release, read):
    """Under 56 days on pathway 3, and people on remand, have none; 56 days has, and so has a high risk of harm."""
    release("55 days", sentence_days=55)
    release("56 days", sentence_days=56)
    release("55 days, high risk", sentence_days=55, risk_of_harm="high")
    release("remand", custody_type="remand")
    release("risk not known", risk_of_harm=None)
    assert counted(read(), "allocated") == (2, 0)


def test_people_there_before_the_service_began_are_left_out_and_counted(release, read):
    release("on the first day", received_on="2011-10-01")
    release("the day before", received_on="2011-09-30")
    release("not known", received_on=None)
    step = read().step("allocated")
    assert (step.by_group[EVERYBODY].n, step.left_out) == (1, 2)


def test_a_handover_in_time_is_fifty_six_to_forty_two_days_before_release(release, allocate, meet, read):
    handover = {"purpose": "handover", "setting": "custody"}
    for before in (57, 56, 42, 41, 1):
        release(str(before))
        allocate(str(before), OUT - days(150))
        meet(str(before), OUT - days(before), **handover)
    for name, other in {
        "vain": {"attended": False},
        "other": {"purpose": "review"},
        "custody": {"role": "custody case manager"},
    }.items():
        release(name)
        allocate(name, OUT - days(150))
        meet(name, OUT - days(50), **(handover | other))
    found = read()
    assert counted(found, "handover") == (8, 2)
    assert counted(found, "handover ever") == (8, 5)


def test_a_handover_is_asked_of_whoever_had_a_case_manager_before_the_window_opened(release, allocate, read):
    for before in (57, 56, 55):
        release(str(before))
        allocate(str(before), OUT - days(before))
    assert counted(read(), "handover") == (2, 0)


def test_the_first_week_is_days_nought_to_six(release, meet, read):
    for day in (0, 6, 7):
        release(str(day))
        meet(str(day), OUT + days(day), setting="gate" if day == 0 else "telephone")
    for name, other in {
        "vain": {"attended": False},
        "inside": {"setting": "custody"},
        "mentor": {"role": "volunteer mentor"},
    }.items():
        release(name)
        meet(name, OUT + days(1), **other)
    found = read()
    assert counted(found, "first week") == (6, 2)
    assert counted(found, "engaged") == (6, 3)


def test_nobody_is_asked_about_before_the_time_is_over(release, read):
    release("a")
    asked = {}
    for out_for in (6, 7, 30, 31):  # From 7 May a month is over on 7 June.
        found = read(OUT + days(out_for))
        asked[out_for] = [step.name for step in found.steps if step.name in ("first week", "engaged")]
    assert asked == {6: [], 7: ["first week"], 30: ["first week"], 31: ["first week", "engaged"]}


def test_what_was_not_known_on_the_day_does_not_count(release, meet, read):
    release("a")
    meet("a", OUT + days(1), known_on=OUT + days(41))
    assert counted(read(OUT + days(40)), "engaged") == (1, 0)
    assert counted(read(OUT + days(41)), "engaged") == (1, 1)


def test_groups_by_area_and_by_licence(release, meet, read):
    released = {
        "a": (True, "licence"), "b": (True, "automatic"), "c": (False, "home detention curfew"), "d": (None, "end of sentence"), "e": (True, None),
    }  # fmt: skip
    for name, (local, kind) in released.items():
        release(name, is_local_release=local, release_type=kind)
    meet("a", OUT)
    groups = read().step("engaged").by_group
    assert {name: (share.n, share.reconvicted) for name, share in groups.items()} == {
        "everybody": (5, 1), "local": (3, 1), "not local": (1, 0), "local not recorded": (1, 0),
        "on licence": (2, 1), "not on licence": (2, 0), "licence not recorded": (1, 0),
    }  # fmt: skip


def test_released_locally_leaves_out_whose_area_is_not_recorded(release, read):
    for name, local in {"a": True, "b": True, "c": False, "d": None}.items():
        release(name, is_local_release=local)
    assert counted(read(), "local") == (3, 2)


def test_only_eligible_people_are_counted_after_release_and_each_once(release, put, read):
    release("a")
    put(
        "discharge", discharge_id="d-again", person_id="a", discharged_on=OUT + days(90), received_on=OUT + days(30), establishment="HMP Doncaster",
        sentence_days=300, risk_of_harm="low", custody_type="sentenced",
    )  # fmt: skip
    release("deported", exclusion="deported")
    found = read()
    assert counted(found, "engaged") == (1, 0)
    assert counted(found, "allocated") == (3, 0)


def test_a_quarter_is_complete_when_its_last_day_has_had_its_time(release, read):
    """April to June 2012: the week after 30 June ends with 6 July, the year after it with 29 June 2013."""
    release("a", on=date(2012, 6, 1))
    complete = {}
    for as_at in ("2012-06-29", "2012-06-30", "2012-07-06", "2012-07-07", "2013-06-29", "2013-06-30"):
        complete[as_at] = [step.name for step in read(as_at).steps if step.quarters[0].is_complete]
    before = ["allocated"]
    assert complete == {
        "2012-06-29": [], "2012-06-30": before, "2012-07-06": before, "2012-07-07": [*before, "first week"],
        "2013-06-29": [*before, "first week"], "2013-06-30": [*before, "first week", "engaged"],
    }  # fmt: skip


def test_reviews_are_counted_by_period_and_each_once(release, meet, read):
    """a: days 0, 13, 14 and 83 are periods 1, 1, 2 and 6; day 84 is beyond them. b engaged on day 100 only: none."""
    release("a")
    for day in (0, 13, 14, 83, 84):
        meet("a", OUT + days(day))
    release("b")
    meet("b", OUT + days(100))
    release("never")
    found = read().reviews[EVERYBODY]
    assert (found.people, found.periods, found.kept, found.share) == (2, 12, 3, 0.25)


def test_reviews_wait_until_twelve_weeks_are_over(release, meet, read):
    release("a")
    meet("a", OUT)
    assert read(OUT + days(83)).reviews == {}
    assert read(OUT + days(84)).reviews[EVERYBODY].people == 1


def test_months_end_the_day_before_the_discharge_comes_round(release, meet, read):
    """Out on 31 January 2012: month 1 ends with 28 February, month 2 is from 29 February to 30 March.

    a: both ends of months 1 and 12, and the first anniversary, which is in none. b: the first day of month 2 and its last.
    """
    for name in "ab":
        release(name, on=date(2012, 1, 31))
    for day in ("2012-01-31", "2012-02-28", "2012-12-31", "2013-01-30", "2013-01-31"):
        meet("a", date.fromisoformat(day))
    for day in ("2012-02-29", "2012-03-30"):
        meet("b", date.fromisoformat(day))
    months = read().months
    assert [month.month for month in months] == list(range(1, 13))
    assert [month.by_group[EVERYBODY].reconvicted for month in months] == [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]


def test_a_month_is_asked_about_once_it_is_over(release, read):
    release("a")
    days_read = ("2012-06-06", "2012-06-07", "2012-07-06", "2012-07-07")
    assert [len(read(as_at).months) for as_at in days_read] == [0, 1, 1, 2]


def test_outcomes_are_of_people_met_in_the_first_four_weeks(release, meet, put, read):
    """Day 27 is early, day 28 is not. OGRS: 'late' and 'early' have one, 'unscored' has none and is counted apart."""
    born = {"birth_month": "1980-05-01"}
    for name, day in {"early": 27, "late": 28, "unscored": 0}.items():
        release(name, sentenced_on=OUT - days(200))
        meet(name, OUT + days(day))
        if name != "unscored":
            put("person", person_id=name, sex="M", known_on="1900-01-02", **born)
            put(
                "sanction_history", person_id=name, convicted_on=OUT - days(200), age_at_first_sanction=16, sanctions_total=10, violent_sanctions=0,
                offence_code="04900",
            )  # fmt: skip
    put(
        "conviction",
        conviction_id="1",
        person_id="late",
        offence_on="2012-08-01",
        convicted_on="2012-09-03",
        disposal="fine",
    )
    found = read()
    assert found.not_scored == 1
    assert (found.association.engaged.n, found.association.engaged.reconvicted) == (1, 0)
    assert (found.association.others.n, found.association.others.reconvicted) == (1, 1)
    assert sum(band.engaged.n + band.others.n for band in found.bands) == 2


def test_outcomes_wait_for_complete_follow_up(release, read):
    """Twelve months and six more after 7 May 2012."""
    release("a")
    assert [read(as_at).not_scored for as_at in ("2013-11-06", "2013-11-07")] == [0, 1]


def test_one_cohort_or_all(release, read):
    release("a")
    release("b", on=date(2012, 11, 5))
    assert counted(read(), "engaged") == (2, 0)
    assert counted(read(cohort_id="cohort-2"), "engaged") == (1, 0)


def test_without_figures_of_a_service_its_steps_are_not_asked_about(release, meet, read):
    release("a", on=date(2011, 5, 9), establishment="HMP Peterborough")
    meet("a", date(2011, 5, 10))
    found = read(contract_id="peterborough")
    assert [step.name for step in found.steps] == ["first week", "engaged"]
    assert found.reviews == {}
    assert found.has_contacts


def test_a_contract_with_nobody_has_nothing(release, read):
    release("a")
    found = read(contract_id="broward")
    assert (found.steps, found.months, found.reviews, found.association, found.bands) == ((), (), {}, None, ())
    assert not found.has_contacts
