"""What the baseline's rate would have been with the cohort's mix of risks."""

from throughgate.methods.casemix.adjusting import METHODS, Adjusted, CaseMix, Reweighted, adjust, change_se, reweighted
from throughgate.methods.casemix.calibration import (
    Decile,
    Diagnostics,
    Scores,
    TippingPoint,
    compare_scores,
    diagnose,
    tipping_points,
)
from throughgate.methods.casemix.recalibration import Recalibration, mean_chance, predict

__all__ = [
    "METHODS", "Adjusted", "CaseMix", "Decile", "Diagnostics", "Recalibration", "Reweighted", "Scores",
    "TippingPoint", "adjust", "change_se", "compare_scores", "diagnose", "mean_chance", "predict", "reweighted", "tipping_points",
]  # fmt: skip
