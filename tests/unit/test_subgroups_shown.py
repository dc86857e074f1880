"""What the page Subgroups says of groups, from counts typed in here."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from throughgate.gate import Question
from throughgate.methods.casemix.recalibration import recalibrate
from throughgate.methods.counts import RiskCounts
from throughgate.show.group_names import chosen_twice, factors_in_words, listed, name_of, place_of, within_sentence
from throughgate.show.subgroups import forest, funnel, interaction, kinds, lead, soon
from throughgate.show.subgroups.seen import Seen, seen_of
from throughgate.subgroups import Group, GroupDays, Groups
from throughgate.terms import find_contract, read_all_terms

DONCASTER = find_contract(read_all_terms(), "doncaster")
SOURCE = "typed in"


def people(n: int, reconvicted: int, risk: float = 0.5) -> RiskCounts:
    """Half of the people have a little less risk and half a little more, so that a slope can be had."""
    low, again = n // 2, reconvicted // 2
    counts = np.array([again, reconvicted - again])
    return RiskCounts(np.array([risk - 0.1, risk + 0.1]), np.array([low, n - low]), counts, counts, counts)


def before() -> RiskCounts:
    """A thousand at a risk of 40% and a thousand at 60%, reconvicted as often as that."""
    counts = np.array([400, 600])
    return RiskCounts(np.array([0.4, 0.6]), np.array([1000, 1000]), counts, counts, counts)


def seen(*shown: Group, by=("age-band",), outcome="binary", hidden=(), withheld=(), is_alone=False) -> Seen:
    total = RiskCounts(
        *(
            np.concatenate([getattr(g.counts, n) for g in shown])
            for n in ("risk", "n", "reconvicted", "events", "events_squared")
        )
    )
    reference = None if is_alone else before()
    return seen_of(
        Groups(
            question=Question("doncaster", date(2014, 6, 30), "all", by, outcome), terms=DONCASTER, shown=shown, hidden=hidden,
            withheld=withheld, because="taken from another answer" if withheld else "", total=total, everybody=total.people + 7,
            reference=reference, reference_name="" if is_alone else "Baseline year 2009", model=recalibrate(reference or total),
        )
    )  # fmt: skip


def group(value: str, n: int, reconvicted: int, **more: object) -> Group:
    return Group((value,), people(n, reconvicted), **more)


AS_EXPECTED = (group("21 to 24", 200, 100), group("25 to 29", 200, 102))


@pytest.mark.parametrize(
    ("by", "values", "said"),
    [
        (("sex",), ("M",), "Men"),
        (("sex", "age-band"), ("F", "under 21"), "Women, aged under 21"),
        (("ogrs-band",), ("Very high",), "OGRS very high"),
        (("ogrs-band",), ("not known",), "OGRS band not known"),
        (("pathway", "local"), ("3", "not local"), "Pathway 3, not released locally"),
        (("quarter",), ("2012-01-01",), "January to March 2012"),
        (("need-work",), ("no need",), "No need: education, training and employment"),
        (("need-debt",), ("need",), "Need: debt"),
        (("age-band", "ogrs-band"), ("21 to 24", "Low"), "Aged 21 to 24, OGRS low"),
        (("sex", "age-band", "pathway"), ("M", "under 21", "3"), "Men / Under 21 / Pathway 3"),
        (("age-band", "sex", "local"), ("not known", "F", "local"), "Age not known / Women / Released locally"),
    ],
)
def test_groups_have_names_in_words(by, values, said):
    assert name_of(by, values) == said


def test_names_within_a_sentence_keep_the_capitals_of_names():
    assert within_sentence(("sex",), ("M",)) == "men"
    assert within_sentence(("ogrs-band",), ("Low",)) == "OGRS low"
    assert factors_in_words(("sex", "ogrs-band", "need-debt")) == "sex, OGRS band and need: debt"


def test_bands_stand_as_they_rise_and_not_known_last():
    names = [("not known",), ("Very high",), ("Low",), ("High",)]
    assert sorted(names, key=place_of) == [("Low",), ("High",), ("Very high",), ("not known",)]


@pytest.mark.parametrize(("groups", "said"), [(7, "OGRS 6"), (8, "OGRS 5; and 2 more")])
def test_of_many_groups_the_first_few_are_named(groups, said):
    """Six of eight; of seven a seventh takes no more room than its count."""
    told = listed(("ogrs-band",), [(str(at),) for at in range(groups)])
    assert told.startswith("OGRS 0; OGRS 1")
    assert told.endswith(said)


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (("age-band", "sex"), ""),
        (("age-band", "age-band"), "Age is chosen twice: choose another second factor"),
        (("sex", "age-band", "sex"), "Sex is chosen twice: choose another third factor"),
    ],
)
def test_a_factor_chosen_twice_is_told(by, said):
    assert chosen_twice(by) == said


def test_the_clearest_difference_is_the_one_drawn_in_and_none_where_none_is_clear():
    boxes = {name: (value, note) for name, value, note in lead.boxes(seen(group("30 to 39", 200, 50), *AS_EXPECTED))}
    value, note = boxes["Clearest difference"]
    drawn = seen(group("30 to 39", 200, 50), *AS_EXPECTED).comparison.effects[2].shrunk
    assert -25 < drawn < -15
    assert value == f"{drawn:+.1f} pp".replace("-", "\N{MINUS SIGN}\N{WORD JOINER}")
    assert "\N{MINUS SIGN}\N{WORD JOINER}25.0 as counted" in note
    boxes = {name: (value, note) for name, value, note in lead.boxes(seen(*AS_EXPECTED))}
    assert boxes["Clearest difference"][0] == "none"


def test_a_sentence_follows_q_and_not_p():
    """41% of 200 against an expected 50% is 2.5 standard errors: p = 0.01; as one of eight groups q is eight times as much."""
    others = [Group((f"{2011 + at}-01-01",), people(200, 100)) for at in range(7)]
    found = seen(Group(("2010-01-01",), people(200, 82)), *others, by=("quarter",))
    effect = next(effect for effect in found.comparison.effects if effect.rate.reconvicted == 82)
    assert effect.p < 0.05 < effect.q
    first = lead.sentences(found).splitlines()[0]
    assert "fewer were reconvicted" in first
    assert "seldom" not in first
    assert "After correction for all 8 groups looked at this cannot be told from chance (q" in first
    alone = lead.sentences(seen(group("30 to 39", 200, 50), *AS_EXPECTED)).splitlines()[0]
    assert "Chance alone would seldom" in alone


def test_nothing_clear_is_said_so():
    assert (
        lead.title(seen(*AS_EXPECTED))
        == "No group differs from what its OGRS scores lead to expect by more than chance"
    )


def test_one_group_lower_and_one_higher_are_counted():
    """Of 200 with an expected 50%, 50 and 150 are seven standard errors away."""
    low, high = group("30 to 39", 200, 50), group("40 to 49", 200, 150)
    said = "In 1 of 3 groups fewer people were reconvicted than their OGRS scores lead to expect"
    assert lead.title(seen(low, *AS_EXPECTED)) == said
    assert lead.title(seen(low, high, *AS_EXPECTED)).startswith("In 1 of 4 groups fewer and in 1 more people")


def test_groups_that_are_low_only_together_do_not_pass_for_nothing():
    """Ten groups of 100 at 46%, each half a standard error low: together 4.0 points low with an error of about 1.9."""
    shown = [Group((f"2012-0{1 + 3 * (at % 3)}-01", str(at)), people(100, 46)) for at in range(10)]
    found = seen(*shown, by=("quarter", "pathway"))
    assert (
        lead.title(found)
        == "No group differs from the others by more than chance; all together are 4.0 percentage points lower than their OGRS scores lead to expect"
    )
    assert found.overall.points == pytest.approx(-4.0)


def test_nobody_compared_with_is_said():
    found = seen(*AS_EXPECTED, is_alone=True)
    assert lead.SELF in lead.lead(found)
    assert found.overall is None
    assert "baseline" not in lead.sentences(found)
    assert interaction.block(found).subtitle == interaction.NO_REFERENCE


def test_the_banner_says_how_often_chance_alone_finds_something():
    """1 - 0.95^2 = 9.75%."""
    assert "at least one about 10 times in 100" in lead.banner(seen(*AS_EXPECTED))
    assert lead.banner(seen(*AS_EXPECTED)).startswith("Exploratory")


def test_engagement_is_called_an_association():
    assert "not an effect of the service" in lead.lead(
        seen(group("engaged", 100, 40), group("not engaged", 100, 60), by=("engagement",))
    )
    assert "not an effect" not in lead.lead(seen(*AS_EXPECTED))


def test_hidden_and_withheld_groups_are_named_and_nothing_more():
    found = seen(*AS_EXPECTED, hidden=(("under 21",),), withheld=(("50 and over",),))
    table = forest.groups_table(found)
    rows = {row[0]: row[1:] for row in table.itertuples(index=False)}
    assert set(rows["Aged under 21"]) == set(rows["Aged 50 and over"]) == {"c"}
    said = lead.hidden_words(found)
    assert "Aged under 21" in said
    assert "Withheld: Aged 50 and over. Taken from another answer." in said
    assert lead.hidden_words(seen(*AS_EXPECTED)) == ""


@pytest.mark.parametrize(("n", "is_marked"), [(29, True), (30, False), (31, False)])
def test_a_rate_on_few_people_is_marked(n, is_marked):
    table = forest.groups_table(seen(group("under 21", n, 12), *AS_EXPECTED))
    assert table.iloc[0, 1].endswith(" u") is is_marked


def test_the_table_says_what_is_seen_what_is_expected_and_the_difference():
    """80 of 200 are 40%, expected 50%: ten points, and with two groups q is at most twice p."""
    row = forest.groups_table(seen(group("21 to 24", 200, 80), group("25 to 29", 200, 100))).iloc[0]
    assert row["Group"] == "Aged 21 to 24"
    assert row.iloc[1].startswith("40.0% (")
    assert row["Expected"] == "50.0%"
    assert row.iloc[3].replace("\N{WORD JOINER}", "").startswith("\N{MINUS SIGN}10.0 (")


def test_more_than_forty_groups_are_all_in_the_table_and_the_largest_are_drawn():
    shown = [Group((f"{year}-01-01", str(at)), people(100 + at, 50)) for year in range(2010, 2015) for at in range(9)]
    chart = forest.forest_chart(seen(*shown, by=("quarter", "pathway")))
    assert len(chart.table) == 45
    assert len(json.loads(chart.figure.to_json())["layout"]["yaxis"]["ticktext"]) == forest.MOST_ROWS
    assert "The 40 largest of 45 groups are drawn" in chart.alt


def test_the_interaction_needs_the_same_groups_on_both_sides():
    """The young fall from 50% to 25%, the old stay: 4 df would be too many, 1 it is, and p is small."""
    both = [
        group("21 to 24", 400, 100, reference=people(400, 200)),
        group("25 to 29", 400, 200, reference=people(400, 200)),
    ]
    row = interaction.interaction_table(seen(*both)).iloc[0]
    assert row["Groups tested"] == "2"
    assert row["p"] == "< 0.01"
    assert "Chi-square (df)" not in row
    alone = interaction.interaction_table(seen(both[0], group("25 to 29", 400, 200))).iloc[0]
    assert (alone["Groups tested"], alone["p"], alone["What it says"]) == ("1", "x", interaction.CANNOT)


def test_the_funnel_says_which_limits_were_used():
    few = seen(*AS_EXPECTED)
    assert "fewer than 10 groups" in funnel.block(few, source=SOURCE).words
    many = seen(*[Group((f"{2003 + at}-01-01",), people(200, 100)) for at in range(10)], by=("quarter",))
    assert "no further from what is expected than chance" in funnel.block(many, source=SOURCE).words
    assert funnel.block(seen(AS_EXPECTED[0]), source=SOURCE) is None


def test_the_funnel_names_who_is_outside():
    found = funnel.block(seen(group("30 to 39", 200, 50), *AS_EXPECTED), source=SOURCE).chart
    outside = found.table.set_index("Group")["It is"].to_dict()
    assert outside == {"Aged 21 to 24": "inside", "Aged 25 to 29": "inside", "Aged 30 to 39": "outside 99.8%"}
    assert "Aged 30 to 39: 0.50" in found.alt


def test_the_funnel_names_five_at_most_and_no_label_covers_another():
    """Eight groups far below on nearly one place: labels of one line stand at least a line apart."""
    shown = [Group((f"{2003 + at}-01-01",), people(200, 40 + at)) for at in range(8)]
    found = funnel.block(seen(*shown, by=("quarter",)), source=SOURCE)
    chart = found.chart.figure
    labels = [note for note in chart.layout.annotations if note.text]
    assert len(labels) == funnel.MOST_NAMED
    low, high = chart.layout.yaxis.range
    ends = sorted((note.y - low) / (high - low) * 340 - note.ay for note in labels)
    assert min(np.diff(ends)) > 12


def test_events_are_asked_for_by_the_hundred():
    found = seen(group("21 to 24", 200, 50), group("25 to 29", 200, 100), outcome="frequency")
    assert lead.title(found) == "In 1 of 2 groups fewer events were counted than their OGRS scores lead to expect"
    assert kinds.events_block(found, source=SOURCE).chart.table.iloc[0, 2].startswith("25.0 (")


def test_kinds_are_shares_of_those_reconvicted():
    """5 of 20 went to custody; of the other group it may not be told."""
    of = seen(
        group("21 to 24", 100, 20, custody={"custodial": 5, "not custodial": 15}),
        group("25 to 29", 100, 21),
        outcome="custody",
    )
    assert kinds.detail_title(of) == "25.0% of those reconvicted went to custody, in the one group that may be shown"
    block = kinds.detail_block(of, source=SOURCE)
    table = block.chart.table
    assert kinds.FEWER in block.words
    assert table.iloc[0, 1].startswith("25.0% (")
    assert "n = 20 reconvicted" in table.iloc[0, 1]
    assert table.iloc[1, 1] == "c"


def test_kinds_that_may_be_told_of_nobody():
    of = seen(*AS_EXPECTED, outcome="severity")
    assert kinds.detail_block(of, source=SOURCE).chart is None
    assert kinds.detail_title(of).endswith("cannot be shown")


def test_kinds_with_nobody_of_one_are_a_share_of_nought():
    of = seen(
        group("21 to 24", 100, 20, custody={"custodial": 0, "not custodial": 20}), *AS_EXPECTED[1:], outcome="custody"
    )
    assert kinds.shares(of)["Aged 21 to 24"]["Custody"].rate == 0


def test_fewer_groups_are_spoken_of_only_where_there_are_fewer():
    told = {"custodial": 5, "not custodial": 15}
    of = seen(*(group(age, 100, 20, custody=told) for age in ("21 to 24", "25 to 29")), outcome="custody")
    assert kinds.detail_block(of, source=SOURCE).words == kinds.DETAILED


def days(value: str, by_day: dict[int, int], free: int) -> GroupDays:
    day = np.array([*by_day, 546])
    again = np.array([*by_day.values(), 0])
    return GroupDays((value,), np.full(day.size, 0.5), day, np.array([*by_day.values(), free]), again)


def test_curves_stand_at_half_years_and_name_who_has_none():
    """Half years of 30.4375 days a month end on days 182 and 365: by them 10 of 50 and 20, and 30 in all; of old nothing is told."""
    found = seen(Group(("21 to 24",), people(50, 30)), Group(("25 to 29",), people(40, 20)), outcome="time")
    block = soon.block(found, [days("21 to 24", {182: 10, 183: 4, 365: 6, 366: 10}, 20)], source=SOURCE)
    assert block.chart.table["Months since discharge"].tolist() == ["6", "12", "18"]
    assert [cell[:5] for cell in block.chart.table.iloc[:, 1]] == ["20.0%", "40.0%", "60.0%"]
    assert "keep out: Aged 25 to 29" in block.words
    assert "cannot be compared by the log-rank test" in block.words


def test_no_curve_where_none_may_be_shown():
    found = seen(*AS_EXPECTED, outcome="time")
    assert soon.block(found, (), source=SOURCE).chart is None
    assert soon.cox_block(found, (), source=SOURCE).table is None


def test_the_end_of_a_curve_is_the_rate():
    """30 of 50 and 20 of 40."""
    found = seen(Group(("21 to 24",), people(50, 30)), Group(("25 to 29",), people(40, 20)), outcome="time")
    of = [days("21 to 24", {80: 10, 170: 10, 260: 10}, 20), days("25 to 29", {80: 4, 170: 6, 260: 10}, 20)]
    block = soon.block(found, of, source=SOURCE)
    assert [cell[:5] for cell in block.chart.table.iloc[-1, 1:]] == ["60.0%", "50.0%"]
    assert "Log-rank over 2 groups" in block.words
    drawn = [number for trace in json.loads(block.chart.figure.to_json())["data"] for number in trace["x"]]
    assert set(drawn) == {0, 6, 12, 18}, "nothing is drawn by day"


def test_cox_compares_with_the_largest_group():
    rng = np.random.default_rng(5)
    found = seen(*AS_EXPECTED)
    of = [
        GroupDays((value,), rng.uniform(0.2, 0.8, n), rng.integers(1, 540, n), np.ones(n, dtype=int), (rng.random(n) < share).astype(int))
        for value, n, share in (("21 to 24", 80, 0.5), ("25 to 29", 60, 0.5))
    ]  # fmt: skip
    block = soon.cox_block(found, of, source=SOURCE)
    assert list(block.table["Covariate"]) == ["Logit of OGRS", "Age: Aged 25 to 29"]
    assert "n = 140 people" in block.subtitle
    assert "Compared with: Age: Aged 21 to 24" in block.subtitle
    few = [replace(of[0], risk=np.where(np.arange(80) < 4, np.nan, of[0].risk)), of[1]]
    assert soon.cox_block(found, few, source=SOURCE).subtitle.startswith(soon.NO_NUMBERS), "four without a score follow"
    nobody = [replace(one, reconvicted=np.zeros_like(one.reconvicted)) for one in of]
    assert soon.cox_block(found, nobody, source=SOURCE).subtitle.startswith("It cannot be fitted")
