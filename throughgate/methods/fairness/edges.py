"""Counts on either side of an edge, shares between groups, and means of a score, each with an exact or permutation test."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom, fisher_exact
from scipy.stats.contingency import odds_ratio

from throughgate.methods.reconviction import Z_95

LEVEL = 0.002
"""Chance of a false alarm of a two-sided test at 99.8%, the outer limits of a funnel; methods.md 6a."""
ONE_SIDED = LEVEL / 2


@dataclass(frozen=True)
class Ratio:
    """A ratio with its 95% limits and the two-sided chance of one as far from 1. A limit may be infinite."""

    ratio: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class MeanDifference:
    """A mean less another within strata (units of the score), its 95% limits, its size in standard deviations, and p."""

    difference: float
    low: float
    high: float
    standardised: float
    p: float


def compare_odds(near: tuple[int, int], far: tuple[int, int]) -> Ratio | None:
    """The odds of the first of two counts against the second, near over far, by Fisher's exact test.

    Where before and after hold the same weekdays, chance alone leaves the odds near an edge as they are further from it.

    Args:
        near: Two counts, say before and after an edge.
        far: The same two where nothing is at stake.

    Returns:
        The conditional odds ratio with its exact 95% limits and p; None where a row or column of the four holds nothing.

    Source: Fisher 1935, doi:10.2307/2342435; limits as of R's fisher.test.
    """
    table = np.array([near, far], dtype=int)
    if not (table.sum(axis=0).all() and table.sum(axis=1).all()):
        return None
    found = odds_ratio(table)
    interval = found.confidence_interval(0.95)
    ratio = found.statistic
    return Ratio(float(ratio), float(interval.low), float(interval.high), float(fisher_exact(table).pvalue))


def stratified_difference(strata: Sequence[tuple[Sequence[float], Sequence[float]]]) -> MeanDifference | None:
    """How far the mean score of people taken lies from that of people left, within strata.

    With n_s taken of N_s people whose scores have variance v_s (divisor N_s - 1), were who is taken chance alone the sum
    T of their scores would have mean sum n_s m_s and variance V = sum n_s (N_s - n_s) / N_s v_s. Hence
    difference = (T - sum n_s m_s) / W with W = sum n_s (N_s - n_s) / N_s, standard error sqrt(V) / W, p from the normal.

    Args:
        strata: For each, the scores of people taken and of people left.

    Returns:
        The difference; None where no stratum holds both, or all scores are alike.

    Source: permutation moments, Cochran 1977, Sampling Techniques, theorem 2.2.
    """
    excess = weight = variance = 0.0
    for taken, left in strata:
        n, total = len(taken), len(taken) + len(left)
        if n == 0 or n == total:
            continue
        scores = np.concatenate([np.asarray(taken, dtype=float), np.asarray(left, dtype=float)])
        share = n * (total - n) / total
        excess += float(scores[:n].sum() - n * scores.mean())
        weight += share
        variance += share * float(scores.var(ddof=1))
    if variance == 0:
        return None
    difference, error = excess / weight, math.sqrt(variance) / weight
    p = math.erfc(abs(difference / error) / math.sqrt(2))
    return MeanDifference(
        difference, difference - Z_95 * error, difference + Z_95 * error, difference / math.sqrt(variance / weight), p
    )


def chance_of_more_after(before: int, after: int) -> float:
    """The chance of `after` or more of both together, were each as likely on either side: P(X >= after), X ~ Bin(n, 1/2).

    Where what is counted falls with time this is an upper bound, so it never finds too many after for nothing.
    """
    return float(binom.sf(after - 1, before + after, 0.5))


def size_of_more_after(n: int) -> float:
    """The chance that `chance_of_more_after` falls below ONE_SIDED in `n` where both sides are alike: 0 where n is small."""
    tails = binom.sf(np.arange(n + 1) - 1, n, 0.5)
    return float(tails[tails < ONE_SIDED].max(initial=0.0))
