"""Pools of people alike in month and band, joined with their neighbours until each is large enough."""

from __future__ import annotations

import numpy as np

from throughgate.methods.disclosure import join_small


def join_cells(counts: np.ndarray, *, fewest: int) -> np.ndarray:
    """The pool that each month of each band belongs to.

    Bands that hold fewer than `fewest` people in all join the band below (the lowest, the one above); then the months of
    a band are joined in order until each pool is large enough, the last with what is left over.

    Args:
        counts: People (bands x months).
        fewest: People that a pool needs, as many as methods.disclosure.join_small asks for.

    Returns:
        Number of the pool, from 0 (bands x months); one pool of all where all together are too few.
    """
    groups: list[list[int]] = []
    for band in range(len(counts)):
        if groups and (counts[band].sum() < fewest or counts[groups[-1]].sum() < fewest):
            groups[-1].append(band)
        else:
            groups.append([band])
    if len(groups) > 1 and counts[groups[-1]].sum() < fewest:
        groups[-2] += groups.pop()
    pools = np.zeros(counts.shape, dtype=int)
    number = 0
    for group in groups:
        joined = join_small(counts[group].sum(axis=0).tolist()) or (slice(0, counts.shape[1]),)
        for months in joined:
            pools[group, months] = number
            number += 1
    return pools
