"""What was published about a contract's results, put through its rule: whether the two come to the same decision."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.published_outcomes import Reproduced, read_outcomes, reproduce
from throughgate.rules import Rule
from throughgate.show.payment.amounts import SAYS
from throughgate.show.payment.tables import mark
from throughgate.show.tables import plain
from throughgate.terms import Contract

SUBTITLE = (
    "Real results as published, not those of the people in these data. Only the decision is compared: what was paid was not "
    "published, so no sum is"
)
AGREES = {True: "agree", False: "**do not agree**", None: "nothing to compare"}


def found(terms: Contract) -> tuple[Reproduced, ...]:
    """The contract's published results put through its rule; none where it pays nothing or nothing was published."""
    return reproduce(terms, read_outcomes()) if terms.payment else ()


def published_table(rule: Rule, results: Sequence[Reproduced]) -> pd.DataFrame:
    """One row a published result: the figure, what the rule makes of it, what was decided, and where it was read."""
    return pd.DataFrame(
        {
            "Result": [plain(one.published.cohort_or_period) for one in results],
            "Published": [plain(one.published.in_words) for one in results],
            "By the rule": [_by_rule(rule, one) for one in results],
            "Decision as published": [plain(one.published.published_decision) for one in results],
            "Rule and publication": [AGREES[one.agrees] for one in results],
            "Source and status": [
                f"{plain(one.published.source)} ({mark(one.published.status)}{_quoted(one)})" for one in results
            ],
        }
    )


def _by_rule(rule: Rule, one: Reproduced) -> str:
    """Whether the target is met, the decision, and the facts that the rule looked at."""
    said = f"Target {'met' if one.is_met else 'missed'}: {SAYS[rule][one.decision]}"
    findings = "; ".join(f"{plain(name)}: {plain(fact)}" for name, fact in one.findings)
    return f"**{said}**" + (f". {findings}" if findings else "")


def _quoted(one: Reproduced) -> str:
    return ", quoted by the source" if one.published.mark == "V2" else ""


def published_words(results: Sequence[Reproduced]) -> str:
    """How many agree, and what has to be known of single results."""
    compared = [one for one in results if one.agrees is not None]
    agreed = sum(bool(one.agrees) for one in compared)
    first = f"The rule comes to the published decision in {agreed} of {len(compared)} results." if compared else ""
    notes = [
        f"- {plain(one.published.cohort_or_period)}: {plain(one.published.note)}."
        for one in results
        if one.published.note
    ]
    return "\n".join([first, "", *notes]).strip()
