"""Shares as they may be shown: small groups hidden, and with them whatever they would follow from."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from throughgate.methods.disclosure import is_small
from throughgate.methods.reconviction import Rate
from throughgate.service.engagement import EVERYBODY, NOT_RECORDED, SPLITS
from throughgate.show.shares import NOBODY, shown

Shown = dict[str, Rate | None]
"""Shares by group; None where one may not be shown."""


def shown_groups(groups: Mapping[str, Rate]) -> Shown:
    """Everybody and the parts of each split; each split is looked at within everybody, of whom it is a whole."""
    everybody = groups[EVERYBODY]
    if is_small(everybody.n, everybody.reconvicted):
        return {name: of if name in NOT_RECORDED and not of.n else None for name, of in groups.items()}
    found: Shown = {EVERYBODY: everybody}
    for split in SPLITS:
        found |= zip(split, shown([groups[name] for name in split]), strict=True)
    return found


def filled_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """The table without the columns in which there is nobody at all."""
    return frame.loc[:, [name for name in frame if not (frame[name] == NOBODY).all()]]
