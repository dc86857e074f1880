"""The Ledger page's sentences and tables on ledgers made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pandas as pd
import pytest
from figures import rates as rates_of

from throughgate.ledger import Check, ControlBand, Counts, Ledger, Second, SecondLine
from throughgate.ledger.ledger import _check_control, check_rows
from throughgate.methods.payment import Outcome, Settled, statement
from throughgate.projection import FINAL, PROJECTED, CohortProjection, InForce
from throughgate.show.ledger import rows, tables
from throughgate.show.ledger import words as say
from throughgate.terms import find_contract, read_all_terms

DONCASTER = find_contract(read_all_terms(), "doncaster")
BASELINE = Fraction(582, 1000)
LEFT_OUT = {"not sentenced": 350, "deported": 3, "breach of court order": 12}
COUNTS = Counts(1570, 824, 2167, 1570, LEFT_OUT)
EPISODES = pd.DataFrame(
    {
        "person": ["P00001", "P00001", "P00002", "P00003"],
        "discharged_on": pd.to_datetime(["2012-03-09", "2012-06-01", "2012-03-01", "2012-04-01"]),
        "is_in": [True, False, True, False],
        "reason": [None, "already counted from an earlier release", None, "deported"],
        "stands_for_person": [True, False, True, True],
        "score": [62.0, 62.0, None, 40.0],
        "is_reconvicted": [True, False, False, False],
        "first_offence_on": pd.to_datetime(["2012-04-01", None, None, None]),
        "first_convicted_on": pd.to_datetime(["2012-05-02", None, None, None]),
        "events": [2, 0, 0, 0],
    }
)


def of_cohort(status: str, outcome: Outcome | None) -> CohortProjection:
    cohort = DONCASTER.cohort("cohort-1")
    baseline = InForce(
        DONCASTER.baseline(), BASELINE, Fraction(5822, 10000), True, BASELINE, "none", 0.0, None, None, Fraction(2)
    )
    nothing = dict.fromkeys(
        ("final_rate", "final_events", "nowcast", "event_nowcast", "simple", "delay", "change_points", "p_threshold_met",
         "payment", "oe")
    )  # fmt: skip
    return CohortProjection(
        cohort=cohort, status=status, n=1570, n_expected=1570, reconvicted=824, events=2167, mature=1570,
        baseline=baseline, outcome=outcome, **nothing,
    )  # fmt: skip


def made(status: str = FINAL, *, second: int = 824, listed: bool = True, **changed: object) -> Ledger:
    """Doncaster's first cohort: 824 of 1,570 reconvicted, or `second` of them by the second count."""
    outcome = Outcome(1570, 824, 2167, baseline=BASELINE)
    checks = (
        Check("People reconvicted", "count", 824, second, second == 824),
        Check("Left out: deported", "count", 3, 3, True),
        Check("Payment", "pence", 28_636_943, 28_636_943, True),
    )
    lines = (SecondLine("Reclaimed", 0), SecondLine("Paid", 28_636_943))
    ledger = Ledger(
        contract=SimpleNamespace(terms=DONCASTER, is_synthetic=True),
        terms=DONCASTER,
        as_at=date(2014, 6, 30),
        snapshot_id="a1b2",
        cohort=of_cohort(status, outcome),
        statement=statement(DONCASTER, outcome),
        counts=COUNTS,
        second=Second(replace(COUNTS, reconvicted=second), BASELINE, None, False, lines),
        checks=checks,
        episodes=EPISODES if listed else None,
    )
    return replace(ledger, **changed)


def test_the_title_says_what_the_payment_rests_on():
    assert say.title(made()) == (
        "The payment for cohort 1 rests on 1,570 people, 824 of them reconvicted: two computations agree to the penny"
    )


def unsettled(as_at: date = date(2013, 12, 31), **changed: object) -> Ledger:
    counted = (Check("People reconvicted", "count", 824, 824, True),)
    return made(PROJECTED, statement=None, checks=counted, as_at=as_at, **changed)


def test_counts_that_are_not_final_have_no_payment_but_a_day():
    """People released up to 30 September 2012 are followed for eighteen months, to 30 March 2014."""
    found = unsettled()
    assert say.title(found) == (
        "Today's counts for cohort 1 rest on 1,570 people, 824 of them reconvicted: two counts agree to the person"
    )
    assert say.lead(found).startswith("**Nothing is settled until 30 March 2014.** Follow-up is complete for 1,570 of")
    assert say.payment_step(found) == (
        "1. The payment", "Nothing is settled until 30 March 2014. Payment shows the projection.",
    )  # fmt: skip
    assert "£" not in say.lead(found) + say.title(found) + str(say.boxes(found))
    step = tables.baseline_table(found).set_index("Step")["Figure"]
    assert {"Adjusted baseline", "The cohort's own rate so far"} <= set(step.index), "a fixed one does not move"


def test_a_baseline_adjusted_to_the_people_so_far_says_so():
    moved = replace(made().cohort.baseline, method="mean-ogrs", adjusted=Fraction(57, 100))
    table = tables.baseline_table(unsettled(cohort=replace(of_cohort(PROJECTED, None), baseline=moved)))
    step = table.set_index("Step")["Figure"]
    assert step["Adjusted baseline so far"] == "**57.0000%**"
    assert step["Adjustment for case mix"].endswith(": \N{MINUS SIGN}\N{WORD JOINER}1.2000 percentage points")


def test_a_day_that_is_over_is_not_promised():
    """Follow-up over and still not final: there is nobody in these data to set the cohort against."""
    assert say.unsettled_words(unsettled(date(2014, 3, 29))) == "Nothing is settled until 30 March 2014."
    for over in (date(2014, 3, 30), date(2014, 6, 30)):
        assert say.unsettled_words(unsettled(over)).startswith("Nothing is settled: what it is set against")


def test_a_baseline_of_few_people_is_not_followed_down():
    """Of 40 people 4 reconvicted are hidden, 5 are not."""
    for reconvicted, is_shown in ((4, False), (5, True)):
        few = made(rates=(rates_of(DONCASTER.baseline(), 40, reconvicted),))
        assert say.is_shown(say.seen_of(few)) is is_shown
    few = made(rates=(rates_of(DONCASTER.baseline(), 40, 4),))
    assert say.title(few) == "The counts of the group that cohort 1 is set against are too small to be shown"
    assert say.boxes(few) == ()
    assert "58" not in say.title(few) + say.lead(few)


def test_a_final_payment_stands_in_a_box_and_to_the_penny_in_the_lead():
    found = made()
    assert "the payment is **£286,369.43**, on figures some of which are assumed" in say.lead(found)
    assert say.boxes(found)[0] == ("Payment", "£286,369", "final")
    assert say.boxes(found)[-1] == ("Figures that agree", "3 of 3", "between two computations")


def test_a_disagreement_leads_and_gives_both_figures():
    found = made(second=823)
    assert say.title(found) == "Two computations of cohort 1 do not agree: pay on neither before it is known why"
    assert "People reconvicted: 824 by the first, 823 by the second." in say.disagreement_words(found)
    assert "a1b2" in say.disagreement_words(found)
    assert tables.checks_table(found)["Agree"].tolist() == ["**No**", "yes", "yes"]
    assert say.boxes(found)[-1][1] == "2 of 3"
    assert "1 of 3 figures differ" in say.lead(found)
    assert say.disagreement_words(made()) == ""


@pytest.mark.parametrize(
    ("measured", "figure", "expected"),
    [
        ("pence", 28_636_943, "£286,369.43"),
        ("count", 1570, "1,570"),
        ("share", Fraction(582, 1000), "58.2000%"),
        ("each", Fraction(3, 2), "1.500000 each"),
        ("pence", None, "none"),
    ],
)
def test_a_figure_is_said_as_it_is_counted(measured, figure, expected):
    assert say.value(Check("x", measured, figure, figure, True), figure) == expected


def test_nothing_paid_ends_at_the_counts():
    nothing = DONCASTER.model_copy(update={"payment": None})
    found = made(statement=None, terms=nothing, checks=(Check("People counted", "count", 1570, 1570, True),))
    assert say.title(found).endswith("two counts agree to the person")
    assert "this ledger ends at the counts" in say.lead(found)
    assert say.second_notes(found) == ""


def test_small_numbers_left_out_are_hidden_of_people_who_are_not_listed():
    """Of 350, 12 and 3 the 3 is hidden, and with it the next smallest, so that no total gives it away."""
    listed, real = (tables.counts_table(made(listed=is_listed)) for is_listed in (True, False))
    assert listed["People"].tolist()[-5:-2] == ["350", "12", "3"]
    assert real["People"].tolist()[-3:] == ["350", "c", "c"]
    assert tables.checks_table(made(listed=False)).loc[1, "First computation"] == "c"
    assert tables.checks_table(made()).loc[1, "First computation"] == "3"
    assert not any("left out" in note for _, _, note in say.boxes(made(listed=False)))


def test_too_few_people_are_not_followed_down():
    few = replace(made(), cohort=replace(of_cohort(FINAL, None), n=9, reconvicted=5))
    assert not say.is_shown(say.seen_of(few))
    assert say.boxes(few) == ()
    assert "824" not in say.title(few) + say.lead(few)


def test_the_rule_shows_every_figure_with_its_status():
    table = tables.rule_table(DONCASTER).set_index("Figure")
    assert table.loc["Threshold", "Value"] == "5"
    assert table.loc["Threshold", "Status"] == "published"
    assert table.loc["Slope", "Status"] == "**Assumed**"
    assert len(table) == 5
    crs = find_contract(read_all_terms(), "crs")
    assert len(tables.rule_table(crs)) == 2 + len(crs.payment.bands)


def test_the_baseline_is_followed_to_what_pays():
    table = tables.baseline_table(made()).set_index("Step")["Figure"]
    assert table["Measured against"] == "Baseline year 2009, people released January to December 2009"
    assert table["Its rate as counted in the data"] == "58.2200%"
    assert table["Rate before adjustment"] == "58.2000%, the contract's own figure"
    assert table["Adjusted baseline"] == "**58.2000%**"
    assert table["The cohort's own rate"] == "52.4841%"  # 824 / 1,570
    assert "Events for each person there" not in table


def test_a_control_that_is_projected_is_said_to_be():
    found = made()
    given = replace(found, second=replace(found.second, is_baseline_given=True))
    control = replace(
        found.cohort.baseline,
        method="reweighted-control",
        adjusted=Fraction(6, 10),
        counted=None,
        is_from_terms=False,
        possible=((Fraction(6, 10), Fraction(3, 2)),),
    )
    given = replace(given, cohort=replace(found.cohort, baseline=control))
    step = tables.baseline_table(given).set_index("Step")["Figure"]
    assert step["Its rate as counted in the data"] == "not final"
    assert step["Rate before adjustment"] == "58.2000%, projected to the end of its follow-up"
    assert step["Adjustment for case mix"].endswith("both rates projected: +1.8000 percentage points")
    assert "Its standard error" not in step
    assert say.TAKEN_OVER in say.second_notes(given)


def test_counts_and_rows_add_up():
    """Three people, four releases: two count, one is left out, and one has been counted from an earlier release."""
    found = made(counts=Counts(2, 1, 2, 2, {"deported": 1}))
    table = tables.counts_table(found).set_index("What")
    both = [tuple(table.loc[what]) for what in ("**Counted**", "Left out: deported", "**Together**")]
    assert both == [("**2**", "**2**"), ("1", "1"), ("**3**", "**4**")]
    assert tuple(table.loc["Left out: already counted from an earlier release"]) == ("0", "1")
    assert rows.made_up_of(found, rows.COHORT) == (
        "Cohort 1, 4 releases: 2 in; 1 out: already counted from an earlier release; 1 out: deported."
    )
    assert "Releases in the list" not in tables.counts_table(made(listed=False))


@pytest.mark.parametrize(("deported", "agrees"), [(1, True), (2, False), (0, False)])
def test_a_person_left_out_without_a_row_is_a_disagreement(deported, agrees):
    checks = check_rows(Counts(2, 1, 2, 2, {"deported": deported}), EPISODES)
    assert [check.agrees for check in checks] == [True, True, agrees]


def weighted(*bands: ControlBand) -> Ledger:
    found = made()
    return replace(found, second=replace(found.second, bands=bands))


def test_a_control_is_shown_by_band():
    """Of 40 people 3 reconvicted are hidden, and the smallest band beside them; the totals are of all."""
    found = weighted(
        ControlBand(0, 30, 40, 3, 4), ControlBand(5, 20, 20, 10, 12), ControlBand(45, 38, 100, 50, 70),
        ControlBand(None, 12, 25, 9, 11),
    )  # fmt: skip
    assert tables.bands_table(found).to_numpy().tolist() == [
        ["0 to under 5", *"cccc"],
        ["5 to under 10", *"cccc"],
        ["45 to under 50", "100", "50", "70", "38"],
        ["no score", "25", "9", "11", "12"],
        ["**Together**", "185", "72", "97", "100"],
    ]
    assert tables.bands_table(made()) is None


@pytest.mark.parametrize(
    ("own", "control", "first"), [(9, 100, "0 to under 10"), (10, 9, "0 to under 10"), (10, 10, "0 to under 5")]
)
def test_a_band_in_which_few_of_either_group_are_is_joined_to_the_next(own, control, first):
    large = [ControlBand(at, 30, 100, 50, 70) for at in (5, 10, 15)]
    table = tables.bands_table(weighted(ControlBand(0, own, control, 0, 0), *large))
    assert table.iloc[0, 0] == first
    assert len(table) == (5 if first == "0 to under 5" else 4)


@pytest.mark.parametrize(("own", "control"), [(9, 100), (12, 9)])
def test_few_people_without_a_score_would_follow_from_the_other_bands(own, control):
    large = [ControlBand(at, 30, 100, 50, 70) for at in (5, 10, 15)]
    assert tables.bands_table(weighted(*large, ControlBand(None, own, control, 0, 0))) is None
    assert tables.bands_table(weighted(*large, ControlBand(None, 0, control + 1, 0, 0))) is not None


def set_against(contract: str, *, earlier: tuple[Settled, ...] = (), se: float = 0.0, **baseline: object) -> Ledger:
    """A final cohort of a contract, its baseline and outcome made to order."""
    found, terms = made(), find_contract(read_all_terms(), contract)
    outcome = replace(found.cohort.outcome, earlier=earlier, baseline_se=se)
    cohort = replace(found.cohort, baseline=replace(found.cohort.baseline, **baseline), outcome=outcome)
    return replace(found, terms=terms, cohort=cohort)


SETTLED = (Settled(1000, 1420, Fraction(155, 100), 0),)
SCORES, ERROR = "the OGRS scores", "the baseline's standard error"
EARLIER = "what earlier cohorts were paid, and on which counts"


@pytest.mark.parametrize(
    ("contract", "made_to_order", "expected"),
    [
        ("doncaster", {"se": 0.01}, []),
        ("crc", {"method": "mean-ogrs", "se": 0.01}, [SCORES, ERROR]),
        ("crc", {"method": "mean-ogrs", "se": 0.0}, [SCORES]),
        ("community-sentences", {"method": "recalibration", "se": 0.01}, [SCORES, "the coefficients of the fitted curve"]),
        ("peterborough", {"method": "reweighted-control"}, [SCORES]),
        ("peterborough", {"method": "reweighted-control", "earlier": SETTLED}, [SCORES, EARLIER]),
        ("broward", {"method": "mean-ogrs", "earlier": SETTLED}, []),  # its deciles are in the source
    ],
)  # fmt: skip
def test_the_opening_says_what_was_taken_over_and_only_that(contract, made_to_order, expected):
    found = set_against(contract, **made_to_order)
    assert say.taken_over(found) == expected
    assert ("not checked" in say.lead(found)) == bool(expected)
    for taken in expected:
        assert taken in say.lead(found)


def test_a_projected_control_is_taken_over_and_no_payment_rests_on_it():
    found = set_against("peterborough", method="reweighted-control", earlier=SETTLED)
    found = replace(found, second=replace(found.second, is_baseline_given=True, lines=None), statement=None)
    assert say.lead(found).endswith(
        "people and events. All 3 figures compared agree. Taken over from the first and not checked: the projected control."
    )


def test_the_rows_of_a_control_are_its_own():
    peterborough = find_contract(read_all_terms(), "peterborough")
    own = replace(of_cohort(FINAL, None), cohort=peterborough.cohort("cohort-1"))
    found = made(terms=peterborough, cohort=own, control_episodes=EPISODES.tail(1))
    assert rows.narrowed(found, "all", "control")["person"].tolist() == ["P00003"]
    assert rows.narrowed(found, "in", "control").empty
    assert len(rows.csv(found, "control").decode().splitlines()) == 2
    assert rows.file_name(found, "control") == "ledger_peterborough_pool-1_2014-06-30_a1b2.csv"
    assert rows.made_up_of(found, "control") == "Comparison pool for cohort 1, 1 release: 0 in; 1 out: deported."


@pytest.mark.parametrize(("choice", "people"), [("all", 4), ("in", 2), ("out", 2), ("reconvicted", 1)])
def test_the_list_is_narrowed(choice, people):
    assert len(rows.narrowed(made(), choice)) == people


def test_a_choice_is_found_by_id_or_words():
    offered = rows.choices(made())
    assert [rows.find_choice(offered, said) for said in ("OUT", " in: counted ", "Reconvicted", "nobody")] == [
        "out", "in", "reconvicted", None,
    ]  # fmt: skip


def test_rows_tell_in_or_out_with_the_reason():
    table = rows.rows_table(made(), EPISODES)
    assert table.loc[0].tolist() == ["P00001", "9 Mar 2012", "in", "", "62", "yes", "1 Apr 2012", "2 May 2012", "2"]
    assert table.loc[3].tolist() == ["P00003", "1 Apr 2012", "out", "deported", "40", "", "", "", ""]
    assert table.loc[2, "Score"] == ""


def test_the_file_holds_every_row_and_its_name_tells_where_it_is_from():
    text = rows.csv(made()).decode()
    assert text.splitlines()[0] == (
        "person,discharged_on,in_or_out,reason,stands_for_person,score,reconvicted,first_offence_on,first_convicted_on,events"
    )
    assert text.splitlines()[1] == "P00001,2012-03-09,in,,yes,62.0,yes,2012-04-01,2012-05-02,2"
    assert text.splitlines()[4] == "P00003,2012-04-01,out,deported,yes,40.0,,,,"
    assert len(text.splitlines()) == 5
    assert rows.file_name(made()) == "ledger_doncaster_cohort-1_2014-06-30_a1b2.csv"


def test_only_the_first_rows_are_shown():
    many = pd.concat([EPISODES] * 10, ignore_index=True)
    found = made(episodes=many)
    assert len(rows.rows_table(found, many)) == rows.MOST_ROWS < len(many)
    assert "The first 25 are shown" in rows.rows_words(found, many)
    assert "are shown" not in rows.rows_words(found, EPISODES)


def test_referrals_have_rows_of_their_own():
    crs = find_contract(read_all_terms(), "crs")
    referrals = pd.DataFrame(
        {
            "referral": ["R00001", "R00002"],
            "received_on": pd.to_datetime(["2012-07-02", "2012-07-03"]),
            "planned": [8, None],
            "is_started": [True, False],
            "started_on": pd.to_datetime(["2012-08-01", None]),
            "sessions": [6, 0],
        }
    )
    found = made(terms=crs, episodes=referrals, counts=Counts(2, 0, 0, 0, starts=1))
    assert rows.rows_table(found, referrals).loc[0].tolist() == ["R00001", "2 Jul 2012", "1 Aug 2012", "8", "6"]
    assert len(rows.narrowed(found, "started")) == 1
    assert say.rests_on(found) == "2 referrals, 1 of them started"
    assert rows.csv(found).decode().splitlines()[2] == "R00002,2012-07-03,,no,,0"


@pytest.mark.parametrize(("n", "events", "agree"), [(2, 2, [True, True]), (3, 2, [False, True]), (2, 4, [True, False])])
def test_the_controls_rows_are_checked_against_its_counts(n, events, agree):
    """Two of three releases are in, with 2 + 0 events; the 5 of the third do not count."""
    control = DONCASTER.cohorts[0]
    listed = pd.DataFrame({"is_in": [True, True, False], "events": [2, 0, 5]})
    checks = _check_control(control, [rates_of(control, n, 1, events=events)], listed)
    assert [check.agrees for check in checks] == agree
    assert _check_control(control, [], listed) == _check_control(None, [], listed) == ()
