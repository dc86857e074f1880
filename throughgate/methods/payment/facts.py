"""The facts that a rule looked at, as lines without an amount: rates and frequencies beside what they are set against."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from throughgate.methods.payment.falls import fall, fallen_people
from throughgate.methods.payment.model import Outcome, Settled
from throughgate.methods.payment.pence import number_text
from throughgate.terms import Contract

Fact = tuple[str, str]

BASELINE = "Baseline in force"
CHANGE = "Change"
FALL = "Fall against the control"
MEAN_FALL = "Mean fall of all cohorts, by people"
EACH_REOFFENDER = "Reoffences for each person who reoffended"
EACH_PERSON = "Reoffences for each person"
HOURS = "Hours for each case, "
ALL_LEVELS = "all levels"


def fall_points(outcome: Outcome) -> Fraction:
    """Percentage points by which the rate lies below the baseline."""
    return 100 * (outcome.baseline - Fraction(outcome.reconvicted, outcome.n))


def points_text(points: Fraction, unlike: tuple[Fraction, ...] = ()) -> str:
    """Percentage points in words; never read as one of `unlike` that they are not."""
    text = number_text(points, unlike=unlike)
    return f"{text} percentage point{'' if text == '1' else 's'}"


def rate_facts(terms: Contract, outcome: Outcome, *, marks: tuple[str, ...] = ()) -> list[Fact]:
    """The rate, the baseline and the difference; `marks` are figures of the terms that it must not be mistaken for."""
    fallen = fall_points(outcome)
    unlike = (Fraction(0), *(Fraction(terms.figure(mark)) for mark in marks))
    size = points_text(abs(fallen), unlike)
    rate = number_text(100 * Fraction(outcome.reconvicted, outcome.n))
    return [
        (terms.outcome.counted_as.capitalize(), f"{outcome.reconvicted:,} of {outcome.n:,} people: {rate}%"),
        (BASELINE, f"{number_text(100 * outcome.baseline)}%"),
        (CHANGE, f"{size} {'higher' if fallen < 0 else 'lower'}" if fallen else "No change"),
    ]


def threshold(terms: Contract, outcome: Outcome) -> list[Fact]:
    """Rate, baseline, and the change beside the threshold and the cap."""
    return rate_facts(terms, outcome, marks=("threshold", "cap"))


def balancing(terms: Contract, outcome: Outcome) -> list[Fact]:
    """Rate, baseline and change."""
    return rate_facts(terms, outcome, marks=("full-fall",))


def events(terms: Contract, outcome: Outcome) -> list[Fact]:
    """Events for each 100 people beside the control's, and the fall; with the last cohort that of all cohorts."""
    own = Settled(outcome.n, outcome.events, Fraction(outcome.control_events))
    marks = tuple(Fraction(terms.figure(name)) for name in ("trigger-cohort", "trigger-pooled"))
    facts = [
        ("Events for each 100 people", number_text(100 * Fraction(outcome.events, outcome.n))),
        ("Events for each 100 people of the control", number_text(100 * own.control_events)),
        (FALL, _fall_text(own, marks)),
    ]
    if outcome.is_last:
        cohorts = (*outcome.earlier, own)
        mean = 100 * fallen_people(cohorts) / sum(cohort.n for cohort in cohorts)
        facts.append((MEAN_FALL, f"{number_text(mean, unlike=marks)}%"))
    return facts


def _fall_text(cohort: Settled, marks: tuple[Fraction, ...]) -> str:
    if not cohort.control_events:
        return "The control has no events to fall from"
    return f"{number_text(100 * fall(cohort.n, cohort.events, cohort.control_events), unlike=marks)}%"


def three_way(terms: Contract, outcome: Outcome) -> list[Fact]:
    """Both measures, and the two together: reoffences for each person, whether reconvicted or not."""
    own, base = Fraction(outcome.events, outcome.n), outcome.baseline * outcome.control_events
    rate = Fraction(outcome.reconvicted, outcome.n)
    each = "None reoffended" if not outcome.reconvicted else _two(Fraction(outcome.events, outcome.reconvicted))
    people = "fewer" if rate < outcome.baseline else "more" if rate > outcome.baseline else "as many"
    reoffences = "fewer" if own < base else "more" if own > base else "as many"
    return [
        *rate_facts(terms, outcome),
        (EACH_REOFFENDER, f"{each}, against {_two(outcome.control_events)}"),
        (
            EACH_PERSON,
            f"{_two(own)}, against {_two(base)}: {people} people, {reoffences} reoffences a head",
        ),
    ]


def _two(value: Fraction) -> str:
    return number_text(Fraction(value), keeps_zeros=True)


def deduction(terms: Contract, outcome: Outcome) -> list[Fact]:
    """People and their reconvictions."""
    share = number_text(100 * Fraction(outcome.reconvicted, outcome.n))
    return [
        (terms.outcome.counted_as.capitalize(), f"{outcome.reconvicted:,} of {outcome.n:,} people: {share}%"),
        ("Reconvictions", f"{outcome.events:,}"),
    ]


def volume(terms: Contract, outcome: Outcome) -> list[Fact]:
    """Referrals, starts and conversion, then hours by complexity and what they leave of the profiled cases."""
    counted = outcome.volume
    expected = number_text(Fraction(terms.figure("expected-conversion")))
    conversion = (
        f"{number_text(100 * Fraction(counted.starts, counted.referrals))}%" if counted.referrals else "No referrals"
    )
    return [
        ("Referrals", f"{counted.referrals:,}"),
        ("Starts", f"{counted.starts:,}"),
        ("Conversion of referrals into starts", f"{conversion}, against {expected}% expected"),
        *_hours(terms, outcome),
    ]


def _hours(terms: Contract, outcome: Outcome) -> list[Fact]:
    planned = {level.name: Fraction(level.planned_hours) for level in terms.payment.complexity}
    served = [level for level in outcome.volume.levels if level.cases]
    facts = [
        (HOURS + level.name, _against(Fraction(level.hours) / level.cases, planned[level.name])) for level in served
    ]
    if served:
        profile = sum(Fraction(level.profiled_share) / 100 * planned[level.name] for level in terms.payment.complexity)
        each = sum(Fraction(level.hours) for level in served) / sum(level.cases for level in served)
        facts.append((HOURS + ALL_LEVELS, _against(each, profile)))
    return facts


def _against(hours: Fraction, planned: Fraction) -> str:
    if not hours:
        return f"None yet, against {number_text(planned)} planned"
    share = number_text(100 * planned / hours, places=0)
    return f"{number_text(hours)}, against {number_text(planned)} planned: enough for {share}% of the profiled cases"


FACTS: dict[str, Callable[[Contract, Outcome], list[Fact]]] = {
    "threshold": threshold,
    "events": events,
    "three-way": three_way,
    "balancing": balancing,
    "deduction": deduction,
    "volume": volume,
}
