"""Exact distributions where every probability is known: no draws, no error beyond that of floating point."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np
from scipy.stats import binom

from throughgate.methods.payment.model import DECISIONS, Outcome
from throughgate.methods.payment.settle import payments
from throughgate.terms import Contract

NEGLIGIBLE = 1e-20
"""Probability of a single count below which it is left out of further work, far below what a double can tell from 0."""

CLOSE_TO_ONE = 1e-9


@dataclass(frozen=True)
class ExactPayments:
    """The distribution of a payment: expected value and standard deviation in pence, chances as shares of 1.

    `p_met` is None for a rule without a target. `by_decision` holds the decisions that are possible at all.
    """

    expected_pence: float
    sd_pence: float
    p_met: float | None
    by_decision: dict[str, float]


def exact_counts(risk: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Probability of each number of people reconvicted, 0 to n, where each has a known probability (Poisson-binomial).

    The binomial distributions of the cells are convolved one after the other (Hong 2013, doi:10.1016/j.csda.2012.10.006,
    gives the law and other ways to it); everything added up is positive, so nothing cancels.

    Args:
        risk: probability of reconviction of each cell, shares of 1.
        people: people of each cell.

    Returns:
        Probabilities of 0 to n, shares of 1 that add up to 1, to about 1e-15 each.

    Raises:
        ValueError: a risk that is missing or no share of 1, or people that are no whole number of 0 or more.
    """
    risk, people = np.asarray(risk, dtype=float), np.asarray(people)
    _check_cells(risk, people)
    chances, first = np.ones(1), 0
    for cell_risk, cell_people in zip(risk, people, strict=True):
        cell, start = _kept(binom.pmf(np.arange(cell_people + 1), cell_people, cell_risk))
        chances, moved = _kept(np.convolve(chances, cell))
        first += start + moved
    counts = np.zeros(int(people.sum()) + 1)
    counts[first : first + len(chances)] = chances / chances.sum()
    return counts


def exact_payments(terms: Contract, outcome: Outcome, probabilities: np.ndarray) -> ExactPayments:
    """Expected payment and chances, exactly, where the probability of every count is known.

    Args:
        terms: the contract, with a payment rule.
        outcome: what all the counts share; its `reconvicted` and `events` only give the events of each person.
        probabilities: of 0, 1, ... n people reconvicted, as `exact_counts` gives them.

    Returns:
        Sums over the counts of probability x what `payments` says.

    Raises:
        ValueError: as `payments`, or probabilities that are not n + 1 shares adding up to 1.
    """
    chances = np.asarray(probabilities, dtype=float)
    if chances.shape != (outcome.n + 1,):
        raise ValueError(f"probabilities has shape {chances.shape}: give one for each of 0 to n, {outcome.n}")
    if not ((chances >= 0).all() and abs(fsum(chances) - 1) < CLOSE_TO_ONE):
        raise ValueError(f"probabilities add up to {fsum(chances)}: they must be 0 or more and add up to 1")
    paid = payments(terms, outcome, reconvicted=np.arange(outcome.n + 1))
    expected = fsum(chances * paid.pence)
    return ExactPayments(
        expected_pence=expected,
        sd_pence=fsum(chances * (paid.pence - expected) ** 2) ** 0.5,
        p_met=fsum(chances[paid.is_met]) if paid.has_target else None,
        by_decision={d: fsum(chances[paid.decision == d]) for d in DECISIONS if (paid.decision == d).any()},
    )


def _kept(chances: np.ndarray) -> tuple[np.ndarray, int]:
    """The stretch of counts that are not negligible, and where it starts."""
    held = np.flatnonzero(chances > NEGLIGIBLE)
    return chances[held[0] : held[-1] + 1], int(held[0])


def _check_cells(risk: np.ndarray, people: np.ndarray) -> None:
    if risk.shape != people.shape or risk.ndim != 1:
        raise ValueError(f"risk has shape {risk.shape}, people {people.shape}: give one of each a cell")
    outside = ~((risk >= 0) & (risk <= 1))
    if outside.any():
        raise ValueError(f"risk holds {risk[outside][0]}: each must be a probability; give people without a score one")
    if not np.issubdtype(people.dtype, np.integer) or (people < 0).any():
        raise ValueError(f"people holds {people.tolist()[:5]}: each must be a whole number of 0 or more")
