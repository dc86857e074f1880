"""What the Payment page says, for every state and rule, from projections made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from payment_cases import (
    AS_AT,
    CLAWBACK,
    cohort,
    contract,
    events_seen,
    final,
    in_force,
    lines,
    paid,
    rates_for,
    seen,
    spread,
    stated,
    three_way,
    volume_seen,
)

from throughgate.methods.nowcast import TOO_EARLY_POINTS
from throughgate.methods.payment import Outcome
from throughgate.methods.payment.amounts import FEES, UPFRONT
from throughgate.show.payment import amounts as payment_money
from throughgate.show.payment import boxes as payment_boxes
from throughgate.show.payment import lead as payment_lead
from throughgate.show.payment import seen as view
from throughgate.show.payment import title as payment


def test_the_example_of_the_mock_up():
    of = seen()
    assert (
        payment.title(of)
        == "Cohort 2 is very likely to miss its target (97% chance), and if so £2.0 million would be reclaimed"
    )
    said = payment_lead.lead(of)
    assert "projected at **54.9%** (95% range 53.1% to 56.6%)" in said
    assert "3.3 percentage points lower than the baseline of 58.2% (95% range 1.6 to 5.1 lower)" in said
    assert "The chance that the target of 5 percentage points is met is **3%**." in said
    # 1,382 of 1,571 are 87.97%; the last of December 2013 are followed until 18 months later.
    assert "1,571 people released; follow-up is complete for 88% of them, and for all on 30 June 2015." in said
    assert "rest on figures that are not published" in said


@pytest.mark.parametrize(
    ("met", "outlook"),
    [
        (0.0, "is very likely to miss its target (over 99% chance)"),
        (0.1, "is very likely to miss its target (90% chance)"),
        (0.11, "is likely to miss its target (89% chance)"),
        (0.4, "is likely to miss its target (60% chance)"),
        (0.41, "may meet its target or miss it"),
        (0.59, "may meet its target or miss it"),
        (0.6, "is likely to meet its target (60% chance)"),
        (0.89, "is likely to meet its target (89% chance)"),
        (0.9, "is very likely to meet its target (90% chance)"),
    ],
)
def test_how_likely_a_target_is_follows_its_chance(met, outlook):
    assert payment.title(seen(p_threshold_met=met)).startswith(f"Cohort 2 {outlook}, and ")


def test_where_neither_side_is_likelier_the_title_gives_the_range_of_the_money():
    of = paid(
        stated("threshold", "keep", 0, is_met=True),
        {"clawback": (5, -200_000_000), "reward": (5, 30_000_000)},
    )
    title = payment.title(seen(p_threshold_met=0.5, payment=of))
    assert (
        title
        == "Cohort 2 may meet its target or miss it, and the payment may lie anywhere from −\N{WORD JOINER}£2.00m to £0.30m"
    )


@pytest.mark.parametrize(
    ("draws", "met", "said"),
    [
        # Of 75 that meet it 45 are paid £1m: £600,000, whatever the one statement at the middle says.
        ({"clawback": (25, -200_000_000), "keep": (30, 0), "reward": (45, 100_000_000)}, 0.75,
         "likely to meet its target (75% chance), and if so £0.6 million more would be paid on average (80% range £0 to £1.0 million)"),
        # 0.9 x £340,000 over all, and all meet it: what the box says.
        ({"keep": (10, 0), "reward": (90, 34_000_000)}, 1.0,
         "very likely to meet its target (over 99% chance), and £306,000 more would be paid on average (80% range £0 to £340,000)"),
        # A hundredth of a half per cent apart reads the same: -£1,999,000.
        ({"clawback": (1999, -200_000_000), "keep": (1, 0)}, 0.0005,
         "very likely to miss its target (over 99% chance), and £2.0 million would be reclaimed on average "
         "(£2.0 million in at least 80 of 100 cases)"),
    ],
)  # fmt: skip
def test_the_title_gives_the_mean_of_what_would_be_paid_and_not_the_statement(draws, met, said):
    of = paid(stated("threshold", "reward", 31_200_000, is_met=True), draws)
    shown = seen(payment=of, p_threshold_met=met)
    assert payment.title(shown) == f"Cohort 2 is {said}"
    if "if so" not in said:
        assert payment_boxes.boxes(shown)[-1][1] in ("£306,000", "−\N{WORD JOINER}£2.00m")


@pytest.mark.parametrize(
    ("decision", "pence", "points", "is_met", "title"),
    [
        ("reward", 14_000_000, -5.7, True,
         "Cohort 2 met its target: 5.7 percentage points lower than its baseline, and £140,000 more is paid"),
        ("keep", 0, -5.0, True,
         "Cohort 2 met its target: 5.0 percentage points lower than its baseline, and the full price is kept"),
        ("clawback", -200_000_000, -3.3, False,
         "Cohort 2 missed its target: 3.3 percentage points lower than its baseline, and £2.0 million is reclaimed"),
    ],
)  # fmt: skip
def test_a_final_cohort_has_met_or_missed(decision, pence, points, is_met, title):
    assert payment.title(final(decision, pence, points=points, is_met=is_met)) == title


def test_a_final_cohort_is_said_without_a_chance_and_with_all_followed_up():
    said = payment_lead.lead(final("reward", 14_000_000, points=-5.7, is_met=True))
    # Wilson's interval of 825 of 1,571, by R: prop.test(825, 1571, correct = FALSE).
    assert said.startswith("**52.5% (50.0% to 55.0%)** were reconvicted (95% interval).")
    assert "chance" not in said
    assert "1,571 people, all followed up." in said


def test_too_early_shows_the_rate_so_far_and_no_pounds():
    of = seen(status="too-early", n=600, n_expected=1571, reconvicted=150, mature=0, as_at=date(2013, 7, 31))
    said = payment_lead.lead(of)
    assert payment.title(of) == "Too early to say where cohort 2 will land"
    assert "**25.0% (21.7% to 28.6%)** were reconvicted" in said
    assert "too early to project" in said
    assert f"wider than {TOO_EARLY_POINTS:g} percentage points" in said
    assert not of.is_paid
    everything = payment.title(of) + said + str(payment_boxes.boxes(of))
    assert "£" not in everything
    assert "54.9%" not in everything
    assert "chance" not in everything.lower()


def test_too_early_says_why():
    assert "no group with complete follow-up" in payment_lead.lead(seen(status="too-early", nowcast=None))
    assert "what it is set against is not complete" in payment_lead.lead(seen(status="too-early", baseline=None))


@pytest.mark.parametrize(("n", "reconvicted"), [(9, 5), (400, 4), (400, 396)])
def test_a_cohort_of_few_people_is_hidden(n, reconvicted):
    of = seen(n=n, reconvicted=reconvicted)
    assert of.state == view.HIDDEN
    assert not of.is_paid
    assert payment_boxes.boxes(of) == ()
    said = payment.title(of) + payment_lead.lead(of)
    assert str(n) not in said
    assert "£" not in said


def test_ten_people_of_whom_five_were_reconvicted_may_be_shown():
    assert seen(n=10, reconvicted=5).state == view.PROJECTED


def test_nobody_released_yet():
    of = seen(n=0, status="too-early", payment=None, nowcast=None)
    assert payment.title(of) == "Nobody has been released in cohort 2 yet"
    assert payment_boxes.boxes(of) == ()


def test_a_range_too_wide_for_pounds_gives_none():
    of = seen(payment=None)
    assert (
        payment.title(of)
        == "Cohort 2 is very likely to miss its target (97% chance), but it is too early to say so in pounds"
    )
    assert payment_boxes.boxes(of)[-1][:2] == ("Expected payment", "too early")


def test_the_boxes_are_four_short_values():
    of = payment_boxes.boxes(seen())
    assert [box[:2] for box in of] == [
        ("Projected final rate", "54.9%"),
        ("Against baseline", "3.3 pp lower"),
        ("Chance target is met", "3%"),
        ("Expected payment", "−\N{WORD JOINER}£1.94m"),
    ]
    assert of[0][2] == "95% range 53.1% to 56.6%"
    assert "assumed" in of[3][2]


def test_the_baseline_is_called_by_what_was_done_to_it():
    assert "the adjusted baseline of 58.2%" in payment_lead.lead(
        seen(baseline=in_force(contract(), method="recalibration"))
    )


def test_peterborough_is_said_in_events_against_its_control():
    of = events_seen()
    assert payment.title(of) == "Cohort 2 is likely to miss its target (80% chance), and if so nothing would be paid"
    said = payment_lead.lead(of)
    assert "chance in both groups, the cohort and the matched control, which are samples, is not in it" in said
    assert "not on what would be paid" in said
    assert "**142.0** reconviction events for each 100 people are projected (95% range 132.0 to 153.0)." in said
    # (155 - 142) / 155 = 8.387%; of 132 and 153: 14.839% and 1.290%.
    assert "8.4% fewer events than the matched control of 155.0 (95% range 1.3% to 14.8% fewer)" in said
    assert "The chance that the trigger of 10% fewer events is met is **20%**." in said
    assert [box[1] for box in payment_boxes.boxes(of)][:2] == ["142.0", "8.4% fewer"]


def test_the_last_cohort_may_also_be_paid_by_the_level_for_all():
    last = events_seen(outcome=Outcome(1571, events=2000, control_events=Fraction("1.55"), is_last=True))
    said = payment_lead.lead(last)
    assert "The chance that the trigger of 10% fewer events, or of 7.5% over all cohorts, is met is **20%**." in said


def test_a_range_of_events_over_nought_names_both_sides():
    # (155 - 158) / 155 = -1.935%.
    assert "(95% range 1.9% more to 14.8% fewer)" in payment_lead.lead(events_seen(high=158.0))


def test_fewer_people_and_more_reoffences_a_head_are_both_said():
    # 131.76 events for each 100 people at 54.9% reconvicted are 2.40 a head.
    said = payment_lead.lead(three_way("nothing", 1_000_000_000, 0, 0, met=0.3))
    assert "2.40 events a head, against 2.40 in the baseline: fewer people, no more events a head" in said
    more = three_way("nothing", 1_000_000_000, 0, 0, met=0.3, final_rate=spread(0.50, 0.52, 0.54))
    assert "2.53 events a head, against 2.40 in the baseline: fewer people, more events a head" in payment_lead.lead(
        more
    )
    assert "95% range 120.0 to 140.0" in payment_lead.lead(more)


@pytest.mark.parametrize(
    ("decision", "amounts", "met", "title"),
    [
        ("paid", (1_000_000_000, 50_000_000, -12_000_000), 0.95,
         "Cohort 2 is very likely to meet its target (95% chance), and £380,000 would be paid beyond the fee for service"),
        ("deduction", (1_000_000_000, -50_000_000, 0), 0.01,
         "Cohort 2 is very likely to miss its target (99% chance), and £500,000 would be deducted from the fee for service"),
        ("nothing", (1_000_000_000, 0, 0), 0.2,
         "Cohort 2 is likely to miss its target (80% chance), and only the fee for service would be paid"),
    ],
)  # fmt: skip
def test_the_three_ways_of_a_company(decision, amounts, met, title):
    assert payment.title(three_way(decision, *amounts, met=met)) == title


def test_the_balance_of_a_community_sentence_contract():
    of = paid(
        stated("balancing", "paid", 0, is_met=False, lines=lines(UPFRONT, 200_000_000, 70_000_000)),
        {"paid": (3, 270_000_000)},
    )
    shown = seen("balancing", payment=of, p_threshold_met=0.02)
    assert (
        payment.title(shown)
        == "Cohort 2 is heading for a reconviction rate of 54.9% (95% range 53.1% to 56.6%), and £700,000 of the balance would be paid"
    )
    assert (
        "The chance that a fall of 6 percentage points, which is paid in full, is met is **2%**."
        in payment_lead.lead(shown)
    )


def replace_events(of):
    return replace(of, now=replace(of.now, final_events=spread(180.0, 190.0, 201.0)))


def test_a_penalty_clause_has_no_target():
    of = paid(
        stated("deduction", "deduction", 0, is_met=None, lines=lines(FEES, 314_200_000, -258_600_000, 0)),
        {"deduction": (3, 55_600_000)},
    )
    shown = seen("deduction", payment=of, p_threshold_met=None)
    assert (
        payment.title(shown)
        == "Cohort 2 is heading for a reconviction rate of 54.9% (95% range 53.1% to 56.6%), and £2.6 million would be deducted from the fees"
    )
    said = payment_lead.lead(replace_events(shown))
    assert "target" not in said
    assert "Each reconviction is deducted for: 190.0 events for each 100 people, 95% range 180.0 to 201.0." in said
    assert "Chance target is met" not in [box[0] for box in payment_boxes.boxes(shown)]


def test_volume_is_paid_whatever_becomes_of_anybody():
    of = volume_seen()
    assert payment.title(of) == "The 412 referrals and 330 starts of cohort 2 earned £150,000"
    # 330 of 412 are 80.097%.
    assert "(80.1% of referrals; the contract was priced on 80% (published))" in payment_lead.lead(of)
    assert (
        "the number of referrals and the fee are final; starts, conversion and hours may still rise"
        in payment_lead.lead(of)
    )
    assert [box[2] for box in payment_boxes.boxes(of)][:2] == ["final, window over", "so far, more may start"]
    assert "reconvicted" not in payment.title(of) + payment_lead.lead(of)
    assert [box[1] for box in payment_boxes.boxes(of)] == ["412", "330", "80.1%", "£150,000"]


def test_a_fee_by_starts_is_not_final_with_the_window():
    of = volume_seen()
    payment_terms = of.terms.payment.model_copy(update={"bands_on": "starts"})
    of = replace(of, terms=of.terms.model_copy(update={"payment": payment_terms}))
    assert "have so far earned" in payment.title(of)
    assert "conversion, hours and the fee may still rise" in payment_lead.lead(of)
    assert payment_boxes.boxes(of)[-1][2].startswith("so far, more may start")


def test_volume_so_far_is_paid_so_far():
    of = volume_seen(status="too-early")
    assert "have so far earned £150,000" in payment.title(of)
    assert "may still rise" in payment_lead.lead(of)
    assert of.is_paid


def test_a_contract_that_pays_nothing_says_so():
    of = seen(None, payment=None, p_threshold_met=None)
    assert (
        payment.title(of)
        == "Cohort 2 is heading for a reconviction rate of 54.9% (95% range 53.1% to 56.6%); nothing is paid under this contract"
    )
    assert payment_boxes.boxes(of)[-1][:2] == ("Payment", "none")


def test_the_money_is_said_with_its_range_and_with_what_is_assumed():
    said = payment_money.expected_words(seen())
    # (97 x -2,000,000 + 1 x 40,000) / 100.
    assert (
        "**−\N{WORD JOINER}£1,939,600** on average; in at least 80 of 100 cases it is −\N{WORD JOINER}£2,000,000."
        in said
    )
    assert "core value £20,000,000 (**assumed**), slope £200,000 (**assumed**)" in said
    assert "threshold" not in said
    assert payment_money.chances_words(CLAWBACK) == (
        "Chances: 97% that money is reclaimed; 2% that the full price is kept, no more; 1% that more is paid"
    )
    assert "one person reconvicted fewer is worth **£612** on average" in payment_money.marginal_words(seen())


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "under 1%"), (0.0099, "under 1%"), (0.01, "1%"), (0.025, "3%"), (0.5, "50%"), (0.99, "99%"), (0.991, "over 99%"), (1, "over 99%")],
)  # fmt: skip
def test_a_chance_is_never_none_nor_certain(share, said):
    assert view.chance(share) == said


def test_the_cohort_shown_first_is_the_earliest_not_final():
    terms = contract()
    first, second = cohort(terms, "cohort-1"), cohort(terms, "cohort-2")
    is_final = cohort(terms, "cohort-1", status="final")
    nobody = cohort(terms, "cohort-2", n=0)
    assert view.default_cohort((first, second)) == "cohort-1"
    assert view.default_cohort((is_final, second)) == "cohort-2"
    assert view.default_cohort((is_final, cohort(terms, "cohort-2", status="final"))) == "cohort-2"
    assert view.default_cohort((is_final, nobody)) == "cohort-1"
    assert view.default_cohort((cohort(terms, "cohort-1", n=0), nobody)) == "cohort-1"
    assert list(view.in_order((is_final, second))) == ["cohort-2", "cohort-1"]


@pytest.mark.parametrize("wanted", ["cohort-1", "Cohort 1", " COHORT 1 "])
def test_a_cohort_is_found_by_id_or_name(wanted):
    terms = contract()
    assert view.find_cohort((cohort(terms, "cohort-2"), cohort(terms, "cohort-1")), wanted) == "cohort-1"
    assert view.find_cohort((cohort(terms, "cohort-2"),), wanted) is None


def test_the_caption_says_only_who_has_been_released_by_then():
    of = seen(as_at=date(2013, 3, 31))
    assert view.window(of) == "people released January to March 2013"
    assert view.window(seen(as_at=AS_AT)) == "people released January to December 2013"
    assert view.window(seen(as_at=date(2012, 12, 31))) == "people released from 1 January 2013"


@pytest.mark.parametrize(
    ("n", "reconvicted", "hidden"), [(12, 2, True), (9, 5, True), (10, 5, False), (40, 4, True), (40, 5, False), (40, 35, False), (40, 36, True)]
)  # fmt: skip
def test_what_is_set_against_a_small_baseline_is_hidden(n, reconvicted, hidden):
    terms = contract()
    assert view.rests_on_few(terms, terms.cohort("cohort-2"), rates_for(terms, baseline=(n, reconvicted))) is hidden


def test_a_small_group_that_a_cohort_may_be_projected_with_is_hidden_too():
    """Not while the baseline is complete: then it is projected with that."""
    terms = contract()
    asked = terms, terms.cohort("cohort-2")
    assert view.rests_on_few(*asked, rates_for(terms, first=(40, 3), is_baseline_final=False))
    assert not view.rests_on_few(*asked, rates_for(terms, first=(40, 3)))
    assert not view.rests_on_few(*asked, rates_for(terms, first=(29, 3), is_baseline_final=False)), (
        "too few to project with"
    )
    assert not view.rests_on_few(*asked, rates_for(terms, is_baseline_final=False))


def test_a_cohort_beside_a_hidden_group_says_whose_figures_are_hidden():
    of = replace(seen(), rests_on_few=True)
    assert of.state == view.HIDDEN
    assert not of.is_paid
    assert payment_boxes.boxes(of) == ()
    said = payment.title(of) + payment_lead.lead(of)
    assert "The counts of the group that cohort 2 is set against are too small to be shown" in said
    assert "58.2" not in said
    assert "£" not in said
    assert payment.title(replace(of, now=replace(of.now, n=9))) == "The counts of cohort 2 are too small to be shown"
