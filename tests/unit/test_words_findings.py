"""Whatever the results are, nothing that a finding maker says of them breaks a rule of words."""

from __future__ import annotations

from dataclasses import replace

import baseline_cases
import payment_cases as cases
import test_comparison_shown as compared
import test_engagement_shown as engaged
import test_equity_shown as equitable
import test_fair_play_shown as fair
import test_pathways_shown as paths
import test_scenario as tried
import test_subgroups_shown as grouped
from figures import AS_AT, CONTRACTS, cohort, rates
from hypothesis import given, settings
from hypothesis import strategies as st

from throughgate.methods.engagement import association as compare
from throughgate.projection import Quantiles
from throughgate.show import findings, summary, words
from throughgate.show.baseline import boxes as baseline_boxes
from throughgate.show.baseline import methods as baseline_methods
from throughgate.show.baseline import tipping
from throughgate.show.baseline import words as baseline_words
from throughgate.show.comparison import forest as comparison_forest
from throughgate.show.comparison import lead as comparison_lead
from throughgate.show.comparison import report
from throughgate.show.engagement import association
from throughgate.show.engagement import lead as engagement_lead
from throughgate.show.equity import overview
from throughgate.show.fairness import lead as fairness_lead
from throughgate.show.pathways import lead as pathways_lead
from throughgate.show.payment import amounts, boxes, lead, notes, title
from throughgate.show.scenario import boxes as scenario_boxes
from throughgate.show.scenario import sides
from throughgate.show.subgroups import lead as groups_lead
from throughgate.show.words import Design
from throughgate.subgroups.equity import compare_dimensions

FEW = settings(max_examples=20, deadline=None)
FEWEST = settings(max_examples=6, deadline=None)
COUNTS = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
SHARE = st.floats(0.05, 0.95)
PENCE = st.integers(-300_000_000, 300_000_000)
MET = st.sampled_from((0.0, 0.03, 0.39, 0.41, 0.5, 0.6, 0.9, 1.0))
STATUS = st.sampled_from(("projected", "too-early", "final"))


def holds(*said: str, design: Design = Design.MATCHED) -> None:
    """No sentence breaks a rule; where one does, the test shows which."""
    broken = [(sentence, rule.name) for text in said for sentence, rule in words.faults(text, design=design)]
    assert not broken, broken


def holds_of_boxes(made) -> None:
    for box in made:
        assert words.check_box(*box) == tuple(box)


def holds_of_page(maker_title: str, maker_lead: str, made=()) -> None:
    assert words.check_finding(maker_title, maker_lead) == (maker_title, maker_lead)
    holds_of_boxes(made)


@FEW
@given(COUNTS, COUNTS, COUNTS, st.sampled_from(("doncaster", "peterborough", "crc", "crs", "penalty-clause")))
def test_what_the_counts_say(baseline, first, second, name):
    contract = CONTRACTS[name]
    kinds = [made for made in contract.cohorts][:3]
    made = [
        rates(cohort(of.id, contract), *counts, events=2 * counts[1])
        for of, counts in zip(kinds, (baseline, first, second), strict=False)
    ]
    made[-1] = rates(kinds[len(made) - 1], *second, mature=second[0] // 2, events=second[1])
    now = findings.standing(contract, made)
    holds_of_page(findings.title(now), findings.lead(now, AS_AT), summary.boxes(now))


def quantiles(middle: float, below: float, above: float) -> Quantiles:
    return cases.spread(middle - below, middle, middle + above)


@st.composite
def projected(draw):
    """A cohort of any paying rule: any rate, change, chance, payment and status, as the projection may come to it."""
    rule = draw(st.sampled_from((None, "threshold", "events", "three-way", "balancing", "deduction")))
    rate, met, status = draw(SHARE), draw(MET), draw(STATUS)
    below, above = draw(st.floats(0, 0.05)), draw(st.floats(0, 0.05))
    is_final = status == "final"
    of_rate = cases.point(rate) if is_final else quantiles(rate, below, above)
    change = 100 * (rate - 0.582)
    of_change = cases.point(change) if is_final else quantiles(change, 100 * below, 100 * above)
    changes = {
        "status": status, "final_rate": of_rate, "change_points": of_change, "p_threshold_met": float(met >= 0.5) if is_final else met,
        "n": draw(st.sampled_from((12, 400, 1571))), "oe": draw(st.floats(0.5, 1.5)),
    }  # fmt: skip
    changes["reconvicted"] = round(rate * changes["n"])
    changes["mature"] = changes["n"] if is_final else changes["n"] // 3
    if rule is not None:
        control = cases.in_force(
            cases.contract(rule), control="1.55" if rule == "events" else "2.4" if rule == "three-way" else None
        )
        draws = {"paid": (draw(st.integers(1, 60)), draw(PENCE)), "nothing": (draw(st.integers(1, 60)), draw(PENCE))}
        decisions = {"threshold": ("reward", "clawback")}.get(
            rule, ("paid", "deduction" if rule in ("three-way", "deduction") else "nothing")
        )
        named = dict(zip(decisions, draws.values(), strict=True))
        if rule == "threshold":  # Two amounts with the target met, so that there is an average of them.
            named["keep"] = (draw(st.integers(1, 60)), draw(PENCE))
        stated = cases.stated(rule, decisions[0], draws["paid"][1], is_met=met >= 0.5)
        changes |= {"payment": draw(st.sampled_from((None, cases.paid(stated, named)))), "baseline": control}
        per_100 = 150 * rate
        changes["final_events"] = cases.point(per_100) if is_final else quantiles(per_100, 150 * below, 150 * above)
    else:
        changes |= {"payment": None, "p_threshold_met": None}
    if rule == "deduction":
        changes["p_threshold_met"] = None
    return cases.seen(rule, **changes)


@settings(max_examples=60, deadline=None)
@given(projected())
def test_what_the_payment_page_says(of):
    said = title.title(of)
    holds_of_page(said, lead.lead(of), boxes.boxes(of))
    if of.is_paid:
        holds(
            amounts.expected_words(of),
            amounts.statement_words(of),
            amounts.chances_words(of.now.payment),
            amounts.marginal_words(of),
        )
    holds(notes.oe_words(of), notes.fan_heading(of))
    if "heading for" in said:
        assert "95% range" in said, "the title gives the projection with its range"


SIDE = tried.side()


def side_of(pence: int, low: int, high: int):
    """The two sides differ in what is paid alone: a design takes half a second to work out."""
    now = replace(SIDE.seen.now, payment=tried.paid(pence, low=low, high=high))
    return replace(SIDE, seen=replace(SIDE.seen, now=now))


@FEW
@given(PENCE, PENCE, st.integers(0, 50_000_000), st.booleans())
def test_what_the_scenario_says(before, after, below, is_changed):
    made = side_of(before, before - below, before), side_of(after, after - below, after + 1_000)
    said = sides.title(*made, is_changed=is_changed)
    holds_of_page(said, sides.lead(*made, is_changed=is_changed), scenario_boxes.boxes(*made))
    assert "would expect" not in said or "80%" in said or "80 of 100" in said


@FEWEST
@given(st.lists(st.tuples(st.integers(20, 400), SHARE), min_size=3, max_size=3))
def test_what_the_adjusted_baseline_says(own):
    people = {risk: (n, round(n * share)) for risk, (n, share) in zip((0.2, 0.5, 0.8), own, strict=True)}
    looked = baseline_cases.looked_at(*baseline_cases.case(own=baseline_cases.counts(people)), "cohort-1")
    if looked is None:
        return  # Too few in the cohort were reconvicted: it is hidden.
    holds_of_page(*baseline_words.head(looked), baseline_boxes.boxes(looked))
    if looked.is_scored:
        holds(tipping.tipping_words(looked), baseline_methods.gap_words(looked))


CONTROL = baseline_cases.looked_at(*baseline_cases.case(baseline_cases.control_terms()), "cohort-1")


@FEW
@given(st.floats(-30, 30), st.floats(0.1, 20))
def test_what_a_control_is_projected_to_end_at_has_the_range_of_the_cohort(middle, width):
    ends = quantiles(60 + middle, width, width)
    of = baseline_cases.followed_up(CONTROL)
    of = replace(of, of=replace(of.of, final_events=ends))
    holds(baseline_words.title(of), baseline_words.cohort_words(of))


@FEWEST
@given(st.lists(st.tuples(st.integers(10, 900), SHARE), min_size=2, max_size=5))
def test_what_groups_say(rows):
    shown = [grouped.group(f"group {at}", n, round(n * share)) for at, (n, share) in enumerate(rows)]
    of = grouped.seen(*shown)
    holds_of_page(groups_lead.title(of), groups_lead.lead(of), groups_lead.boxes(of))
    holds(groups_lead.sentences(of), groups_lead.banner(of))
    people = {f"{at}0 to {at}9": (n, round(n * share)) for at, (n, share) in enumerate(rows, start=1)}
    dimensions = compare_dimensions([equitable.groups("age-band", people)])
    holds_of_page(overview.title(dimensions), overview.lead(dimensions, {}), overview.boxes(dimensions))


@FEW
@given(
    st.floats(-15, 15),
    st.floats(0.5, 10),
    st.floats(0.4, 2.2),
    st.floats(0.05, 0.3),
    st.sampled_from(("doncaster", "peterborough")),
)
def test_what_a_matched_comparison_says(points, half, ratio, spread, name):
    effect = replace(compared.LOWER, estimate=points, low=points - half, high=points + half)
    of_events = replace(
        compared.comparison().events_ratio, estimate=ratio, low=ratio * (1 - spread), high=ratio * (1 + spread)
    )
    measured = compared.comparison().measures | {
        "reconvicted": compared.measure("reconvicted", effect, (526, 1164), (1000, 2000))
    }
    found = compared.comparison(measures=measured, events_ratio=of_events)
    terms = CONTRACTS[name]
    holds_of_page(
        comparison_lead.title(found, terms), comparison_lead.lead(found, terms), comparison_lead.boxes(found, terms)
    )
    blocks = [
        *report.blocks(found, terms, source="typed in"),
        *comparison_forest.blocks(found, terms, source="typed in"),
    ]
    holds(
        *(
            text
            for block in blocks
            for text in (block.heading, block.subtitle, block.words, block.chart.alt if block.chart else "")
        )
    )


@FEW
@given(st.lists(st.integers(1, 30), min_size=8, max_size=8))
def test_what_engagement_says(again):
    ogrs, met, people, _ = engaged.ROWS
    reconvicted = [min(hit, n) for hit, n in zip(again, people, strict=True)]
    found = engaged.found(association=compare(ogrs, met, people, reconvicted))
    contract = CONTRACTS["doncaster"]
    holds_of_page(
        engagement_lead.title(found), engagement_lead.lead(found, contract), engagement_lead.boxes(found, contract)
    )
    blocks = association.blocks(found, source="typed in")
    holds(*(text for block in blocks for text in (block.heading, block.words, block.chart.alt if block.chart else "")))


@FEW
@given(st.lists(st.sampled_from(fair.ODD), max_size=5), st.integers(10, 500), st.integers(0, 9))
def test_what_fair_play_and_pathways_say(signals, n, hit):
    holds_of_page(fairness_lead.title(signals), fairness_lead.lead(signals), fairness_lead.boxes(signals, []))
    found = paths.found(outcomes=(paths.outcome(2, n, n * hit // 10, 44.5), paths.outcome(3, 81, 48, 60.25)))
    holds_of_page(pathways_lead.title(found), pathways_lead.lead(found), pathways_lead.boxes(found))
