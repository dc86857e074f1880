"""Needs and interventions on screen: n everywhere, nothing small shown nor to be worked out, plain words where there is nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from throughgate.methods.reconviction import binary_rate
from throughgate.service.needs import Intervention, Need, Needs
from throughgate.service.profile import SHARES, PathwayProfile
from throughgate.show.pathways import interventions, needs, profile
from throughgate.show.pathways.needs import steps_shown
from throughgate.show.pathways.needs_together import joined
from throughgate.show.shares import say, shown
from throughgate.store.schema import INTERVENTIONS, NEEDS

SOURCE = "typed in"
FOUND = dict(zip(NEEDS, (40, 80, 30, 100, 20, 50, 60), strict=True))


def need(name: str, found: int, *, n: int = 200, full: int = 120, steps: tuple[int, int, int] | None = None) -> Need:
    """Of the found three in five by a full assessment; severity in the ratio 2 to 2 to 1."""
    referred, started, completed = steps or (found * 3 // 4, found // 2, found // 4)
    return Need(
        name=name, found=binary_rate(n, found), found_full=binary_rate(full, found * 3 // 5),
        found_triage=binary_rate(n - full, found - found * 3 // 5),
        severity=(found * 2 // 5, found * 2 // 5, found - 2 * (found * 2 // 5)),
        referred=binary_rate(found, referred), started=binary_rate(found, started), completed=binary_rate(found, completed), may_still=2,
    )  # fmt: skip


def kind(name: str, referrals: int = 50, taken_up: int = 40, completed: int = 20, helpful: int = 10) -> Intervention:
    return Intervention(
        name=name, referrals=referrals, releases=referrals, people=referrals, taken_up=binary_rate(referrals, taken_up),
        completed=binary_rate(taken_up, completed), helpful=binary_rate(completed, helpful), rating_sum=3 * completed,
    )  # fmt: skip


def found(**changed: object) -> Needs:
    """200 of 250 releases assessed; half of the people with the rarer need of a pair have the other too."""
    both = {frozenset((a, b)): min(FOUND[a], FOUND[b]) // 2 for a in NEEDS for b in NEEDS if a != b}
    everything = Needs(
        releases=250, assessed=200, assessed_full=120, needs=tuple(need(name, count) for name, count in FOUND.items()),
        how_many=(30, 60, 50, 30, 20, 7, 2, 1), both=both, interventions=tuple(kind(name) for name in INTERVENTIONS),
        offered=kind("all", 700, 560, 280, 140),
    )  # fmt: skip
    return replace(everything, **changed)


def shown_block(of: Needs, key: str):
    every = (interventions if key == "interventions" else needs).blocks(of, source=SOURCE)
    return next(block for block in every if block.key == key)


@cache
def usual(key: str):
    return shown_block(found(), key)


def table(of: Needs, key: str):
    return by_first(shown_block(of, key))


def by_first(block):
    frame = block.chart.table
    first = frame[frame.columns[0]].str.split(", n = ", expand=True)
    return frame.iloc[:, 1:].assign(n=first[1]).set_index(first[0]) if 1 in first else frame.set_index(frame.columns[0])


def changed_need(name: str, **changes) -> tuple[Need, ...]:
    return tuple(need(name, FOUND[name], **changes) if one.name == name else one for one in found().needs)


def traces(block) -> list[dict]:
    return json.loads(block.chart.figure.to_json())["data"]


def test_the_most_common_need_is_told_with_its_share_and_n():
    block = usual("needs-common")
    assert block.heading == "Substance misuse is the most common need: 50.0% of 200 assessed"
    assert "200 of 250 releases (80.0%) have an assessment: 120 a full one or OASys, 80 a triage alone." in block.words
    assert "Families: 10.0% (6.6% to 14.9%), n = 200" in block.chart.alt  # Wilson limits of 20 of 200, by hand.


def test_prevalence_stands_by_kind_of_assessment():
    """Debt: 50 of 200, 30 of 120 by a full one, 20 of 80 by a triage."""
    row = by_first(usual("needs-common")).loc["Debt"]
    assert [cell.split(" (")[0] for cell in row] == ["25.0%", "25.0%", "25.0%"]
    assert [cell.split("n = ")[1] for cell in row] == ["200", "120", "80"]


def test_a_kind_of_assessment_that_nobody_had_says_so():
    full_alone = tuple(replace(one, found_full=one.found, found_triage=binary_rate(0, 0)) for one in found().needs)
    of = found(needs=full_alone, assessed_full=200)
    assert (
        "200 of 250 releases (80.0%) have an assessment: each a full one or OASys."
        in shown_block(of, "needs-common").words
    )
    frame = table(of, "needs-common")
    assert set(frame["By a triage alone"]) == {"none"}
    assert frame.loc["Debt", "By a full assessment or OASys"] == frame.loc["Debt", "All assessed"]


@pytest.mark.parametrize(("count", "is_hidden"), [(4, True), (5, False), (195, False), (196, True)])
def test_a_small_need_is_hidden_with_another_beside_it(count, is_hidden):
    families = tuple(need("families", count) if one.name == "families" else one for one in found().needs)
    of = found(needs=families)
    cells = table(of, "needs-common")["All assessed"]
    assert (cells["Families"] == "c") == is_hidden
    assert (cells == "c").sum() == (2 if is_hidden else 0)
    if is_hidden:
        for key in ("needs-severe", "needs-together", "needs-met"):
            assert set(table(of, key).loc["Families"]) <= {"c", "itself"}
        assert "Families: hidden" in shown_block(of, "needs-common").chart.alt
        assert "Families" not in json.dumps(traces(shown_block(of, "needs-common")))


def test_severity_is_shared_among_those_with_the_need():
    """Debt: 20, 20 and 10 of 50; mean (20 + 40 + 30) / 50 = 1.8."""
    row = by_first(usual("needs-severe")).loc["Debt"]
    assert row.tolist() == ["50", "20 (40.0%)", "20 (40.0%)", "10 (20.0%)", "1.80"]


def test_a_small_severity_is_hidden_with_another_and_the_mean():
    some = tuple(replace(one, severity=(20, 26, 4)) if one.name == "debt" else one for one in found().needs)
    row = table(found(needs=some), "needs-severe").loc["Debt"]
    assert row.tolist() == ["50", "c", "26 (52.0%)", "c", "c"]


@pytest.mark.parametrize(
    ("how_many", "expected"),
    [
        ((9, 8, 7, 6, 5), {"0": 9, "1": 8, "2": 7, "3": 6, "4": 5}),
        ((9, 8, 7, 6, 4), {"0": 9, "1": 8, "2": 7, "3 or more": 10}),
        ((9, 8, 7, 2, 1), {"0": 9, "1": 8, "2 or more": 10}),
        ((9, 8, 2, 2, 1), {"0": 9, "1": 8, "2 or more": 5}),
        ((9, 0, 0, 0, 0), {"0 or more": 9}),
    ],
)
def test_the_most_needs_are_joined_until_they_are_not_small(how_many, expected):
    assert joined(how_many) == expected


def test_how_many_needs_are_told_with_n():
    """60 of 200 have three or more; 7, 2 and 1 with five to seven are joined to six or more, 3, and so to five or more, 10."""
    block = usual("needs-many")
    assert block.heading == "30.0% of 200 assessed have three needs or more"
    assert by_first(usual("needs-many"))["Releases"].to_dict() == {
        "0": "30", "1": "60", "2": "50", "3": "30", "4": "20", "5 or more": "10",
    }  # fmt: skip


def test_a_heading_does_not_give_a_hidden_number_of_needs_away():
    """With none hidden as 3 and three hidden beside it, the share with three or more would tell both."""
    of = found(how_many=(3, 60, 57, 40, 40, 0, 0, 0))
    assert table(of, "needs-many").loc["0", "Releases"] == "c"
    assert shown_block(of, "needs-many").heading == "How many needs people have at once"


def test_needs_that_come_together_have_the_share_of_the_row():
    """Debt 50 and health 30: 15 both, 30% of those with debt and 50% of those with health; of all, 25% and 15%."""
    frame = by_first(usual("needs-together"))
    assert (frame.loc["Debt", "n"], frame.loc["Debt", "Health"], frame.loc["Debt", "Debt"]) == ("50", "30.0%", "itself")
    assert (frame.loc["Health", "n"], frame.loc["Health", "Debt"]) == ("30", "50.0%")
    assert frame.loc["All assessed", ["Debt", "Health"]].tolist() == ["25.0%", "15.0%"]


def test_the_pair_furthest_above_chance_is_told_with_what_all_have():
    """Health 30 and accommodation 40, both 24: 24 x 200 / (30 x 40) = 4 times chance, its larger share told.

    Of the rest families and health come next: 10 x 200 / (20 x 30) = 3.3. Most people have debt and substance misuse.
    """
    both = found().both | {frozenset(("health", "accommodation")): 24}
    assert shown_block(found(both=both), "needs-together").heading == (
        "Of 30 with health needs, 80.0% also have accommodation needs; of all assessed, 20.0%"
    )


def test_a_small_pair_is_hidden_both_ways_and_never_alone():
    both = found().both | {frozenset(("health", "debt")): 4}
    frame = table(found(both=both), "needs-together")
    assert (frame.loc["Debt", "Health"], frame.loc["Health", "Debt"]) == ("c", "c")
    assert (frame == "c").sum().sum() == 4
    five = found().both | {frozenset(("health", "debt")): 5}
    assert (table(found(both=five), "needs-together") == "c").sum().sum() == 0


def test_a_need_is_met_step_by_step_with_n():
    """Debt, 50: 37, 25 and 12."""
    row = by_first(usual("needs-met")).loc["Debt"]
    assert row.iloc[0] == "50"
    assert [cell.split(" (")[0] for cell in row.iloc[1:]] == ["74.0%", "50.0%", "24.0%"]
    assert all(cell.endswith("n = 50") for cell in row.iloc[1:])
    assert "14 needs have a referral not completed" in usual("needs-met").words


def test_what_is_drawn_is_what_the_table_says():
    """Dots from the most common need down; education, training and employment: 80, of whom 60, 40 and 20."""
    common = [trace for trace in traces(usual("needs-common")) if trace["mode"] == "markers"]
    assert [dots["x"] for dots in common] == [[50.0, 40.0, 30.0, 25.0, 20.0, 15.0, 10.0]]
    met = {trace["name"]: trace["x"][1] for trace in traces(usual("needs-met")) if trace["mode"] == "markers"}
    assert met == {"Referred": 75.0, "Started": 50.0, "Completed": 25.0}


def test_steps_that_nearly_all_took_are_hidden():
    steps = tuple(binary_rate(100, count) for count in (60, 56, 50))
    assert steps_shown(steps) == (steps[0], None, steps[2])
    apart = tuple(binary_rate(100, count) for count in (60, 55, 55))
    assert steps_shown(apart) == apart
    after_hidden = tuple(binary_rate(100, count) for count in (60, 58, 57))
    assert steps_shown(after_hidden) == (steps[0], None, None)


def test_nobody_is_named_least_met_while_a_need_is_hidden():
    of = found(needs=changed_need("debt", steps=(30, 10, 2)))
    assert shown_block(of, "needs-met").heading == "How far each need is met by a referral"
    assert "What the chart leaves out is hidden" in shown_block(of, "needs-met").words
    # Families: 5 of 20 completed and all others one in four or nearly: health 7 of 30 is least.
    assert usual("needs-met").heading == ("Health needs are the least often met: 23.3% of 30 completed a referral")


@pytest.mark.parametrize(("twice", "people"), [(0, "100"), (1, "c"), (4, "c"), (5, "95")])
def test_how_many_were_referred_twice_does_not_follow_where_they_are_few(twice, people):
    first, *rest = (kind(name, 100) for name in INTERVENTIONS)
    shown = found(interventions=(replace(first, people=100 - twice), *rest))
    table = interventions.blocks(shown, source=SOURCE)[0].chart.table
    assert table["To people"].tolist()[0] == people


def test_interventions_say_every_step_with_n_and_the_mean_rating():
    block = usual("interventions")
    assert block.heading == "80.0% of 700 offers of an intervention were taken up"
    row = by_first(usual("interventions")).loc["Debt advice"]
    assert row.iloc[:2].tolist() == ["50", "50"]
    assert [cell.split(" (")[0] for cell in row.iloc[2:5]] == ["80.0%", "50.0%", "50.0%"]
    assert [cell.split("n = ")[1] for cell in row.iloc[2:5]] == ["50", "40", "20 u"]
    assert row.iloc[5] == "3.00, n = 20"
    assert "42 days" in block.words
    assert "90 days" in block.words
    assert "assumed" in block.words


def test_an_intervention_offered_to_few_is_hidden_whole_with_another():
    """The next smallest goes with it, and shows no n that would tell its offers."""
    few = tuple(
        kind(name, 4, 4, 4, 4) if name == "family work" else kind(name, 45, 30, 20, 10) if name == "debt advice" else kind(name)
        for name in INTERVENTIONS
    )  # fmt: skip
    frame = table(found(interventions=few), "interventions")
    assert frame.loc["Family work"].tolist() == ["c"] * 6
    assert frame.loc["Debt advice"].drop("To people").tolist() == ["c"] * 5
    assert frame.loc["Drug treatment", "Offered (referrals)"] == "50"


def test_before_any_offer_is_old_enough_there_is_a_table_and_no_chart():
    young = replace(
        kind("all", 700), taken_up=binary_rate(0, 0), completed=binary_rate(0, 0), helpful=binary_rate(0, 0)
    )
    each = tuple(replace(young, name=name, referrals=50, people=50) for name in INTERVENTIONS)
    [block] = interventions.blocks(found(offered=young, interventions=each), source=SOURCE)
    assert block.chart is None
    assert block.heading == "700 referrals to an intervention"
    assert set(block.table["Taken up, of offers"]) == {"none"}


@pytest.mark.parametrize(("releases", "n"), [(200, 200), (201, 201), (204, 204), (205, 200)])
def test_a_few_without_an_assessment_do_not_follow_from_any_n(releases, n):
    """The page's discharges stand in a box above: 204 less 200 assessed would be 4 people."""
    of = found(releases=releases)
    every = needs.blocks(of, source=SOURCE)
    assert by_first(every[0]).loc["Debt", "All assessed"].endswith(f"n = {n}")
    assert sum(map(int, table(of, "needs-many")["Releases"])) == n
    said = " ".join(
        [every[0].words, *(block.heading + block.chart.alt + block.chart.table.to_csv() for block in every)]
    )
    assert ("200" in said) == (n == 200)
    assert every[0].words.startswith("Nearly all of ") == (n != 200)


@pytest.mark.parametrize(("missing", "n"), [(1, 200), (4, 200), (5, 195)])
def test_a_need_that_few_assessments_left_out_counts_as_not_found_there(missing, n):
    debt = replace(need("debt", 50, n=200 - missing), found_triage=binary_rate(80 - missing, 20))
    of = found(needs=tuple(debt if one.name == "debt" else one for one in found().needs))
    row = table(of, "needs-common").loc["Debt"]
    assert row["All assessed"].endswith(f"n = {n}")
    assert row["By a triage alone"].endswith(f"n = {n - 120}")


@pytest.mark.parametrize(
    ("releases", "text"), [(50, "50 of 50"), (51, "Nearly all"), (54, "Nearly all"), (55, "50 of 55")]
)
def test_a_few_without_a_referral_do_not_follow(releases, text):
    words = shown_block(found(releases=releases, offered=kind("all", 50)), "interventions").words
    assert words.startswith(f"{text} releases had a referral, 50 in all.")


PEOPLE = binary_rate(100, 50)


@pytest.mark.parametrize(("assessed", "is_hidden"), [(100, False), (99, True), (96, True), (95, False)])
def test_the_unassessed_of_a_pathway_do_not_follow_from_an_n(assessed, is_hidden):
    row = profiles(with_three_needs=binary_rate(assessed, 50)).loc["Three needs or more, of those assessed"]
    assert (row["pathway 1"] == "c") == is_hidden
    assert (row == "c").sum() == (2 if is_hidden else 0), "never one alone"


@pytest.mark.parametrize(("started", "is_hidden"), [(50, False), (49, True), (46, True), (45, False)])
def test_those_who_did_not_start_do_not_follow_from_those_referred(started, is_hidden):
    frame = profiles(started=binary_rate(100, started))
    assert (frame.loc["Started an intervention", "pathway 1"] == "c") == is_hidden
    assert frame.loc["Referred to an intervention", "pathway 1"] != "c"


def test_of_a_pathway_hidden_on_the_page_the_profile_shows_nothing():
    whole = tuple(PathwayProfile(at, 100, dict.fromkeys(SHARES, PEOPLE)) for at in (1, 2, 3))
    frame = profile.profile_table(whole, unseen=(1, 3))
    assert set(frame["pathway 1"]) == set(frame["pathway 3"]) == {"c"}
    assert "c" not in set(frame["pathway 2"])


def profiles(**changed):
    """Two pathways of 100 people, half of them everything; the first with a share changed."""
    shares = dict.fromkeys(SHARES, PEOPLE)
    two = (PathwayProfile(1, 100, shares | changed), PathwayProfile(2, 100, shares))
    return profile.profile_table(two).set_index("Of people on")


@pytest.mark.parametrize(("assessed", "text"), [(0, needs.NONE), (9, needs.TOO_FEW)])
def test_without_assessments_there_is_one_plain_sentence(assessed, text):
    [block] = needs.blocks(found(assessed=assessed), source=SOURCE)
    assert (block.words, block.chart, block.table) == (text, None, None)


@pytest.mark.parametrize(("people", "text"), [(0, interventions.NONE), (9, interventions.TOO_FEW)])
def test_without_referrals_there_is_one_plain_sentence(people, text):
    [block] = interventions.blocks(found(offered=kind("all", people, 0, 0, 0)), source=SOURCE)
    assert (block.words, block.chart, block.table) == (text, None, None)


def test_a_rate_on_fewer_than_30_is_marked_unreliable():
    assert say(binary_rate(29, 10)).endswith("n = 29 u")
    assert say(binary_rate(30, 10)).endswith("n = 30")


def test_never_is_just_one_rate_hidden():
    rates = [binary_rate(100, 4), binary_rate(90, 30), binary_rate(80, 30)]
    assert shown(rates) == (None, rates[1], None)
    assert shown(rates[1:]) == tuple(rates[1:])
