"""A matched comparison group."""

from throughgate.comparison.matching import (
    How,
    MatchedGroup,
    MatchError,
    counts_of,
    make_matching,
    measured_pairs,
    model_document,
)
from throughgate.comparison.people import read_candidates
from throughgate.comparison.reading import Stored, find_stored, read_comparison
from throughgate.comparison.result import MatchedComparison

__all__ = [
    "How", "MatchError", "MatchedComparison", "MatchedGroup", "Stored", "counts_of", "find_stored", "make_matching", "measured_pairs",
    "model_document", "read_candidates", "read_comparison",
]  # fmt: skip
