"""What makes an outcome unusable for a rule: each fault names the thing, the value and the remedy."""

from __future__ import annotations

from math import isfinite
from numbers import Rational

import numpy as np

from throughgate.methods.payment.model import Outcome
from throughgate.rules import MEASURED_AGAINST
from throughgate.terms import Contract


def rule_of(terms: Contract) -> str:
    """The contract's payment rule.

    Raises:
        ValueError: the contract pays nothing.
    """
    if terms.payment is None:
        raise ValueError(f"contract {terms.id} has no [payment]: nothing is paid by it; add a rule to its terms")
    return terms.payment.rule


def check_outcome(terms: Contract, outcome: Outcome) -> None:
    """Refuse an outcome that the contract's rule cannot be put to.

    Raises:
        ValueError: naming the thing, the value and the remedy.
    """
    rule = rule_of(terms)
    if rule == "volume":
        _check_volume(terms, outcome)
        return
    if outcome.n < 1:
        raise ValueError(f"n is {outcome.n}: a payment needs people; wait until somebody of the cohort is counted")
    if not 0 <= outcome.reconvicted <= outcome.n:
        raise ValueError(f"reconvicted is {outcome.reconvicted} of n {outcome.n}: it must be from 0 to n")
    if outcome.events < 0:
        raise ValueError(f"events is {outcome.events}: it must be 0 or more")
    if rule in MEASURED_AGAINST and rule != "events":
        _check_share("baseline", outcome.baseline, rule)
    if rule in ("events", "three-way"):
        _check_rate("control_events", outcome.control_events, rule)
    if not (isfinite(outcome.baseline_se) and outcome.baseline_se >= 0):
        raise ValueError(f"baseline_se is {outcome.baseline_se}: it must be a finite share of 1, 0 where fixed")
    for settled in outcome.earlier:
        if settled.n < 1:
            raise ValueError(f"n of an earlier cohort is {settled.n}: leave out cohorts without people")
        _check_rate("control_events of an earlier cohort", settled.control_events, rule)


def check_counts(counts: np.ndarray, name: str, *, most: int | None) -> None:
    """Refuse counts that are no whole numbers, or out of range.

    Raises:
        ValueError: naming what was counted and the first value that is wrong.
    """
    if not np.issubdtype(counts.dtype, np.integer):
        raise ValueError(f"{name} holds {counts.dtype} values: give whole counts, so that thresholds stay exact")
    wrong = counts < 0 if most is None else (counts < 0) | (counts > most)
    if wrong.any():
        span = "0 or more" if most is None else f"from 0 to n, {most}"
        raise ValueError(f"{name} holds {counts[wrong][0]}: each must be {span}")


def _check_rate(name: str, value: object, rule: str) -> None:
    if value is None:
        raise ValueError(f"{name} is missing: the rule {rule} sets the cohort against it; give it as a Fraction")
    if not isinstance(value, Rational):
        raise ValueError(
            f"{name} is {value!r}, a {type(value).__name__}: give it as a Fraction, so that it stays exact"
        )
    if value < 0:
        raise ValueError(f"{name} is {value}: it must be 0 or more")


def _check_share(name: str, value: object, rule: str) -> None:
    _check_rate(name, value, rule)
    if value > 1:
        raise ValueError(f"{name} is {value}: it must be a share of 1; divide per cent by 100")


def _check_volume(terms: Contract, outcome: Outcome) -> None:
    if outcome.volume is None:
        raise ValueError("volume is missing: the rule volume pays for referrals; give their counts")
    if outcome.volume.referrals < 0 or outcome.volume.starts < 0:
        raise ValueError(
            f"volume has {outcome.volume.referrals} referrals and {outcome.volume.starts} starts: both must be 0 or more"
        )
    known = [level.name for level in terms.payment.complexity]
    for level in outcome.volume.levels:
        if level.name not in known:
            raise ValueError(f"volume has a level {level.name!r}: the terms know {', '.join(known) or 'none'}")
