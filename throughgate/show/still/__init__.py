"""Charts of a page drawn without a browser, as SVG and PNG, from the same figures."""

from throughgate.show.still.errors import StillError
from throughgate.show.still.page import draw
from throughgate.show.still.written import png, svg

__all__ = ["StillError", "draw", "png", "svg"]
