"""Engagement: from custody to community, who stays in touch, what the service can hold, and what engagement goes with."""

from throughgate.frame import current_view
from throughgate.show import layout, notes, words
from throughgate.show.engagement import association, capacity, indicators, lead, mentoring, months, quarters, steps
from throughgate.view_notes import shown_notes

look = current_view()
terms = look.contract.terms
source = words.source(look.contract, look.as_at)
found = look.engagement()
layout.heading(words.caption(look.contract, look.as_at), lead.title(found), lead.lead(found, terms))
layout.metrics(lead.boxes(found, terms))
shown = [
    *steps.blocks(found, terms, source=source),
    *quarters.blocks(found, terms, source=source),
    *months.blocks(found, source=source),
    *mentoring.blocks(look.profile(), source=source),
    *capacity.blocks(look.capacity(), source=source),
    *indicators.blocks(look.capacity(), source=source),
    *association.blocks(found, source=source),
]
layout.blocks(shown, notes.written_on(shown_notes(look)))
layout.foot(look.contract)
