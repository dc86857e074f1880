"""Which groups `throughgate rates --by` prints: those that pages and the gate would show too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from throughgate.results import CohortRates
from throughgate.show import periods

UNFOLLOWED = (
    "not everybody's follow-up is complete: `throughgate subgroups` compares groups of the people whose follow-up is"
)


def shown_periods(
    by_quarter: Sequence[CohortRates], by_month: Sequence[CohortRates], as_at: date, grouping: str
) -> dict[str, set[str]]:
    """For each cohort the first days of the quarters, or months, that Reconviction trends shows."""
    quarters = periods.by_quarter(by_quarter, as_at)
    is_month = grouping == "month"
    looked_at = periods.by_month(by_month, quarters, as_at) if is_month else quarters
    named = [
        (rates.cohort.id, group.name)
        for rates in (by_month if is_month else by_quarter)
        if rates.binary.n
        for group in rates.groups
    ]
    shown: dict[str, set[str]] = {}
    for (cohort_id, name), period in zip(named, looked_at, strict=True):
        if period.figures is not None:
            shown.setdefault(cohort_id, set()).add(name)
    return shown


def hide_groups(cohort: dict, shown: Iterable[str], because: str = "") -> None:
    """Take the figures of every group that is not shown out of a cohort of the document; its name stays."""
    cohort["groups"] = [
        group if group["group"] in shown else {name: value if name == "group" else None for name, value in group.items()} | {"hidden": True}
        for group in cohort["groups"]
    ]  # fmt: skip
    if because:
        cohort["hidden_because"] = because
