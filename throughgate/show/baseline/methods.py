"""The baseline by each method: which is the contract's, which is recommended, how far apart they are and what each would decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pandas as pd

from throughgate.methods.casemix import METHODS, Adjusted
from throughgate.methods.payment import payments
from throughgate.projection import FINAL, TOO_EARLY
from throughgate.rules import REWEIGHTED_CONTROL
from throughgate.show import words
from throughgate.show.baseline.looked import RECOMMENDED, Looked, ends_words, limits, own_rate, score_of

LARGEST_GAP = Fraction(1, 2)
"""Percentage points. Recalibration and spline further apart than this are flagged; methods.md section 2."""

CONTRACTS = "The contract's own"

DECISION_WORDS = {
    "threshold": {"clawback": "money reclaimed", "keep": "nothing reclaimed", "reward": "outcome payment"},
    "three-way": {"paid": "significant fall", "nothing": "no significant change", "deduction": "significant rise"},
    "balancing": {"paid": "balance paid, at least in part", "nothing": "no balance paid"},
}
"""By rule, each decision as the screen says it."""


@dataclass(frozen=True)
class Row:
    """The baseline by one method, shares of 1 with its 95% limits where it is an estimate, and what it would decide."""

    name: str
    role: str
    method: str
    adjusted: Adjusted
    low: float | None
    high: float | None
    decision: str

    @property
    def rate(self) -> float:
        """The rate, a share of 1."""
        return float(self.adjusted.rate)

    @property
    def is_contracts(self) -> bool:
        """Whether the contract itself goes by it."""
        return self.role.startswith(CONTRACTS)

    @property
    def is_recommended(self) -> bool:
        """Whether it is the method recommended here."""
        return self.method == RECOMMENDED


def rows(looked: Looked) -> tuple[Row, ...]:
    """One row a method."""
    by_method = looked.in_force.casemix.by_method
    return tuple(_row(looked, by_method[method]) for method in (*METHODS, REWEIGHTED_CONTROL) if method in by_method)


def _row(looked: Looked, adjusted: Adjusted) -> Row:
    low, high = _row_limits(looked, adjusted)
    name = method_name(looked, adjusted.method)
    return Row(name, role(looked, adjusted.method), adjusted.method, adjusted, low, high, decision(looked, adjusted))


def _row_limits(looked: Looked, adjusted: Adjusted) -> tuple[float | None, float | None]:
    """The limits of an estimate; a rate that the contract fixes has none."""
    if adjusted.method != "none":
        return limits(adjusted)
    if looked.in_force.is_from_terms:
        return None, None
    return looked.against.binary.low, looked.against.binary.high


def method_name(looked: Looked, method: str) -> str:
    """A method in the words of the screen."""
    short = score_of(looked.terms).short
    return {
        "none": "Not adjusted",
        "mean-ogrs": f"Difference in mean {short}",
        "mean-ogrs-one-way": f"Difference in mean {short}, only if lower",
        "recalibration": "Recalibration",
        "spline": "Recalibration with a spline",
        "bands": "By band",
        REWEIGHTED_CONTROL: "Reweighted control",
    }[method]


def role(looked: Looked, method: str) -> str:
    """What a method is here for."""
    roles = [CONTRACTS] if looked.is_contracts_way and looked.in_force.method == method else []
    if method == RECOMMENDED:
        roles.append("recommended" if roles else "Recommended")
    if roles:
        return "; ".join(roles)
    return {"spline": "Check of the recommended", "bands": "For display only"}.get(method, "For comparison")


def decision(looked: Looked, adjusted: Adjusted) -> str:
    """What the contract would decide were this its baseline; over the draws, the most frequent with its share."""
    of = looked.of
    if of.outcome is None or not looked.is_paid_on:
        return "does not turn on it"
    if of.status == TOO_EARLY:
        return "too early"
    reconvicted, events = _final_counts(looked)
    error = (adjusted.se or of.outcome.baseline_se) if of.outcome.baseline_se else 0.0
    asked = replace(of.outcome, n=of.n_expected, baseline=adjusted.rate, baseline_se=error)
    found = payments(looked.terms, asked, reconvicted=reconvicted, events=events)
    names, counts = np.unique(found.decision, return_counts=True)
    name, share = str(names[counts.argmax()]), counts.max() / counts.sum()
    said = DECISION_WORDS[looked.terms.payment.rule][name]
    return said if of.status == FINAL else f"{said} ({_chance(share)})"


def _final_counts(looked: Looked) -> tuple[np.ndarray, np.ndarray]:
    of = looked.of
    if of.status == FINAL or of.nowcast is None or of.event_nowcast is None:
        return np.array([of.reconvicted]), np.array([of.events])
    return of.nowcast.final, of.event_nowcast.final


def _chance(share: float) -> str:
    """The share of draws as a chance, never said to be certain."""
    return "over 99% chance" if share > 0.99 else f"{words.percent(share, 0)} chance"


def heading(looked: Looked) -> str:
    """The heading of the chart of methods."""
    return f"By how much each method moves the {looked.kind}"


def subtitle(looked: Looked) -> str:
    """What the chart of methods draws."""
    said = f"Per cent of people {looked.terms.outcome.counted_as}: the {looked.kind} for {looked.name} by each method, with the 95% range that chance in the {looked.kind} leaves open"
    if looked.terms.payment is not None and looked.terms.payment.rule == "threshold":
        said += "; the bar beside each is the rate that the cohort must not exceed under it"
    judged = (
        " The contract goes by events, which it weights in the same way as this rate." if looked.is_on_events else ""
    )
    return f"{said}.{judged}"


def methods_table(looked: Looked, found: tuple[Row, ...]) -> pd.DataFrame:
    """One row a method: the baseline, how far it moved, the cohort's rate less it, and what the contract would decide."""
    columns = {
        "Method": [row.name for row in found],
        "What for": [row.role for row in found],
        f"{looked.kind.capitalize()} (95% range)": [_rate_words(row) for row in found],
        "Moved by": [_moved_words(row.adjusted) for row in found],
        change_column(looked): [_change_words(looked, row.rate) for row in found],
        "The contract would decide": [row.decision for row in found],
    }
    return pd.DataFrame(
        columns if looked.is_paid_on else {name: cells for name, cells in columns.items() if "decide" not in name}
    )


def change_column(looked: Looked) -> str:
    """The name of the column of differences: which range they have, unlike Payment's by chance in both groups."""
    said = "Cohort's rate less it"
    if own_rate(looked) is None:
        return said
    what = (
        "interval by chance in the cohort alone" if looked.of.status == FINAL else "range of where the cohort will land"
    )
    return f"{said} (95% {what})"


def _rate_words(row: Row) -> str:
    rate = words.percent(row.rate)
    if row.low is not None:
        return f"{rate} ({words.percent(row.low)} to {words.percent(row.high)})"
    return f"{rate}, a fixed number"


def _moved_words(adjusted: Adjusted) -> str:
    said = words.short_points(float(adjusted.moved_points))
    return "not moved" if said == "0.0 pp" else said


def _change_words(looked: Looked, rate: float) -> str:
    """The cohort's rate less a baseline, with the range that the cohort's rate leaves open."""
    own = own_rate(looked)
    if own is None:
        return "too early"
    middle, low, high = (100 * (end - rate) for end in own)
    return f"{words.short_points(middle)} ({ends_words(low, high)})"


def gap_words(looked: Looked) -> str:
    """How far the spline lies from the recalibration, and whether that is too far."""
    by_method = looked.in_force.casemix.by_method
    if "spline" not in by_method:
        return "No spline was fitted beside the recalibration: there are too few different scores."
    gap = 100 * abs(by_method["spline"].rate - by_method[RECOMMENDED].rate)
    size = words.percentage_points(float(gap))
    if not float(f"{float(gap):.1f}"):
        return f"The spline, which lets the line bend, agrees with the recalibration to one decimal; a gap of more than {float(LARGEST_GAP)} would be flagged."
    if gap > LARGEST_GAP:
        return (
            f"**Look into this: the spline and the recalibration are {size} apart**, more than the "
            f"{float(LARGEST_GAP)} declared beforehand. The score does not act on one straight line, and the recommended "
            f"{looked.kind} should not be relied on before somebody knows why."
        )
    return f"The spline, which lets the line bend, is {size} from the recalibration; more than {float(LARGEST_GAP)} would be flagged."


def standing_table(looked: Looked, found: tuple[Row, ...]) -> pd.DataFrame:
    """One row a method: how it works, and by whose word."""
    return pd.DataFrame(
        {
            "Method": [row.name for row in found],
            "How it works": [_how(looked, row.method) for row in found],
            "Source and status": [_standing(looked, row) for row in found],
        }
    )


def _how(looked: Looked, method: str) -> str:
    short, counted, kind = score_of(looked.terms).short, looked.terms.outcome.counted_as, looked.kind
    return {
        "none": f"The {kind} as it is, whoever was released.",
        "mean-ogrs": f"The {kind} plus the difference between the mean {short} of the cohort and of the {kind}.",
        "mean-ogrs-one-way": f"The same, but only where the cohort's mean {short} is lower.",
        "recalibration": (
            f"A curve of the chance of being {counted} by {short}, fitted on the {kind}, is read off for each person in "
            f"the cohort; the {kind} moves by as much as the mean of it does."
        ),
        "spline": "The same with a curve that may bend (restricted cubic spline, four knots).",
        "bands": (
            f"The {kind}'s rate in each band, weighted by how many of the cohort are in it. It leaves about a fifth of a "
            "drift in place, so it is never to be paid on."
        ),
        REWEIGHTED_CONTROL: f"The control's rate in each band of five points of {short}, weighted by how many of the cohort are in it.",
    }[method]


def _standing(looked: Looked, row: Row) -> str:
    if row.is_contracts:
        adjustment = looked.terms.adjustment
        return f"The contract: {adjustment.source} ({adjustment.status})"
    figure = looked.terms.figures.get("baseline-rate")
    if row.method == "none" and looked.in_force.is_from_terms and figure is not None:
        return f"{figure.source} ({figure.status})"
    if row.method == RECOMMENDED:
        return "Recommended by Throughgate and no part of the contract (computed)"
    return f"{row.role}; no part of the contract (computed)"
