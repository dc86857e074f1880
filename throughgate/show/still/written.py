"""A chart as a file: the same bytes for the same figure, on every machine and in every thread."""

from __future__ import annotations

import io
from collections.abc import Sequence
from threading import Lock
from xml.sax.saxutils import escape

import matplotlib as mpl
import plotly.graph_objects as go
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG

from throughgate.show.still.page import draw
from throughgate.show.still.style import SCREEN_MM

_LOCK = Lock()
"""Matplotlib's settings are one for all threads: whoever draws holds them at these values, and puts back what was there."""
_SALT = "throughgate"
_KEPT = ("backend", "backend_fallback")


def svg(
    figure: go.Figure, *, width_mm: float = SCREEN_MM, head: Sequence[str] = (), foot: Sequence[str] = (), alt: str = ""
) -> bytes:  # fmt: skip
    """The chart as SVG whose letters are outlines, so that no font is needed; its title is the first line of `head`, its description `alt`."""
    held = io.BytesIO()
    with _LOCK, mpl.rc_context(_settings()):
        paper = draw(figure, width_mm=width_mm, head=head, foot=foot)
        told = {"Date": None, "Creator": None, "Format": None, "Type": None, **_titled(head)}
        FigureCanvasSVG(paper).print_svg(held, metadata=told)
    return _described(held.getvalue().decode(), alt).encode()


def png(
    figure: go.Figure, *, width_mm: float = SCREEN_MM, dpi: int = 200, head: Sequence[str] = (), foot: Sequence[str] = ()
) -> bytes:  # fmt: skip
    """The chart as PNG, with so many pixels in an inch of paper."""
    held = io.BytesIO()
    with _LOCK, mpl.rc_context(_settings()):
        paper = draw(figure, width_mm=width_mm, head=head, foot=foot)
        paper.set_dpi(dpi)
        FigureCanvasAgg(paper).print_png(held, metadata={"Software": None, **_titled(head)})
    return held.getvalue()


def _described(drawn: str, alt: str) -> str:
    """The SVG as a picture with a description, which Matplotlib does not write: before what it holds, after its title."""
    if not alt:
        return drawn
    before, title, after = drawn.partition("</title>") if "</title>" in drawn else _opened(drawn)
    as_picture = before.replace("<svg ", '<svg role="img" ', 1)
    return f"{as_picture}{title}\n <desc>{escape(alt)}</desc>{after}"


def _opened(drawn: str) -> tuple[str, str, str]:
    """An SVG parted at the end of its first tag."""
    at = drawn.index(">", drawn.index("<svg ")) + 1
    return drawn[:at], "", drawn[at:]


def _titled(head: Sequence[str]) -> dict[str, str]:
    return {"Title": head[0]} if head else {}


def _settings() -> dict:
    """Matplotlib's own defaults, whatever a file on this machine says, and a fixed name for what an SVG refers to."""
    own = {name: value for name, value in mpl.rcParamsDefault.items() if name not in _KEPT}
    # Letters as wide as they were measured, not moved to whole pixels.
    return own | {"svg.hashsalt": _SALT, "svg.fonttype": "path", "text.hinting": "no_hinting"}
