"""Cox regression against R's survival package on rossi, and what is refused."""

from __future__ import annotations

import csv
import math
from importlib import util
from pathlib import Path

import numpy as np
import pytest

from throughgate.methods.cox import CoxFit, fit_cox, indicators

R_FILE = Path(__file__).parent / "reference" / "r_survival.csv"
NAMES = ("fin", "age", "race", "wexp", "mar", "paro", "prio")


def rossi() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Covariates, week and arrest of 432 releases. The file is found without importing lifelines and what it needs."""
    found = util.find_spec("lifelines")
    assert found is not None, "lifelines, of the dev extra, is not installed: make test"
    assert found.origin is not None
    with (Path(found.origin).parent / "datasets" / "rossi.csv").open() as file:
        rows = list(csv.DictReader(file))
    covariates = np.array([[float(row[name]) for name in NAMES] for row in rows])
    return covariates, np.array([float(row["week"]) for row in rows]), np.array([int(row["arrest"]) for row in rows])


def r_numbers() -> dict[str, float]:
    with R_FILE.open() as file:
        return {row["stat"]: float(row["value"]) for row in csv.DictReader(file) if row["group"] == "efron"}


def test_rossi_is_rs():
    fit, r = fit_cox(NAMES, *rossi()), r_numbers()
    assert (fit.n, fit.events, fit.names) == (432, 114, NAMES)
    assert fit.coefficients == pytest.approx([r[f"cox_coef_{name}"] for name in NAMES], abs=1e-8)
    assert fit.se == pytest.approx([r[f"cox_se_{name}"] for name in NAMES], abs=1e-8)
    assert fit.log_likelihood == pytest.approx(r["cox_loglik"], abs=1e-8)
    # fin: exp(-0.37942 -/+ 1.96 x 0.19138) = 0.684 (0.470 to 0.996), p 0.0474.
    assert (fit.ratio[0], fit.low[0], fit.high[0]) == pytest.approx((0.684, 0.470, 0.996), abs=0.0005)
    assert fit.p[0] == pytest.approx(0.0474, abs=0.00005)


def test_people_alike_may_share_a_row():
    covariates, week, arrest = rossi()
    alone = fit_cox(["fin"], covariates[:, :1], week, arrest)
    rows, people = np.unique(np.column_stack([covariates[:, 0], week, arrest]), axis=0, return_counts=True)
    counted = fit_cox(["fin"], rows[:, :1], rows[:, 1], rows[:, 2], people)
    assert len(rows) < 100
    assert same(alone, counted)


def same(one: CoxFit, other: CoxFit) -> bool:
    return (one.n, one.events) == (other.n, other.events) and bool(
        np.allclose([one.coefficients, one.se], [other.coefficients, other.se], atol=1e-12)
        and math.isclose(one.log_likelihood, other.log_likelihood, rel_tol=1e-12)
    )


def test_two_events_by_hand():
    """Times 1 to 3 with x = 1, 0, 1, all events: l(b) = b - ln(1 + 2r) - ln(1 + r), r = exp b.

    1 = 2r / (1 + 2r) + r / (1 + r) gives 2r^2 = 1.
    """
    fit = fit_cox(["x"], [[1], [0], [1]], [1, 2, 3], [1, 1, 1])
    r = 1 / math.sqrt(2)
    assert fit.ratio[0] == pytest.approx(r)
    assert fit.log_likelihood == pytest.approx(math.log(r / (1 + 2 * r) / (1 + r)))
    information = 2 * r / (1 + 2 * r) ** 2 + r / (1 + r) ** 2
    assert fit.se[0] == pytest.approx(1 / math.sqrt(information))


def test_people_of_one_day_are_all_at_risk_on_it():
    """On each of two days one of either kind is reconvicted, so that neither is sooner."""
    fit = fit_cox(["x"], [[1], [0], [1], [0]], [1, 1, 2, 2], [1, 1, 1, 1])
    assert fit.ratio[0] == pytest.approx(1)
    # By Efron r = 1: each of four gives a variance of x among those at risk, of 1/4.
    assert fit.se[0] == pytest.approx(1)


def test_units_do_not_matter():
    day, event, x = [5, 8, 9, 12, 20, 30], [1, 1, 0, 1, 1, 0], np.array([3.0, 1, 4, 1, 5, 2])
    one, hundred = fit_cox(["x"], x[:, None], day, event), fit_cox(["x"], 100 * x[:, None] + 7, day, event)
    assert one.coefficients == pytest.approx(100 * hundred.coefficients)
    assert one.se == pytest.approx(100 * hundred.se)


def test_a_category_as_its_indicators():
    names, columns = indicators("age", ["young", "old", "young", "middle"])
    assert names == ("age: middle", "age: old")
    assert columns.tolist() == [[0, 0], [0, 1], [0, 0], [1, 0]]
    assert indicators("age", ["young", "old"], against="old")[0] == ("age: young",)
    assert indicators("age", ["young", "old"])[0] == ("age: young",)
    with pytest.raises(ValueError, match="'aged'"):
        indicators("age", ["young", "old"], against="aged")


# --- what is refused

DAY, EVENT = [1, 2, 3, 4, 5, 6], [1, 0, 1, 1, 0, 1]
GOOD = [1, 0, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"age": [3, 3, 3, 3, 3, 3]}, "'age' is the same for everybody"),
        ({"good": GOOD, "sex": [0, 1, 0, 0, 1, 0]}, "'sex' alone parts"),
        ({"good": GOOD, "twin": [2, 1, 1, 2, 1, 2]}, "'twin' follows from 'good'"),
        ({"good": GOOD, "age": [1, 2, math.nan, 1, 2, 3]}, "'age' are missing"),
        ({"early": [6, 5, 4, 3, 2, 1]}, "'early' alone parts"),
    ],
)
def test_a_covariate_is_refused_by_name(columns, said):
    with pytest.raises(ValueError, match=said):
        fit_cox(list(columns), np.column_stack(list(columns.values())), DAY, EVENT)


def test_covariates_that_part_together():
    """Neither foretells alone, but whoever has the largest sum is always the next."""
    a, b = np.array([9.0, 1, 6, 2, 3, 0]), np.array([0.0, 7, 1, 4, 2, 4])
    with pytest.raises(ValueError, match="parts those reconvicted"):
        fit_cox(["a", "b"], np.column_stack([a, b]), DAY, [1] * 6)


def test_nobody_with_an_event():
    with pytest.raises(ValueError, match="nobody was reconvicted"):
        fit_cox(["good"], np.array([GOOD]).T, DAY, [0] * 6)


@pytest.mark.parametrize(
    ("day", "event", "people", "said"),
    [
        (DAY[:5], EVENT, None, "shape"),
        (DAY, [2, *EVENT[1:]], None, "is_event 0 or 1"),
        ([math.nan, *DAY[1:]], EVENT, None, "every day"),
        (DAY, EVENT, [1, 2], "people has shape"),
        (DAY, EVENT, [1, 1, 1, 1, 1, -1], "people has the value -1"),
    ],
)
def test_rows_that_cannot_be_used(day, event, people, said):
    with pytest.raises(ValueError, match=said):
        fit_cox(["good"], np.array([GOOD]).T, day, event, people)


def test_no_covariates():
    with pytest.raises(ValueError, match="name at least one"):
        fit_cox([], np.zeros((6, 0)), DAY, EVENT)
