"""Differentiated payment as a what-if: a price for each reconviction fewer than expected, raised for some groups."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd

from throughgate.methods.disclosure import UNRELIABLE_BELOW
from throughgate.methods.payment.differentiated import Differentiated, GroupFall, differentiated_payment
from throughgate.methods.subgroups import GroupEffect
from throughgate.show import money, words
from throughgate.show.equity import said
from throughgate.show.group_names import value_name
from throughgate.show.scenario.fields import Field
from throughgate.show.shares import key_of
from throughgate.subgroups.equity import DIMENSIONS, Dimension
from throughgate.terms import Contract

PRICE = "price"
PRICES = ("price", "frequency-price")
"""Figures of the terms that price a reconviction, in the order in which they are looked for."""
ASSUMED_POUNDS = Decimal(5000)
MOST_POUNDS = Decimal(1_000_000)
MOST_PREMIUM = Decimal(500)
ONE_DECIMAL = Decimal("0.1")
PENCE = 100

HEADING = "What if payment differed between groups?"
SUBTITLE = (
    "A what-if that pays nothing and is no term of the contract. Each group is paid a price for each reconviction fewer than expected, with a premium, "
    "in per cent of the price, for the groups you choose"
)
RULE = (
    "A group's payment is its reconvictions fewer than expected, to one decimal as in the table, times the price and premium, rounded once to the penny with halves "
    "up; totals add those, and whole pounds are shown. A group with more than expected is paid nothing and takes nothing from the others. A group of fewer than "
    f"{UNRELIABLE_BELOW} people is too few to pay by, and is left out of the sums."
)
TOO_FEW = "too few"


KEY = (
    "Reconvictions fewer than expected below nought are more than expected. At the 95% limits: what the group would be paid if its difference lay at the "
    "ends of its interval."
)


def key(frame: pd.DataFrame) -> str:
    """What the columns and symbols of the table mean."""
    return f"{KEY} {key_of(frame)}".strip()


def offered(dimensions: Sequence[Dimension]) -> dict[str, str]:
    """The dimensions by which payment can differ: those with groups of enough people to compare, by factor."""
    return {dimension.factor: DIMENSIONS[dimension.factor] for dimension in dimensions if _paid_by(dimension)}


def _paid_by(dimension: Dimension) -> list[tuple[str, GroupEffect]]:
    """The groups of enough people to pay by."""
    return [(value, effect) for _, value, effect in said.pairs([dimension]) if not _is_too_few(effect)]


def _is_too_few(effect: GroupEffect) -> bool:
    return effect.rate.n < UNRELIABLE_BELOW


def fields(terms: Contract, dimension: Dimension) -> tuple[Field, ...]:
    """The price, and a premium for each group that is shown and holds enough people."""
    own = _own_price(terms)
    price = Field(
        PRICE, "equity-price", "Price in pounds for each reconviction fewer", own or ASSUMED_POUNDS, Decimal(0),
        max(MOST_POUNDS, own or Decimal(0)), Decimal(100),
    )  # fmt: skip
    return (price, *(_premium(dimension.factor, value) for value, _ in _paid_by(dimension)))


def _premium(factor: str, value: str) -> Field:
    slug = re.sub(r"[^a-z0-9]+", "-", f"premium-{factor}-{value}".lower()).strip("-")
    label = f"{value_name(factor, value)}: premium, per cent"
    return Field(value, slug, label, Decimal(0), Decimal(0), MOST_PREMIUM, Decimal(5))


def _own_price(terms: Contract) -> Decimal | None:
    return next((terms.figures[name].value for name in PRICES if name in terms.figures), None)


def price_words(terms: Contract) -> str:
    """Where the price that the page starts from comes from."""
    figure = next((terms.figures[name] for name in PRICES if name in terms.figures), None)
    if figure is None:
        return f"The price starts from £{ASSUMED_POUNDS:,} (assumed: this contract has no price for a reconviction)."
    return (
        f"The price starts from the contract's own £{figure.value:,} ({figure.unit}; {figure.status}), taken here for each person reconvicted "
        "fewer, which is not what the contract pays for."
    )


def fewer(effect: GroupEffect, points: float | None = None) -> Fraction:
    """Reconvictions fewer than expected (below 0: more), to one decimal, halves away from 0; at other `points` where given."""
    number = -(effect.points if points is None else points) * effect.rate.n / 100
    return Fraction(Decimal(repr(number)).quantize(ONE_DECIMAL, ROUND_HALF_UP))


def pay(dimension: Dimension, values: Mapping[str, Decimal]) -> Differentiated:
    """The payment at the price and premiums chosen."""
    falls = [GroupFall(fewer(e), Fraction(values[value])) for value, e in _paid_by(dimension)]
    return differentiated_payment(_pence(values), falls)


def _pence(values: Mapping[str, Decimal]) -> int:
    return int((values[PRICE] * PENCE).to_integral_value(ROUND_HALF_UP))


def summary(paid: Differentiated) -> str:
    """The totals without and with premium, what it adds, and what one payment for all groups together would be."""
    changed = "The premiums add nothing" if paid.added == 0 else f"The premiums add **{money.pounds(paid.added)}**"
    return (
        f"Without premium the groups would be paid **{money.pounds(paid.total_plain)}**, with it **{money.pounds(paid.total_with_premium)}**. {changed}. One "
        f"payment for all these groups together, in which groups with more than expected count against the others, would be {money.pounds(paid.together)}."
    )


def table(dimension: Dimension, values: Mapping[str, Decimal], paid: Differentiated) -> pd.DataFrame:
    """One row a group and one for the total: reconvictions fewer, payment without and with premium, and its range by chance."""
    amounts = iter(zip(paid.plain, paid.with_premium, strict=True))
    rows = [
        (value_name(dimension.factor, value), _people(e), *([TOO_FEW] * 5 if _is_too_few(e) else _amounts(e, values, value, next(amounts))))
        for _, value, e in said.pairs([dimension])
    ]  # fmt: skip
    enough = [e for _, e in _paid_by(dimension)]
    people = words.whole(sum(e.rate.n for e in enough))
    total = _number(sum(map(fewer, enough), Fraction(0)))
    last = (
        "Groups of enough people",
        people,
        total,
        "",
        money.pounds(paid.total_plain),
        money.pounds(paid.total_with_premium),
        "",
    )
    columns = [
        "Group", "People", "Reconvictions fewer than expected", "Premium", "Payment without premium", "Payment with premium",
        "With premium, at the 95% limits",
    ]  # fmt: skip
    return pd.DataFrame([*rows, last], columns=columns)


def _amounts(effect: GroupEffect, values: Mapping[str, Decimal], value: str, paid: tuple[int, int]) -> tuple[str, ...]:
    """Reconvictions fewer, the premium, what is paid without and with it, and its range by chance."""
    without, with_it = map(money.pounds, paid)
    return (
        _number(fewer(effect)),
        words.term(values[value]),
        without,
        with_it,
        _range(effect, values[PRICE], values[value]),
    )


def _people(effect: GroupEffect) -> str:
    return words.whole(effect.rate.n) + (" u" if _is_too_few(effect) else "")


def _range(effect: GroupEffect, price: Decimal, premium: Decimal) -> str:
    limits = [GroupFall(fewer(effect, points), Fraction(premium)) for points in (effect.high, effect.low)]
    paid = differentiated_payment(_pence({PRICE: price}), limits).with_premium
    return f"{money.pounds(paid[0])} to {money.pounds(paid[1])}"


def _number(value: Fraction) -> str:
    """One decimal, a true minus where more were reconvicted than expected."""
    text = f"{float(value):,.1f}"
    return money.true_minus("0.0" if text == "-0.0" else text)


def warning(dimension: Dimension, paid: Differentiated) -> str:
    """That most of what is paid here is chance, and by how much paying group by group pays more than paying for all."""
    more = paid.total_plain - paid.together
    extra = (
        f" Paying each group by itself pays {money.pounds(more)} more than one payment for all of them together, even without a premium: each group's "
        "good luck is paid and its bad luck is not."
        if more > 0
        else ""
    )
    return f"**Most differences are chance.** {said.spread_words(dimension)}. A price on such differences pays in large part for luck.{extra} Hidden groups, and those of too few people, are left out."
