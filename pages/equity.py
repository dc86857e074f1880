"""Equity of outcome: does it work alike for gender, ethnicity, geography, age and severity?"""

from throughgate.frame import current_view
from throughgate.show import layout, words

look = current_view()
layout.heading(words.caption(look.contract, look.as_at), "Equity of outcome", "")
layout.foot(look.contract)
