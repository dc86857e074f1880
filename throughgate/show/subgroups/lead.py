"""The head of the page Subgroups: the finding in a sentence, what it rests on, and that it is exploratory."""

from __future__ import annotations

from collections.abc import Sequence

from throughgate.methods.subgroups import EventsEffect, GroupEffect
from throughgate.methods.survival import LogRank
from throughgate.show import words
from throughgate.show.corrected import corrected
from throughgate.show.group_names import factors_in_words, listed, scope_name, within_sentence
from throughgate.show.subgroups.seen import Seen
from throughgate.show.three_way import PerHundred, is_clear
from throughgate.terms import Contract

ASK = "Choose the groups to compare"
ASK_LEAD = (
    "Nothing is asked yet. Choose whose groups to compare and by what, and press the button: the answer shows how many of each group "
    "were reconvicted, and how many their OGRS scores lead to expect."
)
NO_ANSWER = "These groups cannot be shown"
NO_MEASURE = "is paid for referrals and starts, and measures no reconviction"
MOST_SENTENCES = 3
SENTENCES = "The clearest groups, for every 100 people. What was not looked at beforehand is a question, not a result"
SELF = "Nobody is compared with here, so expected means: as everybody here at the same OGRS score."
ENGAGEMENT = (
    "**By engagement this is an association, not an effect of the service.** Engaging is voluntary, and people who stay out of "
    "custody have longer to engage: part of the difference is there before the service does anything."
)
FIRST_TIME = (
    "First time in custody is certain only where the index conviction is the first sanction ever, and ruled out only where an "
    "earlier discharge or custodial conviction is in the data. Of everybody else it is not known, and they stand as a group of their own."
)


def no_measure(terms: Contract) -> str:
    """The title where nobody's reconviction is counted."""
    return f"{terms.name} {NO_MEASURE}"


def title(seen: Seen, test: LogRank | None = None) -> str:
    """The finding. Groups count as different by q, which allows for how many are looked at; of time, by the log-rank test."""
    if seen.groups.question.outcome == "time":
        return _time_title(test, len(seen.names))
    effects = seen.events or seen.comparison.effects
    clear = [_size(effect) for effect, is_one in zip(effects, seen.is_clear, strict=True) if is_one]
    if not clear:
        return _nothing_clear(seen)
    lower, higher = sum(size < 0 for size in clear), sum(size > 0 for size in clear)
    sides = [(count, side) for count, side in ((lower, "fewer"), (higher, "more")) if count]
    what = "events were counted" if seen.events else f"people were {seen.counted_as}"
    count, side = sides[0]
    if len(effects) == 1:
        return f"In the one group shown {side} {what} than their OGRS scores lead to expect"
    said = " and in ".join([f"{count} of {_groups(len(effects))} {side}", *(f"{n} {more}" for n, more in sides[1:])])
    return f"In {said} {what} than their OGRS scores lead to expect"


def _nothing_clear(seen: Seen) -> str:
    """No group is clear by itself; where all together are, that is said too, or the estimates drawn together would contradict it."""
    of = seen.overall
    if seen.events or of is None or of.low <= 0 <= of.high:
        return "No group differs from what its OGRS scores lead to expect by more than chance"
    return f"No group differs from the others by more than chance; all together are {words.points(of.points)} than their OGRS scores lead to expect"


def _time_title(test: LogRank | None, shown: int) -> str:
    if test is None or test.p is None:
        return "Whether groups are reconvicted at different speeds cannot be told"
    if is_clear(test.p):
        return "Groups with a curve are reconvicted at different speeds, before any allowance for their OGRS scores"
    of = "groups" if test.df + 1 == shown else f"the {test.df + 1} of {shown} groups with a curve"
    return f"No evidence that {of} are reconvicted at different speeds"


def _size(effect: GroupEffect | EventsEffect) -> float:
    return effect.difference_per_100 if isinstance(effect, EventsEffect) else effect.points


def _groups(count: int) -> str:
    return "1 group" if count == 1 else f"{count} groups"


def banner(seen: Seen) -> str:
    """That the page is exploratory, and how often chance alone would find something in as many groups."""
    shown = len(seen.names)
    chance = f"{100 * (1 - 0.95**shown):.0f}"
    return (
        f"Exploratory: these figures prompt a question, never a payment or a verdict. If none of {_groups(shown)} differed from what is "
        f"expected, a test at 5% would still find at least one about {chance} times in 100. The q values allow for that."
    )


def lead(seen: Seen) -> str:
    """Whose groups, by what, how many people, and what expected means."""
    groups = seen.groups
    by, total = factors_in_words(groups.question.by), words.people(groups.total.people)
    who = f"Groups by {by} of {scope_name(groups)}: {total} with complete follow-up of {words.whole(groups.everybody)} released."
    where = (
        SELF
        if groups.reference is None
        else f"Expected is what {seen.reference_name} had at the same OGRS scores (n = {words.whole(groups.reference.people)})."
    )
    caveats = [
        text
        for factor, text in (("engagement", ENGAGEMENT), ("first-time", FIRST_TIME))
        if factor in groups.question.by
    ]
    return "\n\n".join([f"{who} {where}", *caveats])


def boxes(seen: Seen) -> list[tuple[str, str, str]]:
    """Groups shown, people in them, the clearest group, and how far groups differ beyond chance."""
    groups = seen.groups
    away = len(groups.hidden) + len(groups.withheld)
    made = [
        (
            "Groups shown",
            str(len(seen.names)),
            f"{away} more hidden or withheld" if away else "none hidden or withheld",
        ),
        ("People in them", words.whole(seen.people), f"of {words.whole(groups.total.people)} with complete follow-up"),
    ]
    if seen.names:
        made.append(("Clearest difference", *_clearest_box(seen)))
    spread = seen.comparison.spread
    if spread is not None:
        note = f"standard deviation of groups beyond chance; all alike: {words.equals('p', spread.p)}"
        made.append(("Spread of groups", words.short_gap(spread.sd_points), note))
    return made


def _clearest_box(seen: Seen) -> tuple[str, str]:
    """The clearest difference drawn towards the mean, with that counted beside it; none where none is beyond chance."""
    at = _clearest(seen.comparison.effects)[0]
    effect = seen.comparison.effects[at]
    told = f"{seen.names[at]}: {words.signed(effect.points)} as counted, {words.equals('q', effect.q)}, n = {words.whole(effect.rate.n)}"
    if not is_clear(effect.q):
        return "none", f"beyond chance. Nearest is {told}"
    return words.short_signed(effect.shrunk), f"Drawn towards the mean of the groups. {told}"


def _clearest(effects: Sequence[GroupEffect]) -> list[int]:
    return sorted(range(len(effects)), key=lambda at: (effects[at].p, at))


def sentences(seen: Seen) -> str:
    """What can and cannot be said of the clearest groups, for every 100 people."""
    effects, by, shown = seen.comparison.effects, seen.groups.question.by, seen.groups.shown
    told = (
        corrected(
            PerHundred(
                effects[at].points, effects[at].low, effects[at].high, effects[at].p, effects[at].rate.n,
                effects[at].people_needed, f"people in the group {within_sentence(by, shown[at].values)}", seen.against,
            ),
            effects[at].q, len(effects),
        )
        for at in _clearest(effects)[:MOST_SENTENCES]
    )  # fmt: skip
    return "\n".join(f"- {sentence}" for sentence in told)


def hidden_words(seen: Seen) -> str:
    """Which groups are not shown, the first few by name, and why; empty where all are. The table of the forest names all."""
    groups, by = seen.groups, seen.groups.question.by
    told = []
    if groups.hidden:
        why = "Hidden, since they are too small or follow from this table and what other pages show"
        told.append(f"{why}: {listed(by, groups.hidden)}.")
    if groups.withheld:
        told.append(f"Withheld: {listed(by, groups.withheld)}. {groups.because[:1].upper()}{groups.because[1:]}.")
    return "\n\n".join(told)
