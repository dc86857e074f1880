"""Service pathways at Doncaster: who is put on which, when, and with which custody case manager."""

from __future__ import annotations

import heapq

import numpy as np

from throughgate.store.synthetic import figures
from throughgate.store.synthetic.people import REMAND, SERVED_GROUPS
from throughgate.store.synthetic.rows import DAY, Rows, days_later, stack, take

LONG_STAY = (190, 271)
"""Days before release from which those with long sentences are at Doncaster (assumed, so that caseloads hold)."""

SOON = 0.86
"""Share allocated within two weeks of arrival; the rest within five (the two weeks: RS 18/12, section 3.1)."""

REALLOCATED = 0.04
OTHER_THAN_INTENDED = 0.03
"""People who change pathway, and who are put on another than the rule says (assumed)."""

DEDICATED = 4
"""Custody case managers whose main work is pathway 2 (RS 18/12, section 3.1)."""

PREFERENCE = 5
"""People by which a caseload may differ from the lightest for the sake of that (assumed)."""

REASONS = np.array(["", "risk of harm reassessed", "sentence recalculated"])


def intended_pathway(releases: Rows) -> np.ndarray:
    """The pathway that the triage rules give (RS 18/12, section 3.1)."""
    high = np.isin(releases["risk_of_harm"], ("high", "very high")) | (releases["custody_type"] == "IPP")
    by_length = np.where(np.nan_to_num(releases["sentence_days"], nan=9999) >= 365, 2, 3)
    return np.where(releases["standing"] == REMAND, 4, np.where(high, 1, by_length))


def make_stays(rng: np.random.Generator, releases: Rows) -> Rows:
    """Doncaster's releases under the contract, with arrival, pathway and first day on it."""
    stays = take(releases, np.isin(releases["group"], SERVED_GROUPS))
    count = len(stays["discharge"])
    longest = days_later(rng.integers(*LONG_STAY, size=count))
    stays["arrived_on"] = np.maximum(stays["received_on"], stays["discharged_on"] - longest)
    pathway = intended_pathway(stays)
    other = (rng.random(count) < OTHER_THAN_INTENDED) & (pathway < 4)
    stays["pathway"] = np.where(other, np.where(pathway == 3, 2, 3), pathway)
    wait = np.where(rng.random(count) < SOON, rng.integers(1, 15, size=count), rng.integers(15, 36, size=count))
    start = np.maximum(stays["arrived_on"], np.datetime64(figures.CONTRACT_START)) + days_later(wait)
    opening = stays["arrived_on"] < np.datetime64(figures.CONTRACT_START)
    start = np.where(opening, np.datetime64(figures.CONTRACT_START) + days_later(wait % 14), start)
    stays["started_on"] = np.minimum(start, stays["discharged_on"] - DAY)
    remand = stays["pathway"] == 4
    served = ~remand | (stays["started_on"] >= np.datetime64(figures.REMAND_PATHWAY_FROM))
    triage_only = np.nan_to_num(stays["sentence_days"], nan=9999) < figures.UNDER_EIGHT_WEEKS
    stays["is_managed"] = ~remand & ~triage_only
    stays["on_pathway"] = served & (stays["started_on"] >= stays["arrived_on"])
    stays["worker"] = assign_workers(stays)
    return stays


def assign_workers(stays: Rows) -> np.ndarray:
    """Give each managed stay to the custody case manager with the fewest people; -1 for the rest.

    The first four take pathways 1 and 2 by preference, as long as nobody's caseload runs ahead.
    """
    worker = np.full(len(stays["discharge"]), -1)
    managed = np.flatnonzero(stays["is_managed"] & stays["on_pathway"])
    managed = managed[np.argsort(stays["started_on"][managed], kind="stable")]
    starts = stays["started_on"].astype(int)
    ends = stays["discharged_on"].astype(int)
    long = stays["pathway"] < 3
    held = [0] * figures.CUSTODY_CASE_MANAGERS
    leaving: list[tuple[int, int]] = []
    for stay in managed.tolist():
        while leaving and leaving[0][0] < starts[stay]:
            held[heapq.heappop(leaving)[1]] -= 1
        cost = [load + PREFERENCE * ((who < DEDICATED) != long[stay]) for who, load in enumerate(held)]
        chosen = cost.index(min(cost))
        held[chosen] += 1
        worker[stay] = chosen
        heapq.heappush(leaving, (int(ends[stay]), chosen))
    return worker


def make_allocations(rng: np.random.Generator, stays: Rows) -> Rows:
    """The allocation table; a few people change pathway half-way through."""
    stays = take(stays, stays["on_pathway"])
    span = (stays["discharged_on"] - stays["started_on"]).astype(int)
    moves = (rng.random(len(span)) < REALLOCATED) & (span > 20) & (stays["pathway"] < 4)
    turn = stays["started_on"] + days_later(span * (0.3 + 0.4 * rng.random(len(span))))
    came_from = np.where(stays["pathway"] == 1, np.where(rng.random(len(span)) < 0.5, 2, 3), 5 - stays["pathway"])
    first: Rows = {
        "discharge": stays["discharge"],
        "pathway": np.where(moves, came_from, stays["pathway"]),
        "started_on": stays["started_on"],
        "ended_on": np.where(moves, turn - DAY, stays["discharged_on"]),
        "worker": stays["worker"],
        "reason_for_change": np.full(len(span), "", dtype="U24"),
    }
    second = take(
        first
        | {
            "pathway": stays["pathway"],
            "started_on": turn,
            "ended_on": stays["discharged_on"],
            "reason_for_change": REASONS[np.minimum(stays["pathway"], 2)].astype("U24"),
        },
        moves,
    )
    rows = stack([first, second])
    return rows | {"known_on": rows["started_on"]}
