"""Every pound followed down to the rows it comes from, and computed a second time by other means.

The first computation is the projection's: member_at and event_at count, methods/ reason. The second goes back to the
source tables with SQL of its own (queries/ledger/) and shares no code with the first.
"""

from throughgate.ledger.episodes import PeopleNotListed, list_episodes, may_list_people
from throughgate.ledger.ledger import ledger
from throughgate.ledger.model import Check, ControlBand, Counts, Ledger, Second, SecondLine

__all__ = [
    "Check", "ControlBand", "Counts", "Ledger", "PeopleNotListed", "Second", "SecondLine", "ledger", "list_episodes",
    "may_list_people",
]  # fmt: skip
