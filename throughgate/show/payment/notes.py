"""What stands beside the evidence of the Payment page: observed over expected, court delay, the record, what moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from throughgate.methods.nowcast.backtest import BackTest
from throughgate.methods.payment.facts import CHANGE, FALL
from throughgate.projection import PROJECTED, Bridge, CohortProjection
from throughgate.show import money, words
from throughgate.show.payment.by_chance import pace_range
from throughgate.show.payment.lead import change_range
from throughgate.show.payment.seen import HIDDEN, NOBODY, Seen
from throughgate.show.payment.tables import bridge_levels

FLAG = 0.10
"""A delay ratio further from 1 than this is flagged: courts or records are not what they were for the baseline."""

MOVED = "What moved it since the last month"
RECORD = "Every projection that this page would have shown of a cohort now complete, set against the rate that came"
SIMPLE = "Final rate by methods that anybody would try first, beside the projection of this page"
PACE = "Pace of first convictions, observed over expected"
RATIO = (
    "First convictions among people without one yet, over those expected at the baseline's pace, by month since discharge, "
    "smoothed, with 95% ranges"
)
NO_RECORD = (
    "No cohort of this contract was projected before its rate came, so no projection can be set against the rate that came. How the method "
    "does on simulated cohorts is in the methods notes; how it does here is not known."
)
SIMPLE_HONESTLY = (
    "In our simulations Bornhuetter-Ferguson comes close: at month 6, where nothing has changed, it is the better of the two. "
    "It is not used because it leans on the baseline where something has changed, which is what a payment turns on, and gives no range."
)


def oe_words(seen: Seen) -> str:
    """Observed over expected, in sentences: a ratio of pace, and how it differs from the change of people."""
    oe, counted = seen.now.oe, seen.terms.outcome.counted_as
    if oe is None:
        return "Nothing is expected yet, so nothing can be set against it."
    low, high = pace_range(seen.now.nowcast)
    begun = "People were" if seen.is_final else "So far people have been"
    return (
        f"{begun} {counted} for the first time at **{oe:.2f} times** the pace expected from the baseline's people with the same risk, month by "
        f"month among those not yet {counted}, court delays allowed for (95% range {low:.2f} to {high:.2f}, by chance in the count). {_people_words(seen)} "
        "The months are smoothed: neighbours share what they know, and where little is known yet the ratio leans towards 1."
    )


def _people_words(seen: Seen) -> str:
    """Why a pace lies further from no change than the number of people does, with that number where it may be told."""
    base, counted, told = seen.now.baseline, seen.terms.outcome.counted_as, ""
    if seen.is_told and base is not None and seen.now.change_points is not None:
        change, rate = seen.now.change_points, f"the {seen.reference_name}'s"
        span = f" (95% range {change_range(change)})" if not seen.is_final else ""
        verb = "is" if seen.is_final else "is projected to end"
        told = f": the {seen.rate_name} {verb} {words.against(change.p50, rate)}{span}"
    return (
        f"That is a ratio of pace, not of people{told}. A pace lies further from 1 than the number of people does, for whoever is not {counted} "
        "early stays among those of whom it is expected later; the two may also allow for risk in different ways."
    )


def is_delayed(seen: Seen) -> bool:
    """Whether delays differ from the baseline's by more than the flag; exactly a tenth is not flagged."""
    return seen.now.delay is not None and round(abs(seen.now.delay.overall - 1), 9) > FLAG


def delay_words(seen: Seen) -> str:
    """The court-delay flag: how long convictions take to come, against the baseline at the same age."""
    if seen.now.delay is None:
        return "Court delay cannot be compared: nothing complete to set it against."
    ratio = seen.now.delay.overall
    if not is_delayed(seen):
        return (
            f"**Court delay: no flag.** From offence to conviction takes {ratio:.2f} times as long as it did for the baseline at the "
            f"same age; it is flagged where that is more than {words.percent(FLAG, 0)} either way."
        )
    slower = ratio > 1
    return (
        f"**Court delay: flagged.** From offence to conviction takes {ratio:.2f} times as long as it did for the baseline at the same age. "
        f"{'Slower' if slower else 'Faster'} courts make the rate so far look {'lower' if slower else 'higher'} than it is. The projection "
        "allows for that; the rate so far and the simple methods do not."
    )


def record_words(record: BackTest | None) -> str:
    """How past projections did, in sentences."""
    if record is None or record.projections == 0:
        return NO_RECORD
    held = (
        f"Of {words.whole(record.projections)} past projections, **{words.whole(record.in_95)} held the final rate in their 95% range** and "
        f"{words.whole(record.in_80)} in their 80% range. Their mean absolute error was {words.percentage_points(record.mean_absolute_error_points, 2)}."
    )
    share = record.widen_by
    spread = (
        f" For 95 in 100 to hold, the ranges would have to be {share:.2f} times as wide: read today's as too narrow."
        if share >= 1.05
        else ""
    )
    return (
        f"{held}{spread} Projections of one cohort in neighbouring months share most of their data, so this is less evidence than "
        "the number suggests."
    )


def bridge_subtitle(seen: Seen, bridge: Bridge) -> str:
    """What the bridge measures."""
    if bridge.is_of_events:
        what = f"Mean projected number of events against the {seen.reference_name}'s, in per cent of those, below zero where fewer"
    else:
        what = f"Mean projected change of the {seen.rate_name} against the {seen.reference_name}, in {words.PERCENTAGE_POINTS}"
    return f"{what}. Blue steps lower it, orange ones raise it; steps of nothing stand in the table"


def middle_words(seen: Seen) -> str:
    """How the mean that the bridge ends at goes with the change at the head of the page and in the statement; empty where alike."""
    change = seen.fewer_percent if seen.is_events else seen.now.change_points
    mean, middle = (change_words(seen, value) for value in (change.mean, change.p50))
    if mean == middle:
        return ""
    said = f"The steps end at the mean of the draws, {mean}; the head of the page gives their middle, {middle}"
    stated = {line.label: line.working for line in seen.now.payment.statement.lines} if seen.is_paid else {}
    if FALL in stated:
        return f"{said}; and the statement, {stated[FALL]}, sets the middle number of events against one figure for the {seen.reference_name}."
    return f"{said}{', as does the statement' if CHANGE in stated else ''}."


def change_words(seen: Seen, value: float) -> str:
    """A change to two decimals: 8.84% fewer events, 5.76 percentage points lower."""
    if seen.is_events:
        return words.fewer_events(value, 2)
    return f"{words.percentage_points(value, 2)} {'lower' if value <= 0 else 'higher'}"


def bridge_words(bridge: Bridge) -> str:
    """The movement as a whole, and the step that did most of it."""
    levels = bridge_levels(bridge)
    moved = levels[-1].points - levels[0].points
    largest = max(levels[1:-1], key=lambda level: abs(level.points))
    span = f"Between {words.day(bridge.before)} and {words.day(bridge.after)}"
    events = "the mean projected number of events, against the control's,"
    what = events if bridge.is_of_events else "the mean projected change against the baseline"
    if not largest.points:
        return f"{span} {what} did not move."
    way = "did not move on the whole" if not moved else f"moved by {_by_points(moved, bridge)}"
    pounds = ""
    if levels[0].pounds is not None:
        by = levels[-1].pounds - levels[0].pounds
        pounds = f" The expected payment {_by(by)}."
    return (
        f"{span} {what} {way}. What did most: {words.in_sentence(largest.name)} "
        f"({_by_points(largest.points, bridge)}).{pounds} The steps are taken one after the other and add up exactly; another order would share "
        "the movement out a little differently."
    )


def _by(pounds) -> str:
    if not pounds:
        return "stayed the same to the pound"
    return f"{'rose' if pounds > 0 else 'fell'} by {money.pounds(100 * abs(int(pounds)))}"


def _by_points(by, bridge: Bridge) -> str:
    """How far, in the bridge's unit, and which way."""
    way = "down" if by < 0 else "up"
    if bridge.is_of_events:
        return f"{words.per_cent(abs(by), 2)} of the control's events {way}"
    return f"{words.percentage_points(by, 2)} {way}"


def fan_heading(seen: Seen) -> str:
    """What the fan tells."""
    what = "number of events" if seen.is_events else "rate"
    if not seen.is_told:
        return f"Too early to see where the final {what} is heading"
    return f"Where the final {what} {'went' if seen.is_final else 'is heading'}"


def paid_heading(seen: Seen) -> str:
    """What the part about the money tells."""
    return "What is paid" if seen.is_final else "What is paid so far" if seen.is_volume else "What would be paid"


def has_moved(seen: Seen, told: Sequence[tuple[date, CohortProjection]]) -> bool:
    """Whether there is a month before to tell the movement from, of which a projection may be given."""
    return len(told) > 1 and seen.is_told and replace(seen, now=told[-2][1], as_at=told[-2][0]).is_told


def has_ratio(seen: Seen) -> bool:
    """Whether observed over expected may be shown."""
    return seen.now.nowcast is not None and seen.state not in (NOBODY, HIDDEN)


def is_projected(seen: Seen) -> bool:
    """Whether there is a projection that simple methods can stand beside."""
    return seen.state == PROJECTED and seen.now.simple is not None
