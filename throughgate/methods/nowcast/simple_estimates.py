"""The methods that anybody would try first, so that it can be seen why not those."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from throughgate.methods.counts import FollowUp
from throughgate.methods.nowcast.clock import DAYS_IN_MONTH, Clock


@dataclass(frozen=True)
class SimpleEstimates:
    """Final rates by the simple methods, shares of 1; None where one cannot be worked out."""

    raw: float | None
    same_elapsed_ratio: float | None
    same_elapsed_difference: float | None
    chain_ladder: float | None
    bornhuetter_ferguson: float | None
    baseline: float | None


def simple_estimates(
    reference: FollowUp, then: FollowUp, cohort: FollowUp, *, n_expected: int, months: int
) -> SimpleEstimates:
    """The simple methods beside it; `then` is the reference as it was seen at the cohort's age.

    With B the reference's final rate, p and q the shares reconvicted so far in the cohort and in the reference then, and
    F(a) the share of the reference reconvicted by age a: raw p; ratio B p / q; difference B + p - q; chain ladder, by
    month of discharge, sum of reconvicted B / F(a) over people; Bornhuetter-Ferguson, the reconvicted plus n (B - F(a))
    of each month of discharge plus B for everybody yet to come, over `n_expected`; the baseline B. Cut at 0 and 1.

    Args:
        reference: The reference, its follow-up complete.
        then: The same as it was seen at the cohort's age.
        cohort: The cohort so far.
        n_expected: People in the cohort once all are discharged.
        months: Length of the conviction clock.

    Source: Mack 1993, doi:10.2143/AST.23.2.2005092; Bornhuetter and Ferguson 1972 (Proceedings of the CAS 59).
    """
    base, raw, past = (_share(group) for group in (reference, cohort, then))
    clock = Clock(months)
    reached = np.cumsum(_by_day(reference.day, reference.first_convictions, clock)) / max(reference.people, 1)
    n, convicted = _by_month_followed(cohort, clock)
    reached_at = _reached_at(cohort, reached, clock)
    is_ratio = None not in (base, raw, past) and past > 0
    is_ladder = cohort.people > 0 and base is not None
    return SimpleEstimates(
        raw=raw,
        same_elapsed_ratio=_cut(base * raw / past) if is_ratio else None,
        same_elapsed_difference=None if None in (base, raw, past) else _cut(base + raw - past),
        chain_ladder=_chain_ladder(n, convicted, reached_at, base) if is_ladder else None,
        bornhuetter_ferguson=_bornhuetter_ferguson(n, convicted, reached_at, base, n_expected) if is_ladder else base,
        baseline=base,
    )


def _share(group: FollowUp) -> float | None:
    return group.reconvicted / group.people if group.people else None


def _cut(rate: float) -> float:
    return float(min(max(rate, 0.0), 1.0))


def _by_day(day: np.ndarray, count: np.ndarray, clock: Clock) -> np.ndarray:
    return clock.lay_out(np.zeros(np.size(day), dtype=np.int64), day, count, 1)[0]


def _month_followed(clock: Clock) -> np.ndarray:
    """Whole months of follow-up for each last day, the last standing for complete follow-up."""
    whole = ((np.arange(clock.days) + 1) / DAYS_IN_MONTH).astype(np.int64)
    return np.where(clock.complete, clock.months, np.minimum(whole, clock.months - 1))


def _by_month_followed(cohort: FollowUp, clock: Clock) -> tuple[np.ndarray, np.ndarray]:
    """People, and people reconvicted, by whole months of follow-up."""
    followed, censored = (_by_day(cohort.day, count, clock) for count in (cohort.followed, cohort.censored))
    month = _month_followed(clock)
    n, free = (np.bincount(month, weights=count, minlength=clock.months + 1) for count in (followed, censored))
    return n, n - free


def _reached_at(cohort: FollowUp, reached: np.ndarray, clock: Clock) -> np.ndarray:
    """Mean of the share reached by the reference at the ages of the people of each month of follow-up."""
    followed = _by_day(cohort.day, cohort.followed, clock)
    reached = np.where(clock.complete, reached[-1], reached)
    month = _month_followed(clock)
    total, n = (np.bincount(month, weights=w, minlength=clock.months + 1) for w in (followed * reached, followed))
    return total / np.maximum(n, 1)


def _chain_ladder(n: np.ndarray, convicted: np.ndarray, reached: np.ndarray, base: float) -> float | None:
    usable = (reached > 0) & (np.arange(reached.size) > 0)  # less than one whole month is no rung to climb from
    if not n[usable].sum():
        return None
    return _cut(float((convicted[usable] * base / reached[usable]).sum() / n[usable].sum()))


def _bornhuetter_ferguson(
    n: np.ndarray, convicted: np.ndarray, reached: np.ndarray, base: float, n_expected: int
) -> float:
    to_come = max(n_expected - n.sum(), 0.0)
    return _cut(float((convicted.sum() + (n * (base - reached)).sum() + to_come * base) / (n.sum() + to_come)))
