"""How far one group's rate lies from another's, with its interval, from the two rates."""

import math
from dataclasses import dataclass

from throughgate.methods.reconviction import Rate


@dataclass(frozen=True)
class Change:
    """A rate less another, with its 95% limits (percentage points; below 0 is fewer reconvicted)."""

    points: float
    low: float
    high: float


def change(of: Rate, against: Rate) -> Change:
    """The rate of one group less that of another, with its 95% interval.

    With rates p and q, limits l_p, u_p and l_q, u_q of Wilson: low = p - q - sqrt((p - l_p)^2 + (u_q - q)^2), and
    high = p - q + sqrt((u_p - p)^2 + (q - l_q)^2). The interval holds chance in both groups, not who was in them.

    Args:
        of: The group asked about (people).
        against: The group it is set against (people).

    Returns:
        The change.

    Raises:
        ValueError: A group holds nobody.

    Source: Newcombe 1998, method 10, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    if of.n == 0 or against.n == 0:
        raise ValueError(f"a change needs people in both groups, but n is {of.n} and {against.n}")
    difference = of.rate - against.rate
    below = math.hypot(of.rate - of.low, against.high - against.rate)
    above = math.hypot(of.high - of.rate, against.rate - against.low)
    return Change(100 * difference, 100 * (difference - below), 100 * (difference + above))
