"""What the whole of a contract comes to where its rule pools cohorts: one cohort alone would mislead there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from throughgate.projection import Projection
from throughgate.results import CohortRates
from throughgate.show.payment.seen import seen_of


@dataclass(frozen=True)
class Total:
    """What a contract pays for all its cohorts, in pence: expected and the ends of its 80% range, one number where final."""

    expected_pence: int
    p10_pence: int
    p90_pence: int
    is_final: bool


def total_of(projection: Projection, rates: Sequence[CohortRates]) -> Total | None:
    """What all cohorts of a contract that pools them come to, None where one of them cannot be told in pounds.

    The last of them is paid what is due beyond the earlier ones, which are settled before it has pounds at all: so the
    draws of a cohort are added to numbers that are the same in every draw.
    """
    cohorts = [seen_of(projection, c.cohort.id, rates) for c in projection.cohorts]
    if not cohorts or cohorts[0].rule != "events" or not all(seen.is_paid for seen in cohorts):
        return None
    pence = sum(seen.now.payment.payments.pence for seen in cohorts)
    low, high = (int(end) for end in np.quantile(pence, [0.1, 0.9], method="inverted_cdf"))
    expected = sum(seen.now.payment.expected_pence for seen in cohorts)
    return Total(expected, low, high, all(seen.is_final for seen in cohorts))
