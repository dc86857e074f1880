"""From people, weights and outcomes to what is shown: effects, counts behind them, and estimates without matching."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from throughgate.comparison.result import Bin, Kept, Level, Measure
from throughgate.methods.casemix import adjust, change_se
from throughgate.methods.change import Change
from throughgate.methods.counts import RiskCounts
from throughgate.methods.disclosure import join_small
from throughgate.methods.matching import Matching, compare_means, compare_rates
from throughgate.methods.reconviction import Z_95, Frequency, frequency
from throughgate.methods.subgroups import compare_events
from throughgate.projection.counts import risk_of
from throughgate.terms import Contract

SCORE_EDGES = tuple(
    share / 100 for share in (0, 1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100)
)
"""Ends of the bins of the chance of the service, before neighbours are joined (assumed): finer where 10:1 puts most people."""

SEVERITIES = ("indictable", "either way", "summary")

YES_NO = ("reconvicted", *(f"first {severity}" for severity in SEVERITIES), "first custodial")
"""Outcomes of 0 and 1; the others are numbers."""


def outcomes_of(people: pd.DataFrame) -> dict[str, np.ndarray]:
    """Each outcome by name, one number a row of `people` (rows of queries/comparison/outcomes.sql).

    NaN where there is none: before the follow-up is complete, or for what only those reconvicted have.
    """
    is_complete = people["is_mature"].eq(True).to_numpy(dtype=bool)
    again = is_complete & people["is_reconvicted"].eq(True).to_numpy(dtype=bool)
    severity = people["first_severity"]
    among = {
        "days": people["day"],
        **{f"first {kind}": severity.eq(kind).where(severity.notna()) for kind in SEVERITIES},
        **{f"{kind} events": people[f"{kind.replace(' ', '_')}_events"] for kind in SEVERITIES},
        "first custodial": people["first_is_custodial"],
        "custodial events": people["custodial_events"],
    }
    everybody = {"reconvicted": people["is_reconvicted"], "events": people["events"]}
    return {name: _numbers(values, is_complete) for name, values in everybody.items()} | {
        name: _numbers(values, again) for name, values in among.items()
    }


def _numbers(values: pd.Series, applies: np.ndarray) -> np.ndarray:
    return np.where(applies, pd.to_numeric(values.astype("object"), errors="coerce").to_numpy(dtype=float), np.nan)


def measure(name: str, outcome: np.ndarray, matching: Matching) -> Measure:
    """The effect on one outcome, and the people behind it."""
    kept = (matching.weights > 0) & ~np.isnan(outcome)
    ours = np.zeros(outcome.size, dtype=bool)
    ours[matching.treated] = True
    compare = compare_rates if name in YES_NO else compare_means
    sides = (kept & ours, kept & ~ours)
    return Measure(
        name,
        compare(outcome, matching),
        *(int(side.sum()) for side in sides),
        *(int((outcome[side] > 0).sum()) for side in sides),
    )


def kept_of(matching: Matching, is_treated: np.ndarray, achieved_ratio: float) -> Kept:
    """How many people were candidates and matched."""
    weights = matching.weights[~is_treated]
    weights = weights[weights > 0]
    return Kept(
        treated=int(matching.treated.size),
        matched=matching.n_treated,
        controls=int((~is_treated).sum()),
        controls_kept=int(weights.size),
        effective_controls=float(weights.sum() ** 2 / (weights @ weights)) if weights.size else 0.0,
        achieved_ratio=achieved_ratio,
    )


def levels_of(names: tuple[str, ...], covariates: np.ndarray, is_treated: np.ndarray, weights: np.ndarray) -> tuple[Level, ...]:  # fmt: skip
    """How many people have each yes/no covariate."""
    return tuple(
        _level(name, column, is_treated, weights > 0) for name, column in zip(names, covariates.T, strict=True)
    )


def _level(name: str, column: np.ndarray, is_treated: np.ndarray, is_kept: np.ndarray) -> Level:
    if not np.isin(column, (0, 1)).all():
        return Level(name, None, None, None, None)
    groups = (is_treated, is_treated & is_kept, ~is_treated, ~is_treated & is_kept)
    return Level(name, *(int(column[group].sum()) for group in groups))


def overlap_of(logit: np.ndarray, is_treated: np.ndarray) -> tuple[Bin, ...]:
    """Candidates by their chance of the service; neighbouring bins joined until each holds enough of either side."""
    score = 1 / (1 + np.exp(-logit))
    place = np.clip(np.searchsorted(SCORE_EDGES, score, side="right") - 1, 0, len(SCORE_EDGES) - 2)
    ours, theirs = (
        np.bincount(place[side], minlength=len(SCORE_EDGES) - 1).tolist() for side in (is_treated, ~is_treated)
    )
    return tuple(
        Bin(SCORE_EDGES[part.start], SCORE_EDGES[part.stop], sum(ours[part]), sum(theirs[part]))
        for part in join_small(ours, theirs)
    )


def risk_counts(terms: Contract, people: pd.DataFrame) -> RiskCounts:
    """The people whose follow-up is complete, by risk."""
    done = people[people["is_mature"].eq(True)]
    again = done.assign(events_squared=done["events"] ** 2, n=1)
    sums = ["n", "is_reconvicted", "events", "events_squared"]
    rows = again.groupby("risk_score", dropna=False)[sums].sum().reset_index()
    return RiskCounts(risk_of(terms, rows["risk_score"]), *(rows[name].to_numpy(dtype=np.int64) for name in sums))


def adjusted_change(own: RiskCounts, theirs: RiskCounts) -> Change | None:
    """The cohort's rate less what people compared would have had at its scores; None where there are none to go by.

    As the recalibrated baseline, with the error of both groups (see methods.casemix.change_se).
    """
    if not _has_scores(own, theirs):
        return None
    casemix = adjust(theirs, own)
    points = 100 * (int(own.reconvicted.sum()) / own.people - float(casemix.by_method["recalibration"].rate))
    width = 100 * Z_95 * change_se(theirs, own, casemix.model, is_fixed=False)
    return Change(points, points - width, points + width)


def _has_scores(*groups: RiskCounts) -> bool:
    return all(bool(np.isfinite(counts.risk[counts.n > 0]).any()) for counts in groups)


def events_change(own: RiskCounts, theirs: RiskCounts) -> Change:
    """The cohort's reconviction events for every 100 people less those of everybody compared, by the square-root rule.

    With frequencies f and g and their limits: low = f - g - sqrt((f - l_f)^2 + (u_g - g)^2), high likewise. Source: Newcombe 1998,
    method 10, as `methods.change.change`.
    """
    f, g = (_frequency(counts) for counts in (own, theirs))
    points = f.events_per_100 - g.events_per_100
    below = math.hypot(f.events_per_100 - f.low, g.high - g.events_per_100)
    above = math.hypot(f.high - f.events_per_100, g.events_per_100 - g.low)
    return Change(points, points - below, points + above)


def _frequency(counts: RiskCounts) -> Frequency:
    return frequency(counts.people, int(counts.events.sum()), int(counts.events_squared.sum()))


def adjusted_events(own: RiskCounts, theirs: RiskCounts) -> Change | None:
    """The same less the events that the people compared lead one to expect at the cohort's scores (`compare_events`)."""
    if not _has_scores(own, theirs):
        return None
    found = compare_events([own], theirs)
    return Change(found[0].difference_per_100, found[0].low, found[0].high) if found else None
