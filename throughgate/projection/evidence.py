"""What the data say of a contract's cohorts on a day, each question asked once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from throughgate.methods.counts import Delays, FollowUp
from throughgate.methods.nowcast import (
    DelayRatio,
    Nowcast,
    Reference,
    SimpleEstimates,
    delay_ratio,
    fit_reference,
    nowcast,
    nowcast_events,
    simple_estimates,
)
from throughgate.projection.counts import Counted, Moment, on, read_counts, read_delays, read_follow_up
from throughgate.store.reader import Reader
from throughgate.terms import Cohort, Contract

FEWEST_COMPLETED = 30
"""People of a completed cohort below which nothing is projected with it: its rate would be marked unreliable."""

FEWEST_DAYS = 28
"""Days of releases from which the pace of a cohort's releases is read; before that it is taken from its reference."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """The counts of every cohort as known on a day, and the fits that projections share.

    `terms` are those paid by, which may be tried ones; `own` are the contract's, by which cohorts are projected, so that
    another baseline to be paid against does not move where a cohort will land.
    """

    reader: Reader
    terms: Contract
    as_at: date
    seed: int
    counts: dict[str, Counted]
    own: Contract
    kept: dict[object, object] = field(default_factory=dict)

    def is_complete(self, cohort: Cohort) -> bool:
        """Whether everybody's follow-up is complete and the window is over."""
        counted = self.counts[cohort.id]
        return 0 < counted.by_risk.people == counted.mature and cohort.discharged_to <= self.as_at

    def completed_for(self, cohort: Cohort) -> Cohort | None:
        """The completed cohort that `cohort` is projected with: the one it is measured against, else the latest before it
        that had no service, else the latest before it that had.
        """
        measured = self.own.measured_against(self.own.cohort(cohort.id))
        earlier = [c for c in self.own.cohorts if c.discharged_to < cohort.discharged_from and c.id != cohort.id]
        earlier.sort(key=lambda c: (c.kind != "cohort", c.discharged_to), reverse=True)
        candidates = ([measured] if measured else []) + earlier
        return next((c for c in candidates if self.is_complete(c) and self._is_enough(c)), None)

    def _is_enough(self, cohort: Cohort) -> bool:
        return self.counts[cohort.id].by_risk.people >= FEWEST_COMPLETED

    def follow_up(self, cohort: Cohort, moment: Moment) -> FollowUp:
        """The follow-up of a cohort at a moment."""
        key = ("follow-up", cohort.id, moment)
        if key not in self.kept:
            self.kept[key] = read_follow_up(self.reader, self.terms, cohort, moment)
        return self.kept[key]

    def delays(self, cohort: Cohort, moment: Moment) -> Delays:
        """The delays of a cohort at a moment."""
        key = ("delays", cohort.id, moment)
        if key not in self.kept:
            self.kept[key] = read_delays(self.reader, self.terms, cohort, moment)
        return self.kept[key]

    def reference(self, cohort: Cohort) -> Reference:
        """The hazards of a completed cohort."""
        key = ("reference", cohort.id)
        if key not in self.kept:
            months = self.terms.outcome.conviction_months
            follow_up = self.follow_up(cohort, on(self.as_at))
            self.kept[key] = fit_reference(follow_up, self.counts[cohort.id].by_risk, months=months)
        return self.kept[key]


def gather(reader: Reader, terms: Contract, as_at: date, *, seed: int, own: Contract | None = None) -> Evidence:
    """The evidence of a contract on a day; `own` are its own terms where `terms` are tried ones."""
    return Evidence(reader, terms, as_at, seed, read_counts(reader, terms, as_at), own or terms)


@dataclass(frozen=True, eq=False)
class Outlook:
    """Where a cohort will land, as seen at a moment; `events_each` are the completed cohort's for each one reconvicted."""

    n_expected: int
    people: Nowcast
    events: Nowcast
    delay: DelayRatio
    simple: SimpleEstimates
    events_each: float


def outlook(evidence: Evidence, cohort: Cohort, completed: Cohort, moment: Moment) -> Outlook | None:
    """The projection of a cohort with a completed one; None where nobody has been released yet."""
    seen = evidence.follow_up(cohort, moment)
    if seen.people == 0:
        return None
    reference = evidence.reference(completed)
    # The completed cohort as it looked when it was as old: its convictions were then as late on record as these are; and
    # what is known of that same stretch by now.
    age = cohort.discharged_from - completed.discharged_from
    then = moment.earlier(age, members_at=evidence.as_at)
    settled = replace(then, known_at=evidence.as_at)
    delay = delay_ratio(
        reference,
        evidence.delays(cohort, moment),
        evidence.delays(completed, then),
        settled=evidence.delays(completed, settled),
    )
    n_expected = expected_people(evidence, cohort, moment.discharged_to, seen.people)
    asked = {"n_expected": n_expected, "seed": evidence.seed, "delay": delay}
    return Outlook(
        n_expected,
        nowcast(reference, seen, **asked),
        nowcast_events(reference, seen, **asked),
        delay,
        simple_estimates(
            evidence.follow_up(completed, on(evidence.as_at)),
            evidence.follow_up(completed, then),
            seen,
            n_expected=n_expected,
            months=reference.months,
        ),
        max(1.0, evidence.counts[completed.id].events_each),
    )


def expected_people(evidence: Evidence, cohort: Cohort, day: date, released: int) -> int:
    """How many people the cohort will have: those released so far and, at the same pace, those of the days to come.

    In the first FEWEST_DAYS the pace is that of the group it is measured against, or projected with, where its window is
    over; with neither nobody more is counted on.
    """
    elapsed = min((day - cohort.discharged_from).days + 1, _days(cohort))
    to_come = _days(cohort) - elapsed
    if to_come <= 0 or day < cohort.discharged_from:
        return released
    if elapsed >= FEWEST_DAYS:
        return released + round(released * to_come / elapsed)
    before = (evidence.own.measured_against(evidence.own.cohort(cohort.id)), evidence.completed_for(cohort))
    paced = next((c for c in before if c and c.discharged_to <= day and evidence.counts[c.id].by_risk.people), None)
    return released + (round(evidence.counts[paced.id].by_risk.people * to_come / _days(paced)) if paced else 0)


def _days(cohort: Cohort) -> int:
    return (cohort.discharged_to - cohort.discharged_from).days + 1
