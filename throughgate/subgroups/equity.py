"""Equity of outcome: gender, ethnicity, geography, age and severity as one view, each against what its OGRS scores foretell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from throughgate.methods.subgroups import (
    Comparison,
    GroupEffect,
    Interaction,
    benjamini_hochberg,
    compare_groups,
    test_interaction,
)
from throughgate.results import place_of
from throughgate.subgroups.model import Group, Groups

DIMENSIONS = {
    "sex": "Gender",
    "ethnicity": "Ethnicity",
    "release-area": "Geography: release area",
    "local": "Geography: local release",
    "age-band": "Age",
    "sentence-length": "Severity: sentence length",
    "offence-group": "Severity: offence",
}
"""Factors of the principle "equity of outcome" (Just Results, principle 4), in its order, and their names on screen."""

FEWEST = 2
"""Groups: one by itself cannot be more or less equal than another."""


@dataclass(frozen=True, eq=False)
class Dimension:
    """One factor: what the gate said, the groups that may be shown in order, and their comparison.

    `effects` has an entry for each of `shown`, none where there are fewer than two groups to compare; its q is over all groups of
    all dimensions, and `spread_q` is that of the test of spread over the dimensions. `interaction` is None where the compared people have
    no such groups.
    """

    factor: str
    groups: Groups
    shown: tuple[Group, ...]
    comparison: Comparison | None
    interaction: Interaction | None
    spread_q: float | None = None

    @property
    def effects(self) -> tuple[GroupEffect, ...]:
        """One for each group shown; none where nothing can be compared."""
        return self.comparison.effects if self.comparison else ()


def compare_dimensions(answers: Sequence[Groups]) -> tuple[Dimension, ...]:
    """Compare the groups of each question by one factor, with one Benjamini-Hochberg correction over the groups of all of them."""
    found = [_dimension(groups) for groups in answers]
    p = [effect.p for dimension in found for effect in dimension.effects]
    q = iter(benjamini_hochberg(np.array(p)) if p else ())
    corrected = [_with_q(dimension, [float(next(q)) for _ in dimension.effects]) for dimension in found]
    apart = [d.comparison.spread.p for d in found if d.comparison and d.comparison.spread]
    spread_q = iter(benjamini_hochberg(np.array(apart)) if apart else ())
    return tuple(
        replace(d, spread_q=float(next(spread_q))) if d.comparison and d.comparison.spread else d for d in corrected
    )


def everybody(dimension: Dimension) -> GroupEffect:
    """All people of the scope whose follow-up is complete, as one group: p is by itself, and q with it."""
    groups = dimension.groups
    return compare_groups([groups.total], groups.model, groups.reference).effects[0]


def _dimension(groups: Groups) -> Dimension:
    shown = tuple(sorted(groups.shown, key=lambda group: place_of(group.values[0])))
    comparison = None
    if len(shown) >= FEWEST:
        comparison = compare_groups([group.counts for group in shown], groups.model, groups.reference)
    return Dimension(groups.question.by[0], groups, shown, comparison, _interaction(shown))


def _interaction(shown: Sequence[Group]) -> Interaction | None:
    pairs = [(group.counts, group.reference) for group in shown if group.reference is not None]
    if len(pairs) < FEWEST:
        return None
    cohort, reference = zip(*pairs, strict=True)
    return test_interaction(cohort, reference)


def _with_q(dimension: Dimension, q: Sequence[float]) -> Dimension:
    if dimension.comparison is None:
        return dimension
    effects = tuple(replace(effect, q=value) for effect, value in zip(dimension.effects, q, strict=True))
    return replace(dimension, comparison=replace(dimension.comparison, effects=effects))
