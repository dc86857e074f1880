"""The contract designer against the tables of the field, theory, and sums made by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from typer.testing import CliRunner

from throughgate import designer
from throughgate.cli import app
from throughgate.figure import Figure
from throughgate.methods.design import Setting, chances_by_effect, design
from throughgate.methods.design.chances import count_chances, counted_baseline
from throughgate.methods.design.targets import DesignError
from throughgate.methods.payment import Outcome, payments
from throughgate.show.text_design import design_table
from throughgate.terms import read_all_terms

TERMS = {terms.id: terms for terms in read_all_terms()}


def threshold_terms(**figures: str):
    """Doncaster with round money: £1,000,000 at risk, £200,000 a point beyond 5, capped at 10; figures may be changed."""
    values = {
        "threshold": "5",
        "cap": "10",
        "core-value": "10000000",
        "share-at-risk": "10",
        "slope": "200000",
    } | figures
    made = {
        name.replace("_", "-"): Figure(value=Decimal(value), unit="for the test", source="the test", status="assumed")
        for name, value in ({"baseline_rate": "58.2"} | values).items()
    }
    return TERMS["doncaster"].model_copy(update={"figures": made})


def chances_in_percent(effects, **setting) -> list[float]:
    chances = chances_by_effect(threshold_terms(), Setting(**setting), np.array(effects, dtype=float))
    return (100 * chances).tolist()


EFFECTS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12)
FIXED = {  # methods.md, table B: exact binomial, printed to one decimal.
    100: (17.0, 22.7, 29.2, 36.5, 44.3, 52.3, 60.2, 67.7, 74.5, 85.6, 92.8),
    300: (3.9, 7.9, 14.5, 23.9, 35.9, 49.5, 63.1, 75.2, 84.8, 95.7, 99.2),
    1000: (0.1, 0.6, 3.0, 10.8, 27.3, 51.2, 74.7, 90.3, 97.3, 99.9, 100.0),
    1570: (0.0, 0.1, 0.9, 5.7, 21.7, 50.5, 79.0, 94.5, 99.2, 100.0, 100.0),
}
COUNTED = {  # Table B2, Monte Carlo: baseline counted on 1,570, years differing by 1.0 point.
    100: (17.2, 22.6, 28.7, 35.5, 42.7, 49.9, 57.4, 64.4, 71.4, 82.4, 90.4),
    1000: (2.0, 5.1, 10.9, 20.9, 34.1, 50.2, 65.7, 79.2, 88.8, 97.9, 99.8),
    3000: (0.8, 2.8, 7.4, 16.9, 31.5, 50.1, 68.3, 83.2, 92.4, 99.1, 100.0),
}
FOR_NOTHING = {  # Table A: fixed (exact), counted, with year SD 1.0 and 1.5, worst of 3 and of 5 years with SD 1.0.
    100: (17.02, 16.34, 17.22, 18.44, 24.09, 27.13),
    500: (1.34, 2.46, 4.30, 6.55, 8.93, 11.82),
    1178: (0.03, 0.43, 1.72, 4.03, 4.39, 6.34),
    3000: (0.00, 0.05, 0.83, 2.79, 2.25, 3.52),
}
BASELINES = (
    {},
    {"baseline": "estimated"},
    {"baseline": "estimated", "year_sd_points": Decimal("1.0")},
    {"baseline": "estimated", "year_sd_points": Decimal("1.5")},
    {"worst_of": 3, "year_sd_points": Decimal("1.0")},
    {"worst_of": 5, "year_sd_points": Decimal("1.0")},
)


@pytest.mark.parametrize("n", FIXED)
def test_power_with_a_fixed_baseline_is_table_b(n):
    assert chances_in_percent(EFFECTS, n=n) == pytest.approx(FIXED[n], abs=0.051)


@pytest.mark.parametrize("n", COUNTED)
def test_power_with_a_counted_baseline_and_years_is_table_b2(n):
    found = chances_in_percent(EFFECTS, n=n, **BASELINES[2])
    assert found == pytest.approx(COUNTED[n], abs=0.3)


@pytest.mark.parametrize("n", FOR_NOTHING)
def test_paying_for_nothing_is_table_a(n):
    found = [chances_in_percent([0], n=n, **baseline)[0] for baseline in BASELINES]
    assert found[0] == pytest.approx(FOR_NOTHING[n][0], abs=0.0051)
    assert found[1:] == pytest.approx(FOR_NOTHING[n][1:], abs=0.2)


@pytest.mark.parametrize(
    ("rate", "threshold", "most"),
    [
        # Of 1,000: 58.2 less 5 is 53.2, so 532 meet it; through floats 0.582 - 0.532 is 0.04999999999999993.
        ("58.2", "5", 532),
        ("58.2", "5.1", 531),
        ("58.2", "4.95", 532),
        ("30", "2.7", 273),
    ],
)
def test_a_fall_of_exactly_the_threshold_meets_it(rate, threshold, most):
    terms, n = threshold_terms(baseline_rate=rate, threshold=threshold), 1000
    of_1000 = int(10 * Decimal(rate))
    by_hand = sum(comb(n, x) * of_1000**x * (1000 - of_1000) ** (n - x) for x in range(most + 1))
    assert design(terms, Setting(n)).p_threshold_met == pytest.approx(float(Fraction(by_hand, 1000**n)), rel=1e-9)
    paid = payments(terms, Outcome(n=n, baseline=Fraction(rate) / 100), reconvicted=np.array([most, most + 1]))
    assert paid.is_met.tolist() == [True, False]


def test_expected_payment_in_units_of_what_is_at_risk():
    expected = {
        300: (-0.95, -0.29, -0.05, 0.19, 0.41, 0.74),
        1000: (-1.00, -0.36, 0.00, 0.32, 0.56, 0.87),
        1570: (-1.00, -0.39, 0.02, 0.35, 0.59, 0.90),
    }
    for n, units in expected.items():
        found = [design(threshold_terms(), Setting(n), effect_points=Decimal(e)) for e in (0, 5, 6, 7, 8, 10)]
        assert [d.expected_payment_pence / 1e8 for d in found] == pytest.approx(units, abs=0.0101)
    spread = [
        design(threshold_terms(), Setting(n), effect_points=Decimal(6)).sd_payment_pence for n in (300, 500, 1000, 1570)
    ]
    assert [sd / 1e8 for sd in spread] == pytest.approx([0.77, 0.70, 0.61, 0.55], abs=0.0101)


def test_expected_payment_of_three_people_by_hand():
    # Baseline and true rate one half: 0, 1, 2 or 3 reconvicted with chances 1, 3, 3, 1 in 8. Falls of 50, 16.7, -16.7
    # and -50 points: capped at 10, twice beyond the 5 (two pay 5 points x £200,000), twice reclaimed (£1,000,000).
    found = design(threshold_terms(baseline_rate="50"), Setting(3))
    assert found.p_threshold_met == pytest.approx(0.5)
    assert found.expected_payment_pence == 0
    assert found.sd_payment_pence == 100_000_000
    # With a slope of £100,000 the two that pay bring half: (0.5 x 0.5m) - (0.5 x 1m) = -£250,000.
    assert design(threshold_terms(baseline_rate="50", slope="100000"), Setting(3)).expected_payment_pence == -25_000_000


def by_every_pair(n: int, baseline_n: int, effect: float) -> tuple[float, float]:
    """Mean and SD in pounds over every pair of counts, by the rule in words: whole numbers at the threshold."""
    counted, reached = np.arange(baseline_n + 1)[:, None], np.arange(n + 1)[None, :]
    weights = binom.pmf(counted, baseline_n, 0.582) * binom.pmf(reached, n, 0.582 - effect / 100)
    fall = 100 * (counted / baseline_n - reached / n)
    is_met = 100 * (counted * n - reached * baseline_n) >= 5 * n * baseline_n
    paid = np.where(is_met, 200_000 * (np.minimum(fall, 10) - 5), -1_000_000)
    mean = float((weights * paid).sum())
    return mean, float(np.sqrt((weights * paid**2).sum() - mean**2))


@pytest.mark.parametrize(("n", "baseline_n"), [(100, 1570), (1570, 1570), (40, 300)])
def test_expected_payment_takes_every_count_of_the_baseline(n, baseline_n):
    setting = Setting(n, baseline="estimated", baseline_n=baseline_n)
    found = design(threshold_terms(), setting, effect_points=Decimal(6))
    mean, sd = by_every_pair(n, baseline_n, 6.0)
    assert found.expected_payment_pence / 100 == pytest.approx(mean, abs=0.5)
    assert found.sd_payment_pence / 100 == pytest.approx(sd, abs=0.5)


def test_a_counted_baseline_leaves_out_less_than_a_billionth():
    counted = counted_baseline(1570, 0.582, year_sd_points=0.0, worst_of=1)
    kept = [int(rate * 1570) for rate in counted.rates]
    assert binom.pmf(np.array(kept), 1570, 0.582).sum() > 1 - 1e-9


@pytest.mark.parametrize(
    ("n", "for_80", "for_90"), [(300, 7.4, 8.7), (500, 6.9, 7.9), (1000, 6.3, 7.0), (1570, 6.1, 6.6)]
)
def test_effects_needed(n, for_80, for_90):
    found = design(threshold_terms(), Setting(n))
    # The published ones take the normal law; whole people move the exact ones by up to half of 100/n points.
    assert found.effect_for_80 == pytest.approx(for_80, abs=0.05 + 50 / n)
    assert found.effect_for_90 == pytest.approx(for_90, abs=0.05 + 50 / n)
    at = chances_by_effect(threshold_terms(), Setting(n), np.array([found.effect_for_80, found.effect_for_90]))
    assert at == pytest.approx([0.8, 0.9], abs=1e-3)


def test_an_effect_that_nothing_reaches():
    assert design(threshold_terms(baseline_rate="3"), Setting(500)).effect_for_80 is None


@pytest.mark.parametrize("n", [300, 500, 1000, 1570, 3000])
def test_a_provider_who_delivers_the_target_is_reclaimed_from_half_the_time(n):
    assert design(threshold_terms(), Setting(n)).p_clawback_though_delivered == pytest.approx(0.5, abs=0.02)


def test_pooled_and_yearly_tests_of_four_cohorts():
    nothing = [design(threshold_terms(), Setting(n)).p_any_met for n in (300, 500, 1000)]
    assert [100 * p for p in nothing] == pytest.approx([14.7, 5.3, 0.3], abs=0.06)
    true_6 = [design(threshold_terms(), Setting(n), effect_points=Decimal(6)) for n in (300, 500, 1000, 1570)]
    assert [100 * d.p_all_met for d in true_6] == pytest.approx([16, 23, 31, 39], abs=0.6)
    assert [100 * d.p_pooled_met for d in true_6] == pytest.approx([76, 82, 90, 94], abs=0.6)


@pytest.mark.parametrize(("years", "alone", "with_years"), [(2, 0.70, 0.90), (3, 1.05, 1.35), (5, 1.45, 1.86)])
def test_regression_to_the_mean_of_a_baseline_picked_as_the_worst(years, alone, with_years):
    for sd, points in ((0, alone), (1, with_years)):
        found = design(threshold_terms(), Setting(1000, worst_of=years, year_sd_points=Decimal(sd)))
        assert found.regression_points == pytest.approx(points, abs=0.01)
        assert found.baseline == "estimated"


def test_an_average_year_does_not_regress():
    assert design(threshold_terms(), Setting(1000, baseline="estimated")).regression_points == 0


def test_only_a_fixed_baseline_without_year_effects_is_called_exact():
    exact = [design(threshold_terms(), Setting(200, **baseline)).is_exact for baseline in BASELINES]
    assert exact == [True, False, False, False, False, False]


def test_a_test_on_events_by_peterboroughs_figures():
    # CV² 2.1, ten controls each, 1,000 people: SE of the log ratio .048 and 1.4% passed for nothing (methods.md).
    found = design(TERMS["peterborough"], Setting(1000))
    assert 100 * found.p_paid_for_nothing == pytest.approx(1.4, abs=0.05)
    assert found.effect_unit == "per cent fewer events"
    assert found.p_clawback_though_delivered == pytest.approx(0.5)
    assert found.baseline_rate is None
    # 5.82 of 58.2 points are 10% of the rate: an even chance of a trigger of 10%.
    binary = design(threshold_terms(), Setting(1000), effect_points=Decimal("5.82"))
    assert binary.p_frequency_met == pytest.approx(0.5)


def test_events_all_gone_are_paid_up_to_the_most():
    terms = TERMS["peterborough"]
    found = design(terms, Setting(1000), effect_points=Decimal(100))
    assert found.p_threshold_met == 1
    averted = 1550 * terms.figure("price")
    assert found.expected_payment_pence == int(100 * min(averted, terms.figure("most-paid")))


def test_a_significant_fall_for_nothing_is_half_of_what_the_confidence_leaves():
    found = design(TERMS["crc"], Setting(5000, baseline_rate=Fraction(475, 10)))
    left = 1 - float(TERMS["crc"].figure("confidence")) / 100
    assert found.p_paid_for_nothing == pytest.approx(left / 2, abs=0.002)
    assert found.p_clawback_though_delivered is None
    counted = design(
        TERMS["crc"], Setting(5000, baseline_rate=Fraction(475, 10), baseline="estimated", baseline_n=5000)
    )
    # Tested against the error of both, for nothing stays what it was and power falls.
    assert counted.p_paid_for_nothing == pytest.approx(left / 2, abs=0.002)
    assert counted.effect_for_80 > found.effect_for_80 * 1.3


def test_a_balancing_contract_is_met_at_its_full_fall():
    terms = TERMS["community-sentences"]
    full = terms.figure("full-fall")
    found = design(terms, Setting(2000, baseline_rate=Fraction(40)), effect_points=full)
    assert found.target == float(full)
    assert found.p_threshold_met == pytest.approx(0.5, abs=0.02)
    fees = 100 * 2000 * terms.figure("fee")
    assert 0 < found.expected_payment_pence < fees


@pytest.mark.parametrize(
    ("contract", "setting", "effect", "told"),
    [
        ("penalty-clause", Setting(100), "0", "pays by the rule deduction, which sets no target"),
        ("crs", Setting(100), "0", "pays by the rule volume, which sets no target"),
        ("broward", Setting(100), "0", "pays nothing"),
        ("doncaster", Setting(0), "0", "n 0 is out of range: give a number from 1"),
        ("doncaster", Setting(100, worst_of=0), "0", "worst-of 0 is out of range"),
        ("doncaster", Setting(100, year_sd_points=Decimal(-1)), "0", "year-sd -1 is out of range"),
        ("doncaster", Setting(100), "58.3", "effect, in percentage points 58.3 is out of range"),
        ("peterborough", Setting(100), "101", "effect, in per cent fewer events 101 is out of range"),
    ],
)
def test_what_cannot_be_designed_says_why(contract, setting, effect, told):
    with pytest.raises(DesignError, match=told):
        design(TERMS[contract], setting, effect_points=Decimal(effect))


def test_a_contract_without_a_fixed_baseline_asks_for_one():
    terms = TERMS["crc"]
    without = terms.model_copy(update={"figures": {n: f for n, f in terms.figures.items() if n != "baseline-rate"}})
    with pytest.raises(DesignError, match=r"--baseline-rate 47\.5"):
        design(without, Setting(100))


@settings(max_examples=40)
@given(
    n=st.integers(1, 3000),
    rate=st.integers(0, 1000),
    threshold=st.integers(1, 200),
    effects=st.lists(st.floats(-20, 30), min_size=2, max_size=4),
)
def test_more_effect_never_lowers_the_chance(n, rate, threshold, effects):
    terms = threshold_terms(baseline_rate=str(Decimal(rate) / 10), threshold=str(Decimal(threshold) / 10), cap="20")
    for baseline in ({}, {"worst_of": 2, "year_sd_points": Decimal(1), "baseline_n": 300}):
        chances = chances_by_effect(terms, Setting(n, **baseline), np.sort(effects))
        assert ((chances >= 0) & (chances <= 1)).all()
        assert (np.diff(chances) >= -1e-9).all()


@pytest.mark.parametrize(("n", "sd"), [(1, 0.0), (40, 3.0), (1570, 1.0), (200_000, 1.5)])
def test_chances_of_a_count_have_the_mean_and_variance_of_theory(n, sd):
    counted = count_chances(n, 0.4, year_sd_points=sd)
    mean = counted.chances @ counted.counts
    variance = counted.chances @ (counted.counts - mean) ** 2
    tau = sd / 100
    # Binomial within years, years beside it: n p (1 - p) + n (n - 1) tau².
    assert counted.chances.sum() == pytest.approx(1)
    assert mean / n == pytest.approx(0.4, abs=1e-4)
    assert variance == pytest.approx(n * 0.24 + n * (n - 1) * tau**2, rel=2e-3)


def test_the_worst_of_two_coins():
    # The higher of two tosses: 0 with a quarter, 1 with three.
    worst = counted_baseline(1, 0.5, year_sd_points=0.0, worst_of=2)
    assert worst.rates == (Fraction(0), Fraction(1))
    assert worst.chances == pytest.approx([0.25, 0.75])


def test_a_million_people_and_one():
    assert design(threshold_terms(), Setting(1_000_000), effect_points=Decimal("4.9")).p_threshold_met == pytest.approx(
        0.0225, abs=0.0002
    )
    # One person meets it by not being reconvicted: 1 - 0.582.
    assert design(threshold_terms(), Setting(1)).p_threshold_met == pytest.approx(0.418)


def test_the_document_and_the_table_say_what_is_assumed():
    terms = threshold_terms()
    found = design(terms, Setting(1500), effect_points=Decimal("2"))
    document = designer.design_document(terms, found)
    assert {"p_threshold_met", "expected_payment_pence", "effect_for_80", "effect_for_90"} <= document.keys()
    assert document["baseline_rate"] == 58.2
    assert document["effect_points"] == 2.0
    assert "slope" in document["assumed"]
    table = design_table(terms, found)
    assert "true effect 2 percentage points" in table
    assert "Baseline 58.2%, a fixed number, years alike; exact binomial." in table
    assert "Assumed, not published:" in table


@pytest.mark.parametrize(("contract", "told"), [("crc", True), ("doncaster", False)])
def test_a_baseline_taken_otherwise_than_by_the_contract_is_told(contract, told):
    """The company's contract takes its baseline as an estimate (data/terms/crc.toml), Doncaster's as a number."""
    terms = TERMS[contract]
    fixed = design(terms, Setting(1500, baseline_rate=Fraction(475, 10)))
    counted = design(terms, Setting(1500, baseline="estimated", baseline_rate=Fraction(475, 10)))
    said = "The contract takes its baseline as an estimate"
    assert (said in design_table(terms, fixed), said in design_table(terms, counted)) == (told, False)


def test_terms_come_from_the_project_where_nothing_is_published(tmp_path):
    found = designer.read_design_terms(tmp_path, "doncaster")
    assert found.terms == TERMS["doncaster"]
    assert found.counted is None
    assert found.baseline_rate == Fraction(582, 10)
    assert found.baseline_n == 1570


@pytest.mark.parametrize(("contract", "cohorts"), [("doncaster", 3), ("peterborough", 2), ("crc", 2)])
def test_as_many_cohorts_are_tested_as_the_contract_pays_on(tmp_path, contract, cohorts):
    asked = ["design", contract, "--n", "500", "--data", str(tmp_path), "--json"]
    asked += ["--baseline-rate", "47.5"] if contract == "crc" else []
    assert json.loads(CliRunner().invoke(app, asked).stdout)["cohorts"] == cohorts
    assert json.loads(CliRunner().invoke(app, [*asked, "--cohorts", "4"]).stdout)["cohorts"] == 4


def test_one_cohort_is_tested_neither_together_nor_apart():
    table = design_table(threshold_terms(), design(threshold_terms(), Setting(500, cohorts=1)))
    assert "apart" not in table
    assert "in one test" not in table


def designed(data, contract: str, *words: str):
    return CliRunner().invoke(app, ["design", contract, "--n", "500", "--data", str(data), *words])


@pytest.mark.parametrize(
    "given",
    [
        ("--worst-of", "3"),
        ("--worst-of", "1"),
        ("--baseline", "fixed"),
        ("--baseline", "estimated"),
        ("--baseline-rate", "47.5"),
        ("--baseline-n", "900"),
    ],
)
def test_a_baseline_chosen_for_a_contract_of_a_matched_control_is_refused(tmp_path, given):
    with pytest.raises(DesignError, match=f"{given[0]} does not go with the rule events of HMP Peterborough.*leave"):
        designer.check_options(TERMS["peterborough"], options(given[0], given[1]))
    assert designed(tmp_path, "peterborough", *given).exit_code != 0


def options(name: str, value: str) -> dict[str, object]:
    held = dict.fromkeys(("--baseline", "--baseline-rate", "--baseline-n", "--worst-of"))
    return held | {name: int(value) if value.isdigit() else value}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--baseline", "fixed", "--worst-of", "3"), "--baseline fixed does not go with --worst-of 3 .*threshold"),
        (("--baseline-n", "900"), "--baseline-n does not go with a fixed baseline .*threshold.*--baseline estimated"),
        (("--baseline-n", "900", "--worst-of", "1"), "--baseline-n does not go with a fixed baseline"),
    ],
)
def test_options_that_undo_each_other_are_refused(tmp_path, given, told):
    ran = designed(tmp_path, "doncaster", *given)
    assert ran.exit_code != 0
    with pytest.raises(DesignError, match=told):
        raise ran.exception


@pytest.mark.parametrize(
    ("contract", "given", "used"),
    [
        ("doncaster", (), {"baseline": "fixed", "worst_of": 1, "baseline_n": None}),
        ("doncaster", ("--baseline", "fixed", "--worst-of", "1"), {"baseline": "fixed", "worst_of": 1}),
        ("doncaster", ("--worst-of", "3"), {"baseline": "estimated", "worst_of": 3, "baseline_n": 1570}),
        ("doncaster", ("--baseline", "estimated", "--baseline-n", "900"), {"baseline": "estimated", "baseline_n": 900}),
        ("peterborough", (), {"baseline": "matched-control", "worst_of": 1, "baseline_rate": None, "baseline_n": None}),
    ],
)
def test_the_document_says_what_was_used(tmp_path, contract, given, used):
    document = json.loads(designed(tmp_path, contract, *given, "--json").stdout)
    assert {name: document[name] for name in used} == used


@pytest.mark.parametrize(
    ("contract", "given", "said"),
    [
        # RS 18/12: four cohorts contracted; three ran.
        ("doncaster", (), "Cohorts tested: 3 cohorts, all that the contract pays on (4 were contracted)."),
        ("doncaster", ("--cohorts", "2"), "Cohorts tested: 2 cohorts, as asked for (4 were contracted)."),
        ("peterborough", (), "Cohorts tested: 2 cohorts, all that the contract pays on."),
    ],
)
def test_it_is_said_how_many_cohorts_are_tested_and_why(tmp_path, contract, given, said):
    assert said in designed(tmp_path, contract, *given).stdout
