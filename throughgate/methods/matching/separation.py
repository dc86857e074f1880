"""When no propensity score can be had: constant, dependent and separating covariates, each refused by name."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog

LEFT_OVER = 1e-9
"""Share of a covariate's variance that the earlier ones must leave unexplained for it to say anything of its own."""

WORTH_NAMING = 1e-6
"""Smallest coefficient (for covariates of sd 1) that counts as one."""

WRONG_SIDE = 1e-6
"""Distance from a plane (sds) that is more than the linear programme's own rounding."""

AT_ONCE = 2000
"""People added to the linear programme at a time: those whom its last answer put furthest on the wrong side."""

REMEDY = "leave it out, merge its categories, or wait for more people"


def refuse_unusable(names: Sequence[str], x: np.ndarray, treated: np.ndarray) -> None:
    """Refuses covariates from which no propensity score can be had, as far as each one and their correlations show.

    Raises:
        ValueError: A value is missing, nobody or everybody is treated, or covariates are constant, follow from earlier
            ones, or alone put all the treated on one side of a value.
    """
    if not treated.any() or treated.all():
        who = "nobody" if not treated.any() else "everybody"
        raise ValueError(f"{who} is treated, so no propensity score can be had: people with and without it are needed")
    if not names:
        raise ValueError("no covariates are given: name at least one")
    missing = [name for name, column in zip(names, x.T, strict=True) if not np.isfinite(column).all()]
    if missing:
        raise ValueError(f"values of {_listed(missing)} are missing or not finite: fill them or leave it out")
    constant = [name for name, column in zip(names, x.T, strict=True) if column.min() == column.max()]
    if constant:
        raise ValueError(f"{_listed(constant)}: the same for everybody, so it cannot tell people apart: leave it out")
    _refuse_dependent(names, x)
    _refuse_alone(names, x, treated)


def refuse_separation(names: Sequence[str], scaled: np.ndarray, treated: np.ndarray) -> None:
    """Refuses covariates that together put all the treated on one side of a plane, where estimates grow without end.

    The plane is a linear programme: with s = 1 for the treated and -1 for others, find b (each |b| <= 1) with
    s(a + x'b) >= 0 for everybody and a sum above 0. Its covariates are then dropped one by one while a plane remains,
    so that those named are few, though other sets may separate too.

    Args:
        names: One name for each covariate.
        scaled: People by covariates, each of mean 0 and sd 1.
        treated: Flags.

    Raises:
        ValueError: There is such a plane.

    Source: Albert and Anderson 1984, doi:10.1093/biomet/71.1.1; Konis 2007, thesis, University of Oxford (programme).
    """
    sides = np.where(treated, 1.0, -1.0)[:, None] * np.column_stack([np.ones(treated.size), scaled])
    plane = _plane(sides)
    if plane is None:
        return
    kept = [j for j in range(len(names)) if abs(plane[j + 1]) > WORTH_NAMING]
    for j in tuple(kept):
        fewer = [i for i in kept if i != j]
        if fewer and _plane(sides[:, [0, *(i + 1 for i in fewer)]]) is not None:
            kept = fewer
    _refuse([names[j] for j in kept], "together separate" if len(kept) > 1 else "separates")


def _refuse_alone(names: Sequence[str], x: np.ndarray, treated: np.ndarray) -> None:
    alone = []
    for name, column in zip(names, x.T, strict=True):
        ours, theirs = column[treated], column[~treated]
        if ours.max() <= theirs.min() or theirs.max() <= ours.min():
            alone.append(name)
    if alone:
        _refuse(alone, "each separate" if len(alone) > 1 else "separates")


def _refuse(names: Sequence[str], verb: str) -> None:
    raise ValueError(
        f"{_listed(names)} {verb} the treated from the others (as where nobody treated has one of the values), so the "
        f"propensity score has no finite estimate: {REMEDY}"
    )


def _refuse_dependent(names: Sequence[str], x: np.ndarray) -> None:
    """Takes covariates in order, keeping those of which the earlier leave something unexplained (Gram-Schmidt by regression)."""
    correlation = np.atleast_2d(np.corrcoef(x, rowvar=False))
    kept: list[int] = []
    for j, name in enumerate(names):
        weights = np.linalg.solve(correlation[np.ix_(kept, kept)], correlation[kept, j])
        if 1 - weights @ correlation[kept, j] > LEFT_OVER:
            kept.append(j)
            continue
        sources = [names[i] for i, weight in zip(kept, weights, strict=True) if abs(weight) > WORTH_NAMING]
        raise ValueError(f"{name!r} follows from {_listed(sources)} and adds nothing: leave one of them out")


def _plane(sides: np.ndarray) -> np.ndarray | None:
    """The separating direction of largest sum, or None: solved on a few people, then with those it gets wrong."""
    total = sides.mean(axis=0)
    worst = np.arange(min(AT_ONCE, len(sides)))
    chosen = np.zeros(len(sides), dtype=bool)
    while True:
        chosen[worst] = True
        found = linprog(-total, A_ub=-sides[chosen], b_ub=np.zeros(chosen.sum()), bounds=(-1, 1), method="highs")
        # A direction can be stretched until it meets the bounds, so an answer inside them is no direction at all.
        if not found.success or np.abs(found.x).max() < 1 / 2:
            return None
        margins = sides @ found.x
        worst = np.argsort(margins, kind="stable")[:AT_ONCE]
        worst = worst[(margins[worst] < -WRONG_SIDE) & ~chosen[worst]]
        if not worst.size:
            return found.x if margins.max() > 10 * WRONG_SIDE else None


def _listed(names: Sequence[str]) -> str:
    quoted = [repr(name) for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
