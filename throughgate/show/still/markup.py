"""Words of a chart: Plotly's few tags taken apart, measured without a screen, and set line by line."""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from throughgate.show.still.errors import StillError
from throughgate.show.still.style import FONT_SIZE, INK, LETTERS, LINE_PITCH, POINTS, colour

_TAG = re.compile(r"<(/?)(\w+)([^>]*)>")
_COLOUR = re.compile(r"color:\s*([^;\"']+)")
_ACROSS = {"left": 0.0, "center": 0.5, "right": 1.0}
_UP = {"bottom": 0.0, "middle": 0.5, "top": 1.0}
ASCENT, DESCENT = 0.95, 0.24
"""Of the size: how far a line of DejaVu Sans goes above and below its baseline."""


@dataclass(frozen=True)
class Run:
    """Letters of one line in one weight and colour; no colour is that of the whole."""

    text: str
    is_bold: bool = False
    colour: str = ""


Lines = tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class Placed:
    """Words at a place of the page, in pixels from its left and bottom; the anchors say which of their own points is there."""

    lines: Lines
    x: float
    y: float
    across: str = "left"
    up: str = "middle"
    size: float = FONT_SIZE
    ink: str = INK
    angle: float = 0
    align: str = ""
    ground: str = ""
    pad: float = 0

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the words on the page, in pixels."""
        width, height = extent(self.lines, self.size)
        left = -_ACROSS[self.across] * width
        low = -_UP[self.up] * height
        if self.angle:
            width, height = height, width
            left, low = -_ACROSS[self.across] * width, -_UP[self.up] * height
        pad = self.pad
        return self.x + left - pad, self.y + low - pad, self.x + left + width + pad, self.y + low + height + pad


@lru_cache(maxsize=4)
def font(*, is_bold: bool) -> FontProperties:
    """The font's file that comes with matplotlib: what else the machine has makes no difference."""
    name = "DejaVuSans-Bold.ttf" if is_bold else "DejaVuSans.ttf"
    return FontProperties(fname=str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name))


def parse(written: object) -> Lines:
    """Lines of runs from text with <br>, <b> and <span style="color:...">; any other tag raises StillError."""
    lines, at, bold, colours, text = [[]], 0, 0, [""], str(written)
    for tag in _TAG.finditer(text):
        _add(lines, text[at : tag.start()], bold, colours[-1])
        at, (closes, name, rest) = tag.end(), tag.groups()
        if name == "br":
            lines.append([])
        elif name == "b":
            bold += -1 if closes else 1
        elif name == "span" and not closes:
            found = _COLOUR.search(rest)
            colours.append(found[1] if found else colours[-1])
        elif name == "span":
            colours.pop()
        elif name not in ("i", "sub", "extra"):
            raise StillError(f"tag '<{name}>' in '{text}' cannot be drawn: use <br>, <b> or <span>")
    _add(lines, text[at:], bold, colours[-1])
    return tuple(map(tuple, lines))


def _add(lines: list[list[Run]], text: str, bold: int, ink: str) -> None:
    if text:
        lines[-1].append(Run(html.unescape(text), bold > 0, ink))


@lru_cache(maxsize=4096)
def _width(text: str, is_bold: bool) -> float:
    """Of a line, for each pixel of its size."""
    prop = font(is_bold=is_bold).copy()
    prop.set_size(100)
    return text_to_path.get_text_width_height_descent(text, prop, ismath=False)[0] / 100 * LETTERS


def line_width(line: tuple[Run, ...], size: float) -> float:
    """Pixels that a line takes."""
    return sum(_width(run.text, run.is_bold) for run in line) * size


def extent(lines: Lines, size: float) -> tuple[float, float]:
    """Width and height of lines, in pixels, before they are turned."""
    wide = max((line_width(line, size) for line in lines), default=0)
    return wide, (LINE_PITCH * (len(lines) - 1) + ASCENT + DESCENT) * size * LETTERS


def wrapped(text: str, width: float, size: float, *, is_bold: bool = False) -> Lines:
    """Plain text broken between words so that each line keeps within so many pixels, where its words allow."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _width(longer, is_bold) * size > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return tuple((Run(of, is_bold),) for of in [*lines, line] if of)


def draw(axes, placed: Placed) -> None:
    """Set the words on axes whose units are the page's pixels."""
    if placed.ground:
        left, low, right, top = placed.box
        axes.add_patch(
            Rectangle((left, low), right - left, top - low, facecolor=colour(placed.ground), linewidth=0, zorder=2)
        )
    wide, high = extent(placed.lines, placed.size)
    size, turn = placed.size * LETTERS, math.radians(placed.angle)
    middle = _middle(placed)
    for number, line in enumerate(placed.lines):
        own = line_width(line, placed.size)
        along = (wide - own) * _ACROSS[placed.align or placed.across] - wide / 2
        above = high / 2 - ASCENT * size - number * LINE_PITCH * size
        for run in line:
            x = middle[0] + along * math.cos(turn) - above * math.sin(turn)
            y = middle[1] + along * math.sin(turn) + above * math.cos(turn)
            axes.text(
                x, y, run.text, fontproperties=font(is_bold=run.is_bold), fontsize=size * POINTS, parse_math=False, zorder=3,
                color=colour(run.colour or placed.ink), rotation=placed.angle, rotation_mode="anchor", ha="left", va="baseline",
            )  # fmt: skip
            along += line_width((run,), placed.size)


def _middle(placed: Placed) -> tuple[float, float]:
    left, low, right, top = placed.box
    return (left + right) / 2, (low + top) / 2
