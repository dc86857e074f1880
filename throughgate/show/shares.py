"""Shares of people as they may be shown: with interval and n, small groups hidden, and the key to the symbols used."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.methods.disclosure import UNRELIABLE_BELOW, hide_small
from throughgate.methods.reconviction import Rate
from throughgate.show import words
from throughgate.show.tables import HIDDEN, HIDDEN_KEY, UNRELIABLE_KEY

NOBODY = "none"


def shown(parts: Sequence[Rate]) -> tuple[Rate | None, ...]:
    """The parts of a shown total, None for those to hide; never just one is, so that no difference gives it away."""
    hidden = hide_small([part.n for part in parts], [part.reconvicted for part in parts])
    return tuple(None if is_hidden else part for part, is_hidden in zip(parts, hidden, strict=True))


def say(share: Rate | None, of: str = "") -> str:
    """A share with its interval and n, of what where it is named: 58.3% (56.8% to 59.8%), n = 4,201; c where it is hidden."""
    if share is None:
        return HIDDEN
    if share.rate is None:
        return NOBODY
    unit = f" {of}" if of else ""
    mark = " u" if share.n < UNRELIABLE_BELOW else ""
    return f"{words.rate(share)}, n = {words.whole(share.n)}{unit}{mark}"


def key_of(frame: pd.DataFrame) -> str:
    """The symbols used in a table, explained; empty where none is used."""
    text = frame.astype(str)
    is_unreliable = text.apply(lambda column: column.str.endswith(" u")).any(axis=None)
    notes = (HIDDEN_KEY if (text == HIDDEN).any(axis=None) else "", UNRELIABLE_KEY if is_unreliable else "")
    return " ".join(note for note in notes if note)
