"""Whether the change from the people compared with differs between the groups of a factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import pandas as pd

from throughgate.gate import FACTORS
from throughgate.methods.counts import RiskCounts
from throughgate.methods.disclosure import SMALLEST_GROUP, UNRELIABLE_BELOW
from throughgate.methods.subgroups import test_interaction
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.subgroups.seen import Seen
from throughgate.show.three_way import is_clear

SUBTITLE = "A likelihood-ratio test for each factor, at the same OGRS scores: the same change in every group would make p large"
CANNOT = "cannot be tested: too few groups are known, and large enough, on both sides"
WORDS = (
    "Of several factors each is tested by itself, on the groups shown added up. A group is left out where the people compared with hold fewer than "
    f"{UNRELIABLE_BELOW} of it, or fewer than {SMALLEST_GROUP} reconvicted or not. p has two decimals and chi-square is not given, since how many the people compared "
    "with are of each group has not been asked."
)
KEY = "x: cannot be worked out."
NO_REFERENCE = "Nobody is compared with, so whether a change differs between groups cannot be tested."


def block(seen: Seen) -> Block:
    """The test for each factor asked about; words alone where nobody is compared with."""
    heading = "Does the change differ between groups?"
    if seen.groups.reference is None:
        return Block(heading=heading, subtitle=NO_REFERENCE, key="interaction")
    return Block(
        heading=heading, subtitle=SUBTITLE, key="interaction", table=interaction_table(seen), table_key=KEY,
        words=WORDS,
    )  # fmt: skip


def interaction_table(seen: Seen) -> pd.DataFrame:
    """One row a factor: groups tested, p to two decimals, and what that says."""
    rows = [_row(seen, place, factor) for place, factor in enumerate(seen.groups.question.by)]
    return pd.DataFrame(rows, columns=["Factor", "Groups tested", "p", "What it says"])


def _row(seen: Seen, place: int, factor: str) -> tuple[str, ...]:
    margins: dict[str, list[tuple[RiskCounts, RiskCounts]]] = {}
    for group in seen.groups.shown:
        if group.reference is not None:
            margins.setdefault(group.values[place], []).append((group.counts, group.reference))
    cohort, reference = ([_joined([pair[side] for pair in pairs]) for pairs in margins.values()] for side in (0, 1))
    found = test_interaction(cohort, reference)
    if found is None:
        return FACTORS[factor], str(len(margins)), "x", CANNOT
    differs = "the change differs between groups by more than chance"
    says = differs if is_clear(found.p) else "no evidence that it differs"
    return FACTORS[factor], str(len(margins)), words.rough_p(found.p), says


def _joined(parts: Sequence[RiskCounts]) -> RiskCounts:
    return RiskCounts(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(RiskCounts)))
