"""The second computation of a payment: counted from the source tables, adjusted and paid by SQL of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from throughgate.ledger.counting import Recount, recount, recount_referrals
from throughgate.ledger.model import ControlBand, Counts, Second
from throughgate.ledger.paying import Basis, is_priced, paid, paid_by_volume, passed_on
from throughgate.projection import CohortProjection
from throughgate.store.reader import Reader, query
from throughgate.terms import Cohort, Contract


@dataclass(frozen=True)
class Against:
    """What a cohort is set against: the adjusted baseline, its events, and whether they were taken over from the first."""

    baseline: Fraction | None = None
    events: Fraction | None = None
    is_given: bool = False
    bands: tuple[ControlBand, ...] = ()


def compute_again(reader: Reader, terms: Contract, cohort: CohortProjection, as_at: date) -> Second:
    """Counts, baseline and payment of a cohort, by other means than the projection's.

    Taken over from the first computation are only OGRS scores, the coefficients of a fitted curve, the standard error of
    an estimated baseline, what earlier cohorts settled at, and a control that is still projected.
    """
    if terms.outcome.headline == "volume":
        counts = recount_referrals(reader, cohort.cohort, as_at)
        lines = paid_by_volume(reader, terms, counts) if is_priced(terms, cohort) else None
        return Second(counts, None, None, False, lines, passed_on(reader, terms, lines))
    own = recount(reader, terms, cohort.cohort, as_at)
    against = _against(reader, terms, cohort, own, as_at) if cohort.baseline else Against()
    basis = Basis(own.counts, against.baseline, against.events)
    lines = paid(reader, terms, cohort.outcome, basis) if is_priced(terms, cohort) else None
    return Second(
        own.counts, against.baseline, against.events, against.is_given, lines, passed_on(reader, terms, lines), against.bands
    )  # fmt: skip


def _against(reader: Reader, terms: Contract, cohort: CohortProjection, own: Recount, as_at: date) -> Against:
    """What the contract sets a cohort against, counted and adjusted afresh where that can be done."""
    first = cohort.baseline
    measured = recount(reader, terms, first.cohort, as_at)
    counts = measured.counts
    if first.is_control:
        if not _is_complete(first.cohort, counts, as_at):
            return Against(first.adjusted, first.control_events, is_given=True)
        return _weighted_control(reader, terms, own, measured)
    figure = terms.figures.get("baseline-rate") if first.cohort.kind == "baseline" else None
    rate = Fraction(figure.value) / 100 if figure else Fraction(counts.reconvicted, max(counts.n, 1))
    adjusted = rate + _moved(reader, terms, cohort, own, measured)
    events_each = Fraction(counts.events, counts.reconvicted) if counts.reconvicted else None
    return Against(min(max(adjusted, Fraction(0)), Fraction(1)), events_each)


def _is_complete(cohort: Cohort, counts: Counts, as_at: date) -> bool:
    return 0 < counts.n == counts.followed and cohort.discharged_to <= as_at


def _moved(reader: Reader, terms: Contract, cohort: CohortProjection, own: Recount, measured: Recount) -> Fraction:
    """How far the contract's method moves the baseline, a share of 1."""
    method, lists = cohort.baseline.method, _lists(terms, own, measured)
    if method == "none":
        return Fraction(0)
    if method == "recalibration":
        model = cohort.baseline.casemix.model
        written = {"intercept": model.intercept, "slope": model.slope, "unknown_rate": model.unknown_rate}
        row = query(reader, "ledger/adjust_recalibration", **written, **lists).iloc[0]
    else:
        row = query(reader, "ledger/adjust_mean_ogrs", is_one_way=method == "mean-ogrs-one-way", **lists).iloc[0]
    return Fraction(int(row["numerator"]), int(row["denominator"]))


def _weighted_control(reader: Reader, terms: Contract, own: Recount, control: Recount) -> Against:
    """Rate and events per person of a control, weighted to the cohort's mix, with the bands by which it was."""
    more = {f"base_{name}": control.values(name) for name in ("reconvicted", "events")}
    rows = query(reader, "ledger/adjust_control", **more, **_lists(terms, own, control))
    people, rate, events = (int(rows[name].iloc[0]) for name in ("denominator", "rate_numerator", "events_numerator"))
    bands = tuple(
        ControlBand(
            None if pd.isna(row.risk_from) else int(row.risk_from),
            int(row.own_people), int(row.people), int(row.reconvicted), int(row.events),
        )
        for row in rows.itertuples()
    )  # fmt: skip
    return Against(Fraction(rate, people), Fraction(events, people), bands=bands)


def _lists(terms: Contract, own: Recount, measured: Recount) -> dict[str, object]:
    return {
        "own_scores": own.scores(),
        "own_people": own.values("people"),
        "base_scores": measured.scores(),
        "base_people": measured.values("people"),
        "highest": terms.risk_scheme.highest if terms.risk_scheme else None,
    }
