"""What may be shown of small groups: by themselves, in one table, and after all that was shown before."""

from throughgate.methods.disclosure.known import Known, Part, People, choose_shown
from throughgate.methods.disclosure.optimal import SuppressionError, suppress_optimally
from throughgate.methods.disclosure.rounding import is_low, round_count, rounded_rate
from throughgate.methods.disclosure.small import (
    ROUNDED_TO,
    SMALLEST_COUNT,
    SMALLEST_GROUP,
    UNRELIABLE_BELOW,
    are_small,
    hide_small,
    is_small,
    join_small,
)
from throughgate.methods.disclosure.span import follows_from

__all__ = [
    "ROUNDED_TO", "SMALLEST_COUNT", "SMALLEST_GROUP", "UNRELIABLE_BELOW", "Known", "Part", "People", "SuppressionError", "are_small", "choose_shown", "follows_from", "hide_small",
    "is_low", "is_small", "join_small", "round_count", "rounded_rate", "suppress_optimally",
]  # fmt: skip
