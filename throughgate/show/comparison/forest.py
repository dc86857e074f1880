"""Three estimates of one difference side by side: as counted, at the same OGRS, and matched."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from throughgate.comparison.result import MatchedComparison
from throughgate.methods.change import Change
from throughgate.methods.disclosure import is_small
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, DARK_PINK, GREY, INK, Chart, blank, padded, wrap
from throughgate.show.comparison.hiding import about, events_effect, main_effect
from throughgate.show.comparison.said import between, signed, whole
from throughgate.terms import Contract

RAW, ADJUSTED, MATCHED = "As counted", "At the same OGRS", "Matched"
LOOKS = ((RAW, GREY, "diamond"), (ADJUSTED, DARK_PINK, "square"), (MATCHED, DARK_BLUE, "circle"))
METHODS = (
    "As counted: the cohort less everybody it is compared with (Newcombe's interval{raw}). At the same OGRS: the cohort less what is expected from the scores of "
    "everybody it is compared with, {adjusted}. Matched: the cohort less its comparison group (errors clustered by matched set, or "
    "HC1 with replacement). They are not of the same people: matching leaves out people whose history is not known, or for whom nobody was near enough. "
    "Where matching and OGRS agree, the finding does not rest on the choice between them; what neither measures may differ all the same."
)
AS_ABOVE = "The same three ways; at the same OGRS by the recalibration of Adjusted baseline."
Row = tuple[str, int, int, int, str, str, str]


@dataclass(frozen=True)
class Unit:
    """What the estimates are of: key of the block, what is counted, and how a difference is named in short and in full."""

    key: str
    counted: str
    short: str
    long: str
    methods: str


PEOPLE = Unit(
    "estimates", "people reconvicted", " pp", words.PERCENTAGE_POINTS,
    METHODS.format(raw="", adjusted="by the recalibration of Adjusted baseline"),
)  # fmt: skip
EVENTS = Unit(
    "estimates-events", "reconviction events", "", "events for every 100 people",
    METHODS.format(raw=" from those of the two frequencies", adjusted="by a quasi-Poisson regression of events on OGRS, as on Subgroups"),
)  # fmt: skip


def blocks(found: MatchedComparison, terms: Contract, *, source: str) -> list[Block]:
    """The forest plots, that of the contract's headline first; none where the difference may not be shown."""
    units = (EVENTS, PEOPLE) if terms.outcome.headline == "frequency" else (PEOPLE,)
    made = [_block(found, unit, shown, source) for unit in units if (shown := rows(found, unit))]
    return [*made[:1], *(replace(block, words=AS_ABOVE) for block in made[1:])]


def _block(found: MatchedComparison, unit: Unit, shown: list[Row], source: str) -> Block:
    return Block(
        heading=f"Three ways to set the cohort's {unit.counted} against people without the service", key=unit.key, source=source,
        subtitle=f"Cohort less people without the service, {unit.long}, with 95% intervals. Below 0: fewer in the cohort",
        chart=forest(found, unit, shown), words=unit.methods,
    )  # fmt: skip


def rows(found: MatchedComparison, unit: Unit = PEOPLE) -> list[Row]:
    """Each estimate that there is: name, difference, limits, whom it is of, colour, symbol; all in whole points or events."""
    effect = main_effect(found) if unit is PEOPLE else events_effect(found)
    if effect is None or any(is_small(rate.n, rate.reconvicted) for rate in (found.own, found.theirs)):
        return []
    times = 1 if unit is PEOPLE else 100
    matched = Change(*(times * value for value in (effect.estimate, effect.low, effect.high)))
    plain = (found.raw, found.adjusted) if unit is PEOPLE else (found.raw_events, found.adjusted_events)
    everybody = f"{about(found.own.n)} and {about(found.theirs.n)}"
    of = (everybody, everybody, f"{about(effect.n_treated)} and {about(effect.n_controls)}")
    return [
        (name, *map(whole, (change.points, change.low, change.high)), people, colour, symbol)
        for (name, colour, symbol), change, people in zip(LOOKS, (*plain, matched), of, strict=True)
        if change is not None
    ]


def forest(found: MatchedComparison, unit: Unit, shown: list[Row]) -> Chart:
    """Each estimate a symbol with its interval, and nought."""
    figure = blank(height=90 + 80 * len(shown))
    figure.update_layout(margin_t=8)
    for name, points, low, high, of, colour, symbol in shown:
        label = wrap(name, 12)
        figure.add_scatter(
            x=[low, high], y=[label, label], mode="lines", line={"color": colour, "width": 3}, hoverinfo="skip"
        )
        figure.add_scatter(
            x=[points], y=[label], mode="markers", marker={"color": colour, "size": 13, "symbol": symbol}, hoverinfo="text",
            hovertext=f"{name}<br>{signed(points)}{unit.short} ({between(low, high)})<br>n: {of}",
        )  # fmt: skip
        figure.add_annotation(
            x=points, y=label, yshift=19, text=f"{signed(points)}{unit.short}", font={"size": 15, "color": INK}, showarrow=False, bgcolor="white", borderpad=1,
        )  # fmt: skip
    ends = [end for _, _, low, high, *_ in shown for end in (low, high)]
    figure.add_vline(x=0, line={"color": INK, "width": 1.5, "dash": "dash"}, layer="below")
    span = padded(min([*ends, 0]), max([*ends, 0]), floor=None)
    figure.update_xaxes(range=span, ticksuffix=unit.short, nticks=5, title_text=f"Difference, {unit.long}")
    figure.update_yaxes(range=[len(shown) - 0.4, -0.6], showgrid=False, type="category")
    said = " ".join(
        f"{name}: {signed(points)} ({between(low, high)}), n {of}." for name, points, low, high, of, *_ in shown
    )
    alt = (
        f"Difference in {unit.counted}, {unit.long}, {words.in_sentence(found.cohort.name)} less people without the service, with 95% intervals. "
        f"{said}"
    )
    return Chart(figure, alt, table(unit, shown))


def table(unit: Unit, shown: list[Row]) -> pd.DataFrame:
    """One row an estimate."""
    return pd.DataFrame(
        [
            (name, f"{signed(points)}{unit.short} ({between(low, high)})", of)
            for name, points, low, high, of, *_ in shown
        ],
        columns=["Estimate", "Difference (95% interval)", "People: cohort and compared"],
    )
