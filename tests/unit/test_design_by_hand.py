"""The contract designer on a handful of people, against sums over every count written out here."""

from decimal import Decimal
from fractions import Fraction
from math import comb, floor

import numpy as np
import pytest
from scipy.stats import binom, norm

from throughgate.methods.design import Setting, design
from throughgate.terms import Contract, read_all_terms

DONCASTER = next(terms for terms in read_all_terms() if terms.id == "doncaster")


def terms_at(threshold: str) -> Contract:
    """Doncaster's rule with a baseline of 50% and another threshold."""
    return DONCASTER.with_figures(
        {"baseline-rate": Decimal(50), "threshold": Decimal(threshold), "cap": Decimal(90)}, source="the test"
    )


def up_to(most: int, n: int, rate: Fraction) -> Fraction:
    """The chance of at most so many of `n`, summed term by term."""
    return sum((comb(n, x) * rate**x * (1 - rate) ** (n - x) for x in range(most + 1)), Fraction(0))


@pytest.mark.parametrize(("effect", "cohorts"), [(0, 2), (0, 4), (20, 3)])
def test_cohorts_against_one_counted_baseline_stand_or_fall_together(effect, cohorts):
    """Cohorts of 4 people, a baseline counted on 5, all at one half less the effect: for each count b of the baseline all
    the cohorts are met with P(X <= floor(4 (b / 5 - 10%)))^k. With no effect and two cohorts that is .280, where the chance
    of one squared is .211: a baseline that came out high helps them all.
    """
    own = Fraction(1, 2) - Fraction(effect, 100)
    given = [up_to(floor(4 * (Fraction(b, 5) - Fraction(1, 10))), 4, own) for b in range(6)]
    weight = [Fraction(comb(5, b), 32) for b in range(6)]
    once, every, none = (
        sum(w * f(p) for w, p in zip(weight, given, strict=True))
        for f in (lambda p: p, lambda p: p**cohorts, lambda p: (1 - p) ** cohorts)
    )
    found = design(
        terms_at("10"), Setting(4, baseline="estimated", baseline_n=5, cohorts=cohorts), effect_points=Decimal(effect)
    )
    assert found.p_threshold_met == pytest.approx(float(once))
    assert found.p_all_met == pytest.approx(float(every))
    assert found.p_any_met == pytest.approx(float(1 - none))
    assert float(every - once**cohorts) > 0.05, "what is taken for independent would not be noticed"


def test_cohorts_against_a_fixed_number_are_independent():
    """Of 4 people at most floor(4 x .4) = 1 with 1/16 + 4/16: 5/16 for one cohort, 25/256 for two, 1 - 121/256 for any."""
    found = design(terms_at("10"), Setting(4, cohorts=2))
    assert (found.p_threshold_met, found.p_all_met, found.p_any_met) == pytest.approx((5 / 16, 25 / 256, 135 / 256))


def in_a_year(n: int, rate: float, sd: float) -> np.ndarray:
    """Chances of 0 to n where the year moves everybody's rate by a normal amount: a sum over 4,001 years."""
    z = np.linspace(-8, 8, 4001)
    weight = norm.pdf(z) / norm.pdf(z).sum()
    return weight @ binom.pmf(np.arange(n + 1), n, np.clip(rate + sd * z, 0, 1)[:, None])


@pytest.mark.parametrize(("cohorts", "sd"), [(2, "5"), (4, "5"), (3, "8")])
def test_years_of_several_cohorts_average_out(cohorts, sd):
    """Each cohort of 200 has a year of its own, so that the counts are independent: their distributions are convolved.

    Everybody at 50% less 3, the threshold 5: at most 45% of all of them. The designer takes one binomial at the mean of
    the years, a year SD over root k; it leaves aside a variance of (k - 1) / k x sd² a person, too little for .002.
    """
    one = in_a_year(200, 0.47, float(sd) / 100)
    together = np.ones(1)
    for _ in range(cohorts):
        together = np.convolve(together, one)
    limit = floor(200 * cohorts * Fraction(45, 100))
    found = design(
        terms_at("5"), Setting(200, cohorts=cohorts, year_sd_points=Decimal(sd)), effect_points=Decimal(3)
    )  # fmt: skip
    assert found.p_pooled_met == pytest.approx(together[: limit + 1].sum(), abs=0.002)
    assert found.p_threshold_met == pytest.approx(one[:91].sum(), abs=1e-6)
