"""From custody to community: how many get each step, and who stays in touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from throughgate.methods.engagement import Association, Reviews, association, reviews
from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.results import place_of
from throughgate.store.reader import Reader, query
from throughgate.terms import Contract

EVERYBODY = "everybody"
NOT_RECORDED = ("local not recorded", "licence not recorded")
SPLITS = (("local", "not local", NOT_RECORDED[0]), ("on licence", "not on licence", NOT_RECORDED[1]))
"""Two ways in which everybody is split, the last part of each for people of whom it is not recorded."""

REVIEWED_WEEKS = 12
"""Weeks after release in which reviews are counted (assumed)."""

STEPS = ("allocated", "handover", "handover ever", "first week", "engaged", "local")
FULL_AFTER = {"first week": {"days": 7}, "engaged": {"months": 12}}
"""How long after the last discharge of a quarter a step can no longer come; the others come before release."""

TO_THE_END = pd.DateOffset(months=3, days=-1)
"""From the first day of a quarter to its last."""

AFTER_RELEASE = ("first week", "engaged")
"""Steps that rest on contacts in the community."""

Groups = dict[str, Rate]
"""Shares of everybody and of the parts of each split; parts that hold nobody are there too."""


@dataclass(frozen=True)
class Quarter:
    """People of a step discharged in a quarter; `is_complete` says that everybody of it is in and nothing can be added."""

    start: date
    share: Rate
    is_complete: bool


@dataclass(frozen=True)
class Step:
    """A step on the way from custody to community: shares by group, and of everybody by quarter of discharge.

    `left_out` counts discharges of whom it cannot be said. Of the shares, `reconvicted` are those who had the step.
    """

    name: str
    by_group: Groups
    quarters: tuple[Quarter, ...]
    left_out: int


@dataclass(frozen=True)
class Month:
    """A month since release: shares met in it, of people who have been out for all of it."""

    month: int
    by_group: Groups


@dataclass(frozen=True)
class Band:
    """An OGRS band: reconviction of people who engaged early, and of the others."""

    name: str
    engaged: Rate
    others: Rate


@dataclass(frozen=True)
class Engagement:
    """From custody to community: how many get each step, and who stays in touch.

    Steps of which the terms hold no figure are absent, and so are `reviews`. `not_scored` counts the people with
    complete follow-up but no OGRS, who are left out of `association`.
    """

    steps: tuple[Step, ...]
    reviews: dict[str, Reviews]
    months: tuple[Month, ...]
    association: Association | None
    bands: tuple[Band, ...]
    not_scored: int

    def step(self, name: str) -> Step | None:
        """The step of this name; None where it is not looked at or nobody could have had it."""
        return next((step for step in self.steps if step.name == name), None)

    @property
    def has_contacts(self) -> bool:
        """Whether any attended contact with a community case manager after release is held."""
        return any(step.by_group[EVERYBODY].reconvicted for step in self.steps if step.name in AFTER_RELEASE)


def read_engagement(reader: Reader, contract: Contract, as_at: date, cohort_id: str | None = None) -> Engagement:
    """From custody to community: how many get each step, and who stays in touch."""
    asked = {"contract_id": contract.id, "cohort_id": cohort_id, "as_at": as_at}
    outcomes = query(reader, "engagement/outcomes", **asked)
    scored = outcomes[outcomes["ogrs_percent"].notna()]
    counts = query(reader, "engagement/steps", **asked, **_step_figures(contract))
    return Engagement(
        steps=_steps(counts, as_at),
        reviews=_reviews(reader, contract, asked),
        months=_months(query(reader, "engagement/months", **asked)),
        association=association(*(scored[name] for name in ("ogrs_percent", "is_engaged", "n", "reconvicted"))),
        bands=_bands(scored),
        not_scored=int(outcomes["n"].sum() - scored["n"].sum()),
    )


def _step_figures(contract: Contract) -> dict[str, object]:
    """The figures that the steps turn on, None where the terms hold none, and the day the service began."""
    own = [cohort.discharged_from for cohort in contract.cohorts if cohort.kind == "cohort"]
    names = ("allocated-within", "triage-only-below", "handover-from", "handover-to")
    return {name.replace("-", "_"): _days(contract, name) for name in names} | {"service_from": min(own, default=None)}


def _days(contract: Contract, name: str) -> int | None:
    figure = contract.service.get(name)
    return None if figure is None else int(figure.value)


def _steps(counts: pd.DataFrame, as_at: date) -> tuple[Step, ...]:
    return tuple(_step(name, rows, as_at) for name in STEPS if len(rows := counts[counts["step"] == name]))


def _step(name: str, rows: pd.DataFrame, as_at: date) -> Step:
    wait = pd.DateOffset(**FULL_AFTER.get(name, {"days": 0}))
    quarters = tuple(
        Quarter(start.date(), _share(of, "kept"), (start + TO_THE_END + wait).date() <= as_at)
        for start, of in rows.groupby("quarter")
        if of["n"].sum()
    )
    return Step(name, _by_group(rows, "kept"), quarters, int(rows["left_out"].sum()))


def _share(rows: pd.DataFrame, kept: str) -> Rate:
    return binary_rate(int(rows["n"].sum()), int(rows[kept].sum()))


def _by_group(rows: pd.DataFrame, kept: str) -> Groups:
    return {name: _share(of, kept) for name, of in _groups(rows)}


def _groups(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Everybody, and the parts of each split."""
    parts = [(EVERYBODY, rows)]
    for column, (yes, no, unknown) in zip(("is_local", "is_on_licence"), SPLITS, strict=True):
        is_part = rows[column].astype("boolean")
        parts += [
            (yes, rows[is_part.fillna(False)]),
            (no, rows[(~is_part).fillna(False)]),
            (unknown, rows[is_part.isna()]),
        ]
    return parts


def _reviews(reader: Reader, contract: Contract, asked: dict[str, object]) -> dict[str, Reviews]:
    """Reviews kept by group; none where the terms do not say how often they are due, or nobody has been out for long."""
    every = _days(contract, "review-every")
    if every is None or every > 7 * REVIEWED_WEEKS:
        return {}
    periods = 7 * REVIEWED_WEEKS // every
    rows = query(reader, "engagement/reviews", **asked, review_every=every, periods=periods)
    if rows.empty:
        return {}
    return {
        name: reviews({int(kept): int(n) for kept, n in of.groupby("kept")["people"].sum().items()}, periods)
        for name, of in _groups(rows)
    }


def _months(rows: pd.DataFrame) -> tuple[Month, ...]:
    return tuple(Month(int(month), _by_group(of, "met")) for month, of in rows.groupby("month"))


def _bands(rows: pd.DataFrame) -> tuple[Band, ...]:
    """Bands in their own order; people outside every band stand in none."""
    names: Sequence[str] = sorted(rows["risk_band"].dropna().unique(), key=place_of)
    parts = [(name, rows[rows["risk_band"] == name]) for name in names]
    return tuple(
        Band(name, _share(of[of["is_engaged"]], "reconvicted"), _share(of[~of["is_engaged"]], "reconvicted"))
        for name, of in parts
    )
