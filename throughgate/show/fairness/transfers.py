"""Who is moved out, brought in and kept near release: charts, tables and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from throughgate.fairness.model import RECORDING_DAYS
from throughgate.fairness.moves import Moves
from throughgate.fairness.runs import Run
from throughgate.methods.disclosure import SMALLEST_GROUP
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.fairness.moved_share import periods_block, rates_block
from throughgate.show.fairness.runs import STANDINGS, chance_words, rule_words, run_chart, run_signals, when
from throughgate.show.fairness.signal import Signal

MOVES = "Risk of people moved out and brought in"
KEPT = "Risk of people kept to their release"
SERIES = (
    ("Moved out", "high risk moved out", "moves out in the last eight weeks before release"),
    ("Brought in", "low risk brought in", "people brought in and since released"),
    ("Kept", "low risk kept", "people kept to their release"),
)
"""Of the runs in their order: name of the line, what a rise would mean, and what a step is."""
POOLED = (
    "z is OGRS less the mean, in standard deviations, of everybody released from here or moved out in that month who can "
    f"count, within the same sentence band; months and bands with fewer than {SMALLEST_GROUP} people are joined with their "
    "neighbours. Of people brought in the sign is turned round. The order within a day is drawn, so it tells nothing. A move "
    f"counts as near release once its eight weeks and {RECORDING_DAYS} days for recording are over."
)
KEPT_LIMIT = (
    "People kept are those released from here who were not moved out in their last eight weeks, z as above with its sign turned "
    "round: a rise would mean that low risk is kept. They are several for each person moved out, so their limit is higher: "
    "false alarms are then about as rare in time."
)
SAME_PEOPLE = (
    "Moved out and kept look at the same people from two sides: where both are unusual, that is one finding, not two."
)
NONE_RECORDED = "cannot tell yet: no move out of this contract's prisons in the last eight weeks before release is recorded by this day."


def blocks(found: Moves, *, source: str) -> tuple[Block, ...]:
    """The three series of OGRS, and the share moved out over time and by OGRS band."""
    pairs = list(zip(SERIES, found.runs, strict=True))
    moves = _runs_block(MOVES, "moves", pairs[:2], found, source)
    if moves is None:
        words_of_none = f"{NONE_RECORDED[:1].upper()}{NONE_RECORDED[1:]}"
        return (Block(MOVES, "CUSUM of OGRS", "moves", words=words_of_none, is_part=True),)
    kept = _runs_block(KEPT, "kept", pairs[2:], found, source)
    shares = periods_block(found, source)
    return (moves, *([kept] if kept else []), *([shares] if shares else []), rates_block(found, source))


def signals(found: Moves) -> tuple[Signal, ...]:
    """One a check, in the order of the runs; what cannot be told has no block of its own."""
    kept, same = (MOVES, "") if found.held.false_alarms is None else (KEPT, f" {SAME_PEOPLE}")
    return tuple(
        replace(signal, sentence=f"{signal.sentence}{more}")
        for (name, _, what), run, section, more in zip(
            SERIES, found.runs, (MOVES, MOVES, kept), ("", "", same), strict=True
        )
        for signal in run_signals(run, name=f"Transfers: {name.lower()}", what=what, section=section)
    )


def _runs_block(
    heading: str, key: str, pairs: Sequence[tuple[tuple[str, str, str], Run]], found: Moves, source: str
) -> Block | None:
    """Series of one limit in a chart; None where none of them can be told."""
    chart = run_chart(
        [(name, run) for (name, _, _), run in pairs], title="CUSUM of standardised OGRS", value="z",
        totals_from=[period.starts_on for period in found.periods],
    )  # fmt: skip
    if chart is None:
        return None
    each = "\n".join(
        f"- **{name}** (a rise: {meaning}): {STANDINGS[run.standing]}{when(run)}. n = {words.whole(run.n)}. {chance_words(run)}"
        for (name, meaning, _), run in pairs
    )
    if key == "moves":
        how, by_day = POOLED, "; people brought in by day of release"
    else:
        how, by_day = f"{KEPT_LIMIT} {SAME_PEOPLE}", ", by day of release"
    subtitle = f"Highest CUSUM of each week, up to {words.day(found.told_to)}{by_day}"
    return Block(
        heading, subtitle, key, chart,
        words=f"{each}\n\n{how} {rule_words(pairs[0][1])}", source=source, takes_notes=True, is_part=True,
    )  # fmt: skip
