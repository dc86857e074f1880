"""What is too small to be shown, and enough beside it that the hidden part does not follow from a shown total.

These rules look at one table at a time; `known.py` looks at all that was shown.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from throughgate.thresholds import THRESHOLDS

SMALLEST_GROUP = THRESHOLDS.smallest_group
"""People. A smaller group is hidden."""

SMALLEST_COUNT = THRESHOLDS.smallest_count
"""People. A smaller count, or all but a smaller count of a group, is hidden; none and all may be shown."""

UNRELIABLE_BELOW = THRESHOLDS.unreliable_below
"""People. A rate on fewer is marked unreliable."""

ROUNDED_TO = THRESHOLDS.rounded_to
"""People. Counts in downloads are rounded to multiples of it."""


def is_small(n: int, count: int) -> bool:
    """Whether a group of `n` people, `count` of them reconvicted, could point to somebody."""
    if n == 0:
        return False
    return n < SMALLEST_GROUP or 0 < count < SMALLEST_COUNT or 0 < n - count < SMALLEST_COUNT


def are_small(n: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Whether groups could point to somebody: fewer people than the smallest group, or an outcome of a few; not of nobody.

    Args:
        n: people of each group.
        counts: outcomes by groups (people): reconvicted and not reconvicted are two of them.
    """
    return (n > 0) & ((n < SMALLEST_GROUP) | ((counts > 0) & (counts < SMALLEST_COUNT)).any(axis=0))


def join_small(*groups: Sequence[int]) -> tuple[slice, ...]:
    """Neighbouring places joined until each holds enough people of every group to be shown, the last with what is left over.

    Every page that shows the same people by the same scale joins them so: were one to hide what another joins, the hidden
    part would follow from both.

    Args:
        groups: people of each group, one count a place.

    Returns:
        Places from start to stop, in order; none where all of them together are too few.
    """
    if not len(groups[0]):
        return ()
    counts = np.column_stack([np.asarray(group, dtype=int) for group in groups])
    joined: list[slice] = []
    start = 0
    for place in range(1, len(counts) + 1):
        if counts[start:place].sum(axis=0).min() >= SMALLEST_GROUP:
            joined.append(slice(start, place))
            start = place
    if joined and start < len(counts):
        joined[-1] = slice(joined[-1].start, len(counts))
    return tuple(joined)


def hide_small(n: Sequence[int], count: Sequence[int]) -> np.ndarray:
    """Which of the groups that make up one shown total to hide.

    Groups that are small by themselves are hidden first; then the smallest of the rest, until at least two are
    hidden and together they are no longer small, so that total less shown parts tells of no small group.

    Args:
        n: people in each group.
        count: of these, reconvicted.

    Returns:
        True for each group to hide.
    """
    people, reconvicted = np.asarray(n, dtype=int), np.asarray(count, dtype=int)
    hidden = np.array([is_small(a, b) for a, b in zip(people, reconvicted, strict=True)], dtype=bool)
    while hidden.any():
        spare = ~hidden & (people > 0)
        alone = hidden.sum() == 1
        if not spare.any() or not (alone or is_small(people[hidden].sum(), reconvicted[hidden].sum())):
            break
        hidden[np.where(spare, people, people.max() + 1).argmin()] = True
    return hidden
