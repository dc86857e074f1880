"""The head of the page Fair play: how many checks are unusual, what chance alone would show, and every check made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from throughgate.fairness import Check, FairPlay, by_chance
from throughgate.notes import NewNote, Note
from throughgate.show import words
from throughgate.show.fairness import cherry_picking, definitions, parking, transfers
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
UNUSUAL = "Each to be looked into; its note is at the foot of the page, to be answered and closed by whoever looked"
PARKING = "Would be: people who are harder to help get less of what the service gives"
CHERRY_PICKING = "Would be: people who are easier to help are engaged and offered more"
TRANSFERS = "Would be: people likely to be reconvicted are moved out before release, and others brought in or kept"
DEFINITIONS = "Would be: who counts, from which day, at which score, is bent towards the result that is paid for"
"""What each part looks for, under its heading: what it would be, never that it is so."""
NOT_INDEPENDENT = "as if no two looked at the same people"


def signals(found: FairPlay) -> tuple[Signal, ...]:
    """Every check in words, in the order of the page."""
    return (
        *parking.signals(found.support), *cherry_picking.signals(found.support), *transfers.signals(found.moves),
        *definitions.signals(found.definitions),
    )  # fmt: skip


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
    """The finding: how many checks are unusual, and of what kind."""
    made = _made(found)
    if not made:
        return TOO_LITTLE
    odd = unusual(found)
    if not odd:
        return f"Nothing unusual in {_checks(len(made))}"
    kinds = Counter(TOPICS[signal.check.kind] for signal in odd)
    named = ", ".join(kind if count == 1 else f"{kind} ({count})" for kind, count in kinds.items())
    be, them = ("is", "it") if len(odd) == 1 else ("are", "them")
    return f"{len(odd)} of {_checks(len(made))} {be} unusual, look into {them}: {named}"


def lead(found: Sequence[Signal]) -> str:
    """What was looked at, what is unusual, and how much of it chance alone would show."""
    made = _made(found)
    if not made:
        return NO_CHECKS
    untold = len(found) - len(made)
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
    untold = len(found) - len(made)
    return [
        ("Unusual now", str(len(unusual(found))), f"of {_checks(len(made))} that can tell"),
        ("Notes not closed", str(len(notes) - closed), f"{answered} answered; {closed} more closed"),
        ("Checks made", str(len(made)), f"{untold} more cannot tell" if untold else "all can tell"),
        (
            "Expected by chance", f"{chance.expected:.1f}",
            f"unusual though nothing is; at least one in {_of_100(chance.at_least_one)} contracts like this",
        ),
    ]  # fmt: skip


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
    """What is unusual, by name, and what that means; empty where nothing is."""
    if not odd:
        return ""
    others = len(odd) - MOST_NAMED
    more = f"; and {others} more, in the table" if others > 0 else ""
    return f"Unusual: **{'; '.join(signal.name for signal in odd[:MOST_NAMED])}**{more}. {NOT_AN_ACCUSATION}"


def _made(found: Sequence[Signal]) -> tuple[Signal, ...]:
    return tuple(signal for signal in found if signal.check.standing != "cannot tell")


def _checks(count: int) -> str:
    return "1 check" if count == 1 else f"{count} checks"


def _chance_words(made: Sequence[Check]) -> str:
    chance = by_chance(made)
    return (
        f"A check is unusual by chance too: were nothing unusual, {_of_100(chance.at_least_one)} contracts like this one would "
        f"show at least one unusual check, and {chance.expected:.1f} of {_checks(len(made))} would be unusual on average "
        f"({NOT_INDEPENDENT})."
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
