"""Groups read from the data: only those that the gate allows leave this module."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from throughgate.gate import Allowed, cohorts_of, column
from throughgate.methods.casemix.recalibration import recalibrate
from throughgate.methods.counts import RiskCounts
from throughgate.methods.disclosure import SMALLEST_GROUP, UNRELIABLE_BELOW
from throughgate.projection.counts import LEAST_RISK, MOST_RISK
from throughgate.results import NOT_KNOWN, ContractData
from throughgate.store.reader import Reader, query
from throughgate.subgroups.model import Group, GroupDays, Groups, Values
from throughgate.terms import Cohort, Contract

SEVERITY = {"indictable": "indictable", "either way": "either_way", "summary": "summary"}
CUSTODY = {"custodial": "custodial", "not custodial": "not_custodial"}
"""Names of kinds of the first reconviction, and their columns."""


def read_groups(reader: Reader, contract: ContractData, allowed: Allowed) -> Groups:
    """What may be shown of the groups of a question; of hidden and withheld ones only the names."""
    terms, question = contract.terms, allowed.question
    compared = compared_with(terms, question.scope)
    rows = _read(reader, contract, allowed, [cohort.id for cohort in compared], by_day=False)
    scope, others = rows[rows["is_scope"]], rows[~rows["is_scope"]]
    total, reference = _counts(scope), _counts(others)
    has_reference = reference.people > 0
    return Groups(
        question=question, terms=terms,
        shown=tuple(_group(scope, others, values, allowed) for values in allowed.shown),
        hidden=allowed.hidden, withheld=allowed.withheld, because=allowed.because,
        total=total, everybody=int(scope["people"].sum()),
        reference=reference if has_reference else None,
        reference_name=_named(compared) if has_reference else "",
        model=recalibrate(reference if has_reference else total),
    )  # fmt: skip


def read_days(reader: Reader, contract: ContractData, allowed: Allowed) -> tuple[GroupDays, ...]:
    """The groups whose curve may be shown, by days since discharge. Nothing by day may be shown: join days to steps before."""
    if allowed.question.measure != "time":
        return ()
    rows = _read(reader, contract, allowed, [], by_day=True)
    return tuple(_days(_of(rows, values), values) for values in allowed.detailed)


def compared_with(terms: Contract, scope: str) -> tuple[Cohort, ...]:
    """The cohorts that a scope's own cohorts are measured against; none for a baseline or a pool itself."""
    within = cohorts_of(terms, scope)
    own = [cohort for cohort in map(terms.cohort, within) if cohort.kind == "cohort"]
    against = (terms.measured_against(cohort) for cohort in own)
    found = {cohort.id: cohort for cohort in against if cohort is not None}
    return tuple(cohort for cohort in found.values() if cohort.id not in within)


def _read(
    reader: Reader, contract: ContractData, allowed: Allowed, compared: list[str], *, by_day: bool
) -> pd.DataFrame:
    question = allowed.question
    by = dict.fromkeys(("by_1", "by_2", "by_3")) | {
        f"by_{n}": column(factor) for n, factor in enumerate(question.by, start=1)
    }
    rows = query(
        reader, "subgroups/cells", contract_id=contract.terms.id, as_at=question.as_at, compared=compared,
        scope=list(cohorts_of(contract.terms, question.scope)), by_day=by_day, **by,
    )  # fmt: skip
    names = [f"group_{place}" for place in range(1, len(question.by) + 1)]
    return rows.assign(values=list(zip(*(rows[name] for name in names), strict=True)))


def _of(rows: pd.DataFrame, values: Values) -> pd.DataFrame:
    return rows[np.array([row == values for row in rows["values"]], dtype=bool)]


def _group(scope: pd.DataFrame, others: pd.DataFrame, values: Values, allowed: Allowed) -> Group:
    rows = _of(scope, values)
    measure = allowed.question.measure if values in allowed.detailed else ""
    return Group(
        values, _counts(rows), _reference(others, values),
        severity=_kinds(rows, SEVERITY) if measure == "severity" else None,
        custody=_kinds(rows, CUSTODY) if measure == "custody" else None,
    )  # fmt: skip


def _kinds(rows: pd.DataFrame, columns: dict[str, str]) -> dict[str, int]:
    return {kind: int(rows[column].sum()) for kind, column in columns.items()}


def _reference(others: pd.DataFrame, values: Values) -> RiskCounts | None:
    """The same group among the compared; the gate is not asked of it, so it must be far from telling of a few people."""
    counts = _counts(_of(others, values))
    again = int(counts.reconvicted.sum())
    if NOT_KNOWN in values or counts.people < UNRELIABLE_BELOW or min(again, counts.people - again) < SMALLEST_GROUP:
        return None
    return counts


def _counts(rows: pd.DataFrame) -> RiskCounts:
    """The people by risk, whatever their groups; only those whose follow-up is complete."""
    kept = rows[rows["n"] > 0]
    names = ["n", "reconvicted", "events", "events_squared"]
    summed = kept.groupby("ogrs_percent", dropna=False, sort=True)[names].sum()
    return RiskCounts(_risk(summed.index), *(summed[name].to_numpy(dtype=np.int64) for name in names))


def _risk(percent: Iterable[float]) -> np.ndarray:
    return np.clip(np.asarray(percent, dtype=float) / 100, LEAST_RISK, MOST_RISK)


def _days(rows: pd.DataFrame, values: Values) -> GroupDays:
    kept = rows[rows["n"] > 0]
    counted = (kept[name].to_numpy(dtype=np.int64) for name in ("day", "n", "reconvicted"))
    return GroupDays(values, _risk(kept["ogrs_percent"]), *counted)


def _named(cohorts: Iterable[Cohort]) -> str:
    """Names in a row, the first as it begins a sentence: Baseline year 2009 and baseline year 2010."""
    first, *others = [cohort.name for cohort in cohorts]
    names = [first, *(f"{name[:1].lower()}{name[1:]}" for name in others)]
    return f"{', '.join(names[:-1])} and {names[-1]}" if others else first
