"""How sure the area under a score's curve is."""

from __future__ import annotations

import math

from throughgate.methods.reconviction import Z_95


def area_limits(area: float, reconvicted: int, others: int) -> tuple[float, float] | None:
    """95% limits of the area under the curve of a score (0 to 1); None where either kind of people is missing.

    With Q1 = A/(2-A) and Q2 = 2A^2/(1+A): variance = (A(1-A) + (r-1)(Q1-A^2) + (s-1)(Q2-A^2)) / (rs), of r people
    reconvicted and s others.

    Args:
        area: the area (0 to 1).
        reconvicted: people with a score who were reconvicted.
        others: people with a score who were not.

    Source: Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747.
    """
    if reconvicted < 1 or others < 1:
        return None
    first, second, square = area / (2 - area), 2 * area**2 / (1 + area), area**2
    spread = area * (1 - area) + (reconvicted - 1) * (first - square) + (others - 1) * (second - square)
    half = Z_95 * math.sqrt(spread / (reconvicted * others))
    return max(0.0, area - half), min(1.0, area + half)
