"""The two measures of reconviction: how each is read from figures, named and written. They never share an axis."""

from __future__ import annotations

from collections.abc import Callable
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
    lambda figures: words.rate(figures.binary), lambda value: f"{value:.1f}%",
)  # fmt: skip
EVENTS = Measure(
    "Reconviction events", "Events per 100", "Events for each 100 people", "", _per_100,
    lambda figures: words.per_100(figures.frequency), lambda value: f"{value:.1f}",
)  # fmt: skip


def in_order(contract: Contract) -> tuple[Measure, ...]:
    """The measures that the contract's data give, the one it is judged on first, named by what it counts."""
    counted = contract.outcome.counted_as
    title = counted.capitalize()
    rate = replace(RATE, name=f"{title} at least once", box=title, axis=f"Per cent of people {counted}")
    if not contract.outcome.has_frequency:
        return (rate,)
    return (EVENTS, rate) if contract.outcome.headline == "frequency" else (rate, EVENTS)
