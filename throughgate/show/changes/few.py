"""Parts that moved so few people that they are not told apart: which of them stand together.

A movement goes from level to level, and whoever sees the parts sees the levels: also a part that moves many people gives
away, by the number of people it is a share of, what a part before it did to few. So levels are left out, not parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, combinations, pairwise

from throughgate.methods.disclosure import SMALLEST_COUNT
from throughgate.movements import Part
from throughgate.show import words

ABOUT_NOBODY = 3
"""Of the parts, the first ones are of method, terms and scores: where they move no count they tell of nobody."""

Span = tuple[int, int]
"""A part, or parts that stand together: from the first to before the second place."""


def spans_of(parts: Sequence[Part]) -> tuple[Span, ...]:
    """Which parts stand together, so that no two levels that are shown differ by 1 to 4 people or events.

    The first and the last level stand on every page already, each on its day. Of the levels between as many are kept as
    can be, the earlier ones where there is a choice.
    """
    levels = _levels(parts)
    start, end = 0, len(parts)
    while start < min(ABOUT_NOBODY, end) and not any(parts[start].moved):
        start += 1
    if end > start and not any(parts[end - 1].moved):
        end -= 1
    kept = _kept(levels, start, end)
    places = sorted({*range(start + 1), *kept, *range(end, len(parts) + 1)})
    return tuple(pairwise(places))


def joined(parts: Sequence[Part], spans: Sequence[Span]) -> tuple[Part, ...]:
    """The parts with those of each span as one; the sum stays the same."""
    return tuple(_as_one(parts[first:after]) for first, after in spans)


def _as_one(parts: Sequence[Part]) -> Part:
    if len(parts) == 1:
        return parts[0]
    name = f"{parts[0].name} to {words.in_sentence(parts[-1].name)}, together"
    return Part(name, sum((part.by for part in parts), Decimal(0)))


def _levels(parts: Sequence[Part]) -> list[tuple[int, ...]]:
    """The counts at each level, from nought."""
    width = max((len(part.moved) for part in parts), default=0)
    moves = [part.moved or (0,) * width for part in parts]
    return list(
        accumulate(moves, lambda at, by: tuple(a + b for a, b in zip(at, by, strict=True)), initial=(0,) * width)
    )


def _kept(levels: Sequence[tuple[int, ...]], start: int, end: int) -> tuple[int, ...]:
    """The most levels between two that can be kept."""
    between = range(start + 1, end)
    for size in range(len(between), 0, -1):
        for kept in combinations(between, size):
            pairs = combinations((start, *kept, end), 2)
            if not any(_is_few(levels[a], levels[b]) for a, b in pairs if (a, b) != (start, end)):
                return kept
    return ()


def _is_few(here: Sequence[int], there: Sequence[int]) -> bool:
    return any(0 < abs(b - a) < SMALLEST_COUNT for a, b in zip(here, there, strict=True))
