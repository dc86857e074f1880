"""What the baseline's rate would have been with the cohort's mix of risks."""

from throughgate.methods.casemix.adjusting import METHODS, Adjusted, CaseMix, adjust, change_se, reweighted
from throughgate.methods.casemix.calibration import Decile, Diagnostics, TippingPoint, diagnose, tipping_points
from throughgate.methods.casemix.recalibration import Recalibration, mean_chance, predict

__all__ = [
    "METHODS", "Adjusted", "CaseMix", "Decile", "Diagnostics", "Recalibration", "TippingPoint", "adjust", "change_se",
    "diagnose", "mean_chance", "predict", "reweighted", "tipping_points",
]  # fmt: skip
