"""Who is in the comparison and who is not: numbers on both sides, and how the people without a match differ."""

from __future__ import annotations

import math

import pandas as pd

from throughgate.comparison.result import Level, MatchedComparison
from throughgate.methods.disclosure import UNRELIABLE_BELOW, is_small
from throughgate.methods.matching import Covariate
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.comparison.hiding import ROUNDING, about, count, is_hidden
from throughgate.show.comparison.said import signed, whole

MOST_TOLD = 5
"""Covariates named of the people dropped: those on which they differ most."""
HALVES = 2
"""How they differ is said in halves of a standard deviation."""


def blocks(found: MatchedComparison, *, source: str) -> list[Block]:
    """The numbers, and how those dropped differ where there are enough of them."""
    return [
        Block(
            heading=heading(found), subtitle="People on both sides, from the data to the comparison, to the nearest 10", key="who", table=table(found),
            words=f"{dropped_words(found)}\n\n{effective_words(found)}\n\n{ROUNDING}", source=source,
        )
    ]  # fmt: skip


def heading(found: MatchedComparison) -> str:
    """How many have no match; of whom, where the group was made on an earlier day."""
    kept, (ours, _) = found.kept, found.since
    of = f"of those known on {words.day(found.made.as_at)} " if ours else ""
    since = f"; {about(ours)} came since and are not in it" if ours else ""
    if not kept.dropped:
        return f"Everybody {of or 'of the cohort '}who could be a candidate has a match{since}"
    told = about(kept.dropped)
    return f"{told[:1].upper()}{told[1:]} of {about(kept.treated)} candidates {of}have no match{since}"


def table(found: MatchedComparison) -> pd.DataFrame:
    """From candidates to those compared, for each side."""
    kept, measured = found.kept, found.measures["reconvicted"]
    since = [("Released or become known since, and not in it", found.since)] if any(found.since) else []
    rows = [
        *since,
        *((f"Left out: {reason}", sides) for reason, sides in found.made.left_out.items()),
        ("Candidates", (kept.treated, kept.controls)),
        ("Without a match", (kept.dropped, kept.controls - kept.controls_kept)),
        ("Matched", (kept.matched, kept.controls_kept)),
        ("Effective number after weighting", (kept.matched, kept.effective_controls)),
        ("With complete follow-up, and compared", (measured.n_treated, measured.n_controls)),
    ]
    columns = ["Who", f"{found.cohort.name}, about", f"{found.compared.name}, about"]
    return pd.DataFrame([(name, *map(count, sides)) for name, sides in rows], columns=columns)


def effective_words(found: MatchedComparison) -> str:
    """What the weights cost, and the ratio asked for and reached."""
    kept, made = found.kept, found.made
    short = kept.achieved_ratio < made.ratio - 0.05
    told = (
        f"Each person with a match has {kept.achieved_ratio:.1f} comparison people on average, of {made.ratio} asked for. "
        f"Weighted, the comparison group tells as much as {about(kept.effective_controls)} people."
    )
    few_there = f" For some people fewer than {made.ratio} without the service were near enough and not yet taken, so fewer had to do." if short and not made.is_with_replacement else ""  # fmt: skip
    return told + few_there


def dropped_words(found: MatchedComparison) -> str:
    """How the people without a match differ from those with one; nothing of fewer than 30."""
    dropped = found.kept.dropped
    if not dropped:
        return "Nobody among the candidates of the cohort was dropped for want of somebody near enough."
    gone = f"{about(dropped).capitalize()} people of the cohort had nobody near enough and were dropped"
    if dropped < UNRELIABLE_BELOW:
        return f"{gone}, too few to say how they differ."
    told = [f"{name} ({signed(value, 1)})" for name, value in differences(found)[:MOST_TOLD] if value]
    far = f"most on: {', '.join(told)}, to the nearest half of a standard deviation of the cohort" if told else "by less than a quarter of a standard deviation on all that can be told"  # fmt: skip
    return f"{gone}: the comparison does not speak of them. They differ from those with a match {far}."


def differences(found: MatchedComparison) -> list[tuple[str, float]]:
    """Dropped less matched, to half a standard deviation of the cohort, the largest first; without covariates of few people."""
    dropped, treated = found.kept.dropped, found.kept.treated
    made = []
    for row, level in zip(found.balance.covariates, found.levels, strict=True):
        if (
            row.name.endswith("squared")
            or is_hidden(found.kept, level)
            or (level.treated is not None and is_small(dropped, level.treated - level.matched))
        ):
            continue
        spread = _spread(row, level, treated)
        if spread > 0 and not math.isnan(row.treated_after):
            # The dropped's mean less the matched's follows from the means of everybody and of the matched.
            apart = (row.treated_before - row.treated_after) * treated / dropped / spread
            made.append((row.name, whole(HALVES * apart) / HALVES))
    return sorted(made, key=lambda pair: -abs(pair[1]))


def _spread(row: Covariate, level: Level, treated: int) -> float:
    """The cohort's standard deviation; of a number it follows from its difference before matching."""
    if level.treated is not None:
        share = level.treated / treated
        return math.sqrt(share * (1 - share))
    return (row.treated_before - row.controls_before) / row.before if row.before else 0.0
