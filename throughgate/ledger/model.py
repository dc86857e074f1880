"""What a ledger holds: the payment, what it rests on, the same computed again, and the people where they may be listed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

import pandas as pd

from throughgate.methods.payment import Statement
from throughgate.projection import FINAL, CohortProjection
from throughgate.results import CohortRates, ContractData
from throughgate.terms import Cohort, Contract

Measured = Literal["count", "share", "each", "pence"]
"""What a figure is: a count, a share of 1, so many for each person, or pence."""


@dataclass(frozen=True)
class Counts:
    """A cohort in numbers: `n` people counted, `followed` of them to the end, `reconvicted`, `events`; left out by reason.

    Of a contract paid by volume `n` counts referrals, `starts` of them, and nothing else is counted.
    """

    n: int
    reconvicted: int
    events: int
    followed: int
    left_out: dict[str, int] = field(default_factory=dict)
    starts: int = 0


@dataclass(frozen=True)
class SecondLine:
    """A line of the second payment, in pence; a fixed one is paid whatever the outcome."""

    label: str
    pence: int
    is_fixed: bool = False


@dataclass(frozen=True)
class ControlBand:
    """People of a control in five points of risk.

    `risk_from` is in per cent, None for people without a score; `cohort_people` are the cohort's in the same band.
    """

    risk_from: int | None
    cohort_people: int
    people: int
    reconvicted: int
    events: int


@dataclass(frozen=True)
class Second:
    """The second computation: counts, the baseline it pays by (a share of 1) and the lines of the payment, None where
    nothing is paid.

    `control_events` are events per person of a control or for each person reconvicted of the baseline, as the rule takes
    them. `is_baseline_given` says that the baseline was taken over from the first computation: that of a control not
    yet followed up is projected, and no count can confirm a projection. `passed_on` are the shares of partners, `bands`
    those of a control that is followed up, as it is weighted.
    """

    counts: Counts
    baseline: Fraction | None
    control_events: Fraction | None
    is_baseline_given: bool
    lines: tuple[SecondLine, ...] | None
    passed_on: tuple[SecondLine, ...] = ()
    bands: tuple[ControlBand, ...] = ()

    @property
    def total_pence(self) -> int | None:
        """What the lines come to."""
        return None if self.lines is None else sum(line.pence for line in self.lines)


@dataclass(frozen=True)
class Check:
    """A figure by both computations, and whether they agree: counts and pence exactly, rates to a millionth."""

    what: str
    measured: Measured
    first: int | Fraction | None
    second: int | Fraction | None
    agrees: bool


def control_of(terms: Contract, cohort: Cohort) -> Cohort | None:
    """The people released elsewhere whom a cohort is set against; None where it is set against its own past or nobody."""
    if not terms.has_control:
        return None
    return terms.measured_against(cohort)


@dataclass(frozen=True, eq=False)
class Ledger:
    """The payment for a cohort and all that it rests on, as known on a day.

    `statement` is the payment of a final cohort, and of volumes what has come so far; None where nothing is paid or
    nothing is settled yet. `rates` are those of the contract's cohorts: they tell which group may not be shown.
    `episodes` has one row a release (a referral, where volume is paid); None where people may not be listed.
    `control_episodes` are those of the control that it is set against, None also where there is no control.
    """

    contract: ContractData
    terms: Contract
    as_at: date
    snapshot_id: str
    cohort: CohortProjection
    statement: Statement | None
    counts: Counts
    second: Second
    checks: tuple[Check, ...]
    episodes: pd.DataFrame | None
    rates: tuple[CohortRates, ...] = ()
    control_episodes: pd.DataFrame | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing but a conviction recorded late can still change it."""
        return self.cohort.status == FINAL

    @property
    def control(self) -> Cohort | None:
        """The control that the cohort is set against, if it is set against one."""
        return control_of(self.terms, self.cohort.cohort)

    @property
    def is_volume(self) -> bool:
        """Whether it is referrals that are counted."""
        return self.terms.outcome.headline == "volume"

    @property
    def disagreements(self) -> tuple[Check, ...]:
        """The figures on which the two computations differ."""
        return tuple(check for check in self.checks if not check.agrees)
