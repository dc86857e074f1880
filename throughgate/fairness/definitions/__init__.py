"""What may bend the measure: exclusions, dates, scores and timing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from throughgate.fairness.definitions.dates import Anniversary, Edge, read_anniversaries, read_edge
from throughgate.fairness.definitions.exclusions import REASONS, Excluded, Quarter, Reason, read_excluded, read_quarters
from throughgate.fairness.model import Check
from throughgate.fairness.runs import FEWEST, SEED, Run, read_run
from throughgate.methods.fairness.cusum import Cusum, FalseAlarms, drawn_either_sign, false_alarms
from throughgate.store.reader import Reader, query
from throughgate.terms import Cohort, Contract


@dataclass(frozen=True)
class Definitions:
    """What may bend the measure: exclusions, dates, scores and timing."""

    quarters: tuple[Quarter, ...]
    excluded: tuple[Excluded, ...]
    edges: tuple[Edge, ...]
    scores_high: Run
    scores_low: Run
    anniversaries: tuple[Anniversary, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every check, in the order of the page."""
        return (
            *(check for each in self.excluded for check in each.checks),
            *(edge.check for edge in self.edges),
            *self.scores_high.checks("definition"),
            *self.scores_low.checks("definition"),
            *(each.check for each in self.anniversaries),
        )


def read_definitions(reader: Reader, contract: Contract, as_at: date) -> Definitions:
    """What may bend the measure: exclusions, dates, scores and timing, as known on `as_at`."""
    ask = partial(query, reader, contract_id=contract.id, as_at=as_at)
    counted = ask("fairness/exclusions", reasons=list(REASONS))
    scores = ask("fairness/scores")
    cohorts = _begun(contract, as_at)
    return Definitions(
        read_quarters(counted, cohorts),
        tuple(read_excluded(counted, cohort) for cohort in cohorts if (counted["cohort_id"] == cohort.id).any()),
        tuple(
            edge for row in ask("fairness/edges").itertuples() if any((edge := read_edge(row, as_at)).near + edge.far)
        ),
        _scores(scores, "definition-scores-high", sign=1),
        _scores(scores, "definition-scores-low", sign=-1),
        read_anniversaries(ask("fairness/anniversary"), cohorts),
    )


def _begun(contract: Contract, as_at: date) -> list[Cohort]:
    """The contract's own cohorts that have begun, their windows as far as they have come."""
    return [
        cohort.model_copy(update={"discharged_to": min(cohort.discharged_to, as_at)})
        for cohort in contract.cohorts
        if cohort.kind == "cohort" and cohort.discharged_from <= as_at
    ]


def _scores(scores: pd.DataFrame, name: str, *, sign: int) -> Run:
    rows = scores.loc[scores.index.repeat(scores["people"])]
    days, differences = rows["day"].to_numpy().astype("datetime64[D]"), sign * rows["difference"].to_numpy(dtype=float)
    return read_run(name, days, differences, _simulate(differences))


def _simulate(differences: np.ndarray) -> Callable[[np.ndarray, Cusum], FalseAlarms]:
    """False alarms where errors are as likely up as down, and are those seen outside the climbs to an alarm."""

    def simulate(order: np.ndarray, found: Cusum) -> FalseAlarms:
        calm = np.ones(len(order), dtype=bool)
        for alarm in found.alarms:
            calm[alarm.started : alarm.at + 1] = False
        usual = differences[order][calm] if calm.sum() >= FEWEST else differences
        return false_alarms(drawn_either_sign(usual, len(order), seed=SEED))

    return simulate


__all__ = ["REASONS", "Anniversary", "Definitions", "Edge", "Excluded", "Quarter", "Reason", "read_definitions"]
