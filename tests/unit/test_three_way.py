"""The three-way wording: fewer, more, or cannot be told; whole numbers, n, what would be needed, and never a reason."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughgate.show.three_way import PerHundred, needed_text, three_way, whole

UNITS = ("people", "events", "days")
OF, AGAINST = "people aged 21 to 24", "expected from their OGRS scores"


def effect(low: float, high: float, p: float = 0.01, *, n: int = 412, needed: int | None = 1234) -> PerHundred:
    return PerHundred((low + high) / 2, low, high, p, n, needed, OF, AGAINST)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-9.4, -2.2, "between 2 and 9 fewer were reconvicted than expected from their OGRS scores."),
        (1.5, 7.0, "between 2 and 7 more were reconvicted than expected"),
        (-3.4, -0.2, "between less than 1 and 3 fewer were reconvicted"),
        (-3.2, -2.8, ", 3 fewer were reconvicted"),
        (0.1, 0.4, ", less than 1 more were reconvicted"),
        (-1234.4, -2.0, "between 2 and 1,234 fewer"),
    ],
)
def test_both_limits_on_one_side(low, high, said):
    told = three_way(effect(low, high))
    assert told.startswith("For every 100 people aged 21 to 24 (n = 412), ")
    assert said in told
    assert "cannot be told" not in told
    assert "needed" not in told


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-4.0, 2.6, "up to 4 fewer may have been reconvicted than expected from their OGRS scores, or up to 3 more, so it"),
        (-0.3, 4.0, "less than 1 fewer may have been reconvicted than expected from their OGRS scores, or up to 4 more, so it"),
        (0.0, 4.0, "up to 4 more may have been reconvicted than expected from their OGRS scores, or there may be no difference, so it"),
        (-4.0, 0.0, "up to 4 fewer may have been reconvicted than expected from their OGRS scores, or there may be no difference, so it"),
        (-0.0, 4.0, "or there may be no difference, so it"),
    ],
)  # fmt: skip
def test_limits_on_both_sides_or_at_nought(low, high, said):
    told = three_way(effect(low, high, 0.2))
    assert said in told
    assert "so it cannot be told whether fewer or more are reconvicted" in told
    assert "should not be taken to mean that the service makes no difference" in told
    assert "About 1,300 people would be needed" in told


def test_no_width_and_no_difference():
    assert "no difference was seen; nothing more can be said." in three_way(effect(0.0, 0.0, 1.0))


@pytest.mark.parametrize(("p", "is_said"), [(0.0499, False), (0.05, False), (0.0501, True), (1.0, True)])
def test_people_needed_above_one_in_twenty(p, is_said):
    assert ("would be needed" in three_way(effect(-4, 2, p))) is is_said


def test_a_test_that_disagrees_with_the_limits_is_told():
    told = three_way(effect(-5, -1, 0.07))
    assert "between 1 and 5 fewer" in told
    assert "not settled" in told
    assert "About 1,300 people" in told


@pytest.mark.parametrize(("n", "is_few"), [(0, True), (29, True), (30, False), (31, False)])
def test_fewer_than_thirty_are_too_few(n, is_few):
    told = three_way(effect(-9, -2, n=n))
    assert ("too few to say" in told) is is_few
    assert ("between 2 and 9" in told) is not is_few
    assert f"(n = {n})" in told


def test_limits_that_cannot_be_had_are_too_little_to_say():
    assert "too few to say" in three_way(effect(-math.inf, 3))
    assert "too few to say" in three_way(effect(math.nan, math.nan))


@pytest.mark.parametrize(
    ("needed", "said"),
    [
        (None, "cannot be worked out"), (411, "cannot be worked out"), (412, "cannot be worked out"), (413, "About 420 people"),
        (100_000, "About 100,000 people"), (100_001, "More people than such a contract could ever hold"), (413, "found about half the time"),
    ],
)  # fmt: skip
def test_how_many_would_be_needed(needed, said):
    assert said in three_way(effect(-3, 2, 0.5, needed=needed))


def test_needed_is_rounded_up_to_two_figures():
    assert [needed_text(n) for n in (7, 99, 100, 101, 1234, 1300, 123_456)] == [
        "7", "99", "100", "110", "1,300", "1,300", "130,000",
    ]  # fmt: skip


def test_whole_numbers_halves_up():
    assert [whole(x) for x in (0.0, -0.0, 0.49, 0.5, -0.5, 1.49, -2.5)] == [
        "0", "0", "less than 1", "1", "1", "1", "3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "low", "high", "said"),
    [
        ("events", -20, -4, "between 4 and 20 fewer reconviction events were counted than"),
        ("events", -4, 3, "up to 4 fewer reconviction events may have been counted than expected from their OGRS scores, or up to 3 more"),
        ("days", 4, 12, "Among people aged 21 to 24 (n = 412), the first reconviction came between 4 and 12 days later than"),
        ("days", -1.2, 0.3, "may have come up to 1 day sooner than expected from their OGRS scores, or less than 1 day later"),
        ("days", -9, -2, "between 2 and 9 days sooner"),
    ],
)  # fmt: skip
def test_events_and_days(unit, low, high, said):
    assert said in three_way(effect(low, high), unit)


LIMITS = st.tuples(st.floats(-100, 100), st.floats(-100, 100)).map(sorted)


@given(
    limits=LIMITS, p=st.floats(0, 1), n=st.integers(0, 10**6), needed=st.none() | st.integers(1, 10**9), unit=st.sampled_from(UNITS)
)  # fmt: skip
def test_what_every_sentence_holds(limits, p, n, needed, unit):
    told = three_way(effect(*limits, p, n=n, needed=needed), unit)
    low, high = limits
    assert "%" not in told
    assert "caus" not in told.lower()
    assert f"(n = {n:,})" in told
    assert AGAINST in told or low == high == 0
    assert "-" not in told
    assert "up to 0" not in told
    assert told.endswith(".")
    if n < 30:
        return
    assert whole(low) in told or low == 0
    assert whole(high) in told or high == 0
    assert ("cannot be told" in told) is (low <= 0 <= high and not low == high == 0)
    assert ("would be needed" in told) is (p > 0.05)


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (978, "For every 100 people aged 21 to 24 (n = about 980), "),
        (29, "People aged 21 to 24 (n = about 980): too few"),
    ],
)
def test_a_number_that_may_not_be_exact_is_said_otherwise(n, said):
    told = three_way(replace(effect(-9, -2, n=n), n_said="about 980"))
    assert told.startswith(said)
    assert str(n) not in told
