"""Who is in the comparison and who is not: numbers on both sides, and how the people without a match differ."""

from __future__ import annotations

import math

import pandas as pd

from throughgate.comparison.result import Level, MatchedComparison
from throughgate.methods.disclosure import SMALLEST_GROUP, is_small
from throughgate.methods.matching import Covariate
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.comparison.hiding import few, is_few, is_hidden, say_count
from throughgate.show.comparison.said import signed, whole

MOST_TOLD = 5
"""Covariates named of the people dropped: those on which they differ most."""


def blocks(found: MatchedComparison, *, source: str) -> list[Block]:
    """The numbers, and how those dropped differ where there are enough of them."""
    return [
        Block(
            heading=heading(found), subtitle="People on both sides, from the data to the comparison", key="who", table=table(found),
            words=f"{dropped_words(found)}\n\n{effective_words(found)}", source=source,
        )
    ]  # fmt: skip


def heading(found: MatchedComparison) -> str:
    """How many have no match."""
    dropped = found.kept.dropped
    if not dropped:
        return "Everybody of the cohort who could be a candidate has a match"
    return f"{few(dropped).capitalize()} of {say_count(found, found.kept.treated, 0)} people have no match"


def table(found: MatchedComparison) -> pd.DataFrame:
    """From candidates to those compared, for each side."""
    kept, measured = found.kept, found.measures["reconvicted"]
    left_out = [
        (f"Left out: {reason}", few(ours), few(theirs)) for reason, (ours, theirs) in found.made.left_out.items()
    ]
    rows = [
        *left_out,
        ("Candidates", say_count(found, kept.treated, 0), say_count(found, kept.controls, 1)),
        ("Without a match", few(kept.dropped), few(kept.controls - kept.controls_kept)),
        ("Matched", say_count(found, kept.matched, 0), say_count(found, kept.controls_kept, 1)),
        ("Effective number after weighting", say_count(found, kept.matched, 0), _about(found)),
        ("With complete follow-up, and compared", say_count(found, measured.n_treated, 0), say_count(found, measured.n_controls, 1)),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Who", found.cohort.name, found.compared.name])


def effective_words(found: MatchedComparison) -> str:
    """What the weights cost, and the ratio asked for and reached."""
    kept, made = found.kept, found.made
    short = kept.achieved_ratio < made.ratio - 0.05
    told = (
        f"Each person with a match has {kept.achieved_ratio:.1f} comparison people on average, of {made.ratio} asked for. "
        f"Weighted, the comparison group tells as much as {_about(found)} people."
    )
    few_there = f" For some people fewer than {made.ratio} without the service were near enough and not yet taken, so fewer had to do." if short and not made.is_with_replacement else ""  # fmt: skip
    return told + few_there


def _about(found: MatchedComparison) -> str:
    return say_count(found, whole(found.kept.effective_controls), 1)


def dropped_words(found: MatchedComparison) -> str:
    """How the people without a match differ from those with one; nothing of fewer than 10."""
    dropped = found.kept.dropped
    if not dropped:
        return "Nobody of the cohort was dropped for want of somebody near enough."
    if is_few(dropped):
        return f"Fewer than {SMALLEST_GROUP} people of the cohort had nobody near enough and were dropped, too few to say how they differ."
    told = ", ".join(f"{name} ({signed(value, 1)})" for name, value in differences(found)[:MOST_TOLD])
    return (
        f"{words.people(dropped)} of the cohort had nobody near enough and were dropped: the comparison does not speak of them. They differ most from those with a "
        f"match on: {told}, in standard deviations of the cohort."
    )


def differences(found: MatchedComparison) -> list[tuple[str, float]]:
    """Dropped less matched, in standard deviations of the cohort, the largest first; without covariates of few people."""
    dropped, treated = found.kept.dropped, found.kept.treated
    made = []
    for row, level in zip(found.balance.covariates, found.levels, strict=True):
        if (
            row.name.endswith("squared")
            or is_hidden(found, level)
            or (level.treated is not None and is_small(dropped, level.treated - level.matched))
        ):
            continue
        spread = _spread(row, level, treated)
        if spread > 0 and not math.isnan(row.treated_after):
            # The dropped's mean less the matched's follows from the means of everybody and of the matched.
            made.append((row.name, (row.treated_before - row.treated_after) * treated / dropped / spread))
    return sorted(made, key=lambda pair: -abs(pair[1]))


def _spread(row: Covariate, level: Level, treated: int) -> float:
    """The cohort's standard deviation; of a number it follows from its difference before matching."""
    if level.treated is not None:
        share = level.treated / treated
        return math.sqrt(share * (1 - share))
    return (row.treated_before - row.controls_before) / row.before if row.before else 0.0
