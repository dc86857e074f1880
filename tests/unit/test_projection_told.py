"""What is told of a projection: its history, day by day, and the JSON document, of projections typed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest
from paying_terms import CRS, DONCASTER

from throughgate.methods.payment import Outcome, Volume
from throughgate.projection import (
    FINAL,
    NOBODY_YET,
    PROJECTED,
    TOO_EARLY,
    WINDOW_OPEN,
    CohortProjection,
    InForce,
    Projection,
    history,
    projection_document,
)
from throughgate.projection.settle import pay_volume
from throughgate.results import ContractData

DAY = date(2014, 6, 30)


def data(terms) -> ContractData:
    return ContractData(terms, DAY, DAY, is_synthetic=True)


def told(terms, cohort: CohortProjection) -> dict:
    return projection_document(Projection(data(terms), terms, DAY, 1, "snapshot", (cohort,)))["cohorts"][0]


@pytest.mark.parametrize(
    ("as_at", "days"),
    [
        (date(2011, 12, 31), ["2011-10-31", "2011-11-30", "2011-12-31"]),
        (date(2012, 1, 15), ["2011-10-31", "2011-11-30", "2011-12-31", "2012-01-15"]),
        # Final from 31 January on: that day, and with what was recorded late since the day itself.
        (date(2012, 5, 20), ["2011-10-31", "2011-11-30", "2011-12-31", "2012-01-31", "2012-05-20"]),
    ],
)
def test_a_history_goes_by_month_ends_to_the_first_final_one_and_then_to_the_day(as_at, days):
    def project_on(_: str, day: date):
        return SimpleNamespace(status=FINAL if day >= date(2012, 1, 31) else PROJECTED)

    found = history(data(DONCASTER), "cohort-1", as_at, project_on)
    assert [str(day) for day, _ in found] == days


def volume(*, is_open: bool) -> CohortProjection:
    outcome = Outcome(n=40, volume=Volume(40, 30))
    return CohortProjection(
        CRS.paid_on[0], TOO_EARLY if is_open else FINAL, 40, 40, payment=pay_volume(CRS, outcome), outcome=outcome,
        why_too_early=WINDOW_OPEN if is_open else None,
    )  # fmt: skip


def test_referrals_so_far_are_told_as_such_and_as_no_projection():
    so_far, final = told(CRS, volume(is_open=True)), told(CRS, volume(is_open=False))
    assert (so_far["why_too_early"], so_far["n"], so_far["n_expected"]) == ("window-open", 40, None)
    assert (final["why_too_early"], final["n"], final["n_expected"]) == (None, 40, 40)
    assert set(so_far["payment"]) == set(final["payment"])
    assert (
        so_far["payment"]["expected_pence"] is so_far["payment"]["p90_pence"] is so_far["payment"]["decision"] is None
    )
    assert so_far["payment"]["so_far_pence"] == final["payment"]["expected_pence"] is not None
    assert final["payment"]["so_far_pence"] is None
    assert so_far["payment"]["lines"] == final["payment"]["lines"]


def test_nobody_released_is_told():
    early = CohortProjection(DONCASTER.cohort("cohort-3"), TOO_EARLY, 0, 0, why_too_early=NOBODY_YET)
    found = told(DONCASTER, early)
    assert (found["status"], found["why_too_early"], found["n_expected"]) == ("too-early", "nobody-released", 0)
    assert not any(found["payment"].values())


def test_a_control_followed_up_is_told_with_its_range_and_a_final_one_with_its_errors():
    control = InForce(
        DONCASTER.cohorts[0], Fraction(1, 2), Fraction(1, 2), False, Fraction(1, 2), "reweighted-control", 0.01, None, None,
        Fraction(3, 2), control_events_se=0.02,
    )  # fmt: skip
    ends = ((Fraction(2, 5), Fraction(1)), (Fraction(1, 2), Fraction(3, 2)), (Fraction(3, 5), Fraction(2)))
    final, still = (
        told(DONCASTER, CohortProjection(DONCASTER.cohort("cohort-1"), PROJECTED, 10, 10, baseline=base))["baseline"]
        for base in (control, replace(control, counted=None, se=0.0, control_events_se=0.0, possible=ends))
    )
    names = ("se", "range", "control_events_per_100", "control_events_per_100_se", "control_events_per_100_range")
    assert [final[name] for name in names] == [0.01, None, 150, 2, None]
    assert [still[name] for name in names] == [None, [0.4, 0.6], 150, None, [100, 200]]
