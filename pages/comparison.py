"""Comparison: a matched comparison group, how alike it is, and what the two groups then did."""

from throughgate.frame import current_view
from throughgate.show import layout, words

look = current_view()
layout.heading(words.caption(look.contract, look.as_at), "Comparison", "")
layout.foot(look.contract)
