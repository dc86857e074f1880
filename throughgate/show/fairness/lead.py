"""The head of the page Fair play: how many checks are unusual, what chance alone would show, and every check made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from throughgate.fairness import Check, FairPlay, by_chance, series_of
from throughgate.fairness.model import Kind
from throughgate.notes import NewNote, Note
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.fairness import cherry_picking, definitions, parking, transfers
from throughgate.show.fairness.patterns import patterns
from throughgate.show.fairness.signal import Signal

KINDS = {
    "parking": "Parking",
    "cherry-picking": "Cherry-picking",
    "transfers": "Transfers",
    "definition": "Definitions",
}
"""What a check looks for, by the headings of the page."""
TOPICS = {
    "parking": "who gets how much",
    "cherry-picking": "who is offered what",
    "transfers": "who is moved",
    "definition": "what is counted",
}
"""The same for the title, where the name of what it would be reads as if it were so."""
MOST_NAMED = 6
NOT_AN_ACCUSATION = "Unusual means: look into it. It says that something differs from what is usual, not why, and not that anybody did wrong."
LOOKED_AT = (
    "Looked at: who gets how much contact, who is offered what, who is moved near release, and whether exclusions, dates, "
    "scores and timing bend the measure."
)
TOO_LITTLE = "Too little is recorded to look for fair play"
NO_CHECKS = (
    "The data hold no contacts, offers, moves or scores of enough people of this contract by this day. What no file holds "
    "cannot be looked into: nothing is said for or against anybody."
)
UNUSUAL = "Each to be looked into"
ITS_NOTE = "; its note is at the foot of the page, to be answered and closed by whoever looked"
PARKING = "Would be: people who are harder to help get less of what the service gives"
CHERRY_PICKING = "Would be: people who are easier to help are engaged and offered more"
TRANSFERS = "Would be: people likely to be reconvicted are moved out before release, and others brought in or kept"
DEFINITIONS = "Would be: who counts, from which day, at which score, is bent towards the result that is paid for"
"""What each part looks for, under its heading: what it would be, never that it is so."""
NOT_INDEPENDENT = "as if no two looked at the same people"
SAME_PEOPLE = (
    "Moved out and kept look at the same people from two sides, and several stretches of one series count once: they may all "
    "be one pattern."
)
ABOUT = {
    "moves": ("transfers-out", "transfers-in"),
    "kept": ("transfers-held",),
    "exclusions": ("definition-exclusions",),
    "scores": ("definition-scores",),
    "edges": ("definition-edge",),
    "anniversary": ("definition-anniversary",),
}
"""By the key of a block, the checks whose notes belong on it; those of its whole part of the page where it is not named."""


def signals(found: FairPlay) -> tuple[Signal, ...]:
    """Every check in words, in the order of the page."""
    return (
        *parking.signals(found.support), *cherry_picking.signals(found.support), *transfers.signals(found.moves),
        *definitions.signals(found.definitions),
    )  # fmt: skip


def with_about(kind: Kind, blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a part of the page, each with the beginnings of the checks whose notes belong on it."""
    part = (f"{kind.split('-', maxsplit=1)[0]}-",)
    return [replace(block, about=ABOUT.get(block.key, part)) for block in blocks]


def unusual(found: Sequence[Signal]) -> tuple[Signal, ...]:
    """Those to be looked into."""
    return tuple(signal for signal in found if signal.check.standing == "unusual")


def new_notes(found: Sequence[Signal]) -> tuple[NewNote, ...]:
    """The note that each unusual check opens, with what it says now."""
    return tuple(
        NewNote(
            signal.check.id, signal.name, signal.check.starts_on, signal.check.ends_on,
            _first_words(signal),
        )
        for signal in unusual(found)
    )  # fmt: skip


def _first_words(signal: Signal) -> str:
    """What a signal says, as plain text, and that it is to be looked into, where it does not say so itself."""
    said = signal.sentence.replace("**", "")
    return said if "look into it" in said.lower() else f"Unusual, look into it. {said}"


def title(found: Sequence[Signal]) -> str:
    """The finding: how many checks are unusual, and of what kind. The stretches of one series are one check."""
    made = _count(_made(found))
    if not made:
        return TOO_LITTLE
    odd = {series_of(signal.check): TOPICS[signal.check.kind] for signal in unusual(found)}
    if not odd:
        return f"Nothing unusual in {_checks(made)}"
    named = ", ".join(kind if count == 1 else f"{kind} ({count})" for kind, count in Counter(odd.values()).items())
    be, them = ("is", "it") if len(odd) == 1 else ("are", "them")
    return f"{len(odd)} of {_checks(made)} {be} unusual, look into {them}: {named}"


def lead(found: Sequence[Signal]) -> str:
    """What was looked at, what is unusual, and how much of it chance alone would show."""
    made = _made(found)
    if not made:
        return NO_CHECKS
    untold = _count(found) - _count(made)
    more = f" {_checks(untold)} more cannot tell: too few people, or nothing recorded." if untold else ""
    parts = (_named(unusual(found)), f"{LOOKED_AT}{more}", _chance_words([signal.check for signal in made]))
    return "\n\n".join(part for part in parts if part)


def boxes(found: Sequence[Signal], notes: Sequence[Note]) -> list[tuple[str, str, str]]:
    """Unusual now, notes not closed, checks made, and how many chance alone would show."""
    made = _made(found)
    if not made:
        return []
    chance = by_chance([signal.check for signal in made])
    closed = sum(note.state == "closed" for note in notes)
    answered = sum(note.state == "answered" for note in notes)
    untold = _count(found) - _count(made)
    return [
        ("Unusual now", str(_count(unusual(found))), f"of {_checks(_count(made))} that can tell"),
        ("Notes not closed", str(len(notes) - closed), f"{answered} answered; {closed} more closed"),
        ("Checks made", str(_count(made)), f"{untold} more cannot tell" if untold else "all can tell"),
        (
            "Expected by chance", f"{chance.expected:.1f}",
            f"unusual though nothing is; at one look, at least one in {_of_100(chance.at_least_one)} contracts like this",
        ),
    ]  # fmt: skip


def unusual_caption(*, are_opened: bool) -> str:
    """What stands under the heading of what is unusual; where this look opens no notes, nothing of its note."""
    return f"{UNUSUAL}{ITS_NOTE if are_opened else ''}"


def unusual_table(found: Sequence[Signal], notes: Sequence[Note]) -> pd.DataFrame:
    """One row an unusual check: what, its days, what was found, and its note."""
    by_about = {note.about: note for note in notes if note.about}
    rows = [
        (signal.name, KINDS[signal.check.kind], _days(signal.check), signal.sentence, _note_words(by_about.get(signal.check.id)))
        for signal in unusual(found)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["What", "Looks for", "Days", "Found", "Note"])


def checks_table(found: Sequence[Signal]) -> pd.DataFrame:
    """One row a check made: what, how it stands, what was found, and how often it shows unusual by chance."""
    rows = [
        (signal.name, KINDS[signal.check.kind], signal.check.standing, signal.sentence, _false_alarm(signal.check))
        for signal in found
    ]
    return pd.DataFrame(rows, columns=["What", "Looks for", "It is", "Found", "Unusual by chance"])


def _named(odd: Sequence[Signal]) -> str:
    """What is unusual, by its pattern, and what that means; empty where nothing is."""
    if not odd:
        return ""
    named = patterns(odd)
    others = len(named) - MOST_NAMED
    more = f"; and {others} more, in the table" if others > 0 else ""
    same = (
        f" {SAME_PEOPLE}" if {"transfers-out", "transfers-held"} <= {series_of(signal.check) for signal in odd} else ""
    )
    return f"Unusual: **{'; '.join(named[:MOST_NAMED])}**{more}. {NOT_AN_ACCUSATION}{same}"


def _count(found: Sequence[Signal]) -> int:
    """How many series the checks are of."""
    return len({series_of(signal.check) for signal in found})


def _made(found: Sequence[Signal]) -> tuple[Signal, ...]:
    return tuple(signal for signal in found if signal.check.standing != "cannot tell")


def _checks(count: int) -> str:
    return "1 check" if count == 1 else f"{count} checks"


def _chance_words(made: Sequence[Check]) -> str:
    chance = by_chance(made)
    return (
        f"A check is unusual by chance too: were nothing unusual, at one look {_of_100(chance.at_least_one)} contracts like this "
        f"one would show at least one unusual check, and {chance.expected:.1f} of {_checks(len(set(map(series_of, made))))} would "
        f"be unusual on average ({NOT_INDEPENDENT}). Whoever looks every month will see more."
    )


def _of_100(share: float) -> str:
    """About 35 of 100; never none and never all of them, which chance does not say."""
    rounded = round(100 * share)
    if rounded < 1:
        return "fewer than 1 of 100"
    return "more than 99 of 100" if rounded > 99 else f"about {rounded} of 100"


def _false_alarm(check: Check) -> str:
    if check.false_alarm is None:
        return words.CANNOT_TELL
    return words.percent(check.false_alarm) if check.false_alarm >= 0.001 else "fewer than 0.1%"


def _days(check: Check) -> str:
    return words.CANNOT_TELL if check.starts_on is None else words.months(check.starts_on, check.ends_on)


def _note_words(note: Note | None) -> str:
    return "none yet" if note is None else f"Note {note.note_id}, {note.state}"
