"""The contract designer: what a contract's terms would pay for, before anybody is released.

Under the rule events an effect is per cent fewer events against a matched control; under every other rule it is percentage
points off the baseline's rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

import numpy as np
from scipy.optimize import brentq

from throughgate.methods.design.events import USUAL_TRIGGER, EventsTests, chance_of_fewer_events, events_se
from throughgate.methods.design.people import PeopleTests
from throughgate.methods.design.targets import (
    Setting,
    Target,
    Unit,
    baseline_percent,
    check,
    target_of,
)
from throughgate.terms import Contract

FOUND_TO_POINTS = 1e-3
"""The effect needed for a chance is found to this."""


@dataclass(frozen=True)
class Design:
    """What terms would do with cohorts of `n` people whose true rate is the baseline's less `effect_points`.

    Probabilities are shares of 1, money is pence, rounded half away from zero. `p_paid_for_nothing` is that of meeting the
    target with no effect at all, `p_clawback_though_delivered` that of missing it with a true effect as large as the target
    (None where the target has no size). Effects for 80% and 90%, the effect and the target are in `effect_unit`; None where
    no effect reaches them. `regression_points` is how far a baseline picked as the worst of several years lies above the
    long-run rate; `baseline_rate` is that, in per cent. `p_pooled_met` is of one test over `cohorts` cohorts together, `p_all_met` and `p_any_met` of all and any
    of the tests apart, each at the true effect. `p_frequency_met` is the chance of a test on events instead, 10 per cent
    fewer than a matched control's, were events to fall by the share that the rate falls by; None where events are the rule.
    `is_exact` says that nothing was integrated numerically or approximated.
    """

    n: int
    effect_points: Decimal
    baseline: Literal["fixed", "estimated", "matched-control"]
    year_sd_points: float
    worst_of: int
    is_exact: bool
    p_threshold_met: float
    expected_payment_pence: int
    sd_payment_pence: int
    p_paid_for_nothing: float
    p_clawback_though_delivered: float | None
    effect_for_80: float | None
    effect_for_90: float | None
    regression_points: float
    cohorts: int
    p_pooled_met: float
    p_all_met: float
    p_any_met: float
    effect_unit: Unit = "percentage points"
    target: float | None = None
    baseline_rate: Fraction | None = None
    baseline_n: int | None = None
    p_frequency_met: float | None = None


def design(terms: Contract, setting: Setting, *, effect_points: Decimal = Decimal(0)) -> Design:
    """Chances and expected payment of a contract with a target.

    Exact where the baseline is fixed and years do not differ: X ~ Binomial(n, B - effect), P(X <= floor(n (B - t))) and
    the sum of P(x) pay(x). Otherwise the same is mixed over the counts of the baseline and the year effects. For the rule
    events the log of the ratio of events is normal.

    Raises:
        DesignError: the rule has no target, the baseline's rate is not known, or a value is out of range.
    """
    target = target_of(terms)
    tests, effect = _tests(terms, setting, effect_points), float(effect_points)
    mean, sd = tests.paid(effect)
    return Design(
        n=setting.n,
        effect_points=effect_points,
        year_sd_points=float(setting.year_sd_points),
        p_threshold_met=tests.once(effect),
        expected_payment_pence=_whole(mean),
        sd_payment_pence=_whole(sd),
        p_paid_for_nothing=tests.once(0.0),
        effect_for_80=_effect_for(0.8, tests),
        effect_for_90=_effect_for(0.9, tests),
        regression_points=tests.regression_points(),
        cohorts=setting.cohorts,
        p_pooled_met=tests.pooled(effect),
        p_all_met=tests.every(effect),
        p_any_met=tests.any(effect),
        effect_unit=target.unit,
        **_delivered(target, tests),
        **(_CONTROL if target.is_of_events else _on_baseline(terms, setting, effect)),
    )


def _delivered(target: Target, tests: PeopleTests | EventsTests) -> dict[str, float | None]:
    """The target, and the chance of missing it with a true effect as large; neither where it has no size."""
    if target.size is None:
        return {"target": None, "p_clawback_though_delivered": None}
    size = float(target.size)
    return {"target": size, "p_clawback_though_delivered": 1 - tests.once(size)}


_CONTROL = {"baseline": "matched-control", "worst_of": 1, "is_exact": False}
"""What a test of events rests on: a control of the same time, whatever the setting says of a baseline."""


def _on_baseline(terms: Contract, setting: Setting, effect: float) -> dict[str, object]:
    """What a test of the rate rests on."""
    return {
        "baseline": "estimated" if setting.is_counted else "fixed",
        "worst_of": setting.worst_of,
        "is_exact": not setting.is_counted and setting.year_sd_points == 0,
        "baseline_rate": baseline_percent(terms, setting),
        "baseline_n": setting.baseline_n if setting.is_counted else None,
        "p_frequency_met": _on_events(terms, setting, effect),
    }


def chances_by_effect(terms: Contract, setting: Setting, effects: np.ndarray) -> np.ndarray:
    """The chance of meeting the target at each true effect, shares of 1; `effects` in the unit of the target."""
    tests = _tests(terms, setting, Decimal(0))
    return np.array([tests.once(float(effect)) for effect in effects])


def _tests(terms: Contract, setting: Setting, effect: Decimal) -> PeopleTests | EventsTests:
    check(terms, setting, effect)
    return EventsTests(terms, setting) if target_of(terms).is_of_events else PeopleTests(terms, setting)


def _effect_for(chance: float, tests: PeopleTests | EventsTests) -> float | None:
    """The smallest true effect with this chance; below zero where even some harm has it, None where none has."""
    least = -100.0 if isinstance(tests, EventsTests) else tests.most - 100
    if tests.once(tests.most) < chance:
        return None
    if tests.once(least) >= chance:
        return least
    return float(brentq(lambda effect: tests.once(effect) - chance, least, tests.most, xtol=FOUND_TO_POINTS))


def _on_events(terms: Contract, setting: Setting, effect: float) -> float:
    """The chance of a test on events instead, events falling by the share that the rate falls by."""
    rate = float(baseline_percent(terms, setting))
    fall = 100 * effect / rate if rate else 0.0
    return chance_of_fewer_events(fall, trigger=USUAL_TRIGGER, se=events_se(setting.n))


def _whole(pence: float) -> int:
    """The nearest whole number, halves away from zero."""
    size = floor(abs(pence) + 0.5)
    return size if pence >= 0 else -size
