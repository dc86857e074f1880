"""Units for terms written in tests."""

from __future__ import annotations

from throughgate.rules import RULE_FIGURES, UNIT_WORDS


def unit_of(rule: str, name: str) -> str:
    """The unit in which the rule counts this figure; per cent of a figure it does not need."""
    return UNIT_WORDS[RULE_FIGURES[rule].get(name, "percent")]
