"""How far events lie below a control's: of one cohort, of several together, and where a trigger is reached."""

from __future__ import annotations

from fractions import Fraction

from throughgate.methods.payment.model import Outcome, Settled


def fall(n: int, events: int, control_events: Fraction) -> Fraction:
    """Share by which events per person lie below the control's; 0 where the control has none to fall from."""
    return 1 - Fraction(events, n) / control_events if control_events else Fraction(0)


def fallen_people(cohorts: tuple[Settled, ...]) -> Fraction:
    """Sum over the cohorts of people x fall: over the people it is their weighted mean fall."""
    return sum((c.n * fall(c.n, c.events, c.control_events) for c in cohorts), Fraction(0))


def trigger_events(outcome: Outcome, trigger: Fraction, *, earlier: tuple[Settled, ...] = ()) -> Fraction:
    """The most events at which the fall, or with `earlier` cohorts their mean fall, is `trigger` per cent; exact.

    With people n, control's events per person c and fall f of each cohort, the last one's n c (1 - f) at which
    sum n f = trigger x sum n: c (n + sum over the earlier ones of n f - trigger x sum n). Below 0 where no number would do.
    """
    people = outcome.n + sum(c.n for c in earlier)
    return outcome.control_events * (outcome.n + fallen_people(earlier) - people * trigger / 100)
