"""How the people of each pathway fare: OGRS, engagement and reconviction, never as effects of a pathway."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP, hide_small
from throughgate.methods.reconviction import Rate
from throughgate.service.pathways import PathwayOutcome, Pathways
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, Chart, blank, padded
from throughgate.show.pathways.cells import NAMES, key_of_cells, rate_words
from throughgate.show.pathways.lead import is_shown
from throughgate.show.tables import HIDDEN

WARNING = (
    "**Differences between pathways are not effects of pathways.** People are put on a pathway for their sentence and their "
    "risk, and both bear on reconviction: mean OGRS (OGRS3, one year) stands beside each rate to show it. It is no "
    "expectation of the rate: it foretells proven reoffending, of which cautions are part, and not what is counted here. People "
    "are counted once in each cohort, by the pathway of the discharge that counts; remand (pathway 4) counts in no cohort. Engaged are those who have met a "
    "community case manager within a year of release so far: people released of late may still."
)


def blocks(found: Pathways, *, source: str) -> tuple[Block, ...]:
    """The rate by pathway with OGRS and engagement; none where no pathway is shown or nobody counts."""
    if not is_shown(found) or not found.outcomes:
        return ()
    seen = seen_outcomes(found.outcomes)
    about = {"source": source, "words": WARNING, "key": "outcomes"}
    heading = f"How many of each pathway were {found.counted_as}"
    subtitle = (
        f"Eligible people whose follow-up is complete, share {found.counted_as} with 95% interval; OGRS as a mean"
    )
    if not any(one is not None and one.reconvicted.n for _, one in seen):
        table = outcomes_table(seen, found.counted_as)
        return (
            Block(
                heading,
                f"{subtitle}. Nobody's follow-up is complete yet",
                table=table,
                table_key=key_of_cells(table),
                **about,
            ),
        )
    return (Block(heading, subtitle, chart=outcomes_chart(seen, found.counted_as), **about),)


Seen = Sequence[tuple[int | None, PathwayOutcome | None]]


def seen_outcomes(outcomes: Sequence[PathwayOutcome]) -> Seen:
    """Pathways in order, each with what may be shown of it; None where that is nothing."""
    rates, engaged = [one.reconvicted for one in outcomes], [one.engaged for one in outcomes]
    hidden = hide_small([r.n for r in rates], [r.reconvicted for r in rates])
    hidden = hidden | hide_small([e.n for e in engaged], [e.reconvicted for e in engaged])
    # Hidden for either reason, a pathway needs another beside it, or it would follow from the cohort's own figures.
    if hidden.sum() == 1 and len(outcomes) > 1:
        spare = [at for at in range(len(outcomes)) if not hidden[at]]
        hidden[min(spare, key=lambda at: outcomes[at].people)] = True
    return tuple((one.pathway, None if gone else one) for one, gone in zip(outcomes, hidden, strict=True))


def outcomes_table(seen: Seen, counted_as: str) -> pd.DataFrame:
    """One row a pathway: people, OGRS, engaged, followed up, share reconvicted and their OGRS."""
    names = [
        "Pathway", "People", "Mean OGRS (n scored)", "Engaged (95% interval)", "Followed up",
        f"{counted_as[:1].upper()}{counted_as[1:]} (95% interval)", "Mean OGRS of those followed up (n scored)",
    ]  # fmt: skip
    return pd.DataFrame([_line(pathway, one) for pathway, one in seen], columns=names)


def _line(pathway: int | None, one: PathwayOutcome | None) -> tuple[str, ...]:
    if one is None:
        return (NAMES[pathway], *[HIDDEN] * 6)
    return (
        NAMES[pathway], words.whole(one.people), _ogrs(one.mean_ogrs, one.scored, one.people), rate_words(one.engaged),
        words.whole(one.reconvicted.n), _rate(one.reconvicted), _ogrs(one.mature_ogrs, one.mature_scored, one.reconvicted.n),
    )  # fmt: skip


def _ogrs(mean: float | None, scored: int, of: int) -> str:
    """The mean with its n, but for one that tells how few are not scored."""
    if mean is None:
        return "nobody scored"
    if scored < SMALLEST_GROUP:
        return HIDDEN
    n = "nearly all" if 0 < of - scored < SMALLEST_COUNT else words.whole(scored)
    return f"{words.per_cent(mean)} ({n})"


def _rate(rate: Rate) -> str:
    return rate_words(rate) if rate.n else "none followed up yet"


def outcomes_chart(seen: Seen, counted_as: str) -> Chart:
    """A dot and its interval for each pathway, with n and mean OGRS beside its name."""
    shown = [one for _, one in reversed(list(seen)) if one is not None and one.reconvicted.n]
    figure = blank(height=110 + 76 * len(shown))
    rates = [one.reconvicted for one in shown]
    at = list(range(len(shown)))
    figure.add_scatter(
        x=[100 * rate.rate for rate in rates], y=at, mode="markers+text", hoverinfo="text",
        text=[words.percent(rate.rate) for rate in rates], textposition="top center",
        error_x={
            "type": "data", "symmetric": False, "array": [100 * (rate.high - rate.rate) for rate in rates],
            "arrayminus": [100 * (rate.rate - rate.low) for rate in rates], "color": DARK_BLUE, "thickness": 2, "width": 5,
        },
        marker={"color": DARK_BLUE, "size": 11}, hovertext=[_hover(one) for one in shown],
    )  # fmt: skip
    ticks = [f"{NAMES[one.pathway]}<br>n = {words.whole(one.reconvicted.n)}<br>{_short_ogrs(one)}" for one in shown]
    low, high = 100 * min(rate.low for rate in rates), 100 * max(rate.high for rate in rates)
    figure.update_xaxes(range=padded(low, high), ticksuffix="%", nticks=5, showgrid=True, gridcolor="#d9d9d9")
    figure.update_yaxes(
        tickvals=at, ticktext=ticks, range=[-0.5, len(shown) - 0.4], showgrid=False, automargin=True
    )  # fmt: skip
    table = outcomes_table(seen, counted_as)
    return Chart(figure, _alt(shown, counted_as), table, key_of_cells(table))


def _short_ogrs(one: PathwayOutcome) -> str:
    if one.mature_ogrs is None or one.mature_scored < SMALLEST_GROUP:
        return ""
    return f"OGRS {words.per_cent(one.mature_ogrs)}"


def _hover(one: PathwayOutcome) -> str:
    parts = (NAMES[one.pathway], rate_words(one.reconvicted), f"n = {words.whole(one.reconvicted.n)}", _short_ogrs(one))
    return "<br>".join(filter(None, parts))


def _alt(shown: Sequence[PathwayOutcome], counted_as: str) -> str:
    spoken = "; ".join(
        f"{NAMES[one.pathway].lower()} {words.rate(one.reconvicted)}, n = {words.whole(one.reconvicted.n)}"
        + (f", mean {_short_ogrs(one)}" if _short_ogrs(one) else "")
        for one in reversed(shown)
    )
    return f"Dots with 95% intervals of the share {counted_as} by pathway: {spoken}."
