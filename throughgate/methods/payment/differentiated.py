"""What a price for each reconviction fewer would come to with a premium for some groups: a what-if, no contract's rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from throughgate.methods.payment.pence import nearest

PER_CENT = 100


@dataclass(frozen=True)
class GroupFall:
    """A group's reconvictions fewer than expected (below 0: more), and the premium on the price, in per cent."""

    fewer: Fraction
    premium_percent: Fraction = Fraction(0)


@dataclass(frozen=True)
class Differentiated:
    """Pence for each group, without and with its premium, and what the price would pay for all of them taken together.

    The totals are the sums of their parts. `together` lets groups with more than expected count against the others, as no group
    does by itself, so but for rounding it is at most `total_plain`.
    """

    plain: tuple[int, ...]
    with_premium: tuple[int, ...]
    together: int

    @property
    def total_plain(self) -> int:
        """The groups' payments without premium, in pence."""
        return sum(self.plain)

    @property
    def total_with_premium(self) -> int:
        """The groups' payments with premium, in pence."""
        return sum(self.with_premium)

    @property
    def added(self) -> int:
        """What the premiums add, in pence."""
        return self.total_with_premium - self.total_plain


def differentiated_payment(price_pence: int, groups: Sequence[GroupFall]) -> Differentiated:
    """Pay a price for each reconviction fewer than expected, group by group, raised by each group's premium.

    A group is paid max(0, fewer) x price x (100 + premium) / 100, worked out exactly and rounded once, to the nearest penny with
    halves up; nothing is taken back from a group with more than expected. Totals add the rounded parts.

    Raises:
        ValueError: the price or a premium is below 0.
    """
    if price_pence < 0:
        raise ValueError(f"the price is {price_pence} pence: give 0 or more")
    low = [group.premium_percent for group in groups if group.premium_percent < 0]
    if low:
        raise ValueError(
            f"a premium is {float(low[0]):g} per cent: give 0 or more, so that no group is paid less than the price"
        )
    return Differentiated(
        plain=tuple(_paid(price_pence, group.fewer) for group in groups),
        with_premium=tuple(
            _paid(price_pence * (1 + group.premium_percent / PER_CENT), group.fewer) for group in groups
        ),
        together=_paid(price_pence, sum((group.fewer for group in groups), Fraction(0))),
    )


def _paid(price: Fraction | int, fewer: Fraction) -> int:
    return nearest(max(Fraction(0), fewer) * price)
