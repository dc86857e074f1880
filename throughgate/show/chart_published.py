"""Charts and tables of figures that others published, beside those of the data where both count the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from throughgate.methods.change import Change
from throughgate.published import DEFINITIONS, PublishedFigure
from throughgate.results import CohortRates, change_from_baseline
from throughgate.show import words
from throughgate.show.charts import DARK_BLUE, INK, ORANGE, Chart, blank, interval_lines, padded, wrap


@dataclass(frozen=True)
class Pair:
    """One row of a chart: a name, the figure of the data with its limits where there is one, and the published one."""

    name: str
    measured: tuple[float, float, float] | None
    published: float
    n: int | None


def change_pairs(rates: Sequence[CohortRates], figures: Sequence[PublishedFigure]) -> tuple[Pair, ...]:
    """For each cohort with a published change from the baseline: that, and the data's own change once it is final."""
    by_name = {rate.cohort.name: rate for rate in rates}
    baseline = next((rate for rate in rates if rate.cohort.kind == "baseline"), None)
    pairs = []
    for figure in figures:
        rate = by_name.get(figure.cohort_or_period)
        change = None if rate is None else change_from_baseline(rate, baseline)
        pairs.append(
            Pair(figure.cohort_or_period, _limits(change), float(figure.value), rate.binary.n if rate else None)
        )
    return tuple(pairs)


def event_pairs(rates: Sequence[CohortRates], figures: Sequence[PublishedFigure]) -> tuple[Pair, ...]:
    """For each published final count of events: that, its comparator, and the data's own once it is final."""
    by_name = {rate.cohort.name: rate for rate in rates if rate.is_final}
    pairs = []
    for figure in figures:
        rate = by_name.get(figure.cohort_or_period)
        events = rate.frequency if rate else None
        measured = (events.events_per_100, events.low, events.high) if events else None
        pairs.append(Pair(figure.cohort_or_period, measured, float(figure.value), rate.binary.n if rate else None))
        if figure.comparator_value is not None:
            pairs.append(
                Pair(
                    f"{figure.comparator} of {figure.cohort_or_period.lower()}",
                    None,
                    float(figure.comparator_value),
                    None,
                )
            )
    return tuple(pairs)


def _limits(change: Change | None) -> tuple[float, float, float] | None:
    return None if change is None else (change.points, change.low, change.high)


def pairs_chart(pairs: Sequence[Pair], *, axis: str, measured_name: str) -> Chart:
    """Published figures as orange diamonds, the data's own as blue points with their 95% interval."""
    figure = blank(height=130 + 75 * len(pairs))
    names = [wrap(pair.name) for pair in pairs]
    ours = [(name, pair.measured) for name, pair in zip(names, pairs, strict=True) if pair.measured]
    across, along = interval_lines(
        [name for name, _ in ours], [low for _, (_, low, _) in ours], [high for _, (*_, high) in ours]
    )
    line = {"color": DARK_BLUE, "width": 3}
    figure.add_scatter(x=along, y=across, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    _add_points(figure, [(name, value) for name, (value, *_) in ours], measured_name, DARK_BLUE, "circle", "top center")
    theirs = [(name, pair.published) for name, pair in zip(names, pairs, strict=True)]
    _add_points(figure, theirs, "Published", ORANGE, "diamond", "bottom center")
    ends = [value for pair in pairs for value in (*(pair.measured or ()), pair.published)]
    figure.update_xaxes(title_text=axis, range=padded(min(ends), max(ends), floor=None), nticks=6)
    rows = {"type": "category", "categoryorder": "array", "categoryarray": names, "range": [len(pairs) - 0.4, -0.6]}
    figure.update_yaxes(**rows, showgrid=False)
    figure.update_layout(showlegend=True)
    said = "; ".join(f"{pair.name}: {_pair_words(pair)}" for pair in pairs)
    alt = f"{axis}: published figures beside those of this data. {said}."
    return Chart(figure, alt, _pairs_table(pairs, axis, measured_name))


def _add_points(figure, points: list[tuple[str, float]], name: str, colour: str, symbol: str, where: str) -> None:
    if not points:
        return
    figure.add_scatter(
        x=[value for _, value in points], y=[label for label, _ in points], mode="markers+text", name=name, hoverinfo="skip",
        text=[f"{value:.1f}".replace("-", "−") for _, value in points], textposition=where, textfont={"size": 14, "color": INK},
        marker={"color": colour, "symbol": symbol, "size": 13},
    )  # fmt: skip


def _pair_words(pair: Pair) -> str:
    ours = "this data not final" if pair.measured is None else f"this data {_measured(pair)}"
    if pair.measured is None and pair.n is None:
        ours = "no like in this data"
    n = "" if pair.n is None else f", n = {words.whole(pair.n)}"
    return f"published {pair.published:.1f}, {ours}{n}"


def _measured(pair: Pair) -> str:
    value, low, high = pair.measured
    return f"{value:.1f} ({low:.1f} to {high:.1f})"


def _pairs_table(pairs: Sequence[Pair], axis: str, measured_name: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Cohort": [pair.name for pair in pairs],
            f"Published: {axis.lower()}": [f"{pair.published:.1f}" for pair in pairs],
            f"{measured_name} (95% interval)": [_measured(pair) if pair.measured else "x" for pair in pairs],
            "People in this data": ["x" if pair.n is None else words.whole(pair.n) for pair in pairs],
        }
    )


def national_chart(figures: Sequence[PublishedFigure]) -> Chart:
    """The yearly rate of proven reoffending in England and Wales, on an axis of its own."""
    figure = blank(height=300)
    years = [figure_.discharged_to for figure_ in figures]
    rates = [float(figure_.value) for figure_ in figures]
    figure.add_scatter(
        x=years,
        y=rates,
        mode="lines",
        line={"color": DARK_BLUE, "width": 2.5},
        hovertemplate="Year ending %{x|%B %Y}: %{y:.1f}%<extra></extra>",
    )
    for at, side in ((0, "left"), (-1, "right")):
        figure.add_annotation(
            x=years[at],
            y=rates[at],
            text=words.per_cent(rates[at]),
            showarrow=False,
            yshift=14,
            xanchor=side,
            font={"size": 14, "color": INK},
        )
    figure.update_yaxes(ticksuffix="%", range=[0, max(rates) * 1.2], nticks=5)
    figure.update_xaxes(tickformat="%Y", nticks=6)
    alt = (
        f"Proven reoffending rate, England and Wales, by financial year: {words.per_cent(rates[0])} in the year ending {years[0]:%B %Y} "
        f"(n = {words.whole(figures[0].n)}), {words.per_cent(rates[-1])} in the year ending {years[-1]:%B %Y} (n = {words.whole(figures[-1].n)})."
    )
    return Chart(figure, alt, published_table(figures))


def national_source(figures: Sequence[PublishedFigure]) -> str:
    """Where the yearly rates come from: the Ministry's file first, then what was done to it."""
    first = figures[0]
    return f"{first.source.replace('as transformed in ', 'transformed by a third party: ')} ({first.status})."


def published_table(figures: Sequence[PublishedFigure]) -> pd.DataFrame:
    """One row a published figure, with what it is set against, n, source and status."""
    return pd.DataFrame(
        {
            "Cohort or period": [
                f.cohort_or_period if f.n is None else f"{f.cohort_or_period}, n = {words.whole(f.n)}" for f in figures
            ],
            "Figure": [_figure_words(f) for f in figures],
            "Source and status": [
                ". ".join(part for part in (f"{f.source} ({f.status})", f.note) if part) for f in figures
            ],
        }
    )


def _figure_words(figure: PublishedFigure) -> str:
    against = (
        ""
        if figure.comparator_value is None
        else f"; {figure.comparator[:1].lower()}{figure.comparator[1:]}: {figure.comparator_value}"
    )
    return f"{figure.measure[:1].upper()}{figure.measure[1:]}: {figure.value}{against}"


def warnings(figures: Sequence[PublishedFigure]) -> tuple[str, ...]:
    """What each definition among the figures counts, once each."""
    groups = dict.fromkeys(figure.definition_group for figure in figures)
    return tuple(f"{group[:1].upper()}{group[1:]}: {DEFINITIONS[group]}" for group in groups)
