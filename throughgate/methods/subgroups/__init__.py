"""For whom does it work: groups against what their risks would lead one to expect, and against chance.

Whatever is found among many groups is exploratory: it prompts a question and never a payment.
"""

from throughgate.methods.subgroups.comparing import Comparison, GroupEffect, compare_groups, people_needed
from throughgate.methods.subgroups.events import EventsEffect, compare_events
from throughgate.methods.subgroups.interaction import Interaction, test_interaction
from throughgate.methods.subgroups.shrinking import Spread, benjamini_hochberg

__all__ = [
    "Comparison", "EventsEffect", "GroupEffect", "Interaction", "Spread", "benjamini_hochberg", "compare_events",
    "compare_groups", "people_needed", "test_interaction",
]  # fmt: skip
