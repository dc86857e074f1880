"""Who is left out by a named exclusion, by quarter, reason and OGRS, small counts hidden within quarter and cohort."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import pandas as pd

from throughgate.fairness.definitions import REASONS, Excluded, Quarter, Reason
from throughgate.methods.disclosure import SMALLEST_COUNT, UNRELIABLE_BELOW, hide_small, is_small
from throughgate.methods.reconviction import binary_rate
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, Chart, blank, interval_lines
from throughgate.show.fairness.said import signed
from throughgate.show.fairness.signal import Signal
from throughgate.show.fairness.tests_said import COUNTS_HIDDEN, TEST, ratio_words, said
from throughgate.show.shares import NOBODY
from throughgate.show.tables import HIDDEN, HIDDEN_KEY, UNRELIABLE_KEY, hidden_key, hide_small_counts

EXCLUSIONS = "People left out by a named exclusion"
BY_REASON = "OGRS of people left out, by reason"


def exclusions_blocks(quarters: Sequence[Quarter], excluded: Sequence[Excluded], source: str) -> tuple[Block, ...]:
    """The share left out by quarter, and by reason how OGRS differs; nothing where nobody is left out."""
    if not any(quarter.out for quarter in quarters):
        return ()
    each = "\n".join(f"- **{signal.name}**: {signal.sentence}" for signal in excluded_signals(excluded))
    text = f"{each}\n\nOGRS is compared within sentence bands. Either is {TEST}."
    subtitle = "Share of the discharges that count or would but for an exclusion, by quarter of discharge, with its 95% interval"
    table = reasons_table(excluded)
    return (
        Block(
            EXCLUSIONS, subtitle, "exclusions", exclusions_chart(quarters), words=text, source=source, takes_notes=True, is_part=True,
        ),
        Block(
            BY_REASON, "Mean OGRS of discharges left out less that of those that count, within sentence bands", "exclusion-reasons",
            table=table, table_key=hidden_key(table), words="The difference is hidden where fewer than ten are left out, and for the next smallest reason beside them. No test is made by reason.",
            source=source, is_part=True,
        ),
    )  # fmt: skip


def excluded_signals(excluded: Sequence[Excluded]) -> tuple[Signal, ...]:
    """Two a cohort: how many are left out, and of what OGRS. The odds compare cohorts, so one hidden count hides them all."""
    any_hidden = any(is_small(each.n, each.out) for each in excluded)
    return tuple(
        Signal(check, f"{name}: {each.cohort.name}", sentence, EXCLUSIONS)
        for each in excluded
        for check, name, sentence in zip(
            each.checks,
            ("Share left out", "OGRS of people left out"),
            (_share_words(each, any_hidden=any_hidden), _risk_words(each)),
            strict=True,
        )
    )


TOO_FEW = f"{words.CANNOT_TELL.capitalize()}: too few people are left out, or nobody is there to compare them with."


def _share_words(each: Excluded, *, any_hidden: bool) -> str:
    standing = each.checks[0].standing
    if each.share is None:
        return TOO_FEW
    if is_small(each.n, each.out):
        return said(standing, COUNTS_HIDDEN)
    counts = f"{words.whole(each.out)} of n = {words.whole(each.n)} left out"
    if any_hidden:
        return said(standing, f"{counts}; the odds are {words.HIDDEN} in another cohort.")
    return said(standing, f"{counts}; odds {ratio_words(each.share)} times those in the other cohorts.")


def _risk_words(each: Excluded) -> str:
    standing = each.checks[1].standing
    if each.ogrs is None:
        return TOO_FEW
    if is_small(each.n, each.out):
        return said(standing, COUNTS_HIDDEN)
    found = each.ogrs
    return said(
        standing,
        f"mean OGRS of the n = {words.whole(each.out)} left out less that of the others is {signed(found.difference, 1)} points "
        f"(95% interval {signed(found.low, 1)} to {signed(found.high, 1)}), {signed(found.standardised)} standard deviations.",
    )


def reasons_table(excluded: Sequence[Excluded]) -> pd.DataFrame:
    """One row a cohort and reason: how many are left out, and how their mean OGRS differs from that of people who count."""
    rows = [
        (each.cohort.name, f"{one.reason[:1].upper()}{one.reason[1:]}", count, *(_difference(one, hide=hide)))
        for each in excluded
        for one, count, hide in zip(each.reasons, _reason_counts(each), _few(each), strict=True)
    ]
    columns = ["Cohort", "Reason", "Left out", "Difference in OGRS (95% interval)", "In standard deviations"]
    return pd.DataFrame(rows, columns=columns)


def _reason_counts(each: Excluded) -> list[str]:
    if is_small(each.n, each.out):
        return [HIDDEN] * len(each.reasons)
    return list(hide_small_counts({one.reason: one.out for one in each.reasons}).values())


def _few(each: Excluded) -> list[bool]:
    """Reasons whose OGRS to hide: of all left out it is shown, so that of a single small one would follow."""
    if is_small(each.n, each.out):
        return [True] * len(each.reasons)
    out = [one.out for one in each.reasons]
    return hide_small(out, out).tolist()


def _difference(one: Reason, *, hide: bool) -> tuple[str, str]:
    if hide:
        return HIDDEN, HIDDEN
    if one.ogrs is None:
        return (words.CANNOT_TELL if one.out else NOBODY,) * 2
    found = one.ogrs
    points = f"{signed(found.difference, 1)} points ({signed(found.low, 1)} to {signed(found.high, 1)})"
    return points, signed(found.standardised)


def exclusions_chart(quarters: Sequence[Quarter]) -> Chart:
    """The share left out by quarter with its 95% interval, and a table that holds the reasons."""
    hidden = _hidden_quarters(quarters)
    shown = [(each, binary_rate(each.n, each.out)) for each, hide in zip(quarters, hidden, strict=True) if not hide]
    places = [_middle(each) for each, _ in shown]
    figure = blank(height=340)
    across, along = interval_lines(
        places, [100 * rate.low for _, rate in shown], [100 * rate.high for _, rate in shown]
    )
    figure.add_scatter(x=across, y=along, mode="lines", line={"color": DARK_BLUE, "width": 2}, hoverinfo="skip")
    figure.add_scatter(
        x=places, y=[100 * rate.rate for _, rate in shown], mode="markers", marker={"color": DARK_BLUE, "size": 9},
        hovertext=[f"{_name(each)}<br>{words.rate(rate)}, n = {words.whole(rate.n)}" for each, rate in shown], hoverinfo="text",
    )  # fmt: skip
    figure.update_xaxes(type="date", nticks=5, tickformat="%b<br>%Y")
    figure.update_yaxes(ticksuffix="%", rangemode="tozero", nticks=5, title_text="Left out")
    said = "; ".join(f"{_name(each)} {words.rate(rate)}, n = {words.whole(rate.n)}" for each, rate in shown)
    table = _table(quarters, hidden)
    few = UNRELIABLE_KEY if any(rate.n < UNRELIABLE_BELOW for _, rate in shown) else ""
    key = f"{HIDDEN_KEY if table.eq(HIDDEN).any(axis=None) else ''} {few}".strip()
    return Chart(
        figure, f"Share left out by a named exclusion, by quarter of discharge: {said or words.HIDDEN}.", table, key
    )


def _name(quarter: Quarter) -> str:
    months = quarter.starts_on.month
    return f"{quarter.starts_on:%B} to {quarter.starts_on.replace(month=months + 2):%B %Y}"


def _middle(quarter: Quarter):
    return quarter.starts_on.replace(month=quarter.starts_on.month + 1, day=15)


def _hidden_quarters(quarters: Sequence[Quarter]) -> list[bool]:
    """Within each cohort, whose total is shown."""
    hidden: list[bool] = []
    for _, group in groupby(quarters, key=lambda quarter: quarter.cohort):
        of = list(group)
        hidden += hide_small([each.n for each in of], [each.out for each in of]).tolist()
    return hidden


def _table(quarters: Sequence[Quarter], hidden: Sequence[bool]) -> pd.DataFrame:
    cells: list[list[bool]] = []
    for _, group in groupby(zip(quarters, hidden, strict=True), key=lambda pair: pair[0].cohort):
        of = list(group)
        cells += hide_cells([each.reasons for each, _ in of], [hide for _, hide in of])
    rows = []
    for each, hide, small in zip(quarters, hidden, cells, strict=True):
        rate = binary_rate(each.n, each.out)
        total = (HIDDEN,) * 3 if hide else (words.whole(each.n), words.whole(each.out), _say(rate))
        reasons = (HIDDEN if cell else words.whole(count) for cell, count in zip(small, each.reasons, strict=True))
        rows.append((each.cohort, _name(each), *total, *reasons))
    names = [f"{reason[:1].upper()}{reason[1:]}" for reason in REASONS]
    return pd.DataFrame(rows, columns=["Cohort", "Discharged", "n", "Left out", "Share (95% interval)", *names])


def _say(rate) -> str:
    return words.rate(rate) + (" u" if rate.n < UNRELIABLE_BELOW else "")


def hide_cells(counts: Sequence[Sequence[int]], rows_hidden: Sequence[bool]) -> list[list[bool]]:
    """Which cells of a cohort to hide: counts of 1 to 4, and more of their row and column until no total gives one away.

    Args:
        counts: people, a row each quarter, a column each reason; totals of rows and columns are known elsewhere.
        rows_hidden: rows of which nothing is shown.
    """
    table = np.array(counts, dtype=int)
    hidden = ((table > 0) & (table < SMALLEST_COUNT)) | np.array(rows_hidden, dtype=bool)[:, None]
    before = -1
    while hidden.sum() != before:
        before = hidden.sum()
        for line, hide in ((table, hidden), (table.T, hidden.T)):
            for values, cells in zip(line, hide, strict=True):
                spare = ~cells & (values > 0)
                if cells.any() and spare.any() and (cells.sum() == 1 or values[cells].sum() < SMALLEST_COUNT):
                    cells[np.where(spare, values, values.max() + 1).argmin()] = True
    return hidden.tolist()
