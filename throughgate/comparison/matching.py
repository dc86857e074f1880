"""From candidates to a matched comparison group, and the document of the model that is stored beside it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from throughgate.comparison.estimating import kept_of, levels_of
from throughgate.comparison.people import Candidates
from throughgate.comparison.result import Kept, Level
from throughgate.methods.matching import (
    NONE,
    Balance,
    Covariate,
    Matching,
    Propensity,
    check_balance,
    fit_propensity,
    match,
)
from throughgate.results import ContractData
from throughgate.terms import Cohort

Progress = Callable[[float], None]


class MatchError(ValueError):
    """A comparison group that cannot be made; the message says why and what would mend it."""


@dataclass(frozen=True)
class How:
    """How people are matched: controls for each treated person, the caliper in sds of the logit, and ties.

    `seed` draws the order in which ties are broken; None leaves the order of the file.
    """

    ratio: int = 10
    caliper: float = 0.2
    is_with_replacement: bool = False
    seed: int | None = None


@dataclass(frozen=True, eq=False)
class MatchedGroup:
    """A comparison group: rows of `matching` and of `propensity` are the people of `candidates`, in their order."""

    candidates: Candidates
    how: How
    propensity: Propensity
    matching: Matching
    balance: Balance


def measured_pairs(contract: ContractData, cohort_id: str | None = None) -> list[tuple[Cohort, Cohort]]:
    """The contract's own cohorts (or the one asked for), each with the cohort that it is measured against.

    Raises:
        MatchError: it is paid by volume, has no such cohort of its own, or nothing to be measured against.
    """
    terms = contract.terms
    if terms.outcome.headline == "volume":
        raise MatchError(f"{terms.id} is paid by volume and measures no reconviction: there is nothing to compare")
    own = [cohort for cohort in terms.paid_on if cohort_id in (None, cohort.id)]
    if not own:
        listed = ", ".join(cohort.id for cohort in terms.paid_on)
        raise MatchError(f"{terms.id} has no cohort {cohort_id!r} of its own: choose one of {listed}")
    pairs = [(cohort, compared) for cohort in own if (compared := terms.measured_against(cohort))]
    if not pairs:
        raise MatchError(
            f"{terms.id} has nothing to compare with: give its terms a baseline, or a pool and compared_with"
        )
    return pairs


def make_matching(candidates: Candidates, how: How, *, progress: Progress | None = None) -> MatchedGroup:
    """Fits the propensity score and matches each treated person.

    Args:
        candidates: the people and what was known of them at discharge.
        how: ratio, caliper, replacement and seed.
        progress: told the share done (0 to 1).

    Raises:
        MatchError: one side has nobody, or no finite score exists (separation); names the covariates and the remedy.
    """
    for name, side in (("cohort", candidates.is_treated), ("group it is measured against", ~candidates.is_treated)):
        if not side.any():
            raise MatchError(f"nobody of the {name} has what matching needs: load more, or look at a later day")
    try:
        propensity = fit_propensity(candidates.names, candidates.covariates, candidates.is_treated)
        matching = _match(propensity.logit, candidates.is_treated, how, progress)
        balance = check_balance(candidates.names, candidates.covariates, matching)
    except ValueError as fault:
        raise MatchError(str(fault)) from fault
    return MatchedGroup(candidates, how, propensity, matching, balance)


def _match(logit: np.ndarray, treated: np.ndarray, how: How, progress: Progress | None) -> Matching:
    options = {
        "ratio": how.ratio, "caliper": how.caliper, "replace": how.is_with_replacement, "progress": progress,
    }  # fmt: skip
    if how.seed is None:
        return match(logit, treated, **options)
    order = np.random.default_rng(how.seed).permutation(logit.size)
    return put_back(match(logit[order], treated[order], **options), order)


def put_back(matching: Matching, order: np.ndarray) -> Matching:
    """The same matching by the rows people had before they were put in `order`."""
    own = order[matching.treated]
    ascending = np.argsort(own)
    weights = np.empty_like(matching.weights)
    weights[order] = matching.weights
    controls = np.where(matching.controls == NONE, NONE, order[matching.controls])
    return replace(matching, treated=own[ascending], controls=controls[ascending], weights=weights)


def counts_of(group: MatchedGroup) -> tuple[Kept, tuple[Level, ...]]:
    """How many people were matched, and how many have each yes/no covariate: what says of which covariates to be silent."""
    of, matching = group.candidates, group.matching
    kept = kept_of(matching, of.is_treated, matching.achieved_ratio)
    return kept, levels_of(of.names, of.covariates, of.is_treated, matching.weights)


def model_document(group: MatchedGroup) -> dict[str, object]:
    """What a matching was made from and how well it did, as stored; only sums over people."""
    matching, fitted = group.matching, group.propensity
    return {
        "names": list(fitted.names),
        "coefficients": fitted.coefficients.tolist(),
        "se": fitted.se.tolist(),
        "intercept": fitted.intercept,
        "intercept_se": fitted.intercept_se,
        "deviance": fitted.deviance,
        "sd_logit": matching.sd_logit,
        "caliper_logits": matching.caliper,
        "left_out": {words: list(sides) for words, sides in group.candidates.left_out.items()},
        "unused": list(group.candidates.unused),
        "joined": list(group.candidates.joined),
        "treated": int(matching.treated.size),
        "candidates": int((~group.candidates.is_treated).sum()),
        "matched": matching.n_treated,
        "dropped": int(matching.dropped.size),
        "controls": int(matching.kept_controls.size),
        "effective_controls": matching.effective_controls,
        "achieved_ratio": matching.achieved_ratio,
        "balance": [_balance_row(row) for row in group.balance.covariates],
    }


def _balance_row(row: Covariate) -> dict[str, object]:
    """Means and standardised differences; None for what has no number (nobody is matched, or a spread of nought)."""
    numbers = ("treated_before", "controls_before", "treated_after", "controls_after", "before", "after")
    told = {name: getattr(row, name) for name in numbers}
    return {"name": row.name} | {name: value if math.isfinite(value) else None for name, value in told.items()}
