"""What the head of the Board summary says, and what it warns of: the finding with money and range, its ground, one conclusion not to draw."""

from __future__ import annotations

from collections.abc import Sequence

from throughgate.projection import TOO_EARLY
from throughgate.show import money, words
from throughgate.show.board.cohorts import levels
from throughgate.show.board.status import CANNOT_TELL, MET, MISSED, NO_TARGET, OFF_COURSE, ON_COURSE, status_of
from throughgate.show.board.target import target
from throughgate.show.measures import NOUNS, event_name
from throughgate.show.payment import lead as payment_lead
from throughgate.show.payment import title as payment_title
from throughgate.show.payment.amounts import decided, in_range
from throughgate.show.payment.lead import distance_range, target_words
from throughgate.show.payment.seen import HIDDEN, NOBODY, Seen, chance, say_value

SERVICE_OR_OTHERS = (
    "Do not conclude that the service made the difference. What it is set against are other people, alike only in what is "
    "recorded of them, and courts, policing and local services change too. Adjusted baseline shows how far the answer leans on that."
)

TOO_WIDE_FOR_POUNDS = "too early to say so in pounds"


def board_title(seen: Seen) -> str:
    """The status in one sentence, with what it comes to in pounds; the rate and its range stand in the lead."""
    if not seen.is_told or seen.is_volume or seen.rule is None:
        return payment_title.title(seen)
    own, word = words.in_sentence(seen.name), status_of(seen).word
    if word in (MET, MISSED) and seen.is_paid:
        return f"{seen.name} {word.lower()} its target: {decided(seen.now.payment.statement)}"
    if seen.is_final:
        return payment_title.title(seen)
    if word == CANNOT_TELL:
        return f"It cannot be told yet whether {own} meets its target: {_what_is_known(seen)}"
    if word == NO_TARGET:
        return f"{seen.name} is paid by degrees: {_pounds(seen)}"
    course = "on course to meet" if word == ON_COURSE else "not on course to meet"
    return f"{seen.name} is {course} its target: {_pounds(seen)}"


def _pounds(seen: Seen) -> str:
    return in_range(seen.now.payment) if seen.is_paid else TOO_WIDE_FOR_POUNDS


def _what_is_known(seen: Seen) -> str:
    """The chance and the money where the target cannot be told yet, as far as there are any."""
    met = seen.now.p_threshold_met
    if target(seen) is None or met is None:
        return status_of(seen).why
    money = in_range(seen.now.payment, "") if seen.is_paid else TOO_WIDE_FOR_POUNDS
    return f"{chance(met)} chance, {'and' if seen.is_paid else 'but'} {money}"


def lead(seen: Seen, seens: Sequence[Seen] = ()) -> str:
    """The status as a badge of the screen, and what is said beside it."""
    said = lead_words(seen, seens)
    return said if seen.is_volume else f"{status_of(seen).badge} {said}"


def lead_words(seen: Seen, seens: Sequence[Seen] = ()) -> str:
    """The projected rate with its range, why it has its status, how far from what it is set against, the chance, and the
    follow-up; and how the contract's other cohorts stand, of `seens`.
    """
    return " ".join(part for part in (_own_lead(seen), others_words(seen, seens)) if part)


def others_words(seen: Seen, seens: Sequence[Seen]) -> str:
    """How the other cohorts stand, each with its money: Cohort 2 is off course (expected £4.04m, 80% range ...)."""
    if seen.is_volume or seen.rule is None:
        return ""
    others = [other for other in seens if other.now.cohort.id != seen.now.cohort.id]
    found = [_stands(other) for other in others if status_of(other).word != CANNOT_TELL]
    open_ones = [words.in_sentence(other.name) for other in others if status_of(other).word == CANNOT_TELL]
    if open_ones:
        found.append(f"of {words.listed(open_ones)} it cannot be told yet")
    return f"{_upper('; '.join(found))}." if found else ""


def _stands(other: Seen) -> str:
    verb = {MET: "has met its target", MISSED: "has missed its target", NO_TARGET: "is paid by degrees"}
    status, own = status_of(other).word, words.in_sentence(other.name)
    said = verb.get(status, f"is {status.lower()}")
    if not other.is_paid:
        return f"{own} {said} ({TOO_WIDE_FOR_POUNDS})" if status in (ON_COURSE, OFF_COURSE) else f"{own} {said}"
    if other.is_final and not other.is_control_open:
        return f"{own} {said} ({money.short(other.now.payment.statement.total_pence)}, final)"
    paid = other.now.payment
    expected, span = (
        money.alike(paid.expected_pence, paid.p10_pence, paid.p90_pence)[0],
        money.in_80(paid.p10_pence, paid.p90_pence),
    )
    return f"{own} {said} (expected {span if span.startswith(expected) else f'{expected}, {span}'})"


def _own_lead(seen: Seen) -> str:
    status = status_of(seen)
    if seen.state in (NOBODY, HIDDEN, TOO_EARLY) or seen.is_volume or not seen.is_told:
        return payment_lead.lead(seen)
    why = "" if status.word == NO_TARGET and seen.rule is None else f"{_upper(status.why)}{_chance(seen)}."
    parts = (_where(seen), _against(seen), why, _followed(seen))
    return " ".join(part for part in parts if part)


def _where(seen: Seen) -> str:
    """Where it lands, with the range of that or, of a final one, its interval by chance."""
    middle, low, high = (say_value(seen, value) for value in levels(seen))
    is_open, events = not seen.is_counted, f"{event_name(seen.terms)}s for each 100 people"
    if not is_open:
        what = events if seen.is_events else f"were {seen.terms.outcome.counted_as}"
        return f"**{middle}** {what} (95% interval {low} to {high})."
    if seen.is_events:
        return f"**{middle}** {events} are projected (95% range {low} to {high})."
    return f"The final {seen.rate_name} is projected at **{middle}** (95% range {low} to {high})."


def _chance(seen: Seen) -> str:
    """The chance of the target, unless the status has said it."""
    met = seen.now.p_threshold_met
    if met is None or seen.is_final or status_of(seen).word in (CANNOT_TELL, NO_TARGET):
        return ""
    return f"; the chance that {target_words(seen)} is met is {chance(met)}"


def _against(seen: Seen) -> str:
    if seen.reference is None:
        return ""
    what = f"the {seen.reference_name} of {say_value(seen, seen.reference)}"
    span = f" ({found})" if (found := distance_range(seen)) else ""
    if seen.is_events:
        return f"It is {words.fewer_events(seen.fewer_percent.p50)} than {what}{span}."
    return f"The rate is {words.against(seen.now.change_points.p50, what)}{span}."


def _followed(seen: Seen) -> str:
    now = seen.now
    if seen.is_final:
        return f"It rests on {words.people(now.n)}, all followed up."
    more = "" if now.n_expected == now.n else f" of about {now.n_expected:,} expected"
    done = "nobody" if not now.mature else "all" if now.mature == now.n else chance(now.mature / now.n)
    return (
        f"It rests on {words.people(now.n)}{more}, {done} followed up to the end; it is final on "
        f"{words.day(words.final_on(now.cohort, seen.terms))}."
    )


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def not_to_conclude(seen: Seen) -> str:
    """The one conclusion that this page invites and does not bear."""
    if seen.is_volume:
        return (
            "Do not read many referrals or starts as a sign that fewer people are reconvicted: nobody is followed up."
        )
    if seen.is_final:
        return SERVICE_OR_OTHERS
    noun = NOUNS.get(seen.terms.outcome.counted_as, "outcome")
    if seen.state in (NOBODY, HIDDEN, TOO_EARLY) or not seen.is_told:
        return (
            f"Do not read the {noun} rate so far as a result, nor the lack of one as good or bad news: a rate so far "
            f"{words.so_far(being_released=seen.as_at < seen.now.cohort.discharged_to)}."
        )
    final_on = words.day(words.final_on(seen.now.cohort, seen.terms))
    return (
        f"Do not read the projection as a result: until {final_on} the rate may land anywhere in its range, and 5 in 100 such "
        "ranges miss. Nor does it tell that the service made a difference: it sets different people side by side."
    )
