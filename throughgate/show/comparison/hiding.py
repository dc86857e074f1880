"""What of a comparison may be shown: few people left out must not follow from what is shown of the cohort elsewhere."""

from __future__ import annotations

import math
from collections.abc import Sequence

from throughgate.comparison.result import Kept, Level, MatchedComparison, Measure
from throughgate.methods.disclosure import SMALLEST_GROUP, UNRELIABLE_BELOW, hide_small, is_small
from throughgate.methods.matching import Effect
from throughgate.show import words

ROUNDING = (
    f"Numbers of people on either side are rounded to the nearest {SMALLEST_GROUP}, 1 to {SMALLEST_GROUP - 1} people are given as fewer than "
    f"{SMALLEST_GROUP}, and nobody as none. Shares, differences and their limits are in whole per cent and whole points, events for each person to two decimals "
    "and days as whole days. With exact numbers one person could be told apart by looking from two days, or at two ways of matching."
)
SEVERITY = ("indictable", "either way", "summary")


def is_few(number: float) -> bool:
    """Whether so many people are too few for even their rounded number to be shown."""
    return 0 < number < SMALLEST_GROUP


def nearest(number: float) -> int:
    """People to the nearest 10, halves up."""
    return SMALLEST_GROUP * math.floor(number / SMALLEST_GROUP + 0.5)


def count(number: float) -> str:
    """People as they may be shown under a head that says about: 980, none, or fewer than 10."""
    return f"fewer than {SMALLEST_GROUP}" if is_few(number) else words.whole(nearest(number)) if number else "none"


def about(number: float) -> str:
    """The same in a sentence: about 980."""
    return count(number) if number < SMALLEST_GROUP else f"about {count(number)}"


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
    """The parts of one total to hide, on account of either side."""
    parts = [found.measures[name] for name in names]
    return _hide([(part.n_treated, part.had_treated, part.name) for part in parts]) | _hide(
        [(part.n_controls, part.had_controls, part.name) for part in parts]
    )


def _hide(parts: Sequence[tuple[int, int, str]]) -> set[str]:
    # All parts are of the same people: of those to spare the one that fewest had goes first.
    ordered = sorted(parts, key=lambda part: part[1])
    hidden = hide_small([n for n, _, _ in ordered], [had for _, had, _ in ordered])
    return {name for (_, _, name), is_hidden in zip(ordered, hidden, strict=True) if is_hidden}


def is_hidden(kept: Kept, level: Level) -> bool:
    """Whether a yes/no covariate is of so few people, or of all but so few, on a side that nothing of it is shown."""
    if level.treated is None:
        return False
    groups = (
        (kept.treated, level.treated), (kept.matched, level.matched), (kept.controls, level.controls),
        (kept.controls_kept, level.kept),
    )  # fmt: skip
    return any(is_small(n, has) for n, has in groups if n)


def hidden_names(kept: Kept, levels: Sequence[Level]) -> set[str]:
    """Names of the covariates of which nothing is shown."""
    return {level.name for level in levels if is_hidden(kept, level)}


def may_show_after(found: MatchedComparison, level: Level) -> bool:
    """Whether means after matching may stand beside those before, from which the people dropped follow."""
    dropped = found.kept.dropped
    if not found.kept.matched or is_few(dropped):
        return False
    return level.treated is None or not dropped or not is_small(dropped, level.treated - level.matched)
