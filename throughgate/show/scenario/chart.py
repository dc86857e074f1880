"""Chart of the chance that a target is met by the true effect, for the contract and for the scenario beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from throughgate.methods.design import chances_by_effect
from throughgate.show import words
from throughgate.show.charts import DARK_BLUE, GREY, INK, ORANGE, Chart, blank, wrap
from throughgate.show.scenario.fields import AS_CONTRACTED
from throughgate.show.scenario.sides import Side
from throughgate.show.scenario.tables import YOURS
from throughgate.show.text_design import chance

MOST_POINTS, MOST_PERCENT = 12, 24
"""How far the axis of true effects runs: percentage points, or per cent fewer events."""

STEPS = 48
TABLE_STEPS = 12
PER_CENT = (0, 20, 40, 60, 80, 100)
LABEL_WIDTH = 10
"""Characters in a line of a label, so that it fits beside a line on a phone."""

LOWEST_LABEL = 12
"""Per cent. A label of two lines stands clear of the axis from here on."""

ALIKE = "Both alike"
LINES = ((AS_CONTRACTED, DARK_BLUE, "solid"), (YOURS, ORANGE, "dash"))
SUBTITLE = "Chance, in per cent, that a cohort meets the target, by how much the service truly achieves"


def chances_chart(contracted: Side, yours: Side, *, is_changed: bool) -> Chart | None:
    """One line for each side, one alone while nothing is changed; None where neither can be designed."""
    drawn = [(of, *look) for of, look in zip((contracted, yours), LINES, strict=True) if of.design is not None][
        : 2 if is_changed else 1
    ]
    if not drawn:
        return None
    is_events = drawn[0][0].design.effect_unit != words.PERCENTAGE_POINTS
    effects = np.linspace(0, MOST_PERCENT if is_events else MOST_POINTS, STEPS + 1)
    lines = [(name, colour, dash, _chances(of, effects)) for of, name, colour, dash in drawn]
    unit = "per cent fewer events" if is_events else words.PERCENTAGE_POINTS
    figure = blank(height=380)
    for name, colour, dash, chances in lines:
        figure.add_scatter(
            x=effects, y=100 * chances, mode="lines", name=name, line={"color": colour, "width": 3, "dash": dash},
            hovertemplate=f"{name}<br>true effect %{{x:.2f}} {unit}<br>chance %{{y:.1f}}%<extra></extra>",
        )  # fmt: skip
    _add_even_chance(figure, float(effects[-1]))
    _add_labels(figure, lines, effects)
    figure.update_xaxes(title_text=f"True effect, {unit}", range=[0, float(effects[-1])], tickvals=_ticks(effects))
    figure.update_yaxes(range=[0, 104], tickvals=PER_CENT, ticktext=[f"{tick}%" for tick in PER_CENT])
    return Chart(figure, _alt(lines, effects, unit), _table(lines, effects, unit))


def _chances(of: Side, effects: np.ndarray) -> np.ndarray:
    most = float(of.design.baseline_rate) if of.design.baseline_rate is not None else 100.0
    return chances_by_effect(of.seen.terms, of.setting, np.minimum(effects, most))


def _ticks(effects: np.ndarray) -> list[float]:
    return [float(e) for e in effects[:: STEPS // 6]]


def _add_even_chance(figure, end: float) -> None:
    figure.add_scatter(
        x=[0, end], y=[50, 50], mode="lines", line={"color": GREY, "width": 1, "dash": "dot"}, hoverinfo="skip",
        name="Even chance",
    )  # fmt: skip
    figure.add_annotation(
        x=end,
        y=50,
        text="Even chance",
        showarrow=False,
        xanchor="right",
        yanchor="bottom",
        font={"color": INK, "size": 14},
    )


def _add_labels(figure, lines: Sequence[tuple], effects: np.ndarray) -> None:
    """Beside each line where the two lie farthest apart: the higher one's above it, the lower one's below."""
    all_chances = [chances for *_, chances in lines]
    if len(lines) > 1 and np.array_equal(*all_chances):
        lines, all_chances = [(ALIKE, *lines[0][1:])], all_chances[:1]
    apart = np.abs(all_chances[0] - all_chances[-1]) if len(lines) > 1 else -np.abs(all_chances[0] - 0.4)
    at = int(apart.argmax())
    highest = max(chances[at] for chances in all_chances)
    for name, colour, _, chances in lines:
        is_above = len(lines) > 1 and chances[at] == highest
        height = float(100 * chances[at])
        figure.add_annotation(
            x=float(effects[at]), y=min(height, 84) if is_above else max(height - 8, LOWEST_LABEL),
            text=wrap(name, LABEL_WIDTH), showarrow=False,
            xanchor="right" if is_above else "left", yanchor="bottom" if is_above else "middle",
            xshift=-4 if is_above else 20, align="right" if is_above else "left",
            font={"color": INK if colour == ORANGE else colour, "size": 14},
        )  # fmt: skip


def _alt(lines: Sequence[tuple], effects: np.ndarray, unit: str) -> str:
    said = [
        f"{name}: {chance(float(chances[0]))} with no effect, "
        + ", ".join(f"{chance(float(chances[at]))} at {effects[at]:g}" for at in (STEPS // 3, STEPS // 2, STEPS))
        for name, *_, chances in lines
    ]
    return f"Line chart. The chance that a cohort meets the target by the true effect in {unit}. {'; '.join(said)}."


def _table(lines: Sequence[tuple], effects: np.ndarray, unit: str) -> pd.DataFrame:
    rows = range(0, STEPS + 1, STEPS // TABLE_STEPS)
    columns = {f"True effect, {unit}": [f"{effects[at]:g}" for at in rows]}
    return pd.DataFrame(columns | {name: [chance(float(chances[at])) for at in rows] for name, *_, chances in lines})
