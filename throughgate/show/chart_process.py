"""XmR chart of a monthly series: which months are more than chance, by the rules of Making Data Count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from throughgate.methods.false_signals import false_signal_share
from throughgate.methods.spc import RULE_WORDS, Xmr, xmr
from throughgate.show import periods as p
from throughgate.show import words
from throughgate.show.charts import DARK_BLUE, GREY, INK, ORANGE, Chart, blank, padded
from throughgate.show.measures import Measure

FEWEST_MONTHS = 3


@dataclass(frozen=True)
class Process:
    """Complete months in order, and what the XmR rules say of them.

    `stretches` is how many months stand in each unbroken stretch, `baseline` how many of the first set the limits;
    None where all do. `rests_on` says the same in words.
    """

    months: tuple[p.Period, ...]
    xmr: Xmr
    rests_on: str
    stretches: tuple[int, ...]
    baseline: int | None


def process(periods: Sequence[p.Period], measure: Measure) -> Process | None:
    """The chart of complete, whole months of the baseline and the cohorts; None where it cannot be drawn.

    The baseline's months set the limits, where the contract has one. A hidden month would leave a hole that the rules
    cannot cross, so then there is no chart.
    """
    months = [
        month for month in periods if month.cohort.kind != "comparison" and month.is_complete and _is_whole(month)
    ]
    if p.count_hidden(months):
        return None
    months = sorted(months, key=lambda month: month.start)
    before = sum(month.cohort.kind == "baseline" for month in months)
    has_baseline = 2 <= before < len(months) and before <= _stretches(months)[0]
    months = months if has_baseline else months[len(months) - _stretches(months)[-1] :]
    if len(months) < FEWEST_MONTHS:
        return None
    stretches, baseline = _stretches(months), before if has_baseline else None
    chart = xmr([measure.read(month.figures)[0] for month in months], baseline=baseline, stretches=stretches)
    rests_on = f"the {before} baseline months" if has_baseline else f"all {len(months)} months"
    few = "" if chart.enough else ", which are few: the limits are provisional"
    return Process(tuple(months), chart, rests_on + few, stretches, baseline)


def _stretches(months: Sequence[p.Period]) -> tuple[int, ...]:
    """How many months stand in each unbroken stretch: no run or trend may reach across months that are not there."""
    starts = [at for at in range(1, len(months)) if _is_gap(months[at - 1], months[at])]
    return tuple(end - start for start, end in pairwise((0, *starts, len(months))))


def _is_gap(before: p.Period, after: p.Period) -> bool:
    return (after.start - before.end).days > 1


def _is_whole(month: p.Period) -> bool:
    return month.start.day == 1 and (month.end + pd.Timedelta(days=1)).day == 1


def signal_words(found: Process) -> str:
    """How many months are signals, and which."""
    flagged = [(month, rules) for month, rules in zip(found.months, found.xmr.rules, strict=True) if rules]
    if not flagged:
        return f"None of the {len(found.months)} complete months is more than chance variation explains. The limits rest on {found.rests_on}."
    names = ", ".join(p.label(month) for month, _ in flagged[:6]) + (" and others" if len(flagged) > 6 else "")
    return f"{len(flagged)} of the {len(found.months)} complete months {'breaks' if len(flagged) == 1 else 'break'} a rule ({names}). The limits rest on {found.rests_on}."


def false_signal_words(found: Process) -> str:
    """How often a chart like this one gives a signal for nothing, and what a signal is for."""
    share = false_signal_share(found.stretches, found.baseline)
    months = len(found.months) - (found.baseline or 0)
    where = f"the {months} months after the baseline" if found.baseline else f"its {months} months"
    often = f"about {words.percent(share, 0)}" if share >= 0.01 else "fewer than 1%"
    return (
        f"Of charts like this one, with limits from {found.baseline or months} months, {often} show a signal in {where} although "
        "nothing has changed (computed by simulation, for months alike in every way). A signal prompts a question; it "
        "never decides a payment."
    )


def process_chart(found: Process, measure: Measure) -> Chart:
    """The series with its mean and process limits; signals are orange diamonds, drawn larger."""
    figure = blank(height=380)
    x, y = _with_gaps(found)
    line = {"color": DARK_BLUE, "width": 1.5}
    figure.add_scatter(x=x, y=y, mode="lines", line=line, connectgaps=False, hoverinfo="skip", showlegend=False)
    _add_months(figure, found, measure)
    _add_limits(figure, found, measure)
    figure.update_xaxes(type="date", nticks=5, tickformat="%b %Y")
    spread = [*found.xmr.values, found.xmr.lower, found.xmr.upper]
    figure.update_yaxes(ticksuffix=measure.tick_suffix, range=padded(min(spread), max(spread), floor=None), nticks=6)
    figure.update_layout(showlegend=True, margin_r=92)
    return Chart(figure, _alt(found, measure), _table(found, measure), "")


def _add_months(figure: go.Figure, found: Process, measure: Measure) -> None:
    for name, is_signal, colour, symbol, size in (
        ("No rule broken", False, DARK_BLUE, "circle", 7),
        ("Signal: breaks a rule", True, ORANGE, "diamond", 12),
    ):
        at = [index for index, rules in enumerate(found.xmr.rules) if bool(rules) == is_signal]
        figure.add_scatter(
            x=[found.months[index].middle for index in at],
            y=[found.xmr.values[index] for index in at],
            mode="markers",
            name=name,
            marker={"color": colour, "symbol": symbol, "size": size},
            hovertext=[_hover(found, index, measure) for index in at],
            hoverinfo="text",
        )


def _alt(found: Process, measure: Measure) -> str:
    people = words.whole(sum(month.figures.n for month in found.months))
    mean, lower, upper = (measure.short(level) for level in (found.xmr.mean, found.xmr.lower, found.xmr.upper))
    return (
        f"XmR chart of {measure.axis.lower()} by month of discharge, n = {people} people: mean {mean}, "
        f"process limits {lower} to {upper}. {signal_words(found)}"
    )


def _with_gaps(found: Process) -> tuple[list, list]:
    """The points with a break where months are missing between: the baseline and the cohorts are never joined."""
    x: list = []
    y: list = []
    for before, month, value in zip((None, *found.months), found.months, found.xmr.values, strict=False):
        if before is not None and _is_gap(before, month):
            x, y = [*x, None], [*y, None]
        x, y = [*x, month.middle], [*y, value]
    return x, y


def _add_limits(figure, found: Process, measure: Measure) -> None:
    ends = [found.months[0].start, found.months[-1].end]
    for name, level, dash in (
        ("Mean", found.xmr.mean, "solid"),
        ("Lower limit", found.xmr.lower, "dash"),
        ("Upper limit", found.xmr.upper, "dash"),
    ):
        figure.add_scatter(
            x=ends,
            y=[level, level],
            mode="lines",
            line={"color": GREY, "width": 1.5, "dash": dash},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_annotation(
            x=1.01, xref="paper", xanchor="left", y=level, yanchor="middle", align="left", showarrow=False,
            text=f"{name}<br>{measure.short(level)}", font={"size": 13, "color": INK},
        )  # fmt: skip


def _hover(found: Process, index: int, measure: Measure) -> str:
    month, rules = found.months[index], found.xmr.rules[index]
    broken = f"<br>{'; '.join(RULE_WORDS[rule] for rule in rules)}" if rules else ""
    return f"{p.label(month)}<br>{measure.say(month.figures)}, n = {words.whole(month.figures.n)}{broken}"


def _table(found: Process, measure: Measure) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Released": [p.label(month) for month in found.months],
            "Cohort": [month.cohort.name for month in found.months],
            "People": [words.whole(month.figures.n) for month in found.months],
            f"{measure.axis} (95% interval)": [measure.say(month.figures) for month in found.months],
            "Rules broken": ["; ".join(RULE_WORDS[rule] for rule in rules) or "none" for rules in found.xmr.rules],
        }
    )
