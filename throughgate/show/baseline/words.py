"""Title and lead of Adjusted baseline: what the rate a cohort is set against was, and what it is after adjustment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from throughgate.projection import FINAL, TOO_EARLY, Projection
from throughgate.results import CohortRates, ContractData
from throughgate.show import words
from throughgate.show.baseline.looked import RECOMMENDED, Looked, kind_of, limits, scores_apart
from throughgate.show.periods import shown_cohorts


def caption(contract: ContractData, as_at: date, cohort_id: str) -> str:
    """What is looked at, to follow "You are looking at": contract, cohort and whom it is set against, and the as-at date."""
    terms = contract.terms
    cohort = terms.cohort(cohort_id)
    against = None if terms.outcome.headline == "volume" else terms.measured_against(cohort)
    name = words.in_sentence(cohort.name)
    beside = "" if against is None else f", against the {words.in_sentence(against.name)}"
    who = f"people {words.entered(terms)}"
    window = (
        f"{who} from {words.day(cohort.discharged_from)}"
        if as_at < cohort.discharged_from
        else f"{who} {words.months(cohort.discharged_from, min(cohort.discharged_to, as_at))}"
    )
    return f"{terms.name}, {name}, {window}{beside}, as at {words.day(as_at)}"


def nothing(projection: Projection, rates: Sequence[CohortRates], cohort_id: str) -> tuple[str, str]:
    """Title and lead where there is nothing to adjust: why, and when there will be."""
    terms, as_at = projection.terms, words.day(projection.as_at)
    if terms.outcome.headline == "volume":
        return (
            f"{terms.name} has no baseline to adjust",
            "It is paid for referrals and starts, not for a reconviction rate, so no rate is set against another.",
        )
    against = terms.measured_against(terms.cohort(cohort_id))
    name = words.in_sentence(terms.cohort(cohort_id).name)
    if projection.cohort(cohort_id).n == 0 or cohort_id not in {rate.cohort.id for rate in shown_cohorts(rates)}:
        lead = f"As at {as_at} nobody has been {words.entered(terms)} in it, or its figures are {words.HIDDEN}."
        return f"There is no {kind_of(terms)} to adjust for {name}", lead
    if against is None:
        return f"There is no baseline for {name}", f"The terms of {terms.name} set it against no other group."
    if against.id not in {rate.cohort.id for rate in shown_cohorts(rates)}:
        lead = f"It has nobody as at {as_at}, or its figures are {words.HIDDEN}."
        return f"{against.name} cannot be shown", lead
    return (
        f"It is too early to adjust a {kind_of(terms)} for {name}",
        f"As at {as_at} the follow-up of the {words.in_sentence(against.name)} is not complete, and no group before it is "
        f"complete to go by. Its rate is final on {words.day(words.final_on(against, terms))}.",
    )


def head(looked: Looked) -> tuple[str, str]:
    """Title and lead of the page."""
    return title(looked), lead(looked)


def title(looked: Looked) -> str:
    """The finding: were these people riskier, where the scores can tell, and what becomes of the baseline."""
    if looked.is_control:
        return _control_title(looked)
    if not looked.is_scored:
        return f"Too few people have a score to adjust the baseline for {looked.name}: it stays at {words.percent(float(looked.in_force.adjusted))}"
    moved = float(looked.recommended.moved_points)
    said = words.points(moved)
    rate = words.percent(float(looked.recommended.rate))
    so_far = "so far " if looked.of.n < looked.of.n_expected else ""
    _, low, high = scores_apart(looked)
    if low > 0 and moved > 0 or high < 0 and moved < 0:
        kind = "riskier" if moved > 0 else "less risky"
        return (
            f"The people released {so_far}in {looked.name} were {kind} than those of {looked.base_name}: adjusted for that, "
            f"the baseline is {rate}, {said}"
        )
    start = f"The scores {so_far}do not tell which is riskier, {looked.name} or {looked.base_name}"
    if said == words.SAME:
        return f"{start}: the baseline stays at {rate}"
    return f"{start}: the recommended method still moves the baseline, to {rate}, {said}"


def _control_title(looked: Looked) -> str:
    """What the control comes to once weighted, against what it is before, or against the cohort while both are projected."""
    events, own = looked.in_force.control_events, looked.against
    is_events = looked.is_on_events and events is not None
    weighted = f"{100 * float(events):.1f}" if is_events else words.percent(float(looked.in_force.adjusted))
    what = "reconviction events for each 100 people" if is_events else _counted(looked)
    said = f"Weighted to the scores of {looked.name}, {looked.base_name}"
    if looked.is_open:
        end = _projected(looked)
        if end is None:
            return f"{said} is followed up still, and it is too early to say where {looked.name} will end"
        return f"{said} is projected to end at {weighted} {what}, and {looked.name} at {end}"
    before = f"{own.frequency.events_per_100:.1f}" if is_events else words.percent(own.binary.rate)
    return f"{said} has {weighted} {what}, against {before} as it is"


def _projected(looked: Looked) -> str | None:
    """The middle of where the cohort's own figure will end; None where it is too early."""
    of = looked.of
    end = of.final_events if looked.is_on_events else of.final_rate
    if of.status == TOO_EARLY or end is None:
        return None
    value = "{:.1f}".format if looked.is_on_events else words.percent
    return f"{value(end.p50)} (95% range {value(end.p2_5)} to {value(end.p97_5)})"


def to_come(looked: Looked) -> str:
    """What the page does not show yet of a control that is followed up, and from when it will."""
    day = words.day(words.final_on(looked.in_force.cohort, looked.terms))
    return (
        "The methods side by side, how well the score foretells what is counted, and what would overturn the result need a "
        f"control whose follow-up is complete. That of {looked.base_name} is complete on {day}: they will stand here from then."
    )


def _counted(looked: Looked) -> str:
    return looked.terms.outcome.counted_as


def lead(looked: Looked) -> str:
    """What the contract makes of it, how sure it is, and where the cohort's own rate stands."""
    if looked.is_control:
        return f"{_control_words(looked)} {cohort_words(looked)}"
    if not looked.is_scored:
        return f"{contract_words(looked)} {cohort_words(looked)}"
    low, high = limits(looked.recommended)
    n = f"{words.people(looked.against.binary.n)} of {looked.base_name} and {words.people(looked.of.n)} of {looked.name}"
    sure = (
        f"The adjusted rate, **{words.percent(float(looked.recommended.rate))}** (95% range {words.percent(low)} to "
        f"{words.percent(high)}), rests on the scores of {n}."
    )
    return f"{contract_words(looked)} {sure} {cohort_words(looked)}"


def contract_words(looked: Looked) -> str:
    """What the contract itself takes as the baseline, and by which right."""
    adjustment, in_force = looked.terms.adjustment, looked.in_force
    rate, before = words.percent(float(in_force.adjusted)), baseline_words(looked)
    if not looked.is_paid_on:
        why = "Nothing is paid here" if looked.terms.payment is None else "What the contract pays does not turn on it"
        return f"{why}. Before adjustment the baseline is {before}."
    if in_force.method == "none":
        return f"The contract {'sets' if in_force.is_from_terms else 'leaves'} it at {before}, whoever was released."
    if in_force.method == RECOMMENDED:
        return f"The contract adjusts it so too ({adjustment.status}). Before adjustment it is {before}."
    moved = words.points(float(in_force.casemix.by_method[in_force.method].moved_points))
    moved = "not moved" if moved == words.SAME else moved
    return (
        f"The contract's own rule makes it **{rate}**, {moved} ({adjustment.status}). Before adjustment it is {before}."
    )


def baseline_words(looked: Looked) -> str:
    """The rate before adjustment, as the contract names it where it does, and as counted."""
    own = looked.against.binary
    figure = looked.terms.figures.get("baseline-rate")
    if not looked.in_force.is_from_terms or figure is None:
        return f"**{words.percent(own.rate)}** (95% interval {words.percent(own.low)} to {words.percent(own.high)}, n = {words.whole(own.n)})"
    said = f"**{words.percent(float(looked.in_force.rate))}** ({figure.source}; {figure.status}; counted in these data"
    return f"{said} {words.percent(own.rate)}, 95% interval {words.percent(own.low)} to {words.percent(own.high)}, n = {words.whole(own.n)})"


def _control_words(looked: Looked) -> str:
    adjustment = looked.terms.adjustment
    state = "" if looked.against.is_final else (
        " Its follow-up is not complete: the weighted figures are projected to the end of it, those before weighting are so far."
    )  # fmt: skip
    return (
        f"The contract asks for a matched group. Until one is built, all "
        f"{words.people(looked.against.binary.n)} of {looked.base_name} stand in for it, weighted to the mix of the "
        f"{words.people(looked.of.n)} in {looked.name} in bands of five points of the score.{state} {adjustment.source} ({adjustment.status})."
    )


def cohort_words(looked: Looked) -> str:
    """Where the cohort's own figure stands, events where the contract is judged on them."""
    of, name, counted = looked.of, looked.of.cohort.name, _counted(looked)
    is_events = looked.terms.outcome.headline == "frequency"
    if of.status == FINAL:
        own = f"{words.per_100(looked.measured.frequency)} events for each 100" if is_events else (
            f"{words.rate(looked.measured.binary)} {counted}"
        )  # fmt: skip
        return f"{name} is final: {own} (95% interval), n = {words.whole(of.n)}."
    end = of.final_events if is_events else of.final_rate
    if of.status == TOO_EARLY or end is None:
        return f"It is too early to say where the figures of {looked.name} will end."
    say = (lambda value: f"{value:.1f}") if is_events else words.percent
    what = "events for each 100" if is_events else counted
    return f"{name} is projected to end at {say(end.p50)} {what} (95% range {say(end.p2_5)} to {say(end.p97_5)}), n = {words.whole(of.n_expected)}."
