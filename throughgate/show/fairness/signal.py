"""What a check says in words: unusual, look into it; as usual; cannot tell yet."""

from __future__ import annotations

from dataclasses import dataclass

from throughgate.fairness.model import Check


@dataclass(frozen=True)
class Signal:
    """A check in words.

    `name` says in a few words what is looked at; `sentence` what was found, with n, estimate and interval; `section` is the
    heading of the block that shows it.
    """

    check: Check
    name: str
    sentence: str
    section: str
