"""The payment for a cohort, what it rests on, and whether a second computation agrees."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from itertools import zip_longest

import pandas as pd

from throughgate import log
from throughgate.ledger.episodes import list_episodes, may_list_people
from throughgate.ledger.model import Check, Counts, Ledger, Measured, Second, control_of
from throughgate.ledger.paying import is_priced
from throughgate.ledger.second import compute_again
from throughgate.methods.payment import Statement, statement
from throughgate.projection import CohortProjection, Projection
from throughgate.results import CohortRates, cohort_rates
from throughgate.store.reader import Reader
from throughgate.terms import Cohort, Contract

NEAREST = Fraction(1, 10**6)
"""How far two rates may lie apart and still agree: both are rounded to a millionth, or are exact."""


def ledger(reader: Reader, projection: Projection, cohort_id: str) -> Ledger:
    """What is paid for a cohort of a projection, followed down to the rows, and the same computed again.

    Raises:
        KeyError: the projection has no cohort of this id.
    """
    cohort, as_at, terms = projection.cohort(cohort_id), projection.as_at, projection.terms
    stated = statement(terms, cohort.outcome) if is_priced(terms, cohort) else None
    rates = cohort_rates(reader, terms, as_at)
    counts = _first_counts(cohort, rates)
    second = compute_again(reader, terms, cohort, as_at)
    listed, of_control = _lists(reader, projection, cohort)
    checks = (
        *compare(terms, counts, cohort, stated, second),
        *check_rows(counts, listed),
        *_check_control(control_of(terms, cohort.cohort), rates, of_control),
    )
    found = Ledger(
        projection.contract, terms, as_at, reader.snapshot_id, cohort, stated, counts, second, checks, listed, rates, of_control
    )  # fmt: skip
    _log_disagreements(reader, found)
    return found


def _lists(
    reader: Reader, projection: Projection, cohort: CohortProjection
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """The rows of a cohort and of its control; None where people may not be listed or there is no control."""
    if not may_list_people(reader, projection.contract):
        return None, None
    own, control = cohort.cohort, control_of(projection.terms, cohort.cohort)
    list_group = partial(list_episodes, reader, projection.contract, as_at=projection.as_at)
    return list_group(own), list_group(control) if control else None


def compare(
    terms: Contract, counts: Counts, cohort: CohortProjection, stated: Statement | None, second: Second
) -> tuple[Check, ...]:
    """Every figure of both computations side by side, from the people up to the pounds."""
    own = _referral_checks if terms.outcome.headline == "volume" else _people_checks
    return (
        *own(counts, second.counts),
        *_baseline_checks(cohort, second, terms.payment.rule if terms.payment else None),
        *_payment_checks(stated, second),
    )


def _referral_checks(first: Counts, second: Counts) -> list[Check]:
    return [_same("Referrals", "count", first.n, second.n), _same("Starts", "count", first.starts, second.starts)]


def _people_checks(first: Counts, second: Counts) -> list[Check]:
    reasons = sorted(set(first.left_out) | set(second.left_out))
    return [
        _same("People counted", "count", first.n, second.n),
        _same("People followed up to the end", "count", first.followed, second.followed),
        _same("People reconvicted", "count", first.reconvicted, second.reconvicted),
        _same("Reconviction events", "count", first.events, second.events),
        *(
            _same(f"Left out: {reason}", "count", first.left_out.get(reason, 0), second.left_out.get(reason, 0))
            for reason in reasons
        ),
    ]


def check_rows(counts: Counts, listed: pd.DataFrame | None) -> tuple[Check, ...]:
    """The first computation's counts against the rows of the list, where there is one."""
    if listed is None:
        return ()
    if "is_in" not in listed:
        return (
            _same("Rows of the list", "count", counts.n, len(listed)),
            _same("Rows of the list that started", "count", counts.starts, int(listed["is_started"].sum())),
        )
    within = listed[listed["is_in"]]
    out = listed["stands_for_person"] & ~listed["is_in"]
    return (
        _same("Rows of the list that are in", "count", counts.n, len(within)),
        _same("Events in these rows", "count", counts.events, int(within["events"].sum())),
        _same("Rows by which a person is left out", "count", sum(counts.left_out.values()), int(out.sum())),
    )


def _check_control(
    control: Cohort | None, rates: Sequence[CohortRates], listed: pd.DataFrame | None
) -> tuple[Check, ...]:
    """The first computation's counts of the control against the rows of its list, where there is one."""
    counted = next((rate for rate in rates if control is not None and rate.cohort.id == control.id), None)
    if counted is None or listed is None:
        return ()
    within = listed[listed["is_in"]]
    return (
        _same("Rows of the control that are in", "count", counted.binary.n, len(within)),
        _same("Events in the control's rows", "count", counted.frequency.events, int(within["events"].sum())),
    )


def _first_counts(cohort: CohortProjection, rates: Sequence[CohortRates]) -> Counts:
    """The projection's own counts of a cohort, with the people left out by reason."""
    volume = cohort.outcome.volume if cohort.outcome else None
    # Of a contract paid by volume there are no rates, and nobody is left out.
    left_out = next((rate.excluded for rate in rates if rate.cohort.id == cohort.cohort.id), {})
    starts = volume.starts if volume else 0
    return Counts(cohort.n, cohort.reconvicted, cohort.events, cohort.mature, dict(left_out), starts)


def _baseline_checks(cohort: CohortProjection, second: Second, rule: str | None) -> list[Check]:
    """Rates against those counted afresh; none where they were taken over, for that would agree with itself."""
    first = cohort.baseline
    if first is None or second.is_baseline_given:
        return []
    checks = [_near("Adjusted baseline", "share", first.adjusted, second.baseline)]
    if rule in ("events", "three-way"):
        checks.append(_near("Events it is set against", "each", first.control_events, second.control_events))
    return checks


def _payment_checks(stated: Statement | None, second: Second) -> list[Check]:
    """The lines that are not nothing, in their order, and what they come to."""
    if stated is None and second.lines is None:
        return []
    first = [(line.label, line.amount_pence) for line in stated.lines if line.amount_pence] if stated else []
    again = [line.pence for line in second.lines or () if line.pence]
    total = stated.total_pence if stated else None
    lines = [
        _same(mine[0] if mine else "A line more", "pence", mine[1] if mine else None, theirs)
        for mine, theirs in zip_longest(first, again)
    ]
    partners = [
        _same(mine.label, "pence", mine.amount_pence, theirs.pence)
        for mine, theirs in zip(stated.passed_on if stated else (), second.passed_on, strict=False)
    ]
    return [*lines, _same("Payment", "pence", total, second.total_pence), *partners]


def _same(what: str, measured: Measured, first: int | None, second: int | None) -> Check:
    return Check(what, measured, first, second, first == second)


def _near(what: str, measured: Measured, first: Fraction | None, second: Fraction | None) -> Check:
    agrees = first is not None and second is not None and abs(first - second) <= NEAREST
    return Check(what, measured, first, second, agrees)


def _log_disagreements(reader: Reader, found: Ledger) -> None:
    """A disagreement is on the page and in the log as well: figures of a cohort, never of a person."""
    if reader.path is None:
        return
    for check in found.disagreements:
        log.note(
            reader.path.parent.parent,
            "ledger: two computations disagree",
            contract=found.terms.id,
            cohort=found.cohort.cohort.id,
            as_at=found.as_at.isoformat(),
            snapshot=found.snapshot_id,
            figure=check.what,
            first=str(check.first),
            second=str(check.second),
        )
