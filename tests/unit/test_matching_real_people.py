"""Matching where the answer is known: prisoners who were given aid by lot (Rossi, Berk and Lenihan 1980).

432 men released in Maryland, 216 of them with aid for some weeks; arrested within the year: 48 with aid and 66 without
(Allison 1995, Survival Analysis Using SAS, chapter 5; the file is the one of R's carData, carried by lifelines). Since aid was
given by lot, what was known of the men says next to nothing of who had it, and matching may hardly move the difference.
"""

from __future__ import annotations

import csv
import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from throughgate.comparison.matching import put_back
from throughgate.methods.matching import NONE, check_balance, compare_rates, fit_propensity, match

NAMES = ("age", "race", "wexp", "mar", "paro", "prio")
MOST_POINTS = 1.0
"""How far matching may move the difference, in percentage points: a quarter of its standard error of 4.4."""


@cache
def released() -> dict[str, np.ndarray]:
    """The file inside the package, read without importing it, so that none of what it depends on is needed."""
    folder = Path(importlib.util.find_spec("lifelines").origin).parent
    with (folder / "datasets" / "rossi.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def covariates():
    return np.column_stack([released()[name] for name in NAMES])


def test_the_file_is_the_one_described():
    people = released()
    with_aid, arrested = people["fin"] == 1, people["arrest"] == 1
    assert (with_aid.sum(), (~with_aid).sum()) == (216, 216)
    assert ((with_aid & arrested).sum(), (~with_aid & arrested).sum()) == (48, 66)


@pytest.mark.parametrize(("ratio", "kept", "controls"), [(1, 201, 201), (10, 201, 212)])
def test_aid_given_by_lot_hardly_moves_under_matching(ratio, kept, controls):
    people = released()
    raw = 100 * (48 / 216 - 66 / 216)
    found = match(fit_propensity(NAMES, covariates(), people["fin"]).logit, people["fin"], ratio=ratio)
    effect = compare_rates(people["arrest"], found)
    assert (found.n_treated, found.kept_controls.size) == (kept, controls)
    assert abs(effect.estimate - raw) < MOST_POINTS
    assert effect.se / 4 > MOST_POINTS
    assert effect.low < raw < effect.high


def test_matching_does_not_make_men_given_aid_by_lot_less_alike():
    people = released()
    found = match(fit_propensity(NAMES, covariates(), people["fin"]).logit, people["fin"], ratio=10)
    balance = check_balance(NAMES, covariates(), found)
    assert balance.worst_before.name == "race"
    assert abs(balance.worst_after.after) < abs(balance.worst_before.before) / 2


def test_a_drawn_order_finds_as_many_and_moves_nothing_much():
    """Men with equal scores are told apart by their order only; the arrests differ, so the effect may, a little."""
    people = released()
    logit = fit_propensity(NAMES, covariates(), people["fin"]).logit
    as_filed = match(logit, people["fin"], ratio=1)
    order = np.random.default_rng(5).permutation(logit.size)
    drawn = put_back(match(logit[order], people["fin"][order], ratio=1), order)
    assert drawn.treated.tolist() == as_filed.treated.tolist() == np.flatnonzero(people["fin"] == 1).tolist()
    assert drawn.n_treated == as_filed.n_treated
    near = drawn.controls != NONE
    own = np.repeat(drawn.treated[:, None], near.shape[1], axis=1)[near]
    assert (people["fin"][drawn.controls[near]] == 0).all()
    assert (np.abs(logit[own] - logit[drawn.controls[near]]) <= drawn.caliper + 1e-12).all()
    effects = [compare_rates(people["arrest"], found).estimate for found in (as_filed, drawn)]
    assert abs(effects[0] - effects[1]) < MOST_POINTS
