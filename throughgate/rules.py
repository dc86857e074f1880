"""The part of a contract's terms that says how it pays and how its baseline is adjusted for who was released.

A rule is few words here and one pure function in `methods/payment/`. The numbers it turns on are `figures` of the
contract, named in RULE_FIGURES, so that each keeps its own source and status and can be changed on screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from throughgate.figure import ExactDecimal, Figure, Identifier, Status, Terms, Words

Rule = Literal["threshold", "events", "three-way", "balancing", "deduction", "volume"]
Kind = Literal["points", "percent", "pounds", "hours"]
"""What a figure is counted in: percentage points, per cent, pounds, hours."""

MEASURED_AGAINST: tuple[Rule, ...] = ("threshold", "events", "three-way", "balancing")
"""Rules that set a cohort against a baseline or a control."""

RULE_FIGURES: dict[str, dict[str, Kind]] = {
    "threshold": {
        "threshold": "points",
        "cap": "points",
        "core-value": "pounds",
        "share-at-risk": "percent",
        "slope": "pounds",
    },
    "events": {
        "trigger-cohort": "percent",
        "trigger-pooled": "percent",
        "price": "pounds",
        "most-paid": "pounds",
    },
    "three-way": {
        "confidence": "percent",
        "maximum-annual-payment": "pounds",
        "fee-for-service": "pounds",
        "binary-payment": "pounds",
        "frequency-price": "pounds",
    },
    "balancing": {"fee": "pounds", "upfront-share": "percent", "full-fall": "points"},
    "deduction": {"fee": "pounds", "deduction": "pounds", "most-deducted": "percent"},
    "volume": {"expected-conversion": "percent", "hours-per-session": "hours"},
}
"""The figures each rule needs, by the name they have in the terms.

threshold: `threshold` and `cap` in points below the baseline; `share-at-risk` of the year's `core-value` is reclaimed
where the threshold is missed; `slope` pounds for each whole point beyond it, in proportion, up to the cap.
events: `price` for each event averted; a cohort pays from `trigger-cohort` per cent fewer, all together, with the last of
them, from `trigger-pooled`; never more than `most-paid` over the contract.
three-way: z = (rate - baseline) / sqrt(baseline_se^2 + baseline (1 - baseline) / n), two-sided at `confidence`; a
significant fall earns `binary-payment`, a significant rise is deducted it; `frequency-price` for each reoffence averted
or added; all with `fee-for-service`, the year's, at most `maximum-annual-payment`.
balancing: `fee` for each person, `upfront-share` of it at once, the rest in proportion to the fall up to `full-fall`.
deduction: `fee` for each person less `deduction` for each reconviction event, at most `most-deducted` of the fees.
volume: bands of referrals or starts; `expected-conversion` of referrals into starts; hours from sessions.
"""

UNIT_WORDS: dict[Kind, str] = {
    "points": "percentage points",
    "percent": "per cent",
    "pounds": "pounds",
    "hours": "hours",
}
"""How the unit of a figure begins, so that it cannot say one thing and be counted as another."""

SERVICE_UNITS: dict[str, str] = {
    "allocated-within": "days",
    "triage-only-below": "days",
    "remand-from": "calendar year",
    "handover-from": "days",
    "handover-to": "days",
    "review-every": "days",
    "support-for": "months",
    "custody-caseload-least": "people",
    "custody-caseload-most": "people",
    "volunteers-planned": "volunteers",
    "engaged": "per cent",
    "released-locally": "per cent",
}
"""What may be known of a service beside its payment, and how the unit of each figure begins. A handover lies between
handover-from and handover-to days before release; the last two are shares that were published.
"""

SERVICE_RANGES = (("handover-from", "handover-to"), ("custody-caseload-least", "custody-caseload-most"))
"""Figures of which the first may not lie above the second."""


def check_service(figures: Mapping[str, Figure]) -> None:
    """Refuse what cannot be read of a service.

    Raises:
        ValueError: naming the figure, its value and the remedy.
    """
    for name, figure in figures.items():
        if name not in SERVICE_UNITS:
            raise ValueError(f"service.{name} is not known: give one of {', '.join(SERVICE_UNITS)}")
        if not figure.unit.startswith(SERVICE_UNITS[name]):
            raise ValueError(
                f'service.{name} has the unit "{figure.unit}": it is counted in {SERVICE_UNITS[name]}, begin with that'
            )
        if not figure.value.is_finite() or figure.value <= 0:
            raise ValueError(f"service.{name} is {figure.value}: give more than 0")
    for first, second in SERVICE_RANGES:
        if first in figures and second in figures and figures[first].value > figures[second].value:
            raise ValueError(
                f"service.{first} is {figures[first].value}, above service.{second}, {figures[second].value}: swap them"
            )


ABOVE_ZERO = ("full-fall", "hours-per-session", "confidence")
NOT_ABOVE = (("threshold", "cap"), ("fee-for-service", "maximum-annual-payment"))


def check_figures(rule: Rule, values: Mapping[str, Decimal]) -> None:
    """Refuse values of a rule's figures that it cannot pay by.

    Raises:
        ValueError: naming the figure, its value and the remedy.
    """
    for name, kind in RULE_FIGURES[rule].items():
        value = values[name]
        if not value.is_finite() or value < 0 or (value == 0 and name in ABOVE_ZERO):
            raise ValueError(f"figures.{name} is {value}: give {'more than 0' if name in ABOVE_ZERO else '0 or more'}")
        if kind in ("percent", "points") and value > 100:
            raise ValueError(f"figures.{name} is {value}: give at most 100")
        if name == "confidence" and value == 100:
            raise ValueError(f"figures.{name} is {value}: give less than 100, since no test is certain")
    for low, high in NOT_ABOVE:
        if low in RULE_FIGURES[rule] and values[low] > values[high]:
            raise ValueError(
                f"figures.{low} is {values[low]}, above figures.{high}, {values[high]}: lower it or raise that"
            )


Method = Literal["none", "mean-ogrs", "mean-ogrs-one-way", "recalibration", "reweighted-control"]
REWEIGHTED_CONTROL: Method = "reweighted-control"
"""The method that sets a cohort against people released at the same time, and not against its own past."""
Score = Literal["ogrs3-one-year", "ogrs3-two-year", "ogrs4g", "recorded"]


class Partner(Terms):
    """A partner to whom a share of reward, of risk or of both passes; shares in per cent of it."""

    name: Words
    reward_share: Annotated[ExactDecimal, Field(ge=0, le=100)]
    risk_share: Annotated[ExactDecimal, Field(ge=0, le=100)]
    source: Words
    status: Status


class Band(Terms):
    """A band of volume: from so many referrals or starts in a cohort's window on, this fee in pounds for the window."""

    from_count: Annotated[int, Field(ge=0)]
    fee: Annotated[ExactDecimal, Field(ge=0)]


class Complexity(Terms):
    """A level of complexity: the sessions up to which a plan is of it, the hours planned a case, and the share of cases.

    `profiled_share` is in per cent of the cases that the contract was priced on.
    """

    name: Words
    up_to_sessions: Annotated[int, Field(ge=1)]
    planned_hours: Annotated[ExactDecimal, Field(gt=0)]
    profiled_share: Annotated[ExactDecimal, Field(ge=0, le=100)]


class Payment(Terms):
    """Which rule pays, to whom it passes on, and for the volume rule its bands and complexity levels."""

    rule: Rule
    partners: tuple[Partner, ...] = ()
    bands_on: Literal["referrals", "starts"] | None = None
    bands: tuple[Band, ...] = ()
    complexity: tuple[Complexity, ...] = ()
    source: Words
    status: Status

    @model_validator(mode="after")
    def _volume_has_bands(self) -> Payment:
        if (self.rule == "volume") != bool(self.bands and self.bands_on):
            raise ValueError("bands and bands_on belong to the rule volume, and to it alone: add or remove them")
        starts = [band.from_count for band in self.bands]
        if starts != sorted(set(starts)) or (starts and starts[0] != 0):
            raise ValueError(f"bands must start at 0 and rise: {starts}")
        return self

    @model_validator(mode="after")
    def _complexity_adds_up(self) -> Payment:
        if self.complexity and self.rule != "volume":
            raise ValueError("complexity belongs to the rule volume: remove it")
        ends = [level.up_to_sessions for level in self.complexity]
        if ends != sorted(set(ends)):
            raise ValueError(f"complexity must rise, each level up to more sessions: {ends}")
        shares = sum(level.profiled_share for level in self.complexity)
        if self.complexity and shares != 100:
            raise ValueError(f"profiled_share of complexity adds up to {shares}: it must be 100")
        return self

    @model_validator(mode="after")
    def _partners_share_no_more_than_all(self) -> Payment:
        for share in ("reward_share", "risk_share"):
            if (shared := sum(getattr(partner, share) for partner in self.partners)) > 100:
                raise ValueError(f"{share} of the partners adds up to {shared}: at most 100 can be shared")
        return self


class Adjustment(Terms):
    """How the baseline is adjusted for case mix in the payment itself, and on which score.

    `baseline` says whether the payment takes the baseline as a fixed number or as an estimate with an error of its own.
    """

    method: Method
    score: Score = "ogrs3-one-year"
    baseline: Literal["fixed", "estimated"] = "fixed"
    source: Words
    status: Status


__all__ = [
    "MEASURED_AGAINST", "RULE_FIGURES", "Adjustment", "Band", "Complexity", "Identifier", "Kind", "Method", "Partner",
    "Payment", "Rule", "Score", "check_figures",
]  # fmt: skip
