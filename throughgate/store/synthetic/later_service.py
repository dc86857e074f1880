"""Referrals of a later kind of service, Commissioned Rehabilitative Services, moved back into the file's years.

The real service dates from 2021. The two contracts here are made up and their dates are shifted, so that one file
can show every table of the contract.
"""

from __future__ import annotations

import numpy as np

from throughgate.store.synthetic.rows import NO_DATE, Rows, days_later, pick, pseudonyms, to_weekday

REFERRALS = 300
FIRST, SPAN = np.datetime64("2012-07-02"), 480
LETTERS = np.array(list("ABCDEFGHJKLMNPQRSTUVWXYZ"))
"""Letters of a reference: no I and no O (published.md, section 6.1)."""

CONTRACTS = {"SYN_0001": ("SYNTHETIC_HOUSING_TRUST", "AC", 3), "SYN_0002": ("SYNTHETIC_WORK_PROJECT", "ED", 2)}
ENDS = {"completed": 62, "ended": 14, "cancelled": 12, "": 12}
END_REASONS = {"Moved away": 3, "Recalled to custody": 3, "Not engaging": 4, "No longer needed": 2}
"""Made up."""


def make_crs_referrals(rng: np.random.Generator) -> Rows:
    """The crs_referral table: about three hundred referrals, most of them concluded."""
    count = REFERRALS
    contract = pick(rng, count, dict.fromkeys(CONTRACTS, 1))
    provider, category, outcomes = (np.array([CONTRACTS[name][place] for name in contract]) for place in range(3))
    sent = to_weekday(np.sort(FIRST + days_later(rng.integers(0, SPAN, size=count))))
    end = pick(rng, count, ENDS).astype("U16")
    asked = rng.integers(1, outcomes.astype(int) + 2)
    served = (end == "completed") | (end == "ended") | ((end == "") & (rng.random(count) < 0.7))
    rows: Rows = {
        "referral_ref": _references(rng, category),
        "referral_id": pseudonyms("CRS", rng.permutation(count) + 1, 5),
        "contract_ref": contract,
        "organisation_id": provider,
        "caseworker_id": pseudonyms("CW", rng.integers(1, 13, size=count) * 37 % 89, 2),
        "service_user_crn": pseudonyms("U", rng.permutation(900)[:count] + 1, 4),
        "date_referral_received": sent,
        "outcomes_to_be_achieved_count": asked,
        "referral_end_state": end,
        "known_on": sent,
    }
    rows |= _assessment(rng, sent, served)
    rows |= _sessions(rng, rows, served, asked)
    return rows | _ending(rng, rows)


def _references(rng: np.random.Generator, category: np.ndarray) -> np.ndarray:
    count = len(category)
    first, second = LETTERS[rng.integers(len(LETTERS), size=(2, count))]
    number = np.char.zfill(rng.permutation(10_000)[:count].astype(str), 4)
    return np.char.add(np.char.add(np.char.add(first, second), number), category)


def _assessment(rng: np.random.Generator, sent: np.ndarray, served: np.ndarray) -> Rows:
    """The supplier's first assessment: due within ten working days, sometimes missed the first time."""
    count = len(sent)
    arranged = to_weekday(sent + days_later(rng.integers(0, 6, size=count)))
    planned = to_weekday(arranged + days_later(rng.integers(2, 12, size=count)))
    missed = rng.random(count) < 0.22
    held = np.where(missed, to_weekday(planned + days_later(rng.integers(4, 15, size=count))), planned)
    held = np.where(served, held, NO_DATE)
    return {
        "date_saa_first_arranged": arranged,
        "date_saa_first_scheduled_for": planned,
        "date_saa_first_not_attended": np.where(missed | ~served, planned, NO_DATE),
        "date_saa_first_attended": held,
        "date_saa_first_completed": held,
        "saa_attended_on_time": served & (rng.random(count) < 0.85),
    }


def _sessions(rng: np.random.Generator, rows: Rows, served: np.ndarray, asked: np.ndarray) -> Rows:
    """Action plan, delivery sessions and the score of outcomes."""
    count, ended = len(served), np.isin(rows["referral_end_state"], ("completed", "ended"))
    submitted = to_weekday(rows["date_saa_first_attended"] + days_later(rng.integers(1, 9, size=count)))
    approved = to_weekday(submitted + days_later(rng.integers(0, 6, size=count)))
    expected = rng.integers(4, 13, size=count)
    part = np.where(rows["referral_end_state"] == "completed", rng.uniform(0.7, 1, count), rng.uniform(0.1, 0.7, count))
    score = np.round(2 * asked * rng.beta(3, 2, size=count) * part) / 2
    return {
        "date_first_action_plan_submitted": submitted,
        "date_of_first_action_plan_approval": approved,
        "date_of_first_attended_session": to_weekday(approved + days_later(rng.integers(3, 15, size=count))),
        "count_of_sessions_expected": np.where(served, expected, np.nan),
        "count_of_sessions_attended": np.where(served, np.maximum(1, np.round(expected * part)), np.nan),
        "outcomes_achieved": np.where(ended, score, np.nan),
    }


def _ending(rng: np.random.Generator, rows: Rows) -> Rows:
    """End of service report and conclusion; an early end says who asked for it and why."""
    count, end = len(rows["referral_end_state"]), rows["referral_end_state"]
    last = rows["date_of_first_attended_session"] + days_later(rng.integers(40, 150, size=count))
    early = np.isin(end, ("ended", "cancelled"))
    stopped = rows["date_referral_received"] + days_later(rng.integers(5, 30, size=count))
    asked = np.where(end == "ended", to_weekday(last), to_weekday(stopped))
    report = to_weekday(last + days_later(rng.integers(1, 9, size=count)))
    report = np.where(np.isin(end, ("completed", "ended")), report, NO_DATE)
    return {
        "end_requested_by_pp_at": np.where(early, asked, NO_DATE),
        "end_requested_by_pp_reason": np.where(early, pick(rng, count, END_REASONS), ""),
        "date_eosr_submitted": report,
        "concluded_at": np.where(end == "cancelled", asked, report),
        "date_intervention_to_be_completed_by": rows["date_referral_received"] + 180 * np.timedelta64(1, "D"),
        "end_of_sentence_date": rows["date_referral_received"] + days_later(rng.integers(190, 240, size=count)),
    }
