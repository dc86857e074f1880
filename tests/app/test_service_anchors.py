"""The demonstration, read as the pages read it, has the figures that were published of Doncaster (RS 18/12, section 3.2)."""

from __future__ import annotations

from datetime import date

import pytest

from throughgate import results
from throughgate.service.capacity import read_capacity
from throughgate.service.engagement import Step, read_engagement
from throughgate.store.reader import open_data

FIRST, LAST = date(2011, 10, 1), date(2012, 4, 1)
LATER = date(2014, 6, 30)


@pytest.fixture(scope="module")
def reader(demonstration):
    return open_data(demonstration)


@pytest.fixture(scope="module")
def doncaster(reader):
    return results.read_contract(reader, "doncaster").terms


def counted(step: Step) -> tuple[int, int]:
    """Those who could have had a step, and who had it, of people released from October 2011 to June 2012."""
    of = [quarter.share for quarter in step.quarters if FIRST <= quarter.start <= LAST]
    return sum(share.n for share in of), sum(share.reconvicted for share in of)


def test_58_per_cent_of_those_released_until_june_2012_engaged(reader, doncaster):
    """Published: 683 of 1,178 people, 58.0%."""
    n, met = counted(read_engagement(reader, doncaster, LATER).step("engaged"))
    assert (n, met) == (1178, 683)
    assert round(100 * met / n, 1) == 58.0


def test_about_80_per_cent_of_them_were_released_locally(reader, doncaster):
    """Published: an estimate of 80%; a standard error is 1.2 points at 1,178 people."""
    n, local = counted(read_engagement(reader, doncaster, LATER).step("local"))
    assert n <= 1178
    assert local / n == pytest.approx(0.80, abs=0.02)


def test_25_volunteers_were_active_at_the_end_of_june_2012(reader, doncaster):
    june = date(2012, 6, 30)
    for as_at in (june, LATER):
        volunteers = {month.day: month for month in read_capacity(reader, doncaster, as_at).volunteers}
        assert volunteers[june].active == 25
