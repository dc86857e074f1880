"""The reference's hazards: small cases by hand, counts made from known hazards, and what must not break it."""

import numpy as np
import pytest

from throughgate.methods.counts import FollowUp, RiskCounts
from throughgate.methods.nowcast import fit_reference


def follow_up(rows):
    """Rows of risk, day, first convictions, censored, events, followed."""
    risk, *counts = (np.array(column) for column in zip(*rows, strict=True))
    return FollowUp(risk.astype(float), *(count.astype(np.int64) for count in counts))


def risk_counts(rows):
    """Rows of risk, n, reconvicted, events, events squared."""
    risk, *counts = (np.array(column) for column in zip(*rows, strict=True))
    return RiskCounts(risk.astype(float), *(count.astype(np.int64) for count in counts))


def test_one_month_by_hand():
    # 10 people without a score followed for one month of 30 days, 3 convicted on its last: 10 person-months. The overall
    # hazard is 3.5 / 10.5 = 1/3, the local one 3.5 / (10 + 0.5 x 3) = 7/23, the fitted (3 + 1) / (10 + 23/7) = 28/93.
    nobody = float("nan")
    seen = follow_up([(nobody, 29, 3, 7, 3, 10)])
    found = fit_reference(seen, risk_counts([(nobody, 10, 3, 3, 3)]), months=1)
    assert found.first.by_month == pytest.approx([28 / 93])
    assert found.first.observed.tolist() == [3]
    assert found.people == 10


def exact_cohort(months, slope, n=2_000_000):
    """People of three risks whose hazard is (-log(1 - risk))^slope / months in each month; all followed to the end."""
    rows, totals = [], []
    length = round(months * 365.25 / 12)
    days = np.arange(length)
    for risk in (0.2, 0.5, 0.8):
        hazard = (-np.log(1 - risk)) ** slope
        reached = 1 - np.exp(-hazard * np.append(0, (days + 1) / length))
        first = np.round(n * np.diff(reached)).astype(int)
        rows += [(risk, day, count, 0, count, 0) for day, count in zip(days, first, strict=True)]
        rows.append((risk, length - 1, 0, n - first.sum(), 0, n))
        totals.append((risk, n, first.sum(), first.sum(), first.sum()))
    return follow_up(rows), risk_counts(totals)


@pytest.mark.parametrize(("months", "slope"), [(12, 1.0), (18, 0.6)])
def test_a_known_hazard_is_found(months, slope):
    seen, counts = exact_cohort(months, slope)
    found = fit_reference(seen, counts, months=months)
    assert found.first.slope == pytest.approx(slope, abs=0.005)
    # Over the clock the cumulative hazard of a risk of one half is (log 2)^slope.
    assert found.first.by_month.sum() * found.first.relative([0.5])[0] == pytest.approx(np.log(2) ** slope, rel=0.005)


def test_people_without_a_score_have_a_level_of_their_own():
    nobody = float("nan")
    # Same follow-up, twice the convictions of those with a score, few enough for the hazard to be near the share.
    n, few = 1_000_000, 10_000
    rows = [(0.5, 547, few, n - few, few, n), (nobody, 547, 2 * few, n - 2 * few, 2 * few, n)]
    counts = [(0.5, n, few, few, few), (nobody, n, 2 * few, 2 * few, 2 * few)]
    found = fit_reference(follow_up(rows), risk_counts(counts), months=18)
    known, unknown = found.first.relative([0.5, nobody])
    assert unknown / known == pytest.approx(2, rel=0.02)


def test_a_reference_without_the_unknown_gives_them_the_average_hazard():
    seen, counts = exact_cohort(18, 1.0, n=10_000)
    found = fit_reference(seen, counts, months=18)
    relative = found.first.relative([0.2, 0.5, 0.8])
    assert relative.min() < found.first.relative([float("nan")])[0] < relative.max()


def test_a_month_without_convictions_has_a_hazard_above_zero():
    seen = follow_up([(0.5, 10, 5, 0, 5, 0), (0.5, 547, 0, 95, 0, 100)])
    found = fit_reference(seen, risk_counts([(0.5, 100, 5, 5, 5)]), months=18)
    assert np.all(found.first.by_month > 0)
    assert np.all(np.isfinite(found.first.by_month))


@pytest.mark.parametrize("convicted", [0, 1, 1000])
@pytest.mark.parametrize("risk", [0.005, 0.995, float("nan")])
def test_none_and_all_reconvicted_are_finite(convicted, risk):
    n = max(convicted, 1)
    seen = follow_up([(risk, 100, convicted, 0, convicted, 0), (risk, 547, 0, n - convicted, 0, n)])
    found = fit_reference(seen, risk_counts([(risk, n, convicted, convicted, convicted)]), months=18)
    for hazard in (found.first, found.events):
        assert np.all(np.isfinite(hazard.by_month))
        assert np.all(hazard.by_month > 0)
        assert np.isfinite(hazard.slope)
        assert np.all(hazard.relative([0.005, 0.5, 0.995, float("nan")]) > 0)
    assert np.isfinite(found.dispersion)


def test_dispersion_by_hand():
    # Half have no event, half four: mean 2, mean square deviation 4, so 4 / 2 = 2 for each person.
    n = 100_000
    seen = follow_up([(0.5, 100, n // 2, 0, 2 * n, 0), (0.5, 547, 0, n // 2, 0, n)])
    found = fit_reference(seen, risk_counts([(0.5, n, n // 2, 2 * n, 8 * n)]), months=18)
    assert found.dispersion == pytest.approx(2, rel=1e-3)


def test_dispersion_is_never_below_one():
    # Everybody has one event exactly: no variance at all, which no projection should count on.
    n = 1000
    seen = follow_up([(0.5, 100, n, 0, n, 0), (0.5, 547, 0, 0, 0, n)])
    assert fit_reference(seen, risk_counts([(0.5, n, n, n, n)]), months=18).dispersion == 1


def test_an_empty_reference_is_refused():
    seen = follow_up([(0.5, 100, 0, 0, 0, 0)])
    with pytest.raises(ValueError, match="holds nobody"):
        fit_reference(seen, risk_counts([(0.5, 0, 0, 0, 0)]), months=18)


def test_a_clock_of_no_month_is_refused():
    seen = follow_up([(0.5, 100, 0, 1, 0, 1)])
    with pytest.raises(ValueError, match="one month at least"):
        fit_reference(seen, risk_counts([(0.5, 1, 0, 0, 0)]), months=0)
