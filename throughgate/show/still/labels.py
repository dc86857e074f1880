"""Every word within a chart, placed but not yet drawn, so that the page can make room for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go

from throughgate.show.still import scatter
from throughgate.show.still.bars import Bars
from throughgate.show.still.errors import StillError
from throughgate.show.still.frame import Frame, each
from throughgate.show.still.markup import Lines, Placed, Run, extent, parse, wrapped
from throughgate.show.still.scales import Scale, values_of
from throughgate.show.still.style import FONT_SIZE, INK, MARKER_SIZE, TICK_GAP, TICK_LENGTH, TITLE_GAP
from throughgate.show.still.ticks import ticks_of

_APART = 6
"""Pixels between two labels under an axis."""
_WIDEST = 0.4
"""Of the page: names beside an axis that are wider are broken over lines."""
_LEAST_INSIDE = 8
"""Pixels. Words within a bar shrink to fit; smaller than this they are left out, as on the screen."""
_OUTER = {"left": 1 / 3, "right": 2 / 3}


def axis_words(frame: Frame) -> list[Placed]:
    """The labels at the ticks of both axes, and the axes' titles."""
    along, up = _along(frame), _up(frame)
    return [*along, *up, *_titles(frame, along, up)]


def _is_shown(scale: Scale) -> bool:
    return scale.axis.showticklabels is not False and scale.axis.visible is not False


def ticks(frame: Frame, letter: str) -> list[tuple[float, str]]:
    """The ticks of an axis of the frame."""
    low, high = frame.span(letter)
    return ticks_of(frame.x if letter == "x" else frame.y, high - low)


def _along(frame: Frame) -> list[Placed]:
    if not _is_shown(frame.x):
        return []
    axis, (low, high) = frame.x.axis, frame.span("y")
    size, is_top = axis.tickfont.size or FONT_SIZE, axis.side == "top"
    places = [(frame.across(place), parse(words)) for place, words in ticks(frame, "x")]
    angle = _angle(axis.tickangle)
    edge = high + TICK_LENGTH + TICK_GAP if is_top else low - TICK_LENGTH - TICK_GAP
    if not angle:
        places = _fitted(places, size, is_given=axis.ticktext is not None or frame.x.kind == "category")
    elif len(places) > 1:
        places = _thinned(places, [extent(lines, size)[1] for _, lines in places])
    up = "bottom" if is_top else "top"
    return [
        Placed(lines, x, edge, across="center", up=up, size=size, ink=axis.tickfont.color or INK, angle=angle)
        for x, lines in places
    ]


def _angle(turned: float | None) -> float:
    if turned not in (None, 0, 90, -90):
        raise StillError(f"angle {turned} of words cannot be drawn: use 0, 90 or -90")
    return -(turned or 0)


def _fitted(places: list[tuple[float, Lines]], size: float, *, is_given: bool) -> list[tuple[float, Lines]]:
    """Labels that keep clear of each other: names wrapped to their place, whatever still meets left out by turns."""
    if len(places) > 1 and is_given:
        slot = min(abs(b - a) for (a, _), (b, _) in zip(places, places[1:], strict=False)) - _APART
        places = [
            (x, lines if extent(lines, size)[0] <= slot else wrapped(_text(lines), slot, size)) for x, lines in places
        ]
    return _thinned(places, [extent(lines, size)[0] for _, lines in places])


def _text(lines: Lines) -> str:
    return " ".join("".join(run.text for run in line) for line in lines)


def _thinned(places: list[tuple[float, Lines]], widths: list[float]) -> list[tuple[float, Lines]]:
    for step in range(1, len(places) + 1):
        kept = list(zip(places, widths, strict=True))[::step]
        if all(
            abs(b[0][0] - a[0][0]) >= (a[1] + b[1]) / 2 + _APART * (step > 1 or len(places) > 2)
            for a, b in zip(kept, kept[1:], strict=False)
        ):
            return [place for place, _ in kept]
    return places[:1]


def _up(frame: Frame) -> list[Placed]:
    if not _is_shown(frame.y):
        return []
    axis, (left, right) = frame.y.axis, frame.span("x")
    size, is_right = axis.tickfont.size or FONT_SIZE, axis.side == "right"
    out = TICK_GAP + (0 if axis.ticks == "" else TICK_LENGTH)
    edge, across = (right + out, "left") if is_right else (left - out, "right")
    widest = _WIDEST * frame.width
    places = [(frame.up(place), _short(words, widest, size)) for place, words in ticks(frame, "y")]
    if frame.y.axis.tickvals is None and frame.y.kind != "category":
        places = _thinned(places, [extent(lines, size)[1] for _, lines in places])
    return [Placed(lines, edge, y, across=across, size=size, ink=axis.tickfont.color or INK) for y, lines in places]


def _titles(frame: Frame, along: list[Placed], up: list[Placed]) -> Iterator[Placed]:
    for axis, letter in ((frame.x.axis, "x"), (frame.y.axis, "y")):
        if not axis.title.text:
            continue
        size, ink = axis.title.font.size or FONT_SIZE, axis.title.font.color or INK
        (left, right), (low, high) = frame.span("x"), frame.span("y")
        if letter == "x":
            edge = min([low - TICK_LENGTH, *(of.box[1] for of in along if axis.side != "top")]) - TITLE_GAP
            lines = _short(axis.title.text, frame.width - 8, size)
            yield Placed(lines, (left + right) / 2, edge, across="center", up="top", size=size, ink=ink)
        else:
            edge = min([left - TICK_LENGTH, *(of.box[0] for of in up)]) - TITLE_GAP
            lines = _short(axis.title.text, high - low, size)
            yield Placed(lines, edge, (low + high) / 2, across="right", size=size, ink=ink, angle=90, align="center")


def _short(text: str, width: float, size: float) -> Lines:
    lines = parse(text)
    return lines if extent(lines, size)[0] <= width else wrapped(_text(lines), width, size)


def annotation_words(figure: go.Figure, frame: Frame) -> list[Placed]:
    """The annotations of a figure."""
    return [_annotation(of, frame) for of in figure.layout.annotations if of.visible is not False and of.text]


def _annotation(of: go.layout.Annotation, frame: Frame) -> Placed:
    aside, down = (of.ax or 0, of.ay or 0) if of.showarrow else (0, 0)
    x = frame.place("x", of.x, of.xref) + (of.xshift or 0) + aside
    y = frame.place("y", of.y, of.yref) + (of.yshift or 0) - down
    across = of.xanchor if of.xanchor not in (None, "auto") else _anchor(of.x, of.xref, ("left", "center", "right"))
    up = of.yanchor if of.yanchor not in (None, "auto") else _anchor(of.y, of.yref, ("bottom", "middle", "top"))
    return Placed(
        parse(of.text), x, y, across=across, up=up, size=of.font.size or FONT_SIZE, ink=of.font.color or INK,
        angle=_angle(of.textangle), align=of.align or "center", ground=of.bgcolor or "", pad=_pad(of),
    )  # fmt: skip


def _pad(of: go.layout.Annotation) -> float:
    return 1 if of.borderpad is None else of.borderpad


def _anchor(at: object, ref: str | None, names: tuple[str, str, str]) -> str:
    """Where an annotation that does not say hangs by: in the outer thirds of the page by its outer end, else by its middle."""
    if ref in (None, "x", "y"):
        return names[1]
    return names[0] if float(at) <= _OUTER["left"] else names[2] if float(at) >= _OUTER["right"] else names[1]


def point_words(trace: go.Scatter, frame: Frame) -> Iterator[Placed]:
    """What stands beside the points of a trace that are on the chart."""
    if not scatter.has(trace, "text") or trace.text is None:
        return
    x, y = (scale.numbers(values_of(trace, scale.letter)) for scale in (frame.x, frame.y))
    count = len(x)
    size, ink = trace.textfont.size or FONT_SIZE, trace.textfont.color or INK
    sizes = each(trace.marker.size, count) if scatter.has(trace, "markers") else [0] * count
    for at, (words, where) in enumerate(zip(each(trace.text, count), each(trace.textposition, count), strict=True)):
        if not words or np.isnan(x[at]) or np.isnan(y[at]):
            continue
        place = frame.across(x[at]), frame.up(y[at])
        if frame.holds(*place):
            gap = (MARKER_SIZE if sizes[at] is None else sizes[at]) / 1.6 + 1
            yield _beside(Placed(parse(words), *place, size=size, ink=ink), where or "middle center", gap)


def _beside(placed: Placed, where: str, gap: float) -> Placed:
    up, across = where.split()
    high = {"top": gap, "bottom": -gap}.get(up, 0)
    aside = {"left": -gap, "right": gap}.get(across, 0)
    return replace(
        placed, x=placed.x + aside, y=placed.y + high, up={"top": "bottom", "bottom": "top"}.get(up, "middle"),
        across={"left": "right", "right": "left"}.get(across, "center"),
    )  # fmt: skip


def bar_words(bars: Bars, frame: Frame) -> Iterator[Placed]:
    """What stands in or beyond each bar of a trace."""
    trace, count = bars.trace, len(bars.middles)
    if trace.text is None or trace.textposition == "none":
        return
    for at, words in enumerate(each(trace.text, count)):
        length = bars.lengths[at]
        if words in (None, "") or length != length:
            continue
        ends = [bars.starts[at], bars.starts[at] + length]
        at_axis = frame.across if bars.is_flat else frame.up
        low, high = (at_axis(end) for end in ends)
        middle = (frame.up if bars.is_flat else frame.across)(bars.middles[at])
        placed = Placed(
            parse(words),
            middle,
            middle,
            across="center",
            size=trace.textfont.size or FONT_SIZE,
            ink=trace.textfont.color or INK,
        )
        yield from _at_bar(placed, bars, (low, high), middle, is_forward=length >= 0)


def _at_bar(
    placed: Placed, bars: Bars, ends: tuple[float, float], middle: float, *, is_forward: bool
) -> Iterator[Placed]:
    """Words beyond the end of their bar, or in its middle, smaller where it is short and none where it is too short."""
    start, end = ends
    if bars.trace.textposition == "outside":
        out = 3 if (end >= start if end != start else is_forward) else -3
        side = ("left" if out > 0 else "right") if bars.is_flat else ("bottom" if out > 0 else "top")
        if bars.is_flat:
            yield replace(placed, x=end + out, y=middle, across=side)
        else:
            yield replace(placed, x=middle, y=end + out, up=side)
        return
    wide = extent(placed.lines, placed.size)[0 if bars.is_flat else 1]
    size = placed.size * min(1, (abs(end - start) - 6) / wide)
    if size >= _LEAST_INSIDE:
        half = (start + end) / 2
        x, y = (half, middle) if bars.is_flat else (middle, half)
        yield replace(placed, x=x, y=y, size=size)


def cell_words(trace: go.Heatmap, frame: Frame) -> Iterator[Placed]:
    """What stands in the cells of a heatmap."""
    if trace.text is None or trace.texttemplate is None:
        return
    x, y = (scale.numbers(values_of(trace, scale.letter)) for scale in (frame.x, frame.y))
    size, ink = trace.textfont.size or FONT_SIZE, trace.textfont.color or INK
    for row, along in enumerate(trace.text):
        for column, words in enumerate(along):
            if words:
                lines = ((Run(str(words)),),)
                yield Placed(lines, frame.across(x[column]), frame.up(y[row]), across="center", size=size, ink=ink)
