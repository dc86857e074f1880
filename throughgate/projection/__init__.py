"""Where each cohort of a contract will land, against which baseline, and what would be paid: queries and methods together.

What pages show and `throughgate project` prints is read from here, so that the two cannot differ.
"""

from throughgate.projection.bridge import bridge
from throughgate.projection.document import projection_document
from throughgate.projection.model import (
    FINAL,
    NO_COMPLETED_GROUP,
    NOBODY_YET,
    PROJECTED,
    RANGE_TOO_WIDE,
    SEED,
    TOO_EARLY,
    WINDOW_OPEN,
    Bridge,
    CohortProjection,
    InForce,
    PaymentProjection,
    Projection,
    Quantiles,
    Step,
)
from throughgate.projection.past import History, history, past_projections, project_past
from throughgate.projection.project import project

__all__ = [
    "FINAL", "NOBODY_YET", "NO_COMPLETED_GROUP", "PROJECTED", "RANGE_TOO_WIDE", "SEED", "TOO_EARLY", "WINDOW_OPEN", "Bridge", "CohortProjection", "History", "InForce", "PaymentProjection", "Projection",
    "Quantiles", "Step", "bridge", "history", "past_projections", "project", "project_past", "projection_document",
]  # fmt: skip
