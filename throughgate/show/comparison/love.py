"""How alike the cohort and its comparison group are, before and after matching: the love plot and its reading."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from throughgate.comparison.result import Level, MatchedComparison
from throughgate.methods.matching import Covariate
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, GREY, INK, Chart, blank, wrap
from throughgate.show.comparison.hiding import is_hidden, may_show_after
from throughgate.show.comparison.said import percent, signed
from throughgate.show.tables import HIDDEN, hidden_key

BANDS = (0.05, 0.10)
BAND_COLOURS = ("#f3f2f1", "#dfe9f1")
"""Behind differences up to 0.10 and up to 0.05."""
NARROWEST = 0.12
"""Reach of the axis where every difference is small, so that both bands are seen."""
MARKERS = (
    ("Before", "before", {"color": GREY, "symbol": "diamond-open", "size": 11, "line": {"width": 2}}),
    ("After", "after", {"color": DARK_BLUE, "symbol": "circle", "size": 10}),
)
MOST_DRAWN = 20
"""Covariates in the chart, those furthest apart before matching; the table has them all."""
LABEL = 23
"""Letters of a line beside the chart, so that a phone has room for the points."""

READING = (
    "Standardised difference: the cohort's mean less the other group's, in standard deviations of the cohort before matching. Up to 0.05 is read as a good match, "
    "up to 0.10 as reasonable, above as poor, as the Justice Data Lab reads it. Means are weighted after matching; measures marked log or logit are on that scale. Squares, which the model has as well, are read but not listed."
)


def blocks(found: MatchedComparison, *, source: str) -> list[Block]:
    """The love plot with its table and what it says."""
    return [
        Block(
            heading=heading(found), key="balance", source=source, chart=love_chart(found), words=f"{reading(found)}\n\n{READING}",
            subtitle=_subtitle(len(listed(found))),
        )
    ]  # fmt: skip


def _subtitle(covariates: int) -> str:
    which = "each covariate" if covariates <= MOST_DRAWN else f"the {MOST_DRAWN} covariates furthest apart before matching (all {covariates} are in the table)"  # fmt: skip
    return f"Standardised difference of {which}, before and after, with the bands at 0.05 and 0.10"


def shown(found: MatchedComparison) -> list[tuple[Covariate, Level]]:
    """Covariates with their counts, the most unlike before matching first; without those that are hidden."""
    pairs = [(row, level) for row, level in _pairs(found) if not is_hidden(found.kept, level)]
    return sorted(pairs, key=lambda pair: -abs(pair[0].before))


def listed(found: MatchedComparison) -> list[tuple[Covariate, Level]]:
    """The same without squares, whose means tell a reader nothing."""
    return [(row, level) for row, level in shown(found) if not _is_square(row)]


def _pairs(found: MatchedComparison) -> list[tuple[Covariate, Level]]:
    return list(zip(found.balance.covariates, found.levels, strict=True))


def _is_square(row: Covariate) -> bool:
    return row.name.endswith("squared")


def worst_after(found: MatchedComparison) -> Covariate | None:
    """The covariate furthest apart after matching, of those that may be shown; None where nobody is matched."""
    rows = [row for row, _ in shown(found) if not math.isnan(row.after)]
    return max(rows, key=lambda row: abs(row.after), default=None)


def heading(found: MatchedComparison) -> str:
    """How alike the two groups are, on what may be shown."""
    worst = worst_after(found)
    if worst is None or worst.reading_after is None:
        return "Nobody could be matched" if not found.kept.matched else "How alike the two groups are cannot be shown"
    every = "every covariate" if len(shown(found)) == len(found.levels) else "every covariate that may be shown"
    said = {
        "good": f"are well alike on {every}",
        "reasonable": "are reasonably alike",
        "poor": f"are not alike on {every}",
    }
    return f"The matched groups {said[worst.reading_after]}"


def reading(found: MatchedComparison) -> str:
    """How many covariates are good, reasonable and poor, before and after, and which is furthest apart; of those shown."""
    rows = [row for row, _ in shown(found)]
    told = [
        f"{name}: {', '.join(f'{sum(getattr(row, side) == of for row in rows)} {of}' for of in ('good', 'reasonable', 'poor'))}"
        for name, side in (("Before matching", "reading_before"), ("After", "reading_after"))
    ]  # fmt: skip
    few = len(found.levels) - len(rows)
    of = f"Of {len(rows)} covariates{f' ({few} more are of too few people)' if few else ''}"
    worst = worst_after(found)
    last = f" Furthest apart after matching: {worst.name} ({signed(worst.after, 2)})." if worst else ""
    return f"{of}. {'. '.join(told)}.{last}"


def love_chart(found: MatchedComparison) -> Chart:
    """Each covariate with its difference before (hollow) and after (filled), and the bands."""
    rows = [row for row, _ in listed(found)][:MOST_DRAWN]
    figure = _banded([wrap(row.name.replace("/", "/ "), LABEL) for row in rows])
    for name, side, marker in MARKERS:
        values = [round(getattr(row, side), 2) if math.isfinite(getattr(row, side)) else None for row in rows]
        texts = [f"{row.name}<br>{name}: {_said(getattr(row, side))}" for row in rows]
        figure.add_scatter(
            x=values,
            y=list(range(len(rows))),
            mode="markers",
            name=name,
            marker=marker,
            hovertext=texts,
            hoverinfo="text",
        )
    sizes = [abs(value) for row in rows for value in (row.before, row.after) if math.isfinite(value)]
    widest = 1.1 * max([*sizes, NARROWEST])
    figure.update_xaxes(range=[-widest, widest], title_text="Standardised difference", nticks=5, tickformat=".1f")
    alt = (
        f"Standardised differences of {len(rows)} covariates between {words.in_sentence(found.cohort.name)} and people without the service, before and after matching, "
        f"with bands at 0.05 and 0.10. {reading(found)}"
    )
    told = table(found)
    return Chart(figure, alt, told, key=hidden_key(told))


def _banded(labels: list[str]) -> go.Figure:
    """An empty love plot: a line for each label, the bands and nought."""
    lines = 1 + max([label.count("<br>") for label in labels], default=0)
    figure = blank(height=130 + (10 + 14 * lines) * len(labels))
    for end, colour in zip(reversed(BANDS), BAND_COLOURS, strict=True):
        figure.add_vrect(x0=-end, x1=end, fillcolor=colour, line_width=0, layer="below")
    figure.add_vline(x=0, line={"color": INK, "width": 1}, layer="below")
    figure.update_layout(showlegend=True)
    figure.update_yaxes(
        range=[len(labels) - 0.4, -0.6], tickvals=list(range(len(labels))), ticktext=labels, automargin=True, showgrid=False,
        tickfont={"size": 12, "color": INK},
    )  # fmt: skip
    return figure


def table(found: MatchedComparison) -> pd.DataFrame:
    """One row a covariate: means before and after, standardised differences and the reading after matching."""
    rows = [_row(found, row, level) for row, level in listed(found)]
    rows += [(row.name, *(HIDDEN,) * 5) for row, level in _pairs(found) if is_hidden(found.kept, level)]
    columns = [
        "Covariate",
        "Cohort and compared, before",
        "Matched groups, after",
        "Difference before",
        "after",
        "Reading",
    ]
    return pd.DataFrame(rows, columns=columns)


def _row(found: MatchedComparison, row: Covariate, level: Level) -> tuple[str, ...]:
    say = (lambda mean: f"{mean:.1f}") if level.treated is None else percent
    after = f"{say(row.treated_after)} and {say(row.controls_after)}" if may_show_after(found, level) else HIDDEN
    return (
        row.name,
        f"{say(row.treated_before)} and {say(row.controls_before)}",
        after,
        _said(row.before),
        _said(row.after),
        row.reading_after or "none",
    )


def _said(difference: float) -> str:
    if math.isnan(difference):
        return "none"
    return signed(difference, 2) if math.isfinite(difference) else "without limit"
