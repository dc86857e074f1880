"""The measures of a movement on screen: how each is called, rounded and said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from throughgate.movements import CHANGE, FINAL_RATE, PAYMENT, PEOPLE, SO_FAR
from throughgate.show import money, words
from throughgate.terms import Contract

WHOLE, TENTHS, TEN_THOUSANDS = Decimal(1), Decimal("0.1"), Decimal(10_000)
"""What is rounded to: counts and pounds, rates, and pounds where a payment reaches a million, which stand as £1.89m."""


@dataclass(frozen=True)
class Measured:
    """A measure: its name, how it stands within a sentence, and what follows a number of it.

    `short` heads a column; `unit` follows a value, `by_unit` a movement in a cell or a chart, and `by_words` a movement in a sentence. `step` is what
    it is rounded to, after it is divided by `per`: pence stand as pounds. `is_signed` says that its values have a sign.
    """

    name: str
    in_sentence: str
    short: str
    unit: str = ""
    by_unit: str = ""
    by_words: str = ""
    step: Decimal = TENTHS
    per: int = 1
    is_signed: bool = False

    def on_screen(self, value: Decimal) -> Decimal:
        """A value rounded as it is shown."""
        return (value / self.per / self.step).quantize(WHOLE, ROUND_HALF_UP) * self.step

    def fitted(self, values: Iterable[Decimal]) -> Measured:
        """The same for these values: all in one unit, payments to £10,000 where one of them is a million pounds or more."""
        if self.per == 1 or max(abs(value) for value in values) < self.per * money.MILLION:
            return self
        return replace(self, step=TEN_THOUSANDS)

    def say(self, shown: Decimal) -> str:
        """A rounded value with its unit, for a cell."""
        if self.per > 1:
            return f"{money.JOINED if shown < 0 else ''}{self._amount(shown)}"
        if self.step == WHOLE:
            return words.whole(int(shown))
        return f"{money.signed(shown, 1) if self.is_signed else shown}{self.unit}"

    def say_by(self, shown: Decimal) -> str:
        """A rounded movement with its sign, for a cell."""
        if self.step >= WHOLE:
            sign = "+" if shown > 0 else money.JOINED if shown < 0 else ""
            if self.per > 1:
                return f"{sign}{self._amount(shown)}"
            return f"{sign}{abs(int(shown)):,}"
        return f"{money.signed(shown, 1)}{self.by_unit}"

    def in_words(self, shown: Decimal) -> str:
        """A rounded movement for a sentence: 1.15 percentage points lower."""
        if not shown:
            return "the same" if self.step == WHOLE and self.per == 1 else f"the same to {self._finest}"
        if self.per > 1:
            return f"{self._amount(shown)} {'more' if shown > 0 else 'less'}"
        if self.step == WHOLE:
            return f"{abs(int(shown)):,} {'more' if shown > 0 else 'fewer'} people"
        way = "higher" if shown > 0 else "lower"
        if self.by_unit == OF_POINTS and not self.by_words:
            return f"{words.percentage_points(float(abs(shown)))} {way}"
        return f"{abs(shown)}{self.by_words} {way}"

    @property
    def _finest(self) -> str:
        if self.per == 1:
            return "one decimal"
        return "£10,000" if self.step > WHOLE else "the pound"

    def _amount(self, shown: Decimal) -> str:
        """The size of pounds, as every other page has it."""
        pounds = abs(int(shown))
        return f"£{pounds / money.MILLION:,.2f}m" if pounds and self.step > WHOLE else f"£{pounds:,}"


OF_POINTS = " pp"


def measured(measure: str, terms: Contract) -> Measured:
    """A measure of movements as a contract's people know it."""
    counted = terms.outcome.counted_as
    if measure == PEOPLE:
        return Measured("People", "number of people", "People", step=WHOLE)
    if measure == PAYMENT:
        return Measured("Expected payment", "expected payment", "Expected payment", step=WHOLE, per=money.PENCE)
    if terms.outcome.headline == "frequency":
        return {
            SO_FAR: Measured(
                "Events so far for each 100 people", "number of events so far for each 100 people", "Events per 100 so far"
            ),
            FINAL_RATE: Measured(
                "Final events for each 100 people, projected", "projected number of events for each 100 people", "Events per 100, projected",
            ),
            CHANGE: Measured(
                "Events against the control's, per cent of those", "projected number of events against the control's", "Against the control", "%",
                OF_POINTS, f" {words.PERCENTAGE_POINTS} of the control's events", is_signed=True,
            ),
        }[measure]  # fmt: skip
    return {
        SO_FAR: Measured(
            f"{counted.capitalize()} so far", f"share of people {counted} so far", f"{counted.capitalize()} so far", "%", OF_POINTS
        ),
        FINAL_RATE: Measured("Final rate, projected", "projected final rate", "Projected final rate", "%", OF_POINTS),
        CHANGE: Measured(
            f"Change against the baseline, {words.PERCENTAGE_POINTS}", "projected change against the baseline", "Against baseline", OF_POINTS,
            OF_POINTS, is_signed=True,
        ),
    }[measure]  # fmt: skip
