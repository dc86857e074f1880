"""A difference in the three-way wording of the Justice Data Lab, in our own sentences: fewer, more, or cannot be told.

Whole numbers for every 100 people, what can be said and what cannot, and how many people would be needed. It tells of an
association and never of its reason.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from throughgate.methods.disclosure import UNRELIABLE_BELOW

CLEAR_AT = 0.05
MOST_NEEDED = 100_000
"""People. No contract could hold more."""
SELDOM_CHANCE = "Chance alone would seldom make such a difference; what made it, the service or who these people are, cannot be said."

Unit = Literal["people", "events", "days"]


@dataclass(frozen=True)
class PerHundred:
    """A difference to be told: below 0 is fewer (or, in days, sooner).

    `points`, `low` and `high` are the difference and its 95% limits for every 100 people: percentage points, events, or plain
    days. `p` is that of no difference; `n` people are looked at, and `needed` would be for a difference of this size to be told
    from chance, None where that cannot be worked out. `of` names the people ("people aged 21 to 24") and `against` ends the
    sentence "fewer than ..." ("expected from their OGRS scores"). `n_said` is how `n` is said where it may not be exact ("about
    980").
    """

    points: float
    low: float
    high: float
    p: float
    n: int
    needed: int | None
    of: str
    against: str
    n_said: str = ""


def is_clear(p: float) -> bool:
    """Whether chance alone seldom gives such a p, or q."""
    return p <= CLEAR_AT


@dataclass(frozen=True)
class _Words:
    head: str
    is_so: str
    may_be: str
    sides: tuple[str, str]
    between: str
    is_in_days: bool = False


_WORDS: dict[Unit, _Words] = {
    "people": _Words(
        "For every 100 {of} (n = {n}), ", "{size} {side} were reconvicted than {against}",
        "{size} {side} may have been reconvicted than {against}", ("fewer", "more"), "whether fewer or more are reconvicted",
    ),
    "events": _Words(
        "For every 100 {of} (n = {n}), ", "{size} {side} reconviction events were counted than {against}",
        "{size} {side} reconviction events may have been counted than {against}", ("fewer", "more"),
        "whether there are fewer or more reconviction events",
    ),
    "days": _Words(
        "Among {of} (n = {n}), ", "the first reconviction came {size} {side} than {against}",
        "the first reconviction may have come {size} {side} than {against}", ("sooner", "later"),
        "whether the first reconviction comes sooner or later", is_in_days=True,
    ),
}  # fmt: skip


def three_way(effect: PerHundred, unit: Unit = "people") -> str:
    """What can and cannot be said of a difference: fewer, more, or not to be told, by its 95% limits.

    An interval that touches 0 cannot be told. With p above 0.05 it is also said how many people would be needed. Of fewer people
    than a rate is reliable on, only that they are too few.
    """
    words = _WORDS[unit]
    n = effect.n_said or f"{effect.n:,}"
    if effect.n < UNRELIABLE_BELOW or not all(map(math.isfinite, (effect.low, effect.high))):
        of = effect.of[:1].upper() + effect.of[1:]
        return f"{of} (n = {n}): too few to say {words.between} than {effect.against}."
    said = _clear(effect, words) if effect.low > 0 or effect.high < 0 else _unclear(effect, words)
    told = words.head.format(of=effect.of, n=n) + said
    return f"{told} {_needed(effect)}" if effect.p > CLEAR_AT else told


def _clear(effect: PerHundred, words: _Words) -> str:
    least, most = sorted((abs(effect.low), abs(effect.high)))
    ends = whole(least), _size(most, words)
    size = ends[1] if ends[0] == whole(most) else f"between {ends[0]} and {ends[1]}"
    told = words.is_so.format(size=size, side=words.sides[effect.low > 0], against=effect.against)
    if effect.p > CLEAR_AT:
        return f"{told}. The test does not bear this out, so it is not settled."
    return f"{told}. {SELDOM_CHANCE}"


def _unclear(effect: PerHundred, words: _Words) -> str:
    if effect.low == effect.high == 0:
        return "no difference was seen; nothing more can be said."
    ends = [(limit, side) for limit, side in zip((effect.low, effect.high), words.sides, strict=True) if limit]
    sizes = [(_up_to(_size(limit, words)), side) for limit, side in ends]
    told = words.may_be.format(size=sizes[0][0], side=sizes[0][1], against=effect.against)
    other = " ".join(sizes[1]) if len(sizes) > 1 else "there may be no difference"
    return (
        f"{told}, or {other}, so it cannot be told {words.between}. This should not be taken to mean that the service makes no "
        "difference for them."
    )


def _needed(effect: PerHundred) -> str:
    if effect.needed is None or effect.needed <= effect.n:
        return "How many people would be needed to tell cannot be worked out from these."
    if effect.needed > MOST_NEEDED:
        return "More people than such a contract could ever hold would be needed to tell a difference as small as the one seen from chance."
    return (
        f"About {needed_text(effect.needed)} people would be needed to tell a difference of the size seen from chance: with so many it "
        "would be found about half the time."
    )


def needed_text(needed: int) -> str:
    """A number of people to two figures, rounded up so that it is enough."""
    step = 10 ** max(len(str(needed)) - 2, 0)
    return f"{-(-needed // step) * step:,}"


def whole(limit: float) -> str:
    """The size of a limit as a whole number, halves up; "less than 1" where that would be 0."""
    rounded = math.floor(abs(limit) + 0.5)
    return f"{rounded:,}" if rounded or limit == 0 else "less than 1"


def _size(limit: float, words: _Words) -> str:
    size = whole(limit)
    if not words.is_in_days:
        return size
    return f"{size} day" if size in ("1", "less than 1") else f"{size} days"


def _up_to(size: str) -> str:
    return size if size.startswith("less") else f"up to {size}"
