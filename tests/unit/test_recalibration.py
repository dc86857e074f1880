"""Logistic recalibration on counts: published and hand-worked coefficients, and the same fit on people."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from risk_counts import BASELINE, UNKNOWN, counts, year_2009
from scipy.optimize import minimize
from scipy.special import expit, logit

from throughgate.methods.casemix import (
    adjust,
    mean_chance,
    predict,
)
from throughgate.methods.casemix.recalibration import bend, recalibrate
from throughgate.methods.counts import RiskCounts


def test_beetles_of_bliss_give_dobsons_coefficients():
    # Dobson and Barnett, An Introduction to Generalized Linear Models, 3rd edition, section 7.3.1: -60.72 (5.18) and
    # 34.27 (2.91). The dose stands for the logit of risk.
    dose = [1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839]
    killed = zip(dose, [59, 60, 62, 56, 63, 59, 62, 60], [6, 13, 18, 28, 52, 53, 61, 60], strict=True)
    model = recalibrate(counts(*((float(expit(x)), n, y) for x, n, y in killed)))
    assert (model.intercept, model.slope) == (pytest.approx(-60.72, abs=0.005), pytest.approx(34.27, abs=0.005))
    assert np.sqrt(np.diag(model.covariance)) == pytest.approx([5.18, 2.91], abs=0.005)


def test_two_risks_give_the_slope_and_intercept_worked_by_hand():
    model = recalibrate(BASELINE)
    assert (model.slope, model.intercept) == (pytest.approx(0.5, abs=1e-10), pytest.approx(-math.log(2), abs=1e-10))
    assert predict(model, np.array([0.5, UNKNOWN])) == pytest.approx([1 / 3, 0.35], abs=1e-10)


def people(grouped: RiskCounts) -> tuple[np.ndarray, np.ndarray]:
    """A row a person: logit of risk, and whether reconvicted."""
    rows = [
        (x, place < again)
        for x, n, again in zip(logit(grouped.risk), grouped.n, grouped.reconvicted, strict=True)
        for place in range(n)
        if not math.isnan(x)
    ]
    return np.array([x for x, _ in rows]), np.array([y for _, y in rows], dtype=float)


def fit_people(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Maximises the likelihood of people one by one; nothing in common with the code under test but the model."""

    def loss(b):
        return np.sum(np.logaddexp(0, z @ b) - y * (z @ b))

    def slope(b):
        return z.T @ (expit(z @ b) - y)

    def curvature(b):
        m = expit(z @ b)
        return (z.T * (m * (1 - m))) @ z

    start = minimize(loss, np.zeros(z.shape[1]), jac=slope, hess=curvature, method="trust-exact").x
    for _ in range(3):
        start = start - np.linalg.solve(curvature(start), slope(start))
    return start


def test_the_fit_on_counts_is_the_fit_on_people():
    baseline = year_2009()
    x, y = people(baseline)
    z = np.column_stack([np.ones_like(x), x])
    expected = fit_people(z, y)
    model = recalibrate(baseline)
    assert [model.intercept, model.slope] == pytest.approx(expected, abs=1e-8)
    chance = expit(z @ expected)
    assert model.covariance == pytest.approx(np.linalg.inv((z.T * (chance * (1 - chance))) @ z), abs=1e-10)


def test_one_row_a_person_or_one_row_a_risk_is_the_same():
    baseline = year_2009()
    x, y = people(baseline)
    one_by_one = recalibrate(RiskCounts(expit(x), np.ones(x.size, int), y.astype(int), y.astype(int), y.astype(int)))
    grouped = recalibrate(baseline)
    assert [one_by_one.intercept, one_by_one.slope] == pytest.approx([grouped.intercept, grouped.slope], abs=1e-10)


def test_the_spline_is_harrells_fitted_on_people():
    baseline = year_2009()
    x, y = people(baseline)
    model = bend(baseline, recalibrate(baseline))
    knots = np.quantile(x, [0.05, 0.35, 0.65, 0.95])
    assert model.knots == pytest.approx(knots, abs=1e-12)

    def natural(x):
        # Hastie, Tibshirani and Friedman, eq. 5.4 and 5.5: another basis of the same curves.
        d = [(np.maximum(x - t, 0) ** 3 - np.maximum(x - knots[3], 0) ** 3) / (knots[3] - t) for t in knots[:3]]
        return np.column_stack([np.ones_like(x), x, d[0] - d[2], d[1] - d[2]])

    expected = natural(logit(baseline.risk[:-1])) @ fit_people(natural(x), y)
    assert predict(model, baseline.risk[:-1]) == pytest.approx(expit(expected), abs=1e-8)


def test_knots_fall_on_people_where_the_percentiles_do():
    # Of 21 people the 5th, 35th, 65th and 95th percentiles are numbers 1, 7, 13 and 19, counted from 0.
    risks = [0.1 + 0.04 * place for place in range(21)]
    baseline = counts(*((risk, 1, place % 3 == 0) for place, risk in enumerate(risks)))
    model = bend(baseline, recalibrate(baseline))
    assert model.knots == pytest.approx([logit(risks[place]) for place in (1, 7, 13, 19)], abs=1e-12)


def test_the_spline_bends_where_the_truth_does():
    # The truth rises and falls again on the logit scale, which no straight line follows.
    truth = [(r / 100, float(expit(0.8 * logit(r / 100) - 0.3 * logit(r / 100) ** 2))) for r in range(5, 100, 5)]
    baseline = counts(*((risk, 1000, round(1000 * chance)) for risk, chance in truth))
    by_method = adjust(baseline, counts((0.95, 1000, 0))).by_method
    last = truth[-1][1]
    assert abs(float(by_method["recalibration"].rate) - last) > 0.1
    assert abs(float(by_method["spline"].rate) - last) < 0.03
    assert by_method["spline"].fallback == ""


def test_the_model_reproduces_58_2():
    baseline = year_2009()
    assert (baseline.people, int(baseline.reconvicted.sum())) == (1570, 914)
    straight = recalibrate(baseline)
    for model in (straight, bend(baseline, straight)):
        assert abs(mean_chance(model, baseline) - 914 / 1570) < 1e-12
    for rate in (None, Fraction("0.582")):
        found = adjust(baseline, baseline, rate=rate)
        assert {a.rate for a in found.by_method.values()} == {rate or Fraction(914, 1570)}
