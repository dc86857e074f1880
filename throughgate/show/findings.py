"""What the rates of a contract say, in sentences: the title of a page and its lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from throughgate.methods.change import Change
from throughgate.results import CohortRates, change_from_baseline
from throughgate.show import words
from throughgate.show.measures import event_name, is_paid_by_volume, rate_name
from throughgate.show.periods import shown_cohorts
from throughgate.terms import Contract

NOTHING_SHOWN = "No cohort has a rate that can be shown"
PAID_BY_VOLUME = "is paid for referrals and starts, and measures no reconviction"


@dataclass(frozen=True)
class Standing:
    """Where a contract stands: its baseline, its latest final cohort, the next one, and the change between the first two.

    Cohorts that may not be shown are in none of them.
    """

    contract: Contract
    baseline: CohortRates | None
    final: CohortRates | None
    next: CohortRates | None
    change: Change | None

    @property
    def newest(self) -> CohortRates | None:
        """The latest cohort with a final rate or, where none has one, the first still followed up."""
        return self.final or self.next

    @property
    def is_frequency(self) -> bool:
        """Whether the contract is judged on events rather than on people."""
        return self.contract.outcome.headline == "frequency"


def standing(contract: Contract, rates: Sequence[CohortRates]) -> Standing:
    """Where the contract stands, from the rates of its cohorts."""
    shown = shown_cohorts(rates)
    measured = [rate for rate in shown if rate.cohort.kind == "cohort"]
    baseline = next((rate for rate in shown if rate.cohort.kind == "baseline"), None)
    final = next((rate for rate in reversed(measured) if rate.is_final), None)
    following = next((rate for rate in measured if not rate.is_final), None)
    change = change_from_baseline(final, baseline) if final else None
    return Standing(contract, baseline, final, following, change)


def title(now: Standing) -> str:
    """The finding, in one sentence."""
    if is_paid_by_volume(now.contract):
        return f"{now.contract.name} {PAID_BY_VOLUME}"
    if now.newest is None:
        return NOTHING_SHOWN
    name = now.newest.cohort.name
    if now.final is None:
        return f"It is too early to judge {words.in_sentence(name)}: its follow-up is not complete"
    if now.is_frequency:
        return f"{name} had {now.final.frequency.events_per_100:.1f} {event_name(now.contract)}s for each 100 people {words.entered(now.contract)}"
    if now.change is None:
        return f"{words.percent(now.final.binary.rate)} of {words.in_sentence(name)} were {_counted(now)}, and {_why_no_change(now)}"
    if words.verdict(now.change).startswith("not"):
        return f"{name}: not enough evidence that its {rate_name(now.contract)} differs from the baseline's"
    against = words.against(now.change.points, "its baseline's")
    return f"{name}'s {rate_name(now.contract)} is {against}"


def _counted(now: Standing) -> str:
    return now.contract.outcome.counted_as


def _why_no_change(now: Standing) -> str:
    """Why a final cohort has no change from a baseline."""
    if all(cohort.kind != "baseline" for cohort in now.contract.cohorts):
        return "there is no baseline to set it against"
    return "its baseline cannot be shown" if now.baseline is None else "its baseline is not final yet"


def lead(now: Standing, as_at: date) -> str:
    """Two or three sentences: the rate, its change, n, and how complete the follow-up is."""
    if is_paid_by_volume(now.contract):
        return (
            "What it pays turns on how many people are referred and how many of them start, whatever they go on to do. "
            "So there is no rate to show, and nothing to set against another contract's."
        )
    if now.newest is None:
        return f"A cohort either has nobody released yet or is {words.HIDDEN}."
    sentences = [_final_words(now)] if now.final else []
    sentences += [_change_words(now)] if now.change else []
    sentences += [_next_words(now, as_at)] if now.next else []
    return " ".join([*sentences, *_what_stands_in(now.contract)])


def _what_stands_in(contract: Contract) -> list[str]:
    """Where the measure itself is assumed, the contract's first note: it says what stands in for a reconviction."""
    return list(contract.notes[:1]) if contract.outcome.status == "assumed" else []


def _final_words(now: Standing) -> str:
    rates = now.final
    who = f"Of {words.people(rates.binary.n)} in {words.in_sentence(rates.cohort.name)}"
    binary = f"**{words.rate(rates.binary)}** were {_counted(now)}"
    events = f"{words.per_100(rates.frequency)} {event_name(now.contract)}s for each 100 people"
    if now.is_frequency:
        return f"{who}, all followed up, there were **{events}**; {binary.replace('**', '')} at least once (95% intervals)."
    with_events = f", with {events}" if now.contract.outcome.has_frequency else ""
    return f"{who}, all followed up, {binary} at least once (95% interval){with_events}."


def _change_words(now: Standing) -> str:
    base = now.baseline
    who = f"{words.people(base.binary.n)} in {words.in_sentence(base.cohort.name)}"
    of_baseline = f"the {words.rate(base.binary)} of {who}"
    return f"That is {words.against(now.change.points, of_baseline)} (95% interval of the difference {words.points_range(now.change)})."


def _next_words(now: Standing, as_at: date) -> str:
    rates = now.next
    so_far = (
        words.per_100(rates.frequency) + " events for each 100 people" if now.is_frequency else words.rate(rates.binary)
    )
    return (
        f"{rates.cohort.name} ({words.people(rates.binary.n)}) stands at {so_far} so far, which "
        f"{words.so_far(being_released=as_at < rates.cohort.discharged_to)}: {words.maturity(rates, now.contract, as_at)}."
    )
