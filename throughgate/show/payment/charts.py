"""Smaller charts of the Payment page: how sure the payment is, observed over expected, and the steps of the bridge."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from throughgate.methods.nowcast import Nowcast
from throughgate.projection import PaymentProjection
from throughgate.show import money, words
from throughgate.show.charts import DARK_BLUE, INK, ORANGE, Chart, blank, interval_lines, padded, wrap
from throughgate.show.money import signed
from throughgate.show.payment.seen import chance
from throughgate.show.payment.tables import Level, bridge_table
from throughgate.show.tables import HIDDEN_KEY, hide_small_counts

DECISIONS_OF = {
    "threshold": {"clawback": "Reclaimed", "keep": "Kept in full", "reward": "Rewarded"},
    "events": {"nothing": "Nothing paid", "paid": "Paid"},
    "three-way": {"deduction": "Rise: deducted", "nothing": "No change", "paid": "Fall: paid"},
}
"""The decisions that a rule with a target can come to, from the worst for the provider; other rules pay by degrees."""

OF_RATES = (" pp", "Change against the baseline", f" {words.PERCENTAGE_POINTS}")
OF_EVENTS = ("%", "Events against the control's", "% of the control's events")
"""Of a bridge, by what its points are: what follows a tick, the title of the axis, the unit in words."""

BINS = 12
LABELS = 0.4
"""Of the width of the steps, on either side: room for their labels also on a phone."""


def sure_chart(payment: PaymentProjection) -> Chart | None:
    """How sure the payment is: the chance of each decision or, where the rule pays by degrees, the spread of payments."""
    return chance_chart(payment) if payment.statement.rule in DECISIONS_OF else spread_chart(payment)


def chance_chart(payment: PaymentProjection) -> Chart:
    """A bar for each decision that a rule with a target can come to, as long as its chance."""
    decisions = DECISIONS_OF[payment.statement.rule]
    shares = [payment.by_decision.get(decision, 0.0) for decision in decisions]
    names, said = list(decisions.values()), [chance(share) for share in shares]
    figure = blank(height=70 + 62 * len(names))
    figure.update_layout(margin_t=8, bargap=0.35)
    figure.add_bar(
        x=[100 * share for share in shares], y=names, orientation="h", text=said, textposition="outside", cliponaxis=False,
        textfont={"size": 15, "color": INK}, marker={"color": DARK_BLUE}, hovertext=[f"{n}: {s}" for n, s in zip(names, said, strict=True)],
        hoverinfo="text",
    )  # fmt: skip
    figure.update_xaxes(range=[0, 145], tickvals=[0, 50, 100], ticktext=["0%", "50%", "100%"], showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    alt = f"Chance of each decision. {'; '.join(f'{name}: {share}' for name, share in zip(names, said, strict=True))}."
    return Chart(figure, alt, pd.DataFrame({"Decision": names, "Chance": said}))


def spread_chart(payment: PaymentProjection) -> Chart | None:
    """How the payments of the draws spread, in bars of equal width; None where they are all alike."""
    pence = np.asarray(payment.payments.pence, dtype=float)
    if pence.min() == pence.max():
        return None
    counts, edges = np.histogram(pence / 100, bins=BINS)
    shares = 100 * counts / counts.sum()
    said_edges = money.alike(*(100 * edges))
    spans = [low if low == high else f"{low} to {high}" for low, high in pairwise(said_edges)]
    said = [chance(share / 100) if share else "none" for share in shares]
    figure = blank(height=300)
    figure.update_layout(margin_t=8, bargap=0.06)
    figure.add_bar(
        x=(edges[:-1] + edges[1:]) / 2, y=shares, marker={"color": DARK_BLUE}, hoverinfo="text",
        hovertext=[f"{span}: {share}" for span, share in zip(spans, said, strict=True)],
    )  # fmt: skip
    ticks = np.linspace(edges[0], edges[-1], 4)
    figure.update_xaxes(tickvals=ticks, ticktext=money.alike(*(100 * ticks)), title_text="Payment")
    figure.update_yaxes(ticksuffix="%", rangemode="tozero", nticks=5)
    likeliest = int(shares.argmax())
    alt = f"Share of the draws by payment, from {money.span(pence.min(), pence.max())}; most, {said[likeliest]}, between {spans[likeliest]}."
    return Chart(figure, alt, pd.DataFrame({"Payment": spans, "Share of the draws": said}))


def multiplier_chart(now: Nowcast) -> Chart | None:
    """Observed over expected by month of the conviction clock, with its 95% range; None before any month has begun."""
    begun = [int(month) for month in np.flatnonzero(now.expected > 0)]
    if not begun:
        return None
    months = [str(month + 1) for month in begun]
    middle, low, high = (
        [float(of[m]) for m in begun] for of in (now.multiplier, now.multiplier_low, now.multiplier_high)
    )
    figure = blank(height=320)
    figure.update_layout(margin_t=8)
    last = begun[-1] + 1
    figure.add_scatter(
        x=[0.3, last + 0.5], y=[1, 1], mode="lines", line={"color": INK, "width": 1.5, "dash": "dash"}, hoverinfo="skip"
    )
    across, along = interval_lines([m + 1 for m in begun], low, high)
    figure.add_scatter(x=across, y=along, mode="lines", line={"color": DARK_BLUE, "width": 2}, hoverinfo="skip")
    said = [f"{a:.2f} ({b:.2f} to {c:.2f})" for a, b, c in zip(middle, low, high, strict=True)]
    figure.add_scatter(
        x=[m + 1 for m in begun], y=middle, mode="markers", marker={"color": DARK_BLUE, "size": 9}, hoverinfo="text",
        hovertext=[f"Month {month}: {text}" for month, text in zip(months, said, strict=True)],
    )  # fmt: skip
    figure.add_annotation(
        x=last + 0.7, y=1, text="1: as<br>expected", showarrow=False, xanchor="left", font={"size": 13, "color": INK}
    )
    figure.update_xaxes(
        title_text="Month since discharge", range=[0.3, max(last * 1.3, last + 3)], tickvals=_ticks(last)
    )
    figure.update_yaxes(range=padded(min([*low, 1]), max([*high, 1])), nticks=6)
    counts = hide_small_counts({month: int(now.observed[m]) for month, m in zip(months, begun, strict=True)})
    table = pd.DataFrame(
        {
            "Month since discharge": months,
            "First convictions observed": list(counts.values()),
            "Expected": [f"{float(now.expected[m]):.1f}" for m in begun],
            "Ratio (95% range)": said,
        }
    )
    alt = f"Pace of first convictions, observed over expected, by month since discharge. Month {months[0]}: {said[0]}; month {months[-1]}: {said[-1]}. 1 is as expected."
    return Chart(figure, alt, table, HIDDEN_KEY if "c" in counts.values() else "")


def _ticks(last: int) -> list[int]:
    """Every month up to six, then every third."""
    return list(range(1, last + 1)) if last <= 6 else [1, *range(3, last + 1, 3)]


def bridge_chart(levels: Sequence[Level], *, is_of_events: bool = False) -> Chart:
    """A waterfall: where the projection stood, each step, and where it stands.

    In percentage points or, `is_of_events`, in per cent of the control's events.
    """
    suffix, axis, unit = OF_EVENTS if is_of_events else OF_RATES
    drawn = [level for level in levels if level.is_total or level.points]
    figure = blank(height=80 + 52 * len(drawn))
    figure.update_layout(margin_t=8, bargap=0.3)
    at = levels[0].points
    for level in drawn:
        start, size = (at, level.points) if not level.is_total else (level.points, None)
        _add_step(figure, level, float(start), size)
        at = at + level.points if not level.is_total else level.points
    ends = _ends(levels)
    width = max(ends) - min(ends) or 1.0
    figure.update_xaxes(
        range=[min(ends) - LABELS * width, max(ends) + LABELS * width], ticksuffix=suffix, nticks=4,
        title_text=axis,
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    said = "; ".join(f"{level.name}: {signed(level.points)}{unit}" for level in levels)
    return Chart(figure, f"How the projected change moved. {said}.", bridge_table(levels, is_of_events=is_of_events))


def _ends(levels: Sequence[Level]) -> list[float]:
    at, ends = float(levels[0].points), [float(levels[0].points)]
    for level in levels[1:-1]:
        at += float(level.points)
        ends.append(at)
    return ends


def _add_step(figure, level: Level, start: float, size) -> None:
    """A step as a bar from where it starts; a projection itself as a marker, as its distance from nought says nothing."""
    name = wrap(level.name, 16)
    if size is None:
        figure.add_scatter(
            x=[start], y=[name], mode="markers+text", text=f"<b>{signed(level.points)}</b>", textposition="middle right", hoverinfo="skip",
            marker={"color": INK, "size": 12, "symbol": "diamond"}, textfont={"size": 14, "color": INK}, cliponaxis=False,
        )  # fmt: skip
        return
    figure.add_bar(
        x=[float(size)], base=[start], y=[name], orientation="h", hoverinfo="skip", text=signed(size),
        textposition="outside", textfont={"size": 14, "color": INK}, cliponaxis=False,
        marker={"color": DARK_BLUE if size < 0 else ORANGE},
    )  # fmt: skip
