"""The three-way words of one of many groups: what they say follows the correction for how many were looked at."""

from __future__ import annotations

from throughgate.show import words
from throughgate.show.three_way import SELDOM_CHANCE, PerHundred, is_clear, three_way


def corrected(effect: PerHundred, q: float, groups: int) -> str:
    """The limits as they are; where `q` is not clear, that among so many `groups` it cannot be told from chance."""
    told = three_way(effect)
    if is_clear(q) or not told.endswith(SELDOM_CHANCE):
        return told
    limits = told.removesuffix(SELDOM_CHANCE).strip()
    return f"{limits} After correction for all {groups} groups looked at this cannot be told from chance ({words.equals('q', q)})."
