"""The difference of two rates, against Newcombe's own example and by hand."""

import pytest

from throughgate.methods.change import change
from throughgate.methods.reconviction import binary_rate


def test_newcombes_example():
    # Newcombe 1998, table II, contrast (a), method 10: 56/70 less 48/80 is 0.2, 95% limits 0.0524 and 0.3339.
    found = change(binary_rate(70, 56), binary_rate(80, 48))
    assert (found.points, found.low, found.high) == pytest.approx((20, 5.24, 33.39), abs=0.005)


def test_turned_round_the_signs_turn():
    found, turned = change(binary_rate(70, 56), binary_rate(80, 48)), change(binary_rate(80, 48), binary_rate(70, 56))
    assert (turned.points, turned.low, turned.high) == pytest.approx((-found.points, -found.high, -found.low))


def test_nobody_gives_no_change():
    with pytest.raises(ValueError, match="people in both groups"):
        change(binary_rate(0, 0), binary_rate(10, 1))
