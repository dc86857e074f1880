"""Payment with a premium for some groups: amounts by hand, and what holds of any groups."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughgate.methods.payment.differentiated import GroupFall, differentiated_payment

GROUPS = st.lists(
    st.builds(
        GroupFall,
        fewer=st.decimals(-500, 500, places=1).map(Fraction),
        premium_percent=st.decimals(0, 200, places=1).map(Fraction),
    ),
    max_size=20,
)


def fall(fewer: str, premium: str = "0") -> GroupFall:
    return GroupFall(Fraction(fewer), Fraction(premium))


def test_amounts_by_hand():
    """10.5 fewer at 1,000 pounds are 10,500; a quarter more is 13,125. 4 more than expected are paid nothing."""
    paid = differentiated_payment(100_000, [fall("10.5", "25"), fall("-4", "50"), fall("2")])
    assert paid.plain == (1_050_000, 0, 200_000)
    assert paid.with_premium == (1_312_500, 0, 200_000)
    assert (paid.total_plain, paid.total_with_premium, paid.added) == (1_250_000, 1_512_500, 262_500)
    assert paid.together == 850_000  # 10.5 - 4 + 2 = 8.5 fewer.


@pytest.mark.parametrize(
    ("fewer", "price", "pence"),
    [("0.5", 1, 1), ("0.4", 1, 0), ("1.5", 1, 2), ("0", 100, 0), ("-0.1", 100, 0), ("0.1", 5, 1), ("0.1", 4, 0)],
)
def test_a_half_penny_is_paid(fewer, price, pence):
    assert differentiated_payment(price, [fall(fewer)]).plain == (pence,)


def test_a_premium_is_rounded_once():
    """0.3 fewer at 1 penny and half as much again is 0.45 pence, so nothing.

    0.4 x 1 x 1.25 is exactly half a penny, which is paid, although 0.4 by itself is not.
    """
    assert differentiated_payment(1, [fall("0.3", "50"), fall("0.4", "25")]).with_premium == (0, 1)
    assert differentiated_payment(1, [fall("0.3", "50"), fall("0.4", "25")]).plain == (0, 0)


def test_no_groups_are_paid_nothing():
    paid = differentiated_payment(100, [])
    assert (paid.total_plain, paid.total_with_premium, paid.together) == (0, 0, 0)


@pytest.mark.parametrize(("price", "premium"), [(-1, "0"), (100, "-0.1")])
def test_no_price_and_no_premium_below_nought(price, premium):
    with pytest.raises(ValueError, match="give 0 or more"):
        differentiated_payment(price, [fall("1", premium)])


@given(groups=GROUPS, price=st.integers(0, 10_000_000))
def test_parts_add_up_and_nobody_pays_back(groups, price):
    paid = differentiated_payment(price, groups)
    assert sum(paid.with_premium) == paid.total_with_premium == paid.total_plain + paid.added
    assert all(with_it >= without >= 0 for without, with_it in zip(paid.plain, paid.with_premium, strict=True))
    # Each part is rounded by at most half a penny.
    assert paid.together <= paid.total_plain + (len(groups) + 1) / 2
    for group, without in zip(groups, paid.plain, strict=True):
        assert abs(without - max(group.fewer, 0) * price) <= Fraction(1, 2)


@given(groups=GROUPS, price=st.integers(0, 10_000_000))
def test_without_premiums_nothing_is_added(groups, price):
    assert differentiated_payment(price, [GroupFall(group.fewer) for group in groups]).added == 0
