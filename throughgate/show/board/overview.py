"""Every contract in one row: the cohort that matters now, its status, where it lands, against what, the money, the next day."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.show import words
from throughgate.show.board.cohorts import level_words, people_words, reference_words, target_level
from throughgate.show.board.stakes import expected_words
from throughgate.show.board.status import next_day, status_of
from throughgate.show.payment.seen import HIDDEN, Seen
from throughgate.show.tables import HIDDEN as HIDDEN_SIGN
from throughgate.show.tables import HIDDEN_KEY

COMPARE_NONE = (
    "One row a contract: the first of its cohorts that is not final or, where all are, the last. Contracts differ in who is counted, for how "
    "long and against what: compare none of them."
)


def overview(seens: Sequence[Seen]) -> pd.DataFrame:
    """One row a contract, by its default cohort."""
    return pd.DataFrame(
        {
            "Contract and cohort": [f"{seen.terms.name}, {words.in_sentence(seen.name)}" for seen in seens],
            "Status": [status_of(seen).word for seen in seens],
            "Rate or projection": [_level(seen) for seen in seens],
            "Set against; target": [_against(seen) for seen in seens],
            "Expected payment": [expected_words(seen) for seen in seens],
            "Next day": [_next(seen) for seen in seens],
        }
    )


def key(seens: Sequence[Seen]) -> str:
    """The key to the symbol of what is hidden, where it stands in the table."""
    return HIDDEN_KEY if any(seen.state == HIDDEN for seen in seens) else ""


def terms_words(seens: Sequence[Seen]) -> str:
    """For the file of the table: the terms and the day of each row, which are its own contract's."""
    each = (f"{seen.terms.name}: version {seen.terms.sha256[:12]}, as at {words.day(seen.as_at)}" for seen in seens)
    return f"Each row is by the terms and as at the day of its own contract. {'; '.join(each)}."


def _level(seen: Seen) -> str:
    if seen.state == HIDDEN:
        return HIDDEN_SIGN
    if seen.is_volume:
        volume = seen.now.outcome.volume if seen.now.outcome else None
        return "no referral yet" if volume is None else f"{volume.starts:,} starts of {volume.referrals:,} referrals"
    said = level_words(seen)
    events = " events for each 100" if seen.is_events and seen.is_told else ""
    return f"{said}{events}, n = {people_words(seen)}" if seen.now.n else said


def _against(seen: Seen) -> str:
    if seen.is_volume or seen.state == HIDDEN:
        return "none" if seen.is_volume else HIDDEN_SIGN
    against, target = reference_words(seen), target_level(seen)
    if against in ("none", "not yet"):
        return against
    return f"{seen.reference_name} {against}; " + ("no target" if target == "none" else f"target {target}")


def _next(seen: Seen) -> str:
    return f"{next_day(seen)}, as at {words.day(seen.as_at)}"
