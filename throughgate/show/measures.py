"""The two measures of reconviction: how each is read from figures, named and written. They never share an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from throughgate.results import CohortRates
from throughgate.show import words
from throughgate.show.periods import Figures
from throughgate.terms import Contract


@dataclass(frozen=True)
class Measure:
    """One measure. `read` gives estimate and 95% limits on the scale of the axis; `say` writes them.

    `name` heads a chart, `box` a single figure.
    """

    name: str
    box: str
    axis: str
    tick_suffix: str
    read: Callable[[Figures | CohortRates], tuple[float, float, float]]
    say: Callable[[Figures | CohortRates], str]
    short: Callable[[float], str]


def _share(figures: Figures | CohortRates) -> tuple[float, float, float]:
    rate = figures.binary
    return 100 * rate.rate, 100 * rate.low, 100 * rate.high


def _per_100(figures: Figures | CohortRates) -> tuple[float, float, float]:
    events = figures.frequency
    return events.events_per_100, events.low, events.high


RATE = Measure(
    "Reconvicted at least once", "Reconvicted", "Per cent of people reconvicted", "%", _share,
    lambda figures: words.rate(figures.binary), lambda value: words.per_cent(value),
)  # fmt: skip
EVENTS = Measure(
    "Reconviction events", "Events per 100", "Events for each 100 people", "", _per_100,
    lambda figures: words.per_100(figures.frequency), lambda value: f"{value:.1f}",
)  # fmt: skip


NOUNS = {"reconvicted": "reconviction", "proven to reoffend": "proven reoffending"}
"""What is counted, as a noun, for each thing that a person counted may be called. Any other has none of its own."""


def rate_name(contract: Contract) -> str:
    """What the rate is called: only what counts reconvictions is a reconviction rate."""
    counted = contract.outcome.counted_as
    return f"{NOUNS[counted]} rate" if counted in NOUNS else f"rate of people {counted}"


def event_name(contract: Contract) -> str:
    """What one event is called."""
    return f"{NOUNS.get(contract.outcome.counted_as, '')} event".strip()


def is_paid_by_volume(contract: Contract) -> bool:
    """Whether the contract pays for referrals and starts, and so measures no reconviction."""
    return contract.outcome.headline == "volume"


OF_REFERRALS = (
    ("Cohort", "the referrals received in a stated window."),
    ("Referral", "a person sent to the service; what is counted is referrals, so somebody sent twice counts twice."),
    ("Start", "a referral whose first delivery session was attended."),
)
"""Words of a contract paid by volume."""


def in_order(contract: Contract) -> tuple[Measure, ...]:
    """The measures that the contract's data give, the one it is judged on first, named by what it counts; none where it
    is paid by volume.
    """
    if is_paid_by_volume(contract):
        return ()
    counted = contract.outcome.counted_as
    title = counted.capitalize()
    rate = replace(RATE, name=f"{title} at least once", box=title, axis=f"Per cent of people {counted}")
    if not contract.outcome.has_frequency:
        return (rate,)
    events = replace(EVENTS, name=f"{event_name(contract).capitalize()}s")
    return (events, rate) if contract.outcome.headline == "frequency" else (rate, events)


def definitions(contract: Contract, general: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Words and their meanings: the general ones, but those of the measure as this contract counts."""
    if is_paid_by_volume(contract):
        return (*OF_REFERRALS, *((name, meaning) for name, meaning in general if name == "As at"))
    if not contract.outcome.counts_out_of_court:
        return tuple(general)
    counted = contract.outcome.counted_as
    own = {
        "Reconvicted": (
            counted.capitalize(),
            "convicted at court, or given a caution or another out-of-court disposal, for an offence within the follow-up, "
            "the disposal coming in time; the contract's own lengths stand at the foot of every page.",
        ),
        "Reconviction event": (
            event_name(contract).capitalize(),
            "a day with a conviction or an out-of-court disposal for an offence within the follow-up, however many "
            "offences it deals with; given for each 100 people.",
        ),
    }
    return tuple(own.get(name, (name, meaning)) for name, meaning in general)
