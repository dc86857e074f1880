"""People by risk, typed in for the tests of case-mix adjustment."""

from __future__ import annotations

import math

import numpy as np

from throughgate.methods.counts import RiskCounts

UNKNOWN = math.nan


def counts(*rows: tuple[float, int, int], events: tuple[int, ...] = ()) -> RiskCounts:
    """From (risk, people, reconvicted); one event each unless told."""
    risk, n, again = (np.array(column) for column in zip(*rows, strict=True)) if rows else (np.zeros(0),) * 3
    of = np.array(events) if events else again
    return RiskCounts(risk.astype(float), n.astype(int), again.astype(int), of.astype(int), of.astype(int) ** 2)


# One in five of the low risks and one in two of the high ones are reconvicted: odds 1/4 and 1 at logits -ln 4 and ln 4,
# so the slope is ln 4 / (2 ln 4) = 1/2 and the intercept 0 - ln 4 / 2 = -ln 2. B = 70 / 200 = 0.35.
BASELINE = counts((0.2, 100, 20), (0.8, 100, 50))
COHORT = counts((0.2, 300, 0), (0.8, 100, 0))


def year_2009() -> RiskCounts:
    """1,570 people in whole percents of risk, 30 without a score, 914 reconvicted: 58.2%."""
    rng = np.random.default_rng(58)
    risk = np.append(np.arange(1, 100) / 100, UNKNOWN)
    n = np.append(rng.multinomial(1540, np.full(99, 1 / 99)), 30)
    again = rng.binomial(n, np.append(risk[:-1], 0.5))
    while (missing := 914 - again.sum()) != 0:
        at = rng.integers(100)
        again[at] = np.clip(again[at] + np.sign(missing), 0, n[at])
    return RiskCounts(risk, n, again, again, again)
