"""Propensity scores: worked by hand, and the covariates from which none can be had."""

import math

import numpy as np
import pytest

from throughgate.methods.matching import fit_propensity


def test_the_score_of_a_flag_is_its_share():
    # Treated 1 of 4 without the flag and 3 of 4 with it: logits -ln 3 and +ln 3, so ln 9 between them; the variance of
    # a logit is 1/1 + 1/3 of each group, and of their difference twice that.
    found = fit_propensity(["flag"], [[0]] * 4 + [[1]] * 4, [1, 0, 0, 0, 1, 1, 1, 0])
    assert (found.intercept, *found.coefficients) == pytest.approx((-math.log(3), math.log(9)), abs=1e-12)
    assert (found.intercept_se, *found.se) == pytest.approx((math.sqrt(4 / 3), math.sqrt(8 / 3)), abs=1e-12)
    assert found.score == pytest.approx([0.25] * 4 + [0.75] * 4)
    assert found.deviance == pytest.approx(-4 * math.log(0.25) - 12 * math.log(0.75))
    assert (found.logit == np.round(found.logit, 12)).all()


def test_people_alike_have_one_logit_and_units_do_not_matter():
    rng = np.random.default_rng(5)
    x = rng.integers(0, 3, (500, 4))
    treated = rng.random(500) < 0.2 + 0.1 * x[:, 0]
    found = fit_propensity("abcd", x, treated)
    for people in np.unique(x, axis=0):
        assert np.unique(found.logit[(x == people).all(axis=1)]).size == 1
    in_pence = fit_propensity("abcd", x * [1e6, 1, 1e-6, 1] + [5e6, 0, 0, 0], treated)
    assert in_pence.logit == pytest.approx(found.logit, abs=1e-9)


ONE, TWO = [0, 1, 2, 3, 4, 5, 6, 7], [1, 0, 1, 1, 0, 2, 1, 0]
MIXED = [0, 1, 0, 0, 1, 1, 0, 1]


@pytest.mark.parametrize(
    ("columns", "treated", "words"),
    [
        ({"age": ONE, "prison": [3] * 8}, MIXED, "^'prison': the same for everybody"),
        ({"age": ONE, "none": [0] * 8, "prison": [3] * 8}, MIXED, "^'none' and 'prison': the same"),
        ({"age": ONE, "two": TWO, "sum": [a + 2 * b for a, b in zip(ONE, TWO, strict=True)]}, MIXED,
         "^'sum' follows from 'age' and 'two'.*leave one of them out"),
        ({"age": [*ONE[:7], math.nan]}, MIXED, "'age' are missing"),
        ({"age": ONE}, [0] * 8, "nobody is treated"),
        ({"age": ONE}, [1] * 8, "everybody is treated"),
        ({"age": ONE}, [0, 0, 0, 0, 1, 1, 1, 1], "^'age' separates"),
        ({"two": TWO, "flag": [0, 1, 0, 0, 0, 0, 0, 0]}, [1, 0, 1, 0, 1, 0, 1, 0], "^'flag' separates"),
        ({"age": ONE, "flag": [1, 0, 1, 1, 1, 1, 1, 1]}, [1, 0, 1, 0, 1, 1, 1, 0], "^'flag' separates"),
        ({"age": ONE, "less": [-a for a in ONE]}, [0] * 4 + [1] * 4, "'less' follows from 'age'"),
        ({"age": ONE, "two": TWO, "flag": [0, 0, 0, 0, 1, 1, 1, 1]}, [0] * 4 + [1] * 4, "^'age' and 'flag' each separate"),
    ],
)  # fmt: skip
def test_covariates_without_a_score_are_refused_by_name(columns, treated, words):
    with pytest.raises(ValueError, match=words):
        fit_propensity(tuple(columns), np.column_stack(list(columns.values())), treated)


def test_covariates_that_separate_only_together_are_named_and_no_others():
    # x and y each overlap, but the treated have x + y of 5 or more and the others of 4 or less; z plays no part.
    x, y = [0, 4, 1, 3, 2, 5, 0, 1, 4, 3], [3, 0, 3, 1, 2, 0, 5, 4, 1, 3]
    treated = [a + b >= 5 for a, b in zip(x, y, strict=True)]
    z = [3, 1, 4, 1, 5, 2, 6, 5, 3, 5]
    with pytest.raises(ValueError, match="^'x' and 'y' together separate .* leave it out"):
        fit_propensity("xzy", np.column_stack([x, z, y]), treated)


def test_without_covariates_or_names_that_fit_there_is_no_score():
    with pytest.raises(ValueError, match="name at least one"):
        fit_propensity([], np.empty((2, 0)), [0, 1])
    with pytest.raises(ValueError, match="shape"):
        fit_propensity(["age"], [[1, 2], [2, 1]], [0, 1])
