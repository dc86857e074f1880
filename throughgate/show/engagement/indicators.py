"""The indicator part of the Engagement page: each against its target, the prison rating it would be given, and its months."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.methods.mean_interval import Mean
from throughgate.service.capacity import Capacity
from throughgate.service.rating import MUCH_WORSE, RATINGS, YEAR, Indicator
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.chart_xmr import (
    Month,
    Process,
    Series,
    name_month,
    process,
    reading,
    xmr_chart,
)
from throughgate.show.charts import DARK_BLUE, DARK_PINK, INK, Chart, blank, interval_lines
from throughgate.show.money import true_minus

APPLIES, SHADOWED = "Applies", "Suspended, only shadowed"
RULE = (
    "Assumed: how an indicator was mapped to the prison rating is not published. Here the 95% interval of the mean of the last "
    f"{YEAR} months decides: wholly better than target is 4, an interval that holds the target is 3 (it cannot be told from the "
    f"target), wholly worse is 2, and wholly worse by more than {words.percent(MUCH_WORSE, 0)} of the target is 1. The prison rating "
    "itself has 4 exceptional, 3 meeting the majority of its targets, 2 of concern and 1 of serious concern. The interval "
    "takes the months as independent of one another, so it is too narrow for an indicator that drifts."
)


def blocks(found: Capacity, *, source: str) -> tuple[Block, ...]:
    """All indicators against their targets in one chart and table, then the months of each that applies."""
    if not found.indicators:
        return (
            Block(
                heading="No delivery indicators are held",
                subtitle="As known on this day the data hold no contract delivery indicator of this contract.",
                key="indicators-not-held",
            ),
        )
    rated = [of for of in found.indicators if of.rating is not None]
    chart = Block(
        heading=_heading(rated) if rated else "Whether the delivery indicators meet their targets cannot be told yet",
        subtitle=_subtitle(found.indicators) if rated else "An interval needs at least two months with a target.",
        key="indicators", chart=distance_chart(rated) if rated else None, source=source, words=RULE if rated else "",
    )  # fmt: skip
    everything = Block(
        heading="Each indicator in its own unit",
        subtitle=f"The latest month, and the last {YEAR} months: how many met the target, and their mean with its 95% interval.",
        key="indicator-table", table=indicator_table(found.indicators), source=source, is_part=True,
    )  # fmt: skip
    return (chart, everything, *(_months(of, source) for of in found.indicators if of.applies))


def _heading(rated: Sequence[Indicator]) -> str:
    parts = [_counts(rated, applies) for applies in (True, False) if any(of.applies == applies for of in rated)]
    said = "; ".join(parts)
    return said[:1].upper() + said[1:]


def _counts(rated: Sequence[Indicator], applies: bool) -> str:
    group = [of for of in rated if of.applies == applies]
    better, same, worse = (sum(of.rating in ratings for of in group) for ratings in ((4,), (3,), (1, 2)))
    listed = [f"{better} {'is' if better == 1 else 'are'} better than target"] if better else []
    listed += [f"{same} cannot be told from {'it' if better else 'target'}"] if same else []
    listed += (
        [f"{worse} {'is' if worse == 1 else 'are'} worse{'' if better or same else ' than target'}"] if worse else []
    )
    kind = (
        f"{'applies' if len(group) == 1 else 'apply'}"
        if applies
        else f"{'is' if len(group) == 1 else 'are'} only shadowed"
    )
    return f"of the {len(group)} indicator{'' if len(group) == 1 else 's'} that {kind}, {_join(listed)}"


def _join(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _subtitle(indicators: Sequence[Indicator]) -> str:
    last = max(of.latest.start for of in indicators)
    return (
        f"Mean of the last {YEAR} months, or of as many as are known, to {name_month(last)}, with its 95% interval, as a share of each indicator's own target: "
        "right of 0 is better than target whichever way is better. At the right, the prison rating by an assumed rule."
    )


def distance_chart(rated: Sequence[Indicator]) -> Chart:
    """How much better than its target each indicator is, with 95% interval; those that apply first, then the best."""
    rows = sorted(rated, key=lambda of: (not of.applies, -of.distance.mean))
    figure = blank(height=140 + 52 * len(rows))
    _add_kind(figure, rows, applies=True)
    _add_kind(figure, rows, applies=False)
    _add_scale(figure, rows)
    return Chart(figure, _alt(rows), _distance_table(rows))


def _add_kind(figure, rows: Sequence[Indicator], *, applies: bool) -> None:
    at = [place for place, of in enumerate(rows) if of.applies == applies]
    if not at:
        return
    colour, symbol = (DARK_BLUE, "circle") if applies else (DARK_PINK, "diamond-open")
    found = [rows[place].distance for place in at]
    along, across = interval_lines(at, [100 * each.low for each in found], [100 * each.high for each in found])
    line = {"color": colour, "width": 2}
    figure.add_scatter(x=across, y=along, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    figure.add_scatter(
        x=[100 * each.mean for each in found],
        y=at,
        mode="markers",
        name=APPLIES if applies else SHADOWED,
        marker={"color": colour, "symbol": symbol, "size": 11},
        hoverinfo="text",
        hovertext=[f"{_name(rows[p], rows)}<br>{_distance(rows[p].distance)}<br>{_rating(rows[p])}" for p in at],
    )


def _add_scale(figure, rows: Sequence[Indicator]) -> None:
    """The target at 0; above each row its name, which would leave a phone no room beside it, and its rating at the right."""
    figure.add_vline(x=0, line={"color": INK, "width": 1.5})
    font = {"size": 13, "color": INK}
    for place, of in enumerate(rows):
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=place - 0.42, yanchor="middle", showarrow=False, font=font, bgcolor="white",
            text=_name(of, rows), borderpad=0,
        )  # fmt: skip
        figure.add_annotation(
            x=1.02, xref="paper", xanchor="left", y=place, showarrow=False, font=font, text=f"<b>{of.rating}</b>"
        )
    figure.add_annotation(x=1, xref="paper", xanchor="left", y=-0.42, showarrow=False, font=font, text="Rating")
    ends = [0, *(100 * end for of in rows for end in (of.distance.low, of.distance.high))]
    room = 0.08 * (max(ends) - min(ends)) or 1
    figure.update_xaxes(
        range=[min(ends) - room, max(ends) + room], ticksuffix="%", nticks=5, tickangle=0, showgrid=True,
        title_text="Better than target, % of it",
    )  # fmt: skip
    figure.update_yaxes(range=[len(rows) - 0.5, -0.8], showticklabels=False, ticks="", showgrid=False)
    figure.update_layout(showlegend=True, margin_r=52)


def _name(of: Indicator, among: Sequence[Indicator]) -> str:
    """The indicator's name, with its establishment where there are several."""
    return of.name if len({other.establishment for other in among}) == 1 else f"{of.name} ({of.establishment})"


def _distance(found: Mean | None) -> str:
    """How far from target: 5.3% better (0.6% better to 10.1% better)."""
    if found is None:
        return "no target"
    if found.low is None:
        return f"{_side(found.mean)} (one month, so no interval)"
    return f"{_side(found.mean)} ({_side(found.low)} to {_side(found.high)}), n = {found.n} months"


def _side(share: float) -> str:
    said = words.percent(abs(share))
    return "on target" if said == "0.0%" else f"{said} {'better' if share > 0 else 'worse'}"


def _rating(of: Indicator) -> str:
    return "cannot be told yet" if of.rating is None else f"{of.rating}: {RATINGS[of.rating]}"


def _alt(rows: Sequence[Indicator]) -> str:
    said = "; ".join(f"{_name(of, rows)} {_distance(of.distance).replace('%', '')}, rated {of.rating}" for of in rows)
    return (
        f"How far the mean of the last {YEAR} months is from target, in per cent of the target, by indicator. {said}."
    )


def _distance_table(rows: Sequence[Indicator]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Indicator": [_name(of, rows) for of in rows],
            "Status": [APPLIES if of.applies else SHADOWED for of in rows],
            "From target, share of it (95% interval)": [_distance(of.distance) for of in rows],
            "Rating (assumed rule)": [_rating(of) for of in rows],
        }
    )


def indicator_table(indicators: Sequence[Indicator]) -> pd.DataFrame:
    """One row an indicator: latest value, target, months that met it, mean with interval, XmR signals, rating."""
    return pd.DataFrame(
        {
            "Indicator": [_name(of, indicators) for of in indicators],
            "Status": [APPLIES if of.applies else SHADOWED for of in indicators],
            "Better is": ["higher" if of.higher_is_better else "lower" for of in indicators],
            "Latest": [f"{_plain(of.latest.value)} ({name_month(of.latest.start)})" for of in indicators],
            "Target": ["none" if of.latest.target is None else _plain(of.latest.target) for of in indicators],
            "Months that met it (95% interval)": [_met(of) for of in indicators],
            "Mean (95% interval)": [_mean(of.mean) for of in indicators],
            "XmR": [_signals(_process(of)) for of in indicators],
            "Rating (assumed rule)": [_rating(of) for of in indicators],
        }
    )


def _met(of: Indicator) -> str:
    return f"{of.met.reconvicted} of {of.met.n}: {words.rate(of.met)}" if of.met.n else "no target"


def _mean(found: Mean) -> str:
    span = "one month, so no interval" if found.low is None else f"{found.low:.1f} to {found.high:.1f}"
    return true_minus(f"{found.mean:.1f} ({span})")


def _signals(made: Process) -> str:
    if made.xmr is None:
        return "too few months"
    flagged = sum(bool(rules) for rules in made.xmr.rules)
    return f"{flagged or 'none'} of {len(made.judged)} months {'breaks' if flagged == 1 else 'break' if flagged else 'breaks'} a rule"


def _process(of: Indicator) -> Process:
    target = of.latest.target
    planned = None if target is None else (target, target, f"Target {_plain(target)}")
    months = tuple(Month(month.start, month.value, f"{_plain(month.value)}{_against(month)}") for month in of.months)
    return process(Series(of.name, months, lambda value: f"{value:.1f}", planned))


def _against(month) -> str:
    return "" if month.target is None else f", target {_plain(month.target)}"


def _plain(number: float) -> str:
    """A value in its own unit, as it was reported."""
    return true_minus(f"{number:g}")


def _months(of: Indicator, source: str) -> Block:
    """The months of an indicator that applies, with limits of chance."""
    made = _process(of)
    better = "higher" if of.higher_is_better else "lower"
    return Block(
        heading=f"{of.name}: {_signals(made)}",
        subtitle=f"Value by month with its limits of chance; dotted: the target. {better.capitalize()} is better.",
        key="indicator-" + "".join(c if c.isalnum() else "-" for c in f"{of.establishment} {of.name}".lower()),
        chart=xmr_chart(made), source=source, takes_notes=True, is_part=True,
        words=reading(made),
    )  # fmt: skip
