"""Exclusions, dates at the edges of windows, recorded scores and timing: charts, tables and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from throughgate.fairness.definitions import Definitions, Edge
from throughgate.fairness.runs import Month
from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP, is_small
from throughgate.methods.reconviction import binary_rate
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.fairness.exclusions import EXCLUSIONS, excluded_signals, exclusions_blocks
from throughgate.show.fairness.runs import (
    STANDINGS,
    chance_words,
    hide_months,
    rule_words,
    run_chart,
    run_signals,
    when,
)
from throughgate.show.fairness.said import signed
from throughgate.show.fairness.signal import Signal
from throughgate.show.fairness.tests_said import COUNTS_HIDDEN, TEST, ratio_words, said
from throughgate.show.fairness.timing import TIMING, timing_block, timing_words
from throughgate.show.tables import HIDDEN, hidden_key

EDGES = "Releases at the edges of the windows"
SCORES = "Recorded OGRS against the one computed"

NOTHING = (
    (EXCLUSIONS, "exclusions", "nobody is recorded as left out by a named exclusion by this day."),
    (EDGES, "edges", "no releases are recorded around a day on which a window starts or ends."),
    (SCORES, "scores", "too few discharges come with an OGRS that the source recorded."),
    (TIMING, "anniversary", "nobody has been followed past the first anniversary of discharge for long enough."),
)
"""Heading, key, and what is said where the data hold nothing to show."""


def blocks(found: Definitions, *, source: str) -> tuple[Block, ...]:
    """Exclusions, edges, scores and timing; a sentence where the data hold nothing of one of them."""
    made = (
        exclusions_blocks(found.quarters, found.excluded, source), (_edges(found.edges, source),), (_scores(found, source),),
        (timing_block(found.anniversaries, source),),
    )  # fmt: skip
    return tuple(
        block or Block(heading, "", f"no-{key}", words=f"Cannot tell yet: {nothing}", is_part=True)
        for each, (heading, key, nothing) in zip(made, NOTHING, strict=True)
        for block in each or (None,)
    )


def signals(found: Definitions) -> tuple[Signal, ...]:
    """One a check, in the order of the page."""
    return (
        *excluded_signals(found.excluded),
        *(
            Signal(edge.check, f"Releases around {words.day(edge.edge_on)}", _edge_words(edge), EDGES)
            for edge in found.edges
        ),
        *run_signals(found.scores_high, name="Recorded OGRS above the computed", what="discharges", section=SCORES),
        *run_signals(found.scores_low, name="Recorded OGRS below the computed", what="discharges", section=SCORES),
        *(
            Signal(each.check, f"Offences just after twelve months: {each.cohort.name}", timing_words(each), TIMING)
            for each in found.anniversaries
        ),
    )


def _edges(edges: Sequence[Edge], source: str) -> Block | None:
    if not edges:
        return None
    columns = [
        "Edge", "14 days before", "14 days from it", "56 days before those", "56 days after those", "Odds near over further out",
        "Says",
    ]  # fmt: skip
    table = pd.DataFrame([_edge_row(edge) for edge in edges], columns=columns)
    text = (
        "Whole weeks on either side hold the same weekdays. An edge can be told once 77 days from it are over, and where the data "
        f"hold releases on both sides; {TEST}. Public holidays are not allowed for."
    )
    return Block(
        EDGES, "Releases near a day on which a window starts or has just ended, against those further out", "edges", table=table,
        table_key=hidden_key(table), words=text, source=source, is_part=True,
    )  # fmt: skip


def _edge_row(edge: Edge) -> tuple[str, ...]:
    counts = (*_side(*edge.near), *_side(*edge.far))
    odds = "" if edge.ratio is None else HIDDEN if HIDDEN in counts else ratio_words(edge.ratio)
    return (words.day(edge.edge_on), *counts, odds, STANDINGS[edge.check.standing])


def _side(before: int, after: int) -> tuple[str, str]:
    """Two counts, as c where one is 1 to 4, or both are few; neither a total of them nor the odds are shown then."""
    is_hidden = any(0 < count < SMALLEST_COUNT for count in (before, after)) or 0 < before + after < SMALLEST_GROUP
    return (HIDDEN, HIDDEN) if is_hidden else (words.whole(before), words.whole(after))


def _edge_words(edge: Edge) -> str:
    if edge.ratio is None:
        return f"{words.CANNOT_TELL.capitalize()}: the days around it are not all over, or the data hold too few releases on one side."
    (before, after), far = _side(*edge.near), _side(*edge.far)
    if HIDDEN in (before, after, *far):
        return said(edge.check.standing, COUNTS_HIDDEN)
    return said(
        edge.check.standing,
        f"{before} releases in the 14 days before and {after} in the 14 from it, n = {words.whole(sum(edge.near + edge.far))} "
        f"in 140 days; the odds of before are {ratio_words(edge.ratio)} times those further out.",
    )


def _scores(found: Definitions, source: str) -> Block | None:
    pairs = [("Recorded above", found.scores_high), ("Recorded below", found.scores_low)]
    chart = run_chart(pairs, title="CUSUM of OGRS points", value="difference")
    if chart is None:
        return None
    table, key = _scores_table(found)
    each = "\n".join(
        f"- **{name}**: {STANDINGS[run.standing]}{when(run)}. n = {words.whole(run.n)} discharges. {chance_words(run)}"
        for name, run in pairs
    )
    text = (
        f"{each}\n\nA step is the recorded OGRS less the one computed from the history, in OGRS points; for below, turned round. "
        f"{rule_words(found.scores_high)} Now and then a record differs by a point or two, and the 0.25 taken off at each step absorbs that. The "
        "simulation takes errors to be as likely up as down, and as large as outside the climbs."
    )
    return Block(
        SCORES, "Highest CUSUM of each week of discharge, in OGRS points", "scores", replace(chart, table=table, key=key),
        words=text, source=source, takes_notes=True, is_part=True,
    )  # fmt: skip


def _scores_table(found: Definitions) -> tuple[pd.DataFrame, str]:
    """A row a month: n, how many records differ, by how much on average, and the two sums."""
    months = found.scores_high.months
    hidden = hide_months(months, sorted({quarter.starts_on for quarter in found.quarters}))
    rows = [
        (f"{above.starts_on:%B %Y}", *((HIDDEN,) * 5 if hide else _month_figures(above, below)))
        for above, below, hide in zip(months, found.scores_low.months, hidden, strict=True)
    ]
    columns = [
        "Month", "n", "Share that differ (95% interval)", "Mean difference", "Highest sum above", "Highest sum below",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return table, hidden_key(table)


def _month_figures(above: Month, below: Month) -> tuple[str, ...]:
    """A mean and sums of few records that differ would say how many they are, so they are hidden with their share."""
    if is_small(above.n, above.apart):
        return words.whole(above.n), *(HIDDEN,) * 4
    differ = words.rate(binary_rate(above.n, above.apart))
    return words.whole(above.n), differ, signed(above.mean), f"{above.highest:.1f}", f"{below.highest:.1f}"
