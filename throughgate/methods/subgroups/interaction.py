"""Did a factor's groups change by different amounts since the reference, beyond chance and OGRS?"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, expit, logit
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from throughgate.methods.casemix.recalibration import split
from throughgate.methods.counts import RiskCounts

FARTHEST = 15.0
"""Logits. A coefficient beyond this means that the outcome is foretold without fail: there is no finite estimate."""
SOLVED = 1e-8
"""Share of the people by which fitted and seen reconvictions may differ for a fit to count as found."""


@dataclass(frozen=True)
class Interaction:
    """A likelihood-ratio test that every group changed alike (on the log-odds scale): chi-square, degrees of freedom, p."""

    chi_square: float
    df: int
    p: float


@dataclass(frozen=True, eq=False)
class _Rows:
    """One row a group, side and risk; `has_score` is False where `x`, the logit of risk, stands at 0 for want of one."""

    group: np.ndarray
    is_cohort: np.ndarray
    x: np.ndarray
    has_score: np.ndarray
    n: np.ndarray
    reconvicted: np.ndarray


def test_interaction(cohort: Sequence[RiskCounts], reference: Sequence[RiskCounts]) -> Interaction | None:
    """Whether the change from reference to cohort differs between the groups of a factor, at the same OGRS.

    logit P(reconvicted) = a_group + b cohort + c logit(OGRS) + d [no score], with and without cohort x group, by maximum
    likelihood on grouped counts; chi-square is twice the gain in log-likelihood, with one degree of freedom for each
    group but one.

    Args:
        cohort: People by risk of each group.
        reference: The same groups, in the same order, among the people compared with.

    Returns:
        The test; None where it cannot be had: fewer than two groups, nobody of a group on one side, or a group and side of
        whom nobody or everybody was reconvicted, so that no finite estimate exists.

    Raises:
        ValueError: The two lists differ in length, or counts are not usable.

    Source: Wilks 1938, doi:10.1214/aoms/1177732360.
    """
    if len(cohort) != len(reference):
        raise ValueError(
            f"{len(cohort)} groups of the cohort, but {len(reference)} of the reference: give the same groups"
        )
    if len(cohort) < 2 or not all(_has_both(side) for side in (*cohort, *reference)):
        return None
    rows = _rows(cohort, reference)
    alike = _alike(rows, len(cohort))
    apart = (rows.group[:, None] == np.arange(1, len(cohort))) & rows.is_cohort[:, None]
    before, after = _log_likelihood(rows, alike), _log_likelihood(rows, np.column_stack([alike, apart]))
    if before is None or after is None:
        return None
    chi_square, df = max(0.0, 2 * (after - before)), len(cohort) - 1
    return Interaction(chi_square, df, float(chdtrc(df, chi_square)))


# pytest would collect a name that begins so wherever a test imports it.
test_interaction.__test__ = False  # ty: ignore[unresolved-attribute]


def _has_both(counts: RiskCounts) -> bool:
    """Whether somebody was reconvicted and somebody was not."""
    return 0 < int(counts.reconvicted.sum()) < counts.people


def _rows(cohort: Sequence[RiskCounts], reference: Sequence[RiskCounts]) -> _Rows:
    parts = [
        (group, is_cohort, has_score, counts)
        for is_cohort, side in ((True, cohort), (False, reference))
        for group, of in enumerate(side)
        for has_score, counts in zip((True, False), split(of), strict=True)
    ]
    sizes = [counts.n.size for *_, counts in parts]
    group, is_cohort, has_score = (np.repeat([part[i] for part in parts], sizes) for i in range(3))
    risk, n, reconvicted = (
        np.concatenate([getattr(counts, what) for *_, counts in parts]) for what in ("risk", "n", "reconvicted")
    )
    return _Rows(group, is_cohort, np.where(has_score, logit(risk), 0.0), has_score, n, reconvicted)


def _alike(rows: _Rows, groups: int) -> np.ndarray:
    """The columns of the model in which every group changes alike."""
    columns = [np.ones(rows.n.size), *(rows.group == g for g in range(1, groups)), rows.is_cohort]
    if np.unique(rows.x[rows.has_score]).size > 1:
        columns.append(rows.x)
    if 0 < rows.has_score.sum() < rows.n.size:
        columns.append(~rows.has_score)
    return np.column_stack(columns).astype(float)


def _log_likelihood(rows: _Rows, design: np.ndarray) -> float | None:
    """The maximum, up to a part that all models on these rows share; None where there is none at finite coefficients."""
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    counts = np.column_stack([rows.reconvicted, rows.n - rows.reconvicted])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        try:
            fit = GLM(counts, design, family=Binomial()).fit(tol=1e-10, tol_criterion="params")
        except (ValueError, np.linalg.LinAlgError):
            return None
        fitted = design @ fit.params
        score = design.T @ (rows.reconvicted - rows.n * expit(fitted))
    is_found = fit.converged and np.abs(fit.params).max() < FARTHEST and np.abs(score).max() < SOLVED * rows.n.sum()
    if not is_found:
        return None
    return float(rows.reconvicted @ fitted - rows.n @ np.logaddexp(0, fitted))
