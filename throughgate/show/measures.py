"""The two measures of reconviction: how each is read from figures, named and written. They never share an axis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from throughgate.results import CohortRates
from throughgate.show import words
from throughgate.show.periods import Figures
from throughgate.terms import Contract


@dataclass(frozen=True)
class Measure:
    """One measure. `read` gives estimate and 95% limits on the scale of the axis; `say` writes them."""

    name: str
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
    "Reconvicted at least once", "Per cent of people reconvicted", "%", _share,
    lambda figures: words.rate(figures.binary), lambda value: f"{value:.1f}%",
)  # fmt: skip
EVENTS = Measure(
    "Reconviction events", "Events for each 100 people", "", _per_100,
    lambda figures: words.per_100(figures.frequency), lambda value: f"{value:.1f}",
)  # fmt: skip


def in_order(contract: Contract) -> tuple[Measure, Measure]:
    """Both measures, the one the contract is judged on first."""
    return (EVENTS, RATE) if contract.outcome.headline == "frequency" else (RATE, EVENTS)
