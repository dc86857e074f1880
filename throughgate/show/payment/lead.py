"""What the finding of the Payment page rests on: rate and change with their ranges, the chance, n and the follow-up."""

from __future__ import annotations

from throughgate.methods.change import Change
from throughgate.methods.reconviction import binary_rate
from throughgate.projection import TOO_EARLY, Quantiles
from throughgate.show import words
from throughgate.show.payment.by_chance import baseline_limits, final_change
from throughgate.show.payment.early import events_each, opens_words, so_far_words, why_too_early
from throughgate.show.payment.seen import HIDDEN, NOBODY, Seen, chance, has_range, headline_range, say_value


def lead(seen: Seen) -> str:
    """Two or three sentences: the rate and its change, each with its range, the chance, n, and the follow-up."""
    if seen.state == NOBODY:
        return f"There is nothing to project and nothing to pay for yet. {opens_words(seen)}".strip()
    if seen.state == HIDDEN:
        more = "" if seen.is_few else ", and so is whatever they would follow from"
        return f"Its figures are {words.HIDDEN}{more}."
    if seen.is_volume:
        return _volume_lead(seen)
    if seen.state == TOO_EARLY or not seen.is_told:
        return _too_early_lead(seen)
    parts = (
        _where(seen), _against(seen), _estimate_words(seen), _a_head(seen), _chance_words(seen), _who(seen), _rests_on(seen)
    )  # fmt: skip
    return " ".join(part for part in parts if part)


def _too_early_lead(seen: Seen) -> str:
    followed = _followed(seen)
    return (
        f"{so_far_words(seen)} It is **too early to project**: {why_too_early(seen)}. "
        f"No pounds are shown. {followed[:1].upper()}{followed[1:]}"
    )


def _volume_lead(seen: Seen) -> str:
    volume = seen.now.outcome.volume
    share = f"{words.percent(volume.starts / volume.referrals)} of referrals" if volume.referrals else "no referrals"
    expected = seen.terms.figures.get("expected-conversion")
    priced = f"; the contract was priced on {expected.value}% ({expected.status})" if expected else ""
    counted = seen.terms.payment.bands_on
    until = words.day(seen.now.cohort.discharged_to)
    state = (
        f"over: {volume_final(counted)}" if seen.is_final else f"still open, until {until}, so the band may still rise"
    )
    return (
        f"**{volume.starts:,}** of **{volume.referrals:,}** referrals started ({share}{priced}). The fee follows the band that "
        f"the number of {counted} falls in, whatever becomes of anybody: no reconviction is measured. The window is {state}. {_rests_on(seen)}"
    ).strip()


def volume_final(bands_on: str) -> str:
    """What no longer moves once a window of referrals is over, and what still does."""
    if bands_on == "referrals":
        return "the number of referrals and the fee are final; starts, conversion and hours may still rise"
    return "the number of referrals is final; starts, conversion, hours and the fee may still rise"


def _where(seen: Seen) -> str:
    head, now = seen.headline, seen.now
    if seen.is_final:
        if seen.is_events:
            return f"There were {events_each(seen)}."
        return f"**{words.rate(binary_rate(now.n, now.reconvicted))}** were {seen.terms.outcome.counted_as} (95% interval)."
    if seen.is_counted:
        unit = "reconviction events for each 100 people" if seen.is_events else f"were {seen.terms.outcome.counted_as}"
        return f"**{say_value(seen, head.p50)}** {unit}, which is final; what it is set against is not."
    if seen.is_events:
        what = f"**{say_value(seen, head.p50)}** reconviction events for each 100 people are projected"
    else:
        what = f"The final {seen.rate_name} is projected at **{say_value(seen, head.p50)}**"
    return f"{what} (95% range {headline_range(seen)})."


def _against(seen: Seen) -> str:
    reference, fewer = seen.reference, seen.fewer_percent
    if reference is None:
        return ""
    what = f"the {seen.reference_name} of {say_value(seen, reference)}"
    said = distance_range(seen)
    span = f" ({said})" if said else ""
    if seen.is_events:
        return f"That is {words.fewer_events(fewer.p50)} than {what}{span}."
    return f"That is {words.against(seen.now.change_points.p50, what)}{span}."


def distance_range(seen: Seen) -> str:
    """The range of a projected change, or the interval by chance of a final one; empty where there is none."""
    if seen.is_final:
        found = final_change(seen)
        if found is None:
            return ""
        ends = words.fewer_range(-found.high, -found.low) if seen.is_events else words.points_range(found)
        return f"95% interval {ends}, by chance in both groups"
    change = seen.fewer_percent if seen.is_events else seen.now.change_points
    return f"95% range {relative_range(change) if seen.is_events else change_range(change)}"


def _estimate_words(seen: Seen) -> str:
    """Beside a projected change, that what it is measured from is itself an estimate, and what that bears on."""
    base = seen.now.baseline
    if seen.is_events and not seen.is_final and seen.fewer_percent and has_range(seen.fewer_percent):
        return (
            f"That range is of where the counts will land: chance in both groups, the cohort and the {seen.reference_name}, which are "
            "samples, is not in it; that bears on what the change tells about the service, not on what would be paid."
        )
    if seen.is_final or seen.is_events or base is None or not base.se or base.counted is None:
        return ""
    low, high = baseline_limits(base)
    of_pay = {None: "", "three-way": "; the test that is paid by allows for it"}.get(
        seen.rule, ", not on what would be paid"
    )
    return (
        f"That range is of the projection alone: the {seen.reference_name} is itself an estimate (95% interval {words.per_cent(low)} to "
        f"{words.per_cent(high)}), which bears on what the change tells about the service{of_pay}."
    )


def change_range(change: Quantiles) -> str:
    """The 95% range of a projected change: 1.6 to 5.1 lower."""
    return words.points_range(Change(change.p50, change.p2_5, change.p97_5))


def relative_range(fewer: Quantiles) -> str:
    """The 95% range of a relative change of events: 2.1% to 14.3% fewer, or 1.0% more to 9.8% fewer."""
    return words.fewer_range(fewer.p2_5, fewer.p97_5)


def _a_head(seen: Seen) -> str:
    """For a rule with a price on frequency: events, and how many a head among those reconvicted beside the baseline's."""
    now = seen.now
    if seen.rule == "deduction" and now.final_events:
        return f"Each reconviction is deducted for: {_events(seen)}."
    if seen.rule != "three-way" or not now.final_events or not now.final_rate.p50 or not now.baseline.control_events:
        return ""
    each, before = now.final_events.p50 / (100 * now.final_rate.p50), float(now.baseline.control_events)
    people = "fewer" if now.change_points.p50 < 0 else "no fewer"
    more = "more" if each > before else "no more"
    return (
        f"Those {seen.terms.outcome.counted_as} have {each:.2f} events a head, against {before:.2f} in the baseline: {people} people, {more} "
        f"events a head ({_events(seen)})."
    )


def _events(seen: Seen) -> str:
    events = seen.now.final_events
    span = "" if seen.is_final else f", 95% range {events.p2_5:.1f} to {events.p97_5:.1f}"
    return f"{events.p50:.1f} events for each 100 people{span}"


def target_words(seen: Seen) -> str:
    """What has to be reached: the 5-point target, 10% fewer events, a significant fall."""
    if seen.rule == "threshold":
        return f"the target of {seen.terms.figure('threshold')} {words.PERCENTAGE_POINTS}"
    if seen.rule == "events":
        own = f"the trigger of {seen.terms.figure('trigger-cohort')}% fewer events"
        is_last = seen.now.outcome is not None and seen.now.outcome.is_last
        return f"{own}, or of {seen.terms.figure('trigger-pooled')}% over all cohorts," if is_last else own
    if seen.rule == "balancing":
        return f"a fall of {seen.terms.figure('full-fall')} {words.PERCENTAGE_POINTS}, which is paid in full,"
    return "the target of a fall that is significant by the contract's test"


def _chance_words(seen: Seen) -> str:
    if seen.is_final or seen.now.p_threshold_met is None:
        return ""
    return f"The chance that {target_words(seen)} is met is **{chance(seen.now.p_threshold_met)}**."


def _who(seen: Seen) -> str:
    if seen.is_final:
        return f"{words.people(seen.now.n)}, all followed up."
    more = "" if seen.now.n_expected == seen.now.n else f" of about {seen.now.n_expected:,} expected"
    return f"{words.people(seen.now.n)}{more} released; {_followed(seen)}"


def _rests_on(seen: Seen) -> str:
    is_assumed = seen.is_paid and seen.now.payment.statement.assumed
    return "The pounds rest on figures that are not published." if is_assumed else ""


def _followed(seen: Seen) -> str:
    done, n = seen.now.mature, seen.now.n
    share = "none" if done == 0 else "all" if done == n else chance(done / n)
    final_on = words.day(words.final_on(seen.now.cohort, seen.terms))
    return f"follow-up is complete for {share} of them, and for all on {final_on}."
