"""The seven needs on the Pathways page: how common, how severe, how many at once, which together, and how far they are met."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP, UNRELIABLE_BELOW, is_small
from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.service.needs import COMPLETED_DAYS, TAKEN_UP_DAYS, Need, Needs
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, INK, Chart, blank, wrap
from throughgate.show.pathways.dots import Dots, dot_figure, missing, spoken
from throughgate.show.pathways.needs_together import how_many, label, together
from throughgate.show.shares import key_of, say, shown
from throughgate.show.tables import HIDDEN, hide_small_counts

SEVERITIES = ("1, some", "2", "3, severe")
SHADES = (("#B9CFE3", INK), ("#7FA8CC", INK), (DARK_BLUE, "white"))
STEPS = ("Referred", "Started", "Completed")

NONE = "No assessment of needs is recorded for this contract by this day, so nothing can be said about needs."
TOO_FEW = f"Fewer than {SMALLEST_GROUP} releases have an assessment by this day, so their needs are hidden."
COUNTED = (
    "n counts releases: someone released twice counts twice, and people who are left out of the reconviction rate count too. "
    "Of the assessments made by the day of release, one counts: the latest full assessment or OASys or, where there is none, "
    "the latest triage. A triage sees less, so needs are understated where it is all there is; the table shows both kinds."
)


def blocks(found: Needs, *, source: str) -> tuple[Block, ...]:
    """The blocks of the needs, in order; a single one of plain words where nobody, or hardly anybody, was assessed."""
    if found.assessed < SMALLEST_GROUP:
        text = TOO_FEW if found.assessed else NONE
        return (Block("Needs", "The seven resettlement needs", "needs", words=text),)
    is_filled = 0 < found.releases - found.assessed < SMALLEST_COUNT
    found = nearly_all(found)
    needs = sorted(found.needs, key=lambda need: -(need.found.rate or 0))
    seen = dict(zip((need.name for need in needs), shown([need.found for need in needs]), strict=True))
    return (
        _how_common(_assessed(found, is_filled=is_filled), needs, seen, source),
        _how_severe(needs, seen, source),
        how_many(found, source),
        together(found, needs, seen, source),
        _met(needs, seen, source),
    )


def _how_common(assessed: str, needs: list[Need], seen: dict[str, Rate | None], source: str) -> Block:
    rates = tuple(seen[need.name] for need in needs)
    kinds = [shown((need.found_full, need.found_triage)) if seen[need.name] else (None, None) for need in needs]
    table = pd.DataFrame(
        {
            "Need": [label(need.name) for need in needs],
            "All assessed": [say(rate) for rate in rates],
            "By a full assessment or OASys": [say(full) for full, _ in kinds],
            "By a triage alone": [say(triage) for _, triage in kinds],
        }
    )
    said = "; ".join(f"{row.iloc[0]}: {spoken(row.iloc[1])}" for _, row in table.iterrows())
    figure = dot_figure([wrap(label(need.name)) for need in needs], [Dots("With the need", rates, "assessed")])
    chart = Chart(figure, f"Share of assessed releases with each need. {said}.", table, key_of(table))
    return Block(
        _commonest(needs, rates), "Share of releases with an assessment in which the need was found, with 95% intervals",
        "needs-common", chart, words=f"{assessed} {COUNTED}", source=source,
    )  # fmt: skip


def _commonest(needs: list[Need], rates: tuple[Rate | None, ...]) -> str:
    # Needs stand in their order, so a hidden one before it would be known to be more common.
    if rates[0] is None or not rates[0].reconvicted:
        return "How common each need is"
    name, rate = label(needs[0].name), rates[0]
    return f"{name} is the most common need: {words.percent(rate.rate)} of {words.whole(rate.n)} assessed"


def nearly_all(found: Needs) -> Needs:
    """The needs with 1 to 4 releases without an assessment counted as assessed by a triage that found nothing.

    How many were not assessed would else follow from every n and from the discharges of the page.
    """
    without = found.releases - found.assessed
    missing = without if 0 < without < SMALLEST_COUNT else 0
    assessed = found.assessed + missing
    return replace(
        found, assessed=assessed, how_many=(found.how_many[0] + missing, *found.how_many[1:]),
        needs=tuple(_filled(need, assessed) for need in found.needs),
    )  # fmt: skip


def _filled(need: Need, assessed: int) -> Need:
    """A need that was looked at in all but 1 to 4 of the assessed, as one not found in these."""
    missing = assessed - need.found.n
    if not 0 < missing < SMALLEST_COUNT:
        return need
    triage = need.found_triage
    return replace(
        need, found=binary_rate(assessed, need.found.reconvicted),
        found_triage=binary_rate(triage.n + missing, triage.reconvicted),
    )  # fmt: skip


def _assessed(found: Needs, *, is_filled: bool) -> str:
    """How many were assessed, and how; parts too small to show are left out of the sentence."""
    if is_filled:
        return (
            f"Nearly all of {words.whole(found.releases)} releases have an assessment; the few without one are {words.HIDDEN}, "
            "and count as assessed by a triage that found no need."
        )
    triage = found.assessed - found.assessed_full
    said = f"{words.whole(found.assessed)} of {words.whole(found.releases)} releases ({words.percent(found.assessed / found.releases)}) have an assessment"
    if is_small(found.assessed, triage):
        return f"{said}."
    full = words.whole(found.assessed_full)
    kinds = (
        f"{full} a full one or OASys, {words.whole(triage)} a triage alone" if triage else "each a full one or OASys"
    )
    return f"{said}: {kinds}."


def _how_severe(needs: list[Need], seen: dict[str, Rate | None], source: str) -> Block:
    cells = [_severity_cells(need, is_shown=seen[need.name] is not None) for need in needs]
    table = pd.DataFrame(
        [_severity_row(need, row) for need, row in zip(needs, cells, strict=True)],
        columns=["Need", "Releases with the need", *(f"Severity {name}" for name in SEVERITIES), "Mean severity"],
    )
    whole = [need for need, row in zip(needs, cells, strict=True) if HIDDEN not in row]
    severe = [need.severity[-1] / sum(need.severity) for need in whole if sum(need.severity) >= UNRELIABLE_BELOW]
    heading = (
        f"Severe for {words.percent(min(severe))} to {words.percent(max(severe))} of those with a need, by need"
        if severe
        else "How severe each need is"
    )
    said = "; ".join(f"{row.iloc[0]}: {spoken(row.iloc[4])} of {spoken(row.iloc[1])}" for _, row in table.iterrows())
    alt = f"Releases at severity 3, of those with each need. {said}."
    return Block(
        heading, "Releases with the need by how severe it was found to be, from 1 (some) to 3 (severe)", "needs-severe",
        Chart(_severity_figure(needs, whole), alt, table, key_of(table)), source=source, is_part=True,
    )  # fmt: skip


def _severity_cells(need: Need, *, is_shown: bool) -> list[str]:
    if not is_shown or sum(need.severity) < SMALLEST_GROUP:
        return [HIDDEN] * len(SEVERITIES)
    return list(hide_small_counts(dict(zip(SEVERITIES, need.severity, strict=True))).values())


def _severity_row(need: Need, cells: list[str]) -> list[str]:
    total = sum(need.severity)
    if cells == [HIDDEN] * len(cells):
        return [label(need.name), HIDDEN, *cells, HIDDEN]
    shares = [
        cell if cell == HIDDEN else f"{cell} ({words.percent(count / total)})"
        for cell, count in zip(cells, need.severity, strict=True)
    ]
    mean = sum((at + 1) * count for at, count in enumerate(need.severity)) / total
    mark = " u" if total < UNRELIABLE_BELOW else ""
    return [label(need.name), words.whole(total) + mark, *shares, HIDDEN if HIDDEN in cells else f"{mean:.2f}"]


def _severity_figure(needs: list[Need], whole: list[Need]) -> go.Figure:
    """A bar for each need, split by severity; empty for a need of which anything is hidden."""
    figure = blank(height=100 + 48 * len(needs))
    names = [wrap(label(need.name)) for need in needs]
    for at, (name, (colour, ink)) in enumerate(zip(SEVERITIES, SHADES, strict=True)):
        shares = [100 * need.severity[at] / sum(need.severity) if need in whole else None for need in needs]
        figure.add_bar(
            x=shares, y=names, orientation="h", name=name, marker={"color": colour}, textposition="inside",
            text=["" if share is None else words.per_cent(share, 0) for share in shares], insidetextanchor="middle", textangle=0,
            textfont={"size": 14, "color": ink}, hoverinfo="text",
            hovertext=[f"{label(need.name)}<br>Severity {name}: {words.whole(need.severity[at])} of {words.whole(sum(need.severity))}" if need in whole else "" for need in needs],
        )  # fmt: skip
    figure.update_layout(barmode="stack", bargap=0.3, showlegend=True, legend={"traceorder": "normal"})
    figure.update_xaxes(range=[0, 105], tickvals=[0, 50, 100], ticktext=["0%", "50%", "100%"])
    figure.update_yaxes(autorange="reversed", showgrid=False, automargin=True)
    return figure


def _met(needs: list[Need], seen: dict[str, Rate | None], source: str) -> Block:
    by_step = [
        shown(step) for step in zip(*((need.referred, need.started, need.completed) for need in needs), strict=True)
    ]
    by_need = [
        steps_shown(steps) if seen[need.name] else (None,) * len(STEPS)
        for need, steps in zip(needs, zip(*by_step, strict=True), strict=True)
    ]  # fmt: skip
    series = [Dots(name, tuple(steps[at] for steps in by_need), "with the need") for at, name in enumerate(STEPS)]
    names = [label(need.name) for need in needs]
    with_need = [words.whole(need.found.reconvicted) if seen[need.name] else HIDDEN for need in needs]
    table = pd.DataFrame(
        {"Need": names, "Releases with the need": with_need}
        | {dots.name: [say(rate) for rate in dots.rates] for dots in series}
    )
    said = "; ".join(
        f"{row.iloc[0]}: {', '.join(f'{step.lower()} {spoken(row[step])}' for step in STEPS)}"
        for _, row in table.iterrows()
    )
    figure = dot_figure(
        [f"{wrap(name)}<br>n = {spoken(count)}" for name, count in zip(names, with_need, strict=True)], series
    )
    chart = Chart(figure, f"Of releases with each need. {said}.", table, key_of(table))
    return Block(
        _least_met(names, series[-1].rates), "Of releases with the need: referred to something that answers it, started it, completed it; 95% intervals",
        "needs-met", chart, words=_may_still(needs) + missing(chart), source=source, is_part=True,
    )  # fmt: skip


def _least_met(names: list[str], completed: tuple[Rate | None, ...]) -> str:
    known = [(rate.rate, name, rate) for name, rate in zip(names, completed, strict=True) if rate and rate.n]
    if len(known) < len(names):
        return "How far each need is met by a referral"
    _, name, least = min(known, key=lambda of: of[0])
    return f"{name} needs are the least often met: {words.percent(least.rate)} of {words.whole(least.n)} completed a referral"


def steps_shown(steps: tuple[Rate | None, ...]) -> tuple[Rate | None, ...]:
    """Steps that follow one another, None for one that all but 1 to 4 of those shown before it took too."""
    kept: list[Rate | None] = []
    for step in steps:
        before = next((rate.reconvicted for rate in reversed(kept) if rate), None)
        is_close = step is not None and before is not None and 0 < before - step.reconvicted < SMALLEST_COUNT
        kept.append(None if is_close else step)
    return tuple(kept)


def _may_still(needs: list[Need]) -> str:
    young = sum(need.may_still for need in needs)
    many = f"{words.whole(young)} needs have" if young >= SMALLEST_COUNT else "few needs, if any, have"
    return (
        "Every release with the need counts, with what has happened by the day of this view, so shares may still rise: "
        f"{many} a referral not completed that was made less than {TAKEN_UP_DAYS} days before or begun less than "
        f"{COMPLETED_DAYS} days before (assumed to be long enough to start and to complete). A referral completed is no "
        "proof that the need is gone."
    )
