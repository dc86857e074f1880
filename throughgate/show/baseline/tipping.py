"""What would overturn an adjusted baseline: a factor that the score does not hold, or scores recorded too high."""

from __future__ import annotations

import math
from fractions import Fraction

import pandas as pd

from throughgate.methods.casemix import tipping_points
from throughgate.projection import FINAL, TOO_EARLY
from throughgate.show import words
from throughgate.show.baseline.looked import Looked, own_rate, score_of

PREVALENCES = (0.1, 0.2, 0.3, 0.4, 0.5)
QUOTED = (0.2, 0.3)
"""Shares of the group with fewer and of the group with more such people, as quoted in the sentence."""

TIPPING = "What the scores cannot see, and how strong it would have to be"


def unmended(looked: Looked) -> str:
    """What stays hidden whatever the method."""
    return (
        "**What no method here mends.** First, people may differ in something the score does not hold: then every method "
        "keeps the difference and calls it a change. Second, scores may be recorded too high in the cohort: then every method "
        f"that uses them lifts the {looked.kind}, and only the comparison without adjustment is free of it. Neither can be seen "
        "in these figures. Both call for checks of how scores are recorded and of who is moved in and out."
    )


def needed_points(looked: Looked) -> tuple[float, str] | None:
    """By how much the baseline would have to be off to change what the contract decides, and in which words.

    Where the rule has a threshold, to bring the change to it; else, to leave no change. None where it is too early.
    """
    own = own_rate(looked)
    if own is None:
        return None
    rate = Fraction(looked.of.reconvicted, looked.of.n) if looked.of.status == FINAL else Fraction(own[0])
    change = 100 * (rate - looked.in_force.adjusted)
    if not looked.is_paid_on or looked.terms.payment.rule != "threshold":
        return float(
            change
        ), f"leave no change at all{' in people ' + looked.terms.outcome.counted_as if looked.is_on_events else ''}"
    target = Fraction(looked.terms.figure("threshold"))
    limit = f"{float(target):g}-point threshold"
    end = f"bring the change up to the {limit}, and so meet it"
    if change <= -target:
        end = f"bring the change down to the {limit}, and one further off would miss it"
    return float(change + target), end


def tipping_words(looked: Looked) -> str:
    """What an unmeasured factor would have to be like to overturn the result."""
    needed = needed_points(looked)
    if needed is None:
        return "It is too early to say what would overturn the result: there is no result yet."
    points, end = needed
    if words.points(points) == words.SAME:
        return f"The result could hardly be closer: a {looked.kind} less than {words.percentage_points(0.1)} off would {end}."
    whose = "the contract's" if looked.is_contracts_way else "the one before adjustment"
    start = f"A {looked.kind} {words.points(points)} than {whose} would {end}."
    more, fewer = ("cohort", looked.kind) if points > 0 else (looked.kind, "cohort")
    who = f"held by {words.percent(QUOTED[1], 0)} of the {more} and {words.percent(QUOTED[0], 0)} of the {fewer}"
    quoted = next((p for p in _raising(looked, points) if sorted((p[0], p[1])) == list(QUOTED)), None)
    factor = f"An unmeasured factor {who}"
    if quoted is None:
        return f"{start} No factor {who} could do that, however strong."
    return f"{start} {factor} would do that if it multiplied the odds of being {looked.terms.outcome.counted_as} by {quoted[2]:.1f}. {_for_scale(looked)}"


def trigger_words(looked: Looked) -> str:
    """What the control's events would have to be for the cohort's to be at the trigger; empty where there is none."""
    of, control = looked.of, looked.in_force.control_events
    if not looked.is_on_events or "trigger-cohort" not in looked.terms.figures or not control:
        return ""
    if of.status == TOO_EARLY or of.final_events is None:
        return ""
    own, control = of.final_events.p50, 100 * float(control)
    figure = looked.terms.figures["trigger-cohort"]
    fewer = 100 * (1 - own / control)
    start = (
        f"By the contract's own count, the {own:.1f} events for each 100 of {looked.name} are {words.fewer_in_all(fewer)} "
        f"than the {control:.1f} of the weighted control. The trigger of {figure.value}% "
        f"({figure.status})"
    )
    if figure.value == 100:
        return f"{start} is met by no events at all, and by nothing else, whatever the control has."
    needed = own / (1 - float(figure.value) / 100)
    side = "higher" if needed > control else "lower"
    return f"{start} would be met to the event by a control of {needed:.1f}, {abs(needed - control):.1f} {side}."


def _raising(looked: Looked, points: float) -> list[tuple[float, float, float]]:
    """Factors that raise the odds: share of the cohort, share of the baseline, odds ratio."""
    found = tipping_points(float(looked.in_force.adjusted), points, PREVALENCES)
    return [(p.prevalence_cohort, p.prevalence_baseline, p.odds_ratio) for p in found if p.odds_ratio > 1]


def _for_scale(looked: Looked) -> str:
    """How strong the score itself is, in the same coin."""
    model, score = looked.in_force.casemix.model, score_of(looked.terms)
    low, high = 0.45, 0.55
    times = math.exp(model.slope * (_logit(high) - _logit(low)))
    ends = f"from {score.value(low):.0f} to {score.value(high):.0f}"
    return f"For scale: in the {looked.kind}, going {ends} on the score multiplies them by {times:.1f}."


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def tipping_table(looked: Looked) -> pd.DataFrame | None:
    """One row a pair of shares: the odds ratio that would overturn the result; None where there is nothing to overturn."""
    needed = needed_points(looked)
    if needed is None or words.points(needed[0]) == words.SAME:
        return None
    found = sorted(_raising(looked, needed[0]), key=lambda row: row[2])
    rows = [(words.percent(cohort, 0), words.percent(base, 0), f"{times:.1f}") for cohort, base, times in found]
    columns = ["Of the cohort have it", f"Of the {looked.kind} have it", "It would have to multiply the odds by"]
    return pd.DataFrame(rows, columns=columns) if rows else None
