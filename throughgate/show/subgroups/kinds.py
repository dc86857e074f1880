"""How often, how severe, and whether custody followed: what else is asked of the groups."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.methods.subgroups import EventsEffect
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import Chart
from throughgate.show.fairness.dots import Dot, dots_figure
from throughgate.show.group_names import name_of
from throughgate.show.shares import key_of, say
from throughgate.show.subgroups.seen import Seen
from throughgate.show.tables import HIDDEN

OBSERVED, EXPECTED = "Observed", "Expected"
FREQUENCY = (
    "Expected: a quasi-Poisson regression of events on the logit of OGRS among the people compared with. A few people hold many of the events, "
    "and the intervals allow for that."
)
NO_FREQUENCY = "The data of this contract do not tell how often people are reconvicted."
NO_DETAIL = "Of no group shown can this be told without pointing to a few people."
DETAILED = "Of those reconvicted whose first reconviction is known by kind."
FEWER = " Fewer groups are shown than below: each kind must hold nobody or enough people."
SEVERITY_NAMES = {"indictable": "Indictable only", "either way": "Either way", "summary": "Summary"}


def events_block(seen: Seen, *, source: str) -> Block:
    """Events for each 100 people by group, with those expected."""
    heading = "How often are people of each group reconvicted?"
    if not seen.events:
        return Block(heading=heading, subtitle=NO_FREQUENCY, key="events")
    return Block(
        heading=heading, subtitle="Reconviction events for each 100 people, with 95% intervals, and those expected at the same OGRS scores", key="events",
        chart=_events_chart(seen), words=FREQUENCY, source=source,
    )  # fmt: skip


def _events_chart(seen: Seen) -> Chart:
    dots = []
    for name, effect in zip(seen.names, seen.events, strict=True):
        of, expected = effect.frequency, effect.expected_per_100
        said = f"{name}: {words.per_100(of)}, expected {expected:.1f}, n = {words.whole(of.n)}"
        dots.append(Dot(OBSERVED, name, of.events_per_100, of.low, of.high, said))
        dots.append(Dot(EXPECTED, name, expected, expected, expected, said))
    figure = dots_figure(dots, seen.names, "Events for each 100 people", floor=0)
    told = "; ".join(dot.said for dot in dots if dot.series == OBSERVED)
    rows = [_events_row(name, effect) for name, effect in zip(seen.names, seen.events, strict=True)]
    columns = [
        "Group",
        "People",
        "Events for each 100 (95% interval)",
        "Expected",
        "Observed less expected (95% interval)",
        "q",
    ]
    return Chart(figure, f"Reconviction events for each 100 people. {told}.", pd.DataFrame(rows, columns=columns))


def _events_row(name: str, effect: EventsEffect) -> tuple[str, ...]:
    difference = words.with_limits(effect.difference_per_100, effect.low, effect.high)
    of = effect.frequency
    return (
        name,
        words.whole(of.n),
        words.per_100(of),
        f"{effect.expected_per_100:.1f}",
        difference,
        words.p_value(effect.q),
    )


def detail_block(seen: Seen, *, source: str) -> Block:
    """Severity of the first reconviction, or custody on it, as shares of those reconvicted."""
    is_custody = seen.groups.question.outcome == "custody"
    heading = (
        "How many of those reconvicted went to custody?" if is_custody else "How severe was the first reconviction?"
    )
    found = shares(seen)
    if not found:
        return Block(heading=heading, subtitle=NO_DETAIL, key="detail")
    return Block(
        heading=heading, subtitle="Share of those reconvicted, with 95% intervals", key="detail", chart=_detail_chart(seen, found), words=DETAILED + FEWER * (len(found) < len(seen.names)),
        source=source,
    )  # fmt: skip


def detail_title(seen: Seen) -> str:
    """The finding for severity or custody: from which share to which it runs over the groups."""
    is_custody = seen.groups.question.outcome == "custody"
    kind = "Custody" if is_custody else SEVERITY_NAMES["indictable"]
    found = [rates[kind].rate for rates in shares(seen).values()]
    what = "went to custody" if is_custody else "were first reconvicted of an indictable-only offence"
    if not found:
        return f"How many of those reconvicted {what} cannot be shown"
    low, high = words.percent(min(found)), words.percent(max(found))
    if len(found) == 1:
        return f"{low} of those reconvicted {what}, in the one group that may be shown"
    return f"From {low} to {high} of those reconvicted {what}, by group"


def shares(seen: Seen) -> dict[str, dict[str, Rate]]:
    """By group and kind the share of those reconvicted; only of groups of which it may be told."""
    found = {}
    for name, group in zip(seen.names, seen.groups.shown, strict=True):
        kinds = _kinds(group.severity, group.custody)
        known = sum(kinds.values())
        if known:
            asked = (
                {"Custody": kinds["custodial"]}
                if group.custody
                else {SEVERITY_NAMES[kind]: n for kind, n in kinds.items()}
            )
            found[name] = {kind: binary_rate(known, count) for kind, count in asked.items()}
    return found


def _kinds(severity: dict[str, int] | None, custody: dict[str, int] | None) -> dict[str, int]:
    return severity or custody or {}


def _detail_chart(seen: Seen, found: dict[str, dict[str, Rate]]) -> Chart:
    dots = [
        Dot(kind, name, 100 * rate.rate, 100 * rate.low, 100 * rate.high, f"{name}, {words.in_sentence(kind)}: {say(rate, 'reconvicted')}")
        for name, rates in found.items()
        for kind, rate in rates.items()
    ]  # fmt: skip
    figure = dots_figure(dots, list(found), "Share of those reconvicted", suffix="%", floor=0)
    table = _detail_table(seen, found, list(dict.fromkeys(dot.series for dot in dots)))
    return Chart(figure, f"Share of those reconvicted. {'; '.join(dot.said for dot in dots)}.", table, key_of(table))


def _detail_table(seen: Seen, found: dict[str, dict[str, Rate]], kinds: Sequence[str]) -> pd.DataFrame:
    by = seen.groups.question.by
    rows = [
        (name, *(say(found[name][kind], "reconvicted") if name in found else HIDDEN for kind in kinds))
        for name in seen.names
    ]
    away = [(name_of(by, v), *[HIDDEN] * len(kinds)) for v in (*seen.groups.hidden, *seen.groups.withheld)]
    return pd.DataFrame([*rows, *away], columns=["Group", *kinds])
