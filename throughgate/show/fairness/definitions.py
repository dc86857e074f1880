"""Exclusions, dates at the edges of windows, recorded scores and timing: charts, tables and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from throughgate.fairness.definitions import Definitions, Edge, Excluded
from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP, is_small
from throughgate.methods.fairness.edges import Ratio
from throughgate.methods.reconviction import binary_rate
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.fairness.exclusions import exclusions_chart
from throughgate.show.fairness.runs import STANDINGS, chance_words, rule_words, run_chart, run_signals, said, when
from throughgate.show.fairness.signal import Signal
from throughgate.show.fairness.timing import TIMING, timing_block, timing_words
from throughgate.show.tables import HIDDEN, hidden_key

EXCLUSIONS = "People left out by a named exclusion"
EDGES = "Releases at the edges of the windows"
SCORES = "Recorded OGRS against the one computed"
TEST = "unusual where chance alone would show as much in fewer than 2 of 1,000 (99.8%)"

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
        _exclusions(found, source), _edges(found.edges, source), _scores(found, source), timing_block(found.anniversaries, source),
    )  # fmt: skip
    return tuple(
        block or Block(heading, "", f"no-{key}", words=f"Cannot tell yet: {nothing}", is_part=True)
        for block, (heading, key, nothing) in zip(made, NOTHING, strict=True)
    )


def signals(found: Definitions) -> tuple[Signal, ...]:
    """One a check, in the order of the page."""
    return (
        *(signal for each in found.excluded for signal in _excluded_signals(each)),
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


def _ratio(ratio: Ratio) -> str:
    high = "no upper limit" if ratio.high == float("inf") else f"{ratio.high:.2f}"
    return f"{ratio.ratio:.2f} (95% interval {ratio.low:.2f} to {high})"


def _exclusions(found: Definitions, source: str) -> Block | None:
    if not any(quarter.out for quarter in found.quarters):
        return None
    each = "\n".join(
        f"- **{signal.name}**: {signal.sentence}" for one in found.excluded for signal in _excluded_signals(one)
    )
    text = f"{each}\n\nOGRS is compared within sentence bands. Either is {TEST}."
    subtitle = "Share of the discharges that count or would but for an exclusion, by quarter of discharge, with its 95% interval"
    return Block(
        EXCLUSIONS, subtitle, "exclusions", exclusions_chart(found.quarters), words=text, source=source, takes_notes=True,
        is_part=True,
    )  # fmt: skip


def _excluded_signals(each: Excluded) -> tuple[Signal, Signal]:
    share, risk = each.checks
    name = each.cohort.name
    few = f"{words.CANNOT_TELL.capitalize()}: too few people are left out, or nobody is there to compare them with."
    out = HIDDEN if is_small(each.n, each.out) else words.whole(each.out)
    said_share, said_risk = few, few
    if each.share is not None:
        said_share = said(
            share.standing, f"{out} of n = {words.whole(each.n)} left out; odds {_ratio(each.share)} times those in the other cohorts."
        )  # fmt: skip
    if each.ogrs is not None:
        found = each.ogrs
        said_risk = said(
            risk.standing,
            f"mean OGRS of the n = {out} left out lies {found.difference:+.1f} points (95% interval {found.low:+.1f} to "
            f"{found.high:+.1f}) from the others', {found.standardised:+.2f} standard deviations.",
        )
    return (
        Signal(share, f"Share left out: {name}", said_share, EXCLUSIONS),
        Signal(risk, f"OGRS of people left out: {name}", said_risk, EXCLUSIONS),
    )


def _edges(edges: Sequence[Edge], source: str) -> Block | None:
    if not edges:
        return None
    rows = [
        (
            words.day(edge.edge_on), *_side(*edge.near), *_side(*edge.far), _ratio(edge.ratio) if edge.ratio else "",
            STANDINGS[edge.check.standing],
        )
        for edge in edges
    ]  # fmt: skip
    columns = [
        "Edge", "14 days before", "14 days from it", "56 days before those", "56 days after those", "Odds near over further out",
        "Says",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    text = (
        "Whole weeks on either side hold the same weekdays. An edge can be told once 77 days from it are over, and where the data "
        f"hold releases on both sides; {TEST}. Public holidays are not allowed for."
    )
    return Block(
        EDGES, "Releases near a day on which a window starts or has just ended, against those further out", "edges", table=table,
        table_key=hidden_key(table), words=text, source=source, is_part=True,
    )  # fmt: skip


def _side(before: int, after: int) -> tuple[str, str]:
    """Two counts, as c where one is 1 to 4, or both are few; no total of them is shown."""
    is_hidden = any(0 < count < SMALLEST_COUNT for count in (before, after)) or 0 < before + after < SMALLEST_GROUP
    return (HIDDEN, HIDDEN) if is_hidden else (words.whole(before), words.whole(after))


def _edge_words(edge: Edge) -> str:
    if edge.ratio is None:
        return f"{words.CANNOT_TELL.capitalize()}: the days around it are not all over, or the data hold too few releases on one side."
    before, after = _side(*edge.near)
    return said(
        edge.check.standing,
        f"{before} releases in the 14 days before and {after} in the 14 from it, n = {words.whole(sum(edge.near + edge.far))} "
        f"in 140 days; the odds of before are {_ratio(edge.ratio)} times those further out.",
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
    rows = []
    for above, below in zip(found.scores_high.months, found.scores_low.months, strict=True):
        if above.n < SMALLEST_GROUP:
            figures = (HIDDEN,) * 5
        else:
            differ = HIDDEN if is_small(above.n, above.apart) else words.rate(binary_rate(above.n, above.apart))
            figures = (
                words.whole(above.n),
                differ,
                f"{above.mean:+.2f}",
                f"{above.highest:.1f}",
                f"{below.highest:.1f}",
            )
        rows.append((f"{above.starts_on:%B %Y}", *figures))
    columns = [
        "Month",
        "n",
        "Share that differ (95% interval)",
        "Mean difference",
        "Highest sum above",
        "Highest sum below",
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table, hidden_key(table)
