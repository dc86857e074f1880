"""Who meets a volunteer mentor, by quarter of discharge."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.service.profile import MENTORED_WITHIN_DAYS, Profile
from throughgate.show.blocks import Block
from throughgate.show.engagement.quarters import HOLLOW, Point, published_chart
from throughgate.show.shares import shown

HEADING = "Met a volunteer mentor after release, by quarter"
SUBTITLE = "Share with a kept contact in the first twelve weeks, of eligible people, each once in a cohort, out for twelve weeks; with 95% intervals"


def blocks(found: Profile, *, source: str) -> tuple[Block, ...]:
    """The chart; nothing where nobody has met a mentor or all of it is hidden."""
    quarters = points(found)
    if not any(share.reconvicted for _, share in found.mentored) or not any(point.share for point in quarters):
        return ()
    chart = published_chart(HEADING.removesuffix(", by quarter"), quarters, None)
    return (Block(HEADING, SUBTITLE, "mentored", chart=chart, words=HOLLOW, source=source, takes_notes=True),)


def points(found: Profile) -> Sequence[Point]:
    """The quarters; one is complete once everybody of it has been out for twelve weeks."""
    shares = shown([share for _, share in found.mentored])
    last = pd.Timestamp(found.as_at) - pd.Timedelta(days=MENTORED_WITHIN_DAYS)
    return [
        Point(start, share, pd.Timestamp(start) + pd.DateOffset(months=3, days=-1) <= last)
        for (start, _), share in zip(found.mentored, shares, strict=True)
    ]
