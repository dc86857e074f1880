"""Moves between prisons: people brought to Doncaster, and people moved out in the weeks before release."""

from __future__ import annotations

import numpy as np

from throughgate.store.synthetic import figures
from throughgate.store.synthetic.people import ELSEWHERE
from throughgate.store.synthetic.rows import Rows, days_later, pick, stack, take

LAST_WEEKS = (3, 57)
"""Days before release on which people are moved out: within eight weeks."""

ORIGINS = {"HMP Lincoln": 1, "HMP Leeds": 2, "HMP Moorland": 3, "HMP Hull": 1, "HMP Lindholme": 3}
REASONS_IN = {"sentence plan": 3, "own request": 3, "population pressure": 2, "court": 1}
REASONS_OUT = {"population pressure": 5, "sentence plan": 3, "security": 1, "medical": 1}
"""Assumed."""


def make_transfers(streams: list[np.random.Generator], releases: Rows, stays: Rows, *, planted: bool) -> Rows:
    """The transfer table.

    Args:
        streams: three generators: days of moving, choice of people, reasons.
        releases: all releases, those from other prisons among them.
        stays: Doncaster's stays, with the day of arrival there.
        planted: whether people of high OGRS are moved out more than by chance for two quarters.
    """
    moved = _moved_out(streams[0], streams[1], releases, planted=planted)
    came = take(stays, stays["arrived_on"] > stays["received_on"])
    rng, here = streams[2], np.array(figures.DONCASTER, dtype="U24")
    arrivals: Rows = {
        "person": came["person"],
        "moved_on": came["arrived_on"],
        "from_establishment": pick(rng, len(came["person"]), ORIGINS).astype("U24"),
        "to_establishment": np.full(len(came["person"]), here),
        "reason": pick(rng, len(came["person"]), REASONS_IN).astype("U24"),
    }
    left: Rows = {
        "person": moved["person"],
        "moved_on": moved["moved_on"],
        "from_establishment": np.full(len(moved["person"]), here),
        "to_establishment": moved["establishment"].astype("U24"),
        "reason": pick(rng, len(moved["person"]), REASONS_OUT).astype("U24"),
    }
    rows = stack([arrivals, left])
    return rows | {"transfer": np.arange(len(rows["person"])), "known_on": rows["moved_on"]}


def _moved_out(days: np.random.Generator, choice: np.random.Generator, releases: Rows, *, planted: bool) -> Rows:
    """People released elsewhere within eight weeks of leaving Doncaster: about forty a month."""
    people = take(releases, releases["group"] == ELSEWHERE)
    people["moved_on"] = people["discharged_on"] - days_later(days.integers(*LAST_WEEKS, size=len(people["person"])))
    people["moved_on"] = np.maximum(people["moved_on"], people["received_on"])
    month = people["moved_on"].astype("datetime64[M]")
    chosen = [
        _choose(choice, np.flatnonzero(month == value), people["percent"], odds=_odds(value, planted=planted))
        for value in np.unique(month[month >= np.datetime64(figures.CONTRACT_START, "M")])
    ]
    return take(people, np.concatenate(chosen))


def _odds(month: np.datetime64, *, planted: bool) -> float:
    first, last = (np.datetime64(day, "M") for day in figures.ODD_TRANSFERS)
    return figures.ODD_TRANSFER_ODDS if planted and first <= month <= last else 1.0


def _choose(rng: np.random.Generator, candidates: np.ndarray, percent: np.ndarray, *, odds: float) -> np.ndarray:
    """A month's moves out of the candidates, those of high OGRS drawn at these odds."""
    high = percent[candidates] >= figures.ODD_TRANSFER_RISK
    share = odds * high.mean() / (odds * high.mean() + 1 - high.mean())
    wanted = min(rng.poisson(figures.TRANSFERS_A_MONTH), len(candidates) // 2)
    many = min(rng.binomial(wanted, share), int(high.sum()))
    return np.concatenate(
        [
            rng.choice(candidates[high], many, replace=False),
            rng.choice(candidates[~high], min(wanted - many, int((~high).sum())), replace=False),
        ]
    )
