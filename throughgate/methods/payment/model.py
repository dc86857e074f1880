"""What a payment rule needs to know of a cohort, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from throughgate.figure import Status

DECISIONS = ("clawback", "keep", "reward", "nothing", "paid", "deduction")
"""What a rule may decide.

threshold: `clawback` below it, `keep` at it, `reward` beyond it. events: `paid` or `nothing`. three-way, by its binary
test alone: `paid` (a fall), `nothing` (no change) or `deduction` (a rise). balancing: `paid` where any of the balance is
earned, else `nothing`. deduction: `deduction`, or `paid` where nothing is deducted. volume: `paid`, or `nothing` where
the band has no fee.
"""


@dataclass(frozen=True)
class Settled:
    """An earlier cohort as it was settled, for a rule that pools cohorts, and what was paid for it.

    `control_events` are events per person of its control.
    """

    n: int
    events: int
    control_events: Fraction
    paid_pence: int = 0


@dataclass(frozen=True)
class Level:
    """Referrals of a level of complexity: cases started, and hours delivered to them."""

    name: str
    cases: int
    hours: Fraction


@dataclass(frozen=True)
class Volume:
    """What a contract paid by volume counts in a cohort's window."""

    referrals: int
    starts: int
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a rule needs to know of one cohort. All rates are exact.

    `n` people, `reconvicted` of them, with `events` in all. `baseline` is the share of 1 that the rate is set against,
    already adjusted, with its standard error `baseline_se` (0 where the contract takes it as fixed). `control_events` is
    what events are set against: events per person of the control for the rule events, reoffences per person reconvicted in
    the baseline for the rule three-way. `earlier` are the cohorts settled before this one.
    """

    n: int
    reconvicted: int = 0
    events: int = 0
    baseline: Fraction | None = None
    baseline_se: float = 0.0
    control_events: Fraction | None = None
    earlier: tuple[Settled, ...] = ()
    is_last: bool = False
    volume: Volume | None = None


@dataclass(frozen=True)
class Line:
    """A line of a statement. `working` says how the amount came about; a line that informs only has no amount."""

    label: str
    amount_pence: int | None
    working: str
    status: Status


@dataclass(frozen=True)
class Statement:
    """What a cohort's outcome pays, from the department to the provider (below zero: reclaimed from it).

    `decision` is one of DECISIONS. `is_met` says whether the contract's target was met, None where the rule has none.
    `lines` with an amount add up to `total_pence`; `passed_on` are the shares of partners, out of the provider's.
    `assumed` names the figures that are not published. `levels` are the cases that lines of hours rest on: on screen those
    of few people are hidden.
    """

    rule: str
    decision: str
    is_met: bool | None
    lines: tuple[Line, ...]
    total_pence: int
    passed_on: tuple[Line, ...]
    assumed: tuple[str, ...]
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True, eq=False)
class Payments:
    """Payments over many outcomes: total pence (int64), the decision and whether the target was met, one a draw.

    `has_target` is false for a rule without a target: `is_met` is then false throughout and means nothing.
    """

    pence: np.ndarray
    decision: np.ndarray
    is_met: np.ndarray
    has_target: bool = True

    def probability(self, decision: str) -> float:
        """Share of the draws with this decision."""
        return float((self.decision == decision).mean())
