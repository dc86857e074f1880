"""A matched comparison group."""

from throughgate.comparison.matching import (
    How,
    MatchedGroup,
    MatchError,
    make_matching,
    measured_pairs,
    model_document,
)
from throughgate.comparison.people import Candidates, make_candidates, read_candidates
from throughgate.comparison.reading import matched_cohorts, read_comparison
from throughgate.comparison.result import MatchedComparison

__all__ = [
    "Candidates", "How", "MatchError", "MatchedComparison", "MatchedGroup", "make_candidates", "make_matching", "matched_cohorts", "measured_pairs",
    "model_document", "read_candidates", "read_comparison",
]  # fmt: skip
