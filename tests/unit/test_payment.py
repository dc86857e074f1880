"""The six payment rules on outcomes worked by hand, at each boundary, and the outcomes that are refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from paying_terms import COMMUNITY, CONTRACTS, CRC, CRS, DONCASTER, PENALTY, PER_CENT, PETERBOROUGH

from throughgate.methods.payment import (
    Level,
    Outcome,
    Settled,
    Volume,
    marginal_value,
    monthly_payments,
    payments,
    statement,
)
from throughgate.methods.payment.falls import trigger_events
from throughgate.terms import Contract


def lines(terms: Contract, outcome: Outcome) -> dict[str, int]:
    """Pounds of each line with an amount."""
    return {
        line.label: line.amount_pence / 100 for line in statement(terms, outcome).lines if line.amount_pence is not None
    }


def facts(terms: Contract, outcome: Outcome) -> dict[str, str]:
    return {line.label: line.working for line in statement(terms, outcome).lines if line.amount_pence is None}


def fall_of(points: str, n: int = 10_000) -> Outcome:
    """Doncaster's baseline of 58.2% with a fall of so many points, exact to the hundredth."""
    reconvicted = n * (Fraction("58.2") - Fraction(points)) / 100
    assert reconvicted.denominator == 1
    return Outcome(n=n, reconvicted=int(reconvicted), baseline=Fraction("58.2") * PER_CENT)


@pytest.mark.parametrize(
    ("points", "decision", "is_met", "pounds"),
    [
        ("-1", "clawback", False, -2_000_000),
        ("3.3", "clawback", False, -2_000_000),
        ("4.99", "clawback", False, -2_000_000),
        ("5", "keep", True, 0),
        ("5.01", "reward", True, 4_000),
        ("5.7", "reward", True, 280_000),
        ("9.99", "reward", True, 1_996_000),
        ("10", "reward", True, 2_000_000),
        ("10.01", "reward", True, 2_000_000),
        ("12", "reward", True, 2_000_000),
    ],
)
def test_threshold_reclaims_below_keeps_at_and_rewards_above(points, decision, is_met, pounds):
    """10% of £20m is £2m; £400,000 a point beyond 5, five points at most."""
    stated = statement(DONCASTER, fall_of(points))
    assert (stated.decision, stated.is_met, stated.total_pence) == (decision, is_met, 100 * pounds)


def test_exactly_five_points_is_met_where_floats_say_it_is_not():
    """532 of 1,000 against 58.2%: in doubles 0.582 - 0.532 is less than 0.05."""
    assert 0.582 - 0.532 < 0.05
    assert statement(DONCASTER, fall_of("5", n=1000)).decision == "keep"
    # One person more of 1,000 is 0.1 points short.
    assert statement(DONCASTER, replace(fall_of("5", n=1000), reconvicted=533)).decision == "clawback"


def test_what_is_just_short_never_reads_as_the_threshold():
    """5 points less one in a million: 58.2% of 1,000,000 is 582,000, less 50,000 is 532,000, and one more missed."""
    outcome = Outcome(n=1_000_000, reconvicted=532_001, baseline=Fraction("0.582"))
    assert facts(DONCASTER, outcome)["Change"] == "4.9999 percentage points lower"


def test_slope_is_rounded_once_to_the_nearest_penny():
    """100/7 points at a penny each are 14.29 pence; 50 points at 1.01 pence are 50.5, halves away from zero 51."""
    terms = DONCASTER.with_figures(
        {"threshold": Decimal(0), "cap": Decimal(100), "slope": Decimal("0.01")}, source="this test"
    )
    assert statement(terms, Outcome(n=7, reconvicted=0, baseline=Fraction(1, 7))).total_pence == 14
    half = terms.with_figures({"slope": Decimal("0.0101")}, source="this test")
    assert statement(half, Outcome(n=2, reconvicted=0, baseline=Fraction(1, 2))).total_pence == 51


def test_half_a_penny_to_be_reclaimed_is_reclaimed():
    """10% of £0.05 is half a penny: away from zero, one penny."""
    terms = DONCASTER.with_figures({"core-value": Decimal("0.05")}, source="this test")
    assert statement(terms, fall_of("0")).total_pence == -1


def test_catch22_has_a_share_of_the_reward_and_none_of_the_risk():
    share = CONTRACTS["doncaster"].payment.partners[0].reward_share
    reward = statement(DONCASTER, fall_of("10")).passed_on[0]
    assert (reward.label, reward.amount_pence) == ("Catch22: share of the reward", int(200_000_000 * share / 100))
    assert reward.status == "assumed"
    risk = statement(DONCASTER, fall_of("0")).passed_on[0]
    assert (risk.label, risk.amount_pence) == ("Catch22: share of the risk", 0)


def test_a_line_is_assumed_where_one_of_its_figures_is():
    stated = statement(CONTRACTS["doncaster"], fall_of("3.3"))
    status = {line.label: line.status for line in stated.lines}
    assert status["Reconvicted"] == "computed"
    assert status["Reclaimed from the core contract value"] == "assumed"
    assert stated.assumed == ("core-value", "slope")
    assert statement(CONTRACTS["peterborough"], Outcome(n=9, control_events=Fraction(1))).assumed == (
        "price", "most-paid",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("events", "is_met", "pounds"),
    [
        # 1,000 men with a control of 155 per 100: 1,550 events; 10% fewer is 1,395.
        (1420, False, 0),
        (1396, False, 0),
        (1395, True, 155 * 20_000),
        (1300, True, 250 * 20_000),
        (800, True, 13_000_000),
    ],
)
def test_a_cohort_is_paid_from_its_trigger_on(events, is_met, pounds):
    stated = statement(PETERBOROUGH, Outcome(n=1000, events=events, control_events=Fraction(155, 100)))
    assert (stated.is_met, stated.total_pence) == (is_met, 100 * pounds)
    assert stated.decision == ("paid" if pounds else "nothing")


def test_the_last_cohort_brings_the_pooled_trigger():
    """142 v 155 is a fall of 13/155; the last needs 7.5% on average: with 1,000 each, 2 x 7.5 - 8.387 = 6.613%.

    Of 1,550 events that is 102.5 fewer: 1,447 is enough, 1,448 is not. Averted are 130 + 103 = 233.
    """
    first = Settled(1000, 1420, Fraction(155, 100))
    last = Outcome(n=1000, events=1447, control_events=Fraction(155, 100), earlier=(first,), is_last=True)
    assert statement(PETERBOROUGH, last).total_pence == 233 * 20_000 * 100
    assert statement(PETERBOROUGH, replace(last, events=1448)).total_pence == 0
    assert statement(PETERBOROUGH, replace(last, is_last=False)).total_pence == 0
    # 1.55 x (1,000 + 1,000 x 13/155 - 2,000 x 7.5%) events, and of the last alone 1.55 x 900.
    assert trigger_events(last, Fraction("7.5"), earlier=(first,)) == Fraction("1447.5")
    assert trigger_events(last, Fraction(10)) == 1395


def test_falls_are_averaged_by_people_not_by_cohorts():
    """A fall of 12% in 100 men and of 7% in 900: 7.5% on average by people, exactly; by cohorts it would be 9.5%.

    Against a fall of 6.99% in the 900 the mean is 7.49%.
    """
    first = Settled(100, 88, Fraction(1))
    last = Outcome(n=900, events=837, control_events=Fraction(1), earlier=(first,), is_last=True)
    assert statement(PETERBOROUGH, last).is_met
    assert facts(PETERBOROUGH, last)["Mean fall of all cohorts, by people"] == "7.5%"
    assert not statement(PETERBOROUGH, replace(last, events=838)).is_met


def test_an_event_is_paid_for_once():
    """200 averted and paid in cohort 1 (£4m), 100 in cohort 2 of 1,000 events: 300 in all are £6m, £2m still due."""
    first = Settled(1000, 800, Fraction(1), 400_000_000)
    last = Outcome(n=1000, events=900, control_events=Fraction(1), earlier=(first,), is_last=True)
    assert lines(PETERBOROUGH, last) == {"Events averted": 6_000_000, "Already paid for earlier cohorts": -4_000_000}
    # Had £5m been paid, the £13m cap holds a fall of 700 more to £8m.
    capped = replace(last, events=300, earlier=(replace(first, paid_pence=500_000_000),))
    assert lines(PETERBOROUGH, capped) == {
        "Events averted": 18_000_000,
        "Beyond the most that the contract pays": -5_000_000,
        "Already paid for earlier cohorts": -5_000_000,
    }


def test_the_last_cohort_is_paid_by_the_trigger_that_pays_more():
    """Cohort 1 rose by 30 events of 1,000, cohort 2 fell by 200: 8.5% on average is 170 events, its own 20% is 200."""
    first = Settled(1000, 1030, Fraction(1))
    last = Outcome(n=1000, events=800, control_events=Fraction(1), earlier=(first,), is_last=True)
    assert statement(PETERBOROUGH, last).total_pence == 200 * 20_000 * 100


def test_a_cap_already_used_up_leaves_nothing():
    first = Settled(1000, 100, Fraction(1), 1_300_000_000)
    later = Outcome(n=1000, events=500, control_events=Fraction(1), earlier=(first,))
    assert (statement(PETERBOROUGH, later).decision, statement(PETERBOROUGH, later).is_met) == ("nothing", True)


def test_a_control_without_events_pays_nothing():
    stated = statement(PETERBOROUGH, Outcome(n=10, events=0, control_events=Fraction(0), is_last=True))
    assert (stated.is_met, stated.total_pence) == (False, 0)


@pytest.mark.parametrize(
    ("reconvicted", "decision", "pounds"),
    [
        # 1,000 people at 50%: the error is 1.581 points, times 1.95996 is 3.099: 469 falls, 531 rises.
        (469, "paid", 500_000),
        (470, "nothing", 0),
        (500, "nothing", 0),
        (530, "nothing", 0),
        (531, "deduction", -500_000),
    ],
)
def test_the_test_of_the_rate_has_three_answers(reconvicted, decision, pounds):
    outcome = Outcome(
        n=1000, reconvicted=reconvicted, events=4 * reconvicted, baseline=Fraction(1, 2), control_events=Fraction(4)
    )
    stated = statement(CRC, outcome)
    assert (stated.decision, stated.is_met) == (decision, decision == "paid")
    assert lines(CRC, outcome)["Payment by the test of the rate"] == pounds
    assert stated.total_pence == 100 * (10_000_000 + pounds)


def test_an_estimated_baseline_widens_the_test():
    """With 2 points of its own the error is sqrt(1.581^2 + 2^2) = 2.550, times 1.95996 is 4.997: 450 falls, 451 not."""
    outcome = Outcome(n=1000, reconvicted=450, baseline=Fraction(1, 2), baseline_se=0.02, control_events=Fraction(0))
    assert statement(CRC, outcome).decision == "paid"
    assert statement(CRC, replace(outcome, reconvicted=451)).decision == "nothing"


def test_one_person_who_does_not_reoffend_is_no_significant_fall():
    """At the cohort's own rate the error would vanish and the test with it."""
    outcome = Outcome(n=1, reconvicted=0, baseline=Fraction(475, 1000), control_events=Fraction(4))
    assert statement(CRC, outcome).decision == "nothing"


def test_each_reoffence_has_its_price_and_the_year_its_most():
    """500 reoffenders at 4.0 were 2,000 reoffences: 2,100 are 100 more, 1,000 are 1,000 fewer and pass £11m by £0.5m."""
    outcome = Outcome(n=1000, reconvicted=469, events=1976, baseline=Fraction(1, 2), control_events=Fraction(4))
    # 469 x 4 = 1,876: 100 more.
    assert lines(CRC, outcome) == {
        "Fee for service": 10_000_000,
        "Payment by the test of the rate": 500_000,
        "Payment by the number of reoffences": -100_000,
    }
    most = replace(outcome, events=876)
    assert lines(CRC, most)["Beyond the maximum annual payment"] == -500_000
    assert statement(CRC, most).total_pence == 1_100_000_000


def test_fee_for_service_comes_in_twelve_payments_with_the_rest_in_the_last():
    """£10,000,000 over 12 is £833,333.33 and a third: eleven of those leave £833,333.37."""
    assert monthly_payments(1_000_000_000) == (83_333_333,) * 11 + (83_333_337,)
    assert sum(monthly_payments(1_000_000_000)) == 1_000_000_000
    fee = statement(CRC, Outcome(n=1, baseline=Fraction(1, 2), control_events=Fraction(4))).lines
    assert "11 monthly payments of £833,333.33 and a last of £833,333.37" in [line.working for line in fee]


@pytest.mark.parametrize(
    ("reconvicted", "pounds", "is_met"),
    [
        # 1,000 at £1,500: £1,050,000 at once, £450,000 for 8 points below 58%.
        (600, 0, False),
        (580, 0, False),
        (579, 5_625, False),
        (540, 225_000, False),
        (501, 444_375, False),
        (500, 450_000, True),
        (400, 450_000, True),
    ],
)
def test_the_balance_follows_the_fall(reconvicted, pounds, is_met):
    outcome = Outcome(n=1000, reconvicted=reconvicted, baseline=Fraction(58, 100))
    assert lines(COMMUNITY, outcome) == {"Upfront fee": 1_050_000, "Balancing payment": pounds}
    stated = statement(COMMUNITY, outcome)
    assert (stated.decision, stated.is_met) == ("paid" if pounds else "nothing", is_met)


def test_upfront_and_balance_are_the_whole_fee_to_the_penny():
    """£0.05 at 50%: 2.5 pence at once, away from zero 3; the balance is the other 2, not 3 again."""
    terms = COMMUNITY.with_figures({"fee": Decimal("0.05"), "upfront-share": Decimal(50)}, source="this test")
    assert statement(terms, Outcome(n=1, reconvicted=0, baseline=Fraction(1, 2))).total_pence == 5


@pytest.mark.parametrize(
    ("events", "pounds", "decision"),
    [
        # 100 people at £2,000; £250 each; at most 30% of £200,000, which 240 reconvictions come to.
        (0, 200_000, "paid"),
        (1, 199_750, "deduction"),
        (240, 140_000, "deduction"),
        (241, 140_000, "deduction"),
    ],
)
def test_each_reconviction_is_deducted_up_to_the_most(events, pounds, decision):
    stated = statement(PENALTY, Outcome(n=100, reconvicted=0, events=events))
    assert (stated.total_pence, stated.decision, stated.is_met) == (100 * pounds, decision, None)


@pytest.mark.parametrize(("referrals", "pounds"), [(0, 60_000), (49, 60_000), (50, 100_000), (100, 150_000)])
def test_the_fee_is_that_of_the_band_reached(referrals, pounds):
    stated = statement(CRS, Outcome(n=referrals, volume=Volume(referrals, 0)))
    assert (stated.total_pence, stated.decision, stated.is_met) == (100 * pounds, "paid", None)


def test_bands_may_stand_on_starts():
    on_starts = CRS.model_copy(update={"payment": CRS.payment.model_copy(update={"bands_on": "starts"})})
    outcome = Outcome(n=120, volume=Volume(120, 60))
    assert (statement(CRS, outcome).total_pence, statement(on_starts, outcome).total_pence) == (15_000_000, 10_000_000)


def test_twenty_hours_against_ten_planned_leave_half_of_the_profiled_cases():
    """Clinks RR3, May 2024; 60 starts of 120 referrals are half, 80% expected."""
    high = next(level for level in CRS.payment.complexity if level.name == "High")
    assert high.planned_hours == 10
    outcome = Outcome(n=120, volume=Volume(120, 60, (Level("High", 5, Fraction(100)),)))
    told = facts(CRS, outcome)
    assert told["Hours for each case, High"] == "20, against 10 planned: enough for 50% of the profiled cases"
    assert told["Conversion of referrals into starts"].startswith("50%, against 80%")
    # The profile is 20% of 4 hours, 50% of 6 and 30% of 10: 6.8 a case, 34% of 20.
    assert told["Hours for each case, all levels"].endswith("against 6.8 planned: enough for 34% of the profiled cases")


GOOD = Outcome(n=100, reconvicted=50, events=80, baseline=Fraction(1, 2), control_events=Fraction(2))


@pytest.mark.parametrize(
    ("contract_id", "change", "told"),
    [
        ("broward", {}, r"broward has no \[payment\]"),
        ("doncaster", {"n": 0}, "n is 0.*wait until"),
        ("doncaster", {"reconvicted": 101}, "reconvicted is 101 of n 100.*from 0 to n"),
        ("doncaster", {"reconvicted": -1}, "reconvicted is -1"),
        ("peterborough", {"events": -1}, "events is -1"),
        ("doncaster", {"baseline": None}, "baseline is missing: the rule threshold"),
        ("community-sentences", {"baseline": None}, "baseline is missing: the rule balancing"),
        ("crc", {"baseline": None}, "baseline is missing: the rule three-way"),
        ("doncaster", {"baseline": 0.582}, "baseline is 0.582, a float: give it as a Fraction"),
        ("doncaster", {"baseline": Fraction(582, 10)}, "baseline is 291/5.*divide per cent by 100"),
        ("doncaster", {"baseline": Fraction(-1, 10)}, "baseline is -1/10"),
        ("crc", {"baseline_se": float("nan")}, "baseline_se is nan"),
        ("crc", {"baseline_se": -0.1}, "baseline_se is -0.1"),
        ("crc", {"control_events": None}, "control_events is missing: the rule three-way"),
        ("peterborough", {"control_events": None}, "control_events is missing: the rule events"),
        ("peterborough", {"control_events": Fraction(-1)}, "control_events is -1"),
        ("peterborough", {"earlier": (Settled(0, 0, Fraction(1)),)}, "n of an earlier cohort is 0"),
        ("crs", {}, "volume is missing"),
        ("crs", {"volume": Volume(-1, 0)}, "-1 referrals"),
        ("crs", {"volume": Volume(1, 1, (Level("Higher", 1, Fraction(1)),))}, "'Higher': the terms know Low, Medium"),
    ],
)
def test_an_outcome_that_cannot_be_paid_is_refused_by_name_value_and_remedy(contract_id, change, told):
    outcome = replace(GOOD, **change)
    with pytest.raises(ValueError, match=told):
        statement(CONTRACTS[contract_id], outcome)
    with pytest.raises(ValueError, match=told):
        payments(CONTRACTS[contract_id], outcome, reconvicted=np.array([1]))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"reconvicted": np.array([0.5])}, "reconvicted holds float64"),
        ({"reconvicted": np.array([7, 101])}, "reconvicted holds 101.*from 0 to n, 100"),
        ({"reconvicted": np.array([-1])}, "reconvicted holds -1"),
        ({"reconvicted": np.array([1]), "events": np.array([-2])}, "events holds -2"),
        ({"reconvicted": np.array([1]), "events": np.array([1, 2])}, r"shape \(2,\), reconvicted \(1,\)"),
    ],
)
def test_counts_that_are_none_are_refused(counts, told):
    with pytest.raises(ValueError, match=told):
        payments(DONCASTER, GOOD, **counts)


def test_one_reconviction_fewer_is_worth_the_slope_the_price_or_the_deduction():
    """Of 1,000 a person is 0.1 points: £40,000 beyond the threshold, £2m at the cliff, nothing far above and below."""
    outcome = Outcome(n=1000, baseline=Fraction(582, 1000))
    worth = [marginal_value(DONCASTER, outcome, reconvicted=np.array([x])) for x in (0, 482, 483, 532, 533, 534, 1000)]
    assert worth == [0, 0, 4_000_000, 4_000_000, 200_000_000, 0, 0]
    # The mean of the cliff and of nothing.
    assert marginal_value(DONCASTER, outcome, reconvicted=np.array([533, 600])) == 100_000_000
    bond = Outcome(n=1000, control_events=Fraction(155, 100))
    events = np.array([0, 1000, 1395, 1396, 1500])
    # At 1,396 the tenth is one event away: all 155 are then paid for. Far below the cap holds.
    worth = [
        marginal_value(PETERBOROUGH, bond, reconvicted=np.array([500]), events=np.array([count])) for count in events
    ]
    assert worth == [0, 2_000_000, 2_000_000, 155 * 2_000_000, 0]
    assert marginal_value(PENALTY, GOOD, reconvicted=np.array([5]), events=np.array([9])) == 25_000
    assert marginal_value(COMMUNITY, replace(GOOD, n=1000), reconvicted=np.array([480])) == pytest.approx(562_500)


def test_three_way_loses_a_reoffender_with_a_part_of_a_reoffence():
    """681 with 3,200: 4.69897 each, against 4.2 of the baseline: £498.97, to the penny that each payment is rounded to."""
    outcome = Outcome(n=1500, baseline=Fraction(4654, 10_000), baseline_se=0.01, control_events=Fraction(42, 10))
    worth = marginal_value(CRC, outcome, reconvicted=np.array([681]), events=np.array([3200]))
    assert worth == pytest.approx(49_897, abs=1)


def test_three_way_loses_a_reoffender_with_their_reoffences():
    """400 of 1,000 with 5 each: one fewer takes 5 reoffences, and 4 of the baseline's: 5 - 4 = 1, £1,000."""
    outcome = Outcome(n=1000, baseline=Fraction(1, 2), control_events=Fraction(4))
    worth = marginal_value(CRC, outcome, reconvicted=np.array([400]), events=np.array([2000]))
    assert worth == 100_000
