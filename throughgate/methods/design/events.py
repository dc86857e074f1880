"""Targets set on events against a matched control: the chance of meeting them and what is paid, by true effect."""

from __future__ import annotations

from fractions import Fraction
from math import log, sqrt

import numpy as np
from scipy.stats import norm

from throughgate.methods.design.targets import Setting
from throughgate.methods.payment import Outcome, payments
from throughgate.terms import Contract

DISPERSION = 2.1
"""CV² of events per person: what Peterborough's published figures imply (44.3% without an event, 1.55 a person)."""

CONTROLS_EACH = 10
"""Matched controls for each person, as for Peterborough."""

CONTROL_EVENTS = Fraction(155, 100)
"""Events per person of the control: Peterborough's cohort 1, as published."""

USUAL_TRIGGER = 10.0
"""Per cent fewer events that a test on events asks for where the contract has none of its own: Peterborough's."""

RATIOS = 2001
"""Ratios of events, over eight standard errors each way, that a payment is averaged over."""


def events_se(n: int, *, year_sd_points: float = 0.0) -> float:
    """Standard error of the log of the ratio of events, of `n` people over their matched control.

    sqrt(CV²/n (1 + 1/controls for each person) + s²), with s the `year_sd_points` in per cent: what matching leaves.
    """
    return sqrt(DISPERSION / n * (1 + 1 / CONTROLS_EACH) + (year_sd_points / 100) ** 2)


def chance_of_fewer_events(fall: float, *, trigger: float, se: float) -> float:
    """The chance that events fall by at least `trigger` per cent where they truly fall by `fall` per cent.

    Phi((log(1 - trigger) - log(1 - fall)) / SE): the log of the ratio is normal. A fall of everything meets any trigger.
    """
    if fall >= 100:
        return 1.0
    if trigger >= 100:
        return 0.0
    return float(norm.cdf((log(1 - trigger / 100) - log(1 - fall / 100)) / se))


class EventsTests:
    """A contract's test of events, as designed: each method takes the true effect in per cent fewer events.

    Cohorts have controls of their own, so they are independent.
    """

    most = 100.0

    def __init__(self, terms: Contract, setting: Setting) -> None:
        self.terms, self.setting = terms, setting
        self.trigger = float(terms.figure("trigger-cohort"))
        self.se = events_se(setting.n, year_sd_points=float(setting.year_sd_points))

    def once(self, effect: float) -> float:
        """The chance that one cohort meets the trigger."""
        return chance_of_fewer_events(effect, trigger=self.trigger, se=self.se)

    def every(self, effect: float) -> float:
        """The chance that each of the cohorts does."""
        return self.once(effect) ** self.setting.cohorts

    def any(self, effect: float) -> float:
        """The chance that at least one of them does."""
        return 1 - (1 - self.once(effect)) ** self.setting.cohorts

    def pooled(self, effect: float) -> float:
        """The chance that all of them together meet the trigger for cohorts together."""
        trigger = float(self.terms.figure("trigger-pooled"))
        return chance_of_fewer_events(effect, trigger=trigger, se=self.se / sqrt(self.setting.cohorts))

    def paid(self, effect: float) -> tuple[float, float]:
        """Mean and standard deviation of the payment for one cohort, in pence, over the ratio's distribution."""
        spread = np.linspace(-8, 8, RATIOS)
        chances = np.exp(-(spread**2) / 2)
        chances /= chances.sum()
        expected = self.setting.n * float(CONTROL_EVENTS) * max(0.0, 1 - effect / 100)
        events = np.rint(expected * np.exp(self.se * spread)).astype(np.int64)
        outcome = Outcome(n=self.setting.n, control_events=CONTROL_EVENTS)
        people = np.zeros_like(events)
        pence = payments(self.terms, outcome, reconvicted=people, events=events).pence.astype(float)
        mean = float(chances @ pence)
        return mean, sqrt(max(0.0, float(chances @ pence**2) - mean**2))

    def regression_points(self) -> float:
        """A control of the same time is not picked from several years."""
        return 0.0
