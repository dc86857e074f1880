"""Where the final rate of a maturing cohort will land, and how past projections did."""

from throughgate.methods.nowcast.delays import DelayRatio, delay_ratio
from throughgate.methods.nowcast.hazards import Reference, fit_reference
from throughgate.methods.nowcast.nowcasting import (
    DRAWS,
    POUNDS_POINTS,
    TOO_EARLY_POINTS,
    Nowcast,
    nowcast,
    nowcast_events,
)
from throughgate.methods.nowcast.simple_estimates import SimpleEstimates, simple_estimates

__all__ = [
    "DRAWS", "POUNDS_POINTS", "TOO_EARLY_POINTS", "DelayRatio", "Nowcast", "Reference", "SimpleEstimates",
    "delay_ratio", "fit_reference", "nowcast", "nowcast_events", "simple_estimates",
]  # fmt: skip
