"""What moved between two boards, and why: parts that add up exactly."""

from throughgate.movements.levels import figures_of
from throughgate.movements.model import (
    CHANGE,
    COUNTED,
    FINAL_RATE,
    MEASURES,
    PARTS,
    PAYMENT,
    PEOPLE,
    SO_FAR,
    CohortMovement,
    Movement,
    Movements,
    Part,
    Standpoint,
    parts_of,
)
from throughgate.movements.read import read_movements

__all__ = [
    "CHANGE", "COUNTED", "FINAL_RATE", "MEASURES", "PARTS", "PAYMENT", "PEOPLE", "SO_FAR", "CohortMovement", "Movement",
    "Movements", "Part", "Standpoint", "figures_of", "parts_of", "read_movements",
]  # fmt: skip
