"""Equity of outcome: groups typed in, figures by hand, what is hidden stays hidden, and the what-if."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from risk_counts import counts

from throughgate.gate import Question
from throughgate.methods.casemix.recalibration import level
from throughgate.show.equity import forest, overview, premium, said
from throughgate.subgroups import Group, Groups
from throughgate.subgroups.equity import compare_dimensions
from throughgate.terms import read_all_terms

TERMS = {contract.id: contract for contract in read_all_terms()}
HALF = level(0.5, 1000, 0.5)
"""Everybody is expected to be reconvicted with a chance of one in two; from 1,000 people."""
DAY = date(2014, 6, 30)


def groups(factor: str, rows: dict[str, tuple[int, int]], **told) -> Groups:
    """From the people and those reconvicted of each group."""
    shown = tuple(Group((name,), counts((0.5, n, again))) for name, (n, again) in rows.items())
    total = counts((0.5, sum(n for n, _ in rows.values()), sum(again for _, again in rows.values())))
    question = Question("doncaster", DAY, "all", (factor,))
    made = Groups(question, TERMS["doncaster"], shown, (), (), "", total, total.people + 7, None, "", HALF)
    return replace(made, **told)


AGE = groups("age-band", {"30 to 39": (400, 140), "under 21": (100, 52), "not known": (20, 10)})
LOCAL = groups("local", {"local": (100, 50), "not local": (100, 48)}, hidden=(("not known",),))
MEN = groups("sex", {"M": (520, 202)})


@pytest.fixture(scope="module")
def dimensions():
    return compare_dimensions([MEN, AGE, LOCAL])


def test_observed_less_expected_by_hand(dimensions):
    """140 of 400 are 35%, 15 points under a half; the standard error under a half is 50 / sqrt(400) = 2.5 points, so z = 6."""
    age = dimensions[1]
    assert [group.values[0] for group in age.shown] == ["under 21", "30 to 39", "not known"]
    young, middle, _ = age.effects
    assert middle.points == pytest.approx(-15)
    assert middle.se == pytest.approx(2.5)
    assert middle.p == pytest.approx(1.973175e-9, rel=1e-6)
    assert young.points == pytest.approx(2)


def test_q_counts_the_groups_of_all_dimensions(dimensions):
    """Five groups: the least p of them, alone far below, is taken five times."""
    middle = dimensions[1].effects[1]
    assert middle.q == pytest.approx(5 * middle.p)


def test_the_spread_is_corrected_over_the_dimensions(dimensions):
    _, age, local = dimensions
    assert age.spread_q == pytest.approx(2 * age.comparison.spread.p)
    assert local.spread_q == pytest.approx(local.comparison.spread.p)


def test_one_group_tells_nothing(dimensions):
    assert dimensions[0].effects == ()
    assert said.nothing_to_compare(dimensions[0]) == "These data hold men only, so nothing can be said about women."


def test_the_title_is_of_differences_between_groups(dimensions):
    assert overview.title(dimensions) == "Outcomes differ between groups by age by more than chance"
    assert overview.title(dimensions[2:]) == "No difference in outcome between groups can be told from chance"
    assert overview.title(dimensions[:1]) == "Nothing can be said yet about equity of outcome"
    assert overview.title(()) == "Nothing can be said yet about equity of outcome"


def test_the_clearest_group_in_three_way_words(dimensions):
    told = said.clearest(dimensions)
    assert (
        "people aged 30 to 39 (n = 400), between 10 and 20 fewer were reconvicted than people with the same OGRS scores"
        in told
    )
    assert "for all 5 groups looked at" in told


def test_a_group_of_few_people_is_never_the_clearest():
    """All of 20 people not known are reconvicted: clear by its p, but too few to be told of."""
    found = compare_dimensions(
        [groups("age-band", {"under 21": (100, 49), "30 to 39": (100, 50), "not known": (20, 20)})]
    )
    assert "people aged under 21" in said.clearest(found)


def test_hidden_groups_are_named_and_no_more(dimensions):
    local = dimensions[2]
    assert said.hidden_words(local) == "Hidden so that nobody can be recognised: Local release not known."
    chart = forest.forest(local, forest.span(dimensions))
    assert "not known" not in (chart.figure.to_json() + chart.alt + chart.table.to_csv()).lower()


def test_withheld_groups_say_why():
    kept = groups(
        "local", {"local": (100, 50), "x": (50, 20)}, withheld=(("not local",),), because="taken from another answer"
    )
    assert (
        said.hidden_words(compare_dimensions([kept])[0]) == "Withheld: Not released locally; taken from another answer."
    )


def test_chart_table_and_alt_say_the_same(dimensions):
    chart = forest.forest(dimensions[1], forest.span(dimensions))
    assert list(chart.table["Group"]) == ["Under 21", "30 to 39", "Age not known"]
    assert chart.table["Difference as counted, points (95% interval)"][1].startswith(
        "\N{MINUS SIGN}\N{WORD JOINER}15.0 ("
    )
    assert chart.table["Reconvicted (95% interval)"][2].endswith("n = 20 u")
    assert "30 to 39" in chart.alt
    assert "n = 400" in chart.alt
    assert {trace.name for trace in chart.figure.data if trace.name} == {"As counted", "Shrunken"}


def test_a_refused_dimension_says_why_in_its_place(dimensions):
    doncaster = type("Data", (), {"terms": TERMS["doncaster"]})
    blocks = overview.dimension_blocks(doncaster, dimensions, {"ethnicity": "This is not shown: too small."}, source="")
    assert [block.heading for block in blocks] == ["Gender", "Ethnicity", "Geography: local release", "Age"]
    assert blocks[1].subtitle == "This is not shown: too small."
    assert blocks[1].chart is None


def test_a_contract_of_men_is_not_asked_about_gender():
    peterborough = type("Data", (), {"terms": TERMS["peterborough"]})
    asked = overview.questions(peterborough, DAY, "all")
    assert [question.by for question in asked][:2] == [("ethnicity",), ("release-area",)]
    assert said.one_sex(peterborough) == "This contract counts men only, so nothing can be said about women."


def values(**premiums: str) -> dict[str, Decimal]:
    return {"price": Decimal(1000)} | {name.replace("_", " "): Decimal(value) for name, value in premiums.items()}


def test_the_what_if_by_hand(dimensions):
    """400 people 15 points under are 60 fewer: 60,000 pounds, with a quarter more 75,000. Two more are paid nothing, and none is 0."""
    age, chosen = dimensions[1], values(under_21="50", not_known="0") | {"30 to 39": Decimal(25)}
    paid = premium.pay(age, chosen)
    assert paid.plain == (0, 6_000_000)
    assert paid.with_premium == (0, 7_500_000)
    assert paid.together == 5_800_000  # 60 - 2 fewer.
    table = premium.table(age, chosen, paid)
    assert "u: fewer than 30 people" in premium.key(table)
    assert list(table["Reconvictions fewer than expected"]) == [
        "\N{MINUS SIGN}\N{WORD JOINER}2.0",
        "60.0",
        "too few",
        "58.0",
    ]
    assert list(table["Payment with premium"]) == ["£0", "£75,000", "too few", "£75,000"]
    assert table["People"].tolist() == ["100", "400", "20 u", "500"]
    assert "**£15,000**" in premium.summary(paid)
    assert "pays £2,000 more than one payment" in premium.warning(age, paid)


def test_fewer_is_taken_to_one_decimal(dimensions):
    """2 points over of 100 people are 2 more; at 3.26 points under they are 3.3 fewer."""
    young = dimensions[1].effects[0]
    assert premium.fewer(young) == -2
    assert premium.fewer(young, -3.26) == Fraction(33, 10)


@pytest.mark.parametrize(
    ("contract", "price", "words"),
    [
        ("doncaster", "5000", "£5,000 (assumed: this contract has no price for a reconviction)"),
        ("peterborough", "20000", "the contract's own £20,000 (pounds for each reconviction event averted; assumed)"),
        ("crc", "1000", "the contract's own £1,000"),
    ],
)
def test_the_price_starts_from_the_contracts_own(dimensions, contract, price, words):
    fields = premium.fields(TERMS[contract], dimensions[1])
    assert fields[0].contracted == Decimal(price)
    assert words in premium.price_words(TERMS[contract])
    assert [field.name for field in fields[1:]] == ["under 21", "30 to 39"]
    assert [field.key for field in fields[1:]] == [
        "premium-age-band-under-21",
        "premium-age-band-30-to-39",
    ]
    assert all(field.contracted == 0 and field.least == 0 for field in fields[1:])


def test_a_long_name_breaks_after_a_stroke():
    assert (
        forest._label("Drug import/export/production", 154).replace("\N{NO-BREAK SPACE}", " ")
        == "Drug import/export/<br>production, n = 154"
    )


def test_everybody_together_is_told_where_groups_stand_out(dimensions):
    """520 typed in, 202 reconvicted: 38.8%, 11.2 points under a half; among the ages alone as many."""
    doncaster = type("Data", (), {"terms": TERMS["doncaster"]})
    told = overview.blocks(doncaster, dimensions, source="")[0]
    assert "1 of 5 groups lies away from what is expected" in told.words
    assert "11.2 percentage points lower than expected" in told.words
    assert "between 10 and 20 fewer" in told.words
    assert list(told.table["Groups away from expected"]) == ["nothing to compare", "30 to 39", "none"]


def test_the_clearest_of_many_that_are_chance_is_not_said_to_be_more():
    """60 of 100 is 2 standard errors of 5 points over a half, p = 0.0455; as one of four groups q is 0.18."""
    found = compare_dimensions(
        [
            groups(
                "age-band", {"under 21": (100, 60), "30 to 39": (100, 50), "21 to 24": (100, 50), "25 to 29": (100, 51)}
            )
        ]
    )
    told = said.clearest(found)
    assert "people aged under 21" in told
    assert "seldom" not in told
    assert "this cannot be told from chance (q\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}0.182)." in told
