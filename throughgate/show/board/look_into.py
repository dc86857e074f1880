"""Three things to look into, chosen by a rule that is said beside them: what, why, and on which page. Never an accusation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from throughgate.fairness import FairPlay, by_chance, series_of
from throughgate.methods.disclosure import is_small
from throughgate.notes import Note
from throughgate.results import DataReport
from throughgate.service.capacity import Capacity, WaitingList
from throughgate.service.rating import YEAR
from throughgate.show import words
from throughgate.show.fairness.lead import signals, unusual
from throughgate.show.fairness.patterns import patterns
from throughgate.show.fairness.signal import Signal
from throughgate.show.payment.notes import has_ratio, is_delayed
from throughgate.show.payment.seen import Seen

MOST = 3
RULE = (
    "Chosen by rule, one of each kind in turn: unusual on Fair play without a closed note (the rarest by chance first), indicators worse "
    "than target, waits longer than promised, court delays, refused data. None is an accusation."
)
NONE = "Nothing came up by the rule above. That does not show that all is well: it shows what these data can tell."


@dataclass(frozen=True)
class Thing:
    """Something to look into: what, why, and the page that shows it."""

    what: str
    why: str
    page: str

    @property
    def sentence(self) -> str:
        """As one item of a list, in Markdown."""
        return f"**{self.what}**: {self.why} See **{self.page}**."


def things(
    seen: Seen,
    fair_play: FairPlay,
    capacity: Capacity,
    notes: Sequence[Note] = (),
    report: DataReport | None = None,
) -> tuple[Thing, ...]:
    """At most three, one of each kind in turn; fewer where fewer come up."""
    kinds = (
        _fair(fair_play, notes), _indicators(capacity), _waiting(capacity.allocation), _courts(seen),
        _refused(report),
    )  # fmt: skip
    in_turn = chain.from_iterable(zip_longest(*kinds))
    return tuple(thing for thing in in_turn if thing is not None)[:MOST]


def _fair(found: FairPlay, notes: Sequence[Note]) -> list[Thing]:
    """Unusual patterns without a closed note, those first that chance alone shows most rarely."""
    closed = {note.about for note in notes if note.state == "closed"}
    alike: dict[str, list[Signal]] = {}
    for signal in unusual(signals(found)):
        if signal.check.id not in closed:
            alike.setdefault(patterns([signal])[0].split(" of one case manager", maxsplit=1)[0], []).append(signal)
    ranked = sorted(alike.values(), key=lambda group: (_rarity(group), group[0].check.id))
    return [_fair_thing(group) for group in ranked]


def _rarity(group: Sequence[Signal]) -> float:
    return min(
        by_chance([s.check for s in group if series_of(s.check) == series]).at_least_one for series in _series(group)
    )


def _series(group: Sequence[Signal]) -> set[str]:
    return {series_of(signal.check) for signal in group}


def _fair_thing(group: Sequence[Signal]) -> Thing:
    named = "; ".join(patterns(group))
    rare = _rarity(group)
    times = "fewer than 1" if rare < 0.01 else f"about {max(round(100 * rare), 1)}"
    return Thing(
        named[:1].upper() + named[1:],
        f"it differs from what is usual; chance alone shows as much in {times} of 100 contracts like this.", "Fair play",
    )  # fmt: skip


def _indicators(found: Capacity) -> list[Thing]:
    off = [of for of in found.indicators if of.applies and of.rating in (1, 2)]
    return [
        Thing(
            of.name,
            f"its mean over the last {min(of.distance.n, YEAR)} months is {words.percent(-of.distance.mean)} worse than its target "
            f"(95% interval {words.percent(-of.distance.high)} to {words.percent(-of.distance.low)} of the target).",
            "Engagement",
        )
        for of in sorted(off, key=lambda of: of.distance.mean)
    ]


def _waiting(found: WaitingList) -> list[Thing]:
    """People waiting longer than promised at the month ends seen whole; nothing where a month end of them is hidden."""
    months = [month for month in found.months if month.is_whole]
    n, late = sum(month.waiting for month in months), sum(month.too_long or 0 for month in months)
    counts = [(n, late), *((month.waiting, month.too_long or 0) for month in months)]
    hidden = any(is_small(people, people) or is_small(people, some) for people, some in counts)
    if found.limit is None or not late or hidden:
        return []
    return [
        Thing(
            "People waiting for a custody case manager",
            f"{words.percent(late / n)} of those waiting at month ends ({words.whole(late)} of {words.whole(n)}) had waited for more than "
            f"{found.limit.value} days ({found.limit.status}).",
            "Engagement",
        )
    ]


def _courts(seen: Seen) -> list[Thing]:
    if not has_ratio(seen) or not is_delayed(seen):
        return []
    ratio = seen.now.delay.overall
    return [
        Thing(
            f"{'Slower' if ratio > 1 else 'Faster'} courts",
            f"from offence to conviction takes {ratio:.2f} times as long as it did for the baseline at the same age, which the rate "
            "so far does not allow for and the projection does.",
            "Payment",
        )
    ]


def _refused(report: DataReport | None) -> list[Thing]:
    if report is None or report.refusals.empty:
        return []
    rows = int(report.refusals["rows"].sum())
    said = "row was" if rows == 1 else "rows were"
    return [
        Thing(
            "Refused rows of data",
            f"{words.whole(rows)} {said} refused on loading, over all contracts.",
            "Data and definitions",
        )
    ]


def said(found: Iterable[Thing]) -> str:
    """The things as a list, and that there are fewer than three where there are."""
    listed = [f"1. {thing.sentence}" for thing in found]
    if not listed:
        return NONE
    few = f"\n\nOnly {'one thing' if len(listed) == 1 else 'two things'} came up." if len(listed) < MOST else ""
    return "\n".join(listed) + few
