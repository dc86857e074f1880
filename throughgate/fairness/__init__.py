"""Signs of parking, cherry-picking, transfers and gaming of definitions, from counts to checks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import prod

from throughgate.fairness.definitions import Definitions, read_definitions
from throughgate.fairness.model import Check
from throughgate.fairness.moves import Moves, read_moves
from throughgate.fairness.support import Support, read_support
from throughgate.store.reader import Reader
from throughgate.terms import Contract

_STRETCH = re.compile(r"^(transfers-[a-z]+|definition-scores-[a-z]+)-\d{4}-\d{2}$")
"""The ids of the stretches of a run (runs.Run.checks), in which the month of the climb follows the id of the run."""


@dataclass(frozen=True)
class FairPlay:
    """Everything looked at for fair play in a contract, as known on a day."""

    support: Support
    moves: Moves
    definitions: Definitions

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every check, in the order of the page."""
        return (*self.support.checks, *self.moves.checks, *self.definitions.checks)


def read_fair_play(reader: Reader, contract: Contract, as_at: date) -> FairPlay:
    """Look at a contract's people for anything unusual, as known on `as_at`."""
    return FairPlay(*(read(reader, contract, as_at) for read in (read_support, read_moves, read_definitions)))


@dataclass(frozen=True)
class ByChance:
    """What checks show where nothing is unusual: how many on average, and the chance of at least one (a share of 1)."""

    expected: float
    at_least_one: float


def series_of(check: Check) -> str:
    """What a check looks at, whatever was found: the stretches of one CUSUM are one series, any other check is its own."""
    return _STRETCH.sub(r"\1", check.id)


def by_chance(checks: Sequence[Check]) -> ByChance:
    """How often these series show unusual by chance alone, as if each were independent of the others.

    With p the `false_alarm` of each check that can tell, the chance of a series is 1 - prod(1 - p) over its checks; summed
    over series that gives how many on average, and 1 - prod(1 - p) over all checks the chance of at least one. Series that
    look at the same people rise and fall together, which leaves the first as it is and makes the second smaller.
    """
    none: dict[str, float] = {}
    for check in checks:
        if check.false_alarm is not None:
            none[series_of(check)] = none.get(series_of(check), 1.0) * (1 - check.false_alarm)
    return ByChance(sum(1 - chance for chance in none.values()), 1 - prod(none.values()))


__all__ = ["ByChance", "Check", "FairPlay", "by_chance", "read_fair_play", "series_of"]
