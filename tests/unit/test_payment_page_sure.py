"""How sure the Payment page says it is: intervals, chances, what is too early and why, and units of money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from figures import rates
from payment_cases import (
    AS_AT,
    FINAL,
    UP,
    cohort,
    contract,
    events_seen,
    final,
    in_force,
    lines,
    paid,
    point,
    rates_for,
    seen,
    spread,
    stated,
    three_way,
    volume_seen,
)

from throughgate.methods.payment.amounts import FEE_FOR_SERVICE, UPFRONT
from throughgate.projection import Projection
from throughgate.results import ContractData, change_from_baseline
from throughgate.show.board import cohorts, stakes
from throughgate.show.payment import amounts as payment_money
from throughgate.show.payment import boxes as payment_boxes
from throughgate.show.payment import lead as payment_lead
from throughgate.show.payment import title as payment
from throughgate.show.text_projection import projection_table


def test_whether_the_range_knows_what_the_control_may_yet_reach():
    base = in_force(contract("events"), method="reweighted-control", control="1.55")
    still, counted = "what it may yet reach is in this range too", "takes the matched control as counted"
    said = payment_money.expected_words(events_seen(baseline=replace(base, counted=None)))
    assert (still in said, counted in said, "not in this range" in said) == (True, False, False)
    said = payment_money.expected_words(events_seen(baseline=base))
    assert (still in said, counted in said) == (False, True)
    assert "itself an estimate" in payment_money.expected_words(events_seen(status="final", baseline=base))
    assert "control" not in payment_money.expected_words(seen())


def test_the_range_of_a_relative_change_is_that_of_the_projection_with_its_control():
    of = events_seen(relative_change=spread(-16.5, -8.4, 1.3))
    assert (
        "8.4% fewer events than the matched control of 155.0 (95% range 1.3% more to 16.5% fewer)"
        in payment_lead.lead(of)
    )


@pytest.mark.parametrize(
    ("draws", "said"),
    [
        ({"nothing": (76, UP), "paid": (24, UP + 500)}, "it is likely (76% chance) that none of the balance is paid"),
        ({"nothing": (95, UP), "paid": (5, UP + 500)}, "it is very likely (95% chance) that none of the balance is paid"),
        ({"nothing": (100, UP)}, "none of the balance would be paid"),
        ({"nothing": (30, UP), "paid": (70, UP + 500)}, "it is likely (70% chance) that some of the balance is paid"),
        ({"nothing": (50, UP), "paid": (50, UP + 30_000_000)},
         "the payment may lie anywhere from £2.00m to £2.30m"),
    ],
)  # fmt: skip
def test_a_payment_by_degrees_is_said_no_surer_than_it_is(draws, said):
    """The statement at the middle pays none of the balance; the title goes by the draws."""
    of = paid(stated("balancing", "nothing", 0, is_met=False, lines=lines(UPFRONT, UP, 0)), draws)
    shown = seen("balancing", payment=of, p_threshold_met=0.01)
    assert (
        payment.title(shown)
        == f"Cohort 2 is heading for a reconviction rate of 54.9% (95% range 53.1% to 56.6%), and {said}"
    )


def test_what_is_fixed_is_told_by_its_line_and_not_by_its_place():
    of = stated("three-way", "paid", 0, is_met=True, lines=(*lines("By the test", 5), *lines(FEE_FOR_SERVICE, 900)))
    assert payment_money.at_stake(of) == 5
    assert payment_money.at_stake(stated("threshold", "reward", 7, is_met=True)) == 7


def test_an_estimated_baseline_is_said_beside_the_range_of_the_projection():
    base = replace(in_force(contract(), method="recalibration"), se=0.01)
    said = payment_lead.lead(seen("balancing", baseline=base))
    # 58.2 -/+ 1.96 x 1.0 points.
    assert "the adjusted baseline is itself an estimate (95% interval 56.2% to 60.2%)" in said
    assert "not on what would be paid" in said
    by_test = payment_lead.lead(
        three_way("nothing", 1_000_000_000, 0, 0, met=0.3, baseline=replace(base, control_events=Fraction(4)))
    )
    assert "the test that is paid by allows for it" in by_test
    assert "not on what would be paid" not in by_test
    assert "itself an estimate" not in payment_lead.lead(seen())


def test_a_final_change_has_the_interval_that_the_page_of_trends_gives_it():
    terms = contract()
    counted = rates_for(terms, baseline=(1500, 873), first=(1500, 788))
    of = replace(
        final("reward", 14_000_000, points=-5.667, is_met=True),
        rates=(*counted[:2], rates(terms.cohort("cohort-2"), 1500, 788)),
    )
    # 788 of 1,500 against 873 of 1,500, 58.2%: Newcombe's method 10 by hand, Wilson limits 50.00 to 55.05 and 55.69 to 60.67.
    assert "(95% interval 2.1 to 9.2 lower, by chance in both groups)" in payment_lead.lead(of)
    assert "95% interval 2.1 to 9.2 lower" in payment_boxes.boxes(of)[1][2]
    assert "by chance" not in payment_lead.lead(replace(of, rates=()))
    rounded = rates_for(terms, first=(1572, 825))
    rounded = (*rounded[:2], rates(terms.cohort("cohort-2"), 1570, 824))
    trends = change_from_baseline(rounded[2], rounded[0])
    # 914 of 1,570 are 58.22%: the interval is that of the counts, 2.25 and not 2.24 points at its end.
    assert trends.high == pytest.approx(-2.255, abs=5e-4)
    assert "2.3 to 9.2 lower" in payment_lead.lead(replace(of, rates=rounded))


def test_what_the_command_line_prints_of_a_final_rate_has_no_range():
    terms = contract()
    of = cohort(terms, **FINAL, change_points=point(-5.69), p_threshold_met=1.0)
    told = Projection(ContractData(terms, None, AS_AT, is_synthetic=True), terms, AS_AT, 1, "abc", (of, cohort(terms)))
    printed = projection_table(told)
    assert "52.5%, final" in printed
    assert "-5.7, final" in printed
    assert "(52.5% to 52.5%)" not in printed
    assert "54.9% (53.1% to 56.6%)" in printed
    assert "so far" not in next(line for line in printed.splitlines() if "pace" in line)


def printed_of(terms, *cohorts):
    return projection_table(
        Projection(ContractData(terms, None, AS_AT, is_synthetic=True), terms, AS_AT, 1, "abc", cohorts)
    )


def test_the_command_line_says_what_is_paid_as_the_page_does():
    of = three_way("nothing", 1_000_000_000, 0, -33_941_252, met=0.0, status="final")
    assert "payment £9,660,587.48: £339,000 is deducted from the fee for service" in printed_of(of.terms, of.now)
    terms = contract()
    printed = printed_of(terms, cohort(terms))
    minus = "−\N{WORD JOINER}"
    assert f"({minus}£2,000,000.00 in at least 80 of 100 cases)" in printed
    counted = volume_seen()
    assert "final; starts, conversion and hours may still rise" in printed_of(counted.terms, counted.now)


def test_a_final_change_of_events_has_an_interval_by_chance():
    terms = contract("events")
    own = rates(terms.cohort("cohort-2"), 1000, 600, events=1420)
    control = rates(terms.cohort("baseline"), 8000, 5000, events=12400)
    of = events_seen(status="final", low=142.0, high=142.0)
    base = replace(of.now.baseline, control_events_se=0.01117)
    of = replace(of, rates=(own, control), now=replace(of.now, baseline=base))
    # Squares of events sum to 3,060 and 27,200 (see figures.rates), so the variances between people are 1.0446 and 0.9976;
    # errors of the logs sqrt(1.0446 / 1,000) / 1.42 = 0.02276, sqrt(0.9976 / 8,000) / 1.55 = 0.01117 / 1.55 = 0.00720; together 0.02387.
    # 1.42 / 1.55 x exp(-/+ 1.96 x 0.02387) = 0.8742 to 0.9600.
    assert "(95% interval 4.0% to 12.6% fewer, by chance in both groups)" in payment_lead.lead(of)
    assert "**142.0 (135.8 to 148.5)** reconviction events for each 100 people (95% interval)" in payment_lead.lead(of)


def test_events_so_far_are_shown_while_it_is_too_early():
    terms = contract("events")
    counted = rates(terms.cohort("cohort-2"), 400, 100, mature=0, events=180)
    of = replace(
        seen("events", status="too-early", n=400, n_expected=900, reconvicted=100, events=180, mature=0, as_at=date(2013, 7, 31)),
        rates=(counted,),
    )  # fmt: skip
    said = payment_lead.lead(of)
    assert "Of 400 people released so far there are **180** events: **45.0 (" in said
    assert payment_boxes.boxes(of)[0][:2] == ("Events per 100, so far", "45.0")
    assert "180 events, n = 400" in payment_boxes.boxes(of)[0][2]
    assert "**45.0** reconviction events for each 100 people" in payment_lead.lead(replace(of, rates=()))


def test_too_early_names_the_reason_and_the_day_that_may_change_it():
    early = date(2010, 6, 30)
    waits = payment_lead.lead(seen(status="too-early", nowcast=None, as_at=early))
    # The last of 31 December 2009 is followed until 18 months later.
    assert "yet; that of the baseline year 2009 will be complete on 30 June 2011" in waits
    assert (
        payment_boxes.boxes(seen(status="too-early", nowcast=None))[-1][2]
        == "no group followed up to the end to go by yet"
    )
    against = payment_lead.lead(seen(status="too-early", baseline=None, as_at=early))
    assert (
        "the follow-up of what it is set against is not complete yet; that of the baseline year 2009 will be complete on 30 June 2011"
        in against
    )
    after = payment_lead.lead(seen(status="too-early", nowcast=None, as_at=date(2013, 1, 31)))
    # Cohort 1's last are released on 31 December 2011.
    assert "that of cohort 1 will be complete on 30 June 2013" in after
    wide = seen(status="too-early")
    assert "on no day that can be named" in payment_lead.lead(wide)
    assert payment_boxes.boxes(wide)[-1][2] == "95% range wider than 10 points"
    nobody = seen(n=0, status="too-early", payment=None, nowcast=None, as_at=date(2012, 12, 31))
    assert "People released from 1 January 2013 on are counted." in payment_lead.lead(nobody)
    assert "until 31 December 2013" in payment_lead.lead(volume_seen(status="too-early"))


def test_a_final_figure_whose_baseline_is_open_has_no_range():
    of = seen(final_rate=point(0.446), mature=1571)
    assert "44.6% to 44.6%" not in payment_lead.lead(of) + str(payment_boxes.boxes(of))
    assert payment_boxes.boxes(of)[0][0] == "Final rate"


@pytest.mark.parametrize(("mature", "n_expected"), [(1570, 1571), (1571, 1572)])
def test_a_projection_without_width_is_not_called_final(mature, n_expected):
    """One person not followed up, or one not released yet, and every draw alike: it is projected, with its range."""
    of = seen(final_rate=point(0.446), mature=mature, n_expected=n_expected, change_points=point(-13.6))
    assert payment_boxes.boxes(of)[0] == ("Projected final rate", "44.6%", "95% range 44.6% to 44.6%")
    said = payment_lead.lead(of)
    assert "projected at **44.6%** (95% range 44.6% to 44.6%)" in said
    assert "which is final" not in said
    assert "(95% range 13.6 to 13.6 lower)" in said
    assert cohorts.level_words(of) == "44.6% projected (95% range 44.6% to 44.6%)"
    assert "final" not in cohorts.cohort_chart([of]).alt.replace("final on", "")


def test_fees_of_referrals_are_counted_and_their_years_are_no_cohorts():
    final_ones = [volume_seen(status="final"), volume_seen(status="final")]
    table = stakes.money_table(final_ones)
    assert table.columns.tolist() == ["Window", "At most", "Fee"]
    assert table.iloc[-1, 0] == "All together"
    assert table.iloc[-1, 2].endswith(", final")
    assert stakes.money_table([final_ones[0], volume_seen(status="too-early")]).iloc[-1, 2].endswith(", so far")
    assert "range" not in stakes.money_words(final_ones) + table.to_string()
    assert "average" not in table.to_string()


def test_a_box_of_money_is_in_one_unit():
    of = paid(stated("threshold", "keep", 0, is_met=True), {"clawback": (5, -200_000_000), "reward": (5, 41_375_800)})
    minus = "−\N{WORD JOINER}"
    # (5 x -2,000,000 + 5 x 413,758) / 10 = -793,121.
    assert payment_boxes.boxes(seen(payment=of))[-1][1:] == (
        f"{minus}£0.79m", f"80% range {minus}£2.00m to £0.41m; rests on assumed figures",
    )  # fmt: skip
