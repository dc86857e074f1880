"""Caseloads, volunteers, waiting lists and indicators on tables typed in here, expected counts worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from throughgate.service.capacity import Capacity, read_capacity
from throughgate.store.build import build
from throughgate.store.reader import Reader
from throughgate.terms import read_all_terms

TERMS = {terms.id: terms for terms in read_all_terms()}
MARCH = date(2012, 3, 31)
OCTOBER, NOVEMBER, DECEMBER = date(2011, 10, 31), date(2011, 11, 30), date(2011, 12, 31)
JANUARY, FEBRUARY = date(2012, 1, 31), date(2012, 2, 29)


@pytest.fixture(scope="module")
def built() -> list[Reader]:
    """The tables below, once built: the tests of this file only read them."""
    return []


@pytest.fixture
def reader(database, put, built) -> Reader:
    if not built:
        built.append(_build(database, put))
    return built[0]


def _build(database, put) -> Reader:
    for person in "abcdefghjklmnp":
        put("person", person_id=person)
    _put_discharges(put)
    _put_staff(put)
    _put_allocations(put)
    _put_contacts(put)
    _put_volunteers(put)
    _put_referrals(put)
    _put_indicators(put)
    database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
    build(database, read_all_terms())
    return Reader(None, "typed", "", database)


def _put_discharges(put):
    base = {"establishment": "HMP Doncaster", "custody_type": "sentenced", "sentence_days": 90, "risk_of_harm": "low"}
    for person, received, discharged, more in (
        ("a", "2011-10-01", "2011-12-31", {}),
        ("b", "2011-10-17", "2011-12-31", {}),
        ("c", "2011-10-16", "2012-02-10", {}),
        ("d", "2011-11-01", "2012-01-10", {"known_on": "2012-06-01", "risk_of_harm": None}),
        ("e", "2011-10-20", "2011-12-31", {}),
        ("f", None, "2011-10-31", {}),
        ("g", None, "2011-11-01", {}),
        ("h", "2011-11-20", "2012-01-20", {}),
        ("j", "2011-11-20", "2012-01-20", {}),
        ("k", "2011-11-10", "2012-01-20", {}),
        ("l", "2011-11-10", "2011-11-20", {}),
        ("m", "2011-12-17", "2012-01-20", {"sentence_days": 56}),
        ("n", "2011-12-15", "2012-01-20", {"sentence_days": 55}),
        ("p", "2011-12-20", "2012-01-20", {"sentence_days": 55, "risk_of_harm": "high"}),
    ):
        put("discharge", discharge_id=f"d{person}", person_id=person, received_on=received, discharged_on=discharged, **{**base, **more})  # fmt: skip


def _put_staff(put):
    """w2 is in post before w1, and so is number 1 of the custody case managers."""
    custody, community = "custody case manager", "community case manager"
    for worker, role, place, share, started, ended in (
        ("w1", custody, "HMP Doncaster", 1, "2011-11-01", "2012-01-15"),
        ("w2", custody, "HMP Doncaster", 0.5, "2011-10-01", None),
        ("w3", custody, "HMP Hull", 1, "2011-10-01", None),
        ("k1", community, "HMP Doncaster", 1, "2011-10-01", None),
        ("k2", community, "HMP Doncaster", None, "2011-10-02", None),
    ):
        put("worker", worker_id=worker, role=role, establishment=place, whole_time_equivalent=share, started_on=started, ended_on=ended)  # fmt: skip


def _put_allocations(put):
    for person, worker, started, ended in (
        ("a", "w2", "2011-10-31", "2011-11-30"),
        ("b", "w2", "2011-11-01", None),
        ("c", "w1", "2011-11-15", "2012-01-31"),
        ("d", "w2", "2011-11-15", None),
        ("h", "w2", "2011-11-20", None),
        ("h", "w1", "2011-12-31", None),
        ("j", "w2", "2011-11-20", None),
        ("j", "w1", "2012-01-01", "2012-01-10"),
        ("k", None, "2011-11-12", None),
        ("k", "w2", "2011-12-05", None),
        ("l", "w2", "2011-12-10", None),
    ):
        put("allocation", discharge_id=f"d{person}", pathway=3, started_on=started, ended_on=ended, worker_id=worker)


def _put_contacts(put):
    for number, (person, worker, day, setting, attended) in enumerate(
        (
            ("a", "k1", "2012-01-05", "community", True),
            ("a", "k2", "2012-01-20", "telephone", True),
            ("a", "k1", "2012-02-20", "community", False),
            ("b", "k1", "2012-01-04", "community", True),
            ("e", "k1", "2012-01-05", "community", True),
            ("c", "k1", "2012-02-05", "gate", True),
            ("c", "k1", "2012-02-12", "custody", True),
            ("f", "k1", "2012-10-20", "community", True),
            ("g", "k1", "2012-10-20", "community", True),
        )
    ):
        put("contact", contact_id=str(number), discharge_id=f"d{person}", contacted_on=day, role="community case manager", setting=setting, attended=attended, worker_id=worker)  # fmt: skip


def _put_volunteers(put):
    one = {"volunteer_id": "v1", "establishment": "HMP Doncaster", "recruited_on": "2011-10-10"}
    put("volunteer", **one, is_active=False)
    put("volunteer", **one, trained_on="2011-11-30", is_active=True, known_on="2011-11-30")
    put("volunteer", **one, trained_on="2011-11-30", is_active=False, left_on="2012-01-31", known_on="2012-01-31")
    put("volunteer", volunteer_id="v2", establishment="HMP Hull", recruited_on="2011-10-10", is_active=True)
    put(
        "volunteer", volunteer_id="v3", establishment="HMP Doncaster", recruited_on="2011-12-01", is_active=False,
        known_on="2012-01-15",
    )  # fmt: skip


def _put_referrals(put):
    for number, (person, referred, started) in enumerate(
        (
            ("a", "2011-10-10", "2011-10-31"),
            ("a", "2011-10-31", None),
            ("b", "2011-11-01", None),
            ("b", "2011-11-02", None),
            ("b", "2011-12-01", "2012-04-05"),
        )
    ):
        put("referral", referral_id=str(number), discharge_id=f"d{person}", intervention="debt advice", referred_on=referred, started_on=started)  # fmt: skip


def _put_indicators(put):
    row = {"establishment": "HMP Doncaster", "indicator": "Tests", "target": 10, "status": "applies", "direction": "lower"}  # fmt: skip
    put("indicator", **row, month="2011-10-01", value=12, known_on="2011-11-21")
    put("indicator", **row, month="2011-11-01", value=9, known_on="2011-12-21")
    put("indicator", **row, month="2011-11-01", value=10, known_on="2012-02-01")
    put("indicator", **row, month="2011-12-01", value=11, known_on="2012-04-01")
    put("indicator", **{**row, "establishment": "HMP Hull"}, month="2011-10-01", value=99)


def doncaster(reader: Reader, as_at: date) -> Capacity:
    return read_capacity(reader, TERMS["doncaster"], as_at)


def held(load) -> dict:
    return {month.day: dict(month.people) for month in load.months}


def test_custody_case_managers_hold_people_from_the_first_to_the_last_day_of_their_allocation(reader):
    """a ends on 30 November and still counts that day; b leaves on 31 December and still counts that day.

    w1 leaves in January but c is still held by him at its end. d's release is not known before June. h and j pass from w2 to w1
    with no end given: h on 31 December, when w1 alone holds him, j the day after, when w2 still does. k has w2 from 5 December;
    l was discharged before w2 was named.
    """
    assert held(doncaster(reader, MARCH).custody) == {
        OCTOBER: {1: 1}, NOVEMBER: {1: 4, 2: 1}, DECEMBER: {1: 3, 2: 2}, JANUARY: {1: 0, 2: 1}, FEBRUARY: {1: 0}, MARCH: {1: 0},
    }  # fmt: skip
    june = held(doncaster(reader, date(2012, 6, 30)).custody)
    assert (june[NOVEMBER], june[DECEMBER], june[JANUARY]) == ({1: 5, 2: 1}, {1: 4, 2: 2}, {1: 0, 2: 1})


def test_posts_in_force_are_added_up_only_where_all_are_given(reader):
    """In January w1, who has left, holds c still: half a post is left in force. k2's share of a post is not given."""
    found = doncaster(reader, MARCH)
    assert [month.posts for month in found.custody.months] == [0.5, 1.5, 1.5, 0.5, 0.5, 0.5]
    assert {month.posts for month in found.community.months} == {None}


def test_a_caseload_is_whole_once_99_in_100_stays_are_over(reader):
    """The longest stay is c's, 15 November to 10 February: 87 days. 31 December is 87 days before 27 March."""
    for as_at, whole in ((date(2012, 3, 26), [OCTOBER, NOVEMBER]), (date(2012, 3, 27), [OCTOBER, NOVEMBER, DECEMBER])):
        found = doncaster(reader, as_at).custody
        assert found.days == 87
        assert [month.day for month in found.months if month.is_whole] == whole


def test_community_case_managers_hold_people_for_eight_weeks_from_their_last_kept_contact(reader):
    """b was met on 4 January, 56 days before 29 February; e on the 5th. k2 took a over. c was met only before release."""
    found = held(doncaster(reader, MARCH).community)
    assert found[DECEMBER] == {1: 0, 2: 0}
    assert found[JANUARY] == {1: 2, 2: 1}
    assert found[FEBRUARY] == {1: 1, 2: 1}
    assert found[MARCH] == {1: 0, 2: 0}


def test_support_ends_twelve_months_after_release_and_until_then_the_service_fills_up(reader):
    """f was released a year before 31 October 2012, g a day later; both were met on 20 October."""
    found = doncaster(reader, date(2012, 10, 31)).community
    assert dict(found.months[-1].people) == {1: 1, 2: 0}
    assert [month.day for month in found.months if month.is_whole] == [date(2012, 9, 30), date(2012, 10, 31)]


def test_volunteers_are_counted_as_known_at_each_month_end(reader):
    """v1 is trained on 30 November and leaves on 31 January; v3's recruitment in December is known in January."""
    found = doncaster(reader, MARCH).volunteers
    counts = {month.day: (month.recruited, month.trained, month.active) for month in found}
    assert counts == {
        OCTOBER: (1, 0, 0), NOVEMBER: (1, 1, 1), DECEMBER: (1, 1, 1), JANUARY: (1, 0, 0), FEBRUARY: (1, 0, 0), MARCH: (1, 0, 0),
    }  # fmt: skip
    assert doncaster(reader, NOVEMBER).volunteers == found[:2]


def test_people_wait_for_a_case_manager_from_arrival_to_allocation_or_discharge(reader):
    """31 October: b (14 days), c (15) and e wait; a is allocated that day. 31 December: m and p, not n (55 days, low risk).

    30 November: e and k, who has a pathway but nobody who works with him; l was discharged before he got anybody.
    """
    found = doncaster(reader, MARCH).allocation
    assert {m.day: (m.waiting, m.too_long) for m in found.months} == {
        OCTOBER: (3, 1), NOVEMBER: (2, 2), DECEMBER: (2, 0), JANUARY: (0, 0), FEBRUARY: (0, 0), MARCH: (0, 0),
    }  # fmt: skip


def test_referrals_wait_until_they_start_and_for_91_days_at_most(reader):
    """Made on 31 October, 1 and 2 November, their 91 days are over on 30 and 31 January and 1 February.

    The last starts after the as-at date, which has not happened yet.
    """
    found = doncaster(reader, MARCH).referral.months
    assert [m.waiting for m in found] == [1, 3, 4, 2, 1, 0]
    assert [(m.started, m.median_days) for m in found[:3]] == [(1, 21), (0, None), (0, None)]
    later = doncaster(reader, date(2012, 4, 30)).referral.months
    assert (later[2].started, later[2].median_days) == (1, 126)


@pytest.mark.parametrize(("as_at", "whole"), [(date(2012, 1, 20), []), (date(2012, 1, 21), [OCTOBER])])
def test_a_month_of_referrals_is_whole_once_the_longest_time_to_discharge_is_over(reader, as_at, whole):
    """The longest is of a's first, 10 October to 31 December: 82 days. 31 October is 82 days before 21 January."""
    found = doncaster(reader, as_at).referral
    assert found.days == 82
    assert [month.day for month in found.months if month.is_whole] == whole


def test_an_indicator_is_read_as_known_on_the_day(reader):
    """November's 9 is corrected to 10 on 1 February, which still meets the target of 10; December is known in April."""
    (before,), (after,) = (doncaster(reader, day).indicators for day in (JANUARY, MARCH))
    assert [month.value for month in before.months] == [12, 9]
    assert [month.value for month in after.months] == [12, 10]
    assert (after.applies, after.higher_is_better, after.met.reconvicted, after.met.n) == (True, False, 1, 2)
    # 20% of the target worse, then on it: the mean is 10% worse.
    assert after.distance.mean == pytest.approx(-0.1)
    assert doncaster(reader, OCTOBER).indicators == ()


@pytest.mark.parametrize("contract", ["peterborough", "crc", "crs", "broward"])
def test_a_contract_without_such_data_has_nothing(reader, contract):
    found = read_capacity(reader, TERMS[contract], MARCH)
    assert not any((found.custody.months, found.community.months, found.volunteers, found.allocation.months, found.referral.months, found.indicators))  # fmt: skip


def test_no_month_end_before_the_first_and_none_after_the_as_at_date(reader):
    assert doncaster(reader, date(2011, 10, 30)).custody.months == ()
    assert [m.day for m in doncaster(reader, date(2011, 12, 30)).volunteers] == [OCTOBER, NOVEMBER]
