"""Charts of risk scores: how they are spread in baseline and cohort, and how the model of them fits the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from throughgate.methods.casemix import Decile
from throughgate.methods.disclosure import SMALLEST_GROUP, hide_small, join_small
from throughgate.show import words
from throughgate.show.baseline.looked import Looked, Score, is_few, score_of, scored_people
from throughgate.show.charts import DARK_BLUE, GREY, ORANGE, Chart, blank, interval_lines, padded
from throughgate.show.tables import HIDDEN, HIDDEN_KEY

TWENTIETH = 5.0  # per cent of the scale


@dataclass(frozen=True)
class Span:
    """A stretch of the score, in per cent of its scale, and the people of each group in it."""

    low: float
    high: float
    baseline: int
    cohort: int


def spans(looked: Looked) -> tuple[Span, ...]:
    """Twentieths of the score, joined with their neighbours until each holds enough people of both groups to be shown."""
    found = looked.in_force.scores
    baseline = _people(found.baseline_shares, looked.against.binary.n - found.baseline_unknown)
    cohort = _people(found.cohort_shares, looked.of.n - found.cohort_unknown)
    return tuple(
        Span(at.start * TWENTIETH, at.stop * TWENTIETH, int(baseline[at].sum()), int(cohort[at].sum()))
        for at in join_small(baseline, cohort)
    )


def _people(shares: np.ndarray, n: int) -> np.ndarray:
    return np.rint(np.asarray(shares) * n).astype(int)


def scores_chart(looked: Looked) -> Chart | None:
    """The scores of both groups as two stepped lines; None where too few people can be shown."""
    shown, score = spans(looked), score_of(looked.terms)
    if len(shown) < 2:
        return None
    figure = blank(height=380)
    _add_group(figure, looked, shown, "baseline")
    _add_group(figure, looked, shown, "cohort")
    figure.update_xaxes(title_text=score.name, nticks=6)
    figure.update_yaxes(ticksuffix="%", rangemode="tozero", nticks=6)
    figure.update_layout(showlegend=True, margin_r=28)
    return Chart(figure, _scores_alt(looked, shown), _scores_table(looked, shown))


def _add_group(figure: go.Figure, looked: Looked, shown: tuple[Span, ...], which: str) -> None:
    score, is_cohort = score_of(looked.terms), which == "cohort"
    name = looked.of.cohort.name if is_cohort else looked.in_force.cohort.name
    total = sum(getattr(span, which) for span in shown)
    heights = [_height(span, getattr(span, which), total) for span in shown]
    hover = [f"{_span_words(looked, s)}: {name}, {words.per_cent(h)}" for s, h in zip(shown, heights, strict=True)]
    line = {"color": ORANGE, "dash": "dash"} if is_cohort else {"color": DARK_BLUE, "dash": "solid"}
    figure.add_scatter(
        x=[_at(score, edge) for edge in (*(span.low for span in shown), 100.0)], y=[*heights, heights[-1]], name=name,
        mode="lines", line={**line, "width": 2.5, "shape": "hv"}, hovertext=[*hover, hover[-1]], hoverinfo="text",
    )  # fmt: skip


def scores_subtitle(looked: Looked) -> str:
    """What the chart of scores draws."""
    return f"Per cent of the people of each group, for each twentieth of the scale of {score_of(looked.terms).name}; spans with fewer than {SMALLEST_GROUP} people of either group are joined to the next"


def _height(span: Span, people: int, total: int) -> float:
    """Per cent of the group in a twentieth of the scale, evenly over a span that joins several."""
    return 100 * people / total * TWENTIETH / (span.high - span.low)


def _at(score: Score, percent: float) -> float:
    return score.value(percent / 100)


def _span_words(looked: Looked, span: Span) -> str:
    """Which scores are in a span: 20 to under 25, or deciles 3 and 4."""
    score = score_of(looked.terms)
    if looked.terms.risk_scheme is None:
        return f"{span.low:.0f} to {'100' if span.high == 100 else f'under {span.high:.0f}'}"
    steps = [step for step in range(1, score.highest + 1) if span.low < 100 * (step - 0.5) / score.highest < span.high]
    return " to ".join(dict.fromkeys(str(step) for step in (steps[0], steps[-1]))) if steps else "none"


def _scores_table(looked: Looked, shown: tuple[Span, ...]) -> pd.DataFrame:
    names = {"baseline": looked.in_force.cohort.name, "cohort": looked.of.cohort.name}
    columns = {score_of(looked.terms).name: [_span_words(looked, span) for span in shown]}
    for (which, name), n in zip(names.items(), _scored(looked), strict=True):
        total = sum(getattr(span, which) for span in shown)
        columns[f"{name}, n = {n}"] = [words.percent(getattr(span, which) / total) for span in shown]
    return pd.DataFrame(columns)


def _scored(looked: Looked) -> tuple[str, str]:
    """How many people of the baseline and of the cohort have a score."""
    found = looked.in_force.scores
    return (
        scored_people(looked.against.binary.n, found.baseline_unknown),
        scored_people(looked.of.n, found.cohort_unknown),
    )


def _scores_alt(looked: Looked, shown: tuple[Span, ...]) -> str:
    score, found = score_of(looked.terms), looked.in_force.scores
    top, (before, after) = shown[-1], _scored(looked)
    totals = [sum(span.baseline for span in shown), sum(span.cohort for span in shown)]
    return (
        f"How {score.name} is spread in {looked.base_name} (mean {score.value(found.baseline_mean):.1f}, n = {before}) "
        f"and in {looked.name} (mean {score.value(found.cohort_mean):.1f}, n = {after}). In the highest "
        f"span, {_span_words(looked, top)}, are {words.percent(top.baseline / totals[0])} and {words.percent(top.cohort / totals[1])}."
    )


def calibration_chart(looked: Looked) -> Chart | None:
    """Tenths of the baseline by risk: observed with its interval against expected; None where none may be shown."""
    tenths = looked.in_force.diagnostics.calibration
    hidden = hide_small([tenth.n for tenth in tenths], [round(tenth.n * tenth.observed) for tenth in tenths])
    shown = [tenth for tenth, is_hidden in zip(tenths, hidden, strict=True) if not is_hidden]
    if not shown:
        return None
    figure = blank(height=420)
    ends = [100 * end for tenth in shown for end in (tenth.expected, tenth.low, tenth.high)]
    lower, upper = padded(min(ends), max(ends))
    axis = {"ticksuffix": "%", "range": [lower, min(upper, 100.0)], "nticks": 6}
    _add_line(figure, axis["range"])
    _add_tenths(figure, looked, shown)
    figure.update_xaxes(title_text="Expected by the model", **axis)
    figure.update_yaxes(title_text="Observed", **axis)
    figure.update_layout(showlegend=True, margin_r=28)
    key = HIDDEN_KEY if hidden.any() else ""
    return Chart(figure, _calibration_alt(looked, shown), _calibration_table(looked, tenths, hidden), key)


def _add_line(figure: go.Figure, ends: list[float]) -> None:
    line = {"color": GREY, "width": 1.5, "dash": "dash"}
    figure.add_scatter(x=ends, y=ends, mode="lines", line=line, name="As expected", hoverinfo="skip")


def _add_tenths(figure: go.Figure, looked: Looked, shown: Sequence[Decile]) -> None:
    expected = [100 * tenth.expected for tenth in shown]
    across, along = interval_lines(expected, [100 * t.low for t in shown], [100 * t.high for t in shown])
    line = {"color": DARK_BLUE, "width": 2}
    figure.add_scatter(x=across, y=along, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    figure.add_scatter(
        x=expected, y=[100 * tenth.observed for tenth in shown], mode="markers", name="A tenth of the people, 95% interval",
        marker={"color": DARK_BLUE, "size": 10}, hoverinfo="text",
        hovertext=[
            f"Expected {words.percent(t.expected)}<br>Observed {words.percent(t.observed)}, n = {_tenth_people(looked, t)}" for t in shown
        ],
    )  # fmt: skip


def _tenth_people(looked: Looked, tenth: Decile) -> str:
    """The people in a tenth, rounded where their sum would give a hidden number of people without a score away."""
    if is_few(looked.in_force.scores.baseline_unknown):
        return f"about {words.whole(10 * round(tenth.n / 10))}"
    return words.whole(tenth.n)


def fit_subtitle(looked: Looked) -> str:
    """What the chart of the fit draws."""
    return (
        f"People of {looked.base_name} in tenths by score: per cent {looked.terms.outcome.counted_as} as observed, with 95% intervals, "
        "against what the model expects. The model was fitted on the same people, so this is no test on others"
    )


def _calibration_table(looked: Looked, tenths: Sequence[Decile], hidden: np.ndarray) -> pd.DataFrame:
    score = score_of(looked.terms)
    rows = [
        (str(place), *([HIDDEN] * 4 if is_hidden else (
            _tenth_people(looked, tenth), f"{score.value(tenth.risk):.1f}", words.percent(tenth.expected),
            f"{words.percent(tenth.observed)} ({words.percent(tenth.low)} to {words.percent(tenth.high)})",
        )))
        for place, (tenth, is_hidden) in enumerate(zip(tenths, hidden, strict=True), start=1)
    ]  # fmt: skip
    return pd.DataFrame(
        rows, columns=["Tenth by score", "People", f"Mean {score.short}", "Expected", "Observed (95% interval)"]
    )


def _calibration_alt(looked: Looked, shown: Sequence[Decile]) -> str:
    inside = sum(tenth.low <= tenth.expected <= tenth.high for tenth in shown)
    return (
        f"Observed against expected share {looked.terms.outcome.counted_as} in {len(shown)} tenths of {looked.base_name} by score: from "
        f"{words.percent(shown[0].observed)} observed and {words.percent(shown[0].expected)} expected to {words.percent(shown[-1].observed)} "
        f"and {words.percent(shown[-1].expected)}. In {inside} of {len(shown)} the expected lies within the 95% interval of the observed."
    )
