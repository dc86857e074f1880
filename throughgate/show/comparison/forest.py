"""Three estimates of one difference side by side: as counted, at the same OGRS, and matched."""

from __future__ import annotations

import pandas as pd

from throughgate.comparison.result import MatchedComparison
from throughgate.methods.disclosure import is_small
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, DARK_PINK, GREY, INK, Chart, blank, padded, wrap
from throughgate.show.comparison.hiding import main_effect, say_count
from throughgate.show.comparison.said import between, signed, whole

RAW, ADJUSTED, MATCHED = "As counted", "At the same OGRS", "Matched"
Row = tuple[str, float, float, float, str, str, str]
METHODS = (
    "As counted: the cohort less everybody it is compared with (Newcombe's interval). At the same OGRS: the cohort less what is expected from the scores of "
    "everybody it is compared with, by the recalibration of Adjusted baseline. Matched: the cohort less its comparison group (errors clustered by matched set, or "
    "HC1 with replacement). They are not of the same people: matching leaves out people whose history is not known, or for whom nobody was near enough. "
    "Where matching and OGRS agree, the finding does not rest on the choice between them; what neither measures may differ all the same."
)


def blocks(found: MatchedComparison, *, source: str) -> list[Block]:
    """The forest plot; none where the difference may not be shown."""
    shown = rows(found)
    if not shown:
        return []
    return [
        Block(
            heading="Three ways to set the cohort against people without the service", key="estimates", source=source,
            subtitle="Cohort less people without the service, percentage points reconvicted, with 95% intervals. Below 0: fewer reconvicted in the cohort",
            chart=forest(found, shown), words=METHODS,
        )
    ]  # fmt: skip


def rows(found: MatchedComparison) -> list[Row]:
    """Each estimate that there is: name, points, limits, whom it is of, colour, symbol; all in whole points."""
    effect = main_effect(found)
    if effect is None or any(is_small(rate.n, rate.reconvicted) for rate in (found.own, found.theirs)):
        return []
    everybody = f"{words.whole(found.own.n)} and {words.whole(found.theirs.n)}"
    matched = f"{say_count(found, effect.n_treated, 0)} and {say_count(found, effect.n_controls, 1)}"
    made: list[Row] = []
    for name, change, colour, symbol in (
        (RAW, found.raw, GREY, "diamond"),
        (ADJUSTED, found.adjusted, DARK_PINK, "square"),
    ):
        if change is not None:
            made.append((name, *map(whole, (change.points, change.low, change.high)), everybody, colour, symbol))
    limits = map(whole, (effect.estimate, effect.low, effect.high))
    return [*made, (MATCHED, *limits, matched, DARK_BLUE, "circle")]


def forest(found: MatchedComparison, shown: list[Row]) -> Chart:
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
            hovertext=f"{name}<br>{signed(points)} pp ({between(low, high)})<br>n = {of}",
        )  # fmt: skip
        figure.add_annotation(
            x=points, y=label, yshift=19, text=f"{signed(points)} pp", font={"size": 15, "color": INK}, showarrow=False, bgcolor="white", borderpad=1,
        )  # fmt: skip
    ends = [end for _, _, low, high, *_ in shown for end in (low, high)]
    figure.add_vline(x=0, line={"color": INK, "width": 1.5, "dash": "dash"}, layer="below")
    span = padded(min([*ends, 0]), max([*ends, 0]), floor=None)
    figure.update_xaxes(range=span, ticksuffix=" pp", nticks=5, title_text="Difference, percentage points")
    figure.update_yaxes(range=[len(shown) - 0.4, -0.6], showgrid=False, type="category")
    said = " ".join(
        f"{name}: {signed(points)} points ({between(low, high)}), n = {of}."
        for name, points, low, high, of, *_ in shown
    )
    alt = f"Difference in people reconvicted, {words.in_sentence(found.cohort.name)} less people without the service, with 95% intervals. {said}"
    return Chart(figure, alt, table(shown))


def table(shown: list[Row]) -> pd.DataFrame:
    """One row an estimate."""
    return pd.DataFrame(
        [(name, f"{signed(points)} pp ({between(low, high)})", of) for name, points, low, high, of, *_ in shown],
        columns=["Estimate", "Difference (95% interval)", "People: cohort and compared"],
    )
