"""Sentences, with expected words written by hand, and what no sentence may ever say."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd
import pytest
from figures import AS_AT, CONTRACTS, DONCASTER, cohort, doncaster, rates
from hypothesis import given
from hypothesis import strategies as st

from throughgate.methods.change import Change
from throughgate.methods.reconviction import binary_rate, frequency
from throughgate.results import ContractData, DataReport
from throughgate.show import about, findings, periods, summary, trends, words

NUMBER = st.floats(-60, 60).map(lambda value: round(value, 3))
COUNTS = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


def test_a_rate_has_its_interval():
    # 825 of 1,572: 52.48%; Wilson limits by hand 50.01% and 54.94%.
    assert words.rate(binary_rate(1572, 825)) == "52.5% (50.0% to 54.9%)"


def test_nobody_is_no_rate():
    assert words.rate(binary_rate(0, 0)) == "no people"
    assert words.per_100(frequency(0, 0, 0)) == "no people"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (-5.7, "5.7 percentage points lower"),
        (3.26, "3.3 percentage points higher"),
        (-1.02, "1.0 percentage point lower"),
        (0.04, "no different to one decimal"),
    ],
)
def test_a_difference_of_rates_is_in_percentage_points(change, said):
    assert words.points(change) == said


@pytest.mark.parametrize(
    ("low", "high", "said", "verdict"),
    [
        (-9.2, -2.1, "2.1 to 9.2 lower", "lower"),
        (2.1, 9.2, "2.1 to 9.2 higher", "higher"),
        (-1.0, 3.0, "1.0 lower to 3.0 higher", "not enough evidence of a difference"),
        (-10.4, -9.6, "9.6 to 10.4 lower", "lower"),
    ],
)
def test_the_interval_of_a_change(low, high, said, verdict):
    change = Change((low + high) / 2, low, high)
    assert words.points_range(change) == said
    assert words.verdict(change) == verdict


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2011-10-01", "2011-12-31", "October to December 2011"),
        ("2011-10-01", "2012-09-30", "October 2011 to September 2012"),
        ("2012-02-01", "2012-02-29", "February 2012"),
        ("2010-09-09", "2010-09-30", "9 September 2010 to 30 September 2010"),
        ("2010-09-09", "2010-09-09", "9 September 2010"),
    ],
)
def test_a_stretch_of_days_says_its_months(start, end, said):
    assert words.months(date.fromisoformat(start), date.fromisoformat(end)) == said


def test_a_moment_is_told_in_utc():
    summer = datetime(2026, 6, 1, 0, 15, tzinfo=timezone(timedelta(hours=1)))
    assert words.moment(summer) == "31 May 2026 at 23:15 (UTC)"
    assert words.newly_published(datetime(2026, 11, 21, 22, 15, tzinfo=UTC)) == (
        "New data were published on 21 November 2026 at 22:15 (UTC); this page now shows them."
    )


def test_a_cohort_is_final_when_its_last_person_has_been_followed_up():
    assert words.final_on(cohort("cohort-2"), DONCASTER) == date(2015, 3, 30)
    assert (
        words.maturity(doncaster()[2], DONCASTER, AS_AT)
        == "follow-up complete for 45% of people, final on 30 March 2015"
    )
    assert words.maturity(doncaster()[1], DONCASTER, AS_AT) == "final"
    assert words.maturity(doncaster()[3], DONCASTER, AS_AT) == "nobody released yet"


def test_a_follow_up_is_never_rounded_up_to_complete():
    assert words.followed_share(doncaster(second_mature=1570)[2]) == "99%"


@pytest.mark.parametrize(
    ("done", "n", "said"),
    # 376 of 1,570 is 23.95%; 1 of 8 is 12.5%.
    [(376, 1570, "24%"), (1, 8, "13%"), (1, 1570, "1%"), (0, 1570, "0%"), (1569, 1570, "99%"), (1570, 1570, "100%")],
)
def test_a_followed_share_is_rounded_half_up(done, n, said):
    assert words.followed_share(rates(cohort("cohort-2"), n, 0, mature=done)) == said


def test_the_caption_says_who_and_when():
    assert words.caption(ContractData(DONCASTER, date(2009, 1, 1), AS_AT, is_synthetic=True), AS_AT) == (
        "HMP Doncaster, cohort 1 to cohort 3, people released October 2011 to June 2014, as at 30 June 2014"
    )


@pytest.mark.parametrize(
    ("as_at", "said"),
    [
        (date(2009, 3, 31), "baseline year 2009, people released January to March 2009"),
        (date(2011, 10, 31), "cohort 1, people released October 2011"),
        (date(2012, 10, 1), "cohort 1 to cohort 2, people released 1 October 2011 to 1 October 2012"),
        (date(2008, 12, 31), "no cohort has begun"),
    ],
)
def test_the_caption_speaks_of_nobody_released_after_the_as_at_date(as_at, said):
    contract = ContractData(DONCASTER, date(2009, 1, 1), AS_AT, is_synthetic=False)
    assert words.caption(contract, as_at) == f"HMP Doncaster, {said}, as at {words.day(as_at)}"


def test_a_source_keeps_the_warning_of_made_up_people():
    made_up, real = (ContractData(DONCASTER, date(2009, 1, 1), AS_AT, is_synthetic=made) for made in (True, False))
    assert words.source(made_up, AS_AT) == "HMP Doncaster data as loaded, known on 30 June 2014. Synthetic people."
    assert words.source(real, AS_AT) == "HMP Doncaster data as loaded, known on 30 June 2014."


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        ({"a": 0, "b": 0}, "No row was refused"),
        ({"a": 0, "b": 307}, "307 of 5,000 rows of source b were refused"),
        ({"a": 3, "b": 307}, "310 of 6,000 rows were refused"),
    ],
)
def test_refusals_name_their_source_where_it_is_one(refused, said):
    rows = [(name, n, count) for name, count in refused.items() for n in ((1000,) if name == "a" else (4000, 1000))]
    loads = pd.DataFrame(rows, columns=["source", "rows_read", "rows_refused"])
    loads.loc[loads["rows_read"] == 4000, "rows_refused"] = 0
    assert about.data_title(DataReport(loads, *[pd.DataFrame()] * 3)) == said


def test_the_finding_of_a_final_cohort():
    now = findings.standing(DONCASTER, doncaster())
    assert findings.title(now) == "Cohort 1's reconviction rate is 5.7 percentage points lower than its baseline's"
    said = findings.lead(now, AS_AT)
    assert "Of 1,572 people in cohort 1, all followed up, **52.5% (50.0% to 54.9%)** were reconvicted" in said
    # 5.74 -/+ 1.96 sqrt(0.525 x 0.475 / 1572 + 0.582 x 0.418 / 1570) = 2.27 to 9.21.
    assert "(95% interval of the difference 2.3 to 9.2 lower)" in said
    assert (
        "Cohort 2 (1,571 people) stands at 51.0% (48.5% to 53.5%) so far, which will rise or stay as it is, corrections aside:"
        in said
    )


def test_a_rate_so_far_may_fall_while_people_are_being_released():
    # Cohort 2's window ends on 30 September 2013.
    now = findings.standing(DONCASTER, doncaster())
    assert "so far, which may still rise or fall while people are being released:" in findings.lead(
        now, date(2013, 9, 29)
    )
    assert "so far, which will rise or stay as it is, corrections aside:" in findings.lead(now, date(2013, 9, 30))


def test_nothing_says_that_a_rate_can_only_rise():
    said = " ".join([*trends.how_many(DONCASTER), *(meaning for _, meaning in about.DEFINITIONS)])
    assert "only rise" not in said
    assert said.count("may still rise or fall while people are being released") == 2


def test_final_does_not_mean_that_nothing_can_be_added():
    final = dict(about.DEFINITIONS)["Final"]
    assert final.startswith("the follow-up is complete for everybody in the cohort")
    assert "Convictions recorded late may still be added." in final


def test_a_small_new_cohort_takes_no_other_with_it():
    # The demonstration as at 30 November 2013: cohort 3 has 3 of 245 reconvicted; cohorts 1 and 2 are not final.
    rows = (("baseline-2009", 1570, 914, 1570), ("cohort-1", 1570, 819, 1047), ("cohort-2", 1570, 544, 0))
    made = tuple(rates(cohort(name), n, hit, mature=mature) for name, n, hit, mature in rows)
    made = (*made, rates(cohort("cohort-3"), 245, 3, mature=0))
    assert [period.figures is None for period in periods.by_cohort(made)] == [False, False, False, True]
    now = findings.standing(DONCASTER, made)
    assert now.baseline is made[0]
    assert [box[0] for box in summary.boxes(now)] == [
        "Reconvicted, so far", "Against baseline", "Events per 100, so far", "Cohort 1 followed up",
    ]  # fmt: skip
    assert "3 of 245" not in findings.lead(now, date(2013, 11, 30))


def test_a_small_cohort_leaves_the_change_of_a_final_one():
    now = findings.standing(DONCASTER, (*doncaster()[:2], rates(cohort("cohort-3"), 245, 3, mature=0)))
    assert findings.title(now) == "Cohort 1's reconviction rate is 5.7 percentage points lower than its baseline's"


def test_a_baseline_that_is_not_shown_is_not_called_missing():
    small = (rates(cohort("baseline-2009"), 9, 5), doncaster()[1])
    assert findings.title(findings.standing(DONCASTER, small)) == (
        "52.5% of cohort 1 were reconvicted, and its baseline cannot be shown"
    )
    late = (rates(cohort("baseline-2009"), 1570, 914, mature=1000), doncaster()[1])
    assert findings.title(findings.standing(DONCASTER, late)).endswith("and its baseline is not final yet")


def test_no_difference_to_one_decimal_reads_as_a_sentence():
    # 580 of 1,000 and 5,801 of 10,000: 58.00% and 58.01%.
    now = findings.standing(
        DONCASTER, (rates(cohort("baseline-2009"), 10000, 5801), rates(cohort("cohort-1"), 1000, 580))
    )
    assert "That is the same to one decimal as the 58.0% (57.0% to 59.0%) of 10,000 people in baseline year 2009" in (
        findings.lead(now, AS_AT)
    )
    assert words.against(-5.7, "its baseline's") == "5.7 percentage points lower than its baseline's"
    assert words.against(0.04, "its baseline's") == "the same to one decimal as its baseline's"


def test_a_cohort_that_is_not_final_is_not_judged():
    now = findings.standing(DONCASTER, (doncaster()[0], doncaster()[2]))
    assert findings.title(now) == "It is too early to judge cohort 2: its follow-up is not complete"
    assert now.change is None
    assert "baseline" not in findings.lead(now, AS_AT)


def test_a_difference_within_chance_is_called_that():
    now = findings.standing(DONCASTER, (rates(cohort("baseline-2009"), 300, 174), rates(cohort("cohort-1"), 300, 165)))
    assert findings.title(now) == "Cohort 1: not enough evidence that its reconviction rate differs from the baseline's"


def test_a_cohort_too_small_to_show_is_in_no_sentence():
    small = (doncaster()[0], doncaster()[1], rates(cohort("cohort-2"), 7, 3))
    now = findings.standing(DONCASTER, small)
    assert "7 people" not in findings.lead(now, AS_AT)
    assert findings.title(findings.standing(DONCASTER, small[2:])) == "No cohort has a rate that can be shown"
    # 198 of 200: not few people, but all except two.
    large = findings.standing(DONCASTER, (rates(cohort("cohort-1"), 200, 198),))
    assert findings.lead(large, AS_AT) == (
        "A cohort either has nobody released yet or is hidden so that nobody can be recognised."
    )


def test_peterborough_speaks_of_events():
    contract = CONTRACTS["peterborough"]
    now = findings.standing(contract, (rates(cohort("cohort-1", contract), 1000, 534, events=1420),))
    assert findings.title(now) == "Cohort 1 had 142.0 reconviction events for each 100 people released"


@given(NUMBER)
def test_no_difference_is_a_per_cent(change):
    for said in (words.points(change), words.short_points(change)):
        assert "%" not in said
        assert "-" not in said


@given(NUMBER, st.floats(0, 30), st.floats(0, 30))
def test_no_range_of_a_difference_is_a_per_cent(points, below, above):
    said = words.points_range(Change(points, points - below, points + above))
    assert "%" not in said
    assert re.search(r"lower|higher", said)


@given(COUNTS, COUNTS)
def test_no_sentence_claims_a_cause_or_a_per_cent_lower(baseline, first):
    made = (rates(cohort("baseline-2009"), *baseline), rates(cohort("cohort-1"), *first))
    now = findings.standing(DONCASTER, made)
    said = " ".join([findings.title(now), findings.lead(now, AS_AT)])
    assert not re.search(r"% (lower|higher|fewer|more)", said)
    assert not re.search(r"caused|because of|due to|thanks to", said)
    assert "nan" not in said.lower()
    if now.final:
        assert f"{now.final.binary.n:,}" in said


@given(COUNTS)
def test_every_rate_has_two_limits_around_it(counts):
    said = words.rate(binary_rate(*counts))
    value, low, high = (float(number) for number in re.findall(r"[\d.]+(?=%)", said))
    assert low <= value <= high


@pytest.mark.parametrize(
    ("number", "said"),
    [(-3.14, "\N{MINUS SIGN}\N{WORD JOINER}3.1"), (3.15001, "+3.2"), (0, "0.0"), (-0.04, "0.0"), (0.04, "0.0"), (0.06, "+0.1")],
)  # fmt: skip
def test_a_difference_has_a_sign_but_nought_has_none(number, said):
    assert words.signed(number) == said


@pytest.mark.parametrize(
    ("p", "said", "rough"),
    [(0.00099, "< 0.001", "< 0.01"), (0.001, "0.001", "< 0.01"), (0.0099, "0.010", "< 0.01"), (0.01, "0.010", "0.01"), (0.137, "0.137", "0.14")],
)  # fmt: skip
def test_p_is_never_nought(p, said, rough):
    assert words.p_value(p) == said
    assert words.rough_p(p) == rough
    assert words.equals("q", p).replace("\N{NO-BREAK SPACE}", " ") == (f"q {said}" if p < 0.001 else f"q = {said}")
