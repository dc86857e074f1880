"""What `throughgate released` prints: what was shown of groups, to whom and when; never which figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from throughgate.gate import described
from throughgate.show import words
from throughgate.show.text import aligned

if TYPE_CHECKING:
    from throughgate.store.releases import Release

NONE_YET = "Nothing has been shown of groups yet."


def released_table(releases: Sequence[Release]) -> str:
    """One line an answer, oldest first."""
    if not releases:
        return NONE_YET
    rows = [("when (UTC)", "role", "contract", "of", "shown", "withheld", "what")]
    rows += [
        (
            f"{of.asked_at:%Y-%m-%d %H:%M}", of.role, of.contract_id, of.measure, words.whole(len(of.shown)),
            words.whole(len(of.withheld)), described(of),
        )
        for of in releases
    ]  # fmt: skip
    return "\n".join(aligned(rows))


def released_document(releases: Sequence[Release]) -> dict[str, object]:
    """The same for a machine."""
    return {
        "released": [
            {
                "asked_at": of.asked_at.isoformat(), "role": of.role, "contract": of.contract_id, "measure": of.measure,
                "as_at": of.as_at.isoformat(), "cohort": of.scope, "by": list(of.by), "shown": len(of.shown),
                "withheld": len(of.withheld), "because": of.because or None,
            }
            for of in releases
        ]
    }  # fmt: skip
