"""Where each cohort of a contract will land, against which baseline, and what would be paid: queries and methods together.

What pages show and `throughgate project` prints is read from here, so that the two cannot differ.
"""

from throughgate.projection.bridge import bridge
from throughgate.projection.document import projection_document
from throughgate.projection.model import (
    FINAL,
    PROJECTED,
    SEED,
    TOO_EARLY,
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
    "FINAL", "PROJECTED", "SEED", "TOO_EARLY", "Bridge", "CohortProjection", "History", "InForce", "PaymentProjection", "Projection",
    "Quantiles", "Step", "bridge", "history", "past_projections", "project", "project_past", "projection_document",
]  # fmt: skip
