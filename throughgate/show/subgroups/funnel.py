"""The funnel of groups: observed over expected against size, within the limits of chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from throughgate.methods.casemix import predict
from throughgate.methods.disclosure import UNRELIABLE_BELOW
from throughgate.methods.funnel import FEWEST_UNITS, Funnel, funnel
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, DARK_PINK, GREY, INK, ORANGE, Chart, blank, interval_lines, wrap
from throughgate.show.subgroups.seen import Seen

SUBTITLE = "Observed over expected reconvictions by the number expected; strokes are each group's exact limits of chance, 95% thick and 99.8% thin"
MOST_NAMED = 5
NEAR, ASIDE, LINE = 32, 16, 19
"""Pixels from a point to its label, up or down and aside, and from one line of a label to the next."""
PLOT = 300
"""Pixels of the plot, roughly, from the least value to the largest."""
SPARE = 2.0
"""How much more of the axis a label may take than by PLOT."""


def block(seen: Seen, *, source: str) -> Block | None:
    """The funnel; None where nothing can be expected of a group, or only one is shown."""
    found = _funnel(seen)
    if found is None:
        return None
    return Block(
        heading="Is any group outside what chance allows for its size?", subtitle=SUBTITLE, key="funnel", chart=funnel_chart(seen, found),
        words=used(found), source=source,
    )  # fmt: skip


def _funnel(seen: Seen) -> Funnel | None:
    counts = [group.counts for group in seen.groups.shown]
    chances = [predict(seen.groups.model, of.risk) for of in counts]
    expected = np.array([of.n @ m for of, m in zip(counts, chances, strict=True)])
    variance = np.array([of.n @ (m * (1 - m)) for of, m in zip(counts, chances, strict=True)])
    if len(counts) < 2 or not ((variance > 0) & (variance < expected)).all():
        return None
    return funnel([int(of.reconvicted.sum()) for of in counts], expected, variance, [of.people for of in counts])


def used(found: Funnel) -> str:
    """Which limits were used, and whether groups differ more than chance explains."""
    exact = "The limits are exact (binomial, between whole numbers interpolated) and hold chance in the group, not in what is expected of it, nor do they allow for how many groups are looked at: a group outside may still not count as different by q, and where all groups together lie lower than expected, large ones lie outside by that alone."
    if found.phi is None:
        return f"{exact} Over-dispersion is not estimated from fewer than {FEWEST_UNITS} groups, so the limits are not widened."
    if found.tau2 == 0:
        return f"{exact} The groups lie no further from what is expected than chance explains (dispersion {found.phi:.2f}), so the limits are not widened."
    return (
        f"{exact} The groups lie further from what is expected than chance explains (dispersion {found.phi:.2f}; a shift that all share counts as well): the limits are widened by an additive variance "
        f"between groups (standard deviation {np.sqrt(found.tau2):.3f} of observed over expected; winsorised at 10% and corrected for it)."
    )


def funnel_chart(seen: Seen, found: Funnel) -> Chart:
    """A point a group between its own limits; those outside are named, and told by colour and symbol."""
    figure = blank(height=440)
    figure.update_layout(margin_t=88, showlegend=True)
    _add_limits(figure, found)
    outside = found.is_outside_95
    beyond = outside.astype(int) + found.is_outside_998
    for level, colour, symbol, name in (
        (0, DARK_BLUE, "circle", "Inside"),
        (1, ORANGE, "square", "Outside 95%"),
        (2, DARK_PINK, "diamond", "Outside 99.8%"),
    ):
        at = np.flatnonzero(beyond == level)
        if at.size:
            figure.add_scatter(
                x=found.expected[at], y=found.ratio[at], mode="markers", name=name, marker={"color": colour, "size": 11, "symbol": symbol},
                hoverinfo="text", hovertext=[_told(seen, found, int(one)) for one in at],
            )  # fmt: skip
    limits = (found.limits.low_998, found.limits.high_998, found.ratio)
    low, high = min(part.min() for part in limits), max(part.max() for part in limits)
    room = 0.12 * (high - low)
    ends = _name_outside(figure, seen, found, (high - low) / PLOT)
    figure.update_xaxes(title_text="Reconvictions expected", range=[0, found.grid[-1] * 1.03], nticks=6)
    figure.update_yaxes(
        title_text="Observed / expected", range=[min([max(0, low - room), *ends]), max([high + room, *ends])], nticks=6
    )
    told = "; ".join(_told(seen, found, int(one)) for one in np.flatnonzero(outside)) or "none"
    alt = f"Funnel of {len(seen.names)} groups: observed over expected reconvictions. Outside the 95% limits: {told}."
    return Chart(figure, alt, _table(seen, found))


def _name_outside(figure: go.Figure, seen: Seen, found: Funnel, a_pixel: float) -> list[float]:
    """The clearest few outside the limits by name, each label beyond the one before it so that none covers another.

    Returns where each label ends along the axis, with room for a plot that is less high, as under the legend of a phone.
    """
    ends = []
    named = sorted(np.flatnonzero(found.is_outside_95), key=lambda one: -abs(found.z[one]))[:MOST_NAMED]
    for side in (1, -1):
        last = -np.inf
        for one in sorted(
            (one for one in named if (found.ratio[one] > 1) == (side > 0)), key=lambda one: side * found.ratio[one]
        ):
            text = wrap(seen.names[one], 22).replace("<br>", " <br>")
            at = side * found.ratio[one] / a_pixel
            place = max(at + NEAR, last + LINE)
            last = place + LINE * text.count("<br>")
            ends.append(found.ratio[one] + side * (last + LINE - at) * a_pixel * SPARE)
            is_right = found.expected[one] > found.grid[-1] / 2
            figure.add_annotation(
                x=found.expected[one], y=found.ratio[one], text=text, ax=-ASIDE if is_right else ASIDE, ay=-side * (place - at), showarrow=True, arrowhead=0, arrowcolor=INK, arrowwidth=1,
                xanchor="right" if is_right else "left", yanchor="bottom" if side > 0 else "top",
                font={"size": 13, "color": INK},
            )  # fmt: skip
    return ends


def _add_limits(figure: go.Figure, found: Funnel) -> None:
    """Each group's own limits as strokes, since one curve is wrong for groups whose risk is not the average, and that curve faintly."""
    figure.add_hline(y=1, line={"color": INK, "width": 1.2})
    curves = (found.curve.low_95, found.curve.high_95, found.curve.low_998, found.curve.high_998)
    for place, curve in enumerate(curves):
        figure.add_scatter(
            x=found.grid, y=curve, mode="lines", name="Limits at average risk", line={"color": GREY, "width": 1, "dash": "dot"},
            showlegend=not place, hoverinfo="skip",
        )  # fmt: skip
    for share, width, lows, highs in (
        ("99.8%", 1.2, found.limits.low_998, found.limits.high_998), ("95%", 4, found.limits.low_95, found.limits.high_95),
    ):  # fmt: skip
        across, along = interval_lines(found.expected.tolist(), lows.tolist(), highs.tolist())
        figure.add_scatter(
            x=across, y=along, mode="lines", name=f"{share} limits of each group", line={"color": GREY, "width": width}, hoverinfo="skip",
        )  # fmt: skip


def _where(found: Funnel, at: int) -> str:
    if found.is_outside_998[at]:
        return "outside 99.8%"
    return "outside 95%" if found.is_outside_95[at] else "inside"


def _told(seen: Seen, found: Funnel, at: int) -> str:
    return f"{seen.names[at]}: {found.ratio[at]:.2f}, {found.expected[at]:.1f} expected, n = {words.whole(int(found.n[at]))}, {_where(found, at)}"


def _table(seen: Seen, found: Funnel) -> pd.DataFrame:
    rows = [
        (
            name, words.whole(int(found.n[at])) + (" u" if found.n[at] < UNRELIABLE_BELOW else ""), f"{found.expected[at]:.1f}", f"{found.ratio[at]:.2f}",
            f"{found.limits.low_95[at]:.2f} to {found.limits.high_95[at]:.2f}", f"{found.limits.low_998[at]:.2f} to {found.limits.high_998[at]:.2f}",
            _where(found, at),
        )
        for at, name in enumerate(seen.names)
    ]  # fmt: skip
    return pd.DataFrame(
        rows, columns=["Group", "People", "Expected", "Observed / expected", "95% limits", "99.8% limits", "It is"]
    )
