"""What a contract's rule asks for, and what its terms leave open for the designer to choose."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from throughgate.terms import Contract

Number = Decimal | Fraction | int
Unit = Literal["percentage points", "per cent fewer events"]

BASELINE_PEOPLE = 1570
"""People a counted baseline rests on where nothing better is known: a year's discharges of Doncaster."""

MOST_PEOPLE = 1_000_000
MOST_YEARS = 20
MOST_YEAR_SD = 20


class DesignError(ValueError):
    """A question the designer cannot answer; the message names the value and the remedy."""


@dataclass(frozen=True)
class Setting:
    """What the terms leave open.

    Cohorts are of `n` people. `baseline_rate` is in per cent, exact; the terms' own where None. The baseline is a fixed number, or
    counted on `baseline_n` people in the worst (highest) of `worst_of` years: more than one makes it counted whatever
    `baseline` says. Years differ by a normal effect of SD `year_sd_points`, in cohorts and in counted baselines alike.
    Tests passed together and apart are over `cohorts` cohorts against one baseline.
    """

    n: int
    baseline_rate: Fraction | None = None
    baseline: Literal["fixed", "estimated"] = "fixed"
    baseline_n: int = BASELINE_PEOPLE
    year_sd_points: Decimal = Decimal(0)
    worst_of: int = 1
    cohorts: int = 4

    @property
    def is_counted(self) -> bool:
        """Whether the baseline has an error of its own."""
        return self.baseline == "estimated" or self.worst_of > 1


@dataclass(frozen=True)
class Target:
    """What a rule asks for, in `unit`: `size` exactly, None where it asks for a significant fall of any size."""

    unit: Unit
    size: Fraction | None

    @property
    def is_of_events(self) -> bool:
        """Whether events are set against a control, rather than people against a baseline."""
        return self.unit == "per cent fewer events"


def target_of(terms: Contract) -> Target:
    """The contract's target; DesignError where it has none."""
    rule = terms.payment.rule if terms.payment else None
    if rule == "threshold":
        return Target("percentage points", Fraction(terms.figure("threshold")))
    if rule == "balancing":
        return Target("percentage points", Fraction(terms.figure("full-fall")))
    if rule == "three-way":
        return Target("percentage points", None)
    if rule == "events":
        return Target("per cent fewer events", Fraction(terms.figure("trigger-cohort")))
    why = f"pays by the rule {rule}, which sets no target" if rule else "pays nothing"
    raise DesignError(f"{terms.name} {why}: choose a contract of the rule threshold, balancing, three-way or events")


def cohorts_tested(terms: Contract) -> int:
    """How many cohorts are tested together and apart: those that the contract pays on, not those once contracted."""
    return max(1, len(terms.paid_on))


def baseline_percent(terms: Contract, setting: Setting) -> Fraction:
    """The baseline's rate in per cent: the one set, or the terms' own; DesignError where neither is there."""
    if setting.baseline_rate is not None:
        return setting.baseline_rate
    if "baseline-rate" not in terms.figures:
        raise DesignError(f"{terms.name} fixes no baseline rate: give one, in per cent (--baseline-rate 47.5)")
    return Fraction(terms.figure("baseline-rate"))


def check(terms: Contract, setting: Setting, effect: Decimal) -> None:
    """Refuse what cannot be; DesignError names the value and the range."""
    ranges: list[tuple[str, Number, Number, Number]] = [
        ("n", setting.n, 1, MOST_PEOPLE),
        ("baseline-n", setting.baseline_n, 1, MOST_PEOPLE),
        ("year-sd", setting.year_sd_points, 0, MOST_YEAR_SD),
        ("worst-of", setting.worst_of, 1, MOST_YEARS),
        ("cohorts", setting.cohorts, 1, MOST_YEARS),
    ]
    if target_of(terms).is_of_events:
        ranges.append(("effect, in per cent fewer events", effect, -100, 100))
    else:
        rate = baseline_percent(terms, setting)
        ranges += [
            ("baseline-rate", rate, 0, 100),
            ("effect, in percentage points", Fraction(effect), rate - 100, rate),
        ]
    for name, value, least, most in ranges:
        if not least <= value <= most:
            said = [f"{float(number):.15g}" for number in (value, least, most)]
            raise DesignError(f"{name} {said[0]} is out of range: give a number from {said[1]} to {said[2]}")
