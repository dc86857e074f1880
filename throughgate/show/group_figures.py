"""The figures of groups that may be shown, as commands print and files carry them; what is hidden keeps its name alone."""

from __future__ import annotations

import math

from throughgate.methods.disclosure import UNRELIABLE_BELOW
from throughgate.methods.reconviction import Frequency, Rate, binary_rate, frequency
from throughgate.methods.subgroups import EventsEffect, GroupEffect, compare_events, compare_groups
from throughgate.show import words
from throughgate.show.group_names import place_of
from throughgate.subgroups import CUSTODY, SEVERITY, Group, Groups, Values

Figures = dict[str, float | int | None]
"""By name: shares of 1, percentage points or events for each 100 people; None where something is not available."""


def figures_of(groups: Groups) -> list[tuple[Values, Figures | None]]:
    """Every group in reading order with its figures, None for one that is hidden or withheld."""
    found: dict[Values, Figures | None] = dict.fromkeys([*groups.hidden, *groups.withheld])
    found |= zip((group.values for group in groups.shown), _figures(groups), strict=True)
    return sorted(found.items(), key=lambda row: place_of(row[0]))


def is_unreliable(figures: Figures) -> bool:
    """Whether a group rests on too few people to lean on."""
    return (figures["n"] or 0) < UNRELIABLE_BELOW


def expected_from(groups: Groups) -> str:
    """Whose rates the expected ones come from, in a sentence; nothing where none is expected."""
    if groups.question.measure != "reconviction":
        return ""
    whose = (
        f"the people of {words.in_sentence(groups.reference_name)}"
        if groups.reference_name
        else "all of these people together"
    )
    return f"Expected: by the rates of {whose} at the same OGRS scores."


def _figures(groups: Groups) -> list[Figures]:
    counts, outcome = [group.counts for group in groups.shown], groups.question.outcome
    if outcome in ("severity", "custody"):
        return [_of_kinds(group, outcome) for group in groups.shown]
    if outcome == "frequency":
        effects = compare_events(counts, groups.reference or groups.total) or [None] * len(counts)
        return [_of_events(group, effect) for group, effect in zip(groups.shown, effects, strict=True)]
    compared = compare_groups(counts, groups.model, groups.reference)
    of_one = dict.fromkeys(DRAWN) if compared.spread is None else {}  # Of one group there is nothing to draw towards.
    return [_of_people(effect) | of_one for effect in compared.effects]


def _of_people(effect: GroupEffect) -> Figures:
    return _rate(effect.rate) | {
        "expected": _number(effect.expected),
        "difference_points": _number(effect.points), "difference_low": _number(effect.low), "difference_high": _number(effect.high),
        "shrunken_points": _number(effect.shrunk), "shrunken_low": _number(effect.shrunk_low),
        "shrunken_high": _number(effect.shrunk_high),
        "p": _number(effect.p), "q": _number(effect.q), "people_needed": effect.people_needed,
    }  # fmt: skip


def _of_events(group: Group, effect: EventsEffect | None) -> Figures:
    of = effect.frequency if effect else _events(group)
    said = (
        (effect.expected_per_100, effect.difference_per_100, effect.low, effect.high, effect.p, effect.q)
        if effect
        else [None] * 6
    )
    names = ("expected_per_100", "difference_per_100", "difference_low", "difference_high", "p", "q")
    return {
        "n": of.n, "events": of.events, "events_per_100": of.events_per_100, "low": of.low, "high": of.high,
        **dict(zip(names, map(_number, said), strict=True)),
    }  # fmt: skip


def _events(group: Group) -> Frequency:
    return frequency(group.counts.people, int(group.counts.events.sum()), int(group.counts.events_squared.sum()))


def _of_kinds(group: Group, outcome: str) -> Figures:
    """People by what their first reconviction was, and each kind's share of those of whom that is known.

    Every kind has the count None where the gate does not let the group's be shown.
    """
    kinds = group.severity if outcome == "severity" else group.custody
    figures: Figures = {"n": group.counts.people, "reconvicted": int(group.counts.reconvicted.sum())}
    for kind in KINDS[outcome]:
        name = kind.replace(" ", "_")
        if kinds is None:
            figures |= dict.fromkeys((name, f"{name}_share", f"{name}_low", f"{name}_high"))
        else:
            share = binary_rate(sum(kinds.values()), kinds[kind])
            figures |= {
                name: kinds[kind],
                f"{name}_share": share.rate,
                f"{name}_low": share.low,
                f"{name}_high": share.high,
            }
    return figures


DRAWN = ("shrunken_points", "shrunken_low", "shrunken_high", "q")
KINDS = {"severity": tuple(SEVERITY), "custody": tuple(CUSTODY)}


def _rate(rate: Rate) -> Figures:
    return {"n": rate.n, "reconvicted": rate.reconvicted, "rate": rate.rate, "low": rate.low, "high": rate.high}


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)
