"""Who gets how much: parking and cherry-picking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughgate.fairness.model import Check
from throughgate.fairness.support.contact import Decay, Followed, Hours, read_decay, read_hours
from throughgate.fairness.support.given import Differences, EngagedByRisk, Nothing, read_given
from throughgate.fairness.support.trends import Trend, read_trends
from throughgate.store.reader import Reader
from throughgate.terms import Contract


@dataclass(frozen=True)
class Support:
    """Who gets how much: parking and cherry-picking.

    `trends` are the looks at how something changes with OGRS or needs, in the order of the page: hours, minutes with each case
    manager, offers, handovers and allocations.
    """

    hours: Hours
    decay: Decay | None
    trends: tuple[Trend, ...]
    engaged: EngagedByRisk | None
    nothing: tuple[Nothing, ...]
    differences: tuple[Differences, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every check, parking first."""
        decay = () if self.decay is None else (self.decay.check,)
        parking = tuple(trend.check for trend in self.trends if trend.check.kind == "parking")
        return (*parking, *decay, *(trend.check for trend in self.trends if trend.check.kind == "cherry-picking"))


def read_support(reader: Reader, contract: Contract, as_at: date) -> Support:
    """Who gets how much in a contract, as known on `as_at`; all empty where the data hold nothing about it."""
    engaged, nothing, differences = read_given(reader, contract, as_at)
    return Support(
        hours=read_hours(reader, contract, as_at),
        decay=read_decay(reader, contract, as_at),
        trends=read_trends(reader, contract, as_at),
        engaged=engaged,
        nothing=nothing,
        differences=differences,
    )


__all__ = ["Decay", "Differences", "EngagedByRisk", "Followed", "Hours", "Nothing", "Support", "Trend", "read_support"]
