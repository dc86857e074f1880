"""People by band of risk, and one group's bands weighted to another's: direct standardisation in exact fractions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from throughgate.methods.casemix.recalibration import split
from throughgate.methods.counts import RiskCounts

FIVE_POINTS = tuple(range(50_000, 1_000_000, 50_000))
"""Where bands of five points begin, in millionths of risk; the first begins at 0."""
OGRS_BANDS = (200_000, 600_000)
"""The same for the three bands below 0.2, from 0.2 and from 0.6."""


@dataclass(frozen=True)
class Band:
    """People of a reference in one band, and the weight of that band once weighted to a cohort; weights add up to 1."""

    weight: Fraction
    people: int
    reconvicted: int
    events: int
    events_squared: int


def millionths(risk: np.ndarray) -> np.ndarray:
    """Risk in whole millionths, so that sums are exact: a percentage with up to four decimals loses nothing."""
    return np.rint(risk * 1e6).astype(np.int64)


def match_bands(reference: RiskCounts, cohort: RiskCounts, starts: tuple[int, ...]) -> tuple[Band, ...]:
    """The reference by band of risk, weighted to the cohort; people without a score are a band of their own.

    A band of the cohort in which the reference has nobody gives its weight to the nearest band in which it has some, the
    lower of two as near. People without a score, where the reference has none, and people with one, where the reference
    has none of those, are spread over its bands as its own people are: they take its overall rate. A cohort of nobody
    weights the reference as it is.
    """
    totals = [_sum(reference, what, starts) for what in ("n", "reconvicted", "events", "events_squared")]
    people = totals[0]
    wanted = _sum(cohort if cohort.people else reference, "n", starts)
    filled = [k for k, n in enumerate(people[:-1]) if n]
    weight = [Fraction(0)] * len(people)
    spread = Fraction(0)
    for k, n in enumerate(wanted):
        share = Fraction(n, sum(wanted))
        if people[k]:
            weight[k] += share
        elif k < len(starts) + 1 and filled:
            weight[min(filled, key=lambda other: (abs(other - k), other))] += share
        else:
            spread += share
    weight = [w + spread * Fraction(n, sum(people)) for w, n in zip(weight, people, strict=True)]
    rows = zip(weight, *totals, strict=True)
    return tuple(Band(*row) for row in rows if row[0])


def _sum(counts: RiskCounts, what: str, starts: tuple[int, ...]) -> list[int]:
    """The people, reconvicted or events of each band, people without a score last."""
    known, unknown = split(counts)
    band = np.searchsorted(starts, millionths(known.risk), side="right")
    totals = np.bincount(band, weights=getattr(known, what), minlength=len(starts) + 1)
    return [*(round(total) for total in totals), int(getattr(unknown, what).sum())]
