"""A cohort as the Payment page sees it: what may be shown of it, and what the page's sentences and charts ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from throughgate.methods.disclosure import SMALLEST_GROUP, UNRELIABLE_BELOW, is_small
from throughgate.projection import FINAL, PROJECTED, TOO_EARLY, CohortProjection, Projection, Quantiles
from throughgate.results import CohortRates
from throughgate.rules import Rule
from throughgate.show import words
from throughgate.terms import Cohort, Contract

NOBODY, HIDDEN = "nobody", "hidden"
LIKELY, VERY_LIKELY = 0.6, 0.9
"""Chances from which something is called likely and very likely; between 40% and 60% neither side is favoured."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A cohort's projection with the terms it is paid by and the day it is looked at from.

    `rests_on_few` says that the group it is set against, or projected with, is itself too small to be shown: whatever is
    set against it would give its figures away. `rates` are the contract's cohorts as counted on that day.
    """

    terms: Contract
    now: CohortProjection
    as_at: date
    rests_on_few: bool = False
    rates: tuple[CohortRates, ...] = ()

    def rates_of(self, cohort: Cohort) -> CohortRates | None:
        """A cohort as counted, None where it was not."""
        return next((rate for rate in self.rates if rate.cohort.id == cohort.id), None)

    @property
    def state(self) -> str:
        """NOBODY, HIDDEN where it, or what it rests on, has too few people, or the projection's own status."""
        if self.now.n == 0:
            return NOBODY
        return HIDDEN if self.is_few or self.rests_on_few else self.now.status

    @property
    def is_few(self) -> bool:
        """Whether too few people are in the cohort itself, or too few of them reconvicted or not."""
        return self.now.n < SMALLEST_GROUP if self.is_volume else is_small(self.now.n, self.now.reconvicted)

    @property
    def is_control_open(self) -> bool:
        """Whether it is set against a control that is still followed up, so that what that will reach is projected."""
        base = self.now.baseline
        return base is not None and base.is_control and base.counted is None

    @property
    def is_final(self) -> bool:
        """Whether it may be shown and everybody's follow-up is complete."""
        return self.state == FINAL

    @property
    def is_counted(self) -> bool:
        """Whether its own follow-up is complete, so that its figure is final, also while what it is set against is not.

        A projection is none the more final for having no width: few people may leave nothing to chance in every draw.
        """
        return self.is_final or is_counted(self.now)

    @property
    def is_told(self) -> bool:
        """Whether a final rate may be given, projected or reached."""
        return self.state in (PROJECTED, FINAL) and self.now.final_rate is not None

    @property
    def is_paid(self) -> bool:
        """Whether pounds may be shown. Of volumes they may be from the first day: nothing in them is projected."""
        states = (PROJECTED, FINAL, TOO_EARLY) if self.is_volume else (PROJECTED, FINAL)
        return self.now.payment is not None and self.state in states

    @property
    def rule(self) -> Rule | None:
        """The rule that pays; None where the contract pays nothing."""
        return self.terms.payment.rule if self.terms.payment else None

    @property
    def is_volume(self) -> bool:
        """Whether referrals are paid for, and no reconviction is measured."""
        return self.terms.outcome.headline == "volume"

    @property
    def is_events(self) -> bool:
        """Whether the contract is judged on events rather than on people."""
        return self.terms.outcome.headline == "frequency"

    @property
    def name(self) -> str:
        """The cohort's name, as at the head of a sentence."""
        return self.now.cohort.name

    @property
    def headline(self) -> Quantiles | None:
        """What the contract is judged on, as on screen: events for each 100 people, or per cent of people."""
        return self.now.final_events if self.is_events else scaled(self.now.final_rate, 100)

    @property
    def reference(self) -> float | None:
        """What the headline is set against, in the same unit."""
        base = self.now.baseline
        if base is None:
            return None
        if not self.is_events:
            return 100 * float(base.adjusted)
        return None if base.control_events is None else 100 * float(base.control_events)

    @property
    def reference_name(self) -> str:
        """What that is called: control, adjusted baseline, or baseline where the contract does not adjust it."""
        base = self.now.baseline
        if base is None or base.method == "none":
            return "baseline"
        return "matched control" if base.is_control else "adjusted baseline"

    @property
    def rate_name(self) -> str:
        """What the rate counts; only convictions may be called reconvictions."""
        counted = self.terms.outcome.counted_as
        return "reconviction rate" if counted == "reconvicted" else f"rate of people {counted}"

    @property
    def fewer_percent(self) -> Quantiles | None:
        """How many per cent fewer events than the control's, below zero where more; its lowest end is of most events.

        With what the control may yet reach, where the projection has it so.
        """
        events, control = self.now.final_events, self.reference if self.is_events else None
        if events is None or not control:
            return None
        change = self.now.relative_change or scaled(events, 100 / control, less=100)
        return Quantiles(-change.mean, *(-value for value in reversed(quantile_values(change))))


def seen_of(projection: Projection, cohort_id: str, rates: Sequence[CohortRates]) -> Seen:
    """A cohort of a projection, hidden where the groups it rests on are, by its contract's terms or by those tried."""
    cohort = projection.cohort(cohort_id)
    is_on_few = any(
        rests_on_few(terms, cohort.cohort, rates) for terms in (projection.contract.terms, projection.terms)
    )
    return Seen(projection.terms, cohort, projection.as_at, is_on_few, tuple(rates))


def rests_on_few(terms: Contract, cohort: Cohort, rates: Sequence[CohortRates]) -> bool:
    """Whether the group that a cohort is set against, or one it may be projected with, is too small to be shown.

    It is projected with the group it is set against where that is complete, else with an earlier one that is.
    """
    measured = terms.measured_against(cohort)
    against = next((rate for rate in rates if measured is not None and rate.cohort.id == measured.id), None)
    if against is not None and is_small(against.binary.n, against.binary.reconvicted):
        return True
    if against is not None and _can_be_projected_with(against):
        return False
    earlier = (rate for rate in rates if rate.cohort.discharged_to < cohort.discharged_from)
    return any(_can_be_projected_with(rate) and is_small(rate.binary.n, rate.binary.reconvicted) for rate in earlier)


def _can_be_projected_with(rate: CohortRates) -> bool:
    return rate.is_final and rate.binary.n >= UNRELIABLE_BELOW


def say_value(seen: Seen, value: float) -> str:
    """A value of the headline: 54.9%, or 141.8 events."""
    return f"{value:.1f}" if seen.is_events else words.per_cent(value)


def headline_range(seen: Seen) -> str:
    """The 95% range of the headline: 53.1% to 56.6%."""
    return f"{say_value(seen, seen.headline.p2_5)} to {say_value(seen, seen.headline.p97_5)}"


def quantile_values(of: Quantiles) -> tuple[float, float, float, float, float]:
    """The quantiles of 2.5, 10, 50, 90 and 97.5 per cent, in that order."""
    return of.p2_5, of.p10, of.p50, of.p90, of.p97_5


def scaled(of: Quantiles | None, by: float, *, less: float = 0) -> Quantiles | None:
    """Every one of them times `by`, less `less`."""
    return None if of is None else Quantiles(*(by * value - less for value in (of.mean, *quantile_values(of))))


def is_counted(now: CohortProjection) -> bool:
    """Whether everybody who is expected in a cohort is in it and followed up to the end."""
    return 0 < now.n == now.mature == now.n_expected


def has_range(of: Quantiles) -> bool:
    """Whether two ends differ; whether a figure is final is its cohort's follow-up, not this."""
    return of.p2_5 != of.p97_5


def chance(share: float) -> str:
    """A chance in whole per cent, never none nor all of it: under 1%, 3%, over 99%."""
    if share < 0.01:
        return "under 1%"
    return "over 99%" if share > 0.99 else f"{int(100 * share + 0.5)}%"


def default_cohort(cohorts: Sequence[CohortProjection]) -> str:
    """The id of the first cohort with people that is not final yet, else of the last final one, else of the first."""
    begun = [c for c in cohorts if c.n > 0]
    following = [c for c in begun if c.status != FINAL]
    return (following or begun[-1:] or list(cohorts))[0].cohort.id


def in_order(cohorts: Sequence[CohortProjection]) -> dict[str, str]:
    """The names of the cohorts by id, the one shown unless another is asked for first."""
    first = default_cohort(cohorts)
    return {c.cohort.id: c.cohort.name for c in sorted(cohorts, key=lambda c: c.cohort.id != first)}


def cohort_choice(terms: Contract, cohorts: Sequence[CohortProjection]) -> tuple:
    """What the selector of cohorts is made from: label, key, options, how each is said and found, and what is missing."""
    names = in_order(cohorts)
    missing = f"{terms.name} has no cohort {{!r}}: {next(iter(names.values()))} is shown."
    return "Cohort", "cohort", tuple(names), names.__getitem__, partial(find_cohort, cohorts), missing


def find_cohort(cohorts: Sequence[CohortProjection], wanted: str) -> str | None:
    """The id of the cohort of this id or name, case aside; None where there is none."""
    said = wanted.strip().casefold()
    return next((c.cohort.id for c in cohorts if said in (c.cohort.id, c.cohort.name.casefold())), None)


def window(seen: Seen) -> str:
    """Who is in the cohort, as far as its window has come: people released October 2012 to September 2013."""
    cohort: Cohort = seen.now.cohort
    counted = "referrals" if seen.is_volume else "people released"
    if seen.as_at < cohort.discharged_from:
        return f"{counted} from {words.day(cohort.discharged_from)}"
    return f"{counted} {words.months(cohort.discharged_from, min(cohort.discharged_to, seen.as_at))}"
