"""Parking on the screen: contact by risk and need, by case manager, and after a first reconviction."""

from __future__ import annotations

from throughgate.fairness.support import Support, Trend
from throughgate.methods.fairness.slopes import ENOUGH_PEOPLE
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.fairness.decay import decay_chart, decay_sentence, pathways_chart
from throughgate.show.fairness.funnel import funnel_chart
from throughgate.show.fairness.hours import after_chart, hours_chart
from throughgate.show.fairness.said import STANDING, TEN_POINTS, TOO_FEW, change, told
from throughgate.show.fairness.signal import Signal

HOURS = "Hours with a case manager in custody, by risk"
NEEDS = "Hours with a case manager in custody, by number of needs"
FUNNEL = "Minutes of a contact against risk, by case manager"
AFTER = "Hours in the first twelve weeks out, by risk"
DECAY = "Contact after a first reconviction"
BY_PATHWAY = "Contact after a first reconviction, by pathway"
MINUTES_AN_HOUR = 60
FUNNEL_WORDS = (
    "Each point is a custody case manager and the people of a cohort whom they met: how much longer a kept contact is for each ten "
    "points of OGRS, among people on the same pathway. A person's mean counts once in each cohort. Were OGRS dealt at random among them, two "
    "points in a thousand would fall outside the outer lines. Outside them is unusual, look into it: a caseload, a wing or a "
    "rota may differ in ways that are not held here."
)
HOURS_WORDS = (
    "Stays differ in length, and whole contacts fit into them with a remainder, so shorter stays show fewer hours in four "
    "weeks. The slope therefore compares people on the same pathway for the same number of weeks."
)
DECAY_WORDS = (
    "Contact ebbs with time since release for everybody, so people are compared on the same day since release, from the 29th "
    "day, and on the same pathway: the line of people not yet reconvicted is their contact on the days of those already "
    "reconvicted. Somebody in two cohorts counts once in each, and the interval takes their contacts together. "
    "Somebody back in custody cannot be met in the community, and the data do not say who was."
)
BY_PATHWAY_WORDS = (
    "Left of the dashed line people are met less often once reconvicted, right of it more often. The check is of all pathways "
    "together; those of each are shown, not checked."
)
NEEDS_WORDS = (
    "Of people assessed. The slope compares people on the same pathway for the same number of weeks; somebody whose assessment "
    "was a mere triage may have more needs than it saw."
)
NO_CONTACT = "The data of this contract hold no contact that can be set against risk."


def blocks(found: Support, *, source: str) -> tuple[Block, ...]:
    """What is shown of contact against risk; one block of words where the data hold none."""
    shown = (
        _hours(found, source), _by_needs(found, source), _funnel(found, source), _after(found, source), _decay(found, source),
        _by_pathway(found, source),
    )  # fmt: skip
    held = tuple(block for block in shown if block is not None)
    return held or (Block(HOURS, "Contact and predicted risk", "parking-none", words=NO_CONTACT, is_part=True),)


def signals(found: Support) -> tuple[Signal, ...]:
    """Each check of parking in words."""
    looks = tuple(_signal(trend) for trend in found.trends if trend.check.kind == "parking")
    if found.decay is None:
        return looks
    decay = Signal(found.decay.check, "Contact after a first reconviction", decay_sentence(found.decay), DECAY)
    return (*looks, decay)


def _signal(trend: Trend) -> Signal:
    cohort = words.in_sentence(trend.cohort.name)
    if trend.look == "hours":
        return Signal(trend.check, f"Contact hours against risk, {cohort}", hours_sentence(trend), HOURS)
    if trend.look == "needs":
        return Signal(trend.check, f"Contact hours against needs, {cohort}", hours_sentence(trend), NEEDS)
    return Signal(trend.check, f"Case manager {trend.manager}, {cohort}", manager_sentence(trend), FUNNEL)


def hours_sentence(trend: Trend) -> str:
    """How contact in custody changes with OGRS, or with the needs found, in a cohort."""
    found, state = trend.slope, STANDING[trend.check.standing]
    if found is None:
        return f"{trend.cohort.name}: {state}, for {TOO_FEW}."
    step, each, who = (
        (1, "need found", " assessed and") if trend.look == "needs" else (TEN_POINTS, "ten points of OGRS", "")
    )
    said = change(*told(found, MINUTES_AN_HOUR * step), "minutes", down="shorter", up="longer")
    return (
        f"{trend.cohort.name}: kept contact in four weeks in custody is {said} for each {each}, among "
        f"{words.people(found.n)}{who} compared on the same pathway for the same number of weeks: {state}."
    )


def manager_sentence(trend: Trend) -> str:
    """How the length of a case manager's contacts changes with OGRS in a cohort."""
    found, state = trend.slope, STANDING[trend.check.standing]
    who = f"Case manager {trend.manager}, {words.in_sentence(trend.cohort.name)}"
    if found is None:
        return f"{who}: {state}, for {TOO_FEW}."
    said = change(*told(found, TEN_POINTS), "minutes", down="shorter", up="longer")
    return f"{who}: a kept contact is {said} for each ten points of OGRS, among {words.people(found.n)} on the same pathways: {state}."


def _hours(found: Support, source: str) -> Block | None:
    chart = hours_chart(found.hours.by_band, "Risk band")
    if chart is None:
        return None
    return Block(
        HOURS, "Hours of kept contact with the custody case manager in four weeks on the pathway, mean with 95% interval",
        "parking-hours", chart=chart, words=f"{_looks(found, 'hours')}\n\n{HOURS_WORDS}", source=source, is_part=True,
    )  # fmt: skip


def _by_needs(found: Support, source: str) -> Block | None:
    chart = hours_chart(found.hours.by_needs, "Needs found")
    if chart is None:
        return None
    return Block(
        NEEDS, "The same hours, by the number of needs found at the fullest assessment, mean with 95% interval",
        "parking-needs", chart=chart, words=f"{_looks(found, 'needs')}\n\n{NEEDS_WORDS}", source=source, is_part=True,
    )  # fmt: skip


def _looks(found: Support, look: str) -> str:
    return "\n".join(f"- {hours_sentence(trend)}" for trend in found.trends if trend.look == look)


def _funnel(found: Support, source: str) -> Block | None:
    trends = [trend for trend in found.trends if trend.look == "minutes"]
    if not trends:
        return None
    chart = funnel_chart(trends)
    few = sum(trend.slope is None for trend in trends)
    told = (
        f" {few} of {len(trends)} are not drawn, for fewer than {ENOUGH_PEOPLE} people can be compared." if few else ""
    )
    unusual = [manager_sentence(trend) for trend in trends if trend.check.standing == "unusual"]
    lines = "\n".join(f"- {line}" for line in unusual) or "Every case manager who can be told of is as usual."
    if chart is None:
        return Block(FUNNEL, "Custody case managers", "parking-funnel", words=f"Cannot tell yet.{told}", is_part=True)
    return Block(
        FUNNEL, "Change in the minutes of a kept contact for each ten points of OGRS, within pathway, with 95% and 99.8% limits",
        "parking-funnel", chart=chart, words=f"{lines}\n\n{FUNNEL_WORDS}{told}", source=source, is_part=True,
    )  # fmt: skip


def _after(found: Support, source: str) -> Block | None:
    chart = after_chart(found.hours.after)
    if chart is None:
        return None
    return Block(
        AFTER, "Hours of kept contact with the community case manager, people out for twelve weeks or longer, mean with 95% interval",
        "parking-after", chart=chart, source=source, is_part=True,
        words="Whether somebody can be met is also their own choice: see engagement against risk below.",
    )  # fmt: skip


def _decay(found: Support, source: str) -> Block | None:
    if found.decay is None:
        return None
    chart = decay_chart(found.decay)
    if chart is None:
        return Block(
            DECAY,
            "People met in the first four weeks",
            "parking-decay",
            words=decay_sentence(found.decay),
            is_part=True,
        )
    return Block(
        DECAY, "Kept contacts with the community case manager for each person in four weeks, of people met in the first four weeks",
        "parking-decay", chart=chart, words=f"{decay_sentence(found.decay)} {DECAY_WORDS}", source=source, is_part=True,
    )  # fmt: skip


def _by_pathway(found: Support, source: str) -> Block | None:
    chart = found.decay and pathways_chart(found.decay)
    return chart and Block(
        BY_PATHWAY, "How often people already reconvicted were met against those not yet, on the same day, with 95% interval",
        "parking-decay-pathways", chart=chart, words=BY_PATHWAY_WORDS, source=source, is_part=True,
    )  # fmt: skip
