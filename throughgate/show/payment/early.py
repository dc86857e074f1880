"""What the Payment page says of a cohort that it is too early to project: what is known so far, why, and until when."""

from __future__ import annotations

from throughgate.methods.nowcast import TOO_EARLY_POINTS
from throughgate.methods.reconviction import binary_rate
from throughgate.projection import NO_COMPLETED_GROUP, RANGE_TOO_WIDE
from throughgate.show import words
from throughgate.show.payment.seen import Seen
from throughgate.terms import Cohort

WHY_SHORT = {
    NO_COMPLETED_GROUP: "no group followed up to the end to go by yet",
    RANGE_TOO_WIDE: f"95% range wider than {TOO_EARLY_POINTS:g} points",
}
"""By reason, why nothing is projected yet, for a narrow place."""


def so_far_words(seen: Seen) -> str:
    """What is known so far, in the contract's own measure: people, and events where it is judged on them."""
    now = seen.now
    moves = words.so_far(being_released=seen.as_at < now.cohort.discharged_to)
    if not seen.is_events:
        rate = words.rate(binary_rate(now.n, now.reconvicted))
        was = f"**{rate}** were {seen.terms.outcome.counted_as} (95% interval), a rate that {moves}"
        return f"Of {words.people(now.n)} released so far, {was}."
    count = words.whole(now.events)
    return f"Of {words.people(now.n)} released so far there are **{count}** events: {events_each(seen)}, a figure that {moves}."


def events_each(seen: Seen) -> str:
    """Events counted for each 100 people, with their 95% interval where the spread between people is at hand."""
    counted, unit = seen.rates_of(seen.now.cohort), "reconviction events for each 100 people"
    if counted is None:
        return f"**{100 * seen.now.events / seen.now.n:.1f}** {unit}"
    return f"**{words.per_100(counted.frequency)}** {unit} (95% interval)"


def why_too_early(seen: Seen) -> str:
    """Why no final figure is given yet, and the day on which that may change where it is known."""
    if seen.now.nowcast is None:
        return f"no group with complete follow-up is there to project it with yet{_until(seen)}"
    if seen.now.why_too_early == NO_COMPLETED_GROUP:
        return f"the follow-up of what it is set against is not complete yet{_until(seen)}"
    what = "number of events, put on the scale of a rate," if seen.is_events else "rate"
    return (
        f"the final {what} could lie anywhere in a range wider than {TOO_EARLY_POINTS:g} {words.PERCENTAGE_POINTS}; the range narrows "
        "with every month of follow-up, on no day that can be named"
    )


def _until(seen: Seen) -> str:
    """The first day on which a group it waits for is followed up to the end; nothing where all such days are past."""
    coming = [(words.final_on(group, seen.terms), _called(group)) for group in _waited_for(seen)]
    coming = sorted(pair for pair in coming if pair[0] > seen.as_at)
    return f"; that of {coming[0][1]} will be complete on {words.day(coming[0][0])}" if coming else ""


def _called(group: Cohort) -> str:
    """A group within a sentence: cohort 1, the baseline year 2009."""
    name = words.in_sentence(group.name)
    return name if group.kind == "cohort" else f"the {name}"


def _waited_for(seen: Seen) -> list[Cohort]:
    """The group it is set against and, where there is nothing yet to project with, those released before it."""
    cohort = seen.now.cohort
    measured = seen.terms.measured_against(cohort)
    against = [measured] if measured else []
    if seen.now.nowcast is not None:
        return against
    return against + [group for group in seen.terms.cohorts if group.discharged_to < cohort.discharged_from]


def opens_words(seen: Seen) -> str:
    """When the first person may enter a cohort whose window has not opened."""
    opens = seen.now.cohort.discharged_from
    if seen.as_at >= opens:
        return ""
    return f"People {words.entered(seen.terms)} from {words.day(opens)} on are counted."
