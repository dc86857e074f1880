"""What is known of groups of people that a role may see, and of whom it is expected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from throughgate.gate import Question
from throughgate.methods.casemix import Recalibration
from throughgate.methods.counts import RiskCounts
from throughgate.terms import Contract

Values = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Group:
    """A group that may be shown: its people with complete follow-up by risk, and the same group among the compared.

    `values` are those of the question's factors, in their order. `reference` is None where nobody is compared, the group is not
    known, or too few people are in it there for a test that the gate is not asked about. `severity` and `custody` count those reconvicted by what the first
    reconviction was, as far as it is known; None unless asked for and allowed.
    """

    values: Values
    counts: RiskCounts
    reference: RiskCounts | None = None
    severity: dict[str, int] | None = None
    custody: dict[str, int] | None = None


@dataclass(frozen=True, eq=False)
class Groups:
    """The answer to a question: the groups that may be shown, and by name alone those that may not.

    `total` holds everybody of the scope whose follow-up is complete, `everybody` counts all of the scope. `reference` holds the
    people whom `model` is fitted on; None where it is fitted on the scope itself.
    """

    question: Question
    terms: Contract
    shown: tuple[Group, ...]
    hidden: tuple[Values, ...]
    withheld: tuple[Values, ...]
    because: str
    total: RiskCounts
    everybody: int
    reference: RiskCounts | None
    reference_name: str
    model: Recalibration


@dataclass(frozen=True, eq=False)
class GroupDays:
    """A group that may be shown, by risk and day since discharge of the first reconviction or of the end of follow-up.

    One entry a risk and day: `n` people, `reconvicted` of them on that day; the others were followed to it and were not.
    """

    values: Values
    risk: np.ndarray
    day: np.ndarray
    n: np.ndarray
    reconvicted: np.ndarray
