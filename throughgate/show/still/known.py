"""Which properties of a figure are drawn, which are left out on purpose, and that there is no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import plotly.graph_objects as go

from throughgate.show.still.errors import StillError

_FONT = "font.size font.color font.family"
_IGNORED = frozenset(
    [
        "hoverinfo",
        "hovertext",
        "hovertemplate",
        "hoverlabel",
        "hoveron",
        "hoverongaps",
        "hoverformat",
        "hovermode",
        "customdata",
        "ids",
        "uid",
        "uirevision",
        "meta",
        "legendgroup",
        "legendrank",
        "dragmode",
        "template",
        "autosize",
        "width",
        "font.family",
        "tickfont.family",
        "title.font.family",
        "textfont.family",
        "legend.font.family",
        "automargin",
        "fixedrange",
        "zeroline",
        "zerolinecolor",
        "constraintext",
        "captureevents",
        "clicktoshow",
        "arrowcolor",
        "arrowhead",
        "arrowwidth",
        "arrowsize",
        "ax",
        "ay",
        "standoff",
        "separatethousands",
        "title.standoff",
        "title.text.standoff",
        "uniformtext",
        "colorway",
        "modebar",
        "legend.itemclick",
        "legend.itemdoubleclick",
        "legend.bgcolor",
        "legend.borderwidth",
        "legend.x",
        "legend.xanchor",
        "legend.y",
        "legend.yref",
        "legend.yanchor",
        "legend.traceorder",
        "legend.tracegroupgap",
        "legend.font.color",
        "legend.font.size",
        "legend.itemsizing",
        "linecolor",
        "linewidth",
        "tickcolor",
        "ticklen",
        "tickwidth",
        "textsrc",
        "plot_bgcolor",
        "paper_bgcolor",
        "marker.line.dash",
        "error_x.type",
        "error_x.symmetric",
        "error_y.type",
        "error_y.symmetric",
        "bordercolor",
        "borderwidth",
    ]
)
"""What has no place on paper, or is the same in every still chart: it may be set and makes no difference. The legend stands
above what is drawn, in the order of the traces, whatever place is named."""

_AXIS = f"""type range autorange rangemode tickvals ticktext tickmode nticks dtick tick0 tickformat ticksuffix tickprefix
    tickangle showticklabels ticks showgrid gridcolor gridwidth side domain categoryorder categoryarray visible title.text anchor showline
    {" ".join(f"{of}{_FONT[4:].replace(' font', f' {of}')}" for of in ("tickfont", "title.font"))}"""
_DRAWN = {
    "scatter": """type x y mode name showlegend visible opacity text textposition textfont.size textfont.color line.color
    line.width line.dash line.shape marker.color marker.size marker.symbol marker.opacity marker.line.color marker.line.width
    fill fillcolor fillpattern.shape fillpattern.fgcolor fillpattern.size fillpattern.solidity connectgaps cliponaxis
    xaxis yaxis error_x.array error_x.arrayminus error_x.color error_x.thickness error_x.width error_x.visible error_y.array
    error_y.arrayminus error_y.color error_y.thickness error_y.width error_y.visible""",
    "bar": """type x y base width orientation name showlegend visible opacity marker.color marker.opacity marker.line.color
    marker.line.width text textposition textfont.size textfont.color textangle insidetextanchor cliponaxis xaxis yaxis""",
    "heatmap": """type x y z zmin zmax colorscale showscale xgap ygap text texttemplate textfont.size textfont.color name
    showlegend visible xaxis yaxis""",
    "annotation": """x y xref yref text showarrow visible xanchor yanchor xshift yshift align font.size font.color
    font.family textangle bgcolor borderpad arrowcolor arrowhead arrowwidth ax ay""",
    "shape": "type x0 x1 y0 y1 xref yref line.color line.width line.dash fillcolor opacity layer visible name",
    "axis": _AXIS,
    "layout": """height showlegend barmode bargap bargroupgap margin.l margin.r margin.t margin.b margin.pad legend.orientation
    font.size font.color""",
}
_VALUES = {
    ("scatter", "fill"): ("none", "toself"),
    ("scatter", "fillpattern.shape"): ("", "/", "\\", "x", "-", "|", "."),
    ("scatter", "line.shape"): ("linear", "hv"),
    ("scatter", "cliponaxis"): (True, False),
    **{(kind, f"{letter}axis"): (letter,) for kind in ("scatter", "bar", "heatmap") for letter in "xy"},
    ("shape", "type"): ("rect", "line"),
    ("shape", "layer"): ("above", "below"),
    ("axis", "type"): ("-", "linear", "date", "category"),
    ("layout", "barmode"): ("group", "overlay", "stack", "relative"),
    ("heatmap", "showscale"): (False,),
    ("heatmap", "texttemplate"): ("%{text}",),
    ("annotation", "arrowhead"): (0,),
    ("bar", "textposition"): ("none", "inside", "outside", "auto"),
}
"""What such a property may be, where not everything can be drawn."""


def check(figure: go.Figure) -> None:
    """Raise StillError, naming it, for what the figure holds and cannot be drawn."""
    for trace in figure.data:
        if trace.type not in ("scatter", "bar", "heatmap"):
            raise StillError(f"trace type '{trace.type}' cannot be drawn: use scatter, bar or heatmap")
        _check(trace.type, trace.to_plotly_json())
    layout = figure.layout.to_plotly_json()
    for kind, name in (("annotation", "annotations"), ("shape", "shapes")):
        for one in layout.pop(name, ()):
            _check(kind, one)
    for name in ("xaxis", "yaxis"):
        _check("axis", layout.pop(name, {}))
    _check("layout", layout)


def _check(kind: str, held: Mapping) -> None:
    drawn = frozenset(_DRAWN[kind].split())
    for name, value in _flat(held):
        if name in _IGNORED or name.partition(".")[0] in _IGNORED:
            continue
        if name not in drawn:
            raise StillError(
                f"property '{name}' of a {kind} cannot be drawn: leave it out, or teach throughgate/show/still"
            )
        allowed = _VALUES.get((kind, name))
        if allowed is not None and value not in allowed:
            raise StillError(
                f"{name} '{value}' of a {kind} cannot be drawn: use one of {', '.join(map(repr, allowed))}"
            )
    if kind == "annotation" and held.get("showarrow") and held.get("arrowhead") != 0:
        raise StillError("an arrow with a head cannot be drawn: set the annotation's arrowhead to 0 for a plain line")


def _flat(held: Mapping, before: str = "") -> Iterator[tuple[str, object]]:
    """Each property that is set, by its whole name: `marker.line.width`."""
    for name, value in held.items():
        if isinstance(value, Mapping) and "bdata" not in value:  # Numbers that Plotly holds packed are a value.
            yield from _flat(value, f"{before}{name}.")
        elif value is not None:
            yield f"{before}{name}", value
