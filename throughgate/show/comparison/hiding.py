"""What of a comparison may be shown: few people left out must not follow from what is shown of the cohort elsewhere."""

from __future__ import annotations

import math

from throughgate.comparison.result import Level, MatchedComparison, Measure
from throughgate.methods.disclosure import SMALLEST_GROUP, UNRELIABLE_BELOW, is_small
from throughgate.methods.matching import Effect
from throughgate.show import words

ROUNDING = (
    f"Shares, differences and their limits are given in whole per cent and whole points, events for each person to two decimals and "
    f"days as whole days, as the Justice Data Lab gives them: a few people left out of the comparison would otherwise follow from what "
    f"other pages show of the whole cohort. For the same reason a count of 1 to {SMALLEST_GROUP - 1} people left out is given as "
    f"fewer than {SMALLEST_GROUP}, and the numbers beside it are rounded to the nearest {SMALLEST_GROUP}."
)
SEVERITY = ("indictable", "either way", "summary")


def is_few(number: int) -> bool:
    """Whether so many people left out would tell of them if their number were shown."""
    return 0 < number < SMALLEST_GROUP


def is_rounded(found: MatchedComparison, side: int) -> bool:
    """Whether numbers of a side (0: the cohort, 1: the people compared) are rounded, since few were left out of it.

    Few of those left out who were reconvicted, or were not, count as well: what is shown of those reconvicted has its own n.
    """
    kept, measured = found.kept, found.measures["reconvicted"]
    whole = (found.own, found.theirs)[side]
    n, had = ((measured.n_treated, measured.had_treated), (measured.n_controls, measured.had_controls))[side]
    gaps = (
        (kept.dropped, kept.controls - kept.controls_kept)[side],
        whole.n - n,
        whole.reconvicted - had,
        whole.n - n - (whole.reconvicted - had),
        *(sides[side] for sides in found.made.left_out.values()),
    )
    return any(is_few(gap) for gap in gaps)


def count(found: MatchedComparison, number: int, side: int) -> int:
    """A number of people of a side as it may be shown: rounded to the nearest 10 where it is to be."""
    if not is_rounded(found, side):
        return number
    return SMALLEST_GROUP * math.floor(number / SMALLEST_GROUP + 0.5)


def say_count(found: MatchedComparison, number: int, side: int) -> str:
    """The same in words: 1,499, or about 1,500."""
    if is_rounded(found, side) and number < SMALLEST_GROUP:
        return few(number)
    return f"{'about ' * is_rounded(found, side)}{words.whole(count(found, number, side))}"


def few(number: int) -> str:
    """People left out: none, fewer than 10, or how many."""
    return f"fewer than {SMALLEST_GROUP}" if is_few(number) else "none" if not number else words.whole(number)


def main_effect(found: MatchedComparison) -> Effect | None:
    """The effect on the share reconvicted; None where it may not be shown or there is none."""
    measure = found.measures["reconvicted"]
    return None if _is_small(measure) else measure.effect


def events_effect(found: MatchedComparison) -> Effect | None:
    """The effect on events for each person, where the share reconvicted may be shown too."""
    return None if main_effect(found) is None else found.measures["events"].effect


def has_later(found: MatchedComparison) -> bool:
    """Whether enough people of the cohort were reconvicted for what is asked of those reconvicted only."""
    return main_effect(found) is not None and found.measures["reconvicted"].had_treated >= UNRELIABLE_BELOW


def later_effects(found: MatchedComparison) -> dict[str, Effect | None]:
    """Effects on what only those reconvicted have, None for those hidden; empty where too few were reconvicted."""
    if not has_later(found):
        return {}
    firsts = tuple(f"first {kind}" for kind in SEVERITY)
    events = tuple(f"{kind} events" for kind in SEVERITY)
    hidden = _hidden_together(found, firsts) | _hidden_together(found, events)
    hidden |= {name for name in ("first custodial", "custodial events") if _is_small(found.measures[name])}
    names = ("days", *firsts, *events, "first custodial", "custodial events")
    return {name: None if name in hidden else found.measures[name].effect for name in names}


def _is_small(measure: Measure) -> bool:
    return is_small(measure.n_treated, measure.had_treated) or is_small(measure.n_controls, measure.had_controls)


def _hidden_together(found: MatchedComparison, names: tuple[str, ...]) -> set[str]:
    """The parts of one whole to hide, on account of either side."""
    parts = [found.measures[name] for name in names]
    sides = (
        ([part.n_treated for part in parts], [part.had_treated for part in parts]),
        ([part.n_controls for part in parts], [part.had_controls for part in parts]),
    )
    hidden = [hide_parts(*side) for side in sides]
    return {name for name, *of in zip(names, *hidden, strict=True) if any(of)}


def hide_parts(n: list[int], had: list[int]) -> list[bool]:
    """Which of the parts that people fall into to hide: small ones, and with a single one the smallest of the rest."""
    small = [is_small(people, number) for people, number in zip(n, had, strict=True)]
    spare = sorted((number, at) for at, number in enumerate(had) if number and not small[at])
    return [
        is_hidden or (sum(small) == 1 and [at] == [place for _, place in spare[:1]])
        for at, is_hidden in enumerate(small)
    ]


def is_hidden(found: MatchedComparison, level: Level) -> bool:
    """Whether a yes/no covariate is of so few people, or of all but so few, on a side that nothing of it is shown."""
    if level.treated is None:
        return False
    kept = found.kept
    groups = (
        (kept.treated, level.treated), (kept.matched, level.matched), (kept.controls, level.controls),
        (kept.controls_kept, level.kept),
    )  # fmt: skip
    return any(is_small(n, has) for n, has in groups if n)


def may_show_after(found: MatchedComparison, level: Level) -> bool:
    """Whether means after matching may stand beside those before, from which the people dropped follow."""
    dropped = found.kept.dropped
    if not found.kept.matched or is_few(dropped):
        return False
    return level.treated is None or not dropped or not is_small(dropped, level.treated - level.matched)
