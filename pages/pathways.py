"""Pathways: who is on which, intended and received, how they fare, and what people need and are offered."""

from throughgate.frame import current_view
from throughgate.show import layout, notes, words
from throughgate.show.pathways import flows, interventions, lead, mix, needs, outcomes, profile
from throughgate.view_notes import shown_notes

look = current_view()
source = words.source(look.contract, look.as_at)
found, wanted = look.pathways(), look.needs()
layout.heading(words.caption(look.contract, look.as_at), lead.title(found), lead.lead(found))
layout.metrics(lead.boxes(found))
shown = [
    *mix.blocks(found, source=source),
    *flows.blocks(found, source=source),
    *profile.blocks(look.profile(), found, source=source),
    *outcomes.blocks(found, source=source),
    *needs.blocks(wanted, source=source),
    *interventions.blocks(wanted, source=source),
]
layout.blocks(shown, notes.written_on(shown_notes(look)))
layout.foot(look.contract)
