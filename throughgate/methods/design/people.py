"""Targets set on the share of people reconvicted: the chance of meeting them and what is paid, by true effect."""

from __future__ import annotations

from fractions import Fraction
from math import floor, sqrt

import numpy as np

from throughgate.methods.design.chances import (
    BaselineChances,
    CountChances,
    count_chances,
    counted_baseline,
    fixed_baseline,
)
from throughgate.methods.design.targets import Setting, baseline_percent, target_of
from throughgate.methods.payment import Outcome, payments
from throughgate.methods.payment.amounts import significant
from throughgate.terms import Contract


class PeopleTests:
    """A contract's test of the rate, as designed: each method takes the true effect in percentage points.

    All cohorts of a contract are set against one baseline: given that, they are independent.
    """

    def __init__(self, terms: Contract, setting: Setting) -> None:
        self.terms, self.setting = terms, setting
        self.exact_rate = baseline_percent(terms, setting) / 100
        self.rate = float(self.exact_rate)
        self.most = 100 * self.rate
        self.year_sd = float(setting.year_sd_points)
        self.baselines = self._baselines()
        self.limits = self._limits(setting.n)

    def once(self, effect: float) -> float:
        """The chance that one cohort meets the target."""
        return float(self.baselines.chances @ self._given_baseline(effect))

    def every(self, effect: float) -> float:
        """The chance that each of the cohorts does."""
        return float(self.baselines.chances @ self._given_baseline(effect) ** self.setting.cohorts)

    def any(self, effect: float) -> float:
        """The chance that at least one of them does."""
        return float(self.baselines.chances @ (1 - (1 - self._given_baseline(effect)) ** self.setting.cohorts))

    def pooled(self, effect: float) -> float:
        """The chance that all of them together do, as one cohort; the mean of k years has the SD of one over root k."""
        people = self.setting.n * self.setting.cohorts
        together = self._counted(people, effect, self.year_sd / sqrt(self.setting.cohorts))
        return float(self.baselines.chances @ together.at_most(self._limits(people)))

    def paid(self, effect: float) -> tuple[float, float]:
        """Mean and standard deviation of the payment, in pence, over every count of the cohort and of the baseline.

        No baselines are taken together: a payment jumps at a threshold, so that a mean of neighbours pays otherwise than they.
        """
        counted = self._counted(self.setting.n, effect, self.year_sd)
        first = second = 0.0
        for rate, chance in zip(self.baselines.rates, self.baselines.chances, strict=True):
            outcome = self._outcome(self.setting.n, rate)
            paid = payments(self.terms, outcome, reconvicted=counted.counts, events=counted.counts)
            pence = paid.pence.astype(float)
            first += chance * float(counted.chances @ pence)
            second += chance * float(counted.chances @ pence**2)
        return first, sqrt(max(0.0, second - first**2))

    def regression_points(self) -> float:
        """How far the counted baseline lies above the long-run rate, in percentage points."""
        return 100 * (self.baselines.mean - self.rate) if self.setting.worst_of > 1 else 0.0

    def _given_baseline(self, effect: float) -> np.ndarray:
        return self._counted(self.setting.n, effect, self.year_sd).at_most(self.limits)

    def _counted(self, n: int, effect: float, year_sd: float) -> CountChances:
        return count_chances(n, min(1.0, max(0.0, self.rate - effect / 100)), year_sd_points=year_sd)

    def _baselines(self) -> BaselineChances:
        if not self.setting.is_counted:
            return fixed_baseline(self.exact_rate)
        return counted_baseline(
            self.setting.baseline_n, self.rate, year_sd_points=self.year_sd, worst_of=self.setting.worst_of
        )

    def _limits(self, n: int) -> np.ndarray:
        """For each baseline rate the most people reconvicted, of `n`, with whom the target is met; -1 where none does.

        A fall of at least t points means x <= floor(n (B - t)), worked out in whole numbers: through floats a fall of
        exactly t would now and then be taken for a smaller one.
        """
        size = target_of(self.terms).size
        if size is not None:
            return np.array([max(-1, floor(n * (rate - size / 100))) for rate in self.baselines.rates], dtype=np.int64)
        confidence = Fraction(self.terms.figure("confidence"))
        fallen = (significant(self._outcome(n, rate), confidence)[0] for rate in self.baselines.rates)
        return np.fromiter(fallen, dtype=np.int64)

    def _outcome(self, n: int, rate: Fraction) -> Outcome:
        """An outcome to pay on; each person has as many reoffences as in the baseline, so that only people change."""
        se = sqrt(float(rate * (1 - rate)) / self.setting.baseline_n) if self.setting.is_counted else 0.0
        return Outcome(n=n, baseline=rate, baseline_se=se, control_events=Fraction(1))
