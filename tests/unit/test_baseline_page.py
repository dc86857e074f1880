"""The page Adjusted baseline: what it says, draws and hides, on groups small enough to work out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from baseline_cases import BEFORE, case, counts, looked, terms
from figures import CONTRACTS

from throughgate.methods.casemix.discrimination import area_limits
from throughgate.projection import PROJECTED, TOO_EARLY, Projection, Quantiles
from throughgate.show.baseline import boxes as baseline_boxes
from throughgate.show.baseline import looked as baseline
from throughgate.show.baseline import methods, model, tipping, words
from throughgate.show.baseline.chart_methods import methods_chart
from throughgate.show.baseline.chart_scores import calibration_chart, scores_chart, spans

SAME = counts({0.2: (200, 30), 0.5: (400, 180), 0.8: (200, 150)})
"""The baseline's scores exactly; 360 of 800, 45 per cent, reconvicted."""


def by_method(of) -> dict[str, methods.Row]:
    return {row.method: row for row in methods.rows(of)}


def test_the_title_says_who_was_riskier_and_what_the_baseline_is():
    title, lead = words.head(looked())
    assert title == (
        "The people released in cohort 1 were riskier than those of the baseline year 2009: adjusted for that, "
        "the baseline is 57.5%, 7.5 percentage points higher"
    )
    assert "The contract sets it at **50.0%** (clause 3; published; counted in these data 50.0%" in lead
    assert "Cohort 1 is final: 52.5% (49.0% to 55.9%) reconvicted (95% interval), n = 800." in lead


UNSURE = "The scores do not tell which is riskier, cohort 1 or the baseline year 2009: "


def test_the_title_says_where_the_baseline_stays():
    assert words.title(looked(own=SAME)) == f"{UNSURE}the baseline stays at 50.0%"


@pytest.mark.parametrize(
    ("lowest", "highest", "interval", "title"),
    [
        # Of 800 people, so many at 20 and at 80 and the rest at 50. The mean is 30 x (highest - lowest) / 800 from 50, which
        # is also what the baseline moves by, as its line has intercept 0 and slope 1.
        # (variance + 450) / 800: 900 x 400 / 800 - 1.5^2 = 447.75, so half of it is 1.96 x sqrt(897.75 / 800) = 2.08.
        (180, 220, "0.6 lower to 3.6 higher", f"{UNSURE}the recommended method still moves the baseline, to 51.5%, 1.5 percentage points higher"),
        (220, 180, "3.6 lower to 0.6 higher", f"{UNSURE}the recommended method still moves the baseline, to 48.5%, 1.5 percentage points lower"),
        # 450 - 2.25^2 = 444.94: 1.96 x sqrt(894.94 / 800) = 2.07.
        (170, 230, "0.2 to 4.3 higher", "The people released in cohort 1 were riskier than those of the baseline year 2009: adjusted for that, the baseline is 52.2%, 2.2 percentage points higher"),
        (230, 170, "0.2 to 4.3 lower", "The people released in cohort 1 were less risky than those of the baseline year 2009: adjusted for that, the baseline is 47.8%, 2.2 percentage points lower"),
    ],
)  # fmt: skip
def test_chance_is_not_called_a_riskier_cohort(lowest, highest, interval, title):
    of = looked(own=counts({0.2: (lowest, 40), 0.5: (800 - lowest - highest, 200), 0.8: (highest, 160)}))
    assert baseline_boxes.boxes(of)[3][2].endswith(f"; 95% interval {interval}")
    assert f"(95% interval {interval})" in model.score_words(of)
    assert words.title(of) == title


def test_scores_that_point_one_way_and_a_baseline_that_moves_the_other_do_not_tell():
    of = looked()  # mean score 5.5 to 9.5 higher
    casemix = of.in_force.casemix
    lower = replace(casemix.by_method["recalibration"], rate=Fraction(49, 100), moved_points=Fraction(-1))
    casemix = replace(casemix, by_method=casemix.by_method | {"recalibration": lower})
    end = "the recommended method still moves the baseline, to 49.0%, 1.0 percentage point lower"
    assert words.title(replace(of, in_force=replace(of.in_force, casemix=casemix))) == f"{UNSURE}{end}"


def test_a_contract_that_pays_nothing_is_not_said_to_set_a_baseline():
    of = looked(terms(None))
    assert "Nothing is paid here." in words.lead(of)
    assert "contract" not in words.lead(of)
    assert [name for name, *_ in baseline_boxes.boxes(of)] == ["Baseline", "Cohort 1", "Recommended", "Mean OGRS"]
    assert not any(row.is_contracts for row in methods.rows(of))
    assert "The contract would decide" not in methods.methods_table(of, methods.rows(of))


def test_the_boxes_hold_baseline_contract_recommended_and_scores():
    boxes = {name: (value, note) for name, value, note in baseline_boxes.boxes(looked())}
    assert boxes["Baseline"][0] == "50.0%"
    assert boxes["By the contract's method"] == ("50.0%", "no adjustment; published")
    assert boxes["Recommended"][0] == "57.5%"
    # Means (100 x 20 + 400 x 50 + 300 x 80) / 800 = 57.5 and 50; variances 393.75 and 450, so half the interval is
    # 1.96 x sqrt(393.75 / 800 + 450 / 800) = 2.01.
    assert boxes["Mean OGRS"] == ("7.5 higher", "57.5 against 50.0; 95% interval 5.5 to 9.5 higher")


def test_each_method_leads_to_its_own_decision_by_the_contract():
    """420 of 800 are 52.5%: 5 points below 57.5% is met to the person, below 50% and by bands (55%) it is not."""
    rows = by_method(looked())
    assert rows["none"].decision == "money reclaimed"
    assert rows["mean-ogrs"].decision == "nothing reclaimed"
    assert rows["mean-ogrs-one-way"].adjusted.rate == Fraction(1, 2), "a riskier cohort moves it not"
    assert rows["recalibration"].rate == pytest.approx(0.575, abs=1e-6)


@pytest.mark.parametrize(
    ("method", "own"), [("none", "none"), ("mean-ogrs", "mean-ogrs"), ("recalibration", "recalibration")]
)
def test_one_method_is_the_contracts_and_names_its_source(method, own):
    of = looked(terms(method))
    rows = methods.rows(of)
    assert [row.method for row in rows if row.is_contracts] == [own]
    table = methods.standing_table(of, rows)
    sources = dict(zip(by_method(of), table["Source and status"], strict=True))
    assert sources[own] == "The contract: clause 2 (published)"
    assert all("(computed)" in text for name, text in sources.items() if name not in (own, "none"))


def test_a_fixed_baseline_has_no_range_and_every_estimate_has_one():
    table = methods.methods_table(looked(), methods.rows(looked()))
    rates = table["Baseline (95% range)"].tolist()
    assert rates[0] == "50.0%, a fixed number"
    assert all(" to " in rate for rate in rates[1:])
    assert table["Moved by"].tolist()[:2] == ["not moved", "7.5 pp higher"]
    change = table["Cohort's rate less it (95% interval by chance in the cohort alone)"].tolist()
    assert change[1] == "5.0 pp lower (1.6 to 8.5 lower)"  # 49.0 and 55.9 less 57.5


def test_the_range_of_a_projected_difference_is_of_where_the_cohort_will_land():
    of = looked(status=PROJECTED, final_rate=Quantiles(mean=0.525, p2_5=0.5, p10=0.51, p50=0.525, p90=0.54, p97_5=0.55))
    table = methods.methods_table(of, methods.rows(of))
    change = table["Cohort's rate less it (95% range of where the cohort will land)"].tolist()
    assert change[1] == "5.0 pp lower (2.5 to 7.5 lower)"  # 50.0 and 55.0 less 57.5


def test_no_difference_is_written_as_per_cent():
    of = looked()
    table = methods.methods_table(of, methods.rows(of))
    for column in ("Moved by", methods.change_column(of)):
        assert not any("%" in cell for cell in table[column])


@pytest.mark.parametrize(
    ("apart", "is_flagged"), [(Fraction(1, 2), False), (Fraction(501, 1000), True), (Fraction(-6, 10), True)]
)
def test_a_spline_further_than_half_a_point_away_is_flagged(apart, is_flagged):
    of = looked()
    found = of.in_force.casemix.by_method
    spline = replace(found["spline"], rate=found["recalibration"].rate + apart / 100)
    casemix = replace(of.in_force.casemix, by_method=found | {"spline": spline})
    of = replace(of, in_force=replace(of.in_force, casemix=casemix))
    assert ("Look into this" in methods.gap_words(of)) is is_flagged


def test_the_chart_draws_every_method_the_target_and_the_cohort():
    of = looked()
    chart = methods_chart(of, methods.rows(of))
    texts = [trace.text for trace in chart.figure.data if trace.text is not None]
    assert texts == ["50.0%", "57.5%", "50.0%", "57.5%", "57.5%", "55.0%"]
    targets = next(trace for trace in chart.figure.data if "Target" in str(trace.name))
    assert targets.name == "Target, 5 points lower"
    assert targets.x[0] == pytest.approx(45.0)
    assert "The rate of cohort 1 is 52.5%" in chart.alt
    assert len(chart.table) == 6


def test_a_cohort_too_early_to_project_has_neither_change_nor_decision():
    of = looked(status=TOO_EARLY, final_rate=None)
    table = methods.methods_table(of, methods.rows(of))
    assert set(table["Cohort's rate less it"]) == {"too early"}
    assert set(table["The contract would decide"]) == {"too early"}
    assert "too early" in words.lead(of)
    assert tipping.tipping_table(of) is None
    assert "too early" in methods_chart(of, methods.rows(of)).alt.lower()


def test_few_people_in_a_span_of_scores_are_joined_to_the_next():
    own = counts({0.03: (4, 2), 0.22: (300, 60), 0.52: (300, 150), 0.97: (9, 5)})
    before = counts({0.03: (12, 6), 0.22: (300, 60), 0.52: (300, 150), 0.97: (30, 15)})
    found = spans(looked(before=before, own=own))
    assert [(span.low, span.high) for span in found] == [(0.0, 25.0), (25.0, 100.0)]
    assert [span.cohort for span in found] == [304, 309]
    assert all(min(span.baseline, span.cohort) >= 10 for span in found)


def test_the_heights_of_the_scores_are_for_a_twentieth_also_where_spans_are_joined():
    chart = scores_chart(looked())
    first = chart.figure.data[0]
    # 200 of 800 people from 0 to under 25, five twentieths: 5 per cent in each.
    assert first.y[0] == pytest.approx(5.0)
    assert chart.table["Baseline year 2009, n = 800"].tolist() == ["25.0%", "50.0%", "25.0%"]


def test_too_few_scores_for_two_spans_are_not_drawn():
    few = counts({0.2: (12, 6), 0.5: (4, 2), 0.8: (4, 1)})
    assert scores_chart(looked(before=BEFORE, own=few)) is None


def test_a_tenth_that_could_point_to_somebody_is_hidden_with_another():
    before = counts({0.1: (100, 2), 0.3: (150, 50), 0.5: (150, 75), 0.7: (150, 105), 0.9: (150, 130)})
    chart = calibration_chart(looked(before=before))
    assert (chart.table["Observed (95% interval)"] == "c").sum() == 2
    assert chart.key
    assert len(chart.figure.data[-1].x) == len(chart.table) - 2


@pytest.mark.parametrize(("without", "shown"), [(0, "0"), (1, "c"), (4, "c"), (5, "5")])
def test_a_handful_without_a_score_is_hidden_and_does_not_follow_from_the_rest(without, shown):
    before = counts(
        {0.2: (200, 40), 0.5: (400, 200), 0.8: (200, 160)} | ({math.nan: (without, without)} if without else {})
    )
    of = looked(before=before)
    assert model.score_table(of)["Without a score"].tolist()[0] == shown
    written = str(model.model_table(of)["Value"].tolist()) + scores_chart(of).alt + str(list(scores_chart(of).table))
    assert ("all but a few of" in written) is (shown == "c")
    people = calibration_chart(of).table["People"].tolist()
    assert all(cell.startswith("about") for cell in people) is (shown == "c")


def test_the_rate_of_few_people_without_a_score_is_hidden():
    def rate_of(n: int, again: int) -> str:
        of = looked(before=counts({0.2: (200, 40), 0.5: (400, 200), 0.8: (200, 160), math.nan: (n, again)}))
        return model.model_table(of)["Value"].tolist()[-1]

    assert rate_of(9, 5) == "c"
    assert rate_of(40, 2) == "c"
    assert rate_of(40, 20) == "0.500000 of 40 people"


def test_the_model_is_given_with_six_decimals():
    """Each risk as likely as it says: a = 0, b = 1, and the information is 400 x 0.25 + 400 x 0.16 = 164 in a."""
    table = model.model_table(looked()).set_index("Number")
    assert table.loc["Intercept a", "Value"] == "0.000000"
    assert table.loc["Slope b", "Value"] == "1.000000"
    assert table.loc["Intercept a", "Standard error"] == f"{1 / math.sqrt(164):.6f}"
    # x is -ln 4, 0 and ln 4, so b has 400 x 0.16 x ln(4)^2.
    assert table.loc["Slope b", "Standard error"] == f"{1 / math.sqrt(64 * math.log(4) ** 2):.6f}"
    assert table.loc["People it is fitted on", "Value"] == "800"


def test_numbers_of_the_model_below_zero_have_a_true_minus():
    """Half of what each risk says in odds: a = -ln 2, which is 0.693147."""
    half = counts({0.2: (900, 100), 0.5: (600, 200), 0.8: (300, 200)})  # odds of 1/8, 1/2 and 2 for 1/4, 1 and 4
    of = looked(before=half)
    value = model.model_table(of).set_index("Number")["Value"]
    assert value["Intercept a"] == "\N{MINUS SIGN}\N{WORD JOINER}0.693147"
    assert value["Slope b"] == "1.000000"
    assert not any(cell.startswith("-") for cell in value)


def test_a_slope_that_may_be_below_zero_has_a_true_minus():
    """As many of each risk reconvicted: slope 0, with 0.25 x 20 x ln(4)^2 of information, 1.96 / sqrt(9.61) = 0.63."""
    flat = counts({0.2: (10, 5), 0.5: (20, 10), 0.8: (10, 5)})
    assert "(95% interval \N{MINUS SIGN}\N{WORD JOINER}0.63 to 0.63)" in model.calibration_words(looked(before=flat))


def test_what_would_overturn_a_missed_target_lifts_the_baseline():
    """45% is 5 points below 50%: 46% misses by 1, so a baseline 1 point higher would meet it."""
    own = counts({0.2: (200, 34), 0.5: (400, 184), 0.8: (200, 150)})  # 368 of 800: 46%
    of = looked(own=own)
    assert tipping.needed_points(of)[0] == pytest.approx(1.0)
    said = tipping.tipping_words(of)
    assert "A baseline 1.0 percentage point higher than the contract's would bring the change up to the 5-point" in said
    # D = 0.01 / 0.1; rates 0.5 - 0.2 x 0.1 = 0.48 without and 0.58 with: odds ratio (0.58 x 0.52) / (0.48 x 0.42).
    assert f"by {0.58 * 0.52 / (0.48 * 0.42):.1f}" in said
    table = tipping.tipping_table(of)
    assert ("30%", "20%", "1.5") in list(table.itertuples(index=False, name=None))


def test_what_would_overturn_a_met_target_lowers_the_baseline():
    own = counts({0.2: (200, 30), 0.5: (400, 172), 0.8: (200, 150)})  # 352 of 800: 44%, one point beyond the target
    said = tipping.tipping_words(looked(own=own))
    assert "A baseline 1.0 percentage point lower than the contract's" in said
    assert "held by 30% of the baseline and 20% of the cohort" in said


def test_a_target_met_to_the_person_could_hardly_be_closer():
    assert "could hardly be closer" in tipping.tipping_words(looked(own=SAME))
    assert tipping.tipping_table(looked(own=SAME)) is None


def test_without_a_threshold_the_point_is_no_change_at_all():
    assert tipping.needed_points(looked(terms(None), own=SAME)) == (
        pytest.approx(-5.0),
        "leave no change at all",
    )


def test_the_area_has_the_interval_of_hanley_and_mcneil():
    """Their example of 1982: area 0.893 of 51 and 58 readings has a standard error of 0.032 to three decimals."""
    low, high = area_limits(0.893, 51, 58)
    assert (high - low) / (2 * 1.96) == pytest.approx(0.0325, abs=5e-4)
    assert area_limits(0.9, 0, 10) is None
    assert area_limits(1.0, 5, 5) == (1.0, 1.0)


def test_the_calibration_sentence_gives_intervals_and_the_range_to_expect():
    said = model.calibration_words(looked())
    assert "n = 800), within 0.72 to 0.80" in said
    assert "is 1.00 (95% interval 0.82 to 1.18), within 0.9 to 1.1" in said  # 1 -+ 1.96 x 0.0902
    assert "(assumed, from studies of such people)" in said


def test_people_without_scores_leave_the_baseline_as_it_is():
    none = counts({math.nan: (100, 50)})
    of = looked(before=none, own=none)
    assert not of.is_scored
    assert words.title(of) == "Too few people have a score to adjust the baseline for cohort 1: it stays at 50.0%"
    assert len(baseline_boxes.boxes(of)) == 3


def test_a_small_cohort_is_not_looked_at():
    projection, rates = case(own=counts({0.5: (9, 5)}))
    assert baseline.looked_at(projection, rates, "cohort-1") is None
    title, lead = words.nothing(projection, rates, "cohort-1")
    assert title == "There is no baseline to adjust for cohort 1"
    assert "hidden so that nobody can be recognised" in lead


def test_a_baseline_not_yet_complete_says_when_it_will_be():
    projection, rates = case(baseline=None)
    assert baseline.looked_at(projection, rates, "cohort-1") is None
    title, lead = words.nothing(projection, rates, "cohort-1")
    assert title == "It is too early to adjust a baseline for cohort 1"
    assert lead.endswith("Its rate is final on 30 June 2011.")  # 18 months after the last day of 2009


def test_a_contract_paid_by_volume_has_no_baseline():
    projection, rates = case()
    crs = CONTRACTS["crs"]
    volume = Projection(projection.contract, crs, projection.as_at, 1, "a1b2", projection.cohorts)
    assert words.nothing(volume, rates, "cohort-1")[0] == f"{crs.name} has no baseline to adjust"


def test_a_reweighted_control_is_shown_as_what_it_is():
    of = looked()
    adjustment = of.terms.adjustment.model_copy(update={"method": "reweighted-control", "status": "assumed"})
    control = replace(
        of.in_force, method="reweighted-control", adjusted=Fraction(55, 100), control_events=Fraction(3, 2),
        casemix=None, diagnostics=None, is_from_terms=False,
    )  # fmt: skip
    outcome = of.terms.outcome.model_copy(update={"headline": "frequency"})
    contract = of.terms.model_copy(update={"adjustment": adjustment, "outcome": outcome})
    of = replace(of, terms=contract, in_force=control)
    title, lead = words.head(of)
    assert title == (
        "Weighted to the scores of cohort 1, the baseline year 2009 has 150.0 reconviction events for each 100 people, "
        "against 50.0 as it is"
    )
    assert "Until one is built" in lead
    assert "clause 2 (assumed)" in lead
    assert [value for _, value, _ in baseline_boxes.boxes(of)] == ["50.0", "150.0", "50.0%", "55.0%"]
    assert not of.is_scored


def test_the_score_of_another_scheme_is_told_in_its_own_steps():
    score = baseline.score_of(CONTRACTS["broward"])
    assert [score.value(risk) for risk in (0.05, 0.95)] == [1.0, 10.0]
    assert baseline.score_of(CONTRACTS["doncaster"]).value(np.float64(0.5)) == 50.0
    of = replace(looked(), terms=looked().terms.model_copy(update={"risk_scheme": CONTRACTS["broward"].risk_scheme}))
    assert "to expect of this score, which is not OGRS" in model.calibration_words(of)
    assert "(score - 0.5) / 10" in model.model_words(of)
