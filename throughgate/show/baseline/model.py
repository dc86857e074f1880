"""What stands behind an adjusted baseline: the scores of both groups, how well the score does, and the model in full."""

from __future__ import annotations

import math

import pandas as pd

from throughgate.methods.casemix.discrimination import area_limits
from throughgate.methods.disclosure import SMALLEST_GROUP, is_small
from throughgate.methods.reconviction import Z_95
from throughgate.projection.counts import LEAST_RISK, MOST_RISK
from throughgate.show import words
from throughgate.show.baseline.looked import (
    Looked,
    Score,
    ends_words,
    is_few,
    score_of,
    scored_people,
    scores_apart,
)
from throughgate.show.money import true_minus
from throughgate.show.tables import HIDDEN

AREA_RANGE, SLOPE_RANGE = (0.72, 0.80), (0.9, 1.1)
"""What to expect of OGRS among people released from prison: assumed, from neighbouring studies; methods.md section 8."""

TOO_FEW = f"Too few people have a score for a chart in which nobody can be recognised (fewer than {SMALLEST_GROUP} in a span)."


def scores_heading(_: Looked) -> str:
    """The heading of the scores of both groups."""
    return "Who was released: the scores of both groups"


def fit_heading(looked: Looked) -> str:
    """The heading of how well the score does, by what is counted."""
    counted = looked.terms.outcome.counted_as
    return f"Does the score foretell {'reconviction' if counted == 'reconvicted' else f'being {counted}'}?"


def score_words(looked: Looked) -> str:
    """How far the mean scores lie apart, and what becomes of people without one."""
    score, (apart, low, high) = score_of(looked.terms), scores_apart(looked)
    size = f"{abs(apart):.1f}"
    than = f"{size} {score.unit} {'lower' if apart < 0 else 'higher'} than"
    return (
        f"The mean {score.short} of {looked.name} is {than if float(size) else 'the same to one decimal as'} that of "
        f"{looked.base_name} (95% interval {ends_words(low, high)}). "
        f"People without a score count at the rate that such people have in the {looked.kind}."
    )


def score_table(looked: Looked) -> pd.DataFrame:
    """One row a group: people, those without a score, mean and standard deviation of the score."""
    found, score = looked.in_force.scores, score_of(looked.terms)
    groups = (
        (looked.in_force.cohort.name, looked.against.binary.n, found.baseline_unknown, found.baseline_mean, found.baseline_sd),
        (looked.of.cohort.name, looked.of.n, found.cohort_unknown, found.cohort_mean, found.cohort_sd),
    )  # fmt: skip
    rows = [
        (name, words.whole(n), _without(out), _mean_words(score, n - out, mean, sd), f"{score.highest * sd:.1f}")
        for name, n, out, mean, sd in groups
    ]
    columns = ["Group", "People", "Without a score", f"Mean {score.short} (95% interval)", "Standard deviation"]
    return pd.DataFrame(rows, columns=columns)


def _without(people: int) -> str:
    return HIDDEN if is_few(people) else words.whole(people)


def _mean_words(score: Score, n: int, mean: float, sd: float) -> str:
    half = score.highest * Z_95 * sd / math.sqrt(n)
    middle = score.value(mean)
    return f"{middle:.1f} ({middle - half:.1f} to {middle + half:.1f})"


def calibration_words(looked: Looked) -> str:
    """How well the score sorts people and how steep it is, each with its interval and the range to expect."""
    return true_minus(f"{_area_words(looked)} {_slope_words(looked)} {_range_words(looked)}")


def _area_words(looked: Looked) -> str:
    found, counted = looked.in_force.diagnostics, looked.terms.outcome.counted_as
    people = sum(tenth.n for tenth in found.calibration)
    again = sum(round(tenth.n * tenth.observed) for tenth in found.calibration)
    of = scored_people(looked.against.binary.n, looked.in_force.scores.baseline_unknown)
    ends = area_limits(found.auc, again, people - again)
    if ends is None:
        return f"Everybody or nobody with a score was {counted}, so how well it sorts people cannot be told."
    said = (
        f"Of two people, one {counted} and one not, the first had the higher score {100 * found.auc:.0f} times in 100 "
        f"(area under the curve {found.auc:.3f}, 95% interval {ends[0]:.3f} to {ends[1]:.3f}, n = {of})"
    )
    return f"{said}{_place(found.auc, AREA_RANGE, looked, '.2f')}."


def _slope_words(looked: Looked) -> str:
    model = looked.in_force.casemix.model
    half = Z_95 * math.sqrt(model.covariance[1, 1])
    ends = f"95% interval {model.slope - half:.2f} to {model.slope + half:.2f}"
    steep = f"The slope, 1 for a score that means what it says, is {model.slope:.2f} ({ends})"
    return f"{steep}{_place(model.slope, SLOPE_RANGE, looked, '.1f')}."


def _place(value: float, expected: tuple[float, float], looked: Looked, form: str) -> str:
    """Where a value lies against the range to expect; nothing for a score for which there is none."""
    if looked.terms.risk_scheme is not None:
        return ""
    low, high = expected
    place = "within" if low <= value <= high else ("below" if value < low else "above")
    return f", {place} {low:{form}} to {high:{form}}"


def _range_words(looked: Looked) -> str:
    if looked.terms.risk_scheme is not None:
        return "There is no range to expect of this score, which is not OGRS."
    return "Those two ranges are what to expect of OGRS for people released from prison (assumed, from studies of such people)."


def fitted(looked: Looked) -> str:
    """What the model was fitted on."""
    return (
        f"Fitted on the {looked.kind}, every person as one trial; anybody with the scores can work out the same figures"
    )


def model_table(looked: Looked) -> pd.DataFrame:
    """The fitted numbers, so that anybody can work out the same."""
    model = looked.in_force.casemix.model
    people, without = looked.against.binary.n, looked.in_force.scores.baseline_unknown
    rows = [
        ("Intercept a", _number(model.intercept, 6), f"{math.sqrt(model.covariance[0, 0]):.6f}"),
        ("Slope b", _number(model.slope, 6), f"{math.sqrt(model.covariance[1, 1]):.6f}"),
        ("Covariance of a and b", _number(model.covariance[0, 1], 8), "not given"),
        ("People it is fitted on", scored_people(people, without), "counted"),
        ("Rate of people without a score", _unknown_rate(looked), "counted"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Number", "Value", "Standard error"])


def _number(value: float, places: int) -> str:
    return true_minus(f"{value:z.{places}f}")


def _unknown_rate(looked: Looked) -> str:
    """The rate of people without a score, where they are many enough to be spoken of."""
    without, rate = looked.in_force.scores.baseline_unknown, looked.in_force.casemix.model.unknown_rate
    if without == 0:
        return f"{words.percent(rate)}, the {looked.kind}'s, for nobody there is without one"
    if is_small(without, round(without * rate)):
        return HIDDEN
    return f"{rate:.6f} of {words.people(without)}"


def model_words(looked: Looked) -> str:
    """The formula, step by step."""
    score, scheme = score_of(looked.terms), looked.terms.risk_scheme
    risk = (
        f"`p = (score - 0.5) / {scheme.highest}`"
        if scheme is not None
        else f"`p = score / 100`, held within {LEAST_RISK} and {MOST_RISK}"
    )
    base = words.percent(float(looked.in_force.rate))
    return "\n".join(
        (
            f"1. Risk of each person: {risk} ({score.name}).",
            "2. Chance by the model: `m = 1 / (1 + exp(-(a + b x)))`, with `x = ln(p / (1 - p))`. Somebody without a score "
            f"has the rate of such people in the {looked.kind}.",
            f"3. The mean of m over {looked.name}, less its mean over {looked.base_name}, is added to {base}. Over the "
            f"{looked.kind} itself the mean of m is its own counted rate, so a cohort with the {looked.kind}'s scores leaves it as it is.",
            "4. Variance of the adjusted rate: `g' V g`, with V the covariance of a and b, and g the mean over the cohort of "
            "`m (1 - m)` times `(1, x)`; for people without a score, their share squared times the variance of their rate.",
        )
    )
