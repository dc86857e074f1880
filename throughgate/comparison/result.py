"""What a cohort and its matched comparison group did, and how the group was found: the numbers that the page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughgate.methods.change import Change
from throughgate.methods.matching import Balance, Effect, EValue
from throughgate.methods.reconviction import Rate
from throughgate.terms import Cohort


@dataclass(frozen=True)
class Term:
    """One covariate of the propensity model: logits for each of its units, and the standard error."""

    name: str
    coefficient: float
    se: float


@dataclass(frozen=True)
class Made:
    """How a matching was made.

    `as_at` is the day whose knowledge it rests on, `caliper` in standard deviations of the logit (None: no limit), of which
    `sd_logit` is one. `is_same_terms` says whether the terms in force are those it was made by. `left_out` counts people of the
    cohort and of those compared who could not be candidates, by reason; `unused` and `joined` are covariates and categories
    that the model does without, in words.
    """

    as_at: date
    matched_at: str
    terms_sha256: str
    is_same_terms: bool
    snapshot_id: str
    ratio: int
    caliper: float | None
    is_with_replacement: bool
    seed: int | None
    sd_logit: float
    achieved_ratio: float
    model: tuple[Term, ...]
    left_out: dict[str, tuple[int, int]]
    unused: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """How many people were candidates and matched, on both sides; effective_controls and achieved_ratio as in methods.matching."""

    treated: int
    matched: int
    controls: int
    controls_kept: int
    effective_controls: float
    achieved_ratio: float

    @property
    def dropped(self) -> int:
        """People of the cohort for whom nobody was near enough."""
        return self.treated - self.matched


@dataclass(frozen=True)
class Level:
    """How many people have a yes/no covariate, before matching and among those matched, with their numbers.

    None in place of every count for a covariate that is a number.
    """

    name: str
    treated: int | None
    matched: int | None
    controls: int | None
    kept: int | None


@dataclass(frozen=True)
class Bin:
    """Candidates whose chance of the service lies from `low` up to `high` (shares of 1)."""

    low: float
    high: float
    treated: int
    controls: int


@dataclass(frozen=True)
class Measure:
    """One outcome: its effect, and how many people of each side had one and, of these, had the event (unweighted)."""

    name: str
    effect: Effect | None
    n_treated: int
    n_controls: int
    had_treated: int
    had_controls: int


@dataclass(frozen=True)
class MatchedComparison:
    """A cohort, its matched comparison group and what both did, as known on `as_at`.

    Only people whose follow-up was complete by then have an outcome: `complete` counts them in the whole cohort (`people`),
    `measured` among those matched. `raw` is the cohort less everybody compared, `adjusted` the cohort less what is expected from
    the scores of everybody compared; None where it cannot be worked out. `raw_events` and `adjusted_events` are the same of
    reconviction events for every 100 people. `since` counts those eligible on `as_at`, of the cohort and of the compared, who were
    not there on the day the group was made.
    """

    as_at: date
    cohort: Cohort
    compared: Cohort
    made: Made
    kept: Kept
    people: int
    since: tuple[int, int]
    complete: int
    measured: int
    balance: Balance
    levels: tuple[Level, ...]
    overlap: tuple[Bin, ...]
    measures: dict[str, Measure]
    risk_ratio: Effect | None
    events_ratio: Effect | None
    e_value: EValue | None
    events_e_value: EValue | None
    own: Rate
    theirs: Rate
    raw: Change | None
    adjusted: Change | None
    raw_events: Change | None
    adjusted_events: Change | None
