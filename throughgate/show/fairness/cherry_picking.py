"""Cherry-picking on the screen: who engages, who is offered what, and how those given something differ from the others."""

from __future__ import annotations

from throughgate.fairness.support import Support, Trend
from throughgate.fairness.support.given import EngagedByRisk
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.fairness.given import (
    differences_chart,
    engaged_chart,
    is_told,
    nothing_chart,
    quarters_chart,
    trends_chart,
)  # fmt: skip
from throughgate.show.fairness.said import STANDING, TEN_POINTS, TOO_FEW_OF_EACH, change, signed, told
from throughgate.show.fairness.signal import Signal

ENGAGED = "Engagement against risk"
QUARTERS = "Whether those engaged are of lower risk, by quarter"
NOTHING = "Who is offered nothing"
GIVEN = "What the service gives, against risk"
DIFFERENCES = "How those given something differ from the others"
LOOKS = {
    "offered": ("Offered nothing", "with a need found have no referral for any need found"),
    "handover": ("Handover arranged", "with a case manager early enough have a handover meeting arranged"),
    "allocated": ("Case manager in time", "who stayed long enough have a case manager in time"),
}
LIKE = {
    "offered": "on the same pathway and with as many kinds of intervention that answer their needs",
    "handover": "on the same pathway",
    "allocated": "on the same pathway",
}
CHOICE = (
    "Engaging is the person's own choice, so this is shown and not checked. Where those who engage are of lower risk, their "
    "reconvictions are fewer whatever the service does."
)
NOTHING_WORDS = (
    "Of people with at least one need found at their fullest assessment, those with no referral for any need found. People with "
    "more needs have more ways to be offered something, so bands are compared within the number of needs."
)
GIVEN_WORDS = (
    "Offered nothing: of people with a need found, compared on the same pathway and with as many kinds of intervention that answer "
    "their needs. Handover arranged: of people who had a case manager early enough for one, compared on the same pathway. Case "
    "manager in time: of people who arrived after the service began, stayed at least twice as long as that time, and were to "
    "have more than a triage, compared on the same pathway."
)
DIFFERENCES_WORDS = (
    "A standardised difference is the mean of those given something less that of the others, in standard deviations. Within 0.1 "
    "either side of 0, the dashed lines, groups are commonly read as alike. Each is unadjusted: needs decide what is offered. "
    "Somebody of whom a measure is not known is left out of that measure."
)
NO_SUPPORT = "The data of this contract hold no support that can be set against risk."


def blocks(found: Support, *, source: str) -> tuple[Block, ...]:
    """What is shown of support against risk; one block of words where the data hold none."""
    shown = (*_engaged(found, source), _nothing(found, source), _given(found, source), _differences(found, source))
    held = tuple(block for block in shown if block is not None)
    return held or (Block(ENGAGED, "Support and predicted risk", "cherry-none", words=NO_SUPPORT, is_part=True),)


def signals(found: Support) -> tuple[Signal, ...]:
    """Each check of cherry-picking in words."""
    return tuple(
        Signal(
            trend.check, f"{LOOKS[trend.look][0]}, {words.in_sentence(trend.cohort.name)}", trend_sentence(trend), GIVEN
        )
        for trend in found.trends
        if trend.look in LOOKS
    )


def trend_sentence(trend: Trend) -> str:
    """How what the service gives changes with OGRS in a cohort."""
    name, holds = LOOKS[trend.look]
    found, state = trend.slope, STANDING[trend.check.standing]
    begins = f"{name}, {words.in_sentence(trend.cohort.name)}"
    if found is None or trend.yes is None:
        return f"{begins}: {state}, for {TOO_FEW_OF_EACH}."
    said = change(*told(found, 100 * TEN_POINTS), words.PERCENTAGE_POINTS, down="lower", up="higher")
    share = f"{words.percent(trend.yes / trend.n)} of {words.people(trend.n)}"
    return f"{begins}: {share} {holds}; that share is {said} for each ten points of OGRS, compared {LIKE[trend.look]}: {state}."


def engaged_sentence(found: EngagedByRisk) -> str:
    """How the OGRS of those who engaged differs from that of the others."""
    if found.difference is None or not is_told(found.engaged.n, found.others.n):
        return "There are too few people yet to compare those who engaged with the others."
    d = found.difference
    return (
        f"Mean OGRS is {words.per_cent(found.engaged.mean)} among the {words.people(found.engaged.n)} who engaged and {words.per_cent(found.others.mean)} "
        f"among the {words.people(found.others.n)} who did not: a standardised difference of {signed(d.value)} "
        f"(95% interval {signed(d.low)} to {signed(d.high)})."
    )


def _engaged(found: Support, source: str) -> tuple[Block | None, ...]:
    if found.engaged is None:
        return ()
    bands, quarters = engaged_chart(found.engaged.bands), quarters_chart(found.engaged.quarters)
    first = bands and Block(
        ENGAGED, "Share met by a community case manager since release, of people out for a month or longer, with 95% interval",
        "cherry-engaged", chart=bands, words=f"{engaged_sentence(found.engaged)} {CHOICE}", source=source, is_part=True,
    )  # fmt: skip
    second = quarters and Block(
        QUARTERS, "Standardised difference of OGRS, engaged less not engaged, with 95% interval; hollow: some out for under twelve months",
        "cherry-quarters", chart=quarters, source=source, takes_notes=True, about=("cherry-",), is_part=True,
    )  # fmt: skip
    return (first, second)


def _nothing(found: Support, source: str) -> Block | None:
    chart = nothing_chart(found.nothing)
    return chart and Block(
        NOTHING, "Share offered nothing, by number of needs found and risk band, with 95% interval", "cherry-nothing",
        chart=chart, words=NOTHING_WORDS, source=source, is_part=True,
    )  # fmt: skip


def _given(found: Support, source: str) -> Block | None:
    trends = [trend for trend in found.trends if trend.look in LOOKS]
    if not trends:
        return None
    unusual = [f"- {trend_sentence(trend)}" for trend in trends if trend.check.standing == "unusual"]
    lines = "\n".join(unusual) or "None of these lies outside its 99.8% limits."
    chart = trends_chart(trends, {look: name for look, (name, _) in LOOKS.items()})
    return Block(
        GIVEN, "Change in the share for each ten points of OGRS, among people who are otherwise alike, with 95% interval",
        "cherry-given", chart=chart, words=f"{lines}\n\n{GIVEN_WORDS}", source=source, is_part=True,
    )  # fmt: skip


def _differences(found: Support, source: str) -> Block | None:
    chart = differences_chart(found.differences)
    return chart and Block(
        DIFFERENCES, "Standardised differences of people given something and the others, with 95% interval", "cherry-differences",
        chart=chart, words=DIFFERENCES_WORDS, source=source, is_part=True,
    )  # fmt: skip
