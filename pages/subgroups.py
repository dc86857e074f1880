"""Subgroups: for whom does it work, without revealing anyone."""

from throughgate.frame import current_view
from throughgate.show import layout, words

look = current_view()
layout.heading(words.caption(look.contract, look.as_at), "Subgroups", "")
layout.foot(look.contract)
