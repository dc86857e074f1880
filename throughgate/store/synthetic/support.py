"""Needs, assessments, referrals, and how far people came."""

from __future__ import annotations

import numpy as np

from throughgate.store.schema import INTERVENTIONS, NEEDS
from throughgate.store.synthetic import figures
from throughgate.store.synthetic.people import REMAND
from throughgate.store.synthetic.rows import DAY, NO_DATE, Rows, days_later, drawn_times, logistic, logit, stack

PREVALENCE = (0.38, 0.55, 0.34, 0.60, 0.30, 0.40, 0.50)
NEED_BY_RISK = (0.5, 0.6, 0.2, 0.9, 0.1, 0.4, 0.6)
"""How common each of the seven needs is at mean risk, and how its log odds rise with that of OGRS (assumed)."""

ANSWERS = {
    "accommodation": ("accommodation advice", "tenancy support"),
    "education-training-employment": (
        "education course", "employment and training advice", "job brokerage", "volunteer mentoring",
    ),
    "health": ("health appointment",),
    "substance misuse": ("drug treatment", "alcohol treatment"),
    "families": ("family work", "parenting course"),
    "debt": ("debt advice", "benefits advice"),
    "thinking skills": ("thinking skills programme",),
}  # fmt: skip
"""The interventions that answer each need (assumed)."""

REFERRED, STARTED, COMPLETED, RATED = 0.52, 0.76, 0.66, 0.72
"""Shares: of needs referred, referrals started, starts completed, starts rated (assumed)."""

SCORED_SHARE = 0.35
"""Engaged people whose distance travelled is scored (assumed)."""


def draw_needs(rng: np.random.Generator, releases: Rows) -> np.ndarray:
    """Severity 0 to 3 of each of the seven needs (columns) of every release."""
    risk = (releases["wanted"] - 0.2)[:, None] / 2
    chance = logistic(logit(np.array(PREVALENCE)) + np.array(NEED_BY_RISK) * risk)
    has_need = rng.random(chance.shape) < chance
    return np.where(has_need, 1 + rng.binomial(2, 0.45, size=chance.shape), 0)


def make_assessments(
    rng: np.random.Generator, stays: Rows, needs: np.ndarray, bond: Rows, bond_needs: np.ndarray
) -> Rows:
    """The assessment table: triage for everyone, then a full one or OASys by pathway; a full one at Peterborough."""
    count = len(stays["discharge"])
    soon = stays["started_on"] + days_later(rng.integers(0, 4, size=count))
    later = stays["started_on"] + days_later(rng.integers(7, 22, size=count))
    before = stays["discharged_on"] - days_later(rng.integers(50, 63, size=count))
    short, long = stays["is_managed"] & (stays["pathway"] == 3), stays["is_managed"] & (stays["pathway"] < 3)
    seen = rng.random(count)
    bond_on = bond["discharged_on"] - days_later(rng.integers(3, 40, size=len(bond["discharge"])))
    # In the first months people with long sentences were given a full assessment in place of OASys.
    parts = [
        _assessed(rng, stays, needs, "triage", soon, stays["on_pathway"] & (seen < 0.96)),
        _assessed(rng, stays, needs, "full", later, short & (later < stays["discharged_on"]) & (seen < 0.9)),
        _assessed(rng, stays, needs, "full", before, long & (before > stays["started_on"]) & (seen < 0.85)),
        _assessed(rng, stays, needs, "OASys", later, long & (later < stays["discharged_on"]) & (seen < 0.8)),
        _assessed(rng, bond, bond_needs, "full", np.maximum(bond_on, bond["received_on"]), bond["is_engaged"]),
    ]
    rows = stack(parts)
    return rows | {"known_on": rows["assessed_on"]}


def _assessed(
    rng: np.random.Generator, stays: Rows, needs: np.ndarray, kind: str, on: np.ndarray, which: np.ndarray
) -> Rows:
    """Seven rows for each assessment; a triage sees fewer of the needs than a full assessment."""
    on = np.minimum(on, stays["discharged_on"])
    which = which & (on >= np.datetime64(figures.PETERBOROUGH_START))
    found = 0.75 if kind == "triage" else 0.94
    severity = needs[which] * (rng.random(needs[which].shape) < found)
    count = int(which.sum())
    return {
        "discharge": np.repeat(stays["discharge"][which], len(NEEDS)),
        "assessment_type": np.full(count * len(NEEDS), kind, dtype="U6"),
        "assessed_on": np.repeat(on[which], len(NEEDS)),
        "need": np.tile(np.array(NEEDS), count),
        "has_need": (severity > 0).ravel(),
        "severity": severity.ravel(),
    }


def make_referrals(rng: np.random.Generator, stays: Rows, needs: np.ndarray) -> Rows:
    """The referral table: for a need found, one or two of the interventions that answer it.

    `stays` carries the span in which people can be referred as `started_on` and `discharged_on`.
    """
    need_of = {name: need for need, names in ANSWERS.items() for name in names}
    answers = np.array([NEEDS.index(need_of[name]) for name in INTERVENTIONS])
    less = np.where(stays["standing"] == REMAND, 0.3, 1.0)[:, None]
    wanted = (needs[:, answers] > 0) & (rng.random((len(needs), len(answers))) < REFERRED * less * 0.75)
    stay, kind = np.nonzero(wanted)
    span = (stays["discharged_on"] - stays["started_on"])[stay].astype(int)
    on = stays["started_on"][stay] + days_later(span * rng.random(len(stay)))
    starts = rng.random(len(stay)) < STARTED
    completes = starts & (rng.random(len(stay)) < COMPLETED)
    started = on + days_later(rng.integers(2, 43, size=len(stay)))
    rated = starts & (rng.random(len(stay)) < RATED)
    score = np.clip(np.round(3.2 + 0.7 * completes + rng.standard_normal(len(stay))), 1, 5)
    return {
        "discharge": stays["discharge"][stay],
        "intervention": np.array(INTERVENTIONS)[kind],
        "need": np.array(NEEDS)[answers[kind]],
        "referred_on": on,
        "started_on": np.where(starts, started, NO_DATE),
        "completed_on": np.where(completes, started + days_later(rng.integers(7, 90, size=len(stay))), NO_DATE),
        "outcome": np.where(completes, "completed", np.where(starts, "left early", "not started")),
        "helpfulness": np.where(rated, score, np.nan),
        "known_on": on,
    }


def make_distance(rng: np.random.Generator, stays: Rows, needs: np.ndarray) -> Rows:
    """The distance_travelled table: scores of some engaged people at the start, on release and three months on."""
    some = np.flatnonzero(
        stays["is_engaged"] & stays["is_managed"] & (rng.random(len(stays["discharge"])) < SCORED_SHARE)
    )
    place, domain = np.nonzero(needs[some] > 1)
    row, stage = drawn_times(rng.choice([1, 2, 3], p=[0.15, 0.25, 0.6], size=len(place)))
    stay = some[place[row]]
    on = np.where(stage == 0, stays["started_on"][stay] + 2 * DAY, stays["discharged_on"][stay])
    on = on + np.where(stage == 2, rng.integers(75, 106, size=len(row)), 0) * DAY
    start = rng.normal(4.0, 1.2, size=len(place))[row]
    score = np.clip(np.round((start + stage * 1.1 + rng.normal(0, 0.5, len(row))) * 2) / 2, 1, 10)
    return {
        "discharge": stays["discharge"][stay],
        "domain": np.array(NEEDS)[domain[row]],
        "stage": np.array(["start", "mid-point", "end"])[stage],
        "scored_on": on,
        "score": score,
        "known_on": on,
    }
