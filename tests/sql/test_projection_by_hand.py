"""Projections of an invented town, typed in here, with figures that can be worked out on paper.

A conviction counts within three months of discharge, for an offence within two. The clock takes three months for 91.3 days
and follow-up as complete from three days less. So a cohort followed for 88 days or more, yet not the whole three calendar
months, is projected with certainty: every draw is what has been counted. Most tests stand on such a day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import count
from math import sqrt
from types import SimpleNamespace

import numpy as np
import pytest
from units import unit_of

from throughgate import projection
from throughgate.methods.counts import RiskCounts
from throughgate.projection import FINAL, NO_COMPLETED_GROUP, NOBODY_YET, PROJECTED, RANGE_TOO_WIDE, TOO_EARLY
from throughgate.projection.counts import Counted, Moment, on
from throughgate.projection.evidence import Evidence, expected_people
from throughgate.projection.settle import drawn_from
from throughgate.results import ContractData
from throughgate.store.build import build
from throughgate.store.reader import Reader
from throughgate.terms import Contract, parse_terms

FIGURES = {
    "threshold": {"threshold": 5, "cap": 10, "core-value": 1000, "share-at-risk": 10, "slope": 100},
    "events": {"trigger-cohort": 10, "trigger-pooled": "7.5", "price": 100, "most-paid": 1_000_000},
    "three-way": {
        "confidence": 95, "maximum-annual-payment": 10_000, "fee-for-service": 0, "binary-payment": 500,
        "frequency-price": 0,
    },
    "deduction": {"fee": 1000, "deduction": 10, "most-deducted": 50},
}  # fmt: skip
TOLD = 'source = "the test"\nstatus = "assumed"\n'
SCORES = f'[risk_scheme]\nname = "decimal"\nhighest = 100\nbands = [{{ name = "All", from_score = 1 }}]\n{TOLD}'


def town(rule: str, *cohorts: str, method: str = "none", baseline: str = "fixed", **more) -> Contract:
    """A contract; each cohort as "id kind from to" and, after these, the cohort that it is compared with.

    `figures` are added to those of the rule, and `has_scores` makes risks of the scores typed in: (score - 0.5) / 100.
    """
    headline = "frequency" if rule == "events" else "binary"
    parts = [
        'name = "Town"\nprovider = "Somebody"\nsummary = "Typed in"\n',
        f'[eligibility]\ncustody_types = ["sentenced"]\n{TOLD}',
        f'[outcome]\nheadline = "{headline}"\nfollow_up_months = 2\nconviction_months = 3\ndefinition = "Short"\n{TOLD}',
        SCORES if more.get("has_scores") else "",
        f'[payment]\nrule = "{rule}"\n{TOLD}',
        f'[adjustment]\nmethod = "{method}"\nbaseline = "{baseline}"\n{TOLD}',
    ]
    for name, value in (FIGURES[rule] | more.get("figures", {})).items():
        parts.append(f'[figures.{name}]\nvalue = "{value}"\nunit = "{unit_of(rule, name)}"\n{TOLD}')
    for cohort in cohorts:
        name, kind, first, last, *against = cohort.split()
        compared = f'compared_with = "{against[0]}"\n' if against else ""
        parts.append(
            f'[[cohorts]]\nid = "{name}"\nname = "{name}"\nkind = "{kind}"\ndischarged_from = {first}\n'
            f'discharged_to = {last}\nestablishments = ["{name}"]\n{compared}{TOLD}'
        )
    return parse_terms("\n".join(parts), contract_id="town", file="town.toml")


@pytest.fixture
def release(put) -> Callable[..., str]:
    """People released from a cohort's establishment on a day, each with a court date on each of the days since then.

    Each offence is of day 5 after discharge, each conviction on record `late` days after the court date; `exclusion` with
    `corrected_on` is found out later. Gives the id of the last.
    """
    ids = count()

    def typed(cohort: str, day: str, people: int, courts=(), *, late: int = 0, score=None, **corrected) -> str:
        discharged = date.fromisoformat(day)
        for _ in range(people):
            who = f"p{next(ids)}"
            row = {
                "discharge_id": who, "person_id": who, "establishment": cohort, "discharged_on": discharged,
                "custody_type": "sentenced", "risk_score": score,
            }  # fmt: skip
            put("discharge", **row)
            if corrected:
                put("discharge", **row, exclusion="deported", known_on=corrected["corrected_on"])
            for court in courts:
                held = discharged + timedelta(court)
                put(
                    "conviction", conviction_id=f"{who}-{court}", person_id=who, disposal="fine", convicted_on=held,
                    offence_on=discharged + timedelta(min(5, court)), known_on=held + timedelta(late),
                )  # fmt: skip
        return who

    return typed


@pytest.fixture
def opened(database) -> Callable[[Contract], tuple[Reader, ContractData]]:
    """The data typed in so far, built for a contract."""

    def made(terms: Contract) -> tuple[Reader, ContractData]:
        build(database, (terms,))
        return Reader(None, "typed", "", database), ContractData(terms, None, None, False)

    return made


# The reference at the cohort's age


def test_an_earlier_cohort_is_looked_at_as_it_was_known_then():
    year = timedelta(365)
    then = on(date(2011, 2, 15)).earlier(year, members_at=date(2011, 2, 15))
    assert then == Moment(date(2011, 2, 15), date(2010, 2, 15), date(2010, 2, 15), date(2010, 2, 15))


def test_late_records_of_the_reference_stand_for_those_of_the_cohort(release, opened):
    """45 days on, the reference had 10 of 40 on record, of 20 convicted: 10 more, of day 40, came on record on day 50. The
    cohort has 12 of 40. So p = .3, q = .25, B = .5: ratio .6, difference .55. Of convictions 15 days old all were on record,
    of those 5 days old none: half, on the line between, of those 10 days old. One of the reference was later found not to
    count, and never counts in it.
    """
    terms = town("threshold", "base baseline 2010-01-01 2010-01-31", "own cohort 2011-01-01 2011-01-31")
    release("base", "2010-01-01", 10, [30])
    release("base", "2010-01-01", 10, [40], late=10)
    release("base", "2010-01-01", 20)
    release("base", "2010-01-01", 1, [30], corrected_on="2010-06-01")
    release("own", "2011-01-01", 12, [30])
    release("own", "2011-01-01", 28)
    found = projection.project(*opened(terms), date(2011, 2, 15)).cohort("own")
    assert (found.n, found.reconvicted, found.baseline.counted) == (40, 12, Fraction(1, 2))
    assert found.simple.same_elapsed_ratio == pytest.approx(0.6)
    assert found.simple.same_elapsed_difference == pytest.approx(0.55)
    assert found.delay.known[[0, 5, 10, 15, 50]] == pytest.approx([0, 0, 0.5, 1, 1])


# Why it is too early


@pytest.mark.parametrize(
    ("rule", "day", "why"),
    [
        ("threshold", "2010-12-31", NOBODY_YET),
        ("threshold", "2011-01-05", RANGE_TOO_WIDE),  # 4 people by the hazards of 40
        ("deduction", "2011-01-05", RANGE_TOO_WIDE),  # which needs nobody to be set against
        ("threshold", "2010-03-31", NOBODY_YET),
    ],
)
def test_why_it_is_too_early(release, opened, rule, day, why):
    spans = ("base comparison 2010-01-01 2010-01-31", "own cohort 2011-01-01 2011-01-31")
    terms = town(rule, spans[0], spans[1] + ("" if rule == "deduction" else " base"))
    release("base", "2010-01-01", 20, [30])
    release("base", "2010-01-01", 20)
    release("own", "2011-01-01", 4)
    found = projection.project(*opened(terms), date.fromisoformat(day)).cohort("own")
    assert (found.status, found.why_too_early) == (TOO_EARLY, why)


@pytest.mark.parametrize(("day", "why"), [("2011-04-29", NO_COMPLETED_GROUP), ("2011-04-30", None)])
def test_what_it_is_set_against_must_be_complete(release, opened, day, why):
    """People of 31 January 2011 are followed up to 30 April, with the cohort's own: final from then on."""
    terms = town("threshold", "pool comparison 2011-01-01 2011-01-31", "own cohort 2011-01-01 2011-01-31 pool")
    release("pool", "2011-01-31", 40)
    release("own", "2011-01-01", 40)
    found = projection.project(*opened(terms), date.fromisoformat(day)).cohort("own")
    assert (found.status, found.why_too_early) == (FINAL if why is None else TOO_EARLY, why)


# Which completed cohort, and how many people


def counted(people: int, mature: int | None = None) -> Counted:
    zero = np.zeros(1, dtype=np.int64)
    return Counted(RiskCounts(np.full(1, 0.5), zero + people, zero, zero, zero), people if mature is None else mature)


def evidence(terms: Contract, counts: dict[str, Counted], as_at: date = date(2012, 1, 1)) -> Evidence:
    return Evidence(None, terms, as_at, 1, {c.id: counts.get(c.id, counted(0)) for c in terms.cohorts}, terms)


WITHOUT = ("first comparison 2009-01-01 2009-12-31", "second comparison 2010-01-01 2010-06-30")
SERVED = ("one cohort 2010-07-01 2010-12-31", "two cohort 2011-01-01 2011-06-30")
FULL = {name: counted(30) for name in ("first", "second", "one", "after")}


@pytest.mark.parametrize(
    ("against", "changed", "chosen"),
    [
        ("", {}, "second"),
        ("first", {}, "first"),
        ("first", {"first": counted(30, mature=29)}, "second"),
        ("first", {"first": counted(29)}, "second"),
        ("after", {}, "after"),
        ("after", {"after": counted(0)}, "second"),
        ("", {"second": counted(29)}, "first"),
        ("", {"second": counted(30, mature=29), "first": counted(29)}, "one"),
        ("", {"first": counted(0), "second": counted(0), "one": counted(29)}, None),
    ],
)
def test_what_a_cohort_is_projected_with(against, changed, chosen):
    """What it is measured against where that is complete and of 30; else the latest before it without service, else with.

    `after` is released at the same time: it serves where it is what the cohort is measured against, not otherwise.
    """
    terms = town("deduction", *WITHOUT, SERVED[0], f"{SERVED[1]} {against}", "after comparison 2011-01-01 2011-06-30")
    completed = evidence(terms, FULL | changed).completed_for(terms.cohort("two"))
    assert (completed and completed.id) == chosen


@pytest.mark.parametrize(
    ("day", "released", "expected"),
    [
        # 90 days, 1 January to 31 March. From the 28th day at the pace so far: 28 in 28 days, 62 days to come.
        ("2011-01-28", 28, 90),
        ("2011-01-28", 56, 180),
        # 27 days: 63 to come at the reference's pace, 180 in 90 days.
        ("2011-01-27", 27, 27 + 2 * 63),
        ("2011-01-27", 0, 126),
        ("2011-01-01", 5, 5 + 2 * 89),
        # One day to come at 40 in 89 days is .45 people, at 45 in 89 days .51.
        ("2011-03-30", 40, 40),
        ("2011-03-30", 45, 46),
        ("2011-03-31", 45, 45),
        ("2011-12-31", 45, 45),
    ],
)
def test_people_expected_are_those_so_far_and_the_pace_over_the_days_left(day, released, expected):
    terms = town("threshold", "base baseline 2010-01-01 2010-03-31", "own cohort 2011-01-01 2011-03-31")
    known = evidence(terms, {"base": counted(180)})
    assert expected_people(known, terms.cohort("own"), date.fromisoformat(day), released) == expected


def test_in_the_first_days_the_pace_may_be_that_of_a_group_still_followed_up_but_of_none_still_released():
    """5 on the first of 90 days, 89 to come at 180 in 90 days: the group's window is over, its follow-up need not be."""
    terms = town("threshold", "base baseline 2010-01-01 2010-03-31", "own cohort 2011-01-01 2011-03-31")
    followed = evidence(terms, {"base": counted(180, mature=10)})
    assert followed.completed_for(terms.cohort("own")) is None
    assert expected_people(followed, terms.cohort("own"), date(2011, 1, 1), 5) == 5 + 2 * 89
    nobody = evidence(terms, {"base": counted(0)})
    assert expected_people(nobody, terms.cohort("own"), date(2011, 1, 1), 5) == 5
    assert expected_people(followed, terms.cohort("own"), date(2010, 12, 31), 0) == 0, "nor is anybody before it begins"
    beside = town("threshold", "pool comparison 2011-01-01 2011-03-31", "own cohort 2011-01-01 2011-03-31 pool")
    assert expected_people(evidence(beside, {"pool": counted(50)}), beside.cohort("own"), date(2011, 1, 1), 5) == 5


# The baseline


@pytest.mark.parametrize(
    ("baseline", "se", "decision", "pence"),
    [("fixed", 0.0, "paid", 50_000), ("estimated", sqrt(0.6 * 0.4 / 40), "nothing", 0)],
)
def test_the_error_of_the_baseline_counts_only_where_it_is_estimated(release, opened, baseline, se, decision, pence):
    """24 of 40 against 17 of 40: z = .175 / sqrt(.24 / 40) = 2.26 of a fixed number, beyond 1.96; with the baseline's own
    error, as large, .175 / sqrt(2 x .24 / 40) = 1.60.
    """
    spans = ("base baseline 2010-01-01 2010-01-31", "own cohort 2011-01-01 2011-01-31")
    for cohort, year, convicted in (("base", 2010, 24), ("own", 2011, 17)):
        release(cohort, f"{year}-01-01", convicted, [30])
        release(cohort, f"{year}-01-01", 40 - convicted)
    found = projection.project(*opened(town("three-way", *spans, baseline=baseline)), date(2012, 1, 1)).cohort("own")
    assert found.status == FINAL
    assert found.baseline.se == pytest.approx(se)
    assert found.outcome.baseline_se == pytest.approx(se)
    assert (found.payment.statement.decision, found.payment.statement.total_pence) == (decision, pence)


def pooled_town(**more) -> Contract:
    """A control with its last person released on 31 March, complete on 30 June; the people before it long complete."""
    return town(
        "events", "before comparison 2010-01-01 2010-03-31", "pool comparison 2011-01-01 2011-03-31",
        "own cohort 2011-01-01 2011-03-31 pool", method="reweighted-control", has_scores=True, **more,
    )  # fmt: skip


@pytest.fixture
def with_a_control(release) -> None:
    """By score 20 and 80, people, reconvicted and events: before 20, 4, 6 and 20, 10, 20; the control 30, 3, 5 and 10, 5,
    8; the cohort 10, 2, 2 and 30, 9, 18. One of the control, not reconvicted, is released last.
    """
    for cohort, score, day, *groups in (
        ("before", 20, "2010-01-01", (2, 1), (2, 2), (16, 0)),
        ("before", 80, "2010-01-01", (10, 2), (10, 0)),
        ("pool", 20, "2011-01-01", (1, 1), (2, 2), (26, 0)),
        ("pool", 20, "2011-03-31", (1, 0)),
        ("pool", 80, "2011-01-01", (2, 1), (3, 2), (5, 0)),
        ("own", 20, "2011-01-01", (2, 1), (8, 0)),
        ("own", 80, "2011-01-01", (9, 2), (21, 0)),
    ):
        for people, events in groups:
            release(cohort, day, people, [30 + 10 * event for event in range(events)], score=score)


def test_a_control_still_followed_up_is_the_one_before_times_how_it_does(with_a_control, opened):
    """On 29 June. Those before, weighted to the cohort's 10 and 30: .25 x .2 + .75 x .5 = .425 and .25 x .3 + .75 x 1 =
    .825 events; to the control's 30 and 10: .275, 11 of 40, and .475, 19 events. The control has 8 and 13, and stays so.
    """
    found = projection.project(*opened(pooled_town()), date(2011, 6, 29)).cohort("own")
    assert found.status == PROJECTED, "its own follow-up is complete, its control's is not"
    assert found.mature == found.n == 40
    assert (found.baseline.rate, found.baseline.counted) == (Fraction(8, 40), None)
    assert found.baseline.adjusted == Fraction(425, 1000) * Fraction(727_273, 10**6), "8 / 11"
    assert found.baseline.control_events == Fraction(825, 1000) * Fraction(684_211, 10**6), "13 / 19"


def test_a_complete_control_is_weighted_to_the_cohort(with_a_control, opened):
    """On 30 June: .25 x 3/30 + .75 x 5/10 = .4, and .25 x 5/30 + .75 x 8/10 = 77/120 events a person. The cohort has 20
    for 40 people, .5: 22.1% fewer than .6417, so 40 x 77/120 - 20 = 5.667 events averted at £100.
    """
    found = projection.project(*opened(pooled_town()), date(2011, 6, 30)).cohort("own")
    assert found.status == FINAL
    assert (found.baseline.rate, found.baseline.counted) == (Fraction(8, 40), Fraction(8, 40))
    assert (found.baseline.adjusted, found.baseline.control_events) == (Fraction(2, 5), Fraction(77, 120))
    assert found.payment.statement.total_pence == 56_667


# Cohorts pooled


FOUR = (
    "before comparison 2010-10-01 2010-10-31", "pool-1 comparison 2011-01-01 2011-06-30",
    "pool-2 comparison 2011-03-01 2011-03-31", "one cohort 2011-01-01 2011-01-31 pool-1",
    "two cohort 2011-03-01 2011-03-31 pool-2",
)  # fmt: skip


@pytest.fixture
def two_cohorts(release) -> None:
    """Cohorts of 40 with 48 and 57 events, controls of 40 with 60 each, 1.5 a person. The first cohort's control has
    somebody released on 30 June, three months after everybody else: complete on 30 September.
    """
    for cohort, day, people, events, others in (
        ("before", "2010-10-01", 30, 2, 10),
        ("pool-1", "2011-01-01", 30, 2, 9),
        ("pool-1", "2011-06-30", 0, 0, 1),
        ("pool-2", "2011-03-01", 30, 2, 10),
        ("one", "2011-01-01", 24, 2, 16),
        ("two", "2011-03-01", 19, 3, 21),
    ):
        if people:
            release(cohort, day, people, [30 + 10 * event for event in range(events)])
        release(cohort, day, others)


def test_the_last_cohort_is_paid_for_all_of_them_less_what_was_paid(two_cohorts, opened):
    """Falls of 20% and 5%: the first is paid for 60 - 48 = 12 events. The second misses 10%, but the mean of both is 12.5%,
    beyond 7.5%: 12 + 3 events, less the 12 paid for. The same where it is projected alone, as on a past day.
    """
    asked = opened(town("events", *FOUR, method="reweighted-control"))
    found = projection.project(*asked, date(2011, 9, 30))
    one, two = found.cohorts
    assert (one.status, one.payment.statement.total_pence) == (FINAL, 120_000)
    assert (two.status, two.payment.statement.total_pence, two.p_threshold_met) == (FINAL, 30_000, 1.0)
    past = projection.project_past(*asked, "two", date(2011, 9, 30))
    assert (past.payment.statement.total_pence, past.outcome.earlier) == (30_000, two.outcome.earlier)
    assert [(s.n, s.events, s.control_events, s.paid_pence) for s in two.outcome.earlier] == [
        (40, 48, Fraction(3, 2), 120_000)
    ]


def test_nothing_is_paid_for_the_last_cohort_while_an_earlier_one_is_open(two_cohorts, opened):
    """The day before, the first cohort waits for its control: its own payment is shown, the pool's is not."""
    found = projection.project(*opened(town("events", *FOUR, method="reweighted-control")), date(2011, 9, 29))
    one, two = found.cohorts
    assert (one.status, one.is_settled, one.payment is None) == (PROJECTED, False, False)
    assert (two.status, two.payment, two.outcome, two.p_threshold_met) == (FINAL, None, None, None)
    assert two.change_points is not None, "where it landed is known all the same"


def test_a_cohort_that_is_not_the_last_is_paid_by_itself(two_cohorts, opened):
    """With a third cohort to come the second is not pooled: 5% is short of 10%, and pays nothing, whoever else is open."""
    third = "three cohort 2013-01-01 2013-01-31 pool-2"
    asked = opened(town("events", *FOUR, third, method="reweighted-control"))
    for day in (date(2011, 9, 29), date(2011, 9, 30)):
        two = projection.project(*asked, day).cohort("two")
        assert (two.payment.statement.total_pence, two.outcome.is_last) == (0, False)


# Why a projection moved


BRIDGED = ("base baseline 2010-01-01 2010-03-31", "own cohort 2011-01-01 2011-03-31")
BEFORE, AFTER = date(2011, 3, 30), date(2011, 3, 31)
LATE, CORRECTED, FOLLOWED, RELEASED, BASELINE, TERMS = range(6)


def bridged(release, *changes: int) -> None:
    """24 of 40 before; of the cohort, all released on 1 January, 20 of 40 on 30 March. What changes on the 31st is asked."""
    release("base", "2010-01-01", 24, [30])
    release("base", "2010-01-01", 15)
    release("base", "2010-01-01", 1, [31] if BASELINE in changes else [], late=424)  # 1 February 2010 to 1 April 2011
    release("own", "2011-01-01", 20, [30])
    release("own", "2011-01-01", 17)
    release("own", "2011-01-01", 1, [59] if LATE in changes else [], late=30)  # 1 March, on record on the 31st
    release("own", "2011-01-01", 1, [89] if FOLLOWED in changes else [])  # 31 March
    release("own", "2011-01-01", 1, **({"corrected_on": "2011-03-31"} if CORRECTED in changes else {}))
    if RELEASED in changes:
        release("own", "2011-03-31", 1)


def steps(built: projection.Bridge) -> tuple[list[Decimal], list[int]]:
    return [step.points for step in built.steps], [step.pence for step in built.steps]


@pytest.mark.parametrize(
    ("change", "points", "pence"),
    [
        # Against 60%: 20 of 40 is 10 points lower, £500 beyond the 5. 21 of 40 is 7.5 lower: £250.
        (LATE, "2.5", -25_000),
        (FOLLOWED, "2.5", -25_000),
        # 20 of 39 is 8.7179 points lower: 3.7179 x £100.
        (CORRECTED, "1.2821", -12_821),
    ],
)
def test_one_change_moves_its_own_step_and_no_other(release, opened, change, points, pence):
    bridged(release, change)
    built = projection.bridge(*opened(town("threshold", *BRIDGED, figures={"baseline-rate": 60})), "own", BEFORE, AFTER)
    assert (built.points_before, built.pence_before) == (Decimal(-10), 50_000)
    at = [step == change for step in range(6)]
    assert steps(built) == ([Decimal(points) * here for here in at], [pence * here for here in at])


def test_one_release_moves_the_step_of_new_releases(release, opened):
    """With a chance q of the new one, between the cohort's 50% and the reference's 60% or near: (20 + q) / 41. Of 41, 20
    reconvicted pay the cap, £500, and 21 pay (60 - 51.2195 - 5) x £100 = £378.05.
    """
    bridged(release, RELEASED)
    built = projection.bridge(*opened(town("threshold", *BRIDGED, figures={"baseline-rate": 60})), "own", BEFORE, AFTER)
    points, pence = steps(built)
    q = 41 * (float(points[RELEASED]) / 100 + 0.5) - 20
    assert 0.4 < q < 0.7
    assert pence[RELEASED] == pytest.approx(-12_195 * q, abs=1)
    assert [step for step in range(6) if points[step] or pence[step]] == [RELEASED]


def test_everything_at_once_is_taken_in_order(release, opened):
    """20 of 40, 21 of 40, 21 of 39, 22 of 39, (22 + q) of 40: 10, 7.5, 6.1538 and 3.5897 points lower, which pay £500, £250,
    £115.38 and -£100. Of 40 at last 22 are 5 points lower and neither pay nor are reclaimed from; 23 are.
    """
    bridged(release, LATE, CORRECTED, FOLLOWED, RELEASED)
    built = projection.bridge(*opened(town("threshold", *BRIDGED, figures={"baseline-rate": 60})), "own", BEFORE, AFTER)
    points, pence = steps(built)
    assert points[:RELEASED] == [Decimal("2.5"), Decimal("1.3462"), Decimal("2.5641")]
    assert pence[:RELEASED] == [-25_000, -13_462, -21_538]
    q = 40 * (float(points[RELEASED]) / 100 + 22 / 39) - 22
    assert 0.4 < q < 0.7
    assert pence[RELEASED] == pytest.approx(10_000 * (1 - q), abs=1)
    assert (points[BASELINE], points[TERMS], pence[BASELINE], pence[TERMS]) == (0, 0, 0, 0)


def test_a_late_record_of_the_baseline_moves_the_baselines_step(release, opened):
    """Counted, and not fixed by the terms: 24 of 40, then 25 of 40; 2.5 points further to fall, already at the cap."""
    bridged(release, BASELINE)
    built = projection.bridge(*opened(town("threshold", *BRIDGED)), "own", BEFORE, date(2011, 4, 1))
    assert steps(built) == ([0, 0, 0, 0, Decimal("-2.5"), 0], [0] * 6)


# Where events are the headline


def frequency_town() -> Contract:
    return town(
        "events", "pool comparison 2010-01-01 2010-01-31", "own cohort 2011-01-01 2011-01-31 pool",
        method="reweighted-control",
    )  # fmt: skip


def test_the_range_of_an_events_contract_is_that_of_events(release, opened):
    """Everybody has been reconvicted once, so that the rate is certain; as many events again are to come, as of the
    control, and nobody knows how many: no pounds. By chance alone 40 +- 12 of 80 events, a width over 30 points.
    """
    release("pool", "2010-01-01", 40, [9, 60])
    release("own", "2011-01-01", 40, [9])
    found = projection.project(*opened(frequency_town()), date(2011, 2, 5)).cohort("own")
    assert found.final_rate.p2_5 == found.final_rate.p97_5 == 1
    assert (found.final_events.p97_5 - found.final_events.p2_5) / 2 > 30
    assert (found.status, found.payment) == (TOO_EARLY, None)


def test_the_range_of_events_is_brought_to_the_scale_of_a_rate(release, opened):
    """Of the control's 81 events, 2.025 each, one fell in the last month, which the cohort has before it: one or two to
    come, so that 95% of the draws lie within five or so. That is over 10 for each 100 people, and half of it on the
    scale of a rate: within the 8 points for pounds.
    """
    release("pool", "2010-01-01", 39, [9, 40])
    release("pool", "2010-01-01", 1, [9, 40, 80])
    release("own", "2011-01-01", 40, [9, 40])
    found = projection.project(*opened(frequency_town()), date(2011, 3, 4)).cohort("own")
    width = found.final_events.p97_5 - found.final_events.p2_5
    assert width > 10
    assert width / (81 / 40) < 8
    assert found.status == PROJECTED
    assert found.payment is not None


def test_a_draw_never_has_fewer_events_than_first_convictions_to_come():
    """4 reconvicted so far, of 6 events: 5, 7 or 9 people at the end are 1, 3 or 5 events more at least."""
    ahead = SimpleNamespace(
        n_expected=20,
        people=SimpleNamespace(final=np.array([5, 7, 9]), reconvicted=4),
        events=SimpleNamespace(final=np.array([6, 12, 8]), reconvicted=6),
    )
    drawn = drawn_from(ahead)
    assert (drawn.n, drawn.reconvicted.tolist(), drawn.events.tolist()) == (20, [5, 7, 9], [7, 12, 11])


# Terms that are tried


def test_another_baseline_moves_the_change_and_not_where_the_cohort_lands(release, opened):
    """24 of 40 against 16 of 80, twice as many people in as many days: the change moves by 40 points, all else stays."""
    spans = (
        "a comparison 2010-01-01 2010-03-31",
        "b comparison 2010-04-01 2010-06-29",
        "own cohort 2011-01-01 2011-03-31",
    )
    terms, tried = (town("threshold", *spans[:2], f"{spans[2]} {against}") for against in "ab")
    for cohort, day, convicted, others in (
        ("a", "2010-01-01", 24, 16), ("b", "2010-04-01", 16, 64), ("own", "2011-01-01", 6, 30),
    ):  # fmt: skip
        release(cohort, day, convicted, [9])
        release(cohort, day, others)
    reader, contract = opened(terms)
    here, there = (
        projection.project(reader, contract, date(2011, 1, 20), terms=t).cohort("own") for t in (terms, tried)
    )
    assert (here.baseline.adjusted, there.baseline.adjusted) == (Fraction(3, 5), Fraction(1, 5))
    assert here.n_expected == there.n_expected == 36 + round(70 * 40 / 90)
    assert here.final_rate == there.final_rate
    assert here.simple == there.simple
    assert np.array_equal(here.delay.by_month, there.delay.by_month)
    assert there.change_points.mean - here.change_points.mean == pytest.approx(40)
