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
from throughgate.show.comparison.said import between, limits, p_value, percent, signed, whole
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
        "kept": Kept(1000, 1000, 2500, 2000, 1800.4, 2.0), "people": 1000, "since": (0, 0), "complete": 1000, "measured": 1000,
        "balance": Balance(rows, rows[2], rows[0]),
        "levels": (Level("age", None, None, None, None), Level("ethnicity: Black", 60, 60, 120, 110), Level("offence: rare", 3, 3, 50, 12)),
        "overlap": (Bin(0, 0.3, 100, 700), Bin(0.3, 0.4, 500, 1000), Bin(0.4, 1, 400, 800)),
        "measures": {"reconvicted": measure("reconvicted", LOWER, (526, 1164), (1000, 2000)), "events": measure("events", EVENTS, (526, 1164), (1000, 2000)), **later()},
        "risk_ratio": Effect("ratio", 0.90, 0.03, 0.85, 0.96, 0.002, 0.526, 0.582, 1000, 2000),
        "events_ratio": Effect("ratio", 0.918, 0.03, 0.86, 0.98, 0.01, 1.405, 1.531, 1000, 2000),
        "e_value": EValue(1.44, 1.23), "events_e_value": EValue(1.40, 1.16), "own": binary_rate(1000, 526), "theirs": binary_rate(2500, 1460),
        "raw": Change(-5.8, -9.4, -2.2), "adjusted": Change(-5.4, -8.5, -2.4), "raw_events": Change(-11.2, -20.4, -1.6), "adjusted_events": Change(-9.6, -19.0, 0.4),
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
        "6 fewer in every 100 people were reconvicted than in the matched comparison group"
    )
    unclear = "be told whether fewer people were reconvicted than in the matched comparison group"
    assert lead.title(with_rate(UNCLEAR), TERMS) == f"It cannot {unclear}"
    assert lead.title(with_rate(UNCLEAR, complete=800), TERMS) == f"It cannot yet {unclear}"
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
    assert bool(forest.blocks(found, TERMS, source="")) == is_shown
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


@pytest.mark.parametrize(
    ("people", "in_table", "in_words"),
    [
        (0, "none", "none"), (1, "fewer than 10", "fewer than 10"), (9, "fewer than 10", "fewer than 10"), (10, "10", "about 10"), (14, "10", "about 10"),
        (15, "20", "about 20"), (4264, "4,260", "about 4,260"), (4265, "4,270", "about 4,270"), (254.6, "250", "about 250"),
    ],
)  # fmt: skip
def test_people_are_told_to_the_nearest_ten(people, in_table, in_words):
    assert (hiding.count(people), hiding.about(people)) == (in_table, in_words)


def everything(found: MatchedComparison, terms) -> str:
    """All that the page lays out, with what hovers and what is read aloud."""
    blocks = [
        *forest.blocks(found, terms, source=""), *report.blocks(found, terms, source=""), *made.e_value_blocks(found, terms),
        *love.blocks(found, source=""), *overlap.blocks(found, source=""), *who.blocks(found, source=""), *made.blocks(found, source=""),
    ]  # fmt: skip
    parts = [lead.title(found, terms), lead.lead(found, terms), str(lead.boxes(found, terms))]
    for block in blocks:
        parts += [block.heading, block.subtitle, block.words]
        parts += [block.table.to_csv()] if block.table is not None else []
        parts += [block.chart.alt, block.chart.table.to_csv(), block.chart.figure.to_json()] if block.chart else []
    return "\n".join(parts)


def test_one_person_more_or_less_is_seen_nowhere():
    """4,265 compared on one day and 4,266 on the next, one more dropped, one more reconvicted: word for word the same page."""

    def seen(more: int) -> str:
        n = (972 - more, 4265 + more)
        effect = replace(LOWER, n_treated=n[0], n_controls=n[1])
        found = with_rate(
            effect, (526 + more, 1164 + more), n, kept=Kept(1000, 972 - more, 4302, 4265 + more, 4002.3 + more, 4.4), since=(31 + more, 12),
            own=binary_rate(1001 + more, 526), theirs=binary_rate(2501 + more, 1460), people=1036, measured=972 - more,
        )  # fmt: skip
        told = found.made.left_out | {"history not known": (21 + more, 3 + more)}
        return everything(replace(found, made=replace(found.made, left_out=told)), TERMS)

    assert seen(0) == seen(1)
    assert "about 970" in seen(0)


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


@pytest.mark.parametrize(("dropped", "apart"), [(30, 0.5), (39, 0.5), (41, 0.0)])
def test_how_the_dropped_differ_is_told_in_half_standard_deviations(dropped, apart):
    """Of 1,000, 39 dropped: (30.2 - 30.1) x 1000 / 39 = 2.56 years, over an sd of (30.2 - 31.4) / -0.12 = 10 years; of 41, 2.44."""
    found = replace(comparison(), kept=replace(comparison().kept, matched=1000 - dropped))
    assert dict(who.differences(found))["age"] == apart
    assert ("age (+0.5)" in who.dropped_words(found)) is bool(apart)


@pytest.mark.parametrize(("dropped", "is_few"), [(1, True), (29, True), (30, False)])
def test_how_fewer_than_thirty_dropped_differ_is_not_told(dropped, is_few):
    found = replace(comparison(), kept=replace(comparison().kept, matched=1000 - dropped))
    assert ("too few to say" in who.dropped_words(found)) is is_few


@pytest.mark.parametrize("earlier", [0, 900])
def test_a_group_made_on_an_earlier_day_says_who_is_not_in_it(earlier):
    found = replace(comparison(), since=(earlier, 0), as_at=date(2014, 9, 30))
    assert ("About 900 people of cohort 1 as known on 30 September 2014" in lead.lead(found, TERMS)) is bool(earlier)
    assert ("throughgate match doncaster --as-at 2014-09-30" in lead.lead(found, TERMS)) is bool(earlier)
    assert ("about 900 came since" in who.heading(found)) is bool(earlier)
    assert (who.table(found).iloc[0, 1] == "900") is bool(earlier)


def test_a_clear_difference_has_no_limit_of_nought():
    """-0.0049 rounds to 0.00, beside p = 0.04; where it is not clear it may."""
    clear = replace(EVENTS, low=-0.2, high=-0.0049, p=0.04)
    assert limits(clear, 2).endswith(" to \N{MINUS SIGN}\N{WORD JOINER}0.005")
    assert limits(replace(clear, p=0.051), 2).endswith(" to 0.00")
    assert limits(replace(LOWER, high=-0.3, p=0.05)).endswith(" to \N{MINUS SIGN}\N{WORD JOINER}0.3")


def test_what_to_run_where_no_group_is_stored():
    day = date(2014, 3, 31)
    assert "Run `throughgate match doncaster --as-at 2014-03-31` with" in lead.nothing(TERMS, day, has_later=True)[1]
    said = lead.nothing(TERMS, day, has_later=False)[1]
    assert "A load leaves them behind" in said
    assert "Run `throughgate match doncaster` with" in said


def test_the_love_plot_draws_twenty_and_its_table_has_all_but_squares():
    base = comparison()
    rows = [replace(base.balance.covariates[0], name=f"x{n}", before=-0.01 * (n + 1)) for n in range(22)]
    rows.append(replace(rows[0], name="age squared", before=-5.0, after=-0.3, reading_after="poor"))
    levels = tuple(Level(row.name, None, None, None, None) for row in rows)
    found = replace(base, balance=Balance(tuple(rows), rows[-1], rows[-1]), levels=levels)
    assert len(love.table(found)) == 22
    assert love.love_chart(found).figure.layout.yaxis.ticktext[0] == "x21"
    assert len(love.love_chart(found).figure.layout.yaxis.ticktext) == 20
    assert "not alike" in love.heading(found)


def test_a_covariate_of_a_few_is_not_named_as_the_worst():
    base = comparison()
    rows = (*base.balance.covariates[:2], replace(base.balance.covariates[2], after=0.4, reading_after="poor"))
    found = replace(base, balance=Balance(rows, rows[2], rows[2]))
    assert lead.boxes(found, TERMS)[-1][1:] == ("Good", "largest standardised difference 0.01")
    assert love.heading(found).endswith("on every covariate that may be shown")


def test_the_forest_holds_three_estimates_in_whole_points():
    chart = forest.forest(comparison(), forest.PEOPLE, forest.rows(comparison()))
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


def test_events_have_a_forest_where_they_are_paid_on():
    """-11.2, -9.6 and 100 x -0.1256 events for every 100 people."""
    by_events = next(terms for terms in read_all_terms() if terms.id == "peterborough")
    assert [block.key for block in forest.blocks(comparison(), TERMS, source="")] == ["estimates"]
    assert [block.key for block in forest.blocks(comparison(), by_events, source="")] == [
        "estimates-events",
        "estimates",
    ]
    assert [row[:4] for row in forest.rows(comparison(), forest.EVENTS)] == [
        ("As counted", -11, -20, -2), ("At the same OGRS", -10, -19, 0), ("Matched", -13, -22, -3)
    ]  # fmt: skip
    assert "events for every 100" in forest.blocks(comparison(), by_events, source="")[0].chart.alt


def test_the_e_value_is_said_with_what_it_means():
    by_events = next(terms for terms in read_all_terms() if terms.id == "peterborough")
    (told,) = made.e_value_blocks(comparison(), TERMS)
    assert "people reconvicted is 0.90 (95% interval 0.85 to 0.96), and its E-value 1.4" in told.words
    assert "Something of 1.2 would do" in told.words
    assert "reconviction events is" not in told.words
    assert "ratio of reconviction events is 0.92" in made.e_value_blocks(comparison(), by_events)[0].words
    assert "chance would do" in made.e_value_blocks(comparison(e_value=EValue(1.18, 1.0)), TERMS)[0].words


@pytest.mark.parametrize(("e", "is_plain"), [(1.0, True), (1.049, True), (1.051, False)])
def test_an_e_value_of_one_is_said_plainly(e, is_plain):
    said = made.e_value_blocks(comparison(e_value=EValue(e, 1.0)), TERMS)[0].words
    assert ("next to nothing unmeasured" in said) is is_plain
    assert "1.0 times" not in said


def test_how_it_was_made_is_told():
    told = made.made_table(comparison().made).set_index("What")["Value"]
    assert told["Caliper"] == "0.2 standard deviations of the logit (0.22)"
    assert told["Terms, start of their hash"] == "0123456789ab"
    assert told["Made"] == "2026-11-22 11:30 (UTC)"
    assert lead.CHANGED in lead.lead(comparison(made=replace(comparison().made, is_same_terms=False)), TERMS)


@pytest.mark.parametrize(("asked", "reached", "is_its"), [(10, 10.0, True), (10, 9.96, True), (10, 9.94, False), (2, 2.0, False)])  # fmt: skip
def test_peterborough_s_measure_is_a_ratio_of_events(asked, reached, is_its):
    base = comparison()
    found = replace(base, made=replace(base.made, ratio=asked), kept=replace(base.kept, achieved_ratio=reached))
    block = report.blocks(found, TERMS, source="")[-1]
    assert block.heading.endswith(
        "8% fewer events (95% interval \N{MINUS SIGN}\N{WORD JOINER}14% to \N{MINUS SIGN}\N{WORD JOINER}2%)"
    )
    assert block.heading.startswith("As Peterborough was measured") is is_its
    assert f"{asked} asked for, {reached:.1f} found" in block.subtitle
    figures = block.table.set_index("What")["Figure"]
    assert figures["Events for every 100, comparison"] == "153"
    assert figures["People of the comparison group"] == "about 2,000"


def test_a_contract_paid_by_events_is_headed_by_events():
    by_events = next(terms for terms in read_all_terms() if terms.id == "peterborough")
    assert lead.title(comparison(), by_events).startswith("8% fewer reconviction events than in")
    unclear = replace(comparison().events_ratio, high=1.0)
    assert lead.title(comparison(events_ratio=unclear), by_events) == (
        "It cannot be told whether there were fewer reconviction events than in the matched comparison group"
    )
    assert [value for _, value, _ in lead.boxes(comparison(), by_events)][:3] == [
        "140",
        "153",
        "\N{MINUS SIGN}\N{WORD JOINER}13",
    ]
