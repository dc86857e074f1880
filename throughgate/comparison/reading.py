"""What a cohort and its stored comparison group did, as known on a day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from throughgate.comparison.estimating import (
    adjusted_change,
    adjusted_events,
    events_change,
    kept_of,
    levels_of,
    measure,
    outcomes_of,
    overlap_of,
    risk_counts,
)
from throughgate.comparison.people import Candidates, read_candidates
from throughgate.comparison.result import Made, MatchedComparison, Term
from throughgate.methods.change import change
from throughgate.methods.counts import RiskCounts
from throughgate.methods.matching import NONE, Effect, EValue, Matching, check_balance, compare_counts, e_value
from throughgate.methods.reconviction import binary_rate
from throughgate.projection.counts import score_of
from throughgate.results import ContractData
from throughgate.store.reader import Reader, query
from throughgate.terms import Cohort, Contract

PERSON = "person_number"
"""One number for each cohort that a person is in, unique in the file."""


@dataclass(frozen=True)
class Stored:
    """Cohorts with a comparison group made from the day looked at or earlier: the latest with complete follow-up first, then the
    others in order; `has_later` says whether the file holds any of the contract made from a later day.
    """

    cohort_ids: tuple[str, ...]
    has_later: bool


def find_stored(reader: Reader, contract: ContractData, as_at: date) -> Stored:
    """Whom the file holds a comparison group of."""
    terms = contract.terms
    if terms.outcome.headline == "volume":
        return Stored((), has_later=False)
    rows = query(reader, "comparison/cohorts", contract_id=terms.id, as_at=as_at).set_index("cohort_id")
    made = [
        c for c in terms.paid_on if c.id in rows.index and pd.Timestamp(rows.loc[c.id, "first_made"]).date() <= as_at
    ]
    complete = [c for c in made if c.discharged_to <= as_at and rows.loc[c.id, "is_complete"]]
    ordered = sorted(made, key=lambda cohort: cohort not in complete[-1:])
    return Stored(tuple(cohort.id for cohort in ordered), has_later=len(made) < len(rows))


def read_comparison(reader: Reader, contract: ContractData, as_at: date, cohort_id: str) -> MatchedComparison | None:
    """A cohort against its comparison group, outcomes as known on `as_at`; None where none is stored from then or before.

    Balance is of what was known when the group was made; the latest group of the cohort is taken.

    Raises:
        QueryError: the file cannot be asked.
        ValueError: the stored people are not those of the file; make the comparison group again.
    """
    stored = query(reader, "comparison/stored", contract_id=contract.terms.id, as_at=as_at)
    stored = stored[stored["cohort_id"] == cohort_id]
    if contract.terms.outcome.headline == "volume" or stored.empty:
        return None
    of = stored.iloc[0]
    compared_id, made_at = str(of["compared_id"]), pd.Timestamp(of["as_at"]).date()
    candidates = read_candidates(reader, contract.terms.id, cohort_id, compared_id, made_at)
    weighted = query(reader, "comparison/weights", match_id=of["match_id"])
    known = query(
        reader, "comparison/outcomes", contract_id=contract.terms.id, cohort_id=cohort_id, compared_id=compared_id,
        as_at=as_at, score=score_of(contract.terms),
    )  # fmt: skip
    since = query(
        reader, "comparison/since", contract_id=contract.terms.id, cohort_id=cohort_id, compared_id=compared_id,
        as_at=as_at, made_at=made_at,
    ).set_index("is_treated")["people"]  # fmt: skip
    made = _made(of, json.loads(of["model_json"]), made_at, reader.snapshot_id)
    sides = contract.terms.cohort(cohort_id), contract.terms.cohort(compared_id)
    return compare(contract.terms, sides, _People(as_at, made, candidates, _in_order(candidates, weighted), known, tuple(int(since.get(side, 0)) for side in (True, False))))  # fmt: skip


@dataclass(frozen=True, eq=False)
class _People:
    """Candidates with their stored weights, in one order, what is known of everybody's outcome on `as_at`, and how many came since."""

    as_at: date
    made: Made
    candidates: Candidates
    weighted: pd.DataFrame
    known: pd.DataFrame
    since: tuple[int, int]


def compare(terms: Contract, sides: tuple[Cohort, Cohort], people: _People) -> MatchedComparison:
    """Balance, effects and the estimates without matching, of a cohort and those it is compared with."""
    matching = rebuild(people.weighted, people.made)
    candidates, known = people.candidates, people.known
    outcomes = outcomes_of(people.weighted[[PERSON]].merge(known, on=PERSON, how="left", validate="one_to_one"))
    measures = {name: measure(name, outcome, matching) for name, outcome in outcomes.items()}
    ratio = compare_counts(outcomes["reconvicted"], matching)
    events_ratio = compare_counts(outcomes["events"], matching)
    covariates = candidates.names, candidates.covariates
    return MatchedComparison(
        as_at=people.as_at,
        cohort=sides[0],
        compared=sides[1],
        made=people.made,
        kept=kept_of(matching, candidates.is_treated, people.made.achieved_ratio),
        people=int(known["is_treated"].sum()),
        since=people.since,
        measured=measures["reconvicted"].n_treated,
        balance=check_balance(*covariates, matching),
        levels=levels_of(*covariates, candidates.is_treated, matching.weights),
        overlap=overlap_of(people.weighted["logit"].to_numpy(dtype=float), candidates.is_treated),
        measures=measures,
        risk_ratio=ratio,
        events_ratio=events_ratio,
        e_value=_e_value(ratio),
        events_e_value=_e_value(events_ratio),
        **_unmatched(*(risk_counts(terms, known[known["is_treated"] == side]) for side in (True, False))),
    )


def _e_value(ratio: Effect | None) -> EValue | None:
    return None if ratio is None else e_value(ratio.estimate, ratio.low, ratio.high)


def _unmatched(own: RiskCounts, theirs: RiskCounts) -> dict[str, object]:
    """The two rates of everybody with complete follow-up, and their differences as counted and at the same scores."""
    rates = [binary_rate(counts.people, int(counts.reconvicted.sum())) for counts in (own, theirs)]
    both = min(own.people, theirs.people) > 0
    return {
        "complete": own.people,
        "own": rates[0],
        "theirs": rates[1],
        "raw": change(*rates) if both else None,
        "adjusted": adjusted_change(own, theirs) if both else None,
        "raw_events": events_change(own, theirs) if both else None,
        "adjusted_events": adjusted_events(own, theirs) if both else None,
    }


def _in_order(candidates: Candidates, stored: pd.DataFrame) -> pd.DataFrame:
    """The stored rows in the order of the candidates."""
    people = pd.DataFrame({PERSON: candidates.person_number}).merge(
        stored, on=PERSON, how="left", validate="one_to_one"
    )
    if len(stored) != len(people) or people["weight"].isna().any():
        raise ValueError(
            "the stored comparison group is of other people than the data: run throughgate match once more"
        )
    return people


def rebuild(people: pd.DataFrame, made: Made) -> Matching:
    """The matching from its stored rows.

    With replacement who served whom is not stored, and no effect asks for it: each treated person with a match is given one
    control, whichever, so `kept_controls` and what follows from it are not to be read off it.
    """
    is_treated, weights = people["is_treated"].to_numpy(dtype=bool), people["weight"].to_numpy(dtype=float)
    treated = np.flatnonzero(is_treated)
    if made.is_with_replacement:
        first = np.flatnonzero(~is_treated & (weights > 0))[:1]
        controls = np.where(weights[treated] > 0, first if first.size else NONE, NONE)[:, None]
    else:
        sets = people["matched_set"].fillna(NONE).to_numpy(dtype=np.int64)
        controls = _by_set(sets, treated, np.flatnonzero(~is_treated & (weights > 0)), made.ratio)
    width = None if made.caliper is None else made.caliper * made.sd_logit
    return Matching(treated, controls, weights, width, made.sd_logit, made.ratio, made.is_with_replacement)


def _by_set(sets: np.ndarray, treated: np.ndarray, kept: np.ndarray, ratio: int) -> np.ndarray:
    """For each treated person the rows of the controls of the same set."""
    controls = np.full((treated.size, ratio), NONE)
    place = {number: at for at, number in enumerate(sets[treated].tolist()) if number != NONE}
    taken = [0] * treated.size
    for row in kept.tolist():
        at = place[int(sets[row])]
        controls[at, taken[at]] = row
        taken[at] += 1
    return controls


def _made(of: pd.Series, model: Mapping[str, object], made_at: date, snapshot_id: str) -> Made:
    terms = (("(intercept)", model["intercept"], model["intercept_se"]),)
    covariates = zip(model["names"], model["coefficients"], model["se"], strict=True)
    return Made(
        as_at=made_at,
        matched_at=str(of["matched_at"]),
        terms_sha256=str(of["terms_sha256"]),
        is_same_terms=of["terms_sha256"] == of["terms_now_sha256"],
        snapshot_id=snapshot_id,
        ratio=int(of["ratio"]),
        caliper=None if pd.isna(of["caliper"]) else float(of["caliper"]),
        is_with_replacement=bool(of["is_with_replacement"]),
        seed=None if pd.isna(of["seed"]) else int(of["seed"]),
        sd_logit=float(model["sd_logit"]),
        achieved_ratio=float(model["achieved_ratio"]),
        model=tuple(Term(name, float(value), float(se)) for name, value, se in (*terms, *covariates)),
        left_out={words: (int(sides[0]), int(sides[1])) for words, sides in model["left_out"].items()},
        unused=tuple(model.get("unused", ())),
        joined=tuple(model.get("joined", ())),
    )
