"""Shares as they may be shown: small groups hidden, and with them whatever they would follow from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from throughgate.methods.disclosure import UNRELIABLE_BELOW, hide_small, is_small
from throughgate.methods.reconviction import Rate
from throughgate.service.engagement import EVERYBODY, NOT_RECORDED, SPLITS
from throughgate.show import words
from throughgate.show.tables import HIDDEN, HIDDEN_KEY, UNRELIABLE_KEY

Shown = dict[str, Rate | None]
"""Shares by group; None where one may not be shown."""


def shown_groups(groups: Mapping[str, Rate]) -> Shown:
    """Everybody and the parts of each split; each split is looked at within everybody, of whom it is a whole."""
    everybody = groups[EVERYBODY]
    if is_small(everybody.n, everybody.reconvicted):
        return {name: of if name in NOT_RECORDED and not of.n else None for name, of in groups.items()}
    shown: Shown = {EVERYBODY: everybody}
    for split in SPLITS:
        shown |= zip(split, shown_parts([groups[name] for name in split]), strict=True)
    return shown


def shown_parts(parts: Sequence[Rate]) -> list[Rate | None]:
    """The parts of a shown total, None for those to hide."""
    hidden = hide_small([part.n for part in parts], [part.reconvicted for part in parts])
    return [None if small else part for part, small in zip(parts, hidden, strict=True)]


def say(share: Rate | None) -> str:
    """A share with its interval and n: 58.3% (56.8% to 59.8%), n = 4,201."""
    if share is None:
        return HIDDEN
    if not share.n:
        return "nobody"
    return f"{words.rate(share)}, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{words.whole(share.n)}{' u' if share.n < UNRELIABLE_BELOW else ''}"


def filled_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """The table without the columns in which there is nobody at all."""
    return frame.loc[:, [name for name in frame if not (frame[name] == "nobody").all()]]


def key_of(frame: pd.DataFrame) -> str:
    """The symbols used in a table, explained; empty where none is used."""
    text = frame.astype(str)
    is_unreliable = text.apply(lambda column: column.str.endswith(" u")).any(axis=None)
    notes = (HIDDEN_KEY if (text == HIDDEN).any(axis=None) else "", UNRELIABLE_KEY if is_unreliable else "")
    return " ".join(note for note in notes if note)
