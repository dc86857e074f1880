"""The caption and the finding of the Payment page, in one sentence for every state and rule."""

from __future__ import annotations

from throughgate.projection import TOO_EARLY
from throughgate.results import ContractData
from throughgate.show import money, words
from throughgate.show.payment.amounts import BY_DEGREES, between, decided, likely, on_average
from throughgate.show.payment.seen import (
    HIDDEN,
    LIKELY,
    NOBODY,
    VERY_LIKELY,
    Seen,
    chance,
    headline_range,
    say_value,
    window,
)

NOTHING_PAID = "Nothing is paid under this contract."


def caption(contract: ContractData, seen: Seen) -> str:
    """What is looked at, to follow "You are looking at": contract, cohort and its people, and the as-at date."""
    return f"{contract.terms.name}, {words.in_sentence(seen.name)}, {window(seen)}, as at {words.day(seen.as_at)}"


def title(seen: Seen) -> str:
    """The finding, in one sentence."""
    own = words.in_sentence(seen.name)
    if seen.state == NOBODY:
        return f"Nobody has been {'referred' if seen.is_volume else 'released'} in {own} yet"
    if seen.state == HIDDEN:
        return hidden_title(seen)
    if seen.is_volume:
        return _volume_title(seen)
    if seen.state == TOO_EARLY:
        return f"Too early to say where {own} will land"
    return _final_title(seen) if seen.is_final else _projected_title(seen)


def hidden_title(seen: Seen) -> str:
    """Whose counts are too small: the cohort's, or those of a group it rests on."""
    own = words.in_sentence(seen.name)
    return f"The counts of {own if seen.is_few else f'the group that {own} is set against'} are too small to be shown"


def _volume_title(seen: Seen) -> str:
    volume = seen.now.outcome.volume
    counted = f"{volume.referrals:,} referrals and {volume.starts:,} starts"
    if not seen.is_paid:
        return f"{seen.name} has {counted}"
    earned = "earned" if seen.is_final and seen.terms.payment.bands_on == "referrals" else "have so far earned"
    return f"The {counted} of {words.in_sentence(seen.name)} {earned} {money.in_words(seen.now.payment.statement.total_pence)}"


def _final_title(seen: Seen) -> str:
    if seen.rule is None:
        return f"{seen.name} ended with {_landing(seen)}; {_lower(NOTHING_PAID)}"
    money_words = f", and {decided(seen.now.payment.statement)}" if seen.is_paid else ""
    if seen.now.p_threshold_met is not None and _has_target(seen):
        verb = "met" if _is_met(seen) else "missed"
        return f"{seen.name} {verb} its target: {_distance(seen)}{money_words}"
    return f"{seen.name} ended with {_landing(seen)}{money_words}"


def _projected_title(seen: Seen) -> str:
    if seen.rule is None:
        return f"{seen.name} {_heading(seen)}; {_lower(NOTHING_PAID)}"
    money_words = _money_words(seen) if seen.is_paid else ", but it is too early to say so in pounds"
    met = seen.now.p_threshold_met
    if met is not None and _has_target(seen):
        return f"{seen.name} {_outlook(met)}{money_words}"
    return f"{seen.name} {_heading(seen)}{money_words}"


def _heading(seen: Seen) -> str:
    """Where it will land, with the range of that; a figure that is final has landed, whatever it is set against."""
    if seen.is_counted:
        return f"ended with {_landing(seen)}"
    return f"is heading for {_landing(seen)} (95% range {headline_range(seen)})"


def _money_words(seen: Seen) -> str:
    """What would be paid, no surer than it is: by degrees with its own chance, else with that of the target.

    It is the mean over the draws with that outlook, said without `if so` where the mean of all of them, in the box, reads
    the same; with the range of those draws.
    """
    if seen.rule in BY_DEGREES:
        return f", and {likely(seen)}"
    met = seen.now.p_threshold_met
    if _is_open(met):
        return f", and {between(seen.now.payment)}"
    payment = seen.now.payment
    if_so, in_all = on_average(payment, payment.payments.is_met == _is_met(seen)), on_average(payment)
    is_one = if_so.partition(" on average")[0] == in_all.partition(" on average")[0]
    return f", and {in_all}" if is_one else f", and if so {if_so}"


def _has_target(seen: Seen) -> bool:
    """Whether the rule turns on a target; the rules balancing, deduction and volume pay by degrees."""
    return seen.rule in ("threshold", "events", "three-way")


def _is_met(seen: Seen) -> bool:
    return seen.now.p_threshold_met >= 0.5


def _outlook(met: float) -> str:
    """How likely a target is to be met, in words and as a chance."""
    if _is_open(met):
        return "may meet its target or miss it"
    verb, likely = ("meet", met) if met >= LIKELY else ("miss", 1 - met)
    return f"is {'very ' if likely >= VERY_LIKELY else ''}likely to {verb} its target ({chance(likely)} chance)"


def _is_open(met: float) -> bool:
    return 1 - LIKELY < met < LIKELY


def _landing(seen: Seen) -> str:
    if seen.is_events:
        return f"{say_value(seen, seen.headline.p50)} reconviction events for each 100 people"
    return f"a {seen.rate_name} of {say_value(seen, seen.headline.p50)}"


def _distance(seen: Seen) -> str:
    """How far a final figure lies from what it is set against."""
    if seen.is_events:
        return f"{words.fewer_events(seen.fewer_percent.p50)} than its {seen.reference_name}"
    return words.against(seen.now.change_points.p50, f"its {seen.reference_name}")


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].removesuffix(".")


relative = words.fewer_events
