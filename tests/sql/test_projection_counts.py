"""The counts that projections start from, on tables typed in here, expected rows worked by hand.

Doncaster's baseline: a is discharged on 2 March 2009, offends on 1 May and 1 July, and is convicted on 1 June (day 91,
31 days after the offence) and 1 December (day 274). b is discharged on 31 March and convicted on 4 January 2010 (day
279) of an offence of 1 August 2009 (day 123, 156 days before), which becomes known on 1 May 2010. c, discharged on 2
November, is never convicted. d was entered as eligible and is known from 1 January 2010 to have been deported.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from throughgate.projection.counts import Moment, on, read_counts, read_delays, read_follow_up
from throughgate.store.build import build
from throughgate.store.reader import Reader
from throughgate.terms import Cohort, Contract, read_all_terms

EARLY, LATE, COMPLETE = date(2010, 3, 31), date(2010, 5, 1), date(2011, 6, 30)


@pytest.fixture
def terms() -> Contract:
    return next(contract for contract in read_all_terms() if contract.id == "doncaster")


@pytest.fixture
def baseline(terms) -> Cohort:
    return terms.cohort("baseline-2009")


@pytest.fixture
def reader(database, put) -> Reader:
    for person in "abcd":
        put("person", person_id=person, sex="M")
    base = {"establishment": "HMP Doncaster", "custody_type": "sentenced", "sentence_days": 90}
    for person, day in zip("abcd", ("2009-03-02", "2009-03-31", "2009-11-02", "2009-04-01"), strict=True):
        put("discharge", discharge_id=f"d{person}", person_id=person, discharged_on=day, **base)
    put(
        "discharge", discharge_id="dd", person_id="d", discharged_on="2009-04-01", exclusion="deported",
        known_on="2010-01-01", **base,
    )  # fmt: skip
    convictions = (
        ("1", "a", "2009-05-01", "2009-06-01", "2009-06-01"),
        ("2", "a", "2009-07-01", "2009-12-01", "2009-12-01"),
        ("3", "b", "2009-08-01", "2010-01-04", "2010-05-01"),
    )
    for name, person, offence, convicted, known in convictions:
        put(
            "conviction", conviction_id=name, person_id=person, offence_on=offence, convicted_on=convicted,
            disposal="fine", known_on=known,
        )  # fmt: skip
    build(database, read_all_terms())
    return Reader(None, "typed", "", database)


def rows(seen) -> dict[int, tuple[int, int, int, int]]:
    """By day: first convictions, censored, events, followed."""
    columns = zip(seen.first_convictions, seen.censored, seen.events, seen.followed, strict=True)
    return {int(day): tuple(int(n) for n in row) for day, row in zip(seen.day, columns, strict=True)}


def test_follow_up_when_everything_is_known(reader, terms, baseline):
    """Last days on which a conviction counts: a 1 September 2010, b 29 September (18 months from 31 March end on the
    30th), c 1 May 2011; 548, 547 and 545 days after discharge.
    """
    seen = rows(read_follow_up(reader, terms, baseline, on(COMPLETE)))
    assert seen == {
        91: (1, 0, 1, 0),  # a's first
        274: (0, 0, 1, 0),  # a's second
        279: (1, 0, 1, 0),  # b's
        545: (0, 1, 0, 1),  # c: 2 November 2009 to 1 May 2011
        547: (0, 0, 0, 1),  # b, followed to the end though convicted
        548: (0, 0, 0, 1),  # and a
    }


def test_follow_up_ends_on_the_day_looked_from(reader, terms, baseline):
    """On 31 March 2010 b's conviction is not on record: followed for 365 days; a for 394, c for 149."""
    seen = rows(read_follow_up(reader, terms, baseline, on(EARLY)))
    assert seen == {91: (1, 0, 1, 0), 274: (0, 0, 1, 0), 149: (0, 1, 0, 1), 365: (0, 1, 0, 1), 394: (0, 0, 0, 1)}


def test_a_later_record_of_what_had_happened_is_seen_apart(reader, terms, baseline):
    """Known on 1 May but followed to 31 March only: b's conviction of January appears, the follow-up does not grow."""
    moment = Moment(members_at=EARLY, known_at=LATE, discharged_to=EARLY, followed_to=EARLY)
    seen = rows(read_follow_up(reader, terms, baseline, moment))
    assert seen[279] == (1, 0, 1, 0)
    assert seen[365] == (0, 0, 0, 1)


def test_who_is_eligible_is_as_known_on_its_own_day(reader, terms, baseline):
    before = Moment(members_at=date(2009, 12, 31), known_at=EARLY, discharged_to=EARLY, followed_to=EARLY)
    assert read_follow_up(reader, terms, baseline, before).people == 4
    assert read_follow_up(reader, terms, baseline, on(EARLY)).people == 3


def test_only_people_discharged_so_far_count(reader, terms, baseline):
    moment = Moment(COMPLETE, COMPLETE, discharged_to=date(2009, 11, 1), followed_to=COMPLETE)
    assert read_follow_up(reader, terms, baseline, moment).people == 2
    on_the_day = Moment(COMPLETE, COMPLETE, discharged_to=date(2009, 11, 2), followed_to=COMPLETE)
    assert read_follow_up(reader, terms, baseline, on_the_day).people == 3


def test_delays_are_those_of_the_first_conviction(reader, terms, baseline):
    """a's offence of 1 May was 60 days after discharge and could be seen for 488 more; b's 123 and 424."""
    seen = read_delays(reader, terms, baseline, on(COMPLETE))
    told = set(zip(seen.delay_days, seen.seen_for_days, seen.offence_day, seen.people, strict=True))
    assert told == {(31, 488, 60, 1), (156, 424, 123, 1)}


def test_delays_end_on_the_day_looked_from(reader, terms, baseline):
    """1 May 2009 to 31 March 2010 is 334 days."""
    seen = read_delays(reader, terms, baseline, on(EARLY))
    assert (seen.delay_days.tolist(), seen.seen_for_days.tolist()) == ([31], [334])


def test_counts_by_risk_hold_every_cohort(reader, terms):
    counted = read_counts(reader, terms, COMPLETE)
    assert set(counted) == {cohort.id for cohort in terms.cohorts}
    base = counted["baseline-2009"]
    assert (base.by_risk.people, base.mature, base.reconvicted, base.events) == (3, 3, 2, 3)
    assert base.by_risk.events_squared.sum() == 2**2 + 1
    assert np.isnan(base.by_risk.risk).all(), "nobody has a sanction history, so nobody has a score"
    assert counted["cohort-1"].by_risk.people == 0
