"""How many people are reconvicted and how often, each with its 95% interval, from counts."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

Z_95 = float(ndtri(0.975))  # two-sided 95% point of the standard normal distribution
ZERO_EVENTS_UPPER = -math.log(0.05)  # expected events that give no event one time in 20: the "rule of three"
PER = 100  # people to whom a frequency refers


@dataclass(frozen=True)
class Rate:
    """A binary reconviction rate: people, people reconvicted, and the share with its 95% limits (0 to 1)."""

    n: int
    reconvicted: int
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Frequency:
    """Reconviction events: people, events, and events for each 100 people with their 95% limits."""

    n: int
    events: int
    events_per_100: float | None
    low: float | None
    high: float | None


def binary_rate(n: int, reconvicted: int) -> Rate:
    """The share of people reconvicted with its 95% Wilson interval.

    Args:
        n: People followed up (people).
        reconvicted: Those reconvicted at least once (people).

    Returns:
        The rate; rate, low and high are None when n is 0.

    Raises:
        ValueError: A count is negative or not whole, or more are reconvicted than there are people.
    """
    n, reconvicted = _whole(n=n, reconvicted=reconvicted)
    low, high = wilson(n, reconvicted)
    if n == 0:
        return Rate(0, 0, None, None, None)
    return Rate(n, reconvicted, reconvicted / n, float(low), float(high))


def wilson(n: ArrayLike, reconvicted: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """95% Wilson score limits of many rates at once.

    low, high = (2 x + z^2 -/+ z sqrt(z^2 + 4 x (n - x) / n)) / (2 (n + z^2)), with x of n people reconvicted.

    Args:
        n: People (people).
        reconvicted: People reconvicted (people), of a shape that broadcasts with n.

    Returns:
        Lower and upper limits (0 to 1), NaN where n is 0; exactly 0 at x = 0 and exactly 1 at x = n.

    Raises:
        ValueError: A count is negative, not whole or above n.

    Source: Wilson 1927, doi:10.1080/01621459.1927.10502953; Newcombe 1998, method 3,
        doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.
    """
    n, x = np.broadcast_arrays(whole_counts("n", n), whole_counts("reconvicted", reconvicted))
    if np.any(x > n):
        at = np.argmax(x > n)
        raise ValueError(f"reconvicted is {x.flat[at]:g} of n = {n.flat[at]:g} people: it cannot be more than n")
    with np.errstate(invalid="ignore", divide="ignore"):
        half = Z_95 * np.sqrt(Z_95**2 + 4 * x * ((n - x) / n))
        low = (2 * x + Z_95**2 - half) / (2 * (n + Z_95**2))
        high = (2 * x + Z_95**2 + half) / (2 * (n + Z_95**2))
    low = np.where(n == 0, np.nan, np.where(x == 0, 0.0, low))
    high = np.where(n == 0, np.nan, np.where(x == n, 1.0, high))
    return low, high


def frequency(n: int, events: int, events_squared: int) -> Frequency:
    """Reconviction events for each 100 people, with the 95% interval that differences between people give.

    A few people hold many of the events, so the interval rests on the variance between people, not on the
    Poisson law: mean m = E / n, variance s2 = (Q - E^2 / n) / (n - 1), and by the delta method on the log
    scale low, high = m exp(-/+ z sqrt(s2 / n) / m), which cannot fall below 0.

    Where that variance is nil or cannot be had (one person, or all alike) the Poisson variance s2 = m stands
    in. With no event at all the lower limit is 0 and the upper -ln(0.05) / n = 3.0 / n: all 5% is in the
    upper tail, as nothing lies below 0. Exact for the Poisson law, too low where events come in bunches.

    Args:
        n: People (people).
        events: Sum over people of each one's reconviction events, E (events).
        events_squared: Sum over people of the square of each one's events, Q (events squared).

    Returns:
        The frequency; events_per_100, low and high are None when n is 0.

    Raises:
        ValueError: A count is negative or not whole, or no n people can have these sums.

    Source: Hanley and Lippman-Hand 1983, doi:10.1001/jama.1983.03330370053031, for no events.
    """
    n, events, events_squared = _whole(n=n, events=events, events_squared=events_squared)
    _check_sums(n, events, events_squared)
    if n == 0:
        return Frequency(0, 0, None, None, None)
    mean = events / n
    if events == 0:
        return Frequency(n, 0, 0.0, 0.0, PER * ZERO_EVENTS_UPPER / n)
    between = n * events_squared - events**2
    variance = between / (n * (n - 1)) if between else mean
    factor = math.exp(Z_95 * math.sqrt(variance / n) / mean)
    return Frequency(n, events, PER * mean, PER * mean / factor, PER * mean * factor)


def whole_counts(name: str, counts: ArrayLike) -> np.ndarray:
    """The counts as floats, once each is seen to be a whole number of 0 or more.

    Raises:
        ValueError: One is not; names the counts and the first bad value.
    """
    values = np.asarray(counts, dtype=float)
    bad = ~np.isfinite(values) | (values < 0) | (values != np.floor(values))
    if bad.any():
        raise ValueError(f"{name} has the value {values[bad].flat[0]:g}: it must be a whole number of 0 or more")
    return values


def _whole(**counts: int) -> list[int]:
    """Each count as an int, once it is seen to be a whole number of 0 or more."""
    for name, count in counts.items():
        whole_counts(name, count)
    return [int(count) for count in counts.values()]


def _check_sums(n: int, events: int, events_squared: int) -> None:
    """Refuse sums that no n people can have: E <= Q <= E^2 <= n Q for whole numbers of events."""
    if not events <= events_squared <= events**2 <= n * events_squared:
        raise ValueError(
            f"no {n} people have {events} events with a sum of squares of {events_squared}: "
            "sum each person's events, and the squares of the same numbers"
        )
