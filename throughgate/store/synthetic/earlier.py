"""Custody before the sentence that people are first released from, so that it can be told whose first time it was."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from throughgate.store.synthetic.histories import CODES, TRIAL, draw_offences
from throughgate.store.synthetic.rows import Rows, constant, days_later, length, pseudonyms, take

SHARE_AT_TWO, SHARE_FOR_EACH_LOG, MOST_SHARE = 0.4, 0.14, 0.95
"""Share with custody before of people with two sanctions, what each unit of log(sanctions - 1) adds, and the most
(assumed; two in three of everybody with two or more)."""

YOUNGEST = 15
"""Years: nobody is given custody at a younger age here."""

CLEAR_DAYS = 90
"""The conviction is at least so many days before the sentence, so that the two are not one appearance."""


def earlier_custody(rng: np.random.Generator, tables: dict[str, Rows]) -> Rows:
    """One custodial conviction before the first known sentence, of some people with two or more sanctions.

    It lies between the first sanction and the sentence, before any release in the file: no reconviction is added.

    Args:
        rng: a generator of its own; nobody else's chance moves.
        tables: the people, their sanction histories and discharges, named.
    """
    history, first = tables["sanction_history"], _first_of_each(tables["sanction_history"], "convicted_on")
    discharge, released = tables["discharge"], _first_of_each(tables["discharge"], "discharged_on")
    row, person, total = first, history["person"][first], history["sanctions_total"][first]
    of = np.searchsorted(discharge["person"][released], person)
    # A history may be that of a later sentence; nothing may fall after the first release.
    before = np.minimum(history["convicted_on"][row], _sentenced(take(discharge, released[of])))
    people = tables["person"]
    by_person = np.argsort(people["person"])
    at = by_person[np.searchsorted(people["person"][by_person], person)]
    youngest = np.maximum(history["age_at_first_sanction"][row], YOUNGEST) + 1
    room = (before - people["birth_month"][at] - days_later(youngest * 365.25)).astype(int) - CLEAR_DAYS
    share = np.minimum(SHARE_AT_TWO + SHARE_FOR_EACH_LOG * np.log(np.maximum(total - 1, 1)), MOST_SHARE)
    drawn, back, wait, lag = (rng.random(len(row)) for _ in range(4))
    has = (total >= 2) & (drawn < share) & (room > 0)
    offence = draw_offences(rng, drawn < share / 2)
    convicted_on = before - days_later(CLEAR_DAYS + back * np.maximum(room, 1))
    rows: Rows = {
        "person": person,
        "person_id": history["person_id"][row],
        "offence_on": convicted_on - days_later(1 + wait * 180),
        "convicted_on": convicted_on,
        "in_court": constant(len(row), True),
        "disposal": constant(len(row), "custody"),
        "offence": offence,
        # The record of somebody's past is asked for when the person is first received.
        "known_on": np.maximum(convicted_on + days_later(lag * 22), people["known_on"][at]),
        "offence_code": CODES[offence],
        "severity": TRIAL[offence],
        "is_custodial": constant(len(row), True),
    }
    return {name: column[has] for name, column in rows.items()}


def name_convictions(rng: np.random.Generator, parts: Sequence[Rows], *, after: Rows) -> None:
    """Gives the convictions shuffled pseudonyms with numbers that follow those already named."""
    taken = int(after["conviction"].max()) + 1
    numbers = taken + rng.permutation(sum(length(part) for part in parts))
    for part in parts:
        part["conviction"], numbers = numbers[: length(part)], numbers[length(part) :]
        part["conviction_id"] = pseudonyms("C", part["conviction"] + 1)


def _first_of_each(rows: Rows, day: str) -> np.ndarray:
    """Place of each person's first row by a day, in the order of people."""
    order = np.lexsort((rows[day], rows["person"]))
    _, first = np.unique(rows["person"][order], return_index=True)
    return order[first]


def _sentenced(discharge: Rows) -> np.ndarray:
    """The earliest day on which each discharge's custody can have begun."""
    days = [discharge[name] for name in ("sentenced_on", "received_on", "discharged_on")]
    return np.fmin(np.fmin(days[0], days[1]), days[2])
