"""The file that `throughgate subgroups --csv` and the download of page Subgroups give: groups as they may be passed on."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence

from throughgate.gate import FACTORS, OUTCOMES
from throughgate.methods.disclosure import (
    ROUNDED_TO,
    SMALLEST_COUNT,
    SMALLEST_GROUP,
    UNRELIABLE_BELOW,
    is_low,
    round_count,
    rounded_rate,
)
from throughgate.methods.reconviction import PER, binary_rate, frequency
from throughgate.show import words
from throughgate.show.group_figures import (
    KINDS,
    Figures,
    expected_from,
    figures_of,
    is_unreliable,
)
from throughgate.show.group_names import scope_name
from throughgate.show.tables import HIDDEN
from throughgate.subgroups import Groups, Values

NOT_APPLICABLE, NOT_AVAILABLE, LOW = "z", "x", "low"
KEY = (
    f"c: hidden or withheld so that nobody can be recognised. u: fewer than {UNRELIABLE_BELOW} people, so read with caution. "
    "z: not applicable. x: not available."
)
EXPLORATORY = (
    "Exploratory: of several groups some differ by chance alone, and a difference does not say why. Nothing is paid by it. "
    f"{words.NOT_OFFICIAL}"
)
ROUNDED = (
    f"Counts are rounded to {ROUNDED_TO}; rates and intervals are computed from the rounded counts, so they differ a little from "
    "the screen. low: rounds to 0 and is not 0."
)
HIDING = (
    f"A group is hidden where it holds fewer than {SMALLEST_GROUP} people or where 1 to {SMALLEST_COUNT - 1} of them, or all but as "
    "many, have an outcome; others are withheld where such a group would follow from them."
)


def groups_csv(groups: Groups, snapshot_id: str, *, is_synthetic: bool) -> str:
    """The answer as a file to pass on: counts rounded, rates computed from the rounded ones, lines of notes before the table.

    Shrunken estimates, p and q are left out: they rest on the exact counts, which could be worked out from them.
    """
    notes = _notes(groups, snapshot_id, is_synthetic=is_synthetic)
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    for note in (*notes, f"The table begins in line {len(notes) + 2}."):
        write([f"# {note}"])
    write([*groups.question.by, *rounded_columns(groups), "symbol"])
    for values, cells, mark in rounded_rows(groups):
        write([*(_as_text(value) for value in values), *cells, mark])
    return out.getvalue()


def rounded_columns(groups: Groups) -> tuple[str, ...]:
    """The names of the figures that may be passed on."""
    return _COLUMNS[groups.question.outcome]


def rounded_rows(groups: Groups) -> Iterator[tuple[Values, tuple[str, ...], str]]:
    """Every group: its values, its figures from rounded counts as text or a symbol, and u where it is unreliable."""
    outcome = groups.question.outcome
    for values, figures in figures_of(groups):
        cells = (HIDDEN,) * len(_COLUMNS[outcome]) if figures is None else _rounded(figures, outcome)
        yield values, cells, "u" if figures is not None and is_unreliable(figures) else ""


_RATES = ("n", "reconvicted", "rate_percent", "rate_low_percent", "rate_high_percent", "expected_percent")
_POINT_COLUMNS = ("difference_points", "difference_low_points", "difference_high_points")
_COLUMNS = {
    "binary": (*_RATES, *_POINT_COLUMNS),
    "time": (*_RATES, *_POINT_COLUMNS),
    "frequency": (
        "n", "events", "events_per_100", "events_low_per_100", "events_high_per_100", "expected_per_100",
        "difference_per_100", "difference_low_per_100", "difference_high_per_100",
    ),
    **{
        outcome: ("n", "reconvicted", *(f"{kind.replace(' ', '_')}{end}" for kind in kinds for end in ("", "_share_percent", "_low_percent", "_high_percent")))
        for outcome, kinds in KINDS.items()
    },
}  # fmt: skip


def _rounded(figures: Figures, outcome: str) -> tuple[str, ...]:
    if outcome in KINDS:
        names = [kind.replace(" ", "_") for kind in KINDS[outcome]]
        known = None if figures[names[0]] is None else sum(figures[name] for name in names)
        cells = [cell for name in names for cell in _rounded_kind(figures[name], known)]
        return _count(figures["n"]), _count(figures["reconvicted"]), *cells
    counted = figures["events" if outcome == "frequency" else "reconvicted"]
    estimate = _again(figures, counted) if outcome == "frequency" else _share_again(figures["n"], counted)
    shown = (LOW,) * 3 if estimate is None else tuple(map(_cell, estimate))
    return _count(figures["n"]), _count(counted), *shown, *_beside(figures, estimate)


def _share_again(n: int, count: int) -> tuple[float, float, float] | None:
    """The per cent that the rounded count is of the rounded number, with its interval; None where it is low."""
    if not round_count(n) or is_low(count):
        return None
    of = binary_rate(round_count(n), round_count(count))
    return 100 * of.rate, 100 * of.low, 100 * of.high


def _again(figures: Figures, events: int) -> tuple[float, float, float] | None:
    """Events for each 100 people from the rounded counts, with an interval as wide on the log scale as the exact one."""
    share = rounded_rate(events, figures["n"])
    if share is None or is_low(events):
        return None
    if not events:
        of = frequency(round_count(figures["n"]), 0, 0)
        return of.events_per_100, of.low, of.high
    exact = figures["events_per_100"]
    return PER * share, PER * share * figures["low"] / exact, PER * share * figures["high"] / exact


def _beside(figures: Figures, estimate: tuple[float, float, float] | None) -> tuple[str, ...]:
    """What is expected, and the estimate of the rounded counts less it, with its interval.

    From the exact interval only the part is taken that the expected rate brings: the rest would tell the exact counts.
    """
    times, of = (100, "rate") if "expected" in figures else (1, "events_per_100")
    expected = figures["expected" if of == "rate" else "expected_per_100"]
    if expected is None:
        return (NOT_AVAILABLE,) * 4
    if estimate is None:
        return _cell(times * expected), *(LOW,) * 3
    exact = figures["difference_points" if of == "rate" else "difference_per_100"]
    own = times * (figures[of] - figures["low"])
    fixed = math.sqrt(max((exact - figures["difference_low"]) ** 2 - own**2, 0.0))
    rate, low, high = estimate
    beside = rate - times * expected
    limits = (beside, beside - math.hypot(rate - low, fixed), beside + math.hypot(high - rate, fixed))
    return _cell(times * expected), *map(_cell, limits)


def _rounded_kind(count: int | None, known: int | None) -> tuple[str, ...]:
    """A kind of reconviction: the rounded count, and the share of those of a known kind with its interval."""
    if count is None or known is None:
        return (HIDDEN,) * 4
    if not known:
        return _count(count), *(NOT_APPLICABLE,) * 3
    share = _share_again(known, count)
    return _count(count), *((LOW,) * 3 if share is None else map(_cell, share))


def _count(count: int) -> str:
    return LOW if is_low(count) else str(round_count(count))


def _cell(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}"  # The 0 turns -0.0 into 0.0.


def _as_text(value: str) -> str:
    """A name that a spreadsheet takes for text: one that begins as a formula does is led by an apostrophe."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def whose(groups: Groups) -> str:
    """Whose people the groups are of, and how many, rounded."""
    everybody = (
        f"{round_count(groups.total.people):,} people whose follow-up is complete, of {round_count(groups.everybody):,}"
    )
    return f"Whose: {scope_name(groups)} ({groups.question.scope}), {everybody}"


def withheld(groups: Groups) -> list[str]:
    """Why groups are withheld, where any is."""
    return [f"Withheld: {groups.because}."] if groups.because else []


def _notes(groups: Groups, snapshot_id: str, *, is_synthetic: bool) -> Sequence[str]:
    question, terms = groups.question, groups.terms
    return [
        f"{terms.name} ({terms.id}): {OUTCOMES[question.outcome].lower()} by {', '.join(FACTORS[f].lower() for f in question.by)}",
        whose(groups),
        f"As at {words.day(question.as_at)}; data {snapshot_id}; terms {terms.sha256[:12]}",
        words.status(is_synthetic=is_synthetic),
        *([words.definition(terms), expected_from(groups)] if question.measure == "reconviction" else [words.definition(terms)]),
        ROUNDED, HIDING, KEY,
        *withheld(groups),
        EXPLORATORY,
    ]  # fmt: skip
