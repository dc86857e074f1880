"""What the page Adjusted baseline looks at: a cohort, the baseline it is set against, and the score it is adjusted by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from throughgate.methods.casemix import Adjusted
from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP
from throughgate.methods.reconviction import Z_95
from throughgate.projection import FINAL, TOO_EARLY, CohortProjection, InForce, Projection
from throughgate.results import CohortRates
from throughgate.show import words
from throughgate.show.periods import shown_cohorts
from throughgate.terms import Contract

RECOMMENDED = "recalibration"
ON_THE_BASELINE = ("threshold", "three-way", "balancing")
"""The rules whose decision turns on the baseline's rate."""
SCORES = {
    "ogrs3-one-year": "OGRS3 one-year score",
    "ogrs3-two-year": "OGRS3 two-year score",
    "ogrs4g": "OGRS4/G score",
    "recorded": "recorded score",
}


@dataclass(frozen=True, eq=False)
class Looked:
    """A cohort and the baseline in force for it, with the rates of both as counted on the as-at date."""

    terms: Contract
    of: CohortProjection
    in_force: InForce
    measured: CohortRates
    against: CohortRates

    @property
    def is_control(self) -> bool:
        """Whether the cohort is set against people released at the same time rather than before."""
        return self.in_force.is_control

    @property
    def kind(self) -> str:
        """What the other group is to the cohort, within a sentence."""
        return kind_of(self.terms)

    @property
    def is_open(self) -> bool:
        """Whether the other group is followed up itself, so that what it will reach is projected."""
        return self.is_control and self.in_force.counted is None

    @property
    def is_scored(self) -> bool:
        """Whether enough people of both groups have a score to adjust by, and nobody can be recognised in it."""
        found, casemix = self.in_force.diagnostics, self.in_force.casemix
        return found is not None and casemix is not None and not casemix.model.is_flat and self._is_known

    @property
    def has_scores(self) -> bool:
        """Whether the scores of both groups may be set side by side, also while a control is followed up."""
        return self.is_scored or (self.is_open and self._is_known)

    @property
    def _is_known(self) -> bool:
        found = self.in_force.scores
        if found is None:
            return False
        scored = (self.against.binary.n - found.baseline_unknown, self.of.n - found.cohort_unknown)
        return min(scored) >= SMALLEST_GROUP

    @property
    def is_paid_on(self) -> bool:
        """Whether the contract's payment turns on the baseline's rate."""
        payment = self.terms.payment
        return payment is not None and self.terms.adjustment is not None and payment.rule in ON_THE_BASELINE

    @property
    def is_on_events(self) -> bool:
        """Whether the contract sets the events of a control against the cohort's, not its rate."""
        return self.is_control and self.terms.outcome.headline == "frequency"

    @property
    def is_contracts_way(self) -> bool:
        """Whether the method in force is the contract's own: what is paid turns on it, or it asks for a control."""
        return self.is_paid_on or self.is_control

    @property
    def recommended(self) -> Adjusted | None:
        """The baseline by the recommended method; None where no model of the baseline was fitted."""
        return self.in_force.casemix.by_method.get(RECOMMENDED) if self.in_force.casemix else None

    @property
    def name(self) -> str:
        """The cohort within a sentence."""
        return words.in_sentence(self.of.cohort.name)

    @property
    def base_name(self) -> str:
        """Whom it is set against, within a sentence."""
        return f"the {words.in_sentence(self.in_force.cohort.name)}"


@dataclass(frozen=True)
class Score:
    """A risk score on its own scale: `highest` steps to the whole of risk, the first of them at `first`."""

    name: str
    short: str
    unit: str
    highest: int
    first: float

    def value(self, risk: float) -> float:
        """A risk, a share of 1, as a score."""
        return self.highest * risk + self.first


def kind_of(terms: Contract) -> str:
    """What the contract sets its cohorts against: a control released at the same time, or a baseline from before."""
    return "control" if terms.has_control else "baseline"


def score_of(terms: Contract) -> Score:
    """The score that the contract's risks are taken from."""
    scheme = terms.risk_scheme
    if scheme is not None:
        return Score(scheme.name, "score", "steps", scheme.highest, 0.5)
    name = SCORES[terms.adjustment.score if terms.adjustment else "ogrs3-one-year"]
    return Score(name, "OGRS" if name.startswith("OGRS") else "score", "points", 100, 0.0)


def looked_at(projection: Projection, rates: Sequence[CohortRates], cohort_id: str) -> Looked | None:
    """The cohort and its baseline; None where there is no baseline to adjust, or one that may not be shown."""
    shown = {rate.cohort.id: rate for rate in shown_cohorts(rates)}
    if projection.terms.outcome.headline == "volume" or cohort_id not in shown:
        return None
    of = projection.cohort(cohort_id)
    if of.baseline is None or of.baseline.cohort.id not in shown:
        return None
    return Looked(projection.terms, of, of.baseline, shown[cohort_id], shown[of.baseline.cohort.id])


def scores_apart(looked: Looked) -> tuple[float, float, float]:
    """The cohort's mean score less the other group's, in steps of the score, with its 95% limits by chance in both."""
    found, highest = looked.in_force.scores, score_of(looked.terms).highest
    apart = highest * (found.cohort_mean - found.baseline_mean)
    half = (
        highest
        * Z_95
        * math.hypot(
            found.cohort_sd / math.sqrt(max(looked.of.n - found.cohort_unknown, 1)),
            found.baseline_sd / math.sqrt(max(looked.against.binary.n - found.baseline_unknown, 1)),
        )
    )
    return apart, apart - half, apart + half


def own_rate(looked: Looked) -> tuple[float, float, float] | None:
    """The cohort's rate with its 95% limits, final or projected; None where it is too early."""
    of, counted = looked.of, looked.measured.binary
    if of.status == FINAL:
        return counted.rate, counted.low, counted.high
    if of.status == TOO_EARLY or of.final_rate is None:
        return None
    return of.final_rate.p50, of.final_rate.p2_5, of.final_rate.p97_5


def limits(adjusted: Adjusted) -> tuple[float, float]:
    """95% limits of an adjusted rate, shares of 1: what the baseline's own chance leaves open."""
    half = Z_95 * adjusted.se
    return max(0.0, float(adjusted.rate) - half), min(1.0, float(adjusted.rate) + half)


def ends_words(low: float, high: float) -> str:
    """A range of differences: 2.1 to 9.2 lower, or 1.0 lower to 3.0 higher."""
    ends = [(f"{abs(end):.1f}", "lower" if end < 0 else "higher") for end in (low, high)]
    if ends[0][1] != ends[1][1]:
        return " to ".join(f"{size} {side}" for size, side in ends)
    return f"{' to '.join(sorted((size for size, _ in ends), key=float))} {ends[0][1]}"


def is_few(without: int) -> bool:
    """Whether so few people are without a score that their number is hidden, and what would give it away with it."""
    return 0 < without < SMALLEST_COUNT


def scored_people(n: int, without: int) -> str:
    """How many of n people have a score, so written that a hidden number without one does not follow."""
    return f"all but a few of {words.whole(n)}" if is_few(without) else words.whole(n - without)
