"""What a projection says of a contract and its cohorts: frozen results with the evidence they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from throughgate.methods.casemix import CaseMix, Diagnostics, Scores
from throughgate.methods.nowcast import DelayRatio, Nowcast, SimpleEstimates
from throughgate.methods.payment import Outcome, Payments, Statement
from throughgate.results import ContractData
from throughgate.rules import REWEIGHTED_CONTROL
from throughgate.terms import Cohort, Contract

SEED = 1
"""Of the draws, unless another is asked for: the same data, terms and seed give the same figures to the last digit."""

TOO_EARLY, PROJECTED, FINAL = "too-early", "projected", "final"
WINDOW_OPEN, NOBODY_YET, NO_COMPLETED_GROUP, RANGE_TOO_WIDE = (
    "window-open", "nobody-released", "no-completed-group", "range-too-wide",
)  # fmt: skip
"""Why it is too early."""


@dataclass(frozen=True)
class Quantiles:
    """Mean and quantiles of draws."""

    mean: float
    p2_5: float
    p10: float
    p50: float
    p90: float
    p97_5: float


@dataclass(frozen=True, eq=False)
class InForce:
    """The baseline that the contract sets a cohort against.

    `cohort` is whom it was counted on; `rate` the share of 1 before adjustment (the contract's own figure where
    `is_from_terms`; projected for a control still followed up), `counted` the one counted in the data, None where that is
    not final, `adjusted` after `method`; `se` its standard error, 0 where fixed. `control_events` are events per person of
    a control, weighted to the cohort's mix; for the other methods events for each person reconvicted. `possible` are equally
    likely ends, (adjusted, control_events) each, of a control still followed up, the ends of its 95% range first and last;
    empty where there is nothing to wait for. `control_events_se` is the standard error of a final control's weighted
    events; `scores` tells how the two groups' scores lie.
    """

    cohort: Cohort
    rate: Fraction
    counted: Fraction | None
    is_from_terms: bool
    adjusted: Fraction
    method: str
    se: float
    casemix: CaseMix | None
    diagnostics: Diagnostics | None
    control_events: Fraction | None
    scores: Scores | None = None
    possible: tuple[tuple[Fraction, Fraction], ...] = ()
    control_events_se: float = 0.0

    @property
    def is_control(self) -> bool:
        """Whether it is people released at the same time as the cohort."""
        return self.method == REWEIGHTED_CONTROL


@dataclass(frozen=True, eq=False)
class PaymentProjection:
    """What would be paid: over the draws, at the middle of them (`statement`), and what one reconviction fewer is worth."""

    payments: Payments
    expected_pence: int
    p10_pence: int
    p50_pence: int
    p90_pence: int
    statement: Statement
    by_decision: dict[str, float]
    marginal_pence: float


@dataclass(frozen=True, eq=False)
class CohortProjection:
    """One cohort as it looks on the as-at date.

    `status` is TOO_EARLY (95% range wider than 10 points, or nothing to project with), PROJECTED or FINAL. `final_rate` is
    in shares of 1, `final_events` in events per 100 people, `change_points` the rate less the adjusted baseline in
    percentage points, below zero where lower; `relative_change`, of the rule events, is the events per person less the
    control's in per cent of the control's. `payment` is None where the range is too wide for pounds or nothing is paid.
    `outcome` is what today's counts would be, were they final. `why_too_early` is one of WINDOW_OPEN (paid by volume),
    NOBODY_YET, NO_COMPLETED_GROUP (to project with, or to be set against) and RANGE_TOO_WIDE, None where it is not.
    """

    cohort: Cohort
    status: str
    n: int
    n_expected: int
    reconvicted: int = 0
    events: int = 0
    mature: int = 0
    final_rate: Quantiles | None = None
    final_events: Quantiles | None = None
    nowcast: Nowcast | None = None
    event_nowcast: Nowcast | None = None
    simple: SimpleEstimates | None = None
    delay: DelayRatio | None = None
    baseline: InForce | None = None
    change_points: Quantiles | None = None
    p_threshold_met: float | None = None
    payment: PaymentProjection | None = None
    oe: float | None = None
    outcome: Outcome | None = None
    relative_change: Quantiles | None = None
    why_too_early: str | None = None

    @property
    def is_settled(self) -> bool:
        """Whether what is paid for it can no longer move, late records aside."""
        return self.status == FINAL and self.payment is not None


@dataclass(frozen=True, eq=False)
class Projection:
    """Every cohort of a contract on a day, by the terms in force or by changed ones."""

    contract: ContractData
    terms: Contract
    as_at: date
    seed: int
    snapshot_id: str
    cohorts: tuple[CohortProjection, ...]

    def cohort(self, cohort_id: str) -> CohortProjection:
        """The cohort of this id; KeyError where there is none."""
        return {c.cohort.id: c for c in self.cohorts}[cohort_id]


@dataclass(frozen=True)
class Step:
    """One reason for which a projection moved: by so many points of its bridge's change, and pence where pounds are shown."""

    name: str
    points: Decimal
    pence: int | None


@dataclass(frozen=True)
class Bridge:
    """From one day's projected change against the baseline to another's; the steps add up exactly.

    The change is in percentage points of the rate; where events are the contract's headline, in per cent of the control's
    events, below zero where fewer (`is_of_events`).
    """

    is_of_events: bool
    before: date
    after: date
    points_before: Decimal
    points_after: Decimal
    pence_before: int | None
    pence_after: int | None
    steps: tuple[Step, ...]
