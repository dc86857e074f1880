"""How a cohort stands against its target: the word, its boundaries, and the money at stake, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from payment_cases import paid, stated

from throughgate.methods.payment import Outcome
from throughgate.methods.payment.limits import Stake, fall_needed, stake
from throughgate.methods.payment.model import Settled
from throughgate.pack.contents import shown_figures
from throughgate.projection import FINAL, NO_COMPLETED_GROUP, PROJECTED, TOO_EARLY, CohortProjection, InForce, Quantiles
from throughgate.show import still
from throughgate.show.board import cohorts, said
from throughgate.show.board.stakes import stake_words
from throughgate.show.board.status import LOOKS, status_of
from throughgate.show.board.target import target
from throughgate.show.payment.seen import Seen
from throughgate.terms import read_all_terms

AS_AT = date(2014, 6, 30)
TERMS = {terms.id: terms for terms in read_all_terms()}
MOST_LETTERS = 130
DONCASTER, PETERBOROUGH = TERMS["doncaster"], TERMS["peterborough"]


def flat(low: float, middle: float, high: float) -> Quantiles:
    return Quantiles(middle, low, low, middle, high, high)


def base(cohort, rate: Fraction, control: Fraction | None = None) -> InForce:
    return InForce(cohort, rate, rate, True, rate, "none", 0.0, None, None, control)


def doncaster(low: float, high: float, met: float, *, status: str = PROJECTED, n: int = 1000) -> Seen:
    """A cohort of Doncaster whose change from the baseline of 58.2% has this range, in percentage points."""
    middle = (low + high) / 2
    rate = flat(*((58.2 + change) / 100 for change in (low, middle, high)))
    now = CohortProjection(
        DONCASTER.cohort("cohort-2"), status, n, n, reconvicted=n // 2, mature=n // 4, final_rate=rate,
        baseline=base(DONCASTER.cohort("baseline-2009"), Fraction("0.582")), change_points=flat(low, middle, high), p_threshold_met=met,
        outcome=Outcome(n, n // 2, n, Fraction("0.582")),
    )  # fmt: skip
    return Seen(DONCASTER, now, AS_AT)


def peterborough(least: float, most: float, met: float, *, earlier: tuple[Settled, ...] = ()) -> Seen:
    """The last cohort of Peterborough with so many per cent fewer events than a control of 150 for each 100 people."""
    events = flat(150 * (1 - most / 100), 150 * (1 - (least + most) / 200), 150 * (1 - least / 100))
    now = CohortProjection(
        PETERBOROUGH.cohort("cohort-2"), PROJECTED, 1000, 1000, reconvicted=500, final_rate=flat(0.5, 0.5, 0.5), final_events=events,
        baseline=base(PETERBOROUGH.cohort("cohort-2"), Fraction("0.55"), Fraction("1.5")), p_threshold_met=met,
        change_points=flat(-5, -5, -5), outcome=Outcome(1000, 500, 1400, control_events=Fraction("1.5"), earlier=earlier, is_last=True),
    )  # fmt: skip
    return Seen(PETERBOROUGH, now, AS_AT)


@pytest.mark.parametrize(
    ("low", "high", "met", "word"),
    [
        (-7.0, -5.0, 0.99, "On course"),  # Its worst end is just at 5 points, which keeps the price: met.
        (-7.0, -4.99, 0.97, "Cannot tell yet"),
        (-5.0, -3.0, 0.03, "Cannot tell yet"),  # Its best end just meets it.
        (-4.99, -3.0, 0.01, "Off course"),
        (-7.0, -5.5, 0.5, "Cannot tell yet"),  # The chance does not agree.
        (-4.0, -3.0, 0.5, "Cannot tell yet"),
    ],
)
def test_an_open_cohort_is_on_or_off_course_only_where_its_whole_range_is(low, high, met, word):
    assert status_of(doncaster(low, high, met)).word == word


@pytest.mark.parametrize(("met", "word"), [(1.0, "Met"), (0.0, "Missed")])
def test_a_final_cohort_goes_by_its_result(met, word):
    assert status_of(doncaster(-5.0, -5.0, met, status=FINAL)).word == word


def test_what_may_not_be_told_cannot_be_told():
    early = doncaster(-9.0, 9.0, 0.4, status=TOO_EARLY)
    early = replace(early, now=replace(early.now, why_too_early=NO_COMPLETED_GROUP))
    found = status_of(early)
    assert (found.word, found.why) == ("Cannot tell yet", "too early: no group followed up to the end to go by yet")
    few = doncaster(-7.0, -6.0, 1.0, n=9)
    assert (status_of(few).word, status_of(few).why) == ("Cannot tell yet", "its counts are too small to be shown")


def test_every_word_has_an_icon_of_its_own_and_no_red_or_green():
    icons = [icon for icon, _ in LOOKS.values()]
    assert len(set(icons)) == len(icons)
    assert not {"red", "green"} & {colour for _, colour in LOOKS.values()}


@pytest.mark.parametrize(
    ("least", "most", "word"),
    [(10.0, 14.0, "On course"), (9.9, 14.0, "Cannot tell yet"), (2.0, 9.9, "Off course"), (2.0, 10.0, "Cannot tell yet")],
)  # fmt: skip
def test_events_go_by_per_cent_fewer_than_the_control(least, most, word):
    met = {"On course": 0.99, "Off course": 0.01}.get(word, 0.5)
    assert status_of(peterborough(least, most, met)).word == word


def test_the_last_cohort_may_also_earn_by_all_of_them():
    """Earlier 1,000 people with 10% fewer events (1,350 of 1,500): at 7.5% over 2,000 people 5% of the last 1,000 will do."""
    with_earlier = peterborough(5.0, 9.0, 0.99, earlier=(Settled(1000, 1350, Fraction("1.5")),))
    found = target(with_earlier)
    assert (found.fall, found.level) == (pytest.approx(5.0), pytest.approx(142.5))
    assert status_of(with_earlier).word == "On course"


def test_a_contract_without_a_target_says_so():
    crs = TERMS["crs"]
    now = CohortProjection(crs.cohort("year-1"), TOO_EARLY, 0, 0)
    assert status_of(Seen(crs, now, AS_AT)).word == "No target"


def at_stake(of: Seen) -> Stake:
    return stake(of.terms, of.now.outcome, of.now.n_expected)


def test_the_stake_is_the_most_that_the_rule_takes_or_pays():
    """Doncaster: 10% of 20 million taken; 400,000 a point from 5 to 10 points paid. Peterborough: 13 million less what was paid."""
    assert at_stake(doncaster(-5, -4, 0.5)) == Stake(200_000_000, 200_000_000)
    paid_before = (Settled(1000, 1350, Fraction("1.5"), paid_pence=100_000_000),)
    assert at_stake(peterborough(5, 9, 0.5, earlier=paid_before)) == Stake(0, 1_200_000_000)


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        ("crc", Stake(None, 100_000_000)),  # 11 million a year less the fee for service of 10 million
        ("community-sentences", Stake(0, 67_500_000)),  # 30% of 1,500 pounds for each of 1,500 people
        ("penalty-clause", Stake(90_000_000, 0)),  # 30% of 2,000 pounds for each of 1,500 people
        ("crs", Stake(0, 19_000_000)),  # the highest of four bands
        ("broward", None),  # nothing is paid
    ],
)
def test_what_turns_on_the_outcome_by_the_other_rules(contract, expected):
    assert stake(TERMS[contract], None, 1500) == expected


@pytest.mark.parametrize(
    ("contract", "needed"), [("doncaster", 5), ("peterborough", None), ("crs", None), ("crc", None)]
)
def test_before_there_is_an_outcome_only_a_threshold_says_how_far_to_fall(contract, needed):
    assert fall_needed(TERMS[contract], None, 1500) == needed


def test_a_stake_by_people_is_not_told_of_few():
    """A fee for each person at stake would give away how many are expected."""
    penalty = TERMS["penalty-clause"]
    now = CohortProjection(penalty.paid_on[0], PROJECTED, 9, 9, reconvicted=5)
    assert stake_words(Seen(penalty, now, AS_AT)) == "not shown: small counts"


def with_money(shown: Seen, rule: str, draws: dict[str, tuple[int, int]]) -> Seen:
    return replace(shown, now=replace(shown.now, payment=paid(stated(rule, next(iter(draws)), 0, is_met=None), draws)))


def titled(low: float, high: float, met: float, draws: dict[str, tuple[int, int]], **more) -> str:
    return said.board_title(with_money(doncaster(low, high, met, **more), "threshold", draws))


TAKEN = {"clawback": (100, -200_000_000)}
MORE = {"reward": (20, 26_089_200), "clawback": (80, 36_280_300)}
BOTH = {"clawback": (50, -200_000_000), "reward": (50, 40_000_000)}


@pytest.mark.parametrize(
    ("low", "high", "met", "draws", "title"),
    [
        # Its worst end is just at 5 points: met. Beside it the range holds both sides.
        (-7.0, -5.0, 0.99, MORE, "Cohort 2 is on course to meet its target: £261,000 to £363,000 more would be paid (80% range)"),
        (-7.0, -4.99, 0.97, BOTH,
         "It cannot be told yet whether cohort 2 meets its target: 97% chance, and £2.0 million taken to £0.4 million paid (80% range)"),
        # Its best end just meets it; beside it the whole range misses.
        (-5.0, -3.0, 0.03, TAKEN,
         "It cannot be told yet whether cohort 2 meets its target: 3% chance, and £2.0 million reclaimed in at least 80 of 100 cases"),
        (-4.99, -3.0, 0.01, TAKEN, "Cohort 2 is not on course to meet its target: £2.0 million would be reclaimed in at least 80 of 100 cases"),
        (-4.99, -3.0, 0.01, {"keep": (100, 0)}, "Cohort 2 is not on course to meet its target: the full price would be kept in at least 80 of 100 cases"),
    ],
)  # fmt: skip
def test_the_title_of_the_board_follows_the_status(low, high, met, draws, title):
    assert titled(low, high, met, draws) == title
    assert len(title) <= MOST_LETTERS


def test_without_pounds_the_title_says_the_chance_and_without_a_baseline_why():
    shown = doncaster(-7.0, -4.0, 0.6)
    assert said.board_title(shown) == (
        "It cannot be told yet whether cohort 2 meets its target: 60% chance, but too early to say so in pounds"
    )
    bare = replace(shown, now=replace(shown.now, baseline=None))
    assert said.board_title(bare) == (
        "It cannot be told yet whether cohort 2 meets its target: there is nothing complete to set it against yet"
    )


@pytest.mark.parametrize(
    ("met", "draws", "title"),
    [
        (1.0, {"reward": (1, 28_636_943)}, "Cohort 2 met its target: £286,000 more is paid"),
        (0.0, TAKEN, "Cohort 2 missed its target: £2.0 million is reclaimed"),
    ],
)
def test_a_final_title_says_met_or_missed_and_what_it_comes_to(met, draws, title):
    shown = doncaster(-6.0, -6.0, met, status=FINAL)
    (_, pence), decision = next(iter(draws.values())), next(iter(draws))
    of = paid(stated("threshold", decision, pence, is_met=bool(met)), draws)
    assert said.board_title(replace(shown, now=replace(shown.now, payment=of))) == title


def test_a_rule_by_degrees_has_no_target_and_says_its_range():
    terms = TERMS["penalty-clause"]
    shown = replace(doncaster(-5.0, -4.0, 0.5), terms=terms)
    draws = {"deduction": (50, -83_975_000), "paid": (50, -79_025_000)}
    assert said.board_title(with_money(shown, "deduction", draws)) == (
        "Cohort 2 is paid by degrees: £790,000 to £840,000 would be deducted from the fees (80% range)"
    )


def test_the_first_sentence_of_the_lead_is_the_projected_rate_with_its_range():
    sentences = said.lead(doncaster(-4.99, -3.0, 0.01))
    assert "] The final reconviction rate is projected at **54.2%** (95% range 53.2% to 55.2%). " in sentences
    assert "the chance that the target of 5 percentage points is met is 1%" in sentences


def other(cohort_id: str, low: float, high: float, met: float, draws: dict | None, **more) -> Seen:
    shown = doncaster(low, high, met, **more)
    shown = replace(shown, now=replace(shown.now, cohort=DONCASTER.cohort(cohort_id)))
    return shown if draws is None else with_money(shown, "clawback", draws)


def test_the_lead_says_in_one_sentence_how_the_other_cohorts_stand():
    own = other("cohort-1", -7.0, -5.0, 0.99, MORE)
    off, unsure = other("cohort-2", -4.99, -3.0, 0.01, BOTH), other("cohort-3", -7.0, -4.99, 0.97, BOTH)
    minus = "\N{MINUS SIGN}\N{WORD JOINER}"
    said_of = f"Cohort 2 is off course (expected {minus}£0.80m, 80% range {minus}£2.00m to £0.40m); of cohort 3 it cannot be told yet."
    assert said.others_words(own, (own, off, unsure)) == said_of
    assert said.lead(own, (own, off, unsure)) == f"{said.lead(own)} {said_of}"
    early = other("cohort-2", -4.99, -3.0, 0.01, None)
    assert said.others_words(own, (own, early)) == "Cohort 2 is off course (too early to say so in pounds)."
    settled = other("cohort-2", -6.0, -6.0, 1.0, {"reward": (1, 28_636_943)}, status=FINAL)
    assert said.others_words(own, (own, settled)).startswith("Cohort 2 has met its target (£")
    alike = other("cohort-2", -4.99, -3.0, 0.01, TAKEN)
    assert f"(expected {minus}£2.00m in at least 80 of 100 cases)" in said.others_words(own, (own, alike))
    assert said.others_words(own, (own,)) == ""


def test_the_chart_of_a_board_can_be_drawn_still():
    chart = cohorts.cohort_chart([doncaster(-4.99, -3.0, 0.01)])
    assert still.svg(chart.figure).startswith(b"<?xml")
    assert still.png(chart.figure).startswith(b"\x89PNG")


def test_a_pack_keeps_no_figure_of_a_cohort_that_is_not_shown():
    """Nine people are too few; ten with five reconvicted are not; of somebody resting on few nothing is kept either."""
    figures = {cohort_id: {"people": "9"} for cohort_id in ("cohort-1", "cohort-2", "cohort-3", "cohort-9")}

    def of(cohort_id: str, n: int, **more) -> Seen:
        now = CohortProjection(DONCASTER.cohort(cohort_id), PROJECTED, n, n, reconvicted=5)
        return Seen(DONCASTER, now, AS_AT, **more)

    seens = (of("cohort-1", 9), of("cohort-2", 10), of("cohort-3", 10, rests_on_few=True))
    assert shown_figures(figures, seens) == {"cohort-2": {"people": "9"}}
