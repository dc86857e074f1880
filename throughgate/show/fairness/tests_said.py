"""What a test says in words: its standing, and an odds ratio; and what is said in place of hidden counts."""

from __future__ import annotations

from throughgate.methods.fairness.edges import Ratio
from throughgate.show import words
from throughgate.show.fairness.runs import STANDINGS

TEST = "unusual where chance alone would show as much in fewer than 2 of 1,000 (99.8%)"
COUNTS_HIDDEN = f"the counts are {words.HIDDEN}."
"""Nothing else is said then: a hidden count would follow from a ratio, an interval or a total beside it."""


def said(standing: str, rest: str) -> str:
    """A sentence that opens with what a check says."""
    first = STANDINGS[standing]
    return f"{first[:1].upper()}{first[1:]}: {rest}"


def ratio_words(ratio: Ratio) -> str:
    """1.20 (95% interval 0.90 to 1.60)."""
    high = "no upper limit" if ratio.high == float("inf") else f"{ratio.high:.2f}"
    return f"{ratio.ratio:.2f} (95% interval {ratio.low:.2f} to {high})"
