"""The look of a still chart: sizes on paper, colours, dashes and symbols as Plotly draws them on the screen."""

from __future__ import annotations

import re

from matplotlib import colors
from matplotlib.path import Path

from throughgate.show.still.errors import StillError

SCREEN_PIXELS, SCREEN_MM = 700, 170
"""A chart of so many pixels on the screen is so wide on paper; whatever its width, its letters keep their size."""
POINTS = SCREEN_MM / SCREEN_PIXELS / 25.4 * 72
"""Points of paper in a pixel of the screen: 0.688."""
LETTERS = 0.9
"""DejaVu Sans, which comes with matplotlib and so looks the same on every machine, is wider than Arial by a ninth."""
LINE_PITCH = 1.28
FONT_SIZE = 14
TICK_LENGTH, TICK_GAP, TITLE_GAP = 5, 3, 7
AXIS = "#D6D6D6"
INK = "#0b0c0c"
COLOURWAY = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
LINE_WIDTH, MARKER_SIZE = 2.5, 8
"""Pixels, where a trace names none: what the template afcharts gives."""
BAR_GAP, BAR_GROUP_GAP = 0.15, 0.1

_RGB = re.compile(r"rgba?\(([^)]*)\)")
_DASHES = {"solid": (), "dash": (3, 3), "dot": (1, 1), "dashdot": (3, 1, 1, 1), "longdash": (5, 5)}


def colour(written: str, opacity: float = 1) -> tuple[float, float, float, float]:
    """Red, green, blue and cover, shares of 1, of a colour written as Plotly takes it."""
    found = _RGB.fullmatch(str(written).strip())
    try:
        if not found:
            red, green, blue, cover = colors.to_rgba(written)
        else:
            parts = [float(part) for part in found[1].split(",")]
            red, green, blue, cover = *(part / 255 for part in parts[:3]), (parts[3] if len(parts) > 3 else 1.0)
    except ValueError:
        raise StillError(
            f"colour '{written}' cannot be drawn: write it #rrggbb, rgba(r,g,b,a) or by its name"
        ) from None
    return red, green, blue, cover * opacity


def dashes(dash: str | None, width: float) -> str | tuple:
    """How matplotlib takes a dash of Plotly, whose lengths are in widths of the line and never of less than 3 pixels."""
    name = dash or "solid"
    if name not in _DASHES:
        raise StillError(f"line dash '{name}' cannot be drawn: use one of {', '.join(_DASHES)}")
    return (0, [part * max(width, 3) / width for part in _DASHES[name]]) if _DASHES[name] and width else "solid"


def _polygon(*corners: tuple[float, float]) -> Path:
    return Path([*corners, corners[0]], closed=True)


def _plus() -> Path:
    near, far = 0.4, 1.2
    return _polygon(
        (far, near), (near, near), (near, far), (-near, far), (-near, near), (-far, near), (-far, -near), (-near, -near),
        (-near, -far), (near, -far), (near, -near), (far, -near),
    )  # fmt: skip


def _turned() -> Path:
    half = 0.5**0.5
    return Path([(half * (x - y), half * (x + y)) for x, y in _plus().vertices], closed=True)


_SYMBOLS = {
    "circle": Path.unit_circle(),
    "square": _polygon((1, 1), (-1, 1), (-1, -1), (1, -1)),
    "diamond": _polygon((1.3, 0), (0, 1.3), (-1.3, 0), (0, -1.3)),
    "triangle-up": _polygon((-1.155, -0.5), (1.155, -0.5), (0, 1)),
    "triangle-down": _polygon((-1.155, 0.5), (1.155, 0.5), (0, -1)),
    "cross": _plus(),
    "x": _turned(),
    "line-ns": Path([(0, 1.4), (0, -1.4)]),
    "line-ew": Path([(1.4, 0), (-1.4, 0)]),
}
"""Outlines in halves of the marker's size, as Plotly has them."""


def symbol(name: str | None) -> tuple[Path, bool, float]:
    """A marker's outline, whether it is hollow, and how far it goes in halves of its size."""
    whole = name or "circle"
    bare = whole.removesuffix("-open")
    if bare not in _SYMBOLS:
        raise StillError(f"marker symbol '{whole}' cannot be drawn: use one of {', '.join(_SYMBOLS)}, or with '-open'")
    outline = _SYMBOLS[bare]
    return outline, whole != bare or bare.startswith("line-"), float(abs(outline.vertices).max())
