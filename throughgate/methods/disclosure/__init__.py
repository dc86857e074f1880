"""What may be shown of small groups: by themselves, in one table, and after all that was shown before."""

from throughgate.methods.disclosure.known import Known, Part, People, choose_shown
from throughgate.methods.disclosure.small import (
    ROUNDED_TO,
    SMALLEST_COUNT,
    SMALLEST_GROUP,
    UNRELIABLE_BELOW,
    hide_small,
    is_small,
    join_small,
)

__all__ = [
    "ROUNDED_TO", "SMALLEST_COUNT", "SMALLEST_GROUP", "UNRELIABLE_BELOW", "Known", "Part", "People", "choose_shown", "hide_small",
    "is_small", "join_small",
]  # fmt: skip
