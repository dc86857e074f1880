"""XmR chart of any monthly series: its mean and process limits, the months that break a rule, and what was planned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from throughgate.methods.false_signals import false_signal_share
from throughgate.methods.spc import RULE_WORDS, Xmr, xmr
from throughgate.show import words
from throughgate.show.charts import DARK_BLUE, GREY, INK, ORANGE, TURQUOISE, Chart, blank, padded, without_overlap
from throughgate.show.money import true_minus

FEWEST_MONTHS = 3
LABEL_SHARE = 0.125
"""Of the height of the axis, what a label of two lines at its side takes up."""

CARRIED_OVER = (
    "Many of the people of one month end are still there at the next, so that a count of them drifts and gives more such "
    "signals than that."
)


@dataclass(frozen=True)
class Month:
    """A month of a series. `value` is None where it is hidden or nothing; `said` is the value in words, with its n.

    `is_judged` is False of a month that is not seen whole: it is drawn apart and sets no limit.
    """

    day: date
    value: float | None
    said: str
    is_judged: bool = True


@dataclass(frozen=True)
class Series:
    """Months in order. `name` says what is counted, `write` writes a value of it.

    `planned` is the range asked for, one value twice where it is a single target, with its name.
    `left_out` names the months that are not judged.
    """

    name: str
    months: tuple[Month, ...]
    write: Callable[[float], str]
    planned: tuple[float, float, str] | None = None
    left_out: str = "Not seen whole"


@dataclass(frozen=True)
class Process:
    """A series and what the XmR rules say of its judged months: of the last unbroken stretch of them.

    `xmr` is None where there are too few, or where one of them is hidden: a hole that the rules cannot cross.
    """

    series: Series
    judged: tuple[Month, ...]
    xmr: Xmr | None


def process(series: Series) -> Process:
    """What the XmR rules say of the judged months of a series."""
    judged: list[Month] = []
    for month in series.months:
        if month.is_judged:
            judged = [*judged, month] if judged and _follows(judged[-1].day, month.day) else [month]
    values = [month.value for month in judged if month.value is not None]
    can_judge = len(judged) >= FEWEST_MONTHS and len(values) == len(judged)
    return Process(series, tuple(judged), xmr(values) if can_judge else None)


def _follows(before: date, after: date) -> bool:
    return 12 * (after.year - before.year) + after.month - before.month == 1


def name_month(day: date) -> str:
    """A month as the tables write it: June 2012."""
    return f"{day:%B %Y}"


def signal_words(found: Process) -> str:
    """How many months are signals and which, or why that cannot be said."""
    if found.xmr is None:
        return _why_not(found)
    months, flagged = len(found.judged), _flagged(found)
    rests_on = f"The limits rest on all {months} months" + (
        "." if found.xmr.enough else ", which are few: they are provisional."
    )
    if not flagged:
        return f"None of the {months} months judged is more than chance variation explains. {rests_on}"
    names = ", ".join(name_month(month.day) for month in flagged[:6]) + (" and others" if len(flagged) > 6 else "")
    return (
        f"{len(flagged)} of the {months} months judged {'breaks' if len(flagged) == 1 else 'break'} a rule ({names}): "
        f"unusual, look into it. {rests_on}"
    )


def _why_not(found: Process) -> str:
    if len(found.judged) >= FEWEST_MONTHS:
        return "A month is hidden so that nobody can be recognised, so no limits of chance are drawn."
    known = {0: "is no month yet", 1: "is one month"}.get(len(found.judged), f"are {len(found.judged)} months")
    return f"Limits of chance need at least {FEWEST_MONTHS} months in a row that are seen whole; there {known}."


def _flagged(found: Process) -> list[Month]:
    return [month for month, rules in zip(found.judged, found.xmr.rules, strict=True) if rules]


def false_signal_words(found: Process) -> str:
    """How often a chart like this one gives a signal for nothing, and what a signal is for; empty without limits."""
    if found.xmr is None:
        return ""
    share = false_signal_share((len(found.judged),))
    often = f"about {words.percent(share, 0)}" if share >= 0.01 else "fewer than 1%"
    return (
        f"Of charts like this one, with limits from {len(found.judged)} months, {often} show a signal although nothing has "
        "changed (computed by simulation, for months alike in every way and independent of one another). A signal prompts a "
        "question; it never decides a payment."
    )


def reading(found: Process, *, is_stock: bool = False) -> str:
    """What the chart says and how often it would say so for nothing; `is_stock` of people counted again and again."""
    carried = CARRIED_OVER if is_stock and found.xmr else ""
    return " ".join(filter(None, [signal_words(found), false_signal_words(found), carried]))


def xmr_chart(found: Process) -> Chart:
    """The series with its mean and process limits; signals are orange diamonds, months not judged hollow and dashed."""
    figure, series = blank(height=400), found.series
    spread = [month.value for month in series.months if month.value is not None]
    spread += [found.xmr.lower, found.xmr.upper] if found.xmr else []
    spread += series.planned[:2] if series.planned else []
    span = padded(min(spread), max(spread), floor=0 if min(spread) >= 0 else None) if spread else [0, 1]
    _add_planned(figure, found)
    _add_lines(figure, found)
    _add_points(figure, found)
    _add_levels(figure, found, span)
    figure.update_xaxes(type="date", nticks=4, tickangle=0, tickformat="%b<br>%Y")
    figure.update_yaxes(range=span, nticks=6)
    figure.update_layout(showlegend=True, margin_r=92)
    return Chart(figure, _alt(found), _table(found))


def _add_planned(figure: go.Figure, found: Process) -> None:
    planned, months = found.series.planned, found.series.months
    if planned is None or not months:
        return
    low, high, name = planned
    for level, shown in ((low, True), (high, False))[: 1 if low == high else 2]:
        figure.add_scatter(
            x=[months[0].day, months[-1].day], y=[level, level], mode="lines", name=name, showlegend=shown, hoverinfo="skip",
            line={"color": TURQUOISE, "width": 2.5, "dash": "dot"},
        )  # fmt: skip


def _add_lines(figure: go.Figure, found: Process) -> None:
    """One line through the months judged, and a dashed one through the others with the judged month beside each."""
    months = found.series.months
    judged = [m.value if m.is_judged else None for m in months]
    beside = [
        m.value if not (m.is_judged and all(near.is_judged for near in months[max(0, at - 1) : at + 2])) else None
        for at, m in enumerate(months)
    ]
    for values, colour, dash in ((beside, GREY, "dot"), (judged, DARK_BLUE, "solid")):
        figure.add_scatter(
            x=[m.day for m in months], y=values, mode="lines", connectgaps=False, hoverinfo="skip", showlegend=False,
            line={"color": colour, "width": 1.5, "dash": dash},
        )  # fmt: skip


def _add_points(figure: go.Figure, found: Process) -> None:
    rules = _rules_by_day(found)
    kinds = (
        ("Month", DARK_BLUE, "circle", 7, [m for m in found.series.months if m.is_judged and not rules.get(m.day)]),
        ("Signal: breaks a rule", ORANGE, "diamond", 12, [m for m in found.series.months if rules.get(m.day)]),
        (found.series.left_out, GREY, "circle-open", 8, [m for m in found.series.months if not m.is_judged]),
    )
    for name, colour, symbol, size, months in kinds:
        shown = [month for month in months if month.value is not None]
        if shown:
            figure.add_scatter(
                x=[m.day for m in shown], y=[m.value for m in shown], mode="markers", name=name, hoverinfo="text", cliponaxis=False,
                marker={"color": colour, "symbol": symbol, "size": size},
                hovertext=[_hover(m, rules.get(m.day, ()), found.series.left_out) for m in shown],
            )  # fmt: skip


def _rules_by_day(found: Process) -> dict[date, tuple]:
    if found.xmr is None:
        return {}
    return {month.day: rules for month, rules in zip(found.judged, found.xmr.rules, strict=True)}


def _hover(month: Month, rules: Sequence, left_out: str) -> str:
    more = [RULE_WORDS[rule] for rule in rules] if month.is_judged else [left_out[:1].lower() + left_out[1:]]
    return "<br>".join([name_month(month.day), month.said, *more])


def _add_levels(figure: go.Figure, found: Process, span: list[float]) -> None:
    """Mean and limits over the months judged, each with its name and value at the right."""
    if found.xmr is None:
        return
    levels = [("Mean", found.xmr.mean, "solid"), ("Upper limit", found.xmr.upper, "dash")]
    levels += [("Lower limit", found.xmr.lower, "dash")] if found.xmr.lower >= span[0] else []
    heights = without_overlap([level for _, level, _ in levels], LABEL_SHARE * (span[1] - span[0]), span[1])
    for (name, level, dash), height in zip(levels, heights, strict=True):
        figure.add_scatter(
            x=[found.judged[0].day, found.judged[-1].day], y=[level, level], mode="lines", hoverinfo="skip", showlegend=False,
            line={"color": GREY, "width": 1.5, "dash": dash},
        )  # fmt: skip
        figure.add_annotation(
            x=1.01, xref="paper", xanchor="left", y=height, yanchor="middle", align="left", showarrow=False,
            text=f"{name}<br>{true_minus(found.series.write(level))}", font={"size": 13, "color": INK},
        )  # fmt: skip


def _alt(found: Process) -> str:
    series, write = found.series, lambda value: true_minus(found.series.write(value))
    limits = (
        f": mean {write(found.xmr.mean)}, process limits {write(found.xmr.lower)} to {write(found.xmr.upper)}"
        if found.xmr
        else ""
    )
    planned = f" {series.planned[2]}, drawn dotted." if series.planned else ""
    apart = len(series.months) - sum(month.is_judged for month in series.months)
    others = f" Drawn apart, {apart}: {series.left_out[:1].lower() + series.left_out[1:]}." if apart else ""
    return f"XmR chart of {series.name[:1].lower() + series.name[1:]}, months judged: {len(found.judged)}{limits}.{planned}{others} {signal_words(found)}"


def _table(found: Process) -> pd.DataFrame:
    rules = _rules_by_day(found)
    return pd.DataFrame(
        {
            "Month": [name_month(month.day) for month in found.series.months],
            found.series.name: [month.said for month in found.series.months],
            "Rules broken": [
                "; ".join(RULE_WORDS[rule] for rule in rules.get(month.day, ())) or ("none" if month.day in rules else "not judged")
                for month in found.series.months
            ],
        }
    )  # fmt: skip
