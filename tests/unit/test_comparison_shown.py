"""What the page Comparison says and hides, on comparisons typed in here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from throughgate.comparison.estimating import SCORE_EDGES, overlap_of
from throughgate.comparison.result import Bin, Kept, Level, Made, MatchedComparison, Measure, Term
from throughgate.methods.change import Change
from throughgate.methods.matching import Balance, Covariate, Effect, EValue
from throughgate.methods.reconviction import binary_rate
from throughgate.show.comparison import forest, hiding, lead, love, made, overlap, report, who
from throughgate.show.comparison.said import between, p_value, percent, signed, whole
from throughgate.terms import read_all_terms

TERMS = next(terms for terms in read_all_terms() if terms.id == "doncaster")
LOWER = Effect("points", -5.6, 1.8, -9.1, -2.1, 0.002, 0.526, 0.582, 1000, 2000)
UNCLEAR = replace(LOWER, estimate=-1.2, low=-4.4, high=1.9, p=0.44)
EVENTS = Effect("difference", -0.1256, 0.05, -0.2236, -0.0276, 0.012, 1.4049, 1.5305, 1000, 2000)
DAYS = Effect("difference", 10.5, 5.8, -0.9, 21.9, 0.07, 192.6, 182.1, 526, 1164)


def measure(name: str, effect: Effect | None, had: tuple[int, int], n: tuple[int, int] = (526, 1164)) -> Measure:
    return Measure(name, effect, *n, *had)


def later() -> dict[str, Measure]:
    share = replace(UNCLEAR, n_treated=526, n_controls=1164)
    each = replace(EVENTS, n_treated=526, n_controls=1164)
    return {
        "days": measure("days", DAYS, (526, 1164)),
        "first indictable": measure("first indictable", share, (26, 64)),
        "first either way": measure("first either way", share, (300, 700)),
        "first summary": measure("first summary", share, (200, 400)),
        "indictable events": measure("indictable events", each, (30, 70)),
        "either way events": measure("either way events", each, (400, 800)),
        "summary events": measure("summary events", each, (300, 600)),
        "first custodial": measure("first custodial", share, (150, 350)),
        "custodial events": measure("custodial events", each, (250, 500)),
    }


def comparison(**changed: object) -> MatchedComparison:
    rows = (
        Covariate("age", 30.2, 31.4, 30.1, 30.2, -0.12, -0.01, "poor", "good"),
        Covariate("ethnicity: Black", 0.06, 0.05, 0.06, 0.06, 0.04, 0.0, "good", "good"),
        Covariate("offence: rare", 0.003, 0.02, 0.003, 0.003, -0.31, -0.0, "poor", "good"),
    )
    made_by = Made(
        date(2014, 6, 30), "2026-11-22T11:30:00+00:00", "0123456789abcdef", True, "a1b2c3d4e5f60000", 10, 0.2, False, None, 1.1, 2.0,
        (Term("(intercept)", -1.0, 0.2), Term("age", 0.0123, 0.004), Term("ethnicity: Black", 0.1, 0.2), Term("offence: rare", -2.0, 0.7)), {},
    )  # fmt: skip
    values = {
        "as_at": date(2014, 6, 30), "cohort": TERMS.cohort("cohort-1"), "compared": TERMS.cohort("baseline-2009"), "made": made_by,
        "kept": Kept(1000, 1000, 2500, 2000, 1800.4, 2.0), "people": 1000, "complete": 1000, "measured": 1000,
        "balance": Balance(rows, rows[2], rows[0]),
        "levels": (Level("age", None, None, None, None), Level("ethnicity: Black", 60, 60, 120, 110), Level("offence: rare", 3, 3, 50, 12)),
        "overlap": (Bin(0, 0.3, 100, 700), Bin(0.3, 0.4, 500, 1000), Bin(0.4, 1, 400, 800)),
        "measures": {"reconvicted": measure("reconvicted", LOWER, (526, 1164), (1000, 2000)), "events": measure("events", EVENTS, (526, 1164), (1000, 2000)), **later()},
        "risk_ratio": Effect("ratio", 0.90, 0.03, 0.85, 0.96, 0.002, 0.526, 0.582, 1000, 2000),
        "events_ratio": Effect("ratio", 0.918, 0.03, 0.86, 0.98, 0.01, 1.405, 1.531, 1000, 2000),
        "e_value": EValue(1.44, 1.23), "own": binary_rate(1000, 526), "theirs": binary_rate(2500, 1460),
        "raw": Change(-5.8, -9.4, -2.2), "adjusted": Change(-5.4, -8.5, -2.4),
    }  # fmt: skip
    return MatchedComparison(**{**values, **changed})


def with_rate(effect: Effect | None, had: tuple[int, int] = (526, 1164), n: tuple[int, int] = (1000, 2000), **changed):
    base = comparison(**changed)
    return replace(base, measures=base.measures | {"reconvicted": measure("reconvicted", effect, had, n)})


@pytest.mark.parametrize(
    ("number", "expected"),
    [(-0.4, "0"), (-0.5, "\N{MINUS SIGN}\N{WORD JOINER}1"), (0.5, "+1"), (2.4, "+2"), (0.0, "0")],
)
def test_differences_are_whole_and_nought_has_no_sign(number, expected):
    assert signed(number) == expected


def test_numbers_are_said_as_the_justice_data_lab_says_them():
    assert (percent(0.526), percent(0.005), whole(-2.5)) == ("53%", "1%", -3)
    assert between(-0.2236, -0.0049, 2) == "\N{MINUS SIGN}\N{WORD JOINER}0.22 to 0.00"
    assert [p_value(replace(LOWER, p=p)) for p in (0.0049, 0.005, 0.44, None)] == ["under 0.01", "0.01", "0.44", "none"]


def test_the_title_says_finding_and_design():
    assert lead.title(comparison(), TERMS) == (
        "6 fewer in every 100 people were reconvicted than in a comparison group matched on history and demographics"
    )
    assert lead.title(with_rate(UNCLEAR), TERMS).endswith("cannot be told")
    assert lead.title(with_rate(replace(LOWER, estimate=5.6, low=2.1, high=9.1)), TERMS).startswith("6 more in every")
    assert lead.title(comparison(complete=800), TERMS).startswith("So far, 6 fewer")


@pytest.mark.parametrize("found", [comparison(), with_rate(UNCLEAR), comparison(complete=0)])
def test_no_word_says_that_the_service_made_it(found):
    text = f"{lead.title(found, TERMS)} {lead.lead(found, TERMS)}".lower()
    assert "caused" not in text
    assert "because of" not in text
    assert "no proof" in text


@pytest.mark.parametrize(
    ("had", "is_shown"), [((4, 1164), False), ((5, 1164), True), ((996, 1164), False), ((995, 1164), True), ((0, 1164), True), ((526, 4), False)]
)  # fmt: skip
def test_a_rate_of_a_few_people_is_hidden(had, is_shown):
    found = with_rate(LOWER, had)
    assert (hiding.main_effect(found) is not None) == is_shown
    assert bool(report.blocks(found, TERMS, source="")) == is_shown
    assert bool(forest.blocks(found, source="")) == is_shown
    assert (len(lead.boxes(found, TERMS)) == 4) == is_shown


def test_figures_of_the_report_have_few_decimals():
    table = report.first_table(comparison(), TERMS)
    assert table.iloc[0].tolist()[3:] == [
        "53%",
        "58%",
        "\N{MINUS SIGN}\N{WORD JOINER}6 pp (\N{MINUS SIGN}\N{WORD JOINER}9 to \N{MINUS SIGN}\N{WORD JOINER}2)",
        "yes",
        "under 0.01",
    ]
    assert table.iloc[1].tolist()[3:6] == [
        "1.40",
        "1.53",
        "\N{MINUS SIGN}\N{WORD JOINER}0.13 (\N{MINUS SIGN}\N{WORD JOINER}0.22 to \N{MINUS SIGN}\N{WORD JOINER}0.03)",
    ]
    days = report.later_table(comparison()).iloc[0].tolist()
    assert days[3:6] == ["193 days", "182 days", "+11 days (\N{MINUS SIGN}\N{WORD JOINER}1 to +22)"]


@pytest.mark.parametrize(("had", "is_compared"), [(29, False), (30, True)])
def test_later_measures_need_thirty_reconvicted(had, is_compared):
    found = with_rate(LOWER, (had, 1164))
    assert report.later_table(found).empty != is_compared


def test_a_severity_of_a_few_hides_the_next_one_too():
    """4 of 526 indictable only are hidden, and the smallest of the others with them; either way stays."""
    base = comparison()
    few = replace(base.measures["first indictable"], had_treated=4)
    found = replace(base, measures=base.measures | {"first indictable": few})
    effects = hiding.later_effects(found)
    hidden = {name for name, effect in effects.items() if effect is None}
    assert hidden == {"first indictable", "first summary"}
    assert report.later_table(found).iloc[1, 1:].eq("c").all()


@pytest.mark.parametrize(("dropped", "said"), [(0, "1,000"), (1, "about 990"), (9, "about 990"), (10, "990")])
def test_a_few_people_dropped_do_not_follow_by_subtraction(dropped, said):
    """Of 1,000: 999 rounds to 1,000 and 991 to 990 were it not that the n shown is of 990 here."""
    kept = replace(comparison().kept, matched=1000 - dropped)
    found = replace(comparison(), kept=kept, measured=1000 - dropped)
    assert hiding.say_count(found, 990 if dropped else 1000, 0) == said
    assert who.table(found).set_index("Who").iloc[:, 0]["Without a match"] == {0: "none", 10: "10"}.get(
        dropped, "fewer than 10"
    )


def test_few_left_out_of_those_reconvicted_round_as_well():
    """20 are left out, of whom 3 were reconvicted: 523 beside 526 elsewhere would tell of them."""
    found = with_rate(LOWER, (523, 1164), (980, 2000), kept=Kept(1000, 980, 2500, 2000, 1800, 2.0))
    assert hiding.is_rounded(found, 0)
    assert not hiding.is_rounded(with_rate(LOWER, (516, 1164), (980, 2000), kept=found.kept), 0)


def test_a_covariate_of_a_few_is_hidden_everywhere():
    """3 of the cohort have the rare offence; its standardised difference would tell how many."""
    found = comparison()
    table = love.table(found).set_index("Covariate")
    assert table.loc["offence: rare"].eq("c").all()
    assert table.loc["ethnicity: Black"].tolist()[0] == "6% and 5%"
    chart = love.love_chart(found)
    text = f"{chart.figure.to_json()} {chart.alt}"
    assert "rare" not in text
    assert "0.31" not in text
    model = made.model_table(found).set_index("Covariate")
    assert model.loc["offence: rare"].eq("c").all()
    assert model.loc["age", "Coefficient (logit)"] == "+0.0123"


@pytest.mark.parametrize(("dropped", "is_shown"), [(0, True), (5, False), (30, True)])
def test_means_after_matching_do_not_tell_of_the_dropped(dropped, is_shown):
    """Of 30 dropped 10 are Black, so they may be told; of 5 nothing is."""
    base = comparison()
    levels = (base.levels[0], replace(base.levels[1], matched=60 - dropped // 3), base.levels[2])
    found = replace(base, kept=replace(base.kept, matched=1000 - dropped), levels=levels)
    assert (hiding.may_show_after(found, levels[1])) == is_shown
    assert (love.table(found).iloc[0, 2] != "c") == is_shown


def test_how_the_dropped_differ_is_worked_out_from_the_means():
    """50 dropped of 1,000: (30.2 - 30.1) x 1000 / 50 = 2 years, over an sd of (30.2 - 31.4) / -0.12 = 10 years."""
    found = replace(comparison(), kept=replace(comparison().kept, matched=950))
    assert dict(who.differences(found))["age"] == pytest.approx(0.2)
    few = replace(comparison(), kept=replace(comparison().kept, matched=995))
    assert "too few to say" in who.dropped_words(few)


def test_the_forest_holds_three_estimates_in_whole_points():
    chart = forest.forest(comparison(), forest.rows(comparison()))
    assert [row[:4] for row in forest.rows(comparison())] == [
        ("As counted", -6, -9, -2), ("At the same OGRS", -5, -9, -2), ("Matched", -6, -9, -2)
    ]  # fmt: skip
    places = [x for trace in chart.figure.data for x in trace.x]
    assert all(isinstance(x, int) for x in places)
    assert "-5.6" not in chart.figure.to_json()


def test_bins_hold_enough_of_either_side():
    """Chances of 0.5% to 1% would stand alone with 9 of the cohort; joined with the next they are 19."""
    score = np.array([0.005] * 9 + [0.015] * 10 + [0.005] * 50 + [0.015] * 40 + [0.12] * 10 + [0.12] * 30)
    treated = np.array([True] * 19 + [False] * 90 + [True] * 10 + [False] * 30)
    bins = overlap_of(np.log(score / (1 - score)), treated)
    assert [(b.treated, b.controls) for b in bins] == [(19, 90), (10, 30)]
    assert bins[0].low == SCORE_EDGES[0]
    assert overlap.names(bins) == ["under 2%", "2% or more"]
    assert overlap_of(np.zeros(15), np.array([True] * 9 + [False] * 6)) == ()


def test_shares_of_the_overlap_by_hand():
    """100, 500 and 400 of 1,000; 700, 1,000 and 800 of 2,500."""
    assert overlap.shares(comparison().overlap) == ([10, 50, 40], [28, 40, 32])


def test_the_e_value_is_said_with_what_it_means():
    assert "E-value 1.4" in made.e_value_words(comparison())
    assert "Something of 1.2 would do" in made.e_value_words(comparison())
    assert "chance would do" in made.e_value_words(comparison(e_value=EValue(1.18, 1.0)))


def test_how_it_was_made_is_told():
    told = made.made_table(comparison().made).set_index("What")["Value"]
    assert told["Caliper"] == "0.2 standard deviations of the logit (0.22)"
    assert told["Terms, start of their hash"] == "0123456789ab"
    assert told["Made"] == "2026-11-22 11:30 (UTC)"
    assert lead.CHANGED in lead.lead(comparison(made=replace(comparison().made, is_same_terms=False)), TERMS)


def test_peterborough_s_measure_is_a_ratio_of_events():
    block = report.blocks(comparison(), TERMS, source="")[-1]
    assert block.heading.endswith(
        "8% fewer events (95% interval \N{MINUS SIGN}\N{WORD JOINER}14% to \N{MINUS SIGN}\N{WORD JOINER}2%)"
    )
    assert block.table.set_index("What")["Figure"]["Events for every 100, comparison"] == "153"


def test_a_contract_paid_by_events_is_headed_by_events():
    by_events = next(terms for terms in read_all_terms() if terms.id == "peterborough")
    assert lead.title(comparison(), by_events).startswith("8% fewer reconviction events than in")
    unclear = replace(comparison().events_ratio, high=1.0)
    assert lead.title(comparison(events_ratio=unclear), by_events).endswith("cannot be told")
