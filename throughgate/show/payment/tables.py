"""Tables of the Payment page: the statement, the simple methods, the back-test and the bridge, as text for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from throughgate.methods.disclosure import SMALLEST_GROUP, hide_small
from throughgate.methods.nowcast import SimpleEstimates
from throughgate.methods.nowcast.backtest import BackTest
from throughgate.methods.payment import Level as Complexity
from throughgate.methods.payment import Line, Statement
from throughgate.methods.payment.facts import ALL_LEVELS, HOURS
from throughgate.projection import Bridge
from throughgate.show import money, words
from throughgate.show.payment.seen import Seen
from throughgate.show.tables import HIDDEN, HIDDEN_KEY, plain

NO_AMOUNT = "for information"
ASSUMED_KEY = "**Assumed** in bold: not published, chosen for this example; it can be changed on the page Scenario."
PLACES = Decimal("0.01")
STATEMENT, PASSED = "The statement, line by line", "What passes to partners"
RIGHT = """<style>@container (min-width: 601px) {
  :is(.st-key-tg-table-the-statement-line-by-line, .st-key-tg-table-what-passes-to-partners) {
    th:nth-child(2), td:nth-child(2), td:nth-child(2) * { text-align: right !important; white-space: nowrap; }
  }
}</style>"""
"""Amounts stand under one another by their pence; on a phone, where rows are blocks, they stay where they are."""

WORKING = "How it comes about"
LINE_COLUMNS = ["Line", "Amount", WORKING, "Status"]


def statement_tables(stated: Statement) -> tuple[tuple[str, pd.DataFrame, str], ...]:
    """The statement and, where anything passes on, what does: each with its heading and its key."""
    table = statement_table(stated)
    key = f"{ASSUMED_KEY} {HIDDEN_KEY}" if HIDDEN in table[WORKING].values else ASSUMED_KEY
    first = (STATEMENT, table, key)
    return (first, (PASSED, passed_table(stated), "")) if stated.passed_on else (first,)


def statement_table(stated: Statement) -> pd.DataFrame:
    """One row a line: amount to the penny, how it came about, and whether it is published; the total last.

    Hours of a level of fewer than ten cases are hidden, and enough beside it that they do not follow from all of them.
    """
    hidden = hidden_hours(stated.levels)
    rows = [_line(replace(line, working=HIDDEN) if line.label in hidden else line) for line in stated.lines]
    total = ("**Total**", f"**{money.in_full(stated.total_pence)}**", "Sum of the amounts above", "computed")
    return pd.DataFrame([*rows, total], columns=LINE_COLUMNS)


def hidden_hours(levels: Sequence[Complexity]) -> set[str]:
    """The lines of hours that few people stand behind, or that would tell of such a line by what is left of all levels."""
    cases = [level.cases for level in levels]
    hidden = {
        HOURS + level.name for level, small in zip(levels, hide_small(cases, [0] * len(cases)), strict=True) if small
    }
    return hidden | ({HOURS + ALL_LEVELS} if sum(cases) < SMALLEST_GROUP else set())


def passed_table(stated: Statement) -> pd.DataFrame:
    """One row a partner: the share of the payment that passes on."""
    return pd.DataFrame([*map(_line, stated.passed_on)], columns=LINE_COLUMNS)


def _line(line: Line) -> tuple[str, str, str, str]:
    return plain(line.label), _amount(line.amount_pence), plain(money.true_minus(line.working)), mark(line.status)


def _amount(pence: int | None) -> str:
    return NO_AMOUNT if pence is None else money.in_full(pence)


def mark(status: str) -> str:
    """A status as it stands in a table: whatever is not published in bold, so that it cannot pass for it."""
    return status if status in ("published", "computed") else f"**{status.capitalize()}**"


WEAKNESSES: tuple[tuple[str, str, str], ...] = (
    ("raw", "Rate so far", "Too low until the end: people released lately have hardly been followed."),
    (
        "same_elapsed_ratio",
        "Ratio at the same age",
        "Multiplies early chance: at month 6 a few convictions more or fewer move it by many points. Reads slower courts as success.",
    ),
    (
        "same_elapsed_difference",
        "Difference at the same age",
        "Keeps today's gap from the baseline although it usually grows with follow-up, and reads slower courts as success.",
    ),
    (
        "chain_ladder",
        "Chain ladder",
        "The least steady early on, and the most misled by slower courts, which it reads as success.",
    ),
    (
        "bornhuetter_ferguson",
        "Bornhuetter-Ferguson",
        "A close second. It leans on the baseline, so at month 6 it is better than ours when nothing has changed, and clearly "
        "off when something has. It has no valid range.",
    ),
    ("baseline", "Use the baseline", "Takes for granted that nothing has changed, which is what is to be found out."),
)
"""Of each simple estimate: its field, its name, and what the simulations of bench/accuracy.py show to be wrong with it."""


def simple_table(seen: Seen, simple: SimpleEstimates) -> pd.DataFrame:
    """Ours with its range, and each simple estimate of the final rate beside it with what is wrong with it."""
    own = seen.now.final_rate
    first = (
        "**This page's projection**",
        f"**{words.percent(own.p50)}** ({words.percent(own.p2_5)} to {words.percent(own.p97_5)})",
        "Sees neither a shock still to come nor an effect that is already fading.",
    )
    rows = [
        (name, "cannot be worked out" if value is None else words.percent(value), wrong)
        for field, name, wrong in WEAKNESSES
        for value in (getattr(simple, field),)
    ]
    return pd.DataFrame([first, *rows], columns=["Method", f"Final {seen.rate_name}", "What is wrong with it"])


def record_tables(record: BackTest | None) -> tuple[tuple[str, pd.DataFrame], ...]:
    """The record in tables, each with its heading; none where there is no record."""
    if record is None:
        return ()
    return ("Error by month", record_table(record)), ("Where in their range the final rates fell", pit_table(record))


def pit_table(record: BackTest) -> pd.DataFrame:
    """Past projections by where in their range the final rate fell, in tenths; even counts mean an honest spread."""
    total = int(record.pit.sum())
    rows = [
        (f"{10 * tenth}% to {10 * tenth + 10}%", words.whole(int(count)), f"{total / len(record.pit):.1f}")
        for tenth, count in enumerate(record.pit)
    ]
    return pd.DataFrame(
        rows, columns=["Tenth of the projected range", "Final rates in it", "Expected of an honest spread"]
    )


def record_table(record: BackTest) -> pd.DataFrame:
    """Mean error of past projections by months since the cohort began."""
    rows = [(str(month), words.whole(count), f"{error:.2f}") for month, count, error in record.by_month]
    return pd.DataFrame(
        rows, columns=["Months since the cohort began", "Projections", f"Mean error, {words.PERCENTAGE_POINTS}"]
    )


@dataclass(frozen=True)
class Level:
    """A row of the bridge on screen: where the projection stood (`is_total`) or what moved it, in points and pounds."""

    name: str
    points: Decimal
    pounds: Decimal | None
    is_total: bool


def bridge_levels(bridge: Bridge) -> tuple[Level, ...]:
    """The bridge rounded for the screen: each level is rounded and a step is the difference of two, so they add up exactly."""
    has_pounds = bridge.pence_before is not None and bridge.pence_after is not None
    points, pence = [bridge.points_before], [bridge.pence_before or 0]
    for step in bridge.steps:
        points.append(points[-1] + step.points)
        pence.append(pence[-1] + (step.pence or 0))
    at = [value.quantize(PLACES, ROUND_HALF_UP) for value in points]
    pounds = [(Decimal(value) / 100).quantize(Decimal(1), ROUND_HALF_UP) for value in pence]
    steps = [
        Level(step.name, at[n + 1] - at[n], pounds[n + 1] - pounds[n] if has_pounds else None, False)
        for n, step in enumerate(bridge.steps)
    ]
    ends = [
        Level(f"Projection on {words.day(when)}", at[n], pounds[n] if has_pounds else None, True)
        for when, n in ((bridge.before, 0), (bridge.after, -1))
    ]
    return ends[0], *steps, ends[1]


def bridge_table(levels: Sequence[Level], *, is_of_events: bool = False) -> pd.DataFrame:
    """One row a step between the two projections; in points, and in pounds where they are projected.

    Points are percentage points or, `is_of_events`, per cent of the control's events.
    """
    change = (
        "Events against the control's, per cent of those"
        if is_of_events
        else f"Change against the baseline, {words.PERCENTAGE_POINTS}"
    )
    columns = {
        "Step": [f"**{level.name}**" if level.is_total else level.name for level in levels],
        change: [_signed(level.points) for level in levels],
    }
    if all(level.pounds is not None for level in levels):
        columns["Expected payment"] = [_pounds(level) for level in levels]
    return pd.DataFrame(columns)


def _signed(points: Decimal) -> str:
    return money.signed(points)


def _pounds(level: Level) -> str:
    said = money.pounds(int(level.pounds) * 100)
    return f"+{said}" if level.pounds > 0 and not level.is_total else said
