"""How a cohort stands against its target in a word, an icon and a colour: only where the interval supports it."""

from __future__ import annotations

from dataclasses import dataclass

from throughgate.projection import TOO_EARLY
from throughgate.show import words
from throughgate.show.board.target import has_target, side, target
from throughgate.show.payment.early import WHY_SHORT
from throughgate.show.payment.seen import HIDDEN, LIKELY, NOBODY, Seen, chance

ON_COURSE, OFF_COURSE, MET, MISSED = "On course", "Off course", "Met", "Missed"
CANNOT_TELL, NO_TARGET = "Cannot tell yet", "No target"
LOOKS = {
    ON_COURSE: ("trending_up", "blue"), MET: ("check_circle", "blue"), OFF_COURSE: ("trending_down", "orange"),
    MISSED: ("cancel", "orange"), CANNOT_TELL: ("help", "gray"), NO_TARGET: ("remove", "gray"),
}  # fmt: skip
"""By word, its icon (a Material symbol) and colour. Each has an icon of its own: no word is told by its colour alone."""
MEANS = "On or off course: the whole 95% range lies on one side of the target. Met or missed: final, by the count. Cannot tell yet: the rest."


@dataclass(frozen=True)
class Status:
    """A word with its icon and colour, and why it is that word, as the rest of a sentence."""

    word: str
    icon: str
    colour: str
    why: str

    @property
    def badge(self) -> str:
        """As Markdown of the screen: the icon and the word on their colour."""
        return f":{self.colour}-badge[:material/{self.icon}: {self.word}]"


def status_of(seen: Seen) -> Status:
    """How a cohort stands."""
    word, why = _word(seen)
    return Status(word, *LOOKS[word], why)


def _word(seen: Seen) -> tuple[str, str]:
    if not has_target(seen):
        return NO_TARGET, _why_no_target(seen)
    if seen.state == NOBODY:
        return CANNOT_TELL, "nobody has been released in it yet"
    if seen.state == HIDDEN:
        whose = "its counts" if seen.is_few else "the counts it is set against"
        return CANNOT_TELL, f"{whose} are too small to be shown"
    if seen.state == TOO_EARLY or not seen.is_told:
        return CANNOT_TELL, f"too early: {WHY_SHORT.get(seen.now.why_too_early, 'its follow-up has only begun')}"
    if seen.is_final and not seen.is_control_open and seen.now.p_threshold_met is not None:
        return (MET, "follow-up is complete") if seen.now.p_threshold_met >= 0.5 else (MISSED, "follow-up is complete")
    return _open_word(seen)


def _open_word(seen: Seen) -> tuple[str, str]:
    found, met = target(seen), seen.now.p_threshold_met
    if found is None or met is None:
        return CANNOT_TELL, "there is nothing complete to set it against yet"
    where = side(seen, found)
    if where > 0 and met >= LIKELY:
        return ON_COURSE, "the whole 95% range would meet the target"
    if where < 0 and met <= 1 - LIKELY:
        return OFF_COURSE, "the whole 95% range would miss the target"
    return (
        CANNOT_TELL,
        f"the 95% range holds outcomes on both sides of the target, which is met with a chance of {chance(met)}",
    )


def _why_no_target(seen: Seen) -> str:
    if seen.rule is None:
        return "nothing is paid under this contract"
    if seen.is_volume:
        return "it is paid by volume, whatever becomes of anybody"
    if seen.rule == "balancing":
        return (
            f"it is paid by degrees, in full from a fall of {seen.terms.figure('full-fall')} {words.PERCENTAGE_POINTS}"
        )
    return "it is paid by degrees, less for each reconviction"


def next_day(seen: Seen) -> str:
    """The next day that matters for a cohort: its follow-up complete, its first release, or none."""
    cohort = seen.now.cohort
    if seen.as_at < cohort.discharged_from:
        return f"begins on {words.day(cohort.discharged_from)}"
    if seen.is_volume:
        closes = words.day(cohort.discharged_to)
        return f"closed on {closes}" if seen.is_final else f"closes on {closes}"
    return "final" if seen.is_final else f"final on {words.day(words.final_on(cohort, seen.terms))}"
